"""From a recipe to its checkpoint: every seed is trained and evaluated, the first one's network is kept."""

import dataclasses
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch
from torch import nn

from lecture_utils.scenes.meadow.splits import Split, scene_seed
from lecture_utils.training.checkpoint import Record, load_weights, record, stored_form, write_checkpoint
from lecture_utils.training.held_out import held_out
from lecture_utils.training.provenance import code_version, commit, machine
from lecture_utils.training.recipe import MOST_TEST_SCENES, Recipe
from lecture_utils.training.repeatable import repeatable
from lecture_utils.training.run import fitting_steps, train_network
from lecture_utils.training.snapshots import write_snapshots
from lecture_utils.training.state import Reached, StateError, difference, load_state, state_path


def train(
    recipe: Recipe,
    seed: int | None = None,
    scenes: int | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    folder: Path | None = None,
) -> Record:
    """Train a recipe's networks and write its checkpoint; go on where an earlier call was stopped.

    Parameters
    ----------
    recipe : Recipe
    seed : int or None
        Train this one; None trains all of the recipe's seeds.
    scenes, steps : int or None
        None is the recipe's.
    minutes : float or None
        For each network. The first steps are measured, and as many are done as fit; the record tells how many, and
        with these ``steps`` the same network comes about.
    folder : Path or None
        Where the checkpoint is written; None is the package's.

    Returns
    -------
    Record

    Raises
    ------
    ValueError
        If an argument is none of the above.
    FloatingPointError
        If a loss isn't finite.
    """
    _check(recipe, seed, scenes, steps, minutes)
    seeds = recipe.seeds if seed is None else (seed,)
    scenes = scenes or recipe.scenes
    plan = _plan(recipe, scenes)
    with repeatable(0):
        data, test = recipe.data(Split.TRAIN, scenes), recipe.data(Split.TEST, recipe.test_scenes)
    if minutes:
        steps = _chosen_steps(recipe, data, {"seed": seeds[0], **plan}, minutes)
    plan["steps"] = steps or recipe.steps
    trained, figures = {}, {}
    for one in seeds:
        network, reached, seen = train_network(recipe, data, {"seed": one, **plan}, minutes)
        with repeatable(one):
            fitted = recipe.finish(network, data)
            weights = stored_form(network)
            network = recipe.network()
        network.load_state_dict(weights)  # as those who load it have it
        figures[one] = held_out(recipe, network, test)
        trained[one] = weights, reached, seen, fitted
    weights, reached, seen, fitted = trained[seeds[0]]
    written = write_checkpoint(weights, _fields(recipe, network, reached, figures) | {"fitted": fitted}, folder)
    if recipe.snapshots:
        written = write_snapshots(seen, recipe.name, folder)
    for one in seeds:
        state_path(recipe.name, one).unlink(missing_ok=True)
    return written


def refit(recipe: Recipe, folder: Path | None = None) -> Record:
    """Do again what comes after a training's last step: what no gradient fits, and the figures.

    Parameters
    ----------
    recipe : Recipe
        Of one seed, whose checkpoint is there.
    folder : Path or None
        Where the new checkpoint is written; None is the package's.

    Returns
    -------
    Record
        As it was, but for what was fitted and measured.

    Raises
    ------
    CheckpointError
        If there is no checkpoint that can be used.
    ValueError
        If the checkpoint is of several seeds: the others' networks aren't kept.
    """
    before = record(recipe.name)
    if len(before.seeds) != 1:
        raise ValueError(f"recipe must have one seed to be fitted again; got {', '.join(before.seeds)}")
    network = load_weights(recipe.network(), recipe.name).eval()
    with repeatable(before.seed), torch.no_grad():
        seen = min(before.scenes, recipe.fitted_scenes or before.scenes)
        fitted = recipe.finish(network, recipe.data(Split.TRAIN, seen))
    weights = stored_form(network)
    network.load_state_dict(weights)
    figures = held_out(recipe, network, recipe.data(Split.TEST, recipe.test_scenes))
    told = {"figures": figures, "seeds": {str(before.seed): figures}, "mean": figures, "fitted": fitted}
    fields = {one.name: getattr(before, one.name) for one in dataclasses.fields(before) if one.name != "sha256"}
    return write_checkpoint(weights, fields | told, folder)


def _check(recipe: Recipe, seed: int | None, scenes: int | None, steps: int | None, minutes: float | None) -> None:
    for name, value in (("scenes", scenes), ("steps", steps)):
        if value is not None and value < 1:
            raise ValueError(f"{name} must be at least 1; got {value}")
    if seed is not None and seed < 0:
        raise ValueError(f"seed must be at least 0; got {seed}")
    if minutes is not None and (minutes <= 0 or steps is not None):
        raise ValueError(f"minutes must be positive, and steps left out; got {minutes} minutes and {steps} steps")
    if not 1 <= recipe.test_scenes <= MOST_TEST_SCENES:
        raise ValueError(f"recipe.test_scenes must be from 1 to {MOST_TEST_SCENES}; got {recipe.test_scenes}")


def _plan(recipe: Recipe, scenes: int) -> dict[str, Any]:
    """Return what a training is, but for its seed and steps: only an equal one is gone on with."""
    this = machine()
    return {
        "code": code_version(recipe),
        "data": recipe.data_version(),
        "scenes": scenes,
        "snapshots": list(recipe.snapshots),
        "start": {name: record(name).sha256 for name in recipe.starts_from},
        "processor": this["processor"],
        "torch": this["torch"],
        **recipe.settings(),
    }


def _chosen_steps(recipe: Recipe, data: Any, plan: dict[str, Any], minutes: float) -> int:
    """Return how many steps to do in this time: as many as a training that was stopped, or measured now."""
    try:
        saved = load_state(state_path(recipe.name, plan["seed"]))
    except StateError:  # the training itself will say so
        saved = None
    if saved and saved[1].minutes == minutes and difference(saved[1].plan, plan) is None:
        return int(saved[1].plan["steps"])
    return fitting_steps(recipe, data, plan["seed"], minutes)


def _fields(
    recipe: Recipe, network: nn.Module, reached: Reached, figures: dict[int, dict[str, float]]
) -> dict[str, Any]:
    """Return the record's fields; ``reached`` is of the network that is kept, the first one of ``figures``."""
    plan = reached.plan
    first = figures[plan["seed"]]
    across = {name: [values[name] for values in figures.values()] for name in first}
    return {
        "name": recipe.name,
        "seed": plan["seed"],
        "scenes": plan["scenes"],
        "steps": plan["steps"],
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "data_version": plan["data"],
        "starts_from": plan["start"],
        "test": {"split": str(Split.TEST), "first": scene_seed(Split.TEST, 0), "count": recipe.test_scenes},
        "figures": first,
        "seeds": {str(seed): values for seed, values in figures.items()},
        "mean": {name: round(mean(values), 6) for name, values in across.items()},
        "spread": {name: round(stdev(values), 6) for name, values in across.items() if len(values) > 1},
        "minutes": round(reached.clock / 60, 2),
        "cpu_minutes": round(reached.cpu / 60, 2),
        "chosen_for_minutes": reached.minutes,
        "machine": machine(),
        "commit": commit(),
        "code": plan["code"],
        "settings": recipe.settings(),
        "history": reached.rows,
    }
