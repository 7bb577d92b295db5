"""The controls of a demo: what a viewer can change, and which values are legal.

A control knows nothing of how it is drawn. It describes itself to the player (:meth:`Control.spec`), moves any value
that comes back to the nearest legal one (:meth:`Control.clean`), and lists values for tests (:meth:`Control.samples`)
and for pages without a kernel (:meth:`Control.frozen`).
"""

from __future__ import annotations

import inspect
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

Value = Any
PLACES = ("figure", "axes")  # parameters of a panel's function that are what it draws on
Limits = tuple[float, float] | None


def keys_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Name the state keys that a function reads: its parameters, without the ``figure`` or ``axes`` that it draws on.

    Raises
    ------
    ValueError
        If the function takes ``*args`` or ``**kwargs``, whose keys can't be known.
    """
    parameters = list(inspect.signature(function).parameters.values())
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        raise ValueError(f"{function.__name__} must name each state key it reads as a parameter, got *args or **kwargs")
    # A default captures what a loop's variable held when the function was made: it is no state key.
    return tuple(p.name for p in parameters if p.name not in PLACES and p.default is p.empty)


def words(value: float) -> str:
    """Write a number as the player does: at most three decimals, and the sign of subtraction."""
    return f"{round(value * 1000) / 1000:g}".replace("-", "−")


def _nearest(value: float, values: Sequence[float]) -> float:
    return min(values, key=lambda candidate: abs(candidate - value))


@dataclass(frozen=True)
class Control:
    """What all controls share.

    Parameters
    ----------
    name : str
        The state key, as panels name it in their parameters.
    ahead : bool
        Whether what its next values show is drawn ahead, while the kernel is idle. Not where a value has to be computed
        for long first: while that goes on, nothing else could be shown.
    """

    name: str
    ahead: bool = field(default=True, kw_only=True)
    kind: ClassVar[str] = ""

    @property
    def first(self) -> Value:
        """The value that the demo starts with."""
        return self.start  # type: ignore[attr-defined]

    @property
    def limits_function(self) -> Callable[..., Any] | None:
        """A function of other state keys to the range of legal values, where the range depends on them."""
        return None

    def limits(self, state: dict[str, Value]) -> Limits:
        """Return the lowest and highest legal value at a state of the other controls; None where nothing bounds it."""
        return None

    @abstractmethod
    def clean(self, value: Value, limits: Limits) -> Value:
        """Move ``value`` to the nearest legal one, in a hashable form."""

    @abstractmethod
    def samples(self, limits: Limits) -> list[Value]:
        """Few values for tests, corners included."""

    def frozen(self, limits: Limits) -> list[Value]:
        """All values that a page without a kernel offers."""
        return self.samples(limits)

    def spec(self) -> dict[str, Any]:
        """Describe the control to the player, as JSON."""
        own = {key: value for key, value in vars(self).items() if not callable(value)}
        fixed = {} if self.limits_function else {"limits": self.limits({})}
        return {**own, **fixed, "kind": self.kind, "value": self.first}

    def for_drawing(self, value: Value) -> Value:
        """Turn a state's value into what panel functions get."""
        return value


@dataclass(frozen=True)
class Step(Control):
    """The steps of a method: arrow keys, Home, End, and a play button.

    Parameters
    ----------
    count : int or function of other state keys to int
        Number of steps; the value runs from 0 to ``count - 1``.
    names : sequence of str, optional
        What each step is called, shown beside its number.
    picks : sequence of str
        Panels with items (:func:`~lecture_utils.pictures.items.mark_items`): a click on item n goes to step n.

    Examples
    --------
    Four steps, which a panel that reads ``step`` gets as 0 to 3 and the viewer as 1 to 4:

    >>> Step("step", count=4, names=["input", "windows", "products", "sum"]).first
    0
    """

    count: int | Callable[..., int] = 1
    label: str = "step"
    names: Sequence[str] | None = None
    start: int = 0
    picks: Sequence[str] = ()
    kind: ClassVar[str] = "step"

    @property
    def limits_function(self) -> Callable[..., Any] | None:
        """See :class:`Control`."""
        return self.count if callable(self.count) else None

    def limits(self, state: dict[str, Value]) -> Limits:
        """See :class:`Control`."""
        if not callable(self.count):
            return (0, self.count - 1)
        count = self.count(**{key: state[key] for key in keys_of(self.count)})
        if count < 1:
            raise ValueError(f"count of step {self.name!r} must be at least 1, got {count} at {state}")
        return (0, int(count) - 1)

    def clean(self, value: Value, limits: Limits) -> int:
        """See :class:`Control`."""
        assert limits is not None
        return int(min(max(round(float(value)), limits[0]), limits[1]))

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        assert limits is not None
        return list(range(int(limits[1]) + 1))

    def samples(self, limits: Limits) -> list[Value]:
        """List every step up to 24 of them, else 24 spread over all."""
        assert limits is not None
        return sorted({round(step) for step in np.linspace(0, limits[1], min(24, int(limits[1]) + 1))})


