"""What labelling an image costs: in one run, and patch by patch, where most of it is done again."""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.semantic_segmentation.by_patches import PatchLabeller
from lecture_utils.methods.sliding_window.redundancy import Redundancy
from lecture_utils.methods.validation import require


class SegmentationCosts(NamedTuple):
    """What a network takes to label one image.

    Attributes
    ----------
    parameters : int
    multiply_adds : int
        Of one run over the whole image.
    patches : int
        Pixels of the image: each has one.
    patch_multiply_adds : int
        Of one patch.
    redundancy : tuple of Redundancy
        For each convolution in the order in which they run: how many activations all patches have together, and how
        many there are in one run.
    """

    parameters: int
    multiply_adds: int
    patches: int
    patch_multiply_adds: int
    redundancy: tuple[Redundancy, ...]

    @property
    def multiply_adds_by_patches(self) -> int:
        """Of all patches together."""
        return self.patches * self.patch_multiply_adds

    @property
    def repeated_share(self) -> float:
        """The share of all patches' activations that were computed before, for another patch."""
        in_patches, once = (sum(getattr(one, name) for one in self.redundancy) for name in ("in_crops", "once"))
        return max(0.0, 1 - once / in_patches)


def segmentation_costs(network: nn.Module, labeller: PatchLabeller, height: int, width: int) -> SegmentationCosts:
    """Count what it takes to label one image in one run, and patch by patch.

    Parameters
    ----------
    network : nn.Module
        From images (N, 3, H, W) to scores (N, C, H, W).
    labeller : PatchLabeller
        The same for patches: the network itself if it has both forms, or ``Cropped(network, window)``.
    height, width : int
        Of the image, in pixels.

    Returns
    -------
    SegmentationCosts

    Raises
    ------
    ValueError
        If the image isn't at least a pixel, or the two don't run through the same convolutions.
    """
    require(min(height, width) >= 1, "height, width", "at least one pixel", (height, width))
    image, pixel = torch.zeros(3, height, width), torch.tensor([[height // 2, width // 2]])
    patch = labeller.patches(image, pixel)
    with torch.no_grad():
        once = convolution_activations(lambda: network(image[None]))
        in_patch = convolution_activations(lambda: labeller.classify(patch))
    require(len(once) == len(in_patch), "labeller", f"one with the network's {len(once)} convolutions", len(in_patch))
    pixels = height * width
    redundancy = tuple(
        Redundancy(f"convolution {number}", "Conv2d", pixels * mine, whole)
        for number, (mine, whole) in enumerate(zip(in_patch, once, strict=True), start=1)
    )
    whole = network_costs(network, image[None])
    by_patch = network_costs(_Classifying(labeller), patch).multiply_adds
    return SegmentationCosts(whole.parameters, whole.multiply_adds, pixels, by_patch, redundancy)


def convolution_activations(run: Callable[[], Any]) -> list[int]:
    """Count the numbers that each convolution gives, in the order in which they run.

    Parameters
    ----------
    run : function
        What is watched while it runs.

    Returns
    -------
    list of int
        Transpose convolutions count too.
    """
    counter = _ConvolutionCounter()
    with counter:
        run()
    return counter.numbers


class _ConvolutionCounter(TorchDispatchMode):
    """Sees every operation that torch performs."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []

    def __torch_dispatch__(
        self, operation: Any, types: Any, arguments: tuple[Any, ...] = (), named: dict[str, Any] | None = None
    ) -> Any:
        output = operation(*arguments, **(named or {}))
        if operation.overloadpacket in (torch.ops.aten.convolution, torch.ops.aten._convolution):
            self.numbers.append(output.numel())
        return output


class _Classifying(nn.Module):
    """What a labeller does with patches, as a module that can be watched."""

    def __init__(self, labeller: PatchLabeller) -> None:
        super().__init__()
        self.labeller = labeller

    def forward(self, patches: Any) -> Tensor:
        return self.labeller.classify(patches)
