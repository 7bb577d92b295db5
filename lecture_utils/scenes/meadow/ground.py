"""The meadow before anything stands on it: sky with clouds, a line of trees, grass, sometimes a path or a pond."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lecture_utils.scenes.meadow.categories import STUFF
from lecture_utils.scenes.meadow.coat_patterns import shade
from lecture_utils.scenes.meadow.light import Light
from lecture_utils.scenes.meadow.noise import TILE, tile
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import rgb

SKY, GRASS, TREES, WATER, PATH = range(len(STUFF))


@dataclass(frozen=True)
class Ground:
    """An empty meadow.

    Attributes
    ----------
    image : ndarray, shape (H, W, 3), float32
    semantic : ndarray, shape (H, W), uint8
        Values are indices of :data:`~lecture_utils.scenes.meadow.categories.STUFF`.
    """

    image: np.ndarray
    semantic: np.ndarray


def ground(
    random: RandomNumbers, light: Light, size: int, horizon: float, feet: Sequence[tuple[float, float]] = ()
) -> Ground:
    """Draw an empty meadow.

    Parameters
    ----------
    random : RandomNumbers
    light : Light
    size : int
        Height and width in pixels.
    horizon : float
        Where the ground ends, as a share of the height from above; may lie outside the picture.
    feet : sequence of pairs of floats
        Where somebody stands (x, y), as shares of the size: a pond that reaches there is left out.

    Returns
    -------
    Ground
    """
    axis = ((np.arange(size) + 0.5) / size).astype(np.float32)
    down, across = axis[:, None], axis[None, :]
    image = np.broadcast_to(_sky(random, light, down, across, horizon), (size, size, 3)).copy()
    semantic = np.zeros((size, size), dtype=np.uint8)
    first = min(max(int(np.ceil(horizon * size - 0.5)), 0), size)
    if first < size:
        near = down[first:] - horizon + 0.004
        image[first:] = _grass(random, light, near, across)
        semantic[first:] = GRASS
        _path(random, light, near, across, image[first:], semantic[first:])
        _pond(random, light, near, across, image[first:], semantic[first:], [(x, y - horizon) for x, y in feet])
    _treeline(random, light, down, across, horizon, image, semantic)
    return Ground(image, semantic)


def _texture(noise: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Read a tile at any coordinates, 1 being its whole side."""
    rows = np.floor(down * TILE).astype(np.int64) & (TILE - 1)
    columns = np.floor(across * TILE).astype(np.int64) & (TILE - 1)
    return noise[rows, columns]


def _sky(random: RandomNumbers, light: Light, down: np.ndarray, across: np.ndarray, horizon: float) -> np.ndarray:
    blue = shade(random.pick(((0.36, 0.58, 0.86), (0.45, 0.66, 0.90), (0.55, 0.70, 0.84))), random, 0.08)
    if light.direct[0] < 0.5:
        blue = (0.66, 0.70, 0.75)
    amount = np.clip(down / max(horizon, 0.1), 0, 1)
    amount = (amount * amount)[:, :, None]
    sky = rgb(blue) + (rgb(light.haze) - rgb(blue)) * amount  # (H, 1, 3)
    clouds = _texture(tile(31, 4, 5), down * 1.6 + random.number(), across * 0.7 + random.number())
    cover = np.clip((clouds - random.between(0.35, 0.9)) * 3.0, 0, 1)[:, :, None]
    white = 0.55 * (rgb(light.direct) + rgb(light.ambient)) + 0.3
    return sky + (np.minimum(white, 1) - sky) * cover * 0.85


def _lit(colour: np.ndarray, light: Light, near: np.ndarray) -> np.ndarray:
    """Light flat ground and haze what is far; ``near`` (h, 1) is the distance below the horizon."""
    up = max(-light.sun[1], 0.0) * 0.75 + 0.25
    sun = rgb(light.direct) * up + rgb(light.ambient)
    far = np.maximum(1 - near * 1.6, 0)
    amount = (far * far * light.thickness)[:, :, None]
    lit = colour * sun
    return lit + amount * (rgb(light.haze) - lit)


