"""One scene, four questions: the slides' "Computer Vision Problems", each answered by a trained network."""

from collections import Counter

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.detections import Judged, above, judge, summary
from lecture_utils.demos.views.instances import draw_instance_map
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.pictures.label_maps import draw_label_map
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.pictures.number_format import counted, format_number, percent
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import FINE, SEMANTIC, THINGS, VARIANTS
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.outputs import detections, per_scene, semantic_labels, trained
from lecture_utils.training.pretrained import middle_square

CLASSIFIER, DETECTOR, SEGMENTER, INSTANCES = NETWORKS = ("classification", "faster_rcnn", "unet", "mask_rcnn")
"""Whose answers are shown, by their recipes."""

THRESHOLD = 0.5
"""Detections with a lower score are left out."""

PANEL_SIZE = (2.2, 2.9)  # inches


@per_scene
def category(scene: LectureScene) -> tuple[str, float]:
    """Return the category that the classifier finds most likely for the whole picture, and its probability."""
    probabilities = torch.softmax(trained(CLASSIFIER)(middle_square(scene.image)[None])[0], dim=0)
    return FINE[int(probabilities.argmax())], float(probabilities.max())


@per_scene
def found(scene: LectureScene, network: str) -> list[Judged]:
    """Return what a detector finds with a score of at least `THRESHOLD`, right or wrong."""
    return judge(above(detections(network, scene), THRESHOLD), scene)


def problems_demo(picture: Tensor | None = None) -> Demo:
    """Choose a scene, and see four trained networks answer one question each.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    scenes = shown_scenes(picture)

    def draw_category(axes: Axes, scene: str) -> None:
        name, probability = category(scenes[scene])
        mark = Mark((0, 0, SIZE, SIZE), f"{name} {format_number(probability)}")
        draw_marked_image(axes, scenes[scene].large, [mark], title="Which\ncategory?", size=(SIZE, SIZE))

    def draw_boxes(axes: Axes, scene: str) -> None:
        marks = [Mark(one.box, one.name, one.role) for one in found(scenes[scene], DETECTOR)]
        draw_marked_image(axes, scenes[scene].large, marks, title="Which\nboxes?", size=(SIZE, SIZE))

    def draw_labels(axes: Axes, scene: str) -> None:
        labels = semantic_labels(SEGMENTER, scenes[scene])
        draw_label_map(axes, labels, SEMANTIC, title="Which label for\nevery pixel?")

    def draw_instances(axes: Axes, scene: str) -> None:
        draw_instance_map(axes, found(scenes[scene], INSTANCES), "Which pixels\nof which thing?")

    def title(scene: str) -> str:
        boxes, masks = (len(found(scenes[scene], network)) for network in (DETECTOR, INSTANCES))
        labels = len(semantic_labels(SEGMENTER, scenes[scene]).unique())
        return (
            f"One scene, four answers: 1 category, {counted(boxes, 'box', 'boxes')}, "
            f"{counted(labels, 'label')} of pixels, {counted(masks, 'mask')}"
        )

    def caption(scene: str) -> str:
        shown = scenes[scene]
        name, probability = category(shown)
        masks = found(shown, INSTANCES)
        return (
            f"{_about_category(shown, name, probability)} {_about_boxes(shown)} "
            f"{_about_labels(shown)} Mask R-CNN finds {_things([one.label for one in masks])}."
        )

    return Demo(
        name="problems",
        title=title,
        controls=[scenes.control(frozen=4)],
        panels=[
            [
                Panel("category", draw_category, PANEL_SIZE, "the scene with one category"),
                Panel("boxes", draw_boxes, PANEL_SIZE, "the scene with a box and a class for each thing found"),
                Panel("labels", draw_labels, PANEL_SIZE, "a map with one label for every pixel"),
                Panel("instances", draw_instances, PANEL_SIZE, "the scene with a mask for each thing found"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )


def _about_category(scene: LectureScene, name: str, probability: float) -> str:
    """Say what the classifier makes of the whole picture, and what really is there."""
    said = f"The classifier has one answer for all: {name}, {percent(probability)}"
    if not scene.has_truth:
        return f"{said}."
    kind = THINGS[FINE.index(name) // VARIANTS]
    return f"{said}; {'there is one' if kind in scene.names else 'there is none'}."


def _about_boxes(scene: LectureScene) -> str:
    """Say how many things Faster R-CNN finds, and how many of its detections are wrong."""
    said = summary(found(scene, DETECTOR), scene)
    return f"Faster R-CNN: {said.replace('Nothing is there:', 'nothing is there,')}."


def _about_labels(scene: LectureScene) -> str:
    """Say how many pixels U-Net labels, and how many of them rightly."""
    if not scene.has_truth:
        return f"U-Net labels {SIZE * SIZE:,} pixels."
    right = float((semantic_labels(SEGMENTER, scene) == scene.semantic).float().mean())
    return f"U-Net: {percent(right)} of {SIZE * SIZE:,} pixels right."


def _things(labels: list[int]) -> str:
    """Count things in words: "a cow and 2 cats"."""
    counts = Counter(THINGS[label] for label in labels)
    if not counts:
        return "nothing"
    words = [counted(count, thing, "people" if thing == "person" else "") for thing, count in counts.most_common()]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"{listed}, {'with its' if len(labels) == 1 else 'each with its own'} pixels"


title_picture = problems_demo
"""What opens the first page."""
