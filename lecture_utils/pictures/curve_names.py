"""Names at the right ends of curves, in the place of a legend."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.scales import Scale
from lecture_utils.pictures.text import write
from lecture_utils.pictures.theme import FONT_SIZES

LEADER = 0.22  # inches between the axes and a name
_LINE = FONT_SIZES["small"] * 1.25 / 72  # inches from one name to the next


def find_end(xs: np.ndarray, line: np.ndarray, scale: Scale) -> list[tuple[float, float]]:
    """Return the last known point of a curve: its x, and the part of the axes' height; nothing where there is none."""
    known = np.flatnonzero(np.isfinite(line))
    if not len(known):
        return []
    return [(float(xs[known[-1]]), min(max(scale.part(float(line[known[-1]])), 0.0), 1.0))]


def write_names(axes: Axes, ends: list[tuple[str, float, float, str]]) -> None:
    """Write names right of the axes, at the height of their curves' ends, moved apart where they would touch.

    Parameters
    ----------
    ends : list of (name, x, part of the axes' height, colour)
        A leader in the curve's colour leads from its end to its name.

    Raises
    ------
    ValueError
        If the axes are too low for so many names.
    """
    width, height = size_of(axes)
    if len(ends) * _LINE > height + _LINE:
        raise ValueError(f"axes must be higher for the names of {len(ends)} curves, got {height:.1f} inches")
    ends = sorted(ends, key=lambda end: end[2])
    places = move_apart([part * height for _, _, part, _ in ends], _LINE, height)
    to_parts = axes.transData + axes.transAxes.inverted()
    for (name, x, part, chosen), place in zip(ends, places, strict=True):
        start = float(to_parts.transform((x, axes.get_ylim()[0]))[0])
        path_x = [start + 0.05 / width, 1 + 0.05 / width, 1 + (LEADER - 0.04) / width]
        path_y = [part, part, place / height]
        axes.plot(path_x, path_y, transform=axes.transAxes, color=chosen, linewidth=1, clip_on=False)
        write(axes, 1 + LEADER / width, place / height, name, "small", "left", transform=axes.transAxes)


def move_apart(wanted: list[float], step: float, highest: float) -> list[float]:
    """Return places near the wanted ones, which ascend: a step apart, from 0 to the highest if possible."""
    places = list(wanted)
    for _ in range(60):  # places that are too near push each other away, half the lack each
        for index in range(len(places) - 1):
            lack = step - (places[index + 1] - places[index])
            if lack > 0:
                places[index] -= lack / 2
                places[index + 1] += lack / 2
    lowest = 0.0
    for index, place in enumerate(places):
        places[index] = lowest = max(place, lowest)
        lowest += step
    for index in reversed(range(len(places))):
        places[index] = highest = min(places[index], highest)
        highest -= step
    return places
