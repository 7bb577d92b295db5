"""The demos of lecture 16 show what the layer and the trained networks compute."""

import json
from pathlib import Path

import pytest
import torch

from lecture_utils.demos import multihead_attention as demos
from lecture_utils.demos.multihead_attention import layer, number_of_heads, trained_heads
from lecture_utils.demos.multihead_attention.switched_off_record import (
    CHECKED,
    FILE,
    PICTURES,
    language_worth,
    vit_worth,
)
from lecture_utils.methods import multihead_attention as method
from lecture_utils.scenes.readers import TINY_HEADS
from tests.demos.reading import numbers

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "16_multihead_attention.ipynb"


def test_the_example_is_what_each_head_computes_by_itself():
    found = layer.run(TINY_HEADS.X)
    parts = method.split_heads(TINY_HEADS.X, 2)
    for h in range(2):
        Q, K, V = (parts[h] @ matrices[h] for matrices in TINY_HEADS[1:4])
        A = torch.softmax(Q @ K.T / 2**0.5, dim=1)
        assert torch.allclose(found.A[h], A)
        assert torch.allclose(found.Y[h], A @ V)
    assert torch.allclose(found.output, torch.cat([*found.Y], dim=1) @ TINY_HEADS.W_O)


def test_the_last_step_shows_all_matrices_and_the_first_what_goes_in():
    found = layer.run(TINY_HEADS.X)
    parts = method.split_heads(TINY_HEADS.X, 2)
    everything = [TINY_HEADS.X, parts, found.Q, found.K, found.V, found.A, found.Y, found.concatenated]
    values = [
        round(float(value), 2) for matrix in [*everything, TINY_HEADS.W_O, found.output] for value in matrix.flatten()
    ]
    assert sorted(numbers(demos.layer_demo(), "layer", step=6)) == pytest.approx(sorted(values), abs=0.006)
    first = [float(value) for matrix in (TINY_HEADS.X, TINY_HEADS.W_O) for value in matrix.flatten()]
    assert sorted(numbers(demos.layer_demo(), "layer", step=0)) == sorted(first)


@pytest.mark.parametrize("output", layer.OUTPUTS)
def test_the_title_says_where_the_heads_look(output):
    i = layer.OUTPUTS.index(output)
    most = layer.run(TINY_HEADS.X).A[:, i].argmax(dim=1)
    title = demos.layer_demo().text("title", step=3, output=output)
    assert title.startswith("Both heads") == (int(most[0]) == int(most[1]))


def test_head_1_does_not_notice_the_third_number_of_an_input():
    changed = TINY_HEADS.X.clone()
    changed[0, 2] = -3
    before, after = layer.run(TINY_HEADS.X), layer.run(changed)
    assert torch.equal(before.Y[0], after.Y[0])
    assert not torch.allclose(before.Y[1], after.Y[1])


@pytest.mark.parametrize("heads", number_of_heads.HEADS)
def test_every_head_shares_out_a_weight_of_1_and_the_layer_costs_the_same(heads):
    found = number_of_heads.weights(int(heads), (7, 10))
    assert found.shape[0] == int(heads)
    assert torch.allclose(found.flatten(1).sum(dim=1), torch.ones(int(heads)), atol=1e-4)
    assert number_of_heads.parameters(int(heads)) == method.count_parameters(8, bias=False) == 256


def test_one_head_is_the_layer_of_the_demo_before():
    from lecture_utils.demos.self_attention.shuffled import weights

    assert torch.allclose(number_of_heads.weights(1, (7, 10))[0], weights((7, 10), "as they are", False), atol=1e-5)


def test_what_heads_are_worth_is_measured_again():
    kept = json.loads(FILE.read_text(encoding="utf-8"))["first"]
    assert vit_worth(CHECKED)._asdict() == kept["vit"]
    found, before = language_worth(CHECKED), kept["masked_attention"]
    assert found.whole == pytest.approx(before["whole"], abs=1e-4)
    for row, old in zip(found.without, before["without"], strict=True):
        assert row == pytest.approx(old, abs=1e-4)


def test_maps_of_a_trained_head_are_its_weights():
    name = next(iter(trained_heads.pictures()))
    found = trained_heads.vit_weights(name)
    assert found.shape == (6, 4, 65, 65)
    shown = trained_heads.map_of(found, "picked patch", (3, 4))
    assert torch.equal(shown.flatten(2), found[:, :, 1 + 3 * 8 + 4, 1:])
    assert torch.equal(trained_heads.map_of(found, "class token", (0, 0)).flatten(2), found[:, :, 0, 1:])


def test_no_head_of_the_language_model_looks_ahead():
    for sentence in trained_heads.SENTENCES:
        words, found = trained_heads.language_weights(sentence)
        assert words == ["[START]", *sentence.split()]
        assert float(found.triu(1).abs().max()) == 0


def test_the_notebooks_prose_agrees_with_the_records():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown").replace("\n", " ")
    vit, words = demos.recorded("vit"), demos.recorded("masked_attention")
    lost = [round(100 * (vit.whole - value), 1) for row in vit.without for value in row]
    assert f"on {PICTURES} test pictures" in prose
    assert "Two of the 24 heads cost more than 4 points, most cost less than 1" in prose
    assert len(lost) == 24
    assert sum(value > 4 for value in lost) == 2
    assert sum(value < 1 for value in lost) > 12
    assert min(lost) < 0
    assert sorted(lost)[-2:] == [4.2, 5.2]  # the question names them
    assert round(vit.whole, 3) == 0.86
    assert round(demos.both_off(), 2) == 0.76
    worst = max(value for row in words.without for value in row)
    assert worst == words.without[0][2]
    assert f"the loss grows most, from {words.whole:.3f} to {worst:.3f}" in prose
    _, short = trained_heads.language_weights("a white cat")
    kinds = {trained_heads.kind_of(short[block, head]) for block in range(3) for head in range(4)}
    assert kinds == {"the word before", "the word itself", "[START]", ""}
    longest = max(trained_heads.SENTENCES, key=len)  # "every head spreads its weight over several words"
    _, long = trained_heads.language_weights(longest)
    assert {trained_heads.kind_of(long[block, head]) for block in range(3) for head in range(4)} == {""}
    moving = demos.moving_shares()
    assert (f"{float(moving[0, 0]):.0%}", f"{float(moving[1, 2]):.0%}") == ("11%", "46%")
    assert "Head 1 of block 1 looks at almost the same patches whichever patch asks, 11 %" in prose
    assert "of head 3 of block 2, 46 % depend on it" in prose
    held = number_of_heads.held_by(number_of_heads.weights(8, (7, 10)))
    assert f"one head spreads half of its weight over {max(held)} of the 504 patches" in prose
    A = layer.run(TINY_HEADS.X).A
    assert (int(A[0, 0].argmax()), int(A[1, 0].argmax())) == (
        2,
        0,
    )  # "looks at the third with head 1, at itself with 2"
