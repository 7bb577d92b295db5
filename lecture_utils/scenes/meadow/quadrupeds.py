"""Cows and horses: long legs on hooves, a barrel of a body, a long head."""

from lecture_utils.scenes.meadow.figure import Figure, Frame, Point, between
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import BODY, EYE, FACE, HAIR, HOOF, HORN, INNER, LEG, MUZZLE, NOSE


def cow(random: RandomNumbers) -> Figure:
    """Draw a cow: a deep straight-backed barrel on short legs, horns, ears to the sides, a broad muzzle, an udder.

    Parameters
    ----------
    random : RandomNumbers
        Decides posture and proportions.

    Returns
    -------
    Figure
        About 1.4 m high.
    """
    posture = ("stands", "walks", "grazes", "lies")[random.weighted([3, 2, 3, 1])]
    figure = Figure(posture, unit=1.25)
    drop = 0.42 if posture == "lies" else 0.0
    thick = random.about(1.0, 0.1)
    figure.roughness = 0.025
    chest, belly, rump = (0.50, 0.76 - drop, 0.0), (-0.05, 0.72 - drop, 0.0), (-0.60, 0.78 - drop, 0.0)
    figure.chain([(chest, 0.29 * thick), (belly, 0.34 * thick), (rump, 0.26 * thick)], BODY)
    figure.limb((0.40, 0.90 - drop, 0), 0.16, (-0.66, 0.92 - drop, 0), 0.15, BODY)  # the straight back
    for side in (-1, 1):
        figure.ball((-0.66, 0.88 - drop, 0.12 * side), 0.12, BODY)  # hip bones
    _cow_legs(figure, random, posture)
    grazing = posture == "grazes"
    poll = (
        (0.98, 0.40, random.about(0, 0.1))
        if grazing
        else (0.98, random.about(1.02, 0.10) - drop, random.about(0, 0.06))
    )
    throat = between(chest, poll, 0.35, (0.0, -0.04, 0.0))
    figure.limb((0.56, 0.82 - drop, 0), 0.24, poll, 0.145, BODY)
    figure.limb(throat, 0.16, between(chest, poll, 0.75, (0.0, -0.12, 0.0)), 0.06, BODY)  # dewlap
    _cow_head(figure, Frame(poll, -1.05 if grazing else random.about(-0.55, 0.2), random.about(0, 0.5)), random)
    root = (-0.84, 0.98 - drop, 0.0)
    swing = random.about(0, 0.12)
    tip = (-0.98, max(0.42 - drop, 0.05), swing)
    figure.chain([(root, 0.035), ((-0.97, 0.75 - drop, swing / 2), 0.024), (tip, 0.02)], BODY)
    figure.limb(tip, 0.05, (tip[0], max(tip[1] - 0.16, 0.02), swing), 0.03, HAIR)
    if not drop:
        for side in (-1, 1):
            figure.limb((-0.42, 0.48, 0.06 * side), 0.10, (-0.40, 0.34, 0.07 * side), 0.03, INNER)
        figure.ball((-0.42, 0.44, 0), 0.14, INNER)
    return figure


def _cow_legs(figure: Figure, random: RandomNumbers, posture: str) -> None:
    if posture == "lies":
        for side in (-1, 1):
            figure.chain([((0.42, 0.2, 0.2 * side), 0.1), ((0.68, 0.08, 0.24 * side), 0.07)], BODY)
            figure.limb((0.68, 0.08, 0.24 * side), 0.06, (0.45, 0.06, 0.28 * side), 0.05, LEG)
            figure.chain([((-0.5, 0.25, 0.2 * side), 0.19), ((-0.3, 0.1, 0.32 * side), 0.08)], BODY)
            figure.limb((-0.3, 0.08, 0.32 * side), 0.06, (-0.05, 0.06, 0.34 * side), 0.05, HOOF)
        return
    for side, hind, step, lift in _steps(random, 0.16 if posture == "walks" else 0.05, posture == "walks"):
        z = 0.165 * side
        if hind:
            joint, knee = (-0.60, 0.66, z), (-0.68 + step * 0.6, 0.34 + lift, z)
            foot = (-0.60 + step, 0.06 + lift, z)
            figure.limb(joint, 0.19, knee, 0.075, BODY)
        else:
            joint, knee = (0.46, 0.60, z), (0.48 + step * 0.6 + lift, 0.33 + lift, z)
            foot = (0.46 + step - lift, 0.06 + lift, z)
            figure.limb(joint, 0.145, knee, 0.07, BODY)
        figure.limb(knee, 0.068, foot, 0.052, LEG)
        figure.limb(foot, 0.056, (foot[0] + 0.03, foot[1] - 0.035, z), 0.058, HOOF)


