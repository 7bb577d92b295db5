"""AlexNet layer by layer: volumes in and out, parameters and multiply–adds, from a run of the network."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import nn

from lecture_utils.methods.classification import PAPER, SMALL, AlexNet
from lecture_utils.methods.network_costs import LayerRun, network_costs
from lecture_utils.pictures import Sheet, Volume, draw_bars, draw_volumes, panes
from lecture_utils.pictures.number_format import percent
from lecture_utils.stage import Choice, Demo, Panel, Step

WINNER, OURS = NETWORKS = ["AlexNet, 2012", "ours, for 64×64 pictures"]
SIZES = {WINNER: PAPER, OURS: SMALL}
NAMES = ["conv 1", "conv 2", "conv 3", "conv 4", "conv 5", "fully 6", "fully 7", "fully 8"]


class Layer(NamedTuple):
    """A layer with weights as it ran, and the pooling that follows.

    Attributes
    ----------
    name : str
    run : LayerRun
    module : nn.Module
    pooled : tuple of int, or None
        The shape (C, H, W) after max pooling, where one follows.
    """

    name: str
    run: LayerRun
    module: nn.Module
    pooled: tuple[int, ...] | None

    @property
    def is_convolution(self) -> bool:
        """Whether it is a convolution; otherwise it is fully connected."""
        return isinstance(self.module, nn.Conv2d)


@lru_cache(maxsize=4)
def layers(network: str) -> tuple[Layer, ...]:
    """Run a network without numbers, and return its eight layers with weights."""
    sizes = SIZES[network]
    with torch.device("meta"):
        model = AlexNet(sizes)
        costs = network_costs(model, torch.empty(1, 3, sizes.picture, sizes.picture))
    modules = dict(model.named_modules())
    runs = [run for run in costs.layers if run.parameters or run.kind == "MaxPool2d"]
    pooled = {before.name: run.output[1:] for before, run in pairwise(runs) if run.kind == "MaxPool2d"}
    weighted = [run for run in runs if run.parameters]
    return tuple(
        Layer(name, run, modules[run.name], pooled.get(run.name)) for name, run in zip(NAMES, weighted, strict=True)
    )


def draw_chain(figure: Sheet, network: str, step: int) -> None:
    """Draw the image and the output of every layer as blocks, the current one strong."""
    found = layers(network)
    blocks = [Volume(found[0].run.input[1:], "image", "input")]
    roles = ["step" if place == step else "output" for place in range(len(found))]
    blocks += [Volume(layer.run.output[1:], layer.name, role) for layer, role in zip(found, roles, strict=True)]
    arrows = ["", *("pool" if layer.pooled else "" for layer in found[:-1])]
    draw_volumes(panes(figure, margin=0.04)[0], blocks, arrows=arrows)


def _draw_costs(figure: Sheet, network: str, step: int, quantity: str, title: str) -> None:
    found = layers(network)
    counts = torch.tensor([float(getattr(layer.run, quantity)) for layer in found])
    roles = ["filter" if layer.is_convolution else "muted" for layer in found]
    roles[step] = "step"
    draw_bars(panes(figure, margin=0.05)[0], NAMES, 100 * counts / counts.sum(), roles, (0, 100), title, decimals=1)


def draw_parameters(figure: Sheet, network: str, step: int) -> None:
    """Draw each layer's share of the parameters."""
    total = sum(layer.run.parameters for layer in layers(network))
    _draw_costs(figure, network, step, "parameters", f"% of {millions(total)} parameters")


def draw_multiply_adds(figure: Sheet, network: str, step: int) -> None:
    """Draw each layer's share of the multiply–adds."""
    total = sum(layer.run.multiply_adds for layer in layers(network))
    _draw_costs(figure, network, step, "multiply_adds", f"% of {millions(total)} multiply–adds")


def millions(count: int) -> str:
    """Write a large number: 61.0 million."""
    return f"{count / 1e6:.3g} million" if count >= 1e6 else f"{count:,}"


def caption(network: str, step: int) -> str:
    """Write how a layer's parameters and multiply–adds come about."""
    layer = layers(network)[step]
    module, run = layer.module, layer.run
    shapes = f"{layer.name}: {shape(run.input[1:])} → {shape(run.output[1:])}. "
    if not isinstance(module, nn.Conv2d):
        inputs, neurons = run.input[-1], run.output[-1]
        return (
            f"{shapes}{neurons:,} neurons with {inputs:,} weights and a bias each: {run.parameters:,} parameters. "
            f"Each weight is used once: {run.multiply_adds:,} multiply–adds."
        )
    channels, side, places = module.in_channels // module.groups, module.kernel_size[0], run.output[2:]
    half = " on one half of the channels each" if module.groups == 2 else ""
    pooled = f" Max pooling leaves {shape(layer.pooled)}." if layer.pooled else ""
    return (
        f"{shapes}{module.out_channels} filters{half} with {channels}·{side}·{side} weights and a bias: "
        f"{run.parameters:,} parameters. At {places[0]}·{places[1]} places: "
        f"{run.multiply_adds:,} multiply–adds.{pooled}"
    )


def shape(lengths: tuple[int, ...]) -> str:
    """Write a shape."""
    return "×".join(str(length) for length in lengths)


def title(network: str) -> str:
    """Say where the work and where the weights are."""
    found = layers(network)
    convolutions = [layer for layer in found if layer.is_convolution]
    work = sum(one.run.multiply_adds for one in convolutions) / sum(one.run.multiply_adds for one in found)
    weights = sum(one.run.parameters for one in convolutions) / sum(one.run.parameters for one in found)
    return f"The convolutions do {percent(work)} of the work and hold {percent(weights)} of the parameters"


def layers_demo() -> Demo:
    """Walk through AlexNet: slide "ILSVRC winner 2012"."""
    return Demo(
        name="alexnet_layers",
        title=title,
        controls=[
            Choice("network", NETWORKS, label="network"),
            Step("step", count=len(NAMES), names=NAMES, label="layer"),
        ],
        panels=[
            [Panel("chain", draw_chain, size=(8.9, 2.3), alt="the volumes from layer to layer")],
            [
                Panel("parameters", draw_parameters, size=(4.45, 1.95), alt="parameters of each layer"),
                Panel("multiply_adds", draw_multiply_adds, size=(4.45, 1.95), alt="multiply–adds of each layer"),
            ],
        ],
        caption=caption,
        caption_lines=3,
    )
