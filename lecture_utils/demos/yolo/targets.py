"""Two things on the grid, to be dragged: which cell and which box has to find each, and what is lost."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.yolo.cells import BOX_ROLES
from lecture_utils.demos.yolo.looked_once import GRID, NUMBERS, PER_CELL, SIZE, predictions
from lecture_utils.methods.yolo import Responsible, cells_of, encode_boxes, responsible_boxes, without_own_cell
from lecture_utils.pictures import draw_boxes, draw_grid, draw_image, draw_points, draw_rectangles, format_number
from lecture_utils.pictures.lists import draw_list
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo, DragBox, Panel

Box = tuple[float, float, float, float]
NAMES = ("A", "B")
ROLES = ("truth", "input")
"""Colours of the two things."""

CELL = SIZE[0] // GRID
"""Height and width of a cell in pixels."""


def starts() -> tuple[Box, Box]:
    """Return the boxes of the dog and of the cow of scene 1."""
    first, second = (tuple(map(float, box)) for box in lecture_scene().boxes[:2].tolist())
    return first, second  # type: ignore[return-value]


def things(first: Sequence[float], second: Sequence[float]) -> Tensor:
    """Return both boxes, (2, 4)."""
    return torch.tensor([tuple(first), tuple(second)], dtype=torch.float32)


def cells(first: Sequence[float], second: Sequence[float]) -> Tensor:
    """Return the cells of both centres, (2, 2)."""
    return cells_of(things(first, second), GRID, SIZE)


def responsible(first: Sequence[float], second: Sequence[float]) -> Responsible:
    """Choose among the boxes that the trained network predicts in both cells on scene 1."""
    row, column = cells(first, second).unbind(1)
    boxes = predictions(lecture_scene()).boxes[row, column] / SIZE[0]
    return responsible_boxes(boxes, things(first, second) / SIZE[0])


def lost(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether both centres lie in one cell, so that the second thing has none."""
    return len(without_own_cell(things(first, second), GRID, SIZE)) > 0


def draw_grid_with_things(axes: Axes, first: Box, second: Box) -> None:
    """Draw scene 1 with the grid, the cells of both centres, and the boxes predicted in the first thing's cell."""
    scene = lecture_scene()
    draw_image(axes, scene.large, "dashed: boxes predicted in A's cell", dim=0.35, size=SIZE)
    edges = range(0, SIZE[0] + 1, CELL)
    draw_grid(axes, edges, edges, line_width=0.8)
    places = cells(first, second).tolist()
    for (row, column), role in reversed(list(zip(places, ROLES, strict=True))):
        draw_rectangles(axes, [(column * CELL, row * CELL, (column + 1) * CELL, (row + 1) * CELL)], role, fill=0.4)
    own = predictions(scene).boxes[tuple(places[0])]
    for box, role in enumerate(BOX_ROLES):
        draw_boxes(axes, own[box][None], role, [str(box)], 2.0, (0, (3, 2)))
    for thing, role in zip((first, second), ROLES, strict=True):
        draw_points(axes, [((thing[0] + thing[2]) / 2, (thing[1] + thing[3]) / 2)], role, 9)


def draw_targets(axes: Axes, first: Box, second: Box) -> None:
    """List what the target tensor holds for both things, and which box is trained on each."""
    places, chosen = cells(first, second), responsible(first, second)
    encoded = encode_boxes(things(first, second), places, GRID, SIZE)
    gone = lost(first, second)

    def column(thing: int) -> list[str]:
        if gone and thing == 1:
            return ["cell is taken", *["–"] * (len(NUMBERS) + PER_CELL), "lost"]
        row, place = places[thing].tolist()
        return [
            f"[{row}, {place}]",
            *(format_number(value) for value in encoded[thing].tolist()),
            "1",
            *(format_number(value) for value in chosen.ious[thing].tolist()),
            f"box {int(chosen.chosen[thing])}",
        ]

    names = ["cell", *NUMBERS, *(f"IoU with box {box} of the cell" for box in range(PER_CELL)), "responsible"]
    rows = list(zip(names, column(0), column(1), strict=True))
    roles = ["step", *["truth"] * len(NUMBERS), *BOX_ROLES, "step"]
    draw_list(axes, ("target", *NAMES), rows, roles, title="the target, and who is trained")


def title(first: Box, second: Box) -> str:
    """Say which box of which cell is responsible, or what is lost."""
    (row, column), _ = cells(first, second).tolist()
    if lost(first, second):
        return f"Both centres lie in cell [{row}, {column}]: A is taught, B is lost"
    return f"A belongs to cell [{row}, {column}]: its box {int(responsible(first, second).chosen[0])} is responsible"


def caption(first: Box, second: Box) -> str:
    """Do the arithmetic of A's centre and width."""
    (row, column), _ = cells(first, second).tolist()
    x, y = (first[0] + first[2]) / 2, (first[1] + first[3]) / 2
    width = first[2] - first[0]
    text = (
        f"A's centre ({x:g}, {y:g}): x = {x:g}/{CELL} − {column} = {format_number(x / CELL - column, 3)}, "
        f"y = {y:g}/{CELL} − {row} = {format_number(y / CELL - row, 3)}. √w = √({width:g}/{SIZE[1]}) = "
        f"{format_number((width / SIZE[1]) ** 0.5)}."
    )
    if lost(first, second):
        return f"{text} A comes first in the list of things, so B isn't written into the target at all."
    found = responsible(first, second)
    if not (found.ious[0] > 0).any():
        return f"{text} No box of the cell overlaps A, so the nearest one is responsible."
    best = format_number(float(found.ious[0].max()))
    return f"{text} The box with the highest IoU, {best}, is responsible; that IoU is also its target confidence."


def target_demo() -> Demo:
    """Drag two things over the grid of scene 1."""
    first, second = starts()
    bounds = (0, 0, *SIZE[::-1])
    return Demo(
        name="yolo_target",
        title=title,
        controls=[
            DragBox("first", panel="grid", start=first, bounds=bounds, minimum=(4, 4), role=ROLES[0], label="thing A"),
            DragBox(
                "second",
                panel="grid",
                start=second,
                bounds=bounds,
                minimum=(4, 4),
                role=ROLES[1],
                label="thing B",
                held=[second, first],
            ),
        ],
        panels=[
            [
                Panel(
                    "grid", draw_grid_with_things, size=(4.15, 4.4), alt="scene 1 with the grid and two things on it"
                ),
                Panel("targets", draw_targets, size=(4.5, 3.0), alt="the numbers of both things in the target tensor"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
