"""Every state of the demos of lecture 11 draws, can be read, and shows the numbers that torch computes."""

import math
import re

import pytest
import torch
import torch.nn.functional as F
from matplotlib.figure import Figure

from lecture_utils.demos.transpose_convolution import (
    checkerboard_demo,
    convolution_demo,
    copies_demo,
    draw_idea,
    draw_upsampled,
    matrix_demo,
    tiny,
    transpose_convolution_1d_demo,
    transpose_convolution_demo,
)
from lecture_utils.demos.transpose_convolution.checkerboard import RANDOM, features, resized, transposed, weights_of
from lecture_utils.demos.transpose_convolution.matrices import CONVOLUTION, MAP, ROW, TRANSPOSE, filter_cells, parts
from lecture_utils.demos.transpose_convolution.static_figures import IDEA_SIZE
from lecture_utils.methods.transpose_convolution import slide_notation
from lecture_utils.pictures import FONT_SIZES, cut_off_texts, overlapping_texts, smallest_text, theme
from lecture_utils.stage import Demo, Panel
from lecture_utils.stage.drawing import wrapped

MAKERS = [
    convolution_demo,
    transpose_convolution_demo,
    transpose_convolution_1d_demo,
    matrix_demo,
    checkerboard_demo,
    copies_demo,
]


@pytest.fixture(params=MAKERS, ids=lambda make: make.__name__, scope="module")
def demo(request) -> Demo:
    return request.param()


def different(demo: Demo, panel: Panel, every: int = 1) -> list[dict]:
    """List the demo's states, each different input of the panel once, or every so-manieth of them and the last."""
    states = list({repr([state[key] for key in panel.keys]): state for state in demo.states(40)}.values())
    return [*states[:-1:every], states[-1]]


def figure_of(demo: Demo, name: str, **state) -> Figure:
    panel = demo.panels[name]
    by_name = {control.name: control for control in demo.controls}
    legal = demo.clean(state)
    with theme():
        figure = Figure(figsize=panel.size, dpi=100)
        panel.draw_on(figure, {key: by_name[key].for_drawing(legal[key]) for key in panel.keys})
    return figure


def cells(figure: Figure, matrix: str) -> dict[tuple[int, int], str]:
    """Read the texts that stand in the cells of a matrix, (row, column) → text."""
    axes = next(drawn for drawn in figure.axes if drawn.get_label() == matrix)
    return {
        (math.floor(y), math.floor(x)): text.get_text().replace("−", "-")
        for text in axes.texts
        for x, y in [text.get_position()]
        if x % 1 == y % 1 == 0.5
    }


def numbers(figure: Figure, matrix: str) -> dict[tuple[int, int], float]:
    return {place: float(text) for place, text in cells(figure, matrix).items() if text}


def as_cells(values: torch.Tensor) -> dict[tuple[int, int], float]:
    return {(i, j): float(values[i, j]) for i in range(values.shape[0]) for j in range(values.shape[1])}


def test_every_letter_is_large_enough_inside_the_picture_and_on_no_other(demo: Demo) -> None:
    for panel in demo.panels.values():
        for state in different(demo, panel, every=7):
            figure = figure_of(demo, panel.name, **state)
            with theme():
                assert smallest_text(figure) >= FONT_SIZES["small"], (panel.name, state)
                assert not cut_off_texts(figure), (panel.name, state)
                assert not overlapping_texts(figure), (panel.name, state)


def test_every_state_draws(demo: Demo) -> None:
    for panel in demo.panels.values():
        size = tuple(round(100 * inches) for inches in panel.size)
        for state in different(demo, panel):
            assert demo.drawn(panel.name, state).pixels.shape[:2] == size[::-1]


@pytest.mark.parametrize(("draw", "size"), [(draw_idea, IDEA_SIZE), (draw_upsampled, (8.9, 3.4))])
def test_the_still_pictures_can_be_read(draw, size) -> None:
    with theme():
        figure = Figure(figsize=size, dpi=100)
        draw(figure)
        assert smallest_text(figure) >= FONT_SIZES["small"]
        assert not cut_off_texts(figure)
        assert not overlapping_texts(figure)


def test_every_demo_fits_one_screen_and_its_texts_their_lines(demo: Demo) -> None:
    assert demo.width <= 9
    assert sum(max(panel.size[1] for panel in row) for row in demo.rows) <= 4.3
    for state in demo.states():
        assert "\n" not in wrapped(demo.text("title", **state), demo.width - 0.2, FONT_SIZES["title"], bold=True)
        lines = wrapped(demo.text("caption", **state), demo.width - 0.2, FONT_SIZES["label"]).count("\n") + 1
        assert lines <= demo.caption_lines, (state, demo.text("caption", **state))


@pytest.mark.parametrize("make", MAKERS)
def test_two_demos_draw_the_same_pixels(make) -> None:
    state = make().states(5)[-1]
    assert make().frame(**state).tobytes() == make().frame(**state).tobytes()


# --- convolution


