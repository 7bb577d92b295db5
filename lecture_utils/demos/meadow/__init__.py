"""The world that all networks of the lecture are trained on: its scenes, their truth, their making, its categories."""

from lecture_utils.demos.meadow.contact_sheets import (
    CATEGORIES_SIZE,
    MAPS_SIZE,
    SCENES_SIZE,
    TRUTHS_SIZE,
    draw_categories,
    draw_maps,
    draw_scenes,
    draw_truths,
)
from lecture_utils.demos.meadow.making import making_demo
from lecture_utils.demos.meadow.truth import meadow_demo

__all__ = [
    "CATEGORIES_SIZE",
    "MAPS_SIZE",
    "SCENES_SIZE",
    "TRUTHS_SIZE",
    "draw_categories",
    "draw_maps",
    "draw_scenes",
    "draw_truths",
    "making_demo",
    "meadow_demo",
]
