"""The last exercise at work: the small map, read between its cells by your function and by the method."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.roi import exercises
from lecture_utils.pictures import draw_heatmap
from lecture_utils.scenes.roi import small_map
from lecture_utils.stage import Demo, Slider

OUTSIDE = 1.5  # cells around the map that are read too


def points(density: int) -> tuple[Tensor, Tensor]:
    """Return the rows and the columns at which the map is read, so many for each cell."""
    rows, columns = small_map().shape[2:]
    row, column = (torch.arange(-OUTSIDE, size - 1 + OUTSIDE + 1e-6, 1 / density) for size in (rows, columns))
    return row, column


def calls(density: int) -> list[tuple[Any, ...]]:
    """Give the arguments of ``bilinear_interpolate``, point by point."""
    features, (rows, columns) = small_map()[0], points(density)
    return [(features, row, column) for row in rows for column in columns]


def draw(axes: Axes, results: list[Tensor], density: int) -> None:
    """Draw the values of all points as a picture."""
    rows, columns = points(density)
    values = torch.stack(results).reshape(len(rows), len(columns))
    draw_heatmap(axes, values, limits=(0, float(small_map().max())), title=f"{len(rows)} × {len(columns)} points")


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Read the small map at more and more points between its cells, with your ``bilinear_interpolate``.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    return driven_demo(
        exercises.exercises["bilinear_interpolate"],
        function,
        controls=[Slider("density", [1, 2, 3], start=2, label="points for each cell")],
        calls=calls,
        draw=draw,
        about="The 6 × 8 map, read from 1.5 cells outside on. Left: your function, run now. Right: the method.",
    )
