"""Recall and time of both kinds of proposals, recorded: ``python -m lecture_utils.demos.faster_rcnn.recall_record``.

It takes about two minutes and writes ``recall.json``, which the lecture's curves and bars are drawn from.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import torch
from torch import Tensor

from lecture_utils.demos.faster_rcnn.scene_steps import NAME
from lecture_utils.demos.proposals.recall_record import CHECKED, SCENES, THRESHOLDS, RecallRecord, measure, shares_of
from lecture_utils.methods.proposals import selective_search
from lecture_utils.scenes.meadow import Meadow, scene_seed
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained
from lecture_utils.training.proposed_scenes import MOST_PROPOSALS

FILE = Path(__file__).with_name("recall.json")
RPN, SEARCH = SOURCES = ("RPN", "Selective Search")
TIMED = 30
"""Scenes whose times are measured."""


@torch.no_grad()
def by_network(image: Tensor) -> Tensor:
    """Return the proposals of the trained network, the surest first: (L, 4)."""
    return trained(NAME).steps(image[None]).proposals[0].boxes


def by_search(image: Tensor) -> Tensor:
    """Return those of Selective Search: (L, 4)."""
    return selective_search(image, max_proposals=MOST_PROPOSALS).boxes


METHODS: dict[str, Callable[[Tensor], Tensor]] = {RPN: by_network, SEARCH: by_search}


@torch.no_grad()
def seconds(image: Tensor) -> dict[str, float]:
    """Measure what a picture's proposals and the rest of the detector take: seconds of one processor core."""
    network = trained(NAME)
    size = (image.shape[-2], image.shape[-1])
    start = time.process_time()
    features = network.feature_map(image[None])
    map_made = time.process_time()
    proposals = network.propose(network.rpn(features), network.anchors(features), size)
    proposed = time.process_time()
    network.detect(features, [one.boxes for one in proposals], size)
    detected = time.process_time()
    by_search(image)
    searched = time.process_time()
    return {
        "feature map": map_made - start,
        RPN: proposed - map_made,
        "second stage": detected - proposed,
        SEARCH: searched - detected,
    }


def median_seconds(scenes: int = TIMED) -> dict[str, float]:
    """Return the median over test scenes, after one that isn't counted."""
    measured = [seconds(Meadow(scene_seed("test", index)).image) for index in range(scenes + 1)][1:]
    return {name: median(one[name] for one in measured) for name in measured[0]}


@dataclass(frozen=True)
class Record:
    """What was measured.

    Attributes
    ----------
    recall : RecallRecord
        Of both kinds of proposals.
    seconds : dict of str to float
        Of one core, for one scene: "feature map", "RPN", "second stage", "Selective Search".
    """

    recall: RecallRecord
    seconds: dict[str, float]


def to_json(found: RecallRecord, first: RecallRecord, times: dict[str, float]) -> str:
    """Write a record down, with the network's checkpoint and the recall on the first few scenes, which tests repeat."""
    head = {"command": "python -m lecture_utils.demos.faster_rcnn.recall_record", "checkpoint": record(NAME).sha256}
    counts = {"scenes": found.scenes, "things": found.things, "numbers": found.numbers, "proposals": found.proposals}
    measured = {"seconds": {name: round(one, 5) for name, one in times.items()}, "recall": shares_of(found)}
    checked = {"scenes": first.scenes, "recall": shares_of(first)}
    return json.dumps({**head, **counts, **measured, "first scenes": checked}, indent=1) + "\n"


@cache
def recorded() -> Record:
    """Read what was measured."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    recall = {
        name: {threshold: torch.tensor(at[str(threshold)]).double() for threshold in THRESHOLDS}
        for name, at in read["recall"].items()
    }
    found = RecallRecord(read["scenes"], read["things"], tuple(read["numbers"]), read["proposals"], recall, {})
    return Record(found, read["seconds"])


if __name__ == "__main__":
    torch.set_num_threads(1)
    found, first = (measure(scenes, 0, METHODS) for scenes in (SCENES, CHECKED))
    FILE.write_text(to_json(found, first, median_seconds()), encoding="utf-8")
