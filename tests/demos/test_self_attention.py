"""The demos of lecture 15 show what the layer computes."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lecture_utils.demos import self_attention as demos
from lecture_utils.demos.self_attention import layer, permutation, positions, shuffled
from lecture_utils.methods import self_attention as method
from lecture_utils.pictures.number_format import percent
from lecture_utils.scenes.readers import TINY, TINY_SELF
from tests.demos.reading import numbers

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "15_self_attention.ipynb"
OUTPUTS = layer.OUTPUTS


def test_inputs_and_two_of_the_matrices_are_those_of_lecture_14():
    assert all(torch.equal(getattr(TINY_SELF, name), getattr(TINY, name)) for name in ("X", "W_K", "W_V"))


def test_the_last_step_shows_all_matrices():
    shown = numbers(demos.layer_demo(), "layer", step=6)
    steps = method.self_attention(*TINY_SELF)
    expected = [*TINY_SELF, steps.Q, steps.K, steps.V, steps.E, steps.A, steps.Y]
    values = sorted(round(float(value), 2) for matrix in expected for value in matrix.flatten())
    assert sorted(shown) == pytest.approx(values, abs=0.006)


def test_the_first_step_shows_what_goes_in_and_nothing_else():
    shown = numbers(demos.layer_demo(), "layer", step=0)
    assert sorted(shown) == sorted(float(value) for matrix in TINY_SELF for value in matrix.flatten())


@pytest.mark.parametrize("output", OUTPUTS)
def test_captions_do_the_arithmetic_of_the_chosen_output(output):
    demo, i = demos.layer_demo(), OUTPUTS.index(output)
    steps = method.self_attention(*TINY_SELF)
    said = demo.text("caption", step=6, output=output)
    assert all(f"{float(weight):.2f}".rstrip("0").rstrip(".") in said for weight in steps.A[i])
    assert demo.text("caption", step=4, output=output).endswith(
        f"= {float(steps.E[i, (i + 1) % 3]):.4g}.".replace("-", "−")
    )


def test_an_input_of_zeros_takes_the_same_from_all():
    demo = demos.layer_demo()
    assert (
        demo.text("title", step=6, output="Y₂", x=[[1, 0], [0, 0], [1, 1]]) == "Y₂ gives the same weight to all inputs"
    )


@pytest.mark.parametrize("order", permutation.ORDERS)
def test_in_every_order_the_outputs_follow_unless_positions_are_added(order):
    demo = demos.permutation_demo()
    title = demo.text("title", order=order, positions=False)
    assert float(permutation.both_ways(order, False).difference.max()) < 1e-6
    moved = permutation.ORDERS[order] != (0, 1, 2)
    assert title.startswith("f(s(x)) = s(f(x))" if moved else "The inputs in their own order")
    if moved:
        assert float(permutation.both_ways(order, True).difference.max()) > 0.1
        assert "With positions" in demo.text("title", order=order, positions=True)


def test_the_followed_input_is_where_the_caption_says():
    said = demos.permutation_demo().text("caption", order="X₃ X₁ X₂", followed="X₁", positions=False)
    assert "row 2" in said
    assert said.endswith("as before.")


@pytest.mark.parametrize("places", [(0, 0), (3, 9), (12, 18), (23, 0)])
def test_the_dot_product_depends_on_the_distance_alone(places):
    rows = positions.encodings("16")
    distance = abs(places[0] - places[1])
    assert float(rows[places[0]] @ rows[places[1]]) == pytest.approx(float(rows[0] @ rows[distance]), abs=1e-4)


def test_the_curve_begins_at_half_of_the_width():
    assert "itself: 8, the largest dot product" in demos.positions_demo().text("title", places=(5, 5), width="16")


def test_the_picked_cell_of_the_grid_is_more_like_its_neighbour_than_like_the_far_corner():
    rows = positions.grid_encodings()
    for place in [(0, 0), (4, 8), (13, 13)]:
        products = rows @ rows[place]
        assert np.unravel_index(int(products.argmax()), products.shape) == place


@pytest.mark.parametrize("order", shuffled.ORDERS)
def test_shuffled_patches_get_the_outputs_that_they_had_unless_positions_are_added(order):
    assert float(demos.changes(order, False).max()) < 1e-4
    if order != shuffled.ORDERS[0]:
        assert bool((demos.changes(order, True) > 1e-4).all())
        title = demos.shuffled_patches_demo().text("title", order=order, positions=True)
        assert f"With positions {percent(1)} of the patches" in title


def test_a_patch_is_found_where_the_order_puts_it():
    for order in shuffled.ORDERS:
        row, column = shuffled.place_of((7, 10), order)
        image = shuffled.shuffled_image(order)[:, row * 16 : row * 16 + 16, column * 16 : column * 16 + 16]
        assert torch.equal(image, shuffled.patches()[7, 10])


def test_the_notebooks_prose_agrees_with_the_numbers():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown").replace("\n", " ")
    steps = method.self_attention(*TINY_SELF)
    assert [f"{value:.2f}" for value in (steps.A[1, 1], steps.A[0, 2])] == ["0.67", "0.36"]
    assert float(steps.A[2, 0]) == pytest.approx(float(steps.A[2, 2]))
    assert (float(steps.E[0, 1]), float(steps.E[1, 0])) == (-1, 0)
    assert "The second input gives 0.67 of its weight to itself, the first 0.36 to the third" in prose
    assert f"has {len(shuffled.vectors())} patches. Each is described by {shuffled.vectors().shape[1]} numbers" in prose
    far = method.self_attention(torch.tensor([[1.0, 0.0], [0.0, 4.0], [1.0, 1.0]]), *TINY_SELF[1:])
    assert float(far.A[1, 1]) > 0.95  # "almost all of its weight goes to itself"
    angles = method.sinusoidal_positions(2, 4)[1]
    assert float(torch.atan2(angles[0], angles[1])) == pytest.approx(1)
    assert float(torch.atan2(angles[2], angles[3])) == pytest.approx(0.01)
