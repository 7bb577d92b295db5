"""Label maps: one colour for each label, and the label's name at its region.

The colours were chosen as those of the theme were: each two of them keep a CIEDE2000 difference of at least 12 for
normal sight and for simulated protanopia, deuteranopia and tritanopia.
``tests/pictures/test_label_maps.py`` holds them to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from scipy import ndimage

from lecture_utils.pictures.arrays import to_array
from lecture_utils.pictures.axes_layout import lay_out, size_of
from lecture_utils.pictures.images import draw_points
from lecture_utils.pictures.shapes import add_areas, add_lines, rectangles
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, text_on

LABEL_COLOURS = (
    "#d0d4fc", "#8bc082", "#1e6a3a", "#3382cd", "#f1edd4", "#481c01", "#d58b00", "#ffd316", "#4e0a72", "#e10054",
)  # fmt: skip
"""Of ten labels: pale blue, green, dark green, blue, sand; dark brown, orange, yellow, violet, red."""

INSTANCE_COLOURS = (
    "#114d92", "#ffca28", "#559b7f", "#a379ab", "#a6d6ff", "#7b1a00", "#73830c", "#000050",
)  # fmt: skip
"""Of eight instances, whatever their labels."""

NOTHING = "#ececec"
"""Where no instance is."""

_PAD = 0.04  # inches between a name and the border of its plate
_LEADER = 0.06  # inches from which on a line leads from a name to its region
_INSIDE = 0.92  # share of a plate that has to lie in its region, if it is to stand there

_Plate = tuple[float, float, float, float]  # x1, y1, x2, y2 in pixels of the map


def draw_label_map(
    axes: Axes,
    values: Any,
    names: Sequence[str],
    colours: Sequence[str] = LABEL_COLOURS,
    title: str = "",
) -> None:
    """Draw a map of labels, each in its colour, with its name on its largest region or beside it.

    Pixel (row i, column j) covers [j, j + 1] × [i, i + 1], as in :func:`~lecture_utils.pictures.images.draw_image`.

    Parameters
    ----------
    axes : Axes
        The map and its title stay inside the rectangle of these axes.
    values : Tensor or array of int, shape (H, W)
        Indices of ``names`` and ``colours``.
    names : sequence of str
        An empty name is not written.
    colours : sequence of str
        As many as names, at least.
    title : str
        What is to be seen.

    Raises
    ------
    ValueError
        If the values are not (H, W) whole numbers, or one of them has no name or no colour.
    """
    array = to_array(values, "values", (2,))
    if array.dtype.kind not in "bui" or not array.size:
        raise ValueError(f"values must be (H, W) whole numbers, got shape {tuple(array.shape)} of {array.dtype}")
    count = min(len(names), len(colours))
    if array.min() < 0 or array.max() >= count:
        low, high = int(array.min()), int(array.max())
        raise ValueError(f"values must be from 0 to {count - 1}, as names and colours are; got {low} to {high}")
    height, width = array.shape
    lay_out(axes, title, (height, width))
    axes.imshow(in_colours(array, colours), extent=(0, width, height, 0), interpolation="nearest", aspect="equal")
    axes.set(xlim=(0, width), ylim=(height, 0))
    _write_names(axes, array, names, colours)


def in_colours(values: Any, colours: Sequence[str]) -> np.ndarray:
    """Return a map of labels as a picture.

    Parameters
    ----------
    values : Tensor or array of int, shape (H, W)
        Indices of ``colours``.
    colours : sequence of str

    Returns
    -------
    float array, shape (H, W, 3)
        In [0, 1].
    """
    table = np.array([to_rgb(chosen) for chosen in colours])
    return table[to_array(values, "values", (2,)).astype(int)]


def _write_names(axes: Axes, array: np.ndarray, names: Sequence[str], colours: Sequence[str]) -> None:
    """Write the name of every label that is there on a plate of its colour, the smallest region's first."""
    unit = array.shape[1] / size_of(axes)[0]  # pixels in an inch
    points = FONT_SIZES["small"]
    regions = {int(label): _largest_region(array == label) for label in np.unique(array) if names[int(label)]}
    rarity = _sums((1 - np.bincount(array.ravel().astype(int)) / array.size)[array.astype(int)])
    plates: list[_Plate] = []
    fills, leaders = [], []
    for label, region in sorted(regions.items(), key=lambda item: int(item[1].sum())):
        size = (text_width(names[label], points) + 2 * _PAD) * unit, points * 1.35 / 72 * unit
        anchor = _anchor(region)
        plate = _place(region, rarity, anchor, size, plates)
        end = min(max(anchor[0], plate[0]), plate[2]), min(max(anchor[1], plate[1]), plate[3])
        if np.hypot(end[0] - anchor[0], end[1] - anchor[1]) > _LEADER * unit:
            leaders.append([anchor, end])
        plates.append(plate)
        fills.append(colours[label])
        middle = (plate[0] + plate[2]) / 2, (plate[1] + plate[3]) / 2
        write(axes, *middle, names[label], "small", text_colour=text_on(colours[label]), order=6)
    if plates:
        add_areas(axes, rectangles(plates), fills, colour("paper"), 1.0, order=5)
    if leaders:
        add_lines(axes, leaders, colour("ink"), 1.2, halo=True, order=4.6)
        draw_points(axes, [anchor for anchor, _ in leaders], "ink", size=5)


