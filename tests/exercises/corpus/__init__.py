"""Answers to the exercises as students write them; each is marked as right or wrong, with what is special about it."""

import sys
from collections.abc import Callable
from typing import NamedTuple


class Answer(NamedTuple):
    """One answer of the corpus."""

    kind: str  # "right" or "wrong"
    exercise: str
    sentence: str
    function: Callable
    module: str  # the importing module's name: two topics may have an exercise of the same name


ANSWERS: list[Answer] = []


def _marker(kind, exercise, sentence):
    # Asked of the caller, for a partial or an instance doesn't know where it was made.
    module = sys._getframe(2).f_globals["__name__"]

    def mark(function):
        ANSWERS.append(Answer(kind, exercise, sentence, function, module))
        return function

    return mark


def right(exercise, sentence):
    """Mark an answer as right, though unusual."""
    return _marker("right", exercise, sentence)


def wrong(exercise, sentence):
    """Mark an answer as wrong."""
    return _marker("wrong", exercise, sentence)
