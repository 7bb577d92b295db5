"""SPP-net: the pyramid of each proposal on one map, then R-CNN's SVMs and regressions."""

import torch
from torch.testing import assert_close

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.rcnn import DETECTION_LEVELS, SPPNet, detect_among, fit_rcnn, scene_features
from lecture_utils.methods.roi import spatial_pyramid_pool
from tests.methods.test_rcnn import coloured_scene


def small(**arguments) -> SPPNet:
    torch.manual_seed(0)
    backbone = Backbone(ResNetSizes((8, 12), (1, 1)))
    return SPPNet(backbone, **{"categories": 2, "stage": "stage2", "width": 24, **arguments}).eval()


def test_each_proposal_becomes_fifty_bins_of_one_map():
    network, image = small(), torch.rand(3, 48, 64)
    proposals = torch.tensor([[2.0, 3.0, 40.0, 30.0], [10.0, 10.0, 60.0, 47.0]])
    with torch.no_grad():
        stages = network.follow(image, proposals)
        maps = network.backbone(image[None])["stage2"]
    assert DETECTION_LEVELS == (6, 3, 2, 1)
    assert stages.last_map.shape == (2, 12 * 50)
    assert_close(stages.last_map, spatial_pyramid_pool(maps, (6, 3, 2, 1), [proposals], 1 / 8))
    assert_close(stages.features, network.layers(stages.last_map))
    assert stages.crops.shape == (2, 0)
    assert_close(stages.probabilities.sum(1), torch.ones(2))


def test_images_of_a_batch_are_detected_in_as_one_by_one():
    network, images = small(), torch.rand(2, 3, 48, 64)
    torch.nn.init.normal_(network.svms.weight)
    proposals = [
        torch.tensor([[2.0, 3.0, 40.0, 30.0]]),
        torch.tensor([[10.0, 10.0, 60.0, 47.0], [0.0, 0.0, 20.0, 20.0]]),
    ]
    with torch.no_grad():
        found = network(images, proposals)
        for image, boxes, one in zip(images, proposals, found, strict=True):
            expected = detect_among(network.follow(image, boxes), (48, 64)).detections
            assert_close(one.boxes, expected.boxes)
            assert_close(one.scores, expected.scores)


def test_svms_and_regressions_are_fitted_as_r_cnns_are():
    network = small(width=64)
    scenes = [coloured_scene(seed) for seed in range(12)]
    svms = fit_rcnn(network, (scene_features(network, *scene) for scene in scenes), cost=0.1, penalty=1.0)
    image, proposals, boxes, _ = coloured_scene(99)
    with torch.no_grad():
        stages = network.follow(image, proposals)
    shown = torch.arange(16) % 2
    corrected, before = stages.boxes[range(16), shown], proposals[:16]
    assert (corrected - boxes[shown]).abs().mean() < (before - boxes[shown]).abs().mean()
    for category in (0, 1):
        own, other = (stages.margins[:16][shown == label, category] for label in (category, 1 - category))
        assert (own[:, None] > other).float().mean() > 0.8  # of an untrained network's features
    assert len(svms) == 2
    assert not any(
        parameter.requires_grad for parameter in (*network.svms.parameters(), *network.regressors.parameters())
    )
