"""Draw the meadow's contact sheets into images/: ``python tools/draw_meadow.py``.

Three sheets: 24 scenes; four scenes beside their maps and masks, with captions; a crop of every finer category.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lecture_utils.scenes.meadow import FINE, SEMANTIC, THINGS, VARIANTS, Meadow, crop, scene_seed

IMAGES = Path(__file__).resolve().parent.parent / "images"
GAP = 6
LARGEST = 400_000
"""Bytes of a sheet, at most."""

SEMANTIC_COLOURS = np.array(
    [
        (172, 208, 240), (150, 196, 100), (40, 110, 60), (60, 120, 200), (205, 180, 140),
        (140, 70, 30), (230, 120, 20), (250, 210, 40), (140, 60, 150), (215, 40, 60),
    ],
    dtype=np.uint8,
)  # fmt: skip
INSTANCE_COLOURS = np.array(
    [
        (235, 235, 235), (0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167),
        (86, 180, 233), (213, 94, 0), (150, 140, 20), (90, 60, 160),
    ],
    dtype=np.uint8,
)  # fmt: skip


def font(points: int) -> ImageFont.FreeTypeFont:
    """Return the font that comes with matplotlib."""
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), points)


def pixels(meadow: Meadow) -> Image.Image:
    """Return a scene's image."""
    return Image.fromarray(meadow.scene.image)


def scenes(columns: int = 6, rows: int = 4, size: int = 128) -> Image.Image:
    """Lay out the first test scenes, pixel for pixel."""
    sheet = Image.new("RGB", (columns * (size + GAP) - GAP, rows * (size + GAP) - GAP), "white")
    for index in range(columns * rows):
        row, column = divmod(index, columns)
        drawn = pixels(Meadow(scene_seed("test", index), size))
        sheet.paste(drawn, (column * (size + GAP), row * (size + GAP)))
    return sheet


def with_boxes(meadow: Meadow) -> Image.Image:
    """Return a scene's image with a box around each thing, in the colour of its mask."""
    image = pixels(meadow)
    draw = ImageDraw.Draw(image)
    for number, (x1, y1, x2, y2) in enumerate(meadow.boxes.tolist(), start=1):
        draw.rectangle((x1, y1, x2 - 1, y2 - 1), outline=tuple(INSTANCE_COLOURS[number]), width=2)
    return image


def maps(indices: tuple[int, ...] = (3, 5, 20, 14), size: int = 192) -> Image.Image:
    """Lay out scenes beside their semantic maps and their masks, captions below."""
    line = 26
    step = size + line + GAP
    sheet = Image.new("RGB", (3 * (size + GAP) - GAP, line + len(indices) * step + line), "white")
    draw = ImageDraw.Draw(sheet)
    for column, title in enumerate(("scene and boxes", "semantic map", "masks")):
        draw.text((column * (size + GAP), 2), title, "black", font(16))
    for row, index in enumerate(indices):
        meadow = Meadow(scene_seed("test", index), size)
        semantic, instance = meadow.scene.semantic, meadow.scene.instance
        tiles = (with_boxes(meadow), SEMANTIC_COLOURS[semantic], INSTANCE_COLOURS[instance])
        for column, tile in enumerate(tiles):
            drawn = tile if isinstance(tile, Image.Image) else Image.fromarray(tile)
            sheet.paste(drawn, (column * (size + GAP), line + row * step))
        draw.text((0, line + row * step + size + 1), f"“{meadow.caption}”", "black", font(16))
    x, y = 0, sheet.height - line + 4
    for name, value in zip(SEMANTIC, SEMANTIC_COLOURS, strict=True):
        draw.rectangle((x, y + 3, x + 11, y + 14), fill=tuple(value))
        draw.text((x + 14, y), name, "black", font(12))
        x += 22 + int(draw.textlength(name, font(12)))
    return sheet


def categories(size: int = 128) -> Image.Image:
    """Lay out one crop of every finer category, a row for each label."""
    line = 20
    sheet = Image.new("RGB", (VARIANTS * (size + GAP) - GAP, len(THINGS) * (size + line + GAP)), "white")
    draw = ImageDraw.Draw(sheet)
    for fine, name in enumerate(FINE):
        row, column = divmod(fine, VARIANTS)
        x, y = column * (size + GAP), row * (size + line + GAP)
        image = crop(scene_seed("test", fine), size, thing=name).image
        sheet.paste(Image.fromarray((image * 255).round().byte().permute(1, 2, 0).numpy()), (x, y))
        draw.text((x, y + size + 2), name, "black", font(12))
    return sheet


def save(sheet: Image.Image, name: str) -> Path:
    """Write a sheet with 256 colours, which keeps it below :data:`LARGEST`."""
    path = IMAGES / f"{name}.png"
    few = sheet.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.FLOYDSTEINBERG)
    few.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, more than {LARGEST}")
    return path


if __name__ == "__main__":
    for name, sheet in (
        ("meadow_contact_sheet", scenes()),
        ("meadow_maps", maps()),
        ("meadow_categories", categories()),
    ):
        print(save(sheet, name).name)
