"""Our scaled_dot_product_attention is torch's: values, gradients, masks, dropout, grouped queries, edge cases."""

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention as library
from torch.testing import assert_close
from torch.testing._internal.common_methods_invocations import op_db

from lecture_utils.methods.attention import attention_and_weights, scaled_dot_product_attention

FEW = settings(max_examples=50, deadline=None)
OPERATION = next(op for op in op_db if op.name == "nn.functional.scaled_dot_product_attention")
BATCHES = [
    ((), (), ()),
    ((2,), (2,), (2,)),
    ((2, 3), (2, 3), (2, 3)),
    ((4, 1), (1, 3), ()),
    ((), (2, 1), (3,)),
    ((0,), (0,), (0,)),
    ((0, 2), (1, 2), (2,)),
]


def tensors(batches, N_Q, N_X, D_Q, D_V, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    shapes = [(*batch, *shape) for batch, shape in zip(batches, [(N_Q, D_Q), (N_X, D_Q), (N_X, D_V)], strict=True)]
    return [torch.randn(shape, generator=generator, dtype=dtype) for shape in shapes]


def both(inputs, **options):
    """Value and gradients of ours and of the library's, the latter with respect to all float inputs."""
    found = []
    for function in (scaled_dot_product_attention, library):
        own = [tensor.clone().requires_grad_() for tensor in inputs]
        mask = options.get("attn_mask")
        if mask is not None and mask.is_floating_point():
            own.append(mask.clone().requires_grad_())
            options = {**options, "attn_mask": own[-1]}
        output = function(*own[:3], **options)
        factors = torch.arange(1, output.numel() + 1, dtype=output.dtype).reshape(output.shape) / (output.numel() + 1)
        found.append((output.detach(), torch.autograd.grad((output * factors).sum(), own)))
    return found


@FEW
@given(
    st.sampled_from(BATCHES),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(1, 9),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from([None, 0.3, 2, -0.5]),
    st.sampled_from([torch.float32, torch.float64]),
)
def test_values_and_gradients_over_odd_shapes(batches, N_Q, N_X, D_Q, D_V, is_causal, scale, dtype):
    ours, theirs = both(tensors(batches, N_Q, N_X, D_Q, D_V, dtype=dtype), is_causal=is_causal, scale=scale)
    assert ours[0].dtype == dtype
    assert_close(ours, theirs)


@FEW
@given(
    st.sampled_from([((), (4, 5)), ((3,), (4, 5)), ((3,), (3, 1, 5)), ((2, 3), (3, 4, 1)), ((2, 3), (2, 1, 4, 5))]),
    st.sampled_from(["bool", "float", "mostly forbidden", "nowhere"]),
    st.integers(0, 9),
    st.sampled_from([torch.float32, torch.float64]),
)
def test_values_and_gradients_with_masks(shapes, kind, seed, dtype):
    batch, mask_shape = shapes
    random = torch.rand(mask_shape, generator=torch.Generator().manual_seed(seed))
    forbidden = random < {"mostly forbidden": 0.9, "nowhere": 2}.get(kind, 0.4)
    mask = ~forbidden
    if kind != "bool":
        mask = (random.to(dtype) * 4 - 2).masked_fill(forbidden, -math.inf)
    ours, theirs = both(tensors([batch] * 3, 4, 5, 6, 3, seed, dtype), attn_mask=mask)
    assert_close(ours, theirs)
    assert not ours[0].isnan().any()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("masked", [False, True])
def test_half_precision_is_rounded_once_at_the_end(dtype, masked):
    query, key, value = tensors([(2,)] * 3, 40, 50, 32, 8, dtype=dtype)
    mask = torch.rand(40, 50, generator=torch.Generator().manual_seed(0)) if masked else None  # float32
    output = scaled_dot_product_attention(query, key, value, mask)
    exact = library(query.double(), key.double(), value.double(), None if mask is None else mask.double())
    assert output.dtype == dtype
    assert_close(output, exact.to(dtype), rtol=0.01, atol=2e-3)
    assert_close(output, library(query, key, value, mask), rtol=0.01, atol=2e-3)


def test_scores_above_the_largest_half_do_not_overflow():
    query, key = torch.full((1, 4), 200.0, dtype=torch.float16), torch.full((2, 4), 200.0, dtype=torch.float16)
    value = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float16)
    assert scaled_dot_product_attention(query, key, value).tolist() == [[2.0, 3.0]]


