"""Cats and dogs: paws, upright or hanging ears, a muzzle short or long, a tail that speaks."""

from lecture_utils.scenes.meadow.figure import Figure, Frame
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import BODY, CHEST, COLLAR, EYE, FACE, HAIR, INNER, LEG, MUZZLE, NOSE


def cat(random: RandomNumbers) -> Figure:
    """Draw a cat: a round head with a short muzzle and pointed ears, a long low body, a long thin tail.

    Parameters
    ----------
    random : RandomNumbers
        Decides posture and proportions.

    Returns
    -------
    Figure
        About 0.8 m high with its tail up (larger than a true cat, so that it is seen beside a cow).
    """
    posture = ("stands", "walks", "sits", "lies")[random.weighted([2, 3, 4, 2])]
    figure = Figure(posture, unit=0.62)
    figure.roughness = 0.035
    if posture == "sits":
        head = _sitting_cat(figure, random)
    elif posture == "lies":
        head = _lying_cat(figure, random)
    else:
        head = _standing_cat(figure, random, posture == "walks")
    _cat_head(figure, head)
    return figure


def _standing_cat(figure: Figure, random: RandomNumbers, walking: bool) -> Frame:
    chest, belly, rump = (0.42, 0.60, 0.0), (0.0, 0.57, 0.0), (-0.48, 0.62, 0.0)
    figure.chain([(chest, 0.19), (belly, 0.20), (rump, 0.21)], BODY)
    figure.ball((0.52, 0.56, 0), 0.13, CHEST)
    phase = random.between(-1, 1) if walking else random.about(0, 0.2)
    for side in (-1, 1):
        for hind in (False, True):
            step = 0.22 * (phase if (side == 1) != hind else -phase)
            z = 0.10 * side
            if hind:
                knee, foot = (-0.38 + step * 0.4, 0.38, z), (-0.52 + step, 0.05, z)
                figure.chain([((-0.48, 0.55, z), 0.17), (knee, 0.10), ((-0.6 + step * 0.8, 0.22, z), 0.06)], BODY)
                figure.limb((-0.6 + step * 0.8, 0.22, z), 0.06, foot, 0.055, LEG)
            else:
                foot = (0.44 + step, 0.05, z)
                figure.limb((0.42, 0.5, z), 0.11, (0.42 + step * 0.5, 0.28, z), 0.068, BODY)
                figure.limb((0.42 + step * 0.5, 0.28, z), 0.066, foot, 0.055, LEG)
            figure.limb(foot, 0.058, (foot[0] + 0.07, 0.05, z), 0.052, LEG)
    swing = random.about(0, 0.25)
    if random.happens(0.75):  # tail up, its tip bent
        points = [(-0.66, 0.72, 0.0), (-0.86, 0.95, swing / 2), (-0.86, 1.28, swing), (-0.76, 1.5, swing)]
    else:
        points = [(-0.66, 0.70, 0.0), (-0.95, 0.58, swing / 2), (-1.2, 0.45, swing), (-1.42, 0.58, swing)]
    figure.chain([(point, 0.062 - 0.006 * place) for place, point in enumerate(points)], HAIR)
    figure.limb((0.46, 0.68, 0), 0.16, (0.64, 0.86, 0), 0.15, BODY)
    return Frame((0.70, random.about(0.94, 0.06), 0.0), random.about(-0.05, 0.1), random.about(0, 0.7))


def _sitting_cat(figure: Figure, random: RandomNumbers) -> Frame:
    figure.chain([((-0.22, 0.26, 0), 0.27), ((-0.04, 0.52, 0), 0.225), ((0.10, 0.76, 0), 0.16)], BODY)
    figure.limb((0.10, 0.62, 0), 0.14, (0.12, 0.42, 0), 0.10, CHEST)
    for side in (-1, 1):
        z = 0.09 * side
        figure.limb((0.10, 0.58, z), 0.10, (0.20, 0.28, z), 0.07, BODY)
        figure.chain([((0.20, 0.28, z), 0.068), ((0.22, 0.05, z), 0.056), ((0.29, 0.05, z), 0.056)], LEG)
        figure.limb((-0.20, 0.20, 0.19 * side), 0.18, (0.0, 0.14, 0.22 * side), 0.12, BODY)
        figure.limb((-0.02, 0.05, 0.24 * side), 0.055, (0.12, 0.05, 0.22 * side), 0.055, LEG)
    around = random.pick((-1, 1))
    points = [
        (-0.44, 0.12, 0.0),
        (-0.58, 0.06, 0.22 * around),
        (-0.3, 0.06, 0.42 * around),
        (0.08, 0.06, 0.42 * around),
    ]
    if random.happens(0.4):
        points = [(-0.44, 0.12, 0.0), (-0.7, 0.07, 0.1), (-0.95, 0.12, 0.15), (-1.05, 0.3, 0.15)]
    figure.chain([(point, 0.062) for point in points], HAIR)
    return Frame((0.16, 0.98, 0.0), random.about(-0.05, 0.1), random.about(0, 0.7))


