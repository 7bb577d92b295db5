"""The paper's figures, and what the slide says of them."""

from lecture_utils.methods.vit.reported import BEST, BY_PRETRAINING, PRETRAINING


def accuracy(network, pretrained_on, figures=BY_PRETRAINING):
    (found,) = [one.accuracy for one in figures if (one.network, one.pretrained_on) == (network, pretrained_on)]
    return found


def test_every_figure_has_its_network_data_set_and_table():
    assert len(BY_PRETRAINING) == 14
    for one in BY_PRETRAINING + BEST:
        assert one.pretrained_on in PRETRAINING
        assert one.source in ("table 2", "table 5")
        assert 70 < one.accuracy < 90


def test_a_larger_network_is_worse_with_few_pictures_and_better_with_many():
    for patch in (16, 32):
        few, many = (
            accuracy(f"ViT-L/{patch}", data) - accuracy(f"ViT-B/{patch}", data) for data in ("ImageNet", "JFT-300M")
        )
        assert few < 0 < many


def test_more_pictures_help_large_networks_and_smaller_patches_help_all():
    for network in ("ViT-L/16", "ViT-L/32"):
        by_size = [accuracy(network, data) for data in PRETRAINING]
        assert by_size == sorted(by_size)
    for size in "BL":
        assert all(accuracy(f"ViT-{size}/16", data) > accuracy(f"ViT-{size}/32", data) for data in PRETRAINING)


def test_pretrained_on_most_pictures_large_vision_transformers_outperform_a_large_resnet():
    resnet = accuracy("BiT-L", "JFT-300M", BEST)
    assert min(accuracy(network, "JFT-300M", BEST) for network in ("ViT-L/16", "ViT-H/14")) > resnet
