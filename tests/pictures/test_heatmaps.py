import numpy as np
import pytest
import torch

from lecture_utils.pictures import draw_cells, draw_heatmap
from lecture_utils.pictures.theme import DIVERGING, NO_NUMBER, SEQUENTIAL
from lecture_utils.scenes.photographs import photograph
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixel_at, pixels_of, rgb


def as_rgb(chosen: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in chosen[:3])


def test_each_value_has_its_colour_in_its_cell() -> None:
    axes = new_axes()
    draw_heatmap(axes, torch.tensor([[0.0, 1.0, 2.0], [4.0, 3.0, 2.0]], requires_grad=True))
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 3), (2, 0))
    for x, y, part in [(0.5, 0.5, 0.0), (1.5, 0.5, 0.25), (0.5, 1.5, 1.0), (1.5, 1.5, 0.75)]:
        assert pixel_at(axes, x, y) == pytest.approx(as_rgb(SEQUENTIAL(part)), abs=1)


def test_limits_hold_whatever_the_values() -> None:
    axes = new_axes()
    draw_heatmap(axes, [[0.5, 7.0]], limits=(0, 1))
    assert pixel_at(axes, 0.5, 0.5) == pytest.approx(as_rgb(SEQUENTIAL(0.5)), abs=1)
    assert pixel_at(axes, 1.5, 0.5) == pytest.approx(as_rgb(SEQUENTIAL(1.0)), abs=1)


def test_signed_values_are_palest_at_zero() -> None:
    axes = new_axes()
    draw_heatmap(axes, [[-1.0, 0.0, 4.0]], colormap="diverging")
    assert pixel_at(axes, 1.5, 0.5) == pytest.approx(as_rgb(DIVERGING(0.5)), abs=2)


def test_what_is_no_number_is_grey() -> None:
    axes = new_axes()
    draw_heatmap(axes, [[np.nan, -np.inf, np.inf, 1.0, 0.0]])
    for x in (0.5, 1.5, 2.5):
        assert pixel_at(axes, x, 0.5) == rgb(NO_NUMBER)
    assert pixel_at(axes, 3.5, 0.5) == pytest.approx(as_rgb(SEQUENTIAL(1.0)), abs=1)


@pytest.mark.parametrize("values", [np.full((2, 2), 3.0), np.full((2, 2), np.nan)])
def test_values_without_a_range_are_drawn(values: np.ndarray) -> None:
    axes = new_axes()
    draw_heatmap(axes, values, colorbar=True)
    assert_readable(axes.figure)


def test_over_an_image_the_axes_count_its_pixels_and_the_values_are_stretched_over_it() -> None:
    axes = new_axes()
    image = np.full((60, 90), 0.4)
    draw_heatmap(axes, [[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]], image, limits=(0, 1))
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 90), (60, 0))
    assert pixel_at(axes, 45, 15) == (102, 102, 102)  # no weight: the image as it is
    assert pixel_at(axes, 61, 1) == pixel_at(axes, 89, 29) != (102, 102, 102)
    assert sum(pixel_at(axes, 75, 15)) > 3 * 102


def test_over_an_image_a_given_colormap_is_equally_opaque_everywhere() -> None:
    strong, weak = new_axes(), new_axes()
    for axes, opacity in ((strong, 1.0), (weak, 0.0)):
        draw_heatmap(axes, [[0.0, 1.0]], np.zeros((10, 20)), colormap="sequential", opacity=opacity)
    assert pixel_at(strong, 15, 5) == pytest.approx(as_rgb(SEQUENTIAL(1.0)), abs=1)
    assert pixel_at(weak, 15, 5) == pixel_at(weak, 5, 5)


@pytest.mark.parametrize("dots", [100, 150])
@pytest.mark.parametrize("image", [None, photograph("chelsea").image, photograph("rocket").image.mean(dim=0)])
def test_a_scale_says_what_the_ends_of_the_colours_stand_for(dots: float, image: object) -> None:
    axes = new_axes(dots=dots)
    draw_heatmap(axes, [[-0.25, 0.5], [12.0, 3.0]], image, title="A long finding about these weights", colorbar=True)
    scale = axes.child_axes[0]
    assert letters_of(scale) == ["−0.25", "12.00"]
    assert_readable(axes.figure)
    assert scale.get_window_extent().x0 > axes.get_window_extent().x1
    assert scale.get_window_extent().height == pytest.approx(axes.get_window_extent().height, abs=1)


def test_cells_can_be_marked_on_a_heatmap() -> None:
    plain, marked = new_axes(), new_axes()
    for axes in (plain, marked):
        draw_heatmap(axes, np.eye(3))
    draw_cells(marked, [(1, 1)])
    assert not np.array_equal(pixels_of(plain), pixels_of(marked))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"values": np.zeros(3)}, "values must have 2 dimension"),
        ({"values": np.zeros((0, 2))}, "values must not be empty"),
        ({"limits": (1, 0)}, r"limits must be \(lowest, highest\), got \(1, 0\)"),
        ({"colormap": "no such"}, "colormap must be 'sequential', 'diverging' or one of matplotlib's, got 'no such'"),
        ({"opacity": 2}, "opacity must be between 0 and 1, got 2"),
        ({"image": np.zeros(3)}, "image must have 2 or 3 dimension"),
    ],
)
def test_wrong_input_is_refused_by_name(arguments: dict, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_heatmap(new_axes(), **{"values": np.zeros((2, 2)), **arguments})
