"""Multi-head attention is nn.MultiheadAttention's: outputs, gradients, weights of every head; masks; cached inputs."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.attention import attention_layer
from lecture_utils.methods.multihead_attention import (
    MultiheadAttention,
    causal_mask,
    concatenate_heads,
    count_parameters,
    joint_mask,
    matrices_of_heads,
    multihead_attention,
    split_heads,
    switched_off,
)

SEEDS = st.integers(0, 2**31)


def pair(width=12, heads=3, seed=0, dtype=torch.float64, **arguments):
    """The library's layer with random weights, and ours with the same."""
    torch.manual_seed(seed)
    library = nn.MultiheadAttention(width, heads, batch_first=True, dtype=dtype, **arguments)
    for parameter in library.parameters():
        nn.init.normal_(parameter)
    ours = MultiheadAttention(width, heads, **arguments).to(dtype)
    ours.load_state_dict(library.state_dict())
    return ours, library


def results(layer, inputs, **arguments):
    """Output, weights, and the gradients of both with respect to the inputs and the parameters."""
    own = [tensor.clone().requires_grad_() for tensor in inputs]
    output, weights = layer(*own, **arguments)
    factors = torch.linspace(-1, 2, output.numel(), dtype=output.dtype).reshape(output.shape)
    of_weights = torch.linspace(1, 3, weights.numel(), dtype=output.dtype).reshape(weights.shape)
    loss = (output * factors).sum() + (weights * of_weights).sum()
    gradients = torch.autograd.grad(loss, [*own, *layer.parameters()])
    named = dict(zip(["query", "key", "value", *dict(layer.named_parameters())], gradients, strict=True))
    return {"output": output.detach(), "weights": weights.detach(), **named}


@given(
    SEEDS,
    st.sampled_from([(4, 1), (4, 4), (6, 2), (15, 5)]),
    st.integers(1, 4),
    st.integers(1, 5),
    st.integers(1, 6),
    st.booleans(),
    st.booleans(),
)
def test_cross_attention_gives_the_librarys_outputs_weights_and_gradients(seed, sizes, batch, N_Q, N_X, bias, averaged):
    width, heads = sizes
    ours, library = pair(width, heads, seed, bias=bias)
    query, inputs = torch.randn(batch, N_Q, width).double(), torch.randn(batch, N_X, width).double()
    given_ones = (query, inputs, torch.randn(batch, N_X, width).double())
    arguments = {"average_attn_weights": averaged}
    assert_close(results(ours, given_ones, **arguments), results(library, given_ones, **arguments))


@given(SEEDS, st.sampled_from(["none", "bool", "float", "causal"]), st.sampled_from(["none", "bool", "float"]))
def test_masks_mean_what_they_mean_to_the_library(seed, attention, padding):
    ours, library = pair(8, 2, seed)
    inputs = [torch.randn(3, 5, 8).double() for _ in range(3)]
    arguments = {"average_attn_weights": False}
    forbidden = (torch.rand(5, 5) < 0.4) & ~torch.eye(5, dtype=torch.bool)
    forbidden[:, 0] = False  # the library gives NaN to a query that may look nowhere
    padded = torch.rand(3, 5) < 0.4
    padded[:, 0] = False
    if attention == "bool":
        arguments["attn_mask"] = forbidden
    elif attention == "float":
        arguments["attn_mask"] = torch.randn(6, 5, 5).double()  # for each scene and head
    elif attention == "causal":
        arguments["attn_mask"] = causal_mask(5)
    if padding == "bool":
        arguments["key_padding_mask"] = padded
    elif padding == "float":
        arguments["key_padding_mask"] = torch.randn(3, 5).double()
    theirs = results(library, inputs, **_of_one_dtype(arguments))
    assert_close(results(ours, inputs, **arguments), theirs)
    if attention == "causal":
        del arguments["attn_mask"]
        assert_close(results(ours, inputs, is_causal=True, **arguments), theirs)


