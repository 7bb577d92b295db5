"""The arithmetic of each step on a photograph, in words: the text under the pictures."""

from collections.abc import Iterable, Sequence

from torch import Tensor

from lecture_utils.methods.roi import RoIPoolSteps


def as_numbers(values: Iterable[float], decimals: int) -> str:
    """Write numbers in brackets."""
    return "(" + ", ".join(f"{float(value):.{decimals}f}" for value in values) + ")"


def say_project(box: Sequence[float], stride: int, projected: Tensor) -> str:
    """Say where the box lies on the map."""
    cells = as_numbers(projected, 2)
    return f"Project: {as_numbers(box, 0)} pixels · 1/{stride} = {cells} cells, as (x1, y1, x2, y2)."


def say_snap(steps: RoIPoolSteps) -> str:
    """Say which cells RoI pooling keeps."""
    x1, y1, x2, y2 = (int(side) for side in steps.snapped[0])
    return (
        f"Snap: RoI pooling rounds {as_numbers(steps.projected[0], 2)} to columns {x1} to {x2}, rows {y1} to {y2}. "
        "RoI Align keeps the fractions."
    )


def say_divide(steps: RoIPoolSteps, points: int) -> str:
    """Say how the columns are divided."""
    bins = steps.left.shape[1]
    x1, _, x2, _ = (float(side) for side in steps.projected[0])
    cells = int(steps.snapped[0, 2] - steps.snapped[0, 0]) + 1
    spans = ", ".join(span(a, b) for a, b in zip(steps.left[0].tolist(), steps.right[0].tolist(), strict=True))
    return (
        f"Divide: RoI pooling rounds {cells} columns / {bins} = {cells / bins:.2f} outwards, to columns {spans}. "
        f"RoI Align has bins of {(x2 - x1) / bins:.2f} columns with {points}×{points} points."
    )


def span(start: int, end: int) -> str:
    """Name the cells from ``start`` up to ``end``, which isn't among them."""
    return "none" if end <= start else str(start) if end == start + 1 else f"{start}–{end - 1}"


def say_maximum(steps: RoIPoolSteps, bin: tuple[int, int], winner: tuple[int, int] | None, value: float) -> str:
    """Say which cell a maximum comes from, and whether it lies in the box at all."""
    if winner is None:
        return "RoI pooling: this bin is outside the map and gives 0."
    row, column = bin
    rows, columns = steps.bottom[0, row] - steps.top[0, row], steps.right[0, column] - steps.left[0, column]
    x1, y1, x2, y2 = steps.projected[0].tolist()
    inside = x1 < winner[1] + 1 and winner[1] < x2 and y1 < winner[0] + 1 and winner[0] < y2
    where = "" if inside else ", outside the box"
    return (
        f"RoI pooling: the largest of {int(rows)}×{int(columns)} cells is {value:.1f}, in row {winner[0]}, "
        f"column {winner[1]}{where}."
    )


def say_align(samples: Sequence[float], mean: float) -> str:
    """Say which samples a mean is taken of."""
    return f"RoI Align: ({' + '.join(f'{value:.1f}' for value in samples)}) / {len(samples)} = {mean:.1f}."
