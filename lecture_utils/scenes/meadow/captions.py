"""One true sentence about a scene, from a grammar of 55 words.

    sentence → "an empty meadow" | group | group verb | group [verb] relation group | group "and" group
    group    → "a" [kind] thing | "a person in" ["a"] cloth | number [kind] things | number "people"
    relation → "beside" | "behind" | "in front of" | "left of" | "right of"

A group means *exactly so many*: "two brown cows" is true where exactly two brown cows are seen, whatever else there is.
A relation is true if it holds between every thing of the one group and every thing of the other.
"""

from collections.abc import Callable
from typing import NamedTuple

from lecture_utils.scenes.meadow.categories import FINE, THINGS, VARIANTS
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.scene import POSTURES, RenderedScene

EMPTY = "an empty meadow"
RELATIONS = ("beside", "behind", "in front of", "left of", "right of")

_COMMON = ("left of", "right of")
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight")
_PLURALS = {"cow": "cows", "cat": "cats", "dog": "dogs", "horse": "horses", "person": "people"}
_VERBS = {
    "stands": "stand",
    "walks": "walk",
    "runs": "run",
    "sits": "sit",
    "lies": "lie",
    "grazes": "graze",
    "waves": "wave",
}
_CAPTION = 5


class Group(NamedTuple):
    """So many things of one kind: ``fine`` is None where the kind isn't named."""

    number: int
    label: int
    fine: int | None


class Statement(NamedTuple):
    """What a sentence says: a subject, what it does, how it lies to another group. None: nothing is said about it."""

    subject: Group | None
    posture: int | None = None
    relation: str | None = None
    other: Group | None = None


def _noun(group: Group) -> str:
    thing = THINGS[group.label]
    if group.number > 1:
        thing = _PLURALS[thing]
    if group.fine is None:
        return thing
    name = FINE[group.fine]
    return name if thing == "person" else f"{name.split()[0]} {thing}"


def _groups() -> dict[str, Group]:
    """Return every group by its words."""
    groups = {}
    for count, number in enumerate(_NUMBERS, start=1):
        for label, thing in enumerate(THINGS):
            kinds = range(label * VARIANTS, (label + 1) * VARIANTS) if count == 1 or thing != "person" else ()
            for fine in (None, *kinds):
                group = Group(count, label, fine)
                groups[f"{number} {_noun(group)}"] = group
    return groups


_GROUPS = _groups()
_WORDS_OF = {group: words for words, group in _GROUPS.items()}

WORDS: tuple[str, ...] = tuple(
    sorted({word for part in (EMPTY, "and", *RELATIONS, *_GROUPS, *_VERBS, *_VERBS.values()) for word in part.split()})
)
"""All words of the grammar, in alphabetical order."""


def say(statement: Statement) -> str:
    """Put a statement into words."""
    if statement.subject is None:
        return EMPTY
    words = [_WORDS_OF[statement.subject]]
    if statement.posture is not None:
        verb = POSTURES[statement.posture]
        words.append(verb if statement.subject.number == 1 else _VERBS[verb])
    if statement.other is not None:
        words += [statement.relation or "and", _WORDS_OF[statement.other]]
    return " ".join(words)


def parse(sentence: str) -> Statement | None:
    """Return what a sentence says, or None if it isn't in the grammar."""
    if sentence == EMPTY:
        return Statement(None)
    for joint in (*RELATIONS, "and"):
        first, found, second = sentence.partition(f" {joint} ")
        if found and second in _GROUPS and (left := _subject(first)) is not None:
            if joint == "and":
                return None if left.posture is not None else left._replace(other=_GROUPS[second])
            return left._replace(relation=joint, other=_GROUPS[second])
    return _subject(sentence)


def _subject(words: str) -> Statement | None:
    """Read a group, or a group and a verb that agrees with it."""
    if words in _GROUPS:
        return Statement(_GROUPS[words])
    group, _, verb = words.rpartition(" ")
    if group not in _GROUPS:
        return None
    forms = [singular if _GROUPS[group].number == 1 else _VERBS[singular] for singular in POSTURES]
    return Statement(_GROUPS[group], forms.index(verb)) if verb in forms else None


def in_grammar(sentence: str) -> bool:
    """Return whether a sentence is in the grammar."""
    return parse(sentence) is not None


