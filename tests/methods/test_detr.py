"""DETR's sets: boxes as shares of the image, the matching and its costs, the set loss, detections, what queries say."""

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, l1_loss
from torch.testing import assert_close
from torchvision.ops import generalized_box_iou_loss

from lecture_utils.methods.detr import (
    DETROutput,
    Matching,
    TrueSet,
    Weights,
    class_targets,
    detr_detections,
    losses_of_every_layer,
    match,
    match_queries,
    matching_costs,
    partners_changed,
    pixel_boxes,
    query_predictions,
    relative_boxes,
    set_loss,
    true_sets,
)
from lecture_utils.methods.evaluation import Truth
from lecture_utils.methods.sliding_window import box_convert

SIZE = (100, 200)
NO_THINGS = TrueSet(torch.zeros(0, dtype=torch.long), torch.zeros(0, 4))


def drawn(*shape, seed=0):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def random_boxes(*shape, seed=0):
    """Boxes of all sizes within the image."""
    sides = 0.05 + 0.6 * drawn(*shape, 2, seed=seed)
    return torch.cat([sides / 2 + (1 - sides) * drawn(*shape, 2, seed=seed + 1), sides], dim=-1)


def random_output(*shape, categories=3, seed=0):
    """Predictions for (..., Q) queries."""
    return DETROutput(4 * drawn(*shape, categories + 1, seed=seed) - 2, random_boxes(*shape, seed=seed + 2))


def random_truth(things, categories=3, seed=0):
    labels = (drawn(things, seed=seed) * categories).long()
    return TrueSet(labels, random_boxes(things, seed=seed + 1))


def certain(*probabilities):
    """Scores whose softmax has these probabilities."""
    return torch.tensor(probabilities, dtype=torch.float64).log()


# Boxes


def test_a_box_is_written_as_shares_of_width_and_height():
    boxes = torch.tensor([[0.0, 0.0, 200.0, 100.0], [20.0, 10.0, 60.0, 30.0]])
    expected = torch.tensor([[0.5, 0.5, 1.0, 1.0], [0.2, 0.2, 0.2, 0.2]])
    assert_close(relative_boxes(boxes, SIZE), expected)


@settings(max_examples=20)
@given(st.integers(0, 4), st.tuples(st.integers(1, 300), st.integers(1, 300)), st.integers(0, 2**31))
def test_pixels_and_shares_are_each_others_inverse(count, size, seed):
    boxes = random_boxes(count, seed=seed)
    assert_close(relative_boxes(pixel_boxes(boxes, size), size), boxes)


def test_a_scene_without_things_is_an_empty_set():
    (truth,) = true_sets([Truth(torch.zeros(0, 4), torch.zeros(0, dtype=torch.long))], SIZE)
    assert truth.labels.shape == (0,)
    assert truth.boxes.shape == (0, 4)


# Costs


def test_costs_of_one_query_and_two_things_computed_by_hand():
    # The query's box covers the left half; thing 0 is the whole image, thing 1 the right half.
    output = DETROutput(certain([0.5, 0.2, 0.3]), torch.tensor([[0.25, 0.5, 0.5, 1.0]], dtype=torch.float64))
    boxes = torch.tensor([[0.5, 0.5, 1.0, 1.0], [0.75, 0.5, 0.5, 1.0]], dtype=torch.float64)
    costs = matching_costs(output, TrueSet(torch.tensor([0, 1]), boxes))
    # Thing 0: L1 = .25 + .5; IoU ½, the enclosing box is the union. Thing 1: L1 = .5; IoU 0, nothing is uncovered.
    expected = torch.tensor([[-0.5, -0.2]]), torch.tensor([[3.75, 2.5]]), torch.tensor([[-1.0, 0.0]])
    assert_close(tuple(costs), tuple(part.double() for part in expected))
    assert_close(costs.total, torch.tensor([[2.25, 2.3]], dtype=torch.float64))


def test_the_costs_of_boxes_that_are_apart_grow_with_their_distance():
    boxes = torch.tensor([[0.3, 0.5, 0.1, 0.1], [0.5, 0.5, 0.1, 0.1], [0.9, 0.5, 0.1, 0.1]])
    near, far = matching_costs(
        DETROutput(torch.zeros(1, 3), boxes[:1]), TrueSet(torch.tensor([0, 0]), boxes[1:])
    ).giou.flatten()
    # Enclosing boxes .3 and .7 wide, of which .2 are covered: GIoU −⅓ and −5/7.
    assert_close(torch.stack([near, far]), torch.tensor([2 / 3, 10 / 7]))


