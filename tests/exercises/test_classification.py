"""The answers of lecture 01's questions are what the methods give."""

import pytest
import torch

from lecture_utils.exercises.classification import exercises
from lecture_utils.methods.classification import (
    PAPER,
    AlexNet,
    cross_entropy,
    imagenet_classifiers,
    softmax,
    top_k_accuracy,
)
from lecture_utils.methods.classification.layer_costs import convolution_multiply_adds
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.scenes.classification import CATEGORIES, small_batch, small_scores
from tests.exercises.answers import answer


@pytest.fixture(scope="module")
def winner():
    with torch.device("meta"):
        return network_costs(AlexNet(PAPER), torch.empty(1, 3, 224, 224))


def close(name: str, value: float) -> bool:
    question = exercises.questions[name]
    return abs(value - question.number) <= question.tolerance


def test_the_ratio_of_two_probabilities_is_the_answer() -> None:
    probabilities = dict(zip(CATEGORIES, softmax(small_scores(), 0).tolist(), strict=True))
    assert close("times_as_likely", probabilities["Cat"] / probabilities["Dog"])
    scores = ", ".join(f"{name} {score:g}" for name, score in zip(CATEGORIES[:3], small_scores()[:3], strict=True))
    assert scores in exercises.questions["times_as_likely"].question


def test_equal_scores_have_the_loss_of_the_answer() -> None:
    assert close("uniform_loss", cross_entropy(torch.zeros(4, 25), torch.tensor([0, 1, 2, 3])).item())


def test_guessing_reaches_the_answer() -> None:
    scores = torch.rand(20_000, 1000, generator=torch.Generator().manual_seed(0))
    labels = torch.randint(1000, (20_000,), generator=torch.Generator().manual_seed(1))
    found = 100 * top_k_accuracy(scores, labels, 5).item()
    assert found == pytest.approx(answer(exercises, "guessing"), abs=0.15)
    assert close("guessing", 100 * 5 / 1000)


def test_a_larger_picture_costs_operations_and_no_weights(winner) -> None:
    small, large = (
        convolution_multiply_adds(torch.empty(3, side, side), torch.empty(96, 3, 11, 11), 4, 2) for side in (224, 448)
    )
    assert winner.layers[0].multiply_adds == small  # it is AlexNet's first
    assert answer(exercises, "larger_picture") == "its multiply–adds"
    assert large / small == pytest.approx(4, abs=0.1)


def test_one_convolution_takes_what_the_answer_says() -> None:
    assert close(
        "one_convolution", convolution_multiply_adds(torch.empty(64, 56, 56), torch.empty(128, 64, 3, 3), 1, 1) / 1e6
    )


def test_mobilenet_is_better_than_alexnet_by_the_answer() -> None:
    known = {one.model: one for one in imagenet_classifiers() if one.original}
    alexnet, mobilenet = known["alexnet"], known["mobilenet_v2"]
    assert round(alexnet.multiply_adds / 1e9, 2) == 0.71
    assert round(mobilenet.multiply_adds / 1e9, 2) == 0.30
    points = 100 * (mobilenet.top_1 - alexnet.top_1)
    assert answer(exercises, "alexnet_or_mobilenet") == f"MobileNetV2, by {points:.0f} points"
    explanation = exercises.questions["alexnet_or_mobilenet"].explanation
    assert f"{100 * alexnet.top_1:.1f} % against {100 * mobilenet.top_1:.1f} %" in explanation


def test_the_small_batch_has_a_true_label_at_every_rank() -> None:
    scores, labels = small_batch()
    found = [round(top_k_accuracy(scores, labels, k).item(), 1) for k in (1, 2, 3, 4)]
    assert found == [0.4, 0.6, 0.8, 1.0]
