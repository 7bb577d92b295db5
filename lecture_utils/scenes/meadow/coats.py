"""The colours of each finer category. Shades vary from figure to figure."""

from lecture_utils.scenes.meadow.dice import Dice
from lecture_utils.scenes.meadow.paints import (
    BARK,
    BODY,
    CHEST,
    COLLAR,
    EYE,
    FACE,
    HAIR,
    HAT,
    HEAD_HAIR,
    HOOF,
    HORN,
    INNER,
    LEAF,
    LEG,
    MUZZLE,
    NOSE,
    SHIRT,
    SHOE,
    SKIN,
    SKIRT,
    SLEEVE,
    TROUSERS,
    Colour,
    Paint,
)

BLACK, WHITE, CREAM = (0.11, 0.10, 0.11), (0.93, 0.91, 0.87), (0.88, 0.80, 0.66)
BROWN, CHESTNUT, GOLDEN, GINGER = (0.40, 0.23, 0.13), (0.52, 0.27, 0.13), (0.83, 0.62, 0.33), (0.85, 0.50, 0.20)
GREY, DARK, PINK, BONE = (0.52, 0.48, 0.42), (0.20, 0.15, 0.12), (0.87, 0.60, 0.56), (0.87, 0.83, 0.70)


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


def below(base: Colour, second: Colour, height: float) -> Paint:
    """Return a coat that has its second colour below a height in metres."""
    return Paint(base, second, height=-4.0, noise=0.6, threshold=0.3 - 4.0 * height, blotches=1.5, sharpness=4.0)


def above(base: Colour, second: Colour, height: float) -> Paint:
    """Return a coat that has its second colour above a height in metres."""
    return Paint(base, second, height=4.0, noise=0.6, threshold=0.3 + 4.0 * height, blotches=1.5, sharpness=4.0)


