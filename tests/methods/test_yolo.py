"""YOLO's grid: the output tensor laid open, boxes in their cells' numbers, and what the cells should say."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from lecture_utils.methods.yolo import (
    cells_of,
    decode_boxes,
    encode_boxes,
    first_in_cell,
    split_output,
    target_tensor,
    without_own_cell,
)

SEEDS = st.integers(0, 2**31)
GRIDS = st.integers(1, 9)
SIZES = st.sampled_from([(128, 128), (96, 160), (7, 50)])


def random_truth(seed, count, size, categories=3):
    """Boxes inside an image, some of them in its corners and at its border, with labels."""
    generator = torch.Generator().manual_seed(seed)
    height, width = size
    first, second = torch.rand(2, count, 2, generator=generator, dtype=torch.float64)
    edges = torch.randint(3, (count, 2), generator=generator)
    first, second = torch.min(first, second), torch.max(first, second) + 1e-3
    first = torch.where(edges == 1, 0.0, first)
    second = torch.where(edges == 2, 1.0, second).clamp(max=1)
    boxes = torch.cat([first, second], dim=1) * torch.tensor([width, height, width, height])
    return boxes, torch.randint(categories, (count,), generator=generator)


def test_the_parts_of_the_output_lie_cell_by_cell_box_by_box():
    output = torch.arange(2 * 2 * 13.0).view(2, 2, 13)
    boxes, confidences, classes = split_output(output, boxes_per_cell=2)
    assert boxes[1, 0].tolist() == [[26, 27, 28, 29], [31, 32, 33, 34]]
    assert confidences[1, 0].tolist() == [30, 35]
    assert classes[1, 0].tolist() == [36, 37, 38]


def test_the_papers_tensor_has_30_numbers_for_each_of_49_cells():
    boxes, confidences, classes = split_output(torch.zeros(7, 7, 2 * 5 + 20), boxes_per_cell=2)
    assert boxes.shape == (7, 7, 2, 4)
    assert confidences.shape == (7, 7, 2)
    assert classes.shape == (7, 7, 20)


@given(st.lists(st.integers(0, 3), max_size=2), st.integers(1, 4), st.integers(1, 3), st.integers(1, 4))
def test_the_parts_are_views_that_cover_the_whole_tensor_once(batch, grid, boxes_per_cell, categories):
    output = torch.zeros(*batch, grid, grid, 5 * boxes_per_cell + categories)
    for part in split_output(output, boxes_per_cell):
        part += 1
    assert (output == 1).all()


def test_a_centre_belongs_to_the_cell_that_it_falls_into():
    boxes = torch.tensor([[0.0, 0, 20, 60], [70, 0, 90, 20], [39, 29, 41, 31], [99, 99, 100, 100]])
    assert cells_of(boxes, 5, (100, 100)).tolist() == [[1, 0], [0, 4], [1, 2], [4, 4]]


def test_a_centre_on_the_right_or_lower_border_belongs_to_the_last_cell():
    boxes = torch.tensor([[98.0, 49, 102, 51], [90, 45, 110, 55], [20, 40, 30, 60]])
    assert cells_of(boxes, 4, (50, 100)).tolist() == [[3, 3], [3, 3], [3, 1]]


def test_boxes_are_written_in_the_papers_numbers():
    box = torch.tensor([[30.0, 20, 80, 38]])  # centre (55, 29), 50 wide and 18 high, of 200 × 100 pixels
    cells = cells_of(box, 4, (100, 200))
    assert cells.tolist() == [[1, 1]]
    assert_close(encode_boxes(box, cells, 4, (100, 200)), torch.tensor([[0.1, 0.16, 0.25**0.5, 0.18**0.5]]))


@settings(max_examples=50)
@given(SEEDS, st.integers(0, 8), GRIDS, SIZES)
def test_decoding_gives_back_what_was_encoded(seed, count, grid, size):
    boxes, labels = random_truth(seed, count, size)
    target = split_output(target_tensor(boxes, labels, 3, grid, size), 1)
    own = first_in_cell(cells_of(boxes, grid, size), grid)
    row, column = cells_of(boxes, grid, size)[own].unbind(1)
    assert_close(decode_boxes(target.boxes, size)[row, column, 0], boxes[own])
    assert torch.equal(target.classes[row, column].argmax(1), labels[own])
    assert target.confidences.sum() == own.sum() == target.classes.sum()
    inside = target.boxes[row, column, 0]
    assert ((inside >= 0) & (inside <= 1)).all()


@settings(max_examples=50)
@given(SEEDS, st.integers(0, 12), GRIDS, SIZES)
def test_cells_are_given_to_the_first_that_comes(seed, count, grid, size):
    boxes, _ = random_truth(seed, count, size)
    taken, late = set(), []
    for place, cell in enumerate(map(tuple, cells_of(boxes, grid, size).tolist())):
        if cell in taken:
            late.append(place)
        taken.add(cell)
    assert without_own_cell(boxes, grid, size).tolist() == late


def test_of_two_things_in_one_cell_only_the_first_is_learned_until_the_grid_is_finer():
    boxes = torch.tensor([[10.0, 10, 30, 30], [14, 8, 34, 28], [60, 60, 70, 70]])  # the first two in cell (0, 0)
    labels = torch.tensor([2, 0, 1])
    target = split_output(target_tensor(boxes, labels, 3, 4, (100, 100)), 1)
    assert target.confidences[..., 0].nonzero().tolist() == [[0, 0], [2, 2]]
    assert target.classes[0, 0].tolist() == [0, 0, 1]
    assert_close(decode_boxes(target.boxes, (100, 100))[0, 0, 0], boxes[0])
    assert [len(without_own_cell(boxes, grid, (100, 100))) for grid in (1, 4, 9)] == [2, 1, 0]


def test_the_target_of_a_scene_without_things_is_zero():
    none = torch.zeros(0, 4)
    target = target_tensor(none, torch.zeros(0, dtype=torch.long), 5, 8, (128, 128))
    assert target.shape == (8, 8, 10)
    assert not target.any()
    assert without_own_cell(none, 8, (128, 128)).tolist() == []


def test_no_prediction_gives_a_box_that_ends_before_it_begins():
    boxes = decode_boxes(torch.randn(2, 3, 3, 2, 4, generator=torch.Generator().manual_seed(0)) * 3, (48, 64))
    assert (boxes[..., :2] <= boxes[..., 2:]).all()


def test_decoding_has_the_gradient_of_its_formula():
    encoded = torch.rand(2, 2, 2, 1, 4, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(lambda given: decode_boxes(given, (48, 64)), encoded)


BOX, LABEL = torch.tensor([[1.0, 1.0, 5.0, 5.0]]), torch.tensor([0])


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: split_output(torch.zeros(2, 2, 10), 2), "output"),
        (lambda: split_output(torch.zeros(2, 3, 11), 2), "output"),
        (lambda: split_output(torch.zeros(2, 2, 11, dtype=torch.long), 2), "output"),
        (lambda: split_output(torch.zeros(2, 2, 11), 0), "boxes_per_cell"),
        (lambda: cells_of(BOX[0], 2, (8, 8)), "boxes"),
        (lambda: cells_of(BOX.long(), 2, (8, 8)), "boxes"),
        (lambda: cells_of(BOX + 6, 2, (8, 8)), "boxes"),
        (lambda: cells_of(BOX * float("nan"), 2, (8, 8)), "boxes"),
        (lambda: cells_of(BOX, 0, (8, 8)), "grid"),
        (lambda: cells_of(BOX, 2, (8, 0)), "size"),
        (lambda: encode_boxes(BOX, torch.zeros(2, 2), 2, (8, 8)), "cells"),
        (lambda: encode_boxes(BOX.flip(1), torch.zeros(1, 2), 2, (8, 8)), "boxes"),
        (lambda: decode_boxes(torch.zeros(2, 3, 1, 4), (8, 8)), "encoded"),
        (lambda: target_tensor(BOX, torch.tensor([3]), 3, 2, (8, 8)), "labels"),
        (lambda: target_tensor(BOX, torch.tensor([0, 1]), 3, 2, (8, 8)), "labels"),
        (lambda: target_tensor(BOX, torch.tensor([0.0]), 3, 2, (8, 8)), "labels"),
        (lambda: target_tensor(BOX, LABEL, 0, 2, (8, 8)), "categories"),
        (lambda: without_own_cell(BOX[:, :3], 2, (8, 8)), "boxes"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
