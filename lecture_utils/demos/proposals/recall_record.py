"""The recall of the four methods on held-out meadows: ``python -m lecture_utils.demos.proposals.recall_record``.

It takes about two minutes and writes ``recall.json``, which the lecture's curves are drawn from.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from lecture_utils.methods.proposals import bing, edge_boxes, objectness, proposal_recall, selective_search
from lecture_utils.scenes.meadow import Meadow, scene_seed

FILE = Path(__file__).with_name("recall.json")
SCENES, CHECKED = 100, 3
NUMBERS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
THRESHOLDS = (0.5, 0.7)

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
    """

    scenes: int
    things: int
    numbers: tuple[int, ...]
    proposals: dict[str, float]
    recall: dict[str, dict[float, Tensor]]


def measure(scenes: int = SCENES) -> RecallRecord:
    """Run the four methods on the first test scenes."""
    meadows = [Meadow(scene_seed("test", index)) for index in range(scenes)]
    truths = [meadow.boxes for meadow in meadows]
    proposals, recall = {}, {}
    for name, method in METHODS.items():
        boxes = [method(meadow.image) for meadow in meadows]
        found = proposal_recall(boxes, truths, NUMBERS)
        proposals[name] = sum(map(len, boxes)) / scenes
        recall[name] = {threshold: found.at(threshold) for threshold in THRESHOLDS}
    return RecallRecord(scenes, sum(map(len, truths)), NUMBERS, proposals, recall)


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
    return RecallRecord(read["scenes"], read["things"], tuple(read["numbers"]), read["proposals"], recall)


if __name__ == "__main__":
    torch.set_num_threads(1)
    FILE.write_text(to_json(measure(), measure(CHECKED)), encoding="utf-8")
