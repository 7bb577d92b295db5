"""What a sliding window costs, against torch's own counter on all crops, and counted pixel by pixel."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close
from torch.utils.flop_counter import FlopCounterMode

from lecture_utils.methods.backbone import TINY, ResNet
from lecture_utils.methods.classification import SMALL, AlexNet
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.sliding_window import (
    WindowGrid,
    as_convolution,
    cost_table,
    coverage,
    crops,
    dense_network,
    image_pyramid,
    layer_redundancy,
    pixel_redundancy,
    pyramid_scales,
    score_maps,
    sliding_window_costs,
    sliding_window_seconds,
    window_grids,
)


@pytest.mark.parametrize("make", [lambda: ResNet(TINY, 6), lambda: AlexNet(SMALL._replace(picture=32))])
def test_the_multiply_adds_of_a_whole_image_are_those_that_torch_counts_while_all_crops_are_classified(make):
    network, image, scales = make().eval(), torch.rand(3, 70, 50), (1.0, 0.7)
    counter = FlopCounterMode(display=False)
    with counter:
        score_maps(network, image, scales, window=32, stride=12, batch_size=5)
    costs = sliding_window_costs(network, (70, 50), scales, window=32, stride=12)
    assert 2 * costs.multiply_adds == counter.get_total_flops() > 0
    assert costs.crops == sum(
        len(crops(level.image, grid)) for level, grid in zip(image_pyramid(image, scales), costs.grids, strict=True)
    )


def test_the_table_holds_every_stride_with_every_number_of_scales():
    network = ResNet(TINY, 6)
    table = cost_table(network, (128, 128), 32, strides=(4, 8), scale_counts=(1, 3), largest=2, smallest=0.5)
    assert [(row.stride, row.scales) for row in table] == [(4, 1), (4, 3), (8, 1), (8, 3)]
    assert [row.crops for row in table] == [57**2, 57**2 + 25**2 + 9**2, 29**2, 29**2 + 13**2 + 5**2]
    for row in table:
        costs = sliding_window_costs(network, (128, 128), pyramid_scales(2, 0.5, row.scales), 32, row.stride)
        assert (row.crops, row.multiply_adds) == (costs.crops, costs.multiply_adds)


def test_the_time_is_measured_by_classifying_every_crop():
    class Counting(nn.Module):
        seen = 0

        def forward(self, crops):
            self.seen += len(crops)
            return crops.mean(dim=(2, 3))

    network = Counting()
    assert sliding_window_seconds(network, torch.rand(3, 20, 20), (1.0, 0.5), 8, 4) > 0
    assert network.seen == 16 + 4


@settings(max_examples=30)
@given(sides=st.tuples(st.integers(1, 20), st.integers(1, 20)), window=st.integers(1, 9), stride=st.integers(1, 12))
def test_coverage_counts_the_windows_over_each_pixel(sides, window, stride):
    grid = WindowGrid(sides, sides, (window, window), (stride, stride))
    counted = torch.zeros(sides, dtype=torch.long)
    for one in grid:
        counted[one.top : one.top + window, one.left : one.left + window] += 1
    assert torch.equal(coverage(grid), counted)


def test_pixels_of_windows_side_by_side_are_seen_once_and_at_half_the_window_four_times():
    apart, half = (WindowGrid((64, 64), (64, 64), (16, 16), (stride, stride)) for stride in (16, 8))
    assert (pixel_redundancy(apart).times, pixel_redundancy(apart).repeated_share) == (1.0, 0.0)
    assert coverage(half)[20, 20] == 4
    assert pixel_redundancy(half).in_crops == 49 * 256
    assert_close(pixel_redundancy(half).repeated_share, 1 - 64 * 64 / (49 * 256))


def test_pixels_that_no_window_sees_do_not_count():
    grid = WindowGrid((10, 10), (10, 10), (2, 2), (4, 4))  # starts at 0, 4, 8
    assert (pixel_redundancy(grid).in_crops, pixel_redundancy(grid).once) == (36, 36)


def test_activations_of_overlapping_crops_are_those_of_one_crop_times_the_crops():
    network = AlexNet(SMALL._replace(picture=32))
    grid = WindowGrid((96, 80), (96, 80), (32, 32), (8, 8))
    repeats = layer_redundancy(network.features, grid)
    crop = network_costs(network.features, torch.zeros(1, 3, 32, 32)).layers
    level = network_costs(network.features, torch.zeros(1, 3, 96, 80)).layers
    assert [one.name for one in repeats] == [run.name for run in crop]
    first = repeats[0]
    assert (first.kind, first.in_crops, first.once) == ("Conv2d", 63 * 32 * 16 * 16, 32 * 48 * 40)
    for one, part, whole in zip(repeats, crop, level, strict=True):
        assert one.in_crops == 63 * torch.Size(part.output).numel()
        assert one.once == torch.Size(whole.output).numel()
    assert first.times > 8 > repeats[-1].times > 3
    assert next(network.parameters()).device.type == "cpu"


@pytest.mark.parametrize("count", [pixel_redundancy, lambda grid: layer_redundancy(AlexNet().features, grid)])
def test_without_windows_there_is_nothing_to_repeat(count):
    with pytest.raises(ValueError, match="grid: expected at least one window"):
        count(WindowGrid((8, 8), (8, 8), (9, 9), (1, 1)))


def unpadded() -> tuple[nn.Sequential, nn.Sequential]:
    """A network for crops of 20×20 pixels, of total stride 4, without padding."""
    torch.manual_seed(0)
    features = nn.Sequential(nn.Conv2d(3, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 12, 3, stride=2), nn.ReLU())
    return features, nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(12 * 9, 16), nn.ReLU(), nn.Linear(16, 4))


def test_one_run_over_the_level_scores_every_window_as_its_crop_is_scored():
    features, classifier = unpadded()
    image = torch.rand(3, 48, 36)
    (one,) = score_maps(nn.Sequential(features, classifier), image, [1.0], window=20, stride=4)
    dense = dense_network(features, classifier, 20)
    with torch.no_grad():
        scores = dense(image[None])[0]
    assert scores.shape == (4, 8, 5) == one.scores.shape
    assert_close(scores, one.scores, atol=1e-5, rtol=1e-5)


def test_one_run_over_the_level_costs_a_fraction():
    features, classifier = unpadded()
    each = sliding_window_costs(nn.Sequential(features, classifier), (120, 120), [1.0], 20, 4).multiply_adds
    once = network_costs(dense_network(features, classifier, 20), torch.zeros(1, 3, 120, 120)).multiply_adds
    assert 5 < each / once < 20


def test_with_padding_the_scores_of_one_run_differ_from_those_of_the_crops():
    network = AlexNet(SMALL._replace(picture=32)).eval()
    (grid,) = window_grids((32, 48), [1.0], 32, 16)
    level = torch.rand(3, 32, 48)
    dense = dense_network(network.features, network.classifier, 32)
    with torch.no_grad():
        apart, together = network(crops(level, grid)), dense(level[None] - 0.5)[0, :, 0]  # (2, 25), (25, 2)
        alone = dense(crops(level, grid)[:1] - 0.5)[0, :, 0, 0]
    assert_close(alone, apart[0])  # on a crop it is the same network
    assert not torch.allclose(together[:, 0], apart[0], atol=1e-3)


def test_a_fully_connected_layer_and_its_convolution_share_their_weights():
    layer = nn.Linear(12, 5)
    convolution = as_convolution(layer, 3, 2, 2)
    maps = torch.rand(4, 3, 2, 2)
    assert_close(convolution(maps).flatten(1), layer(maps.flatten(1)))
    assert convolution.weight.data_ptr() == layer.weight.data_ptr()
    without = nn.Linear(12, 5, bias=False)
    assert_close(as_convolution(without, 3, 2, 2)(maps).flatten(1), without(maps.flatten(1)))


def test_what_cannot_run_densely_is_named():
    features, classifier = unpadded()
    with pytest.raises(ValueError, match="layer: expected 192 inputs"):
        dense_network(features, classifier, 24)
    with pytest.raises(ValueError, match="classifier: expected Linear, ReLU"):
        dense_network(features, nn.Sequential(nn.Linear(108, 4), nn.Softmax(dim=1)), 20)
    with pytest.raises(ValueError, match="features: expected one that gives maps"):
        dense_network(nn.Sequential(features, nn.Flatten()), classifier, 20)
