"""One true sentence about a scene, from a grammar of 57 words.

    sentence → "an empty meadow" | group | group verb | group [verb] relation group | group "and" group
    group    → "a" [kind] thing ["in a" cloth] | number [kind] things ["in" cloths]
    relation → "beside" | "behind" | "in front of" | "left of" | "right of"

A group means *exactly so many*: "two brown cows" is true where exactly two brown cows are seen, whatever else there is.
A relation is true if it holds between every thing of the one group and every thing of the other.
"""

from collections.abc import Callable
from typing import NamedTuple

from lecture_utils.scenes.meadow.categories import FINE, THINGS, VARIANTS
from lecture_utils.scenes.meadow.dice import Dice
from lecture_utils.scenes.meadow.scene import POSTURES, Scene

EMPTY = "an empty meadow"
RELATIONS = ("beside", "behind", "in front of", "left of", "right of")

_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight")
_PLURALS = {"cow": "cows", "cat": "cats", "dog": "dogs", "horse": "horses", "person": "people"}
_VERBS = {"stands": "stand", "walks": "walk", "runs": "run", "sits": "sit", "lies": "lie", "grazes": "graze", "waves": "wave"}
_CAPTION = 5


class Group(NamedTuple):
    """So many things of one kind: ``fine`` is None where the kind isn't named."""

    count: int
    label: int
    fine: int | None


class Statement(NamedTuple):
    """What a sentence says: a subject, what it does, how it lies to another group. None: nothing is said about it."""

    subject: Group | None
    posture: int | None = None
    relation: str | None = None
    other: Group | None = None
