"""Drag a box over a photograph: what RoI pooling and RoI Align make of it, side by side."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.roi.captions import say_align, say_divide, say_maximum, say_project, say_snap
from lecture_utils.demos.roi.map_drawing import (
    CURRENT,
    align_points,
    draw_align,
    draw_map,
    draw_region,
    pool_bins,
    zoom_to,
)
from lecture_utils.demos.roi.photograph_map import CHANNEL_NAMES, PhotographMap, fit
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.methods.roi import (
    RoIAlignSteps,
    RoIPoolSteps,
    bilinear_interpolate,
    change_when_shifted,
    roi_align_steps,
    roi_pool_steps,
)
from lecture_utils.pictures import (
    Sheet,
    axes_at,
    draw_cells,
    draw_image,
    draw_matrix,
    draw_points,
    draw_rectangles,
    write,
)
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, DragBox, Panel, PickCell, Step

Box = tuple[float, float, float, float]
Cell = tuple[int, int]
SCALE = 1 / STRIDE
POINTS = 2  # sampling points along each side of a bin
STEPS = PROJECT, SNAP, DIVIDE, POOL = range(4)
STEP_NAMES = ["project", "snap", "divide into bins", "pool"]
OUTPUT_SIZE = (4.5, 1.75)  # inches


class Scene:
    """What the panels are drawn from: a photograph and its feature maps; each method a pure function of its keys."""

    def __init__(self, image: Tensor, bins: int) -> None:
        self.photograph = PhotographMap(fit(image))
        self.bins = bins
        self.pooled = lru_cache(maxsize=64)(self._pooled)
        self.aligned = lru_cache(maxsize=64)(self._aligned)

    def _pooled(self, box: Box, channel: str) -> RoIPoolSteps:
        return roi_pool_steps(self.photograph.map_of(channel), as_boxes(box), self.bins, SCALE)

    def _aligned(self, box: Box, channel: str) -> RoIAlignSteps:
        features = self.photograph.map_of(channel)
        return roi_align_steps(features, as_boxes(box), self.bins, SCALE, POINTS, aligned=True)[0]

    def winner(self, box: Box, channel: str, bin: Cell) -> Cell | None:
        """Return (row, column) of the cell that a bin's maximum comes from; None for a bin outside the map."""
        steps = self.pooled(box, channel)
        top, bottom = int(steps.top[0, bin[0]]), int(steps.bottom[0, bin[0]])
        left, right = int(steps.left[0, bin[1]]), int(steps.right[0, bin[1]])
        cells = self.photograph.values(channel)[top:bottom, left:right]
        if not cells.numel():
            return None
        down, across = divmod(int(cells.argmax()), cells.shape[1])
        return top + down, left + across

    def samples(self, box: Box, channel: str, bin: Cell) -> list[float]:
        """Return the values at a bin's sampling points, row by row."""
        steps, values = self.aligned(box, channel), self.photograph.values(channel)[None]
        points = [(y, x) for y in steps.rows[0, bin[0]] for x in steps.columns[0, bin[1]]]
        return [bilinear_interpolate(values, y, x).item() for y, x in points]

    def draw_photograph(self, axes: Axes) -> None:
        """Draw the image; the stage outlines the region of interest."""
        image = self.photograph.image
        draw_image(axes, image, title=f"image (3×{image.shape[1]}×{image.shape[2]})")

    def draw_pool(self, axes: Axes, box: Box, channel: str, step: int, bin: Cell) -> None:
        """Draw the feature map with what RoI pooling has done so far."""
        steps, values = self.pooled(box, channel), self.photograph.values(channel)
        x1, y1, x2, y2 = (int(number) for number in steps.snapped[0])
        draw_map(axes, values, f"RoI pooling: {y2 - y1 + 1}×{x2 - x1 + 1} cells" if step else map_title(values), 100)
        if step == SNAP:
            draw_rectangles(axes, [(x1, y1, x2 + 1, y2 + 1)], "output", fill=0.25, line_width=2.5)
        if step >= DIVIDE:
            draw_rectangles(axes, pool_bins(steps), "output", fill=0.18)
        draw_region(axes, steps.projected[0])
        zoom_to(axes, steps.projected[0])
        if step == POOL and (winner := self.winner(box, channel, bin)):
            current = pool_bins(steps)[bin[0] * self.bins + bin[1]]
            draw_rectangles(axes, [current], CURRENT, fill=0.0, line_width=3)
            draw_cells(axes, [winner], CURRENT, fill=0.6)

    def draw_aligned(self, axes: Axes, box: Box, channel: str, step: int, bin: Cell) -> None:
        """Draw the feature map with what RoI Align has done so far."""
        steps, values = self.aligned(box, channel), self.photograph.values(channel)
        width, height = (box[2] - box[0]) * SCALE, (box[3] - box[1]) * SCALE
        small = 0.7 if self.bins > 4 else 1.0
        draw_map(axes, values, f"RoI Align: {height:.2f}×{width:.2f} cells" if step else map_title(values), 100)
        if step >= DIVIDE:
            draw_align(axes, steps, points=True, point_size=5.5 * small)
        draw_region(axes, steps.region[0] + 0.5)
        zoom_to(axes, steps.region[0] + 0.5)
        if step == POOL:
            draw_points(axes, align_points(steps, bin[0] * self.bins + bin[1]), CURRENT, size=8.5 * small)

    def draw_pool_output(self, figure: Sheet, box: Box, channel: str, step: int, bin: Cell) -> None:
        """Draw the maxima, and by how much they change one pixel further."""
        output = self.pooled(box, channel).output[0, self.photograph.number_of(channel)]
        draw_output(figure, output, "RoI pooling, max", self.change("RoI pooling", box, channel), step, bin)

    def draw_align_output(self, figure: Sheet, box: Box, channel: str, step: int, bin: Cell) -> None:
        """Draw the means, and by how much they change one pixel further."""
        output = self.aligned(box, channel).output[0, self.photograph.number_of(channel)]
        draw_output(figure, output, "RoI Align, mean", self.change("RoI Align", box, channel), step, bin)

    def change(self, method: str, box: Box, channel: str) -> float:
        """Measure how far a method's output, of all channels, changes in percent when the box moves one pixel right."""
        steps = self.pooled if method == "RoI pooling" else self.aligned

        def pool(boxes: Tensor) -> Tensor:
            return steps(tuple(boxes[0, 1:].tolist()), channel).output

        return 100 * change_when_shifted(pool, as_boxes(box), torch.ones(1)).item()

    def caption(self, box: Box, channel: str, step: int, bin: Cell) -> str:
        """Write the arithmetic of the step."""
        steps = self.pooled(box, channel)
        if step == PROJECT:
            return say_project(box, STRIDE, steps.projected[0])
        if step == SNAP:
            return say_snap(steps)
        if step == DIVIDE:
            return say_divide(steps, POINTS)
        which = (0, self.photograph.number_of(channel), *bin)
        return "\n".join(
            [
                say_maximum(steps, bin, self.winner(box, channel, bin), float(steps.output[which])),
                say_align(self.samples(box, channel, bin), float(self.aligned(box, channel).output[which])),
            ]
        )


