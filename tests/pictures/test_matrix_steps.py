import numpy as np
import pytest

from lecture_utils.pictures import MatrixStep, MatrixView, at_step, colour, draw_matrices
from lecture_utils.pictures.matrix_layout import views_of
from tests.pictures.drawing import in_cells, new_figure
from tests.pictures.test_matrix_rows import X, product

STEPS = [
    MatrixStep("given"),
    *(MatrixStep(f"row {i + 1}", {"K": np.s_[i, :]}, {"X": i, "W_K": np.s_[:, 0], "K": (i, 0)}) for i in range(3)),
]


@pytest.mark.parametrize("step", range(5))
def test_a_step_fills_its_cells_and_outlines_what_it_is_about(step: int) -> None:
    figure = new_figure(7, 2.5)
    axes = draw_matrices(figure, at_step([product()], STEPS, step))
    assert len(in_cells(axes["K"])) == 4 * min(step, 3)
    assert len(in_cells(axes["X"])) == 6
    outlined = sum(
        tuple(line.get_color()[0])
        == pytest.approx((*tuple(int(colour("step")[n : n + 2], 16) / 255 for n in (1, 3, 5)), 1))
        for one in axes.values()
        for line in one.collections
        if hasattr(line, "get_segments")
    )
    assert outlined == (3 if 0 < step < 4 else 0)


def test_what_a_step_fills_twice_stays_once_it_is_there() -> None:
    steps = [MatrixStep("a", {"Y": 0}), MatrixStep("b", {"Y": np.s_[:]})]
    [[view]] = at_step([[MatrixView("Y", X, "output")]], steps, 0)
    assert view.faded.tolist() == [[False] * 2, [True] * 2, [True] * 2]


def test_a_layout_is_not_changed_by_a_step() -> None:
    layout = [product()]
    at_step(layout, STEPS, 0)
    assert [len(list(view.highlight)) for view in views_of(layout)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([MatrixStep("a", {"Y": 0})], r"steps must name matrices of the layout, .*, got \['Y'\]"),
        ([MatrixStep(""), MatrixStep("a", {"X": 7})], "fills must be cells of a 3×2 matrix, got 7"),
    ],
)
def test_steps_that_name_what_is_not_there_are_refused(steps: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        at_step([product()], steps, 0)
