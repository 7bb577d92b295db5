"""Questions: readable without a kernel, each wrong answer has its reason."""

import html
import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lecture_utils.exercises import question as module
from lecture_utils.exercises.question import RIGHT, Question
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
        ({"choices": {"1": "No.", "2": RIGHT}, "number": 1}, "must have either choices or a number"),
        ({"choices": {"1": RIGHT}}, "must be at least two texts, each with its reason"),
        ({"choices": ["1", "2"]}, "must be at least two texts, each with its reason"),
        ({"choices": {"1": RIGHT, "2": RIGHT}}, "which leads to RIGHT; slips are for numbers; right: ['1', '2']"),
        ({"choices": {"1": "No.", "2": "No."}}, "which leads to RIGHT; slips are for numbers; right: []"),
        ({"choices": {"1": "No.", "2": RIGHT}, "slips": {3: "No."}}, "slips are for numbers"),
        ({"number": float("nan")}, "must be finite"),
        ({"number": 1, "tolerance": -1}, "its tolerance not negative"),
        ({"number": 1, "tolerance": 0.1, "slips": {1.05: "No."}}, "slips of question 'q' must be wrong numbers"),
        ({"number": 1, "slips": {2: ""}}, "slips of question 'q' must be wrong numbers, each with its reason"),
        ({"number": 1, "explanation": " "}, "explanation of question 'q' must not be empty"),
        ({"number": 1, "question": ""}, "question of question 'q' must not be empty"),
        ({"number": 1, "name": ""}, "name of question '' must not be empty"),
    ],
)
def test_a_wrong_declaration_is_refused(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        declare(**changes)


def test_a_wrong_choice_unfolds_to_its_reason_and_the_right_one_to_the_explanation():
    wrong, right = re.findall(r"<details>.*?</details>", CHOICES.page().html)

    assert "a) 1</summary>" in wrong
    assert "<strong>✗</strong> One <code>input</code> reaches more." in wrong
    assert "Every" not in wrong
    assert "b) 8</summary>" in right
    assert "✓ Right." in right
    assert "Every <strong>output</strong> of <code>x</code>." in right


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
    page = declare(question="Is a < b & c?", choices={"<b>yes</b>": "No.", "no": RIGHT}).page().html

    assert "Is a &lt; b &amp; c?" in page
    assert html.escape("<b>yes</b>") in page


def test_the_page_is_the_same_on_every_run():
    assert CHOICES.page().html == CHOICES.page().html


@pytest.fixture
def shown(monkeypatch):
    things = []
    monkeypatch.setattr(module, "display", things.append)
    monkeypatch.setattr(module, "hide_left_over", lambda between: things.append(between))
    return things


def test_without_a_notebook_only_the_page_is_shown(shown, monkeypatch):
    monkeypatch.setattr(module, "get_ipython", lambda: None)

    sample.ask("places")

    assert shown == [NUMBER.page()]


def test_in_a_notebook_a_question_is_answered_in_the_browser(shown, monkeypatch):
    monkeypatch.setattr(module, "get_ipython", InteractiveShell)

    sample.ask("places")
    sample.ask("changed")

    _, page, number, _, other_page, choices = shown
    assert (page, other_page) == (NUMBER.page(), CHOICES.page())
    assert (number.key, number.number, number.tolerance, number.unit) == ("sample/places", 2.5, 0.1, "cells")
    assert number.slips == [[5, "You count every <code>place</code> twice."]]
    assert "Count them." in number.explanation
    assert choices.choices == [["1", "One <code>input</code> reaches more."], ["8", ""]]
    assert repr(number) == repr(choices) == ""  # the page says it all


def test_the_widgets_text_is_the_same_on_every_run():
    bundle = NUMBER.widget("sample")._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle

    assert data["text/plain"] == ""