@dataclass(frozen=True)
class Slider(Control):
    """One number of a sorted list.

    Parameters
    ----------
    values : sequence of numbers
        All positions, ascending. Where all of them are whole, panels get whole numbers (``int``), else ``float``.
    legal : function of other state keys to (lowest, highest), optional
        The part of ``values`` that may be reached.
    picks : sequence of str
        Panels with items (:func:`~lecture_utils.pictures.items.mark_items`): a click on item n takes the n-th value.

    Examples
    --------
    A padding that is always smaller than the kernel, whose size another slider chooses:

    >>> kernel = Slider("kernel", [1, 3, 5], start=3)
    >>> padding = Slider("padding", range(5), legal=lambda kernel: (0, kernel - 1))
    >>> padding.limits({"kernel": 3})
    (0, 2)
    """

    values: Sequence[float] = ()
    start: float | None = None
    legal: Callable[..., tuple[float, float]] | None = None
    label: str = ""
    picks: Sequence[str] = ()
    kind: ClassVar[str] = "slider"

    def __post_init__(self) -> None:
        if not len(self.values) or list(self.values) != sorted(set(self.values)):
            raise ValueError(f"values of slider {self.name!r} must ascend, got {list(self.values)}")
        kind = int if all(float(value).is_integer() for value in self.values) else float
        object.__setattr__(self, "values", tuple(kind(value) for value in self.values))
        if self.start is not None and self.start not in self.values:
            raise ValueError(f"start of slider {self.name!r} must be one of its values, got {self.start}")
        if self.start is not None:
            object.__setattr__(self, "start", kind(self.start))

    @property
    def first(self) -> float:
        """See :class:`Control`."""
        return self.values[0] if self.start is None else self.start

    @property
    def limits_function(self) -> Callable[..., Any] | None:
        """See :class:`Control`."""
        return self.legal

    def limits(self, state: dict[str, Value]) -> Limits:
        """See :class:`Control`."""
        if self.legal is None:
            return (self.values[0], self.values[-1])
        lowest, highest = self.legal(**{key: state[key] for key in keys_of(self.legal)})
        if not any(lowest <= value <= highest for value in self.values):
            raise ValueError(f"slider {self.name!r} has no value in [{lowest}, {highest}] at {state}")
        return (lowest, highest)

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        assert limits is not None
        return [value for value in self.values if limits[0] <= value <= limits[1]]

    def clean(self, value: Value, limits: Limits) -> float:
        """See :class:`Control`."""
        return _nearest(float(value), self.frozen(limits))

    def samples(self, limits: Limits) -> list[Value]:
        """List every legal position up to 7 of them, else 7 spread over all, ends included."""
        legal = self.frozen(limits)
        return [
            legal[index] for index in sorted({round(i) for i in np.linspace(0, len(legal) - 1, min(7, len(legal)))})
        ]


@dataclass(frozen=True)
class Choice(Control):
    """One of a few named options: up to five stand beside each other, more are a menu.

    Parameters
    ----------
    options : sequence of str
    start : str, optional
        The first option where left out.
    frozen_options : sequence of str, optional
        What a page without a kernel offers, where all options would be too many frames; all where left out.

    Examples
    --------
    >>> Choice("method", ["RoI pooling", "RoI Align"], label="method").first
    'RoI pooling'
    """

    options: Sequence[str] = ()
    start: str | None = None
    label: str = ""
    frozen_options: Sequence[str] = ()
    kind: ClassVar[str] = "choice"

    def __post_init__(self) -> None:
        if len(set(self.options)) != len(self.options) or not self.options:
            raise ValueError(f"options of choice {self.name!r} must be different strings, got {list(self.options)}")
        if self.start is not None and self.start not in self.options:
            raise ValueError(f"start of choice {self.name!r} must be one of {list(self.options)}, got {self.start!r}")
        if self.frozen_options and not {self.first} <= set(self.frozen_options) <= set(self.options):
            raise ValueError(
                f"frozen_options of choice {self.name!r} must be some of its options, the start among them, "
                f"got {list(self.frozen_options)}"
            )

    @property
    def first(self) -> str:
        """See :class:`Control`."""
        return self.options[0] if self.start is None else self.start

    def clean(self, value: Value, limits: Limits) -> str:
        """See :class:`Control`."""
        return value if value in self.options else self.first

    def samples(self, limits: Limits) -> list[Value]:
        """List every option."""
        return list(self.options)

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        return list(self.frozen_options or self.options)

    def spec(self) -> dict[str, Any]:
        """See :class:`Control`."""
        return {**super().spec(), "options": [{"value": option, "label": option} for option in self.options]}


