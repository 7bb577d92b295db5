"""Where torchvision's network isn't here, the small one is used, and a sentence says so."""

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.methods.pretrained import NoPretrainedWeights, torchvision_network
from lecture_utils.scenes.meadow import FINE, crop, scene_seed
from lecture_utils.training.checkpoint import load_network
from lecture_utils.training.pretrained import middle_square, pretrained, small_classifier


@pytest.fixture(autouse=True)
def empty_hub(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))


def test_without_the_file_the_small_network_is_used_and_the_note_says_why():
    found = pretrained("resnet50")
    with pytest.raises(NoPretrainedWeights) as refusal:
        torchvision_network("resnet50")
    assert found.note == (
        f"{refusal.value} This is the small network of this project: 25 categories of things on a meadow."
    )
    assert found.categories == FINE


def test_a_name_that_torchvision_does_not_know_is_a_mistake_and_no_reason_for_the_small_network():
    with pytest.raises(ValueError, match="name: expected a network of torchvision"):
        pretrained("resnet")


def test_the_small_network_sees_a_crop_as_it_was_trained_on_it():
    small = small_classifier()
    crops = [crop(scene_seed("test", index)) for index in range(40)]
    with torch.no_grad():
        scores = torch.stack([small.network(small.transform(one.image)[None])[0] for one in crops])
        direct = load_network("backbone")(torch.stack([one.image for one in crops]))
    assert_close(scores, direct, rtol=1e-4, atol=1e-4)
    assert (scores.argmax(1) == torch.tensor([one.fine for one in crops])).float().mean() > 0.5


@pytest.mark.parametrize(("height", "width"), [(300, 451), (64, 64), (40, 30)])
def test_any_picture_becomes_its_middle_square_at_64_by_64_pixels(height, width):
    torch.manual_seed(0)
    image = torch.rand(3, height, width)
    square = middle_square(image)
    assert square.shape == (3, 64, 64)
    assert square.min() >= 0
    assert square.max() <= 1
    image[:, :, : (width - min(height, width)) // 2] = 0  # what lies outside the square doesn't matter
    assert_close(middle_square(image), square)
