"""The shared backbone: maps and strides, torchvision's block, freezing, inserting."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close
from torchvision.models.resnet import BasicBlock as LibraryBlock

from lecture_utils.methods.backbone import BACKBONE, DEEP, TINY, Backbone, BasicBlock, ResNet, ResNetSizes

SMALL = ResNetSizes((4, 6, 8), (1, 2, 1))


def made(sizes=SMALL, seed=0):
    torch.manual_seed(seed)
    return Backbone(sizes)


@settings(max_examples=20)
@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 2))
def test_every_stage_gives_a_map_of_its_stride_for_images_of_any_size(height, width, images):
    backbone = made().eval()
    maps = backbone(torch.zeros(images, 3, height, width))
    assert list(maps) == list(backbone.channels) == list(backbone.strides) == ["stage1", "stage2", "stage3"]
    for name, found in maps.items():
        stride = backbone.strides[name]
        assert found.shape == (images, backbone.channels[name], -(-height // stride), -(-width // stride))


def test_strides_double_from_4_on():
    assert made(BACKBONE).strides == {"stage1": 4, "stage2": 8, "stage3": 16, "stage4": 32}


@pytest.mark.parametrize(("sizes", "least", "most"), [(BACKBONE, 0.7e6, 1e6), (TINY, 0.1e6, 0.2e6), (DEEP, 1e6, 1.5e6)])
def test_the_family_has_about_the_parameters_that_are_said(sizes, least, most):
    assert least < sum(values.numel() for values in Backbone(sizes).parameters()) < most


@pytest.mark.parametrize(("channels_in", "channels_out", "stride"), [(4, 4, 1), (4, 6, 1), (4, 4, 2), (4, 6, 2)])
def test_a_block_and_its_gradient_are_torchvisions(channels_in, channels_out, stride):
    torch.manual_seed(0)
    shortcut = None
    if stride != 1 or channels_in != channels_out:
        convolution = nn.Conv2d(channels_in, channels_out, 1, stride, bias=False)
        shortcut = nn.Sequential(convolution, nn.BatchNorm2d(channels_out))
    theirs = LibraryBlock(channels_in, channels_out, stride, shortcut).double()
    ours = BasicBlock(channels_in, channels_out, stride).double()
    for name, module in (("0", "conv1"), ("1", "bn1"), ("3", "conv2"), ("4", "bn2")):
        ours.residual[int(name)].load_state_dict(getattr(theirs, module).state_dict())
    if shortcut is not None:
        ours.shortcut.load_state_dict(shortcut.state_dict())
    results = []
    for block in (ours, theirs):
        maps = torch.randn(2, channels_in, 7, 6, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
        maps.requires_grad_()
        output = block(maps)
        results.append((output.detach(), torch.autograd.grad(output.square().sum(), maps)[0]))
    assert_close(results[0], results[1])


def test_cell_i_is_centred_on_pixel_stride_times_i():
    # The gradient of one cell shows the pixels that it sees: they lie evenly around its centre.
    backbone = made(ResNetSizes((3, 3), (1, 1))).eval()
    for module in backbone.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.ones_(module.weight)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
    image = torch.ones(1, 3, 129, 129, requires_grad=True)
    cell = backbone(image)["stage2"][0, :, 8, 8].sum()
    seen = torch.autograd.grad(cell, image)[0][0].sum(0)
    rows = seen.sum(1)
    assert rows[64] > 0
    assert rows.nonzero().float().mean() == 64  # 8 · 8


def test_nothing_is_computed_after_the_stage_that_is_wanted():
    backbone = made().eval()
    image = torch.rand(1, 3, 32, 32)
    found = backbone(image, until="stage2")
    assert list(found) == ["stage1", "stage2"]
    assert_close(found["stage2"], backbone(image)["stage2"])
    backbone.stages["stage3"] = None  # would fail if it ran
    assert_close(backbone(image, until="stage2")["stage2"], found["stage2"])


def test_frozen_normalisation_keeps_its_statistics_and_its_weights_in_training():
    backbone = made()
    backbone.freeze_norm()
    backbone.train()
    before = {name: value.clone() for name, value in backbone.state_dict().items()}
    optimiser = torch.optim.SGD([p for p in backbone.parameters() if p.requires_grad], lr=0.1)
    sum(maps.square().mean() for maps in backbone(torch.rand(2, 3, 32, 32)).values()).backward()
    optimiser.step()
    norms = {name for name, module in backbone.named_modules() if isinstance(module, nn.BatchNorm2d)}
    after = backbone.state_dict()
    changed = {name.rpartition(".")[0] for name in after if not after[name].equal(before[name])}
    assert norms
    assert not changed & norms
    assert "stem.0" in changed
    assert backbone.training


def test_frozen_stages_do_not_train_and_the_others_do():
    backbone = made()
    backbone.freeze_until("stage1")
    backbone.train()
    trained = {name: {values.requires_grad for values in stage.parameters()} for name, stage in backbone.stages.items()}
    assert trained == {"stage1": {False}, "stage2": {True}, "stage3": {True}}
    assert not any(values.requires_grad for values in backbone.stem.parameters())
    assert not backbone.stages["stage1"][0].residual[1].training
    assert backbone.stages["stage2"][0].residual[1].training


class Plus(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(6)

    def forward(self, maps):
        return maps + 1


def test_a_module_that_is_inserted_works_on_its_stages_map_and_renames_no_weight():
    backbone = made().eval()
    image, names = torch.rand(1, 3, 32, 32), set(backbone.state_dict())
    before = backbone(image)
    backbone.insert("stage2", Plus())
    after = backbone.eval()(image)
    assert_close(after["stage1"], before["stage1"])
    assert_close(after["stage2"], before["stage2"] + 1)
    assert not torch.equal(after["stage3"], before["stage3"])
    assert names < set(backbone.state_dict())
    backbone.freeze_norm()
    assert backbone.train().after["stage2"].norm.training  # what was inserted is trained


@pytest.mark.parametrize("call", ["forward", "insert", "freeze_until"])
def test_a_stage_that_is_not_there_is_named(call):
    before = {"forward": (torch.zeros(1, 3, 8, 8),)}
    after = {"insert": (Plus(),)}
    with pytest.raises(ValueError, match="expected one of stage1, stage2, stage3, got stage9"):
        getattr(made(), call)(*before.get(call, ()), "stage9", *after.get(call, ()))


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 1, 32, 32)])
def test_images_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"images: expected \(N, 3, H, W\), got"):
        made()(torch.zeros(shape))


@pytest.mark.parametrize("sizes", [ResNetSizes((4, 8), (1,)), ResNetSizes((), ()), ResNetSizes((4, 0), (1, 1))])
def test_sizes_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes: expected as many blocks as channels, all positive, got"):
        Backbone(sizes)


def test_the_classifier_averages_the_last_map_and_scores_every_category():
    torch.manual_seed(0)
    network = ResNet(SMALL, categories=7).eval()
    images = torch.rand(2, 3, 40, 56)
    features = network.forward_features(images)
    assert_close(features, network.backbone(images)["stage3"].flatten(2).mean(2))
    assert_close(network(images), features @ network.head.weight.T + network.head.bias)
    network.train()(images).square().sum().backward()
    assert all(values.grad is not None for values in network.parameters())
    with pytest.raises(ValueError, match="categories: expected a positive integer, got 0"):
        ResNet(SMALL, categories=0)


def test_the_backbones_weights_lie_under_backbone_in_the_classifier():
    classifier, backbone = ResNet(SMALL), made(seed=1)
    state = classifier.state_dict()
    backbone.load_state_dict({name.removeprefix("backbone."): state[name] for name in state if "backbone." in name})
    image = torch.rand(1, 3, 32, 32)
    assert_close(backbone.eval()(image)["stage3"].mean((2, 3)), classifier.eval().forward_features(image))


@pytest.mark.parametrize("stage", ["stage1", "stage2", "stage3"])
def test_a_stage_that_keeps_the_resolution_has_the_old_map_in_every_second_row_and_column(stage):
    plain, dense = made().eval(), made().eval()
    dense.keep_resolution(stage)
    images = torch.rand(1, 3, 61, 64)
    old, new = plain(images), dense(images)
    for name in plain.stages:
        if name < stage:
            assert_close(new[name], old[name])
            assert dense.strides[name] == plain.strides[name]
        else:
            assert dense.strides[name] == plain.strides[name] // 2
            assert_close(new[name][:, :, ::2, ::2], old[name])
    with pytest.raises(ValueError, match=r"^stage: expected one that halves"):
        dense.keep_resolution(stage)


def test_two_stages_can_keep_the_resolution():
    plain, dense = made().eval(), made().eval()
    dense.keep_resolution("stage2")
    dense.keep_resolution("stage3")
    images = torch.rand(1, 3, 64, 64)
    assert_close(dense(images)["stage3"][:, :, ::4, ::4], plain(images)["stage3"])
    assert dense.strides["stage3"] == 4


def test_a_backbone_that_is_cut_off_has_the_same_maps_as_far_as_it_goes():
    plain, cut = made().eval(), made().eval()
    cut.cut_after("stage2")
    images = torch.rand(1, 3, 40, 48)
    assert list(cut(images)) == list(cut.channels) == list(cut.strides) == ["stage1", "stage2"]
    assert_close(cut(images), plain(images, until="stage2"))
    with pytest.raises(ValueError, match=r"^stage: expected one of stage1, stage2"):
        cut.cut_after("stage3")