def _largest_region(mask: np.ndarray) -> np.ndarray:
    """Return the largest connected part of a mask."""
    parts, count = ndimage.label(mask)
    if count < 2:
        return mask
    return np.asarray(parts == 1 + np.bincount(parts.ravel())[1:].argmax())


def _anchor(region: np.ndarray) -> tuple[float, float]:
    """Return the point (x, y) of a region that is farthest from its border."""
    (rows, columns), *_ = ndimage.find_objects(region.astype(np.uint8))  # the rest of the map is far away
    inner = ndimage.distance_transform_edt(np.pad(region[rows, columns], 1))[1:-1, 1:-1]
    row, column = np.unravel_index(int(inner.argmax()), inner.shape)
    return float(columns.start + column) + 0.5, float(rows.start + row) + 0.5


def _place(
    region: np.ndarray,
    rarity: np.ndarray,
    anchor: tuple[float, float],
    size: tuple[float, float],
    taken: Sequence[_Plate],
) -> _Plate:
    """Find room for a plate of ``size`` (width, height): in the region if it fits there, otherwise near its anchor."""
    height, width = region.shape
    across, down = min(size[0], width), min(size[1], height)
    lefts, tops = np.meshgrid(np.linspace(0, width - across, 33), np.linspace(0, height - down, 33))  # (33, 33)
    share = _mean_under(_sums(region), lefts, tops, across, down)
    middle = np.hypot(lefts + across / 2 - anchor[0], tops + down / 2 - anchor[1])
    off = np.hypot(_outside(lefts, lefts + across, anchor[0]), _outside(tops, tops + down, anchor[1]))
    # In its region a name stands near the anchor. Beside it, it hides as little as possible of what is small.
    hidden = 2 * share + 2 * _mean_under(rarity, lefts, tops, across, down)
    cost = np.where(share >= _INSIDE, 0.001 * middle, 100 + off + down * hidden + 0.05 * middle)
    for x1, y1, x2, y2 in taken:
        cost = cost + 1e6 * ((lefts < x2) & (lefts + across > x1) & (tops < y2) & (tops + down > y1))
    best = np.unravel_index(int(cost.argmin()), cost.shape)
    left, top = float(lefts[best]), float(tops[best])
    return left, top, left + across, top + down


def _sums(values: np.ndarray) -> np.ndarray:
    """Return the sum of all values (H, W) above and left of each corner of a pixel, (H + 1, W + 1)."""
    return np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def _mean_under(sums: np.ndarray, lefts: np.ndarray, tops: np.ndarray, across: float, down: float) -> np.ndarray:
    """Return the mean of values under each plate, from their sums."""
    x1, y1 = np.floor(lefts).astype(int), np.floor(tops).astype(int)
    x2 = np.minimum(np.ceil(lefts + across).astype(int), sums.shape[1] - 1)
    y2 = np.minimum(np.ceil(tops + down).astype(int), sums.shape[0] - 1)
    return np.asarray((sums[y2, x2] - sums[y1, x2] - sums[y2, x1] + sums[y1, x1]) / ((y2 - y1) * (x2 - x1)))


def _outside(first: np.ndarray, last: np.ndarray, value: float) -> np.ndarray:
    """Return how far a value lies outside of ranges."""
    return np.maximum(np.maximum(first - value, value - last), 0)
