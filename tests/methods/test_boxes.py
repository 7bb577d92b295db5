"""Boxes against torchvision: values, dtypes, gradients, and what is refused."""

from collections.abc import Callable

import pytest
import torch
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.boxes import FORMATS
from lecture_utils.methods.sliding_window import (
    box_area,
    box_convert,
    box_iou,
    clip_boxes_to_image,
    generalized_box_iou,
)

FLOATS = [torch.float16, torch.float32, torch.float64]
WHOLE = [torch.int16, torch.int32, torch.int64]


@st.composite
def boxes(draw: st.DrawFn, dtype: torch.dtype, most: int = 5, batch: tuple[int, ...] = ()) -> Tensor:
    """Boxes inside and outside an image of 40×60 pixels, without area, one pixel large, turned inside out."""
    shape = (*batch, draw(st.integers(0, most)), 4)
    quarter = st.integers(-80, 320).map(lambda number: number / 4)
    numbers = draw(st.lists(quarter, min_size=torch.Size(shape).numel(), max_size=torch.Size(shape).numel()))
    made = torch.tensor(numbers, dtype=torch.float64).reshape(shape)
    kind = draw(st.sampled_from(["any", "ordered", "degenerate", "pixel"]))
    start, end = torch.minimum(made[..., :2], made[..., 2:]), torch.maximum(made[..., :2], made[..., 2:])
    if kind == "ordered":
        made = torch.cat([start, end], dim=-1)
    elif kind == "degenerate":
        made = torch.cat([start, start], dim=-1)
    elif kind == "pixel":
        made = torch.cat([start.floor(), start.floor() + 1], dim=-1)
    return made.to(dtype)


def assert_same(ours: Callable[..., Tensor], theirs: Callable[..., Tensor], *sets: Tensor) -> None:
    """Same values, not-a-number in the same places; for floats the same dtype and gradients.

    To the last bit, but for half precision, which ours widens before it subtracts. Whole numbers get 64 bits.
    """
    results = []
    for function in (ours, theirs):
        leaves = [one.clone().requires_grad_(one.is_floating_point()) for one in sets]
        output = function(*leaves)
        gradients = []
        if output.requires_grad:
            weights = torch.randn(output.shape, dtype=output.dtype, generator=torch.Generator().manual_seed(0))
            gradients = list(torch.autograd.grad(output, leaves, weights))
        results.append([output, *gradients])
    float_type = results[1][0].is_floating_point()
    half = any(one.dtype in (torch.float16, torch.bfloat16) for one in sets)
    near = 2 * max(torch.finfo(one.dtype).eps for one in sets) if half else 0.0
    assert_close(results[0][0], results[1][0], rtol=near, atol=near, equal_nan=True, check_dtype=float_type)
    for mine, other in zip(results[0][1:], results[1][1:], strict=True):
        near = max(1e-6, 8 * torch.finfo(mine.dtype).eps)  # gradients are summed in another order
        assert_close(mine, other, rtol=near, atol=near, equal_nan=True)


@settings(max_examples=40)
@given(st.data(), st.sampled_from(FLOATS + WHOLE), st.sampled_from([(), (2,), (0,), (2, 3)]))
def test_overlaps_equal_torchvision(data: st.DataObject, dtype: torch.dtype, batch: tuple[int, ...]):
    one, other = (data.draw(boxes(dtype, 3, batch)) for _ in range(2))
    assert_same(box_iou, torchvision.ops.box_iou, one, other)
    assert_same(generalized_box_iou, torchvision.ops.generalized_box_iou, one, other)


@settings(max_examples=30)
@given(st.data(), st.sampled_from([*FLOATS, *WHOLE, torch.uint8]), st.sampled_from([(), (0,), (2, 3)]))
def test_areas_and_clipped_boxes_equal_torchvision(data: st.DataObject, dtype: torch.dtype, batch: tuple[int, ...]):
    some = data.draw(boxes(torch.float64, 4, batch))
    some = (some.abs() if dtype == torch.uint8 else some).to(dtype)
    assert_same(box_area, torchvision.ops.box_area, some)
    assert_same(
        lambda given: clip_boxes_to_image(given, (40, 60)),
        lambda given: torchvision.ops.clip_boxes_to_image(given, (40, 60)),
        some,
    )


