"""One panel, drawn: from a function and its arguments to pixels, and where the axes lie in them."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap
from matplotlib.figure import Figure, SubFigure
from PIL import Image

from lecture_utils.pictures import text_width
from lecture_utils.pictures.axes_layout import panes
from lecture_utils.pictures.items import Item, items_of
from lecture_utils.pictures.text import typeset_words
from lecture_utils.pictures.theme import FONT_SIZES, SEQUENTIAL, SIZES, colour, theme
from lecture_utils.stage.controls import PLACES, keys_of
from lecture_utils.stage.interpreter import young_garbage

DOTS_PER_INCH = 100  # on screen; the lecture hall multiplies it


@dataclass(frozen=True)
class Panel:
    """One picture of a demo, and the function that draws it.

    Parameters
    ----------
    name : str
        By which controls refer to the panel.
    draw : callable
        Its parameters name the state keys that it reads. With a first parameter ``figure`` it draws on that
        :class:`~matplotlib.figure.Figure`, with a first parameter ``axes`` on one pair of axes that fills the panel;
        without, it returns an array: (H, W) is coloured by ``colormap`` over ``limits``, (H, W, 3) or (3, H, W) in
        [0, 1] (or uint8) is shown as it is. Same arguments, same pixels.
    size : (float, float)
        Width and height in inches, of 100 pixels each on screen and 150 in the lecture hall.
    alt : str
        What the panel shows, for a screen reader; the name where left out.
    colormap, limits
        For arrays (H, W); the limits default to the array's own.
    """

    name: str
    draw: Callable[..., Any]
    size: tuple[float, float] = (4.0, 3.6)
    alt: str = ""
    colormap: Any = None
    limits: tuple[float, float] | None = None
    keys: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        if not callable(self.draw):
            raise ValueError(f"draw of panel {self.name!r} must be a function, got {type(self.draw).__name__}")
        if len(self.size) != 2 or min(self.size) <= 0:
            raise ValueError(f"size of panel {self.name!r} must be (width, height) in inches, got {self.size}")
        object.__setattr__(self, "keys", keys_of(self.draw))

    @property
    def draws(self) -> bool:
        """Whether the function draws, on a figure or on axes, in contrast to returning an array."""
        return self._first in PLACES

    @property
    def _first(self) -> str | None:
        return next(iter(inspect.signature(self.draw).parameters), None)

    def draw_on(self, figure: Figure | SubFigure, arguments: dict[str, Any]) -> None:
        """Let the function draw on a figure, or on axes that fill it."""
        self.draw(panes(figure)[0] if self._first == "axes" else figure, **arguments)


@dataclass(frozen=True)
class Drawn:
    """Pixels of a panel, and the part of them that the axes cover.

    Parameters
    ----------
    pixels : uint8 array (H, W, 3)
    axes : tuple of 8 floats or None
        Left, top, width, height of the first axes as fractions of the picture; then the data coordinates of their left,
        right, top and bottom. None where there are no axes.
    named : dict
        The same of all axes that have a label, by it, in the order in which they were added.
    items : list of (number, left, top, width, height)
        What can be clicked, as fractions of the picture, the smallest first.
    """

    pixels: np.ndarray
    axes: tuple[float, ...] | None
    named: dict[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)


def draw_panel(panel: Panel, arguments: dict[str, Any], size: str = "screen", ratio: float = 1.0) -> Drawn:
    """Draw a panel.

    Parameters
    ----------
    arguments : dict
        A value for each of the panel's keys.
    size : str
        One of the theme's sizes, ``"screen"`` or ``"hall"``.
    ratio : float
        Pixels of the screen for each pixel of the page.
    """
    dots = DOTS_PER_INCH * SIZES[size] * ratio
    if not panel.draws:
        return _draw_array(panel, panel.draw(**arguments), dots)
    with young_garbage():
        return _draw_figure(panel, arguments, dots)


def _draw_figure(panel: Panel, arguments: dict[str, Any], dots: float) -> Drawn:
    with theme():
        figure = Figure(figsize=panel.size, dpi=dots, facecolor=colour("paper"))
        canvas = FigureCanvasAgg(figure)
        panel.draw_on(figure, arguments)
        canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].copy()
    return Drawn(pixels, axes_of(figure), named_axes_of(figure), items_of(figure))


def axes_of(figure: Figure | SubFigure) -> tuple[float, ...] | None:
    """Say where the first axes lie in a figure, as in :class:`Drawn`; None where there are none."""
    return _place(figure, figure.axes[0]) if figure.axes else None


def named_axes_of(figure: Figure | SubFigure) -> dict[str, tuple[tuple[float, ...], ...]]:
    """Say where the axes that have a label lie in a figure, as in :class:`Drawn`."""
    found = dict[str, tuple[tuple[float, ...], ...]]()
    for axes in figure.axes:
        if label := axes.get_label():
            found[str(label)] = (*found.get(str(label), ()), _place(figure, axes))
    return found


def _place(figure: Figure | SubFigure, axes: Axes) -> tuple[float, ...]:
    axes.apply_aspect()
    box, page, (left, right), (bottom, top) = axes.bbox, figure.bbox, axes.get_xlim(), axes.get_ylim()
    place = (box.x0 - page.x0) / page.width, (page.y1 - box.y1) / page.height
    numbers = (*place, box.width / page.width, box.height / page.height, left, right, top, bottom)
    return tuple(float(number) for number in numbers)


def coloured(panel: Panel, values: Any) -> np.ndarray:
    """Turn what a panel returned into colours, uint8 (H, W, 3)."""
    array = np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)
    if array.ndim == 3 and array.shape[0] == 3 and array.shape[2] not in (3, 4):
        array = array.transpose(1, 2, 0)  # (H, W, 3)
    if array.ndim == 2:
        low, high = panel.limits or (float(np.nanmin(array)), float(np.nanmax(array)))
        scaled = (array.astype(float) - low) / (high - low if high > low else 1.0)
        chosen: Colormap = (
            colormaps[panel.colormap] if isinstance(panel.colormap, str) else panel.colormap or SEQUENTIAL
        )
        array = chosen(np.clip(scaled, 0, 1))
    if array.ndim != 3 or array.shape[2] not in (3, 4):
        raise ValueError(
            f"panel {panel.name!r} must draw on its `figure` or `axes`, or return (H, W), (H, W, 3) or (3, H, W), "
            f"got {array.shape}"
        )
    array = array[..., :3]
    return array if array.dtype == np.uint8 else (np.clip(array, 0, 1) * 255).round().astype(np.uint8)


def _place_array(panel: Panel, shape: tuple[int, ...]) -> tuple[float, float, float, float]:
    """Left, top, width and height in inches of an array that keeps its proportions in the middle of the panel."""
    rows, columns = shape[:2]
    scale = min(panel.size[0] / columns, panel.size[1] / rows)
    width, height = columns * scale, rows * scale
    return (panel.size[0] - width) / 2, (panel.size[1] - height) / 2, width, height


def _draw_array(panel: Panel, values: Any, dots: float) -> Drawn:
    colours = coloured(panel, values)
    left, top, width, height = _place_array(panel, colours.shape)
    shown = Image.fromarray(colours).resize(
        (max(round(width * dots), 1), max(round(height * dots), 1)), Image.Resampling.NEAREST
    )
    page = Image.new("RGB", (round(panel.size[0] * dots), round(panel.size[1] * dots)), colour("paper"))
    page.paste(shown, (round(left * dots), round(top * dots)))
    rows, columns = colours.shape[:2]
    fractions = (left / panel.size[0], top / panel.size[1], width / panel.size[0], height / panel.size[1])
    return Drawn(np.asarray(page), (*fractions, 0.0, float(columns), 0.0, float(rows)))


def draw_on(panel: Panel, arguments: dict[str, Any], figure: Figure | SubFigure) -> None:
    """Draw a panel on a part of a larger figure, for files that keep lines and letters."""
    if panel.draws:
        panel.draw_on(figure, arguments)
        return
    colours = coloured(panel, panel.draw(**arguments))
    left, top, width, height = _place_array(panel, colours.shape)
    place = (left / panel.size[0], 1 - (top + height) / panel.size[1], width / panel.size[0], height / panel.size[1])
    axes = figure.add_axes(place)
    axes.set_axis_off()
    axes.imshow(colours, interpolation="nearest", aspect="auto")


def wrapped(text: str, width: float, font_size: float, bold: bool = False) -> str:
    """Break ``text`` into lines that fit ``width`` inches at ``font_size`` points; line breaks of its own stay."""
    return "\n".join(broken(text, width * DOTS_PER_INCH, font_size / 0.72, bold))


@lru_cache(maxsize=256)
def draw_text(text: str, width: float, font_size: str, bold: bool, dots: float) -> np.ndarray:
    """Draw lines of text on paper, uint8 (H, W, 3); the height follows the text."""
    points = FONT_SIZES[font_size]
    lines = wrapped(text, width - 0.2, points, bold)
    height = (lines.count("\n") + 1) * points * 1.45 / 72 + 0.12
    with theme():
        figure = Figure(figsize=(width, height), dpi=dots, facecolor=colour("paper"))
        write_text(figure, lines, points, bold)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


@lru_cache(maxsize=256)
def draw_lines(
    text: str,
    width: float,
    font: float,
    leading: float,
    dots: float,
    bold: bool = False,
    shade: str = "",
) -> np.ndarray:
    """Draw lines of text as a browser sets them, uint8 (H, W, 3).

    Parameters
    ----------
    width, font : float
        Of the text and of its letters, in pixels of the screen.
    leading : float
        From line to line, in heights of the letters.
    dots : float
        Dots to the inch, of 100 pixels of the screen.
    """
    points = font * 0.72
    lines = broken(text, width, font, bold)
    height = len(lines) * font * leading / 100
    with theme():
        figure = Figure(figsize=(width / 100, height), dpi=dots, facecolor=colour("paper"))
        written = []
        for number, line in enumerate(lines):
            words, formulas = typeset_words(line, bold)
            text_line = figure.text(
                0,
                1 - (number + 0.5) / len(lines),
                words,
                va="center_baseline",
                fontsize=points,
                weight="bold" if bold else "normal",
                color=shade or colour("ink"),
                math_fontfamily="dejavusans",
                parse_math=formulas,
            )
            written.append(text_line)
        canvas = FigureCanvasAgg(figure)
        # Letters are fitted to pixels, which can make a line wider than it was measured.
        while (widest := max(one.get_window_extent(canvas.get_renderer()).x1 for one in written)) > figure.bbox.width:
            points *= min(0.995, figure.bbox.width / widest)
            for one in written:
                one.set_fontsize(points)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def broken(text: str, width: float, font: float, bold: bool = False) -> list[str]:
    """Break text at spaces into lines of at most ``width`` pixels, for letters of ``font`` pixels."""
    lines = []
    for part in text.split("\n"):
        lines.append("")
        for word in part.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and text_width(longer, font * 0.72, bold) * 100 > width:
                lines.append(word)
            else:
                lines[-1] = longer
    return lines


def write_text(figure: Figure | SubFigure, lines: str, points: float, bold: bool) -> None:
    """Write lines of text at the left of a figure."""
    # A $ is a dollar sign here, and never the start of a formula.
    words, formulas = typeset_words(lines, bold)
    style: dict[str, Any] = {"va": "center", "ha": "left", "fontsize": points, "color": colour("ink")}
    style |= {"weight": "bold" if bold else "normal", "math_fontfamily": "dejavusans"}
    figure.text(0.005, 0.5, words, parse_math=formulas, **style)


def encode(pixels: np.ndarray, kind: str = "png") -> bytes:
    """Encode uint8 (H, W, 3) as ``"png"`` (exact, quick) or ``"webp"`` (small; lines exact, photographs not)."""
    image = Image.fromarray(pixels)
    if kind == "png":
        return _written(image, "PNG", compress_level=1)
    if kind != "webp":
        raise ValueError(f"kind must be 'png' or 'webp', got {kind!r}")
    exact, small = _written(image, "WEBP", lossless=True, quality=40, method=2), _written(image, "WEBP", quality=88)
    return exact if len(exact) < 2 * len(small) else small


def _written(image: Image.Image, form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()
