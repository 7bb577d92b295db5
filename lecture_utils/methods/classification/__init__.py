"""Classification: which of a fixed set of categories an image belongs to.

Lecture 01, slides "Problem: For each image predict which category it belongs to", "ImageNet Competition (ILSVRC)",
"ILSVRC winner 2012" and "Comparing Complexity".

- `AlexNet`: the network of 2012, the paper's own and one sized for our pictures. ``alexnet.py``, ``response_norm.py``
- `softmax`: scores to probabilities; it is that of all lectures.
- `cross_entropy`: the loss, with its steps and its gradient. ``methods/losses.py``
- `most_likely`, `top_k_accuracy`: the K most likely labels, and how often the true one is among them. ``top_k.py``
- `superclass_probabilities`: from finer to coarser categories. ``superclasses.py``
- `imagenet_classifiers`: accuracy, operations and parameters of torchvision's classifiers. ``complexity.py``
"""

from lecture_utils.methods.classification.alexnet import ONE_COLUMN, PAPER, SMALL, AlexNet, AlexNetSizes
from lecture_utils.methods.classification.complexity import Classifier, family_of, imagenet_classifiers
from lecture_utils.methods.classification.response_norm import local_response_norm
from lecture_utils.methods.classification.superclasses import superclass_probabilities
from lecture_utils.methods.classification.top_k import (
    MostLikely,
    most_likely,
    rank_of_truth,
    top_k_accuracies,
    top_k_accuracy,
)
from lecture_utils.methods.losses import (
    CrossEntropySteps,
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_steps,
    log_softmax,
)
from lecture_utils.methods.softmax import softmax

__all__ = [
    "ONE_COLUMN",
    "PAPER",
    "SMALL",
    "AlexNet",
    "AlexNetSizes",
    "Classifier",
    "CrossEntropySteps",
    "MostLikely",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_steps",
    "family_of",
    "imagenet_classifiers",
    "local_response_norm",
    "log_softmax",
    "most_likely",
    "rank_of_truth",
    "softmax",
    "superclass_probabilities",
    "top_k_accuracies",
    "top_k_accuracy",
]
