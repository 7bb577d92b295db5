"""Draw the picture that opens each notebook: ``python tools/draw_images.py [TOPICS]``, all of them where none is named.

Each is a demo in its first state, which ``save`` writes to ``images/NN_topic.png``: a topic's demos name the function
that makes it ``title_picture``. ``meadow`` draws the contact sheets of the scenes that all networks are trained on,
``moving`` the README's moving picture.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
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


def title_picture(path: Path) -> list[Path]:
    """Draw the picture that opens a lecture: what its demos' ``title_picture`` makes."""
    demo = importlib.import_module(f"lecture_utils.demos.{path.stem[3:]}").title_picture()
    return [written(demo, path.stem)]


def moving() -> list[Path]:
    """Draw the README's moving picture: a transpose convolution, copy by copy."""
    from lecture_utils.demos.transpose_convolution import transpose_convolution_demo

    return [save(transpose_convolution_demo(), IMAGES / "transpose_convolution.gif", seconds=1.2)]


NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PICTURES: dict[str, Callable[[], list[Path]]] = {
    "meadow": meadow,
    "moving": moving,
    **{path.stem[3:]: partial(title_picture, path) for path in NOTEBOOKS},
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
