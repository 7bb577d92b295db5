"""The same box for RoI Align and for RoI pooling: the masks under the lens, and their IoU as the box moves."""

import numpy as np
import torch
from matplotlib.axes import Axes
from skimage.measure import find_contours
from torch import Tensor

from lecture_utils.demos.mask_rcnn.networks import ALIGN, NAMES, POOL, Box, pasted
from lecture_utils.demos.views.scenes import ShownScenes
from lecture_utils.methods.evaluation import mask_iou
from lecture_utils.methods.roi import project_box, snap_to_cells
from lecture_utils.pictures import colour, draw_curves, draw_image, format_number, mark_columns
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, SIZE, LectureScene
from lecture_utils.stage import Demo, Panel, Slider, Step
from lecture_utils.training.outputs import per_scene, trained

SHIFTS = tuple(number / 2 for number in range(-8, 9))
"""Pixels that the box is moved to the right."""

MARGIN = 5.0
"""Pixels around the true box that the lens shows, at least."""

WITH_THINGS = tuple(name for name in SCENE_NAMES if name != "an empty meadow")


def moved(scene: LectureScene, thing: int, shift: float) -> Box:
    """Return the true box of a thing, moved to the right."""
    x1, y1, x2, y2 = scene.boxes[thing].tolist()
    return (x1 + shift, y1, x2 + shift, y2)


def probabilities(scene: LectureScene, thing: int, shift: float, network: str) -> Tensor:
    """Return a network's mask of the thing's own class in the moved box, (128, 128)."""
    return pasted(scene, moved(scene, thing, shift), int(scene.labels[thing]), network)


@per_scene
def overlap(scene: LectureScene, thing: int, shift: float, network: str) -> float:
    """Return the IoU of that mask, from 0.5 on, with the true one."""
    mask = probabilities(scene, thing, shift, network) >= 0.5
    return float(mask_iou(mask[None], scene.masks[thing][None]))


@per_scene
def overlaps(scene: LectureScene, thing: int, network: str) -> tuple[float, ...]:
    """Return the IoU at each of `SHIFTS`."""
    return tuple(overlap(scene, thing, shift, network) for shift in SHIFTS)


def lens(scene: LectureScene, thing: int) -> Box:
    """Return the square that is looked at: around the true box, inside the image."""
    x1, y1, x2, y2 = scene.boxes[thing].tolist()
    side = min(max(x2 - x1, y2 - y1) + 2 * MARGIN, SIZE)
    left = min(max((x1 + x2 - side) / 2, 0), SIZE - side)
    top = min(max((y1 + y2 - side) / 2, 0), SIZE - side)
    return (left, top, left + side, top + side)


def outlines(values: Tensor) -> list[np.ndarray]:
    """Return the lines along which values (H, W), each at the middle of its pixel, are 0.5: (n, 2) of x and y."""
    padded = np.pad(values.numpy().astype(float), 1)
    return [line[:, ::-1] - 0.5 for line in find_contours(padded, 0.5)]


def draw_lens(axes: Axes, scene: LectureScene, thing: int, shift: float, network: str) -> None:
    """Draw the thing large, with the outline of the true mask, of the network's mask, and the box."""
    title = f"{NAMES[network]}: IoU {format_number(overlap(scene, thing, shift, network))}"
    draw_image(axes, scene.large, title, dim=0.25, size=(SIZE, SIZE))
    x1, y1, x2, y2 = lens(scene, thing)
    axes.set(xlim=(x1, x2), ylim=(y2, y1))
    left, top, right, bottom = moved(scene, thing, shift)
    frame = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    add_lines(axes, [frame], colour("step"), 1.6, (0, (3, 2)), halo=True)
    for values, role, width in (
        (scene.masks[thing].float(), "truth", 2.2),
        (probabilities(scene, thing, shift, network), "prediction", 3.2),
    ):
        lines = outlines(values)
        if lines:
            add_lines(axes, lines, colour(role), width, halo=True)


class PoolingPages:
    """What the panels are drawn from: a pure function of scene, thing and shift each."""

    def __init__(self) -> None:
        self.scenes = ShownScenes(WITH_THINGS)

    def count(self, scene: str) -> int:
        """Return how many things there are."""
        return len(self.scenes[scene].boxes)

    def draw_align(self, axes: Axes, scene: str, thing: int, shift: float) -> None:
        """Draw the mask of the network with RoI Align."""
        draw_lens(axes, self.scenes[scene], thing, shift, ALIGN)

    def draw_pool(self, axes: Axes, scene: str, thing: int, shift: float) -> None:
        """Draw the mask of the network with RoI pooling."""
        draw_lens(axes, self.scenes[scene], thing, shift, POOL)

    def draw_overlaps(self, axes: Axes, scene: str, thing: int, shift: float) -> None:
        """Draw IoU against the shift, with the current one marked."""
        shown = self.scenes[scene]
        curves = {NAMES[network]: np.array(overlaps(shown, thing, network)) for network in (ALIGN, POOL)}
        draw_curves(
            axes,
            np.array(SHIFTS),
            curves,
            x_label="pixels to the right",
            y_label="IoU of the mask",
            limits=(-0.1, 1.0),  # below 0, so that no number stands in the corner
            now=shift,
        )
        mark_columns(axes, SHIFTS)

    def title(self, scene: str, thing: int, shift: float) -> str:
        """Compare both masks."""
        shown = self.scenes[scene]
        align, pool = (format_number(overlap(shown, thing, shift, network)) for network in (ALIGN, POOL))
        where = f", {shift:+g} pixels".replace("-", "−") if shift else ""
        return f"One box of a {shown.names[thing]}{where}: IoU {align} with RoI Align, {pool} with RoI pooling"

    def caption(self, scene: str, thing: int, shift: float) -> str:
        """Say what RoI pooling rounds."""
        scale = trained(POOL).scale
        box = torch.tensor(moved(self.scenes[scene], thing, shift))
        on_map = project_box(box, scale)
        rounded = snap_to_cells(on_map)
        x, cell = float(on_map[0]), float(rounded[0])
        off = (cell - x) / scale
        side = "right" if off > 0 else "left"
        where = f"{format_number(abs(off), 1)} pixels too far {side}" if abs(off) >= 0.05 else "where the box begins"
        start, cells = format_number(float(box[0])), format_number(x)
        return (
            f"x1 = {start} pixels / {1 / scale:g} = {cells} cells. RoI pooling rounds this to {cell:g} and looks "
            f"{where}; its mask is pasted into the box as it is. RoI Align samples from {cells} on. Purple: the "
            "network's outline; green: the true one; dashed: the box."
        )


def pooling_demo() -> Demo:
    """Choose a thing, move its box, and compare RoI Align with RoI pooling."""
    pages = PoolingPages()
    size = (2.95, 3.35)
    return Demo(
        name="mask_rcnn_pooling",
        title=pages.title,
        controls=[
            pages.scenes.control(frozen=1),
            Step("thing", pages.count, label="thing", start=2),
            Slider("shift", SHIFTS, start=0.0, label="box moved, pixels", picks=("overlaps",)),
        ],
        panels=[
            [
                Panel("align", pages.draw_align, size=size, alt="the mask with RoI Align"),
                Panel("pool", pages.draw_pool, size=size, alt="the mask with RoI pooling"),
                Panel("overlaps", pages.draw_overlaps, size=(2.95, 3.0), alt="IoU of both as the box moves"),
            ]
        ],
        caption=pages.caption,
        caption_lines=3,
    )
