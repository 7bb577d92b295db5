"""The one theme: which colour each role has, how large letters are, how numbers turn into colours.

The colours were chosen by a search over Lab: those that appear together keep a CIEDE2000 difference of at least 12 for
normal sight and for simulated protanopia, deuteranopia and tritanopia, and all stand out from paper by at least 3:1.
``tests/pictures/test_theme.py`` holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from matplotlib import rc_context
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

COLOURS: dict[str, str] = {
    "input": "#2561bb",
    "filter": "#cf7c1c",
    "output": "#009d8a",
    "query": "#5b1a63",
    "key": "#776100",
    "value": "#7d1f33",
    "truth": "#009d8a",  # what the output should be, so the colour of outputs
    "prediction": "#7a28d8",
    "rejected": "#a33c1a",
    "step": "#eb0064",
    "muted": "#7d838c",
    "paper": "#ffffff",
    "ink": "#050505",  # dark enough that either ink or paper has 4.5:1 on every colour
}

# Points at 100 dots per inch. Letters in cells are as large as the cell allows, from ``small`` to ``large``.
FONT_SIZES: dict[str, float] = {"title": 13.0, "label": 12.0, "cell": 14.0, "small": 10.5, "large": 20.0}

# Dots per inch over the screen's: the lecture hall sees the same figure, larger.
SIZES: dict[str, float] = {"screen": 1.0, "hall": 1.5}

NO_NUMBER = "#d9dce1"  # NaN and ±∞ among colours

SEQUENTIAL = LinearSegmentedColormap.from_list(
    "lecture_sequential", ["#fbfcfe", "#bcd6ee", "#6ba3d6", "#2561bb", "#0c2a5e"]
).with_extremes(bad=NO_NUMBER)
DIVERGING = LinearSegmentedColormap.from_list(
    "lecture_diverging", ["#0c2a5e", "#4f8ccb", "#fafafa", "#dd9440", "#6e3200"]
).with_extremes(bad=NO_NUMBER)

# Over a grey photograph: what gets more glows, from see-through violet to yellow.
GLOW = LinearSegmentedColormap.from_list(
    "lecture_glow", ["#2b0f5400", "#8c1a66a0", "#ff6b3cc8", "#fff14ed8"]
).with_extremes(bad="#d9dce180")


def colour(role: str) -> str:
    """Return the hex colour of a role.

    Parameters
    ----------
    role : str
        A key of :data:`COLOURS`.

    Raises
    ------
    ValueError
        If there is no such role.
    """
    if role not in COLOURS:
        raise ValueError(f"role must be one of {', '.join(COLOURS)}, got {role!r}")
    return COLOURS[role]


def tint(role: str, amount: float) -> str:
    """Return a role's colour mixed with paper.

    Parameters
    ----------
    role : str
        A key of :data:`COLOURS`.
    amount : float
        From 0, the colour itself, to 1, paper.

    Raises
    ------
    ValueError
        If there is no such role, or the amount is outside.
    """
    if not 0 <= amount <= 1:
        raise ValueError(f"amount must be between 0 and 1, got {amount}")
    red, green, blue = (part + (1 - part) * amount for part in to_rgb(colour(role)))
    return to_hex((red, green, blue))


def luminance(background: Any) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white).

    References
    ----------
    WCAG 2.2, "relative luminance".
    """
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(background)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Any, other: Any) -> float:
    """Return the contrast ratio of two colours, 1 to 21.

    References
    ----------
    WCAG 2.2, "contrast ratio".
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def _letters_on(red: float, green: float, blue: float) -> str:
    background = (red, green, blue)
    return max((COLOURS["ink"], COLOURS["paper"]), key=lambda letters: contrast(letters, background))


def text_on(background: Any) -> str:
    """Return ink or paper, whichever is easier to read on ``background``.

    Parameters
    ----------
    background : str or tuple of floats
        Any colour that matplotlib knows; its opacity doesn't count.
    """
    red, green, blue = to_rgb(background)
    return _letters_on(round(red, 3), round(green, 3), round(blue, 3))


@contextmanager
def theme() -> Iterator[None]:
    """Set matplotlib's defaults to the theme for as long as the context lasts.

    The kinds of picture bring their colours and sizes themselves; this is for what a demo draws beside them, and for
    files that come out the same at every run.
    """
    with rc_context(
        {
            "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
            "font.size": FONT_SIZES["label"],
            "mathtext.fontset": "dejavusans",
            "axes.titlesize": FONT_SIZES["title"],
            "axes.labelsize": FONT_SIZES["label"],
            "xtick.labelsize": FONT_SIZES["small"],
            "ytick.labelsize": FONT_SIZES["small"],
            "legend.fontsize": FONT_SIZES["small"],
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": COLOURS["muted"],
            "axes.labelcolor": COLOURS["ink"],
            "xtick.color": COLOURS["muted"],
            "ytick.color": COLOURS["muted"],
            "xtick.labelcolor": COLOURS["ink"],
            "ytick.labelcolor": COLOURS["ink"],
            "text.color": COLOURS["ink"],
            "axes.unicode_minus": True,
            "figure.facecolor": COLOURS["paper"],
            "axes.facecolor": COLOURS["paper"],
            "lines.linewidth": 2.5,
            "lines.solid_capstyle": "round",
            "svg.fonttype": "path",
            "svg.hashsalt": "lecture_utils",
            "pdf.fonttype": 42,
        }
    ):
        yield
