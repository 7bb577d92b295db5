"""Photographs and what is marked on them: boxes, grids, points and cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba

from lecture_utils.pictures.arrays import to_array, to_rows
from lecture_utils.pictures.axes_layout import lay_out, size_of
from lecture_utils.pictures.shapes import add_areas, add_lines, cell_rectangles, rectangles
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, text_on

_LABEL = "label of a box"


def to_pixels(image: Any, dim: float = 0.0) -> np.ndarray:
    """Return an image as uint8 pixels.

    Parameters
    ----------
    image : Tensor or array, shape (3, H, W), (1, H, W), (H, W) or (H, W, 3)
        Floats in [0, 1] (clipped; NaN is black), uint8 in [0, 255] or bool. (3, H, 3) is taken as channels first.
    dim : float
        From 0, as it is, to 1, paper.

    Returns
    -------
    uint8 array, shape (H, W, 3)

    Raises
    ------
    ValueError
        If the image has another shape or no pixels, or is whole numbers other than uint8.
    """
    array = to_array(image, "image", (2, 3))
    if not 0 <= dim <= 1:
        raise ValueError(f"dim must be between 0 and 1, got {dim}")
    shape = tuple(array.shape)
    if array.ndim == 2:
        array = array[:, :, None]  # (H, W, 1)
    elif array.shape[0] in (1, 3):
        array = array.transpose(1, 2, 0)  # (H, W, C)
    if array.shape[2] not in (1, 3) or 0 in shape:
        raise ValueError(f"image must be (3, H, W) or (H, W) with at least one pixel, got shape {shape}")
    if array.dtype.kind in "ui" and array.dtype != np.uint8:
        raise ValueError(f"image must be floats in [0, 1] or uint8, got {array.dtype}")
    if array.dtype != np.uint8:
        scaled = array.astype(np.float32) * 255 + 0.5
        if np.isnan(scaled.sum()):  # also where ∞ meets −∞
            scaled = np.nan_to_num(scaled, nan=0.0)
        array = np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)
    if dim:
        array = (array * (1 - dim) + 255 * dim + 0.5).astype(np.uint8)
    return np.broadcast_to(array, (*array.shape[:2], 3))  # (H, W, 3)


def draw_image(axes: Axes, image: Any, title: str = "", dim: float = 0.0, size: tuple[int, int] | None = None) -> None:
    """Draw an image so that pixel (row i, column j) covers [j, j + 1] × [i, i + 1].

    Parameters
    ----------
    axes : Axes
        The picture and its title stay inside the rectangle of these axes.
    image : Tensor or array, shape (3, H, W), (H, W) or (H, W, 3)
        Floats in [0, 1], or uint8.
    title : str
        What is to be seen.
    dim : float
        How far the image is faded to paper, 0 to 1.
    size : (rows, columns), optional
        The pixels that the axes count, where they aren't the image's own: a network's, under a larger drawing.

    Raises
    ------
    ValueError
        If the image has another shape, or the axes have no room for the title.
    """
    pixels = to_pixels(image, dim)
    height, width = size or pixels.shape[:2]
    lay_out(axes, title, (height, width))
    axes.imshow(pixels, extent=(0, width, height, 0), aspect="equal")
    axes.set(xlim=(0, width), ylim=(height, 0))


def draw_boxes(
    axes: Axes,
    boxes: Any,
    role: str = "prediction",
    labels: Sequence[str] | None = None,
    line_width: float = 2.5,
    style: Any = "-",
) -> None:
    """Draw boxes, with a rim of paper so that they are seen on any photograph.

    Parameters
    ----------
    boxes : Tensor or array, shape (K, 4)
        ``(x1, y1, x2, y2)`` in pixels; K may be 0. What lies outside the axes' limits is not drawn.
    role : str
        Whose colour they have.
    labels : sequence of K str, optional
        Stands over the upper left corner, or at the next place of the box that no label has taken.
    line_width : float
        In points.
    style : str or dash pattern
        As in matplotlib.

    Raises
    ------
    ValueError
        If the boxes have another shape, or the labels are not as many.
    """
    array = to_rows(boxes, "boxes", 4)
    if labels is not None and len(labels) != len(array):
        raise ValueError(f"labels must be {len(array)} texts, one for each box, got {len(labels)}")
    chosen = colour(role)
    if len(array):
        add_lines(axes, rectangles(array, closed=True), chosen, line_width, style, halo=True)
    if labels is not None:
        write_box_labels(axes, array, labels, chosen)


def write_box_labels(
    axes: Axes, boxes: np.ndarray, labels: Sequence[str], background: str, crowded: bool = True
) -> list[int]:
    """Write labels of boxes on plates, each at the first of its places that no earlier label has taken.

    Parameters
    ----------
    boxes : array, shape (K, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    labels : sequence of K str
        An empty one isn't written.
    background : str
        Colour of the plates.
    crowded : bool
        Whether a label for which no place is free is written all the same, upon another; otherwise it is left out.

    Returns
    -------
    list of int
        The boxes whose labels were written.
    """
    points, pad = FONT_SIZES["small"], 0.04
    left, right = sorted(axes.get_xlim())
    top, bottom = sorted(axes.get_ylim())
    unit = (right - left) / size_of(axes)[0]  # pixels in an inch
    taken = _plates_of(axes, pad * unit)
    plates: list[tuple[float, float, float, float]] = []
    written: list[int] = []
    for index, ((x1, y1, x2, y2), label) in enumerate(zip(boxes, labels, strict=True)):
        if not label:
            continue
        width, height = (text_width(label, points) + 2 * pad) * unit, points * 1.35 / 72 * unit
        corners = [(x1, y1 - height), (x1, y1), (x1, y2), (x2 - width, y1 - height), (x1, y2 - height)]
        places = corners + [(x1, y1 + step * height) for step in range(1, 12)]
        inside = [
            (min(max(x, left), max(right - width, left)), min(max(y, top), max(bottom - height, top)))
            for x, y in places
        ]
        free = [place for place in inside if not any(_touch(place, (width, height), plate) for plate in taken + plates)]
        if not free and not crowded:
            continue
        written.append(index)
        x, y = (free or inside)[0]
        plates.append((x, y, x + width, y + height))
        text = write(
            axes, x + pad * unit, y + height / 2, label, "small", "left", text_colour=text_on(background), order=6
        )
        text.set_gid(_LABEL)
    if plates:
        add_areas(axes, rectangles(plates), background, order=5)
    return written


def _plates_of(axes: Axes, pad: float) -> list[tuple[float, float, float, float]]:
    """Return where labels of earlier boxes stand on the axes, in pixels of the image."""
    plates = []
    for text in axes.texts:
        if text.get_gid() == _LABEL:
            (x1, y1), (x2, y2) = axes.transData.inverted().transform(text.get_window_extent().get_points())
            plates.append((x1 - pad, min(y1, y2) - pad, x2 + pad, max(y1, y2) + pad))
    return plates


def _touch(place: tuple[float, float], size: tuple[float, float], plate: tuple[float, float, float, float]) -> bool:
    (x, y), (width, height), (x1, y1, x2, y2) = place, size, plate
    return x < x2 and x + width > x1 and y < y2 and y + height > y1


def draw_grid(axes: Axes, x_edges: Any, y_edges: Any, role: str = "muted", line_width: float = 1.5) -> None:
    """Draw the lines of a grid over a picture, with a rim of paper.

    Parameters
    ----------
    x_edges, y_edges : Tensor or array, shape (columns + 1,) and (rows + 1,)
        Where the vertical and the horizontal lines stand, in pixels; the lines end at the first and the last.

    Raises
    ------
    ValueError
        If there are fewer than two edges in a direction.
    """
    xs, ys = to_array(x_edges, "x_edges", (1,)), to_array(y_edges, "y_edges", (1,))
    if len(xs) < 2 or len(ys) < 2:
        raise ValueError(f"x_edges and y_edges must have at least 2 values, got {len(xs)} and {len(ys)}")
    lines = [[(x, ys[0]), (x, ys[-1])] for x in xs] + [[(xs[0], y), (xs[-1], y)] for y in ys]
    add_lines(axes, lines, colour(role), line_width, halo=True, order=2.5)


def draw_points(axes: Axes, points: Any, role: str = "prediction", size: float = 7.0, marker: str = "o") -> None:
    """Draw points with a rim of paper.

    Parameters
    ----------
    points : Tensor or array, shape (K, 2)
        ``(x, y)`` in pixels; K may be 0.
    size : float
        Diameter in points.
    marker : str
        As in matplotlib.

    Raises
    ------
    ValueError
        If the points have another shape.
    """
    array = to_rows(points, "points", 2)
    limits = axes.get_xlim(), axes.get_ylim()
    axes.plot(
        *array.T,
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor=colour(role),
        markeredgecolor=colour("paper"),
        markeredgewidth=1.0,
        zorder=3.5,
    )
    axes.set(xlim=limits[0], ylim=limits[1])


def draw_cells(
    axes: Axes, cells: Iterable[tuple[int, int]], role: str = "step", fill: float = 0.3, line_width: float = 2.5
) -> None:
    """Outline and tint cells of a grid with unit spacing: pixels of an image, or cells of a matrix or heatmap.

    Parameters
    ----------
    cells : iterable of (row, column)
        May be empty.
    fill : float
        Opacity of the tint, 0 for the outline alone.

    Raises
    ------
    ValueError
        If the cells are not pairs, or the fill is not in 0..1.
    """
    array = to_rows(list(cells), "cells", 2)
    if not 0 <= fill <= 1:
        raise ValueError(f"fill must be between 0 and 1, got {fill}")
    chosen = colour(role)
    if not len(array):
        return
    if fill:
        add_areas(axes, cell_rectangles(array), [(*to_rgb(chosen), fill)], order=2.4)
    if line_width:
        add_lines(axes, cell_rectangles(array, closed=True), chosen, line_width, halo=True, order=3.2)


def draw_rectangles(axes: Axes, boxes: Any, role: str, fill: float = 0.18, line_width: float = 2.0) -> None:
    """Draw tinted rectangles side by side on a picture; where two overlap, the tint is deeper.

    Parameters
    ----------
    boxes : array-like, shape (K, 4)
        ``(x1, y1, x2, y2)`` in data units.
    fill : float
        Opacity of the tint, 0 for none.
    """
    areas = rectangles(boxes)
    add_areas(axes, areas, to_rgba(colour(role), fill), colour(role), line_width, order=2.8)
