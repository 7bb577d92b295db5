"""The one theme: which colour each role has, how large letters are, how numbers turn into colours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from matplotlib import rc_context
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

COLOURS: dict[str, str] = {
    "input": "#1f6fb4",
    "filter": "#c25a00",
    "output": "#0e8a63",
    "query": "#7a1f8f",
    "key": "#a87b00",
    "value": "#c2387a",
    "truth": "#0e8a63",
    "prediction": "#1f6fb4",
    "rejected": "#c0392b",
    "step": "#d6006c",
    "muted": "#7d838c",
    "paper": "#ffffff",
    "ink": "#050505",
}

FONT_SIZES: dict[str, float] = {"title": 13.0, "label": 12.0, "cell": 14.0, "small": 10.5}

SIZES: dict[str, float] = {"screen": 1.0, "hall": 1.5}

SEQUENTIAL = LinearSegmentedColormap.from_list(
    "lecture_sequential", ["#fbfcfe", "#bcd9ec", "#5aa6cf", "#1f6fb4", "#0b2f5c"]
)
DIVERGING = LinearSegmentedColormap.from_list(
    "lecture_diverging", ["#0b3c7a", "#5a9bcf", "#fafafa", "#e08a3c", "#7f3300"]
)
for _colormap in (SEQUENTIAL, DIVERGING):
    _colormap.set_bad("#d9dce1")


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
    """
    if not 0 <= amount <= 1:
        raise ValueError(f"amount must be between 0 and 1, got {amount}")
    return to_hex([part + (1 - part) * amount for part in to_rgb(colour(role))])


def luminance(background: object) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(background)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: object, other: object) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def _letters_on(red: float, green: float, blue: float) -> str:
    background = (red, green, blue)
    return max((COLOURS["ink"], COLOURS["paper"]), key=lambda letters: contrast(letters, background))


def text_on(background: object) -> str:
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
    """Set matplotlib's defaults to the theme for as long as the context lasts."""
    with rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": FONT_SIZES["label"],
            "mathtext.fontset": "dejavusans",
            "axes.titlesize": FONT_SIZES["title"],
            "axes.titleweight": "normal",
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
            "text.parse_math": False,
            "axes.unicode_minus": True,
            "figure.facecolor": COLOURS["paper"],
            "axes.facecolor": COLOURS["paper"],
            "lines.linewidth": 2.5,
            "lines.solid_capstyle": "round",
            "image.interpolation": "antialiased",
            "svg.fonttype": "path",
            "svg.hashsalt": "lecture_utils",
            "pdf.fonttype": 42,
        }
    ):
        yield
