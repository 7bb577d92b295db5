"""The multi-task loss of one region: a box to drag, a class to choose, both terms and their gradients."""

from functools import cache
from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.fast_rcnn.outputs import overlaps, regions
from lecture_utils.methods.box_coder import encode_offsets
from lecture_utils.methods.boxes import box_area, box_iou
from lecture_utils.methods.fast_rcnn import OFFSET_WEIGHTS, region_loss, smooth_l1
from lecture_utils.pictures import Sheet, draw_arrow, draw_bars, draw_boxes, draw_image, draw_list, format_number, panes
from lecture_utils.scenes.lecture_scenes import SIZE, lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, DragBox, Panel, Slider, Step

Box = tuple[float, float, float, float]
CLASSES = ("background", *THINGS)
OFFSETS = ("x", "y", "w", "h")
SURE = 3.0
"""Score of the predicted class; all others have 0."""

LAMBDAS = (0, 0.5, 1, 2)
REGIONS = ("over the cow", "of background")
ARROW = 8.0
"""Pixels for a gradient of 1."""

COW = 1
"""Its place among the things of scene 1."""


@cache
def region(step: int) -> Box:
    """Return the region that the loss is about: a proposal that overlaps the cow by half, or one of background.

    Of those over the cow it is the one of which all four offsets are far from 0.
    """
    scene, every = lecture_scene(), regions(lecture_scene())
    if step == 0:
        wanted = encode_offsets(scene.boxes[COW : COW + 1].expand(len(every), 4), every, OFFSET_WEIGHTS)
        near = box_iou(every, scene.boxes[COW : COW + 1])[:, 0] > 0.5
        place = int((wanted.abs().amin(dim=1) * near).argmax())
    else:
        fits = (box_area(every) - 900).abs() + 1e6 * (overlaps(scene) > 0.02)
        place = int(fits.argmin())
    x1, y1, x2, y2 = every[place].tolist()
    return x1, y1, x2, y2


class Terms(NamedTuple):
    """The loss of the region, and all that goes into it.

    Attributes
    ----------
    label : int
        Its true class, of `CLASSES`.
    probabilities : Tensor, shape (K + 1,)
    predicted, target : Tensor, shape (4,)
        Offsets; the target is 0 for background.
    classification, localisation : float
        Before λ.
    score_gradient : Tensor, shape (K + 1,)
    offset_gradient : Tensor, shape (4,)
        With λ.
    """

    label: int
    probabilities: Tensor
    predicted: Tensor
    target: Tensor
    classification: float
    localisation: float
    score_gradient: Tensor
    offset_gradient: Tensor


def terms(box: Box, predicted: str, weight: float, step: int) -> Terms:
    """Compute the loss of the region and its gradients."""
    scene, mine = lecture_scene(), torch.tensor([region(step)])
    label = CLASSES.index(scene.names[COW]) if step == 0 else 0
    said = encode_offsets(torch.tensor([box], dtype=torch.float32), mine, OFFSET_WEIGHTS)[0]
    target = encode_offsets(scene.boxes[COW : COW + 1], mine, OFFSET_WEIGHTS)[0] if label else torch.zeros(4)
    scores = torch.zeros(1, len(CLASSES))
    scores[0, CLASSES.index(predicted)] = SURE
    scores.requires_grad_()
    offsets = said.expand(1, len(THINGS), 4).clone().requires_grad_()
    with torch.enable_grad():
        found = region_loss(scores, offsets, torch.tensor([label]), target[None])
        both = found.classification + weight * found.localisation
        score_gradient, offset_gradient = torch.autograd.grad(both, [scores, offsets])
    return Terms(
        label,
        scores.detach().softmax(dim=1)[0],
        said,
        target,
        float(found.classification.detach()),
        float(found.localisation.detach()),
        score_gradient[0],
        offset_gradient[0].sum(dim=0),
    )


