"""The coats of cows, cats, dogs and horses: much the same colours for all four, so that colour alone tells little."""

from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import (
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
    Texture,
)

BLACK, WHITE, CREAM = (0.15, 0.14, 0.15), (0.93, 0.91, 0.87), (0.88, 0.80, 0.66)
BROWN, CHESTNUT, GREYISH = (0.40, 0.23, 0.13), (0.52, 0.27, 0.13), (0.50, 0.42, 0.33)
GOLDEN, GINGER = (0.83, 0.62, 0.33), (0.80, 0.49, 0.21)
DARK, PINK, BONE = (0.20, 0.15, 0.12), (0.87, 0.60, 0.56), (0.87, 0.83, 0.70)


def shade(colour: Colour, random: RandomNumbers, spread: float = 0.12) -> Colour:
    """Return a colour near the given one: lighter or darker, warmer or cooler."""
    light, warm = random.about(1.0, spread), random.about(0.0, spread * 0.3)
    red, green, blue = (min(max(value * light, 0.02), 0.97) for value in colour)
    return min(red + warm * red, 1.0), green, max(blue - warm * blue, 0.0)


def blotched(base: Colour, second: Colour, share: float, blotches: float) -> Texture:
    """Return a coat with blotches of a second colour over a share of it."""
    return Texture(base, second, noise=1.0, threshold=1.0 - share, blotches=blotches)


def striped(base: Colour, second: Colour, stripes: float) -> Texture:
    """Return a coat with stripes across the body."""
    return Texture(base, second, stripe=1.0, noise=0.15, threshold=0.62, stripes=stripes, blotches=2.0, sharpness=6.0)


def lower(base: Colour, second: Colour, height: float) -> Texture:
    """Return a coat that has its second colour below a height in metres."""
    return Texture(base, second, height=-4.0, noise=0.6, threshold=0.3 - 4.0 * height, blotches=1.5, sharpness=4.0)


def upper(base: Colour, second: Colour, height: float) -> Texture:
    """Return a coat that has its second colour above a height in metres."""
    return Texture(base, second, height=4.0, noise=0.6, threshold=0.3 + 4.0 * height, blotches=1.5, sharpness=4.0)


def darker(colour: Colour, factor: float) -> Colour:
    """Return a colour times a factor."""
    return colour[0] * factor, colour[1] * factor, colour[2] * factor


def main_colour(kind: str, random: RandomNumbers) -> Colour:
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
    return shade(random.pick(shades[kind]), random)


def second_colour(random: RandomNumbers) -> Colour:
    """Return the colour of the spots."""
    return shade(BLACK if random.happens(0.6) else BROWN, random)


def cow(kind: str, random: RandomNumbers) -> dict[int, Texture]:
    """Return the textures of a cow; a brown one may have a white face, belly and legs."""
    main, spots = main_colour(kind, random), second_colour(random)
    body, face, leg = Texture(main), main, main
    muzzle = shade(PINK, random) if kind in ("white", "spotted") or random.happens(0.5) else darker(main, 0.7)
    if kind == "spotted":
        body = blotched(main, spots, random.between(0.4, 0.55), random.between(0.9, 1.5))
        face = spots if random.happens(0.6) else main
    elif kind == "brown" and random.happens(0.4):
        body = lower(main, shade(WHITE, random), 0.52)
        face, leg = shade(WHITE, random), shade(WHITE, random)
    return {
        BODY: body,
        FACE: Texture(face),
        LEG: Texture(leg),
        HAIR: Texture(main if kind in ("golden", "white") else DARK),
        MUZZLE: Texture(muzzle),
        NOSE: Texture((0.15, 0.10, 0.10)),
        EYE: Texture((0.06, 0.05, 0.05)),
        INNER: Texture(shade((0.88, 0.64, 0.60), random)),
        HOOF: Texture((0.16, 0.13, 0.12)),
        HORN: Texture(shade(BONE, random)),
    }


