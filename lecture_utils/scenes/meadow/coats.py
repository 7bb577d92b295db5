"""The coats of cows, cats, dogs and horses: much the same colours for all four, so that colour alone tells little."""

from lecture_utils.scenes.meadow.dice import Dice
from lecture_utils.scenes.meadow.paints import (
    BODY,
    CHEST,
    COLLAR,
    EYE,
    FACE,
    HAIR,
    HOOF,
    HORN,
    INNER,
    LEG,
    MUZZLE,
    NOSE,
    Colour,
    Paint,
)

BLACK, WHITE, CREAM = (0.15, 0.14, 0.15), (0.93, 0.91, 0.87), (0.88, 0.80, 0.66)
BROWN, CHESTNUT, GREYISH = (0.40, 0.23, 0.13), (0.52, 0.27, 0.13), (0.50, 0.42, 0.33)
GOLDEN, GINGER = (0.83, 0.62, 0.33), (0.80, 0.49, 0.21)
DARK, PINK, BONE = (0.20, 0.15, 0.12), (0.87, 0.60, 0.56), (0.87, 0.83, 0.70)


def shade(colour: Colour, dice: Dice, spread: float = 0.12) -> Colour:
    """Return a colour near the given one: lighter or darker, warmer or cooler."""
    light, warm = dice.about(1.0, spread), dice.about(0.0, spread * 0.3)
    red, green, blue = (min(max(value * light, 0.02), 0.97) for value in colour)
    return min(red + warm * red, 1.0), green, max(blue - warm * blue, 0.0)


def blotched(base: Colour, second: Colour, share: float, blotches: float) -> Paint:
    """Return a coat with blotches of a second colour over a share of it."""
    return Paint(base, second, noise=1.0, threshold=1.0 - share, blotches=blotches)


def striped(base: Colour, second: Colour, stripes: float) -> Paint:
    """Return a coat with stripes across the body."""
    return Paint(base, second, stripe=1.0, noise=0.15, threshold=0.62, stripes=stripes, blotches=2.0, sharpness=6.0)


def lower(base: Colour, second: Colour, height: float) -> Paint:
    """Return a coat that has its second colour below a height in metres."""
    return Paint(base, second, height=-4.0, noise=0.6, threshold=0.3 - 4.0 * height, blotches=1.5, sharpness=4.0)


def upper(base: Colour, second: Colour, height: float) -> Paint:
    """Return a coat that has its second colour above a height in metres."""
    return Paint(base, second, height=4.0, noise=0.6, threshold=0.3 + 4.0 * height, blotches=1.5, sharpness=4.0)


def darker(colour: Colour, factor: float) -> Colour:
    """Return a colour times a factor."""
    return colour[0] * factor, colour[1] * factor, colour[2] * factor


def main_colour(kind: str, dice: Dice) -> Colour:
    """Return the main colour of a coat, named as in the finer categories."""
    shades = {
        "black": (BLACK,),
        "white": (WHITE,),
        "spotted": (WHITE,),
        "brown": (BROWN, CHESTNUT),
        "tabby": (GREYISH, BROWN),
        "golden": (GOLDEN, GINGER),
        "ginger": (GOLDEN, GINGER),
    }
    return shade(dice.pick(shades[kind]), dice)


def second_colour(dice: Dice) -> Colour:
    """Return the colour of the spots."""
    return shade(BLACK if dice.happens(0.6) else BROWN, dice)


