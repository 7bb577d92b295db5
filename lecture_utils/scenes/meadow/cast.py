"""Who can stand in a meadow: from a finer category and dice to a figure and its paints."""

from dataclasses import dataclass

from lecture_utils.scenes.meadow import clothes, coats, people, pets, quadrupeds, trees
from lecture_utils.scenes.meadow.categories import FINE, THINGS, VARIANTS
from lecture_utils.scenes.meadow.dice import Dice
from lecture_utils.scenes.meadow.figure import Figure
from lecture_utils.scenes.meadow.noise import VOLUME
from lecture_utils.scenes.meadow.paints import Paint

TREE = -1
"""The label of trees and bushes, which are stuff."""


@dataclass(frozen=True)
class Actor:
    """A figure with its paints, not yet placed.

    Attributes
    ----------
    label : int
        Index of :data:`THINGS`, or :data:`TREE`.
    fine : int
        Index of :data:`FINE`, or :data:`TREE`.
    figure : Figure
    paints : dict of int to Paint
        By place on the figure.
    shift : float
        Of the pattern on the coat, so that no two are alike.
    """

    label: int
    fine: int
    figure: Figure
    paints: dict[int, Paint]
    shift: float


def thing(fine: int, dice: Dice) -> Actor:
    """Draw a thing of a finer category, its posture and proportions left to the dice."""
    label, name = fine // VARIANTS, FINE[fine]
    if THINGS[label] == "person":
        wears = name.split()[-1]
        return Actor(label, fine, people.person(dice, wears), clothes.person(wears, dice), dice.between(0, VOLUME))
    kind = name.split()[0]
    if THINGS[label] == "cow":
        return Actor(label, fine, quadrupeds.cow(dice), coats.cow(kind, dice), dice.between(0, VOLUME))
    if THINGS[label] == "horse":
        return Actor(label, fine, quadrupeds.horse(dice), coats.horse(kind, dice), dice.between(0, VOLUME))
    if THINGS[label] == "cat":
        return Actor(label, fine, pets.cat(dice), coats.cat(kind, dice), dice.between(0, VOLUME))
    return Actor(label, fine, pets.dog(dice), coats.dog(kind, dice), dice.between(0, VOLUME))


def plant(dice: Dice, high: bool) -> Actor:
    """Draw a tree (``high``) or a bush."""
    return Actor(
        TREE, TREE, trees.tree(dice) if high else trees.bush(dice), trees.leaves(dice), dice.between(0, VOLUME)
    )