def _of_one_dtype(arguments):
    """Let both masks be floats where one is: the library warns otherwise."""
    masks = {name: mask for name, mask in arguments.items() if isinstance(mask, torch.Tensor)}
    if {mask.dtype for mask in masks.values()} != {torch.bool, torch.float64}:
        return arguments
    floats = {
        name: torch.zeros(mask.shape).double().masked_fill(mask, -torch.inf) if mask.dtype == torch.bool else mask
        for name, mask in masks.items()
    }
    return {**arguments, **floats}


@pytest.mark.parametrize("shared", ["all", "query and key", "key and value", "nothing"])
def test_what_is_projected_together_is_what_is_projected_apart(shared):
    ours, library = pair()
    query, key, value = (torch.randn(2, 4, 12).double() for _ in range(3))
    if shared in ("all", "query and key"):
        key = query
    if shared in ("all", "key and value"):
        value = key
    assert_close(ours(query, key, value), library(query, key, value))


@pytest.mark.parametrize("kind", ["bool", "float"])
@pytest.mark.parametrize("batch", [(), (2,), (2, 4), (1, 2, 3)])
def test_each_head_may_have_a_mask_of_its_own_with_any_batch_dimensions(batch, kind):
    ours, library = pair()
    heads, x = ours.num_heads, torch.randn(*batch, 4, 12).double()
    mask = torch.rand(*batch, heads, 4, 4) < 0.3
    mask[..., 0] = False
    if kind == "float":
        mask = torch.where(mask, -torch.inf, torch.rand(mask.shape)).double()
    flat = mask.flatten(0, -3)  # (N · H, 4, 4), torch's only form
    one = x.reshape(-1, 4, 12)
    expected = library(one, one, one, attn_mask=flat, average_attn_weights=False)
    for form in (flat, mask):
        output, weights = ours(x, x, x, attn_mask=form, average_attn_weights=False)
        assert_close(output, expected[0].view(x.shape))
        assert_close(weights, expected[1].view(mask.shape))


def test_without_a_batch_it_is_the_library_too():
    ours, library = pair()
    x = torch.randn(4, 12).double()
    assert_close(ours(x, x, x), library(x, x, x))
    mask = torch.rand(3, 4, 4) < 0.3
    mask[:, :, 0] = False
    assert_close(ours(x, x, x, attn_mask=mask), library(x, x, x, attn_mask=mask))
    padded = torch.tensor([False, True, False, True])
    assert_close(ours(x, x, x, padded), library(x, x, x, padded))


def test_dropout_gives_the_librarys_numbers_from_the_same_seed():
    ours, library = pair(dropout=0.3)
    x = torch.randn(2, 5, 12).double()
    found = []
    for layer in (ours, library):
        torch.manual_seed(1)
        found.append(layer.train()(x, x, x, need_weights=False)[0])
    assert_close(*found)
    assert not torch.equal(found[0], ours.eval()(x, x, x)[0])


def test_each_head_is_the_attention_layer_on_its_own_part():
    ours, _ = pair(bias=False)
    x = torch.randn(5, 12).double()
    steps = ours.steps(x, x, x)
    W_Q, W_K, W_V = ours.in_proj_weight.split(12)
    heads = []
    for head in range(3):
        rows = slice(4 * head, 4 * head + 4)
        alone = attention_layer(x @ W_Q[rows].T, x, W_K[rows].T, W_V[rows].T)
        assert_close((steps.K[head], steps.V[head], steps.E[head], steps.A[head], steps.Y[head]), tuple(alone))
        heads.append(alone.Y)
    assert_close(steps.concatenated, torch.cat(heads, dim=1))
    assert_close(steps.output, steps.concatenated @ ours.out_proj.weight.T)


