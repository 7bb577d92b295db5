"""The loop: step after step, with a live table, and going on after a stop."""

import time
from pathlib import Path
from typing import Any

from torch import nn
from tqdm.auto import tqdm

from lecture_utils.scenes.meadow.splits import Split
from lecture_utils.training.held_out import held_out
from lecture_utils.training.learner import Learner
from lecture_utils.training.progress import ROWS, heading, line, row_is_due
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.repeatable import repeatable
from lecture_utils.training.snapshots import SnapshotRecorder, Snapshots
from lecture_utils.training.state import Reached, StateError, difference, load_state, save_state, state_path

SAVE_SECONDS = 30.0
"""Between two states on disk: so much work is lost at most when a training is stopped."""


def train_network(
    recipe: Recipe, data: Any, plan: dict[str, Any], minutes: float | None = None
) -> tuple[nn.Module, Reached, Snapshots]:
    """Train one network, or go on where an earlier call with the same plan was stopped.

    Parameters
    ----------
    recipe : Recipe
    data : object
        What the recipe's ``data`` returned.
    plan : dict
        What the training is, as JSON can hold it. The loop uses its "seed" and "steps"; the rest is compared.
    minutes : float or None
        The time that "steps" was chosen for, to be remembered.

    Returns
    -------
    network : Module
        With the averaged weights, in eval mode.
    reached : Reached
        Its table and times.
    seen : Snapshots
        What was recorded on the way; empty if the recipe names no snapshots.

    Raises
    ------
    FloatingPointError
        If a loss isn't finite.
    """
    path = state_path(recipe.name, plan["seed"])
    with repeatable(plan["seed"]):
        validation = _validation_data(recipe)
        learner = Learner(recipe, data, plan["seed"], plan["steps"])
        recorder = SnapshotRecorder.of(recipe, plan["steps"])
        reached = _restored(learner, recorder, path, plan) or Reached(plan, minutes)
        _go_on(learner, recorder, reached, validation, path)
    return learner.averaged.eval(), reached, recorder.snapshots()


def _restored(learner: Learner, recorder: SnapshotRecorder, path: Path, plan: dict[str, Any]) -> Reached | None:
    """Put the learner and what was recorded where an earlier training of this plan was stopped, if there is one."""
    title = f"{learner.recipe.name}, seed {learner.seed}"
    try:
        saved = load_state(path)
    except StateError as error:
        print(f"{title}, begins anew: {error}.")
        return None
    if saved is None:
        return None
    tensors, reached = saved
    if why := difference(reached.plan, plan):
        print(f"{title}, begins anew instead of at step {reached.step}: {why}.")
        return None
    learner.restore(tensors)
    recorder.restore(tensors)
    return reached


def _go_on(learner: Learner, recorder: SnapshotRecorder, reached: Reached, validation: Any, path: Path) -> None:
    """Do the steps that are left; count in ``reached`` and keep it on disk."""
    recorder.after(reached.step, learner.averaged)
    save_state(path, learner.tensors() | recorder.tensors(), reached)
    began, began_cpu = time.monotonic() - reached.clock, time.process_time() - reached.cpu
    saved = time.monotonic()
    titled = False
    title = f"{learner.recipe.name}, seed {learner.seed}"
    with tqdm(total=learner.steps, initial=reached.step, desc=title, unit="step") as bar:
        while reached.step < learner.steps:
            reached.add(learner.advance(reached.step))
            bar.update()
            recorder.after(reached.step, learner.averaged)
            if row_is_due(reached.step, learner.steps):
                row = reached.end_row(_validated(learner, validation) | {"rate": learner.rate})
                bar.write(line(row) if titled else f"{heading(row)}\n{line(row)}")
                titled = True
            reached.clock, reached.cpu = time.monotonic() - began, time.process_time() - began_cpu
            if time.monotonic() - saved >= SAVE_SECONDS or reached.step == learner.steps:
                save_state(path, learner.tensors() | recorder.tensors(), reached)
                saved = time.monotonic()


def _validation_data(recipe: Recipe) -> Any:
    return recipe.data(Split.VALIDATION, recipe.validation_scenes) if recipe.validation_scenes else None


def _validated(learner: Learner, validation: Any) -> dict[str, float]:
    """Return the first of the averaged network's figures, if there are scenes to validate it."""
    if validation is None:
        return {}
    name, value = next(iter(held_out(learner.recipe, learner.averaged, validation).items()))
    return {f"validation {name}": value}


def fitting_steps(recipe: Recipe, data: Any, seed: int, minutes: float, most_seconds: float = 15.0) -> int:
    """Measure the first steps of a training that is thrown away; return how many steps fit into the time.

    Parameters
    ----------
    recipe : Recipe
    data : object
        What the recipe's ``data`` returned.
    seed : int
    minutes : float
        For one network, the validation for its table included.
    most_seconds : float
        Measure for a tenth of the time, and for at most so long.

    Returns
    -------
    int
        At least 1.
    """
    with repeatable(seed):
        validation = _validation_data(recipe)
        learner = Learner(recipe, data, seed, steps=10_000)
        first = 3  # the first steps are slower: they make memory
        for step in range(first):
            learner.advance(step)
        began, done = time.monotonic(), 0
        while not done or time.monotonic() - began < min(most_seconds, minutes * 6):
            learner.advance(first + done)
            done += 1
        per_step = (time.monotonic() - began) / done
        began = time.monotonic()
        _validated(learner, validation)
        per_row = time.monotonic() - began
    return max(1, int((minutes * 60 - ROWS * per_row) / per_step))