def _lying_cat(figure: Figure, random: RandomNumbers) -> Frame:
    figure.chain([((0.34, 0.26, 0), 0.22), ((-0.05, 0.25, 0), 0.25), ((-0.45, 0.26, 0), 0.26)], BODY)
    figure.ball((0.48, 0.2, 0), 0.13, CHEST)
    for side in (-1, 1):
        figure.chain([((0.36, 0.14, 0.12 * side), 0.09), ((0.72, 0.06, 0.1 * side), 0.06)], LEG)
        figure.limb((-0.42, 0.2, 0.17 * side), 0.19, (-0.2, 0.12, 0.24 * side), 0.11, BODY)
    points = [(-0.66, 0.16, 0.0), (-0.92, 0.07, 0.1), (-1.15, 0.07, 0.3), (-1.2, 0.1, 0.5)]
    figure.chain([(point, 0.06) for point in points], HAIR)
    figure.limb((0.4, 0.36, 0), 0.17, (0.52, 0.52, 0), 0.15, BODY)
    return Frame((0.56, 0.62, 0.0), 0.0, random.about(0, 0.7))


def _cat_head(figure: Figure, head: Frame) -> None:
    figure.roughness = 0.015
    figure.ball(head.at(0, 0, 0), 0.215, FACE)
    for side in (-1, 1):
        figure.ball(head.at(0.06, -0.05, 0.10 * side), 0.145, FACE)  # cheeks
        figure.ball(head.at(0.19, -0.075, 0.045 * side), 0.075, MUZZLE)
        figure.limb(head.at(-0.01, 0.13, 0.12 * side), 0.105, head.at(-0.03, 0.36, 0.185 * side), 0.008, FACE)
        figure.limb(head.at(0.06, 0.17, 0.135 * side), 0.045, head.at(0.02, 0.29, 0.17 * side), 0.01, INNER)
        figure.ball(head.at(0.17, 0.035, 0.085 * side), 0.048, EYE)
        figure.ball(head.at(0.208, 0.035, 0.09 * side), 0.02, NOSE)
    figure.ball(head.at(0.255, -0.045, 0), 0.026, INNER)


def dog(random: RandomNumbers) -> Figure:
    """Draw a dog: a long muzzle with a black nose, a deep chest and a narrow waist, a tail held high.

    Parameters
    ----------
    random : RandomNumbers
        Decides posture and proportions.

    Returns
    -------
    Figure
        About 0.9 m high.
    """
    posture = ("stands", "walks", "runs", "sits")[random.weighted([3, 2, 2, 3])]
    figure = Figure(posture, unit=0.72)
    figure.roughness = 0.035
    upright = random.happens(0.4)
    head = _sitting_dog(figure, random) if posture == "sits" else _standing_dog(figure, random, posture)
    _dog_head(figure, head, upright, tongue=posture == "runs" or random.happens(0.4))
    return figure


