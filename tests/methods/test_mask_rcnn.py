"""Mask R-CNN's parts: targets, loss and pasting of masks, held to torchvision's."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from torchvision.models.detection.roi_heads import (
    expand_boxes,
    maskrcnn_inference,
    maskrcnn_loss,
    paste_masks_in_image,
    project_masks_on_boxes,
)

from lecture_utils.methods.evaluation import mask_iou
from lecture_utils.methods.mask_rcnn import (
    MaskHead,
    competing_mask_loss,
    interpolation_weights,
    mask_loss,
    of_class,
    paste_mask,
    paste_masks,
    project_masks,
)

SEEDS = st.integers(0, 2**31)
HEIGHT, WIDTH = 40, 52


def random_boxes(count, generator, over_border=False):
    """Boxes of at least a pixel, of which some part lies inside the image."""
    size = torch.tensor([WIDTH, HEIGHT], dtype=torch.float32)
    corner = torch.rand(count, 2, generator=generator) * (size - 2)
    end = corner + 1 + torch.rand(count, 2, generator=generator) * size / 2
    if over_border:
        return torch.cat([corner - 8, (end + 8).clamp(min=5)], dim=1)
    return torch.cat([corner, torch.minimum(end, size)], dim=1)


def blobs(count, generator):
    """Masks of some extent: ellipses anywhere."""
    y, x = torch.meshgrid(torch.arange(HEIGHT) + 0.5, torch.arange(WIDTH) + 0.5, indexing="ij")
    place, radius = torch.rand(2, count, 2, generator=generator)
    place, radius = place * torch.tensor([HEIGHT, WIDTH]), 4 + 12 * radius
    across = ((y - place[:, 0, None, None]) / radius[:, 0, None, None]).square()
    along = ((x - place[:, 1, None, None]) / radius[:, 1, None, None]).square()
    return across + along <= 1


@settings(max_examples=30)
@given(SEEDS, st.integers(1, 3), st.integers(0, 6), st.sampled_from([5, 14]))
def test_projected_masks_are_torchvisions_where_pixels_count_at_their_corner(seed, things, regions, cells):
    generator = torch.Generator().manual_seed(seed)
    masks, boxes = blobs(things, generator), random_boxes(regions, generator)
    truth = torch.randint(things, (regions,), generator=generator)
    theirs = project_masks_on_boxes(masks, boxes, truth, cells)
    assert_close(project_masks(masks, truth, boxes, cells, aligned=False), theirs)


def test_a_projected_cell_holds_the_share_that_the_mask_covers():
    mask = torch.zeros(1, 8, 8, dtype=torch.bool)
    mask[0, :, 3:] = True
    target = project_masks(mask, torch.tensor([0]), torch.tensor([[0.0, 0.0, 8.0, 8.0]]), 4)
    assert_close(target[0, 1:3], torch.tensor([0.0, 0.5, 1.0, 1.0]).expand(2, 4))


@settings(max_examples=40)
@given(SEEDS, st.integers(1, 3), st.lists(st.integers(0, 5), min_size=1, max_size=3), st.sampled_from([4, 14]))
def test_the_loss_and_its_gradient_are_torchvisions(seed, categories, counts, cells):
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(sum(counts), categories + 1, cells, cells, generator=generator) * 3
    masks = [blobs(2, generator) for _ in counts]
    labels = [torch.randint(categories, (2,), generator=generator) for _ in counts]
    boxes = [random_boxes(count, generator) for count in counts]
    truth = [torch.randint(2, (count,), generator=generator) for count in counts]
    targets = [project_masks(*one, cells, aligned=False) for one in zip(masks, truth, boxes, strict=True)]
    own_labels = torch.cat([of_thing[thing] for of_thing, thing in zip(labels, truth, strict=True)])
    results = []
    for compute in (
        lambda found: mask_loss(found[:, 1:], own_labels, torch.cat(targets)),
        lambda found: maskrcnn_loss(found, boxes, masks, [one + 1 for one in labels], truth),
    ):
        leaf = scores.clone().requires_grad_()
        loss = compute(leaf)
        results.append((loss.detach(), torch.autograd.grad(loss, leaf)[0]))
    assert_close(results[0], results[1])


def test_only_the_mask_of_the_true_class_gets_a_gradient():
    scores = torch.randn(2, 3, 4, 4, requires_grad=True)
    mask_loss(scores, torch.tensor([2, 0]), torch.ones(2, 4, 4)).backward()
    assert (scores.grad != 0).flatten(2).all(dim=2).tolist() == [[False, False, True], [True, False, False]]
    assert (scores.grad[0, :2] == 0).all()


def test_masks_that_compete_get_a_gradient_for_every_class():
    scores, labels, targets = torch.randn(2, 3, 4, 4, requires_grad=True), torch.tensor([2, 0]), torch.rand(2, 4, 4)
    loss = competing_mask_loss(scores, labels, targets)
    chances = scores.softmax(dim=1)[torch.arange(2), labels]
    assert_close(loss, -(targets * chances.log() + (1 - targets) * (1 - chances).log()).mean())
    loss.backward()
    assert (scores.grad != 0).flatten(2).any(dim=2).all()


def test_a_loss_of_masks_that_compete_stays_finite_for_large_scores():
    scores = torch.tensor([200.0, -200.0]).reshape(1, 2, 1, 1).requires_grad_()
    loss = competing_mask_loss(scores, torch.tensor([0]), torch.zeros(1, 1, 1))
    assert_close(loss, torch.tensor(400.0))
    with pytest.raises(ValueError, match=r"^labels: expected at least one region"):
        competing_mask_loss(torch.zeros(0, 2, 3, 3), torch.zeros(0, dtype=torch.long), torch.zeros(0, 3, 3))


def test_the_mask_of_the_detected_class_is_torchvisions():
    scores, labels = torch.randn(3, 4, 6, 6), torch.tensor([3, 0, 1])
    theirs = maskrcnn_inference(torch.cat([torch.zeros(3, 1, 6, 6), scores], dim=1), [labels + 1])[0][:, 0]
    assert_close(of_class(scores, labels).sigmoid(), theirs)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.integers(0, 4), st.sampled_from([3, 14, 28]))
def test_pasted_masks_are_torchvisions_on_the_whole_pixels_that_it_rounds_boxes_to(seed, count, cells):
    generator = torch.Generator().manual_seed(seed)
    boxes = random_boxes(count, generator, over_border=True)
    masks = torch.rand(count, cells, cells, generator=generator)
    theirs = paste_masks_in_image(masks[:, None], boxes, (HEIGHT, WIDTH))[:, 0]
    # It puts a rim of zeros around the mask, cuts corners down to whole numbers, and takes the last pixel as inside.
    rounded = expand_boxes(boxes, (cells + 2) / cells).long()
    rounded[:, 2:] += 1
    without_rim = expand_boxes(rounded.float(), cells / (cells + 2))
    assert_close(paste_masks(masks, without_rim, (HEIGHT, WIDTH)), theirs, rtol=1e-4, atol=1e-4)


@settings(max_examples=30)
@given(SEEDS, st.sampled_from([3, 14]))
def test_one_mask_line_by_line_is_pasted_as_many_at_once(seed, cells):
    generator = torch.Generator().manual_seed(seed)
    boxes = random_boxes(3, generator, over_border=True)
    masks = torch.rand(3, cells, cells, generator=generator)
    alone = [paste_mask(mask, box, (HEIGHT, WIDTH)) for mask, box in zip(masks, boxes, strict=True)]
    assert_close(torch.stack(alone), paste_masks(masks, boxes, (HEIGHT, WIDTH)), rtol=1e-4, atol=1e-4)


def test_a_mask_needs_a_box_with_an_area():
    with pytest.raises(ValueError, match=r"^box: expected x1 < x2 and y1 < y2"):
        paste_mask(torch.rand(2, 2), torch.tensor([3.0, 3.0, 3.0, 5.0]), (8, 8))
    with pytest.raises(ValueError, match=r"^mask: expected floats"):
        paste_mask(torch.ones(2, 2, dtype=torch.int64), torch.tensor([3.0, 3.0, 4.0, 5.0]), (8, 8))


def test_pasting_moves_a_mask_by_parts_of_a_pixel():
    box, shift = torch.tensor([[10.0, 10.0, 30.0, 30.0]]), torch.tensor([0.25, 0.0, 0.25, 0.0])
    columns = torch.arange(WIDTH) + 0.5
    centres = []
    middle = torch.arange(14) - 6.5
    bell = (-(middle**2 + middle[:, None] ** 2) / 18).exp()[None]
    for place in (box, box + shift):
        pasted = paste_masks(bell, place, (HEIGHT, WIDTH))[0]
        centres.append((pasted.sum(dim=0) * columns).sum() / pasted.sum())
    assert_close(centres[0], torch.tensor(20.0), rtol=0, atol=1e-4)
    assert_close(centres[1] - centres[0], torch.tensor(0.25), rtol=0, atol=0.02)


def test_a_mask_as_large_as_its_box_comes_back_as_it_was():
    masks = torch.rand(1, 6, 6)
    pasted = paste_masks(masks, torch.tensor([[3.0, 5.0, 9.0, 11.0]]), (20, 20))
    assert_close(pasted[:, 5:11, 3:9], masks)
    pasted[:, 5:11, 3:9] = 0
    assert (pasted == 0).all()


def test_at_each_pixel_inside_two_neighbouring_cells_count_by_their_nearness():
    weights = interpolation_weights(torch.tensor([0.0]), torch.tensor([8.0]), 8, 4)[0]
    assert weights[1].tolist() == [0.75, 0.25, 0, 0]
    assert weights[0].tolist() == [0.75, 0, 0, 0]  # beyond the middle of the first cell, half of nothing comes in
    assert_close(weights[1:7].sum(dim=1), torch.ones(6))


@settings(max_examples=20)
@given(SEEDS)
def test_a_true_mask_that_is_projected_and_pasted_back_is_nearly_the_same(seed):
    masks = blobs(3, torch.Generator().manual_seed(seed))
    masks = masks[masks.flatten(1).sum(1) > 60]
    boxes = []
    for mask in masks:
        rows, columns = mask.any(1).nonzero(), mask.any(0).nonzero()
        boxes.append(torch.cat([columns.min()[None], rows.min()[None], columns.max()[None] + 1, rows.max()[None] + 1]))
    if boxes:
        boxes = torch.stack(boxes).float()
        back = paste_masks(project_masks(masks, torch.arange(len(masks)), boxes, 28), boxes, (HEIGHT, WIDTH)) >= 0.5
        assert (mask_iou(back, masks).diag() > 0.93).all()


def test_a_box_on_the_border_or_without_area_is_pasted_too():
    boxes = torch.tensor([[-10.0, -10, 5, 5], [WIDTH - 3.0, 0, WIDTH + 9, 9], [90, 90, 99, 99], [7, 7, 7, 7]])
    pasted = paste_masks(torch.ones(4, 14, 14), boxes, (HEIGHT, WIDTH))
    assert pasted.isfinite().all()
    assert (pasted >= 0.5).sum(dim=(1, 2)).tolist() == [25, 27, 0, 0]


def test_without_regions_there_is_nothing_to_learn_and_nothing_to_paste():
    scores = torch.zeros(0, 3, 4, 4, requires_grad=True)
    loss = mask_loss(scores, torch.zeros(0, dtype=torch.long), torch.zeros(0, 4, 4))
    assert loss == 0
    loss.backward()
    none = torch.zeros(0, 4)
    nothing = project_masks(torch.zeros(0, 9, 9, dtype=torch.bool), torch.zeros(0, dtype=torch.long), none, 7)
    assert nothing.shape == (0, 7, 7)
    assert paste_masks(torch.zeros(0, 7, 7), none, (9, 8)).shape == (0, 9, 8)


def test_the_head_doubles_the_grid_and_has_a_mask_for_every_category():
    assert MaskHead(6, 5, width=4, depth=1)(torch.rand(3, 6, 7, 7)).shape == (3, 5, 14, 14)


MASKS, BOXES, THINGS = torch.zeros(2, 9, 9, dtype=torch.bool), torch.zeros(3, 4), torch.zeros(3, dtype=torch.long)
SCORES, TARGETS = torch.zeros(3, 2, 7, 7), torch.zeros(3, 7, 7)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: MaskHead(0, 3), "channels"),
        (lambda: MaskHead(3, 0), "categories"),
        (lambda: MaskHead(3, 3, width=0), "width"),
        (lambda: MaskHead(3, 3, depth=0), "depth"),
        (lambda: project_masks(MASKS.float(), THINGS, BOXES, 7), "masks"),
        (lambda: project_masks(MASKS, THINGS, BOXES.long(), 7), "boxes"),
        (lambda: project_masks(MASKS, THINGS[:2], BOXES, 7), "truth"),
        (lambda: project_masks(MASKS, THINGS + 2, BOXES, 7), "truth"),
        (lambda: project_masks(MASKS, THINGS, BOXES, 0), "cells"),
        (lambda: mask_loss(TARGETS, THINGS, TARGETS), "scores"),
        (lambda: mask_loss(SCORES, THINGS[:2], TARGETS), "labels"),
        (lambda: mask_loss(SCORES, THINGS + 2, TARGETS), "labels"),
        (lambda: mask_loss(SCORES, THINGS, TARGETS[:, :6]), "targets"),
        (lambda: paste_masks(SCORES, BOXES, (9, 9)), "masks"),
        (lambda: paste_masks(TARGETS, BOXES[:2], (9, 9)), "boxes"),
        (lambda: paste_masks(TARGETS, BOXES, (9, 0)), "size"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
