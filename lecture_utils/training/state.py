"""A training in the middle, as it is kept on disk, so that it can be stopped at any time and gone on with.

One safetensors file in the folder of the caches holds all tensors and, in its metadata, a JSON text with the rest. It
is replaced as a whole, so that a computer that loses power leaves the old one or the new one. Its SHA-256 stands in the
metadata too: a state of which a bit has changed is not gone on with.
"""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from lecture_utils.atomic_write import atomic_write
from lecture_utils.scenes.cache_folder import default_folder, naming_the_cache


@dataclass
class Reached:
    """How far a training is.

    Attributes
    ----------
    plan : dict
        What the training is: only one with the same plan goes on from here.
    minutes : float or None
        The time that the number of steps was chosen for; None if it wasn't chosen by time.
    step : int
        Steps that are done.
    clock, cpu : float
        Seconds that they took, by the clock and of the processor.
    sums : dict of str to float
        Sums of the loss's terms since the last row of the table.
    since : int
        Steps since the last row.
    rows : list of dict
        The table so far.
    """

    plan: dict[str, Any]
    minutes: float | None = None
    step: int = 0
    clock: float = 0.0
    cpu: float = 0.0
    sums: dict[str, float] = field(default_factory=dict)
    since: int = 0
    rows: list[dict[str, float]] = field(default_factory=list)

    def add(self, terms: dict[str, float]) -> None:
        """Count a step with these terms of its loss."""
        self.step += 1
        self.since += 1
        self.sums = {name: self.sums.get(name, 0.0) + value for name, value in terms.items()}

    def end_row(self, others: dict[str, float]) -> dict[str, float]:
        """Add a row to the table: the step, each term's mean since the last row, what else there is, the minutes."""
        means = {name: value / self.since for name, value in self.sums.items()}
        rounded = {name: float(f"{value:.5g}") for name, value in (means | others).items()}
        self.rows.append({"step": self.step, **rounded, "minutes": round(self.clock / 60, 3)})
        self.sums, self.since = {}, 0
        return self.rows[-1]


def state_path(name: str, seed: int) -> Path:
    """Return where the state of one training of a recipe lies."""
    return default_folder() / "training" / f"{name}_seed{seed}.safetensors"


class StateError(RuntimeError):
    """A training's state is there, but can't be gone on with; the message says why."""


def save_state(path: Path, tensors: dict[str, Tensor], reached: Reached) -> None:
    """Write a training's tensors, how far it is, and the SHA-256 of both, as one file."""
    own = {name: tensor.detach().clone(memory_format=torch.contiguous_format) for name, tensor in tensors.items()}
    text = json.dumps(asdict(reached))
    content = save(own, metadata={"reached": text, "sha256": _digest(own, text)})
    with naming_the_cache(path), atomic_write(path) as file:
        file.write(content)


def load_state(path: Path) -> tuple[dict[str, Tensor], Reached] | None:
    """Read what `save_state` wrote; None if there is no such file.

    Raises
    ------
    StateError
        If the file can't be read, or isn't what was written.
    """
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
            metadata = file.metadata() or {}
        text, digest = metadata["reached"], metadata.get("sha256")
        if digest is None:
            raise StateError(f"its state {path.name} holds no SHA-256")
        if digest != _digest(tensors, text):
            raise StateError(f"its state {path.name} is damaged: the SHA-256 is wrong")
        reached = Reached(**json.loads(text))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise StateError(f"its state {path.name} can't be read ({error})") from None
    return tensors, reached


def _digest(tensors: dict[str, Tensor], text: str) -> str:
    """Return the SHA-256 of all names, shapes, number types and values, and of the text."""
    return sha256(save(tensors) + text.encode()).hexdigest()


def difference(saved: dict[str, Any], wanted: dict[str, Any]) -> str | None:
    """Say in what a saved plan isn't the wanted one; None if it is."""
    for name in wanted:
        if saved.get(name) != wanted[name]:
            return f"its {name} was {saved.get(name)!r} and is {wanted[name]!r} now"
    return None
