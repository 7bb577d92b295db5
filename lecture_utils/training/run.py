"""The loop: steps, schedule, averaged weights, and going on after a stop."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from tqdm.auto import tqdm

from lecture_utils.scenes.meadow.splits import Split
from lecture_utils.training.data import batch_indices, step_seed
from lecture_utils.training.optimisation import average, averaging_decay, optimiser, rate_factor
from lecture_utils.training.progress import ROWS, heading, line, row_is_due
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.state import Reached, difference, load_state, save_state, state_path

SAVE_SECONDS = 30.0
"""Between two states on disk: so much work is lost at most when a training is stopped."""


@dataclass
class Trained:
    """A network that is trained.

    Attributes
    ----------
    network : Module
        With the averaged weights.
    reached : Reached
        Its table and times.
    """

    network: nn.Module
    reached: Reached


class Training:
    """A network while it is trained: its weights, their average, and the optimiser's moments."""

    def __init__(self, recipe: Recipe, data: Any, seed: int, steps: int) -> None:
        self.recipe, self.data, self.seed, self.steps = recipe, data, seed, steps
        torch.manual_seed(step_seed(seed, 0))
        self.network = recipe.network()
        recipe.start(self.network)
        if recipe.channels_last:
            self.network.to(memory_format=torch.channels_last)
        self.averaged = deepcopy(self.network)
        self.optimiser = optimiser(recipe, self.network)

    def advance(self, step: int) -> dict[str, float]:
        """Do one step, numbered from 0; return the terms of its loss."""
        torch.manual_seed(step_seed(self.seed, step + 1))
        indices = batch_indices(len(self.data), self.recipe.batch_size, self.seed, step)
        self.network.train()
        terms = self.recipe.loss(self.network, self.recipe.batch(self.data, indices))
        total = torch.stack(list(terms.values())).sum()
        values = {name: float(term.detach()) for name, term in terms.items()}
        if not torch.isfinite(total):
            raise FloatingPointError(f"the loss of step {step + 1} is not finite: {values}; lower the learning rate")
        self.optimiser.zero_grad()
        total.backward()
        clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        for group in self.optimiser.param_groups:
            group["lr"] = group["highest"] * rate_factor(step, self.steps, self.recipe.warm_up)
        self.optimiser.step()
        average(self.averaged, self.network, averaging_decay(step, self.recipe.averaging))
        return values

    def tensors(self) -> dict[str, Tensor]:
        """Return all that a step changes, by name."""
        named = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        named |= {f"averaged.{name}": value for name, value in self.averaged.state_dict().items()}
        for number, parameter in enumerate(self._parameters()):
            moments = self.optimiser.state.get(parameter, {})
            named |= {f"optimiser.{number}.{name}": value for name, value in moments.items()}
        return named

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take over what `tensors` returned earlier."""
        self.network.load_state_dict(_part(tensors, "network."))
        self.averaged.load_state_dict(_part(tensors, "averaged."))
        for number, parameter in enumerate(self._parameters()):
            for name, value in _part(tensors, f"optimiser.{number}.").items():
                # The fused optimiser goes through memory: moments must lie as their parameter does.
                laid = torch.empty_like(parameter) if value.shape == parameter.shape else torch.empty_like(value)
                self.optimiser.state[parameter][name] = laid.detach().copy_(value)

    def _parameters(self) -> Iterator[nn.Parameter]:
        for group in self.optimiser.param_groups:
            yield from group["params"]


def train_network(
    recipe: Recipe,
    data: Any,
    plan: dict[str, Any],
    minutes: float | None = None,
    save_seconds: float = SAVE_SECONDS,
) -> Trained:
    """Train one network, or go on where an earlier call with the same plan was stopped.

    Parameters
    ----------
    recipe : Recipe
    data : object
        What the recipe's ``data`` returned.
    plan : dict
        See `state.Reached`; with "seed" and "steps".
    minutes : float or None
        The time for which "steps" was chosen, to be remembered.
    save_seconds : float
        Between two states on disk.

    Returns
    -------
    Trained

    Raises
    ------
    FloatingPointError
        If a loss isn't finite.
    """
    seed, steps = plan["seed"], plan["steps"]
    path = state_path(recipe, seed)
    with _repeatable():
        training = Training(recipe, data, seed, steps)
        validation = recipe.data(Split.VALIDATION, recipe.validation_scenes) if recipe.validation_scenes else None
        reached = Reached(plan, minutes)
        if saved := load_state(path):
            if why := difference(saved[1].plan, plan):
                print(f"{recipe.name}, seed {seed}: begins anew instead of at step {saved[1].step}, as {why}.")
            else:
                reached = saved[1]
                training.restore(saved[0])
        save_state(path, training.tensors(), reached)
        _go_on(training, validation, reached, path, save_seconds)
    return Trained(training.averaged.eval(), reached)


def _go_on(training: Training, validation: Any, reached: Reached, path: Any, save_seconds: float) -> None:
    recipe, steps = training.recipe, training.steps
    titled = False
    saved = clock = time.monotonic()
    cpu = time.process_time()
    with tqdm(total=steps, initial=reached.step, desc=f"{recipe.name}, seed {training.seed}", unit="step") as bar:
        while reached.step < steps:
            terms = training.advance(reached.step)
            reached.step += 1
            reached.since += 1
            for name, value in terms.items():
                reached.sums[name] = reached.sums.get(name, 0.0) + value
            bar.update()
            now, now_cpu = time.monotonic(), time.process_time()
            reached.clock, reached.cpu = reached.clock + now - clock, reached.cpu + now_cpu - cpu
            clock, cpu = now, now_cpu
            if row_is_due(reached.step, steps):
                row = _row(training, validation, reached)
                reached.rows.append(row)
                reached.sums, reached.since = {}, 0
                if not titled:
                    bar.write(heading(row))
                    titled = True
                bar.write(line(row))
            if now - saved >= save_seconds or reached.step == steps:
                save_state(path, training.tensors(), reached)
                saved = now


def _row(training: Training, validation: Any, reached: Reached) -> dict[str, float]:
    row: dict[str, float] = {"step": reached.step}
    row |= {name: value / reached.since for name, value in reached.sums.items()}
    if validation is not None:
        figures = held_out(training.recipe, training.averaged, validation)
        name = next(iter(figures))
        row[f"held-out {name}"] = figures[name]
    row["rate"] = training.optimiser.param_groups[0]["lr"]
    row["minutes"] = reached.clock / 60
    return row


def held_out(recipe: Recipe, network: nn.Module, data: Any) -> dict[str, float]:
    """Evaluate a network on held-out data, repeatably.

    Parameters
    ----------
    recipe : Recipe
    network : Module
    data : object
        What the recipe's ``data`` returned for another split than "train".

    Returns
    -------
    dict of str to float
    """
    with _repeatable(), torch.inference_mode():
        torch.manual_seed(step_seed(0, 0))
        figures = recipe.evaluate(network.eval(), data)
    return {name: float(value) for name, value in figures.items()}


def fitting_steps(recipe: Recipe, data: Any, seed: int, minutes: float, measure_seconds: float = 10.0) -> int:
    """Measure the first steps of a training that is thrown away; return how many fit into the time.

    Parameters
    ----------
    recipe : Recipe
    data : object
        What the recipe's ``data`` returned.
    seed : int
    minutes : float
        For one network, its rows' validation included.
    measure_seconds : float
        How long it measures, about.

    Returns
    -------
    int
        At least 1.
    """
    with _repeatable():
        training = Training(recipe, data, seed, steps=10_000)
        for step in range(2):  # the first steps make memory and are slower
            training.advance(step)
        begun, done = time.monotonic(), 0
        while not done or time.monotonic() - begun < min(measure_seconds, minutes * 6):
            training.advance(2 + done)
            done += 1
        per_step = (time.monotonic() - begun) / done
        rows = 0.0
        if recipe.validation_scenes:
            validation = recipe.data(Split.VALIDATION, recipe.validation_scenes)
            begun = time.monotonic()
            held_out(recipe, training.averaged, validation)
            rows = ROWS * (time.monotonic() - begun)
    return max(1, int((minutes * 60 - rows) / per_step))


@contextmanager
def _repeatable() -> Iterator[None]:
    """Use one thread, and leave torch's random numbers to the caller as they were."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        torch.set_num_threads(threads)


def _part(tensors: dict[str, Tensor], start: str) -> dict[str, Tensor]:
    return {name.removeprefix(start): value for name, value in tensors.items() if name.startswith(start)}
