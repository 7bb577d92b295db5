"""Answers written from the exercises' texts alone: no wrong one passes, no right one fails, nine of ten get a name.

A corpus is a folder with a file for each topic; each answer is a function under ``@wrong`` or ``@right``. What counts
as named: the report has a cause. So it recognised a known mistake, an input used wrongly, a pattern, an exception's
meaning, or a fault that is its own name (a wrong type, an input changed in place). "The result differs" has none.
"""

import importlib
import pkgutil
from collections import defaultdict
from functools import cache

import pytest

from lecture_utils.exercises.checking.check import check
from lecture_utils.exercises.report import Report
from tests.exercises.corpus import ANSWERS, Answer

FOLDERS = ["corpus", "corpus_second"]
NAMED = 0.9


def read_answers() -> list[Answer]:
    for folder in FOLDERS:
        try:
            package = importlib.import_module(f"tests.exercises.{folder}")
        except ModuleNotFoundError:
            continue
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"tests.exercises.{folder}.{module.name}")
    return list(ANSWERS)


def report_on(answer: Answer) -> Report:
    topic = answer.module.rpartition(".")[2]
    exercises = importlib.import_module(f"lecture_utils.exercises.{topic}").exercises
    return check(exercises.exercises[answer.exercise], answer.function, isolation="none")


def place(answer: Answer) -> str:
    """``"corpus.roi"``."""
    return answer.module.removeprefix("tests.exercises.")


EVERY = read_answers()


@cache
def report(index: int) -> Report:
    """Check an answer once, when a test first asks."""
    return report_on(EVERY[index])


def ids(answers: list[int]) -> list[str]:
    return [f"{place(EVERY[i])}-{EVERY[i].exercise}-{i}" for i in answers]


WRONG = [i for i, answer in enumerate(EVERY) if answer.kind == "wrong"]
RIGHT = [i for i, answer in enumerate(EVERY) if answer.kind == "right"]


@pytest.mark.parametrize("index", WRONG, ids=ids(WRONG))
def test_a_wrong_answer_is_not_accepted(index):
    assert report(index).status == "wrong", EVERY[index].sentence


@pytest.mark.parametrize("index", RIGHT, ids=ids(RIGHT))
def test_a_right_answer_is_not_refused(index):
    assert report(index).passed, f"{EVERY[index].sentence}\n{report(index)}"


@pytest.mark.parametrize("module", sorted({place(answer) for answer in EVERY}))
def test_nine_of_ten_wrong_answers_are_named(module):
    wrong = [i for i in WRONG if place(EVERY[i]) == module]
    unnamed = [EVERY[i].exercise + ": " + EVERY[i].sentence for i in wrong if not report(i).cause]

    assert len(unnamed) <= (1 - NAMED) * len(wrong), "\n".join(unnamed)


def test_every_exercise_has_its_answers():
    counts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for answer in EVERY:
        counts[place(answer), answer.exercise].append(answer.kind)

    for (module, exercise), kinds in counts.items():
        assert kinds.count("wrong") >= 12, (module, exercise)
        assert kinds.count("right") >= 4, (module, exercise)
