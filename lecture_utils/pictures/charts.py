"""Charts: bars with their values, curves with their names at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from lecture_utils.pictures.arrays import to_array
from lecture_utils.pictures.axes_layout import lay_out, size_of, title_height
from lecture_utils.pictures.curve_names import LEADER, find_end, write_names
from lecture_utils.pictures.number_format import format_number, needed_decimals
from lecture_utils.pictures.scales import Scale, make_scale
from lecture_utils.pictures.shapes import add_areas, add_lines, clip_around, rectangles
from lecture_utils.pictures.text import HINTING, text_height, text_width, wrap, wrap_evenly, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, tint

CURVE_ROLES = ("input", "filter", "output", "query", "key", "value")
THICKEST_BAR = 0.5  # inches from one bar to the next


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
        Broken into two lines where they are long and the bars leave room.
    values : Tensor or array, shape (n,)
        A value outside the limits has a bar that ends at them; one that is no number has none.
    roles : str or sequence of n str
        Whose colours the bars have.
    limits : (lowest, highest), optional
        What the width stands for; 0 and the largest value where left out.
    title : str
        What is to be seen.
    decimals : int, optional
        Of the written values; as many as they need, at most two, where left out.

    Raises
    ------
    ValueError
        If labels, values and roles are not as many, or the axes have no room for them.
    """
    array = to_array(values, "values", (1,))
    if len(labels) != len(array) or not len(array):
        raise ValueError(f"labels and values must be as many, at least 1, got {len(labels)} and {len(array)}")
    chosen = [roles] * len(array) if isinstance(roles, str) else list(roles)
    if len(chosen) != len(array):
        raise ValueError(f"roles must be {len(array)} roles, got {len(chosen)}")
    low, high = _bar_limits(array, limits)
    exact = needed_decimals(array) if decimals is None else decimals
    numbers = [format_number(value, exact) for value in array.tolist()]
    width, height = size_of(axes)
    step = min((height - title_height(axes, title)) / len(array), THICKEST_BAR)
    points = FONT_SIZES["label"] if step >= FONT_SIZES["label"] * 1.2 / 72 else FONT_SIZES["small"]
    if step < FONT_SIZES["small"] * 1.1 / 72:
        raise ValueError(f"axes must be higher for {len(array)} bars, got {height:.1f} inches")
    lines = [_label(label, width * 0.4, points, step) for label in labels]
    left = max(text_width(label, points) for label in lines) + 0.1
    right = max(text_width(number, points) for number in numbers) + 0.08
    if width - left - right < 0.3:
        raise ValueError(f"axes must be wider than {left + right + 0.3:.1f} inches for labels, got {width:.1f}")
    width, height = lay_out(axes, title, (step * len(array), width - left - right), left, right, largest=1.0)
    axes.set(xlim=(0, width), ylim=(height, 0))  # one data unit is one inch
    _draw_bars(axes, array, chosen, lines, numbers, points, step, (low, high))


def _bar_limits(array: np.ndarray, limits: tuple[float, float] | None) -> tuple[float, float]:
    finite = array[np.isfinite(array)].astype(float)
    low, high = limits or (min(0.0, finite.min(initial=0.0)), max(0.0, finite.max(initial=0.0)))
    if not low <= high:
        raise ValueError(f"limits must be (lowest, highest), got {limits}")
    return float(low), float(high)


def _label(label: str, width: float, points: float, step: float) -> str:
    lines = wrap(label, width, points)
    return lines if text_height(lines, points) <= step else label


