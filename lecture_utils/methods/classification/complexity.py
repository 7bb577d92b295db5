"""Comparing complexity: what torchvision says of its ImageNet classifiers. Nothing is downloaded."""

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from torchvision.models import WeightsEnum

FAMILIES = {
    "alexnet": ("AlexNet", 2012),
    "vgg": ("VGG", 2014),
    "googlenet": ("Inception", 2014),
    "inception": ("Inception", 2015),
    "resnet": ("ResNet", 2015),
    "squeezenet": ("SqueezeNet", 2016),
    "wide_resnet": ("Wide ResNet", 2016),
    "densenet": ("DenseNet", 2016),
    "resnext": ("ResNeXt", 2016),
    "mobilenet_v2": ("MobileNet", 2018),
    "shufflenet_v2": ("ShuffleNet", 2018),
    "mnasnet": ("MNASNet", 2018),
    "mobilenet_v3": ("MobileNet", 2019),
    "efficientnet_b": ("EfficientNet", 2019),
    "regnet": ("RegNet", 2020),
    "vit": ("ViT", 2020),
    "swin_v2": ("Swin", 2021),
    "swin_": ("Swin", 2021),
    "efficientnet_v2": ("EfficientNet", 2021),
    "convnext": ("ConvNeXt", 2022),
    "maxvit": ("MaxViT", 2022),
}
"""How the names of torchvision's models begin: the family's name, and the year in which its paper came out."""


class Classifier(NamedTuple):
    """A network with one set of weights that torchvision has for ImageNet's 1000 categories.

    Attributes
    ----------
    model : str
        "resnet50".
    weights : str
        "IMAGENET1K_V1".
    family : str
        "ResNet".
    year : int
        In which the paper came out.
    top_1, top_5 : float
        Accuracy on ImageNet's validation images, in [0, 1].
    multiply_adds : float
        For one picture. torchvision calls them operations, and counts a multiplication and its addition as one.
    parameters : int
    picture : int
        Height and width of its input, in pixels.
    extra_data : bool
        Whether it was trained on 3.6 billion pictures of Instagram first (SWAG).
    original : bool
        Whether this is the network's first set of weights, trained about as its paper says. One for each model.
    default : bool
        Whether torchvision recommends it among those of its model. One for each model.
    """

    model: str
    weights: str
    family: str
    year: int
    top_1: float
    top_5: float
    multiply_adds: float
    parameters: int
    picture: int
    extra_data: bool
    original: bool
    default: bool


def imagenet_classifiers() -> list[Classifier]:
    """List every ImageNet classifier of torchvision with its accuracy, its operations and its parameters.

    Returns
    -------
    list of Classifier
        In the order of the models' names. Weights without a classifier (``VGG16_Weights.IMAGENET1K_FEATURES``) are left
        out. ``pandas.DataFrame(imagenet_classifiers())`` is a table.

    Raises
    ------
    RuntimeError
        If this version of torchvision doesn't say about its weights what we ask.

    References
    ----------
    Slide "Comparing Complexity". Canziani et al., *An Analysis of Deep Neural Network Models for Practical
    Applications*, 2016, has the original picture. SWAG: Singh et al., *Revisiting Weakly Supervised Pre-Training of
    Visual Perception Models*, CVPR 2022.
    """
    # Only here: torchvision takes a second to import, and nothing else of this topic needs it.
    from torchvision import models

    found = []
    for model in models.list_models(module=models):
        available = models.get_model_weights(model)
        first = next((weights for weights in available if weights.name == "IMAGENET1K_V1"), next(iter(available)))
        described = [
            _described(model, weights, weights is first, weights is available.DEFAULT) for weights in available
        ]
        found += [classifier for classifier in described if not math.isnan(classifier.top_1)]
    return found


def family_of(model: str) -> tuple[str, int]:
    """Return the family of a model of torchvision, and the year of its paper.

    Raises
    ------
    RuntimeError
        If we don't know the model.
    """
    for beginning, family in FAMILIES.items():
        if model.startswith(beginning):
            return family
    raise RuntimeError(f"torchvision has the model {model!r}; FAMILIES says of no family that its models begin so")


def _described(model: str, weights: "WeightsEnum", original: bool, default: bool) -> Classifier:
    accuracy = _entry(weights, weights.meta, "_metrics", "ImageNet-1K")
    return Classifier(
        model,
        weights.name,
        *family_of(model),
        top_1=_entry(weights, accuracy, "acc@1") / 100,
        top_5=_entry(weights, accuracy, "acc@5") / 100,
        multiply_adds=_entry(weights, weights.meta, "_ops") * 1e9,
        parameters=_entry(weights, weights.meta, "num_params"),
        picture=weights.transforms().crop_size[0],
        extra_data="SWAG" in weights.name,
        original=original,
        default=default,
    )


def _entry(weights: "WeightsEnum", described: dict[str, Any], *keys: str) -> Any:
    """Follow the keys. Those that begin with ``_`` are torchvision's own business and may change with its version."""
    for key in keys:
        if key not in described:
            import torchvision

            raise RuntimeError(
                f"torchvision {torchvision.__version__} has no {key!r} in what it says about {weights}, which has "
                f"{', '.join(map(repr, described))}"
            )
        described = described[key]
    return described
