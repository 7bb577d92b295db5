"""Every network refuses what is no picture: in 0 to 255 it would be sure of something wrong."""

import time
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from lecture_utils.scenes.picture import check_picture
from lecture_utils.training.catalogue import recipe_named

BOX = torch.tensor([[4.0, 4.0, 20.0, 30.0]])
NETWORKS = [
    "backbone",
    "classification",
    "cnn_attention",
    "detr",
    "fast_rcnn",
    "faster_rcnn",
    "mask_rcnn",
    "rcnn",
    "semantic_segmentation_deconvnet",
    "semantic_segmentation_fcn_8s",
    "semantic_segmentation_full_resolution",
    "semantic_segmentation_multiscale",
    "semantic_segmentation_recurrent",
    "unet",
    "vit",
    "vit_hybrid",
    "yolo",
]


def run(network: nn.Module, images: Tensor) -> None:
    takes_regions = type(network).__name__ in ("RCNN", "FastRCNN")
    with torch.no_grad():
        network(images, [BOX]) if takes_regions else network(images)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_refuses_what_is_no_picture(name: str):
    recipe = recipe_named(name)
    network = recipe.network().eval()
    image = torch.rand(1, 3, recipe.size, recipe.size)
    run(network, image)
    for wrong in (image * 255, (image * 255).byte(), image * torch.nan, image * 4 - 2):
        with pytest.raises(ValueError, match=r"(images?|input): expected (finite )?(values|floats) in \[0, 1\], got"):
            run(network, wrong)


def least_seconds(call: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return min(found)


def test_checking_costs_little_beside_the_smallest_network():
    recipe = recipe_named("classification")
    network, images = recipe.network().eval(), torch.rand(recipe.batch_size, 3, recipe.size, recipe.size)

    check = least_seconds(lambda: check_picture(images, batch=True), 50)

    assert check < least_seconds(lambda: run(network, images), 5) / 100
