"""Our Transformer layers are torch's: outputs, gradients, weights. Every stage can be had; costs are exact."""

import weakref

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.transformer import (
    BASE,
    TransformerDecoder,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
    TransformerSizes,
    changes_at_each_stage,
    transformer_multiply_adds,
    transformer_parameters,
)

SEEDS = st.integers(0, 2**31)
KINDS = {
    "encoder": (TransformerEncoderLayer, nn.TransformerEncoderLayer),
    "decoder": (TransformerDecoderLayer, nn.TransformerDecoderLayer),
}
POST_NORM = ["input", "self-attention", "+ 1", "layer norm 1", "MLP hidden", "MLP", "+ 2", "layer norm 2"]
PRE_NORM = ["input", "layer norm 1", "self-attention", "+ 1", "layer norm 2", "MLP hidden", "MLP", "+ 2"]


def pair(kind, width=8, heads=2, hidden=12, seed=0, dropout=0.0, **arguments):
    """The library's layer with random weights, and ours with the same."""
    torch.manual_seed(seed)
    our_class, their_class = KINDS[kind]
    library = their_class(width, heads, hidden, dropout, batch_first=True, dtype=torch.float64, **arguments)
    for parameter in library.parameters():
        nn.init.normal_(parameter)
    ours = our_class(width, heads, hidden, dropout, **arguments).double()
    ours.load_state_dict(library.state_dict())
    return ours, library


def results(layer, inputs, **arguments):
    """Output and gradients with respect to the inputs and the parameters."""
    own = [tensor.clone().requires_grad_() for tensor in inputs]
    output = layer(*own, **arguments)
    factors = torch.linspace(-1, 2, output.numel(), dtype=output.dtype).reshape(output.shape)
    named = {"input": own[0], **dict(layer.named_parameters())} | ({"memory": own[1]} if len(own) > 1 else {})
    gradients = torch.autograd.grad((output * factors).sum(), list(named.values()))
    return {"output": output.detach(), **dict(zip(named, gradients, strict=True))}


@given(SEEDS, st.sampled_from([(4, 1, 3), (6, 2, 7), (9, 3, 1)]), st.booleans(), st.sampled_from(["relu", "gelu"]))
@pytest.mark.parametrize("kind", ["encoder", "decoder"])
def test_a_layer_gives_the_librarys_outputs_and_gradients(kind, seed, sizes, norm_first, activation):
    width, heads, hidden = sizes
    ours, library = pair(kind, width, heads, hidden, seed, norm_first=norm_first, activation=activation)
    inputs = [torch.randn(2, 5, width).double(), torch.randn(2, 4, width).double()][: 1 if kind == "encoder" else 2]
    assert_close(results(ours, inputs), results(library, inputs))


@pytest.mark.parametrize("norm_first", [False, True])
def test_masks_reach_attention(norm_first):
    later = nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64)
    padded = torch.tensor([[False] * 5, [False, False, False, True, True]])
    x, memory = torch.randn(2, 5, 8).double(), torch.randn(2, 5, 8).double()
    ours, library = pair("encoder", norm_first=norm_first)
    as_float = torch.zeros(2, 5).double().masked_fill(padded, -torch.inf)
    theirs = library(x, later, as_float)
    assert_close(ours(x, later, as_float), theirs)
    assert_close(ours(x, src_key_padding_mask=padded, is_causal=True), theirs)
    ours, library = pair("decoder", norm_first=norm_first)
    hidden = torch.rand(5, 5) < 0.3
    hidden[:, 0] = False
    arguments = {"memory_mask": hidden, "memory_key_padding_mask": padded}
    theirs = library(x, memory, later == -torch.inf, **arguments)
    assert_close(ours(x, memory, later == -torch.inf, **arguments), theirs)
    assert_close(ours(x, memory, tgt_is_causal=True, **arguments), theirs)


