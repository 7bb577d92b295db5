"""RoI pooling and RoI Align against torchvision, spatial pyramid pooling against torch: values, gradients, refusals."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import torch
import torch.nn.functional as F
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.methods.roi import (
    align_point_by_point,
    bilinear_interpolate,
    bin_edges,
    cells_inside,
    change_when_shifted,
    pool_bin_by_bin,
    roi_align,
    roi_align_steps,
    roi_pool,
    roi_pool_steps,
    snap_to_cells,
    spatial_pyramid_pool,
)
from lecture_utils.scenes.roi import SCALE, small_box, small_map

TOLERANCE = {torch.float32: {"atol": 2e-5, "rtol": 1e-4}, torch.float64: {"atol": 1e-10, "rtol": 1e-8}}

FEATURES = torch.rand(2, 3, 6, 8, generator=torch.Generator().manual_seed(0))
BOXES = torch.tensor([[0.0, 1, 1, 4, 4]])


def assert_same_values_and_gradients(
    ours: Callable[[torch.Tensor], torch.Tensor], theirs: Callable[[torch.Tensor], torch.Tensor], features: torch.Tensor
) -> None:
    results = []
    for function in (ours, theirs):
        leaf = features.clone().requires_grad_()
        output = function(leaf)
        assert output.is_contiguous()
        weights = torch.randn(output.shape, dtype=output.dtype, generator=torch.Generator().manual_seed(1))
        (gradient,) = torch.autograd.grad((output * weights).sum(), leaf)
        results.append((output, gradient))
    for mine, other in zip(*results, strict=True):
        torch.testing.assert_close(mine, other, **TOLERANCE[features.dtype])


def where_bins_agree(features: torch.Tensor, boxes: Any, arguments: dict[str, Any]) -> torch.Tensor:
    """1 for each bin with the same cells as torchvision's, which multiplies a rounded quotient; shape (K, 1, h, w)."""
    steps = roi_pool_steps(features, boxes, **arguments)
    same = []
    for axis, (start, end) in enumerate([(steps.left, steps.right), (steps.top, steps.bottom)]):
        first, last = (steps.snapped[:, side, None].to(features.dtype) for side in (axis, axis + 2))
        bins, cells = start.shape[1], features.shape[3 - axis]
        bin_size, number = (last - first + 1) / bins, torch.arange(bins)
        theirs = [first + (number * bin_size).floor(), first + ((number + 1) * bin_size).ceil()]
        same.append((theirs[0].clamp(0, cells) == start) & (theirs[1].clamp(0, cells) == end))
    return (same[1][:, None, :, None] & same[0][:, None, None, :]).to(features.dtype)


def coordinates() -> st.SearchStrategy[float]:
    """Eighths, halves among them, for the ties of rounding, and any other number; inside the image, and far outside."""
    eighths = st.integers(-80, 240).map(lambda number: number / 8)
    return st.one_of(eighths, st.floats(-60, 60, width=32), st.sampled_from([-500.0, 500.0]))


@st.composite
def maps_and_boxes(draw: st.DrawFn) -> tuple[torch.Tensor, Any, dict[str, Any]]:
    dtype = draw(st.sampled_from([torch.float32, torch.float64]))
    shape = [draw(st.integers(1, highest)) for highest in (3, 4, 12, 12)]
    generator = torch.Generator().manual_seed(draw(st.integers(0, 1000)))
    if draw(st.booleans()):  # whole numbers: many equal cells, as after a ReLU
        features = torch.randint(-2, 3, shape, generator=generator).to(dtype)
    else:
        features = torch.randn(shape, dtype=dtype, generator=generator)
    box = st.lists(coordinates(), min_size=4, max_size=4)
    lists = draw(st.lists(st.lists(box, max_size=4), min_size=shape[0], max_size=shape[0]))
    boxes: Any = [torch.tensor(rows, dtype=dtype).reshape(-1, 4) for rows in lists]
    if draw(st.booleans()):  # boxes of the images in no order
        image = torch.cat([torch.full((len(rows), 1), i, dtype=dtype) for i, rows in enumerate(boxes)])
        boxes = torch.cat([image, torch.cat(boxes)], dim=1)
        boxes = boxes[torch.randperm(len(boxes), generator=generator)]
    arguments = {
        "output_size": draw(st.one_of(st.integers(1, 7), st.tuples(st.integers(1, 5), st.integers(1, 5)))),
        "spatial_scale": draw(st.sampled_from([1.0, 0.5, 0.25, 1 / 16, 0.3, 1.7])),
    }
    return features, boxes, arguments


