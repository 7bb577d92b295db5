"""Networks for whole images: at full resolution, and down and up again; held to torch's operations."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods import unpooling
from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.semantic_segmentation import (
    FCN,
    BilinearUpsampling,
    DeconvNet,
    DownAndUpNetwork,
    FullResolutionNetwork,
    deconvnet,
    predicted_labels,
)
from lecture_utils.scenes.slides import FULLY_CONVOLUTIONAL_REDUCTIONS

SMALL = ResNetSizes((4, 6, 8, 10), (1, 1, 1, 1))
STAGES = {32: ("stage4",), 16: ("stage3", "stage4"), 8: ("stage2", "stage3", "stage4")}


def images(*sizes: int) -> Tensor:
    return torch.rand(sizes, generator=torch.Generator().manual_seed(0))


def fcn(stride: int) -> FCN:
    torch.manual_seed(0)
    return FCN(5, STAGES[stride], Backbone(SMALL)).eval()


# --- Labels, full resolution ---------------------------------------------------------------------------------------


def test_every_pixel_gets_the_class_with_its_highest_score():
    scores = images(2, 4, 5, 6)
    labels = predicted_labels(scores)
    assert labels.shape == (2, 5, 6)
    assert torch.equal(labels[1, 3, 2], scores[1, :, 3, 2].argmax())
    assert torch.equal(predicted_labels(scores[0]), labels[0])
    with pytest.raises(ValueError, match=r"scores: expected \(N, C, H, W\) or \(C, H, W\), got \(5, 6\)"):
        predicted_labels(scores[0, 0])


def test_at_full_resolution_every_map_is_as_large_as_the_image():
    network = FullResolutionNetwork(5, channels=6, layers=4)
    costs = network_costs(network, images(1, 3, 11, 13))
    shapes = [run.output for run in costs.layers if run.kind == "Conv2d"]
    assert shapes == [(1, 6, 11, 13)] * 3 + [(1, 5, 11, 13)]
    assert costs.multiply_adds == 11 * 13 * 9 * (3 * 6 + 2 * 6 * 6 + 6 * 5)


def test_at_full_resolution_a_pixel_sees_its_window_and_no_further():
    torch.manual_seed(0)
    network, whole = FullResolutionNetwork(2, channels=8, layers=3).eval(), images(1, 3, 17, 17).requires_grad_()
    network(whole)[0, :, 8, 8].sum().backward()
    assert whole.grad is not None
    seen = whole.grad.abs().sum(dim=(0, 1)).nonzero()
    assert (seen.min(dim=0).values >= 8 - network.window // 2).all()
    assert (seen.max(dim=0).values <= 8 + network.window // 2).all()


@pytest.mark.parametrize("arguments", [{"classes": 0}, {"classes": 2, "channels": 0}, {"classes": 2, "layers": 0}])
def test_a_full_resolution_network_of_nothing_is_refused(arguments):
    with pytest.raises(ValueError, match=r"^(classes|channels|layers): expected a positive integer, got 0"):
        FullResolutionNetwork(**arguments)


# --- FCN -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stride", [2, 4, 8, 32])
def test_an_enlargement_starts_as_bilinear_interpolation(stride: int):
    scores = images(2, 3, 4, 5)
    enlarged = BilinearUpsampling(stride)(scores)
    assert enlarged.shape == (2, 3, 4 * stride, 5 * stride)
    # Between the outer cells, it is torch's interpolation that puts the outer cells on the outer pixels.
    size = (3 * stride + 1, 4 * stride + 1)
    theirs = F.interpolate(scores, size=size, mode="bilinear", align_corners=True)
    assert_close(enlarged[..., : size[0], : size[1]], theirs)


def test_behind_the_last_cell_the_order_of_the_scores_stays():
    scores = images(1, 4, 3, 3) + 0.1
    labels = predicted_labels(BilinearUpsampling(8)(scores))
    assert torch.equal(labels[:, 16:, 16:], predicted_labels(scores)[:, 2:, 2:].expand(1, 8, 8))


@pytest.mark.parametrize("stride", [32, 16, 8])
@pytest.mark.parametrize("size", [(64, 64), (96, 32), (50, 71)])
def test_an_fcn_scores_every_pixel_of_an_image_of_any_size(stride: int, size: tuple[int, int]):
    network = fcn(stride)
    assert network(images(2, 3, *size)).shape == (2, 5, *size)
    finest = network.fused_scores(images(2, 3, *size))[-1]
    assert finest.shape[-2:] == (-(-size[0] // stride), -(-size[1] // stride))


@pytest.mark.parametrize("stride", [16, 8])
def test_the_skips_add_nothing_at_first_and_then_what_they_learned(stride: int):
    network, whole = fcn(stride), images(1, 3, 64, 64)
    maps = network.backbone(whole)
    coarse = network.score["stage4"](maps["stage4"])
    for scores in network.fused_scores(whole)[1:]:
        coarse = F.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=True)
        assert scores.shape == coarse.shape
    torch.nn.init.normal_(network.score["stage3"].weight)
    fused = network.fused_scores(whole)
    skip = network.score["stage3"](maps["stage3"])
    assert_close(fused[1], skip + network.enlarge["stage4"](fused[0]))
    assert skip.abs().max() > 0.01


def test_the_last_enlargement_is_not_trained_and_the_others_are():
    network = fcn(8)
    network.train()
    network(images(2, 3, 64, 64)).square().sum().backward()
    trained = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
    assert {"enlarge.stage3.weight", "enlarge.stage4.weight", "score.stage2.weight"} <= trained
    assert "enlarge.stage2.weight" not in trained


@pytest.mark.parametrize("stages", [(), ("stage5",), ("stage4", "stage3"), ("stage4", "stage4")])
def test_an_fcn_of_other_stages_is_refused(stages: tuple[str, ...]):
    with pytest.raises(ValueError, match="stages: expected some of stage1, stage2, stage3, stage4, in this order"):
        FCN(5, stages, Backbone(SMALL))
    with pytest.raises(ValueError, match="classes: expected a positive integer"):
        FCN(0, ("stage4",), Backbone(SMALL))


# --- The slide's network -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(32, 32), (48, 20), (13, 9)])
def test_the_slides_volumes_come_in_the_slides_order(size: tuple[int, int]):
    network, whole = DownAndUpNetwork(10, channels=(6, 8, 12)), images(2, 3, *size)
    volumes = list(network.volumes(whole))
    assert [volume.name for volume in volumes] == [
        *("high-res", "med-res", "low-res", "med-res", "high-res"),
        "class scores",
    ]
    first, second, third = 6, 8, 12  # D1, D2, D3
    depths = [first, second, third, second, first, 10]
    reductions = list(FULLY_CONVOLUTIONAL_REDUCTIONS[1:])
    assert [volume.reduction for volume in volumes] == reductions == [2, 4, 4, 4, 2, 1]
    expected = [(2, depth, -(-size[0] // r), -(-size[1] // r)) for depth, r in zip(depths, reductions, strict=True)]
    assert [tuple(volume.maps.shape) for volume in volumes] == expected


def test_the_slides_network_convolves_at_the_images_resolution_only_to_score():
    costs = network_costs(DownAndUpNetwork(10, channels=(6, 8, 12)), images(1, 3, 32, 32))
    sides = [run.output[-1] for run in costs.layers if run.kind == "Conv2d"]
    assert sides == [16, 16, 8, 8, 8, 8, 8, 8, 16, 16, 32]


def test_on_the_way_up_every_cell_is_copied_to_four():
    network = DownAndUpNetwork(5, channels=(4, 6, 8)).eval()
    seen: list[Tensor] = []
    for part in (network.high_again, network.score):
        part.register_forward_pre_hook(lambda module, arguments: seen.append(arguments[0]))
    with torch.no_grad():
        _, _, _, med, high, scores = [volume.maps for volume in network.volumes(images(1, 3, 16, 24))]
    assert torch.equal(seen[0], unpooling.nearest_neighbour(med, 2))
    assert torch.equal(seen[1], unpooling.nearest_neighbour(high, 2))
    assert torch.equal(network(images(1, 3, 16, 24)), scores)


@pytest.mark.parametrize("arguments", [{"classes": 0}, {"channels": (4, 6)}, {"channels": (4, 0, 6)}])
def test_a_network_without_the_slides_three_depths_is_refused(arguments):
    with pytest.raises(ValueError, match=r"^(classes|channels): expected"):
        DownAndUpNetwork(**{"classes": 3, **arguments})


# --- DeconvNet -----------------------------------------------------------------------------------------------------


def deconv() -> DeconvNet:
    torch.manual_seed(0)
    return DeconvNet(5, channels=(4, 6, 8), bottom=9)


@pytest.mark.parametrize("size", [(16, 24), (13, 9)])
def test_a_deconvnet_goes_down_and_comes_back_to_every_pixel(size: tuple[int, int]):
    network = deconv()
    assert network(images(2, 3, *size)).shape == (2, 5, *size)
    shapes = [tuple(maps.shape[-2:]) for maps in network.unpooled(images(2, 3, *size))]
    halves = [size]
    for _ in range(2):
        halves.append((halves[-1][0] // 2, halves[-1][1] // 2))
    assert shapes == halves[::-1]


def test_a_deconvnet_gives_what_it_gives_with_lecture_10s_pooling_and_unpooling(monkeypatch: pytest.MonkeyPatch):
    results = []
    for written_out in (False, True):
        if written_out:
            monkeypatch.setattr(deconvnet, "max_pool2d", unpooling.max_pool2d)
            monkeypatch.setattr(deconvnet, "max_unpool2d", unpooling.max_unpool2d)
        network = deconv()
        output = network(images(2, 3, 14, 24))
        output.square().mean().backward()
        results.append([output.detach(), *[parameter.grad for parameter in network.parameters()]])
    for mine, theirs in zip(*results, strict=True):
        assert_close(mine, theirs)


def test_unpooled_maps_hold_values_where_pooling_found_its_maxima():
    network = deconv().eval()
    seen = []
    network.up[-1][0].register_forward_pre_hook(lambda module, arguments: seen.append(arguments[0]))
    with torch.no_grad():
        network(images(1, 3, 16, 16))
        first = network.down[0](images(1, 3, 16, 16) - 0.5)
    blocks = seen[0].unfold(2, 2, 2).unfold(3, 2, 2).flatten(-2)
    assert ((blocks != 0).sum(dim=-1) <= 1).all()
    chosen = F.max_pool2d(first, 2, return_indices=True)[1].flatten(2)
    elsewhere = seen[0].flatten(2).scatter(2, chosen, 0.0)
    assert (elsewhere == 0).all()


def test_a_deconvnet_of_nothing_is_refused():
    for arguments in ({"classes": 0}, {"classes": 3, "channels": ()}, {"classes": 3, "bottom": 0}):
        with pytest.raises(ValueError, match=r"^(classes|channels): expected"):
            DeconvNet(**arguments)
