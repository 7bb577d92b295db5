"""The checkerboard: how many copies cover each output, and what that does to a photograph's features."""

from functools import cache

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.transpose_convolution.moves import cover
from lecture_utils.methods.transpose_convolution import (
    bilinear_filter,
    conv_transpose2d,
    overlap_counts,
    resize_convolution,
)
from lecture_utils.pictures import MatrixView, Sheet, draw_image, draw_matrices, panes
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, Panel, Slider

INPUTS = 3  # cells along one side of the counted example
EQUAL, RANDOM = "equal weights", "random weights"
EYE = (slice(20, 230), slice(95, 305))  # around the cat's right eye, 210×210 pixels
SIDE, BORDER = 42, 3  # cells of the features, and how many of them at each side are not shown


@cache
def features() -> Tensor:
    """Reduce the photograph to 42×42 cells: what a network would have to upsample. Shape (1, 3, 42, 42)."""
    image = photograph("chelsea").image[(slice(None), *EYE)]
    return F.adaptive_avg_pool2d(image[None], SIDE)  # (1, 3, 42, 42)


def credit() -> str:
    """Say who took the photograph, and under which licence it is shown."""
    return photograph("chelsea").credit_line


def weights_of(kernel: int, filter: str) -> Tensor:
    """Return a filter whose weights sum to 1, (kernel, kernel)."""
    if filter == EQUAL:
        return torch.full((kernel, kernel), 1 / kernel**2)
    weights = torch.rand(kernel, kernel, generator=torch.Generator().manual_seed(kernel))
    return weights / weights.sum()


def transposed(input: Tensor, weights: Tensor, stride: int) -> Tensor:
    """Upsample each channel by itself, and keep the part that lies on the input: (N, C, stride * H, stride * W)."""
    kernel, channels = len(weights), input.shape[1]
    per_channel = (weights * stride**2).expand(channels, 1, kernel, kernel)  # the brightness stays
    whole = conv_transpose2d(input, per_channel, stride=stride, groups=channels)
    start = max((kernel - stride) // 2, 0)
    whole = F.pad(whole, (0, stride, 0, stride))
    return whole[..., start : start + input.shape[2] * stride, start : start + input.shape[3] * stride]


def resized(input: Tensor, weights: Tensor, stride: int) -> Tensor:
    """Upsample each channel by the nearest neighbour, then convolve it: (N, C, stride * H, stride * W)."""
    by_channel = input.transpose(0, 1)  # (C, N, H, W): each channel becomes an image of its own
    return resize_convolution(by_channel, weights[None, None], scale=stride).transpose(0, 1)


def shown(image: Tensor, stride: int) -> Tensor:
    """Leave out the border, where fewer copies meet: (3, H, W) in [0, 1]."""
    edge = BORDER * stride
    return image[0, :, edge:-edge, edge:-edge].clamp(0, 1)


def draw_counts(figure: Sheet, kernel: int, stride: int) -> None:
    """Draw how many copies cover each output."""
    counts = overlap_counts((INPUTS, INPUTS), kernel, stride).numpy()
    note = f"input {INPUTS}×{INPUTS}, no padding"
    draw_matrices(figure, [[MatrixView("copies", counts, "output", note, fills=cover(counts))]])


def draw_transposed(axes: Axes, kernel: int, stride: int, filter: str) -> None:
    """Draw the features, upsampled by transpose convolution."""
    image = transposed(features(), weights_of(kernel, filter), stride)
    draw_image(axes, shown(image, stride), "transpose convolution")


def draw_resized(axes: Axes, kernel: int, stride: int, filter: str) -> None:
    """Draw the features, upsampled by nearest neighbour and convolution."""
    image = resized(features(), weights_of(kernel, filter), stride)
    draw_image(axes, shown(image, stride), "nearest, then convolution")


def inner_counts(kernel: int, stride: int) -> list[int]:
    """List how often outputs away from the border are covered."""
    counts = overlap_counts((8, 8), kernel, stride)
    inside = slice(kernel, 8 * stride - stride)
    return counts[inside, inside].unique().tolist()


def range_of_constant(kernel: int, stride: int, filter: str) -> tuple[float, float]:
    """Return the lowest and the highest output, away from the border, where all inputs are 1."""
    flat = transposed(torch.ones(1, 1, 12, 12), weights_of(kernel, filter), stride)
    edge = BORDER * stride
    inside = flat[..., edge:-edge, edge:-edge]
    return float(inside.min()), float(inside.max())


def caption(kernel: int, stride: int, filter: str) -> str:
    """Say how often the outputs are covered, and what becomes of a constant input."""
    counts = [str(count) for count in inner_counts(kernel, stride)]
    often = " or ".join([", ".join(counts[:-1]), counts[-1]] if len(counts) > 1 else counts)
    flat = shown(transposed(torch.ones(1, 1, 12, 12), weights_of(kernel, filter), stride) / 10, stride) * 10
    low, high = float(flat.min()), float(flat.max())
    between = f"stays {low:.2f}" if high - low < 0.005 else f"comes back between {low:.2f} and {high:.2f}"
    times = "time" if often == "1" else "times"
    return (
        f"Away from the border {kernel}×{kernel} copies, {stride} apart, "
        f"cover an output {often} {times}.\n"
        f"With {filter}, a constant input of 1 {between}."
    )


def title(kernel: int, stride: int) -> str:
    """Say whether the overlap is even, and why."""
    if kernel < stride:
        return f"Kernel {kernel:g} is smaller than stride {stride:g}: some outputs are never reached"
    if kernel % stride:
        return f"Kernel {kernel:g} is not a multiple of stride {stride:g}: a checkerboard"
    return f"Kernel {kernel:g} is a multiple of stride {stride:g}: all outputs are covered equally often"


def checkerboard_demo() -> Demo:
    """Count the overlaps for every kernel size and stride, and show them on a photograph's features."""
    return Demo(
        name="checkerboard",
        title=title,
        controls=[
            Slider("kernel", [1, 2, 3, 4, 5, 6], start=3, label="kernel size"),
            Slider("stride", [1, 2, 3], start=2, label="stride"),
            Choice("filter", [EQUAL, RANDOM], label="filter"),
        ],
        panels=[
            [
                Panel("counts", draw_counts, size=(2.95, 3.35), alt="how many copies cover each output"),
                Panel("transposed", draw_transposed, size=(2.95, 3.35), alt="cat's eye, by transpose convolution"),
                Panel("resized", draw_resized, size=(2.95, 3.35), alt="the same, by nearest neighbour and convolution"),
            ]
        ],
        caption=caption,
    )


def draw_upsampled(figure: Sheet) -> None:
    """Draw the features and two ways to upsample them by a transpose convolution of stride 2."""
    stride = 2
    small = features()
    ways = [
        ("input: 42×42 features", small, 1),
        ("3×3, equal: checkerboard", transposed(small, weights_of(3, EQUAL), stride), stride),
        ("4×4, bilinear: smooth", transposed(small, bilinear_filter(stride) / stride**2, stride), stride),
    ]
    for axes, (name, image, scale) in zip(panes(figure, columns=3), ways, strict=True):
        draw_image(axes, shown(image, scale), name)
