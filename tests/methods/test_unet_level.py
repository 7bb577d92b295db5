"""Copy and concatenate, and one level of the decoder, against torch's functions and the network's own modules."""

import pytest
import torch
from torch import Tensor
from torch.nn.utils import fuse_conv_bn_eval
from torch.testing import assert_close
from torchvision.transforms.functional import center_crop

from lecture_utils.methods.unet import UNet, concatenate, decoder_level


def maps(*sizes: int, seed: int = 0) -> Tensor:
    return torch.randn(sizes, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("large", "small"), [((8, 10), (4, 6)), ((5, 5), (5, 5)), ((9, 7), (3, 5))])
def test_the_copy_is_cropped_around_its_middle_and_put_in_front(large: tuple[int, int], small: tuple[int, int]):
    copy, decoder = maps(2, 3, *large), maps(2, 4, *small, seed=1)
    joined = concatenate(copy, decoder)
    assert torch.equal(joined[:, :3], center_crop(copy, list(small)))
    assert torch.equal(joined[:, 3:], decoder)


def test_of_an_odd_difference_the_smaller_half_is_cropped_in_front():
    copy = torch.arange(5.0).expand(1, 1, 4, 5)
    assert concatenate(copy, torch.zeros(1, 1, 4, 2))[0, 0, 0].tolist() == [1, 2]


@pytest.mark.parametrize("size", [(1, 3, 3, 6), (1, 3, 6, 3), (2, 3, 6, 6)])
def test_a_copy_that_does_not_cover_the_maps_is_refused(size: tuple[int, ...]):
    with pytest.raises(ValueError, match=r"copy: expected \(1, C, at least 4, at least 4\), got"):
        concatenate(torch.zeros(size), torch.zeros(1, 2, 4, 4))


def test_a_level_is_what_the_trained_modules_compute_with_their_normalisation_in_the_weights():
    torch.manual_seed(0)
    network = UNet(3, channels=(4, 6, 8))
    for _ in range(3):
        network(torch.rand(2, 3, 16, 16))  # moves the running means away from 0
    network.eval()
    steps = list(network.steps(torch.rand(2, 3, 16, 16)))
    made = {(step.part, step.level): step.maps for step in steps}
    for level, below in ((1, "down"), (0, "decoder")):
        place = 1 - level
        first, first_norm, _, second, second_norm, _ = network.decoder[place]
        fused = [fuse_conv_bn_eval(first, first_norm), fuse_conv_bn_eval(second, second_norm)]
        found = decoder_level(
            made["down", level],
            made[below, level + 1],
            network.up[place].weight,
            network.up[place].bias,
            [one.weight for one in fused],
            [one.bias for one in fused],
        )
        assert_close(found, made["decoder", level], rtol=1e-4, atol=1e-4)
