"""Pictures of lecture 09 without controls."""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes

from lecture_utils.demos.semantic_segmentation.networks import NETWORKS, costs, figures, patch_costs
from lecture_utils.pictures import Sheet, draw_boxes, draw_curves, draw_image, draw_label_map, draw_points, panes
from lecture_utils.pictures.scatter import Dot, draw_scatter
from lecture_utils.scenes.lecture_scenes import SIZE, lecture_scene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained

IDEA_SIZE = (8.6, 3.0)
PIXEL = (80, 52)
"""Row and column of the pixel whose patch is shown."""


def draw_idea(figure: Sheet) -> None:
    """Draw scene 1, a patch with its centre pixel, the patch alone, and the true labels."""
    scene = lecture_scene()
    whole, alone, truth = panes(figure, columns=3, gap=0.25)
    window = trained(NETWORKS["multiscale window"]).window
    row, column = PIXEL
    top, left = row - window // 2, column - window // 2
    scale = scene.large.shape[-1] // SIZE
    draw_image(whole, scene.large, "a scene and one patch", size=(SIZE, SIZE))
    draw_boxes(whole, torch.tensor([[left, top, left + window, top + window]]).float(), "step", line_width=3)
    draw_points(whole, torch.tensor([[column + 0.5, row + 0.5]]), "step", size=6)
    inside = scene.large[:, scale * top : scale * (top + window), scale * left : scale * (left + window)]
    label = SEMANTIC[int(scene.semantic[PIXEL])]
    draw_image(alone, inside, f"its centre pixel: {label}", size=(window, window))
    centre = torch.tensor([[window // 2 + 0.5, window // 2 + 0.5]])
    draw_points(alone, centre, "step", size=9)
    draw_label_map(truth, scene.semantic, SEMANTIC, title="the same for every pixel")


COST_SIZE = (8.6, 3.3)


def draw_costs(figure: Sheet) -> None:
    """Draw mean IoU against multiply–adds: in one run, and patch by patch."""
    in_one_run, by_patches = panes(figure, columns=2, gap=0.3)
    names = list(NETWORKS)
    _draw_scatter(in_one_run, [costs(name).multiply_adds / 1e6 for name in names], "million multiply–adds, one run")
    patches = [patch_costs(name).multiply_adds_by_patches / 1e9 for name in names]
    _draw_scatter(by_patches, patches, "billion multiply–adds, patch by patch")


def _draw_scatter(axes: Axes, work: list[float], x_label: str) -> None:
    dots = [
        Dot(cost, figures(name).figures["mean IoU"], name, "prediction")
        for name, cost in zip(NETWORKS, work, strict=True)
    ]
    draw_scatter(axes, dots, x_label, "mean IoU", x_log=True)


LEARNING_SIZE = (8.6, 3.2)
LEARNING = {
    "U-Net": "unet",
    "slide's network": "semantic_segmentation_down_and_up",
    "FCN-8s": "semantic_segmentation_fcn_8s",
    "U-Net without skips": "unet_without_skips",
    "DeconvNet": "semantic_segmentation_deconvnet",
}
"""Whose learning is drawn, and their recipes."""


def validation_iou(recipe: str, steps: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return the recorded mean IoU on validation scenes after so many steps, interpolated; nan behind the last."""
    rows = record(recipe).history
    at, values = ([row[key] for row in rows] for key in ("step", "validation mean IoU"))
    return np.asarray(np.interp(steps, at, values, right=np.nan))


def draw_learning(figure: Sheet) -> None:
    """Draw the mean IoU on validation scenes against the steps of the training."""
    (axes,) = panes(figure, columns=1)
    last = figures("DeconvNet").steps
    steps = np.arange(100, last + 1, 50)
    curves = {name: validation_iou(recipe, steps) for name, recipe in LEARNING.items()}
    draw_curves(axes, steps, curves, x_label="steps", y_label="mean IoU on validation scenes", limits=(0, 1))
