"""The Hungarian algorithm, step by step, for matrices that are small enough to follow with a pencil.

Training calls SciPy's solver, see :func:`~lecture_utils.methods.detr.matching.match`; both find the same lowest cost.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.detr.matching import Matching
from lecture_utils.methods.validation import FLOATS, require

Kind = Literal["rows", "columns", "augment", "cover", "shift"]
"""What a step does, see `HungarianStep`."""

Cell = tuple[int, int]


class HungarianStep(NamedTuple):
    """One step, and what is known after it; n = max(Q, T).

    Attributes
    ----------
    kind : str
        "rows": each row's smallest number has been subtracted from it. "columns": the same for each column. "augment":
        one more row is assigned, along ``path``. "cover": the fewest lines that cover all zeros have been drawn.
        "shift": the smallest number without a line has been subtracted from all numbers without a line, and added
        where two lines cross.
    costs : Tensor, shape (n, n), float64
        Beside the given matrix, rows or columns of zeros make it square. Never negative.
    subtracted : Tensor
        "rows" and "columns": from each, shape (n,). "shift": the number, shape (). Otherwise 0.
    assigned : Tensor, shape (n,), int64
        The column of each row that is assigned so far, each at a zero; −1 for the others.
    covered_rows, covered_columns : Tensor, shape (n,), bool
        Where lines are.
    path : tuple of (int, int)
        Zeros, from a row without a column to a column without a row. The first, third, ... are taken; the others,
        which were taken before, are given up: so there is one more than before.
    """

    kind: Kind
    costs: Tensor
    subtracted: Tensor
    assigned: Tensor
    covered_rows: Tensor
    covered_columns: Tensor
    path: tuple[Cell, ...] = ()


def hungarian_steps(total: Tensor) -> Iterator[HungarianStep]:
    """Assign rows to columns so that the sum of the costs is lowest, step by step.

    Subtracting a number from a whole row or column changes every complete assignment's sum by the same number, so the
    best assignment stays the best. Once each row has a zero in a column of its own, these zeros are it.

    Parameters
    ----------
    total : Tensor, shape (Q, T)
        Finite costs, floats.

    Yields
    ------
    HungarianStep
        In the last one, every row is assigned.

    Raises
    ------
    ValueError
        If the costs have another shape or type, or aren't finite.

    References
    ----------
    Kuhn, *The Hungarian Method for the Assignment Problem*, Naval Research Logistics Quarterly 1955; with lines as in
    Munkres, *Algorithms for the Assignment and Transportation Problems*, SIAM Journal 1957. Carion et al., ECCV 2020,
    section 3.1. Slide "DETR".
    """
    require(total.dim() == 2 and total.dtype in FLOATS, "total", "floats, shape (Q, T)", tuple(total.shape))
    require(bool(torch.isfinite(total).all()), "total", "finite costs", "infinity or not-a-number")
    count = max(total.shape)
    costs = torch.zeros(count, count, dtype=torch.float64)
    costs[: total.shape[0], : total.shape[1]] = total.detach().cpu()
    nowhere, assigned = torch.zeros(count, dtype=torch.bool), torch.full((count,), -1)
    if count == 0:
        return
    smallest = costs.amin(dim=1)  # (n,)
    costs = costs - smallest[:, None]
    yield HungarianStep("rows", costs, smallest, assigned, nowhere, nowhere)
    smallest = costs.amin(dim=0)  # (n,)
    costs = costs - smallest
    yield HungarianStep("columns", costs, smallest, assigned, nowhere, nowhere)
    nothing = costs.new_zeros(())
    while True:
        rows, columns, path = _reach(costs == 0, assigned)
        if path:
            assigned = assigned.clone()
            for row, column in path[::2]:
                assigned[row] = column
            yield HungarianStep("augment", costs, nothing, assigned, nowhere, nowhere, path)
            continue
        yield HungarianStep("cover", costs, nothing, assigned, ~rows, columns)
        if bool((assigned >= 0).all()):
            return
        open_cells = rows[:, None] & ~columns
        crossings = ~rows[:, None] & columns
        smallest = costs[open_cells].min()
        costs = costs - smallest * open_cells + smallest * crossings
        yield HungarianStep("shift", costs, smallest, assigned, ~rows, columns)


def hungarian(total: Tensor) -> Matching:
    """Find the pairs whose costs have the lowest sum, by `hungarian_steps`; arguments and errors as there.

    Returns
    -------
    Matching
        Of the same cost as :func:`~lecture_utils.methods.detr.matching.match` finds. Where several matchings have that
        cost, it may be another one.
    """
    queries, things = total.shape if total.dim() == 2 else (0, 0)
    assigned = torch.zeros(0, dtype=torch.long)
    for step in hungarian_steps(total):
        assigned = step.assigned
    rows = torch.arange(len(assigned))
    real = (rows < queries) & (assigned < things)  # the others are with a row or column of zeros
    return Matching(rows[real], assigned[real])


def _reach(zeros: Tensor, assigned: Tensor) -> tuple[Tensor, Tensor, tuple[Cell, ...]]:
    """Go from rows without a column over zeros to columns, and from assigned columns on to their rows.

    Returns
    -------
    rows, columns : Tensor, shape (n,), bool
        Which are reached.
    path : tuple of (int, int)
        Zeros on the way to the first column without a row; empty if none is reached. Then lines on the reached columns
        and on the rows that aren't reached cover all zeros, and there are as many as assigned rows (König's theorem).
    """
    row_of = {column: row for row, column in enumerate(assigned.tolist()) if column >= 0}
    waiting = [row for row, column in enumerate(assigned.tolist()) if column < 0]
    rows, came_from = set(waiting), dict[int, int]()
    while waiting:
        row = waiting.pop(0)
        for column in zeros[row].nonzero()[:, 0].tolist():
            if column in came_from:
                continue
            came_from[column] = row
            if column not in row_of:
                return _flags(zeros, rows), _flags(zeros, came_from), _path(column, came_from, assigned)
            rows.add(row_of[column])
            waiting.append(row_of[column])
    return _flags(zeros, rows), _flags(zeros, came_from), ()


def _path(column: int, came_from: dict[int, int], assigned: Tensor) -> tuple[Cell, ...]:
    """Go back from a column without a row to where the search began; return the cells in order from there."""
    cells: list[Cell] = []
    while True:
        row = came_from[column]
        cells.append((row, column))
        column = int(assigned[row])
        if column < 0:
            return tuple(reversed(cells))
        cells.append((row, column))


def _flags(zeros: Tensor, chosen: set[int] | dict[int, int]) -> Tensor:
    flags = torch.zeros(len(zeros), dtype=torch.bool)
    flags[list(chosen)] = True
    return flags
