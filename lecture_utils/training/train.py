"""From a recipe to its checkpoint: every seed is trained and evaluated, the first one's network is kept."""

from dataclasses import asdict
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from torch import nn

from lecture_utils.scenes.meadow.splits import Split, scene_seed
from lecture_utils.training.checkpoint import Record, record, stored_form, write_checkpoint
from lecture_utils.training.provenance import commit, machine
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.run import Trained, fitting_steps, held_out, train_network
from lecture_utils.training.state import code_version, difference, load_state, state_path


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
        For each network. The first steps are measured, and as many are done as fit.
    folder : Path or None
        Where the checkpoint is written; None is the package's.

    Returns
    -------
    Record
    """
    seeds = recipe.seeds if seed is None else (seed,)
    scenes = recipe.scenes if scenes is None else scenes
    data, test = recipe.data(Split.TRAIN, scenes), recipe.data(Split.TEST, recipe.test_scenes)
    plan = _plan(recipe, scenes, folder)
    if minutes is not None:
        steps = _chosen_steps(recipe, data, {**plan, "seed": seeds[0]}, minutes)
    plan["steps"] = recipe.steps if steps is None else steps
    figures: dict[int, dict[str, float]] = {}
    first: tuple[Trained, dict[str, Any]] | None = None
    for one in seeds:
        trained = train_network(recipe, data, {**plan, "seed": one}, minutes)
        recipe.finish(trained.network, data)
        weights = stored_form(trained.network)
        trained.network.load_state_dict(weights)
        figures[one] = held_out(recipe, trained.network, test)
        first = first or (trained, weights)
    assert first is not None
    written = write_checkpoint(first[1], _record(recipe, plan, first[0], figures, minutes), folder)
    for one in seeds:
        state_path(recipe, one).unlink(missing_ok=True)
    return written


def _plan(recipe: Recipe, scenes: int, folder: Path | None) -> dict[str, Any]:
    """Return what makes a training what it is, but for its seed and steps."""
    return {
        "recipe": recipe.name,
        "scenes": scenes,
        "data": recipe.data_version(),
        "code": code_version(recipe, recipe.network()),
        "start": {name: record(name, folder).sha256 for name in recipe.starts_from},
        "torch": machine()["torch"],
        "processor": machine()["processor"],
    }


def _chosen_steps(recipe: Recipe, data: Any, plan: dict[str, Any], minutes: float) -> int:
    """Return the number of steps for this time: an earlier choice that is being gone on with, or a new one."""
    saved = load_state(state_path(recipe, plan["seed"]))
    if saved and saved[1].minutes == minutes and difference(saved[1].plan, plan) is None:
        return int(saved[1].plan["steps"])
    return fitting_steps(recipe, data, plan["seed"], minutes)


def _record(
    recipe: Recipe, plan: dict[str, Any], first: Trained, figures: dict[int, dict[str, float]], minutes: float | None
) -> dict[str, Any]:
    reached = asdict(first.reached)
    names = next(iter(figures.values())).keys()
    across = {name: [values[name] for values in figures.values()] for name in names}
    return {
        "name": recipe.name,
        "seed": next(iter(figures)),
        "scenes": plan["scenes"],
        "steps": plan["steps"],
        "parameters": _count(first.network),
        "data_version": plan["data"],
        "starts_from": plan["start"],
        "test": {"split": "test", "first": scene_seed(Split.TEST, 0), "count": recipe.test_scenes},
        "figures": next(iter(figures.values())),
        "seeds": {str(seed): values for seed, values in figures.items()},
        "mean": {name: mean(values) for name, values in across.items()},
        "spread": {name: stdev(values) for name, values in across.items() if len(values) > 1},
        "minutes": round(reached["clock"] / 60, 2),
        "cpu_minutes": round(reached["cpu"] / 60, 2),
        "chosen_for_minutes": minutes,
        "machine": machine(),
        "code": {"commit": commit(), "sha256": plan["code"]},
        "settings": recipe.settings(),
        "history": reached["rows"],
    }


def _count(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
