"""Where the parts of all figures lie on the picture: turned, tilted by the camera's look down, scaled, moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from lecture_utils.scenes.meadow.angles import cosine, sine
from lecture_utils.scenes.meadow.figure import Figure


@dataclass(frozen=True)
class Stand:
    """Where a figure stands and which way it faces.

    Attributes
    ----------
    figure : Figure
    x, y : float
        The point of the picture that its origin falls on, in pixels.
    scale : float
        Pixels for one metre.
    yaw : float
        0 faces right, a quarter turn (π/2) faces the camera, π faces left; radians.
    """

    figure: Figure
    x: float
    y: float
    scale: float
    yaw: float


@dataclass(frozen=True)
class Cones:
    """Round cones on the picture, those of one thing in a row.

    Attributes
    ----------
    start, end : ndarray, shape (P, 3)
        Centres of the two balls: right, down and towards the camera.
    start_radius, end_radius : ndarray, shape (P,)
    thing, texture : ndarray of int64, shape (P,)
    roughness : ndarray, shape (P,)
        Share of the radius that noise may take off the edge.
    """

    start: np.ndarray
    end: np.ndarray
    start_radius: np.ndarray
    end_radius: np.ndarray
    thing: np.ndarray
    texture: np.ndarray
    roughness: np.ndarray


class Camera:
    """Turns figures' coordinates into the picture's and back, for all stands at once.

    Parameters
    ----------
    stands : sequence of Stand
    look_down : float
        How far the camera points downwards, in radians.

    Attributes
    ----------
    parts : ndarray, shape (P, 10)
        The parts of all figures as in :attr:`Figure.parts`, in metres.
    thing : ndarray of int64, shape (P,)
        The stand that each belongs to.
    """

    def __init__(self, stands: Sequence[Stand], look_down: float) -> None:
        self.parts, self.thing = _parts_of(stands)
        self._yaw = np.array([(cosine(stand.yaw), sine(stand.yaw)) for stand in stands]).reshape(-1, 2)
        self._place = np.array([(stand.x, stand.y, stand.scale) for stand in stands]).reshape(-1, 3)
        self._tilt = cosine(look_down), sine(look_down)

    def cones(self) -> Cones:
        """Return all parts of all figures on the picture; where one ball hides the other, a row of balls instead."""
        rows, thing = self.parts, self.thing
        start, end = self._seen(rows[:, 0:3], thing), self._seen(rows[:, 4:7], thing)
        scale = self._place[thing, 2]
        cones = Cones(
            start, end, rows[:, 3] * scale, rows[:, 7] * scale, thing, rows[:, 8].astype(np.int64), rows[:, 9]
        )
        return _without_end_on(cones)

    def body(self, seen: np.ndarray, thing: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return where points of the picture lie in their figures.

        Parameters
        ----------
        seen : ndarray, shape (3, N), float32
            Right, down, towards the camera.
        thing : ndarray of int, shape (N,)

        Returns
        -------
        tuple of three ndarrays, shape (N,), float32
            Forward, up and left of each figure's origin, in metres.
        """
        table = np.concatenate([self._place, self._yaw], axis=1).astype(np.float32).T  # (5, stands)
        x, y, scale, cos, sin = (values[thing] for values in table)
        right, up, near = (seen[0] - x) / scale, (y - seen[1]) / scale, seen[2] / scale
        cos_tilt, sin_tilt = self._tilt
        height, depth = up * cos_tilt + near * sin_tilt, near * cos_tilt - up * sin_tilt
        return right * cos + depth * sin, height, depth * cos - right * sin

    def _seen(self, points: np.ndarray, thing: np.ndarray) -> np.ndarray:
        cos, sin = self._yaw[thing].T
        x, y, scale = self._place[thing].T
        forward, up, left = points.T
        right, depth = forward * cos - left * sin, forward * sin + left * cos
        cos_tilt, sin_tilt = self._tilt
        high, near = up * cos_tilt - depth * sin_tilt, depth * cos_tilt + up * sin_tilt
        return np.stack([x + right * scale, y - high * scale, near * scale], axis=1)  # (P, 3)


def _parts_of(stands: Sequence[Stand]) -> tuple[np.ndarray, np.ndarray]:
    """Return all parts in metres, shape (P, 10) as :attr:`Figure.parts`, and the stand that each belongs to, (P,)."""
    counts = [len(stand.figure.parts) for stand in stands]
    rows = np.fromiter(chain.from_iterable(part for stand in stands for part in stand.figure.parts), dtype=np.float64)
    rows = rows.reshape(-1, 10)
    thing = np.repeat(np.arange(len(counts)), counts)
    rows[:, :8] *= np.array([stand.figure.unit for stand in stands])[thing][:, None]
    return rows, thing


def _without_end_on(cones: Cones) -> Cones:
    """Replace each cone seen nearly along its axis by balls, one of them at either end."""
    along = cones.end - cones.start
    flat = along[:, 0] * along[:, 0] + along[:, 1] * along[:, 1]
    change = cones.end_radius - cones.start_radius
    end_on = flat <= 1.05 * change * change + 1e-6
    same = end_on & (np.abs(along[:, 2]) < 1e-6) & (np.abs(change) < 1e-6)
    copies = np.where(end_on & ~same, 4, 1)
    index = np.repeat(np.arange(len(flat)), copies)
    order = np.arange(len(index)) - np.repeat(np.cumsum(copies) - copies, copies)
    share = order / 3.0
    ball = end_on[index]
    start = np.where(ball[:, None], cones.start[index] + along[index] * share[:, None], cones.start[index])
    radius = np.where(ball, cones.start_radius[index] + change[index] * share, cones.start_radius[index])
    end = np.where(ball[:, None], start, cones.end[index])
    end_radius = np.where(ball, radius, cones.end_radius[index])
    return Cones(start, end, radius, end_radius, cones.thing[index], cones.texture[index], cones.roughness[index])