def test_the_tiny_example_goes_from_4x4_to_the_slides_2x2_and_back_to_4x4() -> None:
    filter = tiny.FILTER[None, None]
    assert torch.equal(F.conv2d(tiny.INPUT[None], filter, stride=2, padding=1)[0], tiny.SMALL)
    assert F.conv2d(tiny.INPUT[None], filter, padding=1).shape == (1, 4, 4)
    assert F.conv_transpose2d(tiny.SMALL[None], filter, stride=2, padding=1, output_padding=1).shape == (1, 4, 4)


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("stride", [1, 2])
def test_the_outputs_of_the_convolution_demo_are_torchs_up_to_the_current_step(stride: int, padding: int) -> None:
    demo = convolution_demo()
    expected = F.conv2d(tiny.INPUT[None], tiny.FILTER[None, None], stride=stride, padding=padding)[0]
    for step in range(expected.numel()):
        shown = numbers(figure_of(demo, "matrices", stride=stride, padding=padding, step=step), "Y")
        assert list(shown.values()) == expected.flatten()[: step + 1].tolist()
        caption = demo.text("caption", stride=stride, padding=padding, step=step)
        total = re.search(r"= (−?[\d.]+)\.$", caption).group(1)
        assert float(total.replace("−", "-")) == expected.flatten()[step]


def test_the_padded_input_shows_its_zeros() -> None:
    shown = numbers(figure_of(convolution_demo(), "matrices", stride=2, padding=1, step=0), "X")
    padded = as_cells(F.pad(tiny.INPUT, (1, 1, 1, 1)))
    assert shown == {(row - 1, column - 1): value for (row, column), value in padded.items()}


def test_edited_numbers_reach_picture_and_caption() -> None:
    demo = convolution_demo()
    filter = [[0, 0, 0], [0, 3, 0], [0, 0, 0]]
    state = {"stride": 2, "padding": 1, "filter": filter, "step": 3}
    assert numbers(figure_of(demo, "matrices", **state), "W") == as_cells(torch.tensor(filter))
    assert numbers(figure_of(demo, "matrices", **state), "Y") == as_cells(3 * tiny.INPUT[::2, ::2])
    assert demo.text("caption", **state).endswith("= 9.")


# --- transpose convolution


def stamping_arguments() -> list[tuple[int, int, int]]:
    states = transpose_convolution_demo().frozen_states(["stride", "padding", "output_padding"])
    return sorted({(int(s["stride"]), int(s["padding"]), int(s["output_padding"])) for s in states})


def test_the_sliders_reach_all_legal_combinations_and_no_other() -> None:
    legal = []
    for stride in (1, 2, 3):
        for padding in (0, 1, 2):
            for extra in (0, 1, 2):
                arguments = {"stride": stride, "padding": padding, "output_padding": extra}
                smaller = {**arguments, "output_padding": 0}
                try:  # padding is bounded without the help of output padding, so that its slider needs no other
                    F.conv_transpose2d(tiny.SMALL[None], tiny.FILTER[None, None], **smaller)
                    F.conv_transpose2d(tiny.SMALL[None], tiny.FILTER[None, None], **arguments)
                except RuntimeError:
                    continue
                legal.append((stride, padding, extra))
    assert stamping_arguments() == legal


@pytest.mark.parametrize(("stride", "padding", "extra"), stamping_arguments())
def test_the_output_of_the_last_step_is_torchs(stride: int, padding: int, extra: int) -> None:
    demo = transpose_convolution_demo()
    arguments = {"stride": stride, "padding": padding, "output_padding": extra}
    expected = F.conv_transpose2d(tiny.SMALL[None], tiny.FILTER[None, None], **arguments)[0]
    shown = numbers(figure_of(demo, "matrices", step=4, **arguments), "Z")
    inside = {(i, j): shown[i + padding, j + padding] for i, j in as_cells(expected)}
    assert inside == as_cells(expected)
    size = f"{len(expected)}×{len(expected)}"
    assert demo.text("title", **arguments).endswith(size)
    assert f"= {len(expected)}." in demo.text("caption", step=4, **arguments)


def test_the_canvas_shows_the_sum_of_the_copies_so_far() -> None:
    demo = transpose_convolution_demo()
    for step in range(4):
        first = torch.zeros(4).index_fill(0, torch.arange(step + 1), 1) * tiny.SMALL.flatten()
        expected = F.conv_transpose2d(first.reshape(1, 2, 2), tiny.FILTER[None, None], stride=2)[0]
        shown = numbers(figure_of(demo, "matrices", step=step), "Z")
        assert shown.items() <= as_cells(expected).items()
        assert all(expected[place] == 0 for place in as_cells(expected).keys() - shown.keys())
        copy = numbers(figure_of(demo, "matrices", step=step), "copy")
        assert copy == as_cells(tiny.SMALL.flatten()[step] * tiny.FILTER)


def test_the_caption_writes_an_overlap_out() -> None:
    demo = transpose_convolution_demo()
    assert "Overlaps" not in demo.text("caption", step=0)
    assert "Overlaps are summed: 1 + 4 = 5." in demo.text("caption", step=1)
    assert "2 (row 1, column 2) weights a copy" in demo.text("caption", step=1)


