"""Write what the trained networks reach into README.md: the records beside their checkpoints and the studies' tables.

``python -m tools.list_networks``; ``make train`` calls it at its end.
"""

from lecture_utils.training.catalogue import all_recipes
from lecture_utils.training.checkpoint import FOLDER, Record, record
from lecture_utils.training.study import FOLDER as STUDIES
from lecture_utils.training.study import Table, all_studies
from lecture_utils.training.study import table as study_table
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
    total = sum(path.stat().st_size for path in FOLDER.iterdir())  # records and recorded snapshots too
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


def studies() -> str:
    """Return the tables of all studies as Markdown."""
    found = [name for name in all_studies() if (STUDIES / f"{name}.json").exists()]
    return "\n\n".join(study(study_table(name)) for name in found)


def study(found: Table) -> str:
    """Return what a study found as Markdown: the first figure of each network, held out and on what it learned from."""
    figure = next(iter(found.rows[0].figures))
    seeds, hours = len({row.seed for row in found.rows}), sum(row.cpu_minutes for row in found.rows) / 60
    steps = [sorted({row.steps for row in found.rows if row.images == amount}) for amount in found.amounts]
    rows = []
    for network, parameters in found.parameters.items():
        held_out, seen = found.across_seeds(network, figure), found.across_seeds(network, "training")
        cells = [f"{one[0]:.3f} ± {one[1]:.3f} ({two[0]:.2f})" for one, two in zip(held_out, seen, strict=True)]
        rows.append(f"| {' | '.join([network, f'{parameters:,}', *cells])} |")
    return "\n".join(
        [
            f"`{found.name}`: {figure} on held-out pictures after so many pictures, mean of {seeds} seeds ± their "
            f"standard deviation; in brackets that on the pictures learned from. {len(found.rows)} trainings, "
            f"{hours:.1f} hours of one processor.",
            "",
            f"| network | parameters | {' | '.join(f'{amount:,}' for amount in found.amounts)} |",
            f"|---|---:|{'---:|' * len(found.amounts)}",
            f"| *steps* | | {' | '.join(' or '.join(f'*{number:,}*' for number in one) for one in steps)} |",
            *rows,
        ]
    )


if __name__ == "__main__":
    write_between("networks", table())
    write_between("studies", studies())
