"""The recipe of lecture 01: an AlexNet-style network learns 25 categories."""

from torch import nn

from lecture_utils.methods.classification import AlexNet
from lecture_utils.training.crop_classifier import CropClassifier


class Classification(CropClassifier):
    """AlexNet, sized for 64 × 64 pixels.

    The paper's dropout of one half is for 60 million weights and 1.2 million pictures shown 90 times each. Here every
    picture is shown a few times, and the network never knows them by heart: less dropout is better.
    """

    name = "classification"
    summary = "AlexNet-style network, 25 categories of things at 64×64 pixels"
    steps = 3000
    batch_size = 32
    learning_rate = 1e-3

    def network(self) -> nn.Module:
        """Make the network."""
        return AlexNet(dropout=0.1)


recipe = Classification()