def _grass(random: RandomNumbers, light: Light, near: np.ndarray, across: np.ndarray) -> np.ndarray:
    green = shade(random.pick(((0.36, 0.50, 0.18), (0.30, 0.47, 0.20), (0.45, 0.52, 0.20), (0.52, 0.50, 0.25))), random)
    far = 0.22 / (near + 0.03)
    aside = (across - 0.5) * far
    patches = _texture(tile(37, 8, 4), far + random.number(), aside + random.number())
    blades = _texture(tile(41, 128, 2), far * 2.3 + random.number(), aside * 4 + random.number())
    strength = np.clip(near * 3, 0.15, 1)
    light_and_dark = (patches - 0.5) * random.between(0.25, 0.5)
    light_and_dark = light_and_dark + (blades - 0.5) * strength * random.between(0.2, 0.42)
    dry = rgb(shade((0.62, 0.55, 0.28), random))
    colour = rgb(green) + (patches * patches * random.between(0, 0.5))[:, :, None] * (dry - rgb(green))
    colour = colour * (1 + light_and_dark)[:, :, None]
    if random.happens(0.3):
        flower = rgb(random.pick(((0.95, 0.93, 0.85), (0.93, 0.80, 0.15), (0.75, 0.45, 0.70))))
        speckle = _texture(tile(43, 256, 1), far * 3.1, aside * 3.1 + random.number())
        grows = (speckle > 0.975) & (patches > 0.5) & (near > 0.06)
        colour = np.where(grows[:, :, None], flower, colour)
    return _lit(colour.astype(np.float32), light, near)


def _path(
    random: RandomNumbers, light: Light, near: np.ndarray, across: np.ndarray, image: np.ndarray, semantic: np.ndarray
) -> None:
    if not random.happens(0.3):
        return
    start, end, bend = random.between(0.2, 0.8), random.between(-0.3, 1.3), random.between(-0.5, 0.5)
    middle = start + (end - start) * near * 1.5
    middle = middle + bend * near * (0.6 - near)
    half = near * random.between(0.12, 0.25) + 0.004
    ragged = _texture(tile(37, 8, 4), 0.4 / (near + 0.05), across * 1.3)
    inside = np.abs(across - middle) < half * (0.75 + 0.5 * ragged)
    pebbles = _texture(tile(41, 128, 2), 0.5 / (near + 0.03), across * 2)
    sand = rgb(shade((0.66, 0.56, 0.42), random)) * (0.8 + 0.35 * pebbles)[:, :, None]
    image[inside] = _lit(sand, light, near)[inside]
    semantic[inside] = PATH


def _pond(
    random: RandomNumbers,
    light: Light,
    near: np.ndarray,
    across: np.ndarray,
    image: np.ndarray,
    semantic: np.ndarray,
    feet: Sequence[tuple[float, float]],
) -> None:
    if not random.happens(0.35):
        return
    middle, depth = random.between(0.0, 1.0), random.between(0.10, 0.35)
    wide, deep = random.between(0.2, 0.45), random.between(0.25, 0.4) * depth
    if any(((x - middle) / wide) ** 2 + ((y - depth) / deep) ** 2 < 1.7 for x, y in feet):
        return
    aside, off = (across - middle) / wide, (near - depth) / deep
    shore = _texture(tile(37, 8, 4), near * 1.5, across * 0.5 + random.number())
    distance = aside * aside + off * off + (shore - 0.5) * 0.6
    ripples = _texture(tile(31, 4, 5), near * 5, across * 0.25 + random.number())
    sky = 0.5 * (rgb(light.haze) + rgb((0.35, 0.52, 0.72)))
    water = sky * (0.62 + 0.45 * ripples)[:, :, None]
    bank = (distance < 1.12) & (distance >= 1)
    image[bank] = image[bank] * 0.8
    inside = distance < 1
    image[inside] = water[inside]
    semantic[inside] = WATER


def _treeline(
    random: RandomNumbers,
    light: Light,
    down: np.ndarray,
    across: np.ndarray,
    horizon: float,
    image: np.ndarray,
    semantic: np.ndarray,
) -> None:
    """Draw distant trees along the horizon: crowns whose height changes along it, and gaps."""
    if horizon < -0.02 or not random.happens(0.85):
        return
    shift, most = random.number(), random.between(0.06, 0.18)
    profile = tile(47, 8, 5)[int(shift * TILE)]
    columns = np.floor((across * 0.8 + shift) * TILE).astype(np.int64) & (TILE - 1)
    height = (profile[columns] - random.between(0.0, 0.45)) * most  # (1, W)
    above = horizon - down
    inside = (above < height) & (above > -0.012) & (height > 0.01)
    rows = np.flatnonzero(inside.any(axis=1))
    if not len(rows):
        return
    band = slice(int(rows[0]), int(rows[-1]) + 1)
    leaves = _texture(tile(53, 64, 3), down[band] * 1.2, across * 1.1 + shift)
    lift = np.clip(above[band] / np.maximum(height, 0.01), 0, 1)
    green = rgb(shade(random.pick(((0.20, 0.34, 0.15), (0.26, 0.38, 0.18), (0.17, 0.30, 0.20))), random, 0.15))
    colour = green * (0.45 + 0.6 * leaves + 0.4 * lift)[:, :, None]
    lit = colour * (rgb(light.direct) * 0.7 + rgb(light.ambient))
    amount = light.thickness * 0.8
    lit = lit + amount * (rgb(light.haze) - lit)
    chosen = inside[band]
    image[band][chosen] = lit[chosen]
    semantic[band][chosen] = TREES
