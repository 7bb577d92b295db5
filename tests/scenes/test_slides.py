"""The slides' numbers agree with what torch computes from each other."""

import types

import pytest
import torch
import torch.nn.functional as F

from lecture_utils.scenes import slides


def tensor(rows):
    return torch.tensor(rows, dtype=torch.float32)[None, None]  # (1, 1, H, W)


def test_nearest_neighbour_repeats_each_value():
    grown = F.interpolate(tensor(slides.UNPOOLING_INPUT), scale_factor=2, mode="nearest")

    assert torch.equal(grown, tensor(slides.NEAREST_NEIGHBOUR_OUTPUT))


def test_bed_of_nails_is_a_transpose_convolution_with_one_nail():
    nail = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]])

    grown = F.conv_transpose2d(tensor(slides.UNPOOLING_INPUT), nail, stride=2)

    assert torch.equal(grown, tensor(slides.BED_OF_NAILS_OUTPUT))


def test_max_pooling_and_unpooling_fit_together():
    pooled, positions = F.max_pool2d(tensor(slides.MAX_POOL_INPUT), 2, return_indices=True)

    assert torch.equal(pooled, tensor(slides.MAX_POOL_OUTPUT))
    unpooled = F.max_unpool2d(tensor(slides.MAX_UNPOOL_INPUT), positions, 2)
    assert torch.equal(unpooled, tensor(slides.MAX_UNPOOL_OUTPUT))


@pytest.mark.parametrize("sizes", [slides.CONVOLUTION_STRIDE_1, slides.CONVOLUTION_STRIDE_2])
def test_convolutions_have_the_sizes_that_the_slides_draw(sizes):
    image = torch.zeros(1, 1, sizes.input_size, sizes.input_size)
    kernel = torch.zeros(1, 1, sizes.kernel_size, sizes.kernel_size)

    output = F.conv2d(image, kernel, stride=sizes.stride, padding=sizes.padding)

    assert output.shape[2:] == (sizes.output_size, sizes.output_size)


def test_the_transpose_convolution_needs_its_output_padding_for_the_drawn_size():
    sizes = slides.TRANSPOSE_STRIDE_2
    image = torch.zeros(1, 1, sizes.input_size, sizes.input_size)
    kernel = torch.zeros(1, 1, sizes.kernel_size, sizes.kernel_size)

    side = [
        F.conv_transpose2d(image, kernel, stride=sizes.stride, padding=sizes.padding, output_padding=extra).shape[-1]
        for extra in (0, slides.TRANSPOSE_OUTPUT_PADDING)
    ]

    assert side == [3, sizes.output_size]


def test_the_symbols_of_the_1d_example_are_the_transpose_convolution():
    values = {"a": 2.0, "b": 3.0, "x": 5.0, "y": 7.0, "z": 11.0}
    example = slides.TRANSPOSE_1D

    def numbers(symbols):
        return torch.tensor([values[symbol] for symbol in symbols]).reshape(1, 1, -1)

    def evaluate(text):
        return sum(values[product[0]] * values[product[1]] for product in text.split(" + "))

    output = F.conv_transpose1d(numbers(example.input), numbers(example.filter), stride=example.stride)

    assert output.flatten().tolist() == [evaluate(text) for text in example.output]


def test_mask_rcnn_shapes_fit_the_stride():
    _, height, width = slides.MASK_RCNN_IMAGE

    assert slides.MASK_RCNN_FEATURE_MAP[1:] == (height // slides.MASK_RCNN_STRIDE, width // slides.MASK_RCNN_STRIDE)


def test_each_output_word_is_the_next_input_word():
    assert slides.MASKED_OUTPUT_WORDS[:-1] == slides.MASKED_INPUT_WORDS[1:]


def test_the_permutation_moves_every_input():
    assert sorted(slides.PERMUTATION) == list(range(1, slides.ATTENTION_INPUTS + 1))
    assert all(place != number for place, number in enumerate(slides.PERMUTATION, start=1))


def test_everything_is_read_only():
    def frozen(value):
        return all(map(frozen, value)) if isinstance(value, tuple) else isinstance(value, int | str)

    constants = {name: value for name, value in vars(slides).items() if name.isupper()}

    assert len(constants) > 20
    assert all(frozen(value) for value in constants.values())
    assert not any(isinstance(value, types.ModuleType) for value in constants.values())
