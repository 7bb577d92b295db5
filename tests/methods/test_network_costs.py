"""What a network costs: equal to torch's own counter, layer by layer; and the network is left as it was."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close
from torch.utils.flop_counter import FlopCounterMode
from torchvision import models

from lecture_utils.methods.attention import AttentionLayer
from lecture_utils.methods.backbone import Backbone, ResNet
from lecture_utils.methods.classification import AlexNet
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.softmax import softmax


def counted_by_torch(network, *inputs):
    """Multiply–adds of each module by name, "" the whole, from torch's counter of products and sums."""
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        network(*inputs)
    counts = {name: sum(kinds.values()) // 2 for name, kinds in counter.get_flop_counts().items() if name != "Global"}
    beginning = f"{type(network).__name__}."
    return {name.removeprefix(beginning) if name.startswith(beginning) else "": count for name, count in counts.items()}


@pytest.mark.parametrize(
    ("make", "shapes"),
    [
        (lambda: AlexNet(), [(1, 3, 64, 64)]),
        (lambda: ResNet(), [(2, 3, 128, 96)]),
        (lambda: models.alexnet(weights=None), [(1, 3, 224, 224)]),
        (lambda: models.resnet18(weights=None), [(2, 3, 64, 64)]),
        (lambda: models.mobilenet_v2(weights=None), [(1, 3, 96, 96)]),
        (lambda: models.vit_b_32(weights=None), [(1, 3, 224, 224)]),
        (lambda: models.swin_t(weights=None), [(1, 3, 64, 64)]),
        (lambda: nn.Conv1d(4, 6, 5, stride=2, dilation=2, groups=2), [(3, 4, 31)]),
        (lambda: nn.Conv2d(4, 6, 3, padding="same"), [(4, 9, 8)]),
        (lambda: nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1), [(2, 4, 8, 7)]),
        (lambda: nn.Linear(4, 6), [(2, 5, 4)]),
        (lambda: nn.Linear(4, 6, bias=False), [(2, 4)]),
        (lambda: nn.TransformerDecoderLayer(32, 4, 64, batch_first=True), [(2, 7, 32), (2, 5, 32)]),
        (lambda: AttentionLayer(5, 4, 3), [(2, 4), (6, 5)]),
    ],
)
@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_the_count_is_that_of_torch_for_the_network_and_for_every_part(make, shapes, device):
    with torch.device(device):
        costs = network_costs(make(), *[torch.zeros(shape) for shape in shapes])
    with torch.device("meta"):  # on the CPU, torch's counter misses attention
        theirs = counted_by_torch(make().eval(), *[torch.zeros(shape) for shape in shapes])
    assert costs.multiply_adds == theirs[""] > 0
    for run in costs.runs:
        assert run.multiply_adds == theirs.get(run.name, 0), run.name


def test_a_transposed_convolution_in_groups_multiplies_each_input_by_its_groups_filters_only():
    network = nn.ConvTranspose2d(4, 6, 3, groups=2)
    assert network_costs(network, torch.zeros(1, 4, 5, 5)).multiply_adds == 4 * 5 * 5 * (3 * 3 * 6 // 2)


class Products(nn.Module):
    def forward(self, a, b, vector):
        return a @ vector, vector @ vector, a @ b, torch.einsum("ij,kj->ik", a, a)


def test_products_of_matrices_and_vectors_count_wherever_they_are():
    costs = network_costs(Products(), torch.zeros(2, 3), torch.zeros(3, 4), torch.zeros(3))
    assert costs.multiply_adds == 2 * 3 + 3 + 2 * 3 * 4 + 2 * 2 * 3
    assert costs.runs[0].outputs == ((2,), (), (2, 4), (2, 2))


def test_torchs_own_attention_counts_as_its_two_products_do():
    layer = nn.MultiheadAttention(16, 4, batch_first=True)
    query, inputs = torch.zeros(2, 3, 16), torch.zeros(2, 5, 16)
    projections = 2 * (3 + 5 + 5 + 3) * 16 * 16
    attention = 2 * 3 * 5 * (16 + 16)
    assert network_costs(layer, query, inputs, inputs).multiply_adds == projections + attention


def test_torchs_fast_path_for_transformers_is_counted_like_the_slow_one():
    layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True).eval()
    on = torch.backends.mha.get_fastpath_enabled()
    costs = network_costs(layer, torch.zeros(2, 7, 32))
    assert costs.multiply_adds == 2 * 7 * (4 * 32 * 32 + 2 * 32 * 64) + 2 * 7 * 7 * 2 * 32
    assert torch.backends.mha.get_fastpath_enabled() == on


