"""Models that are fitted to features once, without gradients: the other kind of thing that the command line trains."""

import json
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import lecture_utils.training as training
from lecture_utils.atomic_write import atomic_write
from lecture_utils.methods.evaluation import bootstrap_interval, proposal_recall
from lecture_utils.scenes.meadow import Meadow, Split, scene_seed
from lecture_utils.scenes.meadow.crops import crop_scene
from lecture_utils.training.repeatable import repeatable


class Fitting(ABC):
    """How a model is fitted: subclass it, and let the module have a ``fitting``.

    Attributes
    ----------
    name : str
        The module's name.
    summary : str
        One line for the list of recipes.
    file : Path
        Where the model lies, with its record.
    """

    name: str
    summary: str
    file: Path

    @abstractmethod
    def fit(self) -> dict[str, Any]:
        """Fit the model; return it as JSON can hold it, with how it was fitted and what it reaches ("figures")."""


def carry_out_fitting(fitting: Fitting, folder: Path | None = None) -> dict[str, float]:
    """Fit a model and write its file.

    Parameters
    ----------
    fitting : Fitting
    folder : Path or None
        Where it is written; None is the package.

    Returns
    -------
    dict of str to float
        Its held-out figures.
    """
    with repeatable(0), torch.no_grad():
        model = fitting.fit()
    written = {"recipe": f"python -m lecture_utils.training {fitting.name}", **model}
    with atomic_write((folder or fitting.file.parent) / fitting.file.name) as file:
        file.write(_readable(written).encode())
    figures: dict[str, float] = model["figures"]
    return figures


def all_fittings() -> dict[str, Fitting]:
    """Return what is fitted without gradients, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(training.__path__))
    found = [getattr(import_module(f"{training.__name__}.{name}"), "fitting", None) for name in names if name[0] != "_"]
    return {one.name: one for one in found if isinstance(one, Fitting)}


Counts = tuple[tuple[int, int], ...]
"""Pairs of a scene's height and width in pixels, and how many scenes of it."""


def training_scenes(meadows: Counts, portraits: Counts = ()) -> list[Meadow]:
    """Draw scenes of the training split in several sizes, each with seeds of its own.

    Parameters
    ----------
    meadows : pairs of int
        Scenes with things near and far.
    portraits : pairs of int
        Pictures that one thing nearly fills, as it does in many photographs.

    Returns
    -------
    list of Meadow
    """
    scenes: list[Meadow] = []
    for size, count in meadows:
        scenes += [Meadow(scene_seed(Split.TRAIN, len(scenes) + index), size) for index in range(count)]
    for size, count in portraits:
        seeds = [scene_seed(Split.TRAIN, len(scenes) + index) for index in range(count)]
        scenes += [Meadow.of(crop_scene(seed, size)[0], seed) for seed in seeds]
    return scenes


def as_record(meadows: Counts, portraits: Counts = ()) -> list[dict[str, Any]]:
    """Say which scenes `training_scenes` draws."""
    kinds = [("meadow", *one) for one in meadows] + [("portrait", *one) for one in portraits]
    return [{"split": str(Split.TRAIN), "kind": kind, "size": size, "count": count} for kind, size, count in kinds]


HELD_OUT = 100
"""Scenes on which proposals are measured."""

NUMBERS = (100, 1000)
"""Numbers of proposals whose recall is measured."""


def recall_figures(propose: Callable[[Tensor], Tensor], scenes: int = HELD_OUT) -> dict[str, float]:
    """Measure the recall of a method's proposals on the first scenes of the test split, 128 × 128 pixels.

    Parameters
    ----------
    propose : callable
        From an image (3, H, W) to boxes (K, 4), the most promising first.
    scenes : int

    Returns
    -------
    dict of str to float
        The share of things that one of the first 100 and 1000 proposals overlaps by half, each with its 95 % bootstrap
        interval over scenes.
    """
    meadows = [Meadow(scene_seed(Split.TEST, index)) for index in range(scenes)]
    measured = proposal_recall([propose(one.image) for one in meadows], [one.boxes for one in meadows], NUMBERS)
    figures: dict[str, float] = {}
    for number in NUMBERS:
        at_half = partial(measured.resampled, number=number, threshold=0.5)
        interval = bootstrap_interval(at_half, scenes, seed=0)
        name = f"recall of {number}"
        figures |= {name: interval.value, f"{name} low": interval.low, f"{name} high": interval.high}
    return {name: round(value, 6) for name, value in figures.items()}


def _readable(fields: dict[str, Any]) -> str:
    """Write JSON with a line for each field, and for each row of a table."""
    lines = []
    for name, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], list | dict):
            rows = ",\n".join(f"  {json.dumps(row)}" for row in value)
            lines.append(f" {json.dumps(name)}: [\n{rows}\n ]")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
