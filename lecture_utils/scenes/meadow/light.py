"""Sun, sky and haze: how a painted surface looks from here."""

from dataclasses import dataclass

import numpy as np

from lecture_utils.scenes.meadow.angles import cosine, sine
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import Colour, rgb


@dataclass(frozen=True)
class Light:
    """The light of one scene.

    Attributes
    ----------
    sun : tuple of 3 floats
        Towards the sun: right, down, towards the camera; of length 1.
    direct, ambient : tuple of 3 floats
        Colour times strength of the sun, and of the sky.
    haze : tuple of 3 floats
        The colour that distance fades to.
    thickness : float
        How much of it lies over what stands at the horizon, from 0 to 1.
    """

    sun: tuple[float, float, float]
    direct: Colour
    ambient: Colour
    haze: Colour
    thickness: float

    def shaded(self, colours: np.ndarray, normal: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
        """Return colours (N, 3) as the light shows them on surfaces that face ``normal`` (three arrays (N,))."""
        right, down, near = normal
        facing = right * self.sun[0] + down * self.sun[1] + near * self.sun[2]
        lit = np.maximum((facing + 0.25) * 0.8, 0)[:, None]  # light wraps round fur
        sky = (0.78 - 0.22 * down)[:, None]
        return colours * (lit * rgb(self.direct) + sky * rgb(self.ambient))

    def hazed(self, colours: np.ndarray, distance: np.ndarray) -> np.ndarray:
        """Return colours (N, 3) faded by ``distance`` (N,), 0 near and 1 at the horizon."""
        amount = (distance * self.thickness)[:, None]
        return colours + amount * (rgb(self.haze) - colours)


def light(random: RandomNumbers) -> Light:
    """Draw the light of a scene: noon, evening or an overcast day."""
    day = random.weighted([5, 2, 3])
    height = (random.between(0.6, 1.1), random.between(0.25, 0.5), random.between(0.8, 1.2))[day]
    turn = random.between(0.4, 2.74)  # from behind the camera's left shoulder to behind its right
    sun = (cosine(turn) * cosine(height), -sine(height), sine(turn) * cosine(height))
    strength = random.about(1.0, 0.25)
    if day == 0:
        direct, ambient, haze = (0.72, 0.69, 0.62), (0.46, 0.50, 0.55), (0.78, 0.85, 0.92)
    elif day == 1:
        direct, ambient, haze = (0.84, 0.68, 0.50), (0.42, 0.44, 0.50), (0.93, 0.82, 0.72)
    else:
        direct, ambient, haze = (0.30, 0.31, 0.32), (0.68, 0.70, 0.72), (0.80, 0.82, 0.84)
    red, green, blue = (value * strength for value in direct)
    return Light(sun, (red, green, blue), ambient, haze, random.between(0.15, 0.6))
