"""Drag a box over a photograph: what RoI pooling and RoI Align make of it, side by side."""

from functools import lru_cache

import torch
from torch import Tensor

from lecture_utils.demos.roi.map_drawing import (
    CURRENT,
    REGION,
    Sheet,
    align_points,
    draw_align,
    draw_map,
    draw_rectangles,
    draw_region,
    headline,
    pool_bins,
    whole,
)
from lecture_utils.demos.roi.photograph_map import CHANNEL_NAMES, PhotographMap, fit
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.methods.roi import (
    RoIAlignSteps,
    RoIPoolSteps,
    bilinear_interpolate,
    change_when_shifted,
    roi_align,
    roi_align_steps,
    roi_pool,
    roi_pool_steps,
)
from lecture_utils.pictures import draw_boxes, draw_cells, draw_curves, draw_image, draw_matrix, draw_points
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, DragBox, Panel, Step

Box = tuple[float, float, float, float]
SCALE = 1 / STRIDE
POINTS = 2  # sampling points along each side of a bin
SIZES = {"2×2": 2, "3×3": 3, "4×4": 4, "7×7": 7}
PROJECT, SNAP, DIVIDE, POOL = range(4)  # from step POOL on, one bin a step
SHIFTS = torch.arange(0.0, 17.0)


def last_step(bins: str) -> int:
    """Count the steps: project, snap, divide, then one for each bin."""
    return POOL + SIZES[bins] ** 2


def step_names() -> list[str]:
    """Name every step of the largest output."""
    return ["project", "snap", "divide into bins", *(f"pool bin {number + 1}" for number in range(49))]