def test_weights_of_zero_leave_their_part_out():
    output, truth = random_output(4), random_truth(3)
    costs = matching_costs(output, truth, Weights(classes=0, l1=1, giou=0))
    assert_close(costs.total, torch.cdist(output.boxes, truth.boxes, p=1))


# Matching


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 6), st.integers(0, 2**31))
def test_no_other_matching_costs_less(queries, things, seed):
    total = matching_costs(random_output(queries, seed=seed), random_truth(things, seed=seed)).total
    found = match(total)
    assert len(found.queries) == len(found.things) == min(queries, things)
    assert len(set(found.queries.tolist())) == len(set(found.things.tolist())) == min(queries, things)
    table = total if queries >= things else total.T
    columns = range(table.shape[1])
    every = [
        sum(table[row, column].item() for row, column in zip(rows, columns, strict=True))
        for rows in itertools.permutations(range(len(table)), table.shape[1])
    ]
    assert found.cost(total).item() == pytest.approx(min(every))


def test_the_best_sum_may_leave_each_query_its_second_choice():
    total = torch.tensor([[0.0, 1.0], [1.0, 5.0], [6.0, 6.0]])
    found = match(total)
    assert found.queries.tolist() == [0, 1]
    assert found.things.tolist() == [1, 0]
    assert found.cost(total) == 2
    assert found.as_matrix(3, 2).tolist() == [[False, True], [True, False], [False, False]]


@settings(max_examples=20)
@given(st.integers(1, 7), st.integers(1, 7), st.randoms(use_true_random=False))
def test_shuffled_queries_and_things_keep_their_partners(queries, things, random):
    total = drawn(queries, things, seed=random.randrange(2**31))
    rows, columns = random.sample(range(queries), queries), random.sample(range(things), things)
    shuffled = match(total[rows][:, columns])
    pairs = {(rows[query], columns[thing]) for query, thing in zip(*map(torch.Tensor.tolist, shuffled), strict=True)}
    assert pairs == set(zip(*map(torch.Tensor.tolist, match(total)), strict=True))


@settings(max_examples=20)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**31))
def test_a_constant_in_a_things_column_changes_no_choice_where_queries_suffice(queries, things, seed):
    total = drawn(max(queries, things), things, seed=seed)
    other = total + 10 * drawn(things, seed=seed + 1)
    assert match(total).as_matrix(*total.shape).equal(match(other).as_matrix(*total.shape))


def test_perfect_predictions_are_matched_with_their_things_and_as_many_things_as_queries_are_enough():
    truth = random_truth(5)
    order = torch.tensor([3, 1, 4, 0, 2])
    scores = torch.nn.functional.one_hot(truth.labels[order], 4).double() * 9
    found = match_queries(DETROutput(scores, truth.boxes[order]), truth)
    assert found.queries.tolist() == list(range(5))
    assert found.things.equal(order)


def test_no_gradient_flows_through_the_choice():
    output = random_output(3)
    output.boxes.requires_grad_()
    found = match_queries(output, random_truth(2))
    assert not found.queries.requires_grad
    assert matching_costs(output, random_truth(2)).total.requires_grad


# The set loss


def test_the_loss_of_two_queries_and_one_thing_computed_by_hand():
    scores = certain([0.5, 0.25, 0.25], [0.2, 0.4, 0.4])[None]
    boxes = torch.tensor([[[0.25, 0.5, 0.5, 1.0], [0.9, 0.9, 0.1, 0.1]]], dtype=torch.float64)
    truth = TrueSet(torch.tensor([0]), torch.tensor([[0.5, 0.5, 1.0, 1.0]], dtype=torch.float64))
    loss = set_loss(DETROutput(scores, boxes), [truth])
    assert loss.classes.item() == pytest.approx((-math.log(0.5) - 0.1 * math.log(0.4)) / 1.1)
    assert loss.l1.item() == pytest.approx(5 * 0.75)
    assert loss.giou.item() == pytest.approx(2 * (1 - 0.5))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.integers(1, 5), st.integers(0, 2**31))
def test_the_terms_and_their_gradients_are_the_librarys(counts, queries, seed):
    truths = [random_truth(count, seed=seed + place) for place, count in enumerate(counts)]
    output = random_output(len(counts), queries, seed=seed)
    matchings = [match_queries(output.at(place), truth) for place, truth in enumerate(truths)]
    results = []
    for ours in (True, False):
        scores, boxes = (part.clone().requires_grad_() for part in output)
        if ours:
            terms = set_loss(DETROutput(scores, boxes), truths)
        else:
            targets = class_targets(output, truths, matchings)
            counting = torch.tensor([1, 1, 1, 0.1], dtype=torch.float64)
            matched = torch.cat([one[m.queries] for one, m in zip(boxes, matchings, strict=True)])
            true = torch.cat([truth.boxes[m.things] for truth, m in zip(truths, matchings, strict=True)])
            things = max(sum(counts), 1)
            corners = [box_convert(part, "cxcywh", "xyxy") for part in (matched, true)]
            terms = (
                cross_entropy(scores.flatten(0, 1), targets.flatten(), counting),
                5 * l1_loss(matched, true, reduction="sum") / things,
                2 * generalized_box_iou_loss(*corners, reduction="sum", eps=0) / things,
            )
        gradients = torch.autograd.grad(sum(terms), (scores, boxes))
        results.append(([term.detach() for term in terms], gradients))
    assert_close(results[0], results[1])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(0, 4), st.integers(0, 2**31))
