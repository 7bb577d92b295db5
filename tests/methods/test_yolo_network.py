"""YOLO's network and its detections: scores, class map, thresholds, suppression, cells."""

from functools import partial

import pytest
import torch
from torch.testing import assert_close
from torchvision.ops import batched_nms, clip_boxes_to_image

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.yolo import (
    YOLO,
    ConvolutionHead,
    FullyConnectedHead,
    YoloPredictions,
    box_places,
    decode_output,
    split_output,
    target_tensor,
    yolo_detections,
    yolo_loss,
)

SIZE = (64, 64)


def small(**arguments):
    torch.manual_seed(0)
    return YOLO(Backbone(ResNetSizes((4, 6, 8), (1, 1, 1))), categories=3, size=64, stage="stage3", **arguments)


def random_predictions(seed=0, grid=4, boxes=2, categories=3):
    generator = torch.Generator().manual_seed(seed)
    output = torch.randn(grid, grid, 5 * boxes + categories, generator=generator) * 0.5 + 0.3
    return decode_output(output, SIZE, boxes)


def test_scores_are_confidence_times_class_probability():
    found = random_predictions()
    for row, column, box, label in ((0, 0, 0, 0), (3, 1, 1, 2), (2, 2, 0, 1)):
        confidence, probability = found.confidences[row, column, box], found.classes[row, column, label]
        expected = max(float(confidence), 0) * max(float(probability), 0)
        assert found.scores[row, column, box, label].item() == pytest.approx(expected)
    assert found.scores.shape == (4, 4, 2, 3)
    assert ((found.confidences[..., None] < 0) & (found.classes[..., None, :] < 0)).any()  # two that must not make a +


def test_the_class_map_names_the_likeliest_class_of_each_cell():
    found = random_predictions()
    assert found.class_map.shape == (4, 4)
    assert found.class_map[1, 2] == found.classes[1, 2].tolist().index(max(found.classes[1, 2].tolist()))


def test_a_cells_boxes_come_from_its_own_numbers():
    output = torch.zeros(4, 4, 13)
    split_output(output).boxes[2, 1, 1] = torch.tensor([0.5, 0.25, 0.5, 1.0])
    box = decode_output(output, (64, 128)).boxes[2, 1, 1]  # cells are 32 wide and 16 high, sides 1/4 and 1
    assert box.tolist() == [48 - 16, 36 - 32, 48 + 16, 36 + 32]


@pytest.mark.parametrize("score_threshold", [0.0, 0.05, 0.3, 5.0])
@pytest.mark.parametrize("iou_threshold", [0.2, 0.5, 1.0])
def test_detections_are_what_torchvisions_suppression_leaves(score_threshold, iou_threshold):
    found = random_predictions()
    boxes = clip_boxes_to_image(found.boxes.reshape(-1, 4), SIZE)
    scores, labels = found.scores.reshape(-1, 3).flatten(), torch.arange(3).repeat(len(boxes))
    boxes = boxes.repeat_interleave(3, dim=0)
    sure = (scores > score_threshold) & (boxes[:, 2:] - boxes[:, :2] >= 1e-2).all(1)
    boxes, scores, labels = boxes[sure], scores[sure], labels[sure]
    kept = batched_nms(boxes, scores, labels, iou_threshold)
    ours = yolo_detections(found, SIZE, score_threshold, iou_threshold, max_detections=1000).detections
    assert_close((ours.boxes, ours.scores, ours.labels), (boxes[kept], scores[kept], labels[kept]))


