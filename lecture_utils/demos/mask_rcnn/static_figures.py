"""Pictures of lecture 13 without controls."""

import torch
from matplotlib.axes import Axes

from lecture_utils.demos.mask_rcnn.networks import ALIGN, NAMES, POOL, SEMANTIC_NETWORK, found
from lecture_utils.demos.mask_rcnn.small import SIZE, mask_and_box
from lecture_utils.demos.views.instances import draw_instance_map
from lecture_utils.methods.mask_rcnn import THRESHOLD, paste_mask
from lecture_utils.pictures import Arrow, MatrixView, Sheet, draw_bars, draw_image, draw_label_map, draw_matrices, panes
from lecture_utils.scenes.lecture_scenes import LectureScene, lecture_scene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import semantic_labels

IDEA_SIZE = (9.4, 3.4)
FIGURES = ("AP50", "AP75", "mask AP50", "mask AP75")
"""What both networks are compared by; "AP" without more is that of boxes."""


def draw_scene(axes: Axes, scene: LectureScene) -> None:
    """Draw the scene alone."""
    draw_image(axes, scene.large, "image")


def draw_semantic(axes: Axes, scene: LectureScene) -> None:
    """Draw U-Net's label of every pixel."""
    draw_label_map(axes, semantic_labels(SEMANTIC_NETWORK, scene), SEMANTIC, title="semantic: 'cat' once")


def draw_instances(axes: Axes, scene: LectureScene) -> None:
    """Draw Mask R-CNN's things."""
    draw_instance_map(axes, found(scene), "instances: cat 1, cat 2")


def draw_idea(figure: Sheet) -> None:
    """Draw scene 1, its labels, its instances."""
    scene = lecture_scene()
    image, semantic, instances = panes(figure, columns=3, gap=0.15)
    draw_scene(image, scene)
    draw_semantic(semantic, scene)
    draw_instances(instances, scene)


def title_picture() -> Demo:
    """Show semantic against instance segmentation on scene 1."""
    scene = lecture_scene()
    return Demo(
        name="mask_rcnn",
        title="Two cats that touch: one region of one label, or two things",
        panels=[
            [
                Panel("image", lambda axes: draw_scene(axes, scene), (3.1, 3.4), "the scene"),
                Panel("semantic", lambda axes: draw_semantic(axes, scene), (3.1, 3.4), "a label for every pixel"),
                Panel("instances", lambda axes: draw_instances(axes, scene), (3.1, 3.4), "a mask for every thing"),
            ]
        ],
        caption="Trained networks: U-Net gives every pixel a label; Mask R-CNN finds things, and the pixels of each.",
    )


def draw_pasted(figure: Sheet) -> None:
    """Draw the small mask, what it becomes in the image, and what is left after the threshold."""
    mask, box = mask_and_box()
    pasted = paste_mask(mask, box, SIZE)
    draw_matrices(
        figure,
        [
            [
                MatrixView("mask", mask, "output", decimals=0),
                Arrow("paste"),
                MatrixView("pasted", pasted, "output", decimals=2, shade=True),
                Arrow(f"≥ {THRESHOLD:g}"),
                MatrixView("pixels", (pasted >= THRESHOLD).to(torch.int64), "prediction", decimals=0, shade=True),
            ]
        ],
    )


def average_precisions(network: str) -> list[float]:
    """Return `FIGURES` of a network from its record."""
    figures = record(network).mean
    return [figures[name] for name in FIGURES]


def draw_average_precisions(figure: Sheet) -> None:
    """Draw what the two networks reach on the test scenes, from their records."""
    names = ("boxes, AP50", "boxes, AP75", "masks, AP50", "masks, AP75")
    for axes, network in zip(panes(figure, columns=2, gap=0.3), (ALIGN, POOL), strict=True):
        values = torch.tensor(average_precisions(network))
        role = "prediction" if network == ALIGN else "rejected"
        draw_bars(axes, names, values, role, title=NAMES[network], decimals=2, limits=(0.0, 1.0))