@dataclass(frozen=True)
class Toggle(Control):
    """On or off.

    Examples
    --------
    >>> Toggle("normalised", label="divide by the sum").first
    False
    """

    start: bool = False
    label: str = ""
    kind: ClassVar[str] = "toggle"

    def clean(self, value: Value, limits: Limits) -> bool:
        """See :class:`Control`."""
        return bool(value)

    def samples(self, limits: Limits) -> list[Value]:
        """List both states."""
        return [False, True]


@dataclass(frozen=True)
class Matrix(Control):
    """A matrix of numbers that the viewer edits; panels get a float array of shape (rows, columns).

    The numbers are edited where a panel draws them: a click, or Enter, opens a field over the cell. Where no panel is
    named, the matrix is drawn a second time below the picture, and edited there.

    Parameters
    ----------
    start : sequence of rows
    lowest, highest : float
        Bounds of each number; others are refused, and the viewer reads why.
    step : float
        What the page-up and page-down keys add.
    role : str
        The theme's role, which colours the cells.
    presets : sequence of matrices
        What a page without a kernel offers besides ``start``.
    panel : str, optional
        The panel that draws the numbers.
    axes : str, optional
        The label of the axes that hold them, in which cell (row i, column j) covers [j, j + 1] × [i, i + 1], as in
        :func:`~lecture_utils.pictures.cell_axes` and :func:`~lecture_utils.pictures.draw_matrix`; the panel's first
        axes where left out. Several axes with this label share the numbers, row by row.
    corner : (row, column)
        The cell of the axes that the first number stands in, where only a part of a drawn matrix is edited.

    Examples
    --------
    The first row of a matrix that a panel draws, edited there:

    >>> def draw(figure, x):
    ...     axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), label="X")
    ...     draw_matrix(axes, [*x, [7, 8, 9]])
    >>> Matrix("x", [[1, 2, 3]], panel="inputs", axes="X").first
    ((1.0, 2.0, 3.0),)
    """

    start: Sequence[Sequence[float]] = ((0.0,),)
    lowest: float = -9
    highest: float = 9
    step: float = 1
    role: str = "input"
    label: str = ""
    presets: Sequence[Sequence[Sequence[float]]] = ()
    panel: str = ""
    axes: str = ""
    corner: tuple[int, int] = (0, 0)
    kind: ClassVar[str] = "matrix"

    def __post_init__(self) -> None:
        start = np.asarray(self.start, dtype=float)
        if start.ndim != 2 or start.size == 0:
            raise ValueError(f"start of matrix {self.name!r} must have rows and columns, got shape {start.shape}")
        if start.min() < self.lowest or start.max() > self.highest:
            raise ValueError(
                f"start of matrix {self.name!r} must lie in [{self.lowest}, {self.highest}], got {self.start}"
            )
        object.__setattr__(self, "start", tuple(tuple(float(number) for number in row) for row in start))
        object.__setattr__(self, "presets", tuple(self.clean(preset, None) for preset in self.presets))

    def clean(self, value: Value, limits: Limits) -> tuple[tuple[float, ...], ...]:
        """See :class:`Control`. A value of another shape, or not numbers, becomes the start."""
        try:
            numbers = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            return self.first
        if numbers.shape != np.shape(self.start):
            return self.first
        numbers = np.clip(np.nan_to_num(numbers), self.lowest, self.highest)
        return tuple(tuple(float(number) for number in row) for row in numbers)

    def samples(self, limits: Limits) -> list[Value]:
        """List the start, all lowest, all zero (or the middle), all highest."""
        fill = [self.lowest, min(max(0.0, self.lowest), self.highest), self.highest]
        return [self.first] + [self.clean(np.full(np.shape(self.start), number), None) for number in fill]

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        return [self.first, *self.presets]

    def for_drawing(self, value: Value) -> np.ndarray:
        """See :class:`Control`."""
        return np.array(value, dtype=float)


