"""Who can stand in a meadow: from a finer category and random numbers to a figure and its textures."""

from dataclasses import dataclass

from lecture_utils.scenes.meadow import clothes, coat_patterns, people, pets, quadrupeds, trees
from lecture_utils.scenes.meadow.categories import FINE, THINGS, VARIANTS
from lecture_utils.scenes.meadow.figure import Figure
from lecture_utils.scenes.meadow.noise import VOLUME
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import Texture

TREE = -1
"""The label of trees and bushes, which are stuff."""


@dataclass(frozen=True)
class Actor:
    """A figure with its textures, not yet placed.

    Attributes
    ----------
    label : int
        Index of :data:`THINGS`, or :data:`TREE`.
    fine : int
        Index of :data:`FINE`, or :data:`TREE`.
    figure : Figure
    textures : dict of int to Texture
        By place on the figure.
    shift : float
        Of the pattern on the coat, so that no two are alike.
    """

    label: int
    fine: int
    figure: Figure
    textures: dict[int, Texture]
    shift: float


def thing(fine: int, random: RandomNumbers) -> Actor:
    """Draw a thing of a finer category, its posture and proportions left to chance."""
    label, name = fine // VARIANTS, FINE[fine]
    if THINGS[label] == "person":
        wears = name.split()[-1]
        return Actor(
            label, fine, people.person(random, wears), clothes.person(wears, random), random.between(0, VOLUME)
        )
    kind = name.split()[0]
    if THINGS[label] == "cow":
        return Actor(label, fine, quadrupeds.cow(random), coat_patterns.cow(kind, random), random.between(0, VOLUME))
    if THINGS[label] == "horse":
        return Actor(
            label, fine, quadrupeds.horse(random), coat_patterns.horse(kind, random), random.between(0, VOLUME)
        )
    if THINGS[label] == "cat":
        return Actor(label, fine, pets.cat(random), coat_patterns.cat(kind, random), random.between(0, VOLUME))
    return Actor(label, fine, pets.dog(random), coat_patterns.dog(kind, random), random.between(0, VOLUME))


def plant(random: RandomNumbers, high: bool) -> Actor:
    """Draw a tree (``high``) or a bush."""
    return Actor(
        TREE, TREE, trees.tree(random) if high else trees.bush(random), trees.leaves(random), random.between(0, VOLUME)
    )
