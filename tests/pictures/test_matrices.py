import matplotlib
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lecture_utils.pictures import draw_matrix, draw_matrix_at
from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.cell_text import PALE_TEXT
from lecture_utils.pictures.theme import COLOURS, NO_NUMBER, SEQUENTIAL, colour, luminance, text_on
from tests.pictures.drawing import assert_readable, in_cells, letters_of, new_axes, new_figure, pixel_at, pixels_of, rgb

WORDS = ["Popular Science", "Nature", "Business Journal", "Law & Order"]
PEOPLE = ["scientist", "lawyer", "businessman"]


def beside_letters(row: int, column: int) -> tuple[float, float]:
    """Return a place of a cell that letters leave free."""
    return column + 0.12, row + 0.12


def test_numbers_stand_in_their_cells() -> None:
    values = torch.arange(12.0, requires_grad=True).reshape(3, 4) - 3.5
    axes = new_axes()
    draw_matrix(axes, values, name="X")
    written = {place: float(text.replace("−", "-")) for place, text in in_cells(axes).items()}
    assert written == {(i, j): values[i, j].item() for i in range(3) for j in range(4)}
    assert axes.texts[0].get_text() == "X (3×4)"
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 4), (3, 0))


@pytest.mark.parametrize("dots", [100, 150])
def test_letters_stay_in_their_cells(dots: float) -> None:
    axes = new_axes(dots=dots)
    draw_matrix(axes, torch.randn(7, 7, generator=torch.Generator().manual_seed(0)) * 3, name="X")
    pixels_of(axes)
    assert len(in_cells(axes)) == 49
    for text in axes.texts[1:]:  # the first is the title
        x, y = text.get_position()
        (left, low), (right, high) = axes.transData.transform([(x - 0.5, y + 0.5), (x + 0.5, y - 0.5)])
        extent = text.get_window_extent()
        assert left < extent.x0
        assert extent.x1 < right
        assert low < extent.y0
        assert extent.y1 < high


def test_what_is_no_number_is_written_on_grey() -> None:
    axes = new_axes()
    draw_matrix(axes, [[0.5, -torch.inf, torch.nan], [torch.inf, 1, 2]])
    assert in_cells(axes) == {(0, 0): "0.5", (0, 1): "−∞", (0, 2): "NaN", (1, 0): "∞", (1, 1): "1.0", (1, 2): "2.0"}
    for row, column in [(0, 1), (0, 2), (1, 0)]:
        assert pixel_at(axes, *beside_letters(row, column)) == rgb(NO_NUMBER)


def test_nothing_but_infinity_can_be_drawn() -> None:
    axes = new_axes()
    draw_matrix(axes, torch.full((2, 2), -torch.inf), colormap="diverging")
    assert set(in_cells(axes).values()) == {"−∞"}


def test_symbols_take_the_place_of_numbers() -> None:
    axes = new_axes()
    draw_matrix(axes, np.zeros(3), texts=["ax", "", "az + bx"], name="y")
    assert in_cells(axes) == {(0, 0): "ax", (0, 2): "az + bx"}
    assert axes.texts[0].get_text() == "y (3)"


@pytest.mark.parametrize(("orientation", "limits"), [("row", ((0, 3), (1, 0))), ("column", ((0, 1), (3, 0)))])
def test_a_vector_lies_or_stands(orientation: str, limits: tuple) -> None:
    axes = new_axes()
    draw_matrix(axes, [4, 5, 6], orientation=orientation, texts=["a", "b", "c"])
    assert (axes.get_xlim(), axes.get_ylim()) == limits
    assert list(in_cells(axes).values()) == ["a", "b", "c"]


def test_decimals_are_as_asked_for() -> None:
    axes = new_axes()
    draw_matrix(axes, [[1.0, 2.345]], decimals=3)
    assert letters_of(axes) == ["1.000", "2.345"]


def test_a_large_matrix_shows_its_values_by_shade_alone() -> None:
    axes = new_axes()
    draw_matrix(axes, np.linspace(0, 1, 900).reshape(30, 30), colormap="sequential")
    assert letters_of(axes) == []
    first, last = (luminance(tuple(part / 255 for part in pixel_at(axes, at, at))) for at in (0.5, 29.5))
    assert first > last


