"""Positions as sines and cosines: the dot product of two says how far apart their places are."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.self_attention import encode_places, sinusoidal_positions, sinusoidal_positions_2d
from lecture_utils.pictures import draw_blocks, draw_curves, draw_heatmap
from lecture_utils.pictures.number_format import number
from lecture_utils.stage import Choice, Demo, Panel, PickCell

LENGTH, WIDTHS = 24, {"8": 8, "16": 16, "32": 32}
GRID, GRID_WIDTH = 14, 32
TEMPERATURE = 100.0  # so few places need no wavelength of 60,000


@lru_cache(maxsize=8)
def encodings(width: str) -> Tensor:
    """Encode the places of a line, (LENGTH, width)."""
    return sinusoidal_positions(LENGTH, WIDTHS[width], TEMPERATURE)


def draw_encodings(axes: Axes, width: str, places: tuple[int, int]) -> None:
    """Draw a row for each place; the two picked ones are outlined."""
    rows = encodings(width)
    draw_heatmap(axes, rows, limits=(-1, 1), colormap="diverging", title=f"P ({LENGTH}×{WIDTHS[width]})")
    draw_blocks(axes, [(place, 0, 1, WIDTHS[width]) for place in dict.fromkeys(places)], halo=True)


def draw_products(axes: Axes, width: str, places: tuple[int, int]) -> None:
    """Draw the dot product of each pair of places."""
    rows = encodings(width)
    most = WIDTHS[width] / 2
    draw_heatmap(axes, rows @ rows.T, limits=(-most, most), colormap="diverging", title="P Pᵀ: pick two positions")


def draw_distances(axes: Axes, width: str, places: tuple[int, int]) -> None:
    """Draw the dot products against the distance: one curve, wherever the two places lie."""
    rows = encodings(width)
    between = torch.linspace(0, LENGTH - 1, 10 * (LENGTH - 1) + 1)  # between whole places, too: the curve is smooth
    products = encode_places(between, WIDTHS[width], TEMPERATURE) @ rows[0]
    draw_curves(
        axes, between, {"": products}, x_label="distance", y_label="dot product", now=abs(places[0] - places[1]),
        limits=(-WIDTHS[width] / 4, WIDTHS[width] / 2),
    )  # fmt: skip


def title(width: str, places: tuple[int, int]) -> str:
    """Say how far apart the places are, and what their dot product is."""
    rows = encodings(width)
    distance, product = abs(places[0] - places[1]), number(float(rows[places[0]] @ rows[places[1]]))
    if not distance:
        return f"A position with itself: {product}, the largest dot product"
    return f"{distance} apart: a dot product of {product}, wherever the two positions are"


def caption(width: str, places: tuple[int, int]) -> str:
    """Write the sum that the dot product is."""
    one, other = places
    rows, distance = encodings(width), abs(one - other)
    return (
        f"sin a · sin b + cos a · cos b = cos(a − b), for each of the {WIDTHS[width] // 2} frequencies: "
        f"P{one} · P{other} = Σ cos({distance} · frequency) = {number(float(rows[one] @ rows[other]))}. "
        "Positions count from 0."
    )


def positions_demo() -> Demo:
    """Pick two places and see their dot product: Vaswani et al., 2017, section 3.5."""
    return Demo(
        name="sinusoidal_positions",
        title=title,
        controls=[
            PickCell(
                "places", panel="products", shape=(LENGTH, LENGTH), start=(6, 10), label="two positions",
                counted_from=0, frozen_every=4, wording="positions {row} and {column}",
            ),
            Choice("width", list(WIDTHS), start="16", label="width", frozen_options=("16",)),
        ],
        panels=[
            [
                Panel("products", draw_products, size=(3.3, 3.5), alt="dot products of all pairs of positions"),
                Panel("encodings", draw_encodings, size=(2.6, 3.5), alt="the encoding of each position"),
                Panel("distances", draw_distances, size=(3.1, 3.5), alt="dot product against distance"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )  # fmt: skip


@lru_cache(maxsize=1)
def grid_encodings() -> Tensor:
    """Encode the places of a grid, (GRID, GRID, GRID_WIDTH)."""
    return sinusoidal_positions_2d(GRID, GRID, GRID_WIDTH, TEMPERATURE)


def draw_parts(axes: Axes, place: tuple[int, int]) -> None:
    """Draw the row's half and the column's half of every place's encoding; those of the picked place are outlined."""
    half = GRID_WIDTH // 2
    rows, columns = grid_encodings()[:, 0, :half], grid_encodings()[0, :, half:]  # (GRID, half) each
    draw_heatmap(
        axes, torch.cat([rows, columns], dim=1), limits=(-1, 1), colormap="diverging",
        title="the row's half · the column's half",
    )  # fmt: skip
    draw_blocks(axes, [(place[0], 0, 1, half), (place[1], half, 1, half)], halo=True)


def draw_near(axes: Axes, place: tuple[int, int]) -> None:
    """Draw how similar every place's encoding is to that of the picked one."""
    rows = grid_encodings()
    products = (rows @ rows[place]) / (GRID_WIDTH / 2)
    draw_heatmap(axes, products, limits=(0, 1), title=f"dot product / {GRID_WIDTH // 2}", colorbar=True)


def grid_title(place: tuple[int, int]) -> str:
    """Say where the similar places are."""
    return f"Positions near row {place[0]}, column {place[1]} are similar to it, and so are its row and its column"


def grid_caption(place: tuple[int, int]) -> str:
    """Compare a neighbour with the farthest corner."""
    rows, (row, column) = grid_encodings(), place
    beside = (row, column + 1 if column + 1 < GRID else column - 1)
    far = (0 if row >= GRID / 2 else GRID - 1, 0 if column >= GRID / 2 else GRID - 1)
    near, corner = (number(float(rows[place] @ rows[other]) / (GRID_WIDTH / 2)) for other in (beside, far))
    return (
        f"Half of the {GRID_WIDTH} numbers encode the row, the other half the column. The cell beside it: {near}; "
        f"row {far[0]}, column {far[1]}: {corner}. Rows and columns count from 0."
    )


def grid_positions_demo() -> Demo:
    """Pick a patch of a grid and see which places have similar encodings."""
    return Demo(
        name="grid_positions",
        title=grid_title,
        controls=[
            PickCell(
                "place",
                panel="near",
                shape=(GRID, GRID),
                start=(4, 8),
                label="position",
                counted_from=0,
                frozen_every=2,
            )
        ],
        panels=[
            [
                Panel("near", draw_near, size=(4.0, 3.4), alt="similarity of all positions to the picked one"),
                Panel("parts", draw_parts, size=(4.6, 3.4), alt="the encodings of all rows and columns"),
            ]
        ],
        caption=grid_caption,
        caption_lines=2,
    )
