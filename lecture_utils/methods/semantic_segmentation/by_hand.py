"""What can be counted with a pencil: pixels that patches share, receptive fields, multiply–adds, confusions."""

from collections.abc import Sequence

import torch
from torch import Tensor


def times_read(height: int, width: int, window: int) -> Tensor:
    """Count in how many patches each pixel lies, if there is a patch about every pixel of the image.

    Parameters
    ----------
    height, width : int
        Of the image, in pixels.
    window : int
        Rows and columns of a patch, odd. Patches reach over the border, where there is nothing to be read.

    Returns
    -------
    Tensor, shape (height, width), int64

    References
    ----------
    Slide "Semantic Segmentation: Sliding Window": "no reuse of computations for overlapping patches".
    """
    reach = window // 2
    counts = torch.zeros(height, width, dtype=torch.int64)
    for row in range(height):
        for column in range(width):
            counts[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] += 1
    return counts


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    """Count the rows (and columns) of the image that one cell of the last layer depends on.

    Parameters
    ----------
    layers : sequence of (int, int)
        Kernel size and stride of each convolution or pooling, from the image on.

    Returns
    -------
    int
        Padding doesn't change it.

    References
    ----------
    Araujo, Norris & Sim, *Computing Receptive Fields of Convolutional Neural Networks*, Distill 2019, equation 2.
    """
    field, apart = 1, 1  # neighbouring cells of the current layer are so many pixels apart
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * apart
        apart *= stride
    return field


def convolution_multiply_adds(height: int, width: int, layers: Sequence[tuple[int, int, int, int]]) -> int:
    """Count the multiply–adds of convolutions, each at a resolution of its own.

    Parameters
    ----------
    height, width : int
        Of the image, in pixels.
    layers : sequence of (int, int, int, int)
        Of each convolution: channels in, channels out, kernel size, and the reduction of its *output*, which has
        ⌈height / reduction⌉ × ⌈width / reduction⌉ cells.

    Returns
    -------
    int
        Biases aren't counted.

    References
    ----------
    Slides "Semantic Segmentation: Fully Convolutional CNNs": "Convolutions at the original image scale will be very
    expensive".
    """
    total = 0
    for channels_in, channels_out, kernel_size, reduction in layers:
        cells = -(-height // reduction) * -(-width // reduction)
        total += cells * channels_out * channels_in * kernel_size**2
    return total


def confusion_and_iou(prediction: Tensor, truth: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """Count pixel by pixel what is labelled as what, and divide.

    Parameters
    ----------
    prediction, truth : Tensor, shape (H, W), integer
        Labels from 0 to classes − 1.
    classes : int
        C.

    Returns
    -------
    confusion : Tensor, shape (C, C), int64
        Rows are true classes, columns predicted ones.
    iou : Tensor, shape (C,)
        Of each class; not-a-number for a class that is neither true nor predicted anywhere.

    References
    ----------
    Long et al., *Fully Convolutional Networks*, CVPR 2015, section 5. :mod:`lecture_utils.methods.evaluation` has both
    for many scenes, without a loop.
    """
    confusion = torch.zeros(classes, classes, dtype=torch.int64)
    for predicted, true in zip(prediction.flatten().tolist(), truth.flatten().tolist(), strict=True):
        confusion[true, predicted] += 1
    both = confusion.diagonal()
    either = confusion.sum(dim=0) + confusion.sum(dim=1) - both
    return confusion, both / either
