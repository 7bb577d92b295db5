"""From a layout to pixels: the ground, the shadows, then all things from the farthest to the nearest."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from lecture_utils.scenes.meadow.actors import TREE
from lecture_utils.scenes.meadow.camera import Camera, Cones
from lecture_utils.scenes.meadow.categories import STUFF
from lecture_utils.scenes.meadow.ground import TREES, ground
from lecture_utils.scenes.meadow.layout import Layout
from lecture_utils.scenes.meadow.noise import TILE, tile
from lecture_utils.scenes.meadow.rasteriser import Surface, normals, rasterise
from lecture_utils.scenes.meadow.shadow import shadow
from lecture_utils.scenes.meadow.textures import colours, is_plain, tables

FINER = 2
"""Figures are drawn on a grid this many times finer, then averaged."""

LEAST_SHARE = 0.2
"""A thing of which less than this share is visible is left out of the scene."""

LEAST_AREA = 0.0012
"""So is one that shows less than this share of the picture."""


@dataclass(frozen=True)
class Drawing:
    """A scene in whole numbers.

    Attributes
    ----------
    image : ndarray, shape (H, W, 3), uint8
    semantic : ndarray, shape (H, W), uint8
        Indices of :data:`~lecture_utils.scenes.meadow.categories.SEMANTIC`.
    instance : ndarray, shape (H, W), uint8
        0 where there is no thing, k + 1 where thing k is seen.
    actors : ndarray of int64, shape (K,)
        Which of the layout's actors each thing is; from the farthest to the nearest.
    boxes : ndarray, shape (K, 4), int64
        ``(x1, y1, x2, y2)``, tight around what is visible.
    visible : ndarray, shape (K,), float32
        Share of the thing that neither others nor the border hide.
    """

    image: np.ndarray
    semantic: np.ndarray
    instance: np.ndarray
    actors: np.ndarray
    boxes: np.ndarray
    visible: np.ndarray


def draw(layout: Layout, size: int) -> Drawing:
    """Draw a layout.

    Parameters
    ----------
    layout : Layout
    size : int
        Height and width in pixels; the same as the layout's.

    Returns
    -------
    Drawing
    """
    feet = [(stand.x / size, stand.y / size) for stand in layout.stands]
    back = ground(layout.ground, layout.light, size, layout.horizon, feet)
    finer = [replace(s, x=s.x * FINER, y=s.y * FINER, scale=s.scale * FINER) for s in layout.stands]
    camera = Camera(finer, layout.look_down)
    cones = camera.cones()
    surface = rasterise(cones, len(finer))
    whole = np.bincount(surface.thing, minlength=len(finer))
    fine = size * FINER
    within = (surface.row >= 0) & (surface.row < fine) & (surface.column >= 0) & (surface.column < fine)
    surface = surface.where(np.flatnonzero(within))
    labels = np.array([actor.label for actor in layout.actors], dtype=np.int64)
    shown = _shown(surface, labels, whole, size)
    surface = surface.where(shown.entries)
    _shade_ground(layout, back.image, camera, shown.kept, size)
    image = _over(back.image, _painted(layout, camera, cones, surface, size), surface, size)
    return _labelled(image, back.semantic, shown, labels, whole)


class _Shown(NamedTuple):
    """Who is left in the scene (N,), who owns each pixel (H, W), counts on the finer grid (N,), what is seen."""

    kept: np.ndarray
    pixels: np.ndarray
    counts: np.ndarray
    entries: np.ndarray


def _shown(surface: Surface, labels: np.ndarray, whole: np.ndarray, size: int) -> _Shown:
    """Put all things in place, from the farthest to the nearest, without those of which too little is visible."""
    fine = size * FINER
    place = surface.row * fine + surface.column
    kept = np.ones(len(labels), dtype=bool)
    while True:
        owner = np.zeros(fine * fine, dtype=np.uint8)
        chosen = kept[surface.thing]
        owner[place[chosen]] = surface.thing[chosen] + 1  # the last, nearest one stays
        pixels = _second_largest(owner.reshape(fine, fine))
        counts = np.bincount(owner, minlength=len(labels) + 1)[1:]
        areas = np.bincount(pixels.reshape(-1), minlength=len(labels) + 1)[1:]
        hidden = (counts < LEAST_SHARE * whole) | (areas < max(LEAST_AREA * size * size, 4))
        hidden &= kept & (labels != TREE)
        if not hidden.any():
            return _Shown(kept, pixels, counts, np.flatnonzero(owner[place] == surface.thing + 1))
        kept &= ~hidden


def _second_largest(owner: np.ndarray) -> np.ndarray:
    """Return who owns each pixel: the second largest of its four owners, the nearest who owns at least half of it."""
    a, b, c, d = owner[::2, ::2], owner[::2, 1::2], owner[1::2, ::2], owner[1::2, 1::2]
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    return np.maximum(low, np.minimum(np.maximum(a, b), np.maximum(c, d)))


def _shade_ground(layout: Layout, back: np.ndarray, camera: Camera, kept: np.ndarray, size: int) -> None:
    """Darken the ground where those who are kept throw their shadows."""
    there = kept[camera.thing]
    dark = shadow(layout.stands, camera.parts[there], camera.thing[there], layout.light, layout.look_down, size)
    strength = 0.25 + 0.35 * layout.light.direct[0]
    first = min(max(int(np.ceil(layout.horizon * size)), 0), size)
    back[first:] *= (1 - strength * dark[first:])[:, :, None]


def _painted(layout: Layout, camera: Camera, cones: Cones, surface: Surface, size: int) -> np.ndarray:
    """Return the colours of a surface, painted, lit and hazed; (N, 3)."""
    rows = tables([actor.textures for actor in layout.actors])[cones.thing, cones.texture]  # (P, 14)
    painted = rows[:, :3][surface.cone]
    patterned = np.flatnonzero(~is_plain(rows)[surface.cone])
    part = surface.where(patterned)
    seen = np.stack([part.column.astype(np.float32) + 0.5, part.row.astype(np.float32) + 0.5, part.height])
    shift = np.array([actor.shift for actor in layout.actors], dtype=np.float32)[part.thing]
    painted[patterned] = colours(rows[part.cone], camera.body(seen, part.thing), shift)
    fur = tile(11, 64, 2)[surface.row & (TILE - 1), surface.column & (TILE - 1)]
    painted *= (0.94 + 0.12 * fur)[:, None]
    lit = layout.light.shaded(painted, normals(surface, cones))
    below = [max(1 - 2.0 * stand.scale / size, 0.0) for stand in layout.stands]
    far = np.array([value * value for value in below], dtype=np.float32)[surface.thing]
    return layout.light.hazed(lit, far)


def _over(back: np.ndarray, colour: np.ndarray, surface: Surface, size: int) -> np.ndarray:
    """Average a surface's colours over the pixels of the ground ``back``; return uint8 (H, W, 3)."""
    pixel = (surface.row // FINER) * size + surface.column // FINER
    cover = np.bincount(pixel, minlength=size * size)
    covered = np.flatnonzero(cover)
    sums = np.stack([np.bincount(pixel, colour[:, channel], size * size)[covered] for channel in range(3)], axis=1)
    flat = back.reshape(-1, 3)
    bare = (1 - cover[covered].astype(np.float32) / FINER**2)[:, None]
    flat[covered] = flat[covered] * bare + sums.astype(np.float32) / FINER**2
    grain = tile(59, 256, 1)[(np.arange(size) & (TILE - 1))[:, None], (np.arange(size) & (TILE - 1))[None, :]]
    back += ((grain - 0.5) * 0.02)[:, :, None]
    return (np.clip(back, 0, 1, out=back) * 255 + 0.5).astype(np.uint8)


def _labelled(image: np.ndarray, semantic: np.ndarray, shown: _Shown, labels: np.ndarray, whole: np.ndarray) -> Drawing:
    """Turn the pixels' owners into a semantic map, an instance map and boxes."""
    things = np.flatnonzero(shown.kept & (labels != TREE))
    meaning = np.where(labels == TREE, TREES, len(STUFF) + labels).astype(np.uint8)
    number = np.zeros(len(labels) + 1, dtype=np.uint8)
    number[things + 1] = np.arange(1, len(things) + 1)
    semantic = np.where(shown.pixels > 0, np.concatenate([[np.uint8(0)], meaning])[shown.pixels], semantic)
    instance = number[shown.pixels]
    boxes = np.zeros((len(things), 4), dtype=np.int64)
    for index in range(len(things)):
        mask = instance == index + 1
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        boxes[index] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    visible = (shown.counts[things] / whole[things]).astype(np.float32)
    return Drawing(image, semantic, instance, things, boxes, visible)