def test_a_threshold_can_be_moved_without_decoding_again():
    found = random_predictions()
    counts = [len(yolo_detections(found, SIZE, threshold).detections.boxes) for threshold in (0.0, 0.1, 0.4, 9.0)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[1] > counts[2] > counts[3] == 0


def test_every_candidate_tells_the_cell_and_the_box_that_it_comes_from():
    found = random_predictions(grid=3, boxes=2)
    result = yolo_detections(found, (1000, 1000), 0.05)
    places = box_places(result.regions, grid=3, boxes_per_cell=2)
    assert places.shape == (len(result.regions), 3)
    for (row, column, box), score, label in zip(
        places.tolist(), result.candidates.scores, result.candidates.labels, strict=True
    ):
        assert found.scores[row, column, box, label] == score


def test_a_target_read_as_an_output_detects_exactly_the_truth():
    boxes = torch.tensor([[0.0, 0.0, 20.0, 30.0], [40.0, 30.0, 64.0, 64.0], [28.0, 2.0, 40.0, 12.0]])
    labels = torch.tensor([2, 0, 2])
    found = decode_output(target_tensor(boxes, labels, 3, 4, SIZE), SIZE, boxes_per_cell=1)
    detected = yolo_detections(found, SIZE).detections
    assert detected.scores.tolist() == [1, 1, 1]
    order = detected.boxes[:, 0].argsort()
    assert_close(detected.boxes[order], boxes[[0, 2, 1]])
    assert detected.labels[order].tolist() == [2, 2, 0]


def test_no_thing_no_detection():
    found = decode_output(torch.zeros(4, 4, 13), SIZE)
    assert len(yolo_detections(found, SIZE, 0.0).detections.boxes) == 0


@pytest.mark.parametrize("head", [partial(FullyConnectedHead, narrow=2, width=16), partial(ConvolutionHead, width=8)])
@pytest.mark.parametrize("boxes_per_cell", [1, 3])
def test_the_network_gives_one_tensor_for_each_image(head, boxes_per_cell):
    network = small(head=head, boxes_per_cell=boxes_per_cell).eval()
    images = torch.rand(3, 3, 64, 64)
    with torch.no_grad():
        output = network(images)
        found = network.detect(images, score_threshold=0.0)
        alone = network.detect(images[1:2], score_threshold=0.0)[0]
        assert network(images[:0]).shape == (0, 4, 4, 5 * boxes_per_cell + 3)
    assert network.grid == 4
    assert output.shape == (3, 4, 4, 5 * boxes_per_cell + 3)
    assert len(found) == 3
    assert_close(found[1], alone, rtol=1e-4, atol=1e-4)
    assert network.predictions(output).boxes.shape == (3, 4, 4, boxes_per_cell, 4)


def test_fully_connected_layers_see_the_whole_image_and_convolutions_their_surroundings():
    reached = {}
    for head in (FullyConnectedHead, ConvolutionHead):
        layers = head(channels=3, grid=6, numbers=2).eval()
        maps = torch.rand(1, 3, 6, 6, generator=torch.Generator().manual_seed(0)).requires_grad_()
        gradient = torch.autograd.grad(layers(maps)[0, 0, 0].sum(), maps)[0]
        reached[head] = int((gradient.abs().sum(dim=(0, 1)) > 0).sum())
    assert reached == {FullyConnectedHead: 36, ConvolutionHead: 4}


def test_the_networks_losses_are_those_of_its_targets():
    network = small()
    boxes = [torch.tensor([[4.0, 4.0, 20.0, 30.0]]), torch.zeros(0, 4)]
    labels = [torch.tensor([1]), torch.zeros(0, dtype=torch.long)]
    output = network(torch.rand(2, 3, 64, 64))
    targets = torch.stack([target_tensor(*pair, 3, 4, SIZE) for pair in zip(boxes, labels, strict=True)])
    assert torch.equal(network.targets(boxes, labels), targets)
    loss = network.losses(output, targets)
    assert_close(torch.stack(loss), torch.stack(yolo_loss(output, targets)))
    sum(loss).backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_a_small_network_learns_a_scene_by_heart():
    network = small(head=partial(FullyConnectedHead, dropout=0.0))
    images = torch.rand(2, 3, 64, 64)
    boxes = [torch.tensor([[4.0, 4.0, 20.0, 30.0], [30.0, 20.0, 60.0, 60.0]]), torch.tensor([[10.0, 40.0, 30.0, 60.0]])]
    labels = [torch.tensor([1, 0]), torch.tensor([2])]
    optimiser = torch.optim.Adam(network.parameters(), 3e-3)
    for _ in range(150):
        optimiser.zero_grad()
        sum(network.losses(network(images), network.targets(boxes, labels))).backward()
        optimiser.step()
    network.backbone.freeze_norm()
    with torch.no_grad():
        found = network.detect(images, score_threshold=0.5)
    for one, true, label in zip(found, boxes, labels, strict=True):
        order = one.boxes[:, 0].argsort()
        assert torch.equal(one.labels[order], label)
        assert_close(one.boxes[order], true, rtol=0, atol=1.5)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: YOLO(Backbone(), stage="stage9"), "stage"),
        (lambda: YOLO(Backbone(), categories=0), "categories"),
        (lambda: YOLO(Backbone(), boxes_per_cell=0), "boxes_per_cell"),
        (lambda: YOLO(Backbone(), size=0), "size"),
        (lambda: FullyConnectedHead(3, 4, 13, dropout=1.5), "dropout"),
        (lambda: small()(torch.zeros(1, 3, 32, 64)), "images"),
        (lambda: decode_output(torch.zeros(3, 4, 13), SIZE), "output"),
        (lambda: decode_output(torch.zeros(4, 4, 13), (64, 0)), "size"),
        (lambda: yolo_detections(random_predictions(), SIZE, max_detections=0), "max_detections"),
        (
            lambda: yolo_detections(YoloPredictions(*[part[None] for part in random_predictions()]), SIZE),
            "predictions",
        ),
        (lambda: box_places(torch.tensor([32]), 4, 2), "regions"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
