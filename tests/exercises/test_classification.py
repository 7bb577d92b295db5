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


def test_a_number_added_to_all_scores_changes_nothing() -> None:
    before, after = softmax(small_scores(), 0), softmax(small_scores() + 10, 0)
    assert answer(exercises, "added") == "it stays as it is"
    assert torch.allclose(before, after)
    assert round(before[CATEGORIES.index("Cat")].item(), 2) == 0.83


def test_equal_scores_have_the_loss_of_the_answer() -> None:
    assert close("uniform_loss", cross_entropy(torch.zeros(4, 25), torch.tensor([0, 1, 2, 3])).item())


def test_guessing_reaches_the_answer() -> None:
    scores = torch.rand(20_000, 1000, generator=torch.Generator().manual_seed(0))
    labels = torch.randint(1000, (20_000,), generator=torch.Generator().manual_seed(1))
    found = 100 * top_k_accuracy(scores, labels, 5).item()
    assert found == pytest.approx(answer(exercises, "guessing"), abs=0.15)
    assert close("guessing", 100 * 5 / 1000)


def test_the_parameters_lie_in_the_fully_connected_layers(winner) -> None:
    share = sum(run.parameters for run in winner.layers if run.kind == "Linear") / winner.parameters
    assert answer(exercises, "fully_connected") == f"about {100 * share:.0f} %"
    assert round(winner.parameters / 1e6) == 61


def test_the_first_convolution_takes_what_the_answer_says(winner) -> None:
    first = winner.layers[0]
    linear = next(run for run in winner.layers if run.kind == "Linear")
    assert close("first_convolution", first.multiply_adds / 1e6)
    assert first.multiply_adds > 2 * linear.multiply_adds
    assert 900 < linear.parameters / first.parameters < 1200


def test_resnet_50_is_better_than_vgg_16_by_the_answer() -> None:
    known = {one.model: one for one in imagenet_classifiers() if one.original}
    vgg, resnet = known["vgg16"], known["resnet50"]
    assert round(vgg.multiply_adds / 1e9, 1) == 15.5
    assert round(resnet.multiply_adds / 1e9, 1) == 4.1
    assert answer(exercises, "vgg_or_resnet") == f"ResNet-50, by {100 * (resnet.top_1 - vgg.top_1):.0f} points"
    explanation = exercises.questions["vgg_or_resnet"].explanation
    assert f"{100 * vgg.top_1:.1f} % against {100 * resnet.top_1:.1f} %" in explanation


def test_the_small_batch_has_a_true_label_at_every_rank() -> None:
    scores, labels = small_batch()
    found = [round(top_k_accuracy(scores, labels, k).item(), 1) for k in (1, 2, 3, 4)]
    assert found == [0.4, 0.6, 0.8, 1.0]