@pytest.mark.parametrize("kind", ["encoder", "decoder"])
def test_dropout_gives_the_librarys_numbers_from_the_same_seed(kind):
    ours, library = pair(kind, dropout=0.3)
    # One set only: the library lays several out in another order, and random numbers fall on them in that order.
    inputs = [torch.randn(1, 5, 8).double(), torch.randn(1, 4, 8).double()][: 1 if kind == "encoder" else 2]
    found = []
    for layer in (ours, library):
        torch.manual_seed(1)
        found.append(layer.train()(*inputs))
    assert_close(*found)
    assert not torch.allclose(found[0], ours.eval()(*inputs))


@pytest.mark.parametrize("norm_first", [False, True])
def test_the_weights_of_every_head_are_the_librarys(norm_first):
    x, memory = torch.randn(2, 5, 8).double(), torch.randn(2, 4, 8).double()
    ours, library = pair("encoder", norm_first=norm_first)
    seen = library.norm1(x) if norm_first else x
    theirs = library.self_attn(seen, seen, seen, average_attn_weights=False)[1]
    assert_close(ours.steps(x).weights, theirs)
    ours, library = pair("decoder", norm_first=norm_first)
    steps = ours.steps(x, memory)
    asking = steps.stages["layer norm 2" if norm_first else "layer norm 1"]
    theirs = library.multihead_attn(asking, memory, memory, average_attn_weights=False)[1]
    assert_close(steps.attention["cross-attention"].A, theirs)


@pytest.mark.parametrize("norm", [False, True])
def test_stacks_take_the_librarys_weights(norm):
    torch.manual_seed(0)
    x, memory = torch.randn(2, 5, 8), torch.randn(2, 4, 8)
    last = nn.LayerNorm(8) if norm else None
    library = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 12, 0.0, batch_first=True), 3, last)
    for parameter in library.parameters():
        nn.init.normal_(parameter)
    encoder = TransformerEncoder(
        [TransformerEncoderLayer(8, 2, 12, 0.0) for _ in range(3)], nn.LayerNorm(8) if norm else None
    )
    encoder.load_state_dict(library.state_dict())
    assert_close(encoder(x), library(x))
    steps = encoder.steps(x)
    assert torch.equal(steps.output, encoder(x))
    assert steps.weights.shape == (3, 2, 2, 5, 5)
    library = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 12, 0.0, batch_first=True), 3, last)
    for parameter in library.parameters():
        nn.init.normal_(parameter)
    decoder = TransformerDecoder(
        [TransformerDecoderLayer(8, 2, 12, 0.0) for _ in range(3)], nn.LayerNorm(8) if norm else None
    )
    decoder.load_state_dict(library.state_dict())
    assert_close(decoder(x, memory), library(x, memory))
    steps = decoder.steps(x, memory)
    assert torch.equal(steps.output, decoder(x, memory))
    assert steps.outputs.shape == (3, 2, 5, 8)
    assert steps.cross_weights.shape == (3, 2, 2, 5, 4)
    assert steps.weights.shape == (3, 2, 2, 5, 5)


def test_layers_of_a_stack_start_from_weights_of_their_own():
    encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 12) for _ in range(2))
    assert not torch.equal(encoder.layers[0].linear1.weight, encoder.layers[1].linear1.weight)


@pytest.mark.parametrize(("norm_first", "order"), [(False, POST_NORM), (True, PRE_NORM)])
def test_the_stages_are_those_of_the_slide_in_its_order(norm_first, order):
    layer, _ = pair("encoder", norm_first=norm_first)
    x = torch.randn(2, 5, 8).double()
    stages = layer.steps(x).stages
    assert list(stages) == order
    assert torch.equal(layer(x), stages[order[-1]])
    before = stages["layer norm 1"] if norm_first else stages["input"]
    assert_close(stages["self-attention"], layer.self_attn(before, before, before)[0])
    assert_close(stages["+ 1"], x + stages["self-attention"])
    into_mlp = stages["layer norm 2"] if norm_first else stages["layer norm 1"]
    assert_close(stages["MLP hidden"], layer.linear1(into_mlp).relu())
    assert_close(stages["MLP"], layer.linear2(stages["MLP hidden"]))
    assert_close(stages["+ 2"], (stages["+ 1"] if norm_first else stages["layer norm 1"]) + stages["MLP"])


