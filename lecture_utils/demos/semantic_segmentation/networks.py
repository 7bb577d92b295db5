"""The trained networks of lecture 09 by the names that slides and papers give them, and what they make of a scene."""

from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.evaluation import confusion_matrix, iou_of_confusion
from lecture_utils.methods.network_costs import NetworkCosts, network_costs
from lecture_utils.methods.semantic_segmentation import Cropped, SegmentationCosts, segmentation_costs
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.training.checkpoint import Record, record
from lecture_utils.training.outputs import per_scene, trained

WINDOWS = {
    "multiscale window": "semantic_segmentation_multiscale",
    "recurrent window": "semantic_segmentation_recurrent",
}
FULL = {"full resolution": "semantic_segmentation_full_resolution"}
DOWN_AND_UP = {
    "slide's network": "semantic_segmentation_down_and_up",
    "FCN-32s": "semantic_segmentation_fcn_32s",
    "FCN-16s": "semantic_segmentation_fcn_16s",
    "FCN-8s": "semantic_segmentation_fcn_8s",
    "DeconvNet": "semantic_segmentation_deconvnet",
}
DESIGNS = {**WINDOWS, **FULL, **DOWN_AND_UP}
"""The lecture's designs in the slides' order, and the recipe of each."""

NETWORKS = {**DESIGNS, "U-Net": "unet"}
"""The same, and lecture 12's network beside them."""

WINDOW = 64
"""Rows and columns of the patch in which a network is run that has no patches of its own; a multiple of all strides."""


def figures(network: str) -> Record:
    """Return what is recorded of a network's training."""
    return record(NETWORKS[network])


@per_scene
def class_scores(network: str, scene: LectureScene) -> Tensor:
    """Return the scores of every class at every pixel: (C, 128, 128)."""
    scores: Tensor = trained(NETWORKS[network])(scene.image[None])[0]
    return scores


@per_scene
def labels(network: str, scene: LectureScene) -> Tensor:
    """Return the label of every pixel: (128, 128)."""
    return class_scores(network, scene).argmax(dim=0)


class SceneFigures(NamedTuple):
    """How well the labels of one scene are.

    Attributes
    ----------
    iou : Tensor, shape (C,)
        Of each class; not-a-number for one that is neither there nor predicted.
    wrong : float
        Share of the pixels that are labelled wrong.
    """

    iou: Tensor
    wrong: float


@per_scene
def on_scene(network: str, scene: LectureScene) -> SceneFigures:
    """Compare a network's labels with the truth of a scene that has one."""
    confusion = confusion_matrix(labels(network, scene), scene.semantic, len(SEMANTIC))
    wrong = 1 - float(confusion.diagonal().sum()) / int(confusion.sum())
    return SceneFigures(iou_of_confusion(confusion), wrong)


@cache
def costs(network: str) -> NetworkCosts:
    """Count what one run over a scene takes."""
    with torch.no_grad():
        return network_costs(trained(NETWORKS[network]), torch.zeros(1, 3, SIZE, SIZE))


@cache
def patch_costs(network: str) -> SegmentationCosts:
    """Count what one run takes, and what it takes patch by patch."""
    made = trained(NETWORKS[network])
    labeller = made if hasattr(made, "classify") else Cropped(made, getattr(made, "window", WINDOW))
    return segmentation_costs(made, labeller, SIZE, SIZE)
