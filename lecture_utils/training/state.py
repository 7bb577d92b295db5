"""A training in the middle, as it is kept on disk, so that it can be stopped at any time and gone on with.

One safetensors file in the folder of the caches holds all tensors and, in its metadata, a JSON text with the rest.
"""

import inspect
import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from lecture_utils.scenes.meadow.cache import default_folder
from lecture_utils.scenes.whole_file import written_whole
from lecture_utils.training.recipe import Recipe


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
        Seconds that they took.
    sums : dict of str to float
        Sums of the loss's terms since the last row.
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


def state_path(recipe: Recipe, seed: int) -> Path:
    """Return where the state of one training lies."""
    return default_folder() / "training" / f"{recipe.name}_seed{seed}.safetensors"


def save_state(path: Path, tensors: dict[str, Tensor], reached: Reached) -> None:
    """Write a training's tensors and how far it is, as one file."""
    own = {name: tensor.detach().clone(memory_format=torch.contiguous_format) for name, tensor in tensors.items()}
    with written_whole(path) as file:
        file.write(save(own, metadata={"reached": json.dumps(asdict(reached))}))


def load_state(path: Path) -> tuple[dict[str, Tensor], Reached] | None:
    """Read what `save_state` wrote; None if there is nothing that can be read."""
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
            reached = Reached(**json.loads((file.metadata() or {})["reached"]))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError):
        return None
    return tensors, reached


def difference(saved: dict[str, Any], wanted: dict[str, Any]) -> str | None:
    """Say in which the saved plan isn't the wanted one; None if they are equal."""
    for name in wanted:
        if saved.get(name) != wanted[name]:
            return f"its {name} was {saved.get(name)!r} and is {wanted[name]!r} now"
    return None


def code_version(recipe: Recipe, network: nn.Module) -> str:
    """Return a SHA-256 of the modules that define a recipe and the parts of its network, as far as they are ours."""
    makers = [*type(recipe).__mro__, *(cls for part in network.modules() for cls in type(part).__mro__)]
    files = {_source(maker) for maker in makers if not maker.__module__.startswith("torch.")}
    return sha256("".join(sorted(files)).encode()).hexdigest()


def _source(maker: type) -> str:
    module = inspect.getmodule(maker)
    path = getattr(module, "__file__", None)
    return Path(path).read_text(encoding="utf-8") if path and path.endswith(".py") else ""
