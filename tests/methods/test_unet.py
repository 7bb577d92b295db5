"""U-Net: its shapes along the U, its skips, and the same network without them."""

import itertools

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.unet import UNet, shapes_along_the_u


def images(*sizes: int) -> Tensor:
    return torch.rand(sizes, generator=torch.Generator().manual_seed(0))


def unet(**arguments) -> UNet:
    torch.manual_seed(0)
    return UNet(5, **{"channels": (4, 6, 8), **arguments}).eval()


def test_steps_go_down_and_up_the_u_and_join_the_encoders_map_of_the_same_level():
    network, batch = unet(), images(2, 3, 16, 24)
    steps = list(network.steps(batch))
    assert [(step.part, step.level) for step in steps] == [
        ("down", 0), ("pool", 1), ("down", 1), ("pool", 2), ("down", 2),
        ("up", 1), ("join", 1), ("decoder", 1), ("up", 0), ("join", 0), ("decoder", 0), ("score", 0),
    ]  # fmt: skip
    assert all(step.maps.shape[2:] == (16 // 2**step.level, 24 // 2**step.level) for step in steps)
    encoder = {step.level: step.maps for step in steps if step.part == "down"}
    for up, join in itertools.pairwise(steps):
        if join.part == "join":
            assert torch.equal(join.maps, torch.cat([encoder[join.level], up.maps], dim=1))
    assert torch.equal(steps[-1].maps, network(batch))
    assert [step.part for step in unet(skips=False).steps(batch)].count("join") == 0


def test_a_copy_is_multiplied_by_its_levels_strength():
    network, batch = unet(), images(1, 3, 16, 16)
    whole = {step.level: step.maps for step in network.steps(batch) if step.part == "join"}
    weak = {step.level: step.maps for step in network.steps(batch, (0.5, 1.0)) if step.part == "join"}
    assert_close(weak[0][:, :4], 0.5 * whole[0][:, :4])
    assert torch.equal(weak[0][:, 4:], whole[0][:, 4:])
    assert torch.equal(weak[1], whole[1])
    assert torch.equal(network(batch, (1, 1)), network(batch))


@pytest.mark.parametrize(("skips", "strengths"), [(True, (1.0,)), (True, (1.0, 1.0, 1.0)), (False, (1.0, 1.0))])
def test_strengths_of_skips_that_do_not_exist_are_refused(skips: bool, strengths: tuple[float, ...]):
    with pytest.raises(ValueError, match=f"strengths: expected {2 if skips else 0} numbers, one for each skip"):
        unet(skips=skips)(images(1, 3, 16, 16), strengths)


@pytest.mark.parametrize("skips", [True, False])
@pytest.mark.parametrize("size", [(16, 16), (8, 24), (4, 4)])
def test_every_pixel_gets_a_score_of_every_class(size: tuple[int, int], skips: bool):
    network = unet(skips=skips)
    assert network(images(2, 3, *size)).shape == (2, 5, *size)
    assert network(images(0, 3, *size)).shape == (0, 5, *size)


def test_the_shapes_along_the_u_come_from_the_running_network():
    runs = shapes_along_the_u(unet(), 16, 24)
    assert [(run.name, run.inputs, run.output) for run in runs] == [
        ("down.0", ((1, 3, 16, 24),), (1, 4, 16, 24)),
        ("pool", ((1, 4, 16, 24),), (1, 4, 8, 12)),
        ("down.1", ((1, 4, 8, 12),), (1, 6, 8, 12)),
        ("pool", ((1, 6, 8, 12),), (1, 6, 4, 6)),
        ("down.2", ((1, 6, 4, 6),), (1, 8, 4, 6)),
        ("up.0", ((1, 8, 4, 6),), (1, 6, 8, 12)),
        ("decoder.0", ((1, 12, 8, 12),), (1, 6, 8, 12)),
        ("up.1", ((1, 6, 8, 12),), (1, 4, 16, 24)),
        ("decoder.1", ((1, 8, 16, 24),), (1, 4, 16, 24)),
        ("score", ((1, 4, 16, 24),), (1, 5, 16, 24)),
    ]


def test_without_skips_only_the_convolutions_that_took_in_the_copies_are_smaller():
    with_skips, without = (shapes_along_the_u(unet(skips=skips), 16, 16) for skips in (True, False))
    different = [
        a.name for a, b in zip(with_skips, without, strict=True) if (a.inputs, a.output) != (b.inputs, b.output)
    ]
    assert different == ["decoder.0", "decoder.1"]
    assert all(run.input[1] == run.output[1] for run in without if run.name.startswith("decoder"))
    shapes = [
        (a.shape, b.shape)
        for a, b in zip(unet().parameters(), unet(skips=False).parameters(), strict=True)
        if a.shape != b.shape
    ]
    assert all(a[1] == 2 * b[1] and a[0] == b[0] for a, b in shapes)
    assert len(shapes) == 2


def test_the_copy_is_the_encoders_map_beside_the_decoders():
    network, seen = unet(), {}
    for name in ("down.0", "up.1", "decoder.1"):
        network.get_submodule(name).register_forward_hook(
            lambda module, arguments, output, name=name: seen.update({name: (arguments[0], output)})
        )
    with torch.no_grad():
        network(images(1, 3, 16, 16))
    assert torch.equal(seen["decoder.1"][0], torch.cat([seen["down.0"][1], seen["up.1"][1]], dim=1))


def test_without_skips_all_that_is_known_of_the_image_goes_through_the_bottom():
    for skips in (True, False):
        network = unet(skips=skips)
        network.down[-1].register_forward_hook(lambda module, arguments, output: torch.zeros_like(output))
        with torch.no_grad():
            black, other = network(torch.zeros(1, 3, 16, 16)), network(images(1, 3, 16, 16))
        assert torch.allclose(black, other) != skips


def test_the_multiply_adds_of_transpose_convolutions_count():
    costs = network_costs(unet(), images(1, 3, 16, 16))
    up = {run.name: run.multiply_adds for run in costs.runs if run.kind == "ConvTranspose2d"}
    assert up == {"up.0": 4 * 4 * 8 * 6 * 4, "up.1": 8 * 8 * 6 * 4 * 4}


def test_an_image_is_labelled_alone_as_in_a_batch():
    network, batch = unet(), images(3, 3, 16, 16)
    with torch.no_grad():
        assert_close(network(batch)[1:2], network(batch[1:2]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"classes": 0}, "classes: expected a positive integer, got 0"),
        ({"classes": 5, "channels": (4,)}, "channels: expected two or more, all positive"),
        ({"classes": 5, "channels": (4, 0)}, "channels: expected two or more, all positive"),
    ],
)
def test_a_u_of_nothing_is_refused(arguments, message: str):
    with pytest.raises(ValueError, match=message):
        UNet(**arguments)


@pytest.mark.parametrize("size", [(3, 16, 16), (1, 1, 16, 16), (1, 3, 18, 16), (1, 3, 16, 2)])
def test_images_that_the_poolings_do_not_divide_are_refused(size: tuple[int, ...]):
    with pytest.raises(ValueError, match=r"images: expected \(N, 3, H, W\)(, H and W multiples of 4)?, got"):
        unet()(images(*size))
