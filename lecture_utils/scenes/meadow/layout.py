"""Where everything stands. Feet further below the horizon are nearer, and what is nearer is larger."""

from collections.abc import Sequence
from dataclasses import dataclass

from lecture_utils.scenes.meadow.actors import Actor, plant, thing
from lecture_utils.scenes.meadow.angles import cosine
from lecture_utils.scenes.meadow.camera import Stand
from lecture_utils.scenes.meadow.categories import THINGS, VARIANTS
from lecture_utils.scenes.meadow.light import Light, light
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers

_LIGHT, _GROUND, _LAYOUT, _ACTORS = 0, 1, 2, 100

# Of each label: metres high, metres long, least and largest height as a share of the picture's.
_SIZES = ((1.45, 2.9, 0.11, 0.52), (0.75, 1.2, 0.10, 0.48), (0.95, 1.3, 0.10, 0.52), (2.1, 2.7, 0.14, 0.62),
          (1.8, 0.7, 0.16, 0.72))  # fmt: skip
_COUNTS = (3, 14, 20, 19, 16, 12, 8, 5, 3)


@dataclass(frozen=True)
class Layout:
    """A scene before it is drawn, from the farthest thing to the nearest.

    Attributes
    ----------
    horizon : float
        As a share of the height.
    look_down : float
        Of the camera, in radians.
    light : Light
    ground : RandomNumbers
        Decides about the ground.
    actors : list of Actor
    stands : list of Stand
    """

    horizon: float
    look_down: float
    light: Light
    ground: RandomNumbers
    actors: list[Actor]
    stands: list[Stand]


def meadow_layout(seed: int, size: int, things: Sequence[int] | None = None) -> Layout:
    """Lay out a scene.

    Parameters
    ----------
    seed : int
    size : int
        Height and width in pixels.
    things : sequence of int or None
        Finer categories to place, or None to leave it to the seed.

    Returns
    -------
    Layout
    """
    random = RandomNumbers(seed, _LAYOUT)
    horizon, zoom, look_down = random.between(0.2, 0.42), random.between(0.6, 0.95), random.between(0.13, 0.24)
    chosen = _choose(random) if things is None else list(things)
    boxes: list[tuple[float, float, float, float]] = []
    placed: list[tuple[float, Actor, Stand]] = []
    for place, fine in enumerate(chosen):
        actor = thing(fine, RandomNumbers(seed, _ACTORS + place))
        near, x = _free_place(random, actor.label, zoom, horizon, boxes)
        stand = Stand(actor.figure, x * size, (horizon + near) * size, zoom * near * size, _yaw(random))
        placed.append((near, actor, stand))
    for place in range(random.weighted([2, 3, 3, 2])):
        high = random.happens(0.5)
        near = random.between(0.05, 0.2) if high else random.between(0.1, 0.75 - horizon)
        actor = plant(RandomNumbers(seed, _ACTORS + 50 + place), high)
        stand = Stand(
            actor.figure, random.number() * size, (horizon + near) * size, zoom * near * size, random.between(0, 6)
        )
        placed.append((near, actor, stand))
    placed.sort(key=lambda item: item[0])
    actors, stands = [item[1] for item in placed], [item[2] for item in placed]
    return Layout(horizon, look_down, light(RandomNumbers(seed, _LIGHT)), RandomNumbers(seed, _GROUND), actors, stands)


def portrait_layout(seed: int, size: int, fine: int, leaves: bool = True) -> Layout:
    """Lay out one thing that fills most of the picture.

    Parameters
    ----------
    seed, size : int
        As in :func:`meadow_layout`.
    fine : int
        The thing's finer category.
    leaves : bool
        Whether trees and bushes may stand before and behind it.

    Returns
    -------
    Layout
    """
    random = RandomNumbers(seed, _LAYOUT)
    horizon, look_down = random.between(-0.3, 0.65), random.between(0.13, 0.24)
    actor, yaw = thing(fine, RandomNumbers(seed, _ACTORS)), _yaw(random)
    high, long = _SIZES[actor.label][:2]
    # Seen from the front, an animal is as wide as it is not long.
    wide = long * (0.35 + 0.65 * abs(cosine(yaw)))
    scale = size * random.between(0.45, 1.0) / max(high, wide)
    low = 0.5 + 0.5 * high * scale / size + random.about(0, 0.16)
    x = 0.5 + random.about(0, 0.25)
    placed = [(low, actor, Stand(actor.figure, x * size, low * size, scale, yaw))]
    for place in range(random.weighted([3, 3, 3, 2]) if leaves else 0):
        leafy = plant(RandomNumbers(seed, _ACTORS + 50 + place), random.happens(0.4))
        before = random.happens(0.35)
        y = low + (0.04 if before else -random.between(0.02, 0.3))
        beside = x + random.pick((-1, 1)) * random.between(0.25, 0.6)
        stand = Stand(leafy.figure, beside * size, y * size, scale * (0.6 if before else 0.8), random.between(0, 6))
        placed.append((y, leafy, stand))
    placed.sort(key=lambda item: item[0])
    actors, stands = [item[1] for item in placed], [item[2] for item in placed]
    return Layout(horizon, look_down, light(RandomNumbers(seed, _LIGHT)), RandomNumbers(seed, _GROUND), actors, stands)


def _choose(random: RandomNumbers) -> list[int]:
    """Choose what comes: a mixture, or a herd with somebody beside it."""
    count = random.weighted(_COUNTS)
    herd = random.below(len(THINGS)) if random.happens(0.3) else None
    chosen = []
    for _ in range(count):
        label = herd if herd is not None and random.happens(0.8) else random.below(len(THINGS))
        chosen.append(label * VARIANTS + random.below(VARIANTS))
    return chosen


def _yaw(random: RandomNumbers) -> float:
    """Choose where a thing faces: aside, aslant or towards the camera, seldom away from it."""
    view = random.weighted([4, 4, 2, 1])
    turn = (random.about(0, 0.3), random.between(0.3, 1.1), random.about(1.57, 0.45), random.between(-0.9, -0.3))[view]
    return turn if random.happens(0.5) else 3.14159265 - turn


def _free_place(
    random: RandomNumbers, label: int, zoom: float, horizon: float, boxes: list[tuple[float, float, float, float]]
) -> tuple[float, float]:
    """Find a place that others leave mostly free; return the distance below the horizon and x, as shares."""
    high, long, least, most = _SIZES[label]
    for _ in range(8):
        tall = least + (most - least) * random.number() * random.between(0.4, 1.0)
        near = min(tall / (zoom * high), 1.06 - horizon)
        x = random.between(-0.03, 1.03)
        half, top = 0.35 * long * zoom * near, near - high * zoom * near
        box = (x - half, top, x + half, near)
        if all(_covered(box, other) < 0.4 for other in boxes):
            break
    boxes.append(box)
    return near, x


def _covered(first: tuple[float, float, float, float], second: tuple[float, float, float, float]) -> float:
    """Return the intersection's share of the smaller box."""
    wide = max(0.0, min(first[2], second[2]) - max(first[0], second[0]))
    high = max(0.0, min(first[3], second[3]) - max(first[1], second[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return wide * high / min(areas)
