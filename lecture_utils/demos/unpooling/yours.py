"""The last exercise of lecture 10 at work: a student's max unpooling on a real feature map."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.unpooling.feature_map import CHANNELS, FACTOR, channels
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.unpooling import exercises
from lecture_utils.methods.unpooling import max_pool_with_positions
from lecture_utils.pictures import draw_heatmap
from lecture_utils.stage import Demo, Slider


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Unpool channels of the trained backbone with a student's function.

    Parameters
    ----------
    function : callable, optional
        The student's ``max_unpool_at``; the method's where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str, channel: int) -> list[tuple[Tensor, Tensor, tuple[int, int]]]:
        original = channels(scenes[scene])[channel - 1]
        pooled, positions = max_pool_with_positions(original, FACTOR)
        return [(pooled, positions, (original.shape[0], original.shape[1]))]

    def draw(axes: Axes, results: list[Tensor], scene: str, channel: int) -> None:
        original = channels(scenes[scene])[channel - 1]
        draw_heatmap(axes, results[0], limits=(0, max(float(original.max()), 1e-6)), title="unpooled")

    return driven_demo(
        exercises.exercises["max_unpool_at"],
        function,
        controls=[scenes.control(frozen=1), Slider("channel", range(1, CHANNELS + 1), label="channel")],
        calls=calls,
        draw=draw,
        about="A channel of the trained backbone, max-pooled by 2 and unpooled.",
    )
