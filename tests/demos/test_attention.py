"""What the demos of lecture 14 show is what the method computes."""

import re

import numpy as np
import pytest
import torch

from lecture_utils.demos.attention import attention_layer_demo, concept_demo, patches_demo, scaling_demo
from lecture_utils.demos.attention.layer import NAMES
from lecture_utils.methods.attention import (
    attend_over_patches,
    attention_layer,
    cut_into_patches,
    patch_features,
    saturation,
)
from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.readers import READERS, TINY
from tests.demos.reading import numbers, texts


def values_in(text):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


@pytest.fixture(scope="module")
def layer():
    return attention_layer_demo()


CHANGED = {"x": ((-1.0, 2.0),), "q": ((1.0, 0.0, 2.0, -1.0),)}
X = torch.cat([torch.tensor(CHANGED["x"]), TINY.X[1:]])
Q = torch.cat([torch.tensor(CHANGED["q"]), TINY.Q[1:]])
STEPS_OF_X = attention_layer(Q, X, TINY.W_K, TINY.W_V)
LAST = len(NAMES) - 1


def test_the_cells_of_the_finished_layer_hold_the_methods_numbers(layer):
    K, V, E, A, Y = STEPS_OF_X
    shown = numbers(layer, "inputs", **CHANGED, step=LAST)
    expected = torch.cat([part.flatten() for part in (X, TINY.W_K, K, TINY.W_V, V)])
    assert shown == expected.tolist()
    shown = numbers(layer, "outputs", **CHANGED, step=LAST)
    expected = torch.cat([part.flatten() for part in (E, Q, A, Y)])  # E's cells are picked: its axes are the first
    assert shown == pytest.approx(expected.tolist(), abs=0.0051)


def test_each_step_fills_one_more_row_or_matrix(layer):
    counts = [
        sum(len(numbers(layer, panel, step=step)) for panel in ("inputs", "outputs")) for step in range(len(NAMES))
    ]
    given, K, V = 6 + 8 + 4 + 16, 12, 6
    rows = [3] * 4 + [3] * 4 + [2] * 4
    assert counts == list(np.cumsum([given, K, V, *rows]))


@pytest.mark.parametrize("step", [step for step, name in enumerate(NAMES) if name[0] in "EAY" and len(name) == 2])
def test_the_caption_of_a_row_ends_with_the_methods_row(layer, step):
    name, i = NAMES[step][0], "₁₂₃₄".index(NAMES[step][1])
    row = getattr(STEPS_OF_X, name)[i]
    vectors = re.findall(r"\(([^()]*)\)", layer.text("caption", **CHANGED, step=step))
    assert values_in(vectors[-1]) == pytest.approx(row.tolist(), abs=0.0051)


@pytest.mark.parametrize("cell", [(0, 0), (1, 2), (3, 1)])
def test_the_picked_cell_is_explained_by_its_own_products(layer, cell):
    i, j = cell
    shown = numbers(layer, "product", **CHANGED, cell=cell, step=LAST)
    q, k = Q[i], STEPS_OF_X.K[j]
    assert shown == torch.cat([q, k, q * k]).tolist()
    line = next(text for text in texts(layer, "product", **CHANGED, cell=cell, step=LAST) if " = " in text)
    assert values_in(line)[-1] == STEPS_OF_X.E[i, j].item()


def test_the_picked_cell_shows_no_number_that_is_not_computed_yet(layer):
    found = [
        numbers(layer, "product", cell=(1, 2), step=step) for step in (0, 1, NAMES.index("E₂") - 1, NAMES.index("E₂"))
    ]
    assert [len(shown) for shown in found] == [4, 8, 8, 12]


def test_a_picked_cell_changes_no_other_panel(layer):
    readers = [name for name, panel in layer.panels.items() if "cell" in panel.keys]
    assert readers == ["product"]


@pytest.mark.parametrize("reader", READERS.people)
def test_the_concept_shows_the_weights_and_the_content_that_the_layer_computes(reader):
    demo, i = concept_demo(), READERS.people.index(reader)
    _, V, E, A, Y = attention_layer(READERS.interests, READERS.pages, READERS.subject_of, READERS.taken)
    shown = numbers(demo, "readers", reader=reader, stage="taken away Y")
    given = READERS.interests.flatten().tolist()
    expected = [given, A[i].tolist(), V.flatten().tolist(), Y[i].tolist()]
    assert shown == pytest.approx([number for part in expected for number in part], abs=0.0051)
    before = numbers(demo, "readers", reader=reader, stage="affinity E")
    assert before == pytest.approx([*given, *E[i].tolist(), *V.flatten().tolist()], abs=0.0051)
    book = READERS.books[int(A[i].argmax())]
    words = demo.text("title", reader=reader).replace("\N{NO-BREAK SPACE}", " ")
    assert words == f"The {reader.lower()} takes {100 * A[i].max():.0f} % from {book}"


def test_other_interests_lead_to_other_books():
    interests = ((0.0, 0.0, 9.0), (1.0, 1.0, 6.0), (4.0, 4.0, 4.0))
    demo = concept_demo()
    assert demo.text("title", reader="Scientist", interests=interests).endswith("from Law & Order")
    assert demo.text("title", reader="Businessman", interests=interests).endswith("the same from all four books")


@pytest.mark.parametrize(("D_Q", "scaled"), [(1, False), (64, False), (512, True)])
def test_the_figures_about_scaling_are_those_measured(D_Q, scaled):
    demo, here = scaling_demo(), saturation(D_Q, range(5), scaled)
    words = demo.text("caption", D_Q=D_Q, scaled=scaled)
    assert f"variance {here.variance.mean():.3g}," in words
    assert f"{here.largest.mean():.2f} on average" in words
    assert f"norm {here.gradient.mean():.3f}." in words
    shown = numbers(demo, "weights", D_Q=D_Q, scaled=scaled)
    assert sum(shown) == pytest.approx(1, abs=0.051)


def test_the_heatmap_is_the_row_of_the_picked_patch():
    demo = patches_demo("china")
    state = {"patch": (20, 30), "features": "edges", "temperature": 0.5}
    image = photograph("china").image
    _, weights = attend_over_patches(patch_features(image, "edges"), cut_into_patches(image), (20, 30), 0.5)
    axes = demo.panel_figure("weights", **state).axes[0]
    drawn = [image.get_array() for image in axes.images if image.get_array().shape == (26, 40)]
    assert np.allclose(drawn[0], weights)


def test_the_patch_that_is_shown_is_the_one_that_is_picked():
    demo, image = patches_demo(), photograph("chelsea").image
    shown = [picture.get_array() for axes in demo.panel_figure("output").axes for picture in axes.images]
    expected = image[:, 112:128, 160:176].permute(1, 2, 0).numpy()
    assert np.abs(np.asarray(shown[0], dtype=float) / 255 - expected).max() < 0.003
    assert "Stefan van der Walt" in demo.text("caption")


def test_an_eye_finds_the_other_eye():
    image = photograph("chelsea").image
    demo = patches_demo()
    _, weights = attend_over_patches(
        patch_features(image, "colour"), cut_into_patches(image), demo.start["patch"], demo.start["temperature"]
    )
    left, right = weights[5:9, 8:13].sum(), weights[7:10, 18:21].sum()
    assert left > 0.3
    assert right > 0.3
