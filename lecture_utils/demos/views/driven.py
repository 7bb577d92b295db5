"""A demo that runs on a student's function: what it gives, beside what the method gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes

from lecture_utils.exercises.exercise import Exercise
from lecture_utils.exercises.trial import Trial, try_out
from lecture_utils.pictures.text import wrap, write
from lecture_utils.pictures.theme import FONT_SIZES
from lecture_utils.stage import Demo, Panel
from lecture_utils.stage.controls import Control, keys_of


def driven_demo(
    exercise: Exercise,
    function: Callable[..., Any] | None,
    controls: Sequence[Control],
    calls: Callable[..., Sequence[Sequence[Any]]],
    draw: Callable[..., None],
    size: tuple[float, float] = (4.2, 3.4),
    about: str = "",
) -> Demo:
    """Draw what a student's function gives, and what the method gives, for the state that the viewer chooses.

    The function runs isolated, for two seconds at most. Where it isn't written yet, raises, hangs or gives something
    that can't be drawn, a sentence stands in its place.

    Parameters
    ----------
    exercise : Exercise
        The one that the function is for.
    function : callable or None
        The student's; the method itself where left out.
    controls : sequence of Control
    calls : function of state keys to a sequence of sequences
        The arguments of each call of the function.
    draw : function of ``axes``, ``results`` and state keys
        Draws the results of all calls.
    size : (float, float)
        Of each of the two pictures, in inches.
    about : str
        What is drawn, in a sentence for the caption.

    Examples
    --------
    >>> def yours_demo(function=None):
    ...     return driven_demo(
    ...         exercises.exercises["stamp_2d"],
    ...         function,
    ...         controls=[Slider("stride", [1, 2, 3])],
    ...         calls=lambda stride: [(INPUT, FILTER, stride, 0, 0)],
    ...         draw=lambda axes, results: draw_matrix(axes, results[0], "output"),
    ...     )
    """
    keys = keys_of(calls)
    shown = tuple(key for key in keys_of(draw) if key != "results")
    every = tuple(dict.fromkeys([*keys, *shown]))
    name = exercise.name

    @lru_cache(maxsize=64)
    def trial(*values: Any) -> Trial:
        return try_out(exercise, function, calls(*values))

    def found(state: dict[str, Any]) -> Trial:
        return trial(*(state[key] for key in keys))

    def draw_yours(axes: Axes, **state: Any) -> None:
        result = found(state)
        if result.values:
            draw(axes, result.values, **{key: state[key] for key in shown})
        else:
            write_sentence(axes, result.sentence)

    def draw_methods(axes: Axes, **state: Any) -> None:
        draw(axes, found(state).expected, **{key: state[key] for key in shown})

    def title(**state: Any) -> str:
        return {
            "right": f"Your {name} gives what the method gives",
            "wrong": f"Your {name} does not give what the method gives",
            "open": f"Your {name} will appear here, beside the method",
            "failed": f"Your {name} gives nothing that can be drawn",
        }[found(state).kind]

    def caption(**state: Any) -> str:
        result = found(state)
        said = result.sentence.replace("`", "") if result.values else ""
        return f"{about} {said}".strip() or f"{name}, beside the method."

    return Demo(
        name=f"your_{name.lower()}",
        title=_reading(title, every),
        controls=controls,
        panels=[
            [
                Panel("yours", _reading(draw_yours, every, "axes"), size=size, alt=f"what your {name} gives"),
                Panel(
                    "method", _reading(draw_methods, every, "axes"), size=size, alt=f"what the method's {name} gives"
                ),
            ]
        ],
        caption=_reading(caption, every),
        caption_lines=3,
    )


def _reading(function: Callable[..., Any], keys: Sequence[str], *first: str) -> Callable[..., Any]:
    """Tell the stage which state keys a function reads: those that its signature names."""
    parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in (*first, *keys)]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return function


def write_sentence(axes: Axes, sentence: str) -> None:
    """Write a sentence in the place of a picture."""
    axes.set_axis_off()
    figure = axes.get_figure(root=True)
    width = axes.bbox.width / figure.dpi if figure is not None else 1.0
    lines = wrap(sentence.replace("`", ""), 0.9 * width, FONT_SIZES["label"])
    write(axes, 0.5, 0.5, lines, "label", transform=axes.transAxes)
