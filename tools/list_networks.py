"""Write what the trained networks reach into NETWORKS.md: the records beside their checkpoints and the studies' tables.

``python -m tools.list_networks``; ``make train`` calls it at its end.
"""

from collections.abc import Sequence

from lecture_utils.training.catalogue import all_recipes
from lecture_utils.training.checkpoint import FOLDER, Record, record
from lecture_utils.training.study import FOLDER as STUDIES
from lecture_utils.training.study import Table, all_studies
from lecture_utils.training.study import table as study_table
from tools.written_parts import write_between

MEGABYTE = 1_000_000
MOST = 60  # megabytes, of all checkpoints together
FIGURES = 3  # columns; the record has the rest


def row(found: Record, summary: str, size: int, figures: Sequence[str]) -> str:
    """Return one network's line of the table, with the named figures."""
    cells = " | ".join(figure(found, name) for name in figures)
    return (
        f"| {found.name} | {summary} | {found.parameters:,} | {size / MEGABYTE:.1f} | {found.scenes:,} | "
        f"{found.steps:,} | {found.cpu_minutes:.1f} | {len(found.seeds)} | {cells} |"
    )


def figure(found: Record, name: str) -> str:
    """Return one figure with the seeds' standard deviation and the interval over scenes, where there are any."""
    if name not in found.mean:
        return ""
    spread = f" ± {found.spread[name]:.3f}" if name in found.spread else ""
    low, high = (found.mean.get(f"{name} {end}") for end in ("low", "high"))
    interval = f" [{low:.3f}, {high:.3f}]" if low is not None and high is not None else ""
    return f"{found.mean[name]:.3f}{spread}{interval}"


def figures_of(found: Record) -> list[str]:
    """Name the first three figures of a record; the ends of intervals are no figures of their own."""
    ends = {f"{name} {end}" for name in found.mean for end in ("low", "high")}
    names = [name for name in found.mean if name not in ends]
    masks = [name for name in names if name.startswith("mask ")]  # what a network adds to its kind comes first
    return [*masks[:1], *(name for name in names if name not in masks[:1])][:FIGURES]


def table() -> str:
    """Return the tables of all networks as Markdown: one for each kind of figure."""
    known = all_recipes()
    recipes = {name: recipe for name, recipe in known.items() if (FOLDER / f"{name}.json").exists()}
    waiting = [f"`{name}`" for name in known if name not in recipes]
    kinds: dict[tuple[str, ...], list[str]] = {}
    for name in recipes:
        kinds.setdefault(tuple(figures_of(record(name))), []).append(name)
    parts = [
        f"Held out: {' or '.join(map(str, sorted({record(name).test['count'] for name in recipes})))} test scenes or "
        "crops; the mean of the seeds ± their standard deviation, and in brackets a 95 % interval over the scenes. "
        "Minutes are the processor's, for one seed. Each `training/checkpoints/NAME.json` has all figures."
    ]
    for figures, names in kinds.items():
        rows = [
            row(record(name), recipes[name].summary, (FOLDER / f"{name}.safetensors").stat().st_size, figures)
            for name in names
        ]
        head = "| recipe | network | parameters | MB | scenes | steps | minutes | seeds | "
        parts.append(
            "\n".join([f"{head}{' | '.join(figures)} |", f"|---|---|{'---:|' * 6}{'---|' * len(figures)}", *rows])
        )
    total = sum(path.stat().st_size for path in FOLDER.iterdir())  # records and snapshots too
    parts.append(
        f"All checkpoints together: {total / MEGABYTE:.1f} MB of at most {MOST}."
        + (f" Not trained yet: {', '.join(waiting)}." if waiting else "")
    )
    return "\n\n".join(parts)


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
    write_between("NETWORKS.md", "networks", table())
    write_between("NETWORKS.md", "studies", studies())