def horse(kind: str, random: RandomNumbers) -> dict[int, Texture]:
    """Return the textures of a horse; mane and tail are black on a brown one, white on a golden one."""
    main, spots = main_colour(kind, random), second_colour(random)
    manes = {"white": (0.74, 0.72, 0.70), "brown": (0.09, 0.07, 0.06), "golden": WHITE, "spotted": spots}
    leg = {"brown": (0.12, 0.09, 0.08), "white": (0.76, 0.74, 0.71)}.get(kind, main)
    if kind in ("black", "golden") and random.happens(0.5):
        leg = WHITE
    body = (
        blotched(main, spots, random.between(0.4, 0.55), random.between(0.7, 1.1))
        if kind == "spotted"
        else Texture(main)
    )
    return {
        BODY: body,
        FACE: body,
        LEG: Texture(leg),
        HAIR: Texture(manes.get(kind, (0.06, 0.06, 0.07))),
        MUZZLE: Texture((0.45, 0.40, 0.40) if kind == "white" else darker(main, 0.6)),
        NOSE: Texture((0.10, 0.08, 0.08)),
        EYE: Texture((0.05, 0.04, 0.04)),
        HOOF: Texture((0.17, 0.14, 0.13)),
    }


def cat(kind: str, random: RandomNumbers) -> dict[int, Texture]:
    """Return the textures of a cat: a tabby one is striped, a ginger one often; a spotted one may be white below."""
    main, spots = main_colour(kind, random), second_colour(random)
    body, face, light, leg = Texture(main), Texture(main), main, Texture(main)
    if kind == "tabby" or (kind == "ginger" and random.happens(0.7)):
        dark = (main[0] * 0.58, main[1] * 0.48, main[2] * 0.42)
        body = face = leg = striped(main, dark, random.between(7, 9))
        light = shade(CREAM, random)
    elif kind == "spotted" and random.happens(0.5):
        light, leg = main, Texture(main)
        body, face = lower(spots, main, 0.30), Texture(spots)
    elif kind == "spotted":
        body, face = blotched(main, spots, 0.4, 2.2), Texture(spots if random.happens(0.5) else main)
    return {
        BODY: body,
        FACE: face,
        LEG: leg,
        HAIR: body if kind != "spotted" else Texture(spots),
        MUZZLE: Texture(light),
        CHEST: Texture(light),
        NOSE: Texture((0.05, 0.05, 0.05)),
        EYE: Texture(random.pick(((0.75, 0.80, 0.25), (0.45, 0.75, 0.40), (0.90, 0.70, 0.20)))),
        INNER: Texture((0.85, 0.55, 0.53)),
    }


def dog(kind: str, random: RandomNumbers) -> dict[int, Texture]:
    """Return the textures of a dog; a brown one may have a shepherd's black back and muzzle; some wear a collar."""
    main, spots = main_colour(kind, random), second_colour(random)
    body, leg, hair, muzzle, chest = Texture(main), main, darker(main, 0.8), main, main
    if kind == "spotted":
        body, hair = blotched(main, spots, 0.35, 2.6), spots
    elif kind == "brown" and random.happens(0.4):
        main = leg = chest = shade((0.62, 0.41, 0.22), random)
        body, hair, muzzle = upper(main, (0.14, 0.12, 0.11), 0.50), (0.15, 0.12, 0.11), (0.16, 0.13, 0.12)
    elif random.happens(0.5):
        chest = shade(WHITE if kind == "black" else CREAM, random)
        muzzle = chest if kind == "black" else main
    collar = (
        Texture(random.pick(((0.80, 0.12, 0.12), (0.12, 0.30, 0.75), (0.9, 0.75, 0.1))))
        if random.happens(0.5)
        else body
    )
    return {
        BODY: body,
        FACE: Texture(main),
        LEG: Texture(leg),
        HAIR: Texture(hair),
        MUZZLE: Texture(muzzle),
        CHEST: Texture(chest),
        NOSE: Texture((0.05, 0.05, 0.05)),
        EYE: Texture((0.08, 0.05, 0.03)),
        INNER: Texture((0.86, 0.45, 0.47)),
        COLLAR: collar,
    }
