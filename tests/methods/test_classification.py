"""Cross-entropy, top-K, confusion: equal to torch, scikit-learn and torchmetrics, gradients and ties included."""

import math

import numpy as np
import pytest
import sklearn.metrics
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy as library_cross_entropy
from torch.testing import assert_close
from torchmetrics.functional.classification import multiclass_accuracy

from lecture_utils.methods.classification import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_steps,
    log_softmax,
    most_likely,
    rank_of_truth,
    softmax,
    superclass_probabilities,
    top_k_accuracies,
    top_k_accuracy,
)

FEW = settings(max_examples=50)
EXTREME = torch.tensor([[1000.0, 0.0, -1000.0], [-1e30, 0.0, 1e30], [-math.inf, 0.0, 1.0]])


@st.composite
def classified(draw, most=12):
    """Scores (N, C) with labels (N,). Few different scores, so that many are equal; or hardly any equal ones."""
    images, categories, seed = draw(st.integers(1, 20)), draw(st.integers(1, most)), draw(st.integers(0, 999))
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(images, categories, generator=generator, dtype=torch.float64)
    if draw(st.booleans()):
        scores = scores.round()
    return scores, torch.randint(categories, (images,), generator=generator)


def value_and_gradient(function, scores, labels):
    scores = scores.clone().requires_grad_()
    value = function(scores, labels)
    return value.detach(), torch.autograd.grad(value, scores)[0]


@FEW
@given(classified())
def test_cross_entropy_and_its_gradient_are_the_librarys(given_):
    value, gradient = value_and_gradient(cross_entropy, *given_)
    theirs, their_gradient = value_and_gradient(library_cross_entropy, *given_)
    assert_close(value, theirs)
    assert_close(gradient, their_gradient)
    assert_close(cross_entropy_gradient(*given_), their_gradient)
    assert_close(gradient.sum(dim=1), torch.zeros(len(gradient), dtype=gradient.dtype))


@FEW
@given(classified())
def test_the_steps_of_cross_entropy_belong_to_one_another(given_):
    scores, labels = given_
    probabilities, of_truth, losses, loss = cross_entropy_steps(scores, labels)
    assert_close(probabilities, torch.softmax(scores, 1))
    assert_close(of_truth, torch.stack([row[label] for row, label in zip(probabilities, labels, strict=True)]))
    assert_close(losses, -of_truth.log())
    assert_close(loss, losses.mean())


def test_cross_entropy_of_scores_that_are_all_equal_is_the_logarithm_of_the_number_of_categories():
    assert_close(cross_entropy(torch.zeros(3, 25), torch.tensor([0, 7, 24])), torch.tensor(math.log(25)))


@pytest.mark.parametrize("label", [0, 1, 2])
def test_cross_entropy_of_extreme_scores_is_the_librarys_where_a_probability_is_rounded_to_zero(label):
    for row in EXTREME:
        value, gradient = value_and_gradient(cross_entropy, row[None], torch.tensor([label]))
        theirs, their_gradient = value_and_gradient(library_cross_entropy, row[None], torch.tensor([label]))
        assert_close(value, theirs)
        assert_close(gradient, their_gradient, equal_nan=True)


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_logarithm_of_the_softmax_is_the_librarys(dim, dtype):
    scores = torch.cat([EXTREME, torch.randn(2, 3, generator=torch.Generator().manual_seed(0))]).to(dtype)
    assert_close(log_softmax(scores, dim), torch.log_softmax(scores, dim))


@pytest.mark.parametrize(
    ("scores", "labels", "message"),
    [
        (torch.zeros(3), torch.tensor([0]), r"input: expected \(N, C\), not empty, got \(3,\)"),
        (torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64), r"input: expected \(N, C\), not empty"),
        (torch.zeros(2, 3, dtype=torch.int64), torch.tensor([0, 1]), "input: expected of a float dtype"),
        (torch.zeros(2, 3), torch.tensor([0]), r"target: expected \(2,\), one label for each row, got \(1,\)"),
        (torch.zeros(2, 3), torch.tensor([0.0, 1.0]), "target: expected of dtype torch.int64, got torch.float32"),
        (torch.zeros(2, 3), torch.tensor([0, 3]), "target: expected labels from 0 to 2, got labels from 0 to 3"),
        (torch.zeros(2, 3), torch.tensor([-1, 2]), "target: expected labels from 0 to 2, got labels from -1 to 2"),
        (torch.zeros(2, 3), [0, 1], "target: expected a tensor, got list"),
        ([[0.0, 1.0]], torch.tensor([0]), "input: expected a tensor, got list"),
    ],
)
def test_cross_entropy_names_the_input_that_does_not_fit(scores, labels, message):
    for function in (cross_entropy, cross_entropy_gradient):
        with pytest.raises(ValueError, match=message):
            function(scores, labels)


@FEW
@given(classified())
def test_the_most_likely_labels_come_in_the_order_of_their_probabilities(given_):
    scores = given_[0]
    for k in (1, scores.shape[1]):
        labels, probabilities = most_likely(scores, k)
        assert labels.shape == probabilities.shape == (len(scores), k)
        assert_close(probabilities, torch.softmax(scores, 1).topk(k).values)
        assert_close(softmax(scores, 1).gather(1, labels), probabilities)
        assert (labels[:, 0] == torch.from_numpy(scores.numpy().argmax(axis=1))).all()


