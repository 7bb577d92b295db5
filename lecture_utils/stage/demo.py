"""A demo: controls and panels, declared once; everything else follows from them."""

from __future__ import annotations

import itertools
import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from lecture_utils.pictures.theme import FONT_SIZES, SIZES, colour, theme
from lecture_utils.stage.cache import FRAMES
from lecture_utils.stage.controls import Control, Matrix, Value, keys_of
from lecture_utils.stage.drawing import (
    DOTS_PER_INCH,
    Drawn,
    Panel,
    axes_of,
    draw_on,
    draw_panel,
    draw_text,
    wrapped,
    write_text,
)
from lecture_utils.stage.outlines import outline_figure, outline_pixels

State = dict[str, Value]
_identities = itertools.count()
RESERVED = {"panel", "size", "ratio", "which", "state"}  # parameters of functions that take state keys by name
CANDIDATES = 2000  # states from which tests choose those that they draw
LINE_HEIGHT = 0.24  # inches of a line of text in a composed picture


class Demo:
    """A picture that depends on what the viewer chose.

    Parameters
    ----------
    name : str
        Lower-case letters, digits and underscores; files are named after it.
    title : str or function of state keys to str
        The finding that the demo shows.
    controls : sequence of Control
        What the viewer can change. The range of a control may depend on the controls before it.
    panels : sequence of rows of Panel
        Each panel's function names the state keys that it reads, and is drawn again only when one of them changed.
    caption : str or function of state keys to str
        The arithmetic of the current step: shown under the panels, and the text alternative of the picture.
    caption_lines : int
        Lines kept free for the caption, so that the page keeps its height.
    alt : str, optional
        Text alternative of a picture that shows no caption.
    title_lines : int
        Lines kept free for the title.

    Raises
    ------
    ValueError
        If names are used twice, a function reads a key that no control has, or a control points at no panel.
    """

    def __init__(
        self,
        name: str,
        title: str | Callable[..., str],
        controls: Sequence[Control] = (),
        panels: Sequence[Sequence[Panel]] = (),
        caption: str | Callable[..., str] = "",
        caption_lines: int = 2,
        alt: str = "",
        title_lines: int = 1,
    ) -> None:
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise ValueError(f"name must be lower-case letters, digits and underscores, got {name!r}")
        self.name = name
        self.title = title
        self.controls = tuple(controls)
        self.rows = tuple(tuple(row) for row in panels)
        self.caption = caption
        self.caption_lines = caption_lines
        self.alt = alt
        self.title_lines = title_lines
        self.panels = {panel.name: panel for row in self.rows for panel in row}
        self._identity = next(_identities)
        self._check()

    def _check(self) -> None:
        names = [control.name for control in self.controls]
        if len(set(names)) != len(names):
            raise ValueError(f"controls of demo {self.name!r} must have different names, got {names}")
        if taken := RESERVED & set(names):
            raise ValueError(
                f"controls of demo {self.name!r} must not be called {sorted(taken)}: its functions take these"
            )
        if not self.panels or len(self.panels) != sum(len(row) for row in self.rows):
            raise ValueError(f"panels of demo {self.name!r} must be rows of panels with different names")
        for resource, keys in self.resources().items():
            for key in keys:
                if key not in names:
                    raise ValueError(
                        f"{resource} of demo {self.name!r} reads {key!r}, which is no control; controls: {names}"
                    )
        for place, control in enumerate(self.controls):
            elsewhere = isinstance(control, Matrix) and not control.panel
            if hasattr(control, "panel") and control.panel not in self.panels and not elsewhere:
                raise ValueError(
                    f"control {control.name!r} points at panel {control.panel!r}; panels: {list(self.panels)}"
                )
            for name in getattr(control, "picks", ()):
                if name not in self.panels:
                    raise ValueError(f"control {control.name!r} picks on panel {name!r}; panels: {list(self.panels)}")
            if control.limits_function and set(keys_of(control.limits_function)) - set(names[:place]):
                raise ValueError(f"the range of control {control.name!r} may depend only on the controls before it")

    # What there is to show. Each resource depends on the keys that it names and on nothing else.

    def resources(self) -> dict[str, tuple[str, ...]]:
        """Everything that the player shows, each with the state keys that it reads: panels, texts and ranges."""
        found = {name: panel.keys for name, panel in self.panels.items()}
        for name, text in (("title", self.title), ("caption", self.caption)):
            found[f"text:{name}"] = keys_of(text) if callable(text) else ()
        for control in self.controls:
            if control.limits_function:
                found[f"limits:{control.name}"] = keys_of(control.limits_function)
        return found

    @property
    def start(self) -> State:
        """The state that the demo starts with."""
        return self.clean({})

    def clean(self, state: State) -> State:
        """Complete ``state`` and move every value to the nearest legal one."""
        unknown = set(state) - {control.name for control in self.controls}
        if unknown:
            raise ValueError(
                f"demo {self.name!r} has no control {sorted(unknown)}; controls: {[c.name for c in self.controls]}"
            )
        legal: State = {}
        for control in self.controls:
            legal[control.name] = control.clean(state.get(control.name, control.first), control.limits(legal))
        return legal

    def _arguments(self, keys: Sequence[str], state: State) -> State:
        by_name = {control.name: control for control in self.controls}
        return {key: by_name[key].for_drawing(state[key]) for key in keys}

    def text(self, which: str, **state: Value) -> str:
        """Return the ``"title"`` or the ``"caption"`` of a state."""
        text = {"title": self.title, "caption": self.caption}[which]
        return text(**self._arguments(keys_of(text), self.clean(state))) if callable(text) else text

    def alternative(self, **state: Value) -> str:
        """Return the text alternative of a state: the title and what the picture says."""
        parts = [self.text("title", **state), self.alt or self.text("caption", **state)]
        return ". ".join(part.strip().rstrip(".") for part in parts if part.strip()).replace("\n", " ") + "."

    def drawn(self, panel: str, state: State, size: str = "screen", ratio: float = 1.0) -> Drawn:
        """Draw one panel of a legal state, without looking into any cache."""
        chosen = self.panels[panel]
        return draw_panel(chosen, self._arguments(chosen.keys, state), size, ratio)

    def cached(
        self, resource: str, state: State, parameters: tuple[Any, ...], make: Callable[[], tuple[Any, int]]
    ) -> Any:
        """Return what ``make`` made for this resource, the values it reads and ``parameters``, making it once.

        ``make`` returns the value and its size in bytes.
        """
        key = (self._identity, resource, parameters, tuple(state[name] for name in self.resources()[resource]))
        kept = FRAMES.get(key)
        if kept is None:
            kept, size = make()
            FRAMES.put(key, kept, size)
        return kept

    def forget(self) -> None:
        """Drop all that was kept of this demo; what is needed again is drawn again."""
        FRAMES.drop(self._identity)

    def panel_frame(self, panel: str, *, size: str = "screen", **state: Value) -> Image.Image:
        """Return one panel as a picture, pixel for pixel what the player shows."""
        return Image.fromarray(self.drawn(panel, self.clean(state), size).pixels)

    def panel_figure(self, panel: str, **state: Value) -> Figure:
        """Return one panel as a matplotlib figure: its letters and lines can be looked at one by one."""
        chosen = self.panels[panel]
        figure = Figure(figsize=chosen.size, dpi=DOTS_PER_INCH, facecolor=colour("paper"))
        with theme():
            draw_on(chosen, self._arguments(chosen.keys, self.clean(state)), figure)
        return figure

    # One picture of everything.

    def frame(self, *, size: str = "screen", ratio: float = 1.0, **state: Value) -> Image.Image:
        """Return the whole demo as one picture: title, panels, caption."""
        legal = self.clean(state)
        dots = DOTS_PER_INCH * SIZES[size] * ratio
        strips = [[draw_text(self.text("title", **legal), self.width, "title", True, dots)]] if self.title else []
        strips += [[self.outlined(panel.name, legal, size, ratio) for panel in row] for row in self.rows]
        if self.caption:
            strips.append([draw_text(self.text("caption", **legal), self.width, "label", False, dots)])
        heights = [max(picture.shape[0] for picture in strip) for strip in strips]
        page = Image.new("RGB", (round(self.width * dots), sum(heights)), colour("paper"))
        for strip, top in zip(strips, np.cumsum([0, *heights[:-1]]), strict=True):
            left = (page.width - sum(picture.shape[1] for picture in strip)) // 2
            for picture in strip:
                page.paste(Image.fromarray(picture), (left, int(top)))
                left += picture.shape[1]
        return page

    def _pointed(self, panel: str) -> list[Control]:
        """List the controls that outline a cell or a box on a panel."""
        pointing = [control for control in self.controls if control.kind in ("pick", "box")]
        return [control for control in pointing if getattr(control, "panel", None) == panel]

    def outlined(self, panel: str, legal: State, size: str, ratio: float = 1.0) -> np.ndarray:
        """Draw one panel of a legal state with the boxes and cells that the player draws over it, uint8 (H, W, 3)."""
        drawn = self.drawn(panel, legal, size, ratio)
        pixels = drawn.pixels
        for control in self._pointed(panel):
            if drawn.axes:
                pixels = outline_pixels(pixels, control, legal[control.name], drawn.axes, SIZES[size] * ratio)
        return pixels

    def figure(self, **state: Value) -> Figure:
        """Return the whole demo as one matplotlib figure, whose lines and letters stay sharp at any size."""
        legal = self.clean(state)
        texts = [
            wrapped(self.text("title", **legal), self.width - 0.2, FONT_SIZES["title"], bold=True),
            wrapped(self.text("caption", **legal), self.width - 0.2, FONT_SIZES["label"]),
        ]
        heights = [(text.count("\n") + 1.5) * LINE_HEIGHT if text else 0.01 for text in texts]
        rows = [max(panel.size[1] for panel in row) for row in self.rows]
        with theme():
            page = Figure(figsize=(self.width, sum(heights) + sum(rows)), dpi=DOTS_PER_INCH, facecolor=colour("paper"))
            heights = [heights[0], *rows, heights[1]]
            strips: Any = page.subfigures(len(heights), 1, hspace=0, height_ratios=heights)  # three or more
            write_text(strips[0], texts[0], FONT_SIZES["title"], True)
            write_text(strips[-1], texts[1], FONT_SIZES["label"], False)
            for strip, row in zip(strips[1:-1], self.rows, strict=True):
                margin = max((self.width - sum(panel.size[0] for panel in row)) / 2, 1e-6)
                widths = [margin, *(panel.size[0] for panel in row), margin]
                for place, panel in zip(
                    strip.subfigures(1, len(widths), wspace=0, width_ratios=widths)[1:-1], row, strict=True
                ):
                    draw_on(panel, self._arguments(panel.keys, legal), place)
                    if axes := axes_of(place):
                        for control in self._pointed(panel.name):
                            outline_figure(place, control, legal[control.name], axes)
        return page

    @property
    def width(self) -> float:
        """Width of the widest row in inches."""
        return max(sum(panel.size[0] for panel in row) for row in self.rows)

    # What tests and files go through.

    def _product(self, values: Callable[[Control, Any], list[Value]]) -> Iterator[State]:
        def extend(state: State, rest: Sequence[Control]) -> Iterator[State]:
            if not rest:
                yield dict(state)
                return
            for value in values(rest[0], rest[0].limits(state)):
                yield from extend({**state, rest[0].name: value}, rest[1:])

        return extend({}, self.controls)

    def states(self, most: int = 120) -> list[State]:
        """List the states that tests draw: together they hold every pair of values that two controls can have.

        A fault of a picture comes from one value, or from two that meet; so few states show what the full product of
        all controls would.

        Parameters
        ----------
        most : int
            No more than these; single values are covered before pairs.
        """
        dice = random.Random(0)
        lowest, highest = self._state(lambda values: values[0]), self._state(lambda values: values[-1])
        candidates = list(itertools.islice(self._product(lambda control, limits: control.samples(limits)), CANDIDATES))
        dice.shuffle(candidates)
        if len(candidates) == CANDIDATES:  # a part of the product: the first controls would not have moved in it
            candidates = [self._state(dice.choice) for _ in range(CANDIDATES)]
        chosen = {repr(state): state for state in (self.start, lowest, highest)}
        for control in self.controls:
            samples = control.samples(control.limits(self.start))
            candidates += [self.clean({**self.start, control.name: value}) for value in samples]
        for parts in (1, 2):
            seen = {part for state in chosen.values() for part in _parts(state, parts)}
            waiting = candidates
            for least in range(math.comb(len(self.controls), parts), 0, -1):  # first who bring much that is new
                for state in waiting:
                    new = _parts(state, parts) - seen
                    if len(new) >= least:
                        chosen[repr(state)] = state
                        seen |= new
                waiting = [state for state in waiting if _parts(state, parts) - seen]
        return list(chosen.values())[:most]

    def _state(self, choose: Callable[[list[Value]], Value]) -> State:
        """Choose a value for each control, among its samples."""
        state: State = {}
        for control in self.controls:
            state[control.name] = choose(control.samples(control.limits(state)))
        return state

    def frozen_states(self, keys: Sequence[str]) -> Iterator[State]:
        """Go through all values that a page without a kernel offers for ``keys`` (and the keys that bound them)."""
        needed = set(keys)
        for control in reversed(self.controls):
            if control.name in needed and control.limits_function:
                needed |= set(keys_of(control.limits_function))
        start = self.start

        def values(control: Control, limits: Any) -> list[Value]:
            return control.frozen(limits) if control.name in needed else [start[control.name]]

        return self._product(values)


def _parts(state: State, count: int) -> set[tuple[tuple[str, str], ...]]:
    """Return all ways to take so many values, with their controls' names, out of a state."""
    return set(itertools.combinations([(name, repr(value)) for name, value in state.items()], count))
