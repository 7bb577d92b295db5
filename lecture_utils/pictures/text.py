"""Letters: how wide they are before anything is drawn, lines that fit, and a text that is drawn quickly."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.mathtext import MathTextParser
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox

from lecture_utils.pictures.theme import FONT_SIZES, colour

FAMILY = "DejaVu Sans"
# A root, a letter or a number, an index, an exponent: at least one of the three signs.
FORMULA = re.compile(r"(?<![\w$])(?=\w*[_^]|√)(√?)([^\W\d_]|\d+)(?:_([^\W_]+))?(?:\^([-−]?\w+(?:\.\d+)?))?(?!\w)")
HINTING = 0.95  # matplotlib fits letters to pixels, which makes texts up to so much wider than measured
LINE_HEIGHT = 1.3  # of the font size, from one line to the next
# Heights of this font over its baseline, as parts of the font size.
HIGHEST, LOWEST, MIDDLE = 0.76, -0.236, 0.365
_UNIT = 100.0  # font size at which outlines are kept


@cache
def _properties(bold: bool) -> FontProperties:
    return FontProperties(family=FAMILY, weight="bold" if bold else "normal", math_fontfamily="dejavusans")


@cache
def _large(bold: bool) -> FontProperties:
    properties = _properties(bold).copy()
    properties.set_size(_UNIT)
    return properties


@cache
def _font(bold: bool) -> Any:
    return get_font(findfont(_properties(bold)))


def is_formula(text: str) -> bool:
    """Whether ``text`` has a part in ``$...$``, such as ``$W_K$``; a single dollar sign is a dollar sign."""
    return text.count("$") >= 2 and text.count("$") % 2 == 0


@lru_cache(maxsize=4096)
def typeset(text: str, bold: bool = False) -> str:
    """Set small formulas in a plain text as formulas are set: the index of ``D_Q``, the root of ``√D_Q``, ``e^3``.

    Parameters
    ----------
    text : str
        An index follows a single letter and ``_``, an exponent a letter or digit and ``^``, a radicand ``√``. A text
        with parts in ``$...$`` stays as it is.
    """
    if is_formula(text):
        return text
    return FORMULA.sub(lambda found: _formula(found, bold), text)


def typeset_words(text: str, bold: bool = False) -> tuple[str, bool]:
    """Set small formulas as :func:`typeset` does in a text in which ``$`` is a dollar sign.

    Returns
    -------
    (str, bool)
        What matplotlib is to draw, and whether it has formulas (matplotlib's ``parse_math``).
    """
    if "$" in text:
        return text, False
    set_text = typeset(text, bold)
    return set_text, set_text != text


def _formula(found: re.Match[str], bold: bool) -> str:
    root, base, index, power = found.groups(default="")
    style = "mathbf" if bold else "mathdefault"
    set_parts = [
        rf"\{style}{{{base}}}",
        *(rf"{sign}{{\{style}{{{part}}}}}" for sign, part in (("_", index), ("^", power)) if part),
    ]
    inside = "".join(set_parts).replace("−", "-")
    return rf"$\sqrt{{{inside}}}$" if root else f"${inside}$"


@lru_cache(maxsize=16384)
def text_width(text: str, points: float, bold: bool = False) -> float:
    """Return how wide the widest line of ``text`` is, in inches.

    Parameters
    ----------
    text : str
        May have lines, formulas as in :func:`typeset`, and parts in ``$...$``.
    points : float
        Font size.
    """
    text = typeset(text, bold)
    if is_formula(text):
        parser: Any = MathTextParser("path")
        widths = [float(parser.parse(line, 72, _large(bold))[0]) for line in text.split("\n")]
        return max(widths) * points / _UNIT / 72
    font = _font(bold)
    font.set_size(points, 72)
    widest = 0.0
    for line in text.split("\n"):
        font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
        widest = max(widest, font.get_width_height()[0] / 64 / 72)
    return widest


def text_height(text: str, points: float) -> float:
    """Return how high the lines of ``text`` are, in inches; 0 for no text."""
    return (text.count("\n") + 1) * points * LINE_HEIGHT / 72 if text else 0.0


def wrap(text: str, width: float, points: float, bold: bool = False) -> str:
    """Break ``text`` between words so that each line is at most ``width`` inches, where its words allow it."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, points, bold) > width * HINTING:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return "\n".join(lines)


def wrap_evenly(text: str, width: float, points: float, bold: bool = False) -> str:
    """Break ``text`` like :func:`wrap`, into as few lines, but all about equally long: no word is left alone."""
    lines = wrap(text, width, points, bold)
    if "\n" not in lines:
        return lines
    for part in (0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        narrower = wrap(text, part * width, points, bold)
        if narrower.count("\n") == lines.count("\n") and text_width(narrower, points, bold) <= width * HINTING:
            return narrower
    return lines


@lru_cache(maxsize=8192)
def _outline(text: str, bold: bool) -> tuple[Path, float, float]:
    """Return the outline of a line at font size 100, and where its ink begins and ends."""
    if not text.strip():  # no ink, of which matplotlib makes no path
        return Path([(0.0, 0.0)]), 0.0, 0.0
    drawn = TextPath((0, 0), text if is_formula(text) else text.replace("$", r"\$"), size=_UNIT, prop=_properties(bold))
    outline = Path(drawn.vertices, drawn.codes)  # a plain path: a TextPath computes its vertices at every look
    return outline, *_ink(outline)


def _ink(outline: Path) -> tuple[float, float]:
    """Return where an outline of lines and quadratic curves begins and ends along x.

    The numbers of ``outline.get_extents()``, which takes one curve after the other: for a title, longer than drawing
    the rest of its panel.
    """
    x, codes = np.asarray(outline.vertices)[:, 0], np.asarray(outline.codes)
    control = np.flatnonzero(codes == Path.CURVE3)[::2]  # of a curve's two points, the one that it doesn't pass
    start, middle, end = x[control - 1], x[control], x[control + 1]
    bend = start - 2 * middle + end
    # Where each curve turns back along x: 0 at its start, 1 at its end.
    turn = np.divide(start - middle, bend, out=np.zeros_like(bend), where=bend != 0).clip(0, 1)
    farthest = (1 - turn) ** 2 * start + 2 * (1 - turn) * turn * middle + turn**2 * end
    passed = codes != Path.CLOSEPOLY
    passed[control] = False
    reached = np.concatenate([x[passed], farthest])
    return float(reached.min()), float(reached.max())


class QuickText(Text):
    """One line of letters drawn as an outline that is computed once: a sixth of the time of matplotlib's own.

    Files that keep letters as letters (PDF, SVG) get matplotlib's own, and so do several lines.
    """

    @property
    def _plain(self) -> bool:
        return "\n" not in self.get_text() and not self.get_rotation()

    def _place(self) -> tuple[float, float, float, float]:
        """Return pixels per unit of the outline, the baseline's start in pixels, and where the ink ends."""
        assert self.figure is not None
        place: Any = self.get_position()
        x, y = self.get_transform().transform(place)
        scale = float(self.get_fontsize()) * self.figure.dpi / 72 / _UNIT
        _, start, end = _outline(self.get_text(), self.get_fontweight() == "bold")
        along = {"left": start, "center": (start + end) / 2, "right": end}[self.get_horizontalalignment()]
        up = {"top": HIGHEST, "bottom": LOWEST, "baseline": 0.0}.get(self.get_verticalalignment(), MIDDLE) * _UNIT
        return scale, round(x - scale * along), round(y - scale * up), scale * end

    def draw(self, renderer: Any) -> None:
        """Draw the outline on pixels, letters elsewhere."""
        if not isinstance(renderer, RendererAgg) or not self._plain:
            super().draw(renderer)
            return
        if not self.get_visible() or not self.get_text():
            return
        scale, x, y, _ = self._place()
        outline, _, _ = _outline(self.get_text(), self.get_fontweight() == "bold")
        context: Any = renderer.new_gc()
        context.set_linewidth(0)
        context.set_alpha(1.0 if self.get_alpha() is None else self.get_alpha())
        context.set_foreground(self.get_color())
        context.set_snap(False)
        renderer.draw_path(context, outline, Affine2D().scale(scale).translate(x, y), context.get_rgb())
        context.restore()
        self.stale = False

    def get_window_extent(self, renderer: Any = None, dpi: float | None = None) -> Bbox:
        """Return the extent in pixels, from the lowest to the highest letter of the font."""
        if not self._plain:
            return super().get_window_extent(renderer, dpi)
        scale, x, y, end = self._place()
        outline, start, _ = _outline(self.get_text(), self.get_fontweight() == "bold")
        low, high = _UNIT * LOWEST, _UNIT * HIGHEST
        if is_formula(self.get_text()):  # indices and roots reach farther than letters
            heights = np.asarray(outline.vertices)[:, 1]
            low, high = min(low, float(heights.min())), max(high, float(heights.max()))
        return Bbox([[x + scale * start, y + scale * low], [x + end, y + scale * high]])


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: str | float = "label",
    across: str = "center",
    up: str = "center",
    text_colour: str | None = None,
    bold: bool = False,
    transform: Any = None,
    order: float = 4.0,
    rotation: float = 0.0,
) -> Text:
    """Write letters on axes, at a place in data units, in the theme's font.

    Parameters
    ----------
    text : str
        May have lines, formulas as in :func:`typeset`, and parts in ``$...$``.
    size : str or float
        A key of ``FONT_SIZES``, or points.
    across : {"left", "center", "right"}
        Which side of the text stands at x.
    up : {"top", "center", "baseline", "bottom"}
        Which height of the text stands at y; the center is that of digits, so numbers in a row share a baseline.
    text_colour : str, optional
        Ink where left out.
    transform : Transform, optional
        Of x and y, where they are not in data units.
    """
    points = FONT_SIZES[size] if isinstance(size, str) else size
    text = typeset(text, bold)
    formula = is_formula(text)
    sides: dict[str, Any] = {
        "horizontalalignment": across,
        "verticalalignment": "center_baseline" if up == "center" and "\n" not in text and not rotation else up,
    }
    plain = "\n" not in text and not rotation
    made = (QuickText if plain else Text)(
        x,
        y,
        text,
        fontproperties=_properties(bold),
        fontsize=points,
        color=text_colour or colour("ink"),
        **sides,
        transform=axes.transData if transform is None else transform,
        parse_math=formula,
        zorder=order,
        rotation=rotation,
        linespacing=1.1,
        clip_on=False,
    )
    axes.add_artist(made)
    return made