def test_the_most_likely_labels_are_found_for_one_image_and_for_any_batch_of_images():
    scores = torch.randn(2, 3, 7, generator=torch.Generator().manual_seed(0))
    labels = most_likely(scores, 2).labels
    assert labels.shape == (2, 3, 2)
    assert torch.equal(most_likely(scores[1, 2], 2).labels, labels[1, 2])


@FEW
@given(classified(), st.integers(1, 12))
def test_an_image_is_right_exactly_if_its_label_is_among_those_listed(given_, k):
    scores, labels = given_
    k = min(k, scores.shape[1])
    listed = most_likely(scores, k).labels
    right = (listed == labels[:, None]).any(dim=1)
    assert torch.equal(rank_of_truth(scores, labels) <= k, right)
    assert_close(top_k_accuracy(scores, labels, k), right.float().mean())


@FEW
@given(classified())
def test_top_k_accuracy_never_falls_with_k_and_ends_at_one(given_):
    scores, labels = given_
    curve = top_k_accuracies(scores, labels)
    assert (curve.diff() >= 0).all()
    assert curve[-1] == 1
    assert_close(curve, torch.stack([top_k_accuracy(scores, labels, k + 1) for k in range(len(curve))]))


@FEW
@given(classified(), st.integers(1, 11))
def test_top_k_accuracy_is_scikit_learns_also_where_scores_are_equal(given_, k):
    # scikit-learn lists the label of higher number first where scores are equal. Numbered from the other end, it lists
    # those first that we do.
    scores, labels = given_
    categories = scores.shape[1]
    if categories < 3:
        return  # scikit-learn takes these for two-class scores of another form
    k = min(k, categories - 1)  # with all of them it warns that everything is right
    turned = scores.flip(1).numpy(), (categories - 1 - labels).numpy()
    theirs = sklearn.metrics.top_k_accuracy_score(turned[1], turned[0], k=k, labels=np.arange(categories))
    assert float(top_k_accuracy(scores, labels, k)) == pytest.approx(theirs)


@FEW
@given(st.integers(0, 999), st.integers(2, 12), st.integers(1, 12))
def test_top_k_accuracy_is_torchmetrics_where_no_scores_are_equal(seed, categories, k):
    generator = torch.Generator().manual_seed(seed)
    scores = torch.rand(15, categories, generator=generator).argsort(dim=1).float()  # a permutation in each row
    labels = torch.randint(categories, (15,), generator=generator)
    k = min(k, categories)
    theirs = multiclass_accuracy(scores, labels, num_classes=categories, top_k=k, average="micro")
    assert_close(top_k_accuracy(scores, labels, k), theirs)


def test_of_equal_scores_the_label_of_lower_number_comes_first():
    scores, labels = torch.zeros(4, 4), torch.arange(4)
    assert rank_of_truth(scores, labels).tolist() == [1, 2, 3, 4]
    assert most_likely(scores[0], 4).labels.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("k", [0, 5, -1, 1.0, True])
def test_k_has_to_be_a_number_of_categories(k):
    for function in (lambda: most_likely(torch.zeros(2, 4), k), lambda: top_k_accuracy(torch.zeros(2, 4), LABELS, k)):
        with pytest.raises(ValueError, match="k: expected a whole number from 1 to the 4 categories, got"):
            function()


LABELS = torch.tensor([0, 1])


def test_scores_that_have_no_order_are_refused():
    scores = torch.tensor([[0.0, math.nan], [0.0, 1.0]])
    for function in (most_likely, lambda scores, k: top_k_accuracy(scores, LABELS, k)):
        with pytest.raises(ValueError, match="scores: expected numbers that can be ordered, got NaN"):
            function(scores, 1)
    with pytest.raises(ValueError, match=r"scores: expected \(\.\.\., C\)"):
        most_likely(torch.tensor(1.0), 1)


def test_finer_probabilities_add_up_to_coarser_ones():
    finer = torch.tensor([[0.1, 0.2, 0.3, 0.4], [0.0, 0.0, 1.0, 0.0]])
    assert_close(superclass_probabilities(finer, [0, 1, 1, 0]), torch.tensor([[0.5, 0.5], [0.0, 1.0]]))
    assert_close(superclass_probabilities(finer[0], [2, 0, 0, 0]), torch.tensor([0.9, 0.0, 0.1]))
    assert torch.autograd.gradcheck(
        lambda values: superclass_probabilities(values, [0, 1, 1, 0]), finer.double().requires_grad_()
    )


@pytest.mark.parametrize("superclasses", [[0, 1], [0, 1, 1, -1], [0.0, 1.0, 1.0, 0.0], []])
def test_every_finer_category_needs_its_coarser_one(superclasses):
    with pytest.raises(ValueError, match="superclasses: expected"):
        superclass_probabilities(torch.full((2, 4), 0.25), superclasses)