@dataclass(frozen=True)
class PickCell(Control):
    """A cell or pixel of a panel, picked with a click or the arrow keys.

    Parameters
    ----------
    panel : str
        The panel to point at. Its first axes cover ``shape`` cells exactly.
    shape : (int, int)
        Rows and columns.
    role : str
        The theme's role, which colours the outline.
    counted_from : int
        The number that the viewer reads for the first row and column; the value itself always begins at 0.
    frozen_every : int
        A page without a kernel offers every so-manieth row and column.
    held : sequence of (int, int)
        What a page offers instead, where it isn't empty.
    row_names, column_names : sequence of str, optional
        What the rows and columns are; their numbers where left out.
    wording : str
        How ``{row}`` and ``{column}`` are put into words.

    Examples
    --------
    >>> pick = PickCell("cell", panel="matrix", shape=(2, 2), row_names=["cat", "dog"], column_names=["cat", "dog"],
    ...                 wording="{row} taken for {column}")
    >>> pick.describe((1, 0))
    'dog taken for cat'
    >>> PickCell("pixel", panel="image", shape=(20, 30)).describe((0, 4))
    'row 1, column 5'
    """

    panel: str = ""
    shape: tuple[int, int] = (1, 1)
    start: tuple[int, int] = (0, 0)
    label: str = ""
    role: str = "step"
    counted_from: int = 1
    frozen_every: int = 1
    held: Sequence[tuple[int, int]] = ()
    row_names: Sequence[str] = ()
    column_names: Sequence[str] = ()
    wording: str = ""
    kind: ClassVar[str] = "pick"

    def __post_init__(self) -> None:
        for names, count, which in zip(
            (self.row_names, self.column_names), self.shape, ("row_names", "column_names"), strict=True
        ):
            if names and len(names) != count:
                raise ValueError(f"{which} of pick {self.name!r} must be {count} names, got {len(names)}")
        if not self.wording:
            row, column = (
                "{row}" if self.row_names else "row {row}",
                "{column}" if self.column_names else "column {column}",
            )
            object.__setattr__(self, "wording", f"{row}, {column}")

    def describe(self, value: tuple[int, int]) -> str:
        """Say which cell it is, as the viewer reads it."""
        row, column = (
            names[index] if names else str(index + self.counted_from)
            for names, index in zip((self.row_names, self.column_names), value, strict=True)
        )
        return self.wording.replace("{row}", row).replace("{column}", column)

    def clean(self, value: Value, limits: Limits) -> tuple[int, int]:
        """See :class:`Control`."""
        row, column = (int(np.floor(float(number))) for number in value)
        return (min(max(row, 0), self.shape[0] - 1), min(max(column, 0), self.shape[1] - 1))

    def samples(self, limits: Limits) -> list[Value]:
        """List the start and the four corners."""
        rows, columns = (0, self.shape[0] - 1), (0, self.shape[1] - 1)
        return list(dict.fromkeys([self.clean(self.start, None), *((r, c) for r in rows for c in columns)]))

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        if self.held:
            return list(self.held)
        # The start lies on the grid, so that the arrow keys go straight.
        firsts = (self.start[0] % self.frozen_every, self.start[1] % self.frozen_every)
        rows, columns = (range(first, end, self.frozen_every) for first, end in zip(firsts, self.shape, strict=True))
        return [(row, column) for row in rows for column in columns]