def test_every_layer_is_noted_in_the_order_of_the_run_with_its_shapes_and_parameters():
    network = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Sequential(nn.ReLU(), nn.Flatten()), nn.Linear(8 * 36, 5))
    costs = network_costs(network, torch.zeros(2, 3, 8, 8))
    assert [(run.name, run.kind, run.depth, run.has_layers) for run in costs.runs] == [
        ("", "Sequential", 0, True),
        ("0", "Conv2d", 1, False),
        ("1", "Sequential", 1, True),
        ("1.0", "ReLU", 2, False),
        ("1.1", "Flatten", 2, False),
        ("2", "Linear", 1, False),
    ]
    assert [run.name for run in costs.layers] == ["0", "1.0", "1.1", "2"]
    assert [run.output for run in costs.layers] == [(2, 8, 6, 6), (2, 8, 6, 6), (2, 288), (2, 5)]
    assert [run.input for run in costs.layers][1:] == [run.output for run in costs.layers][:-1]
    assert [run.parameters for run in costs.layers] == [8 * 28, 0, 0, 5 * 289]
    assert costs.parameters == costs.runs[0].parameters == 8 * 28 + 5 * 289
    assert sum(run.multiply_adds for run in costs.layers) == costs.multiply_adds


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = self.same = nn.Linear(4, 4)

    def forward(self, values):
        return {"first": self.layer(values), "others": [self.same(values), (values,)]}


def test_a_layer_that_runs_twice_is_noted_twice_and_its_weights_count_once():
    costs = network_costs(Twice(), torch.zeros(3, 4))
    assert [run.name for run in costs.runs] == ["", "layer", "layer"]
    assert costs.multiply_adds == 2 * 3 * 4 * 4
    assert costs.parameters == 20
    assert costs.runs[0].outputs == ((3, 4),) * 3


def test_the_maps_of_all_stages_are_among_the_outputs():
    costs = network_costs(Backbone(), torch.zeros(1, 3, 64, 64))
    assert costs.runs[0].outputs == ((1, 32, 16, 16), (1, 64, 8, 8), (1, 96, 4, 4), (1, 128, 2, 2))


def test_the_network_is_left_as_it_was():
    torch.manual_seed(0)
    network = ResNet()
    network.backbone.stem.eval()
    modes = {name: module.training for name, module in network.named_modules()}
    before = {name: value.clone() for name, value in network.state_dict().items()}
    network_costs(network, torch.rand(2, 3, 32, 32))
    assert {name: module.training for name, module in network.named_modules()} == modes
    for name, value in network.state_dict().items():
        assert_close(value, before[name], rtol=0, atol=0)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in network.modules())


def test_the_network_is_left_as_it_was_also_where_it_fails():
    network = nn.Sequential(nn.Linear(4, 4), nn.Linear(5, 5))
    with pytest.raises(RuntimeError, match="shape"):
        network_costs(network, torch.zeros(1, 4))
    assert network.training
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in network.modules())


def test_what_is_no_network_is_refused():
    with pytest.raises(ValueError, match="network: expected a module, got function"):
        network_costs(softmax, torch.zeros(1))
