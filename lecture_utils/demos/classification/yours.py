"""The last exercise at work: what the convolutions of AlexNet cost, counted by your function and by the method."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
from matplotlib.axes import Axes

from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.classification import exercises
from lecture_utils.methods.classification import PAPER, AlexNet
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.pictures import draw_bars
from lecture_utils.stage import Demo, Slider

MILLION = 1e6


@lru_cache(maxsize=8)
def calls(side: int) -> tuple[tuple[Any, ...], ...]:
    """Give the arguments of ``convolution_multiply_adds`` for each convolution; shapes without numbers."""
    with torch.device("meta"):
        network = AlexNet(PAPER).features
        runs = network_costs(network, torch.empty(1, 3, side, side)).layers
        layers = dict(network.named_modules())
        return tuple(
            (torch.empty(run.input[1:]), layers[run.name].weight.detach(), layers[run.name].stride[0], padding)
            for run in runs
            if run.kind == "Conv2d"
            for padding in layers[run.name].padding[:1]
        )


def draw(axes: Axes, results: list[int]) -> None:
    """Draw a bar for each convolution."""
    labels = [f"convolution {number}" for number in range(1, len(results) + 1)]
    draw_bars(axes, labels, [float(count) / MILLION for count in results], "output", title="million multiply–adds")


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose the size of the picture, and see what your function counts for each convolution of AlexNet.

    Parameters
    ----------
    function : callable, optional
        Your ``convolution_multiply_adds``; the method itself where left out.
    """
    return driven_demo(
        exercises.exercises["convolution_multiply_adds"],
        function,
        controls=[Slider("side", [64, 112, 224, 448], start=224, label="pixels along each side of the picture")],
        calls=calls,
        draw=draw,
        about="AlexNet of 2012. Left: your function, run now. Right: the method.",
    )
