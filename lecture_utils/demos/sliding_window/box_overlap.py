"""Two boxes on squared paper: intersection, union, and what their quotient says."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lecture_utils.methods.sliding_window import box_area, box_iou, generalized_box_iou
from lecture_utils.pictures import draw_boxes, draw_grid, say, tint
from lecture_utils.pictures.number_format import number
from lecture_utils.stage import Demo, DragBox, Panel

Box = tuple[float, float, float, float]
COLUMNS, ROWS = 12, 9
FIRST: Box = (2, 2, 6, 6)
SECOND: Box = (3, 4, 8, 6)
"""Of the lecture's example: they share 6 squares and cover 20."""


def areas(first: Sequence[float], second: Sequence[float]) -> dict[str, float]:
    """Return all areas that IoU and generalized IoU are made of, in squares, and the two."""
    one, other = (torch.tensor([box], dtype=torch.float64) for box in (first, second))
    lowest, highest = torch.minimum(one, other)[:, :2], torch.maximum(one, other)[:, 2:]
    iou, generalized = float(box_iou(one, other)), float(generalized_box_iou(one, other))
    both = float(box_area(one) + box_area(other))
    intersection = both * iou / (1 + iou)  # from iou = intersection / (both − intersection)
    enclosing = float(box_area(torch.cat([lowest, highest], dim=1)))
    return {
        "first": float(box_area(one)),
        "second": float(box_area(other)),
        "intersection": round(intersection, 6),
        "union": round(both - intersection, 6),
        "enclosing": enclosing,
        "iou": iou,
        "generalized": generalized,
    }


def words(first: Sequence[float], second: Sequence[float]) -> dict[str, str]:
    """Write the numbers of `areas`, whole ones without decimals."""
    return {name: number(value) for name, value in areas(first, second).items()}


def _fill(axes: Axes, box: Sequence[float], role: str, paper: float) -> None:
    x1, y1, x2, y2 = box
    axes.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, facecolor=tint(role, paper), linewidth=0))


def draw_paper(axes: Axes, first: Box, second: Box) -> None:
    """Draw squared paper with both boxes, what they share, and in dashes the smallest box around both."""
    axes.set(xlim=(-0.06, COLUMNS + 0.06), ylim=(ROWS + 0.06, -0.06), aspect="equal")
    for box, role in ((first, "input"), (second, "prediction")):
        _fill(axes, box, role, 0.8)
    shared = (*map(max, first[:2], second[:2]), *map(min, first[2:], second[2:]))
    if shared[0] < shared[2] and shared[1] < shared[3]:
        _fill(axes, shared, "output", 0.45)
    draw_grid(axes, range(COLUMNS + 1), range(ROWS + 1), line_width=0.6)
    around = (*map(min, first[:2], second[:2]), *map(max, first[2:], second[2:]))
    draw_boxes(axes, [around], "muted", line_width=2, style=(0, (3, 2)))
    upper_left, lower_right = (first[0] + 0.5, first[1] + 0.5), (second[2] - 0.5, second[3] - 0.5)
    if max(abs(one - other) for one, other in zip(upper_left, lower_right, strict=True)) < 1:  # one square for both
        say(axes, *upper_left, "AB", "ink", "label", align="center", bold=True)
        return
    say(axes, *upper_left, "A", "input", "label", align="center", bold=True)
    say(axes, *lower_right, "B", "prediction", "label", align="center", bold=True)


def draw_fraction(axes: Axes, first: Box, second: Box) -> None:
    """Write both fractions with their numbers."""
    axes.set(xlim=(0, 1), ylim=(1, 0))
    found = words(first, second)
    lines = [
        ("box A", f"{found['first']} squares", "input"),
        ("box B", f"{found['second']} squares", "prediction"),
        ("intersection", found["intersection"], "output"),
        ("union", f"{found['first']} + {found['second']} − {found['intersection']} = {found['union']}", "ink"),
        ("IoU", f"{found['intersection']} / {found['union']} = {found['iou']}", "step"),
        ("box around both", f"{found['enclosing']} (dashed)", "muted"),
        (
            "generalized IoU",
            f"{found['iou']} − ({found['enclosing']} − {found['union']}) / {found['enclosing']}",
            "ink",
        ),
        ("", f"= {found['generalized']}", "step"),
    ]
    for place, (name, text, role) in enumerate(lines):
        height = (place + 0.6) / len(lines)
        say(axes, 0.0, height, name, role, "label", bold=role == "step")
        say(axes, 0.4, height, text, role, "label", bold=role == "step")


def title(first: Box, second: Box) -> str:
    """Say how well the boxes agree."""
    found = areas(first, second)
    said = words(first, second)
    if found["iou"] == 1:
        return "The same box twice: IoU 1"
    if found["intersection"] == 0:
        return f"They share nothing: IoU 0 at any distance; generalized IoU {said['generalized']}"
    enough = "enough to count as found (0.5)" if found["iou"] >= 0.5 else "too little to count as found (0.5)"
    return f"IoU {said['iou']}: {enough}"


def caption(first: Box, second: Box) -> str:
    """Divide what they share by what they cover."""
    found = words(first, second)
    return (
        f"They share {found['intersection']} squares and cover {found['union']} together: "
        f"IoU = {found['intersection']} / {found['union']} = {found['iou']}. The dashed box has {found['enclosing']} "
        f"squares; the share of it that neither covers is subtracted: generalized IoU {found['generalized']}."
    )


def overlap_demo() -> Demo:
    """Drag two boxes and see how intersection over union and its generalized form follow."""
    bounds = (0, 0, COLUMNS, ROWS)
    return Demo(
        name="box_overlap",
        title=title,
        controls=[
            DragBox("first", panel="paper", start=FIRST, bounds=bounds, role="input", label="box A"),
            DragBox("second", panel="paper", start=SECOND, bounds=bounds, role="prediction", label="box B"),
        ],
        panels=[
            [
                Panel(
                    "paper", draw_paper, size=(4.6, 3.45), alt="two boxes on squared paper, what they share in green"
                ),
                Panel("fraction", draw_fraction, size=(4.7, 3.45), alt="areas, IoU and generalized IoU"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
