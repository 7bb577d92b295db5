"""How BING learns: the same each time, of large things too, and what it learned is what lies in the package."""

import json

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.methods.proposals import bing, learned_model, normed_gradients, score_map
from lecture_utils.methods.proposals.bing import MODEL_FILE, model_from_json
from lecture_utils.scenes.meadow import Meadow, scene_seed
from lecture_utils.scenes.photographs import photograph
from lecture_utils.training.bing import MEADOWS, PORTRAITS, as_json, fitting, learn_bing
from lecture_utils.training.fitting import as_record, recall_figures, training_scenes


def test_learning_finds_a_template_that_tells_things_from_meadow_and_is_the_same_each_time():
    scenes = training_scenes(((128, 12),))

    model, again = learn_bing(scenes), learn_bing(scenes)

    assert_close(model.weights, again.weights)
    assert model.calibration == again.calibration
    read = model_from_json(json.dumps(as_json(model)))
    assert_close(read.weights, model.weights, rtol=1e-5, atol=1e-9)
    assert read.calibration.keys() == model.calibration.keys()
    for size, pair in model.calibration.items():
        assert read.calibration[size] == pytest.approx(pair, rel=1e-5)
    positive, other = [], []
    for index in range(20):
        scene = Meadow(scene_seed("test", index))
        for level in normed_gradients(scene.image):
            if level.size in ((40, 40), (20, 40), (40, 80)):
                scores = score_map(level.gradients, model.weights)
                x, y = ((scene.boxes[:, :2] + scene.boxes[:, 2:]) / 2 / torch.tensor(level.scale) - 4).long().T
                rows, columns = y.clamp(0, scores.shape[0] - 1), x.clamp(0, scores.shape[1] - 1)
                positive.append(scores[rows, columns])
                other.append(scores.flatten())
    assert torch.cat(positive).mean() > 1.15 * torch.cat(other).mean()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_stored_model_is_what_its_recipe_learns():
    learned, stored = learn_bing(training_scenes(MEADOWS, PORTRAITS)), learned_model()

    assert_close(learned.weights, stored.weights, rtol=1e-3, atol=1e-6)
    assert learned.calibration.keys() == stored.calibration.keys()
    for size, pair in learned.calibration.items():
        assert pair == pytest.approx(stored.calibration[size], rel=1e-2, abs=1e-3)


def test_the_record_says_what_the_model_learned_from_and_what_it_reaches():
    written = json.loads(MODEL_FILE.read_text(encoding="utf-8"))

    assert written["recipe"] == f"python -m lecture_utils.training {fitting.name}"
    assert written["scenes"] == as_record(MEADOWS, PORTRAITS)
    assert recall_figures(lambda image: bing(image).boxes) == pytest.approx(written["figures"], abs=0.01)


@pytest.mark.parametrize("name", ["chelsea", "coffee", "astronaut"])
def test_large_windows_are_among_the_proposals_of_a_photograph(name):
    image = photograph(name).image

    boxes = bing(image).boxes

    sides = (boxes[:, 2:] - boxes[:, :2]).amax(1)
    assert sides.max() > 300
    assert sides[:50].max() > 300
    assert sides.min() < 40