class Scene:
    """What the panels are drawn from: a photograph and its feature maps; each method a pure function of its keys."""

    def __init__(self, image: Tensor) -> None:
        self.photograph = PhotographMap(fit(image))
        self.pooled = lru_cache(maxsize=64)(self._pooled)
        self.aligned = lru_cache(maxsize=64)(self._aligned)

    def _pooled(self, box: Box, channel: str, bins: str) -> RoIPoolSteps:
        return roi_pool_steps(self.photograph.map_of(channel), as_boxes(box), SIZES[bins], SCALE)

    def _aligned(self, box: Box, channel: str, bins: str) -> RoIAlignSteps:
        features = self.photograph.map_of(channel)
        return roi_align_steps(features, as_boxes(box), SIZES[bins], SCALE, POINTS, aligned=True)[0]

    def winner(self, box: Box, channel: str, bins: str, number: int) -> tuple[int, int]:
        """Return (row, column) of the cell that a bin's maximum comes from."""
        steps = self.pooled(box, channel, bins)
        row, column = divmod(number, SIZES[bins])
        top, left = int(steps.top[0, row]), int(steps.left[0, column])
        cells = self.photograph.values(channel)[top : steps.bottom[0, row], left : steps.right[0, column]]
        down, across = divmod(int(cells.argmax()), cells.shape[1])
        return top + down, left + across

    def samples(self, box: Box, channel: str, bins: str, number: int) -> Tensor:
        """Return the values at a bin's sampling points, row by row."""
        steps = self.aligned(box, channel, bins)
        row, column = divmod(number, SIZES[bins])
        values = self.photograph.values(channel)[None]
        return torch.cat(
            [bilinear_interpolate(values, y, x) for y in steps.rows[0, row] for x in steps.columns[0, column]]
        )

    def draw_photograph(self, figure: Sheet, box: Box) -> None:
        """Draw the image with the region of interest."""
        image = self.photograph.image
        axes = whole(figure)
        draw_image(axes, image, title=f"image (3×{image.shape[1]}×{image.shape[2]})")
        draw_boxes(axes, [box], REGION)

    def draw_pool(self, figure: Sheet, box: Box, channel: str, bins: str, step: int) -> None:
        """Draw the feature map with what RoI pooling has done so far."""
        steps, values = self.pooled(box, channel, bins), self.photograph.values(channel)
        axes = whole(figure)
        x1, y1, x2, y2 = (int(number) for number in steps.snapped[0])
        title = f"RoI pooling: {x2 - x1 + 1}×{y2 - y1 + 1} cells" if step >= SNAP else map_title(values)
        draw_map(axes, values, title, 100)
        if step == SNAP:
            draw_rectangles(axes, [(x1, y1, x2 + 1, y2 + 1)], "output", fill=0.25, line_width=2.5)
        if step >= DIVIDE:
            draw_rectangles(axes, pool_bins(steps), "output", fill=0.18)
        draw_region(axes, steps.projected[0])
        if step >= POOL:
            draw_rectangles(axes, [pool_bins(steps)[step - POOL]], CURRENT, fill=0.0, line_width=3)
            draw_cells(axes, [self.winner(box, channel, bins, step - POOL)], CURRENT, fill=0.6)

    def draw_aligned(self, figure: Sheet, box: Box, channel: str, bins: str, step: int) -> None:
        """Draw the feature map with what RoI Align has done so far."""
        steps, values = self.aligned(box, channel, bins), self.photograph.values(channel)
        axes = whole(figure)
        width, height = ((box[2] - box[0]) * SCALE, (box[3] - box[1]) * SCALE)
        title = f"RoI Align: {width:.2f}×{height:.2f} cells" if step >= SNAP else map_title(values)
        draw_map(axes, values, title, 100)
        if step >= DIVIDE:
            draw_align(axes, steps, points=True, point_size=5.5 if SIZES[bins] < 7 else 4)
        draw_region(axes, steps.region[0] + 0.5)
        if step >= POOL:
            draw_points(axes, align_points(steps, step - POOL), CURRENT, size=8.5 if SIZES[bins] < 7 else 6)

    def draw_pool_output(self, figure: Sheet, box: Box, channel: str, bins: str, step: int) -> None:
        """Draw the maxima that are pooled so far."""
        output = self.pooled(box, channel, bins).output[0, self.photograph.number_of(channel)]
        draw_output(figure, output, "RoI pooling: maxima", step)

    def draw_align_output(self, figure: Sheet, box: Box, channel: str, bins: str, step: int) -> None:
        """Draw the means that are pooled so far."""
        output = self.aligned(box, channel, bins).output[0, self.photograph.number_of(channel)]
        draw_output(figure, output, "RoI Align: means", step)

    def changes(self, box: Box, channel: str, bins: str) -> dict[str, Tensor]:
        """Measure how far all channels of both methods' outputs change, in percent, when the box moves right."""
        features, side = self.photograph.map_of(channel), SIZES[bins]
        pools = {
            "RoI pooling": lambda boxes: roi_pool(features, boxes, side, SCALE),
            "RoI Align": lambda boxes: roi_align(features, boxes, side, SCALE, POINTS, aligned=True),
        }
        return {name: 100 * change_when_shifted(pool, as_boxes(box), SHIFTS)[0] for name, pool in pools.items()}

    def draw_changes(self, figure: Sheet, box: Box, channel: str, bins: str) -> None:
        """Draw how far both outputs change when the box moves to the right."""
        changes = self.changes(box, channel, bins)
        pooling, align = (float(curve[1]) for curve in changes.values())
        headline(figure, f"after 1 pixel: {pooling:.1f} % and {align:.1f} %")
        draw_curves(
            whole(figure, top=0.3),
            SHIFTS,
            changes,
            x_label="pixels to the right",
            y_label="change in %",
            roles={"RoI pooling": "filter", "RoI Align": "output"},
        )

    def caption(self, box: Box, channel: str, bins: str, step: int) -> str:
        """Write the arithmetic of the step."""
        if step == PROJECT:
            return (
                f"Project: {numbers(box, 0)} pixels · 1/{STRIDE} = {numbers([side * SCALE for side in box], 2)} cells."
            )
        if step == SNAP:
            return self._say_snap(box, channel, bins)
        if step == DIVIDE:
            return self._say_divide(box, channel, bins)
        return self._say_bin(box, channel, bins, step - POOL)

    def _say_snap(self, box: Box, channel: str, bins: str) -> str:
        steps = self.pooled(box, channel, bins)
        x1, y1, x2, y2 = (int(side) for side in steps.snapped[0])
        return (
            f"RoI pooling rounds {numbers(steps.projected[0], 2)} to columns {x1} to {x2}, rows {y1} to {y2}. "
            "RoI Align keeps the fractions."
        )

    def _say_divide(self, box: Box, channel: str, bins: str) -> str:
        steps, side = self.pooled(box, channel, bins), SIZES[bins]
        cells = int(steps.snapped[0, 2] - steps.snapped[0, 0]) + 1
        spans = ", ".join(f"{a}–{b - 1}" for a, b in zip(steps.left[0].tolist(), steps.right[0].tolist(), strict=True))
        width = (box[2] - box[0]) * SCALE / side
        return (
            f"RoI pooling: {cells} columns / {side} = {cells / side:.2f}, rounded outwards to columns {spans}. "
            f"RoI Align: bins of {width:.2f} columns, {POINTS}×{POINTS} points in each."
        )

    def _say_bin(self, box: Box, channel: str, bins: str, number: int) -> str:
        pooled, aligned = self.pooled(box, channel, bins), self.aligned(box, channel, bins)
        row, column = divmod(number, SIZES[bins])
        which = (0, self.photograph.number_of(channel), row, column)
        rows, columns = pooled.bottom[0, row] - pooled.top[0, row], pooled.right[0, column] - pooled.left[0, column]
        y, x = self.winner(box, channel, bins, number)
        samples = " + ".join(f"{value:.1f}" for value in self.samples(box, channel, bins, number))
        return (
            f"Bin {number + 1}. RoI pooling: the largest of {int(rows)}×{int(columns)} cells is "
            f"{pooled.output[which]:.1f}, in row {y}, column {x}.\n"
            f"RoI Align: ({samples}) / {POINTS**2} = {aligned.output[which]:.1f}."
        )