@pytest.mark.parametrize(("N_Q", "N_X"), [(5, 3), (2, 3), (3, 3), (1, 4), (4, 1)])
def test_a_causal_query_looks_at_inputs_up_to_its_own_number(N_Q, N_X):
    query, key, _ = tensors([()] * 3, N_Q, N_X, 2, 1)
    weights = scaled_dot_product_attention(query, key, torch.eye(N_X, dtype=torch.float64), is_causal=True)
    for i, j in itertools.product(range(N_Q), range(N_X)):
        assert (weights[i, j] > 0) == (j <= i)
    assert_close(weights, library(query, key, torch.eye(N_X, dtype=torch.float64), is_causal=True))


def test_a_query_that_may_look_nowhere_gets_zeros_and_sends_no_gradient():
    inputs = [tensor.requires_grad_() for tensor in tensors([()] * 3, 3, 4, 2, 2)]
    mask = torch.tensor([True, False, True])[:, None].expand(3, 4)
    output, weights = attention_and_weights(*inputs, mask)
    output.sum().backward()
    assert output[1].tolist() == [0, 0]
    assert weights.sum(dim=1).tolist() == pytest.approx([1, 0, 1])
    assert inputs[0].grad[1].tolist() == [0, 0]
    assert all(tensor.grad.isfinite().all() for tensor in inputs)


@pytest.mark.parametrize("empty", ["N_Q", "N_X", "D_Q", "D_V"])
@pytest.mark.parametrize("is_causal", [False, True])
def test_an_empty_dimension_gives_what_the_library_gives(empty, is_causal):
    sizes = {"N_Q": 3, "N_X": 4, "D_Q": 2, "D_V": 5, empty: 0}
    inputs = tensors([(2,)] * 3, **sizes)
    assert_close(scaled_dot_product_attention(*inputs, is_causal=is_causal), library(*inputs, is_causal=is_causal))


def test_with_scale_zero_every_input_counts_the_same():
    inputs = tensors([(2,)] * 3, 3, 4, 2, 2)  # the library too, but for NaN where is_causal is added
    output = scaled_dot_product_attention(*inputs, scale=0.0)
    assert_close(output, library(*inputs, scale=0.0))
    assert_close(output, inputs[2].mean(dim=1, keepdim=True).expand(2, 3, 2))


@pytest.mark.parametrize(("place", "number"), [(0, math.nan), (1, math.nan), (2, math.inf), (0, math.inf)])
def test_nan_and_infinity_spread_as_in_the_library(place, number):
    inputs = tensors([(2,)] * 3, 3, 4, 2, 5)  # for D_Q = D_V the library's fused kernel turns a NaN query into zeros
    inputs[place][0, 1, 0] = number
    assert_close(scaled_dot_product_attention(*inputs), library(*inputs), equal_nan=True)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_librarys_own_samples_give_the_same_values_and_gradients(dtype):
    count = 0
    for sample in OPERATION.sample_inputs("cpu", dtype, requires_grad=True):
        inputs = [tensor.detach() for tensor in (sample.input, *sample.args)]
        options = dict(sample.kwargs)
        if options["dropout_p"] == 0 and not options.pop(
            "enable_gqa", False
        ):  # grouped queries are left to the library
            if (mask := options.get("attn_mask")) is not None:
                options["attn_mask"] = mask.detach()
            ours, theirs = both(inputs, **options)
            precision = 1e-4 if dtype == torch.float32 else 1e-7
            assert_close(ours, theirs, rtol=precision, atol=precision)
            count += 1
    assert count > 5


def test_dropout_gives_the_librarys_numbers_from_the_same_seed():
    inputs = tensors([(2,)] * 3, 6, 7, 4, 3)
    torch.manual_seed(3)
    ours = scaled_dot_product_attention(*inputs, dropout_p=0.4)
    torch.manual_seed(3)
    assert_close(ours, library(*inputs, dropout_p=0.4))


