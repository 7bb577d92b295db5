"""A button in the notebook through which the viewer's own picture comes in."""

import html
from typing import Any

import ipywidgets
from torch import Tensor

from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.picture_file import load_picture

_ACCEPTED = ".jpg,.jpeg,.png,.webp,.gif,.tif,.tiff,.bmp,.avif"
_LINE = "<div style='line-height:1.4;color:var(--jp-content-font-color1,inherit)' role='status'>{sign} {text}</div>"


class PictureChoice(ipywidgets.VBox):
    """An upload button; below it, one sentence says which picture is in use, or why the last one isn't.

    Attributes
    ----------
    image : Tensor, shape (3, H, W), or None
        The picture in use: the last one that could be read, before that the default photograph.
    title : str
        Its file's name, or the photograph's title and credit.
    """

    image: Tensor | None
    title: str

    def __init__(self, default: str | None, longest_side: int) -> None:
        self.longest_side = longest_side
        self.image, self.title = None, ""
        self.button = ipywidgets.FileUpload(
            accept=_ACCEPTED, multiple=False, description="Your own picture", layout={"width": "auto"}
        )
        self.message = ipywidgets.HTML()
        super().__init__([self.button, self.message])
        if default is None:
            self._say("", "No picture yet. Up to 10 MB; for a larger one, give its path to load_picture.")
        else:
            chosen = photograph(default)
            self._use(chosen.image, chosen.credit_line)
        self.button.observe(self._take, names="value")

    def __repr__(self) -> str:
        return f"PictureChoice({self.title!r})"

    def _take(self, change: dict[str, Any]) -> None:
        """Read what was uploaded, and let go of its bytes."""
        if not change["new"]:
            return
        name, content = change["new"][0]["name"], bytes(change["new"][0]["content"])
        try:
            self._use(load_picture(content, self.longest_side), name)
        except ValueError as error:
            sentence = str(error).replace("The picture", name, 1)
            kept = f" {self.title} stays in use." if self.title else ""
            self._say("✗", sentence + kept)
        self.button.value = ()

    def _use(self, image: Tensor, title: str) -> None:
        self.image, self.title = image, title
        _, height, width = image.shape
        self._say("✓", f"{title.rstrip('.')}, {height} × {width} pixels.")

    def _say(self, sign: str, text: str) -> None:
        self.message.value = _LINE.format(sign=sign, text=html.escape(text))


def choose_picture(default: str | None = "chelsea", longest_side: int = 1024) -> PictureChoice:
    """Show an upload button; until something is uploaded, a photograph is in use.

    Parameters
    ----------
    default : str or None
        One of :data:`~lecture_utils.scenes.photographs.PHOTOGRAPHS`, or ``None`` to start without a picture.
    longest_side : int
        Larger pictures are reduced to this many pixels at their longest side.

    Returns
    -------
    PictureChoice
        Its ``image`` is a Tensor of shape (3, H, W), or ``None``.

    Raises
    ------
    ValueError
        If there is no photograph of this name.
    """
    return PictureChoice(default, longest_side)
