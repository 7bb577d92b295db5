"""The demos of lecture 10 show the slides' numbers and what the methods compute."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import interpolate, max_pool2d, max_unpool2d

from lecture_utils.demos import unpooling as demos
from lecture_utils.demos.unpooling import feature_map, gradients, there_and_back, three_ways
from lecture_utils.scenes import slides
from lecture_utils.scenes.lecture_scenes import lecture_scene
from tests.demos.reading import numbers

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "10_unpooling.ipynb"
SLIDES = {
    three_ways.NEAREST: slides.NEAREST_NEIGHBOUR_OUTPUT,
    three_ways.NAILS: slides.BED_OF_NAILS_OUTPUT,
    three_ways.MAX: slides.MAX_UNPOOL_OUTPUT,
}


@pytest.mark.parametrize("way", three_ways.WAYS)
def test_the_last_step_shows_the_slides_output_to_the_digit(way):
    shown = numbers(demos.three_ways_demo(), "maps", way=way, step=3)
    expected = [value for row in SLIDES[way] for value in row]
    assert shown[-len(expected) :] == expected


def test_an_input_that_is_not_reached_yet_leaves_its_block_empty():
    assert len(numbers(demos.three_ways_demo(), "maps", step=0)) == 4 + 4
    assert len(numbers(demos.three_ways_demo(), "maps", step=3)) == 4 + 16


@pytest.mark.parametrize("factor", three_ways.FACTORS)
def test_max_unpooling_undoes_what_torch_pooled(factor):
    large = three_ways.pooled_input(factor)[None, None]
    pooled, indices = max_pool2d(large, factor, return_indices=True)
    shown = three_ways.steps_of(three_ways.MAX, factor, pooled[0, 0].numpy())[-1].output
    assert torch.equal(shown, max_unpool2d(pooled, indices, factor)[0, 0])


def test_the_way_there_and_back_is_that_of_the_slide():
    shown = numbers(demos.there_and_back_demo(), "maps")
    expected = [slides.MAX_POOL_INPUT, slides.MAX_POOL_OUTPUT, slides.MAX_UNPOOL_INPUT, slides.MAX_UNPOOL_OUTPUT]
    assert sorted(shown) == sorted(value for matrix in expected for row in matrix for value in row)


def test_of_equal_numbers_the_first_is_taken_and_the_title_says_so():
    tied = [[7, 7, 1, 2], [7, 7, 3, 4], [0, 0, 0, 0], [0, 0, 0, 1]]
    demo = demos.there_and_back_demo()
    assert "4 cells of the window are equally large" in demo.text("title", input=tied, cell=(0, 0))
    assert there_and_back.pooling(np.array(tied))[0].taken == (0, 0)


@pytest.mark.parametrize("way", three_ways.WAYS)
def test_the_gradient_is_what_backpropagation_finds(way):
    typed = np.arange(16.0).reshape(4, 4)
    small = torch.tensor(slides.UNPOOLING_INPUT).float()[None, None].requires_grad_()
    if way == three_ways.MAX:
        output = max_unpool2d(small, three_ways.positions(2)[None, None], 2)
    elif way == three_ways.NEAREST:
        output = interpolate(small, scale_factor=2)
    else:
        output = torch.nn.functional.conv_transpose2d(small, torch.tensor([[[[1.0, 0], [0, 0]]]]), stride=2)
    output.backward(torch.as_tensor(typed, dtype=torch.float32)[None, None])
    assert torch.equal(gradients.gradient(way, typed), small.grad[0, 0])


def test_max_unpooling_comes_closest_to_a_real_map_as_the_notebook_says():
    found = demos.errors(lecture_scene())
    assert found[three_ways.MAX] < 0.8
    assert min(found[three_ways.NEAREST], found[three_ways.NAILS]) > 0.9


def test_no_number_does_better_for_a_block_than_its_mean():
    caption = demos.feature_map_demo().text("caption")
    least = int(caption.rsplit(" ", 1)[1].rstrip("%."))
    assert least <= 100 * feature_map.restored(lecture_scene(), 0, three_ways.NEAREST).error


def test_the_notebooks_prose_agrees_with_the_slides_numbers():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "The 6 is in row 0, column 2 of the input, so its position is 2." in prose
    assert "The 5 is in row 1, column 1: 1 · 4 + 1 = 5." in prose
    assert three_ways.positions(2).tolist() == [[5, 2], [12, 15]]