def test_faded_cells_are_empty_and_highlighted_ones_outlined() -> None:
    plain, marked = new_axes(), new_axes()
    draw_matrix(plain, [[1, 2], [3, 4]])
    draw_matrix(marked, [[1, 2], [3, 4]], highlight=[(0, 1)], faded=torch.tensor([[1, 0]]))
    assert in_cells(marked) == {(0, 0): "1", (0, 1): "2", (1, 1): "4"}
    assert pixel_at(marked, 1.01, 0.5) == pixel_at(marked, 1.5, 0.01) == rgb(colour("step"))
    assert pixel_at(plain, 1.01, 0.5) != rgb(colour("step"))
    grey = pixel_at(marked, *beside_letters(1, 0))
    assert max(grey) - min(grey) <= 5
    assert pixel_at(marked, *beside_letters(1, 1)) == pixel_at(plain, *beside_letters(1, 1))


@pytest.mark.parametrize("role", [role for role in COLOURS if role not in ("paper", "ink")])
def test_shade_deepens_with_the_value_in_the_colour_of_the_role(role: str) -> None:
    axes = new_axes()
    draw_matrix(axes, [[-2.0, 0.0, 3.0]], role, shade=True)
    shades = [pixel_at(axes, *beside_letters(0, column)) for column in range(3)]
    light = [luminance(tuple(part / 255 for part in shade)) for shade in shades]
    assert light[0] > light[1] > light[2]
    strongest = np.argmax(rgb(colour(role)))
    assert shades[2][strongest] == max(shades[2])


def test_without_shade_all_cells_are_alike() -> None:
    axes = new_axes()
    draw_matrix(axes, [[-2, 5]])
    assert pixel_at(axes, *beside_letters(0, 0)) == pixel_at(axes, *beside_letters(0, 1))


def test_weights_have_the_sequential_colours_from_0_to_1() -> None:
    axes = new_axes()
    draw_matrix(axes, [[0.0, 0.25, 1.0]], colormap="sequential")
    for column, value in enumerate((0.0, 0.25, 1.0)):
        expected = tuple(round(255 * part) for part in SEQUENTIAL(value)[:3])
        assert pixel_at(axes, *beside_letters(0, column)) == pytest.approx(expected, abs=1)


def test_signed_values_are_palest_at_zero_whatever_their_range() -> None:
    axes = new_axes()
    draw_matrix(axes, [[-1.0, 0.0, 8.0]], colormap="diverging")
    light = [sum(pixel_at(axes, *beside_letters(0, column))) for column in range(3)]
    assert light[1] > light[0] > light[2]


def test_letters_are_ink_or_paper_after_the_colour_of_their_cell() -> None:
    axes = new_axes()
    draw_matrix(axes, [[0.0, 1.0]], colormap="sequential")
    assert [text.get_color() for text in axes.texts if text.get_text()] == [
        text_on(SEQUENTIAL(0.0)),
        text_on(SEQUENTIAL(1.0)),
    ]
    assert len({text.get_color() for text in axes.texts if text.get_text()}) == 2


@pytest.mark.parametrize("dots", [100, 150])
@pytest.mark.parametrize("size", [(4.0, 3.5), (2.6, 2.2), (6.0, 2.4)])
@pytest.mark.parametrize("decimals", [None, 0])
def test_labels_titles_and_numbers_are_readable(dots: float, size: tuple[float, float], decimals: int | None) -> None:
    axes = new_axes(*size, dots)
    weights = torch.softmax(torch.arange(12.0).reshape(3, 4) / 5, dim=1)
    labels = {"row_labels": PEOPLE, "column_labels": WORDS}
    draw_matrix(axes, weights, name="A", **labels, colormap="sequential", decimals=decimals)
    assert_readable(axes.figure)
    shown = [text.replace("\n", " ") for text in letters_of(axes)]
    assert set(PEOPLE + WORDS) <= set(shown)


def test_the_same_input_gives_the_same_pixels_whatever_matplotlibs_defaults() -> None:
    drawn = []
    for defaults in ({}, {"font.family": "monospace", "font.size": 30, "axes.titlesize": 40, "axes.facecolor": "red"}):
        with matplotlib.rc_context(defaults):
            axes = new_axes()
            draw_matrix(axes, [[1.5, -2], [3, 4]], name="$W_K$", row_labels=["a", "b"], highlight=[(0, 0)])
            drawn.append(pixels_of(axes))
    assert np.array_equal(*drawn)


