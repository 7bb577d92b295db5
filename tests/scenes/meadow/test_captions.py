import numpy as np
import pytest

from lecture_utils.scenes.meadow import POSTURES, WORDS, Meadow, in_grammar, is_true
from lecture_utils.scenes.meadow.captions import describe, parse, say
from lecture_utils.scenes.meadow.categories import FINE
from lecture_utils.scenes.meadow.scene import RenderedScene


def scene(*things: tuple[str, str, tuple[int, int, int, int]]) -> RenderedScene:
    """A scene of 100×100 pixels by the things' names, postures and boxes; they stand where their boxes end."""
    size = np.zeros((100, 100), dtype=np.uint8)
    boxes = np.array([box for _, _, box in things], dtype=np.int16).reshape(-1, 4)
    return RenderedScene(
        np.zeros((100, 100, 3), dtype=np.uint8),
        size,
        size,
        boxes,
        np.array([FINE.index(name) for name, _, _ in things], dtype=np.uint8),
        np.array([POSTURES.index(posture) for _, posture, _ in things], dtype=np.uint8),
        np.stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, 3]], axis=1).astype(np.float32),
        np.ones(len(things), dtype=np.float32),
    )


CAT_BESIDE_COWS = scene(
    ("spotted cow", "stands", (40, 30, 60, 50)),
    ("brown cow", "grazes", (10, 30, 22, 50)),
    ("black cat", "sits", (26, 40, 36, 52)),
)


def test_the_vocabulary_is_closed_and_at_most_sixty_words():
    assert len(WORDS) == len(set(WORDS)) <= 60


def test_captions_are_in_the_grammar_true_and_made_of_the_vocabulary():
    captions = set()
    for seed in range(150):
        meadow = Meadow(seed, size=64)
        caption = meadow.caption
        captions.add(caption)
        assert in_grammar(caption), caption
        assert is_true(caption, meadow.scene), caption
        assert set(caption.split()) <= set(WORDS)
        assert 2 <= len(caption.split()) <= 14
    assert len(captions) > 110


def test_one_scene_can_be_described_in_several_ways():
    meadow = Meadow(2)

    said = {describe(meadow.scene, seed) for seed in range(40)}

    assert len(said) > 5
    assert all(is_true(sentence, meadow.scene) for sentence in said)


def test_every_relation_is_used():
    captions = " / ".join(Meadow(seed, size=64).caption for seed in range(200))

    for words in ("beside", "behind", "in front of", "left of", "right of", " and "):
        assert words in captions


@pytest.mark.parametrize(
    "sentence",
    [
        "a black cat beside two cows",
        "a cat sits beside two cows",
        "a brown cow grazes left of a black cat",
        "a spotted cow right of a cat",
        "two cows and a black cat",
        "a spotted cow",
    ],
)
def test_true_sentences_are_true(sentence: str):
    assert is_true(sentence, CAT_BESIDE_COWS)


@pytest.mark.parametrize(
    "sentence",
    [
        "a white cat beside two cows",  # its colour
        "a black cat beside three cows",  # their number
        "a cow",  # exactly one
        "a black cat stands",  # what it does
        "two cows stand",  # only one of them does
        "a brown cow right of a black cat",  # the side
        "a black cat behind a brown cow",  # they don't overlap
        "a black cat and a dog",  # there is no dog
        "a cat and a black cat",  # one and the same
        "an empty meadow",
    ],
)
def test_false_sentences_are_false(sentence: str):
    assert in_grammar(sentence)
    assert not is_true(sentence, CAT_BESIDE_COWS)


def test_who_stands_farther_and_in_line_is_behind():
    pair = scene(("brown horse", "stands", (20, 20, 60, 50)), ("person in a hat", "waves", (30, 30, 45, 70)))

    assert is_true("a horse behind a person in a hat", pair)
    assert is_true("a person in a hat waves in front of a brown horse", pair)
    assert not is_true("a horse in front of a person", pair)
    assert not is_true("a horse beside a person", pair)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "cat",
        "a cats",
        "two cat",
        "a purple cat",
        "a cat sit",
        "two cats sits",
        "nine cats",
        "a brown cat",
        "two people in hats",
        "a cat beside",
        "beside a cat",
        "a cat beside a dog beside a cow",
        "a cat sits and a dog",
        "a  cat",
        "A cat",
        "an empty meadow and a cat",
    ],
)
def test_other_sentences_are_not_in_the_grammar(sentence: str):
    assert not in_grammar(sentence)


def test_asking_for_the_truth_of_something_else_is_refused():
    with pytest.raises(ValueError, match=r"sentence must be in the grammar.*'a purple cat'"):
        is_true("a purple cat", CAT_BESIDE_COWS)


@pytest.mark.parametrize(
    "sentence",
    ["a person in shorts runs in front of two white horses", "an empty meadow", "four people and a tabby cat"],
)
def test_reading_and_saying_are_inverse(sentence: str):
    statement = parse(sentence)

    assert statement is not None
    assert say(statement) == sentence