def test_a_decoder_layer_has_a_stage_for_cross_attention():
    layer, _ = pair("decoder")
    steps = layer.steps(torch.randn(5, 8).double(), torch.randn(4, 8).double())
    names = [name for name in steps.stages if not name.startswith(("+", "layer norm"))]
    assert names == ["input", "self-attention", "cross-attention", "MLP hidden", "MLP"]
    assert list(steps.attention) == ["self-attention", "cross-attention"]


@torch.no_grad()
@pytest.mark.parametrize("kind", ["encoder", "decoder"])
@pytest.mark.parametrize("norm_first", [False, True])
def test_a_run_of_which_only_the_end_is_wanted_keeps_no_stage_and_ends_alike(kind, norm_first):
    layer, _ = pair(kind, norm_first=norm_first)
    arguments = [torch.randn(2, 5, 8).double()] * (1 if kind == "encoder" else 2)
    normed, alive = [], []
    layer.norm1.register_forward_hook(lambda module, args, output: normed.append(weakref.ref(output)))
    layer.linear2.register_forward_hook(lambda module, args, output: alive.append(normed[-1]() is not None))

    steps = layer.steps(*arguments)
    ended = layer(*arguments)

    assert torch.equal(ended, steps.output)
    # After post-norm in the encoder, the residual connection around the MLP still needs the layer norm's result.
    assert alive == [True, kind == "encoder" and not norm_first]


@pytest.mark.parametrize("norm_first", [False, True])
def test_positions_reach_queries_and_keys_but_not_values(norm_first):
    x, memory, positions, of_memory = (torch.randn(2, count, 8).double() for count in (5, 4, 5, 4))
    layer, _ = pair("encoder", norm_first=norm_first)
    steps = layer.steps(x, positions=positions)
    seen = layer.norm1(x) if norm_first else x
    asked = seen + positions
    assert_close(steps.stages["self-attention"], layer.self_attn(asked, asked, seen)[0])
    assert_close(layer(x, positions=positions), steps.output)
    layer, _ = pair("decoder", norm_first=norm_first)
    steps = layer.steps(x, memory, positions=positions, memory_positions=of_memory)
    seen = steps.stages["layer norm 2" if norm_first else "layer norm 1"]
    expected = layer.multihead_attn(seen + positions, memory + of_memory, memory)[0]
    assert_close(steps.stages["cross-attention"], expected)
    assert_close(layer(x, memory, positions=positions, memory_positions=of_memory), steps.output)
    assert not torch.allclose(layer(x, memory), steps.output)


@pytest.mark.parametrize("pieces", [[1] * 5, [2, 3]])
def test_a_stack_with_cached_keys_and_values_gives_the_same_piece_by_piece(pieces):
    torch.manual_seed(0)
    encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 12, norm_first=True) for _ in range(3)).double().eval()
    x, past, outputs = torch.randn(2, 5, 8).double(), None, []
    for piece in x.split(pieces, dim=1):
        steps = encoder.steps(piece, is_causal=True, past=past)
        past = steps.past
        outputs.append(steps.output)
    assert_close(torch.cat(outputs, dim=1), encoder(x, is_causal=True))


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("place", [0, 3])
def test_vectors_talk_in_attention_only(norm_first, place):
    layer, _ = pair("encoder", norm_first=norm_first)
    [changes] = changes_at_each_stage(lambda x: [layer.steps(x)], torch.randn(5, 8).double(), place)
    alone = [float(number == place) for number in range(5)]
    attended = False
    for name, change in changes.items():
        attended |= name == "self-attention"
        assert ((change > 0).double().tolist() == alone) == (not attended), name
        if attended:
            assert (change > 0).all(), name


