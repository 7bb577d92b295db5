"""Shadows on flat ground: every part of a figure, moved along the sun's rays until it meets the ground."""

from collections.abc import Sequence

import numpy as np

from lecture_utils.scenes.meadow.angles import cosine, sine
from lecture_utils.scenes.meadow.camera import Stand
from lecture_utils.scenes.meadow.light import Light

LONGEST = 1.8
"""Metres of shadow for one metre of height, at most."""


def shadow(
    stands: Sequence[Stand], parts: np.ndarray, thing: np.ndarray, light: Light, look_down: float, size: int
) -> np.ndarray:
    """Return how much of the sun is kept from each pixel of the ground.

    Parameters
    ----------
    stands : sequence of Stand
    parts : ndarray, shape (P, 10)
        In metres, as :attr:`~lecture_utils.scenes.meadow.camera.Camera.parts`.
    thing : ndarray of int64, shape (P,)
        The stand that each part belongs to.
    light : Light
    look_down : float
        Of the camera, in radians.
    size : int
        Height and width in pixels.

    Returns
    -------
    ndarray, shape (size, size), float32
        From 0, in the sun, to 1.
    """
    dark = np.zeros((size, size), dtype=np.float32)
    squash = sine(look_down)
    start, start_radius, end, end_radius = _on_ground(stands, parts, thing, light, squash)
    left = np.floor(np.minimum(start[0] - start_radius, end[0] - end_radius) - 1)
    right = np.ceil(np.maximum(start[0] + start_radius, end[0] + end_radius) + 1)
    top = np.floor(np.minimum(start[1] - start_radius * squash, end[1] - end_radius * squash) - 1)
    bottom = np.ceil(np.maximum(start[1] + start_radius * squash, end[1] + end_radius * squash) + 1)
    left, right = (np.clip(value, 0, size).astype(np.int64) for value in (left, right))
    top, bottom = (np.clip(value, 0, size).astype(np.int64) for value in (top, bottom))
    heights = np.maximum(bottom - top, 0)
    cone = np.repeat(np.arange(len(heights)), heights)
    row = np.arange(len(cone)) - np.repeat(np.cumsum(heights) - heights, heights) + top[cone]
    widths = np.maximum(right - left, 0)[cone]
    column = np.arange(int(widths.sum())) + np.repeat(left[cone] - (np.cumsum(widths) - widths), widths)
    row, cone = np.repeat(row, widths), np.repeat(cone, widths)
    along = end - start
    table = np.stack([*start, along[0], along[1] / squash, start_radius, end_radius - start_radius]).astype(np.float32)
    ax, ay, lx, ly, radius, grows = table[:, cone]
    qx, qy = column.astype(np.float32) + 0.5 - ax, (row.astype(np.float32) + 0.5 - ay) / squash
    share = np.clip((qx * lx + qy * ly) / (lx * lx + ly * ly + 1e-4), 0, 1)
    qx, qy = qx - share * lx, qy - share * ly
    inside = radius + share * grows - np.sqrt(qx * qx + qy * qy)
    amount = np.clip(inside / (radius * 0.5 + 0.5), 0, 1)
    np.maximum.at(dark.reshape(-1), row * size + column, amount)
    return dark


def _on_ground(
    stands: Sequence[Stand], parts: np.ndarray, thing: np.ndarray, light: Light, squash: float
) -> tuple[np.ndarray, ...]:
    """Return both ends of all parts on the ground, in pixels (2, P), and their radii (P,)."""
    place = np.array([(stand.x, stand.y, stand.scale, cosine(stand.yaw), sine(stand.yaw)) for stand in stands]).reshape(
        -1, 5
    )
    x, y, scale, cos, sin = place[thing].T
    sun_right, sun_down, sun_near = light.sun
    up = max(-sun_down, 0.3)
    reach = LONGEST / max(LONGEST, abs(sun_right) / up, abs(sun_near) / up)
    ends = []
    for forward, high, aside in (parts[:, 0:3].T, parts[:, 4:7].T):
        right = forward * cos - aside * sin - high * (sun_right / up * reach)
        near = forward * sin + aside * cos - high * (sun_near / up * reach)
        ends.append((right, near))
    start, end = (np.stack([x + right * scale, y + near * scale * squash]) for right, near in ends)
    return start, parts[:, 3] * scale, end, parts[:, 7] * scale
