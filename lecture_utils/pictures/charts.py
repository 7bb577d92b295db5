"""Charts: bars with their values, curves with their names at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lecture_utils.pictures.layout import hide_axis, reserve, size_of, write_title
from lecture_utils.pictures.lettering import format_number, needed_decimals, text_width, to_array
from lecture_utils.pictures.theme import FONT_SIZES, colour

CURVE_ROLES = ("input", "filter", "output", "query", "key", "value")


def draw_bars(
    axes: Axes,
    labels: Sequence[str],
    values: Any,
    roles: str | Sequence[str] = "prediction",
    limits: tuple[float, float] | None = None,
    title: str = "",
    decimals: int | None = None,
) -> None:
    """Draw horizontal bars, each with its label at the left and its value at its end.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    labels : sequence of n str
    values : Tensor or array, shape (n,)
    roles : str or sequence of n str
        Whose colours the bars have.
    limits : (lowest, highest), optional
        What the width stands for; 0 and the largest value where left out.
    decimals : int, optional
        Of the written values; as many as they need, at most two, where left out.
    """
    array = to_array(values, "values", (1,))
    if len(labels) != len(array) or not len(array):
        raise ValueError(f"labels and values must be as many, at least 1, got {len(labels)} and {len(array)}")
    chosen = [roles] * len(array) if isinstance(roles, str) else list(roles)
    if len(chosen) != len(array):
        raise ValueError(f"roles must be {len(array)} roles, got {len(chosen)}")
    finite = array[np.isfinite(array)]
    low, high = limits or (min(0.0, float(finite.min(initial=0.0))), max(0.0, float(finite.max(initial=0.0))))
    write_title(axes, title)
    hide_axis(axes)
    points = FONT_SIZES["label"]
    exact = needed_decimals(array) if decimals is None else decimals
    numbers = [format_number(value, exact) for value in array.tolist()]
    width, _ = size_of(axes)
    left = max(text_width(label, points) for label in labels) + 0.1
    right = max(text_width(number, points) for number in numbers) + 0.1
    if left + right + 0.3 > width:
        raise ValueError(f"axes must be wider than labels and values, {left + right + 0.3:.1f} inches, got {width:.1f}")
    scale = (width - left - right) / ((high - low) or 1.0)
    axes.set(xlim=(0, width), ylim=(len(array), 0))
    zero = left + (min(max(0.0, low), high) - low) * scale
    ends = left + (np.clip(np.nan_to_num(array.astype(float)), low, high) - low) * scale
    corners = [
        [(zero, row + 0.15), (end, row + 0.15), (end, row + 0.85), (zero, row + 0.85)] for row, end in enumerate(ends)
    ]
    axes.add_collection(PolyCollection(corners, facecolors=[colour(role) for role in chosen]), autolim=False)
    for row, (label, number, end) in enumerate(zip(labels, numbers, ends, strict=True)):
        axes.text(left - 0.08, row + 0.5, label, fontsize=points, ha="right", va="center_baseline", parse_math=False)
        axes.text(max(end, zero) + 0.06, row + 0.5, number, fontsize=points, ha="left", va="center_baseline")


def draw_curves(
    axes: Axes,
    x: Any,
    curves: Mapping[str, Any],
    spread: Mapping[str, tuple[Any, Any]] | None = None,
    x_label: str = "",
    y_label: str = "",
    title: str = "",
    roles: Mapping[str, str] | None = None,
    limits: tuple[float, float] | None = None,
    x_log: bool = False,
) -> None:
    """Draw curves with their names at their right ends.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    x : Tensor or array, shape (n,)
    curves : mapping of str to values, shape (n,) or (seeds, n)
        Of several seeds the mean is drawn as a line and lowest to highest as a band. NaN leaves a gap.
    spread : mapping of str to (lower, upper), each of shape (n,), optional
        Bands that are known already.
    roles : mapping of str to str, optional
        Whose colour each curve has.
    limits : (lowest, highest), optional
        Of the y axis.
    x_log : bool
        Whether x grows by factors.
    """
    xs = to_array(x, "x", (1,)).astype(float)
    if not curves:
        raise ValueError("curves must have at least one curve, got none")
    write_title(axes, title)
    small = FONT_SIZES["small"]
    reserve(axes, left=0.75 if y_label else 0.5, bottom=0.55 if x_label else 0.3, top=0.08)
    reserve(axes, right=max(text_width(name, small) for name in curves) + 0.15)
    if x_log:
        axes.set_xscale("log")
    ends = []
    for index, (name, values) in enumerate(curves.items()):
        array = to_array(values, f"curves[{name!r}]", (1, 2)).astype(float)
        if array.shape[-1] != len(xs):
            raise ValueError(f"curves[{name!r}] must have {len(xs)} values, as x, got shape {tuple(array.shape)}")
        chosen = colour((roles or {}).get(name, CURVE_ROLES[index % len(CURVE_ROLES)]))
        line = array if array.ndim == 1 else array.mean(axis=0)
        band = (spread or {}).get(name) or (None if array.ndim == 1 else (array.min(axis=0), array.max(axis=0)))
        if band is not None:
            lower, upper = (to_array(edge, f"spread[{name!r}]", (1,)).astype(float) for edge in band)
            axes.fill_between(xs, lower, upper, color=chosen, alpha=0.2, linewidth=0)
        axes.plot(xs, line, color=chosen, linewidth=2.5)
        known = np.flatnonzero(np.isfinite(line))
        ends.append((name, float(line[known[-1]]) if len(known) else 0.0, chosen))
    axes.set_xlim(xs.min(), xs.max())
    if limits is not None:
        axes.set_ylim(*limits)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    _write_ends(axes, ends)


def _write_ends(axes: Axes, ends: list[tuple[str, float, str]]) -> None:
    """Write names at the right ends of their curves, moved apart where they would overlap."""
    bottom, top = axes.get_ylim()
    height = size_of(axes)[1]
    step = FONT_SIZES["small"] * 1.25 / 72 / height
    order = sorted(range(len(ends)), key=lambda index: ends[index][1])
    places = [(ends[index][1] - bottom) / (top - bottom) for index in order]
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + step)
    if places and places[-1] > 1:
        places[-1] = 1.0
        for index in range(len(places) - 2, -1, -1):
            places[index] = min(places[index], places[index + 1] - step)
    for index, place in zip(order, places, strict=True):
        name, _, chosen = ends[index]
        axes.annotate(
            name,
            (1, place),
            (5, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            color=chosen,
            fontsize=FONT_SIZES["small"],
            va="center",
            annotation_clip=False,
        )