def test_with_matrices_that_see_one_part_only_it_is_the_slides_split():
    ours, _ = pair(bias=False)
    part = torch.block_diag(*[torch.ones(4, 4)] * 3).double()
    ours.in_proj_weight.data *= part.repeat(3, 1)
    x = torch.randn(5, 12).double()
    steps = ours.steps(x, x, x)
    for head, share in enumerate(x.split(4, dim=1)):
        rows = slice(4 * head, 4 * head + 4)
        W_Q, W_K, W_V = (matrix[rows, rows].T for matrix in ours.in_proj_weight.split(12))
        assert_close(steps.Y[head], attention_layer(share @ W_Q, share, W_K, W_V).Y)


def test_a_layer_of_its_own_starts_as_the_librarys_does():
    torch.manual_seed(0)
    ours, library = MultiheadAttention(64, 4), nn.MultiheadAttention(64, 4)
    theirs = library.state_dict()
    assert {name: value.shape for name, value in ours.state_dict().items()} == {
        name: value.shape for name, value in theirs.items()
    }
    for name, value in ours.state_dict().items():
        assert value.std().item() == pytest.approx(theirs[name].std().item(), rel=0.05)


@given(SEEDS, st.integers(1, 5), st.integers(1, 3), st.integers(1, 4))
def test_concatenating_undoes_splitting(seed, N, heads, part):
    x = torch.randn(2, N, heads * part, generator=torch.Generator().manual_seed(seed))
    split = split_heads(x, heads)
    assert split.shape == (2, heads, N, part)
    assert torch.equal(split[:, heads - 1], x[:, :, -part:])
    assert torch.equal(concatenate_heads(split), x)


@pytest.mark.parametrize("pieces", [[1] * 6, [2, 3, 1], [5, 1], [6]])
def test_with_cached_keys_and_values_inputs_that_come_in_pieces_give_the_same(pieces):
    ours, _ = pair()
    x = torch.randn(2, 6, 12).double()
    past, outputs = None, []
    for piece in x.split(pieces, dim=1):
        steps = ours.steps(piece, piece, piece, is_causal=True, past=past)
        past = steps.K, steps.V
        outputs.append(steps.output)
    assert_close(torch.cat(outputs, dim=1), ours(x, x, x, is_causal=True)[0])


def test_a_query_that_may_look_nowhere_gets_the_projections_bias_and_finite_gradients():
    ours, _ = pair()
    x = torch.randn(2, 3, 12).double().requires_grad_()
    padded = torch.tensor([[True, True, True], [False, True, False]])
    output, weights = ours(x, x, x, padded)
    output.sum().backward()
    assert weights[0].abs().max() == 0
    assert_close(output[0], ours.out_proj.bias.expand(3, 12))
    assert x.grad.isfinite().all()


@pytest.mark.parametrize(("batch", "queries", "inputs"), [(0, 3, 4), (2, 0, 4), (2, 3, 0)])
def test_nothing_asked_gives_nothing_and_nothing_to_look_at_gives_the_bias(batch, queries, inputs):
    ours, _ = pair()
    asked, looked_at = torch.randn(batch, queries, 12).double(), torch.randn(batch, inputs, 12).double()
    output, weights = ours(asked, looked_at, looked_at)
    assert output.shape == (batch, queries, 12)
    assert weights.shape == (batch, queries, inputs)
    if not inputs:
        assert_close(output, ours.out_proj.bias.expand(2, 3, 12))


def test_a_causal_mask_forbids_what_lies_behind_the_query():
    assert causal_mask(3).tolist() == [[False, True, True], [False, False, True], [False, False, False]]
    assert causal_mask(2, 4, first=2).tolist() == [[False, False, False, True], [False, False, False, False]]
    assert torch.equal(causal_mask(5), nn.Transformer.generate_square_subsequent_mask(5) == -torch.inf)


