"""What a sliding window costs: crops and multiply–adds against stride and scales, crop by crop and in one run."""

from dataclasses import dataclass
from functools import cache

import torch
from matplotlib.axes import Axes

from lecture_utils.methods import classification
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.sliding_window import (
    STRIDE,
    WINDOW,
    WindowClassifier,
    WindowGrid,
    coverage,
    crop_multiply_adds,
    dense_network,
    level_size,
    pyramid_scales,
    window_grids,
)
from lecture_utils.pictures import draw_curves, draw_heatmap
from lecture_utils.stage import Choice, Demo, Panel, Slider

STRIDES = (1, 2, 4, 8, 16, 32)
MOST_SCALES = 7


@dataclass(frozen=True)
class Setting:
    """A network for crops, and the picture that its window slides over.

    Attributes
    ----------
    network : str
        What it is called.
    image, window : int
        Height and width in pixels.
    largest, smallest : float
        Scales of the first and of the last level.
    stride : int
        Of the windows that one run over a level gives.
    """

    network: str
    image: int
    window: int
    largest: float
    smallest: float
    stride: int

    def scales(self, count: int) -> tuple[float, ...]:
        """Return the scales of so many levels; a single one is the picture as it is."""
        return (1.0,) if count == 1 else pyramid_scales(self.largest, self.smallest, count)


OURS, ALEXNET = SETTINGS = {
    "ours, 128×128": Setting("our network", 128, WINDOW, 2.0, 0.25, STRIDE),
    "AlexNet, 512×512": Setting("AlexNet", 512, 224, 1.0, 224 / 512, 32),
}


@cache
def _network(setting: str) -> WindowClassifier | classification.AlexNet:
    """Return a network of shapes, without numbers."""
    with torch.device("meta"):
        return WindowClassifier() if setting == OURS else classification.AlexNet(classification.ONE_COLUMN)


@cache
def each_crop(setting: str) -> int:
    """Count the multiply–adds of one crop."""
    return crop_multiply_adds(_network(setting), SETTINGS[setting].window)


@cache
def dense(setting: str, scales: int) -> int:
    """Count the multiply–adds of one run over each level."""
    chosen = SETTINGS[setting]
    network = dense_network(_network(setting).features, _network(setting).classifier, chosen.window)
    sizes = [level_size((chosen.image, chosen.image), scale) for scale in chosen.scales(scales)]
    return sum(network_costs(network, torch.empty(1, 3, *size, device="meta")).multiply_adds for size in sizes)


def grids(setting: str, scales: int, stride: int) -> list[WindowGrid]:
    """Return the windows of all levels."""
    chosen = SETTINGS[setting]
    return window_grids((chosen.image, chosen.image), chosen.scales(scales), chosen.window, stride)


def crops(setting: str, scales: int, stride: int) -> int:
    """Count the crops of all levels."""
    return sum(grid.count for grid in grids(setting, scales, stride))


def draw_coverage(axes: Axes, setting: str, stride: int) -> None:
    """Draw in how many windows each pixel of the picture itself, at scale 1, lies."""
    (grid,) = grids(setting, 1, stride)
    title = f"windows over each pixel, {grid.count:,} in all"
    counts = coverage(grid)
    draw_heatmap(axes, counts, limits=(0, max(2, int(counts.max()))), title=title, colorbar=True)


def draw_costs(axes: Axes, setting: str, scales: int, stride: int) -> None:
    """Draw the multiply–adds against the stride, crop by crop and in one run."""
    each = each_crop(setting)
    draw_curves(
        axes,
        STRIDES,
        {
            "crop by crop": [crops(setting, scales, one) * each / 1e9 for one in STRIDES],
            f"one run (stride {SETTINGS[setting].stride})": [dense(setting, scales) / 1e9] * len(STRIDES),
        },
        x_label="stride in pixels",
        y_label="billion multiply–adds",
        roles={"crop by crop": "rejected", f"one run (stride {SETTINGS[setting].stride})": "output"},
        x_log=True,
        y_log=True,
        now=stride,
    )


def title(setting: str, scales: int, stride: int) -> str:
    """Say how many forward passes it takes."""
    count = crops(setting, scales, stride)
    return f"Stride {stride}, {scales} scale{'' if scales == 1 else 's'}: {count:,} forward passes for one picture"


def caption(setting: str, scales: int, stride: int) -> str:
    """Do the arithmetic: crops, multiply–adds, and how much one run saves."""
    chosen, count = SETTINGS[setting], crops(setting, scales, stride)
    (first,) = grids(setting, 1, stride)
    same, once = crops(setting, scales, chosen.stride) * each_crop(setting), dense(setting, scales)
    return (
        f"At scale 1: ⌈({chosen.image} − {chosen.window}) / {stride}⌉ + 1 = {first.shape[0]} places along each side, "
        f"{first.count:,} crops. On {scales} scale{'' if scales == 1 else 's'}: {count:,} crops of "
        f"{each_crop(setting) / 1e6:,.2f} million multiply–adds, {count * each_crop(setting) / 1e9:,.1f} billion. "
        f"At stride {chosen.stride} the crops take {same / 1e9:,.1f} billion, one run over each level takes "
        f"{once / 1e9:,.2f}: {same / once:.1f} times less."
    )


def cost_demo() -> Demo:
    """Choose stride and number of scales: crops, multiply–adds, and how often each pixel is looked at."""
    return Demo(
        name="sliding_window_costs",
        title=title,
        controls=[
            Choice("setting", list(SETTINGS), label="network, picture"),
            Slider("stride", STRIDES, start=8, label="stride"),
            Slider("scales", range(1, MOST_SCALES + 1), start=1, label="scales"),
        ],
        panels=[
            [
                Panel("coverage", draw_coverage, size=(3.9, 3.5), alt="in how many windows each pixel lies"),
                Panel("costs", draw_costs, size=(5.0, 3.5), alt="multiply–adds against the stride, two curves"),
            ]
        ],
        caption=caption,
        caption_lines=4,
    )
