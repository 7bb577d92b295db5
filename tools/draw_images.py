"""Draw the picture that opens each lecture: ``python tools/draw_images.py [TOPICS]``, all of them where none is named.

Each is a demo in one of its states, which ``save`` writes to ``images/NN_topic.png``. ``meadow`` draws the
contact sheets of the scenes that all networks are trained on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from lecture_utils.stage import Demo, Panel, save

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "images"


def meadow() -> list[Path]:
    """Draw scenes, scenes beside their truth, and a crop of every finer category, in 256 colours each."""
    from lecture_utils.demos import meadow as demos

    sheets = [
        ("meadow_scenes", demos.draw_scenes, demos.SCENES_SIZE),
        ("meadow_maps", demos.draw_maps, demos.MAPS_SIZE),
        ("meadow_categories", demos.draw_categories, demos.CATEGORIES_SIZE),
    ]
    return [written(Demo(name, "", panels=[[Panel("sheet", draw, size)]]), name, 256) for name, draw, size in sheets]


def classification() -> list[Path]:
    """Draw a test picture and the bars of its likeliest categories."""
    from lecture_utils.demos.classification import prediction_demo

    return [written(prediction_demo(), "01_classification")]


def roi() -> list[Path]:
    """Draw a region of interest on its way through RoI pooling and RoI Align."""
    from lecture_utils.demos.roi import roi_demo

    return [written(roi_demo(), "05_roi")]


def transpose_convolution() -> list[Path]:
    """Draw the copies of the filter and their sum."""
    from lecture_utils.demos.transpose_convolution import copies_demo

    return [written(copies_demo(), "11_transpose_convolution")]


def attention() -> list[Path]:
    """Draw where a patch of one eye looks: at both eyes."""
    from lecture_utils.demos.attention import patches_demo

    return [written(patches_demo(), "14_attention")]


# In the order of the lectures.
PICTURES: dict[str, Callable[[], list[Path]]] = {
    "meadow": meadow,
    "classification": classification,
    "roi": roi,
    "transpose_convolution": transpose_convolution,
    "attention": attention,
}


def written(demo: Demo, name: str, colours: int | None = None) -> Path:
    """Write a demo at its start, half as fine again as on screen; with so many colours only, where they are given."""
    path = save(demo, IMAGES / f"{name}.png", ratio=1.5)
    if colours:
        image = Image.open(path).convert("RGB")
        few = image.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.FLOYDSTEINBERG)
        few.save(path, optimize=True)
    return path


if __name__ == "__main__":
    for topic in sys.argv[1:] or PICTURES:
        for path in PICTURES[topic]():
            print(path.relative_to(ROOT))