def cow(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a cow; a brown one may have a white face, belly and legs."""
    main, spots = main_colour(kind, dice), second_colour(dice)
    body, face, leg = Paint(main), main, main
    muzzle = shade(PINK, dice) if kind in ("white", "spotted") or dice.happens(0.5) else darker(main, 0.7)
    if kind == "spotted":
        body = blotched(main, spots, dice.between(0.4, 0.55), dice.between(0.9, 1.5))
        face = spots if dice.happens(0.6) else main
    elif kind == "brown" and dice.happens(0.4):
        body = lower(main, shade(WHITE, dice), 0.52)
        face, leg = shade(WHITE, dice), shade(WHITE, dice)
    return {
        BODY: body,
        FACE: Paint(face),
        LEG: Paint(leg),
        HAIR: Paint(main if kind in ("golden", "white") else DARK),
        MUZZLE: Paint(muzzle),
        NOSE: Paint((0.15, 0.10, 0.10)),
        EYE: Paint((0.06, 0.05, 0.05)),
        INNER: Paint(shade((0.88, 0.64, 0.60), dice)),
        HOOF: Paint((0.16, 0.13, 0.12)),
        HORN: Paint(shade(BONE, dice)),
    }


def horse(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a horse; mane and tail are black on a brown one, white on a golden one."""
    main, spots = main_colour(kind, dice), second_colour(dice)
    manes = {"white": (0.74, 0.72, 0.70), "brown": (0.09, 0.07, 0.06), "golden": WHITE, "spotted": spots}
    leg = {"brown": (0.12, 0.09, 0.08), "white": (0.76, 0.74, 0.71)}.get(kind, main)
    if kind in ("black", "golden") and dice.happens(0.5):
        leg = WHITE
    body = blotched(main, spots, dice.between(0.4, 0.55), dice.between(0.7, 1.1)) if kind == "spotted" else Paint(main)
    return {
        BODY: body,
        FACE: body,
        LEG: Paint(leg),
        HAIR: Paint(manes.get(kind, (0.06, 0.06, 0.07))),
        MUZZLE: Paint((0.45, 0.40, 0.40) if kind == "white" else darker(main, 0.6)),
        NOSE: Paint((0.10, 0.08, 0.08)),
        EYE: Paint((0.05, 0.04, 0.04)),
        HOOF: Paint((0.17, 0.14, 0.13)),
    }


def cat(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a cat: a tabby one is striped, a ginger one often; a spotted one may be white below."""
    main, spots = main_colour(kind, dice), second_colour(dice)
    body, face, light, leg = Paint(main), Paint(main), main, Paint(main)
    if kind == "tabby" or (kind == "ginger" and dice.happens(0.7)):
        dark = (main[0] * 0.58, main[1] * 0.48, main[2] * 0.42)
        body = face = leg = striped(main, dark, dice.between(7, 9))
        light = shade(CREAM, dice)
    elif kind == "spotted" and dice.happens(0.5):
        light, leg = main, Paint(main)
        body, face = lower(spots, main, 0.30), Paint(spots)
    elif kind == "spotted":
        body, face = blotched(main, spots, 0.4, 2.2), Paint(spots if dice.happens(0.5) else main)
    return {
        BODY: body,
        FACE: face,
        LEG: leg,
        HAIR: body if kind != "spotted" else Paint(spots),
        MUZZLE: Paint(light),
        CHEST: Paint(light),
        NOSE: Paint((0.05, 0.05, 0.05)),
        EYE: Paint(dice.pick(((0.75, 0.80, 0.25), (0.45, 0.75, 0.40), (0.90, 0.70, 0.20)))),
        INNER: Paint((0.85, 0.55, 0.53)),
    }


def dog(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a dog; a brown one may have a black back and muzzle, like a shepherd. Some wear a collar."""
    main, spots = main_colour(kind, dice), second_colour(dice)
    body, leg, hair, muzzle, chest = Paint(main), main, darker(main, 0.8), main, main
    if kind == "spotted":
        body, hair = blotched(main, spots, 0.35, 2.6), spots
    elif kind == "brown" and dice.happens(0.4):
        main = leg = chest = shade((0.62, 0.41, 0.22), dice)
        body, hair, muzzle = upper(main, (0.14, 0.12, 0.11), 0.50), (0.15, 0.12, 0.11), (0.16, 0.13, 0.12)
    elif dice.happens(0.5):
        chest = shade(WHITE if kind == "black" else CREAM, dice)
        muzzle = chest if kind == "black" else main
    collar = Paint(dice.pick(((0.80, 0.12, 0.12), (0.12, 0.30, 0.75), (0.9, 0.75, 0.1)))) if dice.happens(0.5) else body
    return {
        BODY: body,
        FACE: Paint(main),
        LEG: Paint(leg),
        HAIR: Paint(hair),
        MUZZLE: Paint(muzzle),
        CHEST: Paint(chest),
        NOSE: Paint((0.05, 0.05, 0.05)),
        EYE: Paint((0.08, 0.05, 0.03)),
        INNER: Paint((0.86, 0.45, 0.47)),
        COLLAR: collar,
    }
