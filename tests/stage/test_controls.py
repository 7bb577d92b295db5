import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.stage import Choice, Demo, DragBox, Matrix, Panel, PickCell, Slider, Step, Text, controls
from lecture_utils.stage.controls import keys_of

number = st.floats(-200, 200)


@settings(max_examples=100)
@given(st.tuples(number, number, number, number))
def test_a_cleaned_box_lies_in_its_bounds_is_large_enough_and_stays_as_it_is(box):
    control = DragBox("box", panel="p", start=(0, 0, 8, 8), bounds=(0, 0, 60, 40), snap=2, minimum=(8, 8))
    x1, y1, x2, y2 = cleaned = control.clean(box, None)
    assert 0 <= x1 <= x2 - 8 <= 52
    assert 0 <= y1 <= y2 - 8 <= 32
    assert control.clean(cleaned, None) == cleaned


def test_a_box_given_from_its_lower_right_corner_is_turned_round():
    control = DragBox("box", panel="p", start=(0, 0, 8, 8), bounds=(0, 0, 60, 40))
    assert control.clean((30, 20, 10, 5), None) == (10, 5, 30, 20)


def test_a_start_that_is_not_legal_is_refused_with_what_is_expected():
    with pytest.raises(ValueError, match=r"start of box 'box' must be snapped to 4"):
        DragBox("box", panel="p", start=(1, 0, 8, 8), bounds=(0, 0, 60, 40), snap=4)
    with pytest.raises(ValueError, match="start of slider 'n' must be one of its values"):
        Slider("n", values=[1, 2], start=3)
    with pytest.raises(ValueError, match="start of choice 'c' must be one of"):
        Choice("c", ["a", "b"], start="d")
    with pytest.raises(ValueError, match=r"start of matrix 'm' must lie in \[0, 1\]"):
        Matrix("m", start=[[2]], lowest=0, highest=1)


@given(st.tuples(number, number))
def test_a_picked_cell_is_one_of_the_cells(value):
    row, column = PickCell("cell", panel="p", shape=(5, 7)).clean(value, None)
    assert 0 <= row < 5
    assert 0 <= column < 7


def test_a_slider_moves_to_the_nearest_legal_value():
    slider = Slider("padding", values=[0, 1, 2, 3], legal=lambda kernel: (0, kernel - 1))
    assert slider.clean(3, slider.limits({"kernel": 2})) == 1


def test_a_slider_without_a_legal_value_says_at_which_state():
    slider = Slider("padding", values=[0, 1], legal=lambda kernel: (5, 6))
    with pytest.raises(ValueError, match="no value in"):
        slider.limits({"kernel": 2})


def test_a_step_stays_below_its_count():
    step = Step("step", count=lambda stride: 6 // stride)
    assert step.clean(5, step.limits({"stride": 2})) == 2


@pytest.mark.parametrize("value", ["nonsense", [[1, 2]], None, [[1, 2], [3]]])
def test_a_matrix_of_another_form_becomes_the_start(value):
    assert Matrix("m", start=[[1, 2], [3, 4]]).clean(value, None) == ((1, 2), (3, 4))


def test_numbers_of_a_matrix_are_brought_into_its_bounds():
    cleaned = Matrix("m", start=[[1, 2]], lowest=0, highest=5).clean([[np.nan, 99]], None)
    assert cleaned == ((0, 5),)


def test_text_is_cut_at_its_greatest_length():
    assert Text("t", max_length=3).clean("abcdef", None) == "abc"


def test_samples_of_every_control_are_legal_and_hold_the_corners():
    box = DragBox("box", panel="p", start=(0, 0, 8, 8), bounds=(0, 0, 60, 40), minimum=(4, 4))
    assert (0, 0, 60, 40) in box.samples(None)
    assert (56, 36, 60, 40) in box.samples(None)
    assert {(0, 0), (4, 0), (0, 6), (4, 6)} <= set(PickCell("c", panel="p", shape=(5, 7), start=(1, 1)).samples(None))
    for control in (box, Matrix("m", start=[[1, 2]]), Text("t", examples=["a"])):
        assert all(control.clean(sample, None) == sample for sample in control.samples(None))


def test_keys_are_the_parameters_without_the_figure_and_without_captured_defaults():
    assert keys_of(lambda figure, box, step: None) == ("box", "step")
    assert keys_of(lambda box, captured=3: None) == ("box",)
    with pytest.raises(ValueError, match="must name each state key"):
        keys_of(lambda **state: None)


def test_the_examples_in_the_documentation_of_the_controls_hold():
    found = doctest.testmod(controls)
    assert found.attempted >= 10
    assert found.failed == 0


@pytest.mark.parametrize("values", [[1, 2, 3], [1.0, 2.0, 3.0], range(1, 4), np.arange(1, 4)])
def test_a_slider_of_whole_numbers_gives_whole_numbers(values):
    slider = Slider("s", values, start=2)
    given = [slider.first, slider.clean(2.8, (1, 3)), *slider.samples((1, 3))]
    assert given == [2, 3, 1, 2, 3]
    assert {type(value) for value in given} == {int}
    assert {type(value) for value in Slider("s", [0, 0.5, 1]).values} == {float}


def test_a_picked_cell_is_called_by_the_names_of_its_row_and_column():
    with pytest.raises(ValueError, match="column_names of pick 'c' must be 3 names, got 2"):
        PickCell("c", panel="p", shape=(2, 3), column_names=["a", "b"])
    assert PickCell("c", panel="p", shape=(2, 3), column_names=["a", "b", "c"]).describe((0, 2)) == "row 1, c"


def test_numbers_are_edited_only_in_a_panel_that_there_is():
    with pytest.raises(ValueError, match="points at panel 'b'"):
        Demo("d", "", [Matrix("m", [[1]], panel="b")], [[Panel("a", lambda: np.zeros((2, 2)))]])


def test_a_page_offers_those_options_of_a_choice_that_it_has_room_for():
    choice = Choice("scene", ["a", "b", "c"], start="b", frozen_options=["b", "c"])
    assert (choice.samples(None), choice.frozen(None)) == (["a", "b", "c"], ["b", "c"])
    for wrong in (["a", "c"], ["b", "d"]):
        with pytest.raises(ValueError, match="frozen_options of choice 'scene' must be some of its options"):
            Choice("scene", ["a", "b", "c"], start="b", frozen_options=wrong)
