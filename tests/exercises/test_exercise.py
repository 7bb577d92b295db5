"""Declarations: what an exercise set refuses, and what ``hint`` and ``solution`` show."""

import re
from functools import partial

import pytest
import torch

from lecture_utils.exercises.checking.check import check
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from tests.exercises import sample


def exercise(**changes):
    fields = {"name": "f", "task": "Do it.", "solution": lambda x: x, "cases": [Case(1)], "hints": ["So."]} | changes
    return Exercise(**fields)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "two words"}, "name must be the name of a function; got 'two words'"),
        ({"solution": 3}, "solution of f must be a function; got int"),
        ({"task": " "}, "task of f must not be empty"),
        ({"hints": []}, "hints of f must not be empty"),
        ({"hints": ["a", ""]}, "hints of f must not be empty"),
        ({"hints": "one string"}, "hints of f must be several texts; got a string"),
        ({"cases": []}, "cases of f must hold at least one Case; got none"),
        ({"cases": [Case(1), Case(1, 2)]}, "case 2 of f must fit the solution's parameters; too many"),
        ({"cases": [Case(y=1)]}, "case 1 of f must fit the solution's parameters; missing"),
        ({"tolerance": 0}, "tolerance of f must be positive; got 0"),
        ({"seconds": -1}, "seconds of f must be positive; got -1"),
        ({"memory": 0}, "memory of f must be positive; got 0"),
    ],
)
def test_a_wrong_declaration_is_refused(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        exercise(**changes)


def test_a_mistake_without_function_or_message_is_refused():
    with pytest.raises(ValueError, match="function must be a wrong implementation; got str"):
        Mistake("softmax(E, 0)", "The softmax is over the queries.")
    with pytest.raises(ValueError, match="message must say what the mistake is"):
        Mistake(lambda x: x, " ")


def test_two_exercises_of_one_name_are_refused():
    with pytest.raises(ValueError, match="exercises of roi must have different names; f came twice"):
        ExerciseSet("roi", [exercise(), exercise()])


def test_two_questions_of_one_name_are_refused():
    question = sample.exercises.questions["changed"]
    with pytest.raises(ValueError, match="questions of roi must have different names; changed came twice"):
        ExerciseSet("roi", questions=[question, question])


def test_a_solution_that_fails_is_refused_when_it_is_needed():
    broken = exercise(solution=lambda x: x[0])

    with pytest.raises(ValueError, match="the solution of f must return a result on case 1; it TypeError"):
        check(broken, lambda x: x)


def test_a_solution_that_changes_its_input_is_refused_when_it_is_needed():
    broken = exercise(solution=lambda x: x.add_(1), cases=[Case(torch.zeros(1))])

    with pytest.raises(ValueError, match=r"on case 1; it changes \('x',\)"):
        check(broken, lambda x: x)


def test_the_solution_runs_once_however_often_is_checked():
    runs = []

    def counted(x):
        runs.append(x)
        return x

    counting = exercise(solution=counted)
    check(counting, lambda x: x)
    check(counting, lambda x: x)

    assert runs == [1]


def test_inputs_are_named_after_the_solutions_parameters():
    def solution(x, *others, scale=1, **options):
        return x

    assert Case(1, 2, 3, scale=4, colour=5).names(solution) == ["x", "others[0]", "others[1]", "scale", "colour"]


def test_hints_lie_folded_in_each_other():
    page = sample.hint("attention_weights")

    assert page.html.count("<details>") == 2
    assert "open" not in page.html
    first, second = page.html.index("Which dimension"), page.html.index("<code>torch.softmax</code>")
    assert first < page.html.index("Hint 2 of 2") < second
    assert page.html.index("</details>") > second  # the second lies inside the first
    assert repr(page) == "Hint 1: Which dimension counts the inputs?\nHint 2: `torch.softmax` has a parameter `dim`."


def test_the_solution_is_the_methods_own_source_folded():
    page = sample.solution("attention_weights")

    assert repr(page).startswith("def attention_weights(scores: Tensor) -> Tensor:\n")
    assert repr(page).endswith("return torch.softmax(scores, dim=1)")
    assert page.html.startswith("<div")
    assert "<details open" not in page.html
    assert "Solution of <code>attention_weights</code>" in page.html
    assert "class=" not in page.html.replace('class="highlight"', "")
    assert "<script" not in page.html


def test_the_solution_of_a_partial_is_the_function_inside():
    shown = ExerciseSet("roi", [exercise(solution=partial(sample.count_windows, 5), cases=[Case(3)])]).solution("f")

    assert repr(shown).startswith("def count_windows(")


@pytest.mark.parametrize("function", [sample.hint, sample.solution])
def test_an_unknown_exercise_lists_the_known_ones(function):
    with pytest.raises(ValueError, match="must be one of the exercises attention_weights, centre_and_size"):
        function("softmax")


def test_an_unknown_question_lists_the_known_ones():
    with pytest.raises(ValueError, match="must be one of the questions changed, places; got 'missing'"):
        sample.ask("missing")


def test_the_set_says_what_it_holds():
    assert repr(sample.exercises) == "ExerciseSet('sample', 3 exercises, 2 questions)"
