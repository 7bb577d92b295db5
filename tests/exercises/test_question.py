"""Questions: readable without a kernel, answered by a click or by a number."""

import html
import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lecture_utils.exercises import question as module
from lecture_utils.exercises.number_field import NumberField
from lecture_utils.exercises.question import Question
from tests.exercises import sample

CHOICES = sample.exercises.questions["changed"]
NUMBER = sample.exercises.questions["places"]


def declare(**changes):
    fields = {"name": "q", "question": "How many?", "explanation": "Because."} | changes
    return Question(**fields)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "question 'q' must have either choices or a number"),
        ({"choices": ["1", "2"], "answer": 0, "number": 1}, "must have either choices or a number"),
        ({"choices": ["1"], "answer": 0}, "must be at least two different texts"),
        ({"choices": ["1", "1"], "answer": 0}, "must be at least two different texts"),
        ({"choices": "12", "answer": 0}, "must be at least two different texts"),
        ({"choices": ["1", "2"]}, "must be an index from 0 to 1; got None"),
        ({"choices": ["1", "2"], "answer": 2}, "must be an index from 0 to 1; got 2"),
        ({"choices": ["1", "2"], "answer": -1}, "must be an index from 0 to 1; got -1"),
        ({"number": float("nan")}, "must be finite"),
        ({"number": 1, "tolerance": -1}, "its tolerance not negative"),
        ({"number": 1, "answer": 0}, "must be finite, its tolerance not negative, and it has no answer index"),
        ({"number": 1, "explanation": " "}, "explanation of question 'q' must not be empty"),
        ({"number": 1, "question": ""}, "question of question 'q' must not be empty"),
        ({"number": 1, "name": ""}, "name of question '' must not be empty"),
    ],
)
def test_a_wrong_declaration_is_refused(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        declare(**changes)


def test_every_choice_unfolds_to_right_or_wrong_and_the_explanation():
    wrong, right = re.findall(r"<details>.*?</details>", CHOICES.page().html)

    assert "a) 1</summary>" in wrong
    assert "✗ Not this one." in wrong
    assert "b) 8</summary>" in right
    assert "✓ Right." in right
    for choice in (wrong, right):
        assert "Every <strong>output</strong> of <code>x</code>." in choice


def test_the_answer_to_a_number_is_folded_with_its_unit_and_explanation():
    (folded,) = re.findall(r"<details>.*?</details>", NUMBER.page().html)

    assert "Show the answer</summary>" in folded
    assert "2.5 cells" in folded
    assert "Count them." in folded


def test_nothing_is_open_and_nothing_needs_a_script():
    for question in (CHOICES, NUMBER):
        page = question.page().html
        assert "<script" not in page
        assert "onclick" not in page
        assert "<details open" not in page


def test_the_text_has_the_question_and_the_choices_but_not_the_answer():
    assert repr(CHOICES.page()) == "How many change?\n  a) 1\n  b) 8"
    assert repr(NUMBER.page()) == "How many places? (a number of cells)"


def test_texts_are_escaped():
    page = declare(question="Is a < b & c?", choices=["<b>yes</b>", "no"], answer=1).page().html

    assert "Is a &lt; b &amp; c?" in page
    assert html.escape("<b>yes</b>") in page


def test_the_page_is_the_same_on_every_run():
    assert CHOICES.page().html == CHOICES.page().html


@pytest.fixture
def shown(monkeypatch):
    things = []
    monkeypatch.setattr(module, "display", things.append)
    return things


def test_without_a_notebook_only_the_page_is_shown(shown, monkeypatch):
    monkeypatch.setattr(module, "get_ipython", lambda: None)

    sample.ask("places")

    assert shown == [NUMBER.page()]


def test_in_a_notebook_a_number_gets_a_field_and_a_choice_does_not(shown, monkeypatch):
    monkeypatch.setattr(module, "get_ipython", InteractiveShell)

    sample.ask("places")
    sample.ask("changed")

    page, field, other_page = shown
    assert (page, other_page) == (NUMBER.page(), CHOICES.page())
    assert isinstance(field, NumberField)
    assert (field.number, field.tolerance, field.unit) == (2.5, 0.1, "cells")
    assert "Count them." in field.explanation
    assert repr(field) == ""  # the page says it all


def test_the_widgets_text_is_the_same_on_every_run():
    bundle = NumberField(3, unit="cells")._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle

    assert data["text/plain"] == ""
