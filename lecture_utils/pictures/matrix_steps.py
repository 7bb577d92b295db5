"""Matrices side by side, filled step by step: which cells a step fills, and which it is about.

Examples
--------
Twice a matrix that the viewer edits where it is drawn, row by row:

>>> from lecture_utils.stage import Demo, Matrix, Panel, Step
>>> STEPS = [MatrixStep(f"row {i + 1}", fills={"Y": i}, outlines={"X": i, "Y": i}) for i in range(2)]
>>> def draw(figure, x, step):
...     row = [MatrixView("X", x, "input", "yours"), Arrow("times 2"), MatrixView("Y", 2 * x, "output", widest="−00")]
...     draw_matrices(figure, at_step([row], STEPS, step))
>>> demo = Demo(
...     "twice",
...     title="Every number is doubled",
...     controls=[
...         Step("step", count=2, names=[step.name for step in STEPS]),
...         Matrix("x", [[1, 2], [3, 4]], panel="matrices", axes="X"),
...     ],
...     panels=[[Panel("matrices", draw, size=(5, 2))]],
...     caption=lambda x, step: f"2 · {x[step, 0]:g} = {2 * x[step, 0]:g}",
... )
>>> demo.text("caption", step=1)
'2 · 3 = 6'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lecture_utils.pictures.matrix_cells import Index, block_of, mask_of
from lecture_utils.pictures.matrix_layout import Arrow, Item, Label, MatrixView, views_of


@dataclass(frozen=True)
class MatrixStep:
    """A step in which cells are filled: what stands in them was not there before, and stays.

    Parameters
    ----------
    name : str
    fills : mapping of a matrix's name to cells
        As NumPy's indices: ``np.s_[0]`` is a row, ``np.s_[:, 1]`` a column, ``np.s_[:]`` everything.
    outlines : mapping of a matrix's name to cells
        What the step is about.
    """

    name: str
    fills: Mapping[str, Index] = field(default_factory=dict)
    outlines: Mapping[str, Index] = field(default_factory=dict)


def at_step(layout: Sequence[Item], steps: Sequence[MatrixStep], step: int) -> list[Item]:
    """Return a layout as it is at a step: cells that a later step fills are empty, and the step's own are outlined.

    Parameters
    ----------
    step : int
        At ``len(steps)`` everything is filled and nothing outlined.

    Raises
    ------
    ValueError
        If a step names a matrix that the layout doesn't have, or cells that a matrix doesn't have.

    Examples
    --------
    >>> X, Y = MatrixView("X", [[1, 2], [3, 4]]), MatrixView("Y", [[2, 4], [6, 8]], "output")
    >>> steps = [MatrixStep(f"row {i + 1}", {"Y": i}, {"X": i, "Y": i}) for i in range(2)]
    >>> [[before, after]] = at_step([[X, Y]], steps, 0)
    >>> before.highlight, after.faded.tolist()
    ((0,), [[False, False], [True, True]])
    """
    names = {view.name for view in views_of(layout)}
    unknown = {name for one in steps for name in (*one.fills, *one.outlines)} - names
    if unknown:
        raise ValueError(f"steps must name matrices of the layout, {sorted(names)}, got {sorted(unknown)}")
    return [_at_step(item, steps, step) for item in layout]


def _at_step(item: Item, steps: Sequence[MatrixStep], step: int) -> Item:
    if isinstance(item, (str, Label, Arrow)):
        return item
    if not isinstance(item, MatrixView):
        return [_at_step(part, steps, step) for part in item]
    faded = mask_of(item.faded, "faded", item.shape).copy()
    for later in steps[step + 1 :]:
        if item.name in later.fills:
            row, column, rows, columns = block_of(later.fills[item.name], "fills", item.shape)
            faded[row : row + rows, column : column + columns] = True
    for done in steps[: step + 1]:
        if item.name in done.fills:
            row, column, rows, columns = block_of(done.fills[item.name], "fills", item.shape)
            faded[row : row + rows, column : column + columns] = False
    outlines = steps[step].outlines if step < len(steps) else {}
    highlight = (*item.highlight, outlines[item.name]) if item.name in outlines else tuple(item.highlight)
    return replace(item, faded=faded, highlight=highlight)
