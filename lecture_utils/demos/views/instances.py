"""Instances as a map: whose thing every pixel is, each in a colour of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.detections import Judged
from lecture_utils.pictures.label_maps import INSTANCE_COLOURS, NOTHING, draw_label_map
from lecture_utils.scenes.lecture_scenes import SIZE


def instance_map(judged: Sequence[Judged]) -> tuple[Tensor, list[str]]:
    """Lay the masks of detections over each other, the surest on top.

    Returns
    -------
    (Tensor, list of str)
        Whose thing every pixel is, counted from 1, and 0 for none: (128, 128). The things' names, numbered as on the
        slide where there are several of a kind: "horse 1", "horse 2".
    """
    instances = torch.zeros(SIZE, SIZE, dtype=torch.int64)
    for number, one in reversed(list(enumerate(judged, start=1))):
        if one.mask is not None:
            instances[one.mask] = number
    kinds = Counter(one.name for one in judged)
    seen: Counter[str] = Counter()
    names = []
    for one in judged:
        seen[one.name] += 1
        names.append(f"{one.name} {seen[one.name]}" if kinds[one.name] > 1 else one.name)
    return instances, names


def draw_instance_map(axes: Axes, judged: Sequence[Judged], title: str = "") -> None:
    """Draw the masks of detections as a map, with the name of each at its region."""
    instances, names = instance_map(judged)
    colours = (NOTHING, *(INSTANCE_COLOURS[number % len(INSTANCE_COLOURS)] for number in range(len(names))))
    draw_label_map(axes, instances, ["", *names], colours, title)
