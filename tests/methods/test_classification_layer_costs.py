"""What a convolution costs from its shapes is what it costs when it runs."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lecture_utils.methods.classification import PAPER, SMALL, AlexNet
from lecture_utils.methods.classification.layer_costs import convolution_multiply_adds
from lecture_utils.methods.network_costs import network_costs


@pytest.mark.parametrize("sizes", [PAPER, SMALL])
def test_every_convolution_of_alexnet_costs_what_it_costs_in_a_run(sizes) -> None:
    with torch.device("meta"):
        network = AlexNet(sizes)
        costs = network_costs(network, torch.empty(1, 3, sizes.picture, sizes.picture))
    modules = dict(network.named_modules())
    runs = [run for run in costs.layers if run.kind == "Conv2d"]
    assert len(runs) == 5
    for run in runs:
        layer = modules[run.name]
        found = convolution_multiply_adds(
            torch.empty(run.input[1:], device="meta"), layer.weight, layer.stride[0], layer.padding[0]
        )
        assert found == run.multiply_adds


@settings(max_examples=30)
@given(
    st.tuples(st.integers(1, 4), st.integers(3, 20), st.integers(3, 20)),
    st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 4),
    st.integers(0, 3),
)
def test_any_convolution_costs_what_it_costs_in_a_run(input, filters, stride, padding) -> None:
    count, k_h, k_w = filters
    with torch.device("meta"):
        layer = nn.Conv2d(input[0], count, (k_h, k_w), stride, padding)
        run = network_costs(layer, torch.empty(1, *input))
    assert convolution_multiply_adds(torch.empty(input), layer.weight, stride, padding) == run.multiply_adds


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (((3, 8), (4, 3, 3, 3)), r"input: expected \(C, H, W\), all positive, got \(3, 8\)"),
        (((3, 8, 0), (4, 3, 3, 3)), "input: expected"),
        (((3, 8, 8), (4, 3, 3)), r"weight: expected \(D, C, k_h, k_w\), all positive"),
        (((3, 8, 8), (4, 3, 9, 9)), "weight: expected no larger than the padded input"),
        (((3, 8, 8), (4, 3, 3, 3), 0), "stride: expected at least 1, got 0"),
        (((3, 8, 8), (4, 3, 3, 3), 1, -1), "padding: expected at least 0, got -1"),
    ],
)
def test_what_is_no_convolution_is_refused(arguments, complaint) -> None:
    with pytest.raises(ValueError, match=complaint):
        convolution_multiply_adds(*(torch.empty(each) if isinstance(each, tuple) else each for each in arguments))
