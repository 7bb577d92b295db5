"""The four detectors' times: every step is measured, and sums are what they say."""

import pytest
import torch

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.detector_times import Detectors, DetectorTimes, detector_times
from lecture_utils.methods.evaluation import Truth
from lecture_utils.methods.fast_rcnn import FastRCNN
from lecture_utils.methods.faster_rcnn import FasterRCNN
from lecture_utils.methods.rcnn import RCNN, RegionClassifier, SPPNet

CORNERS = [[2.0, 2.0, 14.0, 14.0], [30.0, 2.0, 44.0, 14.0], [2.0, 30.0, 14.0, 44.0], [30.0, 30.0, 44.0, 44.0]]
TRUTH = Truth(torch.tensor([*CORNERS, [17.0, 17.0, 28.0, 28.0]]), torch.arange(5))


def backbone():
    return Backbone(ResNetSizes((4, 6), (1, 1)))


def detectors():
    torch.manual_seed(0)
    spp = SPPNet(backbone(), stage="stage2", width=8)
    spp.backbone.freeze_until("stage2")
    return Detectors(
        RCNN(RegionClassifier(backbone(), size=16, stage="stage2", width=8), padding=2),
        spp,
        FastRCNN(backbone(), stage="stage2", width=8),
        FasterRCNN(backbone(), stage="stage2", width=8),
    )


def propose(image):
    return torch.tensor([[0.0, 0.0, 20.0, 20.0], [5.0, 5.0, 40.0, 40.0]])


def test_each_detector_is_measured_in_all_that_it_does_and_in_nothing_else():
    given = detectors()
    before = [{name: value.clone() for name, value in one.state_dict().items()} for one in given]
    found = detector_times(given, torch.rand(2, 3, 48, 48), [TRUTH, TRUTH], propose, visits=3, count=4)
    assert list(found) == ["rcnn", "spp", "fast", "faster"]
    assert [name for name, times in found.items() if times.once > 0] == ["rcnn", "spp"]
    assert [name for name, times in found.items() if times.fitting > 0] == ["rcnn", "spp"]
    assert [name for name, times in found.items() if times.proposals > 0] == ["rcnn", "spp", "fast"]
    assert all(times.visit > 0 and times.test > 0 for times in found.values())
    for one, state in zip(given, before, strict=True):
        assert not one.training
        assert all(parameter.grad is None for parameter in one.parameters())
        assert all(torch.equal(value, state[name]) for name, value in one.state_dict().items())


def test_training_is_what_is_done_once_and_every_visit():
    times = DetectorTimes("rcnn", proposals=5.0, once=2.0, fitting=0.25, visit=0.5, visits=4, test=1.0)
    assert times.training == 4.25
    assert times.training_with_proposals == 9.25
    assert times.test_with_proposals == 6.0


@pytest.mark.parametrize(
    ("images", "truths", "visits", "argument"),
    [
        (torch.rand(0, 3, 48, 48), [], 1, "images"),
        (torch.rand(1, 3, 48, 48), [], 1, "truths"),
        (torch.rand(1, 3, 48, 48), [TRUTH], 0, "visits"),
    ],
)
def test_what_is_wrong_is_named(images, truths, visits, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        detector_times(detectors(), images, truths, propose, visits)
