"""The four operations against torch.nn.functional: values, gradients, shapes and refusals."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.testing._internal.common_methods_invocations import op_db

from lecture_utils.methods import transpose_convolution as ours

NAMES = ("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d")
OPERATORS = {op.name.split(".")[-1]: op for op in op_db if op.name.split(".")[-1] in NAMES}
TOLERANCE = {torch.float32: {"atol": 1e-4, "rtol": 1e-4}, torch.float64: {"atol": 1e-10, "rtol": 1e-10}}


def random(*shape: int, dtype: torch.dtype = torch.float64, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed + sum(shape))
    return torch.randn(shape, dtype=dtype, generator=generator)


def assert_same_values_and_gradients(name: str, tensors: list[torch.Tensor | None], arguments: dict[str, Any]) -> None:
    results = []
    for module in (ours, F):
        leaves = [None if t is None else t.clone().requires_grad_() for t in tensors]
        output = getattr(module, name)(*leaves, **arguments)
        towards = random(*output.shape, dtype=output.dtype, seed=5)
        inputs = [leaf for leaf in leaves if leaf is not None]
        results.append((output, *torch.autograd.grad((output * towards).sum(), inputs)))
    for mine, theirs in zip(*results, strict=True):
        torch.testing.assert_close(mine, theirs, **TOLERANCE[mine.dtype])


def per_dimension(draw: st.DrawFn, dimensions: int, lowest: int, highest: int) -> int | tuple[int, ...]:
    numbers = st.integers(lowest, highest)
    return draw(st.one_of(numbers, st.tuples(*[numbers] * dimensions)))


def as_tuple(value: int | tuple[int, ...], dimensions: int) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,) * dimensions


@st.composite
def cases(draw: st.DrawFn, transposed: bool) -> tuple[str, list[torch.Tensor | None], dict[str, Any]]:
    dimensions = draw(st.integers(1, 2))
    dtype = draw(st.sampled_from([torch.float32, torch.float64]))
    groups, inputs, outputs = (draw(st.integers(1, 2)) for _ in range(3))
    leading = draw(st.sampled_from([(), (0,), (1,), (2,)]))
    sizes = [draw(st.integers(1, 5 if transposed else 8)) for _ in range(dimensions)]
    kernel = [draw(st.integers(1, 4)) for _ in range(dimensions)]
    stride, dilation = (per_dimension(draw, dimensions, 1, 3) for _ in range(2))
    padding: Any = per_dimension(draw, dimensions, 0, 3)
    arguments = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    if transposed:
        highest = [
            max(s, d) - 1 for s, d in zip(as_tuple(stride, dimensions), as_tuple(dilation, dimensions), strict=True)
        ]
        arguments["output_padding"] = tuple(draw(st.integers(0, most)) for most in highest)
        numbers = [as_tuple(arguments[k], dimensions) for k in ("stride", "padding", "output_padding", "dilation")]
        assume(all(ours.transpose_output_size(*n) > 0 for n in zip(sizes, kernel, *numbers, strict=True)))
        weight = random(groups * inputs, outputs, *kernel, dtype=dtype, seed=1)
    else:
        if draw(st.booleans()):
            arguments["padding"] = draw(st.sampled_from(["same", "valid"]))
            arguments["stride"] = 1 if arguments["padding"] == "same" else stride
        if arguments["padding"] != "same":
            zeros = 0 if arguments["padding"] == "valid" else padding
            numbers = [as_tuple(value, dimensions) for value in (stride, zeros, dilation)]
            assume(all(ours.output_size(*n) > 0 for n in zip(sizes, kernel, *numbers, strict=True)))
        weight = random(groups * outputs, inputs, *kernel, dtype=dtype, seed=1)
    bias = draw(st.sampled_from([None, random(groups * outputs, dtype=dtype, seed=2)]))
    input = random(*leading, groups * inputs, *sizes, dtype=dtype)
    return ("conv_transpose" if transposed else "conv") + f"{dimensions}d", [input, weight, bias], arguments


@settings(max_examples=50, deadline=None)
@given(cases(transposed=False))
def test_convolution_has_the_values_and_gradients_of_torch(case) -> None:
    assert_same_values_and_gradients(*case)


@settings(max_examples=50, deadline=None)
@given(cases(transposed=True))
def test_transpose_convolution_has_the_values_and_gradients_of_torch(case) -> None:
    assert_same_values_and_gradients(*case)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.complex128], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_every_sample_of_torchs_own_operator_tests_gives_the_same(name: str, dtype: torch.dtype) -> None:
    samples = list(OPERATORS[name].sample_inputs("cpu", dtype))
    assert len(samples) >= 10
    for sample in samples:
        mine = getattr(ours, name)(sample.input, *sample.args, **sample.kwargs)
        torch.testing.assert_close(mine, getattr(F, name)(sample.input, *sample.args, **sample.kwargs))


@pytest.mark.parametrize("name", ["conv1d", "conv2d"])
def test_every_input_that_torchs_own_tests_expect_to_fail_is_refused(name: str) -> None:
    errors = list(OPERATORS[name].error_inputs("cpu"))
    assert len(errors) >= 10
    for error in errors:
        sample = error.sample_input
        with pytest.raises(ValueError, match=r"^\w+: expected .*, got "):
            getattr(ours, name)(sample.input, *sample.args, **sample.kwargs)


@pytest.mark.parametrize("name", NAMES)
def test_second_derivatives_are_right(name: str) -> None:
    dimensions = int(name[-2])
    input = random(1, 2, *[4] * dimensions).requires_grad_()
    weight = random(2, 2, *[3] * dimensions, seed=1).requires_grad_()
    assert torch.autograd.gradgradcheck(lambda x, w: getattr(ours, name)(x, w, stride=2, padding=1), (input, weight))


@pytest.mark.parametrize("name", NAMES)
def test_the_arguments_have_torchs_order(name: str) -> None:
    dimensions = int(name[-2])
    input, weight, bias = random(1, 4, *[6] * dimensions), random(4, 2, *[3] * dimensions, seed=1), random(4, seed=2)
    numbers = (3, 1, 1, 2, 2) if "transpose" in name else (3, 1, 2, 2)
    mine, theirs = (getattr(module, name)(input, weight, bias, *numbers) for module in (ours, F))
    torch.testing.assert_close(mine, theirs)


def test_inputs_are_left_as_they_were() -> None:
    input, weight = random(1, 2, 5, 5), random(2, 2, 3, 3)
    before = input.clone(), weight.clone()
    ours.conv2d(input, weight, padding=1)
    ours.conv_transpose2d(input, weight, stride=2)
    assert torch.equal(input, before[0])
    assert torch.equal(weight, before[1])


def test_the_gradient_of_a_convolution_towards_its_input_is_the_transpose_convolution() -> None:
    input, weight = random(1, 2, 8, 8).requires_grad_(), random(3, 2, 3, 3, seed=1)
    output = ours.conv2d(input, weight, stride=2, padding=1)
    towards = random(*output.shape, seed=2)
    (gradient,) = torch.autograd.grad(output, input, towards)
    back = ours.conv_transpose2d(towards, weight, stride=2, padding=1, output_padding=1)
    torch.testing.assert_close(gradient, back)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input": random(5)}, "input: expected (N, C_in, L) or (C_in, L), got (5,)"),
        ({"input": random(1, 2, 0)}, "input: expected at least one cell in every dimension, got (1, 2, 0)"),
        ({"input": random(1, 0, 5)}, "input: expected at least one channel, got (1, 0, 5)"),
        ({"input": torch.ones(1, 2, 5, dtype=torch.bool)}, "input: expected numbers, got torch.bool"),
        ({"weight": random(3, 2)}, "weight: expected (C_out, C_in / groups, K), got (3, 2)"),
        ({"weight": random(3, 4, 3)}, "weight: expected (C_out, 2, K), got (3, 4, 3)"),
        ({"weight": random(3, 2, 0)}, "weight: expected at least one weight in every dimension, got (3, 2, 0)"),
        ({"weight": random(3, 2, 3).float()}, "weight: expected the input's dtype torch.float64, got torch.float32"),
        ({"weight": random(3, 2, 6)}, "input: expected at least the filter's extent (6,), got (5,) after padding"),
        ({"weight": random(3, 1, 3), "groups": 2}, "weight: expected (C_out, a multiple of 2, 1, K), got (3, 1, 3)"),
        ({"bias": random(2)}, "bias: expected one number per output channel, (3,), got (2,)"),
        ({"stride": 0}, "stride: expected an integer of at least 1, got 0"),
        ({"stride": (1, 1)}, "stride: expected an integer of at least 1, got (1, 1)"),
        ({"stride": 1.5}, "stride: expected an integer of at least 1, got 1.5"),
        ({"dilation": 0}, "dilation: expected an integer of at least 1, got 0"),
        ({"padding": -1}, "padding: expected an integer of at least 0, got -1"),
        ({"padding": "full"}, "padding: expected integers, 'same' or 'valid', got 'full'"),
        ({"padding": "same", "stride": 2}, "padding: 'same' expects stride 1, got stride 2"),
        ({"groups": 0}, "groups: expected a positive integer, got 0"),
        ({"groups": 3}, "groups: expected a divisor of the input's 2 channels, got 3"),
    ],
)
def test_a_wrong_argument_of_a_convolution_is_named_with_what_was_expected_and_what_came(arguments, message) -> None:
    right = {"input": random(1, 2, 5), "weight": random(3, 2, 3)}
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        ours.conv1d(**{**right, **arguments})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input": random(4, 4)}, "input: expected (N, C_in, H, W) or (C_in, H, W), got (4, 4)"),
        ({"weight": random(3, 2, 3, 3)}, "weight: expected (2, C_out / groups, kH, kW), got (3, 2, 3, 3)"),
        ({"bias": random(2)}, "bias: expected one number per output channel, (3,), got (2,)"),
        ({"padding": "same"}, "padding: expected integers, got 'same'"),
        ({"padding": 4}, "padding: expected less, so that some of the output is left, got an output of size (-1, -1)"),
        (
            {"output_padding": 2},
            "output_padding: expected less than the stride or the dilation, at most (1, 1), got (2, 2)",
        ),
        ({"output_padding": -1}, "output_padding: expected an integer or 2 integers of at least 0, got -1"),
    ],
)
def test_a_wrong_argument_of_a_transpose_convolution_is_named(arguments, message) -> None:
    right = {"input": random(1, 2, 3, 3), "weight": random(2, 3, 3, 3), "stride": 2}
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        ours.conv_transpose2d(**{**right, **arguments})
    assert str(caught.value) == message


def test_torch_refuses_what_we_refuse_about_output_padding_and_accepts_what_we_accept() -> None:
    input, weight = random(1, 1, 3), random(1, 1, 3, seed=1)
    for stride in (1, 2, 3):
        for dilation in (1, 2, 3):
            for extra in range(4):
                arguments = {"stride": stride, "dilation": dilation, "output_padding": extra}
                outcomes = []
                for module in (ours, F):
                    try:
                        outcomes.append(module.conv_transpose1d(input, weight, **arguments).shape)
                    except (ValueError, RuntimeError):
                        outcomes.append(None)
                assert outcomes[0] == outcomes[1], arguments