def _standing_dog(figure: Figure, random: RandomNumbers, posture: str) -> Frame:
    figure.chain([((0.34, 0.72, 0), 0.215), ((-0.12, 0.74, 0), 0.155), ((-0.42, 0.76, 0), 0.17)], BODY)
    figure.limb((0.36, 0.66, 0), 0.20, (0.05, 0.68, 0), 0.15, BODY)  # the deep chest
    figure.ball((0.48, 0.66, 0), 0.13, CHEST)
    stride = {"walks": 0.2, "runs": 0.36}.get(posture, 0.05)
    phase = random.pick((-1, 1)) * random.between(0.5, 1)
    for side in (-1, 1):
        for hind in (False, True):
            z = 0.115 * side
            swing = (-phase if hind else phase) * (1.0 if posture == "runs" or side == 1 else -1.0)
            step, lift = stride * swing, 0.2 * stride * max(0.0, swing)
            if hind:
                hock, foot = (-0.60 + step * 0.8, 0.27 + lift, z), (-0.54 + step, 0.05 + lift, z)
                figure.chain([((-0.44, 0.70, z), 0.16), ((-0.36 + step * 0.4, 0.46, z), 0.095), (hock, 0.05)], BODY)
                figure.limb(hock, 0.05, foot, 0.045, LEG)
            else:
                wrist, foot = (0.38 + step * 0.6, 0.32 + lift, z), (0.40 + step, 0.05 + lift, z)
                figure.limb((0.36, 0.62, z), 0.115, wrist, 0.06, BODY)
                figure.limb(wrist, 0.056, foot, 0.047, LEG)
            figure.limb(foot, 0.055, (foot[0] + 0.07, foot[1], z), 0.052, LEG)
    swing = random.about(0, 0.3)
    figure.chain(
        [((-0.56, 0.86, 0), 0.065), ((-0.76, 1.0, swing / 2), 0.06), ((-0.80, 1.26, swing), 0.03)]
        if random.happens(0.7)
        else [((-0.56, 0.84, 0), 0.06), ((-0.78, 0.78, swing / 2), 0.055), ((-1.0, 0.86, swing), 0.03)],
        HAIR,
    )
    forward = 0.12 if posture == "runs" else 0.0
    figure.limb((0.42, 0.82, 0), 0.165, (0.58 + forward, 1.06 - forward, 0), 0.12, BODY)
    figure.limb((0.50 + forward, 0.95 - forward, 0), 0.142, (0.54 + forward, 1.0 - forward, 0), 0.136, COLLAR)
    return Frame((0.63 + forward, 1.15 - forward, 0.0), random.about(-0.1, 0.15), random.about(0, 0.6))


def _sitting_dog(figure: Figure, random: RandomNumbers) -> Frame:
    figure.chain([((-0.28, 0.26, 0), 0.225), ((-0.06, 0.52, 0), 0.19), ((0.12, 0.78, 0), 0.185)], BODY)
    figure.limb((0.16, 0.74, 0), 0.16, (0.12, 0.55, 0), 0.13, CHEST)
    for side in (-1, 1):
        z = 0.115 * side
        figure.limb((0.14, 0.66, z), 0.11, (0.20, 0.34, z), 0.06, BODY)
        figure.chain([((0.20, 0.34, z), 0.057), ((0.22, 0.05, z), 0.048), ((0.30, 0.05, z), 0.055)], LEG)
        figure.limb((-0.28, 0.24, 0.17 * side), 0.17, (-0.02, 0.20, 0.21 * side), 0.09, BODY)
        figure.limb((-0.06, 0.06, 0.21 * side), 0.055, (0.12, 0.05, 0.21 * side), 0.055, LEG)
    swing = random.about(0, 0.3)
    figure.chain([((-0.48, 0.14, 0), 0.06), ((-0.72, 0.12, swing / 2), 0.055), ((-0.95, 0.26, swing), 0.03)], HAIR)
    figure.limb((0.14, 0.88, 0), 0.16, (0.24, 1.12, 0), 0.125, BODY)
    figure.limb((0.18, 1.0, 0), 0.142, (0.20, 1.05, 0), 0.136, COLLAR)
    return Frame((0.28, 1.22, 0.0), random.about(-0.05, 0.15), random.about(0, 0.6))


def _dog_head(figure: Figure, head: Frame, upright: bool, tongue: bool) -> None:
    figure.roughness = 0.015
    figure.ball(head.at(0, 0, 0), 0.16, FACE)
    figure.ball(head.at(0.06, 0.02, 0), 0.14, FACE)
    figure.limb(head.at(0.08, -0.055, 0), 0.105, head.at(0.35, -0.075, 0), 0.072, MUZZLE)
    figure.ball(head.at(0.415, -0.04, 0), 0.045, NOSE)
    for side in (-1, 1):
        figure.ball(head.at(0.155, 0.05, 0.075 * side), 0.034, EYE)
        if upright:
            figure.limb(head.at(-0.05, 0.10, 0.09 * side), 0.075, head.at(-0.05, 0.32, 0.115 * side), 0.012, HAIR)
            figure.limb(head.at(0.0, 0.14, 0.1 * side), 0.035, head.at(-0.02, 0.25, 0.11 * side), 0.01, INNER)
        else:
            middle = head.at(-0.04, 0.0, 0.19 * side)
            figure.limb(head.at(-0.03, 0.10, 0.12 * side), 0.055, middle, 0.075, HAIR)
            figure.limb(middle, 0.075, head.at(-0.02, -0.16, 0.185 * side), 0.05, HAIR)
    if tongue:
        figure.limb(head.at(0.30, -0.13, 0), 0.035, head.at(0.33, -0.23, 0.01), 0.035, INNER)
