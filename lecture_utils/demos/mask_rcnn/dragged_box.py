"""A box dragged over a scene: what RoI Align cuts out, the masks of all classes, the chosen one, threshold, pasted."""

from math import ceil, floor

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.mask_rcnn.networks import Answer, Box, answer, name_of, pasted
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.pictures import SEQUENTIAL, Mark, draw_image_grid, draw_marked_image, format_number
from lecture_utils.pictures.number_format import vector
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, DragBox, Panel, Slider
from lecture_utils.training.outputs import trained

CLASSIFIED = "as classified"
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
ZOOM = 2
"""The pooled grid is drawn with so many points for a bin, as many as the masks have."""


def start(scene: LectureScene) -> Box:
    """Return whole pixels around the second thing of a scene; the middle where nothing is known."""
    if not len(scene.boxes):
        return (32.0, 32.0, 96.0, 96.0)
    x1, y1, x2, y2 = scene.boxes[min(1, len(scene.boxes) - 1)].tolist()
    return (float(floor(x1)), float(floor(y1)), float(ceil(x2)), float(ceil(y2)))


def as_picture(values: Tensor) -> Tensor:
    """Colour numbers from 0 to 1: (h, w) to (h, w, 3)."""
    return torch.from_numpy(SEQUENTIAL(values.numpy())[..., :3].copy())


def strength(pooled: Tensor) -> Tensor:
    """Return the mean over the channels of each bin, from 0 to 1, with as many points as a mask has."""
    mean = pooled.mean(dim=0)
    scaled = (mean - mean.min()) / (mean.max() - mean.min()).clamp(min=1e-6)
    return scaled.repeat_interleave(ZOOM, dim=0).repeat_interleave(ZOOM, dim=1)


class BoxPages:
    """What the panels are drawn from: a pure function of box, category and threshold each."""

    def __init__(self, scene: LectureScene) -> None:
        self.scene = scene

    def answer(self, box: Box) -> Answer:
        """Ask the network."""
        return answer(self.scene, box)

    def label(self, box: Box, category: str) -> int:
        """Return the category whose mask is pasted."""
        return self.answer(box).label if category == CLASSIFIED else THINGS.index(category)

    def mask(self, box: Box, category: str, threshold: float) -> Tensor:
        """Return the pixels that are said to belong to the thing, (128, 128)."""
        return pasted(self.scene, box, self.label(box, category)) >= threshold

    def draw_scene(self, axes: Axes, box: Box, category: str, threshold: float) -> None:
        """Draw the scene with the pasted mask; the stage draws the box."""
        mark = Mark(box, "", "prediction", mask=self.mask(box, category, threshold))
        draw_marked_image(axes, self.scene.large, [mark], None, f"pasted: p ≥ {threshold:g}", (SIZE, SIZE))

    def draw_masks(self, axes: Axes, box: Box, category: str) -> None:
        """Draw what the mask head gets, and the masks of all categories."""
        said, chosen = self.answer(box), self.label(box, category)
        bins, points = said.pooled.shape[-1], said.masks.shape[-1]
        images = [as_picture(strength(said.pooled)), *(as_picture(mask) for mask in said.masks)]
        names = [f"{name_of(label)}: {format_number(float(p))}" for label, p in enumerate(said.probabilities[1:])]
        labels = [f"RoI Align {bins}×{bins}", *names]
        roles = ["input", *("prediction" if label == chosen else "muted" for label in range(len(THINGS)))]
        draw_image_grid(axes, images, 3, labels, roles, f"masks {points}×{points}; below, the class's probability")

    def title(self, box: Box, category: str, threshold: float) -> str:
        """Say which class's mask is pasted, and how large it is."""
        said = self.answer(box)
        label, pixels = self.label(box, category), int(self.mask(box, category, threshold).sum())
        area = int((box[2] - box[0]) * (box[3] - box[1]))
        chance = format_number(float(said.probabilities[label + 1]))
        if category != CLASSIFIED:
            return f"Taken for a {name_of(label)} ({chance}): {pixels} of {area} pixels are the thing"
        if said.is_background:
            return f"Probably no thing; as a {name_of(label)} ({chance}), {pixels} of {area} pixels"
        return f"A {name_of(label)} ({chance}): {pixels} of the box's {area} pixels are the thing"

    def caption(self, box: Box, category: str) -> str:
        """Do the arithmetic of the box on the map, and read all masks at its middle."""
        said = self.answer(box)
        scale = trained("mask_rcnn").scale
        bins, points = said.pooled.shape[-1], said.masks.shape[-1]
        on_map = [side * scale for side in box]
        width, height = box[2] - box[0], box[3] - box[1]
        middle = said.masks[:, points // 2, points // 2]
        said_there = ", ".join(f"{name_of(label)} {format_number(float(p))}" for label, p in enumerate(middle))
        return (
            f"Box {vector(box)} / {1 / scale:g} = {vector(on_map)} on the map. A bin is {format_number(width * scale)} "
            f"/ {bins} = {format_number(width * scale / bins)} cells wide; a point of a mask is "
            f"{format_number(width / points)} × {format_number(height / points)} pixels. At the middle the masks say "
            f"{said_there}: they needn't sum to 1."
        )


def box_demo(picture: Tensor | None = None) -> Demo:
    """Drag a box over scene 1, and see its mask come about.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], in place of scene 1.
    """
    scenes = shown_scenes(picture)
    pages = BoxPages(scenes[scenes.names[0]])
    first = start(pages.scene)
    return Demo(
        name="mask_rcnn_box",
        title=pages.title,
        controls=[
            DragBox("box", panel="scene", start=first, bounds=(0, 0, SIZE, SIZE), minimum=(8, 8), label="box"),
            Choice("category", [CLASSIFIED, *THINGS], label="class", frozen_options=(CLASSIFIED,)),
            Slider("threshold", THRESHOLDS, start=0.5, label="threshold"),
        ],
        panels=[
            [
                Panel("scene", pages.draw_scene, size=(4.1, 4.15), alt="the scene with the pasted mask"),
                Panel(
                    "masks", pages.draw_masks, size=(4.7, 4.15), alt="the pooled region and the masks of all classes"
                ),
            ]
        ],
        caption=pages.caption,
        caption_lines=4,
    )