def _cow_head(figure: Figure, head: Frame, random: RandomNumbers) -> None:
    figure.limb(head.at(0, 0, 0), 0.15, head.at(0.2, -0.015, 0), 0.115, FACE)
    figure.limb(head.at(0.18, -0.02, 0), 0.112, head.at(0.32, -0.035, 0), 0.098, FACE)
    for side in (-1, 1):
        figure.ball(head.at(0.40, -0.04, 0.03 * side), 0.092, MUZZLE)
        figure.ball(head.at(0.475, -0.015, 0.05 * side), 0.024, NOSE)
        figure.ball(head.at(0.11, 0.055, 0.105 * side), 0.04, EYE)
        figure.chain(
            [
                (head.at(-0.05, 0.03, 0.12 * side), 0.035),
                (head.at(-0.09, 0.02, 0.24 * side), 0.068),
                (head.at(-0.1, -0.03, 0.36 * side), 0.02),
            ],
            BODY,
        )
    figure.ball(head.at(-0.03, 0.12, 0), 0.08, FACE)
    horns = random.weighted([5, 2])
    long = (1.0, 1.5)[horns]
    for side in (-1, 1):
        figure.chain(
            [
                (head.at(-0.04, 0.11, 0.07 * side), 0.042),
                (head.at(-0.02, 0.15 * long, 0.20 * long * side), 0.036),
                (head.at(0.03, 0.28 * long, 0.22 * long * side), 0.014),
            ],
            HORN,
        )


def horse(random: RandomNumbers) -> Figure:
    """Draw a horse: long slender legs, a high arched neck with a mane, a long head, a tail of hair.

    Parameters
    ----------
    random : RandomNumbers
        Decides posture and proportions.

    Returns
    -------
    Figure
        About 2 m high.
    """
    posture = ("stands", "walks", "runs", "grazes")[random.weighted([3, 3, 2, 2])]
    figure = Figure(posture, unit=1.32)
    figure.roughness = 0.015
    thick = random.about(1.0, 0.1)
    chest, belly, rump = (0.40, 0.80, 0.0), (-0.02, 0.80, 0.0), (-0.46, 0.83, 0.0)
    figure.chain([(chest, 0.215 * thick), (belly, 0.205 * thick), (rump, 0.215 * thick)], BODY)
    figure.limb((0.40, 0.93, 0), 0.11, (-0.5, 0.94, 0), 0.12, BODY)
    stride = {"walks": 0.22, "runs": 0.42}.get(posture, 0.06)
    for side, hind, step, lift in _steps(random, stride, posture != "stands"):
        _horse_leg(figure, side, hind, step, lift)
    grazing = posture == "grazes"
    poll = (0.98, 0.42, random.about(0, 0.08)) if grazing else (random.about(0.86, 0.06), random.about(1.42, 0.07), 0.0)
    if posture == "runs":
        poll = (1.0, 1.28, 0.0)
    shoulder = (0.46, 0.92, 0.0)
    crest = between(shoulder, poll, 0.55, (-0.03, 0.06, 0.0))
    figure.chain([(shoulder, 0.20), (crest, 0.135), (poll, 0.095)], BODY)
    figure.limb((0.52, 0.84, 0), 0.14, between(shoulder, poll, 0.6, (0.03, -0.03, 0.0)), 0.09, BODY)
    head = Frame(poll, -1.15 if grazing else random.about(-0.8, 0.15), random.about(0, 0.4), 1.08)
    _horse_head(figure, head)
    _mane_and_tail(figure, random, shoulder, poll, posture)
    return figure