def _draw_bars(
    axes: Axes,
    array: np.ndarray,
    roles: list[str],
    labels: list[str],
    numbers: list[str],
    points: float,
    step: float,
    limits: tuple[float, float],
) -> None:
    width, height = size_of(axes)
    low, high = limits
    unit = width / ((high - low) or 1.0)  # inches for 1
    zero = (min(max(0.0, low), high) - low) * unit
    ends = (np.clip(np.where(np.isfinite(array), array, low if low > 0 else 0.0).astype(float), low, high) - low) * unit
    middles = step * (np.arange(len(array)) + 0.5)
    half = step * 0.34
    boxes = np.stack([np.full(len(ends), zero), middles - half, ends, middles + half], axis=1)
    add_areas(axes, rectangles(boxes), [colour(role) for role in roles])
    add_lines(axes, [[(zero, 0.03), (zero, height - 0.03)]], colour("muted"), 1.0)
    for middle, label, number, end in zip(middles, labels, numbers, ends, strict=True):
        write(axes, -0.08, middle, label, points, "right")
        write(axes, max(end, zero) + 0.06, middle, number, points, "left")


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
    y_log: bool = False,
    now: float | None = None,
) -> None:
    """Draw curves with their names at their right ends.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes. They can be drawn on in units of x and y afterwards.
    x : Tensor or array, shape (n,)
        Ascending.
    curves : mapping of str to Tensor or array, shape (n,) or (seeds, n)
        Of several seeds the mean is drawn as a line, and the lowest to the highest as a band. NaN leaves a gap.
    spread : mapping of str to (lower, upper), each of shape (n,), optional
        Bands that are known already.
    x_label, y_label : str
        What is counted; below the axis, and above it at the left, in lines where it is long.
    title : str
        What is to be seen.
    roles : mapping of str to str, optional
        Whose colour a curve has; in the order of :data:`CURVE_ROLES` where left out, dashed after the last.
    limits : (lowest, highest), optional
        Of the y axis.
    x_log, y_log : bool
        Whether an axis grows by factors.
    now : float, optional
        An x that is marked as the current step, with a point on each curve.

    Raises
    ------
    ValueError
        If there is no curve, x is not ascending, shapes don't match, a logarithmic axis has values that aren't
        positive, or the axes have no room.
    """
    xs = to_array(x, "x", (1,)).astype(float)
    if not curves:
        raise ValueError("curves must have at least one curve, got none")
    if not len(xs) or not np.all(np.diff(xs) > 0):
        raise ValueError(f"x must be at least one value, ascending, got {xs.tolist()[:8]}")
    if now is not None and not xs[0] <= now <= xs[-1]:
        raise ValueError(f"now must be between {xs[0]:g} and {xs[-1]:g}, got {now}")
    unknown = [name for name in {**(spread or {}), **(roles or {})} if name not in curves]
    if unknown:
        raise ValueError(f"spread and roles must be of curves, got {unknown}")
    lines = {name: _line_and_band(name, values, (spread or {}).get(name), len(xs)) for name, values in curves.items()}
    everything = np.concatenate([part for parts in lines.values() for part in parts if part is not None])
    x_scale = make_scale(xs, "x", logarithmic=x_log, most=6, marks=xs if len(xs) <= 6 else None)
    y_scale = make_scale(everything, "curves", limits, y_log, room=0.04)
    lay_out_chart(axes, x_scale, y_scale, list(curves), x_label, y_label, title)
    ends: list[tuple[str, float, float, str]] = []
    for index, (name, (line, lower, upper)) in enumerate(lines.items()):
        chosen = colour((roles or {}).get(name, CURVE_ROLES[index % len(CURVE_ROLES)]))
        if lower is not None and upper is not None:
            axes.fill_between(xs, lower, upper, color=chosen, alpha=0.18, linewidth=0, zorder=2)
        style = "-" if index < len(CURVE_ROLES) else (0, (3, 1.5))
        marker = "o" if len(xs) <= 10 else ""
        drawn = axes.plot(xs, line, color=chosen, linewidth=2.5, linestyle=style, marker=marker, markersize=6, zorder=3)
        clip_around(axes, drawn[0], 6)
        ends += [(name, *end, chosen) for end in find_end(xs, line, y_scale)]
    write_names(axes, ends)
    if now is not None:
        _mark(axes, now, xs, {name: parts[0] for name, parts in lines.items()}, y_scale)


_Line = tuple[np.ndarray, np.ndarray | None, np.ndarray | None]


def _line_and_band(name: str, values: Any, band: tuple[Any, Any] | None, count: int) -> _Line:
    array = to_array(values, f"curves[{name!r}]", (1, 2)).astype(float)
    if array.shape[-1] != count or 0 in array.shape:
        raise ValueError(f"curves[{name!r}] must have {count} values, as x, got shape {tuple(array.shape)}")
    if band is not None:
        lower, upper = (to_array(edge, f"spread[{name!r}]", (1,)).astype(float) for edge in band)
        if len(lower) != count or len(upper) != count:
            raise ValueError(f"spread[{name!r}] must have {count} values twice, got {len(lower)} and {len(upper)}")
        return (array if array.ndim == 1 else array.mean(axis=0)), lower, upper
    if array.ndim == 1:
        return array, None, None
    return array.mean(axis=0), array.min(axis=0), array.max(axis=0)


