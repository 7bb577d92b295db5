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


def roi() -> Path:
    """Draw a region of interest on its way through RoI pooling and RoI Align."""
    from lecture_utils.demos.roi import roi_demo

    return save(roi_demo(), "05_roi")


def transpose_convolution() -> Path:
    """Draw the copies of the filter and their sum."""
    from lecture_utils.demos.transpose_convolution import copies_demo

    return save(copies_demo(), "11_transpose_convolution")


def attention() -> Path:
    """Draw where a patch of one eye looks: at both eyes."""
    from lecture_utils.demos.attention import patches_demo

    return save(patches_demo(), "14_attention")


# In the order of the lectures.
PICTURES: dict[str, Callable[[], Path]] = {
    "roi": roi,
    "transpose_convolution": transpose_convolution,
    "attention": attention,
}


def save(demo: Demo, name: str, **state: object) -> Path:
    """Write one state of a demo, half as fine again as on screen."""
    return demo.save(IMAGES / f"{name}.png", state=state, ratio=1.5)


if __name__ == "__main__":
    for topic in sys.argv[1:] or PICTURES:
        print(PICTURES[topic]().relative_to(ROOT))
