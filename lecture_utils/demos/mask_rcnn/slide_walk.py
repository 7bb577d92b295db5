"""The slide's walk through Mask R-CNN, tensor by tensor, on a network that has the slide's sizes."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor, nn
from torch.nn.functional import interpolate

from lecture_utils.demos.mask_rcnn.networks import Box
from lecture_utils.demos.views.network_walk import WalkStage, draw_channels
from lecture_utils.methods.mask_rcnn import WalkThrough, WalkThroughSteps
from lecture_utils.methods.mask_rcnn.walk_through import CATEGORIES, FEATURES, IMAGE, REGION, REGION_CHANNELS, STRIDE
from lecture_utils.pictures import (
    Sheet,
    Volume,
    axes_at,
    draw_boxes,
    draw_heatmap,
    draw_image,
    draw_volumes,
    format_number,
)
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.number_format import vector
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo, DragBox, Panel, Step

STAGES = STAGE_IMAGE, STAGE_MAP, ON_MAP, ALIGNED, REGIONS, VECTOR, CLASSES, OFFSETS, MASK_SCORES, LABELS = range(10)
NAMES = (
    "image",
    "feature map",
    "on the map",
    "RoI Align",
    "region",
    "features",
    "classifier",
    "regressor",
    "mask scores",
    "mask",
)
TRUNK = (STAGE_IMAGE, STAGE_MAP, ON_MAP, ALIGNED, REGIONS)
ROWS = (
    ("", TRUNK),
    ("box branch", (REGIONS, VECTOR, CLASSES)),
    ("", (VECTOR, OFFSETS)),
    ("mask branch", (REGIONS, MASK_SCORES, LABELS)),
)
"""The rows of the picture, with their titles; the first volume of a branch is one from above."""

SECOND = (64.0, 104.0, 44.0, 116.0)
"""The slide has two proposals; this is the one that isn't dragged, (x, y, w, h)."""

START = (124.0, 72.0, 224.0, 136.0)
SIZE = (6.2, 4.25)


@cache
def network() -> WalkThrough:
    """Make the network, with the same random weights each time."""
    state = torch.get_rng_state()
    torch.manual_seed(0)
    made = WalkThrough().eval()
    torch.set_rng_state(state)
    return made


@cache
def image() -> Tensor:
    """Return scene 1, resized to the slide's 224 × 224 pixels."""
    large = lecture_scene().large
    return interpolate(large[None], size=(IMAGE, IMAGE), mode="bilinear", antialias=True)[0].clamp(0, 1)


def as_proposal(box: Sequence[float]) -> Box:
    """Turn corners into the slide's (x, y, w, h)."""
    x1, y1, x2, y2 = box
    return (x1, y1, x2 - x1, y2 - y1)


@lru_cache(maxsize=32)
def walked(box: Box) -> WalkThroughSteps:
    """Follow both proposals through the network; the dragged one is the first."""
    with torch.no_grad():
        steps: WalkThroughSteps = network()(image(), torch.tensor([as_proposal(box), SECOND]))
    return steps


class Tensors(NamedTuple):
    """The tensor of a stage for the dragged proposal, without the batch, and what it is made by."""

    values: Tensor
    kind: str
    weights: int


def tensors(box: Box, stage: int) -> Tensors:
    """Return what a stage puts out."""
    if stage == STAGE_IMAGE:
        return Tensors(image(), "", 0)
    steps, made = walked(box), network()
    return {
        STAGE_MAP: lambda: Tensors(steps.features[0], "convolutions", weights_of(made.image_to_map)),
        ON_MAP: lambda: Tensors(steps.on_map[0], "division by 4", 0),
        ALIGNED: lambda: Tensors(steps.pooled[0], "RoI Align", 0),
        REGIONS: lambda: Tensors(steps.regions[0], "convolution", weights_of(made.region_convolution)),
        VECTOR: lambda: Tensors(steps.vectors[0], "fully connected layer", weights_of(made.describe)),
        CLASSES: lambda: Tensors(steps.probabilities[0], "linear layer, softmax", weights_of(made.classifier)),
        OFFSETS: lambda: Tensors(steps.offsets[0], "linear layer", weights_of(made.regressor)),
        MASK_SCORES: lambda: Tensors(steps.mask_scores[0], "convolutions", weights_of(made.mask_branch)),
        LABELS: lambda: Tensors(steps.masks[0], "argmax", 0),
    }[stage]()


def weights_of(part: nn.Module) -> int:
    """Count weights and biases."""
    return sum(each.numel() for each in part.parameters())


@cache
def shapes() -> tuple[tuple[int, ...], ...]:
    """Return the shape of every stage, from a run of the network."""
    return tuple(tuple(tensors(START, stage).values.shape) for stage in STAGES)


def written(shape: Sequence[int]) -> str:
    """Write a shape."""
    return "×".join(map(str, shape))


def draw_input(figure: Sheet, box: Box, step: int) -> None:
    """Draw the image with both proposals, or the map with both boxes, and below it the current volume."""
    width, height = SIZE[0], SIZE[1]
    del width
    axes = axes_at(figure, 0.05, 0.05, 2.55, 2.75)
    draw_image(axes, image(), f"image {written(shapes()[STAGE_IMAGE])}")
    x, y, w, h = SECOND
    draw_boxes(axes, [(x, y, x + w, y + h)], "muted", ["2"], line_width=1.8)
    below = axes_at(figure, 0.05, 2.9, 2.55, height - 2.95)
    draw_detail(below, box, step)


