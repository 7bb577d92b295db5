"""Train a small network again: ``python -m lecture_utils.training NAME``; without a name, list the recipes.

A recipe is a module of this folder with a function ``train()``.
"""

import argparse
import pkgutil
import sys
from importlib import import_module

import lecture_utils.training as training


def recipes() -> list[str]:
    """Name the modules of this folder that can be trained."""
    modules = [module.name for module in pkgutil.iter_modules(training.__path__) if not module.name.startswith("_")]
    return sorted(name for name in modules if hasattr(import_module(f"{training.__name__}.{name}"), "train"))


def main(arguments: list[str] | None = None) -> int:
    """Train what the command line names; returns 0 if all is well."""
    parser = argparse.ArgumentParser(prog="python -m lecture_utils.training", description="Train small networks again.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a recipe")
    names = parser.parse_args(arguments).names
    known = recipes()
    if unknown := sorted(set(names) - set(known)):
        print(f"There is no recipe {', '.join(unknown)}. {listing(known)}", file=sys.stderr)
        return 1
    if not names:
        print(listing(known))
    for name in names:
        import_module(f"{training.__name__}.{name}").train()
    return 0


def listing(known: list[str]) -> str:
    """Say which recipes there are."""
    if not known:
        return "There is no recipe: no lecture that is here shows a trained network."
    return f"Recipes: {', '.join(known)}."


if __name__ == "__main__":
    sys.exit(main())
