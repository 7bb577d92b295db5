"""Labelling patch by patch, truly: for every pixel its patch is cut out, classified, and forgotten."""

import time
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from lecture_utils.methods.semantic_segmentation.patches import all_pixels, centre_patches
from lecture_utils.methods.validation import require


class PatchLabeller(Protocol):
    """What can score the centre pixel of a patch: `MultiscaleNetwork`, `RecurrentNetwork`, `Cropped`."""

    def patches(self, image: Tensor, pixels: Tensor) -> Any:
        """Cut out what is looked at: image (3, H, W), pixels (K, 2)."""

    def classify(self, patches: Any) -> Tensor:
        """Score every class for the centre pixel of each patch: (K, C)."""


class Cropped(nn.Module):
    """A network for whole images as one for patches: it runs over a window, and the scores of its centre are taken.

    Parameters
    ----------
    network : nn.Module
        From images (N, 3, h, w) to scores (N, C, h, w).
    window : int
        Rows and columns of a patch. Whatever the network would have seen beyond it, it no longer sees.

    Raises
    ------
    ValueError
        If the window isn't positive.
    """

    def __init__(self, network: nn.Module, window: int) -> None:
        super().__init__()
        require(isinstance(window, int) and window >= 1, "window", "a positive integer", window)
        self.network, self.window = network, window

    def patches(self, image: Tensor, pixels: Tensor) -> Tensor:
        """Cut out the window around each pixel: (K, 3, window, window)."""
        return centre_patches(image, pixels, self.window)

    def classify(self, patches: Tensor) -> Tensor:
        """Score every class for the centre pixel of each patch: (K, C)."""
        scores: Tensor = self.network(patches)  # (K, C, window, window)
        return scores[..., self.window // 2, self.window // 2]


@torch.no_grad()
def label_by_patches(
    labeller: PatchLabeller, image: Tensor, pixels: Tensor | None = None, batch_size: int = 64
) -> Tensor:
    """Label pixels one patch after the other.

    Parameters
    ----------
    labeller : PatchLabeller
    image : Tensor, shape (3, H, W)
    pixels : Tensor, shape (K, 2), integer, or None
        Row and column of each; None: all, row by row.
    batch_size : int
        Patches that are classified at once.

    Returns
    -------
    Tensor, shape (K,) or, of all pixels, (H, W), int64

    Raises
    ------
    ValueError
        As for :func:`~lecture_utils.methods.semantic_segmentation.patches.centre_patches`.
    """
    every = pixels is None
    wanted = all_pixels(*image.shape[-2:]) if pixels is None else pixels
    labels = [labeller.classify(labeller.patches(image, some)).argmax(dim=1) for some in wanted.split(batch_size)]
    return torch.cat(labels).view(image.shape[-2:]) if every else torch.cat(labels)


def patch_seconds(labeller: PatchLabeller, image: Tensor, pixels: Tensor | None = None, batch_size: int = 64) -> float:
    """Measure how long `label_by_patches` takes, by doing it.

    Parameters, errors
        As for `label_by_patches`.

    Returns
    -------
    float
        Seconds by the clock. They differ from machine to machine and from run to run.
    """
    start = time.perf_counter()
    label_by_patches(labeller, image, pixels, batch_size)
    return time.perf_counter() - start


@torch.no_grad()
def dense_seconds(network: nn.Module, image: Tensor) -> float:
    """Measure how long it takes to label all pixels in one run.

    Parameters
    ----------
    network : nn.Module
        From images (N, 3, H, W) to scores (N, C, H, W).
    image : Tensor, shape (3, H, W)

    Returns
    -------
    float
        Seconds by the clock.
    """
    start = time.perf_counter()
    network(image[None]).argmax(dim=1)
    return time.perf_counter() - start
