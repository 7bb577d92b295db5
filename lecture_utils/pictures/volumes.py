"""Tensors as blocks: how shapes change from layer to layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lecture_utils.pictures.layout import hide_axis, size_of, write_title
from lecture_utils.pictures.lettering import text_height, text_width
from lecture_utils.pictures.theme import FONT_SIZES, colour, tint


@dataclass(frozen=True)
class Volume:
    """A tensor's shape, to be drawn as a block.

    Parameters
    ----------
    shape : tuple of 1 to 4 int
        (D,), (N, D), (C, H, W) or (N, C, H, W).
    name : str
        Written above the block.
    role : str
        Whose colour the block has.
    """

    shape: tuple[int, ...]
    name: str = ""
    role: str = "muted"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", tuple(int(length) for length in self.shape))
        if not 1 <= len(self.shape) <= 4 or min(self.shape) < 1:
            raise ValueError(f"shape must be 1 to 4 positive numbers, got {self.shape}")
        colour(self.role)

    @property
    def label(self) -> str:
        """The shape as it is written under the block."""
        return "×".join(str(length) for length in self.shape)


def draw_volumes(axes: Axes, volumes: Sequence[Volume], title: str = "", arrows: Sequence[str] | None = None) -> None:
    """Draw tensors side by side as blocks with arrows between them.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    volumes : sequence of Volume
        From left to right.
    arrows : sequence of str, optional
        What stands over the arrows, one fewer than volumes.
    """
    if not volumes:
        raise ValueError("volumes must have at least one Volume, got none")
    labels = list(arrows) if arrows is not None else [""] * (len(volumes) - 1)
    if len(labels) != len(volumes) - 1:
        raise ValueError(f"arrows must be {len(volumes) - 1} texts, got {len(labels)}")
    write_title(axes, title)
    hide_axis(axes)
    width, height = size_of(axes)
    axes.set(xlim=(0, width), ylim=(0, height))  # one data unit is one inch
    small, big = FONT_SIZES["small"], FONT_SIZES["label"]
    gaps = [max(0.45, text_width(label, small) + 0.2) for label in labels]
    widths = [max(text_width(volume.label, small), text_width(volume.name, big)) for volume in volumes]
    blocks = [_extent(volume.shape) for volume in volumes]
    room_y = height - text_height("x", big) - text_height("x", small) - 0.25
    scale = room_y / max(block[1] + block[2] for block in blocks)
    while (
        scale > 0.01
        and sum(max(w, (b[0] + b[2]) * scale) for w, b in zip(widths, blocks, strict=True)) + sum(gaps) > width
    ):
        scale *= 0.95
    slots = [max(w, (b[0] + b[2]) * scale) for w, b in zip(widths, blocks, strict=True)]
    x = (width - sum(slots) - sum(gaps)) / 2
    middle = text_height("x", small) + 0.1 + room_y / 2
    for index, (volume, slot, block) in enumerate(zip(volumes, slots, blocks, strict=True)):
        across, high, deep = (length * scale for length in block)
        left, bottom = x + (slot - across - deep) / 2, middle - (high + deep) / 2
        _draw_block(axes, left, bottom, across, high, deep, volume.role)
        axes.text(x + slot / 2, bottom + high + deep + 0.06, volume.name, fontsize=big, ha="center", va="bottom")
        axes.text(x + slot / 2, bottom - 0.06, volume.label, fontsize=small, ha="center", va="top")
        if index < len(labels):
            axes.annotate(
                "",
                (x + slot + gaps[index] - 0.05, middle),
                (x + slot + 0.05, middle),
                arrowprops={"arrowstyle": "-|>", "color": colour("muted"), "linewidth": 2},
            )
            axes.text(
                x + slot + gaps[index] / 2, middle + 0.08, labels[index], fontsize=small, ha="center", va="bottom"
            )
            x += slot + gaps[index]


def _extent(shape: tuple[int, ...]) -> tuple[float, float, float]:
    """Return how far a block reaches across, up and back, in relative units."""
    channels, height, width = {1: (1, shape[-1], 1), 2: (shape[-1], shape[0], 1)}.get(len(shape), shape[-3:])
    across, up, back = (float(np.sqrt(length)) for length in (channels, height, width))
    return max(across * 0.35, 0.4), max(up, 0.4), max(back * 0.4, 0.2)


def _draw_block(axes: Axes, x: float, y: float, across: float, high: float, deep: float, role: str) -> None:
    front = [(x, y), (x + across, y), (x + across, y + high), (x, y + high)]
    top = [(x, y + high), (x + deep, y + high + deep), (x + across + deep, y + high + deep), (x + across, y + high)]
    side = [
        (x + across, y),
        (x + across + deep, y + deep),
        (x + across + deep, y + high + deep),
        (x + across, y + high),
    ]
    axes.add_collection(
        PolyCollection(
            [front, top, side],
            facecolors=[tint(role, 0.55), tint(role, 0.8), tint(role, 0.35)],
            edgecolors=colour(role),
            linewidths=1.2,
            joinstyle="round",
        ),
        autolim=False,
    )
