"""A real feature map, pooled and unpooled in three ways, with the error that each leaves."""

from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor
from torch.nn.functional import avg_pool2d

from lecture_utils.demos.unpooling.three_ways import MAX, NAILS, NEAREST, WAYS
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.unpooling import bed_of_nails, max_pool2d, max_unpool2d, nearest_neighbour
from lecture_utils.pictures import draw_heatmap, draw_image
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Choice, Demo, Panel, Slider
from lecture_utils.training.outputs import module_outputs, per_scene

LAYER = "backbone.stages.stage1"
CHANNELS = 6
"""Channels that are offered: those whose values differ most over scene and place."""

FACTOR = 2


class Restored(NamedTuple):
    """A channel, what pooling leaves of it, and what unpooling makes of that.

    Attributes
    ----------
    original, pooled, restored : Tensor, shape (H, W), (H / 2, W / 2), (H, W)
    error : float
        Root mean square of restored − original, divided by that of the original.
    """

    original: Tensor
    pooled: Tensor
    restored: Tensor
    error: float


@per_scene
def channels(scene: LectureScene) -> Tensor:
    """Return the channels of the trained backbone's first stage that vary most: (6, H, W)."""
    maps = module_outputs("backbone", scene, (LAYER,))[LAYER]
    rows, columns = (size // FACTOR * FACTOR for size in maps.shape[1:])
    maps = maps[:, :rows, :columns]
    return maps[maps.flatten(1).std(dim=1).argsort(descending=True)[:CHANNELS]]


@per_scene
def restored(scene: LectureScene, channel: int, way: str) -> Restored:
    """Max-pool a channel by 2 and unpool it again."""
    original = channels(scene)[channel][None, None]
    pooled, indices = max_pool2d(original, FACTOR, return_indices=True)
    back = {
        NEAREST: lambda: nearest_neighbour(pooled, FACTOR),
        NAILS: lambda: bed_of_nails(pooled, FACTOR),
        MAX: lambda: max_unpool2d(pooled, indices, FACTOR),
    }[way]()
    error = float((back - original).square().mean().sqrt() / original.square().mean().sqrt())
    return Restored(original[0, 0], pooled[0, 0], back[0, 0], error)


class Maps:
    """What the panels are drawn from: a pure function of scene, channel and way each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def found(self, scene: str, channel: int, way: str) -> Restored:
        """Return the channel with what becomes of it."""
        return restored(self.scenes[scene], channel - 1, way)

    def draw_scene(self, axes: Axes, scene: str) -> None:
        """Draw the scene."""
        draw_image(axes, self.scenes[scene].large, "scene")

    def draw_original(self, axes: Axes, scene: str, channel: int) -> None:
        """Draw the channel."""
        self._draw(axes, scene, channel, NEAREST, "original", "channel")

    def draw_pooled(self, axes: Axes, scene: str, channel: int) -> None:
        """Draw what max pooling leaves."""
        self._draw(axes, scene, channel, NEAREST, "pooled", "max-pooled")

    def draw_restored(self, axes: Axes, scene: str, channel: int, way: str) -> None:
        """Draw what unpooling makes of it."""
        self._draw(axes, scene, channel, way, "restored", "unpooled")

    def _draw(self, axes: Axes, scene: str, channel: int, way: str, part: str, name: str) -> None:
        found = self.found(scene, channel, way)
        values = getattr(found, part)
        limits = (min(0.0, float(found.original.min())), max(float(found.original.max()), 1e-6))
        draw_heatmap(axes, values, limits=limits, title=f"{name}, {values.shape[0]}×{values.shape[1]}")

    def title(self, scene: str, channel: int, way: str) -> str:
        """Say how far the way is from the original."""
        return (
            f"{way.capitalize()} brings the channel back with an error of {self.found(scene, channel, way).error:.0%}"
        )

    def caption(self, scene: str, channel: int) -> str:
        """Compare the three ways, and pooling by the mean with nearest neighbour."""
        errors = [f"{way} {self.found(scene, channel, way).error:.0%}" for way in WAYS]
        original = self.found(scene, channel, NEAREST).original[None, None]
        mean = nearest_neighbour(avg_pool2d(original, FACTOR), FACTOR)
        least = float((mean - original).square().mean().sqrt() / original.square().mean().sqrt())
        return (
            f"Errors, as a share of the channel's own size (root mean square): {', '.join(errors)}. No block of one "
            f"number can do better than its mean: {least:.0%}."
        )


def feature_map_demo(picture: Tensor | None = None) -> Demo:
    """Pool and unpool a channel of the trained backbone in three ways.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    maps = Maps(shown_scenes(picture))
    return Demo(
        name="unpooled_feature_map",
        title=maps.title,
        controls=[
            maps.scenes.control(frozen=2),
            Choice("way", list(WAYS), start=MAX, label="way"),
            Slider("channel", range(1, CHANNELS + 1), label="channel"),
        ],
        panels=[
            [
                Panel("scene", maps.draw_scene, size=(2.3, 2.75), alt="the scene"),
                Panel("original", maps.draw_original, size=(2.3, 2.75), alt="a channel of its feature map"),
                Panel("pooled", maps.draw_pooled, size=(2.3, 2.75), alt="the channel, max-pooled"),
                Panel("restored", maps.draw_restored, size=(2.3, 2.75), alt="the channel, unpooled"),
            ]
        ],
        caption=maps.caption,
        caption_lines=3,
    )


def errors(scene: LectureScene) -> dict[str, float]:
    """Return the mean error of each way over the channels."""
    return {
        way: float(torch.tensor([restored(scene, one, way).error for one in range(CHANNELS)]).mean()) for way in WAYS
    }
