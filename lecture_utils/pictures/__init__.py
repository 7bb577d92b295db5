"""Kinds of picture (images, matrices, heatmaps, volumes, charts) and the one theme.

They draw on axes that they are given, never through pyplot, and stay inside the rectangle of those axes: title, labels
and numbers included.
"""

from lecture_utils.pictures.arrows import draw_arrow, draw_beam, draw_move
from lecture_utils.pictures.axes_layout import panes
from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.charts import draw_bars, draw_curves
from lecture_utils.pictures.heatmaps import draw_heatmap
from lecture_utils.pictures.image_grid import draw_image_grid
from lecture_utils.pictures.images import draw_boxes, draw_cells, draw_grid, draw_image, draw_points, draw_rectangles
from lecture_utils.pictures.items import mark_columns, mark_items
from lecture_utils.pictures.label_maps import INSTANCE_COLOURS, LABEL_COLOURS, NOTHING, draw_label_map, in_colours
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.pictures.matrices import draw_matrix, draw_matrix_at
from lecture_utils.pictures.matrix_cells import draw_blocks
from lecture_utils.pictures.matrix_layout import Arrow, Label, MatrixView
from lecture_utils.pictures.matrix_rows import draw_matrices
from lecture_utils.pictures.matrix_steps import MatrixStep, at_step
from lecture_utils.pictures.number_format import format_number
from lecture_utils.pictures.point_names import write_point_names
from lecture_utils.pictures.scatter import Dot, draw_scatter
from lecture_utils.pictures.sheet import Sheet, cell_axes, say, sheet_axes
from lecture_utils.pictures.text import text_width, typeset, write
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts, smallest_text
from lecture_utils.pictures.theme import (
    COLOURS,
    DIVERGING,
    FONT_SIZES,
    GLOW,
    SEQUENTIAL,
    SIZES,
    colour,
    text_on,
    theme,
    tint,
)
from lecture_utils.pictures.volume_grid import Link, PlacedVolume, draw_volume_grid
from lecture_utils.pictures.volumes import Volume, draw_volumes

__all__ = [
    "COLOURS",
    "DIVERGING",
    "FONT_SIZES",
    "GLOW",
    "INSTANCE_COLOURS",
    "LABEL_COLOURS",
    "NOTHING",
    "SEQUENTIAL",
    "SIZES",
    "Arrow",
    "Dot",
    "Label",
    "Link",
    "Mark",
    "MatrixStep",
    "MatrixView",
    "PlacedVolume",
    "Sheet",
    "Volume",
    "at_step",
    "axes_at",
    "cell_axes",
    "colour",
    "cut_off_texts",
    "draw_arrow",
    "draw_bars",
    "draw_beam",
    "draw_blocks",
    "draw_boxes",
    "draw_cells",
    "draw_curves",
    "draw_grid",
    "draw_heatmap",
    "draw_image",
    "draw_image_grid",
    "draw_label_map",
    "draw_list",
    "draw_marked_image",
    "draw_matrices",
    "draw_matrix",
    "draw_matrix_at",
    "draw_move",
    "draw_points",
    "draw_rectangles",
    "draw_scatter",
    "draw_volume_grid",
    "draw_volumes",
    "format_number",
    "in_colours",
    "mark_columns",
    "mark_items",
    "overlapping_texts",
    "panes",
    "say",
    "sheet_axes",
    "smallest_text",
    "text_on",
    "text_width",
    "theme",
    "tint",
    "typeset",
    "write",
    "write_point_names",
]
