"""Values cross the border between processes unchanged, and nothing but values does."""

import json
import math
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.exercises.checking.serialization import Other, TooLarge, decode, encode


def through(value):
    return decode(json.loads(json.dumps(encode(value))))


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.complex_numbers(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(plain)
@settings(max_examples=50, deadline=None)
def test_plain_values_arrive_unchanged(value):
    assert through(value) == value
    assert type(through(value)) is type(value)


DTYPES = [
    torch.bool,
    torch.uint8,
    torch.int16,
    torch.int64,
    torch.float16,
    torch.bfloat16,
    torch.float32,
    torch.float64,
]


@pytest.mark.parametrize("dtype", [*DTYPES, torch.complex64])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)], ids=str)
def test_tensors_arrive_with_their_dtype_and_shape(dtype, shape):
    value = (torch.rand(shape) * 5).to(dtype)

    arrived = through(value)

    assert arrived.dtype == dtype
    assert arrived.shape == value.shape
    assert torch.equal(arrived, value)


@pytest.mark.parametrize(
    "value",
    [
        torch.arange(6.0).reshape(2, 3).T,
        torch.ones(2, requires_grad=True) * 2,
        torch.tensor([1 + 2j]).conj(),
        torch.ones(3).expand(2, 3),
        torch.tensor([0.0, math.nan, math.inf]),
    ],
    ids=["transposed", "with gradient", "conjugate view", "expanded", "not finite"],
)
def test_views_and_odd_numbers_arrive_as_their_values(value):
    torch.testing.assert_close(through(value), value.detach().resolve_conj(), equal_nan=True, rtol=0, atol=0)


def test_a_sparse_tensor_is_told_from_a_dense_one():
    assert through(torch.eye(3).to_sparse()) == Other("sparse float32 tensor")


@pytest.mark.parametrize(
    "value", [np.arange(6.0).reshape(2, 3).T, np.zeros((0, 2), np.int16), np.array(True)], ids=repr
)
def test_arrays_arrive_with_their_dtype_and_shape(value):
    arrived = through(value)

    assert isinstance(arrived, np.ndarray)
    assert arrived.dtype == value.dtype
    np.testing.assert_array_equal(arrived, value)


@pytest.mark.parametrize("value", [np.float32(1.5), np.int64(3), np.bool_(True)], ids=repr)
def test_numpy_numbers_arrive_as_numpy_numbers(value):
    assert through(value) == value
    assert type(through(value)) is type(value)


def test_sets_arrive_as_sets():
    assert through({1, 2, (3, "a")}) == {1, 2, (3, "a")}


def test_an_ellipsis_and_nan_arrive():
    assert through(...) is ...
    assert math.isnan(through(math.nan))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        (len, "builtin_function_or_method"),
        ((i for i in ()), "generator"),
        (np.array([object()]), "ndarray"),
        (torch.empty(2, device="meta"), "meta (shape without numbers) float32 tensor"),
        (torch.nn.Linear(1, 1), "Linear"),
    ],
)
def test_everything_else_arrives_as_the_name_of_its_type(value, name):
    assert through(value) == Other(name)


def test_subclasses_of_numbers_arrive_as_the_numbers():
    class Loud(float):
        def __repr__(self):
            raise RuntimeError

    assert type(through(Loud(2.5))) is float
    assert through(Loud(2.5)) == 2.5


def test_a_lone_surrogate_does_not_stop_the_transfer():
    assert through("a\ud800") == "a?"


@pytest.mark.parametrize(
    "value",
    [torch.zeros(2**25), np.zeros(2**25), [0] * 200_000, "x" * 2**24, 1 << 20_000],
    ids=["tensor", "array", "list", "text", "number"],
)
def test_large_values_are_refused(value):
    with pytest.raises(TooLarge):
        encode(value)


def test_a_large_tensor_that_is_one_number_in_memory_is_refused():
    with pytest.raises(TooLarge):
        encode(torch.zeros(1).expand(2**30))


def test_a_value_that_contains_itself_is_refused():
    value: dict = {}
    value["again"] = value

    with pytest.raises(TooLarge):
        encode(value)


GARBAGE = [
    None,
    3,
    [],
    {},
    {"is": "rocket"},
    {"is": "int"},
    {"is": "int", "value": "x"},
    {"is": "list", "items": 3},
    {"is": "set", "items": [{"is": "list", "items": []}]},
    {"is": "dict", "pairs": [[{"is": "list", "items": []}, {"is": "none"}]]},
    {"is": "tensor", "dtype": "float32", "shape": [5], "data": "AAAA"},
    {"is": "tensor", "dtype": "float32", "shape": [10**12], "data": ""},
    {"is": "tensor", "dtype": "Tensor", "shape": [1], "data": "AAAA"},
    {"is": "tensor", "dtype": "float32", "shape": [-1, -1], "data": "AAAAAA=="},
    {"is": "array", "dtype": "O", "shape": [1], "data": "AAAAAAAAAAA="},
    {"is": "array", "dtype": "float32", "shape": [9], "data": "AAAAAA=="},
    {"is": "numpy number", "dtype": "float32", "shape": [0], "data": ""},
    {"is": "complex", "value": [1, 2, 3]},
]


@pytest.mark.parametrize("data", GARBAGE, ids=str)
def test_what_was_not_written_by_encode_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011
        decode(data)


def test_endlessly_nested_data_is_refused():
    data: dict = {"is": "none"}
    for _ in range(100_000):
        data = {"is": "list", "items": [data]}

    with pytest.raises(ValueError, match="RecursionError"):
        decode(data)


def test_a_pickle_never_takes_part():
    class Pickled:
        def __reduce__(self):
            raise AssertionError("pickled")

    assert decode(encode([Pickled()])) == [Other("Pickled")]
    with pytest.raises(AssertionError):
        pickle.dumps(Pickled())
