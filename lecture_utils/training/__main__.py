"""Train small networks again: ``python -m lecture_utils.training NAME``; without a name, list the recipes."""

import argparse
import sys
import time
from pathlib import Path

from lecture_utils.training.catalogue import all_recipes
from lecture_utils.training.progress import table
from lecture_utils.training.recipe import Recipe
from lecture_utils.training.train import train


def main(arguments: list[str] | None = None) -> int:
    """Train what the command line names; returns 0 if all is well."""
    options = _parser().parse_args(arguments)
    known = all_recipes()
    if unknown := sorted(set(options.names) - set(known)):
        print(f"There is no recipe {', '.join(unknown)}.\n{listing(known)}", file=sys.stderr)
        return 1
    names = list(known) if options.all else options.names
    if not names:
        print(listing(known))
    rows = []
    for name in names:
        begun = time.monotonic()
        try:
            written = train(
                known[name], options.seed, options.scenes, options.steps, options.minutes, folder=options.folder
            )
        except KeyboardInterrupt:
            print(f"Stopped. The same command goes on with {name}.", file=sys.stderr)
            return 130
        figures = ", ".join(f"{figure} {value:.4g}" for figure, value in written.figures.items())
        rows.append([name, len(written.seeds), written.steps, f"{(time.monotonic() - begun) / 60:.1f}", figures])
    if rows:
        print(table(["recipe", "seeds", "steps", "minutes", "held-out figures"], rows))
    return 0


def listing(known: dict[str, Recipe]) -> str:
    """Say which recipes there are."""
    if not known:
        return "There is no recipe: no lecture that is here shows a trained network."
    rows = [[name, recipe.summary] for name, recipe in known.items()]
    width = max(map(len, known))
    return "\n".join(f"{name:<{width}}  {summary}" for name, summary in rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lecture_utils.training",
        description="Train small networks again. Without a name, list the recipes.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a recipe")
    parser.add_argument("--all", action="store_true", help="train every recipe")
    parser.add_argument("--seed", type=int, help="train this one (otherwise all of the recipe's seeds)")
    parser.add_argument("--scenes", type=int, help="training scenes (otherwise the recipe's)")
    duration = parser.add_mutually_exclusive_group()
    duration.add_argument("--steps", type=int, help="the optimiser's steps (otherwise the recipe's)")
    duration.add_argument("--minutes", type=float, help="do as many steps as fit, for each network")
    parser.add_argument("--folder", type=Path, help="where the checkpoint is written (otherwise into the package)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