@pytest.mark.parametrize("dropout_p", [0.1, 0.5, 0.8])
def test_dropout_drops_so_many_weights_and_keeps_their_mean(dropout_p):
    torch.manual_seed(0)
    query, key, _ = tensors([()] * 3, 200, 100, 4, 1)
    sharing = scaled_dot_product_attention(query, key, torch.eye(100, dtype=torch.float64))
    dropped = scaled_dot_product_attention(query, key, torch.eye(100, dtype=torch.float64), dropout_p=dropout_p)
    zero = dropped == 0
    # 20,000 independent weights: three standard deviations of the share are below 0.011.
    assert zero.double().mean().item() == pytest.approx(dropout_p, abs=0.011)
    assert_close(dropped[~zero], sharing[~zero] / (1 - dropout_p))
    assert dropped.sum(dim=1).mean().item() == pytest.approx(1, abs=0.1)


def test_dropout_of_everything_gives_zeros_and_weights_stay_as_they_were():
    inputs = tensors([()] * 3, 3, 4, 2, 2)
    output, weights = attention_and_weights(*inputs, dropout_p=1.0)
    assert output.abs().max() == 0
    assert_close(weights, attention_and_weights(*inputs)[1])


@pytest.mark.parametrize("options", [{}, {"is_causal": True}, {"scale": 3.0}])
def test_the_weights_that_are_returned_are_those_that_mixed_the_values(options):
    inputs = tensors([(2, 3)] * 3, 4, 5, 6, 3)
    output, weights = attention_and_weights(*inputs, **options)
    assert_close(weights @ inputs[2], output)
    assert_close(output, scaled_dot_product_attention(*inputs, **options))


def test_inputs_are_left_as_they_were():
    inputs = tensors([()] * 3, 3, 4, 2, 2)
    mask = torch.zeros(3, 4, dtype=torch.float64)
    before = [tensor.clone() for tensor in (*inputs, mask)]
    scaled_dot_product_attention(*inputs, mask)
    assert_close([*inputs, mask], before, rtol=0, atol=0)


ONES = {"query": torch.ones(2, 3, 4), "key": torch.ones(2, 5, 4), "value": torch.ones(2, 5, 6)}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"query": torch.ones(4)}, r"query: expected \(..., N_Q, D_Q\), got \(4,\)"),
        ({"query": "words"}, "query: expected a tensor, got str"),
        ({"key": torch.ones(2, 5, 3)}, r"key: expected \(..., N_X, D_Q\) with query's D_Q = 4, got \(2, 5, 3\)"),
        ({"value": torch.ones(2, 4, 6)}, r"value: expected \(..., N_X, D_V\) with key's N_X = 5, got \(2, 4, 6\)"),
        ({"value": torch.ones(2, 5, 6).double()}, "value: expected of query's dtype torch.float32, got torch.float64"),
        ({"key": torch.ones(2, 5, 4).long()}, "key: expected of a float dtype, got torch.int64"),
        (
            {"key": torch.ones(3, 5, 4), "value": torch.ones(3, 5, 6)},
            r"key: expected broadcastable to query's batch dimensions \(2,\), got \(3,\)",
        ),
        ({"dropout_p": 1.5}, "dropout_p: expected a probability from 0 to 1, got 1.5"),
        ({"dropout_p": -0.1}, "dropout_p: expected a probability from 0 to 1, got -0.1"),
        ({"attn_mask": torch.ones(3, 5).long()}, "attn_mask: expected of dtype bool, float32 or torch.float32"),
        ({"attn_mask": torch.ones(2, 5)}, r"attn_mask: expected broadcastable to the scores' shape \(2, 3, 5\)"),
        ({"attn_mask": torch.ones(7, 2, 3, 5)}, r"attn_mask: expected broadcastable to the scores' shape"),
        ({"attn_mask": [[0.0]]}, "attn_mask: expected a tensor or None, got list"),
        (
            {"attn_mask": torch.ones(3, 5, dtype=torch.bool), "is_causal": True},
            r"attn_mask: expected None where is_causal is True, got \(3, 5\)",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_what_was_expected(changed, message):
    with pytest.raises(ValueError, match=message):
        scaled_dot_product_attention(**{**ONES, **changed})
