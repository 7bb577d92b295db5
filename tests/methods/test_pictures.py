"""Every method that takes a picture refuses what isn't one."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from lecture_utils.methods.attention import cut_into_patches, patch_features
from lecture_utils.methods.feature_map import UntrainedNetwork, filter_bank_features, untrained_features
from lecture_utils.methods.proposals import edge_boxes, selective_search
from lecture_utils.methods.rcnn import warp_regions
from lecture_utils.methods.sliding_window import WindowClassifier, dense_score_maps, score_maps
from tests.scenes.wrong_pictures import GOOD, WRONG

BOX = torch.tensor([[4.0, 4.0, 20.0, 30.0]])
ENTRIES: dict[str, Callable[[Any], object]] = {
    "filter_bank_features": filter_bank_features,
    "untrained_features": untrained_features,
    "UntrainedNetwork": lambda image: UntrainedNetwork()(image[None]),
    "cut_into_patches": cut_into_patches,
    "patch_features": patch_features,
    "selective_search": selective_search,
    "edge_boxes": edge_boxes,
    "warp_regions": lambda image: warp_regions(image, BOX),
    "score_maps": lambda image: score_maps(WindowClassifier().eval(), image, [1.0], 32, 16),
    "dense_score_maps": lambda image: dense_score_maps(nn.AvgPool2d(32, 16), image, [1.0], 32, 16),
}


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("kind", ["bytes", "floats to 255", "from −1", "not-a-number", "infinite", "grey"])
def test_every_entry_refuses_what_is_no_picture(name: str, kind: str):
    with pytest.raises(ValueError, match=r"(image|images|crops): expected .*, got ."):
        ENTRIES[name](WRONG[kind][0])


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_takes_a_picture(name: str):
    ENTRIES[name](GOOD)
