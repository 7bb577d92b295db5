"""What R-CNN finds in the lecture's scenes and in a hundred test scenes, recorded: no demo waits for twelve scenes.

``python -m lecture_utils.demos.rcnn.evaluated`` takes about a minute and writes ``evaluated.json``. It is run again
when the network has been trained again: the record says of which weights it tells.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from lecture_utils.demos.rcnn.outputs import NAME, SUPPRESSED_FROM, outcome
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.evaluation import detection_errors
from lecture_utils.methods.evaluation.errors import DETECTED, TRUE, DetectionErrors
from lecture_utils.methods.proposals import selective_search
from lecture_utils.methods.rcnn import RegionStages, detect_among
from lecture_utils.methods.rcnn.fitting import NEGATIVE_BELOW
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, SIZE, lecture_scene
from lecture_utils.scenes.meadow import THINGS, Meadow, Split, scene_seed
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import picked, trained
from lecture_utils.training.proposed_scenes import MOST_PROPOSALS

FILE = Path(__file__).with_name("evaluated.json")
COMMAND = "python -m lecture_utils.demos.rcnn.evaluated"
SCENES = 100
KEPT = 100
"""Detections of a scene that the record tells, those with the highest scores."""

SURE = -0.5
"""Lowest score of the detections whose errors are counted: most true boxes score above it, most other regions don't."""

EXAMPLES = 12
"""Errors of each kind that are told, the surest ones."""

MISSED = "missed"
ENOUGH, NOTHING = 0.5, 0.1
LOWEST, HIGHEST, BIN = -4.0, 3.0, 0.25
"""Of the scores that are counted; those beyond count as the last ones."""


class Error(NamedTuple):
    """A wrong detection in a test scene, or a thing that isn't found.

    Attributes
    ----------
    scene : int
        Index in the test split.
    box : tuple of 4 floats
        ``(x1, y1, x2, y2)`` of the detection in pixels; of the thing, where it is missed.
    label : int
        Index of ``THINGS``.
    score : float
        0 for a thing that isn't found.
    iou : float
        With the thing that it is about.
    thing : int
        That thing's place in the scene; −1 where there is none.
    """

    scene: int
    box: tuple[float, float, float, float]
    label: int
    score: float
    iou: float
    thing: int


class Evaluated(NamedTuple):
    """The record.

    Attributes
    ----------
    weights : str
        SHA-256 of the checkpoint.
    scenes, things : int
        Test scenes, and things in them.
    regions : float
        Proposals of a scene, on average.
    average_precision : float
        AP50 on these scenes.
    detected : dict of str to int
        Detections with a score above `SURE` of each kind in ``DETECTED``, and "missed": things without one.
    gains : dict of str to float
        By how much AP50 would rise without the errors of one kind.
    examples : dict of str to list of Error
    positive, negative : dict of str to list of int
        For each category's SVM: its scores of true boxes, and of regions that are its negatives, in bins.
    found : dict of str to Detections
        What is left after suppression in each of the lecture's scenes.
    truths : dict of str to list of int
        The categories of the things in each of them.
    """

    weights: str
    scenes: int
    things: int
    regions: float
    average_precision: float
    detected: dict[str, int]
    gains: dict[str, float]
    examples: dict[str, list[Error]]
    positive: dict[str, list[int]]
    negative: dict[str, list[int]]
    found: dict[str, Detections]
    truths: dict[str, list[int]]


class FollowedScene(NamedTuple):
    """A test scene, its regions with what the network says of them, and its true boxes with the same."""

    meadow: Meadow
    regions: RegionStages
    truths: Tensor
    found: Detections


@torch.no_grad()
def followed(count: int) -> Iterator[FollowedScene]:
    """Run the network on the regions of the first test scenes, and on their true boxes."""
    network = trained(NAME)
    for index in range(count):
        meadow = Meadow(scene_seed(Split.TEST, index), SIZE)
        regions = network.follow(meadow.image, selective_search(meadow.image, max_proposals=MOST_PROPOSALS).boxes)
        margins = network.follow(meadow.image, meadow.boxes).margins if len(meadow.boxes) else regions.margins[:0]
        found = detect_among(regions, (SIZE, SIZE), iou_threshold=SUPPRESSED_FROM, max_detections=KEPT).detections
        yield FollowedScene(meadow, regions, margins, found)


def binned(scores: Tensor) -> list[int]:
    """Count scores in bins."""
    places = ((scores.clamp(LOWEST, HIGHEST - BIN / 2) - LOWEST) / BIN).long()
    return torch.bincount(places, minlength=int((HIGHEST - LOWEST) / BIN)).tolist()


