"""Draw the picture that opens each lecture: ``python tools/draw_images.py [TOPICS]``, all of them where none is named.

Each is a demo in one of its states, written by the demo's own ``save`` to ``images/NN_topic.png``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from lecture_utils.stage import Demo

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "images"


def transpose_convolution() -> Path:
    """Draw the copies of the filter and their sum."""
    from lecture_utils.demos.transpose_convolution import copies_demo

    return save(copies_demo(), "11_transpose_convolution")


# In the order of the lectures.
PICTURES: dict[str, Callable[[], Path]] = {
    "transpose_convolution": transpose_convolution,
}


def save(demo: Demo, name: str, **state: object) -> Path:
    """Write one state of a demo, sharp on screens of two pixels to the point."""
    return demo.save(IMAGES / f"{name}.png", state=state, ratio=2.0)


if __name__ == "__main__":
    for topic in sys.argv[1:] or PICTURES:
        print(PICTURES[topic]().relative_to(ROOT))
