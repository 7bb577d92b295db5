"""A network while it learns: its weights, their average, the optimiser's moments, and one step."""

from collections.abc import Iterator
from copy import deepcopy
from math import isfinite
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from lecture_utils.training.data import batch_indices
from lecture_utils.training.optimisation import adamw, average, averaging_decay, rate_factor
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.repeatable import mixed_seed


class Learner:
    """A network while it learns.

    Each step seeds torch's random numbers by the seed and its own number. So what `tensors` returns is all that the
    following steps depend on.

    Parameters
    ----------
    recipe : Recipe
    data : object
        What the recipe's ``data`` returned.
    seed : int
        At least 0.
    steps : int
        How many there will be: the learning rate depends on it.

    Attributes
    ----------
    network : Module
        With the weights that learn.
    averaged : Module
        With their average, which is evaluated and kept.
    """

    def __init__(self, recipe: Recipe, data: Any, seed: int, steps: int) -> None:
        self.recipe, self.data, self.seed, self.steps = recipe, data, seed, steps
        torch.manual_seed(mixed_seed(seed, 0))
        self.network = recipe.network()
        recipe.start(self.network)
        if recipe.channels_last:
            self.network.to(memory_format=torch.channels_last)
        self.averaged = deepcopy(self.network)
        self._optimiser = adamw(recipe, self.network)
        self._names: list[str] = []

    @property
    def rate(self) -> float:
        """The learning rate of the last step."""
        return float(self._optimiser.param_groups[0]["lr"])

    def advance(self, step: int) -> dict[str, float]:
        """Do one step.

        Parameters
        ----------
        step : int
            Its number, from 0.

        Returns
        -------
        dict of str to float
            The terms of the loss.

        Raises
        ------
        FloatingPointError
            If the loss isn't finite.
        ValueError
            If it has other terms than in the step before.
        """
        torch.manual_seed(mixed_seed(self.seed, step + 1))
        indices = batch_indices(len(self.data), self.recipe.batch_size, self.seed, step)
        terms = self.recipe.loss(self.network.train(), self.recipe.batch(self.data, indices))
        values = {name: float(term.detach()) for name, term in terms.items()}
        self._check(step, values)
        self._optimiser.zero_grad()
        torch.stack(list(terms.values())).sum().backward()
        clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        for group in self._optimiser.param_groups:
            group["lr"] = group["highest"] * rate_factor(step, self.steps, self.recipe.warm_up)
        self._optimiser.step()
        average(self.averaged, self.network, averaging_decay(step, self.recipe.averaging))
        return values

    def tensors(self) -> dict[str, Tensor]:
        """Return all that a step changes, by name."""
        named = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        named |= {f"averaged.{name}": value for name, value in self.averaged.state_dict().items()}
        for number, parameter in enumerate(self._parameters()):
            moments = self._optimiser.state.get(parameter, {})
            named |= {f"optimiser.{number}.{name}": value for name, value in moments.items()}
        return named

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take over what `tensors` returned earlier, for the same recipe."""
        self.network.load_state_dict(_part(tensors, "network."))
        self.averaged.load_state_dict(_part(tensors, "averaged."))
        for number, parameter in enumerate(self._parameters()):
            for name, value in _part(tensors, f"optimiser.{number}.").items():
                # The fused optimiser goes through memory in order: moments must lie as their parameter does.
                laid = torch.empty_like(parameter) if value.shape == parameter.shape else torch.empty_like(value)
                self._optimiser.state[parameter][name] = laid.detach().copy_(value)

    def _check(self, step: int, values: dict[str, float]) -> None:
        if not all(map(isfinite, values.values())):
            raise FloatingPointError(
                f"the loss of step {step} is not finite: {values}; a lower learning_rate or clip may help"
            )
        names = self._names or list(values)
        if not names or list(values) != names:
            raise ValueError(f"loss must return the same terms at every step: {names}; got {list(values)}")
        self._names = names

    def _parameters(self) -> Iterator[nn.Parameter]:
        for group in self._optimiser.param_groups:
            yield from group["params"]


def _part(tensors: dict[str, Tensor], start: str) -> dict[str, Tensor]:
    return {name.removeprefix(start): value for name, value in tensors.items() if name.startswith(start)}
