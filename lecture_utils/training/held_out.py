"""Figures on scenes that weren't trained on."""

from typing import Any

import torch
from torch import nn

from lecture_utils.training.recipe import Recipe
from lecture_utils.training.repeatable import repeatable


def held_out(recipe: Recipe, network: nn.Module, data: Any) -> dict[str, float]:
    """Evaluate a network on held-out data, repeatably.

    Parameters
    ----------
    recipe : Recipe
    network : Module
        Left in eval mode.
    data : object
        What the recipe's ``data`` returned for another split than "train".

    Returns
    -------
    dict of str to float
    """
    with repeatable(0), torch.no_grad():
        figures = recipe.evaluate(network.eval(), data)
    return {name: round(float(value), 6) for name, value in figures.items()}
