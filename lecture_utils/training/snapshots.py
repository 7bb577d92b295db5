"""Snapshots of a training: what the network made of something at its start, in its middle, at its end.

A recipe says at which shares of the training (`Recipe.snapshots`), and what it is of (`Recipe.snapshot`). The loop
writes them into NAME.snapshots.safetensors, beside the checkpoint, and the file's SHA-256 into the checkpoint's record.
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from lecture_utils.atomic_write import atomic_write
from lecture_utils.training.checkpoint import FOLDER, CheckpointError, Record, add_snapshots, record, remedy
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.repeatable import repeatable

_START = "moment."


@dataclass(frozen=True)
class Snapshots:
    """What a network made of something, at K moments of its training.

    Attributes
    ----------
    steps : tuple of K int
        After how many steps; 0 is before the first one.
    seen : dict of str to Tensor, shape (K, ...)
        What the recipe's ``snapshot`` returned, under the names that it gave.
    """

    steps: tuple[int, ...]
    seen: dict[str, Tensor]


@dataclass
class SnapshotRecorder:
    """Records what the averaged network makes of something while it is trained.

    Attributes
    ----------
    recipe : Recipe
    due : tuple of int
        After how many steps a snapshot is taken.
    found : dict of int to dict of str to Tensor
        What was seen so far, by step.
    """

    recipe: Recipe
    due: tuple[int, ...]
    found: dict[int, dict[str, Tensor]] = field(default_factory=dict)

    @classmethod
    def of(cls, recipe: Recipe, steps: int) -> "SnapshotRecorder":
        """Place the recipe's snapshots in so many steps; those that fall on the same step are one.

        Raises
        ------
        ValueError
            If one isn't a share of the training, from 0 to 1.
        """
        if not all(0 <= share <= 1 for share in recipe.snapshots):
            raise ValueError(f"recipe.snapshots must be shares from 0 to 1; got {recipe.snapshots}")
        return cls(recipe, tuple(sorted({round(share * steps) for share in recipe.snapshots})))

    def after(self, step: int, averaged: nn.Module) -> None:
        """Take a snapshot of the averaged network if that is due after this step; it is left in eval mode then.

        Raises
        ------
        ValueError
            If what is seen has other names or shapes than before.
        """
        if step not in self.due or step in self.found:
            return
        with repeatable(0), torch.no_grad():
            seen = self.recipe.snapshot(averaged.eval())
        forms = [{name: tuple(value.shape) for name, value in one.items()} for one in (*self.found.values(), seen)]
        if forms[-1] != forms[0]:
            raise ValueError(f"snapshot must return the same names and shapes each time: {forms[0]}; got {forms[-1]}")
        self.found[step] = {name: value.detach().clone() for name, value in seen.items()}

    def tensors(self) -> dict[str, Tensor]:
        """Return all that was seen, by name: so it is kept where a training is stopped."""
        return {f"{_START}{step}.{name}": value for step, seen in self.found.items() for name, value in seen.items()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take over what `tensors` returned earlier."""
        for key, value in tensors.items():
            if key.startswith(_START):
                step, name = key.removeprefix(_START).split(".", maxsplit=1)
                self.found.setdefault(int(step), {})[name] = value

    def snapshots(self) -> Snapshots:
        """Put what was seen together, moment by moment."""
        steps = tuple(sorted(self.found))
        names = self.found[steps[0]] if steps else {}
        return Snapshots(steps, {name: torch.stack([self.found[step][name] for step in steps]) for name in names})


def write_snapshots(seen: Snapshots, name: str, folder: Path | None = None) -> Record:
    """Write recorded snapshots beside their checkpoint, and their SHA-256 into its record.

    Parameters
    ----------
    seen : Snapshots
    name : str
        The checkpoint's.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Record
        The checkpoint's, with ``snapshots_sha256``.
    """
    tensors = {f"{_START}{key}": value.contiguous() for key, value in seen.seen.items()}
    tensors["steps"] = torch.tensor(seen.steps)
    content = save(tensors, metadata={"checkpoint": record(name, folder).sha256})
    with atomic_write(snapshots_path(name, folder)) as file:
        file.write(content)
    return add_snapshots(name, sha256(content).hexdigest(), folder)


def hash_snapshots(folder: Path | None = None) -> list[str]:
    """Write the SHA-256 of snapshots that were recorded before there was one into their checkpoints' records.

    Parameters
    ----------
    folder : Path or None
        None is the package's.

    Returns
    -------
    list of str
        The checkpoints whose records were written. Records that have a SHA-256 stay as they are, right or wrong.

    Raises
    ------
    CheckpointError
        If a file can't be read, or is of another training than its record.
    """
    ending = snapshots_path("", folder).name
    hashed = []
    for path in sorted((folder or FOLDER).glob(f"*{ending}")):
        name = path.name.removesuffix(ending)
        if record(name, folder).snapshots_sha256 is None:
            content = path.read_bytes()
            _parsed(content, name, path, folder)
            add_snapshots(name, sha256(content).hexdigest(), folder)
            hashed.append(name)
    return hashed


def load_snapshots(name: str, folder: Path | None = None) -> Snapshots:
    """Read the recorded snapshots of a checkpoint's training.

    Parameters
    ----------
    name : str
        The recipe's.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Snapshots

    Raises
    ------
    CheckpointError
        If there are none, they can't be read, are of another training than the checkpoint, or aren't the file whose
        SHA-256 its record holds.
    """
    path = snapshots_path(name, folder)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"There is no {path.name} in {path.parent}. {remedy(name)}") from None
    seen = _parsed(content, name, path, folder)
    wanted = record(name, folder).snapshots_sha256
    if wanted is None:
        lacks = f"{name}.json holds no SHA-256 of {path.name}"
        raise CheckpointError(
            f"{lacks}; if the file is sound, python -m lecture_utils.training --hash-snapshots adds it"
        )
    if wanted != sha256(content).hexdigest():
        raise CheckpointError(f"{path} is not the file that {name}.json names: the SHA-256 differs. {remedy(name)}")
    return seen


def _parsed(content: bytes, name: str, path: Path, folder: Path | None) -> Snapshots:
    """Read a file of snapshots, and compare the checkpoint that it names."""
    try:
        tensors = load(content)
        checkpoint = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]["checkpoint"]
        steps = tuple(tensors["steps"].tolist())
    except (SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"{path} holds no recorded snapshots ({error}). {remedy(name)}") from None
    if checkpoint != record(name, folder).sha256:
        raise CheckpointError(f"{path} is of another training than {name}.json. {remedy(name)}")
    keys = sorted(key for key in tensors if key.startswith(_START))
    return Snapshots(steps, {key.removeprefix(_START): tensors[key] for key in keys})


def snapshots_path(name: str, folder: Path | None = None) -> Path:
    """Return where the recorded snapshots of a recipe's training lie."""
    return (folder or FOLDER) / f"{name}.snapshots.safetensors"
