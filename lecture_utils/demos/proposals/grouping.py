"""Selective Search: merge by merge, the pair, its four similarities, and the box that it adds."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from torch import Tensor

from lecture_utils.demos.proposals.photographs import LARGE, SIZE, ShownPhotographs
from lecture_utils.methods.proposals import (
    SIMILARITIES,
    Appearance,
    MergeTree,
    describe_segments,
    group_segments,
    segment_image,
    to_colour_space,
)
from lecture_utils.pictures import Mark, draw_bars, draw_image, draw_marked_image, format_number
from lecture_utils.pictures.theme import colour
from lecture_utils.stage import Choice, Demo, Panel, Step

SPACES = ("HSV", "Lab", "RGB", "I")
SCALE, SMALLEST = 200.0, 120
"""Coarser segments than the method's, so that the merges can be counted: Felzenszwalb's k, and pixels of a segment."""


@lru_cache(maxsize=64)
def grouped(image: Tensor, space: str) -> MergeTree:
    """Return all merges of a photograph, (3, H, W), in one colour space."""
    channels = to_colour_space(image, space)
    return group_segments(describe_segments(segment_image(channels, SCALE, SMALLEST), Appearance.of(channels)))


def mean_colours(image: Tensor, regions: Tensor) -> Tensor:
    """Give each pixel the mean colour of its region: (3, H, W)."""
    which = regions.flatten().unique(return_inverse=True)[1]
    counts = torch.bincount(which).clamp(min=1)
    means = [torch.bincount(which, weights=channel.flatten().double()) / counts for channel in image]
    return torch.stack([mean[which] for mean in means]).view(image.shape).float()


def enlarged(values: Tensor) -> Tensor:
    """Repeat rows and columns, so that lines between regions can be thin: (..., H, W) to (..., 3 H, 3 W)."""
    return values.repeat_interleave(LARGE, -2).repeat_interleave(LARGE, -1)


def borders(regions: Tensor) -> Tensor:
    """Say where a region ends, at its right or lower border: (H, W), bool."""
    differ = torch.zeros(regions.shape, dtype=torch.bool)
    differ[:, :-1] |= regions[:, :-1] != regions[:, 1:]
    differ[:-1] |= regions[:-1] != regions[1:]
    return differ


def rgb(role: str) -> Tensor:
    """Return a role's colour: (3, 1)."""
    return torch.tensor(to_rgb(colour(role))).view(3, 1)


class GroupingPictures:
    """What the panels are drawn from: a pure function of photograph, colour space and step each."""

    def __init__(self, photographs: ShownPhotographs) -> None:
        self.photographs = photographs

    def tree(self, photo: str, space: str) -> MergeTree:
        """Return the merges."""
        return grouped(self.photographs[photo], space)

    def count(self, photo: str, space: str) -> int:
        """Count the steps: one for each merge, and the end."""
        return len(self.tree(photo, space).children) + 1

    def draw_regions(self, axes: Axes, photo: str, space: str, step: int) -> None:
        """Draw the regions in their mean colours, and around the two that merge next a strong line."""
        tree = self.tree(photo, space)
        regions = tree.regions_after(step)
        large = enlarged(regions)
        pixels = enlarged(mean_colours(self.photographs[photo], regions)).clone()
        pixels[:, borders(large)] = rgb("paper")
        if step < len(tree.children):
            one, other = tree.children[step].tolist()
            pair = (large == one) | (large == other)
            line = thick(borders(pair.long())) | thick(borders(large) & pair)
            pixels[:, line] = rgb("step")
        left = len(tree.segments) - step
        draw_image(axes, pixels, f"{left} region{'' if left == 1 else 's'}", size=SIZE)

    def draw_similarities(self, axes: Axes, photo: str, space: str, step: int) -> None:
        """Draw the four similarities of the two that merge, and of the last pair at the end."""
        tree = self.tree(photo, space)
        merge = min(step, len(tree.children) - 1)
        draw_bars(axes, SIMILARITIES, tree.parts[merge], "step", (0, 1), "how alike the two are", decimals=3)

    def draw_boxes(self, axes: Axes, photo: str, space: str, step: int) -> None:
        """Draw the boxes that earlier merges have added, and strong the one that this merge adds."""
        tree = self.tree(photo, space)
        first = len(tree.segments)
        marks = [Mark(tree.boxes[first + merge].tolist(), "", "prediction") for merge in range(step)]
        if step < len(tree.children):
            marks.insert(0, Mark(tree.boxes[first + step].tolist(), "", "step", number=step))
        shown = min(step + 1, len(tree.children))
        title = f"box{'' if shown == 1 else 'es'} of {shown} merged region{'' if shown == 1 else 's'}"
        draw_marked_image(axes, self.photographs.large(photo), marks, step, title, SIZE)

    def title(self, photo: str, space: str, step: int) -> str:
        """Say which similarity the pair has, or what has come out."""
        tree = self.tree(photo, space)
        if step == len(tree.children):
            different = len(tree.boxes.unique(dim=0))
            return f"One region is left: {len(tree)} regions came up, with {different} different boxes"
        similarity = format_number(float(tree.similarity[step]))
        return f"Merge {step + 1} of {len(tree.children)}: the two most similar neighbours, {similarity} of 4"

    def caption(self, photo: str, space: str, step: int) -> str:
        """Add the four similarities up, and compute those of size and fill."""
        tree = self.tree(photo, space)
        pixels = SIZE[0] * SIZE[1]
        if step == len(tree.children):
            count = len(tree.segments)
            return (
                f"{count} segments and {count} − 1 merges: {len(tree)} regions. Selective Search in its fast version "
                "groups eight times, in two colour spaces, from finer segments, and proposes the boxes of all regions."
            )
        one, other = tree.children[step].tolist()
        x1, y1, x2, y2 = tree.boxes[len(tree.segments) + step].tolist()
        around, together = (x2 - x1) * (y2 - y1), int(tree.sizes[one] + tree.sizes[other])
        parts = [format_number(part, 3) for part in tree.parts[step].tolist()]
        return (
            f"{' + '.join(parts)} = {format_number(float(tree.similarity[step]), 3)}. Size: together they have "
            f"{together:,} pixels, 1 − {together:,} / {pixels:,} = {parts[2]}. Fill: the box around both has "
            f"{around:,}, so {around - together:,} belong to neither: 1 − {around - together:,} / {pixels:,} = "
            f"{parts[3]}."
        )


def thick(line: Tensor) -> Tensor:
    """Make a line three pixels wide: (H, W), bool."""
    padded = torch.nn.functional.pad(line[None].float(), (1, 1, 1, 1))
    return torch.nn.functional.max_pool2d(padded, 3, stride=1)[0] > 0


def grouping_demo(picture: Tensor | None = None) -> Demo:
    """Step through the merges of Selective Search on a photograph.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the others.
    """
    pictures = GroupingPictures(ShownPhotographs(picture))
    return Demo(
        name="grouping",
        title=pictures.title,
        controls=[
            pictures.photographs.control(frozen=1),
            Choice("space", SPACES, label="colour space", frozen_options=SPACES[:2]),
            Step("step", count=pictures.count, label="merge"),
        ],
        panels=[
            [
                Panel("regions", pictures.draw_regions, size=(3.5, 2.7), alt="regions, the two that merge outlined"),
                Panel("similarities", pictures.draw_similarities, size=(2.2, 2.7), alt="their four similarities"),
                Panel("boxes", pictures.draw_boxes, size=(3.5, 2.7), alt="the boxes of the merged regions so far"),
            ]
        ],
        caption=pictures.caption,
        caption_lines=3,
    )
