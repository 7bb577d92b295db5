"""The four cues of objectness, for any set of boxes of one image."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2lab
from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.methods.proposals.edges import find_edges
from lecture_utils.methods.proposals.integral_image import box_sums, integral_image
from lecture_utils.methods.proposals.segments import segment_image

CUES = ("saliency", "contrast", "edges", "straddling")
"""Multi-scale saliency, colour contrast, edge density, superpixel straddling."""

SALIENCY_SIDES = (16, 24, 32, 48, 64)
"""Sides, in pixels, that the image is resized to before its spectrum is taken."""

COLOUR_CELLS = (4, 8, 8)
"""Bins of lightness and of the two colour channels of Lab."""


@dataclass(frozen=True)
class CueParameters:
    """What is learned of the cues, one number each: the paper's θ.

    Attributes
    ----------
    saliency : tuple of float
        Of each scale, the saliency from which on a pixel counts.
    contrast : float
        How far the surroundings reach: their area, as a multiple of the box's.
    edges : float
        How deep the ring inside the border is: the inner box's sides are those of the box divided by it.
    straddling : float
        Scale of the segments.
    """

    saliency: tuple[float, ...] = (0.35,) * len(SALIENCY_SIDES)
    contrast: float = 2.0
    edges: float = 1.5
    straddling: float = 100.0


@dataclass(frozen=True)
class ObjectnessMaps:
    """What the cues are measured on, computed once for an image.

    Attributes
    ----------
    saliency : Tensor, shape (5, H, W), float64
        At each scale, from 0 to 1.
    colours : Tensor, shape (H, W), int64
        Bin of each pixel's colour, from 0 to 255.
    edges : Tensor, shape (H, W), float64
        1 on thin edges, 0 elsewhere.
    segments : Tensor, shape (H, W), int64
    """

    saliency: Tensor
    colours: Tensor
    edges: Tensor
    segments: Tensor


def objectness_maps(image: Tensor, parameters: CueParameters) -> ObjectnessMaps:
    """Compute the maps that the four cues are measured on.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    parameters : CueParameters

    Returns
    -------
    ObjectnessMaps
    """
    pixels = image.detach().cpu().double()
    lab = rgb2lab(pixels.permute(1, 2, 0).numpy())
    unit = ((lab + np.array([0, 128, 128])) / np.array([100, 256, 256])).clip(0, 1 - 1e-9)
    cells = (unit * np.array(COLOUR_CELLS)).astype(np.int64)
    colours = (cells[..., 0] * COLOUR_CELLS[1] + cells[..., 1]) * COLOUR_CELLS[2] + cells[..., 2]
    return ObjectnessMaps(
        torch.stack([spectral_saliency(pixels, side) for side in SALIENCY_SIDES]),
        torch.from_numpy(colours),
        (find_edges(image).thin > 0.3).double(),
        segment_image(pixels, parameters.straddling, round(parameters.straddling)),
    )


def spectral_saliency(image: Tensor, side: int) -> Tensor:
    """Find what sticks out at one scale: what the smoothed spectrum of the image doesn't foretell.

    Parameters
    ----------
    image : Tensor, shape (C, H, W)
    side : int
        The image is resized to so many rows and columns.

    Returns
    -------
    Tensor, shape (H, W), float64
        From 0 to 1.

    References
    ----------
    Alexe et al., TPAMI 2012, section 2.1; Hou & Zhang, *Saliency Detection: A Spectral Residual Approach*, CVPR 2007.
    """
    small = interpolate(image[None].double(), (side, side), mode="bilinear", antialias=True)[0]
    spectrum = torch.fft.fft2(small)  # (C, side, side)
    log_amplitude = spectrum.abs().clamp(min=1e-9).log()
    smooth = torch.nn.functional.avg_pool2d(
        torch.nn.functional.pad(log_amplitude[None], (1, 1, 1, 1), mode="circular"), 3, stride=1
    )[0]
    residual = torch.exp(log_amplitude - smooth) * torch.exp(1j * spectrum.angle())
    saliency = torch.fft.ifft2(residual).abs().square().sum(0)  # (side, side)
    blurred = torch.from_numpy(gaussian_filter(saliency.numpy(), side / 24, mode="nearest"))
    large = interpolate(blurred[None, None], image.shape[1:], mode="bilinear", align_corners=False)[0, 0]
    return (large - large.min()) / (large.max() - large.min()).clamp(min=1e-12)


def saliency_cue(maps: ObjectnessMaps, boxes: Tensor, parameters: CueParameters) -> Tensor:
    """Sum the saliency of the salient pixels, times their share of the box; the best of the five scales: shape (K,).

    References
    ----------
    Alexe et al., TPAMI 2012, equation 1. Here the sum is divided by that of the whole image.
    """
    area = _area(boxes)
    best = torch.zeros(len(boxes), dtype=torch.float64)
    for saliency, threshold in zip(maps.saliency, parameters.saliency, strict=True):
        salient = (saliency >= threshold).double()
        total = (saliency * salient).sum().clamp(min=1e-9)
        inside = box_sums(integral_image(saliency * salient), boxes) / total
        best = torch.maximum(best, inside * box_sums(integral_image(salient), boxes) / area)
    return best


def contrast_cue(maps: ObjectnessMaps, boxes: Tensor, parameters: CueParameters) -> Tensor:
    """Compare the colours in a box with those around it, by the χ² distance of their histograms: shape (K,).

    References
    ----------
    Alexe et al., TPAMI 2012, section 2.2, equation 2.
    """
    around = surroundings(boxes, parameters.contrast**0.5, maps.colours.shape)
    distance = torch.zeros(len(boxes), dtype=torch.float64)
    area, ring = _area(boxes), (_area(around) - _area(boxes)).clamp(min=1)
    for colour in maps.colours.unique().tolist():
        integral = integral_image(maps.colours == colour)
        inside, both = box_sums(integral, boxes), box_sums(integral, around)
        one, other = inside / area, (both - inside) / ring
        distance += (one - other).square() / (one + other).clamp(min=1e-12)
    return distance


def edge_cue(maps: ObjectnessMaps, boxes: Tensor, parameters: CueParameters) -> Tensor:
    """Count the edge pixels in the ring inside the border, per pixel of the perimeter: shape (K,).

    References
    ----------
    Alexe et al., TPAMI 2012, section 2.3, equation 3.
    """
    inner = surroundings(boxes, 1 / parameters.edges, maps.edges.shape)
    perimeter = 2 * (boxes[:, 2:] - boxes[:, :2]).sum(1).double()
    integral = integral_image(maps.edges)
    return (box_sums(integral, boxes) - box_sums(integral, inner)) / perimeter


def straddling_cue(maps: ObjectnessMaps, boxes: Tensor, parameters: CueParameters) -> Tensor:
    """Ask of each segment whether it lies inside or outside; what is on the minority side counts against: shape (K,).

    References
    ----------
    Alexe et al., TPAMI 2012, section 2.4, equation 4.
    """
    area = _area(boxes)
    straddling = torch.zeros(len(boxes), dtype=torch.float64)
    for segment, size in enumerate(torch.bincount(maps.segments.flatten()).tolist()):
        inside = box_sums(integral_image(maps.segments == segment), boxes)
        straddling += torch.minimum(inside, size - inside)
    return 1 - straddling / area


MEASURES = {"saliency": saliency_cue, "contrast": contrast_cue, "edges": edge_cue, "straddling": straddling_cue}
"""How each cue is measured."""


def measure_cues(maps: ObjectnessMaps, boxes: Tensor, parameters: CueParameters) -> Tensor:
    """Measure all four cues of boxes.

    Parameters
    ----------
    maps : ObjectnessMaps
    boxes : Tensor, shape (K, 4), int64
        ``(x1, y1, x2, y2)`` inside the image, none empty.
    parameters : CueParameters

    Returns
    -------
    Tensor, shape (K, 4), float64
        In the order of :data:`CUES`; the larger, the more likely is an object.
    """
    return torch.stack([MEASURES[cue](maps, boxes, parameters) for cue in CUES], dim=1)


def surroundings(boxes: Tensor, factor: float, size: tuple[int, ...] | torch.Size) -> Tensor:
    """Make boxes wider and higher by a factor about their centres, rounded, and cut them off at the image's border."""
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, factor * (boxes[:, 2:] - boxes[:, :2]) / 2
    corners = torch.cat([centre - half, centre + half], dim=1).round().long()
    limits = torch.tensor([size[1], size[0]]).repeat(2)
    return torch.minimum(corners.clamp(min=0), limits)


def _area(boxes: Tensor) -> Tensor:
    return (boxes[:, 2:] - boxes[:, :2]).prod(1).double()
