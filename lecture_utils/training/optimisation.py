"""Learning rate, averaged weights and AdamW."""

import math

import torch
from torch import nn
from torch.optim import AdamW

from lecture_utils.training.recipe import Recipe


def rate_factor(step: int, steps: int, warm_up: float) -> float:
    """Return the share of the highest learning rate that a step has: a straight rise, then half a cosine down to 0.

    Parameters
    ----------
    step : int
        From 0 to ``steps`` − 1.
    steps : int
    warm_up : float
        Share of the steps in which the rate rises, in [0, 1).

    Returns
    -------
    float
        In (0, 1].
    """
    rising = int(warm_up * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    return (1 + math.cos(math.pi * (step - rising) / (steps - rising))) / 2


def averaging_decay(step: int, decay: float) -> float:
    """Return the averaged weights' decay at a step: lower at first, so that untrained weights are soon forgotten."""
    return min(decay, (1 + step) / (10 + step))


@torch.no_grad()
def average(averaged: nn.Module, network: nn.Module, decay: float) -> None:
    """Move averaged weights and running statistics towards a network's, in place; whole numbers are copied."""
    current = network.state_dict()
    for name, value in averaged.state_dict().items():
        if value.is_floating_point():
            value.lerp_(current[name], 1 - decay)
        else:
            value.copy_(current[name])


def adamw(recipe: Recipe, network: nn.Module) -> AdamW:
    """Make AdamW for a recipe; each group remembers its highest rate as "highest"."""
    groups = recipe.parameter_groups(network)
    made = AdamW(groups, lr=recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True)
    for group in made.param_groups:
        group["highest"] = group["lr"]
    return made
