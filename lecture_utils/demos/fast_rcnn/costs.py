"""Multiply–adds of R-CNN and Fast R-CNN, counted in a run of each network."""

from functools import cache
from typing import NamedTuple

import torch
from torch import nn
from torchvision.models import vgg16

from lecture_utils.demos.fast_rcnn.outputs import NAME, RCNN
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.scenes.lecture_scenes import SIZE
from lecture_utils.training.outputs import trained


class Costs(NamedTuple):
    """Multiply–adds.

    Attributes
    ----------
    convolutions : int
        Of one run.
    head : int
        Of the fully connected layers, for one region.
    """

    convolutions: int
    head: int


@cache
def of_a_crop() -> Costs:
    """Count what our R-CNN's network takes for one region."""
    classifier = trained(RCNN).classifier
    whole = network_costs(classifier, torch.zeros(1, 3, classifier.size, classifier.size))
    convolutions = next(run.multiply_adds for run in whole.runs if run.name == "backbone")
    return Costs(convolutions, whole.multiply_adds - convolutions)


@cache
def of_an_image() -> Costs:
    """Count what our Fast R-CNN takes: the convolutions for one scene, the head for one region."""
    network = trained(NAME)
    head = network.head
    inputs = head.layers[0].in_features if isinstance(head.layers[0], nn.Linear) else head.layers[1].in_features
    image = network_costs(network.backbone, torch.zeros(1, 3, SIZE, SIZE)).multiply_adds
    return Costs(image, network_costs(head, torch.zeros(1, inputs)).multiply_adds)


@cache
def of_vgg16() -> Costs:
    """Count VGG-16's convolutions for a crop of 224×224 pixels, and its fully connected layers."""
    with torch.device("meta"):
        whole = network_costs(vgg16(), torch.empty(1, 3, 224, 224))
    convolutions = next(run.multiply_adds for run in whole.runs if run.name == "features")
    return Costs(convolutions, whole.multiply_adds - convolutions)
