import numpy as np
import pytest
import torch

from lecture_utils.pictures import draw_bars, draw_curves
from lecture_utils.pictures.theme import colour
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixel_at, pixels_of, rgb

CLASSES = ["Egyptian cat", "tabby", "tiger cat", "lynx", "carton"]
STEPS = np.arange(20)


def test_bars_are_as_long_as_their_values_in_their_colours() -> None:
    axes = new_axes()
    draw_bars(axes, ["a", "b", "c"], torch.tensor([0.25, 1.0, 0.5], requires_grad=True), ["truth", "muted", "rejected"])
    longest, step = axes.get_xlim()[1], axes.get_ylim()[0] / 3
    for row, (value, role) in enumerate(zip((0.25, 1.0, 0.5), ("truth", "muted", "rejected"), strict=True)):
        assert pixel_at(axes, value * longest - 0.03, (row + 0.5) * step) == rgb(colour(role))
        if value < 1:
            assert pixel_at(axes, value * longest + 0.03, (row + 0.5) * step) == (255, 255, 255)


def test_each_bar_has_its_label_and_its_value() -> None:
    axes = new_axes()
    draw_bars(axes, CLASSES, [0.5, 0.25, 0.15, 0.06, 0.04], limits=(0, 1), title="It is a cat")
    numbers = ["0.50", "0.25", "0.15", "0.06", "0.04"]
    assert letters_of(axes) == [part for pair in zip(CLASSES, numbers, strict=True) for part in pair]


@pytest.mark.parametrize("values", [[-1.0, 2.0], [-3.0, -1.0], [0.0, 0.0], [np.nan, -np.inf], [5, 7]])
@pytest.mark.parametrize("limits", [None, (0, 1), (-1, 1), (2, 3)])
@pytest.mark.parametrize("dots", [100, 150])
def test_bars_of_any_values_are_readable(values: list[float], limits: tuple | None, dots: float) -> None:
    axes = new_axes(dots=dots)
    draw_bars(axes, ["first", "second"], values, limits=limits, title="Two values, whatever they are")
    assert_readable(axes.figure)


def test_a_negative_bar_goes_to_the_left_of_zero() -> None:
    axes = new_axes()
    draw_bars(axes, ["a", "b"], [-1.0, 1.0])
    middle, step = axes.get_xlim()[1] / 2, axes.get_ylim()[0] / 2
    assert pixel_at(axes, middle - 0.2, 0.5 * step) == rgb(colour("prediction"))
    assert pixel_at(axes, middle + 0.2, 1.5 * step) == rgb(colour("prediction"))
    assert pixel_at(axes, middle - 0.2, 1.5 * step) == (255, 255, 255)