def is_true(sentence: str, scene: RenderedScene) -> bool:
    """Return whether a sentence is true of a scene.

    Raises
    ------
    ValueError
        If the sentence isn't in the grammar.
    """
    statement = parse(sentence)
    if statement is None:
        raise ValueError(f"sentence must be in the grammar of captions; got {sentence!r}")
    if statement.subject is None:
        return len(scene.fine) == 0
    subject = _members(statement.subject, scene)
    if len(subject) != statement.subject.number:
        return False
    if statement.posture is not None and any(scene.posture[thing] != statement.posture for thing in subject):
        return False
    if statement.other is None:
        return True
    other = _members(statement.other, scene)
    if len(other) != statement.other.number or set(subject) & set(other):
        return False
    return statement.relation is None or _holds(statement.relation, subject, other, scene)


def describe(scene: RenderedScene, seed: int) -> str:
    """Say something true about a scene; of all that could be said, the seed chooses.

    Parameters
    ----------
    scene : RenderedScene
    seed : int

    Returns
    -------
    str
        At most 12 words, all from :data:`WORDS`.
    """
    random = RandomNumbers(seed, _CAPTION)
    groups = _partition(scene, random)
    if not groups:
        return EMPTY
    subject = groups.pop(random.below(len(groups)))
    members = _members(subject, scene)
    postures = {int(scene.posture[thing]) for thing in members}
    posture = postures.pop() if len(postures) == 1 and random.happens(0.5) else None
    others = sorted(groups, key=lambda _: random.number())
    for other in others:
        true = [relation for relation in RELATIONS if _holds(relation, members, _members(other, scene), scene)]
        if true:
            # Who is left of whom holds for most pairs; the other relations say more where they hold.
            chosen = random.weighted([1 if relation in _COMMON else 4 for relation in true])
            return say(Statement(subject, posture, true[chosen], other))
    if groups and (posture is None or random.happens(0.5)):
        return say(Statement(subject, None, None, others[0]))
    return say(Statement(subject, posture))


def _partition(scene: RenderedScene, random: RandomNumbers) -> list[Group]:
    """Divide the things into groups: those of one label, or those of one finer category."""
    groups = []
    for label in range(len(THINGS)):
        kinds = [int(fine) for fine in scene.fine if fine // VARIANTS == label]
        apart = random.happens(0.7)
        named = THINGS[label] != "person"
        if not kinds:
            continue
        if apart and (named or len(kinds) == 1):
            groups += [Group(kinds.count(fine), label, fine) for fine in sorted(set(kinds))]
        else:
            groups.append(Group(len(kinds), label, None))
    return groups


def _members(group: Group, scene: RenderedScene) -> list[int]:
    """Return the things that a group's words are true of, however many there are."""
    if group.fine is None:
        return [thing for thing, label in enumerate(scene.labels) if label == group.label]
    return [thing for thing, fine in enumerate(scene.fine) if fine == group.fine]


def _holds(relation: str, subject: list[int], other: list[int], scene: RenderedScene) -> bool:
    """Return whether a relation holds between every thing of two groups."""
    return all(_RELATED[relation](scene, first, second) for first in subject for second in other)


def _left_of(scene: RenderedScene, first: int, second: int) -> bool:
    """Tell whether the first's middle is left of the second's left edge, and the second's right of the first's."""
    one, two = scene.boxes[first].astype(float), scene.boxes[second].astype(float)
    return one[0] + one[2] < 2 * two[0] and two[0] + two[2] > 2 * one[2]


def _behind(scene: RenderedScene, first: int, second: int) -> bool:
    """Tell whether the first stands clearly farther, and a quarter of the narrower one is in line with the other."""
    farther = scene.feet[second][1] - scene.feet[first][1] > 0.03 * len(scene.image)
    return bool(farther) and _overlap(scene, first, second) > 0.25


def _beside(scene: RenderedScene, first: int, second: int) -> bool:
    """Tell whether two things stand about as far, next to each other."""
    widths = [int(scene.boxes[thing][2]) - int(scene.boxes[thing][0]) for thing in (first, second)]
    level = abs(scene.feet[first][1] - scene.feet[second][1]) < 0.06 * len(scene.image)
    overlap = _overlap(scene, first, second)
    return bool(level) and overlap <= 0.25 and -overlap * min(widths) <= 0.75 * max(widths)


def _overlap(scene: RenderedScene, first: int, second: int) -> float:
    """Return the columns that both boxes share, as a share of the narrower box; below 0: the gap."""
    one, two = scene.boxes[first].astype(float), scene.boxes[second].astype(float)
    narrower = min(one[2] - one[0], two[2] - two[0])
    return float((min(one[2], two[2]) - max(one[0], two[0])) / narrower)


_RELATED: dict[str, Callable[[RenderedScene, int, int], bool]] = {
    "beside": _beside,
    "behind": _behind,
    "in front of": lambda scene, first, second: _behind(scene, second, first),
    "left of": _left_of,
    "right of": lambda scene, first, second: _left_of(scene, second, first),
}
