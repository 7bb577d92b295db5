"""Where the parts of a demo stand: the still picture and the player have one layout."""

import numpy as np
import pytest

from lecture_utils.pictures.sheet import cell_axes
from lecture_utils.stage import Choice, Demo, Matrix, Panel, PickCell, Slider, Step
from lecture_utils.stage.drawing import DOTS_PER_INCH, draw_lines
from lecture_utils.stage.layout import FONT, LEADING, control_lines, page_height
from lecture_utils.stage.places import places
from lecture_utils.stage.still import said, still
from tests.stage.sample import every_control


def demo_of(*controls, draw=lambda: np.zeros((2, 2)), **options):
    return Demo("d", "A title", controls, [[Panel("p", draw, size=(4, 2))]], **options)


def names(demo):
    return [line.names for line in control_lines(demo)]


def test_controls_stand_beside_each_other_where_they_fit():
    sliders = [Slider(name, [1, 2], label="a long label of a slider") for name in "abc"]
    assert names(demo_of(sliders[0], Step("step", count=2), *sliders[1:])) == [("a",), ("step",), ("b",), ("c",)]
    assert names(demo_of(*[Slider(name, [1, 2], label=name) for name in "abc"])) == [("a", "b", "c")]
    assert names(demo_of(Step("step", count=2), PickCell("cell", "p", (2, 2)))) == [("step", "cell")]


def test_what_has_no_choice_and_what_is_edited_in_the_picture_take_no_room():
    fixed = Choice("c", ["only"])
    drawn, below = Matrix("m", [[1]], panel="p"), Matrix("n", [[1], [2], [3]])
    assert names(demo_of(fixed, drawn)) == []
    assert names(demo_of(below)) == [("n",)]
    assert page_height(demo_of(below)) > page_height(demo_of(Slider("n", [1, 2]))) + 50


@pytest.mark.parametrize("size", ["screen", "hall"])
def test_the_still_picture_is_as_large_as_the_player(size):
    demo = every_control()
    scale = {"screen": 1, "hall": 1.5}[size]
    assert still(demo, size).size == (616 * scale, round(page_height(demo, size)))


def test_the_still_picture_has_the_pixels_of_each_panel():
    demo = every_control()
    page, panel = np.asarray(still(demo)), np.asarray(demo.panel_frame("numbers"))
    rows = np.lib.stride_tricks.sliding_window_view(page[:, :, 0], panel.shape[:2])[:60, 8]
    assert (rows == panel[:, :, 0]).all(axis=(1, 2)).any()


def test_the_still_picture_says_what_each_control_is_set_to():
    demo = every_control()
    state = demo.clean({"step": 2, "sign": True, "colour_map": "near"})
    told = {control.name: said(control, state) for control in demo.controls}
    assert told == {
        "stride": "stride  1",
        "padding": "padding  0",
        "step": "step 3 / 6",
        "colour_map": "colours: near",
        "shade": "shade: one",
        "sign": "minus: yes",
        "numbers": "numbers  1, 2, 3; 4, 5, 6",
        "weights": "weights  1, 2",
        "cell": "cell  row 3, column 4",
        "box": "box  (10, 10, 30, 30)",
        "words": "words: hello",
    }


def found(control, draw, **state):
    demo = demo_of(control, draw=draw)
    return places(demo.controls, "p", demo.drawn("p", demo.clean(state)))["cells"].get(control.name)


def test_a_part_of_a_drawn_matrix_is_found_by_its_corner():
    def draw(figure, m):
        cell_axes(figure, 1.0, 0.5, 0.5, (2, 3), "M")

    [first, second] = found(Matrix("m", [[1, 2]], panel="p", axes="M", corner=(1, 1)), draw)
    assert first == pytest.approx((1.5 / 4, 1.0 / 2, 0.5 / 4, 0.5 / 2))
    assert second == pytest.approx((2.0 / 4, 1.0 / 2, 0.5 / 4, 0.5 / 2))


def test_several_axes_of_one_label_share_the_numbers_row_by_row():
    def draw(figure, m):
        cell_axes(figure, 0.0, 0.0, 0.5, (1, 2), "M")
        cell_axes(figure, 2.0, 1.0, 0.5, (1, 2), "M")

    cells = found(Matrix("m", [[1, 2], [3, 4]], panel="p", axes="M"), draw)
    assert [cell[0] * 4 for cell in cells] == pytest.approx([0, 0.5, 2, 2.5])
    assert [cell[1] * 2 for cell in cells] == pytest.approx([0, 0, 1, 1])


def test_numbers_that_a_state_does_not_draw_are_not_edited_there_and_too_few_cells_are_an_error():
    def draw(figure, m, s):
        if s:
            cell_axes(figure, 0.0, 0.0, 0.5, (1, 2), "M")

    for count, wanted in ((2, 2), (3, None)):
        matrix = Matrix("m", [list(range(count))], panel="p", axes="M")
        demo = demo_of(Slider("s", [0, 1]), matrix, draw=draw)
        hidden, shown = (demo.drawn("p", demo.clean({"s": s})) for s in (0, 1))
        assert places(demo.controls, "p", hidden)["cells"] == {}
        if wanted:
            assert len(places(demo.controls, "p", shown)["cells"]["m"]) == wanted
        else:
            with pytest.raises(ValueError, match=r"axes 'M' of matrix 'm' must have 1×3 cells from \(0, 0\)"):
                places(demo.controls, "p", shown)


def test_a_picked_cell_takes_the_first_axes():
    demo = demo_of(PickCell("c", panel="p", shape=(2, 2)))
    assert places(demo.controls, "p", demo.drawn("p", demo.start))["axes"]["c"][4:] == (0, 2, 0, 2)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_line_of_a_still_picture_runs_over_its_right_edge(scale):
    for words in (
        "0.729 + 0.923 + 0.951 + 0.881 = 3.484. Size: together they have 1,209 pixels, 1 − 1,209 / 24,576 = 0.951. "
        "Fill: the box around both has 4,130.",
        "Offsets 0.018, 0.054, 0.044, 0.061: the centre moves by 0.018 · 55 = 1.0 and 0.054 · 38 = 2.1 pixels, the "
        "width becomes 55 · exp(0.044) = 57.5, the height 40.4.",
    ):
        for width in range(860, 960, 7):
            drawn = draw_lines(words, width, FONT, LEADING, dots=DOTS_PER_INCH * scale)
            assert drawn[:, -1].min() > 200, (width, words)
