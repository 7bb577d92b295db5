"""The last exercise of lecture 09 at work: a student's fusion on the scores of a trained FCN-8s."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.demos.semantic_segmentation.skip_fusion import stage_scores
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.semantic_segmentation import exercises
from lecture_utils.methods.semantic_segmentation import fuse_scores, predicted_labels
from lecture_utils.pictures import draw_label_map
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Demo, Slider

STRIDES = (8, 16)


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Fuse the scores of a trained FCN-8s with a student's function, and label the scene by the sum.

    Parameters
    ----------
    function : callable, optional
        The student's ``fuse_scores``; the method's where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str, stride: int) -> list[tuple[Tensor, Tensor]]:
        coarsest, middle, finest = stage_scores(scenes[scene])
        if stride == 16:
            return [(middle, coarsest)]
        return [(finest, fuse_scores(middle, coarsest))]

    def draw(axes: Axes, results: list[Tensor], stride: int) -> None:
        whole = interpolate(results[0].float()[None], scale_factor=stride, mode="nearest")[0]
        draw_label_map(axes, predicted_labels(whole), SEMANTIC, title=f"labels of the sum, stride {stride}")

    return driven_demo(
        exercises.exercises["fuse_scores"],
        function,
        controls=[scenes.control(frozen=1), Slider("stride", STRIDES, start=8, label="the finer stage's stride")],
        calls=calls,
        draw=draw,
        about="The scores of the trained FCN-8s, fused by copying each cell to 2 × 2, then labelled.",
    )
