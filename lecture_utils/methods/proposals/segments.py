"""The regions that Selective Search starts from, and what it knows of each: size, box, colour, texture."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import gaussian_filter1d
from skimage.segmentation import felzenszwalb
from torch import Tensor

COLOUR_BINS = 25
"""Bins of each channel's colour histogram."""

TEXTURE_BINS = 10
"""Bins of each channel's histogram of each derivative."""

DIRECTIONS = 8
"""Directions in which derivatives are taken: every 45 degrees."""

SMOOTHING = 0.8
"""Standard deviation, in pixels, by which the image is smoothed before it is cut into segments."""


@dataclass(frozen=True)
class Segments:
    """N segments that cover an image, and what they are compared by.

    Attributes
    ----------
    map : Tensor, shape (H, W), int64
        The segment of each pixel, from 0 to N − 1.
    sizes : Tensor, shape (N,), int64
        Pixels in each.
    boxes : Tensor, shape (N, 4), int64
        ``(x1, y1, x2, y2)``, tight around each.
    colour : Tensor, shape (N, C·25), float64
        Histograms of the C channels, one after another; each row sums to 1.
    texture : Tensor, shape (N, C·8·10), float64
        Histograms of the derivatives in eight directions; each row sums to 1.
    neighbours : Tensor, shape (P, 2), int64
        Pairs of segments that touch, the smaller index first, diagonally too.
    """

    map: Tensor
    sizes: Tensor
    boxes: Tensor
    colour: Tensor
    texture: Tensor
    neighbours: Tensor

    def __len__(self) -> int:
        return len(self.sizes)


def segment_image(channels: Tensor, scale: float, min_size: int) -> Tensor:
    """Cut an image into segments of even colour, with scikit-image.

    Parameters
    ----------
    channels : Tensor, shape (C, H, W)
        In any colour space, each channel in [0, 1].
    scale : float
        The method's k: the larger, the larger are the segments.
    min_size : int
        Pixels that a segment has at least.

    Returns
    -------
    Tensor, shape (H, W), int64
        The segment of each pixel, from 0 on.

    References
    ----------
    Felzenszwalb & Huttenlocher, *Efficient Graph-Based Image Segmentation*, IJCV 2004.
    """
    pixels = channels.permute(1, 2, 0).double().numpy()  # (H, W, C)
    found = felzenszwalb(np.ascontiguousarray(pixels), scale=scale, sigma=SMOOTHING, min_size=min_size)
    return torch.from_numpy(found.astype(np.int64))


def directed_derivatives(channels: Tensor) -> Tensor:
    """Take Gaussian derivatives (σ = 1) in eight directions; what falls in a direction counts as 0 there.

    Parameters
    ----------
    channels : Tensor, shape (C, H, W)

    Returns
    -------
    Tensor, shape (8, C, H, W)
        Direction d points to the angle d · 45°, from the x axis towards the y axis, which points down.

    References
    ----------
    Uijlings et al., IJCV 2013, section 3.2.2: "Gaussian derivatives in eight orientations".
    """
    values = channels.double().numpy()
    right = gaussian_filter1d(gaussian_filter1d(values, 1, axis=2, order=1), 1, axis=1)
    down = gaussian_filter1d(gaussian_filter1d(values, 1, axis=1, order=1), 1, axis=2)
    half = np.sqrt(0.5)
    ascents = np.stack([right, half * (right + down), down, half * (down - right)])  # (4, C, H, W)
    return torch.from_numpy(np.concatenate([ascents, -ascents]).clip(min=0))  # (8, C, H, W)


def quantise(values: Tensor, highest: Tensor, bins: int) -> Tensor:
    """Name the bin of each value; the bins of a channel are equally wide.

    Parameters
    ----------
    values : Tensor, shape (C, H, W)
        From 0 to ``highest``.
    highest : Tensor, shape (C,)
        Where each channel's last bin ends.
    bins : int

    Returns
    -------
    Tensor, shape (C, H, W), int32
        From 0 to ``bins`` − 1.
    """
    per_value = (bins / highest.clamp(min=1e-12))[:, None, None]
    return (values * per_value).int().clamp_(max=bins - 1)


