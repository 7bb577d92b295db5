"""A walk through a network, volume by volume: shapes, some channels as pictures, parameters and multiply–adds.

Everything is taken from the running network by hooks.

>>> @per_scene
... def unet(scene):
...     return walk(trained("unet"), scene.image, {"down 1": "down.0", "down 2": "down.1", "bottom": "down.4"})
>>> scenes = shown_scenes()
>>> walked = lambda scene: unet(scenes[scene])
>>> demo = Demo(
...     "unet_walk",
...     title=lambda scene, step: stage_title(walked(scene), step),
...     controls=[scenes.control(), walk_control(walked)],
...     panels=walk_panels(walked),
...     caption=lambda scene, step: stage_caption(walked(scene), step),
... )
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from lecture_utils.demos.views.state_keys import reading
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.pictures import DIVERGING, SEQUENTIAL, Volume, draw_bars, draw_image, draw_image_grid, draw_volumes
from lecture_utils.stage import Panel, Step
from lecture_utils.stage.controls import keys_of
from lecture_utils.training.outputs import outputs_of

CHANNELS = 4
"""Channels that are shown as pictures."""


class WalkStage(NamedTuple):
    """A volume on the way through a network, and what made it.

    Attributes
    ----------
    name : str
        As it is shown.
    kind : str
        Class of the module: "Conv2d".
    input, output : tuple of int
        The shapes that went in and came out, without the batch.
    parameters, multiply_adds : int
    values : Tensor or None
        What came out; None where the network ran without numbers (on the device "meta").
    """

    name: str
    kind: str
    input: tuple[int, ...]
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int
    values: Tensor | None


def walk(network: nn.Module, image: Tensor, stages: Mapping[str, str], start: str = "image") -> tuple[WalkStage, ...]:
    """Run a network once, and keep the volumes that some of its parts put out.

    Parameters
    ----------
    network : nn.Module
    image : Tensor, shape (3, H, W)
        On the device "meta" there are shapes and costs, but no pictures of channels.
    stages : mapping of str to str
        What each stage is called, and the part of the network that it is, as ``network.named_modules()`` names it.
    start : str
        What the image is called, which is the first stage.

    Raises
    ------
    ValueError
        If the network has no such part, or it doesn't run.
    """
    outputs = outputs_of(network, image[None], tuple(stages.values()))
    runs = {run.name: run for run in network_costs(network, image[None]).runs}  # of a part that runs twice, the last
    shape = tuple(image.shape)
    found = [WalkStage(start, "", shape, shape, 0, 0, _numbers(image))]
    for name, module in stages.items():
        run = runs[module]
        shapes = tuple(run.input[1:]), tuple(run.output[1:])
        found.append(WalkStage(name, run.kind, *shapes, run.parameters, run.multiply_adds, _numbers(outputs[module])))
    return tuple(found)


def _numbers(values: Tensor) -> Tensor | None:
    return None if values.device.type == "meta" else values


def draw_walk(
    axes: Any,
    stages: Sequence[WalkStage],
    step: int,
    title: str = "",
    arrows: Sequence[str] | None = None,
    first: int = 0,
) -> None:
    """Draw all volumes as a chain, the current one strong; each can be picked.

    Parameters
    ----------
    arrows : sequence of str, optional
        What stands over the arrows, one fewer than stages.
    first : int
        The item's number of the first volume: −1 where the image is no step.
    """
    roles = ["input", *["output"] * (len(stages) - 1)]
    roles[step] = "step"
    volumes = [Volume(stage.output, stage.name, role) for stage, role in zip(stages, roles, strict=True)]
    draw_volumes(axes, volumes, title, arrows, first)


def draw_channels(axes: Any, stage: WalkStage, count: int = CHANNELS) -> None:
    """Draw the channels of a volume that vary most, all in one scale; of an image the image, of a vector its numbers.

    Raises
    ------
    ValueError
        If the network ran without numbers.
    """
    if stage.values is None:
        raise ValueError(f"stage {stage.name!r} has no numbers: the network ran on the device meta")
    shape = "×".join(map(str, stage.output))
    if not stage.kind and len(stage.output) == 3:
        draw_image(axes, stage.values, title=f"{stage.name} ({shape})")
        return
    values = stage.values.float()
    if values.dim() == 1:
        values, labels, columns = _as_rows(values)[None], None, 1
        title = f"{stage.name}: {shape} numbers, row by row"
    else:
        maps = values if values.dim() == 3 else values[None]
        chosen = maps.flatten(1).std(dim=1).argsort(descending=True, stable=True)[:count].sort().values
        values, columns = maps[chosen], -(-len(chosen) // 2) if len(chosen) > 2 else len(chosen)
        labels = [f"channel {place + 1}" for place in chosen.tolist()]
        title = f"{stage.name}: {len(chosen)} of {len(maps)} channels"
    draw_image_grid(axes, _coloured(values), columns, labels, ["muted"] * len(values), title)


def _as_rows(vector: Tensor) -> Tensor:
    """Lay a vector out in rows, about as many as it has columns; what the last row lacks is 0."""
    columns = int(np.ceil(np.sqrt(len(vector))))
    rows = -(-len(vector) // columns)
    return torch.cat([vector, vector.new_zeros(rows * columns - len(vector))]).reshape(rows, columns)


def _coloured(maps: Tensor) -> list[np.ndarray]:
    """Colour maps (N, h, w) in one scale: from 0 up, or to both sides of 0 where some are negative."""
    highest = float(maps.abs().flatten().quantile(0.998)) or float(maps.abs().max()) or 1.0  # few are far higher
    if float(maps.min()) >= 0:
        return [np.asarray(SEQUENTIAL(one.numpy() / highest))[..., :3] for one in maps]
    return [np.asarray(DIVERGING(0.5 + one.numpy() / highest / 2))[..., :3] for one in maps]


def draw_stage_costs(
    axes: Any, stages: Sequence[WalkStage], step: int, quantity: str = "multiply_adds", muted: str = ""
) -> None:
    """Draw each stage's share of the multiply–adds, or of the parameters, in percent of those shown.

    Parameters
    ----------
    quantity : {"multiply_adds", "parameters"}
    muted : str
        The kind of stage whose bars are grey, such as "Linear".
    """
    made = stages[1:]
    counts = torch.tensor([float(getattr(stage, quantity)) for stage in made])
    roles = ["muted" if stage.kind == muted else "output" for stage in made]
    if step > 0:
        roles[step - 1] = "step"
    words = {"multiply_adds": "multiply–adds", "parameters": "parameters"}[quantity]
    title = f"% of {large_number(int(counts.sum()))} {words}"
    shares = 100 * counts / counts.sum().clamp(min=1)
    draw_bars(axes, [stage.name for stage in made], shares, roles, title=title, decimals=1)


def large_number(number: int) -> str:
    """Write a large number: ``"61.1 million"``, ``"2,320"``."""
    for size, unit in ((10**9, "billion"), (10**6, "million")):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:,}"


def stage_title(stages: Sequence[WalkStage], step: int) -> str:
    """Say what the current stage does to its volume."""
    stage = stages[step]
    if step == 0:
        return f"The {stage.name} is the first volume: {_written(stage.output)}"
    share = stage.multiply_adds / max(sum(one.multiply_adds for one in stages), 1)
    return f"{stage.name}: {_written(stage.input)} → {_written(stage.output)}, {100 * share:.0f} % of the work shown"


def stage_caption(stages: Sequence[WalkStage], step: int) -> str:
    """Write what the current stage is, and what it costs."""
    stage = stages[step]
    numbers = int(np.prod(stage.output))
    if step == 0:
        return f"{_written(stage.output)} = {numbers:,} numbers go into the network."
    before = int(np.prod(stage.input))
    return (
        f"{stage.name} ({stage.kind}) makes {numbers:,} numbers of {before:,}. "
        f"Parameters: {stage.parameters:,}. Multiply–adds: {stage.multiply_adds:,}."
    )


def _written(shape: Sequence[int]) -> str:
    return "×".join(str(length) for length in shape)


def walk_control(walked: Callable[..., Sequence[WalkStage]], names: Sequence[str] = (), name: str = "step") -> Step:
    """Make the control that goes through the stages; a click on a volume goes there.

    Parameters
    ----------
    walked : function of state keys to the stages
    names : sequence of str
        What the stages are called, where it is the same in every state.
    """

    def count(**state: Any) -> int:
        return len(walked(**state))

    keys = keys_of(walked)
    steps = reading(keys, count) if keys else len(walked())
    return Step(name, steps, label="stage", names=names or None, picks=("chain",))


def walk_panels(
    walked: Callable[..., Sequence[WalkStage]],
    chain_size: tuple[float, float] = (8.9, 2.2),
    size: tuple[float, float] = (4.45, 2.9),
) -> list[list[Panel]]:
    """Make the panels of a walk: the chain of volumes; below it, channels of the current one, and its costs.

    Parameters
    ----------
    walked : function of state keys to the stages
        The panels read "step" besides: see `walk_control`.
    """
    keys = (*keys_of(walked), "step")

    def chain(axes: Any, step: int, **state: Any) -> None:
        draw_walk(axes, walked(**state), step)

    def channels(axes: Any, step: int, **state: Any) -> None:
        draw_channels(axes, walked(**state)[step])

    def costs(axes: Any, step: int, **state: Any) -> None:
        draw_stage_costs(axes, walked(**state), step)

    return [
        [Panel("chain", reading(keys, chain, "axes"), chain_size, "the volumes from stage to stage")],
        [
            Panel("channels", reading(keys, channels, "axes"), size, "channels of the current volume"),
            Panel("costs", reading(keys, costs, "axes"), size, "multiply–adds of each stage"),
        ],
    ]
