"""AlexNet layer by layer: volumes in and out, parameters and multiply–adds, from a run of the network."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import nn

from lecture_utils.demos.views.network_walk import WalkStage, draw_stage_costs, draw_walk, walk
from lecture_utils.methods.classification import PAPER, SMALL, AlexNet
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.pictures.number_format import percent
from lecture_utils.stage import Choice, Demo, Panel, Step

WINNER, OURS = NETWORKS = ["AlexNet, 2012", "ours, for 64×64 pictures"]
SIZES = {WINNER: PAPER, OURS: SMALL}
NAMES = ["conv 1", "conv 2", "conv 3", "conv 4", "conv 5", "fully 6", "fully 7", "fully 8"]


class Layer(NamedTuple):
    """A layer with weights, and the pooling that follows.

    Attributes
    ----------
    module : nn.Module
    pooled : tuple of int, or None
        The shape (C, H, W) after max pooling, where one follows.
    """

    module: nn.Module
    pooled: tuple[int, ...] | None


@lru_cache(maxsize=4)
def alexnet(network: str) -> tuple[tuple[WalkStage, ...], tuple[Layer, ...]]:
    """Run a network without numbers; return the image and its eight layers with weights as stages, and the layers."""
    with torch.device("meta"):
        model = AlexNet(SIZES[network])
        image = torch.empty(3, SIZES[network].picture, SIZES[network].picture)
        runs = [run for run in network_costs(model, image[None]).layers if run.parameters or run.kind == "MaxPool2d"]
        weighted = [run.name for run in runs if run.parameters]
        stages = walk(model, image, dict(zip(NAMES, weighted, strict=True)))
    modules = dict(model.named_modules())
    pooled = {before.name: run.output[1:] for before, run in pairwise(runs) if run.kind == "MaxPool2d"}
    return stages, tuple(Layer(modules[name], pooled.get(name)) for name in weighted)


def draw_chain(axes: Axes, network: str, step: int) -> None:
    """Draw the image and the output of every layer as blocks, the current one strong."""
    stages, layers = alexnet(network)
    arrows = ["", *("pool" if layer.pooled else "" for layer in layers[:-1])]
    draw_walk(axes, stages, step + 1, arrows=arrows, first=-1)


def draw_parameters(axes: Axes, network: str, step: int) -> None:
    """Draw each layer's share of the parameters."""
    draw_stage_costs(axes, alexnet(network)[0], step + 1, "parameters", muted="Linear")


def draw_multiply_adds(axes: Axes, network: str, step: int) -> None:
    """Draw each layer's share of the multiply–adds."""
    draw_stage_costs(axes, alexnet(network)[0], step + 1, muted="Linear")


def caption(network: str, step: int) -> str:
    """Write how a layer's parameters and multiply–adds come about."""
    run, (module, pooling) = alexnet(network)[0][step + 1], alexnet(network)[1][step]
    shapes = f"{run.name}: {shape(run.input)} → {shape(run.output)}. "
    if not isinstance(module, nn.Conv2d):
        inputs, neurons = run.input[-1], run.output[-1]
        return (
            f"{shapes}{neurons:,} neurons with {inputs:,} weights and a bias each: {run.parameters:,} parameters. "
            f"Each weight is used once: {run.multiply_adds:,} multiply–adds."
        )
    channels, side, places = module.in_channels // module.groups, module.kernel_size[0], run.output[1:]
    half = " on one half of the channels each" if module.groups == 2 else ""
    pooled = f" Max pooling leaves {shape(pooling)}." if pooling else ""
    return (
        f"{shapes}{module.out_channels} filters{half} with {channels}·{side}·{side} weights and a bias: "
        f"{run.parameters:,} parameters. At {places[0]}·{places[1]} places: "
        f"{run.multiply_adds:,} multiply–adds.{pooled}"
    )


def shape(lengths: tuple[int, ...]) -> str:
    """Write a shape."""
    return "×".join(str(length) for length in lengths)


def title(network: str) -> str:
    """Say which share of the work and of the parameters the convolutions have."""
    layers = alexnet(network)[0][1:]
    convolutions = [layer for layer in layers if layer.kind == "Conv2d"]
    work = sum(one.multiply_adds for one in convolutions) / sum(one.multiply_adds for one in layers)
    weights = sum(one.parameters for one in convolutions) / sum(one.parameters for one in layers)
    return f"The convolutions do {percent(work)} of the work and have {percent(weights)} of the parameters"


def layers_demo() -> Demo:
    """Walk through AlexNet: slide "ILSVRC winner 2012"."""
    return Demo(
        name="alexnet_layers",
        title=title,
        controls=[
            Choice("network", NETWORKS, label="network"),
            Step("step", count=len(NAMES), names=NAMES, label="layer", picks=("chain",)),
        ],
        panels=[
            [Panel("chain", draw_chain, size=(8.9, 2.2), alt="the volumes from layer to layer")],
            [
                Panel("parameters", draw_parameters, size=(4.45, 1.88), alt="parameters of each layer"),
                Panel("multiply_adds", draw_multiply_adds, size=(4.45, 1.88), alt="multiply–adds of each layer"),
            ],
        ],
        caption=caption,
        caption_lines=2,
    )
