"""Photographs and what is marked on them: boxes, grids, points and cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from lecture_utils.pictures.layout import hide_axis, size_of, write_title
from lecture_utils.pictures.lettering import text_width, to_array
from lecture_utils.pictures.theme import FONT_SIZES, colour, text_on


def to_pixels(image: Any, dim: float = 0.0) -> np.ndarray:
    """Return an image as uint8 pixels.

    Parameters
    ----------
    image : Tensor or array, shape (3, H, W), (H, W, 3), (1, H, W) or (H, W)
        Floats in [0, 1] (clipped), uint8 in [0, 255] or bool.
    dim : float
        From 0, as it is, to 1, paper.

    Returns
    -------
    uint8 array, shape (H, W, 3)
    """
    array = to_array(image, "image", (2, 3))
    if array.ndim == 3 and array.shape[0] in (1, 3) and array.shape[2] not in (3,):
        array = array.transpose(1, 2, 0)  # (H, W, C)
    elif array.ndim == 3 and array.shape[0] == 3 and array.shape[2] == 3:
        array = array.transpose(1, 2, 0)  # (H, W, C): the package's own order wins
    if array.ndim == 2:
        array = array[:, :, None]  # (H, W, 1)
    if array.shape[2] not in (1, 3) or 0 in array.shape:
        raise ValueError(f"image must be (3, H, W) or (H, W) and not empty, got shape {tuple(np.shape(image))}")
    if not 0 <= dim <= 1:
        raise ValueError(f"dim must be between 0 and 1, got {dim}")
    if array.dtype != np.uint8:
        array = (np.clip(np.nan_to_num(array.astype(np.float32)), 0, 1) * 255 + 0.5).astype(np.uint8)
    if dim:
        array = (array * (1 - dim) + 255 * dim + 0.5).astype(np.uint8)
    return np.broadcast_to(array, (*array.shape[:2], 3))  # (H, W, 3)


def draw_image(axes: Axes, image: Any, title: str = "", dim: float = 0.0) -> None:
    """Draw an image so that pixel (row i, column j) covers [j, j + 1] × [i, i + 1].

    Parameters
    ----------
    axes : Axes
        The picture and its title stay inside the rectangle of these axes.
    image : Tensor or array, shape (3, H, W) or (H, W)
        Floats in [0, 1], or uint8.
    title : str
        What is to be seen.
    dim : float
        How far the image is faded to paper, 0 to 1.
    """
    pixels = to_pixels(image, dim)
    height, width = pixels.shape[:2]
    write_title(axes, title)
    hide_axis(axes)
    axes.imshow(pixels, extent=(0, width, height, 0), aspect="equal")
    axes.set(xlim=(0, width), ylim=(height, 0))


def units_per_inch(axes: Axes) -> float:
    """Return how many data units one inch has, on axes of equal aspect that fill their rectangle."""
    width, height = size_of(axes)
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    return float(max(abs(right - left) / width, abs(top - bottom) / height))


def draw_boxes(
    axes: Axes,
    boxes: Any,
    role: str = "prediction",
    labels: Sequence[str] | None = None,
    line_width: float = 2.5,
    style: Any = "-",
) -> None:
    """Draw boxes with a light halo, so that they are seen on any photograph.

    Parameters
    ----------
    boxes : Tensor or array, shape (K, 4)
        ``(x1, y1, x2, y2)`` in pixels; K may be 0.
    role : str
        Whose colour they have.
    labels : sequence of K str, optional
        Stands at the upper left corner, or at the next place that is free.
    line_width : float
        In points.
    style : str or dash pattern
        As in matplotlib.
    """
    array = to_array(boxes, "boxes")
    array = array.reshape(0, 4) if array.size == 0 else array
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(f"boxes must be (K, 4), got shape {tuple(array.shape)}")
    if labels is not None and len(labels) != len(array):
        raise ValueError(f"labels must be {len(array)} texts, one for each box, got {len(labels)}")
    chosen = colour(role)
    if not len(array):
        return
    corners = array[:, [0, 1, 2, 1, 2, 3, 0, 3, 0, 1]].reshape(-1, 5, 2)  # (K, 5, 2)
    axes.add_collection(
        LineCollection(corners, colors=colour("paper"), linewidths=line_width + 2, capstyle="projecting", zorder=3),
        autolim=False,
    )
    axes.add_collection(
        LineCollection(
            corners, colors=chosen, linewidths=line_width, linestyles=style, capstyle="projecting", zorder=3.1
        ),
        autolim=False,
    )
    if labels is not None:
        _draw_labels(axes, array, labels, chosen)


def _draw_labels(axes: Axes, boxes: np.ndarray, labels: Sequence[str], background: str) -> None:
    points, unit = FONT_SIZES["small"], units_per_inch(axes)
    left, right = sorted(axes.get_xlim())
    top, bottom = sorted(axes.get_ylim())
    pad = 0.03 * unit
    taken: list[tuple[float, float, float, float]] = []
    for (x1, y1, x2, y2), label in zip(boxes, labels, strict=True):
        if not label:
            continue
        width, height = text_width(label, points) * unit + 2 * pad, points * 1.25 / 72 * unit
        places = [(x1, y1 - height), (x1, y1), (x1, y2), (x2 - width, y1 - height), (x1, y2 - height), (x2 - width, y2)]
        places += [(x1, y1 - height + step * height) for step in range(2, 12)]
        inside = [
            (min(max(x, left), max(right - width, left)), min(max(y, top), max(bottom - height, top)))
            for x, y in places
        ]
        x, y = next(
            (
                (x, y)
                for x, y in inside
                if all(x + width <= a or x >= c or y + height <= b or y >= d for a, b, c, d in taken)
            ),
            inside[0],
        )
        taken.append((x, y, x + width, y + height))
        axes.text(
            x + pad,
            y + height / 2,
            label,
            fontsize=points,
            color=text_on(background),
            va="center_baseline",
            ha="left",
            parse_math=False,
            zorder=4,
            bbox={"facecolor": background, "edgecolor": "none", "pad": 1.5},
        )


def draw_grid(axes: Axes, x_edges: Any, y_edges: Any, role: str = "muted", line_width: float = 1.5) -> None:
    """Draw the lines of a grid over a picture.

    Parameters
    ----------
    x_edges, y_edges : Tensor or array, shape (columns + 1,) and (rows + 1,)
        Where the vertical and the horizontal lines stand, in pixels; the lines end at the first and the last.
    """
    xs, ys = to_array(x_edges, "x_edges", (1,)), to_array(y_edges, "y_edges", (1,))
    if len(xs) < 2 or len(ys) < 2:
        raise ValueError(f"x_edges and y_edges must have at least 2 values, got {len(xs)} and {len(ys)}")
    lines = [[(x, ys[0]), (x, ys[-1])] for x in xs] + [[(xs[0], y), (xs[-1], y)] for y in ys]
    for wider, chosen, order in ((1.5, colour("paper"), 2.5), (0.0, colour(role), 2.6)):
        axes.add_collection(
            LineCollection(lines, colors=chosen, linewidths=line_width + wider, zorder=order), autolim=False
        )


def draw_points(axes: Axes, points: Any, role: str = "prediction", size: float = 7.0, marker: str = "o") -> None:
    """Draw points with a light rim.

    Parameters
    ----------
    points : Tensor or array, shape (K, 2)
        ``(x, y)`` in pixels; K may be 0.
    size : float
        Diameter in points.
    """
    array = to_array(points, "points")
    array = array.reshape(0, 2) if array.size == 0 else array
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"points must be (K, 2), got shape {tuple(array.shape)}")
    limits = axes.get_xlim(), axes.get_ylim()
    axes.plot(
        array[:, 0],
        array[:, 1],
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
    """Outline and tint cells of a grid with unit spacing: pixels, or cells of a matrix.

    Parameters
    ----------
    cells : iterable of (row, column)
        May be empty.
    fill : float
        Opacity of the tint, 0 for the outline alone.
    """
    array = to_array(list(cells), "cells")
    array = array.reshape(0, 2) if array.size == 0 else array
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"cells must be (row, column) pairs, got shape {tuple(array.shape)}")
    if not 0 <= fill <= 1:
        raise ValueError(f"fill must be between 0 and 1, got {fill}")
    chosen = colour(role)
    if not len(array):
        return
    rows, columns = array[:, 0], array[:, 1]
    corners = np.stack([columns, rows, columns + 1, rows, columns + 1, rows + 1, columns, rows + 1], axis=1)
    axes.add_collection(
        PolyCollection(
            corners.reshape(-1, 4, 2),  # (K, 4, 2)
            facecolors=[(*_rgb(chosen), fill)],
            edgecolors=chosen,
            linewidths=line_width,
            zorder=3.2,
        ),
        autolim=False,
    )


def _rgb(chosen: str) -> tuple[float, float, float]:
    red, green, blue = (int(chosen[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
