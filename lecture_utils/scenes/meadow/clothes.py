"""Skin, hair and clothes of people."""

from lecture_utils.scenes.meadow.coat_patterns import WHITE, blotched, shade
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import (
    HAT,
    HEAD_HAIR,
    SHIRT,
    SHOE,
    SKIN,
    SKIRT,
    SLEEVE,
    TROUSERS,
    Texture,
)

SKINS = ((0.90, 0.72, 0.60), (0.82, 0.62, 0.48), (0.62, 0.43, 0.31), (0.42, 0.28, 0.20))
HAIRS = ((0.10, 0.08, 0.07), (0.28, 0.17, 0.10), (0.72, 0.56, 0.30), (0.55, 0.28, 0.14))
BRIGHT = ((0.72, 0.16, 0.16), (0.20, 0.34, 0.66), (0.86, 0.68, 0.24), (0.50, 0.24, 0.54), (0.15, 0.50, 0.52))
SOBER = ((0.16, 0.20, 0.36), (0.20, 0.20, 0.22), (0.42, 0.30, 0.20), (0.58, 0.52, 0.43), (0.90, 0.90, 0.90))
COATS = ((0.36, 0.24, 0.16), (0.62, 0.50, 0.34), (0.18, 0.18, 0.20), (0.45, 0.15, 0.15))
SHOES = ((0.12, 0.10, 0.09), (0.35, 0.20, 0.12), (0.85, 0.85, 0.85))
HATS = ((0.86, 0.74, 0.45), (0.30, 0.18, 0.10), (0.15, 0.15, 0.17))


def person(wears: str, random: RandomNumbers) -> dict[int, Texture]:
    """Return the textures of a person who wears one of :data:`~lecture_utils.scenes.meadow.people.DRESSES`."""
    colour = random.pick(COATS if wears == "coat" else BRIGHT if random.happens(0.5) else SOBER)
    top = shade(colour, random)
    cloth = blotched(top, shade(WHITE, random), 0.3, 7.0) if wears == "dress" and random.happens(0.4) else Texture(top)
    return {
        SKIN: Texture(shade(random.pick(SKINS), random, 0.06)),
        SHIRT: cloth,
        SLEEVE: cloth,
        TROUSERS: Texture(shade(random.pick(SOBER), random)),
        SHOE: Texture(random.pick(SHOES)),
        HAT: Texture(shade(random.pick(HATS), random)),
        HEAD_HAIR: Texture(shade(random.pick(HAIRS), random)),
        SKIRT: cloth,
    }
