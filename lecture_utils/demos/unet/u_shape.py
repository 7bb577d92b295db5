"""The U as a picture: every tensor a block, the encoder on the left, the decoder on the right, copies across."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from lecture_utils.demos.unet.networks import UStage
from lecture_utils.pictures import Link, PlacedVolume, Volume, draw_volume_grid

ENCODER, DECODER, CURRENT = "input", "output", "step"
_COLUMNS = {"image": 0.0, "pool": 0.0, "down": 1.0, "copy": 2.85, "up": 3.8, "decoder": 4.75, "score": 5.7}
_BOTTOM = {"pool": 1.0, "down": 1.95}
_ROLES = {"image": ENCODER, "pool": ENCODER, "down": ENCODER}
COPY = 3.5
"""Points by which a skip's arrow is wide; less where it is turned down."""


def draw_u(
    axes: Axes,
    stages: Sequence[UStage],
    step: int | None = None,
    title: str = "",
    strengths: Sequence[float] | None = None,
    whole_shapes: bool = False,
) -> None:
    """Draw every tensor along the U.

    Parameters
    ----------
    stages : sequence of UStage
        Of a network with skips.
    step : int, optional
        The number of the current stage, which is coloured.
    title : str
        What is to be seen.
    strengths : sequence of float, optional
        What each level's copy is multiplied by; 1 where left out.
    whole_shapes : bool
        Whether each tensor's whole shape stands below it; its channels otherwise, and the side at the left of the row.
    """
    bottom = max(stage.level for stage in stages)
    placed: list[PlacedVolume] = []
    items: list[int] = []
    links: list[Link] = []
    encoder: dict[int, int] = {}  # the number of the block that is copied, by level
    before = 0
    for number, stage in enumerate(stages):
        role = CURRENT if number == step else _ROLES.get(stage.part, DECODER)
        shape = stage.walked.output
        if stage.part == "join":  # two blocks beside each other: the copy, and what came up
            copied = stages[[(one.part, one.level) for one in stages].index(("down", stage.level))].walked.output
            placed.append(
                PlacedVolume(Volume(copied, role=ENCODER if role == DECODER else role), stage.level, _COLUMNS["copy"])
            )
            items.append(number)
            if role == CURRENT:
                up = placed[before]
                placed[before] = up._replace(volume=Volume(up.volume.shape, role=CURRENT))
            strength = 1.0 if strengths is None else strengths[stage.level]
            text = "copy" if strengths is None else f"× {strength:g}"
            width = max(COPY * strength, 0.6)
            links.append(Link(encoder[stage.level], len(placed) - 1, text, ENCODER if strength else "muted", width))
            continue
        columns = _BOTTOM if stage.level == bottom and stage.part in _BOTTOM else _COLUMNS
        name = {"image": "image", "score": "scores"}.get(stage.part, "")
        placed.append(PlacedVolume(Volume(shape, name, role), stage.level, columns[stage.part]))
        items.append(number)
        here = len(placed) - 1
        if stage.part == "down":
            encoder[stage.level] = here
        if number:
            links.append(Link(before, here))
        before = here
    sides = {stage.level: "×".join(map(str, stage.walked.output[1:])) for stage in stages}
    names = [] if whole_shapes else [sides[level] for level in range(bottom + 1)]
    draw_volume_grid(axes, placed, links, title, items, names)