def map_title(values: Tensor) -> str:
    """Name a feature map with its shape."""
    return f"feature map ({values.shape[0]}×{values.shape[1]})"


def as_boxes(box: Box) -> Tensor:
    """Return one box as (1, 5), of image 0."""
    return torch.tensor([[0.0, *box]])


def numbers(values: object, decimals: int) -> str:
    """Write numbers in brackets."""
    return "(" + ", ".join(f"{float(value):.{decimals}f}" for value in values) + ")"  # type: ignore[attr-defined]


def draw_output(figure: Sheet, output: Tensor, name: str, step: int) -> None:
    """Draw an output (bins, bins) as far as it is pooled."""
    bins = len(output)
    here = step - POOL
    later = [divmod(number, bins) for number in range(bins**2) if number > here]
    draw_matrix(
        whole(figure),
        output,
        "output",
        name,
        decimals=0,
        highlight=[divmod(here, bins)] if here >= 0 else [],
        faded=later,
        limits=(0, 100),
    )


def roi_demo(image: Tensor | None = None) -> Demo:
    """Drag a box on a photograph: RoI pooling's two roundings beside RoI Align's sampling points.

    Parameters
    ----------
    image : Tensor, shape (3, H, W), optional
        Floats in [0, 1]; the photograph of a cat where left out. Scaled and cut to 240×320 pixels.
    """
    scene = Scene(photograph("chelsea").image if image is None else image)
    height, width = scene.photograph.image.shape[1:]
    return Demo(
        name="roi",
        title="RoI pooling rounds the box and then its bins, RoI Align rounds nothing",
        controls=[
            DragBox(
                "box",
                panel="image",
                start=(71, 42, 215, 172),
                bounds=(0, 0, width, height),
                minimum=(16, 16),
                label="region of interest",
            ),
            Choice("channel", CHANNEL_NAMES, start="filter: vertical edges", label="channel"),
            Choice("bins", list(SIZES), start="3×3", label="output"),
            Step("step", count=last_step, label="step", names=step_names(), start=POOL + 8),
        ],
        panels=[
            [
                Panel("image", scene.draw_photograph, size=(3.0, 2.56), alt="photograph with the region of interest"),
                Panel("pool", scene.draw_pool, size=(3.0, 2.56), alt="feature map with RoI pooling's bins"),
                Panel("align", scene.draw_aligned, size=(3.0, 2.56), alt="feature map with RoI Align's points"),
            ],
            [
                Panel("changes", scene.draw_changes, size=(3.4, 1.74), alt="change of both outputs against the shift"),
                Panel("pooled", scene.draw_pool_output, size=(2.8, 1.74), alt="output of RoI pooling"),
                Panel("aligned", scene.draw_align_output, size=(2.8, 1.74), alt="output of RoI Align"),
            ],
        ],
        caption=scene.caption,
        caption_lines=3,
    )
