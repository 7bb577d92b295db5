"""Pyramids and windows: sizes and counts by hand, boxes in the image, crops against slices."""

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from lecture_utils.methods.sliding_window import (
    WindowGrid,
    crop_count,
    crops,
    image_pyramid,
    level_size,
    pyramid_scales,
    window_grids,
    window_starts,
)


def test_scales_form_a_geometric_series_from_the_largest_to_the_smallest():
    assert_close(pyramid_scales(2, 0.25, 4), (2.0, 1.0, 0.5, 0.25))
    scales = pyramid_scales(1.5, 0.3, 6)
    assert (scales[0], scales[-1]) == (1.5, 0.3)
    assert_close([b / a for a, b in itertools.pairwise(scales)], [0.2**0.2] * 5)
    assert pyramid_scales(1.5, 0.3, 1) == (1.5,)


@pytest.mark.parametrize(("sizes", "name"), [((1, 2, 3), "smallest"), ((1, 0, 3), "smallest"), ((1, 1, 0), "count")][:])
def test_scales_in_the_wrong_order_or_without_number_are_refused(sizes, name):
    with pytest.raises(ValueError, match=f"{name}: expected"):
        pyramid_scales(*sizes)


def test_the_sides_of_a_level_are_rounded_and_never_vanish():
    assert level_size((101, 30), 0.5) == (51, 15)
    assert level_size((101, 30), 0.001) == (1, 1)
    levels = image_pyramid(torch.rand(3, 101, 30), (2, 1, 0.5))
    assert [tuple(level.image.shape) for level in levels] == [(3, 202, 60), (3, 101, 30), (3, 51, 15)]
    assert [level.scale for level in levels] == [2.0, 1.0, 0.5]


def test_at_scale_one_the_level_is_the_image():
    image = torch.rand(3, 9, 7)
    assert torch.equal(image_pyramid(image, [1.0])[0].image, image)


def test_a_smaller_level_takes_means_where_picking_pixels_would_see_stripes_as_one_colour():
    stripes = (torch.arange(64) % 4 < 2).float().expand(3, 64, 64)
    (level,) = image_pyramid(stripes, [0.25])
    assert_close(level.image[:, :, 2:-2], torch.full((3, 16, 12), 0.5), atol=0.02, rtol=0)


@pytest.mark.parametrize("image", [torch.rand(9, 7), torch.zeros(3, 9, 7).long(), torch.rand(3, 0, 7)])
def test_what_is_no_image_is_refused(image):
    with pytest.raises(ValueError, match="image: expected floats of shape"):
        image_pyramid(image, [1.0])


def test_the_last_window_is_moved_back_to_the_border():
    assert window_starts(10, 4, 2) == [0, 2, 4, 6]
    assert window_starts(11, 4, 2) == [0, 2, 4, 6, 7]
    assert window_starts(4, 4, 2) == [0]
    assert window_starts(3, 4, 2) == []
    assert window_starts(5, 1, 9) == [0, 4]


@settings(max_examples=50)
@given(length=st.integers(1, 60), window=st.integers(1, 20), stride=st.integers(1, 25))
def test_starts_begin_at_zero_end_at_the_border_and_lie_at_most_a_stride_apart(length, window, stride):
    starts = window_starts(length, window, stride)
    if length < window:
        assert starts == []
        return
    assert len(starts) == math.ceil((length - window) / stride) + 1
    assert (starts[0], starts[-1] + window) == (0, length)
    steps = [b - a for a, b in itertools.pairwise(starts)]
    assert all(step == stride for step in steps[:-1])
    assert all(0 < step <= stride for step in steps)


@settings(max_examples=30)
@given(
    image=st.tuples(st.integers(8, 40), st.integers(8, 40)),
    scale=st.floats(0.3, 2.5),
    window=st.tuples(st.integers(1, 16), st.integers(1, 16)),
    stride=st.tuples(st.integers(1, 8), st.integers(1, 8)),
)
def test_boxes_lie_inside_the_image_reach_its_border_and_are_the_iterators(image, scale, window, stride):
    grid = WindowGrid(image, level_size(image, scale), window, stride)
    boxes = grid.boxes()
    assert boxes.shape == (*grid.shape, 4)
    windows = list(grid)
    assert len(windows) == len(grid) == grid.count == crop_count(image, [scale], window, stride)
    if not windows:
        assert window[0] > grid.level[0] or window[1] > grid.level[1]
        return
    assert torch.equal(torch.stack([one.box for one in windows]), boxes.flatten(0, 1))
    assert [one.number for one in windows] == [one.row * grid.shape[1] + one.column for one in windows]
    assert_close(boxes[0, 0, :2], torch.zeros(2))
    assert_close(boxes[-1, -1, 2:], torch.tensor([image[1], image[0]]).float())
    scale_back = torch.tensor([image[1] / grid.level[1], image[0] / grid.level[0]])
    assert_close(
        boxes[..., 2:] - boxes[..., :2], (torch.tensor([window[1], window[0]]) * scale_back).expand(*grid.shape, 2)
    )


def test_a_window_is_a_larger_box_in_the_image_where_the_level_is_smaller():
    (small, large) = window_grids((100, 200), (2, 0.5), window=20, stride=20)
    assert small[0].box.tolist() == [0, 0, 10, 10]
    assert large[0].box.tolist() == [0, 0, 40, 40]
    assert (small.shape, large.shape) == ((10, 20), (3, 5))
    assert large.boxes()[-1, 1].tolist() == [40, 60, 80, 100]  # the last row starts 10 pixels after the one before
    assert crop_count((100, 200), (2, 0.5, 0.05), 20, 20) == 200 + 15 + 0


def test_crops_are_what_slices_cut_out_and_ends_are_half_open():
    image = torch.rand(3, 11, 13)
    grid = WindowGrid((11, 13), (11, 13), (4, 5), (3, 4))
    cut = crops(image, grid)
    assert len(cut) == grid.count == 4 * 3
    for window, crop in zip(grid, cut, strict=True):
        x1, y1, x2, y2 = window.box.int().tolist()
        assert torch.equal(crop, image[:, y1:y2, x1:x2])
        assert (window.top, window.left) == (y1, x1)
    assert torch.equal(crops(image, grid, [7, 2]), cut[[7, 2]])
    assert crops(image, grid, []).shape == (0, 3, 4, 5)
    assert crops(image, WindowGrid((11, 13), (11, 13), (12, 5), (3, 4))).shape == (0, 3, 12, 5)


@pytest.mark.parametrize(("level", "numbers", "name"), [((3, 10, 13), None, "level"), ((3, 11, 13), [12], "numbers")])
def test_crops_of_another_level_or_beyond_the_last_are_refused(level, numbers, name):
    with pytest.raises(ValueError, match=f"{name}: expected"):
        crops(torch.rand(level), WindowGrid((11, 13), (11, 13), (4, 5), (3, 4)), numbers)


def test_there_is_no_window_before_the_first_or_after_the_last():
    grid = WindowGrid((8, 8), (8, 8), (4, 4), (4, 4))
    for number in (-1, 4):
        with pytest.raises(IndexError, match="number: expected 0 to 3"):
            grid[number]


@pytest.mark.parametrize(("window", "stride", "name"), [(0, 1, "window"), (4, 0, "stride"), ((4, 2.5), 1, "window")])
def test_windows_and_strides_are_positive_whole_numbers(window, stride, name):
    with pytest.raises(ValueError, match=f"{name}: expected"):
        window_grids((8, 8), [1.0], window, stride)
