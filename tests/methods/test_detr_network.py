"""DETR as a whole: shapes, attention maps, invariances, every parameter learns, and it can overfit a scene."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.detr import DETR, losses_of_every_layer, true_sets
from lecture_utils.methods.evaluation import Truth
from lecture_utils.methods.sliding_window import box_iou
from lecture_utils.methods.transformer import TransformerSizes

SIZES = TransformerSizes(blocks=2, heads=2, head_channels=8, ffn_width=24)
NO_THINGS = Truth(torch.zeros(0, 4), torch.zeros(0, dtype=torch.long))
ONE_THING = Truth(torch.tensor([[8.0, 8.0, 40.0, 40.0]]), torch.tensor([1]))
THREE_THINGS = Truth(
    torch.tensor([[2.0, 4.0, 30.0, 28.0], [34.0, 2.0, 60.0, 20.0], [20.0, 24.0, 56.0, 46.0]]), torch.tensor([0, 2, 1])
)


def small(queries=4, seed=0, **arguments):
    torch.manual_seed(seed)
    return DETR(Backbone(ResNetSizes((4, 6, 8), (1, 1, 1))), 3, queries, sizes=SIZES, **arguments)


def pictures(count, seed=1):
    return torch.rand(count, 3, 48, 64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("images", [0, 1, 3])
@torch.no_grad()
def test_every_step_has_the_shape_that_is_said(images):
    steps = small().eval().steps(pictures(images))
    assert steps.grid == (3, 4)
    assert steps.projected.shape == (images, 16, 3, 4)
    assert steps.positions.shape == (12, 16)
    assert steps.encoder.output.shape == (images, 12, 16)
    assert steps.outputs.scores.shape == (2, images, 4, 4)
    assert steps.outputs.boxes.shape == (2, images, 4, 4)
    assert steps.query_attention.shape == (2, images, 2, 4, 3, 4)
    assert steps.cell_attention.shape == (2, images, 2, 3, 4, 3, 4)


@torch.no_grad()
def test_the_network_returns_what_its_last_layer_predicts():
    network = small().eval()
    steps = network.steps(pictures(2))
    assert_close(tuple(network(pictures(2))), tuple(steps.output))
    assert steps.output.scores.equal(steps.outputs.scores[1])


@torch.no_grad()
def test_each_map_of_attention_sums_to_one_and_cells_lie_where_the_encoder_has_them():
    steps = small().eval().steps(pictures(2))
    for maps in (steps.query_attention, steps.cell_attention):
        assert_close(maps.sum(dim=(-2, -1)), torch.ones(maps.shape[:-2]))
    assert_close(steps.cell_attention[1, 0, 1, 2, 3, 1, 0], steps.encoder.weights[1, 0, 1, 2 * 4 + 3, 1 * 4 + 0])
    assert_close(steps.query_attention[0, 1, 1, 3, 2, 1], steps.decoder.cross_weights[0, 1, 1, 3, 2 * 4 + 1])


@torch.no_grad()
def test_boxes_lie_within_the_image_whatever_the_weights():
    network = small().eval()
    for parameter in network.boxes.parameters():
        nn.init.normal_(parameter, std=5)
    boxes = network(pictures(3)).boxes
    assert boxes.min() >= 0
    assert boxes.max() <= 1
    for found in network.detect(pictures(3)):
        assert found.boxes.min() >= 0
        assert (found.boxes <= torch.tensor([64.0, 48.0, 64.0, 48.0])).all()


@torch.no_grad()
def test_an_image_is_answered_alike_in_every_batch():
    network = small().eval()
    images = pictures(3)
    together = network(images)
    for place in range(3):
        alone = network(images[place : place + 1])
        assert_close(alone.boxes[0], together.boxes[place], rtol=1e-4, atol=1e-5)
        assert_close(alone.scores[0], together.scores[place], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_shuffled_object_queries_give_the_same_set_shuffled_alike():
    network = small(queries=5).eval()
    before = network(pictures(2))
    order = torch.tensor([3, 0, 4, 1, 2])
    network.queries.copy_(network.queries[order])
    after = network(pictures(2))
    assert_close(after.boxes, before.boxes[:, order])
    assert_close(after.scores, before.scores[:, order])


@torch.no_grad()
def test_equal_object_queries_say_the_same_so_they_must_differ():
    network = small().eval()
    network.queries.copy_(network.queries[:1].expand(4, -1))
    boxes = network(pictures(1)).boxes[0]
    assert_close(boxes, boxes[:1].expand(4, -1))


@torch.no_grad()
def test_without_positions_the_queries_would_not_see_where_anything_is(monkeypatch):
    network = small().eval()
    maps = torch.rand(1, 8, 3, 4)
    monkeypatch.setattr(network.backbone, "forward", lambda images, until: {until: maps})
    shuffled = maps.flatten(2)[:, :, torch.randperm(12, generator=torch.Generator().manual_seed(0))].view_as(maps)

    def answers():
        nonlocal maps
        own, maps = network(pictures(1)).boxes, shuffled
        return own, network(pictures(1)).boxes

    original = maps
    with_positions = answers()
    maps = original
    monkeypatch.setattr(network, "_positions", lambda maps: torch.zeros(12, 16))
    without = answers()
    assert not torch.allclose(*with_positions, atol=1e-5)
    assert_close(*without)


@pytest.mark.parametrize("truth", [ONE_THING, THREE_THINGS])
def test_gradients_reach_every_parameter(truth):
    network = small(queries=3).train()  # as many queries as the second scene has things
    terms = network.losses(pictures(2), [truth, NO_THINGS])
    sum(terms.values()).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
        if not name.startswith(("decoder.layers.0.self_attn.", "decoder.layers.0.norm1.weight")):
            assert parameter.grad.any(), name


def test_the_first_self_attention_of_the_decoder_could_be_left_out_as_the_paper_says():
    """What the decoder starts from is 0 for every query: all values are one bias, whatever the weights are."""
    network = small()
    sum(network.losses(pictures(2), [ONE_THING, THREE_THINGS]).values()).backward()
    first, second = (layer.self_attn.in_proj_weight.grad for layer in network.decoder.layers)
    assert not first.any()
    assert second.any()


def test_no_bias_of_the_keys_learns_since_it_adds_the_same_to_all_scores_of_a_query():
    network = small()
    sum(network.losses(pictures(2), [ONE_THING, THREE_THINGS]).values()).backward()
    for layer in (*network.encoder.layers, *network.decoder.layers):
        _, key, value = layer.self_attn.in_proj_bias.grad.chunk(3)
        assert key.abs().max() < 1e-4 * value.abs().max()
        assert value.abs().max() > 0


def test_scenes_without_things_teach_classes_but_no_boxes():
    network = small()
    terms = network.losses(pictures(2), [NO_THINGS, NO_THINGS])
    assert terms["L1"] == terms["GIoU"] == 0
    sum(terms.values()).backward()
    assert all(not parameter.grad.any() for parameter in network.boxes.parameters())
    assert network.classes.weight.grad.any()


def test_the_losses_are_those_of_every_layers_predictions():
    network = small().eval()
    truths = [THREE_THINGS, ONE_THING]
    expected = losses_of_every_layer(network.steps(pictures(2)).outputs, true_sets(truths, (48, 64)))
    assert_close(network.losses(pictures(2), truths), expected)


def test_it_learns_two_scenes_by_heart_and_finds_each_thing_once_without_suppression():
    network = small(queries=6).train()
    network.backbone.freeze_norm()
    images, truths = pictures(2), [THREE_THINGS, ONE_THING]
    optimiser = torch.optim.Adam(network.parameters(), lr=5e-3)
    for _ in range(250):
        optimiser.zero_grad()
        sum(network.losses(images, truths).values()).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
    for found, truth in zip(network.eval().detect(images, score_threshold=0.5), truths, strict=True):
        assert len(found.scores) == len(truth.labels)
        overlap = box_iou(truth.boxes, found.boxes)
        assert (overlap.amax(dim=1) > 0.6).all()
        assert found.labels[overlap.argmax(dim=1)].equal(truth.labels)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: small(queries=0), "queries"),
        (lambda: small(stage="stage9"), "stage"),
        (lambda: small()(torch.zeros(3, 8, 8)), "images"),
        (lambda: small().losses(pictures(2), [ONE_THING]), "truths"),
    ],
)
def test_wrong_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
