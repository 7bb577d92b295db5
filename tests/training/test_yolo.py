"""YOLO's recipe: scenes shown at several places of the grid."""

from functools import partial

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.yolo import YOLO, FullyConnectedHead
from lecture_utils.scenes.meadow import MeadowCache
from lecture_utils.training.meadow_batch import MeadowBatch
from lecture_utils.training.yolo import recipe


class Pointwise(nn.Module):
    """A head that treats all cells alike and looks at no other."""

    def __init__(self, channels: int, grid: int, numbers: int) -> None:
        super().__init__()
        self.layer = nn.Conv2d(channels, numbers, 1)

    def forward(self, maps: Tensor) -> Tensor:
        return self.layer(maps).permute(0, 2, 3, 1)


def small(head) -> YOLO:
    torch.manual_seed(0)
    return YOLO(Backbone(ResNetSizes((4, 6, 8), (1, 1, 1))), size=64, stage="stage3", head=head)


@pytest.fixture
def batch() -> MeadowBatch:
    return MeadowBatch.of(MeadowCache("validation", 4, size=64))


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Multiply in full precision."""
    monkeypatch.setattr(recipe, "bfloat16", False)


@pytest.mark.usefixtures("exact")
def test_scenes_move_together_with_their_truth(batch: MeadowBatch):
    network = small(Pointwise).eval()  # for this head it makes no difference where a scene is

    plain = network.losses(network(batch.images), network.targets(batch.boxes, batch.labels))

    assert sum(map(len, batch.boxes)) > 0
    assert_close(list(recipe.loss(network, batch).values()), list(plain))


def test_half_precision_changes_the_loss_by_little(batch: MeadowBatch, monkeypatch: pytest.MonkeyPatch):
    network = small(Pointwise).eval()
    losses = []
    for half in (False, True):
        monkeypatch.setattr(recipe, "bfloat16", half)
        losses.append(torch.stack(list(recipe.loss(network, batch).values())).sum())

    assert losses[0] != losses[1]
    assert_close(*losses, rtol=0.02, atol=0.0)


def test_fully_connected_layers_see_scenes_at_several_places(batch: MeadowBatch):
    network = small(partial(FullyConnectedHead, dropout=0.0)).eval()
    losses = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        losses.append(torch.stack(list(recipe.loss(network, batch).values())).sum())

    plain = sum(network.losses(network(batch.images), network.targets(batch.boxes, batch.labels)))
    assert losses[0] == losses[1] != losses[2]
    assert losses[0] != plain


def test_every_term_of_the_loss_is_named_and_teaches_the_whole_network(batch: MeadowBatch):
    network = small(partial(FullyConnectedHead, dropout=0.0)).train()

    terms = recipe.loss(network, batch)
    sum(terms.values()).backward()

    assert list(terms) == ["centre", "sides", "object", "no_object", "classes"]
    assert all(parameter.grad.abs().sum() > 0 for parameter in network.head.parameters())
    assert all(parameter.grad is not None for parameter in network.backbone.parameters())


def test_the_network_has_8_by_8_cells_of_two_boxes_and_five_classes():
    network = recipe.network().eval()

    assert (network.grid, network.boxes_per_cell, network.categories) == (8, 2, 5)
    with torch.no_grad():
        assert network(torch.zeros(1, 3, 128, 128)).shape == (1, 8, 8, 15)
    assert sum(parameter.numel() for parameter in network.parameters()) < 1.4e6