def with_positive_sides(boxes: torch.Tensor) -> torch.Tensor:
    first, last = boxes[:, -4:-2], boxes[:, -2:]
    return torch.cat([boxes[:, :-4], torch.minimum(first, last), torch.maximum(first, last)], dim=1)


@settings(max_examples=50, deadline=None)
@given(maps_and_boxes())
def test_roi_pool_equals_torchvision_in_values_and_gradients(case: tuple[torch.Tensor, Any, dict[str, Any]]) -> None:
    features, boxes, arguments = case
    same = where_bins_agree(features, boxes, arguments)
    assert_same_values_and_gradients(
        lambda input: roi_pool(input, boxes, **arguments) * same,
        lambda input: torchvision.ops.roi_pool(input, boxes, **arguments) * same,
        features,
    )


@settings(max_examples=50, deadline=None)
@given(maps_and_boxes(), st.sampled_from([-1, 0, 1, 2, 3]), st.booleans())
def test_roi_align_equals_torchvision_in_values_and_gradients(
    case: tuple[torch.Tensor, Any, dict[str, Any]], sampling_ratio: int, aligned: bool
) -> None:
    features, boxes, arguments = case
    more = {"sampling_ratio": sampling_ratio, "aligned": aligned}
    if aligned and sampling_ratio <= 0:  # torchvision's count of points fails where one side of a box is negative
        boxes = [with_positive_sides(b) for b in boxes] if isinstance(boxes, list) else with_positive_sides(boxes)
    assert_same_values_and_gradients(
        lambda input: roi_align(input, boxes, **arguments, **more),
        lambda input: torchvision.ops.roi_align(input, boxes, **arguments, **more),
        features,
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_many_fractional_boxes_give_the_numbers_of_torchvision(seed: int, dtype: torch.dtype) -> None:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(2, 5, 37, 50, dtype=dtype, generator=generator).relu()
    corner, size = torch.rand(200, 2, generator=generator) * 700 - 50, torch.rand(200, 2, generator=generator) * 500
    image = torch.randint(0, 2, (200, 1), generator=generator)
    boxes = torch.cat([image, corner, corner + size], dim=1).to(dtype)
    for ours, theirs, more in (
        (roi_pool, torchvision.ops.roi_pool, {}),
        (roi_align, torchvision.ops.roi_align, {"sampling_ratio": 2, "aligned": True}),
        (roi_align, torchvision.ops.roi_align, {"sampling_ratio": -1}),
    ):
        for output_size in (7, (3, 14)):
            shared = {"output_size": output_size, "spatial_scale": 1 / 16}
            arguments = shared | more
            same = where_bins_agree(features, boxes, shared) if ours is roi_pool else torch.ones(())
            assert same.mean() > 0.99
            assert_same_values_and_gradients(
                lambda input, run=ours, arguments=arguments, same=same: run(input, boxes, **arguments) * same,
                lambda input, run=theirs, arguments=arguments, same=same: run(input, boxes, **arguments) * same,
                features,
            )


def test_sizes_are_divided_as_whole_numbers() -> None:
    # 57 cells in 7 bins: in float32, 57 / 7 · 7 is a little more than 57, and torchvision's last bin ends a cell later.
    features = torch.arange(60.0).view(1, 1, 1, 60)
    boxes = torch.tensor([[0.0, 0, 0, 56, 0]])
    for dtype in (torch.bfloat16, torch.float32, torch.float64):
        assert roi_pool(features.to(dtype), boxes.to(dtype), (1, 7)).flatten()[-1] == 56
    assert torchvision.ops.roi_pool(features, boxes, (1, 7)).flatten()[-1] == 57


@settings(max_examples=100, deadline=None)
@given(st.integers(-20, 3000), st.integers(1, 3000), st.integers(1, 60))
def test_bin_edges_are_exact_fractions_rounded_outwards(first: int, size: int, bins: int) -> None:
    start, end = bin_edges(torch.tensor([float(first)]), torch.tensor([first + size - 1.0]), bins, 10_000)
    exact = [Fraction(number * size, bins) for number in range(bins + 1)]
    assert start[0].tolist() == [max(first + math.floor(edge), 0) for edge in exact[:-1]]
    assert end[0].tolist() == [max(first + math.ceil(edge), 0) for edge in exact[1:]]


def test_snapping_takes_halves_away_from_zero() -> None:
    box = torch.tensor([[0.5, 1.5, 2.5, 3.5], [-0.5, -1.5, 2.4999, 3.5001], [0.49999997, 8388609.0, 1.0, 8388609.0]])
    expected = torch.tensor([[1.0, 2, 3, 4], [-1, -2, 2, 4], [0, 8388609, 1, 8388609]])
    assert torch.equal(snap_to_cells(box), expected)


def test_a_box_that_ends_before_it_begins_keeps_one_cell() -> None:
    assert torch.equal(snap_to_cells(torch.tensor([5.0, 4.0, 2.0, 9.0])), torch.tensor([5.0, 4.0, 5.0, 9.0]))


def test_bins_of_roi_pooling_share_cells_and_leave_none_out() -> None:
    start, end = bin_edges(torch.tensor([1.0]), torch.tensor([5.0]), bins=2, cells=6)
    assert start.tolist() == [[1, 3]]
    assert end.tolist() == [[4, 6]]


@settings(max_examples=50, deadline=None)
@given(st.integers(-5, 40), st.integers(1, 40), st.integers(1, 14), st.integers(1, 40))
def test_bins_cover_the_region_inside_the_map_without_gaps(first: int, size: int, bins: int, cells: int) -> None:
    start, end = bin_edges(torch.tensor(float(first)), torch.tensor(float(first + size - 1)), bins, cells)
    covered = {cell for a, b in zip(start.tolist(), end.tolist(), strict=True) for cell in range(a, b)}
    assert covered == set(range(max(first, 0), min(first + size, cells)))


@settings(max_examples=50, deadline=None)
@given(maps_and_boxes())
def test_pooling_bin_by_bin_gives_the_same_as_all_at_once(case: tuple[torch.Tensor, Any, dict[str, Any]]) -> None:
    features, boxes, arguments = case
    features = features[:1]
    boxes = (boxes[0] if isinstance(boxes, list) else boxes[boxes[:, 0] == 0, 1:])[:3]
    steps = roi_pool_steps(features, [boxes], **arguments)
    for k in range(len(boxes)):
        loop = pool_bin_by_bin(features[0], steps.top[k], steps.bottom[k], steps.left[k], steps.right[k])
        assert torch.equal(loop, steps.output[k])


@settings(max_examples=20, deadline=None)
@given(maps_and_boxes(), st.booleans(), st.sampled_from([1, 2]))
def test_aligning_point_by_point_gives_the_same_as_all_at_once(
    case: tuple[torch.Tensor, Any, dict[str, Any]], aligned: bool, sampling_ratio: int
) -> None:
    features, boxes, arguments = case
    features = features[:1]
    boxes = (boxes[0] if isinstance(boxes, list) else boxes[boxes[:, 0] == 0, 1:])[:2]
    for steps in roi_align_steps(features, [boxes], **arguments, sampling_ratio=sampling_ratio, aligned=aligned):
        for k in range(len(steps.boxes)):
            loop = align_point_by_point(features[0], steps.rows[k], steps.columns[k])
            torch.testing.assert_close(loop, steps.output[k], **TOLERANCE[features.dtype])


def test_a_box_with_a_negative_side_has_no_sampling_points_where_they_are_counted_and_gives_zero() -> None:
    boxes = torch.tensor([[0.0, 5, 1, 2, 4], [0, 5, 4, 2, 1], [0, 1, 1, 4, 4]])
    output = roi_align(FEATURES + 1, boxes, output_size=2, aligned=True)
    assert output[:2].abs().sum() == 0
    assert output[2].min() > 0


def test_the_groups_of_roi_align_hold_every_box_once() -> None:
    boxes = torch.tensor([[0.0, 0, 0, 3, 3], [0, 0, 0, 9, 3], [0, 1, 1, 4, 4], [0, 0, 0, 9, 9]])
    groups = roi_align_steps(torch.rand(1, 2, 10, 10), boxes, output_size=3)
    assert sorted(torch.cat([group.boxes for group in groups]).tolist()) == [0, 1, 2, 3]
    assert sorted((group.rows.shape[2], group.columns.shape[2]) for group in groups) == [(1, 1), (1, 3), (3, 3)]


def test_bilinear_interpolation_weighs_the_four_cells_by_nearness() -> None:
    features = torch.tensor([[[1.0, 2.0], [3.0, 8.0]]])
    value = bilinear_interpolate(features, torch.tensor(0.5), torch.tensor(0.25))
    assert value.tolist() == [0.5 * (0.75 * 1 + 0.25 * 2) + 0.5 * (0.75 * 3 + 0.25 * 8)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [(-1.01, 0.0), (-1.0, 1.0), (-0.5, 1.0), (1.0, 3.0), (1.5, 3.0), (2.0, 3.0), (2.01, 0.0)],
)
def test_a_point_within_a_cell_of_the_border_reads_it_and_a_farther_one_reads_zero(row: float, expected: float) -> None:
    features = torch.tensor([[[1.0], [3.0]]])
    assert bilinear_interpolate(features, torch.tensor(row), torch.tensor(0.0)).item() == expected


def test_moving_a_box_by_a_whole_cell_moves_both_methods_alike() -> None:
    features = torch.randn(1, 3, 20, 20, generator=torch.Generator().manual_seed(0))
    box = torch.tensor([[0.0, 35, 41, 120, 137]])
    shifted = box + torch.tensor([0.0, 16, 0, 16, 0])
    moved = features.roll(1, dims=3)
    assert torch.equal(roi_pool(features, box, 4, 1 / 16), roi_pool(moved, shifted, 4, 1 / 16))
    torch.testing.assert_close(
        roi_align(features, box, 4, 1 / 16, 2, aligned=True), roi_align(moved, shifted, 4, 1 / 16, 2, aligned=True)
    )


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 3),
    st.integers(1, 3),
    st.integers(1, 13),
    st.integers(1, 13),
    st.lists(st.integers(1, 6), min_size=1, max_size=3),
)
def test_the_pyramid_over_whole_maps_equals_adaptive_max_pooling(
    images: int, channels: int, height: int, width: int, levels: list[int]
) -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(images, channels, height, width, dtype=torch.float64, generator=generator)
    if images == 0:  # adaptive_max_pool2d refuses an empty batch
        assert spatial_pyramid_pool(features, levels).shape == (0, channels * sum(n * n for n in levels))
        return
    assert_same_values_and_gradients(
        lambda input: spatial_pyramid_pool(input, levels),
        lambda input: torch.cat([F.adaptive_max_pool2d(input, level).flatten(1) for level in levels], dim=1),
        features,
    )