def cow(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a cow: "black", "brown", "spotted", "patched" (white face and belly) or "golden"."""
    main = {"black": BLACK, "brown": BROWN, "spotted": WHITE, "patched": CHESTNUT, "golden": GOLDEN}[kind]
    main = shade(main, dice)
    body = Paint(main)
    face, leg, muzzle = main, main, shade(PINK, dice)
    if kind == "spotted":
        body = blotched(main, shade(BLACK, dice), dice.between(0.4, 0.55), dice.between(0.9, 1.5))
        face = shade(BLACK, dice) if dice.happens(0.6) else main
    elif kind == "patched":
        body = below(main, shade(WHITE, dice), 0.52)
        face, leg = shade(WHITE, dice), shade(WHITE, dice)
    elif kind == "black":
        muzzle = (0.33, 0.30, 0.31)
    elif kind == "brown":
        muzzle = shade(CREAM, dice)
    return {
        BODY: body,
        FACE: Paint(face),
        LEG: Paint(leg),
        HAIR: Paint(DARK if kind != "golden" else main),
        MUZZLE: Paint(muzzle),
        NOSE: Paint((0.15, 0.10, 0.10)),
        EYE: Paint((0.06, 0.05, 0.05)),
        INNER: Paint(shade((0.88, 0.64, 0.60), dice)),
        HOOF: Paint((0.16, 0.13, 0.12)),
        HORN: Paint(shade(BONE, dice)),
    }


def horse(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a horse: "black", "white", "brown" (black mane), "golden" (white mane) or "patched"."""
    main = {"black": BLACK, "white": WHITE, "brown": CHESTNUT, "golden": GOLDEN, "patched": WHITE}[kind]
    main = shade(main, dice)
    mane = {"black": (0.06, 0.06, 0.07), "white": (0.74, 0.72, 0.70), "brown": (0.09, 0.07, 0.06), "golden": WHITE}
    leg = {"brown": (0.12, 0.09, 0.08), "white": (0.76, 0.74, 0.71)}.get(kind, main)
    if kind in ("black", "golden") and dice.happens(0.5):
        leg = WHITE
    body = blotched(main, shade(BROWN, dice), dice.between(0.4, 0.55), 0.8) if kind == "patched" else Paint(main)
    return {
        BODY: body,
        FACE: body,
        LEG: Paint(leg),
        HAIR: Paint(mane.get(kind, DARK)),
        MUZZLE: Paint((0.45, 0.40, 0.40) if kind == "white" else (main[0] * 0.6, main[1] * 0.6, main[2] * 0.6)),
        NOSE: Paint((0.10, 0.08, 0.08)),
        EYE: Paint((0.05, 0.04, 0.04)),
        HOOF: Paint((0.17, 0.14, 0.13)),
    }


def cat(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a cat: "black", "white", "ginger" or "tabby" (striped), or "patched" (black and white)."""
    main = {"black": (0.10, 0.09, 0.10), "white": WHITE, "ginger": GINGER, "tabby": GREY, "patched": BLACK}[kind]
    main = shade(main, dice)
    body, light = Paint(main), main
    if kind in ("ginger", "tabby"):
        dark = (main[0] * 0.58, main[1] * 0.48, main[2] * 0.42)
        body, light = (
            striped(main, dark, dice.between(7, 9)),
            shade(CREAM if kind == "ginger" else (0.75, 0.70, 0.62), dice),
        )
    elif kind == "patched":
        light = shade(WHITE, dice)
        body = below(main, light, 0.30)
    return {
        BODY: body,
        FACE: body if kind != "patched" else Paint(main),
        LEG: Paint(light) if kind == "patched" else body,
        HAIR: body if kind != "patched" else Paint(main),
        MUZZLE: Paint(light),
        CHEST: Paint(light),
        NOSE: Paint((0.05, 0.05, 0.05)),
        EYE: Paint(dice.pick(((0.75, 0.80, 0.25), (0.45, 0.75, 0.40), (0.90, 0.70, 0.20)))),
        INNER: Paint((0.85, 0.55, 0.53)),
    }


def dog(kind: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a dog: "black", "brown", "golden", "spotted" (white and black) or "shepherd"."""
    main = {"black": BLACK, "brown": BROWN, "golden": GOLDEN, "spotted": WHITE, "shepherd": (0.68, 0.46, 0.24)}[kind]
    main = shade(main, dice)
    body, face, leg, hair, muzzle, chest = Paint(main), main, main, main, main, main
    if kind == "spotted":
        body, hair = blotched(main, (0.10, 0.09, 0.09), 0.3, 3.2), (0.12, 0.11, 0.11)
    elif kind == "shepherd":
        body, hair, muzzle = above(main, (0.12, 0.10, 0.09), 0.50), (0.14, 0.11, 0.10), (0.15, 0.12, 0.11)
    elif kind == "golden":
        chest, hair = shade(CREAM, dice), (main[0] * 0.85, main[1] * 0.8, main[2] * 0.75)
    else:
        hair = (main[0] * 0.75, main[1] * 0.75, main[2] * 0.75)
        if dice.happens(0.5):
            chest, muzzle = (shade(WHITE, dice), shade(WHITE, dice)) if kind == "black" else (shade(CREAM, dice), main)
    return {
        BODY: body,
        FACE: Paint(face),
        LEG: Paint(leg),
        HAIR: Paint(hair),
        MUZZLE: Paint(muzzle),
        CHEST: Paint(chest),
        NOSE: Paint((0.05, 0.05, 0.05)),
        EYE: Paint((0.08, 0.05, 0.03)),
        INNER: Paint((0.86, 0.45, 0.47)),
        COLLAR: Paint(dice.pick(((0.80, 0.12, 0.12), (0.12, 0.30, 0.75), (0.9, 0.75, 0.1)))),
    }


def person(wears: str, dice: Dice) -> dict[int, Paint]:
    """Return the paints of a person: skin, hair and clothes."""
    skin = shade(
        dice.pick(((0.90, 0.72, 0.60), (0.82, 0.62, 0.48), (0.62, 0.43, 0.31), (0.42, 0.28, 0.20))), dice, 0.06
    )
    hair = shade(dice.pick(((0.10, 0.08, 0.07), (0.28, 0.17, 0.10), (0.72, 0.56, 0.30), (0.55, 0.28, 0.14))), dice)
    bright = (
        (0.80, 0.16, 0.16),
        (0.16, 0.32, 0.74),
        (0.92, 0.76, 0.20),
        (0.90, 0.90, 0.92),
        (0.55, 0.22, 0.60),
        (0.1, 0.55, 0.6),
    )
    sober = ((0.16, 0.20, 0.36), (0.22, 0.22, 0.24), (0.42, 0.33, 0.24), (0.55, 0.52, 0.45))
    top = shade(dice.pick(bright), dice)
    trousers = shade(dice.pick(sober), dice)
    shirt = Paint(top)
    if wears == "coat":
        shirt = Paint(
            shade(dice.pick(((0.36, 0.24, 0.16), (0.62, 0.50, 0.34), (0.20, 0.22, 0.30), (0.50, 0.13, 0.15))), dice)
        )
    dress = blotched(top, shade(WHITE, dice), 0.3, 7.0) if dice.happens(0.4) else Paint(top)
    return {
        SKIN: Paint(skin),
        SHIRT: dress if wears == "dress" else shirt,
        SLEEVE: dress if wears == "dress" else shirt,
        TROUSERS: Paint(trousers if wears != "shorts" else shade(dice.pick((*sober, (0.75, 0.68, 0.5))), dice)),
        SHOE: Paint(dice.pick(((0.12, 0.10, 0.09), (0.35, 0.20, 0.12), (0.85, 0.85, 0.85)))),
        HAT: Paint(shade(dice.pick(((0.86, 0.74, 0.45), (0.30, 0.18, 0.10), (0.15, 0.15, 0.17))), dice)),
        HEAD_HAIR: Paint(hair),
        SKIRT: dress,
    }


def tree(dice: Dice) -> dict[int, Paint]:
    """Return the paints of a tree: leaves of two greens, bark."""
    leaf = shade(dice.pick(((0.20, 0.38, 0.13), (0.27, 0.42, 0.15), (0.14, 0.32, 0.15), (0.36, 0.43, 0.14))), dice, 0.2)
    dark = (leaf[0] * 0.5, leaf[1] * 0.55, leaf[2] * 0.5)
    bark = shade((0.33, 0.25, 0.18), dice)
    return {
        LEAF: Paint(leaf, dark, noise=1.0, threshold=0.5, blotches=2.5, sharpness=2.0),
        BARK: Paint(
            bark, (bark[0] * 0.6, bark[1] * 0.6, bark[2] * 0.6), noise=1.0, threshold=0.5, blotches=3.0, sharpness=4.0
        ),
    }
