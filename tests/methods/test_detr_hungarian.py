"""The Hungarian algorithm: SciPy's lowest cost, and every step is what it says."""

from itertools import pairwise, permutations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.detr import hungarian, hungarian_steps, match


@st.composite
def matrices(draw: st.DrawFn) -> Tensor:
    """Costs with many ties, or none; of either sign; also with more rows than columns, or fewer, or none."""
    rows, columns = draw(st.integers(0, 7)), draw(st.integers(0, 7))
    number = draw(st.sampled_from([st.integers(-3, 3), st.integers(0, 1), st.floats(-100, 100, width=32)]))
    values = draw(st.lists(number, min_size=rows * columns, max_size=rows * columns))
    return torch.tensor(values, dtype=torch.float64).view(rows, columns)


@settings(max_examples=150, deadline=None)
@given(matrices())
def test_the_cost_is_scipys_lowest(total: Tensor):
    found = hungarian(total)

    rows, columns = linear_sum_assignment(total.numpy())
    assert len(found.queries) == len(found.things) == min(total.shape)
    assert len(set(found.things.tolist())) == len(found.things)
    assert found.queries.tolist() == sorted(set(found.queries.tolist()))
    assert_close(found.cost(total), total[rows, columns].sum(), atol=1e-9, rtol=1e-9)
    assert_close(found.cost(total), match(total).cost(total), atol=1e-9, rtol=1e-9)


@settings(max_examples=100, deadline=None)
@given(matrices())
def test_each_step_follows_from_the_one_before(total: Tensor):
    steps = list(hungarian_steps(total))

    if not steps:
        assert max(total.shape) == 0
        return
    assert [step.kind for step in steps[:2]] == ["rows", "columns"]
    assert steps[-1].kind == "cover"
    assert sorted(steps[-1].assigned.tolist()) == list(range(max(total.shape)))
    for before, step in pairwise(steps):
        taken = step.assigned >= 0
        assert (step.costs >= 0).all()
        assert (step.costs[taken.nonzero()[:, 0], step.assigned[taken]] == 0).all()
        lines = int(step.covered_rows.sum() + step.covered_columns.sum())
        if step.kind == "augment":
            assert int(taken.sum()) == int((before.assigned >= 0).sum()) + 1
            assert all(int(step.assigned[row]) == column for row, column in step.path[::2])
            assert all(int(before.assigned[row]) == column for row, column in step.path[1::2])
        elif step.kind == "cover":
            zeros = step.costs == 0
            assert not (zeros & ~step.covered_rows[:, None] & ~step.covered_columns).any()
            assert lines == int(taken.sum())  # as many independent zeros need as many lines
        elif step.kind == "shift":
            assert before.kind == "cover"
            assert lines < len(step.costs)
            assert step.subtracted > 0
            count = (~step.covered_rows[:, None]).double() - step.covered_columns.double()  # 1, 0, or −1 on crossings
            assert_close(step.costs, before.costs - step.subtracted * count)


def test_a_matrix_by_hand():
    total = torch.tensor([[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]])

    rows, columns, *others = hungarian_steps(total)

    assert rows.subtracted.tolist() == [1, 0, 2]
    assert rows.costs.tolist() == [[3, 0, 2], [2, 0, 5], [1, 0, 0]]
    assert columns.subtracted.tolist() == [1, 0, 0]
    assert columns.costs.tolist() == [[2, 0, 2], [1, 0, 5], [0, 0, 0]]
    assert [step.kind for step in others] == ["augment", "augment", "cover", "shift", "augment", "cover"]
    shift = others[3]
    assert (shift.covered_rows.tolist(), shift.covered_columns.tolist()) == ([False, False, True], [False, True, False])
    assert float(shift.subtracted) == 1
    assert shift.costs.tolist() == [[1, 0, 1], [0, 0, 4], [0, 1, 0]]
    found = hungarian(total)
    assert found.things.tolist() == [1, 0, 2]
    assert float(found.cost(total)) == 5
    assert min(sum(total[row, column] for row, column in enumerate(order)) for order in permutations(range(3))) == 5


def test_the_given_costs_stay_as_they_are():
    total = torch.rand(4, 3)
    before = total.clone()

    hungarian(total)

    assert torch.equal(total, before)


@pytest.mark.parametrize("total", [torch.rand(3), torch.tensor([[1, 2], [3, 4]]), torch.tensor([[0.0, torch.nan]])])
def test_what_is_no_cost_matrix_is_refused(total: Tensor):
    with pytest.raises(ValueError, match="total: expected"):
        hungarian(total)
