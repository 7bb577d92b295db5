from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lecture_utils.pictures import colour, draw_blocks
from lecture_utils.pictures.matrix_cells import LETTERS, block_of, mask_of
from tests.pictures.drawing import new_axes, pixel_at, rgb


@pytest.mark.parametrize(
    ("index", "block"),
    [
        (1, (1, 0, 1, 4)),
        (np.s_[:, 2], (0, 2, 3, 1)),
        ((2, 3), (2, 3, 1, 1)),
        (np.s_[1:3, :2], (1, 0, 2, 2)),
        (np.s_[:], (0, 0, 3, 4)),
        (torch.tensor([2, 1]), (2, 1, 1, 1)),
        (np.int64(0), (0, 0, 1, 4)),
    ],
)
def test_an_index_names_the_cells_that_numpy_would_take(index: Any, block: tuple) -> None:
    assert block_of(index, "cells", (3, 4)) == block
    row, column, rows, columns = block
    expected = np.zeros((3, 4), dtype=bool)
    expected[row : row + rows, column : column + columns] = True
    assert mask_of([index], "cells", (3, 4)).tolist() == expected.tolist()


@pytest.mark.parametrize("index", [3, (0, 4), -1, (0, -1), np.s_[::2], np.s_[2:2], (0, 0, 0)])
def test_cells_outside_a_matrix_are_refused(index: Any) -> None:
    with pytest.raises(ValueError, match="faded must be cells of a 3×4 matrix, got"):
        block_of(index, "faded", (3, 4))


def test_a_block_is_outlined_in_the_colour_of_its_role() -> None:
    axes = new_axes()
    axes.set_axis_off()
    axes.set(xlim=(0, 4), ylim=(3, 0))
    draw_blocks(axes, [(1, 1, 1, 2)], "output")
    for x, y in ((1.0, 1.5), (3.0, 1.5), (2.0, 1.0), (2.0, 2.0)):
        assert pixel_at(axes, x, y) == rgb(colour("output"))
    assert pixel_at(axes, 2.0, 1.5) == (255, 255, 255)


@given(
    arrays(bool, (4, 5)),
    st.tuples(st.floats(-1, 3), st.floats(-1, 4), st.floats(0.3, 5), st.floats(0.3, 6)),
)
@settings(max_examples=50, deadline=None)
def test_a_line_behind_letters_stops_at_them_and_is_whole_elsewhere(letters: np.ndarray, block: tuple) -> None:
    axes = new_axes()
    axes.set(xlim=(0, 5), ylim=(4, 0))
    draw_blocks(axes, [block], behind=letters)
    segments = [path.vertices for path in axes.collections[-1].get_paths()]
    _, _, rows, columns = block
    covered = sum(float(np.abs(np.diff(segment, axis=0)).sum()) for segment in segments)
    gaps = 0.0
    for low, high in segments:
        for cell in np.argwhere(letters):
            inside = (np.maximum(low, high) > cell[::-1] + 0.5 - LETTERS) & (
                np.minimum(low, high) < cell[::-1] + 0.5 + LETTERS
            )
            overlap = np.minimum(np.maximum(low, high), cell[::-1] + 0.5 + LETTERS) - np.maximum(
                np.minimum(low, high), cell[::-1] + 0.5 - LETTERS
            )
            gaps = max(gaps, float(overlap.max()) if inside.all() else 0.0)
    assert gaps < 1e-6
    whole = 2 * (rows + columns)
    assert covered <= whole + 1e-6
    if not letters.any():
        assert covered == pytest.approx(whole)
