"""The steps, the matrix, the symbols and the checkerboard agree with the operations and with the slides."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lecture_utils.methods.transpose_convolution import (
    bilinear_filter,
    conv1d,
    conv2d,
    conv_transpose1d,
    conv_transpose2d,
    convolution_matrix,
    convolution_matrix_1d,
    convolution_steps,
    input_sizes,
    output_size,
    overlap_counts,
    resize_convolution,
    slide_notation,
    stamp_1d,
    stamp_2d,
    symbols,
    transpose_convolution_steps,
    transpose_output_size,
)
from lecture_utils.scenes.slides import (
    CONVOLUTION_STRIDE_1,
    CONVOLUTION_STRIDE_2,
    TRANSPOSE_1D,
    TRANSPOSE_OUTPUT_PADDING,
    TRANSPOSE_STRIDE_2,
    Resampling,
)


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed + sum(shape)))


numbers = {
    "stride": st.integers(1, 3),
    "padding": st.integers(0, 2),
    "dilation": st.integers(1, 3),
    "kernel": st.integers(1, 4),
    "size": st.integers(1, 6),
    "dimensions": st.integers(1, 2),
}


# --- sizes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slide", [CONVOLUTION_STRIDE_1, CONVOLUTION_STRIDE_2])
def test_the_slides_convolutions_have_the_sizes_that_they_state(slide: Resampling) -> None:
    input, filter = random(1, slide.input_size, slide.input_size), random(1, 1, slide.kernel_size, slide.kernel_size)
    output = conv2d(input, filter, stride=slide.stride, padding=slide.padding)
    assert output.shape == (1, slide.output_size, slide.output_size)
    assert output_size(slide.input_size, slide.kernel_size, slide.stride, slide.padding) == slide.output_size


def test_the_slides_transpose_convolution_has_its_size_only_with_output_padding() -> None:
    size, kernel, stride, padding, result = TRANSPOSE_STRIDE_2
    input, filter = random(1, size, size), random(1, 1, kernel, kernel)
    without = conv_transpose2d(input, filter, stride=stride, padding=padding)
    assert without.shape == (1, result - 1, result - 1)
    padded = conv_transpose2d(input, filter, None, stride, padding, TRANSPOSE_OUTPUT_PADDING)
    assert padded.shape == (1, result, result)
    assert list(input_sizes(size, kernel, stride, padding)) == [result - 1, result]


@given(**{k: v for k, v in numbers.items() if k != "dimensions"})
def test_input_sizes_are_all_sizes_that_a_convolution_maps_to_this_one(stride, padding, dilation, kernel, size) -> None:
    mapped = [n for n in range(1, 60) if output_size(n, kernel, stride, padding, dilation) == size]
    assert list(input_sizes(size, kernel, stride, padding, dilation)) == mapped


@given(**{k: v for k, v in numbers.items() if k != "dimensions"})
def test_output_padding_counts_through_the_input_sizes(stride, padding, dilation, kernel, size) -> None:
    sizes = [transpose_output_size(size, kernel, stride, padding, extra, dilation) for extra in range(stride)]
    assert [n for n in sizes if n > 0] == list(input_sizes(size, kernel, stride, padding, dilation))


# --- steps ---------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(**numbers)
def test_the_last_step_of_a_convolution_is_its_result(stride, padding, dilation, kernel, size, dimensions) -> None:
    size += dilation * (kernel - 1)
    input, filter = random(*[size] * dimensions), random(*[kernel] * dimensions, seed=1)
    steps = list(convolution_steps(input, filter, stride, padding, dilation))
    operation = conv1d if dimensions == 1 else conv2d
    expected = operation(input[None], filter[None, None], None, stride, padding, dilation)[0]
    torch.testing.assert_close(steps[-1].output, expected)
    assert len(steps) == expected.numel()
    for step in steps:
        torch.testing.assert_close((step.window * filter).sum(), step.total)
        torch.testing.assert_close(step.padded[step.region], step.window)
        torch.testing.assert_close(step.total, expected[step.position])


@settings(max_examples=50, deadline=None)
@given(extra=st.integers(0, 2), **numbers)
def test_the_last_step_of_a_transpose_convolution_is_its_result(
    stride, padding, dilation, kernel, size, dimensions, extra
) -> None:
    extra = min(extra, max(stride, dilation) - 1)
    size += padding  # so that something is left after cutting the padding off
    kernel += padding
    input, filter = random(*[size] * dimensions), random(*[kernel] * dimensions, seed=1)
    steps = list(transpose_convolution_steps(input, filter, stride, padding, extra, dilation))
    operation = conv_transpose1d if dimensions == 1 else conv_transpose2d
    expected = operation(input[None], filter[None, None], None, stride, padding, extra, 1, dilation)[0]
    torch.testing.assert_close(steps[-1].output, expected)
    assert len(steps) == input.numel()
    before = torch.zeros_like(steps[0].canvas)
    for step in steps:
        torch.testing.assert_close(step.stamp, input[step.position] * filter)
        torch.testing.assert_close((step.canvas - before)[step.region], step.stamp)
        before = step.canvas


def test_channels_are_summed_over_inputs_and_kept_apart_over_outputs() -> None:
    input, weight = random(2, 4, 4), random(2, 3, 3, 3)
    by_steps = [
        sum(list(transpose_convolution_steps(input[i], weight[i, o], 2, 1, 1))[-1].output for i in range(2))
        for o in range(3)
    ]
    torch.testing.assert_close(torch.stack(by_steps), conv_transpose2d(input, weight, None, 2, 1, 1))


def test_gradients_flow_through_the_steps() -> None:
    input, filter = random(2, 2).requires_grad_(), random(3, 3).requires_grad_()
    assert torch.autograd.gradcheck(
        lambda x, w: list(transpose_convolution_steps(x, w, 2, 1, 1))[-1].output, (input, filter)
    )
    assert torch.autograd.gradcheck(lambda x, w: list(convolution_steps(x, w, 1, 1))[-1].output, (input, filter))


@pytest.mark.parametrize("steps", [convolution_steps, transpose_convolution_steps])
def test_steps_refuse_a_filter_of_another_dimension(steps) -> None:
    with pytest.raises(
        ValueError, match=r"^filter: expected as many dimensions as the input \(2\), none empty, got \(3,\)"
    ):
        next(steps(random(4, 4), random(3)))
    with pytest.raises(ValueError, match=r"^input: expected one channel with at least one cell, got \(0,\)"):
        next(steps(random(0), random(3)))


# --- symbols -------------------------------------------------------------------------------------------------------


def test_the_slides_1d_example_comes_out_with_symbols() -> None:
    input, filter = symbols(" ".join(TRANSPOSE_1D.input)), symbols(" ".join(TRANSPOSE_1D.filter))
    steps = list(transpose_convolution_steps(input, filter, TRANSPOSE_1D.stride))
    assert [slide_notation(cell) for cell in steps[0].canvas] == ["ax", "ay", "az", "0", "0"]
    output = tuple(slide_notation(cell) for cell in steps[-1].output)
    assert output == TRANSPOSE_1D.output == ("ax", "ay", "az + bx", "by", "bz")


@given(st.lists(st.integers(-5, 5), min_size=5, max_size=5))
def test_the_symbols_stand_for_the_numbers_that_come_out(values) -> None:
    letters = dict(zip("abxyz", values, strict=True))
    a, b, x, y, z = values
    with_numbers = list(transpose_convolution_steps(torch.tensor([a, b]), torch.tensor([x, y, z]), stride=2))[-1].output
    with_symbols = list(transpose_convolution_steps(symbols("a b"), symbols("x y z"), stride=2))[-1].output
    assert [cell.subs(letters) for cell in with_symbols] == with_numbers.tolist() == [
        a * x, a * y, a * z + b * x, b * y, b * z
    ]  # fmt: skip


def test_the_matrix_of_symbols_and_its_transpose_are_the_slides_example() -> None:
    matrix = convolution_matrix(symbols("x y z"), 5, stride=2)
    assert [[str(cell) for cell in row] for row in matrix] == [["x", "y", "z", "0", "0"], ["0", "0", "x", "y", "z"]]
    output = matrix.T @ symbols("a b")
    assert [slide_notation(cell) for cell in output] == ["ax", "ay", "az + bx", "by", "bz"]


def test_the_slides_notation_leaves_the_stars_out() -> None:
    a, b = symbols("a b")
    assert slide_notation(a * b + b * a) == "2ab"
    assert slide_notation(2 * b - a - 3) == "-a + 2b - 3"
    assert slide_notation(0) == "0"
    assert symbols("a").shape == (1,)


# --- matrix --------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(groups=st.integers(1, 2), **{**numbers, "size": st.integers(1, 4)})
def test_c_is_the_convolution_and_its_transpose_the_transpose_convolution(
    stride, padding, dilation, kernel, size, dimensions, groups
) -> None:
    size += dilation * (kernel - 1)
    weight = random(2 * groups, 2, *[kernel] * dimensions)
    matrix = convolution_matrix(weight, size, stride, padding, dilation, groups)
    input = random(2 * groups, *[size] * dimensions, seed=1)
    output = (conv1d if dimensions == 1 else conv2d)(input, weight, None, stride, padding, dilation, groups)
    torch.testing.assert_close(matrix @ input.flatten(), output.flatten())
    extra = size - transpose_output_size(output.shape[-1], kernel, stride, padding, 0, dilation)
    operation = conv_transpose1d if dimensions == 1 else conv_transpose2d
    towards = random(*output.shape, seed=2)
    back = operation(towards, weight, None, stride, padding, extra, groups, dilation)
    assert back.shape == input.shape
    torch.testing.assert_close(matrix.T @ towards.flatten(), back.flatten())


def test_the_matrix_of_the_slides_example_is_4_by_16_and_made_of_the_filter_and_zeros() -> None:
    filter = torch.arange(1.0, 10.0).reshape(3, 3)
    matrix = convolution_matrix(filter, 4, stride=2, padding=1)
    assert matrix.shape == (4, 16)
    assert set(matrix.flatten().tolist()) == set(range(10))
    assert matrix[3].reshape(4, 4)[1:, 1:].tolist() == filter.tolist()


def test_gradients_flow_through_the_matrix() -> None:
    assert torch.autograd.gradcheck(lambda w: convolution_matrix(w, 4, 1, 1, 1, 2), random(2, 1, 3).requires_grad_())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_size": 2}, r"^input_size: expected at least the filter's extent \(3, 3\), got \(2, 2\)"),
        ({"input_size": (4, 4, 4)}, "^input_size: expected an integer or 2 integers of at least 1"),
        ({"groups": 0}, "^groups: expected a divisor of the 1 output channels, got 0"),
    ],
)
def test_the_matrix_refuses_what_does_not_fit(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        convolution_matrix(**{"weight": random(3, 3), "input_size": 4, **arguments})


# --- the short loops of the exercises --------------------------------------------------------------------------------


@given(size=st.integers(1, 5), kernel=st.integers(1, 4), stride=st.integers(1, 4))
def test_the_loop_of_the_1d_example_equals_the_vectorised_form(size, kernel, stride) -> None:
    input, filter = random(size), random(kernel, seed=1)
    expected = conv_transpose1d(input[None], filter[None, None], stride=stride)[0]
    torch.testing.assert_close(stamp_1d(input, filter, stride), expected)
    torch.testing.assert_close(convolution_matrix_1d(filter, len(expected), stride).T @ input, expected)
    torch.testing.assert_close(
        convolution_matrix_1d(filter, len(expected), stride), convolution_matrix(filter, len(expected), stride)
    )


@given(size=st.integers(2, 4), kernel=st.integers(3, 4), stride=st.integers(1, 3), padding=st.integers(0, 2))
def test_the_loop_of_the_2d_example_equals_the_vectorised_form(size, kernel, stride, padding) -> None:
    assume((size - 1) * stride + kernel > 2 * padding)  # else padding leaves nothing
    input, filter = random(size, size + 1), random(kernel, kernel, seed=1)
    for extra in range(stride):
        expected = conv_transpose2d(input[None], filter[None, None], None, stride, padding, extra)[0]
        torch.testing.assert_close(stamp_2d(input, filter, stride, padding, extra), expected)


# --- checkerboard ----------------------------------------------------------------------------------------------------


@given(kernel=st.integers(1, 6), stride=st.integers(1, 4))
def test_overlaps_are_even_inside_exactly_when_the_kernel_is_a_multiple_of_the_stride(kernel, stride) -> None:
    counts = overlap_counts((12,), kernel, stride)
    inside = counts[kernel : len(counts) - kernel]
    assert (len(set(inside.tolist())) == 1) == (kernel % stride == 0)


def test_a_3x3_kernel_of_stride_2_covers_cells_1_2_and_4_times() -> None:
    counts = overlap_counts((3, 3), 3, stride=2)
    assert counts[1:-1, 1:-1].unique().tolist() == [1, 2, 4]
    assert overlap_counts((3,), 3, stride=2).tolist() == [1, 1, 2, 1, 2, 1, 1]


def test_every_stamp_adds_one_to_each_cell_that_it_covers() -> None:
    counts = torch.zeros(7, 7, dtype=torch.int64)
    for step in transpose_convolution_steps(torch.ones(3, 3), torch.ones(3, 3), stride=2):
        counts[step.region] += 1
    assert torch.equal(counts, overlap_counts((3, 3), 3, stride=2))


def test_resize_convolution_keeps_a_constant_constant_where_the_transpose_convolution_does_not() -> None:
    ones, weight = torch.ones(1, 1, 6, 6), torch.full((1, 1, 3, 3), 1 / 9)
    resized = resize_convolution(ones, weight)
    stamped = conv_transpose2d(ones, weight, stride=2, padding=1, output_padding=1)
    assert resized.shape == stamped.shape == (1, 1, 12, 12)
    torch.testing.assert_close(resized[..., 2:-2, 2:-2], torch.ones(1, 1, 8, 8))
    assert stamped[..., 2:-2, 2:-2].std() > 0.1


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_resize_convolution_is_nearest_neighbour_and_torchs_convolution(scale: int) -> None:
    input, weight, bias = random(2, 3, 4, 5), random(2, 3, 3, 3), random(2)
    expected = F.conv2d(F.interpolate(input, scale_factor=scale, mode="nearest"), weight, bias, padding=1)
    torch.testing.assert_close(resize_convolution(input, weight, bias, scale), expected)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_the_bilinear_filter_interpolates_as_torch_does(stride: int) -> None:
    input = random(1, 1, 6, 6)
    filter = bilinear_filter(stride).double()[None, None]
    stamped = conv_transpose2d(input, filter, stride=stride, padding=stride // 2)
    expected = F.interpolate(input, scale_factor=stride, mode="bilinear", align_corners=False)
    assert stamped.shape == expected.shape
    inside = slice(stride, -stride)  # at the border torch repeats the last cell, the stamps find nothing there
    torch.testing.assert_close(stamped[..., inside, inside], expected[..., inside, inside])


@pytest.mark.parametrize("call", [lambda: overlap_counts((0,), 3), lambda: overlap_counts((2, 2, 2), 3)])
def test_overlaps_of_nothing_or_in_three_dimensions_are_refused(call) -> None:
    with pytest.raises(ValueError, match=r"^input_size: expected"):
        call()


def test_a_bilinear_filter_needs_a_stride_and_a_resize_convolution_a_batch() -> None:
    with pytest.raises(ValueError, match=r"^stride: expected an integer of at least 1, got 0"):
        bilinear_filter(0)
    with pytest.raises(ValueError, match=r"^input: expected \(N, C_in, L\) or \(N, C_in, H, W\), got \(4, 4\)"):
        resize_convolution(random(4, 4), random(1, 1, 3, 3))
