"""Every exercise of every topic: its solution passes, its stub is open, and each known mistake gets its own message."""

import importlib
import pkgutil

import pytest
import torch

import lecture_utils.exercises
from lecture_utils.exercises.checking.check import check
from lecture_utils.exercises.exercise import Exercise
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.methods import __path__ as methods_path
from tests.exercises import sample


def topics() -> dict[str, ExerciseSet]:
    """The sets that are declared in lecture_utils/exercises, and the sample, so that there is always one."""
    found = {"sample": sample.exercises}
    for module in pkgutil.iter_modules(lecture_utils.exercises.__path__):
        declared = getattr(importlib.import_module(f"lecture_utils.exercises.{module.name}"), "exercises", None)
        if isinstance(declared, ExerciseSet):
            found[module.name] = declared
    return found


TOPICS = topics()
EXERCISES = {f"{topic}-{name}": each for topic, declared in TOPICS.items() for name, each in declared.exercises.items()}
MISTAKES = [
    pytest.param(each, i, id=f"{key}-{i}") for key, each in EXERCISES.items() for i in range(len(each.mistakes))
]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_declared_under_its_own_name_and_hands_on_its_functions(topic):
    declared = TOPICS[topic]
    module = sample if topic == "sample" else importlib.import_module(f"lecture_utils.exercises.{topic}")

    assert declared.topic == topic
    assert len(declared.exercises) >= 3
    for name in ("check", "hint", "solution", "ask"):
        assert getattr(module, name) == getattr(declared, name)
    if topic != "sample":
        assert topic in {method.name for method in pkgutil.iter_modules(methods_path)}


@every_exercise
def test_the_solution_passes(exercise: Exercise):
    report = check(exercise, exercise.solution)

    assert report.passed, report


@every_exercise
def test_an_unfilled_cell_is_not_attempted_yet(exercise: Exercise):
    def stub(*positional, **named): ...

    report = check(exercise, stub)

    assert report.status == "open"
    assert exercise.task in report.messages


@pytest.mark.parametrize(("exercise", "number"), MISTAKES)
def test_each_known_mistake_gets_its_own_message(exercise: Exercise, number: int):
    mistake = exercise.mistakes[number]

    report = check(exercise, mistake.function)

    assert report.status == "wrong", f"{mistake.function.__name__} gives the right result on every case"
    assert report.messages[0] == mistake.message


@every_exercise
def test_the_messages_of_the_mistakes_differ(exercise: Exercise):
    messages = [mistake.message for mistake in exercise.mistakes]

    assert len(set(messages)) == len(messages)


@every_exercise
def test_a_constant_result_does_not_pass(exercise: Exercise):
    """More than one case, or one that a lucky guess of another kind can't pass."""
    first = exercise.expected[0].value

    report = check(exercise, lambda *positional, **named: first)

    assert not report.passed, "every case has the same result"


@every_exercise
def test_a_function_that_ignores_an_argument_fails(exercise: Exercise):
    """In some case another value of the argument has to change the result; zeros alone say that only shapes count."""
    cases = range(len(exercise.cases))
    changing = {variant.ignores for number in cases for variant, _ in exercise.variants(number)}
    inputs = [exercise.inputs(number) for number in cases]
    names = {
        name
        for each in inputs
        for name, value in each.items()
        if (isinstance(value, torch.Tensor) and value.any()) or isinstance(value, int | float)
    }

    assert names <= changing


@every_exercise
def test_hints_and_solution_can_be_shown(exercise: Exercise):
    topic = ExerciseSet("any", [exercise])

    for hint in exercise.hints:
        assert hint.strip()
    assert topic.hint(exercise.name).html.count("<details>") == len(exercise.hints)
    assert "def " in repr(topic.solution(exercise.name)) or "class " in repr(topic.solution(exercise.name))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_question_can_be_shown(topic):
    for question in TOPICS[topic].questions.values():
        page = question.page()
        assert page.html.count("<details>") == max(len(question.choices), 1)
        assert question.question in repr(page)
        for reason in [*question.choices.values(), *question.slips.values()]:
            assert question.answer not in reason.split(), f"{question.name} gives its answer away"
