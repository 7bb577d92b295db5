"""Recall of the four methods on held-out meadows, and what they cost.

``python -m lecture_utils.demos.proposals.recall_record`` takes about two minutes and writes ``recall.json``, which the
lecture's curves are drawn from.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import torch
from torch import Tensor

from lecture_utils.methods.proposals import bing, edge_boxes, objectness, proposal_recall, selective_search
from lecture_utils.scenes.meadow import Meadow, scene_seed
from lecture_utils.scenes.photographs import photograph

FILE = Path(__file__).with_name("recall.json")
SCENES, CHECKED = 100, 3
NUMBERS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
THRESHOLDS = (0.5, 0.7)
TIMED = "chelsea"
"""The photograph on which the seconds are measured, 451 × 300 pixels."""

METHODS: dict[str, Callable[[Tensor], Tensor]] = {
    "Objectness": lambda image: objectness(image).boxes,
    "Selective Search": lambda image: selective_search(image).boxes,
    "BING": lambda image: bing(image).boxes,
    "Edge Boxes": lambda image: edge_boxes(image).boxes,
}
"""In the order of the slide; each returns its proposals, the most promising first."""


@dataclass(frozen=True)
class RecallRecord:
    """What was measured.

    Attributes
    ----------
    scenes, things : int
        Test scenes of 128 × 128 pixels, and the things in them.
    numbers : tuple of K int
        How many of the first proposals count.
    proposals : dict of str to float
        How many each method makes for a scene, on average.
    recall : dict of str to dict of float to Tensor, shape (K,)
        The share of the things that each method finds, for each IoU that is enough.
    seconds : dict of str to float
        What each method takes for the photograph `TIMED`, on one thread.
    """

    scenes: int
    things: int
    numbers: tuple[int, ...]
    proposals: dict[str, float]
    recall: dict[str, dict[float, Tensor]]
    seconds: dict[str, float]


def median_seconds(methods: Mapping[str, Callable[[Tensor], Tensor]], image: Tensor, repeats: int) -> dict[str, float]:
    """Return how long each method takes, in seconds of the processor: the median of turns after an unmeasured one."""
    times: dict[str, list[float]] = {name: [] for name in methods}
    for turn in range(repeats + 1):
        for name, method in methods.items():
            start = time.process_time()
            method(image)
            if turn > 0:
                times[name].append(time.process_time() - start)
    return {name: median(taken) for name, taken in times.items()}


def measure(
    scenes: int = SCENES, repeats: int = 5, methods: Mapping[str, Callable[[Tensor], Tensor]] = METHODS
) -> RecallRecord:
    """Run the methods on the first test scenes, and so many times on a photograph; 0: not timed."""
    meadows = [Meadow(scene_seed("test", index)) for index in range(scenes)]
    truths = [meadow.boxes for meadow in meadows]
    proposals, recall = {}, {}
    for name, method in methods.items():
        boxes = [method(meadow.image) for meadow in meadows]
        found = proposal_recall(boxes, truths, NUMBERS)
        proposals[name] = sum(map(len, boxes)) / scenes
        recall[name] = {threshold: found.at(threshold) for threshold in THRESHOLDS}
    seconds = median_seconds(methods, photograph(TIMED).image, repeats) if repeats else {}
    return RecallRecord(scenes, sum(map(len, truths)), NUMBERS, proposals, recall, seconds)


def shares_of(record: RecallRecord) -> dict[str, dict[str, list[float]]]:
    """Return each method's recall by the IoU that is enough, rounded."""
    return {
        name: {str(threshold): [round(share, 6) for share in found.tolist()] for threshold, found in at.items()}
        for name, at in record.recall.items()
    }


def to_json(record: RecallRecord, first: RecallRecord) -> str:
    """Write a record down, and beside it that of the first few scenes, by which a test sees whether it still holds."""
    head = {"command": "python -m lecture_utils.demos.proposals.recall_record", "scenes": record.scenes}
    counts = {"things": record.things, "numbers": record.numbers, "proposals": record.proposals}
    counts["seconds"] = {name: round(taken, 3) for name, taken in record.seconds.items()}
    checked = {"scenes": first.scenes, "recall": shares_of(first)}
    return json.dumps({**head, **counts, "recall": shares_of(record), "first scenes": checked}, indent=1) + "\n"


@cache
def recorded() -> RecallRecord:
    """Read what was measured."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    recall = {
        name: {float(threshold): torch.tensor(shares).double() for threshold, shares in at.items()}
        for name, at in read["recall"].items()
    }
    numbers = tuple(read["numbers"])
    return RecallRecord(read["scenes"], read["things"], numbers, read["proposals"], recall, read["seconds"])


if __name__ == "__main__":
    torch.set_num_threads(1)
    FILE.write_text(to_json(measure(), measure(CHECKED, repeats=0)), encoding="utf-8")
