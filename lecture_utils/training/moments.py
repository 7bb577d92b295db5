"""Recorded moments of a training: what the network made of something at its start, in its middle, at its end.

A recipe says at which shares of the training (`Recipe.moments`) and what is looked at (`Recipe.watch`). The loop writes
what it saw into NAME.moments.safetensors, beside the checkpoint.
"""

from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from lecture_utils.training.checkpoint import FOLDER, CheckpointError, record, remedy
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.repeatable import repeatable
from lecture_utils.whole_file import written_whole

_START = "moment."


@dataclass(frozen=True)
class Moments:
    """What a network made of something, at K moments of its training.

    Attributes
    ----------
    steps : tuple of K int
        After how many steps; 0 is before the first one.
    seen : dict of str to Tensor, shape (K, ...)
        What the recipe's ``watch`` returned, under the names that it gave.
    """

    steps: tuple[int, ...]
    seen: dict[str, Tensor]


@dataclass
class Watcher:
    """Watches the averaged network while it is trained.

    Attributes
    ----------
    recipe : Recipe
    due : tuple of int
        After how many steps it is watched.
    found : dict of int to dict of str to Tensor
        What was seen so far, by step.
    """

    recipe: Recipe
    due: tuple[int, ...]
    found: dict[int, dict[str, Tensor]] = field(default_factory=dict)

    @classmethod
    def of(cls, recipe: Recipe, steps: int) -> "Watcher":
        """Spread the recipe's moments over so many steps; those that fall on the same step are one.

        Raises
        ------
        ValueError
            If a moment isn't a share of the training, from 0 to 1.
        """
        if not all(0 <= share <= 1 for share in recipe.moments):
            raise ValueError(f"recipe.moments must be shares from 0 to 1; got {recipe.moments}")
        return cls(recipe, tuple(sorted({round(share * steps) for share in recipe.moments})))

    def after(self, step: int, averaged: nn.Module) -> None:
        """Watch the averaged network if that is due after this step; it is left in eval mode then.

        Raises
        ------
        ValueError
            If what is seen has other names or shapes than before.
        """
        if step not in self.due or step in self.found:
            return
        with repeatable(0), torch.no_grad():
            seen = self.recipe.watch(averaged.eval())
        forms = [{name: tuple(value.shape) for name, value in one.items()} for one in (*self.found.values(), seen)]
        if forms[-1] != forms[0]:
            raise ValueError(f"watch must return the same names and shapes each time: {forms[0]}; got {forms[-1]}")
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

    def moments(self) -> Moments:
        """Put what was seen together, moment by moment."""
        steps = tuple(sorted(self.found))
        names = self.found[steps[0]] if steps else {}
        return Moments(steps, {name: torch.stack([self.found[step][name] for step in steps]) for name in names})


def write_moments(seen: Moments, name: str, sha256: str, folder: Path | None = None) -> None:
    """Write recorded moments beside their checkpoint.

    Parameters
    ----------
    seen : Moments
    name, sha256 : str
        The checkpoint's.
    folder : Path or None
        None is the package's.
    """
    tensors = {f"{_START}{key}": value.contiguous() for key, value in seen.seen.items()}
    content = save({"steps": torch.tensor(seen.steps), **tensors}, metadata={"checkpoint": sha256})
    with written_whole(moments_path(name, folder)) as file:
        file.write(content)


def moments(name: str, folder: Path | None = None) -> Moments:
    """Read the recorded moments of a checkpoint's training.

    Parameters
    ----------
    name : str
        The recipe's.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Moments

    Raises
    ------
    CheckpointError
        If there are none, they can't be read, or they are of another training than the checkpoint.
    """
    path = moments_path(name, folder)
    if not path.exists():
        raise CheckpointError(f"There is no {path.name} in {path.parent}. {remedy(name)}")
    try:
        with safe_open(path, framework="pt") as file:
            checkpoint = (file.metadata() or {})["checkpoint"]
            steps = tuple(file.get_tensor("steps").tolist())
            keys = [key for key in file.keys() if key.startswith(_START)]  # noqa: SIM118 (no mapping)
            seen = {key.removeprefix(_START): file.get_tensor(key) for key in sorted(keys)}
    except (SafetensorError, KeyError) as error:
        raise CheckpointError(f"{path} holds no recorded moments ({error}). {remedy(name)}") from None
    if checkpoint != record(name, folder).sha256:
        raise CheckpointError(f"{path} is of another training than {name}.json. {remedy(name)}")
    return Moments(steps, seen)


def moments_path(name: str, folder: Path | None = None) -> Path:
    """Return where the recorded moments of a recipe's training lie."""
    return (folder or FOLDER) / f"{name}.moments.safetensors"
