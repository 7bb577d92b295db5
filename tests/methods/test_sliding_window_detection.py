"""From crops to detections: score maps against the network on slices, and the whole chain on scenes of the meadow."""

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lecture_utils.methods.backbone import TINY, ResNet
from lecture_utils.methods.evaluation import average_precision
from lecture_utils.methods.sliding_window import (
    ScoreMap,
    WindowGrid,
    detect,
    image_pyramid,
    nms_steps,
    pyramid_scales,
    score_maps,
    window_candidates,
)
from lecture_utils.scenes.meadow import SEMANTIC, STUFF, THINGS, Meadow, scene_seed

MANY = 12.0
"""A score that is far above 0."""


class MeanColour(nn.Module):
    """Scores a crop by its mean red, green and blue."""

    def forward(self, crops: Tensor) -> Tensor:
        return crops.mean(dim=(2, 3))


@pytest.fixture(scope="module")
def network() -> nn.Module:
    torch.manual_seed(0)
    return ResNet(TINY, categories=6)


def test_each_cell_of_a_score_map_is_what_the_network_says_of_the_windows_crop(network):
    image, scales = torch.rand(3, 70, 50), (1.0, 0.7)
    maps = score_maps(network, image, scales, window=(32, 24), stride=(12, 9), batch_size=7)
    assert network.training  # as it was
    network.eval()
    for one, level in zip(maps, image_pyramid(image, scales), strict=True):
        assert one.scale == level.scale
        assert one.scores.shape == (6, *one.grid.shape)
        for window in one.grid:
            crop = level.image[:, window.top : window.top + 32, window.left : window.left + 24]
            with torch.no_grad():
                scores = network(crop[None])[0]
            assert_close(one.scores[:, window.row, window.column], scores, atol=1e-5, rtol=1e-4)
        assert_close(one.probabilities.sum(0), torch.ones(one.grid.shape))
        assert not one.scores.requires_grad
    network.train()


def test_a_score_map_grows_window_by_window_in_reading_order():
    (one,) = score_maps(MeanColour(), torch.rand(3, 12, 16), [1.0], 8, 4)
    steps = list(one.steps())
    assert [(step.window.row, step.window.column) for step in steps] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    for number, step in enumerate(steps):
        known = ~step.so_far.isnan().flatten(1)
        assert known.sum(dim=1).tolist() == [number + 1] * 3
        assert torch.equal(step.scores, step.so_far[:, step.window.row, step.window.column])
    assert torch.equal(steps[-1].so_far, one.scores)


def test_each_pixel_of_the_image_takes_the_value_of_the_nearest_window():
    image = torch.rand(3, 21, 30)
    for one in score_maps(MeanColour(), image, (1.0, 0.6), 8, 5):
        on_image = one.on_image()
        assert on_image.shape == (3, 21, 30)
        boxes = one.grid.boxes().flatten(0, 1)
        centres = (boxes[:, :2] + boxes[:, 2:]) / 2
        for row, column in [(0, 0), (20, 29), (7, 18), (13, 3)]:
            nearest = (centres - torch.tensor([column + 0.5, row + 0.5])).norm(dim=1).argmin()
            assert torch.equal(on_image[:, row, column], one.scores.flatten(1)[:, nearest])
        assert one.on_image(one.probabilities[0]).shape == (21, 30)


def test_levels_without_a_window_have_no_map_and_without_any_map_there_is_an_error():
    assert len(score_maps(MeanColour(), torch.rand(3, 16, 16), (1.0, 0.4), 8, 8)) == 1
    with pytest.raises(ValueError, match="window: expected one that fits"):
        score_maps(MeanColour(), torch.rand(3, 16, 16), (0.4,), 8, 8)


def test_a_network_that_does_not_score_each_crop_is_refused_and_left_as_it_was():
    network = nn.Conv2d(3, 2, 3)
    with pytest.raises(ValueError, match="network: expected one that gives scores"):
        score_maps(network, torch.rand(3, 16, 16), [1.0], 8, 8)
    assert network.training


def test_wrong_batches_and_wrong_values_are_named():
    with pytest.raises(ValueError, match="batch_size: expected a positive integer"):
        score_maps(MeanColour(), torch.rand(3, 16, 16), [1.0], 8, 8, batch_size=0)
    (one,) = score_maps(MeanColour(), torch.rand(3, 16, 16), [1.0], 8, 8)
    with pytest.raises(ValueError, match="values: expected shape"):
        one.on_image(torch.zeros(3, 2))
    empty = ScoreMap(1.0, WindowGrid((4, 4), (4, 4), (8, 8), (1, 1)), torch.zeros(3, 0, 0))
    with pytest.raises(ValueError, match="grid: expected at least one window"):
        empty.on_image()