# --- the 1-D example


def row_texts(name: str, **state) -> list[str]:
    """Texts of the lowest row of the picture: the output."""
    figure = figure_of(transpose_convolution_1d_demo(), name, **state)
    lowest = min((axes for axes in figure.axes if axes.get_label() != "sheet"), key=lambda axes: axes.get_position().y0)
    return [text.get_text() for text in lowest.texts]


def test_the_1d_example_ends_with_the_slides_symbols_and_the_same_numbers() -> None:
    assert row_texts("symbols", step=3, stride=2) == ["ax", "ay", "az + bx", "by", "bz"]
    expected = F.conv_transpose1d(tiny.ROW[None], tiny.ROW_FILTER[None, None], stride=2)[0].tolist()
    assert [float(text) for text in row_texts("numbers", step=3, stride=2)] == expected == [2, 4, 11, 6, 12]


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_the_1d_example_shows_torchs_numbers_at_every_stride(stride: int) -> None:
    expected = F.conv_transpose1d(tiny.ROW[None], tiny.ROW_FILTER[None, None], stride=stride)[0].tolist()
    assert [float(text) for text in row_texts("numbers", step=3, stride=stride)] == expected


# --- matrices


def test_the_matrix_of_the_2d_example_takes_the_tiny_input_to_the_slides_numbers_and_back() -> None:
    forward, large = parts(MAP, CONVOLUTION)
    back, small = parts(MAP, TRANSPOSE)
    assert (forward @ large).tolist() == small.tolist() == [1, 2, 3, 4]
    expected = F.conv_transpose2d(tiny.SMALL[None], tiny.FILTER[None, None], None, 2, 1, 1)
    assert (back @ small).tolist() == expected.flatten().tolist()


@pytest.mark.parametrize("operation", [CONVOLUTION, TRANSPOSE])
@pytest.mark.parametrize("example", [ROW, MAP])
def test_the_last_step_shows_the_whole_output(example: str, operation: str) -> None:
    matrix, vector = parts(example, operation)
    figure = figure_of(matrix_demo(), "matrices", example=example, operation=operation, step=3)
    names = ("C", "Y") if operation == CONVOLUTION else ("Cᵀ", "Z")
    shown, output = cells(figure, names[0]), cells(figure, names[1])
    written = [slide_notation(value) if example == ROW else f"{value:g}" for value in matrix @ vector]
    assert [output[row, 0] for row in range(len(written))] == written
    weights = matrix[filter_cells(example, operation)]
    assert list(shown.values()) == [str(weight) if example == ROW else f"{weight:g}" for weight in weights]


# --- checkerboard


def test_the_counts_are_those_of_a_convolution_of_ones() -> None:
    demo = checkerboard_demo()
    for kernel in range(1, 7):
        for stride in (1, 2, 3):
            expected = F.conv_transpose2d(torch.ones(1, 3, 3), torch.ones(1, 1, kernel, kernel), stride=stride)[0]
            assert numbers(figure_of(demo, "counts", kernel=kernel, stride=stride), "copies") == as_cells(expected)


def test_the_caption_says_what_a_constant_becomes() -> None:
    demo = checkerboard_demo()
    uneven = demo.text("caption", kernel=3, stride=2)
    assert "cover an output 1, 2 or 4 times" in uneven
    assert "between 0.44 and 1.78" in uneven  # 4/9 · 1 and 4/9 · 4
    assert "cover an output 4 times" in demo.text("caption", kernel=4, stride=2)
    assert "a constant input of 1 stays 1.00" in demo.text("caption", kernel=4, stride=2)
    assert "0 or 1 times" in demo.text("caption", kernel=2, stride=3)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5, 6])
def test_both_ways_of_upsampling_keep_size_and_brightness(kernel: int, stride: int) -> None:
    weights = weights_of(kernel, RANDOM)
    for way in (transposed, resized):
        image = way(features(), weights, stride)
        assert image.shape == (1, 3, 42 * stride, 42 * stride)
        inside = image[..., 9:-9, 9:-9].mean(dim=(0, 2, 3))
        torch.testing.assert_close(inside, features()[..., 3:-3, 3:-3].mean(dim=(0, 2, 3)), atol=0.02, rtol=0.05)


def test_the_bilinear_filter_leaves_no_checkerboard_on_the_photograph_and_equal_3x3_weights_do() -> None:
    from lecture_utils.methods.transpose_convolution import bilinear_filter

    def roughness(image: torch.Tensor) -> float:
        return float(image[..., 6:-6, 6:-6].diff(dim=-1).abs().mean())

    smooth = roughness(transposed(features(), bilinear_filter(2) / 4, 2))
    uneven = roughness(transposed(features(), weights_of(3, "equal weights"), 2))
    assert uneven > 5 * smooth


def test_a_picture_without_controls_has_a_text_alternative() -> None:
    assert "summed" in copies_demo().alternative()
    assert isinstance(next(iter(copies_demo().panels.values())), Panel)
