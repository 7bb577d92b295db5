"""What YOLO's output should have been: each thing is written into the cell in which its centre lies."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import require
from lecture_utils.methods.yolo.grid import cells_of, check_boxes, encode_boxes
from lecture_utils.methods.yolo.output import BOX, split_output


def target_tensor(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: tuple[int, int]) -> Tensor:
    """Write the things of one scene into the grid.

    Parameters
    ----------
    boxes : Tensor, shape (G, 4)
        The true ones, ``(x1, y1, x2, y2)`` in pixels. Of two with one cell the first is written: see
        `without_own_cell`.
    labels : Tensor, shape (G,), int64
        From 0 to C − 1.
    categories : int
        C.
    grid : int
        S.
    size : (int, int)
        Height and width of the image in pixels.

    Returns
    -------
    Tensor, shape (S, S, 5 + C)
        Laid out as the output with one box: ``split_output(target, 1)`` gives each cell's box, its confidence, 1 where
        a thing is and 0 elsewhere, and its class, as a 1 among zeros. A cell without a thing is all 0.

    Raises
    ------
    ValueError
        As for `cells_of`; if there isn't one label from 0 to C − 1 for each box.

    References
    ----------
    Redmon et al., CVPR 2016, section 2.
    """
    _check_labels(labels, len(boxes), categories)
    cells = cells_of(boxes, grid, size)  # (G, 2)
    own = first_in_cell(cells, grid)
    cells = cells[own]
    row, column = cells.unbind(1)
    target = boxes.new_zeros(grid, grid, BOX + categories)
    found = split_output(target, 1)
    found.boxes[row, column, 0] = encode_boxes(boxes[own], cells, grid, size)
    found.confidences[row, column, 0] = 1
    found.classes[row, column, labels[own]] = 1
    return target


def first_in_cell(cells: Tensor, grid: int) -> Tensor:
    """Choose the truths that get a cell: of those with the same one, the first.

    Parameters
    ----------
    cells : Tensor, shape (G, 2), int64
        (row, column) of each truth.
    grid : int

    Returns
    -------
    Tensor, shape (G,), bool

    References
    ----------
    The paper doesn't say which of two things a cell learns. The authors' code (``fill_truth_region`` in darknet's
    ``data.c``) goes through the truths, shuffled before, and leaves out each whose cell is taken.
    """
    numbers = cells[:, 0] * grid + cells[:, 1]  # (G,)
    same = numbers[:, None] == numbers  # (G, G)
    return ~same.tril(diagonal=-1).any(dim=1)


def without_own_cell(boxes: Tensor, grid: int, size: tuple[int, int]) -> Tensor:
    """Find the truths that no output can name, because an earlier one lies in the same cell.

    A cell has one set of class probabilities, and learns one box: a limit of the method, which falls as S grows.

    Parameters
    ----------
    boxes : Tensor, shape (G, 4)
        The true ones, ``(x1, y1, x2, y2)`` in pixels.
    grid : int
        S.
    size : (int, int)
        Height and width of the image in pixels.

    Returns
    -------
    Tensor, shape (M,), int64
        Their indices; M is how many things of the scene have no cell of their own.

    Raises
    ------
    ValueError
        As for `cells_of`.

    References
    ----------
    Redmon et al., CVPR 2016, section 2.4: "each grid cell only predicts two boxes and can only have one class. This
    spatial constraint limits the number of nearby objects that our model can predict."
    """
    check_boxes("boxes", boxes)
    return (~first_in_cell(cells_of(boxes, grid, size), grid)).nonzero().squeeze(1)


def _check_labels(labels: Tensor, count: int, categories: int) -> None:
    require(isinstance(categories, int) and categories >= 1, "categories", "a positive integer", categories)
    fits = tuple(labels.shape) == (count,) and labels.dtype == torch.long
    require(fits, "labels", f"{count} of int64", f"{labels.dtype} {tuple(labels.shape)}")
    known = (labels >= 0) & (labels < categories)
    require(bool(known.all()), "labels", f"from 0 to {categories - 1}", labels[~known][:1].tolist())