def draw_scene(axes: Axes, box: Box, predicted: str, weight: float, step: int) -> None:
    """Draw the region, the truth, and where the gradient pushes the predicted box."""
    scene, found = lecture_scene(), terms(box, predicted, weight, step)
    draw_image(axes, scene.large, f"a region {REGIONS[step]}", dim=0.25, size=(SIZE, SIZE))
    draw_boxes(axes, [region(step)], "input", line_width=1.6)
    if found.label:
        draw_boxes(axes, scene.boxes[COW : COW + 1], "truth", line_width=1.8, style=(0, (3, 1.6)))
    x1, y1, x2, y2 = box
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    push = [-ARROW * value for value in found.offset_gradient.tolist()]
    for start, (across, down) in (
        (middle, (push[0], push[1])),
        ((x2, middle[1]), (push[2], 0.0)),
        ((middle[0], y2), (0.0, push[3])),
    ):
        if across**2 + down**2 > 0.2:
            draw_arrow(axes, start, (start[0] + across, start[1] + down), "step")


def draw_terms(figure: Sheet, box: Box, predicted: str, weight: float, step: int) -> None:
    """List the four offsets with their loss and gradient; draw how gradient descent changes the scores."""
    found = terms(box, predicted, weight, step)
    upper, lower = panes(figure, rows=2, gap=0.1)
    apart = found.predicted - found.target
    if found.label:
        numbers = zip(found.predicted, found.target, apart, smooth_l1(apart), found.offset_gradient, strict=True)
        rows = [(name, *(_short(value) for value in row)) for name, row in zip(OFFSETS, numbers, strict=True)]
    else:
        rows = [(name, _short(value), "–", "–", "0", "0") for name, value in zip(OFFSETS, found.predicted, strict=True)]
    head = ("offset", "t", "v", "t − v", "smooth L1", "gradient")
    draw_list(upper, head, rows, ["step" if found.label else "muted"] * 4, title="where: predicted t, wanted v")
    roles = ["truth" if place == found.label else "muted" for place in range(len(CLASSES))]
    draw_bars(lower, CLASSES, -found.score_gradient, roles, (-1, 1), "what: how each score should change", decimals=2)


def title(box: Box, predicted: str, weight: float, step: int) -> str:
    """Say which term is the larger one, or that a place costs nothing."""
    found = terms(box, predicted, weight, step)
    if not found.label:
        return "A background region: its box costs nothing, wherever it is"
    place, total = weight * found.localisation, found.classification + weight * found.localisation
    larger, value = ("place", place) if place > found.classification else ("class", found.classification)
    return f"The {larger} costs more: {_short(value)} of {_short(total)}"


def caption(box: Box, predicted: str, weight: float, step: int) -> str:
    """Write out the loss with the numbers of the state."""
    found = terms(box, predicted, weight, step)
    true = CLASSES[found.label]
    first = f"−log p({true}) = −log {found.probabilities[found.label]:.3f} = {_short(found.classification)}."
    if not found.label:
        return f"{first} [u ≥ 1] is 0, so L = {_short(found.classification)} + {weight:g} · 0."
    parts = " + ".join(_short(value) for value in smooth_l1(found.predicted - found.target))
    total = found.classification + weight * found.localisation
    return (
        f"{first} Smooth L1: {parts} = {_short(found.localisation)}. "
        f"L = {_short(found.classification)} + {weight:g} · {_short(found.localisation)} = {_short(total)}. "
        "Pink arrows: against the gradient, no longer for a box that is far off."
    )


def _short(value: float | Tensor) -> str:
    return format_number(float(value), 2)


def start() -> Box:
    """Return where the predicted box starts: beside the cow."""
    x1, y1, x2, y2 = (round(value) for value in region(0))
    return float(x1), float(y1), float(x2), float(y2)


def loss_demo() -> Demo:
    """Drag the predicted box, choose the predicted class and λ, and see both terms."""
    scene = lecture_scene()
    x1, y1, x2, y2 = (float(round(value)) for value in scene.boxes[COW].tolist())
    return Demo(
        name="fast_rcnn_loss",
        title=title,
        controls=[
            DragBox(
                "box",
                panel="scene",
                start=start(),
                bounds=(0, 0, SIZE, SIZE),
                minimum=(4, 4),
                role="prediction",
                label="the predicted box",
                held=[start(), (x1, y1, x2, y2)],
            ),
            Choice("predicted", CLASSES, start=scene.names[COW], label="predicted class"),
            Slider("weight", LAMBDAS, start=1, label="λ"),
            Step("step", len(REGIONS), label="region", names=list(REGIONS)),
        ],
        panels=[
            [
                Panel("scene", draw_scene, size=(4.1, 4.05), alt="scene 1 with the region, the truth, the gradients"),
                Panel("terms", draw_terms, size=(4.7, 4.05), alt="the four offsets, and how the scores should change"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