def test_of_all_matchings_the_loss_takes_the_one_of_the_lowest_cost(queries, things, seed):
    things = min(things, queries)
    output, truth = random_output(1, queries, seed=seed), random_truth(things, seed=seed)
    every = [
        Matching(torch.tensor(chosen, dtype=torch.long), torch.arange(things))
        for chosen in itertools.permutations(range(queries), things)
    ]
    total = matching_costs(output.at(0), truth).total
    best = min(every, key=lambda one: one.cost(total).item())
    assert_close(tuple(set_loss(output, [truth])), tuple(set_loss(output, [truth], [best])))


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 5), st.integers(0, 5))
def test_neither_the_things_nor_the_queries_nor_the_images_order_matters(random, one, other):
    truths = [random_truth(one, seed=1), random_truth(other, seed=5)]
    output = random_output(2, 5, seed=random.randrange(2**31))
    loss = set_loss(output, truths)
    shuffled = []
    for truth in truths:
        order = torch.tensor(random.sample(range(len(truth.labels)), len(truth.labels)), dtype=torch.long)
        shuffled.append(TrueSet(truth.labels[order], truth.boxes[order]))
    order = random.sample(range(5), 5)
    assert_close(tuple(set_loss(DETROutput(output.scores[:, order], output.boxes[:, order]), shuffled)), tuple(loss))
    assert_close(tuple(set_loss(DETROutput(output.scores.flip(0), output.boxes.flip(0)), truths[::-1])), tuple(loss))


def test_a_scene_without_things_asks_every_query_to_say_no_object():
    output = random_output(1, 3)
    loss = set_loss(output, [NO_THINGS])
    assert loss.classes.item() == pytest.approx(-output.probabilities[..., -1].log().mean().item())
    assert loss.l1 == loss.giou == 0


def test_a_batch_of_no_images_has_a_loss_of_zero_that_can_be_differentiated():
    scores, boxes = torch.zeros(0, 3, 4, requires_grad=True), torch.zeros(0, 3, 4, requires_grad=True)
    terms = set_loss(DETROutput(scores, boxes), [])
    assert [term.item() for term in terms] == [0, 0, 0]
    assert all(part.isfinite().all() for part in torch.autograd.grad(sum(terms), (scores, boxes)))


def test_a_perfect_set_has_next_to_no_loss():
    truth = random_truth(4)
    scores = torch.nn.functional.one_hot(torch.cat([truth.labels, torch.tensor([3, 3])]), 4).double() * 40
    boxes = torch.cat([truth.boxes, random_boxes(2, seed=9)])
    assert sum(set_loss(DETROutput(scores[None], boxes[None]), [truth])).item() == pytest.approx(0, abs=1e-9)


def test_two_queries_on_one_thing_cost_more_than_one():
    """Why no suppression is needed: only one of the two may say what it sees."""
    truth = TrueSet(torch.tensor([0]), torch.tensor([[0.5, 0.5, 0.4, 0.4]]))
    boxes = truth.boxes.expand(1, 2, 4)
    both, alone = torch.tensor([[[6.0, 0.0], [6.0, 0.0]]]), torch.tensor([[[6.0, 0.0], [0.0, 6.0]]])
    losses = [sum(set_loss(DETROutput(scores, boxes), [truth])).item() for scores in (both, alone)]
    assert losses[0] > losses[1] + 0.3


def test_every_layer_has_terms_of_its_own_the_last_ones_first():
    outputs, truths = random_output(3, 2, 4), [random_truth(2), NO_THINGS]
    terms = losses_of_every_layer(outputs, truths)
    assert list(terms)[:4] == ["class", "L1", "GIoU", "class, layer 1"]
    assert len(terms) == 9
    assert_close([terms["class"], terms["L1"], terms["GIoU"]], list(set_loss(outputs.at(2), truths)))
    assert_close(terms["GIoU, layer 2"], set_loss(outputs.at(1), truths).giou)


# Detections


