"""Photographs behind one control, all of one size, so that a box can be dragged on each of them."""

from functools import cache

from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.picture import check_picture, cut_long_side
from lecture_utils.stage import Choice

SIZE = (128, 192)
"""Rows and columns that the methods get."""

LARGE = 3
"""A photograph is drawn with so many times as many rows and columns."""

NAMES = ("coffee", "chelsea", "flower", "china")
OWN = "your picture"


class ShownPhotographs:
    """Photographs by name, cut to one shape.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown first.

    Raises
    ------
    ValueError
        If the picture isn't one.
    """

    def __init__(self, picture: Tensor | None = None) -> None:
        if picture is not None:
            check_picture(picture, "picture")
        self.names = (*([] if picture is None else [OWN]), *NAMES)
        self._own = {} if picture is None else {factor: scaled(picture, factor) for factor in (1, LARGE)}

    def __getitem__(self, name: str) -> Tensor:
        """Return what the methods get, the same object at every call: (3, 128, 192)."""
        return self._own[1] if name == OWN else _photograph(name, 1)

    def large(self, name: str) -> Tensor:
        """Return what is drawn: (3, 384, 576)."""
        return self._own[LARGE] if name == OWN else _photograph(name, LARGE)

    def control(self, frozen: int | None = None) -> Choice:
        """Make the control that goes through them; a page without a kernel offers the first ``frozen`` ones."""
        return Choice("photo", self.names, label="photograph", frozen_options=self.names[:frozen], ahead=False)


def scaled(picture: Tensor, factor: int) -> Tensor:
    """Cut a picture to three by two, and scale it to so many times `SIZE`."""
    rows, columns = SIZE[0] * factor, SIZE[1] * factor
    picture = cut_long_side(picture.float(), rows, columns)
    scale = max(rows / picture.shape[1], columns / picture.shape[2])
    cover = (max(rows, round(picture.shape[1] * scale)), max(columns, round(picture.shape[2] * scale)))
    covering = interpolate(picture[None], cover, mode="bilinear", antialias=True)[0].clamp(0, 1)
    top, left = (cover[0] - rows) // 2, (cover[1] - columns) // 2
    return covering[:, top : top + rows, left : left + columns].contiguous()


@cache
def _photograph(name: str, factor: int) -> Tensor:
    return scaled(photograph(name).image, factor)
