import pytest
import torch
from torch import nn

from lecture_utils.training.optimisation import adamw, average, averaging_decay, rate_factor
from tests.training.sample import Sample


def test_the_rate_rises_straight_to_its_highest_and_falls_along_a_cosine():
    factors = [rate_factor(step, 100, warm_up=0.1) for step in range(100)]

    assert factors[:10] == pytest.approx([(step + 1) / 11 for step in range(10)])
    assert factors[10] == 1
    assert factors[55] == pytest.approx(0.5)
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert 0 < factors[-1] < 0.001


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_shortest_trainings_have_a_rate_at_every_step(steps: int):
    assert all(0 < rate_factor(step, steps, warm_up=0.05) <= 1 for step in range(steps))


def test_averages_forget_the_first_weights_sooner():
    decays = [averaging_decay(step, 0.998) for step in range(10_000)]

    assert decays[0] == 0.1
    assert decays == sorted(decays)
    assert decays[-1] == 0.998


def test_numbers_are_averaged_and_counts_are_copied():
    averaged, network = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
    network.running_mean += 8
    network.weight.data += 4
    network.num_batches_tracked += 5

    average(averaged, network, decay=0.75)

    assert averaged.running_mean.tolist() == [2, 2]
    assert averaged.weight.tolist() == [2, 2]
    assert averaged.num_batches_tracked == 5
    assert network.weight.tolist() == [5, 5]


def test_matrices_decay_and_vectors_do_not():
    network = Sample().network()

    optimiser = adamw(Sample(), network)

    decays = {id(value): group["weight_decay"] for group in optimiser.param_groups for value in group["params"]}
    assert decays.keys() == {id(value) for value in network.parameters()}
    for value in network.parameters():
        assert decays[id(value)] == (Sample.weight_decay if value.dim() > 1 else 0)


def test_frozen_weights_are_left_out():
    network = Sample().network()
    network[:-1].requires_grad_(False)

    groups = adamw(Sample(), network).param_groups

    assert [value.shape for group in groups for value in group["params"]] == [torch.Size([5, 8]), torch.Size([5])]


class TwoRates(Sample):
    def parameter_groups(self, network: nn.Module) -> list[dict]:
        return [{"params": network[:4].parameters(), "lr": 1e-5}, {"params": network[4:].parameters()}]


def test_a_group_can_have_a_rate_of_its_own():
    groups = adamw(TwoRates(), Sample().network()).param_groups

    assert [group["highest"] for group in groups] == [1e-5, Sample.learning_rate]
