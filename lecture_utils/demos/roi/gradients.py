"""Which cells of the lecture's small feature map get a gradient through each of the three methods."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from lecture_utils.demos.roi.map_drawing import CURRENT, DASHES, REGION
from lecture_utils.demos.roi.on_small_numbers import ALIGN, BOX, LEVELS, METHODS, POOLING, PYRAMID
from lecture_utils.methods.roi import roi_align, roi_pool, spatial_pyramid_pool
from lecture_utils.pictures import MatrixView, Sheet, draw_blocks, draw_matrices
from lecture_utils.scenes.roi import SCALE, small_box, small_map
from lecture_utils.stage import Demo, Panel, Step

RUN: dict[str, Callable[[Tensor], Tensor]] = {
    POOLING: lambda features: roi_pool(features, small_box(), 2, SCALE),
    ALIGN: lambda features: roi_align(features, small_box(), 2, SCALE, 2, aligned=True),
    PYRAMID: lambda features: spatial_pyramid_pool(features, LEVELS, small_box(), SCALE),
}
NAMES = ["all outputs", *(f"output {number}" for number in (1, 2, 3, 4))]


def gradient(method: str, step: int) -> Tensor:
    """Differentiate the sum of all outputs (step 0), or one of them, with respect to the map: (6, 8)."""
    features = small_map().requires_grad_()
    outputs = RUN[method](features).flatten()
    chosen = outputs.sum() if step == 0 else outputs[step - 1]
    return torch.autograd.grad(chosen, features)[0][0, 0]


def draw_gradient(figure: Sheet, method: str, step: int) -> None:
    """Draw the gradient of each cell; cells without one stay empty."""
    values = gradient(method, step)
    texts = np.array([[short(float(value)) for value in row] for row in values], dtype=object)
    note = f"{int(values.count_nonzero())} of {values.numel()} cells get one"
    view = MatrixView(
        "gradient", values.sqrt(), CURRENT, note, title=method, shape_label=False, texts=texts,
        faded=(values == 0).numpy(), limits=(0, 1.5),
    )  # fmt: skip
    axes = draw_matrices(figure, [[view]])["gradient"]
    x1, y1, x2, y2 = BOX.tolist()
    draw_blocks(axes, [(y1, x1, y2 - y1, x2 - x1)], REGION, 1.8, DASHES, behind=texts != "")


def short(value: float) -> str:
    """Write a gradient with at most two decimals and no zero in front; nothing for none."""
    return f"{value:.2f}".rstrip("0").rstrip(".").lstrip("0")


def draw_pooling(figure: Sheet, step: int) -> None:
    """Draw RoI pooling's gradient."""
    draw_gradient(figure, POOLING, step)


def draw_aligned(figure: Sheet, step: int) -> None:
    """Draw RoI Align's gradient."""
    draw_gradient(figure, ALIGN, step)


def draw_pyramid(figure: Sheet, step: int) -> None:
    """Draw the spatial pyramid's gradient."""
    draw_gradient(figure, PYRAMID, step)


def caption(step: int) -> str:
    """Say how much gradient arrives, and where."""
    sums = {method: float(gradient(method, step).sum()) for method in METHODS}
    count = "all outputs" if step == 0 else NAMES[step]
    return (
        f"Gradient of {count} with respect to each cell. It sums to {sums[POOLING]:g}, {sums[ALIGN]:g} and "
        f"{sums[PYRAMID]:g}: one for each output. The maximum sends it to one cell, the mean of samples to all around."
    )


def gradient_demo() -> Demo:
    """Show which cells of the small feature map get a gradient through RoI pooling, RoI Align and the pyramid."""
    return Demo(
        name="roi_gradients",
        title="Gradients flow through all three: to the winners, or to all cells around the points",
        controls=[Step("step", count=len(NAMES), label="gradient of", names=NAMES)],
        panels=[
            [
                Panel("pooling", draw_pooling, size=(3.0, 2.6), alt="gradient through RoI pooling"),
                Panel("align", draw_aligned, size=(3.0, 2.6), alt="gradient through RoI Align"),
                Panel("pyramid", draw_pyramid, size=(3.0, 2.6), alt="gradient through the spatial pyramid"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