def test_each_query_is_one_detection_with_its_likeliest_category_and_no_object_is_passed_over():
    scores = certain([0.6, 0.3, 0.1], [0.15, 0.05, 0.8])
    boxes = torch.tensor([[0.5, 0.5, 1.2, 0.5], [0.1, 0.2, 0.1, 0.2]], dtype=torch.float64)
    every = detr_detections(DETROutput(scores, boxes), SIZE)
    assert every.labels.tolist() == [0, 0]
    assert_close(every.scores, torch.tensor([0.6, 0.15], dtype=torch.float64))
    assert_close(every.boxes, torch.tensor([[0, 25, 200, 75], [10, 10, 30, 30]], dtype=torch.float64))
    assert len(detr_detections(DETROutput(scores, boxes), SIZE, score_threshold=0.2).scores) == 1


# Queries


def test_statistics_of_two_queries_over_three_scenes_computed_by_hand():
    boxes = torch.tensor(
        [[[0.2, 0.5, 0.1, 0.1], [0.8, 0.5, 0.5, 0.4]], [[0.4, 0.5, 0.1, 0.3], [0.6, 0.5, 0.3, 0.4]],
         [[0.9, 0.5, 0.1, 0.2], [0.7, 0.5, 0.4, 0.4]]]
    )  # fmt: skip
    sure, unsure = [5.0, 0.0, 0.0], [0.0, 1.0, 5.0]
    scores = torch.tensor([[sure, unsure], [sure, unsure], [unsure, unsure]])
    found = query_predictions([DETROutput(scores[:2], boxes[:2]), DETROutput(scores[2:], boxes[2:])])
    assert found.labels.tolist() == [[0, 1], [0, 1], [1, 1]]
    assert found.shapes.tolist() == [[0, 1], [0, 2], [0, 1]]
    own = found.statistics()
    assert own.counts.tolist() == [2, 0]
    assert_close(own.mean[0], torch.tensor([0.3, 0.5, 0.1, 0.2]))
    assert_close(own.spread[0], torch.tensor([0.1, 0.0, 0.0, 0.1]))
    assert own.mean[1].isnan().all()
    assert_close(found.statistics(least=0).mean, boxes.mean(dim=0))


# Moments of the training


def test_things_that_change_their_query_are_counted_from_moment_to_moment():
    matched = torch.tensor([[[0, 3, -1], [1, -1, -1]], [[3, 0, -1], [1, -1, -1]], [[3, 0, -1], [1, -1, -1]]])
    assert_close(partners_changed(matched), torch.tensor([2 / 3, 0]))
    assert partners_changed(matched[:1]).shape == (0,)
    assert partners_changed(matched[:, :0]).isnan().all()


# Errors

OUTPUT, TRUTH = random_output(4), random_truth(2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: relative_boxes(TRUTH.boxes, (0, 5)), "size"),
        (lambda: matching_costs(random_output(2, 4), TRUTH), "output.scores"),
        (lambda: matching_costs(DETROutput(OUTPUT.scores, OUTPUT.boxes[:3]), TRUTH), "output.boxes"),
        (lambda: matching_costs(OUTPUT, TrueSet(TRUTH.labels + 3, TRUTH.boxes)), "truth.labels: expected labels"),
        (lambda: matching_costs(OUTPUT, TrueSet(TRUTH.labels.int(), TRUTH.boxes)), "truth.labels: expected int64"),
        (lambda: matching_costs(OUTPUT, TrueSet(TRUTH.labels, TRUTH.boxes[:1])), "truth.boxes: expected shape"),
        (lambda: matching_costs(OUTPUT, TrueSet(TRUTH.labels, TRUTH.boxes * 0)), "truth.boxes: expected a positive"),
        (lambda: match(torch.zeros(3)), "total: expected shape"),
        (lambda: match(torch.full((2, 2), torch.nan)), "total: expected finite"),
        (lambda: set_loss(OUTPUT, [TRUTH]), "output.scores"),
        (lambda: set_loss(random_output(2, 4), [TRUTH]), "truths"),
        (lambda: set_loss(random_output(1, 4), [TRUTH], []), "matchings"),
        (lambda: losses_of_every_layer(random_output(2, 4), [TRUTH]), "output.scores"),
        (lambda: detr_detections(OUTPUT, SIZE, 1.5), "score_threshold"),
        (lambda: query_predictions([]), "outputs"),
        (lambda: partners_changed(torch.zeros(2, 3, 4)), "matched: expected integers"),
        (lambda: partners_changed(torch.tensor([[[1]], [[-1]]])), "matched: expected the same"),
        (lambda: query_predictions([OUTPUT]), "output.scores"),
        (lambda: query_predictions([random_output(1, 2)]).statistics(2), "least"),
    ],
)
def test_wrong_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