def test_the_pyramid_has_21_numbers_a_channel_whatever_the_size_of_the_map() -> None:
    for height, width in ((13, 13), (4, 31), (1, 1), (40, 2)):
        assert spatial_pyramid_pool(torch.rand(2, 256, height, width)).shape == (2, 256 * 21)


@settings(max_examples=40, deadline=None)
@given(maps_and_boxes())
def test_the_pyramid_over_a_window_equals_the_pyramid_of_the_cropped_map(
    case: tuple[torch.Tensor, Any, dict[str, Any]],
) -> None:
    features, boxes, arguments = case
    scale = arguments["spatial_scale"]
    image_of_box, box = (
        (torch.repeat_interleave(torch.arange(len(boxes)), torch.tensor([len(b) for b in boxes])), torch.cat(boxes))
        if isinstance(boxes, list)
        else (boxes[:, 0].long(), boxes[:, 1:])
    )
    windows = cells_inside(box * scale, *features.shape[2:])

    def of_crops(input: torch.Tensor) -> torch.Tensor:
        crops = [
            input[i : i + 1, :, y1 : y2 + 1, x1 : x2 + 1]
            for i, (x1, y1, x2, y2) in zip(image_of_box.tolist(), windows.tolist(), strict=True)
        ]
        rows = [torch.cat([F.adaptive_max_pool2d(crop, n).flatten(1) for n in (3, 2, 1)], dim=1) for crop in crops]
        return torch.cat([*rows, input.new_zeros(0, features.shape[1] * 14) + 0 * input.sum()])

    assert_same_values_and_gradients(
        lambda input: spatial_pyramid_pool(input, (3, 2, 1), boxes, scale), of_crops, features
    )


