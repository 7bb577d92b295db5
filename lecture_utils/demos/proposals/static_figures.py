"""Pictures of lecture 03 without controls."""

from functools import cache

from torch import Tensor

from lecture_utils.demos.proposals.photographs import SIZE, ShownPhotographs
from lecture_utils.demos.proposals.recall_record import METHODS
from lecture_utils.pictures import Sheet, draw_boxes, draw_image, panes

IDEA_SIZE = (9.2, 1.95)
FIRST = 10
PHOTOGRAPH = "coffee"


@cache
def first_boxes(method: str, photo: str = PHOTOGRAPH) -> Tensor:
    """Return a method's first proposals on a photograph: (10, 4)."""
    return METHODS[method](ShownPhotographs()[photo])[:FIRST]


def draw_idea(figure: Sheet) -> None:
    """Draw one photograph four times, each with the first ten boxes of one method."""
    large = ShownPhotographs().large(PHOTOGRAPH)
    for method, axes in zip(METHODS, panes(figure, columns=4, gap=0.15), strict=True):
        draw_image(axes, large, method, size=SIZE)
        boxes = first_boxes(method)
        draw_boxes(axes, boxes[1:], "prediction", line_width=1.8)
        draw_boxes(axes, boxes[:1], "step", line_width=3)
