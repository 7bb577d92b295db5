"""Both trainings, moment by moment: the loss, and the labels of one scene."""

from functools import cache

import numpy as np
import torch
from matplotlib.axes import Axes

from lecture_utils.demos.unet.networks import NAME, TWIN
from lecture_utils.demos.unet.skips import WORDS
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.methods.evaluation import mean_iou_where
from lecture_utils.pictures import draw_curves, draw_label_map
from lecture_utils.pictures.items import mark_columns
from lecture_utils.scenes.meadow import SEMANTIC, THINGS, Meadow
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.segmenter import SNAPSHOT_SEEDS

TERM = "cross-entropy"


@cache
def moments(name: str) -> TrainingMoments:
    """Read the moments of a training."""
    return TrainingMoments(name)


@cache
def watched() -> Meadow:
    """Draw the scene whose labels were recorded: a validation scene with all kinds of animals."""
    return Meadow(SNAPSHOT_SEEDS[0])


def iou_then(name: str, moment: int) -> float:
    """Return the mean IoU of a network's labels on that scene at a moment."""
    labels, truth = moments(name).seen("labels", moment)[0].long(), watched().semantic
    return float(mean_iou_where(labels, truth, truth >= 0))


def draw_losses(axes: Axes, moment: int) -> None:
    """Draw the loss of both trainings against the steps, the moment marked."""
    training = moments(NAME)
    shown = training.at > 0
    curves = {WORDS[name]: moments(name).losses[TERM][shown] for name in (NAME, TWIN)}
    at = training.at[shown]
    places = np.clip(np.array(training.steps, dtype=float), at[0], at[-1])
    draw_curves(axes, at, curves, x_label="steps", y_label=TERM, x_log=True, y_log=True, now=float(places[moment]))
    firsts = [index for index in range(len(places)) if index == len(places) - 1 or places[index + 1] > places[index]]
    mark_columns(axes, places[firsts], firsts)


def _draw_labels(axes: Axes, name: str, moment: int) -> None:
    title = f"{WORDS[name]}: {iou_then(name, moment):.2f}"
    draw_label_map(axes, moments(name).seen("labels", moment)[0], SEMANTIC, title=title)


def draw_unet(axes: Axes, moment: int) -> None:
    """Draw U-Net's labels at a moment."""
    _draw_labels(axes, NAME, moment)


def draw_twin(axes: Axes, moment: int) -> None:
    """Draw those of the network without skips."""
    _draw_labels(axes, TWIN, moment)


def draw_truth(axes: Axes) -> None:
    """Draw the true labels of that scene."""
    draw_label_map(axes, watched().semantic, SEMANTIC, title="truth")


def title(moment: int) -> str:
    """Say how far both are."""
    when = moments(NAME).when(moment)
    ious = [iou_then(name, moment) for name in (NAME, TWIN)]
    return f"{when[0].upper()}{when[1:]}: mean IoU {ious[0]:.2f} with skips, {ious[1]:.2f} without"


def things_then(name: str, moment: int) -> tuple[float, float]:
    """Measure where things are and what they are, apart from each other.

    Returns
    -------
    where : float
        IoU of all things, taken as one class, with the truth.
    what : float
        Share of the right label among the pixels that the network and the truth both call a thing.
    """
    labels, truth = moments(name).seen("labels", moment)[0].long(), watched().semantic
    things = torch.tensor([SEMANTIC.index(thing) for thing in THINGS])
    said, true = torch.isin(labels, things), torch.isin(truth, things)
    both = said & true
    right = float((labels == truth)[both].double().mean()) if both.any() else 0.0
    return float(both.sum() / (said | true).sum()), right


def caption(moment: int) -> str:
    """Say where things are found, and what they are taken for."""
    (where, what), (twins_where, twins_what) = (things_then(name, moment) for name in (NAME, TWIN))
    return (
        f"Where: IoU of all animals and people, taken as one class, {where:.2f} with skips, {twins_where:.2f} without. "
        f"What: of the pixels that are rightly called one of them {what:.0%} have the right class, "
        f"{twins_what:.0%} without."
    )


def training_demo() -> Demo:
    """Go through the moments of both trainings."""
    return Demo(
        name="unet_training",
        title=title,
        controls=[moments(NAME).control(start=2)],
        panels=[
            [
                Panel("losses", draw_losses, size=(2.9, 2.6), alt="the loss of both trainings, the moment marked"),
                Panel("unet", draw_unet, size=(2.0, 2.6), alt="U-Net's labels at this moment"),
                Panel("twin", draw_twin, size=(2.0, 2.6), alt="labels without skips at this moment"),
                Panel("truth", draw_truth, size=(2.0, 2.6), alt="the true labels"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
