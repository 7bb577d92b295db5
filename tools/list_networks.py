"""Write what the trained networks reach into README.md: the records beside their checkpoints, as a table.

``python -m tools.list_networks``; ``make train`` calls it at its end.
"""

from lecture_utils.training.catalogue import all_recipes
from lecture_utils.training.checkpoint import FOLDER, Record, record
from tools.readme import write_between

MEGABYTE = 1_000_000
MOST = 40  # megabytes, of all checkpoints together


def row(found: Record, summary: str, size: int) -> str:
    """Return one network's line of the table."""
    spread = {name: f" ± {value:.3f}" for name, value in found.spread.items()}
    figures = ", ".join(f"{name} {value:.3f}{spread.get(name, '')}" for name, value in found.mean.items())
    return (
        f"| {found.name} | {summary} | {found.parameters:,} | {size / MEGABYTE:.1f} | {found.scenes:,} | "
        f"{found.steps:,} | {found.cpu_minutes:.1f} | {len(found.seeds)} | {figures} |"
    )


def table() -> str:
    """Return the table of all networks as Markdown."""
    known = all_recipes()
    recipes = {name: recipe for name, recipe in known.items() if (FOLDER / f"{name}.json").exists()}
    waiting = [f"`{name}`" for name in known if name not in recipes]
    sizes = {name: (FOLDER / f"{name}.safetensors").stat().st_size for name in recipes}
    rows = [row(record(name), recipe.summary, sizes[name]) for name, recipe in recipes.items()]
    total = sum(path.stat().st_size for path in FOLDER.iterdir())  # records and recorded moments too
    scenes = sorted({record(name).test["count"] for name in recipes})
    return "\n".join(
        [
            f"Held out: {' or '.join(map(str, scenes))} test scenes or crops; the mean of the seeds ± their standard "
            "deviation. Minutes are the processor's, for one seed.",
            "",
            "| recipe | network | parameters | MB | training scenes | steps | minutes | seeds | held out |",
            "|---|---|---:|---:|---:|---:|---:|---:|---|",
            *rows,
            "",
            f"All checkpoints together: {total / MEGABYTE:.1f} MB of at most {MOST}."
            + (f" Not trained yet: {', '.join(waiting)}." if waiting else ""),
        ]
    )


if __name__ == "__main__":
    write_between("networks", table())
