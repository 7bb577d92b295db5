"""Positions: what is added to vectors so that attention, which sees a set, can tell them apart by their place.

Each place has a vector of its own, made of sines of falling frequency, or learned.
"""

import math

import torch
from torch import Tensor, nn

from lecture_utils.methods.validation import require


def sinusoidal_positions(length: int, width: int, temperature: float = 10_000.0) -> Tensor:
    """Encode positions along a line by sines and cosines.

    Parameters
    ----------
    length : int
        Number of positions.
    width : int
        Numbers of an encoding: even.
    temperature : float
        The wavelengths grow from 2π to 2π · ``temperature``.

    Returns
    -------
    Tensor, shape (length, width)
        sin(p / temperature^(2i / width)) in column 2i and the cosine in column 2i + 1, for position p.

    Raises
    ------
    ValueError
        If a number isn't positive, or ``width`` is odd.

    References
    ----------
    Vaswani et al., *Attention Is All You Need*, 2017, section 3.5.
    """
    require(isinstance(length, int) and length >= 1, "length", "a positive integer", repr(length))
    return encode_places(torch.arange(length, dtype=torch.float32), width, temperature)


def sinusoidal_positions_2d(
    rows: int, columns: int, width: int, temperature: float = 10_000.0, full_turn: bool = False
) -> Tensor:
    """Encode the cells of a grid: one half of an encoding tells the row, the other half the column.

    Parameters
    ----------
    rows, columns : int
    width : int
        Numbers of an encoding: a multiple of 4.
    temperature : float
        As for `sinusoidal_positions`.
    full_turn : bool
        Whether each axis is scaled to (0, 2π], as DETR does, so that a cell's encoding depends on its place relative
        to the whole image. Otherwise rows and columns count 0, 1, 2, ...

    Returns
    -------
    Tensor, shape (rows, columns, width)
        Row first, then column, as in DETR.

    Raises
    ------
    ValueError
        If a number isn't positive, or ``width`` isn't a multiple of 4.

    References
    ----------
    Carion et al., *End-to-End Object Detection with Transformers*, ECCV 2020, appendix A.4; Parmar et al., *Image
    Transformer*, 2018.
    """
    for name, count in (("rows", rows), ("columns", columns)):
        require(isinstance(count, int) and count >= 1, name, "a positive integer", repr(count))
    require(isinstance(width, int) and width >= 4 and width % 4 == 0, "width", "a positive multiple of 4", repr(width))
    row, column = torch.arange(rows, dtype=torch.float32), torch.arange(columns, dtype=torch.float32)
    if full_turn:
        row, column = (row + 1) / rows * 2 * math.pi, (column + 1) / columns * 2 * math.pi
    of_row = encode_places(row, width // 2, temperature)[:, None].expand(rows, columns, width // 2)
    of_column = encode_places(column, width // 2, temperature)[None].expand(rows, columns, width // 2)
    return torch.cat([of_row, of_column], dim=2)  # (rows, columns, width)


def encode_places(places: Tensor, width: int, temperature: float = 10_000.0) -> Tensor:
    """Encode any numbers, not only whole ones, by sines and cosines.

    Parameters
    ----------
    places : Tensor, shape (...)
    width : int
        Even.
    temperature : float

    Returns
    -------
    Tensor, shape (..., width)

    Raises
    ------
    ValueError
        If ``width`` isn't a positive even integer, or ``temperature`` isn't positive.
    """
    require(isinstance(width, int) and width >= 2 and width % 2 == 0, "width", "a positive even integer", repr(width))
    require(temperature > 0, "temperature", "a positive number", temperature)
    exponents = torch.arange(0, width, 2, dtype=torch.float32, device=places.device) / width  # (width / 2,)
    angles = places[..., None] / temperature**exponents  # (..., width / 2)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)  # (..., width): a sine, its cosine, ...


class LearnedPositions(nn.Module):
    """One learned vector per place, added to what lies there.

    Parameters
    ----------
    start : Tensor, shape (length, width)
        What training begins with. Random numbers say nothing about which places are near: a small Transformer may then
        learn nothing for a long time. Sines and cosines do.

    Attributes
    ----------
    weight : nn.Parameter, shape (length, width)

    Raises
    ------
    ValueError
        If ``start`` isn't a matrix.

    References
    ----------
    Slide "Vision Transformer (ViT)": "Add positional embedding: learned D-dim vector per position". Dosovitskiy et al.,
    ICLR 2021, section 3.1, equation 1.
    """

    def __init__(self, start: Tensor) -> None:
        super().__init__()
        require(start.dim() == 2, "start", "(length, width)", tuple(start.shape))
        self.weight = nn.Parameter(start.clone())

    def forward(self, vectors: Tensor) -> Tensor:
        """Add the first N positions to vectors of shape (..., N, width)."""
        length, width = self.weight.shape
        fits = vectors.dim() >= 2 and vectors.shape[-2] <= length and vectors.shape[-1] == width
        require(fits, "vectors", f"(..., N, {width}) with N ≤ {length}", tuple(vectors.shape))
        return vectors + self.weight[: vectors.shape[-2]]
