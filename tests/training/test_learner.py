from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from lecture_utils.training.learner import Learner
from lecture_utils.training.optimisation import rate_factor
from lecture_utils.training.train import train
from tests.training.sample import Sample


@pytest.fixture
def learner() -> Learner:
    recipe = Sample()
    return Learner(recipe, recipe.data("train", 30), seed=0, steps=10)


def test_a_step_has_its_rate_and_lowers_the_loss(learner: Learner):
    first = learner.advance(0)
    for step in range(1, 10):
        last = learner.advance(step)

    assert learner.rate == Sample.learning_rate * rate_factor(9, 10, Sample.warm_up)
    assert first.keys() == {"cross-entropy", "size"}
    assert sum(last.values()) < sum(first.values())


def test_a_step_depends_on_its_number_and_not_on_what_was_drawn_before(learner: Learner):
    again = Learner(learner.recipe, learner.data, seed=0, steps=10)
    learner.advance(0)
    again.advance(0)
    torch.rand(100)

    assert learner.advance(1) == again.advance(1)


def test_a_large_gradient_is_clipped(learner: Learner):
    learner.recipe.clip = 0.01

    learner.advance(0)

    gradients = torch.cat([value.grad.flatten() for value in learner.network.parameters()])
    assert gradients.norm() == pytest.approx(0.01, rel=1e-3)


def test_the_average_follows_the_weights(learner: Learner):
    start = learner.averaged[0].weight.detach().clone()

    learner.advance(0)

    moved, averaged = learner.network[0].weight - start, learner.averaged[0].weight - start
    assert moved.abs().max() > 0
    assert torch.allclose(averaged, 0.9 * moved, atol=1e-6)


def test_networks_lie_channels_last_where_the_recipe_says(learner: Learner):
    assert learner.network[0].weight.is_contiguous(memory_format=torch.channels_last)


class Written(Sample):
    """Writes down all its losses."""

    def __init__(self) -> None:
        self.losses: list[float] = []

    def loss(self, network: Any, batch: Any) -> dict[str, Tensor]:
        terms = super().loss(network, batch)
        self.losses.append(terms["cross-entropy"].item())
        return terms


def test_a_row_of_the_table_has_the_mean_of_its_steps(tmp_path: Path):
    recipe = Written()

    history = train(recipe, seed=0, steps=80, folder=tmp_path).history

    means = torch.tensor(recipe.losses).view(40, 2).mean(dim=1)
    assert [row["cross-entropy"] for row in history] == pytest.approx(means.tolist(), rel=1e-4)
