"""Pictures of lecture 02 without controls."""

import torch

from lecture_utils.demos.sliding_window.window_moves import CATEGORIES, SCALES, grid, scored
from lecture_utils.methods.sliding_window import BACKGROUND
from lecture_utils.pictures import Sheet, draw_boxes, draw_grid, draw_heatmap, draw_image, panes
from lecture_utils.scenes.lecture_scenes import lecture_scene

IDEA_SIZE = (9.2, 2.7)
STRIDE = 8


def draw_idea(figure: Sheet) -> None:
    """Draw scene 1 with windows of three sizes, and for each size how likely each of its windows shows an object."""
    scene = lecture_scene()
    first, *maps = panes(figure, columns=4, gap=0.2)
    draw_image(first, scene.large, "one window, three sizes", size=(128, 128))
    for (name, scale), role, axes in zip(SCALES.items(), ("muted", "prediction", "step"), maps, strict=True):
        found = scored(scene, scale, STRIDE)
        objects = 1 - found.probabilities[BACKGROUND]
        best = int(objects.argmax())
        draw_boxes(first, grid(scale, STRIDE)[best].box[None], role)
        rows, columns = found.grid.shape
        draw_heatmap(axes, objects, limits=(0, 1), title=f"{name}: {rows}×{columns} windows")
        draw_grid(axes, (0, columns), (0, rows), role=role, line_width=2)


def best_window(name: str) -> int:
    """Return the window of scene 1, a quarter of it large, that most probably shows this thing."""
    found = scored(lecture_scene(), SCALES["a quarter of it"], STRIDE)
    return int(torch.argmax(found.probabilities[CATEGORIES.index(name)]))
