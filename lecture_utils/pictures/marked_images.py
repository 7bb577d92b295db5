"""An image with boxes and masks, each in the colour of its role, the current one strong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lecture_utils.pictures.arrays import to_array
from lecture_utils.pictures.images import draw_boxes, draw_image, write_box_labels
from lecture_utils.pictures.items import mark_items
from lecture_utils.pictures.label_maps import INSTANCE_COLOURS
from lecture_utils.pictures.theme import colour

_THIN, _LINE, _STRONG = 1.6, 2.4, 4.5  # points
_MASK = 0.55  # opacity


@dataclass(frozen=True, eq=False)
class Mark:
    """A thing that is marked on an image.

    Parameters
    ----------
    box : sequence of 4 numbers
        ``(x1, y1, x2, y2)`` in pixels.
    label : str
        Written at the box where there is room, such as "cow 0.98".
    role : str
        Whose colour the box has: "truth", "prediction", "rejected", "muted".
    dashed : bool
    mask : array of bool, shape (H, W), optional
        Filled in a colour of its own.
    number : int, optional
        By which the mark can be picked; None where it can't.
    """

    box: Sequence[float]
    label: str = ""
    role: str = "prediction"
    dashed: bool = False
    mask: Any = None
    number: int | None = None


def draw_marked_image(
    axes: Axes,
    image: Any,
    marks: Sequence[Mark],
    current: int | None = None,
    title: str = "",
    size: tuple[int, int] | None = None,
    dim: float = 0.0,
) -> None:
    """Draw an image with its marks: labels don't overlap, the current mark is strong and comes to the front.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    image : Tensor or array, shape (3, H, W), (H, W) or (H, W, 3)
    marks : sequence of Mark
        The most important first: their labels find room first. What finds none is left out.
    current : int, optional
        The number of the mark that the step is about; the others get thin lines and no labels but the first ones.
    title : str
        What is to be seen.
    size : (rows, columns), optional
        The pixels that boxes and masks count, where the image is drawn larger.
    dim : float
        How far the image is faded to paper, 0 to 1.

    Examples
    --------
    >>> marks = [Mark((10, 20, 50, 60), "cow 0.98", number=0), Mark((12, 20, 52, 60), "cow", "truth", dashed=True)]
    >>> draw_marked_image(axes, image, marks, current=0, title="one cow, found")
    """
    draw_image(axes, image, title, dim, size)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for index, mark in enumerate(marks):
        if mark.mask is not None:
            _draw_mask(axes, mark.mask, INSTANCE_COLOURS[index % len(INSTANCE_COLOURS)], (left, right, bottom, top))
    chosen = [mark for mark in marks if current is not None and mark.number == current]
    others = [mark for mark in marks if mark not in chosen]
    line = _LINE if not chosen else _THIN
    for mark in reversed(others):  # the most important over the others
        _draw_box(axes, mark, line)
    for mark in chosen:
        _draw_box(axes, mark, _STRONG)
    for mark in [*chosen, *others]:
        write_box_labels(axes, np.asarray([mark.box], dtype=float), [mark.label], colour(mark.role), crowded=False)
    picked = [mark for mark in marks if mark.number is not None]
    mark_items(axes, [mark.box for mark in picked], [mark.number for mark in picked if mark.number is not None])


def _draw_box(axes: Axes, mark: Mark, line_width: float) -> None:
    box = np.asarray([mark.box], dtype=float)
    draw_boxes(axes, box, mark.role, line_width=line_width, style=(0, (3, 1.6)) if mark.dashed else "-")


def _draw_mask(axes: Axes, mask: Any, chosen: str, limits: tuple[float, float, float, float]) -> None:
    array = to_array(mask, "mask", (2,)).astype(bool)
    layer = np.zeros((*array.shape, 4))
    layer[array] = (*to_rgb(chosen), _MASK)
    axes.imshow(layer, extent=limits, interpolation="nearest", aspect="equal", zorder=1.5)
    axes.set(xlim=limits[:2], ylim=limits[2:])
