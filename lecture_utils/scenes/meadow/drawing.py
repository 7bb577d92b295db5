"""From a layout to pixels: the ground, the shadows, then all things from the farthest to the nearest."""

from dataclasses import dataclass, replace

import numpy as np

from lecture_utils.scenes.meadow.camera import Camera, Cones
from lecture_utils.scenes.meadow.cast import TREE
from lecture_utils.scenes.meadow.categories import STUFF
from lecture_utils.scenes.meadow.ground import TREES, ground
from lecture_utils.scenes.meadow.layout import Layout
from lecture_utils.scenes.meadow.noise import TILE, tile
from lecture_utils.scenes.meadow.paints import colours, table
from lecture_utils.scenes.meadow.rasteriser import Surface, normals, rasterise
from lecture_utils.scenes.meadow.shadow import shadow

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
    stands = layout.stands
    labels = np.array([actor.label for actor in layout.actors], dtype=np.int64)
    camera = Camera([replace(s, x=s.x * FINER, y=s.y * FINER, scale=s.scale * FINER) for s in stands], layout.look_down)
    cones = camera.cones()
    surface = rasterise(cones, len(stands))
    whole = np.bincount(surface.thing, minlength=len(stands))
    fine = size * FINER
    within = (surface.row >= 0) & (surface.row < fine) & (surface.column >= 0) & (surface.column < fine)
    surface = surface.where(np.flatnonzero(within))
    place = surface.row * fine + surface.column
    kept = np.ones(len(stands), dtype=bool)
    while True:
        owner = np.zeros(fine * fine, dtype=np.uint8)
        chosen = kept[surface.thing]
        owner[place[chosen]] = surface.thing[chosen] + 1  # the last, nearest one stays
        pixels = _second_largest(owner.reshape(fine, fine))
        counts = np.bincount(owner, minlength=len(stands) + 1)[1:]
        areas = np.bincount(pixels.reshape(-1), minlength=len(stands) + 1)[1:]
        hidden = (counts < LEAST_SHARE * whole) | (areas < max(LEAST_AREA * size * size, 4))
        hidden &= kept & (labels != TREE)
        if not hidden.any():
            break
        kept &= ~hidden
    seen = np.flatnonzero(owner[place] == surface.thing + 1)
    image = _composed(layout, back.image, camera, cones, surface.where(seen), kept, size)
    things = np.flatnonzero(kept & (labels != TREE) & (areas > 0))
    return _labelled(image, back.semantic, pixels, labels, things, counts, whole)


def _second_largest(owner: np.ndarray) -> np.ndarray:
    """Return who owns each pixel: the second largest of its four owners, so the nearest who owns at least half of it."""
    a, b, c, d = owner[::2, ::2], owner[::2, 1::2], owner[1::2, ::2], owner[1::2, 1::2]
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    return np.maximum(low, np.minimum(np.maximum(a, b), np.maximum(c, d)))


def _composed(
    layout: Layout, back: np.ndarray, camera: Camera, cones: Cones, surface: Surface, kept: np.ndarray, size: int
) -> np.ndarray:
    """Put the painted, lit, hazed surface over the ground and its shadows; return uint8 (H, W, 3)."""
    standing = [stand for stand, there in zip(layout.stands, kept, strict=True) if there]
    dark = shadow(standing, layout.light, layout.look_down, size)
    strength = 0.25 + 0.35 * layout.light.direct[0]
    first = min(max(int(np.ceil(layout.horizon * size)), 0), size)
    image = back
    image[first:] *= (1 - strength * dark[first:])[:, :, None]
    if len(surface.row):
        seen = np.stack([surface.column.astype(np.float32) + 0.5, surface.row.astype(np.float32) + 0.5, surface.height])
        tables = np.stack([table(actor.paints) for actor in layout.actors])
        shift = np.array([7.3 * index for index in range(len(layout.actors))], dtype=np.float32)[surface.thing]
        painted = colours(tables[surface.thing, cones.paint[surface.cone]], camera.body(seen, surface.thing), shift)
        fur = tile(11, 64, 2)[surface.row & (TILE - 1), surface.column & (TILE - 1)]
        painted *= (0.94 + 0.12 * fur)[:, None]
        lit = layout.light.shaded(painted, normals(surface, cones))
        below = [max(1 - 2.0 * stand.scale / size, 0.0) for stand in layout.stands]
        far = np.array([value * value for value in below], dtype=np.float32)[surface.thing]
        lit = layout.light.hazed(lit, far)
        pixel = (surface.row // FINER) * size + surface.column // FINER
        cover = np.bincount(pixel, minlength=size * size)
        covered = np.flatnonzero(cover)
        sums = np.stack([np.bincount(pixel, lit[:, channel], size * size)[covered] for channel in range(3)], axis=1)
        flat = image.reshape(-1, 3)
        bare = (1 - cover[covered].astype(np.float32) / FINER**2)[:, None]
        flat[covered] = flat[covered] * bare + sums.astype(np.float32) / FINER**2
    grain = tile(59, 256, 1)[(np.arange(size) & (TILE - 1))[:, None], (np.arange(size) & (TILE - 1))[None, :]]
    image += ((grain - 0.5) * 0.02)[:, :, None]
    return (np.clip(image, 0, 1, out=image) * 255 + 0.5).astype(np.uint8)


def _labelled(
    image: np.ndarray,
    semantic: np.ndarray,
    pixels: np.ndarray,
    labels: np.ndarray,
    things: np.ndarray,
    counts: np.ndarray,
    whole: np.ndarray,
) -> Drawing:
    """Turn the pixels' owners into a semantic map, an instance map and boxes."""
    meaning = np.where(labels == TREE, TREES, len(STUFF) + labels).astype(np.uint8)
    number = np.zeros(len(labels) + 1, dtype=np.uint8)
    number[things + 1] = np.arange(1, len(things) + 1)
    semantic = np.where(pixels > 0, np.concatenate([[np.uint8(0)], meaning])[pixels], semantic)
    instance = number[pixels]
    boxes = np.zeros((len(things), 4), dtype=np.int64)
    for index in range(len(things)):
        mask = instance == index + 1
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        boxes[index] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    visible = (counts[things] / whole[things]).astype(np.float32)
    return Drawing(image, semantic, instance, things, boxes, visible)
