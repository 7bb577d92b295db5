"""The recipe of lecture 02: what windows it learns from, its figures, and what the trained network reaches."""

from typing import Any

import pytest
import torch

from lecture_utils.methods.sliding_window import BACKGROUND, WINDOW
from lecture_utils.scenes.meadow import MeadowCache
from lecture_utils.training.checkpoint import load_network, record
from lecture_utils.training.sliding_window import (
    LEVELS,
    OF_EACH_KIND,
    draw_windows,
    recipe,
    sliding_window_detections,
    window_figures,
)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return MeadowCache("validation", 6, folder=tmp_path_factory.mktemp("scenes"))


def test_windows_of_a_scene_are_objects_parts_of_them_and_anything(scenes):
    torch.manual_seed(0)
    for index in range(6):
        scene = scenes[index]
        drawn = draw_windows(scene.image, scene.boxes, scene.labels)
        assert drawn.crops.shape == (len(drawn.labels), 3, WINDOW, WINDOW)
        objects = drawn.labels > BACKGROUND
        assert OF_EACH_KIND <= len(drawn.labels) <= 3 * OF_EACH_KIND
        assert objects.sum() <= OF_EACH_KIND
        assert set((drawn.labels[objects] - 1).tolist()) <= set(scene.labels.tolist())


def test_a_scene_without_things_gives_background_alone():
    torch.manual_seed(0)
    drawn = draw_windows(torch.rand(3, 128, 128), torch.zeros(0, 4), torch.zeros(0, dtype=torch.long))
    assert drawn.labels.tolist() == [BACKGROUND] * OF_EACH_KIND


def test_the_window_of_an_object_shows_it():
    """A red square on black: windows that are called objects are red in the middle, at whatever scale."""
    torch.manual_seed(1)
    image = torch.zeros(3, 128, 128)
    image[0, 40:80, 50:90] = 1
    boxes, labels = torch.tensor([[50.0, 40.0, 90.0, 80.0]]), torch.tensor([4])
    found = [draw_windows(image, boxes, labels) for _ in range(20)]
    crops, given = torch.cat([one.crops for one in found]), torch.cat([one.labels for one in found])
    assert set(given.tolist()) == {BACKGROUND, 5}
    red = crops[:, 0].mean(dim=(1, 2))
    assert red[given == 5].min() > 0.5
    assert red[given == BACKGROUND].min() == 0


def test_a_step_has_gradients_everywhere_and_figures_are_shares(scenes):
    torch.manual_seed(0)
    network: Any = recipe.network()
    batch = recipe.batch(scenes, [0, 1, 2, 3])
    assert len(batch.labels) <= 4 * LEVELS * 3 * OF_EACH_KIND
    (loss,) = recipe.loss(network.train(), batch).values()
    loss.backward()
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in network.parameters())
    with torch.no_grad():
        figures = recipe.evaluate(network.eval(), scenes)
    assert list(figures)[:3] == ["accuracy", "accuracy low", "accuracy high"]
    assert {"object or background", "AP50", "AP50 of squares"} < set(figures)
    assert all(0 <= value <= 1 for value in figures.values())


def test_accuracies_count_windows_that_are_right(scenes):
    class Sure(torch.nn.Module):
        """Says the same of every crop."""

        def __init__(self, category: int) -> None:
            super().__init__()
            self.category = category

        def forward(self, crops: torch.Tensor) -> torch.Tensor:
            return torch.nn.functional.one_hot(torch.full((len(crops),), self.category), 6).float()

    def figures(category: int) -> dict[str, float]:
        torch.manual_seed(3)
        network: Any = Sure(category)
        return window_figures(network, [scenes[index] for index in range(6)])

    background, things = figures(BACKGROUND), [figures(category) for category in range(1, 6)]
    assert background["accuracy"] == background["object or background"] > 0.5
    for one in things:
        assert one["object or background"] == pytest.approx(1 - background["object or background"])
    assert sum(one["accuracy"] for one in things) == pytest.approx(1 - background["accuracy"])
    assert background["accuracy low"] <= background["accuracy"] <= background["accuracy high"]


def test_the_trained_network_tells_objects_from_background():
    written = record("sliding_window").figures
    assert written["object or background low"] > 0.9
    assert written["accuracy"] < written["object or background"]


def test_squares_are_found_better_than_boxes_which_no_square_window_fits():
    written = record("sliding_window").figures
    assert written["AP50 of squares"] > written["AP50 high"]


def test_the_trained_network_finds_things_in_a_scene(scenes):
    network: Any = load_network("sliding_window")
    (found,) = sliding_window_detections(network, [scenes[0]])
    assert len(found.boxes) == len(found.scores) > 0
