"""A walk along the U: every tensor with its shape, four of its channels, and what it costs."""

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.unet.networks import UStage, stages
from lecture_utils.demos.unet.u_shape import draw_u
from lecture_utils.demos.views.network_walk import draw_channels, large_number
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.methods.unet import receptive_field
from lecture_utils.pictures import Sheet, panes
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo, Panel, Step


def _shape(stage: UStage) -> str:
    return "×".join(map(str, stage.walked.output))


def title_of(stage: UStage) -> str:
    """Say what the current volume is good for."""
    channels, side = stage.walked.output[:2]
    sees = receptive_field(stage.level)
    return {
        "image": f"The image: {side}×{side} pixels go in, and as many answers have to come out",
        "down": f"Down, level {stage.level}: {channels} channels, each number sees {sees}×{sees} pixels",
        "pool": f"Max pooling: only {side}×{side} places are left for 128×128 pixels",
        "up": f"Up, level {stage.level}: {side}×{side} places again, made of {side // 2}×{side // 2}",
        "join": f"Across, level {stage.level}: the encoder's copy stands in front of what came up",
        "decoder": f"Decoder, level {stage.level}: {channels} channels made of both",
        "score": f"Scores: {channels} numbers at each of {side}×{side} pixels, the largest one is the label",
    }[stage.part]


def caption_of(stage: UStage, before: UStage) -> str:
    """Do the arithmetic of the current volume."""
    made, channels, side = stage.walked, *stage.walked.output[:2]
    into = before.walked.output
    cost = f"{made.parameters:,} parameters, {large_number(made.multiply_adds)} multiply–adds."
    numbers = f"{_shape(stage)} = {channels * side * side:,} numbers."
    if stage.part == "image":
        return f"{numbers} Click a block, or go on with the arrow keys."
    if stage.part == "pool":
        return f"{into[1]} / 2 = {side} rows and columns; the {channels} channels stay. {numbers} No parameters."
    if stage.part == "up":
        return (
            f"A transpose convolution with a 2×2 filter and stride 2: 2 · {into[1]} = {side} rows and columns. "
            f"{into[0]} · {channels} · 2 · 2 weights and {channels} biases: {cost}"
        )
    if stage.part == "join":
        copied = channels - into[0]
        return f"{copied} channels of the encoder + {into[0]} of the decoder = {channels}. {numbers} No parameters."
    if stage.part == "score":
        return f"A 1×1 convolution: {into[0]} · {channels} weights and {channels} biases for every pixel: {cost}"
    return (
        f"Two 3×3 convolutions, each with normalisation and ReLU: {into[0]} → {channels} → {channels} channels. {cost}"
    )


def walk_demo(picture: Tensor | None = None) -> Demo:
    """Go along the U, tensor by tensor.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    scenes = shown_scenes(picture)

    def draw_shape(axes: Axes, step: int) -> None:
        draw_u(axes, stages(lecture_scene()), step)  # shapes are the same for all scenes

    def draw_maps(figure: Sheet, scene: str, step: int) -> None:
        found = stages(scenes[scene])
        here = found[step]
        if here.part != "join":
            draw_channels(panes(figure)[0], here.walked)
            return
        copied = next(one for one in found if (one.part, one.level) == ("down", here.level))
        for axes, (name, one) in zip(
            panes(figure, rows=2), {"copy": copied, "from below": found[step - 1]}.items(), strict=True
        ):
            draw_channels(axes, one.walked._replace(name=name), count=2)

    def title(scene: str, step: int) -> str:
        return title_of(stages(scenes[scene])[step])

    def caption(scene: str, step: int) -> str:
        found = stages(scenes[scene])
        return caption_of(found[step], found[max(step - 1, 0)])

    return Demo(
        name="unet_walk",
        title=title,
        controls=[
            scenes.control(frozen=1),
            Step("step", len(stages(lecture_scene())), label="tensor", picks=("shape",)),
        ],
        panels=[
            [
                Panel("shape", draw_shape, size=(5.4, 4.2), alt="every tensor along the U, the current one coloured"),
                Panel("maps", draw_maps, size=(3.4, 4.2), alt="channels of the current tensor"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
