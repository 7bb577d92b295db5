"""Train small networks again: ``python -m lecture_utils.training NAME``; without a name, list the recipes.

A training that was stopped, by Ctrl-C or a power cut, goes on where it was when the same command is given again.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from lecture_utils.training.catalogue import all_recipes
from lecture_utils.training.checkpoint import CheckpointError
from lecture_utils.training.fitting import Fitting, all_fittings, carry_out_fitting
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.snapshots import hash_snapshots
from lecture_utils.training.study import Study, all_studies, carry_out
from lecture_utils.training.train import refit, train

Trainable = Recipe | Fitting | Study
"""What the command line trains."""


def main(arguments: list[str] | None = None) -> int:
    """Train what the command line names.

    Parameters
    ----------
    arguments : list of str, or None
        None is the command line's.

    Returns
    -------
    int
        0 if all is well, 1 if something can't be trained, 130 if it was interrupted.
    """
    options = _parser().parse_args(arguments)
    if options.hash_snapshots:
        return _hashed(options.folder)
    known: dict[str, Trainable] = {**all_recipes(), **all_fittings(), **all_studies()}
    if unknown := sorted(set(options.names) - set(known)):
        print(f"There is no recipe {', '.join(unknown)}.\n{listing(known)}", file=sys.stderr)
        return 1
    chosen = [one for name, one in known.items() if name in options.names or (options.all and isinstance(one, Recipe))]
    if not chosen:
        print(listing(known))
        return 0
    rows = []
    for one in chosen:
        try:
            rows.append(_carried_out(one, options))
        except KeyboardInterrupt:
            print(f"Stopped. The same command goes on with {one.name} where it was.", file=sys.stderr)
            return 130
        except (OSError, ValueError, FloatingPointError, CheckpointError) as error:
            print(f"{one.name}: {error}", file=sys.stderr)
            return 1
    print("\n" + _columns([("recipe", "seeds", "steps", "minutes", "held-out figures (mean ± spread)"), *rows]))
    return 0


def listing(known: Mapping[str, Trainable]) -> str:
    """Say which recipes and studies there are, with a line for each."""
    if not known:
        return "There is no recipe: no lecture that is here shows a trained network."
    return _columns((name, recipe.summary) for name, recipe in known.items())


def _hashed(folder: Path | None) -> int:
    """Complete the records of snapshots that came without a SHA-256."""
    try:
        names = hash_snapshots(folder)
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Added the SHA-256 of recorded snapshots to {', '.join(names) or 'no record: all have it'}.")
    return 0


def _trained(recipe: Recipe, options: argparse.Namespace) -> tuple[str, ...]:
    """Train one recipe; return its row of the table at the end."""
    began = time.monotonic()
    if options.refit:
        done = refit(recipe, options.folder)
    else:
        done = train(recipe, options.seed, options.scenes, options.steps, options.minutes, options.folder)
    minutes = (time.monotonic() - began) / 60
    spread = {name: f" ± {value:.2g}" for name, value in done.spread.items()}
    figures = ", ".join(f"{name} {value:.4g}{spread.get(name, '')}" for name, value in done.mean.items())
    return recipe.name, str(len(done.seeds)), str(done.steps), f"{minutes:.1f}", figures


def _carried_out(one: Trainable, options: argparse.Namespace) -> tuple[str, ...]:
    """Do what the command line names; return its row of the table at the end."""
    if isinstance(one, Recipe):
        return _trained(one, options)
    for name in ("seed", "scenes", "steps", "minutes"):
        if getattr(options, name) is not None:
            raise ValueError(f"--{name} is for recipes of networks; {one.name} has a plan of its own")
    return _studied(one, options) if isinstance(one, Study) else _fitted(one, options)


def _fitted(fitting: Fitting, options: argparse.Namespace) -> tuple[str, ...]:
    """Fit a model; return its row of the table at the end."""
    began = time.monotonic()
    figures = carry_out_fitting(fitting, options.folder)
    minutes = (time.monotonic() - began) / 60
    return fitting.name, "1", "–", f"{minutes:.1f}", ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def _studied(study: Study, options: argparse.Namespace) -> tuple[str, ...]:
    """Carry out a study; return its row of the table at the end: the networks' figures on most pictures."""
    began = time.monotonic()
    done = carry_out(study, options.folder)
    minutes = (time.monotonic() - began) / 60
    figure = next(iter(done.rows[0].figures))
    found = {network: done.across_seeds(network, figure)[-1] for network in done.parameters}
    figures = ", ".join(f"{network} {value:.3f} ± {spread:.2g}" for network, (value, spread) in found.items())
    return study.name, str(len(study.seeds)), "–", f"{minutes:.1f}", f"{figure} on most pictures: {figures}"


def _columns(rows: Iterable[tuple[str, ...]]) -> str:
    """Set texts in columns."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(text.rstrip() for text in lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lecture_utils.training",
        description="Train small networks again. Without a name, list the recipes and studies. A training that was "
        "stopped goes on where it was when the same command is given again.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a recipe or a study")
    parser.add_argument("--all", action="store_true", help="train every recipe")
    parser.add_argument("--seed", type=int, help="train this one (otherwise all of the recipe's seeds)")
    parser.add_argument("--scenes", type=int, help="training scenes (otherwise the recipe's)")
    parser.add_argument("--refit", action="store_true", help="only fit again what no gradient fits, and measure again")
    duration = parser.add_mutually_exclusive_group()
    duration.add_argument("--steps", type=int, help="the optimiser's steps (otherwise the recipe's)")
    duration.add_argument("--minutes", type=float, help="do as many steps as fit, for each network")
    parser.add_argument("--folder", type=Path, help="where the checkpoint is written (otherwise into the package)")
    parser.add_argument(
        "--hash-snapshots", action="store_true", help="add the SHA-256 of recorded snapshots to records without it"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
