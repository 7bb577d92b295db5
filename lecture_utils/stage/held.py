"""Which values a page without a kernel holds: not all that the live demo has, and the page says which."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lecture_utils.stage.controls import Choice, Control, DragBox, Matrix, PickCell, Slider, Value
from lecture_utils.stage.demo import Demo, State

FRAMES_WANTED = 400
"""Above it, a page holds fewer values of sliders and choices than the live demo has, but never fewer than three."""
FEWEST = 3

Over = Mapping[str, int | Sequence[Value]]


def held_demo(demo: Demo, over: Over, state: State) -> Demo:
    """Return the demo with the values that its page holds.

    Parameters
    ----------
    demo : Demo
        The live one.
    over : mapping of a control's name to a number or a list of values
        A number is how many values of a slider are held, or how many positions of a box or cell along each axis.
    state : dict
        The state that the page starts with; the demo's own start where it says nothing.

    Returns
    -------
    Demo
        With the same name, panels and texts, and the page's start.

    Raises
    ------
    ValueError
        If ``over`` names a control that the demo hasn't or whose values are all held anyway, or a value that isn't
        legal.
    """
    legal = demo.clean(state)
    by_name = {control.name: _starting(control, legal[control.name], control.name in over) for control in demo.controls}
    for name in over:
        if name not in by_name:
            raise ValueError(f"over must name controls of demo {demo.name!r}, {list(by_name)}, got {name!r}")
    chosen = _with(demo, {**by_name, **{name: _holding(by_name[name], wish) for name, wish in over.items()}})
    while frames(chosen) > FRAMES_WANTED:
        long = [c for c in chosen.controls if c.name not in over and len(_thinnable(c)) > FEWEST]
        if not long:
            break
        longest = max(long, key=lambda control: len(_thinnable(control)))
        chosen = _with(chosen, {longest.name: _thinned(longest, max((len(_thinnable(longest)) + 1) // 2, FEWEST))})
    return chosen


def wanted_states(demo: Demo) -> dict[str, list[State]]:
    """List, for each resource, one state for each combination of values that a page can be asked for."""
    wanted = {}
    for name, keys in demo.resources().items():
        states = {repr([state[key] for key in keys]): state for state in demo.frozen_states(keys)}
        wanted[name] = list(states.values())
    return wanted


def frames(demo: Demo) -> int:
    """Count the frames of a page."""
    return sum(len(states) for name, states in wanted_states(demo).items() if name in demo.panels)


def _starting(control: Control, value: Value, all_options: bool) -> Control:
    """Begin with a value, which then is held; of a choice, take the options that a page offers, or all of them."""
    if isinstance(control, Choice):
        offered = control.options if all_options else [*control.frozen(None), value]
        options = [option for option in control.options if option in offered]
        return replace(control, start=value, options=options, frozen_options=())
    return control if control.first == value else replace(control, start=value)  # type: ignore[call-arg]


def _with(demo: Demo, controls: Mapping[str, Control]) -> Demo:
    changed = copy.copy(demo)
    changed.controls = tuple(controls.get(control.name, control) for control in demo.controls)
    return changed


def _thinnable(control: Control) -> Sequence[Value]:
    """Values of which some may be left out: no step of a method, and no range that other controls move."""
    if isinstance(control, Slider) and control.legal is None:
        return control.values
    return control.options if isinstance(control, Choice) else ()


def _thinned(control: Control, count: int) -> Control:
    """Hold so many values, spread over all; the first, the last and the start are among them."""
    values = _thinnable(control)
    places = {round(place) for place in np.linspace(0, len(values) - 1, min(count, len(values)))}
    start = values.index(control.first)
    inner = places - {0, len(values) - 1, start}
    if start not in places and inner:
        places.remove(min(inner, key=lambda place: abs(place - start)))
    kept = [values[place] for place in sorted({*places, start})]
    return replace(control, values=kept) if isinstance(control, Slider) else replace(control, options=kept)  # type: ignore[call-arg]


def _holding(control: Control, wish: int | Sequence[Value]) -> Control:
    """Return the control with the values that were asked for."""
    if isinstance(wish, int) and not isinstance(wish, bool):
        if wish < 2:
            raise ValueError(f"over of control {control.name!r} must be at least 2 values or a list, got {wish}")
        if isinstance(control, DragBox):
            return replace(control, frozen_steps=wish, held=())
        if isinstance(control, PickCell):
            return replace(control, frozen_every=max(-(-max(control.shape) // wish), 1), held=())
        if len(_thinnable(control)):
            return _thinned(control, wish)
    elif isinstance(wish, Sequence) and not isinstance(wish, str) and len(wish):
        values = list(dict.fromkeys([control.first, *(_legal(control, value) for value in wish)]))
        if isinstance(control, DragBox):
            return replace(control, held=tuple(values))
        if isinstance(control, PickCell):
            return replace(control, held=tuple(values))
        if isinstance(control, Matrix):
            return replace(control, presets=tuple(values))
        if isinstance(control, Slider):
            return replace(control, values=sorted(values))
        if isinstance(control, Choice):
            return replace(control, options=[option for option in control.options if option in values])
    raise ValueError(
        f"over of control {control.name!r} ({control.kind}) must be a list of values"
        + (", or how many" if isinstance(control, DragBox | PickCell | Slider | Choice) else "")
        + f", got {wish!r}"
        + (
            "; a page holds all of them"
            if not isinstance(control, DragBox | PickCell | Slider | Choice | Matrix)
            else ""
        )
    )


def _legal(control: Control, value: Value) -> Value:
    """Return a value in the form that states have it in."""
    limits = control.limits({}) if control.limits_function is None else (-np.inf, np.inf)
    cleaned = control.clean(value, limits)
    if not np.array_equal(np.asarray(cleaned, dtype=object), np.asarray(value, dtype=object)):
        raise ValueError(
            f"over of control {control.name!r} must hold legal values, got {value!r}; near it is {cleaned!r}"
        )
    return cleaned


def described(demo: Demo, held: Demo) -> list[str]:
    """Say which values a page holds of the controls of which it doesn't hold all.

    Parameters
    ----------
    demo, held : Demo
        The live one, and the one whose values the page holds.

    Returns
    -------
    list of str
        For each such control its label and the values: ``"scene: 0, 2, 4"``.
    """
    return [
        f"{getattr(control, 'label', '') or control.name}: {_values(control)}"
        for live, control in zip(demo.controls, held.controls, strict=True)
        if isinstance(control, DragBox | Matrix)
        or (isinstance(control, PickCell) and len(control.frozen(None)) < control.shape[0] * control.shape[1])
        or len(_thinnable(control)) < len(_thinnable(live))
    ]


def _values(control: Any) -> str:
    values = control.frozen(control.limits({}) if control.limits_function is None else (-np.inf, np.inf))
    if isinstance(control, Slider):
        return ", ".join(f"{value:g}" for value in values).replace("-", "−")
    if isinstance(control, DragBox):
        lefts, tops = (", ".join(f"{place:g}" for place in sorted({box[axis] for box in values})) for axis in (0, 1))
        return f"{len(values)} boxes, with left sides at {lefts} and upper sides at {tops}"
    if isinstance(control, PickCell):
        return "; ".join(
            _counted(name, sorted({cell[axis] + control.counted_from for cell in values}))
            for axis, name in enumerate(("row", "column"))
        )
    if isinstance(control, Matrix):
        return "its first numbers" if len(values) == 1 else f"{len(values)} examples"
    return ", ".join(map(str, values))


def _counted(name: str, numbers: list[int]) -> str:
    return f"{name}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
