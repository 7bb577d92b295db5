"""Both trained networks on the lecture's scenes: every stage along the U, labels, labels with skips turned down."""

import math
from typing import NamedTuple

import numpy as np
import torch
from matplotlib.colors import to_rgb
from torch import Tensor

from lecture_utils.demos.views.network_walk import WalkStage
from lecture_utils.methods.evaluation import confusion_matrix, mean_iou_where
from lecture_utils.methods.semantic_segmentation.labels import predicted_labels
from lecture_utils.methods.unet import UNet, shapes_along_the_u
from lecture_utils.pictures.theme import colour, tint
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.training.outputs import per_scene, trained

NAME = "unet"
TWIN = "unet_without_skips"
BAND_ROLE, WRONG_ROLE = "filter", "step"

WORDS = {
    "down": "two convolutions",
    "pool": "max pooling",
    "up": "transpose convolution",
    "join": "copy and concatenate",
    "decoder": "two convolutions",
    "score": "1×1 convolution",
}
"""What each part along the U does."""


class UStage(NamedTuple):
    """A volume along the U.

    Attributes
    ----------
    part : str
        As :class:`~lecture_utils.methods.unet.UNetStep` calls it; "image" for the first.
    level : int
    walked : WalkStage
        Its shape, its numbers, and what they cost.
    """

    part: str
    level: int
    walked: WalkStage


@per_scene
def stages(scene: LectureScene) -> tuple[UStage, ...]:
    """Return every volume along the trained U, the image first."""
    network: UNet = trained(NAME)
    runs = iter(shapes_along_the_u(network, *scene.image.shape[1:]))
    shape = tuple(scene.image.shape)
    found = [UStage("image", 0, WalkStage("image", "", shape, shape, 0, 0, scene.image))]
    for step in network.steps(scene.image[None]):
        maps, before = step.maps[0], found[-1].walked.output
        parameters = multiply_adds = 0
        if step.part != "join":
            run = next(runs)
            parameters, multiply_adds = run.parameters, run.multiply_adds
        words = WORDS[step.part]
        walked = WalkStage(words, words, before, tuple(maps.shape), parameters, multiply_adds, maps)
        found.append(UStage(step.part, step.level, walked))
    return tuple(found)


@per_scene
def labels_with(scene: LectureScene, strengths: tuple[float, ...]) -> Tensor:
    """Label a scene by the trained U-Net whose copies are multiplied by these numbers: (H, W), bytes."""
    return predicted_labels(trained(NAME)(scene.image[None], strengths))[0].byte()


def scene_iou(labels: Tensor, scene: LectureScene, where: Tensor | None = None) -> float:
    """Return the mean IoU of labels with a scene's truth, of all pixels or of some."""
    chosen = torch.ones_like(scene.semantic, dtype=torch.bool) if where is None else where
    return float(mean_iou_where(labels.long(), scene.semantic, chosen))


def picture_of_errors(scene: LectureScene, wrong: Tensor, where: Tensor) -> np.ndarray:
    """Colour wrong labels on a faint scene: strong among the pixels that count, grey elsewhere.

    Parameters
    ----------
    wrong, where : Tensor, shape (H, W), bool
        The pixels whose label is wrong, and those that count, which are tinted.

    Returns
    -------
    float array, shape (H, W, 3)
    """
    faint = 0.6 + 0.4 * scene.image.mean(dim=0, keepdim=True).expand(3, -1, -1).permute(1, 2, 0).numpy()
    marked, of_band = wrong.numpy(), where.numpy()
    faint[of_band] = 0.55 * faint[of_band] + 0.45 * np.array(to_rgb(tint(BAND_ROLE, 0.45)))
    faint[marked & ~of_band] = to_rgb(colour("muted"))
    faint[marked & of_band] = to_rgb(colour(WRONG_ROLE))
    return np.asarray(faint)


def iou_text(iou: float) -> str:
    """Write an IoU with two decimals, or a dash where no pixel counts."""
    return "–" if math.isnan(iou) else f"{iou:.2f}"


def confusions(labels: Tensor, truth: Tensor) -> list[tuple[str, str, int]]:
    """Count which classes are confused with which, the most pixels first.

    Parameters
    ----------
    labels, truth : Tensor, shape (H, W), int64
        Indices of ``SEMANTIC``.

    Returns
    -------
    list of (str, str, int)
        The true class, the predicted one, and how many pixels.
    """
    counts = confusion_matrix(labels, truth, len(SEMANTIC)).fill_diagonal_(0)
    found = [(SEMANTIC[true], SEMANTIC[said], int(counts[true, said])) for true, said in counts.nonzero().tolist()]
    return sorted(found, key=lambda one: -one[2])
