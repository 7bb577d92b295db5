"""Instance against semantic segmentation: one thing after the other, beside the map that has one colour for a kind."""

from typing import NamedTuple

import numpy as np
import torch
from matplotlib.axes import Axes
from scipy import ndimage
from torch import Tensor

from lecture_utils.demos.mask_rcnn.networks import SEMANTIC_NETWORK, found
from lecture_utils.demos.views.detections import Judged, marks_of
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.evaluation import mask_iou
from lecture_utils.pictures import draw_boxes, draw_label_map, draw_marked_image, format_number
from lecture_utils.pictures.number_format import counted, percent
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Demo, Panel, Step
from lecture_utils.training.outputs import semantic_labels

PLURALS = {"person": "people"}


class Shared(NamedTuple):
    """The part of the semantic map that an instance belongs to.

    Attributes
    ----------
    labelled : float
        Share of the instance's pixels that have its category in the semantic map.
    region : int
        Pixels of the connected region that most of them lie in; 0 where none has the label.
    owners : tuple of int
        The instances of this category of which most labelled pixels lie in the same region, itself among them.
    """

    labelled: float
    region: int
    owners: tuple[int, ...]


def regions_of(labels: Tensor, category: str) -> np.ndarray:
    """Give each connected region of a category a number, 0 where it isn't: (128, 128)."""
    numbered, _ = ndimage.label((labels == SEMANTIC.index(category)).numpy())
    return np.asarray(numbered)


def main_region(regions: np.ndarray, mask: Tensor) -> int:
    """Return the region that has most of a mask's pixels; 0 for none."""
    counts = np.bincount(regions[mask.numpy()].ravel(), minlength=1)
    counts[0] = 0
    return int(counts.argmax()) if counts.any() else 0


def shared(judged: list[Judged], labels: Tensor, row: int) -> Shared:
    """Find out with which other instances one shares its region of the semantic map."""
    one = judged[row]
    assert one.mask is not None
    regions = regions_of(labels, one.name)
    own = main_region(regions, one.mask)
    inside = float((regions[one.mask.numpy()] > 0).mean()) if one.mask.any() else 0.0
    if not own:
        return Shared(inside, 0, (row,))
    owners = [
        place
        for place, other in enumerate(judged)
        if other.name == one.name and other.mask is not None and main_region(regions, other.mask) == own
    ]
    return Shared(inside, int((regions == own).sum()), tuple(owners))


class Pages:
    """What the panels are drawn from: a pure function of scene and row each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def judged(self, scene: str) -> list[Judged]:
        """Return the instances that Mask R-CNN finds."""
        return found(self.scenes[scene])

    def count(self, scene: str) -> int:
        """Return how many steps there are."""
        return max(1, len(self.judged(scene)))

    def labels(self, scene: str) -> Tensor:
        """Return U-Net's label of every pixel."""
        return semantic_labels(SEMANTIC_NETWORK, self.scenes[scene])

    def draw_semantic(self, axes: Axes, scene: str, row: int) -> None:
        """Draw U-Net's labels, and the current instance's box."""
        draw_label_map(axes, self.labels(scene), SEMANTIC, title="U-Net: a label for every pixel")
        judged = self.judged(scene)
        if judged:
            draw_boxes(axes, [judged[row].box], "step", line_width=3)

    def draw_instances(self, axes: Axes, scene: str, row: int) -> None:
        """Draw the masks over the scene, the current one's box strong."""
        shown = self.scenes[scene]
        marks = marks_of(self.judged(scene), shown, truth=False)
        draw_marked_image(axes, shown.large, marks, row, "Mask R-CNN: a mask for every thing", (SIZE, SIZE))

    def title(self, scene: str, row: int) -> str:
        """Say how many things the current thing's region of the semantic map contains."""
        judged = self.judged(scene)
        if not judged:
            return "Mask R-CNN finds nothing here"
        name = judged[row].name
        owners = len(shared(judged, self.labels(scene), row).owners)
        things = counted(owners, name, PLURALS.get(name, ""))
        if not shared(judged, self.labels(scene), row).region:
            return f"Mask R-CNN finds a {name} where U-Net's map has no pixel of that label"
        if owners > 1:
            return f"U-Net's map has one region of {name} here; Mask R-CNN finds {things} in it"
        return f"This {name} has a region of its own in U-Net's map: here both say the same"

    def caption(self, scene: str, row: int) -> str:
        """Count pixels: the mask's own, those with the right label, those of the region."""
        judged = self.judged(scene)
        if not judged:
            return "No detection has a score of 0.5 or more."
        one, part = judged[row], shared(judged, self.labels(scene), row)
        assert one.mask is not None
        text = (
            f"{row + 1} of {len(judged)}: {one.name}, score {format_number(one.score)}, {int(one.mask.sum())} pixels. "
            f"{percent(part.labelled)} of them have the label {one.name} in U-Net's map"
        )
        others = [str(place + 1) for place in part.owners if place != row]
        if others:
            mine = "is" if len(others) == 1 else "are"
            text += f", in a region of {part.region} pixels in which number {' and '.join(others)} {mine} too"
        elif part.region:
            text += f", in a region of {part.region} pixels"
        return f"{text}. {truth_sentence(one, self.scenes[scene])}"


def truth_sentence(one: Judged, scene: LectureScene) -> str:
    """Compare a mask with the truth, where there is one."""
    if not scene.has_truth:
        return "What is in the picture isn't known."
    if one.kind != "right" or one.mask is None:
        return "As a detection it is wrong."
    iou = float(mask_iou(one.mask[None], scene.masks[one.thing][None]))
    return f"IoU of the mask with the true one: {format_number(iou)}."


def instance_demo(picture: Tensor | None = None) -> Demo:
    """Go through the instances of a scene, beside its semantic map.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    pages = Pages(shown_scenes(picture))
    return Demo(
        name="mask_rcnn_instances",
        title=pages.title,
        controls=[
            pages.scenes.control(frozen=4),
            Step("row", pages.count, label="instance", start=1, picks=("instances",)),
        ],
        panels=[
            [
                Panel("semantic", pages.draw_semantic, size=(4.35, 4.3), alt="one label for every pixel"),
                Panel("instances", pages.draw_instances, size=(4.35, 4.3), alt="the scene with a mask for every thing"),
            ]
        ],
        caption=pages.caption,
        caption_lines=3,
    )


def touching_cats(scene: LectureScene) -> tuple[int, int]:
    """Count on a scene the regions of cat with 10 pixels or more in U-Net's map, and the cats of Mask R-CNN."""
    regions = regions_of(semantic_labels(SEMANTIC_NETWORK, scene), "cat")
    sizes = torch.from_numpy(np.bincount(regions.ravel())[1:])
    return int((sizes >= 10).sum()), sum(one.name == "cat" for one in found(scene))
