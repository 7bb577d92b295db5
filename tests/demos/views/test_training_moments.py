"""A training's moments are those that were recorded, and the marker stands where they are."""

import pytest
import torch

from lecture_utils.demos.views import training_moments
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.methods.detections import Detections
from lecture_utils.pictures.items import items_of
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts
from lecture_utils.stage import Demo
from lecture_utils.training.detector_snapshots import as_snapshot, losses_as_snapshot
from lecture_utils.training.snapshots import Snapshots, load_snapshots


def demo_of(training):
    return Demo("sample", "a training", [training.control()], [[training.panel()]])


@pytest.mark.parametrize("name", ["unet", "detr", "semantic_segmentation_fcn_8s"])
def test_every_moment_is_marked_and_can_be_clicked(name):
    training = TrainingMoments(name)
    demo = demo_of(training)
    assert demo.start["moment"] == len(training) - 1
    left = {}
    for moment in range(len(training)):
        figure = demo.panel_figure("losses", moment=moment)
        assert not overlapping_texts(figure)
        assert not cut_off_texts(figure)
        left = {number: place for number, place, *_ in items_of(figure)}
    assert list(left) == sorted(left) or sorted(left, key=left.get) == sorted(left)
    assert max(left) == len(training) - 1


def test_what_is_seen_is_what_was_recorded():
    training = TrainingMoments("unet")
    assert torch.equal(training.seen("labels", 2), load_snapshots("unet").seen["labels"][2])
    assert training.when(0) == "before the first step"
    assert training.when(2).endswith(f"{training.steps[2]:,} steps")
    with pytest.raises(ValueError, match="name must be one of labels"):
        training.seen("masks", 0)
    with pytest.raises(ValueError, match="hold no detections"):
        training.detections(0)


def test_terms_of_hidden_layers_are_left_out_unless_they_are_asked_for():
    assert list(TrainingMoments("detr").losses) == ["class", "L1", "GIoU"]
    assert list(TrainingMoments("detr", {"class, layer 1": "first layer"}).losses) == ["first layer"]
    with pytest.raises(ValueError, match="terms must be among class, L1"):
        TrainingMoments("detr", ["cross-entropy"])


def test_a_detectors_own_loss_and_detections_are_taken_where_its_snapshots_hold_them(monkeypatch):
    found = Detections(torch.tensor([[1.0, 2, 30, 40]]), torch.tensor([0.75]), torch.tensor([2]))
    nothing = Detections(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0, dtype=torch.int64))
    moments = [
        losses_as_snapshot({"object": torch.tensor(value)}) | as_snapshot(one)
        for value, one in ((3.0, nothing), (1.0, found), (0.5, found))
    ]
    seen = {name: torch.stack([moment[name] for moment in moments]) for name in moments[0]}
    monkeypatch.setattr(training_moments, "load_snapshots", lambda name: Snapshots((0, 10, 100), seen))
    training = TrainingMoments("yolo")
    assert training.losses["object"].tolist() == [3.0, 1.0, 0.5]
    assert len(training.detections(0).boxes) == 0
    assert torch.equal(training.detections(2).boxes, found.boxes)
    assert training.detections(1).labels.tolist() == [2]
    assert demo_of(training).panel_figure("losses", moment=0)
