"""What the recipes for classifiers share: augmentation, figures, and what a trained one reaches."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.backbone import Backbone
from lecture_utils.scenes.meadow import FINE, THINGS
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.backbone import recipe as backbone_recipe
from lecture_utils.training.backbone import zoomed
from lecture_utils.training.checkpoint import load_network, load_weights, record
from lecture_utils.training.classification import recipe
from lecture_utils.training.crop_classifier import SUPERCLASSES, relit, shifted


@pytest.fixture(scope="module")
def crops(tmp_path_factory):
    return CropCache("validation", 60, folder=tmp_path_factory.mktemp("crops"))


class Knowing(nn.Module):
    """Knows every crop: the true category gets the highest score, or the second highest, or the sixth, in turn."""

    def __init__(self, crops):
        super().__init__()
        self.crops, self.place = crops, 0

    def forward(self, images):
        scores = torch.zeros(len(images), len(FINE))
        for row in scores:
            fine = int(self.crops.fine[self.place])
            others = [number for number in range(len(FINE)) if number != fine]
            ahead = (0, 1, 5)[self.place % 3]
            row[fine] = 10
            row[others[:ahead]] = 20
            self.place += 1
        return scores


def test_the_figures_are_shares_of_the_crops_that_are_right(crops):
    figures = recipe.evaluate(Knowing(crops), crops)
    assert list(figures) == ["top-1", "top-5", "top-1 of 5 labels", "cross-entropy"]
    assert figures["top-1"] == pytest.approx(1 / 3)
    assert figures["top-5"] == pytest.approx(2 / 3)
    assert figures["cross-entropy"] > 5


def test_a_label_is_right_where_its_finer_categories_together_are_the_most_likely(crops):
    class Spread(nn.Module):
        """Each finer category of the true label gets 0.15, one of another label gets 0.25."""

        def forward(self, images):
            scores = torch.full((len(images), len(FINE)), 1e-9)
            for row, label in zip(scores, crops.labels, strict=True):
                row[5 * label : 5 * label + 5] = 0.15
                row[(5 * label + 7) % 25] = 0.25
            return scores.log()

    figures = recipe.evaluate(Spread(), crops)
    assert figures["top-1"] == 0
    assert figures["top-1 of 5 labels"] == 1


def test_every_finer_category_has_its_label():
    assert [FINE[number].split()[-1] for number in range(20)] == [THINGS[label] for label in SUPERCLASSES[:20]]
    assert set(SUPERCLASSES[20:]) == {THINGS.index("person")}


def test_a_batch_has_the_categories_of_its_crops(crops):
    torch.manual_seed(0)
    images, fine = recipe.batch(crops, [5, 9, 2])
    assert images.shape == (3, 3, 64, 64)
    assert images.min() >= 0
    assert images.max() <= 1
    assert fine.tolist() == [crops[number].fine for number in (5, 9, 2)]


def test_shifting_moves_a_picture_by_whole_pixels_and_no_farther_than_is_said():
    torch.manual_seed(0)
    images = torch.rand(200, 1, 1, 1) * torch.zeros(1, 1, 20, 20)
    images[:, :, 10, 10] = 1
    places = shifted(images, most=3)[:, 0].flatten(1).argmax(dim=1)
    moved = {(int(place) // 20 - 10, int(place) % 20 - 10) for place in places}
    assert {row for row, _ in moved} == {column for _, column in moved} == set(range(-3, 4))
    assert_close(shifted(images, most=0), images)


def test_relighting_keeps_a_picture_in_its_range_and_its_shapes_in_order():
    torch.manual_seed(0)
    image = torch.linspace(0.3, 0.7, 64).view(1, 1, 8, 8).expand(50, 3, 8, 8)
    lit = relit(image, most=0.2)
    assert lit.min() >= 0
    assert lit.max() <= 1
    assert (lit.flatten(2).diff(dim=2) > 0).all()
    spans = lit.amax((2, 3)) - lit.amin((2, 3))
    assert spans.min() >= 0.4 * 0.8 - 1e-6
    assert spans.max() <= 0.4 * 1.2 + 1e-6
    assert_close(relit(image, most=0.0), image)


def test_the_trained_network_is_far_above_chance_and_top_1_is_clearly_below_top_5():
    written = record("classification")
    for figures in written.seeds.values():
        assert figures["top-1"] > 10 / len(FINE)
        assert figures["top-5"] > figures["top-1"] + 0.1
        assert figures["top-1 of 5 labels"] > 0.40 + 0.1  # a linear classifier on pixels reaches 0.40
    assert set(written.seeds) == {"0", "1", "2"}


def test_zooming_keeps_the_middle_in_its_place_and_mirrors_what_comes_in_at_the_border():
    torch.manual_seed(0)
    images = torch.rand(3, 2, 16, 16)
    small, same, large = zoomed(images, torch.tensor([0.5, 1.0, 2.0]))
    assert_close(same, images[1])
    means = images[0].unfold(1, 2, 2).unfold(2, 2, 2).mean(dim=(3, 4))  # (2, 8, 8): half the size
    assert_close(small[:, 4:12, 4:12], means)
    assert_close(small[:, 4:12, 3], means[:, :, 0])
    assert_close(small[:, 4:12, 0], means[:, :, 3])
    assert_close(large[:, 7:9, 7:9].mean(dim=(1, 2)), images[2, :, 7:9, 7:9].mean(dim=(1, 2)))


def test_half_of_the_backbones_pictures_are_zoomed_and_none_leaves_its_range(crops):
    torch.manual_seed(0)
    images, fine = backbone_recipe.batch(crops, list(range(60)))
    assert images.shape == (60, 3, 64, 64)
    assert images.min() >= 0
    assert images.max() <= 1
    assert torch.equal(fine, crops.fine)


def test_the_backbone_beats_the_network_of_2012_with_every_seed():
    old, new = record("classification"), record("backbone")
    assert min(figures["top-1"] for figures in new.seeds.values()) > max(
        figures["top-1"] for figures in old.seeds.values()
    )
    assert new.figures["top-1 at half size"] > 0.4
    assert new.parameters < 1_000_000


def test_the_trained_backbone_can_be_taken_without_its_classifier():
    classifier = load_network("backbone")
    backbone = load_weights(Backbone(), "backbone", part="backbone").eval()
    image = torch.rand(1, 3, 128, 96, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert_close(backbone(image)["stage4"].mean(dim=(2, 3)), classifier.forward_features(image))
