"""From which maps the detectors on regions pool: what `detector_times` says of them."""

import pytest

from lecture_utils.training.catalogue import recipe_named


@pytest.mark.parametrize(
    ("name", "stride"),
    [("rcnn", 8), ("fast_rcnn_spp", 8), ("fast_rcnn", 8), ("fast_rcnn_pyramid", 4), ("faster_rcnn", 4)],
)
def test_each_detector_pools_from_a_map_of_this_stride(name, stride):
    network = recipe_named(name).network()
    pooling = network.classifier if name == "rcnn" else network

    assert pooling.backbone.strides[pooling.stage] == stride
