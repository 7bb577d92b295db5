"""How objectness learns: parameters that lie inside their grids, tables that are the same each time."""

import json

import pytest
import torch
from sklearn.metrics import roc_auc_score
from torch.testing import assert_close

from lecture_utils.methods.proposals import CUES, learned_objectness
from lecture_utils.methods.proposals.objectness import MODEL_FILE, objectness_from_json
from lecture_utils.scenes.meadow import Meadow
from lecture_utils.training.fitting import as_record, training_scenes
from lecture_utils.training.objectness import (
    CANDIDATES,
    MEADOWS,
    PORTRAITS,
    TRIED_ON,
    as_json,
    holds_object,
    learn_objectness,
    separation,
    separation_within,
    size_classes,
)


def test_separation_is_the_area_under_the_roc():
    generator = torch.Generator().manual_seed(0)
    values, labels = torch.randint(0, 9, (80,), generator=generator), torch.rand(80, generator=generator) < 0.3

    assert separation(values, labels) == pytest.approx(roc_auc_score(labels, values))


def test_separation_within_sizes_does_not_see_a_cue_that_only_measures_size():
    generator = torch.Generator().manual_seed(1)
    classes = torch.randint(0, 3, (3000,), generator=generator)
    labels = torch.rand(3000, generator=generator) < 0.1 + 0.3 * classes  # objects are in the later classes

    assert separation(classes, labels) > 0.7
    assert separation_within(classes, labels, classes) == 0.5
    assert separation_within(labels.long(), labels, classes) == 1


def test_a_class_has_twice_the_area_of_the_next():
    scene = Meadow(0, 64)
    boxes = torch.tensor([[0, 0, 64, 64], [0, 0, 64, 32], [0, 0, 64, 31], [0, 0, 16, 16]])

    assert size_classes(boxes, scene).tolist() == [0, 1, 2, 4]


def test_a_box_is_on_an_object_that_it_overlaps_by_half():
    scene = training_scenes(((64, 1),))[0]
    boxes = torch.cat([scene.boxes, torch.tensor([[0.0, 0.0, 2.0, 2.0]])]).long()

    assert holds_object(boxes, scene).tolist() == [True] * len(scene.boxes) + [False]


def test_learning_is_the_same_each_time_and_can_be_written_down():
    scenes = training_scenes(((64, 4),))

    (model, tried), (again, tried_again) = learn_objectness(scenes, scenes[:2]), learn_objectness(scenes, scenes[:2])
    read = objectness_from_json(json.dumps(as_json(model)))

    assert model.parameters == again.parameters == read.parameters
    assert tried == tried_again
    for name in ("edges", "object", "background"):
        assert_close(getattr(model, name), getattr(again, name))
        assert_close(getattr(model, name), getattr(read, name), rtol=1e-5, atol=1e-9)


def test_the_best_value_of_each_parameter_lies_inside_its_grid():
    written = json.loads(MODEL_FILE.read_text(encoding="utf-8"))

    assert list(written["separation within sizes"]) == list(CUES)
    for cue, tried in written["separation within sizes"].items():
        assert tuple(value for value, _ in tried) == CANDIDATES[cue]
        best = max(tried, key=lambda pair: pair[1])
        assert best not in (tried[0], tried[-1])
        kept = written["parameters"][cue]
        assert best[0] == (kept[0] if cue == "saliency" else kept)
        assert best[1] > 0.75
    assert (written["scenes"], written["parameters chosen on"]) == (as_record(MEADOWS, PORTRAITS), as_record(*TRIED_ON))


def test_in_meadows_a_ring_of_edges_tells_little_more_than_all_edges_in_the_box():
    tried = json.loads(MODEL_FILE.read_text(encoding="utf-8"))["separation within sizes"]["edges"]
    wide = [reached for value, reached in tried if value >= 3]

    assert max(wide) - min(wide) < 0.003


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_stored_model_is_what_its_recipe_learns():
    learned, _ = learn_objectness(training_scenes(MEADOWS, PORTRAITS), training_scenes(*TRIED_ON))
    stored = learned_objectness()

    assert learned.parameters == stored.parameters
    assert learned.prior == pytest.approx(stored.prior, rel=1e-6)
    for name in ("edges", "object", "background"):
        assert_close(getattr(learned, name), getattr(stored, name), rtol=1e-3, atol=1e-5)