def lay_out_chart(
    axes: Axes, x_scale: Scale, y_scale: Scale, names: list[str], x_label: str, y_label: str, title: str
) -> None:
    """Give the axes limits, pale lines at round numbers, and letters, all inside their rectangle.

    Parameters
    ----------
    names : list of str
        For which there has to be room at the right; there may be none.
    """
    small, label = FONT_SIZES["small"], FONT_SIZES["label"]
    first, last = (text_width(letters, small) / 2 for letters in (x_scale.letters[:1] + x_scale.letters[-1:]))
    whole = size_of(axes)[0]
    x_label, y_label = wrap_evenly(x_label, whole, label), wrap_evenly(y_label, whole, small)
    left = max(max(text_width(letters, small) for letters in y_scale.letters) + 0.1, first)
    beside = max((text_width(name, small) + LEADER + 0.06 for name in names), default=0.0)
    right = max(beside, last)
    bottom = text_height("x", small) + 0.08 + text_height(x_label, label)
    top = text_height(y_label, small) + 0.1 if y_label else 0.1
    width, height = lay_out(axes, title, left=left, right=right, top=top, bottom=bottom)
    axes.set_xscale("log" if x_scale.logarithmic else "linear")
    axes.set_yscale("log" if y_scale.logarithmic else "linear")
    axes.set(xlim=(x_scale.low, x_scale.high), ylim=(y_scale.low, y_scale.high))
    low, high = x_scale.low, x_scale.high
    add_lines(axes, [[(low, tick), (high, tick)] for tick in y_scale.ticks], tint("muted", 0.72), 0.8, order=0.5)
    add_lines(axes, [[(low, y_scale.low), (high, y_scale.low)]], colour("muted"), 1.2, order=0.6)
    below = blended_transform_factory(axes.transData, axes.transAxes)
    at_left = blended_transform_factory(axes.transAxes, axes.transData)
    for tick, letters in _spaced(x_scale, width):
        write(axes, tick, -0.07 / height, letters, "small", up="top", transform=below)
    for tick, letters in zip(y_scale.ticks, y_scale.letters, strict=True):
        write(axes, -0.08 / width, tick, letters, "small", "right", transform=at_left)
    down = -(0.09 + text_height("x", small)) / height
    half = (
        text_width(x_label, label) / HINTING / 2
    )  # the label stands in the middle, unless it would leave the rectangle
    middle = min(max(width / 2, half - left), width + right - half)
    write(axes, middle / width, down, x_label, "label", up="top", transform=axes.transAxes)
    write(axes, -left / width, 1 + 0.1 / height, y_label, "small", "left", "bottom", transform=axes.transAxes)


def _spaced(scale: Scale, width: float) -> list[tuple[float, str]]:
    """Return ticks and their letters, only each second or third where they would touch."""
    widest = max((text_width(letters, FONT_SIZES["small"]) for letters in scale.letters), default=0.0) + 0.12
    places = [scale.part(tick) * width for tick in scale.ticks]
    closest = min((after - before for before, after in pairwise(places)), default=width)
    each = max(1, int(np.ceil(widest / max(closest, 1e-9))))
    return list(zip(scale.ticks, scale.letters, strict=True))[::each]


def _mark(axes: Axes, now: float, xs: np.ndarray, lines: dict[str, np.ndarray], scale: Scale) -> None:
    """Mark the current step by a line, and the curves' values there by points."""
    add_lines(axes, [[(now, scale.low), (now, scale.high)]], colour("step"), 1.5, order=3.2)
    at = [float(np.interp(now, xs, line)) for line in lines.values()]
    at = [value for value in at if np.isfinite(value) and scale.low <= value <= scale.high]
    axes.plot([now] * len(at), at, "o", color=colour("step"), markersize=7, markeredgecolor=colour("paper"), zorder=3.6)
