"""Many small pictures on one sheet, each with its words below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.pictures.axes_layout import lay_out, size_of, title_height
from lecture_utils.pictures.images import to_pixels
from lecture_utils.pictures.shapes import add_lines, rectangles
from lecture_utils.pictures.text import HINTING, text_height, text_width, wrap, write
from lecture_utils.pictures.theme import FONT_SIZES, colour

_GAP = 0.07  # inches between pictures
_FRAME = 3.0  # points
_SMALLEST = 0.2  # inches of a tile's shorter side


def draw_image_grid(
    axes: Axes,
    images: Sequence[Any],
    columns: int,
    labels: Sequence[str] | None = None,
    roles: Sequence[str | None] | None = None,
    title: str = "",
    rows: int | None = None,
) -> None:
    """Draw pictures of one size in rows: the tile in (row i, column j) covers [j, j + 1] × [i, i + 1].

    Parameters
    ----------
    axes : Axes
        Tiles, labels and title stay inside the rectangle of these axes.
    images : sequence of Tensor or array, shape (3, H, W) or (H, W, 3)
        Floats in [0, 1] or uint8; row by row. There may be none.
    columns : int
    labels : sequence of str, optional
        One for each picture, below it, in two lines where it is long.
    roles : sequence of str or None, optional
        One for each picture: whose colour frames it; None for no frame.
    title : str
        What is to be seen.
    rows : int, optional
        As many as the images need where left out.

    Raises
    ------
    ValueError
        If the pictures differ in size or don't fit the rows, labels or roles are not as many, or the axes have no room.
    """
    pixels = [to_pixels(image) for image in images]
    needed = max(1, -(-len(pixels) // max(columns, 1)))
    count = needed if rows is None else rows
    if columns < 1 or count < needed:
        raise ValueError(f"columns and rows must have room for {len(pixels)} images, got {columns} and {rows}")
    if len({tile.shape for tile in pixels}) > 1:
        raise ValueError(f"images must be of one size, got {sorted({tile.shape[:2] for tile in pixels})}")
    for argument, texts in (("labels", labels), ("roles", roles)):
        if texts is not None and len(texts) != len(pixels):
            raise ValueError(f"{argument} must be {len(pixels)}, one for each image, got {len(texts)}")
    if not pixels:
        lay_out(axes, title)
        axes.set(xlim=(0, columns), ylim=(count, 0))
        return
    sheet = _plan(axes, pixels[0].shape[:2], labels or (), (count, columns), title)
    lay_out(axes, title, (count * sheet.pitch[0], columns * sheet.pitch[1]), largest=sheet.unit)
    places = [divmod(index, columns) for index in range(len(pixels))]
    axes.imshow(
        _mosaic(pixels, places, (count, columns), sheet), extent=(0, columns, count, 0), aspect="auto", resample=True
    )
    axes.set(xlim=(0, columns), ylim=(count, 0))
    top, left = sheet.corner[0] / sheet.pitch[0], sheet.corner[1] / sheet.pitch[1]
    down, across = sheet.tile[0] / sheet.pitch[0], sheet.tile[1] / sheet.pitch[1]
    for (row, column), line in zip(places, sheet.lines, strict=False):
        write(axes, column + 0.5, row + top + down + 0.03 / sheet.unit / sheet.pitch[0], line, "small", up="top")
    boxes = [(column + left, row + top, column + left + across, row + top + down) for row, column in places]
    for role in sorted({role for role in roles or () if role}):
        framed = [box for box, chosen in zip(boxes, roles or (), strict=True) if chosen == role]
        add_lines(axes, rectangles(framed, closed=True), colour(role), _FRAME, order=3.0)


class _Sheet(NamedTuple):
    """How tiles lie on the sheet: sizes (height, width) in pixels of the images, ``unit`` inches each."""

    tile: tuple[int, int]
    pitch: tuple[int, int]  # from one tile to the next
    corner: tuple[int, int]  # of a tile in its cell
    lines: list[str]
    unit: float


def _plan(axes: Axes, tile: tuple[int, int], labels: Sequence[str], grid: tuple[int, int], title: str) -> _Sheet:
    """Make the tiles as large as the axes allow."""
    width, height = size_of(axes)
    height -= title_height(axes, title)
    points = FONT_SIZES["small"]
    lines = [wrap(label, width / grid[1] - _GAP, points) for label in labels]
    below = max((text_height(line, points) for line in lines), default=0.0)
    widest = max((text_width(line, points) / HINTING for line in lines), default=0.0)
    unit = min((height / grid[0] - below - _GAP) / tile[0], (width / grid[1] - _GAP) / tile[1])
    if unit * min(tile) < _SMALLEST or widest + _GAP > width / grid[1]:
        raise ValueError(f"axes must have room for {grid[0]} × {grid[1]} tiles, got {width:.2f} × {height:.2f} inches")
    pitch = (
        tile[0] + int((below + _GAP) / unit),
        max(tile[1] + int(_GAP / unit), math.ceil((widest + _GAP) / unit)),
    )
    corner = int(_GAP / unit / 2), (pitch[1] - tile[1]) // 2
    return _Sheet(tile, pitch, corner, lines, unit)


def _mosaic(
    pixels: Sequence[np.ndarray], places: Sequence[tuple[int, int]], grid: tuple[int, int], sheet: _Sheet
) -> np.ndarray:
    """Lay the pictures on one white array, uint8 (H, W, 3)."""
    (down, across), (top, left), (height, width) = sheet.pitch, sheet.corner, sheet.tile
    mosaic = np.full((grid[0] * down, grid[1] * across, 3), 255, dtype=np.uint8)
    for tile, (row, column) in zip(pixels, places, strict=True):
        y, x = row * down + top, column * across + left
        mosaic[y : y + height, x : x + width] = tile
    return mosaic
