"""Skin, hair and clothes of people."""

from lecture_utils.scenes.meadow.coats import WHITE, blotched, shade
from lecture_utils.scenes.meadow.dice import Dice
from lecture_utils.scenes.meadow.paints import (
    HAT,
    HEAD_HAIR,
    SHIRT,
    SHOE,
    SKIN,
    SKIRT,
    SLEEVE,
    TROUSERS,
    Paint,
)

SKINS = ((0.90, 0.72, 0.60), (0.82, 0.62, 0.48), (0.62, 0.43, 0.31), (0.42, 0.28, 0.20))
HAIRS = ((0.10, 0.08, 0.07), (0.28, 0.17, 0.10), (0.72, 0.56, 0.30), (0.55, 0.28, 0.14))
BRIGHT = ((0.72, 0.16, 0.16), (0.20, 0.34, 0.66), (0.86, 0.68, 0.24), (0.50, 0.24, 0.54), (0.15, 0.50, 0.52))
SOBER = ((0.16, 0.20, 0.36), (0.20, 0.20, 0.22), (0.42, 0.30, 0.20), (0.58, 0.52, 0.43), (0.90, 0.90, 0.90))
COATS = ((0.36, 0.24, 0.16), (0.62, 0.50, 0.34), (0.18, 0.18, 0.20), (0.45, 0.15, 0.15))
SHOES = ((0.12, 0.10, 0.09), (0.35, 0.20, 0.12), (0.85, 0.85, 0.85))
HATS = ((0.86, 0.74, 0.45), (0.30, 0.18, 0.10), (0.15, 0.15, 0.17))


def person(wears: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a person who wears one of :data:`~lecture_utils.scenes.meadow.people.DRESSES`."""
    colour = dice.pick(COATS if wears == "coat" else BRIGHT if dice.happens(0.5) else SOBER)
    top = shade(colour, dice)
    cloth = blotched(top, shade(WHITE, dice), 0.3, 7.0) if wears == "dress" and dice.happens(0.4) else Paint(top)
    return {
        SKIN: Paint(shade(dice.pick(SKINS), dice, 0.06)),
        SHIRT: cloth,
        SLEEVE: cloth,
        TROUSERS: Paint(shade(dice.pick(SOBER), dice)),
        SHOE: Paint(dice.pick(SHOES)),
        HAT: Paint(shade(dice.pick(HATS), dice)),
        HEAD_HAIR: Paint(shade(dice.pick(HAIRS), dice)),
        SKIRT: cloth,
    }
