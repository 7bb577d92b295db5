import importlib.util
import socket
from pathlib import Path

import pytest
import torch

from lecture_utils.scenes.photographs import PHOTOGRAPHS, photograph


@pytest.fixture
def without_network(monkeypatch):
    def refuse(*arguments, **keywords):
        raise OSError("a photograph tried to use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_every_photograph_loads_without_network_as_a_float_image_in_zero_to_one(name, without_network):
    image = photograph(name).image

    assert image.dtype == torch.float32
    assert image.shape[0] == 3
    assert min(image.shape[1:]) >= 300
    assert image.is_contiguous()
    assert image.min() >= 0
    assert 0.5 < image.max() <= 1  # a photograph divided by 255 twice would stay below


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_every_photograph_states_title_credit_licence_and_source(name):
    chosen = photograph(name)

    assert chosen.name == name
    assert chosen.title
    assert not chosen.title.endswith(".")
    for part in (chosen.title, chosen.credit, chosen.licence, chosen.source):
        assert part in chosen.credit_line
    assert chosen.source in ("scikit-image", "scikit-learn")


@pytest.mark.parametrize(
    "name", [name for name in PHOTOGRAPHS if photograph(name).licence in ("CC0 1.0", "public domain")]
)
def test_a_free_licence_is_the_one_that_the_library_documents(name):
    import skimage.data

    about = getattr(skimage.data, name).__doc__.lower()

    word = {"CC0 1.0": "cc0", "public domain": "public domain"}[photograph(name).licence]
    assert word in about


def test_creative_commons_photographs_name_the_photographers_that_scikit_learn_links_to():
    images = Path(importlib.util.find_spec("sklearn").origin).parent / "datasets" / "images"
    about = (images / "README.txt").read_text(encoding="utf-8")

    for name in ("china", "flower"):
        chosen = photograph(name)
        section = about.split(f"Image: {name}.jpg")[1].split("Image:")[0]
        assert chosen.licence == "CC BY 2.0"
        assert "licenses/by/2.0/" in section
        assert f"flickr.com/photos/{chosen.credit.removesuffix(' (Flickr)')}/" in section


def test_changing_an_image_changes_no_later_one():
    first = photograph("coffee").image
    untouched = first.clone()

    first.zero_()

    assert torch.equal(photograph("coffee").image, untouched)


def test_grey_photographs_have_three_equal_channels():
    red, green, blue = photograph("camera").image

    assert torch.equal(red, green)
    assert torch.equal(green, blue)


def test_an_unknown_name_lists_the_names_that_exist():
    with pytest.raises(ValueError, match=r"name must be one of chelsea, coffee.*got 'dog'"):
        photograph("dog")


def test_the_representation_names_height_width_and_credit():
    assert repr(photograph("chelsea")) == "Photograph('chelsea', 300 × 451 pixels, Stefan van der Walt, CC0 1.0)"
