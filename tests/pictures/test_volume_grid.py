"""Volumes in a grid: their places, their letters, the links between them."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from lecture_utils.pictures import Link, PlacedVolume, Volume, draw_volume_grid
from lecture_utils.pictures.items import items_of
from tests.pictures.drawing import assert_readable, letters_of, new_axes

U = [
    PlacedVolume(Volume((3, 64, 64), "image", "input"), 0, 0),
    PlacedVolume(Volume((8, 64, 64)), 0, 1),
    PlacedVolume(Volume((16, 32, 32)), 1, 1.5),
    PlacedVolume(Volume((8, 64, 64), role="output"), 0, 3),
]
LINKS = [Link(0, 1), Link(1, 2), Link(2, 3), Link(1, 3, "copy", "input", 3.0)]


def blocks_of(axes: object) -> list[np.ndarray]:
    """Return the extents (x0, y0, x1, y1) of the blocks."""
    blocks = [part for part in axes.collections if isinstance(part, PolyCollection) and len(part.get_paths()) == 3]
    corners = [np.concatenate([path.vertices for path in block.get_paths()]) for block in blocks]
    return [np.concatenate([corner.min(axis=0), corner.max(axis=0)]) for corner in corners]


@pytest.mark.parametrize("dots", [100, 150])
@pytest.mark.parametrize("row_names", [(), ("64×64", "32×32")])
def test_nothing_overlaps_or_is_cut_off(dots: int, row_names: tuple[str, ...]):
    axes = new_axes(6, 3, dots)
    draw_volume_grid(axes, U, LINKS, "The same side again", row_names=row_names)
    assert_readable(axes.figure)
    for x0, y0, x1, y1 in blocks_of(axes):
        assert axes.get_xlim()[0] <= x0 < x1 <= axes.get_xlim()[1]
        assert axes.get_ylim()[0] <= y0 < y1 <= axes.get_ylim()[1]


def test_rows_lie_below_each_other_and_larger_maps_are_drawn_larger():
    axes = new_axes(6, 3)
    draw_volume_grid(axes, U, LINKS)
    image, first, bottom, last = blocks_of(axes)
    assert bottom[3] < image[1]
    assert image[0] < first[0] < bottom[0] < last[0]
    assert first[3] - first[1] == pytest.approx(np.sqrt(2) * (bottom[3] - bottom[1]))


def test_shapes_are_written_whole_or_divided_between_row_and_block():
    axes = new_axes(6, 3)
    draw_volume_grid(axes, U)
    assert {"3×64×64", "8×64×64", "16×32×32", "image"} <= {text.replace("\n", "") for text in letters_of(axes)}
    axes = new_axes(6, 3)
    draw_volume_grid(axes, U, row_names=("64×64", "32×32"))
    assert {"3", "8", "16", "64×64", "32×32"} <= set(letters_of(axes))
    assert "3×64×64" not in letters_of(axes)


def test_each_block_is_picked_by_its_number():
    axes = new_axes(6, 3)
    draw_volume_grid(axes, U, items=(5, 6, 7, 8))
    items = {number: left for number, left, *_ in items_of(axes.figure)}
    assert sorted(items) == [5, 6, 7, 8]
    assert items[5] < items[6] < items[7] < items[8]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="volumes must have at least one PlacedVolume, got none"):
        draw_volume_grid(new_axes(6, 3), [])
    with pytest.raises(ValueError, match="row_names must be 2 texts, one for each row, got 1"):
        draw_volume_grid(new_axes(6, 3), U, row_names=("64×64",))
    with pytest.raises(ValueError, match="inches higher"):
        draw_volume_grid(new_axes(6, 1.0), U)
    with pytest.raises(ValueError, match="columns of at least"):
        draw_volume_grid(new_axes(1.5, 3), U)
