"""Which recipes there are."""

import pkgutil
from graphlib import TopologicalSorter
from importlib import import_module

import lecture_utils.training as training
from lecture_utils.training.recipe import Recipe


def all_recipes() -> dict[str, Recipe]:
    """Return the recipes of all modules of this folder by name, each after those that it starts from."""
    found = {recipe.name: recipe for module in modules() for recipe in _recipes_in(module)}
    order = TopologicalSorter({name: sorted(recipe.starts_from) for name, recipe in sorted(found.items())})
    return {name: found[name] for name in order.static_order()}


def recipe_named(name: str) -> Recipe:
    """Return one recipe; only its own module is imported.

    Parameters
    ----------
    name : str

    Returns
    -------
    Recipe

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    for module in modules():
        if name == module or name.startswith(f"{module}_"):
            for recipe in _recipes_in(module):
                if recipe.name == name:
                    return recipe
    raise ValueError(f"name must be a recipe, one of {', '.join(all_recipes()) or '(there is none)'}; got {name!r}")


def modules() -> list[str]:
    """Return the names of all modules of this folder."""
    return sorted(module.name for module in pkgutil.iter_modules(training.__path__) if not module.name.startswith("_"))


def _recipes_in(module: str) -> list[Recipe]:
    """Return the module's ``recipe`` or ``recipes``; parts of the machinery have none."""
    content = vars(import_module(f"{training.__name__}.{module}"))
    found = [one for one in content.get("recipes", [content.get("recipe")]) if isinstance(one, Recipe)]
    for recipe in found:
        if recipe.name != module and not recipe.name.startswith(f"{module}_"):
            raise ValueError(f"recipe.name must be {module}, or begin with {module}_; got {recipe.name!r}")
    return found
