"""A figure is a skeleton of round cones in space: balls, and limbs that go from one ball to another.

Figures stand on the ground at (0, 0, 0); x points where they face, y up, z to their left.
"""

from itertools import pairwise

from lecture_utils.scenes.meadow.angles import cosine, sine

Point = tuple[float, float, float]


class Frame:
    """A place with directions of its own, such as a head.

    Parameters
    ----------
    origin : tuple of 3 floats
    pitch : float
        How far forward points upwards, in radians.
    yaw : float
        How far forward turns to the left, in radians.
    scale : float
        Units of the figure for one unit of the frame.
    """

    def __init__(self, origin: Point, pitch: float = 0.0, yaw: float = 0.0, scale: float = 1.0) -> None:
        self._origin = origin
        up, along = sine(pitch) * scale, cosine(pitch) * scale
        aside, ahead = sine(yaw), cosine(yaw)
        self._forward = (along * ahead, up, along * aside)
        self._up = (-up * ahead, along, -up * aside)
        self._left = (-aside * scale, 0.0, ahead * scale)

    def at(self, x: float, y: float, z: float) -> Point:
        """Return the figure's coordinates of a point in the frame."""
        (a, b, c), (d, e, f), (g, h, i), (ox, oy, oz) = self._forward, self._up, self._left, self._origin
        return ox + x * a + y * d + z * g, oy + x * b + y * e + z * h, oz + x * c + y * f + z * i


class Figure:
    """Parts of one thing, and what they are painted with.

    Attributes
    ----------
    parts : list of tuples
        ``(ax, ay, az, ra, bx, by, bz, rb, texture, roughness)``: a round cone from ball (a, ra) to ball (b, rb).
    posture : str
        What the figure does, one word.
    unit : float
        Metres for one unit of the parts.
    """

    def __init__(self, posture: str = "stands", unit: float = 1.0) -> None:
        self.parts: list[tuple[float, ...]] = []
        self.posture = posture
        self.unit = unit
        self.roughness = 0.0

    def limb(self, start: Point, start_radius: float, end: Point, end_radius: float, texture: int) -> None:
        """Add a round cone."""
        self.parts.append((*start, start_radius, *end, end_radius, texture, self.roughness))

    def chain(self, points: list[tuple[Point, float]], texture: int) -> None:
        """Add round cones from each ball to the next."""
        for (start, start_radius), (end, end_radius) in pairwise(points):
            self.limb(start, start_radius, end, end_radius, texture)

    def ball(self, centre: Point, radius: float, texture: int) -> None:
        """Add a ball."""
        self.limb(centre, radius, centre, radius, texture)


def between(start: Point, end: Point, share: float, offset: Point = (0.0, 0.0, 0.0)) -> Point:
    """Return the point at a share of the way from start to end, moved by an offset."""
    x, y, z = (a + (b - a) * share + c for a, b, c in zip(start, end, offset, strict=True))
    return x, y, z