@pytest.mark.parametrize("place", [0, 2, 4])
def test_behind_a_causal_mask_nothing_changes_before_the_changed_input(place):
    torch.manual_seed(0)
    encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 12) for _ in range(3)).eval()
    layers = changes_at_each_stage(lambda x: encoder.steps(x, is_causal=True).layers, torch.randn(5, 8), place)
    assert len(layers) == 3
    for changes in layers:
        for change in changes.values():
            assert change[:place].max() == 0 if place else True
    assert (layers[0]["self-attention"][place:] > 0).all()


@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 20), st.integers(1, 9))
def test_costs_are_those_of_a_run(blocks, heads, head_channels, ffn_width, vectors):
    sizes = TransformerSizes(blocks, heads, head_channels, ffn_width)
    encoder = TransformerEncoder(TransformerEncoderLayer(sizes.width, heads, ffn_width) for _ in range(blocks))
    measured = network_costs(encoder, torch.zeros(1, vectors, sizes.width))
    parameters, multiply_adds = transformer_parameters(sizes), transformer_multiply_adds(sizes, vectors)
    assert measured.parameters == parameters.total
    assert measured.multiply_adds == multiply_adds.total
    of = {run.name: run.parameters for run in measured.runs}
    assert parameters.norms == sum(p.numel() for n, p in encoder.named_parameters() if ".norm" in n)
    assert parameters.mlp == sum(count for name, count in of.items() if ".linear" in name)


def test_the_papers_base_model_has_its_width_and_its_parameters():
    assert BASE.width == 512
    assert transformer_parameters(BASE).total == 18_914_304
    with torch.device("meta"):
        encoder = TransformerEncoder(TransformerEncoderLayer(512, 8, 2048) for _ in range(6))
        measured = network_costs(encoder, torch.empty(1, 100, 512))
    assert measured.parameters == 18_914_304
    assert measured.multiply_adds == transformer_multiply_adds(BASE, 100).total


def test_heads_cost_nothing_and_only_attention_grows_with_the_square():
    few, many = TransformerSizes(2, 2, 32, 128), TransformerSizes(2, 8, 8, 128)
    assert transformer_parameters(few) == transformer_parameters(many)
    assert transformer_multiply_adds(few, 10) == transformer_multiply_adds(many, 10)
    one, two = transformer_multiply_adds(few, 10), transformer_multiply_adds(few, 20)
    assert (two.projections, two.mlp, two.attention) == (2 * one.projections, 2 * one.mlp, 4 * one.attention)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: TransformerEncoderLayer(8, 3), "num_heads"),
        (lambda: TransformerEncoderLayer(8, 2, 0), "dim_feedforward"),
        (lambda: TransformerDecoderLayer(8, 2, activation="tanh"), "activation"),
        (lambda: TransformerEncoder([]), "layers"),
        (lambda: TransformerDecoder([]), "layers"),
        (lambda: TransformerEncoder([TransformerEncoderLayer(8, 2)]).steps(torch.ones(3, 8), past=[]), "past"),
        (lambda: TransformerEncoderLayer(8, 2)(torch.ones(3, 7)), "query"),
        (lambda: changes_at_each_stage(lambda x: [], torch.ones(1, 2, 3), 0), "x"),
        (lambda: changes_at_each_stage(lambda x: [], torch.ones(2, 3), 2), "place"),
        (lambda: changes_at_each_stage(lambda x: [], torch.ones(2, 3), 0, torch.ones(2)), "change"),
        (lambda: transformer_parameters(TransformerSizes(0, 1, 1, 1)), "sizes"),
        (lambda: transformer_multiply_adds(BASE, 0), "vectors"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
