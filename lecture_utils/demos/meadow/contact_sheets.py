"""Contact sheets of the meadow: many scenes, scenes beside their truth, and one crop of every finer category."""

from typing import Any

from lecture_utils.demos.meadow.truth import draw_instances, draw_scene, draw_semantic, meadow
from lecture_utils.pictures import (
    INSTANCE_COLOURS,
    LABEL_COLOURS,
    NOTHING,
    Sheet,
    axes_at,
    draw_image_grid,
    in_colours,
    panes,
)
from lecture_utils.scenes.meadow import FINE, VARIANTS, Meadow, crop, scene_seed

SCENES_SIZE = (8.9, 3.05)
CATEGORIES_SIZE = (7.6, 5.65)
MAPS_SIZE = (8.9, 6.6)
MAPS = (3, 14)  # test scenes
TRUTHS_SIZE = (8.9, 5.65)
TRUTHS = (0, 6, 10, 13, 19)  # test scenes


def draw_scenes(figure: Sheet) -> None:
    """Draw the first twelve test scenes."""
    images = [Meadow(scene_seed("test", index), 160).image for index in range(12)]
    draw_image_grid(panes(figure, margin=0.04)[0], images, columns=6)


def draw_categories(figure: Sheet) -> None:
    """Draw a test crop of every finer category, a row for each label."""
    images = [crop(scene_seed("test", fine), 128, thing=name).image for fine, name in enumerate(FINE)]
    draw_image_grid(panes(figure, margin=0.04)[0], images, columns=VARIANTS, labels=FINE)


def draw_maps(figure: Sheet) -> None:
    """Draw two test scenes with their boxes, semantic maps and masks, the caption over each."""
    rows: Any = figure.subfigures(len(MAPS), 1, hspace=0)
    for row, index in zip(rows, MAPS, strict=True):
        head, body = row.subfigures(2, 1, hspace=0, height_ratios=(0.3, 3.0))
        head.text(0.5, 0.5, f"“{meadow('test', index).caption}”", ha="center", va="center")
        image, semantic, instances = body.subfigures(1, 3, wspace=0)
        draw_scene(panes(image, margin=0.04)[0], "test", index, thing=0)
        draw_semantic(panes(semantic, margin=0.04)[0], "test", index)
        draw_instances(panes(instances, margin=0.04)[0], "test", index)


def draw_truths(figure: Sheet) -> None:
    """Draw five test scenes with their captions, and below each its semantic map and its masks."""
    found = [meadow("test", index) for index in TRUTHS]
    semantic = [in_colours(one.semantic, LABEL_COLOURS) for one in found]
    masks = [in_colours(one.scene.instance, (NOTHING, *INSTANCE_COLOURS)) for one in found]
    captions, width = [one.caption for one in found], TRUTHS_SIZE[0] - 0.1
    draw_image_grid(axes_at(figure, 0.05, 0.0, width, 2.5), [one.image for one in found], len(found), captions)
    draw_image_grid(axes_at(figure, 0.05, 2.5, width, 1.8), semantic, len(found))
    draw_image_grid(axes_at(figure, 0.05, 4.3, width, 1.8), masks, len(found))