@dataclass(frozen=True)
class Appearance:
    """The bin of each pixel in every histogram that is made in one colour space.

    Attributes
    ----------
    colour : Tensor, shape (C, H, W), int32
        From 0 to 24.
    texture : Tensor, shape (8·C, H, W), int32
        From 0 to 9; first all channels in direction 0, then in direction 1, … Bins reach from 0 to the steepest rise
        of the channel in this image.
    """

    colour: Tensor
    texture: Tensor

    @classmethod
    def of(cls, channels: Tensor) -> "Appearance":
        """Sort the pixels of an image, shape (C, H, W) with values in [0, 1], into bins."""
        derivatives = directed_derivatives(channels)
        steepest = derivatives.amax(dim=(0, 2, 3)).repeat(DIRECTIONS)  # (8·C,)
        colour = quantise(channels, torch.ones(len(channels)), COLOUR_BINS)
        return cls(colour, quantise(derivatives.flatten(0, 1), steepest, TEXTURE_BINS))


def histograms(cells: Tensor, segments: Tensor, bins: int, count: int) -> Tensor:
    """Count how often each bin of each channel occurs in each segment.

    Parameters
    ----------
    cells : Tensor, shape (C, H, W), integer
        The bin of each pixel.
    segments : Tensor, shape (H, W), int64
    bins : int
        Of each channel.
    count : int
        N, the number of segments.

    Returns
    -------
    Tensor, shape (N, C·bins), float64
        Each row is divided by its sum.
    """
    first_bin = (segments * bins).int()
    counts = [torch.bincount((first_bin + channel).flatten(), minlength=count * bins) for channel in cells]
    joined = torch.stack(counts).view(len(cells), count, bins).transpose(0, 1).flatten(1).double()  # (N, C·bins)
    return joined / joined.sum(1, keepdim=True)


def describe_segments(segments: Tensor, appearance: Appearance) -> Segments:
    """Measure what segments are compared by.

    Parameters
    ----------
    segments : Tensor, shape (H, W), int64
        The segment of each pixel, from 0 on, without a gap.
    appearance : Appearance
        Of the same image, in the colour space of the comparison.

    Returns
    -------
    Segments
    """
    count = int(segments.max()) + 1
    return Segments(
        segments,
        torch.bincount(segments.flatten(), minlength=count),
        segment_boxes(segments, count),
        histograms(appearance.colour, segments, COLOUR_BINS, count),
        histograms(appearance.texture, segments, TEXTURE_BINS, count),
        touching_pairs(segments, count),
    )


def segment_boxes(segments: Tensor, count: int) -> Tensor:
    """Find the box around each segment: ``(x1, y1, x2, y2)``, shape (N, 4), int64."""
    height, width = segments.shape
    rows = torch.arange(height)[:, None].expand(height, width).flatten()
    columns = torch.arange(width).expand(height, width).flatten()
    which = segments.flatten()

    def extreme(values: Tensor, reduce: str) -> Tensor:
        return torch.zeros(count, dtype=torch.long).scatter_reduce_(0, which, values, reduce, include_self=False)

    edges = [extreme(columns, "amin"), extreme(rows, "amin"), extreme(columns, "amax") + 1, extreme(rows, "amax") + 1]
    return torch.stack(edges, dim=1)


def touching_pairs(segments: Tensor, count: int) -> Tensor:
    """List the pairs of segments that touch, also at a corner: shape (P, 2), int64, the smaller index first."""
    steps = [
        (segments[:, :-1], segments[:, 1:]),
        (segments[:-1], segments[1:]),
        (segments[:-1, :-1], segments[1:, 1:]),
        (segments[:-1, 1:], segments[1:, :-1]),
    ]
    pairs = []
    for one, other in steps:
        differ = one != other
        pairs.append(torch.minimum(one, other)[differ] * count + torch.maximum(one, other)[differ])
    number = torch.cat(pairs).unique()
    return torch.stack([number // count, number % count], dim=1)
