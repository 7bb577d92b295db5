"""Drag a window over a photograph: spatial pyramid pooling gives a vector of the same length for each."""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.roi.map_drawing import draw_map, draw_region, rectangles
from lecture_utils.demos.roi.photograph_map import CHANNEL_NAMES, PhotographMap, fit
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.methods.roi import cells_inside, project_box, pyramid_edges, spatial_pyramid_pool
from lecture_utils.pictures import draw_image, draw_matrix, draw_rectangles
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, DragBox, Panel, Step

Box = tuple[float, float, float, float]
LEVELS = (4, 2, 1)
SCALE = 1 / STRIDE
LENGTH = sum(level**2 for level in LEVELS)


class Pyramid:
    """What the panels are drawn from: a photograph and its feature maps; each method a pure function of its keys."""

    def __init__(self, image: Tensor) -> None:
        self.photograph = PhotographMap(fit(image))

    def vector(self, box: Box, channel: str) -> Tensor:
        """Return the 21 numbers of one channel, level by level."""
        features = self.photograph.values(channel)[None, None]
        return spatial_pyramid_pool(features, LEVELS, torch.tensor([[0.0, *box]]), SCALE)[0]

    def draw_photograph(self, axes: Axes) -> None:
        """Draw the image; the stage outlines the window."""
        image = self.photograph.image
        draw_image(axes, image, title=f"image (3×{image.shape[1]}×{image.shape[2]})")

    def draw_level(self, axes: Axes, box: Box, channel: str, level: int) -> None:
        """Draw the feature map with the window's cells and the bins of one level."""
        values = self.photograph.values(channel)
        projected = project_box(torch.tensor(box), SCALE)
        window = cells_inside(projected, *values.shape)
        bins = LEVELS[level]
        edges = [edge.tolist() for axis in (1, 0) for edge in pyramid_edges(window[axis], window[axis + 2], bins)]
        x1, y1, x2, y2 = window.tolist()
        draw_map(axes, values, f"{y2 - y1 + 1}×{x2 - x1 + 1} cells in {bins}×{bins} bins", 100)
        inset = 0.1
        found = [(x1 + inset, y1 + inset, x2 - inset, y2 - inset) for x1, y1, x2, y2 in rectangles(*edges)]
        draw_rectangles(axes, found, "output", fill=0.18)
        draw_region(axes, projected)

    def draw_grid(self, axes: Axes, box: Box, channel: str, level: int) -> None:
        """Draw the maxima of one level as the grid that they are."""
        start, bins = sum(size**2 for size in LEVELS[:level]), LEVELS[level]
        grid = self.vector(box, channel)[start : start + bins**2].view(bins, bins)
        draw_matrix(axes, grid, "output", "maxima", decimals=0, limits=(0, 100))

    def draw_vector(self, axes: Axes, box: Box, channel: str, level: int) -> None:
        """Draw the levels end to end, as far as they are pooled."""
        vector = self.vector(box, channel)
        start, stop = (sum(size**2 for size in LEVELS[:end]) for end in (level, level + 1))
        draw_matrix(
            axes,
            vector,
            "output",
            "vector of this channel, 16 + 4 + 1 numbers",
            decimals=0,
            limits=(0, 100),
            highlight=[(0, place) for place in range(start, stop)],
            faded=[(0, place) for place in range(stop, LENGTH)],
        )

    def caption(self, box: Box, channel: str, level: int) -> str:
        """Say how the window is divided, and how long the whole vector is."""
        window = cells_inside(project_box(torch.tensor(box), SCALE), *self.photograph.values(channel).shape)
        bins, channels = LEVELS[level], self.photograph.map_of(channel).shape[1]
        columns = int(window[2] - window[0]) + 1
        starts, ends = (edge.tolist() for edge in pyramid_edges(window[0], window[2], bins))
        spans = ", ".join(f"{a}–{b - 1}" for a, b in zip(starts, ends, strict=True))
        return (
            f"Level {bins}×{bins}: {columns} columns / {bins} = {columns / bins:g}, outwards to columns {spans}. "
            f"All {channels} channels: {channels} · {LENGTH} = {channels * LENGTH} numbers, whatever the window."
        )


def pyramid_demo(image: Tensor | None = None) -> Demo:
    """Drag a window on a photograph: spatial pyramid pooling of its cells, level by level.

    Parameters
    ----------
    image : Tensor, shape (3, H, W), optional
        Floats in [0, 1]; the photograph of a cat where left out. Scaled and cut to 240×320 pixels.

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    pyramid = Pyramid(photograph("chelsea").image if image is None else image)
    height, width = pyramid.photograph.image.shape[1:]
    return Demo(
        name="roi_pyramid",
        title="However large the window, the pyramid gives 21 numbers for each channel",
        controls=[
            DragBox(
                "box",
                panel="image",
                start=(40, 40, 230, 200),
                bounds=(0, 0, width, height),
                minimum=(16, 16),
                role="prediction",
                label="window",
                frozen_steps=2,
            ),
            Choice("channel", CHANNEL_NAMES, start="vertical edges", label="channel"),
            Step("level", count=len(LEVELS), label="level", names=[f"{n}×{n}" for n in LEVELS], start=2),
        ],
        panels=[
            [
                Panel("image", pyramid.draw_photograph, size=(3.0, 2.56), alt="photograph with the window"),
                Panel("map", pyramid.draw_level, size=(3.0, 2.56), alt="feature map with the level's bins"),
                Panel("grid", pyramid.draw_grid, size=(3.0, 2.56), alt="maxima of the level"),
            ],
            [Panel("vector", pyramid.draw_vector, size=(9.0, 0.95), alt="the vector of all levels")],
        ],
        caption=pyramid.caption,
        caption_lines=2,
    )
