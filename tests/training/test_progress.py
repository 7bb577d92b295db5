from itertools import pairwise

import pytest

from lecture_utils.training.progress import ROWS, heading, line, row_is_due

ROW = {"step": 1200, "objectness": 0.012344, "boxes": 1234.5, "validation AP": 0.5, "rate": 0.00098, "minutes": 3.21}


def test_names_and_numbers_stand_below_one_another():
    ends = [heading(ROW).index(name) + len(name) for name in ROW]

    assert heading(ROW).split("  ")[-1] == " minutes"
    assert [line(ROW)[:end].split()[-1] for end in ends] == ["1200", "0.01234", "1234", "0.5", "9.8e-04", "3.2"]
    assert len(heading(ROW)) == len(line(ROW))


@pytest.mark.parametrize("steps", [1, 7, ROWS, 90, 5000])
def test_rows_are_even_and_the_last_step_has_one(steps: int):
    due = [step for step in range(1, steps + 1) if row_is_due(step, steps)]

    assert len(due) == min(steps, ROWS)
    assert due[-1] == steps
    gaps = {after - before for before, after in pairwise(due)}
    assert max(gaps, default=0) - min(gaps, default=0) <= 1
