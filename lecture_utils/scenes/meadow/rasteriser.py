"""Which pixels the round cones of all figures cover, and where on a cone the nearest surface lies.

A round cone is the union of balls whose centre and radius change linearly from one end (share t = 0) to the other
(t = 1). A pixel at the flat offset q from the start sees ball t at the height √f(t) above the ball's centre, with

    f(t) = (r + t·Δr)² − |q − t·l|² = α·t² + β·t + γ,

so what it sees of the cone is the largest t·Δz + √f(t), at t = (β + Δz·√((β² − 4αγ) / (Δz² − α))) / −2α. All cones of a
scene are evaluated in one go, as one long row of (cone, pixel) pairs: numpy is fast on long rows only.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lecture_utils.scenes.meadow.camera import Cones
from lecture_utils.scenes.meadow.noise import TILE, tile

_INDEX_BITS = 24


@dataclass(frozen=True)
class Surface:
    """What the figures show of themselves, each alone: one entry for each thing and pixel that it covers.

    Attributes
    ----------
    row, column : ndarray of int64, shape (N,)
        May lie outside the picture.
    thing, cone : ndarray of int64, shape (N,)
    share : ndarray, shape (N,), float32
        Where on the cone's axis, from 0 to 1.
    height : ndarray, shape (N,), float32
        Distance towards the camera.
    """

    row: np.ndarray
    column: np.ndarray
    thing: np.ndarray
    cone: np.ndarray
    share: np.ndarray
    height: np.ndarray

    def where(self, kept: np.ndarray) -> "Surface":
        """Return the entries of a mask or an index."""
        return Surface(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


def rasterise(cones: Cones, things: int) -> Surface:
    """Find the nearest surface of every thing at every pixel that it covers.

    Parameters
    ----------
    cones : Cones
    things : int
        How many things there are.

    Returns
    -------
    Surface
        Sorted by thing, then row, then column.
    """
    row, column, cone, share, height = _meet(cones, _spans(cones))
    winner = _nearest(row, column, cones.thing[cone], height, things)
    return Surface(row[winner], column[winner], cones.thing[cone[winner]], cone[winner], share[winner], height[winner])


def normals(surface: Surface, cones: Cones) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the direction in which each entry of a surface faces: right, down, towards the camera; each (N,)."""
    start = np.column_stack([cones.start, cones.start_radius]).astype(np.float32).T
    end = np.column_stack([cones.end, cones.end_radius]).astype(np.float32).T
    x, y, z, radius = (
        first[surface.cone] + change[surface.cone] * surface.share
        for first, change in zip(start, end - start, strict=True)
    )
    right = (surface.column.astype(np.float32) + 0.5 - x) / radius
    down = (surface.row.astype(np.float32) + 0.5 - y) / radius
    return right, down, (surface.height - z) / radius


class _Spans(NamedTuple):
    """Rows of cones: in ``row`` the ``cone`` lies between column ``first`` and ``first + width``; each (R,) int64."""

    row: np.ndarray
    cone: np.ndarray
    first: np.ndarray
    width: np.ndarray


def _spans(cones: Cones) -> _Spans:
    """List the rows of each cone, and between which columns it may lie there."""
    (ax, ay), (bx, by) = cones.start[:, :2].T, cones.end[:, :2].T
    largest = np.maximum(cones.start_radius, cones.end_radius)
    top = np.floor(np.minimum(ay - cones.start_radius, by - cones.end_radius) - 0.5).astype(np.int64)
    bottom = np.ceil(np.maximum(ay + cones.start_radius, by + cones.end_radius) - 0.5).astype(np.int64)
    left = np.minimum(ax - cones.start_radius, bx - cones.end_radius)
    right = np.maximum(ax + cones.start_radius, bx + cones.end_radius)
    heights = bottom - top + 1
    cone = np.repeat(np.arange(len(heights)), heights)
    row = np.arange(len(cone)) - np.repeat(np.cumsum(heights) - heights - top, heights)
    # A leaning cone lies within a strip of its largest radius on either side of its axis.
    lean_x, lean_y = bx - ax, by - ay
    steep = np.abs(lean_y) > 0.25 * largest
    slope = np.where(steep, lean_x / np.where(steep, lean_y, 1.0), 0.0)
    half = np.where(steep, largest * np.sqrt(1.0 + slope * slope), np.inf)
    middle = ax[cone] + (row + 0.5 - ay[cone]) * slope[cone]
    first = np.floor(np.maximum(left[cone], middle - half[cone]) - 0.5).astype(np.int64)
    last = np.ceil(np.minimum(right[cone], middle + half[cone]) - 0.5).astype(np.int64)
    return _Spans(row, cone, first, np.maximum(last - first + 1, 0))


