"""The sliding window at work: the patch moves, the label map fills, and activations are computed again and again."""

from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.semantic_segmentation.networks import labels
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.pictures import (
    LABEL_COLOURS,
    NOTHING,
    draw_boxes,
    draw_heatmap,
    draw_image,
    draw_image_grid,
    draw_label_map,
    draw_points,
)
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Demo, Panel, Slider, Step
from lecture_utils.training.outputs import per_scene, trained

NETWORK = "multiscale window"
RECIPE = "semantic_segmentation_multiscale"
STRIDES = (8, 16)
"""Pixels from one labelled pixel to the next."""

NOT_YET = len(SEMANTIC)
"""The label of pixels that no patch has been classified for."""


class Reach(NamedTuple):
    """Which part of the first convolution's map a patch computes.

    Attributes
    ----------
    window : int
        Rows and columns of the patch.
    kernel : int
        Rows and columns of the convolution's filter.
    side : int
        Rows and columns of the map that it makes of a patch.
    before : int
        How many of these rows lie before the row of the patch's pixel.
    """

    window: int
    kernel: int
    side: int
    before: int


def reach() -> Reach:
    """Return the sizes of the trained network."""
    network = trained(RECIPE)
    kernel = network.features[0].kernel_size[0]
    return Reach(network.window, kernel, network.window - kernel + 1, network.window // 2 - kernel // 2)


def per_side(stride: int) -> int:
    """Count the labelled pixels along a side."""
    return -(-SIZE // stride)


def pixel_of(step: int, stride: int) -> tuple[int, int]:
    """Return row and column of the pixel that a step labels, row by row."""
    row, column = divmod(step, per_side(stride))
    return row * stride, column * stride


def _along(rows: Tensor) -> Tensor:
    """Count, for each row of the map, the patches about these rows that compute it: (128,)."""
    shape = reach()
    first = rows[:, None] - shape.before
    place = torch.arange(SIZE)
    return ((first <= place) & (place < first + shape.side)).sum(dim=0)


def times_computed(step: int, stride: int) -> Tensor:
    """Count how often each activation of the first convolution's map was computed, on the finest level.

    Parameters
    ----------
    step : int
        The last patch that was classified, from 0.
    stride : int

    Returns
    -------
    Tensor, shape (128, 128), int64
        Of each of the map's channels. What patches compute beyond the border isn't counted.
    """
    rows, columns = divmod(step + 1, per_side(stride))
    every = torch.arange(per_side(stride)) * stride
    done = _along(every[:rows])[:, None] * _along(every)
    return done + _along(every[rows : rows + 1])[:, None] * _along(every[:columns])


@per_scene
def levels(scene: LectureScene) -> list[Tensor]:
    """Return the pyramid that the network looks at."""
    found: list[Tensor] = trained(RECIPE).pyramid(scene.image[None])
    return found


class Patches:
    """What the panels are drawn from: a pure function of scene, stride and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def draw_scene(self, axes: Axes, scene: str, stride: int, step: int) -> None:
        """Draw the scene, the patches of all scales about a pixel, and the pixel."""
        draw_image(axes, self.scenes[scene].large, "a pixel and its patches", size=(SIZE, SIZE))
        row, column = pixel_of(step, stride)
        window = reach().window
        for scale in (2, 1, 0):
            side = window * 2**scale
            top, left = ((place // 2**scale - window // 2) * 2**scale for place in (row, column))
            inside = [max(left, 0), max(top, 0), min(left + side, SIZE), min(top + side, SIZE)]
            draw_boxes(axes, torch.tensor([inside]).float(), "step" if scale == 0 else "muted", line_width=3)
        draw_points(axes, torch.tensor([[column + 0.5, row + 0.5]]), "step", size=6)

    def draw_patches(self, axes: Axes, scene: str, stride: int, step: int) -> None:
        """Draw the patches as the network gets them: what each level of the pyramid adds."""
        found = levels(self.scenes[scene])
        pixel = torch.tensor([pixel_of(step, stride)])
        network = trained(RECIPE)
        patches = [network.patches_of(found, pixel)[scale][0] for scale in range(len(found))]
        shown = [(0.5 + patch / 6).clamp(0, 1) for patch in patches]
        draw_image_grid(axes, shown, 1, ["fine", "medium", "coarse"], ["step", "muted", "muted"], "input")

    def draw_labels(self, axes: Axes, scene: str, stride: int, step: int) -> None:
        """Draw the labels so far, each as large as the stride."""
        found = labels(NETWORK, self.scenes[scene])[::stride, ::stride].clone()
        found.flatten()[step + 1 :] = NOT_YET
        title = f"labels so far ({found.shape[0]}×{found.shape[1]})"
        draw_label_map(axes, found, (*SEMANTIC, ""), (*LABEL_COLOURS, NOTHING), title)

    def draw_counts(self, axes: Axes, stride: int, step: int) -> None:
        """Draw how often each activation was computed so far; the scale ends where the last patch gets."""
        highest = max(2, int(times_computed(per_side(stride) ** 2 - 1, stride).max()))
        title = "times computed so far"
        draw_heatmap(axes, times_computed(step, stride), limits=(0, highest), title=title, colorbar=True)

    def title(self, scene: str, stride: int, step: int) -> str:
        """Say what the pixel is taken for, and how often activations were computed."""
        row, column = pixel_of(step, stride)
        label = SEMANTIC[int(labels(NETWORK, self.scenes[scene])[row, column])]
        counts = times_computed(step, stride)
        times = float(counts.sum()) / int((counts > 0).sum())
        return f"Patch {step + 1:,} of {per_side(stride) ** 2:,}: {label}; each activation computed {times:.1f} times"

    def caption(self, stride: int, step: int) -> str:
        """Do the arithmetic of one patch, and of all."""
        shape, counts = reach(), times_computed(step, stride)
        cells, different = shape.side**2, int((counts > 0).sum())
        middle = int(times_computed(per_side(stride) ** 2 - 1, stride)[SIZE // 2, SIZE // 2])
        return (
            f"The first convolution ({shape.kernel}×{shape.kernel}) makes {shape.side}×{shape.side} = {cells} cells of "
            f"a patch of {shape.window}×{shape.window}. Inside the scene so far: {int(counts.sum()):,} cells computed, "
            f"{different:,} different ones. With a label every {stride} pixels, ({shape.side} / {stride})² = {middle} "
            f"times each in the middle."
        )


def patch_demo(picture: Tensor | None = None) -> Demo:
    """Label a scene patch by patch: the patch, the labels so far, and how often each activation was computed.

    The labels come from one run over the scene, which gives what the patches give one by one.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    patches = Patches(shown_scenes(picture))
    return Demo(
        name="segmentation_patches",
        title=patches.title,
        controls=[
            patches.scenes.control(frozen=1),
            Slider("stride", STRIDES, start=8, label="a label every … pixels"),
            Step("step", count=lambda stride: per_side(stride) ** 2, label="patch", start=135),
        ],
        panels=[
            [
                Panel("scene", patches.draw_scene, size=(2.6, 3.1), alt="the scene, a pixel and its patches"),
                Panel("patches", patches.draw_patches, size=(1.0, 3.1), alt="the patches that the network gets"),
                Panel("labels", patches.draw_labels, size=(2.5, 3.1), alt="the labels so far"),
                Panel("counts", patches.draw_counts, size=(2.8, 3.1), alt="how often activations were computed"),
            ]
        ],
        caption=patches.caption,
        caption_lines=4,
    )
