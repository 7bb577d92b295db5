"""A trained network for any picture: torchvision's where it is here, otherwise the small one of this project."""

from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.methods.pretrained import NoPretrainedWeights, Pretrained, torchvision_network
from lecture_utils.scenes.meadow import FINE
from lecture_utils.scenes.picture import check_picture
from lecture_utils.training.checkpoint import load_network

_SIDE = 64  # of the pictures that the small network was trained on


def pretrained(name: str, download: bool = False) -> Pretrained:
    """Return one of torchvision's classifiers if its weights are on this computer, otherwise the small backbone.

    Parameters
    ----------
    name : str
        A network of torchvision, such as "resnet50", or weights, such as "ResNet50_Weights.IMAGENET1K_V1".
    download : bool
        Whether the weights may be fetched from the internet. By default nothing is.

    Returns
    -------
    Pretrained
        Its ``note`` says which of the two it is, and why.

    Raises
    ------
    ValueError
        If torchvision has no such network.
    """
    try:
        return torchvision_network(name, download)
    except NoPretrainedWeights as why:
        small = small_classifier()
        return small._replace(note=f"{why} {small.note}")


def small_classifier() -> Pretrained:
    """Return the backbone that this project trained on pictures of the meadow."""
    note = f"This is the small network of this project: {len(FINE)} categories of things on a meadow."
    return Pretrained(load_network("backbone"), FINE, middle_square, note)


def middle_square(image: Tensor) -> Tensor:
    """Cut the largest square out of the middle of an image, and bring it to 64 × 64 pixels.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].

    Returns
    -------
    Tensor, shape (3, 64, 64)
    """
    check_picture(image)
    _, height, width = image.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = image[:, top : top + side, left : left + side]
    return interpolate(square[None], size=(_SIDE, _SIDE), mode="bilinear", antialias=True)[0].clamp(0, 1)
