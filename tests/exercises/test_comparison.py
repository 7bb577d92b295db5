"""Any two values can be compared, described and searched for a pattern, whatever a student returns."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.exercises.checking.comparison import compare
from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.patterns import patterns
from lecture_utils.exercises.checking.serialization import Other, decode, encode
from lecture_utils.exercises.checking.values import kind_of, outline, show_value

DTYPES = [torch.bool, torch.uint8, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.complex64]
SHAPES = [(), (0,), (1,), (4,), (2, 2), (1, 4), (4, 1), (2, 0), (2, 1, 2), (1, 2, 1, 2), (2, 2, 1, 1, 1)]
ODD_NUMBERS = [0.0, 1.0, -2.5, math.nan, math.inf, -math.inf, 1e30]


@st.composite
def tensors(draw):
    dtype, shape = draw(st.sampled_from(DTYPES)), draw(st.sampled_from(SHAPES))
    numbers = draw(st.lists(st.sampled_from(ODD_NUMBERS), min_size=math.prod(shape), max_size=math.prod(shape)))
    values = torch.tensor(numbers, dtype=torch.float64).reshape(shape)
    return (values.nan_to_num(0, 9, -9) if dtype in (torch.uint8, torch.int64) else values).to(dtype)


arrays = tensors().filter(lambda tensor: tensor.dtype != torch.bfloat16).map(lambda tensor: tensor.numpy())
numbers = st.sampled_from(
    [True, 3, 10**400, -(10**20), 2.5, math.nan, 1 + 2j, np.float32(2), np.int64(3), np.bool_(True)]
)
others = st.sampled_from([None, ..., "text", Other("generator"), set(), {1, 2}, b"bytes"])
values = st.recursive(
    tensors() | arrays | numbers | others,
    lambda inner: st.lists(inner, max_size=2) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=3,
)


@given(values, values)
@settings(max_examples=50, deadline=None)
def test_any_two_values_are_compared_and_described(got, expected):
    got, expected = decode(encode(got)), decode(encode(expected))
    difference = compare(got, expected, 1e-5)

    for value in (got, expected):
        assert "0x" not in show_value(value) + kind_of(value) + outline(value)
    if difference is not None:
        assert difference.headline
        assert difference.message.endswith((".", "?"))
        assert all(
            pattern.sentence.endswith((".", "?"))
            for pattern in patterns(difference.got, difference.expected, Example())
        )


@given(values)
@settings(max_examples=50, deadline=None)
def test_every_value_equals_its_copy(value):
    assert compare(decode(encode(value)), decode(encode(value)), 1e-5) is None


@given(tensors(), st.sampled_from([0.5, -1.0, 3.0]))
@settings(max_examples=50, deadline=None)
def test_a_number_changed_beyond_the_tolerance_is_found(tensor, change):
    if not tensor.numel() or not tensor.is_floating_point() or not tensor.isfinite().all() or tensor.abs().max() > 1e4:
        return
    changed = tensor.clone()
    changed.view(-1)[-1] += change

    assert compare(changed, tensor, 1e-5).kind == "value"


@pytest.mark.parametrize(("got", "expected"), [(torch.ones(4), torch.ones(2, 2)), (torch.ones(2, 2), torch.ones(4))])
def test_a_flattened_result_has_no_pattern_but_its_shape(got, expected):
    assert compare(got, expected, 1e-5).kind == "shape"
    assert patterns(got, expected, Example())[0].sentence == "The numbers are right, but in another shape (`reshape`)."


def test_whole_numbers_are_compared_beyond_what_float32_holds():
    assert compare(2**24, 2**24 + 1, 1e-12) is not None
    assert compare(2**24 + 1, 2**24 + 1, 1e-12) is None
    assert compare(float(2**24), float(2**24 + 1), 1e-12) is not None