def _horse_leg(figure: Figure, side: int, hind: bool, step: float, lift: float) -> None:
    z = 0.115 * side
    if hind:
        thigh, knee = (-0.47, 0.78, z), (-0.40 + step * 0.3, 0.58, z)
        hock, foot = (-0.60 + step * 0.7, 0.37 + lift * 0.6, z), (-0.55 + step, 0.10 + lift, z)
        figure.chain([(thigh, 0.165), (knee, 0.115), (hock, 0.058)], BODY)
    else:
        elbow = (0.38, 0.70, z)
        hock, foot = (0.40 + step * 0.55 + lift * 0.5, 0.37 + lift * 0.8, z), (0.40 + step - lift * 0.4, 0.10 + lift, z)
        figure.limb(elbow, 0.125, hock, 0.056, BODY)
    figure.chain([(hock, 0.054), (foot, 0.037)], LEG)
    figure.limb(foot, 0.043, (foot[0] + 0.05, foot[1] - 0.06, z), 0.05, HOOF)


def _horse_head(figure: Figure, head: Frame) -> None:
    figure.limb(head.at(-0.02, -0.02, 0), 0.115, head.at(0.16, -0.05, 0), 0.088, FACE)
    figure.limb(head.at(0.05, -0.09, 0), 0.09, head.at(0.3, -0.05, 0), 0.06, FACE)  # the cheek and jaw
    figure.limb(head.at(0.16, -0.03, 0), 0.085, head.at(0.40, -0.04, 0), 0.064, FACE)
    figure.ball(head.at(0.45, -0.045, 0), 0.066, MUZZLE)
    for side in (-1, 1):
        figure.ball(head.at(0.49, -0.02, 0.04 * side), 0.02, NOSE)
        figure.ball(head.at(0.13, 0.02, 0.075 * side), 0.032, EYE)
        figure.limb(head.at(-0.06, 0.07, 0.05 * side), 0.042, head.at(-0.03, 0.19, 0.065 * side), 0.010, BODY)


def _mane_and_tail(figure: Figure, random: RandomNumbers, shoulder: Point, poll: Point, posture: str) -> None:
    figure.roughness = 0.3
    blown = 0.1 if posture == "runs" else 0.0
    hang = random.pick((-1, 1))
    for place in range(6):
        share = 0.12 + 0.17 * place
        top = between(shoulder, poll, share, (-0.11 - blown * 0.3, 0.12, 0.0))
        figure.ball(top, 0.075, HAIR)
        figure.limb(top, 0.07, (top[0] - 0.04 - blown, top[1] - 0.15, 0.13 * hang), 0.045, HAIR)
    figure.limb((poll[0] - 0.02, poll[1] + 0.1, 0), 0.05, (poll[0] + 0.12, poll[1] - 0.04, 0), 0.03, HAIR)  # forelock
    root, swing = (-0.66, 0.97, 0.0), random.about(0, 0.15)
    if posture == "runs":
        figure.chain([(root, 0.05), ((-0.86, 1.04, swing / 2), 0.08), ((-1.2, 0.82, swing), 0.04)], HAIR)
    else:
        figure.chain(
            [(root, 0.05), ((-0.76, 0.86, 0), 0.07), ((-0.80, 0.55, swing / 2), 0.08), ((-0.76, 0.22, swing), 0.035)],
            HAIR,
        )


def _steps(random: RandomNumbers, stride: float, moving: bool) -> list[tuple[int, bool, float, float]]:
    """Return ``(side, hind, step forward, lift)`` of the four legs: diagonal legs move together, as in a trot."""
    phase = random.between(-1, 1)
    legs = []
    for side in (-1, 1):
        for hind in (False, True):
            swing = phase if (side == 1) != hind else -phase
            swing = swing if abs(swing) > 0.35 or not moving else (0.6 if swing >= 0 else -0.6)
            lift = 0.3 * stride if moving and swing > 0.3 else 0.0
            legs.append((side, hind, stride * swing + random.about(0, 0.03), lift))
    return legs