def _meet(cones: Cones, spans: _Spans) -> tuple[np.ndarray, ...]:
    """Return row, column, cone, share along the axis and height of every pair of a cone and a pixel that it covers."""
    along, radius = cones.end - cones.start, cones.start_radius
    change = cones.end_radius - radius
    alpha = change * change - along[:, 0] * along[:, 0] - along[:, 1] * along[:, 1]
    ball = alpha > -1e-6
    alpha = np.where(ball, -1.0, alpha)
    slide = np.where(ball, 0.0, along[:, 2] / np.sqrt(along[:, 2] * along[:, 2] - alpha))
    long = np.where(ball, 0.0, 1.0)
    row, cone, first, width = spans
    down = row + 0.5 - cones.start[cone, 1]
    # What is the same along a row of a cone is computed once for it, then repeated for its pixels.
    rows = np.stack(
        [
            (radius * radius)[cone] - down * down,
            (2.0 * radius * radius * cones.roughness)[cone],
            2.0 * ((radius * change * long)[cone] + down * (along[:, 1] * long)[cone]),
            (2.0 * along[:, 0] * long)[cone],
            (-4.0 * alpha)[cone],
            slide[cone],
            (long / (-2.0 * alpha))[cone],
            alpha[cone],
        ]
    ).astype(np.float32)
    gamma, rough, beta, lean, alpha_4, slide_, half, alpha_ = np.repeat(rows, width, axis=1)
    before = np.cumsum(width) - width
    index = np.arange(int(width.sum()))
    column = index + np.repeat(first - before, width)
    bumps = tile(11, 64, 2).reshape(-1)[np.repeat((row & (TILE - 1)) * TILE, width) + (column & (TILE - 1))]
    aside = column.astype(np.float32) - np.repeat((cones.start[cone, 0] - 0.5).astype(np.float32), width)
    gamma = gamma - aside * aside - rough * (1 - bumps)
    beta = beta + aside * lean
    discriminant = beta * beta + alpha_4 * gamma
    near = np.flatnonzero(discriminant > 0)
    beta, gamma, alpha_ = beta[near], gamma[near], alpha_[near]
    share = (beta + slide_[near] * np.sqrt(discriminant[near])) * half[near]
    share = np.minimum(np.maximum(share, 0), 1)
    above = (alpha_ * share + beta) * share + gamma
    inside = np.flatnonzero(above > 0)
    near, share = near[inside], share[inside]
    span = np.repeat(np.arange(len(row)), width)[near]
    cone = cone[span]
    height = cones.start[:, 2].astype(np.float32)[cone] + share * along[:, 2].astype(np.float32)[cone]
    return row[span], column[near], cone, share, height + np.sqrt(above[inside])


def _nearest(row: np.ndarray, column: np.ndarray, thing: np.ndarray, height: np.ndarray, things: int) -> np.ndarray:
    """Return the pairs that win their pixel of their thing, sorted by thing and pixel."""
    if not len(row):
        return np.zeros(0, dtype=np.int64)
    ends = np.searchsorted(thing, np.arange(things + 1))
    frame = [
        (row[a:b].min(), column[a:b].min(), row[a:b].max(), column[a:b].max()) if b > a else (0, 0, -1, -1)
        for a, b in pairwise(ends)
    ]
    top, left, bottom, right = np.array(frame).T
    widths = right - left + 1
    areas = widths * (bottom - top + 1)
    place = (row - top[thing]) * widths[thing] + (column - left[thing]) + (np.cumsum(areas) - areas)[thing]
    # One number that orders by height and, where heights are equal, by the pair's place in the row.
    steps = ((height - height.min()) * 256).astype(np.int64)
    keys = (steps << _INDEX_BITS) | np.arange(len(row))
    best = np.full(int(areas.sum()), -1, dtype=np.int64)
    np.maximum.at(best, place, keys)
    return best[best >= 0] & ((1 << _INDEX_BITS) - 1)
