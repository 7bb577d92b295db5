"""The checks of lecture 12 accept other ways to the same result, and say what is wrong with a wrong one."""

import torch
from torch import nn

from lecture_utils.exercises.case_inputs import in_float64
from lecture_utils.exercises.unet import check
from lecture_utils.methods.evaluation import mean_iou_where


def test_the_sides_of_real_layers_pass():
    def sizes_along_the_u(size=572, poolings=4, padding=0):
        maps = torch.zeros(1, 1, size, size, device="meta")
        sides = []
        for number in range(2 * poolings + 1):
            if 0 < number <= poolings:
                maps = nn.functional.max_pool2d(maps, 2)
            elif number > poolings:
                maps = nn.functional.conv_transpose2d(maps, torch.zeros(1, 1, 2, 2, device="meta"), stride=2)
            for _ in range(2):
                maps = nn.functional.conv2d(maps, torch.zeros(1, 1, 3, 3, device="meta"), padding=padding)
            sides.append(maps.shape[-1])
        return sides

    assert check(sizes_along_the_u).passed


def test_a_band_pixel_by_pixel_passes():
    def boundary_band(truth, width):
        band = torch.zeros(truth.shape, dtype=torch.bool)
        for row in range(truth.shape[0]):
            for column in range(truth.shape[1]):
                window = truth[max(0, row - width) : row + width + 1, max(0, column - width) : column + width + 1]
                band[row, column] = (window != truth[row, column]).any()
        return band

    assert check(boundary_band).passed


def test_ious_in_a_loop_over_classes_pass():
    def mean_iou_where(prediction, truth, where):
        ious = []
        for label in torch.cat([prediction[where], truth[where]]).unique():
            said, true = (prediction == label) & where, (truth == label) & where
            ious.append((said & true).sum() / (said | true).sum())
        return sum(ious) / len(ious)

    assert check(mean_iou_where).passed


def test_a_mask_that_is_not_used_is_named():
    def ignoring(prediction, truth, where):
        return mean_iou_where(prediction, truth, torch.ones_like(where))

    ignoring.__name__ = "mean_iou_where"
    assert not check(ignoring).passed
    assert any("pixels outside the mask" in message for message in check(ignoring).messages)


def test_a_level_of_modules_passes():
    def decoder_level(copy, below, up_weight, up_bias, weights, biases):
        up = nn.ConvTranspose2d(below.shape[1], up_weight.shape[1], 2, stride=2, dtype=below.dtype)
        up.weight.data, up.bias.data = up_weight, up_bias
        maps = torch.cat([copy, up(below)], dim=1)
        for weight, bias in zip(weights, biases, strict=True):
            layer = nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1, dtype=maps.dtype)
            layer.weight.data, layer.bias.data = weight, bias
            maps = layer(maps).clamp(min=0)
        return maps

    assert check(decoder_level).passed


def test_tensors_in_lists_are_in_float64_too():
    case = in_float64([torch.ones(2), 3], (torch.zeros(1),), 4)
    assert case.positional[0][0].dtype == case.positional[1][0].dtype == torch.float64
    assert case.positional[0][1] == 3
    assert isinstance(case.positional[1], tuple)