ONES = torch.ones(2, 3, 4)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: MultiheadAttention(6, 4), "num_heads"),
        (lambda: MultiheadAttention(0, 1), "embed_dim"),
        (lambda: MultiheadAttention(4, 2, dropout=2.0), "dropout"),
        (lambda: MultiheadAttention(4, 2)(ONES[..., :3], ONES, ONES), "query"),
        (lambda: MultiheadAttention(4, 2)(ONES, ONES[..., :3], ONES), "key"),
        (lambda: MultiheadAttention(4, 2)(ONES, ONES, ONES[:, :2]), "value"),
        (lambda: MultiheadAttention(4, 2)(ONES, ONES[:1], ONES[:1]), "key"),
        (lambda: MultiheadAttention(4, 2)(ONES, ONES, ONES, attn_mask=torch.ones(2, 3)), "attn_mask"),
        (lambda: MultiheadAttention(4, 2)(ONES, ONES, ONES, attn_mask=torch.ones(3, 3).long()), "attn_mask"),
        (
            lambda: MultiheadAttention(4, 2)(ONES, ONES, ONES, attn_mask=torch.ones(3, 3), is_causal=True),
            "attn_mask",
        ),
        (lambda: MultiheadAttention(4, 2)(ONES, ONES, ONES, torch.ones(3, 2)), "key_padding_mask"),
        (lambda: joint_mask("later", None, False, (1, 1, 2, 2)), "attn_mask"),
        (lambda: causal_mask(-1), "queries"),
        (lambda: split_heads(torch.ones(4), 2), "vectors"),
        (lambda: split_heads(torch.ones(3, 4), 3), "heads"),
        (lambda: split_heads(torch.ones(3, 4), 0), "heads"),
        (lambda: concatenate_heads(torch.ones(3, 4)), "vectors"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()


@given(st.integers(0, 2**31), st.sampled_from([(3, 6, 3), (1, 4, 2), (5, 8, 1)]))
def test_the_function_gives_what_torchs_layer_gives(seed, sizes):
    count, width, heads = sizes
    torch.manual_seed(seed)
    library = torch.nn.MultiheadAttention(width, heads, bias=False, batch_first=True, dtype=torch.float64)
    X = torch.randn(1, count, width, dtype=torch.float64)
    W_Q, W_K, W_V = (part.T for part in library.in_proj_weight.detach().chunk(3))
    A, output = multihead_attention(X[0], W_Q, W_K, W_V, library.out_proj.weight.detach().T, heads)
    expected, weights = library(X, X, X, average_attn_weights=False)
    torch.testing.assert_close(output, expected[0].detach())
    torch.testing.assert_close(A, weights[0].detach())


def test_parameters_are_counted_as_the_layer_has_them():
    for width, heads, bias in [(8, 2, True), (12, 3, False), (1, 1, True)]:
        made = MultiheadAttention(width, heads, bias=bias)
        assert count_parameters(width, bias) == sum(weights.numel() for weights in made.parameters())


def test_matrices_of_heads_are_those_that_the_layer_uses():
    torch.manual_seed(0)
    made = MultiheadAttention(6, 3, bias=False)
    X = torch.randn(4, 6)
    steps = made.steps(X, X, X)
    for found, matrices in zip((steps.Q, steps.K, steps.V), matrices_of_heads(made.in_proj_weight, 3), strict=True):
        torch.testing.assert_close(found, X @ matrices)
    with pytest.raises(ValueError, match="in_proj_weight: expected"):
        matrices_of_heads(torch.zeros(6, 3), 1)
    with pytest.raises(ValueError, match="heads: expected a divisor"):
        matrices_of_heads(torch.zeros(12, 4), 3)


def test_a_head_that_is_switched_off_contributes_nothing_and_comes_back():
    torch.manual_seed(0)
    made = MultiheadAttention(6, 3)
    X = torch.randn(4, 6)
    before = made.steps(X, X, X)
    with switched_off(made, 1):
        without, _ = made(X, X, X)
    silent = before.concatenated.clone()
    silent[:, 2:4] = 0
    torch.testing.assert_close(without, made.out_proj(silent))
    torch.testing.assert_close(made(X, X, X)[0], before.output)
    with pytest.raises(ValueError, match="head: expected from 0 to 2"), switched_off(made, 3):
        pass