def made_map(likely: list[tuple[int, int, int, float]], categories: int = 3) -> ScoreMap:
    """Windows of 8 pixels, stride 4, on 16×16; category 0 is sure but for the (category, row, column, score) given."""
    grid = WindowGrid((16, 16), (16, 16), (8, 8), (4, 4))
    scores = torch.zeros(categories, *grid.shape)
    scores[0] = MANY
    for category, row, column, score in likely:
        scores[0, row, column] = 0
        scores[category, row, column] = score
    return ScoreMap(1.0, grid, scores)


def test_of_windows_that_overlap_each_category_keeps_the_likeliest():
    one = made_map([(1, 0, 0, 5.0), (1, 0, 1, 6.0), (2, 2, 2, 4.0), (2, 1, 1, 3.0)])
    found = detect([one], score_threshold=0.5, iou_threshold=0.3, background=0)
    boxes, scores, labels, _ = found.candidates
    assert boxes.tolist() == [[0, 0, 8, 8], [4, 0, 12, 8], [4, 4, 12, 12], [8, 8, 16, 16]]
    assert labels.tolist() == [0, 0, 1, 1]  # the background has been left out
    assert_close(scores[1], torch.tensor([0.0, 6.0, 0.0]).softmax(0)[1])
    # The two of the first category share a third; those of the second touch over 16 of 112 pixels, so both stay.
    assert found.kept.tolist() == [1, 3, 2]
    assert torch.equal(found.detections.boxes, boxes[[1, 3, 2]])
    assert found.detections.labels.tolist() == [0, 1, 1]
    steps = list(nms_steps(boxes, scores, 0.3, labels))
    assert [step.picked for step in steps] == found.kept.tolist()


def test_windows_of_all_levels_compete():
    image = torch.zeros(3, 16, 16)
    image[0, 4:12, 4:12] = 4.0
    maps = score_maps(MeanColour(), image, (1.0, 0.5), 8, 4)
    found = detect(maps, score_threshold=0.5, iou_threshold=0.1)
    assert set(found.levels.tolist()) == {0, 1}
    assert found.detections.boxes[0].tolist() == [4, 4, 12, 12]
    assert found.levels[found.kept].tolist() == [0]


def test_where_nothing_is_likely_nothing_is_found():
    found = detect([made_map([])], background=0)
    assert found.candidates.boxes.shape == found.detections.boxes.shape == (0, 4)
    assert found.detections.labels.dtype == torch.int64


@pytest.mark.parametrize(
    ("maps", "arguments", "name"),
    [
        ([], {}, "maps"),
        ([made_map([]), made_map([], categories=4)], {}, "maps"),
        ([made_map([])], {"score_threshold": 1.5}, "score_threshold"),
        ([made_map([])], {"background": 3}, "background"),
    ],
)
def test_arguments_that_do_not_fit_are_named(maps, arguments, name):
    with pytest.raises(ValueError, match=f"{name}: expected"):
        window_candidates(maps, **arguments)


class Oracle(nn.Module):
    """Knows the category of every pixel, shape (N, 5, h, w), and likes windows that a thing fills and does not leave.

    No network is trained here: this one shows that windows, maps, suppression and evaluation fit together.
    """

    def forward(self, crops: Tensor) -> Tensor:
        there = crops > 0.5
        height, width = extent(there.any(dim=3)), extent(there.any(dim=2))  # (N, 5)
        border = there[..., [0, -1], :].sum(dim=(2, 3)) + there[..., [0, -1]].sum(dim=(2, 3))
        rows, columns = crops.shape[2:]
        fill = height * width / (rows * columns) - border / (rows + columns)  # (N, 5)
        return torch.cat([10 * (fill - 0.3), torch.zeros(len(crops), 1)], dim=1)  # (N, 5 + background)


def extent(line: Tensor) -> Tensor:
    """From the first true cell to the last, along the last dimension."""
    index = torch.arange(line.shape[-1])
    first = torch.where(line, index, line.shape[-1]).amin(dim=-1)
    return (torch.where(line, index, -1).amax(dim=-1) + 1 - first).clamp(min=0)


def test_with_an_oracle_for_a_classifier_windows_of_three_shapes_find_the_things_of_the_meadow():
    scenes = [Meadow(scene_seed("test", index), size=64, things=[THINGS[index % 5]]) for index in range(10)]
    found = []
    for scene in scenes:
        things = (scene.semantic == torch.arange(len(STUFF), len(SEMANTIC))[:, None, None]).float()  # (5, H, W)
        maps = [
            one
            for window in ((32, 32), (32, 16), (24, 32))
            for one in score_maps(Oracle(), things, pyramid_scales(2.5, 0.5, 5), window, stride=4, batch_size=256)
        ]
        found.append(detect(maps, background=len(THINGS)))
    detections = [one.detections for one in found]
    assert sum(len(one.candidates.boxes) for one in found) > 3 * sum(len(one.boxes) for one in detections)
    assert float(average_precision(detections, scenes, THINGS, thresholds=[0.4]).per_class.nanmean()) > 0.9
