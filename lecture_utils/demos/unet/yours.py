"""The last exercise of lecture 12 at work: a student's level in the trained decoder."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from torch import Tensor
from torch.nn.utils import fuse_conv_bn_eval

from lecture_utils.demos.unet.cut import LEVELS
from lecture_utils.demos.unet.networks import NAME, stages
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.unet import exercises
from lecture_utils.methods.semantic_segmentation.labels import predicted_labels
from lecture_utils.methods.unet import UNet, decoder_level
from lecture_utils.pictures import draw_label_map
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Demo, Slider
from lecture_utils.training.outputs import per_scene, trained

Weights = tuple[Tensor, Tensor, list[Tensor], list[Tensor]]


def level_weights(network: UNet, level: int) -> Weights:
    """Return the transpose convolution and the convolutions of a level, normalisation made part of these."""
    place = len(network.up) - 1 - level  # the decoder is listed from the bottom upwards
    up: Any = network.up[place]
    layers: list[Any] = list(network.decoder[place].children())
    first, first_norm, _, second, second_norm, _ = layers
    convolutions = [fuse_conv_bn_eval(first, first_norm), fuse_conv_bn_eval(second, second_norm)]
    return up.weight, up.bias, [one.weight for one in convolutions], [one.bias for one in convolutions]


@per_scene
def level_inputs(scene: LectureScene, level: int) -> tuple[Tensor, Tensor]:
    """Return the encoder's maps of a level, and the maps from the level below, as the trained network has them."""
    found = {(one.part, one.level): one.walked.values for one in stages(scene)}
    copy = found["down", level]
    below = found["down" if level + 1 == LEVELS else "decoder", level + 1]
    assert copy is not None
    assert below is not None
    return copy[None], below[None]


def labels_from(maps: Tensor, scene: LectureScene, level: int) -> Tensor:
    """Go on from the maps of a level to the labels, (H, W), by the method."""
    network: UNet = trained(NAME)
    for above in range(level - 1, -1, -1):
        maps = decoder_level(level_inputs(scene, above)[0], maps, *level_weights(network, above))
    return predicted_labels(network.score(maps))[0]


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Let a student's function be one level of the trained network.

    Parameters
    ----------
    function : callable, optional
        The student's ``decoder_level``; the method's where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str, level: int) -> list[tuple[Any, ...]]:
        return [(*level_inputs(scenes[scene], level), *level_weights(trained(NAME), level))]

    def draw(axes: Axes, results: list[Tensor], scene: str, level: int) -> None:
        draw_label_map(axes, labels_from(results[0], scenes[scene], level), SEMANTIC)

    return driven_demo(
        exercises.exercises["decoder_level"],
        function,
        controls=[scenes.control(frozen=1), Slider("level", range(LEVELS), label="level")],
        calls=calls,
        draw=draw,
        about="The labels of the trained U-Net, one level of which is the function.",
    )