def scores_of(scenes: list[FollowedScene]) -> dict[str, dict[str, list[int]]]:
    """Count each SVM's scores of true boxes and of negatives."""
    counted: dict[str, dict[str, list[int]]] = {"positive": {}, "negative": {}}
    for label, name in enumerate(THINGS):
        positive, negative = [torch.zeros(0)], [torch.zeros(0)]
        for scene in scenes:
            mine = scene.meadow.labels == label
            positive.append(scene.truths[mine, label])
            overlap = box_iou(scene.regions.proposals, scene.meadow.boxes[mine])
            far = overlap.amax(dim=1) < NEGATIVE_BELOW if mine.any() else torch.ones(len(overlap), dtype=torch.bool)
            negative.append(scene.regions.margins[far, label])
        counted["positive"][name], counted["negative"][name] = binned(torch.cat(positive)), binned(torch.cat(negative))
    return counted


def examples_of(
    errors: DetectionErrors, scenes: list[FollowedScene], found: list[Detections]
) -> dict[str, list[Error]]:
    """Return the surest errors of each kind, and the things that are missed."""
    matches, told = errors.average_precision.matches, dict[str, list[Error]]()
    for index, kind in enumerate(DETECTED[1:], start=1):
        told[kind] = []
        for place in (errors.kind == index).nonzero()[:EXAMPLES, 0].tolist():
            scene, which, thing = int(matches.scene[place]), int(matches.detection[place]), int(errors.truth[place])
            one, truth = picked(found[scene], torch.tensor([which])), scenes[scene].meadow
            iou = float(box_iou(one.boxes, truth.boxes[thing][None])) if thing >= 0 else 0.0
            told[kind].append(
                Error(scene, _box(one.boxes[0]), int(one.labels), round(float(one.scores), 4), iou, thing)
            )
    told[MISSED] = []
    for place in (errors.true_kind != TRUE.index("found")).nonzero()[:, 0].tolist():
        scene, thing = int(errors.true_scene[place]), int(errors.true_place[place])
        box = scenes[scene].meadow.boxes[thing]
        if len(told[MISSED]) < EXAMPLES:
            told[MISSED].append(Error(scene, _box(box), int(errors.true_label[place]), 0.0, 0.0, thing))
    return told


def _box(box: Tensor) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (round(side, 2) for side in box.tolist())
    return (x1, y1, x2, y2)


def measure(count: int = SCENES) -> dict[str, Any]:
    """Evaluate the network on the first test scenes: what the record tells of them."""
    scenes = list(followed(count))
    truths, found = [scene.meadow for scene in scenes], [scene.found for scene in scenes]
    sure = [picked(one, one.scores > SURE) for one in found]
    every = detection_errors(found, truths, THINGS, ENOUGH, NOTHING)
    errors = detection_errors(sure, truths, THINGS, ENOUGH, NOTHING)
    unfound = int((errors.true_kind != TRUE.index("found")).sum())
    return {
        "scenes": count,
        "things": sum(len(truth.boxes) for truth in truths),
        "regions": sum(len(scene.regions.proposals) for scene in scenes) / count,
        "average_precision": round(every.average_precision.mean, 6),
        "detected": {**errors.detected, MISSED: unfound},
        "gains": {kind: round(gain, 6) for kind, gain in every.gains().items()},
        "examples": examples_of(errors, scenes, sure),
        **scores_of(scenes),
    }


def found_in(name: str) -> dict[str, Any]:
    """Return what the network finds in one of the lecture's scenes, as the record tells it."""
    found = outcome(lecture_scene(name)).detections
    best = picked(found, torch.arange(len(found.scores)) < KEPT)
    scores = [round(score, 4) for score in best.scores.tolist()]
    return {"boxes": [_box(box) for box in best.boxes], "scores": scores, "labels": best.labels.tolist()}


@cache
def evaluated() -> Evaluated:
    """Read the record."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    examples = {
        kind: [Error(one[0], tuple(one[1]), *one[2:]) for one in several] for kind, several in read["examples"].items()
    }
    found = {
        name: Detections(
            torch.tensor(one["boxes"]).view(-1, 4), torch.tensor(one["scores"]), torch.tensor(one["labels"]).long()
        )
        for name, one in read["found"].items()
    }
    told = {name: read[name] for name in Evaluated._fields}
    return Evaluated(**{**told, "examples": examples, "found": found})


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = {name: found_in(name) for name in SCENE_NAMES}
    truths = {name: lecture_scene(name).labels.tolist() for name in SCENE_NAMES}
    told = {"command": COMMAND, "weights": record(NAME).sha256, **measure(), "found": found, "truths": truths}
    FILE.write_text(json.dumps(told) + "\n", encoding="utf-8")
