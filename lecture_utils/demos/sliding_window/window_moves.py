"""The window moves over a scene; each crop is classified, and the score map grows."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.sliding_window import (
    BACKGROUND,
    WINDOW,
    ScoreMap,
    ScoreStep,
    WindowGrid,
    crop_multiply_adds,
    crops,
    image_pyramid,
    level_size,
    score_maps,
)
from lecture_utils.pictures import draw_bars, draw_boxes, draw_heatmap, draw_image
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, Panel, Slider, Step
from lecture_utils.training.outputs import per_scene, trained

NAME = "sliding_window"
CATEGORIES = ("background", *THINGS)
SCALES = {"whole scene": 0.25, "half of it": 0.5, "a quarter of it": 1.0}
"""What the window shows of a scene's height, and the scale of the level on which it does."""
STRIDES = (8, 16, 32)


@per_scene
def scored(scene: LectureScene, scale: float, stride: int) -> ScoreMap:
    """Return the scores of all windows of one level."""
    (found,) = score_maps(trained(NAME), scene.image, [scale], WINDOW, stride)
    return found


@per_scene
def level_image(scene: LectureScene, scale: float) -> Tensor:
    """Return the scene at a level's scale: (3, h, w)."""
    (level,) = image_pyramid(scene.image, [scale])
    return level.image


@lru_cache(maxsize=1)
def each_crop() -> int:
    """Count the multiply–adds of one crop."""
    return crop_multiply_adds(trained(NAME), WINDOW)


def grid(scale: float, stride: int) -> WindowGrid:
    """Return the windows of a level; all scenes have the same size."""
    return WindowGrid((128, 128), level_size((128, 128), scale), (WINDOW, WINDOW), (stride, stride))


class Windows:
    """What the panels are drawn from: a pure function of scene, scale, stride and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def map(self, scene: str, scale: str, stride: int) -> ScoreMap:
        """Return the score map of a level."""
        return scored(self.scenes[scene], SCALES[scale], stride)

    def step(self, scene: str, scale: str, stride: int, step: int) -> ScoreStep:
        """Return what is known when this window has been classified."""
        return self.map(scene, scale, stride).step(step)

    def draw_scene(self, axes: Axes, scene: str, scale: str, stride: int, step: int) -> None:
        """Draw the scene and the window that is being classified."""
        picture = self.scenes[scene]
        draw_image(axes, picture.large, "the window on the scene", size=(128, 128))
        draw_boxes(axes, grid(SCALES[scale], stride)[step].box[None], "step", line_width=4)

    def draw_crop(self, axes: Axes, scene: str, scale: str, stride: int, step: int) -> None:
        """Draw the crop as the network gets it."""
        level = level_image(self.scenes[scene], SCALES[scale])
        draw_image(axes, crops(level, grid(SCALES[scale], stride), [step])[0], f"crop, {WINDOW}×{WINDOW}")

    def draw_probabilities(self, axes: Axes, scene: str, scale: str, stride: int, step: int) -> None:
        """Draw what the network says of the crop."""
        found = self.step(scene, scale, stride, step).scores.softmax(dim=0)
        best = int(found.argmax())
        roles = ["prediction" if place == best else "muted" for place in range(len(CATEGORIES))]
        draw_bars(axes, CATEGORIES, found, roles, (0, 1), "its probabilities")

    def draw_map(self, axes: Axes, scene: str, scale: str, stride: int, step: int) -> None:
        """Draw the score map as far as it is known: how likely each window shows an object."""
        found = self.map(scene, scale, stride)
        rows, columns = found.grid.shape
        objects = 1 - found.probabilities[BACKGROUND]
        objects.flatten()[step + 1 :] = torch.nan
        draw_heatmap(axes, objects, limits=(0, 1), title=f"score map so far ({rows}×{columns})", colorbar=True)

    def title(self, scene: str, scale: str, stride: int, step: int) -> str:
        """Say what the network takes the window for."""
        found = self.step(scene, scale, stride, step).scores.softmax(dim=0)
        best = int(found.argmax())
        what = "background" if best == BACKGROUND else f"a {CATEGORIES[best]}"
        return f"Window {step + 1} of {grid(SCALES[scale], stride).count}: {what}, {float(found[best]):.0%}"

    def caption(self, scale: str, stride: int, step: int) -> str:
        """Count windows and multiply–adds."""
        windows = grid(SCALES[scale], stride)
        (height, _), (rows, columns) = windows.level, windows.shape
        work = (step + 1) * each_crop()
        return (
            f"The scene is {height}×{height} here. Windows along a side: ⌈({height} − {WINDOW}) / {stride}⌉ + 1 = "
            f"{rows}, so {rows} · {columns} = {windows.count}. Crops so far: {step + 1}, each with "
            f"{each_crop() / 1e6:.2f} million multiply–adds: {work / 1e6:,.1f} million."
        )


def window_demo(picture: Tensor | None = None) -> Demo:
    """Let a window move over a scene: the crop, its scores, the score map so far.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    windows = Windows(shown_scenes(picture))

    def count(scale: str, stride: int) -> int:
        return grid(SCALES[scale], stride).count

    return Demo(
        name="sliding_window",
        title=windows.title,
        controls=[
            windows.scenes.control(frozen=1),
            Choice("scale", list(SCALES), start="a quarter of it", label="the window shows"),
            Slider("stride", STRIDES, start=STRIDES[0], label="stride"),
            Step("step", count=count, label="window", start=79),
        ],
        panels=[
            [
                Panel("scene", windows.draw_scene, size=(3.3, 3.55), alt="the scene and the current window"),
                Panel("crop", windows.draw_crop, size=(1.6, 3.55), alt="the crop that the network gets"),
                Panel("probabilities", windows.draw_probabilities, size=(2.2, 3.55), alt="its probabilities"),
                Panel("map", windows.draw_map, size=(2.4, 3.55), alt="the score map so far"),
            ]
        ],
        caption=windows.caption,
        caption_lines=3,
    )