def map_title(values: Tensor) -> str:
    """Name a feature map with its shape."""
    return f"feature map ({values.shape[0]}×{values.shape[1]})"


def as_boxes(box: Box) -> Tensor:
    """Return one box as (1, 5), of image 0."""
    return torch.tensor([[0.0, *box]])


def draw_output(figure: Sheet, output: Tensor, name: str, change: float, step: int, bin: Cell) -> None:
    """Draw an output (bins, bins) once it is pooled, and beside it how far it changes in percent one pixel further."""
    every = [(row, column) for row in range(len(output)) for column in range(len(output))]
    pooled = step == POOL
    width, height = OUTPUT_SIZE
    axes = axes_at(figure, 0.06, 0.06, width - 2.1, height - 0.12)
    draw_matrix(
        axes,
        output,
        "output",
        name,
        decimals=0,
        highlight=[bin] if pooled else [],
        faded=[] if pooled else every,
        limits=(0, 100),
    )
    if pooled:
        for text, size, y in (("the box 1 pixel right:", "label", 0.5), (f"{change:.1f} % change", "title", 0.36)):
            write(axes, 1 - 1.9 / width, y, text, size, "left", transform=figure.transSubfigure, bold=size == "title")


def roi_demo(image: Tensor | None = None, output_size: int = 3) -> Demo:
    """Drag a box on a photograph: RoI pooling's two roundings beside RoI Align's sampling points.

    Parameters
    ----------
    image : Tensor, shape (3, H, W), optional
        Floats in [0, 1]; the photograph of a cat where left out. Scaled and cut to 240×320 pixels.
    output_size : int
        Rows and columns of bins; 7 in the papers.

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    scene = Scene(photograph("chelsea").image if image is None else image, output_size)
    height, width = scene.photograph.image.shape[1:]
    last = output_size - 1
    box = DragBox(
        "box",
        panel="image",
        start=(71, 42, 215, 172),
        bounds=(0, 0, width, height),
        minimum=(16, 16),
        label="region of interest",
        role="prediction",
        frozen_steps=3,
    )
    bin = PickCell(
        "bin",
        panel="pooled",
        shape=(output_size, output_size),
        start=(last, last),
        label="bin",
        frozen_every=output_size,
    )
    return Demo(
        name="roi",
        title="RoI pooling rounds the box and then its bins, RoI Align rounds nothing",
        controls=[
            box,
            Choice("channel", CHANNEL_NAMES, start="vertical edges", label="channel"),
            Step("step", count=len(STEPS), label="step", names=STEP_NAMES, start=POOL),
            bin,
        ],
        panels=[
            [
                Panel("image", scene.draw_photograph, size=(3.0, 2.54), alt="photograph with the region of interest"),
                Panel("pool", scene.draw_pool, size=(3.0, 2.54), alt="feature map with RoI pooling's bins"),
                Panel("align", scene.draw_aligned, size=(3.0, 2.54), alt="feature map with RoI Align's points"),
            ],
            [
                Panel("pooled", scene.draw_pool_output, size=OUTPUT_SIZE, alt="output of RoI pooling"),
                Panel("aligned", scene.draw_align_output, size=OUTPUT_SIZE, alt="output of RoI Align"),
            ],
        ],
        caption=scene.caption,
        caption_lines=2,
    )
