from itertools import combinations

import numpy as np
import pytest
import torch

from lecture_utils.pictures.label_maps import INSTANCE_COLOURS, LABEL_COLOURS, NOTHING, draw_label_map, in_colours
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixel_at, rgb
from tests.pictures.test_theme import SIGHTS, difference

NAMES = ("sky", "grass", "cow")


def halves() -> np.ndarray:
    """Sky above grass, and a cow of 4 × 6 pixels in the middle."""
    values = np.zeros((40, 60), dtype=np.uint8)
    values[20:] = 1
    values[18:22, 27:33] = 2
    return values


@pytest.mark.parametrize("sight", SIGHTS)
def test_everybody_can_tell_the_colours_apart(sight: str) -> None:
    for palette in (LABEL_COLOURS, (NOTHING, *INSTANCE_COLOURS)):
        for one, other in combinations(palette, 2):
            assert difference(one, other, sight) >= 12, (one, other)


def test_each_pixel_has_the_colour_of_its_label() -> None:
    axes = new_axes(6.0, 4.5)
    draw_label_map(axes, halves(), NAMES)
    assert pixel_at(axes, 2.5, 2.5) == rgb(LABEL_COLOURS[0])
    assert pixel_at(axes, 2.5, 37.5) == rgb(LABEL_COLOURS[1])
    assert pixel_at(axes, 27.5, 18.5) == rgb(LABEL_COLOURS[2])


def test_a_name_stands_in_its_region_where_it_fits_and_beside_it_where_not() -> None:
    axes = new_axes()
    draw_label_map(axes, torch.from_numpy(halves()), NAMES, title="A cow")
    assert sorted(letters_of(axes)) == ["cow", "grass", "sky"]
    places = {text.get_text(): text.get_position() for text in axes.texts}
    values = halves()
    for name in ("sky", "grass"):
        x, y = places[name]
        assert NAMES[values[int(y), int(x)]] == name
    x, y = places["cow"]
    assert abs(x - 30) + abs(y - 20) < 20
    assert_readable(axes.figure)


def test_names_do_not_touch_in_the_most_crowded_map() -> None:
    values = (np.random.default_rng(0).permutation(36) % 10).reshape(6, 6).repeat(8, axis=0).repeat(8, axis=1)
    axes = new_axes(3.0, 3.0)
    draw_label_map(axes, values, [f"thing {label}" for label in range(10)], title="Ten labels")
    assert len(letters_of(axes)) == 10
    assert_readable(axes.figure)


def test_what_has_no_name_or_is_not_there_is_not_written() -> None:
    axes = new_axes()
    draw_label_map(axes, halves(), ("", "grass", "cow", "dog"))
    assert sorted(letters_of(axes)) == ["cow", "grass"]


@pytest.mark.parametrize(
    ("values", "names", "complaint"),
    [
        (np.zeros((4, 4)), NAMES, r"values must be \(H, W\) whole numbers, got shape \(4, 4\) of float64"),
        (np.zeros((0, 4), dtype=int), NAMES, "got shape"),
        (np.full((4, 4), 3), NAMES, "values must be from 0 to 2, as names and colours are; got 3 to 3"),
        (np.full((4, 4), -1), NAMES, "got -1 to -1"),
    ],
)
def test_what_is_no_label_map_is_refused(values: np.ndarray, names: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_label_map(new_axes(), values, names)


def test_a_map_in_colours_has_each_labels_colour_at_its_pixels():
    found = in_colours(torch.tensor([[0, 2], [1, 0]]), ["#ff0000", "#00ff00", "#0000ff"])
    assert found.tolist() == [[[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [1, 0, 0]]]
