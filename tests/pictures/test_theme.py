from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import Colormap, to_rgb
from skimage.color import deltaE_ciede2000, rgb2lab

from lecture_utils.pictures.theme import (
    COLOURS,
    DIVERGING,
    FONT_SIZES,
    GLOW,
    SEQUENTIAL,
    SIZES,
    colour,
    contrast,
    luminance,
    text_on,
    theme,
    tint,
)

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
# table 1 at severity 1.0; they work on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TOGETHER = [
    ("input", "filter", "output"),
    ("query", "key", "value", "input", "output"),
    ("filter", "query", "key", "value"),  # W_Q, W_K and W_V beside what they make
    ("truth", "prediction", "rejected"),
]


def as_seen(chosen: str, sight: str) -> np.ndarray:
    """Return a colour in Lab as somebody with this sight sees it."""
    red_green_blue = np.array(to_rgb(chosen))
    linear = np.where(red_green_blue <= 0.04045, red_green_blue / 12.92, ((red_green_blue + 0.055) / 1.055) ** 2.4)
    linear = np.clip(SIGHTS[sight] @ linear, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return rgb2lab(encoded[None, None])[0, 0]


def difference(one: str, other: str, sight: str) -> float:
    return float(deltaE_ciede2000(as_seen(one, sight), as_seen(other, sight)))


def test_the_simulation_confuses_red_and_green_only_for_those_who_do() -> None:
    red, green = "#c04040", "#80742e"
    assert difference(red, green, "normal") > 30
    assert difference(red, green, "deuteranopia") < 15
    assert difference(red, green, "tritanopia") > 20


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("group", TOGETHER, ids="-".join)
def test_roles_that_appear_together_are_told_apart_with_any_sight(group: tuple[str, ...], sight: str) -> None:
    for one, other in combinations(group, 2):
        assert difference(colour(one), colour(other), sight) >= 12, (one, other)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_current_step_is_told_apart_from_every_role_that_it_marks(sight: str) -> None:
    for role in ("input", "filter", "output", "query", "key", "value", "truth", "prediction", "rejected", "muted"):
        assert difference(colour("step"), colour(role), sight) >= 10, role


@pytest.mark.parametrize("role", [role for role in COLOURS if role != "paper"])
def test_a_line_of_any_role_stands_out_from_paper(role: str) -> None:
    assert contrast(colour(role), colour("paper")) >= 3


@pytest.mark.parametrize("role", COLOURS)
def test_letters_are_readable_on_every_role_and_its_tints(role: str) -> None:
    for background in [colour(role), *(tint(role, amount) for amount in np.linspace(0, 1, 21))]:
        assert contrast(text_on(background), background) >= 4.5, background


@pytest.mark.parametrize("colormap", [SEQUENTIAL, DIVERGING], ids=lambda colormap: colormap.name)
def test_letters_are_readable_on_every_colour_of_a_colormap(colormap: Colormap) -> None:
    for background in [*colormap(np.linspace(0, 1, 256)), colormap(np.nan)]:
        assert contrast(text_on(background), background) >= 4.5


@pytest.mark.parametrize("sight", SIGHTS)
def test_more_is_darker_along_the_sequential_colormap_with_any_sight(sight: str) -> None:
    lightness = [as_seen(chosen, sight)[0] for chosen in _hex(SEQUENTIAL)]
    assert np.all(np.diff(lightness) < 0)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_diverging_colormap_is_lightest_in_the_middle_and_its_ends_differ_with_any_sight(sight: str) -> None:
    lightness = [as_seen(chosen, sight)[0] for chosen in _hex(DIVERGING)]
    assert np.all(np.diff(lightness[:17]) > 0)
    assert np.all(np.diff(lightness[16:]) < 0)
    for part in range(12):  # beyond these the colours are nearly paper
        assert difference(_hex(DIVERGING)[part], _hex(DIVERGING)[32 - part], sight) >= 10


@pytest.mark.parametrize("grey", [0.0, 0.25, 0.5])
def test_more_glows_more_over_a_dark_or_grey_photograph(grey: float) -> None:
    colours = GLOW(np.linspace(0.4, 1, 20))
    seen = colours[:, :3] * colours[:, 3:] + grey * (1 - colours[:, 3:])
    assert np.all(np.diff([luminance(tuple(part)) for part in seen]) > 0)
    assert GLOW(0.0)[3] == 0


def _hex(colormap: Colormap, count: int = 33) -> list[str]:
    return [matplotlib.colors.to_hex(chosen) for chosen in colormap(np.linspace(0, 1, count))]


def test_a_tint_goes_from_the_colour_to_paper() -> None:
    assert tint("input", 0) == colour("input")
    assert tint("input", 1) == colour("paper")
    assert contrast(tint("input", 0.3), "white") > contrast(tint("input", 0.6), "white")


def test_an_unknown_role_is_refused_with_the_roles_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"role must be one of input, .*got 'inptu'"):
        colour("inptu")
    with pytest.raises(ValueError, match=r"amount must be between 0 and 1, got 1\.5"):
        tint("input", 1.5)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)  # their best known near miss


def test_sizes_and_letters_are_those_that_the_lectures_were_laid_out_for() -> None:
    assert SIZES == {"screen": 1.0, "hall": 1.5}
    assert min(FONT_SIZES.values()) == FONT_SIZES["small"] >= 10.5


def test_the_theme_ends_with_its_context() -> None:
    before = dict(matplotlib.rcParams)
    with theme():
        assert matplotlib.rcParams["font.family"] == ["DejaVu Sans"]
        assert matplotlib.rcParams["text.color"] == colour("ink")
    assert dict(matplotlib.rcParams) == before