@pytest.mark.parametrize("count", [1, 12, 16])
def test_many_bars_and_long_labels_are_readable(count: int) -> None:
    axes = new_axes()
    draw_bars(axes, [f"a label of a class, number {index}" for index in range(count)], np.linspace(0, 1, count))
    assert_readable(axes.figure)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((["a"], [1, 2]), "labels and values must be as many, at least 1, got 1 and 2"),
        (([], []), "labels and values must be as many, at least 1, got 0 and 0"),
        ((["a"], [[1]]), "values must have 1 dimension"),
        ((["a"], [1], ["truth", "key"]), "roles must be 1 roles, got 2"),
        ((["a"], [1], "truth", (1, 0)), "limits must be"),
        ((["a"] * 40, range(40)), "axes must be higher for 40 bars"),
        ((["a" * 60], [1]), "axes must be wider"),
    ],
)
def test_wrong_bars_are_refused_by_name(arguments: tuple, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_bars(new_axes(), *arguments)


def test_curves_go_through_their_values() -> None:
    axes = new_axes()
    draw_curves(axes, [0, 1, 2], {"a": torch.tensor([0.0, 1.0, 0.5], requires_grad=True)}, roles={"a": "truth"})
    for x, y in [(0, 0), (1, 1), (1.5, 0.75)]:
        assert pixel_at(axes, x, y) == rgb(colour("truth"))


def test_seeds_are_a_line_at_their_mean_and_a_band_over_their_range() -> None:
    axes = new_axes()
    seeds = np.stack([np.full(20, 1.0), np.full(20, 2.0), np.full(20, 6.0)])
    draw_curves(axes, STEPS, {"loss": seeds}, roles={"loss": "input"})
    pale = tuple(round(255 - 0.18 * (255 - part)) for part in rgb(colour("input")))
    assert pixel_at(axes, 10, 3) == rgb(colour("input"))
    for y in (1.1, 2.2, 5.2):
        assert pixel_at(axes, 10.5, y) == pytest.approx(pale, abs=1)
    assert pixel_at(axes, 10.5, 0.9) == (255, 255, 255)


def test_a_band_that_is_known_is_drawn() -> None:
    axes = new_axes()
    draw_curves(axes, STEPS, {"loss": STEPS * 0.0}, {"loss": (STEPS * 0.0 - 1, STEPS * 0.0 + 1)})
    assert pixel_at(axes, 10.5, 0.7) != (255, 255, 255)
    low, high = axes.get_ylim()
    assert low <= -1
    assert high >= 1


@pytest.mark.parametrize("dots", [100, 150])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("count", [1, 6, 9])
def test_names_stand_at_the_ends_and_everything_is_readable(dots: float, logarithmic: bool, count: int) -> None:
    axes = new_axes(dots=dots)
    curves = {f"curve number {index}": 1 + index / 50 + STEPS**1.5 for index in range(count)}
    labels = {"x_label": "training images", "y_label": "top-1 accuracy", "title": "All curves end at one height"}
    draw_curves(axes, STEPS + 1, curves, **labels, x_log=logarithmic, y_log=logarithmic, now=3)
    assert_readable(axes.figure)
    assert {*curves, "training images", "top-1 accuracy"} <= set(letters_of(axes))
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert [heights[name] for name in curves] == sorted(heights[name] for name in curves)


def test_long_labels_of_the_axes_are_broken_into_lines_inside_the_picture() -> None:
    axes = new_axes(3, 3)
    long = "change of each of 256 boxes in percent of its value before, over all bins"
    draw_curves(axes, STEPS, {"a rather long name": STEPS}, x_label=long, y_label=long, title=long)
    assert_readable(axes.figure)
    assert [text.replace("\n", " ") for text in letters_of(axes)].count(long) == 2


@pytest.mark.parametrize("x", [[5.0], [0.0], [1e-3, 1e3], [10_000, 20_000, 1_000_000], list(range(1, 7)), [-3, 7]])
def test_any_x_is_readable(x: list[float]) -> None:
    axes = new_axes()
    draw_curves(axes, x, {"a": np.ones(len(x)), "b": np.arange(len(x))}, x_label="x")
    assert_readable(axes.figure)
    assert axes.get_xlim()[0] < axes.get_xlim()[1]


def test_gaps_and_curves_without_numbers_are_left_out() -> None:
    axes = new_axes()
    values = np.array([1.0, np.nan, 1.0, 2.0])
    draw_curves(axes, [0, 1, 2, 3], {"gap": values, "nothing": np.full(4, np.nan)})
    assert "gap" in letters_of(axes)
    assert "nothing" not in letters_of(axes)
    assert pixel_at(axes, 0.5, 1.0) != rgb(colour("input"))


def test_the_current_step_is_marked_on_every_curve() -> None:
    axes = new_axes()
    draw_curves(axes, STEPS, {"a": STEPS * 2.0, "b": 40.0 - STEPS}, now=5)
    for x, y in [(5, 10), (5, 35), (5, 20)]:
        assert pixel_at(axes, x, y) == rgb(colour("step"))


def test_axes_of_curves_can_be_drawn_on_in_their_units() -> None:
    axes = new_axes()
    draw_curves(axes, STEPS, {"a": STEPS * 1.0}, limits=(0, 40))
    assert axes.get_xlim() == (0, 19)
    assert axes.get_ylim() == (0, 40)


@pytest.mark.parametrize("draw", ["bars", "curves"])
def test_the_same_input_gives_the_same_pixels(draw: str) -> None:
    drawn = []
    for _ in range(2):
        axes = new_axes()
        if draw == "bars":
            draw_bars(axes, CLASSES, np.linspace(0, 1, 5))
        else:
            draw_curves(axes, STEPS, {"a": np.sin(STEPS), "b": np.cos(STEPS)})
        drawn.append(pixels_of(axes))
    assert np.array_equal(*drawn)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"curves": {}}, "curves must have at least one curve"),
        ({"x": [0, 2, 1]}, "x must be at least one value, ascending"),
        ({"x": []}, "x must be at least one value, ascending"),
        ({"curves": {"a": [1, 2]}}, r"curves\['a'\] must have 3 values, as x, got shape \(2,\)"),
        ({"curves": {"a": np.zeros((0, 3))}}, r"curves\['a'\] must have 3 values"),
        ({"spread": {"b": ([0] * 3, [1] * 3)}}, r"spread and roles must be of curves, got \['b'\]"),
        ({"spread": {"a": ([0] * 2, [1] * 3)}}, r"spread\['a'\] must have 3 values twice, got 2 and 3"),
        ({"roles": {"a": "no role"}}, "role must be one of"),
        ({"now": 7}, "now must be between 0 and 2, got 7"),
        ({"x_log": True}, "x must be positive on a logarithmic axis, got 0"),
        ({"curves": {"a": [1, 0, -2]}, "y_log": True}, "curves must be positive on a logarithmic axis, got -2"),
        ({"curves": {str(index): [1, 2, 3] for index in range(30)}}, "axes must be higher for the names of 30 curves"),
    ],
)
def test_wrong_curves_are_refused_by_name(arguments: dict, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_curves(new_axes(), **{"x": [0, 1, 2], "curves": {"a": [1, 2, 3]}, **arguments})
