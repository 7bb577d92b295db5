"""One scene in whole numbers, as it is drawn, cached and read."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lecture_utils.scenes.meadow.categories import VARIANTS
from lecture_utils.scenes.meadow.drawing import Drawing, draw
from lecture_utils.scenes.meadow.layout import Layout, meadow_layout, portrait_layout
from lecture_utils.scenes.meadow.random_numbers import hashed

POSTURES = ("stands", "walks", "runs", "sits", "lies", "grazes", "waves")
"""What a thing may do."""

MOST_THINGS = 8
"""Things in a scene, at most."""

_TRIES = 200


class RenderedScene(NamedTuple):
    """A scene in whole numbers; K things from the farthest to the nearest.

    Attributes
    ----------
    image : ndarray, shape (H, W, 3), uint8
    semantic : ndarray, shape (H, W), uint8
    instance : ndarray, shape (H, W), uint8
        0 where there is no thing, k + 1 on thing k.
    boxes : ndarray, shape (K, 4), int16
        ``(x1, y1, x2, y2)`` in pixels, tight around the visible part.
    fine : ndarray, shape (K,), uint8
        Indices of :data:`~lecture_utils.scenes.meadow.categories.FINE`.
    posture : ndarray, shape (K,), uint8
        Indices of :data:`POSTURES`.
    feet : ndarray, shape (K, 2), float32
        Where each thing stands, (x, y) in pixels; may lie outside the picture. A larger y is nearer.
    visible : ndarray, shape (K,), float32
        Share of each thing that neither others nor the border hide.
    """

    image: np.ndarray
    semantic: np.ndarray
    instance: np.ndarray
    boxes: np.ndarray
    fine: np.ndarray
    posture: np.ndarray
    feet: np.ndarray
    visible: np.ndarray

    @property
    def labels(self) -> np.ndarray:
        """Indices of :data:`~lecture_utils.scenes.meadow.categories.THINGS`, shape (K,)."""
        return self.fine // VARIANTS


def meadow_scene(seed: int, size: int, fine: Sequence[int] | None = None) -> RenderedScene:
    """Draw the scene of a seed; with ``fine``, a scene in which exactly these things are seen."""
    if fine is None:
        return _recorded(*_drawn(meadow_layout(seed, size), size))
    for trial in range(_TRIES):
        layout, drawing = _drawn(meadow_layout(seed if trial == 0 else hashed(seed + trial), size, fine), size)
        if len(drawing.actors) == len(fine):
            return _recorded(layout, drawing)
    raise ValueError(
        f"things must be few enough to be seen at once; got {len(fine)} in a scene of {size} × {size} pixels"
    )


def portrait_scene(seed: int, size: int, fine: int) -> RenderedScene:
    """Draw one thing that fills most of the picture, at least 40 % of it visible."""
    layout, drawing = _drawn(portrait_layout(seed, size, fine), size)
    if not len(drawing.visible) or drawing.visible[0] < 0.4:
        layout, drawing = _drawn(portrait_layout(seed, size, fine, leaves=False), size)
    return _recorded(layout, drawing)


def _drawn(layout: Layout, size: int) -> tuple[Layout, Drawing]:
    return layout, draw(layout, size)


def _recorded(layout: Layout, drawing: Drawing) -> RenderedScene:
    chosen = drawing.actors
    actors = [layout.actors[index] for index in chosen]
    return RenderedScene(
        drawing.image,
        drawing.semantic,
        drawing.instance,
        drawing.boxes.astype(np.int16),
        np.array([actor.fine for actor in actors], dtype=np.uint8),
        np.array([POSTURES.index(actor.figure.posture) for actor in actors], dtype=np.uint8),
        np.array([(layout.stands[index].x, layout.stands[index].y) for index in chosen], dtype=np.float32).reshape(
            -1, 2
        ),
        drawing.visible,
    )
