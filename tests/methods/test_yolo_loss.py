"""YOLO's loss: term by term by hand, and beside a loop over images, cells and boxes."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from torchvision.ops import box_iou

from lecture_utils.methods.yolo import responsible_boxes, split_output, target_tensor, yolo_loss

SEEDS = st.integers(0, 2**31)


def looped_loss(output, target, boxes_per_cell, coordinates, nothing):
    """Equation 3 of the paper as it stands there: sums over cells i and boxes j."""
    terms = [torch.zeros((), dtype=output.dtype) for _ in range(5)]
    grid = output.shape[1]
    for image, row, column in torch.cartesian_prod(*[torch.arange(n) for n in output.shape[:3]]).tolist():
        numbers, true = output[image, row, column], target[image, row, column]
        best = -1
        if true[4] == 1:
            ious, distances = [], []
            for box in range(boxes_per_cell):
                x, y, root_w, root_h = numbers[5 * box : 5 * box + 4].tolist()
                here = (x + column) / grid, (y + row) / grid, root_w**2, root_h**2
                there = (true[0].item() + column) / grid, (true[1].item() + row) / grid, true[2] ** 2, true[3] ** 2
                corners = [
                    torch.tensor([[x - w / 2, y - h / 2, x + w / 2, y + h / 2]], dtype=output.dtype)
                    for x, y, w, h in (here, there)
                ]
                ious.append(box_iou(*corners).item())
                distances.append(math.sqrt(sum((a - float(b)) ** 2 for a, b in zip(here, there, strict=True))))
            best = ious.index(max(ious)) if max(ious) > 0 else distances.index(min(distances))
            x, y, root_w, root_h, confidence = numbers[5 * best : 5 * best + 5]
            terms[0] = terms[0] + coordinates * ((x - true[0]) ** 2 + (y - true[1]) ** 2)
            terms[1] = terms[1] + coordinates * ((root_w - true[2]) ** 2 + (root_h - true[3]) ** 2)
            terms[2] = terms[2] + (confidence - ious[best]) ** 2
            for number, truth in zip(numbers[5 * boxes_per_cell :], true[5:], strict=True):
                terms[4] = terms[4] + (number - truth) ** 2
        for box in range(boxes_per_cell):
            if box != best:
                terms[3] = terms[3] + nothing * numbers[5 * box + 4] ** 2
    return [term / len(output) for term in terms]


def random_case(seed, images, grid, boxes_per_cell, categories, things, near=0.2):
    """Targets with some things, and outputs that are near them, far from them, or anything."""
    generator = torch.Generator().manual_seed(seed)
    targets = []
    for _ in range(images):
        count = int(torch.randint(things + 1, (), generator=generator))
        first, second = torch.rand(2, count, 2, generator=generator, dtype=torch.float64)
        boxes = torch.cat([torch.min(first, second), torch.max(first, second)], dim=1)
        labels = torch.randint(categories, (count,), generator=generator)
        targets.append(target_tensor(boxes, labels, categories, grid, (1, 1)))
    target = torch.stack(targets)
    box, classes = target[..., :5], target[..., 5:]
    output = torch.cat([*[box] * boxes_per_cell, classes], dim=-1)
    return output + near * torch.randn(output.shape, generator=generator, dtype=torch.float64), target


@settings(max_examples=40, deadline=None)
@given(
    SEEDS, st.integers(1, 2), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 4),
    st.sampled_from([0.05, 0.3, 3.0]), st.sampled_from([(5.0, 0.5), (1.0, 2.0)]),
)  # fmt: skip
def test_all_terms_and_their_gradients_are_those_of_the_papers_sums(seed, images, grid, b, c, things, near, weights):
    output, target = random_case(seed, images, grid, b, c, things, near)
    results = []
    for function in (yolo_loss, looped_loss):
        leaf = output.clone().requires_grad_()
        terms = function(leaf, target, b, *weights)
        gradient = torch.autograd.grad(sum(terms), leaf)[0]
        results.append(([term.detach() for term in terms], gradient))
    assert_close(results[0], results[1])


def test_every_term_by_hand():
    # One cell, 10 × 10 pixels. The thing covers (2, 2) to (8, 8): x = y = 0.5, sides 0.6, class 1 of 2.
    target = target_tensor(torch.tensor([[2.0, 2, 8, 8]]), torch.tensor([1]), 2, 1, (10, 10))[None]
    output = torch.zeros(1, 1, 1, 12)
    found = split_output(output, 2)
    found.boxes[0, 0, 0, 0] = torch.tensor([0.1, 0.1, 0.1, 0.1])  # far away
    found.boxes[0, 0, 0, 1] = torch.tensor([0.6, 0.5, math.sqrt(0.6), math.sqrt(0.3)])  # (3, 3.5) to (9, 6.5)
    found.confidences[0, 0, 0] = torch.tensor([0.4, 0.9])
    found.classes[0, 0, 0] = torch.tensor([0.3, 0.8])
    loss = yolo_loss(output, target, 2)
    iou = (5 * 3) / (6 * 6 + 6 * 3 - 5 * 3)
    assert loss.centre.item() == pytest.approx(5 * 0.1**2)
    assert loss.sides.item() == pytest.approx(5 * (math.sqrt(0.6) - math.sqrt(0.3)) ** 2)
    assert loss.object.item() == pytest.approx((0.9 - iou) ** 2)
    assert loss.no_object.item() == pytest.approx(0.5 * 0.4**2)
    assert loss.classes.item() == pytest.approx(0.3**2 + 0.2**2)


def test_a_pixel_counts_more_for_a_small_thing():
    losses = []
    for side in (10.0, 40.0):
        truth = torch.tensor([[50 - side / 2, 50 - side / 2, 50 + side / 2, 50 + side / 2]])
        wider = truth + torch.tensor([[-1.0, 0, 1, 0]])
        pair = [target_tensor(box, torch.tensor([0]), 1, 1, (100, 100))[None] for box in (wider, truth)]
        losses.append(yolo_loss(*pair, boxes_per_cell=1).sides)
    assert losses[0] > 3 * losses[1]


@settings(max_examples=30)
@given(SEEDS, st.integers(1, 4))
def test_the_responsible_box_has_the_highest_iou_of_its_cell(seed, boxes_per_cell):
    generator = torch.Generator().manual_seed(seed)
    start = torch.rand(20, boxes_per_cell + 1, 2, generator=generator, dtype=torch.float64)
    boxes = torch.cat([start, start + torch.rand(start.shape, generator=generator, dtype=torch.float64)], dim=2)
    found = responsible_boxes(boxes[:, 1:], boxes[:, 0])
    for cell in range(20):
        ious = box_iou(boxes[cell, 1:], boxes[cell, :1])[:, 0]
        assert_close(found.ious[cell], ious)
        if ious.any():
            assert found.chosen[cell] == ious.argmax()


def test_where_no_box_meets_the_thing_the_nearest_is_responsible():
    truth = torch.tensor([[0.0, 0.0, 0.2, 0.2]])
    boxes = torch.tensor([[[0.8, 0.8, 0.9, 0.9], [0.3, 0.3, 0.5, 0.5], [0.3, 0.3, 0.9, 0.9]]])
    found = responsible_boxes(boxes, truth)
    assert found.ious.tolist() == [[0, 0, 0]]
    assert found.chosen.tolist() == [1]
    assert found.distances[0, 1].item() == pytest.approx(math.sqrt((0.3**2 + 0.3**2) / 4))


def test_a_box_that_meets_the_thing_goes_before_a_nearer_one_that_does_not():
    truth = torch.tensor([[0.4, 0.4, 0.5, 0.5]])
    boxes = torch.tensor([[[0.51, 0.4, 0.61, 0.5], [0.0, 0.0, 1.0, 1.0]]])
    found = responsible_boxes(boxes, truth)
    assert found.distances[0, 0] < found.distances[0, 1]
    assert found.chosen.tolist() == [1]


def test_of_equal_boxes_and_of_boxes_without_area_the_first_is_responsible():
    truth = torch.tensor([[0.2, 0.2, 0.6, 0.6], [0.5, 0.5, 0.5, 0.5]])
    boxes = torch.tensor([[[0.2, 0.2, 0.5, 0.6]] * 2, [[0.5, 0.5, 0.5, 0.5]] * 2])
    found = responsible_boxes(boxes, truth)
    assert found.chosen.tolist() == [0, 0]
    assert torch.isfinite(found.ious).all()


def test_only_the_responsible_box_is_pulled_to_the_thing():
    output, target = random_case(3, 1, 2, 2, 3, things=4)
    output.requires_grad_()
    loss = yolo_loss(output, target)
    gradient = split_output(torch.autograd.grad(loss.centre + loss.sides + loss.classes, output)[0])
    holds = split_output(target, 1).confidences[..., 0] == 1
    assert holds.any()
    pulled = gradient.boxes.abs().sum(-1) > 0
    assert (pulled[holds].sum(dim=1) == 1).all()
    assert not pulled[~holds].any()
    assert not gradient.classes[~holds].any()
    assert not gradient.confidences.any()


def test_the_confidence_does_not_move_the_box():
    output, target = random_case(3, 1, 2, 2, 3, things=4)
    output.requires_grad_()
    loss = yolo_loss(output, target)
    gradient = split_output(torch.autograd.grad(loss.object + loss.no_object, output)[0])
    assert gradient.confidences.all()
    assert not gradient.boxes.any()


def test_the_gradient_is_that_of_the_terms_as_long_as_the_ious_stay():
    # The IoU is a constant target: all terms but "object" may be held to finite differences directly.
    output, target = random_case(5, 2, 3, 2, 2, things=4, near=0.05)

    def others(given):
        loss = yolo_loss(given, target)
        return torch.stack([loss.centre, loss.sides, loss.no_object, loss.classes])

    assert torch.autograd.gradcheck(others, output.requires_grad_())


def test_all_background_costs_nothing_but_confidence():
    output = torch.randn(2, 3, 3, 13, generator=torch.Generator().manual_seed(0))
    loss = yolo_loss(output, torch.zeros(2, 3, 3, 8))
    assert loss.no_object.item() == pytest.approx(0.5 * split_output(output).confidences.square().sum().item() / 2)
    assert [loss.centre, loss.sides, loss.object, loss.classes] == [0, 0, 0, 0]


def test_a_batch_of_zero_images_costs_nothing_and_still_has_a_gradient():
    output = torch.zeros(0, 3, 3, 13, requires_grad=True)
    loss = yolo_loss(output, torch.zeros(0, 3, 3, 8))
    assert list(loss) == [0] * 5
    sum(loss).backward()
    assert output.grad.shape == output.shape


def test_the_loss_is_the_mean_over_images():
    output, target = random_case(1, 3, 3, 2, 2, things=4)
    each = [torch.stack(yolo_loss(output[i : i + 1], target[i : i + 1])) for i in range(3)]
    assert_close(torch.stack(yolo_loss(output, target)), torch.stack(each).mean(dim=0))


def test_a_perfect_output_costs_nothing():
    output, target = random_case(2, 2, 4, 1, 3, things=5, near=0.0)
    assert_close(torch.stack(yolo_loss(output, target, 1)), torch.zeros(5, dtype=torch.float64))


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: yolo_loss(torch.zeros(2, 2, 13), torch.zeros(1, 2, 2, 8)), "output"),
        (lambda: yolo_loss(torch.zeros(1, 2, 2, 10), torch.zeros(1, 2, 2, 8)), "output"),
        (lambda: yolo_loss(torch.zeros(1, 2, 2, 13), torch.zeros(2, 2, 2, 8)), "target"),
        (lambda: yolo_loss(torch.zeros(1, 2, 2, 13), torch.zeros(1, 2, 2, 13)), "target"),
        (lambda: yolo_loss(torch.zeros(1, 2, 2, 13), torch.zeros(1, 2, 2, 8), 0), "boxes_per_cell"),
        (lambda: responsible_boxes(torch.zeros(3, 4), torch.zeros(3, 4)), "boxes"),
        (lambda: responsible_boxes(torch.zeros(3, 0, 4), torch.zeros(3, 4)), "boxes"),
        (lambda: responsible_boxes(torch.zeros(3, 2, 4), torch.zeros(2, 4)), "truth"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
