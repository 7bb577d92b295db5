"""BING's binarised form: scores by counting bits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.proposals.normed_gradients import CELL
from lecture_utils.methods.validation import require


@dataclass(frozen=True)
class BinaryModel:
    """A template as a weighted sum of templates of +1 and −1.

    Attributes
    ----------
    factors : Tensor, shape (M,), float64
    signs : Tensor, shape (M, 8, 8), int8
        +1 or −1.
    bits : int
        How many of the eight bits of each gradient are looked at, the highest first.
    """

    factors: Tensor
    signs: Tensor
    bits: int

    @property
    def weights(self) -> Tensor:
        """The template that this stands for, shape (8, 8)."""
        return (self.factors[:, None, None] * self.signs).sum(0)


class BitPlane(NamedTuple):
    """What one bit of the gradients adds to the scores of all windows.

    Attributes
    ----------
    value : int
        What the bit counts: 128 for the highest, then 64, 32, ...
    plane : Tensor, shape (h, w), bool
        The bit of each gradient.
    products : Tensor, shape (M, h − 7, w − 7), int64
        Each template of +1 and −1 times the ones and zeros of each window: 2 · (ones at +1) − (all ones).
    so_far : Tensor, shape (h − 7, w − 7), float64
        The scores from this bit and all higher ones.
    """

    value: int
    plane: Tensor
    products: Tensor
    so_far: Tensor


def binarise(weights: Tensor, parts: int = 2, bits: int = 4) -> BinaryModel:
    """Approximate a template: take the signs of what is left, scaled to fit best, away from it, again and again.

    Parameters
    ----------
    weights : Tensor, shape (8, 8)
    parts : int
        Templates of +1 and −1; the paper's N_w.
    bits : int
        Of each gradient; the paper's N_g.

    Returns
    -------
    BinaryModel

    Raises
    ------
    ValueError
        If an argument is none of the above.

    References
    ----------
    Cheng et al., *BING*, CVPR 2014, algorithm 1 (after Hare et al., CVPR 2012).
    """
    require(tuple(weights.shape) == (CELL, CELL), "weights", "shape (8, 8)", tuple(weights.shape))
    require(parts >= 1, "parts", "a positive integer", parts)
    require(1 <= bits <= 8, "bits", "1 to 8", bits)
    left = weights.double().clone()
    factors, signs = [], []
    for _ in range(parts):
        sign = torch.where(left >= 0, 1.0, -1.0).double()
        factor = (left * sign).mean()  # the projection onto the signs, whose squared length is 64
        left -= factor * sign
        factors.append(factor)
        signs.append(sign.to(torch.int8))
    return BinaryModel(torch.stack(factors), torch.stack(signs), bits)


def highest_bits(gradients: Tensor, bits: int) -> Tensor:
    """Take the highest bits of each gradient apart: shape (bits, h, w), bool; bit k counts 2^(7 − k)."""
    return torch.stack([(gradients >> (7 - bit)) & 1 for bit in range(bits)]).bool()


def pack_windows(bits: Tensor) -> np.ndarray:
    """Write the 64 bits of every 8×8 window into one number.

    Each row of eight bits is the row one column to the left, shifted by one bit, with a new bit at the end; and each
    window is the window one row above, shifted by one row. So no window is read bit by bit.

    Parameters
    ----------
    bits : Tensor, shape (h, w), bool

    Returns
    -------
    ndarray, shape (h − 7, w − 7), uint64
        The window's first row in the highest eight bits.

    References
    ----------
    Cheng et al., *BING*, CVPR 2014, algorithm 2.
    """
    values = bits.numpy().astype(np.uint64)
    height, width = values.shape
    rows = np.zeros((height, width - CELL + 1), dtype=np.uint64)
    for column in range(CELL):
        rows = (rows << np.uint64(1)) | values[:, column : column + width - CELL + 1]
    windows = np.zeros((height - CELL + 1, width - CELL + 1), dtype=np.uint64)
    for row in range(CELL):
        windows = (windows << np.uint64(CELL)) | rows[row : row + height - CELL + 1]
    return windows


def count_ones(numbers: np.ndarray) -> np.ndarray:
    """Count the ones among the 64 bits of each number: pairs, fours, bytes at once, then all bytes by one product."""
    pairs = numbers - ((numbers >> np.uint64(1)) & np.uint64(0x5555555555555555))
    fours = (pairs & np.uint64(0x3333333333333333)) + ((pairs >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bytes_ = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return ((bytes_ * np.uint64(0x0101010101010101)) >> np.uint64(56)).astype(np.int64)


def bit_planes(gradients: Tensor, model: BinaryModel) -> Iterator[BitPlane]:
    """Score every 8×8 window by bit counts, bit by bit.

    The product of a template of +1 and −1 with a window of ones and zeros is 2 · (ones where the template has +1) −
    (all ones): two bit counts, no multiplication.

    Parameters
    ----------
    gradients : Tensor, shape (h, w), uint8
    model : BinaryModel

    Yields
    ------
    BitPlane
        From the highest bit on; the last one has the scores.

    References
    ----------
    Cheng et al., *BING*, CVPR 2014, equations 5 and 6.
    """
    positive = [_as_number(sign > 0) for sign in model.signs]
    factors = model.factors.numpy()
    total = np.zeros((gradients.shape[0] - CELL + 1, gradients.shape[1] - CELL + 1))
    for bit, plane in enumerate(highest_bits(gradients, model.bits)):
        windows, value = pack_windows(plane), 2 ** (7 - bit)
        ones = count_ones(windows)
        products = np.stack([2 * count_ones(windows & mask) - ones for mask in positive])
        total = total + value * np.tensordot(factors, products, 1)
        yield BitPlane(value, plane, torch.from_numpy(products), torch.from_numpy(total))


def binary_score_map(gradients: Tensor, model: BinaryModel) -> Tensor:
    """Return the scores of `bit_planes` alone.

    Parameters
    ----------
    gradients : Tensor, shape (h, w), uint8
    model : BinaryModel

    Returns
    -------
    Tensor, shape (h − 7, w − 7), float32
        What ``score_map`` gives for ``model.weights`` on the gradients without their lower bits.
    """
    *_, last = bit_planes(gradients, model)
    return last.so_far.float()


def _as_number(cells: Tensor) -> np.uint64:
    return np.uint64(int("".join("1" if cell else "0" for cell in cells.flatten().tolist()), 2))
