"""People: upright on two legs, arms that swing or wave, hair or a hat, dressed for the day."""

from lecture_utils.scenes.meadow.angles import cosine, sine
from lecture_utils.scenes.meadow.figure import Figure, Frame, Point
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import HAT, HEAD_HAIR, SHIRT, SHOE, SKIN, SKIRT, SLEEVE, TROUSERS

DRESSES = ("shirt", "dress", "coat", "hat", "shorts")
"""What :func:`person` can wear."""


def person(random: RandomNumbers, wears: str = "shirt") -> Figure:
    """Draw a person.

    Parameters
    ----------
    random : RandomNumbers
        Decides posture and proportions.
    wears : str
        One of :data:`DRESSES`.

    Returns
    -------
    Figure
        1.4 to 1.8 m high.
    """
    posture = ("stands", "walks", "runs", "waves")[random.weighted([3, 3, 1, 2])]
    figure = Figure(posture, unit=random.between(1.62, 2.0))
    broad = random.about(1.0, 0.12)
    lean = 0.06 if posture == "runs" else 0.0
    hips, chest, neck = (0.0, 0.51, 0.0), (lean * 0.7, 0.735, 0.0), (lean, 0.84, 0.0)
    _legs(figure, random, posture, wears)
    _trunk(figure, hips, chest, broad, wears)
    for side in (-1, 1):
        _arm(figure, random, side, broad, lean, posture, wears)
    figure.limb(neck, 0.036, (lean + 0.01, 0.88, 0), 0.036, SKIN)
    _head(figure, Frame((lean + 0.015, 0.935, 0.0), 0.0, random.about(0, 0.5), 1.1), random, wears)
    return figure


def _trunk(figure: Figure, hips: Point, chest: Point, broad: float, wears: str) -> None:
    swell = 1.1 if wears == "coat" else 1.0
    for side in (-1, 0, 1):
        deep = 0.085 if side else 0.092
        waist, top = (hips[0], 0.53, 0.035 * side), (chest[0], chest[1], 0.052 * side * broad)
        figure.limb(waist, (deep - 0.012) * swell, top, deep * swell, SHIRT)
    shoulder = 0.105 * broad
    figure.limb((chest[0], 0.792, -shoulder), 0.052 * swell, (chest[0], 0.792, shoulder), 0.052 * swell, SHIRT)
    if wears not in ("dress", "coat"):
        figure.limb((0.0, 0.51, -0.03), 0.078, (0.0, 0.51, 0.03), 0.078, TROUSERS)
        return
    # Cloth hangs in folds from the waist to the hem.
    wide, hem, cloth = (0.125, 0.30, SKIRT) if wears == "dress" else (0.075, 0.26, SHIRT)
    for place in range(8):
        turn = place * 0.7854
        along, across = cosine(turn), sine(turn)
        start = (0.05 * along, 0.56, 0.06 * across)
        figure.limb(start, 0.05, (wide * along, hem, wide * across), 0.042, cloth)
    figure.limb((0, 0.55, 0), 0.07, (0, hem + 0.06, 0), wide * 0.95, cloth)


def _legs(figure: Figure, random: RandomNumbers, posture: str, wears: str) -> None:
    stride = {"walks": 0.15, "runs": 0.24}.get(posture, 0.02) * (0.6 if wears in ("dress", "coat") else 1.0)
    phase = random.pick((-1, 1)) * random.between(0.6, 1)
    bare = wears in ("dress", "shorts")
    for side in (-1, 1):
        swing = phase * side
        z = 0.052 * side
        lift = (0.10 if posture == "runs" else 0.02) * max(0.0, -swing) if stride > 0.1 else 0.0
        knee = (stride * swing * 0.55 + 0.03, 0.28 + lift * 0.3, z)
        ankle = (stride * swing - lift * 0.6, 0.045 + lift, z)
        figure.limb((0.0, 0.50, z), 0.074, knee, 0.052, SKIN if wears == "dress" else TROUSERS)
        figure.limb(knee, 0.045 if bare else 0.05, ankle, 0.03 if bare else 0.04, SKIN if bare else TROUSERS)
        figure.limb((ankle[0], ankle[1] - 0.012, z), 0.036, (ankle[0] + 0.075, ankle[1] - 0.02, z), 0.028, SHOE)


def _arm(figure: Figure, random: RandomNumbers, side: int, broad: float, lean: float, posture: str, wears: str) -> None:
    shoulder = (lean, 0.80, 0.125 * side * broad)
    if posture == "waves" and side == 1:
        elbow, hand = (0.03, 0.86, 0.27 * broad), (0.04, 1.03, 0.27 * broad + random.about(0, 0.06))
    else:
        swing = (
            {"walks": 0.12, "runs": 0.18}.get(posture, 0.02)
            * random.between(0.4, 1)
            * (-side if random.happens(0.5) else side)
        )
        bend = 0.1 if posture == "runs" else 0.02
        elbow = (swing * 0.5 + lean, 0.645, 0.165 * side * broad)
        hand = (swing + bend + lean, 0.50 + bend, 0.165 * side * broad)
    covered = wears in ("coat", "hat")
    thick = 0.05 if wears == "coat" else 0.042
    figure.limb(shoulder, thick, elbow, thick * 0.85, SLEEVE)
    figure.limb(
        elbow,
        0.034 if not covered else thick * 0.85,
        hand,
        0.026 if not covered else 0.034,
        SLEEVE if covered else SKIN,
    )
    figure.ball(hand, 0.034, SKIN)


def _head(figure: Figure, head: Frame, random: RandomNumbers, wears: str) -> None:
    figure.limb(head.at(0, 0.02, 0), 0.066, head.at(0.012, -0.03, 0), 0.052, SKIN)
    figure.ball(head.at(0.066, -0.008, 0), 0.014, SKIN)  # the nose
    for side in (-1, 1):
        figure.ball(head.at(0.058, 0.012, 0.024 * side), 0.009, HEAD_HAIR)
    figure.roughness = 0.05
    figure.ball(head.at(-0.018, 0.036, 0), 0.066, HEAD_HAIR)
    if random.happens(0.75 if wears == "dress" else 0.25):  # long hair
        figure.limb(head.at(-0.035, 0.02, 0), 0.062, head.at(-0.05, -0.11, 0), 0.05, HEAD_HAIR)
    figure.roughness = 0.0
    if wears == "hat":
        for side in (-1, 1):
            figure.limb(head.at(-0.09, 0.05, 0.06 * side), 0.017, head.at(0.1, 0.055, 0.06 * side), 0.017, HAT)
        figure.limb(head.at(0.0, 0.052, -0.12), 0.017, head.at(0.0, 0.052, 0.12), 0.017, HAT)
        figure.limb(head.at(0, 0.06, 0), 0.068, head.at(0, 0.10, 0), 0.058, HAT)
