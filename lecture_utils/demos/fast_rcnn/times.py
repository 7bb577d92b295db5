"""How long the detectors take: what ``python -m benchmarks detectors`` measured last, and what the papers say.

The same run writes the table of ``BENCHMARKS.md`` and ``times.json``, which the lecture's bars are drawn from.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lecture_utils.atomic_write import atomic_write
from lecture_utils.methods.detector_times import DetectorTimes

FILE = Path(__file__).with_name("times.json")
COMMAND = "python -m benchmarks detectors"

CHECKPOINTS = {"rcnn": "rcnn", "spp": "fast_rcnn_spp", "fast": "fast_rcnn", "faster": "faster_rcnn"}
TITLES = {"rcnn": "R-CNN", "spp": "SPP-net", "fast": "Fast R-CNN", "faster": "Faster R-CNN"}


class Reported(NamedTuple):
    """What the papers say of a detector, on a GPU.

    Attributes
    ----------
    training : float or None
        Hours, without proposals.
    test_with_proposals, test : float
        Seconds for an image.
    """

    training: float | None
    test_with_proposals: float
    test: float


PAPERS = {
    "rcnn": Reported(84, 49, 47),
    "spp": Reported(25, 4.3, 2.3),
    "fast": Reported(9.5, 2.3, 0.32),
    "faster": Reported(None, 0.2, 0.2),
}
"""Girshick, *Fast R-CNN*, ICCV 2015, table 4 (network L); with proposals: the slide "R-CNN vs. SPP vs. Fast R-CNN".
Faster R-CNN: Ren et al., NeurIPS 2015, table 5, 198 ms."""


class TimesRecord(NamedTuple):
    """What was measured.

    Attributes
    ----------
    scenes : int
        Held-out meadows, one by one, on one thread.
    times : dict of str to DetectorTimes
    """

    scenes: int
    times: dict[str, DetectorTimes]


def write_times(found: Mapping[str, DetectorTimes], scenes: int) -> None:
    """Write what was measured into ``times.json``."""
    times = {
        name: {field: round(value, 6) for field, value in one._asdict().items() if field != "name"}
        for name, one in found.items()
    }
    content = json.dumps({"command": COMMAND, "scenes": scenes, "seconds": times}, indent=1)
    with atomic_write(FILE) as file:
        file.write((content + "\n").encode())


@cache
def times_record() -> TimesRecord:
    """Read what was measured last."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return TimesRecord(
        written["scenes"], {name: DetectorTimes(name, **fields) for name, fields in written["seconds"].items()}
    )