@dataclass(frozen=True)
class DragBox(Control):
    """A box (x1, y1, x2, y2) on a panel: drawn, moved and resized with the mouse, the arrows and shift with the arrows.

    Parameters
    ----------
    panel : str
        The panel to draw on; coordinates are those of its first axes.
    start, bounds : (x1, y1, x2, y2)
    snap : float
        All coordinates are multiples of it; what one arrow key moves.
    minimum : (width, height)
        Smallest box.
    role : str
        The theme's role, which colours the outline.
    frozen_steps : int
        A page without a kernel offers boxes of the start's size at so many positions along each axis, and of half and
        of twice that size at half as many.
    held : sequence of (x1, y1, x2, y2)
        What a page offers instead, where it isn't empty.

    Examples
    --------
    >>> box = DragBox("box", panel="image", start=(10, 10, 40, 30), bounds=(0, 0, 64, 48), minimum=(8, 8))
    >>> box.clean((60, 10, 80, 30), None)  # moved out of the picture
    (56, 10, 64, 30)
    >>> box.describe(box.first)
    '(10, 10, 40, 30)'
    """

    panel: str = ""
    start: tuple[float, float, float, float] = (0, 0, 1, 1)
    bounds: tuple[float, float, float, float] = (0, 0, 1, 1)
    snap: float = 1
    minimum: tuple[float, float] = (1, 1)
    label: str = ""
    role: str = "step"
    frozen_steps: int = 4
    held: Sequence[tuple[float, float, float, float]] = ()
    kind: ClassVar[str] = "box"

    def __post_init__(self) -> None:
        if tuple(map(float, self.start)) != tuple(map(float, self.clean(self.start, None))):
            raise ValueError(
                f"start of box {self.name!r} must be snapped to {self.snap}, lie in {self.bounds} and be at least "
                f"{self.minimum}, got {self.start}"
            )

    def describe(self, value: Sequence[float]) -> str:
        """Write the coordinates, as the viewer reads them."""
        return f"({', '.join(words(number) for number in value)})"

    def clean(self, value: Value, limits: Limits) -> tuple[float, float, float, float]:
        """See :class:`Control`."""
        low, high = [0.0, 0.0], [0.0, 0.0]
        for axis in (0, 1):
            first, last = sorted((float(value[axis]), float(value[axis + 2])))
            lower, upper, least = self.bounds[axis], self.bounds[axis + 2], self.minimum[axis]
            low[axis] = min(max(round(first / self.snap) * self.snap, lower), upper - least)
            high[axis] = max(min(round(last / self.snap) * self.snap, upper), low[axis] + least)
        return (low[0], low[1], high[0], high[1])

    def samples(self, limits: Limits) -> list[Value]:
        """List the start, the smallest box in two corners, and all of the bounds."""
        x1, y1, x2, y2 = self.bounds
        width, height = self.minimum
        corners = [self.start, (x1, y1, x1 + width, y1 + height), (x2 - width, y2 - height, x2, y2), self.bounds]
        return list(dict.fromkeys(self.clean(corner, None) for corner in corners))

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        if self.held:
            return list(self.held)
        boxes = [self.clean(self.start, None)]
        for factor in (1.0, 0.5, 2.0):
            steps = self.frozen_steps if factor == 1 else max((self.frozen_steps + 1) // 2, 2)
            (width, lefts), (height, tops) = (self._along(axis, factor, steps) for axis in (0, 1))
            boxes += [self.clean((x, y, x + width, y + height), None) for x in lefts for y in tops]
        return list(dict.fromkeys(boxes))

    def _along(self, axis: int, factor: float, steps: int) -> tuple[float, list[float]]:
        """Give a side's length, so many times the start's, and where it may begin along its axis."""
        first, last, start = self.bounds[axis], self.bounds[axis + 2], self.start[axis]
        side = min((self.start[axis + 2] - start) * factor, last - first)
        places = [float(place) for place in np.linspace(first, last - side, steps)]
        if factor == 1:  # the start lies on the grid, so that the arrow keys go straight
            places[min(range(steps), key=lambda place: abs(places[place] - start))] = start
        return side, places


@dataclass(frozen=True)
class Text(Control):
    """A line of text that the viewer types.

    Parameters
    ----------
    examples : sequence of str
        What tests draw, and what a page without a kernel offers besides ``start``.

    Examples
    --------
    >>> Text("caption", start="a cow on a meadow", max_length=12).clean("a cow on a meadow", None)
    'a cow on a m'
    """

    start: str = ""
    max_length: int = 60
    examples: Sequence[str] = ()
    label: str = ""
    kind: ClassVar[str] = "text"

    def clean(self, value: Value, limits: Limits) -> str:
        """See :class:`Control`."""
        return str(value)[: self.max_length]

    def frozen(self, limits: Limits) -> list[Value]:
        """See :class:`Control`."""
        return list(dict.fromkeys([self.start, *self.examples]))

    def samples(self, limits: Limits) -> list[Value]:
        """List the start, the examples, nothing, and the longest text."""
        return list(dict.fromkeys([*self.frozen(limits), "", "m" * self.max_length]))
