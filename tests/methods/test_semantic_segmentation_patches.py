"""The sliding window that labels its centre pixel: one run gives what patch after patch gives, at a fraction of it."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.testing import assert_close
from torch.utils.flop_counter import FlopCounterMode

from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.semantic_segmentation import (
    Cropped,
    FullResolutionNetwork,
    MultiscaleNetwork,
    RecurrentNetwork,
    a_trous,
    all_pixels,
    block_means,
    centre_patches,
    dense_seconds,
    label_by_patches,
    laplacian_pyramid,
    patch_seconds,
    predicted_labels,
    segmentation_costs,
)
from lecture_utils.methods.semantic_segmentation.pyramid import blurred, enlarged


def image(*sizes: int, seed: int = 0) -> Tensor:
    return torch.rand(sizes, generator=torch.Generator().manual_seed(seed))


def with_statistics(network: nn.Module) -> nn.Module:
    """Give normalisation something to do, and biases too."""
    torch.manual_seed(3)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 2)
            if module.affine:
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.normal_(module.bias, std=0.2)
    return network.eval()


def multiscale(**arguments) -> MultiscaleNetwork:
    torch.manual_seed(0)
    return with_statistics(MultiscaleNetwork(4, channels=(4, 5, 6), hidden=7, **arguments))


def recurrent(**arguments) -> RecurrentNetwork:
    torch.manual_seed(0)
    return with_statistics(RecurrentNetwork(4, channels=(4, 5, 6), **arguments))


# --- Patches -------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.integers(1, 7), st.integers(1, 6), st.integers(1, 9), st.integers(0, 99))
def test_a_patch_lies_about_its_pixel_and_is_zero_beyond_the_border(height: int, width: int, window: int, seed: int):
    whole = image(2, height, width, seed=seed)
    for (row, column), patch in zip(
        all_pixels(height, width).tolist(),
        centre_patches(whole, all_pixels(height, width), window),
        strict=True,
    ):
        assert patch.shape == (2, window, window)
        for i in range(window):
            for j in range(window):
                y, x = row + i - window // 2, column + j - window // 2
                expected = whole[:, y, x] if 0 <= y < height and 0 <= x < width else torch.zeros(2)
                assert torch.equal(patch[:, i, j], expected)


def test_the_centre_can_lie_elsewhere():
    whole = image(1, 5, 5)
    assert torch.equal(centre_patches(whole, torch.tensor([[2, 2]]), 3, centre=0)[0], whole[:, 2:5, 2:5])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((image(4, 4), torch.tensor([[0, 0]]), 3), r"image: expected \(D, H, W\), got \(4, 4\)"),
        ((image(3, 4, 4), torch.tensor([[0.0, 0.0]]), 3), "pixels: expected integers of shape"),
        ((image(3, 4, 4), torch.tensor([0, 0]), 3), "pixels: expected integers of shape"),
        ((image(3, 4, 4), torch.tensor([[0, 4]]), 3), r"pixels: expected in \(4, 4\), got"),
        ((image(3, 4, 4), torch.tensor([[-1, 0]]), 3), r"pixels: expected in \(4, 4\), got"),
    ],
)
def test_patches_that_cannot_be_cut_are_refused(arguments, message: str):
    with pytest.raises(ValueError, match=message):
        centre_patches(*arguments)


# --- À trous -------------------------------------------------------------------------------------------------------


def patch_network(*kernels: int) -> nn.Sequential:
    """A network with a pooling after each convolution but the last."""
    torch.manual_seed(1)
    layers: list[nn.Module] = []
    channels = 2
    for number, kernel in enumerate(kernels):
        layers += [nn.Conv2d(channels, 3, kernel), nn.BatchNorm2d(3), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if number < len(kernels) - 1 else []
        channels = 3
    return with_statistics(nn.Sequential(*layers))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 5), st.integers(0, 4), st.integers(0, 2))
def test_one_run_gives_what_every_patch_gives(kernels: list[int], more_rows: int, more_columns: int, power: int):
    network = patch_network(*kernels)
    window = kernels[-1]
    for kernel in reversed(kernels[:-1]):
        window = 2 * window + kernel - 1
    stride = 2 ** min(power, len(kernels) - 1)
    maps = image(1, 2, window + more_rows, window + more_columns)

    dense = a_trous(network, stride)(maps)

    rows, columns = more_rows // stride + 1, more_columns // stride + 1
    assert dense.shape[-2:] == (rows, columns)
    for i in range(rows):
        for j in range(columns):
            patch = maps[..., i * stride : i * stride + window, j * stride : j * stride + window]
            assert_close(network(patch)[..., 0, 0], dense[..., i, j])


def test_a_dilated_network_sees_every_second_cell_of_a_patch():
    network = patch_network(3, 2)
    maps = image(1, 2, 15, 15)
    wide = a_trous(network, dilation=2)(maps)
    assert_close(wide[..., ::2, ::2], a_trous(network)(maps[..., ::2, ::2]))


def test_the_weights_are_shared_and_gradients_reach_them():
    network = patch_network(3, 2)
    a_trous(network)(image(1, 2, 9, 9)).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize(
    ("network", "stride", "message"),
    [
        (nn.Sequential(nn.Conv2d(1, 1, 3, padding=1)), 1, "network: expected convolutions of stride 1 without padding"),
        (nn.Sequential(nn.Conv2d(1, 1, 3, stride=2)), 1, "network: expected convolutions of stride 1 without padding"),
        (nn.Sequential(nn.MaxPool2d(3)), 1, "network: expected poolings 2 × 2 of stride 2"),
        (nn.Sequential(nn.Linear(2, 2)), 1, "network: expected Conv2d, MaxPool2d, BatchNorm2d and ReLU, got Linear"),
        (nn.Sequential(nn.MaxPool2d(2)), 4, "stride: expected a power of 2, at most that of all poolings, got 4"),
        (nn.Sequential(nn.MaxPool2d(2), nn.MaxPool2d(2)), 3, "stride: expected a power of 2"),
        (nn.Sequential(nn.MaxPool2d(2)), 0, "stride: expected a power of 2"),
    ],
)
def test_networks_that_cannot_run_a_trous_are_refused(network: nn.Sequential, stride: int, message: str):
    with pytest.raises(ValueError, match=message):
        a_trous(network, stride)


# --- The Laplacian pyramid -----------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.integers(9, 30), st.integers(9, 30), st.integers(1, 3))
def test_the_pyramid_adds_up_to_the_image(height: int, width: int, levels: int):
    whole = image(2, 3, height, width)
    pyramid = laplacian_pyramid(whole, levels)
    assert [tuple(level.shape[-2:]) for level in pyramid] == [
        (-(-height // 2**s), -(-width // 2**s)) for s in range(levels)
    ]
    back = pyramid[-1]
    for finer in reversed(pyramid[:-1]):
        back = finer + enlarged(back, finer.shape[-2:])
    assert_close(back, whole)


def test_a_grey_image_has_nothing_at_any_scale_but_the_coarsest():
    *fine, coarse = laplacian_pyramid(torch.full((1, 1, 32, 32), 0.3), 3)
    assert_close(coarse, torch.full((1, 1, 8, 8), 0.3))
    for level in fine:
        assert level[..., 4:-4, 4:-4].abs().max() < 1e-6  # near the border the nails are not mirrored evenly


def test_the_blur_keeps_the_sum_of_what_is_away_from_the_border():
    spot = torch.zeros(1, 1, 9, 9)
    spot[..., 4, 4] = 1
    assert_close(blurred(spot).sum(), torch.tensor(1.0))
    assert blurred(spot)[0, 0, 4, 4] == (6 / 16) ** 2


def test_a_pyramid_that_is_too_high_is_refused():
    with pytest.raises(ValueError, match="levels: expected a positive integer, so that the coarsest has three rows"):
        laplacian_pyramid(image(1, 3, 8, 8), 3)
    with pytest.raises(ValueError, match="images: expected"):
        laplacian_pyramid(image(3, 8, 8), 1)


# --- Both networks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(13, 18), (16, 12)])
@pytest.mark.parametrize("make", [multiscale, lambda: multiscale(levels=2), recurrent, lambda: recurrent(times=2)])
def test_every_pixel_gets_in_one_run_what_its_patch_gets(make, size: tuple[int, int]):
    network, whole = make(), image(3, *size)
    with torch.no_grad():
        dense = network(whole[None])[0]  # (C, H, W)
        one_by_one = network.classify(network.patches(whole, all_pixels(*size)))  # (H · W, C)
    assert_close(dense.flatten(1).T, one_by_one, atol=1e-5, rtol=1e-4)
    assert torch.equal(label_by_patches(network, whole, batch_size=50), predicted_labels(dense))


@pytest.mark.parametrize("stride", [2, 4])
@pytest.mark.parametrize("size", [(16, 20), (13, 19)])
def test_a_lattice_of_pixels_has_the_scores_of_the_multiscale_network(size: tuple[int, int], stride: int):
    network, images = multiscale(), image(2, 3, *size)
    with torch.no_grad():
        assert_close(network(images, stride=stride), network(images)[..., ::stride, ::stride])


@pytest.mark.parametrize("size", [(16, 24), (13, 19)])
def test_lattices_of_pixels_have_the_scores_of_the_recurrent_network(size: tuple[int, int]):
    network, images = recurrent(), image(2, 3, *size)
    with torch.no_grad():
        for time, (lattice, dense) in enumerate(
            zip(network.lattices(images), network.instances(images), strict=True), start=1
        ):
            assert_close(lattice, dense[..., :: 2**time, :: 2**time], atol=1e-5, rtol=1e-4)


def test_the_context_of_the_recurrent_network_grows_with_each_application():
    contexts = [recurrent(times=times).context for times in (1, 2, 3)]
    assert contexts == [14, 40, 92]
    for times, context in zip((1, 2), contexts, strict=False):
        network = recurrent(times=times)
        whole = image(1, 3, 64, 64).requires_grad_()
        network(whole)[0, :, 32, 32].sum().backward()
        assert whole.grad is not None
        seen = whole.grad.abs().sum(dim=(0, 1)).nonzero()
        assert (seen.min(dim=0).values >= 32 - network.centre).all()
        assert (seen.max(dim=0).values < 32 - network.centre + context).all()
        assert seen.max() - seen.min() >= context * 3 // 4


def test_every_level_is_normalised_by_itself():
    network = multiscale().train()
    for level in network.pyramid(image(4, 3, 32, 32)):
        assert_close(level.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-5, rtol=0)
        assert_close(level.var(dim=(0, 2, 3), correction=0), torch.ones(3), atol=1e-2, rtol=0)


def test_the_recurrent_network_listens_to_what_it_said():
    network, images = recurrent(times=2), image(1, 3, 16, 16)
    with torch.no_grad():
        before = network(images)
        network.network[0].weight[:, 3:] = 0  # deaf to the prediction
        after = network(images)
    assert not torch.allclose(before, after)


def test_blocks_have_the_means_of_the_smaller_image():
    images = image(1, 3, 12, 8)
    assert_close(block_means(images, 4)[..., ::4, ::4], F.avg_pool2d(images, 4))
    assert torch.equal(block_means(images, 1), images)


@pytest.mark.parametrize("make", [MultiscaleNetwork, RecurrentNetwork])
def test_networks_refuse_what_is_no_number_of_anything(make):
    for arguments in ({"classes": 0}, {"classes": 3, "channels": (4, 5)}, {"classes": 3, "channels": (4, 0, 5)}):
        with pytest.raises(ValueError, match=r"^(classes|channels): expected"):
            make(**arguments)
    with pytest.raises(ValueError, match=r"^(levels|times): expected"):
        make(3, **{"levels" if make is MultiscaleNetwork else "times": 0})


# --- Costs ---------------------------------------------------------------------------------------------------------


def test_inside_the_image_a_full_resolution_network_gives_each_window_what_the_whole_image_gives():
    torch.manual_seed(0)
    network = with_statistics(FullResolutionNetwork(4, channels=5, layers=3))
    whole = image(3, 14, 12)
    cropped = Cropped(network, network.window)
    middle = torch.cartesian_prod(torch.arange(3, 11), torch.arange(3, 9))
    with torch.no_grad():
        scores = cropped.classify(cropped.patches(whole, middle))  # (K, C)
        dense = network(whole[None])[0]
    assert_close(scores, dense[:, middle[:, 0], middle[:, 1]].T)
    assert torch.equal(label_by_patches(cropped, whole, middle), dense[:, middle[:, 0], middle[:, 1]].argmax(dim=0))


@pytest.mark.parametrize("make", [multiscale, recurrent])
def test_the_costs_are_those_that_torch_counts(make):
    network, whole = make(), image(3, 16, 12)
    costs = segmentation_costs(network, network, 16, 12)

    with FlopCounterMode(display=False) as counter:
        label_by_patches(network, whole, batch_size=100)
    assert 2 * costs.multiply_adds_by_patches == counter.get_total_flops() > 0
    assert costs.multiply_adds == network_costs(network, whole[None]).multiply_adds
    assert costs.parameters == sum(parameter.numel() for parameter in network.parameters())
    assert costs.patches == 16 * 12


def test_the_share_that_is_computed_again_is_counted_activation_by_activation():
    network = FullResolutionNetwork(4, channels=5, layers=2)
    costs = segmentation_costs(network, Cropped(network, 5), 10, 8)

    assert [(one.in_crops, one.once) for one in costs.redundancy] == [
        (80 * 5 * 25, 80 * 5),
        (80 * 4 * 25, 80 * 4),
    ]
    assert costs.repeated_share == pytest.approx(1 - 1 / 25)


def test_patches_of_one_pixel_repeat_nothing():
    network = nn.Conv2d(3, 4, 1)
    assert segmentation_costs(network, Cropped(network, 1), 6, 5).repeated_share == 0


def test_seconds_are_measured_by_labelling():
    network, whole = multiscale(), image(3, 12, 12)
    assert 0 < dense_seconds(network, whole) < 60
    assert 0 < patch_seconds(network, whole, all_pixels(12, 12)[:20]) < 60


def test_costs_of_nothing_are_refused():
    network = FullResolutionNetwork(4, channels=5, layers=2)
    with pytest.raises(ValueError, match="window: expected a positive integer, got 0"):
        Cropped(network, 0)
    with pytest.raises(ValueError, match="height, width: expected at least one pixel"):
        segmentation_costs(network, Cropped(network, 5), 0, 5)
    with pytest.raises(ValueError, match="labeller: expected one with the network's 2 convolutions, got 3"):
        segmentation_costs(network, Cropped(FullResolutionNetwork(4, 5, 3), 5), 8, 8)