def draw_detail(axes: Axes, box: Box, step: int) -> None:
    """Draw what the current stage puts out: channels, or numbers."""
    values = tensors(box, step).values.float()
    if step in (STAGE_IMAGE, ON_MAP):
        corners = tensors(box, ON_MAP).values.tolist()
        rows = [
            (name, format_number(pixels), "" if step == STAGE_IMAGE else format_number(cells))
            for name, pixels, cells in zip(("x", "y", "x + w", "y + h"), box, corners, strict=True)
        ]
        draw_list(axes, ("proposal 1", "pixels", "cells"), rows, ["input"] * 4)
        return
    if step == LABELS:
        draw_heatmap(axes, values, limits=(0, 1), title=f"mask {written(values.shape)}, 0 or 1")
        return
    shown = values.flatten() if step == OFFSETS else values
    stage = WalkStage(NAMES[step], tensors(box, step).kind, (), tuple(shown.shape), 0, 0, shown)
    draw_channels(axes, stage, count=2)


def draw_network(figure: Sheet, step: int) -> None:
    """Draw the trunk in the first row, below it both branches; the current volume is strong."""
    every = shapes()
    ((_, trunk), *branches), (width, _) = ROWS, SIZE
    draw_volumes(axes_at(figure, 0.02, 0.02, width - 0.04, 1.38), [volume(stage, step, every) for stage in trunk])
    for place, (name, stages) in enumerate(branches):
        across, down = divmod(place, 2)
        axes = axes_at(figure, 0.02 + across * (width / 2 + 0.04), 1.42 + down * 1.41, width / 2 - 0.06, 1.4)
        draw_volumes(axes, [volume(stage, step, every, stages[0]) for stage in stages], name)


def volume(stage: int, step: int, every: Sequence[tuple[int, ...]], known: int = -1) -> Volume:
    """Return the block of a stage; one that is drawn elsewhere too is grey."""
    role = "step" if stage == step else "muted" if stage == known else "input" if stage == STAGE_IMAGE else "output"
    return Volume(every[stage], NAMES[stage], role)


def title(step: int) -> str:
    """Say what the current stage turns into what."""
    every = shapes()
    if step == STAGE_IMAGE:
        return f"An image of {written(every[0])} and proposals (x, y, w, h)"
    if step == ON_MAP:
        return "On the map a proposal is (x/4, y/4, (x+w)/4, (y+h)/4)"
    before = {CLASSES: VECTOR, OFFSETS: VECTOR, MASK_SCORES: REGIONS, ALIGNED: STAGE_MAP}.get(step, step - 1)
    name = NAMES[step][0].upper() + NAMES[step][1:]
    return f"{name}: {written(every[before])} → {written(every[step])}"


def caption(box: Box, step: int) -> str:
    """Do the arithmetic of the current stage."""
    x, y, w, h = as_proposal(box)
    current = tensors(box, step)
    weights = f"{current.weights:,} weights"
    if step == STAGE_IMAGE:
        return f"Proposal 1 is (x, y, w, h) = {vector((x, y, w, h))}. Drag it."
    if step == STAGE_MAP:
        return f"Two convolutions of stride 2: 224 / 4 = 56 rows and columns, 256 channels. {weights}."
    if step == ON_MAP:
        return (
            f"({x:g}/4, {y:g}/4, ({x:g} + {w:g})/4, ({y:g} + {h:g})/4) = {vector(current.values.tolist())} in cells "
            "of the 56×56 map, not rounded."
        )
    if step == ALIGNED:
        return (
            f"{format_number(w / STRIDE)} × {format_number(h / STRIDE)} cells are divided into {REGION}×{REGION} bins "
            f"of {format_number(w / STRIDE / REGION)} × {format_number(h / STRIDE / REGION)} cells, in 256 channels."
            " Both proposals give the same shape."
        )
    if step == REGIONS:
        return f"The slide's regions have 512 channels, its map 256: here a 3×3 convolution lies between. {weights}."
    if step == VECTOR:
        share = current.weights / weights_of(network())
        return (
            f"{REGION} · {REGION} · {REGION_CHANNELS} = {REGION**2 * REGION_CHANNELS:,} numbers become {FEATURES:,}: "
            f"{weights}, {share:.0%} of the whole network's."
        )
    if step == CLASSES:
        highest = float(current.values.max())
        return (
            f"{FEATURES} × {CATEGORIES} and a softmax: {weights}. The probabilities sum to "
            f"{format_number(float(current.values.sum()))}; untrained, the highest is {highest:.3f}, hardly above "
            f"1/{CATEGORIES} = {1 / CATEGORIES:.4f}."
        )
    if step == OFFSETS:
        numbers = f"{CATEGORIES} · 4 = {CATEGORIES * 4} numbers"
        return f"Δx, Δy, Δw, Δh for each of {CATEGORIES} categories: {numbers}, {weights}."
    if step == MASK_SCORES:
        return (
            "The mask branch starts from the region, not from the 4096 numbers, which no longer have rows and columns. "
            f"2 scores (thing or not) for each of 14×14 points. {weights}."
        )
    things = int(current.values.sum())
    return (
        f"Argmax over the 2 scores: {things} of {current.values.numel()} points are the thing. The weights are random, "
        "so only the shapes mean something."
    )


def walk_demo() -> Demo:
    """Walk through the slide's network with one proposal, which can be dragged."""
    bounds = (0, 0, IMAGE, IMAGE)
    return Demo(
        name="mask_rcnn_walk",
        title=title,
        controls=[
            Step("step", count=len(STAGES), names=NAMES, label="stage"),
            DragBox(
                "box",
                panel="input",
                start=START,
                bounds=bounds,
                snap=4,
                minimum=(16, 16),
                label="proposal 1",
                held=[START],
            ),
        ],
        panels=[
            [
                Panel(
                    "input", draw_input, size=(2.65, SIZE[1]), alt="the image with two proposals, the current volume"
                ),
                Panel("network", draw_network, size=SIZE, alt="all volumes with their shapes, from left to right"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