def test_cells_are_named_as_numpys_indices_name_them() -> None:
    axes = new_axes()
    draw_matrix(axes, np.arange(12).reshape(3, 4), faded=[np.s_[0], np.s_[:, 1], np.s_[1:, 3:]])
    assert in_cells(axes) == {(1, 0): "4", (1, 2): "6", (2, 0): "8", (2, 2): "10"}
    masked = new_axes()
    draw_matrix(masked, np.arange(4).reshape(2, 2), faded=np.eye(2, dtype=bool))
    assert in_cells(masked) == {(0, 1): "1", (1, 0): "2"}


@given(
    arrays(np.int64, (2, 3), elements=st.integers(-99, 99)),
    st.sets(st.tuples(st.integers(0, 1), st.integers(0, 2))),
    st.sampled_from(["query", "muted", "output"]),
    st.sampled_from([None, "sequential", "diverging"]),
)
@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("dots", [100, 150])
def test_whatever_the_numbers_they_can_be_read(
    dots: float, values: np.ndarray, faded: set, role: str, colormap
) -> None:
    axes = new_axes(3, 2.4, dots)
    draw_matrix(axes, values, role, "a matrix", "what it is", faded=faded, colormap=colormap, indices=1)
    assert_readable(axes.figure)
    expected = {cell: str(value).replace("-", "−") for cell, value in np.ndenumerate(values) if cell not in faded}
    assert in_cells(axes) == expected


def test_pale_cells_have_half_the_colour_and_grey_letters() -> None:
    axes = new_axes()
    draw_matrix(axes, [[1, 2]], pale=[(0, 1)])
    full, half = (np.array(pixel_at(axes, *beside_letters(0, column))) for column in (0, 1))
    assert half == pytest.approx((255 + full) / 2, abs=1)
    assert [text.get_color() for text in axes.texts if text.get_text()] == [text_on("#ffffff"), PALE_TEXT]


def test_a_matrix_at_a_place_has_cells_of_the_size_asked_for() -> None:
    figure = new_figure()
    axes = draw_matrix_at(figure, 1.0, 0.5, (0.6, 0.3), ["ax", "ay"], "filter", "w", highlight=[(0, 1)])
    assert axes.get_label() == "w"
    assert size_of(axes) == pytest.approx((1.2, 0.3))
    assert in_cells(axes) == {(0, 0): "ax", (0, 1): "ay"}
    standing = draw_matrix_at(figure, 1.0, 1.5, 0.4, [1, 2], orientation="column")
    assert size_of(standing) == pytest.approx((0.4, 0.8))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"values": np.zeros((2, 2, 2))}, r"values must have 1 or 2 dimension\(s\), got shape \(2, 2, 2\)"),
        ({"values": np.zeros((0, 3))}, r"values must not be empty, got shape \(0, 3\)"),
        ({"texts": ["a"]}, r"texts must have the shape of values, \(2, 2\), got \(1,\)"),
        ({"highlight": [(2, 0)]}, r"highlight must be cells of a 2×2 matrix, got \(2, 0\)"),
        ({"faded": [(0, -1)]}, r"faded must be cells of a 2×2 matrix, got \(0, -1\)"),
        ({"faded": np.zeros((3, 3), dtype=bool)}, r"faded must be a mask of shape \(2, 2\), got \(3, 3\)"),
        ({"highlight": [np.s_[1:1]]}, "highlight must be cells of a 2×2 matrix"),
        ({"fills": ["#ffffff"]}, "fills must be 4 colours, one for each cell, got 1"),
        ({"aspect": "wide"}, "aspect must be 'equal' or 'auto', got 'wide'"),
        ({"orientation": "diagonal"}, "orientation must be 'row' or 'column', got 'diagonal'"),
        ({"row_labels": ["a"]}, "row_labels must be 2 texts, got 1"),
        ({"column_labels": ["a"] * 3}, "column_labels must be 2 texts, got 3"),
        ({"colormap": "rainbow"}, "colormap must be 'sequential', 'diverging' or a Colormap, got 'rainbow'"),
        ({"limits": (1, 0)}, "limits must be"),
        ({"role": "querry"}, "role must be one of"),
        ({"row_labels": ["a label wider than all that there is"] * 2}, "axes must have more than"),
    ],
)
def test_wrong_input_is_refused_by_name(arguments: dict, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_matrix(new_axes(2, 2), **{"values": np.zeros((2, 2)), **arguments})