@settings(max_examples=30)
@given(st.data(), st.sampled_from(FLOATS + WHOLE), st.sampled_from(FORMATS), st.sampled_from(FORMATS))
def test_conversions_equal_torchvision(data: st.DataObject, dtype: torch.dtype, before: str, after: str):
    some = data.draw(boxes(dtype))
    assert_same(
        lambda given: box_convert(given, before, after),
        lambda given: torchvision.ops.box_convert(given, before, after),
        some,
    )


@settings(max_examples=20)
@given(boxes(torch.float64), st.sampled_from(FORMATS))
def test_a_conversion_and_its_inverse_give_the_same_boxes_in_new_memory(some: Tensor, other: str):
    back = box_convert(box_convert(some, "xyxy", other), other, "xyxy")

    assert_close(back, some)
    assert not len(some) or back.data_ptr() != some.data_ptr()


def test_overlaps_of_boxes_counted_by_hand():
    box = torch.tensor([[0.0, 0, 4, 2]])
    others = torch.tensor([[0.0, 0, 4, 2], [2, 0, 6, 2], [4, 0, 8, 2], [6, 0, 8, 2], [0, 0, 1, 1]])

    assert_close(box_iou(box, others)[0], torch.tensor([1, 4 / 12, 0, 0, 1 / 8]))
    # The enclosing boxes are 8, 12, 16, 16 and 8 pixels large, of which 0, 0, 0, 4 and 0 are covered by neither.
    assert_close(generalized_box_iou(box, others)[0], torch.tensor([1, 4 / 12, 0, -4 / 16, 1 / 8]))


@settings(max_examples=30)
@given(boxes(torch.float64), boxes(torch.float64))
def test_overlap_is_symmetric_within_its_limits_and_never_below_the_generalized_one(one: Tensor, other: Tensor):
    one, other = (torch.cat([b.sort(-1)[0][:, :2], b.sort(-1)[0][:, 2:] + 1], dim=1) for b in (one, other))
    iou, generalized = box_iou(one, other), generalized_box_iou(one, other)

    assert torch.equal(iou, box_iou(other, one).T)
    assert ((iou >= 0) & (iou <= 1)).all()
    assert ((generalized > -1) & (generalized <= iou + 1e-12)).all()


def test_the_generalized_overlap_pulls_boxes_that_do_not_meet_together_and_the_plain_one_does_not():
    truth, far = torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[6.0, 0, 8, 2]], requires_grad=True)

    (plain,) = torch.autograd.grad(box_iou(far, truth).sum(), far)
    (generalized,) = torch.autograd.grad(generalized_box_iou(far, truth).sum(), far)

    assert not plain.any()
    assert generalized[0, 0] < 0  # a smaller x1 raises it


@pytest.mark.parametrize("function", [box_iou, generalized_box_iou])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (torch.zeros(2, 5), r"boxes2: expected shape \(\.\.\., 4\), got \(2, 5\)"),
        (torch.zeros(4), r"boxes2: expected shape \(\.\.\., N, 4\), got \(4,\)"),
        ([[0, 0, 1, 1]], r"boxes2: expected a tensor of shape \(\.\.\., 4\), got list"),
    ],
)
def test_what_is_no_set_of_boxes_is_refused(function: Callable[..., Tensor], wrong: Tensor, message: str):
    with pytest.raises(ValueError, match=message):
        function(torch.zeros(1, 4), wrong)


def test_an_unknown_format_and_a_wrong_size_are_refused():
    with pytest.raises(ValueError, match="out_fmt: expected one of xyxy, xywh, cxcywh, got 'yxyx'"):
        box_convert(torch.zeros(1, 4), "xyxy", "yxyx")
    with pytest.raises(ValueError, match=r"size: expected \(height, width\), got \(3, 40, 60\)"):
        clip_boxes_to_image(torch.zeros(1, 4), (3, 40, 60))
    with pytest.raises(ValueError, match="boxes: expected shape"):
        box_area(torch.zeros(3))
