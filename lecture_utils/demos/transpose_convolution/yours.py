"""The last exercise at work: your transpose convolution of a feature map, beside the method's."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.transpose_convolution.tiny import FILTER, SMALL
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.transpose_convolution import exercises
from lecture_utils.pictures import draw_matrix
from lecture_utils.stage import Demo, Slider


def calls(stride: int, padding: int, output_padding: int) -> list[tuple[Any, ...]]:
    """Give the arguments of ``stamp_2d``."""
    return [(SMALL, FILTER, stride, padding, output_padding)]


def draw(axes: Axes, results: list[Tensor]) -> None:
    """Draw the output."""
    draw_matrix(axes, results[0], "output", name="output")


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose stride, padding and output padding, and see what your ``stamp_2d`` makes of the small map.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    return driven_demo(
        exercises.exercises["stamp_2d"],
        function,
        controls=[
            Slider("stride", [1, 2, 3], start=2, label="stride"),
            Slider("padding", [0, 1], start=1, label="padding"),
            Slider("output_padding", [0, 1, 2], start=1, legal=lambda stride: (0, stride - 1), label="output padding"),
        ],
        calls=calls,
        draw=draw,
        about="Input 2 × 2, filter 3 × 3. Left: your function, run now. Right: the method.",
    )
