"""Objectness: drag a box, see its four cues with the maps that they come from, and what naive Bayes makes of them."""

from functools import lru_cache
from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.proposals.grouping import mean_colours
from lecture_utils.demos.proposals.photographs import SIZE, ShownPhotographs
from lecture_utils.demos.views.dragged_box import Box, box_control, box_panels
from lecture_utils.methods.proposals import (
    CUES,
    ObjectnessMaps,
    combine,
    learned_objectness,
    likelihoods,
    measure_cues,
    objectness_maps,
)
from lecture_utils.methods.proposals.objectness_cues import surroundings
from lecture_utils.pictures import Sheet, draw_boxes, draw_heatmap, draw_image, draw_list, format_number, panes
from lecture_utils.pictures.number_format import number
from lecture_utils.stage import Demo

START: Box = (56, 12, 164, 116)


class Judgement(NamedTuple):
    """What is known of a box: (4,) each, in the order of ``CUES``, and the posterior."""

    cues: Tensor
    object: Tensor
    background: Tensor
    posterior: float

    @property
    def ratios(self) -> Tensor:
        """How many times as likely each cue is on objects as on background."""
        return self.object / self.background


@lru_cache(maxsize=16)
def maps_of(image: Tensor) -> ObjectnessMaps:
    """Return the maps of a photograph, (3, H, W)."""
    return objectness_maps(image, learned_objectness().parameters)


@lru_cache(maxsize=512)
def judged(image: Tensor, box: Box) -> Judgement:
    """Measure the cues of one box, and combine them."""
    model = learned_objectness()
    cues = measure_cues(maps_of(image), torch.tensor([box]).round().long(), model.parameters)
    on_object, on_background = likelihoods(model, cues)
    posterior = float(combine(on_object, on_background, model.prior)[0])
    return Judgement(cues[0], on_object[0], on_background[0], posterior)


def times(value: float) -> str:
    """Write how many times as likely something is, with two figures that count."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def share(value: float) -> str:
    """Write a probability in per cent, small ones with more decimals."""
    return f"{number(100 * value, 1 if value >= 0.01 else 3)}\N{NO-BREAK SPACE}%"


class CuePictures:
    """What the panels are drawn from: a pure function of photograph and box each."""

    def __init__(self, photographs: ShownPhotographs) -> None:
        self.photographs = photographs

    def judged(self, photo: str, box: Box) -> Judgement:
        """Return what is known of the box."""
        return judged(self.photographs[photo], tuple(box))

    def draw_photograph(self, axes: Axes, photo: str, box: Box) -> None:
        """Draw the photograph, and dashed the surroundings whose colours are compared with those of the box."""
        draw_image(axes, self.photographs.large(photo), "your box; dashed: around it", size=SIZE)
        factor = learned_objectness().parameters.contrast ** 0.5
        draw_boxes(axes, surroundings(torch.tensor([box]), factor, SIZE), "muted", style=(0, (3, 2)))
        draw_boxes(axes, [box], "step")

    def draw_maps(self, figure: Sheet, photo: str, box: Box) -> None:
        """Draw what the four cues are measured on, each with the box."""
        image, maps = self.photographs[photo], maps_of(self.photographs[photo])
        saliency, contrast, edges, straddling = panes(figure, rows=2, columns=2, gap=0.1)
        draw_heatmap(saliency, maps.saliency.mean(0), title="saliency")
        draw_image(contrast, mean_colours(image, maps.colours), "colours")
        draw_heatmap(edges, maps.edges, limits=(0, 1), title="edges")
        draw_image(straddling, mean_colours(image, maps.segments), "segments")
        for axes in (saliency, contrast, edges, straddling):
            draw_boxes(axes, [box], "step", line_width=2)

    def draw_cues(self, axes: Axes, photo: str, box: Box) -> None:
        """List the four cues with their likelihoods."""
        found = self.judged(photo, box)
        rows, roles = [], []
        for cue, value, ratio in zip(CUES, found.cues.tolist(), found.ratios.tolist(), strict=True):
            rows.append((cue, format_number(value), f"{times(ratio)} ×"))
            roles.append("output" if ratio > 1 else "rejected")
        rows += [("before", "", share(learned_objectness().prior)), ("object", "", share(found.posterior))]
        draw_list(
            axes, ("cue", "value", "on objects"), rows, [*roles, "muted", "prediction"], current=5, title="its cues"
        )

    def title(self, photo: str, box: Box) -> str:
        """Say how probable it is that the box holds an object."""
        return f"Objectness of this box: {share(self.judged(photo, box).posterior)}"

    def caption(self, photo: str, box: Box) -> str:
        """Multiply the odds with how much likelier each cue is on objects."""
        found, prior = self.judged(photo, box), learned_objectness().prior
        odds = prior / (1 - prior) * float(found.ratios.prod())
        factors = " · ".join(times(ratio) for ratio in found.ratios.tolist())
        return (
            f"Before anything is measured, one box in {1 / prior:,.0f} holds an object. The cues' values are so many "
            f"times as likely on objects as on background: {factors} = {times(float(found.ratios.prod()))}. The odds "
            f"become {prior / (1 - prior):.4f} · {times(float(found.ratios.prod()))} = {times(odds)}, and odds / "
            f"(1 + odds) is {share(found.posterior)}."
        )


def objectness_demo(picture: Tensor | None = None) -> Demo:
    """Drag a box: its four cues, their likelihoods, and the probability that it holds an object.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the others.
    """
    pictures = CuePictures(ShownPhotographs(picture))
    return Demo(
        name="objectness",
        title=pictures.title,
        controls=[
            pictures.photographs.control(frozen=2),
            box_control("photograph", START, SIZE, snap=4),
        ],
        panels=[
            box_panels(
                photograph=(pictures.draw_photograph, "the photograph with your box"),
                maps=(pictures.draw_maps, "saliency, colours, edges and segments"),
                cues=(pictures.draw_cues, "the four cues and how likely they are"),
            )
        ],
        caption=pictures.caption,
        caption_lines=4,
    )
