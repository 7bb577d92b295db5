"""Pooling and unpooling: the slides' numbers, and the values and gradients of torch.nn.functional."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close
from torch.testing._internal.common_methods_invocations import op_db

from lecture_utils.methods import unpooling as method
from lecture_utils.methods.transpose_convolution import conv_transpose2d
from lecture_utils.methods.unpooling import (
    bed_of_nails,
    bed_of_nails_steps,
    input_gradient,
    max_pool2d,
    max_pooling_steps,
    max_unpool2d,
    max_unpooling_steps,
    nearest_neighbour,
    nearest_neighbour_steps,
)
from lecture_utils.scenes import slides

OPERATORS = {(op.name.split(".")[-1], op.variant_test_name): op for op in op_db if "max_" in op.name}
NAN, INFINITY = float("nan"), float("inf")


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed + sum(shape)))


def rounded(*shape: int, seed: int = 0) -> Tensor:
    """Whole numbers, so that windows hold equal ones."""
    return random(*shape, seed=seed).round()


# --- The slides' numbers -------------------------------------------------------------------------------------------


def test_nearest_neighbour_and_bed_of_nails_give_the_slides_numbers():
    input = torch.tensor(slides.UNPOOLING_INPUT)
    assert nearest_neighbour(input).tolist() == [list(row) for row in slides.NEAREST_NEIGHBOUR_OUTPUT]
    assert bed_of_nails(input).tolist() == [list(row) for row in slides.BED_OF_NAILS_OUTPUT]


def test_max_pooling_remembers_the_slides_positions_and_max_unpooling_returns_to_them():
    input, back = torch.tensor([slides.MAX_POOL_INPUT]), torch.tensor([slides.MAX_UNPOOL_INPUT])
    output, indices = max_pool2d(input, 2, return_indices=True)
    assert output[0].tolist() == [list(row) for row in slides.MAX_POOL_OUTPUT]
    assert indices[0].tolist() == [[1 * 4 + 1, 0 * 4 + 2], [3 * 4 + 0, 3 * 4 + 3]]
    assert max_unpool2d(back, indices, 2)[0].tolist() == [list(row) for row in slides.MAX_UNPOOL_OUTPUT]


def test_step_by_step_the_slides_windows_are_compared_and_filled_again():
    windows = list(max_pooling_steps(torch.tensor(slides.MAX_POOL_INPUT), 2))
    assert [step.values.tolist() for step in windows] == [[1, 2, 3, 5], [6, 3, 2, 1], [1, 2, 7, 3], [2, 1, 4, 8]]
    assert [step.taken for step in windows] == [(1, 1), (0, 2), (3, 0), (3, 3)]
    assert windows[0].output.tolist() == [[5, 0], [0, 0]]
    assert windows[1].indices.tolist() == [[5, 2], [-1, -1]]
    cells = list(max_unpooling_steps(torch.tensor(slides.MAX_UNPOOL_INPUT), windows[-1].indices, 2))
    assert [step.written for step in cells] == [((1, 1),), ((0, 2),), ((3, 0),), ((3, 3),)]
    assert [step.block for step in cells] == [step.cells for step in windows]
    assert cells[-1].output.tolist() == [list(row) for row in slides.MAX_UNPOOL_OUTPUT]


# --- Max pooling against torch -------------------------------------------------------------------------------------


def assert_pools_as_torch(input: Tensor, arguments: dict[str, Any]) -> None:
    results = []
    for function in (max_pool2d, F.max_pool2d):
        leaf = input.clone().requires_grad_(input.is_floating_point())
        output, indices = function(leaf, **{**arguments, "return_indices": True})
        gradients = ()
        if input.is_floating_point():
            gradients = torch.autograd.grad(output, leaf, random(*output.shape, seed=5).to(output.dtype))
        results.append((output.detach(), indices, *gradients))
    for mine, theirs in zip(*results, strict=True):
        assert_close(mine, theirs, equal_nan=True)


@st.composite
def pooling_cases(draw: st.DrawFn) -> tuple[Tensor, dict[str, Any]]:
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 3)))
    stride = draw(st.none() | st.integers(1, 4) | st.tuples(st.integers(1, 3), st.integers(1, 3)))
    padding = tuple(draw(st.integers(0, size // 2)) for size in kernel)
    dilation = tuple(draw(st.integers(1, 1 if p else 3)) for p in padding)
    sizes = [draw(st.integers(d * (k - 1) + 1, 11)) for k, d in zip(kernel, dilation, strict=True)]
    leading = draw(st.sampled_from([(1,), (2,), (0, 2), (1, 1), (2, 3)]))
    input = draw(st.sampled_from([random, rounded]))(*leading, *sizes, seed=draw(st.integers(0, 99)))
    if draw(st.booleans()):
        special = draw(st.sampled_from([NAN, INFINITY, -INFINITY]))
        input[random(*input.shape, seed=3) > 0.5] = special
    arguments = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    return input, {**arguments, "ceil_mode": draw(st.booleans())}


@settings(max_examples=100, deadline=None)
@given(pooling_cases())
def test_max_pooling_has_the_values_positions_and_gradients_of_torch(case: tuple[Tensor, dict[str, Any]]):
    assert_pools_as_torch(*case)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.int64, torch.uint8], ids=str)
def test_every_tenth_sample_of_torchs_own_tests_of_max_pooling_gives_the_same(dtype: torch.dtype):
    samples = list(OPERATORS["max_pool2d", ""].sample_inputs("cpu", dtype))[::10]
    assert len(samples) >= 100
    for sample in samples:
        assert_pools_as_torch(sample.input, sample.kwargs)


def test_every_input_that_torchs_own_tests_of_max_pooling_expect_to_fail_is_refused():
    errors = list(OPERATORS["max_pool2d", ""].error_inputs("cpu"))
    assert len(errors) >= 5
    for error in errors:
        with pytest.raises(ValueError, match=r"^\w+: expected .*, got "):
            max_pool2d(error.sample_input.input, **error.sample_input.kwargs)


def test_of_equal_values_the_first_in_reading_order_is_taken_and_gets_the_gradient():
    input = torch.ones(1, 4, 4, requires_grad=True)
    output, indices = max_pool2d(input, 2, return_indices=True)
    assert indices.tolist() == [[[0, 2], [8, 10]]]
    output.sum().backward()
    assert input.grad is not None
    assert torch.equal(input.grad[0], bed_of_nails(torch.ones(2, 2)))


def test_where_windows_overlap_a_cell_gets_the_gradients_of_all_that_took_it():
    input = torch.zeros(1, 3, 3, dtype=torch.float64)
    input[0, 1, 1] = 1
    gradient = input_gradient(lambda maps: max_pool2d(maps, 2, stride=1), input, torch.ones(1, 2, 2))
    assert gradient.tolist() == [[[0, 0, 0], [0, 4, 0], [0, 0, 0]]]


def test_without_return_indices_the_maxima_come_alone_and_arguments_have_torchs_order():
    input = random(2, 3, 9, 7)
    assert torch.equal(max_pool2d(input, 3, 2, 1, 1, True), F.max_pool2d(input, 3, 2, 1, 1, True))


# --- Max unpooling against torch -----------------------------------------------------------------------------------


def assert_unpools_as_torch(input: Tensor, indices: Tensor, arguments: dict[str, Any]) -> None:
    results = []
    for function in (max_unpool2d, F.max_unpool2d):
        leaf = input.clone().requires_grad_()
        output = function(leaf, indices, **arguments)
        gradients = torch.autograd.grad(output, leaf, random(*output.shape, seed=5).to(output.dtype))
        results.append((output.detach(), *gradients))
    for mine, theirs in zip(*results, strict=True):
        assert_close(mine, theirs)


@settings(max_examples=100, deadline=None)
@given(pooling_cases())
def test_max_unpooling_has_the_values_and_gradients_of_torch_back_to_any_size(case: tuple[Tensor, dict[str, Any]]):
    input, arguments = case
    assume(set(arguments["dilation"]) == {1} and not arguments["ceil_mode"])
    pooled, indices = F.max_pool2d(input.nan_to_num(), **arguments, return_indices=True)
    back = {name: arguments[name] for name in ("kernel_size", "stride", "padding")}
    # Overlapping windows remember one cell several times: the last value is kept, by ours and by torch's.
    assert_unpools_as_torch(random(*pooled.shape), indices, {**back, "output_size": input.shape[-2:]})


@pytest.mark.parametrize("variant", ["", "grad"])
def test_every_sample_of_torchs_own_tests_of_max_unpooling_gives_the_same(variant: str):
    samples = list(OPERATORS["max_unpool2d", variant].sample_inputs("cpu", torch.float64))
    assert len(samples) >= 30
    for sample in samples:
        assert_unpools_as_torch(sample.input.detach(), *sample.args, sample.kwargs)


def test_unpooling_what_was_pooled_keeps_the_maxima_in_their_places():
    input = random(2, 3, 8, 6)
    output, indices = max_pool2d(input, 2, return_indices=True)
    back = max_unpool2d(output, indices, 2)
    assert torch.equal(back[back != 0], input[back != 0])
    assert int((back != 0).sum()) == output.numel()
    assert torch.equal(max_pool2d(back.where(back != 0, -INFINITY), 2), output)


def test_second_derivatives_are_right():
    input = random(1, 2, 6, 6).requires_grad_()
    _, indices = max_pool2d(input.detach(), 2, return_indices=True)
    small = random(1, 2, 3, 3, seed=1).requires_grad_()
    assert torch.autograd.gradgradcheck(lambda x: max_pool2d(x, 3, 2, 1), input)
    assert torch.autograd.gradgradcheck(lambda x: max_unpool2d(x, indices, 2) ** 2, small)


# --- Nearest neighbour, bed of nails, gradients --------------------------------------------------------------------

factors = st.integers(1, 4) | st.tuples(st.integers(1, 4), st.integers(1, 3))
shapes = st.sampled_from([(3, 2), (1, 1), (2, 3, 4), (0, 2, 3, 3), (1, 2, 5, 1)])


@settings(max_examples=60)
@given(shapes, factors)
def test_nearest_neighbour_and_bed_of_nails_are_torchs_for_any_factor(shape: tuple[int, ...], factor: Any):
    input = random(*shape)
    rows, columns = factor if isinstance(factor, tuple) else (factor, factor)
    maps = input.reshape(-1, 1, *shape[-2:])
    theirs = F.interpolate(maps, scale_factor=(rows, columns), mode="nearest") if len(maps) else maps.new_zeros(0)
    assert torch.equal(nearest_neighbour(input, factor).flatten(), theirs.flatten())
    nail = torch.zeros(1, 1, rows, columns, dtype=torch.float64)
    nail[..., 0, 0] = 1
    stamped = conv_transpose2d(maps, nail, stride=(rows, columns)).flatten() if len(maps) else maps.flatten()
    assert torch.equal(bed_of_nails(input, factor).flatten(), stamped)


@settings(max_examples=40)
@given(shapes, st.integers(1, 4))
def test_each_ones_gradient_is_a_way_to_make_maps_smaller(shape: tuple[int, ...], factor: int):
    input = random(*shape)
    towards = random(*shape[:-2], shape[-2] * factor, shape[-1] * factor, seed=1)
    blocks = towards.unflatten(-2, (shape[-2], factor)).unflatten(-1, (shape[-1], factor))
    assert_close(input_gradient(lambda x: nearest_neighbour(x, factor), input, towards), blocks.sum(dim=(-3, -1)))
    sparse = towards[..., ::factor, ::factor]
    assert torch.equal(input_gradient(lambda x: bed_of_nails(x, factor), input, towards), sparse)


def test_the_gradient_of_max_unpooling_is_what_lies_at_the_remembered_positions():
    _, indices = max_pool2d(random(1, 2, 6, 6), 2, return_indices=True)
    towards = random(1, 2, 6, 6, seed=1)
    gradient = input_gradient(lambda x: max_unpool2d(x, indices, 2), random(1, 2, 3, 3), towards)
    assert torch.equal(gradient.flatten(), towards.flatten(-2).gather(-1, indices.flatten(-2)).flatten())


# --- Step by step --------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(pooling_cases())
def test_the_windows_end_in_what_all_at_once_gives(case: tuple[Tensor, dict[str, Any]]):
    input, arguments = case
    assume(input.numel() > 0)
    channel = input.flatten(0, -3)[0]
    *_, last = max_pooling_steps(channel, **arguments)
    output, indices = max_pool2d(channel[None], **arguments, return_indices=True)
    assert_close(last.output, output[0], equal_nan=True)
    assert torch.equal(last.indices, indices[0])


@settings(max_examples=40, deadline=None)
@given(pooling_cases())
def test_each_cells_step_tells_its_gradient_and_the_last_one_the_output(case: tuple[Tensor, dict[str, Any]]):
    input, arguments = case
    assume(set(arguments["dilation"]) == {1} and not arguments["ceil_mode"] and input.numel() > 0)
    channel = input.flatten(0, -3)[:1].nan_to_num()
    back = {name: arguments[name] for name in ("kernel_size", "stride", "padding")}
    back["output_size"] = channel.shape[-2:]
    _, indices = max_pool2d(channel, **arguments, return_indices=True)
    small, towards = random(*indices.shape), random(*channel.shape, seed=1)

    steps = list(max_unpooling_steps(small[0], indices[0], **back))

    assert torch.equal(steps[-1].output, max_unpool2d(small, indices, **back)[0])
    gradient = input_gradient(lambda x: max_unpool2d(x, indices, **back), small, towards)[0]
    assert all(torch.equal(step.gradient(towards[0]), gradient[step.position]) for step in steps)
    assert all(set(step.written) <= set(step.block) for step in steps)


@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), factors)
def test_blocks_are_filled_one_after_the_other(rows: int, columns: int, factor: Any):
    input = random(rows, columns)
    for steps_of, operation in ((nearest_neighbour_steps, nearest_neighbour), (bed_of_nails_steps, bed_of_nails)):
        steps = list(steps_of(input, factor))
        output = operation(input, factor)
        towards = random(*output.shape, seed=1)
        gradient = input_gradient(lambda x: operation(x, factor), input, towards)  # noqa: B023
        assert torch.equal(steps[-1].output, output)
        assert len(steps) == input.numel()
        for step in steps:
            assert_close(step.gradient(towards), gradient[step.position])


# --- Refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input": random(4, 4)}, "input: expected (N, C, H, W) or (C, H, W), none empty but N, got (4, 4)"),
        ({"input": random(1, 0, 4)}, "input: expected (N, C, H, W) or (C, H, W), none empty but N, got (1, 0, 4)"),
        ({"input": torch.ones(1, 4, 4, dtype=torch.bool)}, "input: expected real numbers, got torch.bool"),
        ({"kernel_size": 0}, "kernel_size: expected an integer or 2 integers of at least 1, got 0"),
        ({"stride": 0}, "stride: expected an integer or 2 integers of at least 1, got 0"),
        ({"padding": 2}, "padding: expected at most half of the window, (1, 1), got 2"),
        ({"kernel_size": 5}, "input: expected at least the window's extent (5, 5), got (4, 4) before padding"),
    ],
)
def test_a_wrong_argument_of_max_pooling_is_named(arguments: dict[str, Any], message: str):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        max_pool2d(**{"input": random(1, 4, 4), "kernel_size": 2, **arguments})
    assert str(caught.value) == message


def test_a_window_without_a_cell_is_refused_where_torch_remembers_a_place_outside():
    input = random(1, 2, 2)
    assert F.max_pool2d(input, 2, 1, padding=1, dilation=3, return_indices=True)[1].max() >= input.numel()
    with pytest.raises(ValueError, match="padding: expected a cell of the input in every window"):
        max_pool2d(input, 2, 1, padding=1, dilation=3)
    with pytest.raises(ValueError, match="padding: expected a cell of the input in every window"):
        list(max_pooling_steps(input[0], 2, 1, padding=1, dilation=3))


PLACES = torch.tensor([[[0, 3], [8, 11]]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input": random(2, 2)}, "input: expected (N, C, h, w) or (C, h, w), none empty but N, got (2, 2)"),
        ({"indices": PLACES[:, :1]}, "indices: expected the input's shape (1, 2, 2), got (1, 1, 2)"),
        ({"indices": PLACES.int()}, "indices: expected int64, got torch.int32"),
        ({"indices": PLACES + 5}, "indices: expected positions on 4×4 cells, got [16]"),
        ({"indices": PLACES - 1}, "indices: expected positions on 4×4 cells, got [-1]"),
        ({"output_size": (6, 4)}, "output_size: expected less than the stride (2, 2) from (4, 4), got (6, 4)"),
        ({"output_size": (4,)}, "output_size: expected 2 numbers, or 4, got (4,)"),
        ({"padding": 2}, "padding: expected less, so that some of the output is left, got an output of size (0, 0)"),
    ],
)
def test_a_wrong_argument_of_max_unpooling_is_named(arguments: dict[str, Any], message: str):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        max_unpool2d(**{"input": random(1, 2, 2), "indices": PLACES, "kernel_size": 2, **arguments})
    assert str(caught.value) == message


def test_factors_channels_and_gradients_that_do_not_fit_are_refused():
    for call, message in (
        (lambda: nearest_neighbour(random(3)), "input: expected shape"),
        (lambda: bed_of_nails(random(2, 2), 0), "factor: expected"),
        (lambda: list(bed_of_nails_steps(random(1, 2, 2))), "input: expected one channel"),
        (lambda: list(max_pooling_steps(random(1, 2, 2), 2)), "input: expected one channel"),
        (lambda: list(max_unpooling_steps(random(2, 2), PLACES, 2)), "indices: expected the input's shape"),
        (lambda: list(max_unpooling_steps(random(2, 2), PLACES[0] + 5, 2)), "indices: expected positions on 4×4"),
        (lambda: input_gradient(bed_of_nails, random(2, 2), random(2, 2)), "output_gradient: expected the output's"),
        (lambda: input_gradient(bed_of_nails, PLACES, random(4, 4)), "input: expected floats"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), st.integers(0, 5))
def test_the_slides_loops_do_what_torch_does(kernel, rows, columns, seed):
    generator = torch.Generator().manual_seed(seed)
    large = torch.randint(-3, 4, (rows * kernel, columns * kernel), generator=generator).float()
    pooled, indices = torch.nn.functional.max_pool2d(large[None, None], kernel, return_indices=True)
    ours, positions = method.max_pool_with_positions(large, kernel)
    assert torch.equal(ours, pooled[0, 0])
    assert torch.equal(positions, indices[0, 0])
    back = torch.nn.functional.max_unpool2d(pooled, indices, kernel)[0, 0]
    assert torch.equal(method.max_unpool_at(ours, positions, tuple(large.shape)), back)
    by_backpropagation = method.input_gradient(lambda one: method.bed_of_nails(one, kernel), ours, large)
    assert torch.equal(method.bed_of_nails_gradient(large, kernel), by_backpropagation)


def test_a_map_that_windows_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="input: expected sides that are multiples of 2"):
        method.max_pool_with_positions(torch.zeros(3, 4), 2)