@pytest.mark.parametrize(
    ("box", "window"),
    [
        ([1.75, 1.25, 6.75, 5.25], [2, 2, 6, 5]),
        ([1.2, 1.2, 1.9, 1.9], [1, 1, 1, 1]),
        ([-9.0, -9.0, 99.0, 99.0], [0, 0, 7, 5]),
        ([20.0, 20.0, 30.0, 30.0], [7, 5, 7, 5]),
    ],
)
def test_spp_keeps_the_cells_strictly_inside_the_window_and_at_least_one(box: list[float], window: list[int]) -> None:
    assert cells_inside(torch.tensor(box), height=6, width=8).tolist() == window


@pytest.mark.parametrize("method", [roi_pool, roi_align])
@pytest.mark.parametrize(
    ("input", "boxes", "output_size", "message"),
    [
        (FEATURES[0], BOXES, 2, r"input: expected .*\(N, C, H, W\), got torch.float32 \(3, 6, 8\)"),
        (FEATURES.long(), BOXES, 2, "input: expected a float tensor"),
        (FEATURES[:, :, :0], BOXES, 2, "input: expected at least one row"),
        (FEATURES, BOXES[:, 1:], 2, r"boxes: expected .*\(K, 5\).*got \(1, 4\)"),
        (FEATURES, BOXES[0], 2, r"boxes: expected .*\(K, 5\).*got \(5,\)"),
        (FEATURES, [BOXES[:, 1:]], 2, "boxes: expected one tensor for each of the 2 images, got 1"),
        (FEATURES, [BOXES, BOXES], 2, r"boxes: expected tensors of shape \(L, 4\) in the list, got \(1, 5\)"),
        (FEATURES, BOXES.long(), 2, "boxes: expected floats, got torch.int64"),
        (FEATURES, BOXES * 1e20, 2, r"boxes: expected coordinates up to ±1e\+09, got 4e\+20"),
        (FEATURES[:1].expand(258, -1, -1, -1), BOXES.bfloat16(), 2, "boxes: expected .* torch.bfloat16 doesn't count"),
        (FEATURES, BOXES + torch.tensor([2.0, 0, 0, 0, 0]), 2, "boxes: expected image indices from 0 to 1, got 2 to 2"),
        (FEATURES, BOXES - torch.tensor([1.0, 0, 0, 0, 0]), 2, "boxes: expected image indices from 0 to 1, got -1"),
        (FEATURES, BOXES * float("inf"), 2, "boxes: expected finite numbers"),
        (FEATURES, BOXES, 0, "output_size: expected .* at least 1, got 0"),
        (FEATURES, BOXES, (2, 2, 2), r"output_size: expected .*, got \(2, 2, 2\)"),
        (FEATURES, BOXES, 2.5, "output_size: expected a whole number"),
    ],
)
def test_wrong_input_is_refused_by_name(
    method: Callable[..., torch.Tensor], input: torch.Tensor, boxes: Any, output_size: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        method(input, boxes, output_size)


@pytest.mark.parametrize("levels", [(), (4, 0), (1.5,)])
def test_wrong_pyramid_levels_are_refused(levels: Any) -> None:
    with pytest.raises(ValueError, match="levels"):
        spatial_pyramid_pool(FEATURES, levels)


def test_inputs_are_left_as_they_were() -> None:
    features, boxes = FEATURES.clone(), BOXES.clone()
    roi_pool(features, boxes, 2, 0.5)
    roi_align(features, boxes, 2, 0.5)
    spatial_pyramid_pool(features, (2, 1), boxes, 0.5)
    assert torch.equal(features, FEATURES)
    assert torch.equal(boxes, BOXES)


def test_roi_pooling_changes_only_when_a_side_of_the_box_crosses_the_middle_of_a_cell() -> None:
    features = torch.randn(1, 4, 12, 12, generator=torch.Generator().manual_seed(0))
    box = torch.tensor([[0.0, 50, 50, 100, 100]])  # 50 / 16 = 3.125, 100 / 16 = 6.25
    shifts = torch.arange(17.0)
    change = change_when_shifted(lambda boxes: roi_pool(features, boxes, 3, 1 / 16), box, shifts)[0]
    corners = torch.stack([snap_to_cells((box[0, 1:] + d * torch.tensor([1, 0, 1, 0])) / 16) for d in shifts])
    assert [bool(c > 0) for c in change] == [not torch.equal(row, corners[0]) for row in corners]
    assert change[:4].tolist() == [0, 0, 0, 0]  # at 104 / 16 = 6.5 the right side goes to the next cell
    assert change[4] > 0.05


def test_roi_align_changes_a_little_at_every_pixel() -> None:
    features = torch.randn(1, 4, 12, 12, generator=torch.Generator().manual_seed(0))
    box = torch.tensor([[0.0, 50, 50, 100, 100]])
    change = change_when_shifted(
        lambda boxes: roi_align(features, boxes, 3, 1 / 16, 2, aligned=True), box, torch.arange(0.0, 17)
    )[0]
    assert change[0] == 0
    assert change[1:].min() > 0
    assert change.diff().abs().max() < 0.15
    expected = torch.stack(
        [roi_align(features, box + d * torch.tensor([0, 1, 0, 1, 0]), 3, 1 / 16, 2, True) for d in (0, 9)]
    )
    torch.testing.assert_close(change[9], (expected[1] - expected[0]).norm() / expected[0].norm())


def test_the_lectures_small_box_gives_the_numbers_of_the_notebook() -> None:
    features, box = small_map(), small_box()
    steps = roi_pool_steps(features, box, 2, SCALE)
    assert steps.projected.tolist() == [[1.75, 1.25, 6.75, 5.25]]
    assert steps.snapped.tolist() == [[2, 1, 7, 5]]
    assert [steps.top.tolist(), steps.bottom.tolist()] == [[[1, 3]], [[4, 6]]]
    assert [steps.left.tolist(), steps.right.tolist()] == [[[2, 5]], [[5, 8]]]
    assert steps.output.tolist() == [[[[9, 7], [9, 8]]]]
    [aligned] = roi_align_steps(features, box, 2, SCALE, sampling_ratio=2, aligned=True)
    assert aligned.region.tolist() == [[1.25, 0.75, 6.25, 4.75]]
    assert aligned.rows.tolist() == [[[1.25, 2.25], [3.25, 4.25]]]
    assert aligned.columns.tolist() == [[[1.875, 3.125], [4.375, 5.625]]]
    assert aligned.output.tolist() == [[[[2.984375, 3.3125], [4.515625, 2.34375]]]]
    assert bilinear_interpolate(features[0], torch.tensor(1.25), torch.tensor(1.875)).tolist() == [2.84375]
    assert spatial_pyramid_pool(features, (2, 1), box, SCALE).tolist() == [[9, 4, 7, 6, 9]]
