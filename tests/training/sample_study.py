"""A study that takes seconds."""

from torch import nn

from lecture_utils.methods.backbone import ResNet, ResNetSizes
from lecture_utils.training.crop_classifier import CropClassifier
from lecture_utils.training.study import Study


class Contender(CropClassifier):
    size = 32
    batch_size = 4
    test_scenes = 10
    validation_scenes = 0

    def __init__(self, name: str, channels: int) -> None:
        self.name, self.channels = name, channels

    def network(self) -> nn.Module:
        return ResNet(ResNetSizes((self.channels,), (1,)))


study = Study(
    name="sample_study",
    summary="two networks on six and twelve pictures",
    recipes={"narrow": Contender("narrow", 2), "wide": Contender("wide", 6)},
    amounts=(6, 12),
    epochs=2,
    most_steps=5,
    seeds=(0, 1),
)
