"""A training, moment by moment: its loss with the moment marked, beside what the network made of something then.

>>> training = TrainingMoments("unet")
>>> def draw_labels(axes, moment):
...     draw_label_map(axes, training.seen("labels", moment)[0], SEMANTIC, title=training.when(moment))
>>> demo = Demo(
...     "sharpening",
...     title=lambda moment: f"The labels {training.when(moment)}",
...     controls=[training.control()],
...     panels=[[training.panel(), Panel("labels", draw_labels)]],
... )
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from lecture_utils.methods.detections import Detections
from lecture_utils.pictures import draw_curves
from lecture_utils.pictures.items import mark_columns
from lecture_utils.stage import Panel, Step
from lecture_utils.training.checkpoint import record
from lecture_utils.training.detector_snapshots import recorded_detections, recorded_losses
from lecture_utils.training.snapshots import load_snapshots

_NO_LOSS = ("step", "rate", "minutes")
_FIGURE = "validation"


class TrainingMoments:
    """The snapshots of a recipe's training, and the course of its loss.

    Parameters
    ----------
    name : str
        The recipe's.
    terms : mapping of str to str, or sequence of str, optional
        Which terms of the loss are drawn, and what they are called. Where left out: all, but those of hidden layers.

    Attributes
    ----------
    steps : tuple of K int
        After how many steps each moment is; 0 is before the first one.

    Raises
    ------
    CheckpointError
        If the recipe's training has no snapshots.
    ValueError
        If the loss has no such term.
    """

    def __init__(self, name: str, terms: Mapping[str, str] | Sequence[str] | None = None) -> None:
        self.name, self._snapshots = name, load_snapshots(name)
        self.steps = self._snapshots.steps
        self.at, known = self._recorded()
        if terms is None:
            terms = [term for term in known if ", layer" not in term]
        called = dict(terms) if isinstance(terms, Mapping) else {term: term for term in terms}
        unknown = [term for term in called if term not in known]
        if unknown:
            raise ValueError(f"terms must be among {', '.join(known)}; got {unknown}")
        self.losses = {called[term]: known[term] for term in called}

    def __len__(self) -> int:
        return len(self.steps)

    def _recorded(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Return steps and terms: of the snapshots on the same scenes each time, otherwise of the training's table."""
        if terms := recorded_losses(self._snapshots):
            return np.array(self.steps), {name: values.numpy() for name, values in terms.items()}
        rows = record(self.name).history
        names = [name for name in rows[0] if name not in _NO_LOSS and not name.startswith(_FIGURE)]
        return np.array([row["step"] for row in rows]), {
            name: np.array([row[name] for row in rows], dtype=float) for name in names
        }

    def seen(self, name: str, moment: int) -> Tensor:
        """Return what the snapshot of a moment holds under a name.

        Raises
        ------
        ValueError
            If it holds nothing of this name.
        """
        if name not in self._snapshots.seen:
            raise ValueError(f"name must be one of {', '.join(sorted(self._snapshots.seen))}; got {name!r}")
        return self._snapshots.seen[name][moment]

    def detections(self, moment: int) -> Detections:
        """Return what a detector found in the lecture's first scene at a moment, by falling score.

        Raises
        ------
        ValueError
            If the recipe's snapshots hold no detections.
        """
        if not {"boxes", "scores", "labels"} <= set(self._snapshots.seen):
            raise ValueError(f"the snapshots of {self.name} hold no detections, but {sorted(self._snapshots.seen)}")
        return recorded_detections(self._snapshots, moment)

    def when(self, moment: int) -> str:
        """Say which moment it is, as a part of a sentence."""
        step = self.steps[moment]
        return "before the first step" if step == 0 else f"after {step:,} step{'s' if step > 1 else ''}"

    def control(self, name: str = "moment", picks: Sequence[str] = ("losses",), start: int | None = None) -> Step:
        """Make the control that goes through the moments; a click on the chart goes to the nearest one.

        It starts at the last moment, where all is learned.
        """
        names = [self.when(moment) for moment in range(len(self))]
        first = len(self) - 1 if start is None else start
        return Step(name, len(self), label="moment", names=names, start=first, picks=picks)

    def draw_losses(self, axes: Any, moment: int, title: str = "", log: bool = True) -> None:
        """Draw the terms of the loss against the steps, the moment marked; steps grow by factors unless ``log`` is off.

        The moment before the first step stands where the curves begin.
        """
        shown = (self.at > 0) if log else np.ones(len(self.at), dtype=bool)
        at, curves = self.at[shown], {name: values[shown] for name, values in self.losses.items()}
        places = np.clip(np.array(self.steps, dtype=float), at[0], at[-1])
        draw_curves(
            axes, at, curves, x_label="steps", y_label="loss", title=title, x_log=log, now=float(places[moment])
        )
        firsts = [
            index for index in range(len(places)) if index == len(places) - 1 or places[index + 1] > places[index]
        ]
        mark_columns(axes, places[firsts], firsts)

    def panel(self, size: tuple[float, float] = (4.3, 3.4), title: str = "the loss in training") -> Panel:
        """Make the panel "losses", which reads "moment"."""

        def draw(axes: Any, moment: int) -> None:
            self.draw_losses(axes, moment, title)

        return Panel("losses", draw, size, "the terms of the loss against the steps, the moment marked")
