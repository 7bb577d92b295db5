"""Attention on feature maps: by loops, by the slides' layer, inside the backbone, and what it costs."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import max_pool2d, scaled_dot_product_attention
from torch.testing import assert_close

from lecture_utils.methods.attention import attention_layer
from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.cnn_attention import (
    MapAttention,
    NonLocalBlock,
    SelfAttentionModule,
    attention_inside,
    cell_of_pixel,
    costs_against_resolution,
    map_attention_costs,
)
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.self_attention import self_attention

SIZES = ResNetSizes((8, 16, 24), (1, 1, 1))


def made(kind, seed=0, **arguments):
    """A block of 16 channels, as training might have left it."""
    torch.manual_seed(seed)
    block = kind(16, **arguments).double()
    for parameter in block.parameters():
        nn.init.normal_(parameter, std=0.25)
    return block


def drawn(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def matrix(convolution):
    """The one matrix that a 1 × 1 convolution multiplies every cell by: D_in × D_out, as the slides write it."""
    return convolution.weight[:, :, 0, 0].T


def by_loops(block, maps, share):
    """The whole block, cell by cell: Zhang et al., equations 1 to 3, Wang et al., equations 1 and 6."""
    output = maps.clone()

    W_Q, W_K, W_V, W_O = (matrix(part) for part in (block.queries, block.keys, block.values, block.projection))
    for image, changed in zip(maps, output, strict=True):
        _, rows, columns = image.shape
        cells = [(row, column) for row in range(rows) for column in range(columns)]
        for row, column in cells:
            query = image[:, row, column] @ W_Q
            scores = [float(query @ (image[:, i, j] @ W_K)) for i, j in cells]
            powers = [math.exp(score - max(scores)) for score in scores]
            taken = sum(
                power / sum(powers) * (image[:, i, j] @ W_V) for power, (i, j) in zip(powers, cells, strict=True)
            )
            changed[:, row, column] = image[:, row, column] + share * (taken @ W_O)
    return output


@torch.no_grad()
@settings(max_examples=8, deadline=None)
@given(st.sampled_from([SelfAttentionModule, NonLocalBlock]), st.integers(1, 3), st.integers(1, 4), st.integers(0, 9))
def test_a_block_is_what_loops_over_all_pairs_of_cells_compute(kind, height, width, seed):
    block, maps = made(kind, seed), drawn(2, 16, height, width, seed=seed)
    share = block.gamma if kind is SelfAttentionModule else 1.0
    assert_close(block(maps), by_loops(block, maps, share))


@pytest.mark.parametrize("kind", [SelfAttentionModule, NonLocalBlock])
def test_its_cells_are_the_inputs_of_the_slides_self_attention_layer(kind):
    block, maps = made(kind), drawn(1, 16, 3, 5)
    steps = block.steps(maps)
    X = maps[0].flatten(1).T  # (H · W, C): one input vector per cell
    undivided = matrix(block.queries) * math.sqrt(block.inner)  # the slides divide the scores, the papers don't
    slides = self_attention(X, undivided, matrix(block.keys), matrix(block.values))
    assert_close(steps.weights[0], slides.A)
    assert_close(steps.attended[0].flatten(1).T, slides.Y)
    other = attention_layer(
        steps.queries[0].flatten(1).T * math.sqrt(block.inner), X, *map(matrix, (block.keys, block.values))
    )
    assert_close(steps.attended[0].flatten(1).T, other.Y)


@pytest.mark.parametrize(
    ("kind", "arguments"), [(SelfAttentionModule, {}), (NonLocalBlock, {}), (NonLocalBlock, {"pool": 2})]
)
def test_result_and_gradients_are_those_of_torchs_operations(kind, arguments):
    block = made(kind, **arguments)
    results = []
    for ours in (True, False):
        maps = drawn(2, 16, 5, 4).requires_grad_()
        if ours:
            output = block(maps)
        else:
            keys, values = (max_pool2d(part(maps), block.pool) for part in (block.keys, block.values))
            Q, K, V = (part.flatten(2).mT for part in (block.queries(maps), keys, values))
            attended = scaled_dot_product_attention(Q, K, V, scale=1.0).mT.reshape(2, block.inner, 5, 4)
            output = maps + getattr(block, "gamma", 1.0) * block.projection(attended)
        results.append((output.detach(), torch.autograd.grad(output.square().sum(), [maps, *block.parameters()])))
    assert_close(results[0], results[1])


@torch.no_grad()
@settings(max_examples=15)
@given(st.sampled_from([SelfAttentionModule, NonLocalBlock]), st.integers(0, 3), st.integers(1, 9), st.integers(1, 9))
def test_a_new_block_changes_nothing_whatever_comes_in(kind, images, height, width):
    maps = torch.randn(images, 16, height, width)
    assert kind(16)(maps).equal(maps)


@pytest.mark.parametrize("kind", [SelfAttentionModule, NonLocalBlock])
def test_a_new_block_can_learn_to_change_something(kind):
    torch.manual_seed(0)
    block = kind(16)
    maps = torch.randn(2, 16, 3, 3)
    optimiser = torch.optim.SGD(block.parameters(), 0.1)
    for _ in range(3):  # first γ or the projection, then through them all that lies before
        optimiser.zero_grad()
        (block(maps) * maps.flip(0)).mean().backward()
        optimiser.step()
    assert all(parameter.grad.any() for parameter in block.parameters())


@pytest.mark.parametrize(("kind", "inner"), [(SelfAttentionModule, 4), (NonLocalBlock, 16)])
def test_the_papers_reductions_of_32_channels(kind, inner):
    block = kind(32)
    steps = block.steps(torch.randn(1, 32, 6, 7))
    assert steps.queries.shape == steps.keys.shape == steps.values.shape == steps.attended.shape == (1, inner, 6, 7)
    assert steps.weights.shape == (1, 42, 42)
    assert steps.projected.shape == steps.output.shape == (1, 32, 6, 7)


@torch.no_grad()
def test_pooled_keys_make_the_matrix_a_quarter_as_large():
    steps = made(NonLocalBlock, pool=2).steps(drawn(1, 16, 6, 8))
    assert steps.weights.shape == (1, 48, 12)
    assert steps.looks(5, 7).shape == (1, 3, 4)


@torch.no_grad()
@settings(max_examples=15)
@given(st.sampled_from([SelfAttentionModule, NonLocalBlock]), st.randoms(use_true_random=False))
def test_shuffled_cells_give_shuffled_outputs_a_block_knows_no_places(kind, random):
    block, maps = made(kind), drawn(1, 16, 3, 4)
    order = random.sample(range(12), 12)
    shuffled = maps.flatten(2)[:, :, order].view_as(maps)
    assert_close(block(shuffled).flatten(2), block(maps).flatten(2)[:, :, order])


@torch.no_grad()
def test_a_far_cell_reaches_every_output_at_once():
    block, maps = made(NonLocalBlock), drawn(1, 16, 8, 8)
    changed = maps.clone()
    changed[:, :, 7, 7] += 1
    moved = (block(changed) - block(maps)).abs().sum(dim=1)[0]
    assert (moved > 0).all()


@torch.no_grad()
def test_where_a_cell_looks_is_its_row_of_the_matrix():
    steps = made(SelfAttentionModule).steps(drawn(2, 16, 3, 5))
    looks = steps.looks(2, 1)
    assert_close(looks.sum(dim=(1, 2)), torch.ones(2, dtype=torch.float64))
    assert_close(looks[1, 0, 4], steps.weights[1, 2 * 5 + 1, 4])


# Inside the backbone


def with_blocks():
    torch.manual_seed(0)
    backbone = Backbone(SIZES).eval()
    backbone.insert("stage1", SelfAttentionModule(8))
    backbone.insert("stage2", NonLocalBlock(16))
    backbone.insert("stage3", nn.Identity())
    for block in (backbone.after["stage1"], backbone.after["stage2"]):
        for parameter in block.parameters():
            nn.init.normal_(parameter, std=0.5)
    return backbone


@torch.no_grad()
def test_each_block_in_a_backbone_is_seen_at_work():
    backbone, images = with_blocks(), torch.rand(2, 3, 32, 48)
    expected = backbone(images)
    found = attention_inside(backbone, images)
    assert list(found) == ["stage1", "stage2"]
    assert found["stage1"].weights.shape == (2, 8 * 12, 8 * 12)
    for stage, steps in found.items():
        assert_close(steps.output, expected[stage])
    assert_close(found["stage2"].maps, backbone.stages["stage2"](found["stage1"].output))
    assert not backbone.after["stage1"]._forward_pre_hooks


def test_the_cell_of_a_pixel_is_the_one_with_the_nearest_centre():
    backbone = with_blocks()
    steps = attention_inside(backbone, torch.rand(1, 3, 32, 48))["stage2"]  # stride 8: centres at 0, 8, 16, ...
    assert cell_of_pixel(backbone, "stage2", (0, 0), steps) == (0, 0)
    assert cell_of_pixel(backbone, "stage2", (11.9, 12), steps) == (2, 1)
    assert cell_of_pixel(backbone, "stage2", (47.9, 31.9), steps) == (3, 5)


# Costs


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([(SelfAttentionModule, {}), (NonLocalBlock, {}), (NonLocalBlock, {"pool": 2})]),
    st.integers(2, 9),
    st.integers(2, 9),
)
def test_the_costs_are_those_that_a_run_counts(kind, height, width):
    block = kind[0](16, **kind[1])
    counted = network_costs(block, torch.rand(1, 16, height, width))
    costs = map_attention_costs(block, height, width)
    assert costs.multiply_adds == counted.multiply_adds
    assert costs.projections == sum(run.multiply_adds for run in counted.layers)
    assert costs.weights == block.steps(torch.rand(1, 16, height, width)).weights.numel()
    assert costs.weights_bytes == 4 * costs.weights


def test_twice_the_resolution_is_four_times_the_convolutions_and_sixteen_times_the_matrix():
    backbone = with_blocks()
    small, large = costs_against_resolution(backbone, "stage2", [64, 128])
    assert (small.grid, large.grid) == ((8, 8), (16, 16))
    assert large.block.weights == 16 * small.block.weights == 256**2
    assert large.block.attention == 16 * small.block.attention
    assert large.block.projections == 4 * small.block.projections


def test_the_backbones_share_is_what_it_costs_without_the_block():
    plain, backbone = Backbone(SIZES), Backbone(SIZES)
    backbone.insert("stage2", NonLocalBlock(16))
    (row,) = costs_against_resolution(backbone, "stage2", [96])
    assert row.backbone == network_costs(plain, torch.rand(1, 3, 96, 96)).multiply_adds
    assert row.block == map_attention_costs(backbone.after["stage2"], 12, 12)
    assert backbone.stem[0].weight.device.type == "cpu"


# Errors

STEPS = NonLocalBlock(8).steps(torch.zeros(1, 8, 2, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SelfAttentionModule(20), "channels"),
        (lambda: SelfAttentionModule(16, 0), "reduction"),
        (lambda: NonLocalBlock(7), "channels"),
        (lambda: NonLocalBlock(8, pool=0), "pool"),
        (lambda: MapAttention(8, 0), "inner"),
        (lambda: NonLocalBlock(8)(torch.zeros(1, 6, 4, 4)), "maps"),
        (lambda: NonLocalBlock(8, pool=3)(torch.zeros(1, 8, 2, 4)), "maps"),
        (lambda: NonLocalBlock(8).steps(torch.zeros(1, 8, 2, 4)).looks(2, 0), "row, column"),
        (lambda: attention_inside(Backbone(SIZES), torch.zeros(1, 3, 32, 32)), "backbone"),
        (lambda: costs_against_resolution(Backbone(SIZES), "stage1", [32]), "stage"),
        (lambda: map_attention_costs(NonLocalBlock(8, pool=2), 1, 4), "height, width"),
        (lambda: cell_of_pixel(Backbone(SIZES), "stage9", (0, 0), STEPS), "stage"),
        (lambda: cell_of_pixel(Backbone(SIZES), "stage1", (0, 8), STEPS), "pixel"),
    ],
)
def test_wrong_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
