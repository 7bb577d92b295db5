"""A button in the notebook through which the viewer's own picture comes in."""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets
from torch import Tensor

from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.picture_file import load_picture

MOST_BYTES = 200_000_000
"""A larger file is not sent: the kernel holds all of it."""

_ACCEPTED = ".jpg,.jpeg,.png,.webp,.gif,.tif,.tiff,.bmp,.avif"
_LINE = "<div style='line-height:1.4;color:var(--jp-content-font-color1,inherit)' role='status'>{sign} {text}</div>"


class UploadButton(anywidget.AnyWidget):
    """Takes a file in parts. As one message, more than 10 MB would end the server's connection without a word.

    Parameters
    ----------
    taken : function of str and bytes
        Gets a file's name and content when it is here as a whole.
    refused : function of str and str
        Gets a file's name and a sentence that says why it isn't here.
    """

    _esm = Path(__file__).with_name("upload.js")
    label = traitlets.Unicode("Your own picture").tag(sync=True)
    accept = traitlets.Unicode(_ACCEPTED).tag(sync=True)
    most_bytes = traitlets.Int(MOST_BYTES).tag(sync=True)
    part_bytes = traitlets.Int(2_000_000).tag(sync=True)

    def __init__(self, taken: Callable[[str, bytes], None], refused: Callable[[str, str], None]) -> None:
        super().__init__()
        self._taken, self._refused = taken, refused
        self._name, self._size, self._content = "", 0, bytearray()
        self.on_msg(self._receive)

    def _receive(self, _: Any, message: dict[str, Any], buffers: list[memoryview]) -> None:
        name, size = str(message.get("name", "")), int(message.get("size", 0))
        match message.get("kind"):
            case "start":
                self._name, self._size, self._content = name, size, bytearray()
            case "part":
                for part in buffers:
                    self._content += part
            case "end":
                self._end()
            case "too large":
                about = f"{name} has {size / 1e6:.0f} MB, and at most {self.most_bytes / 1e6:.0f} can be sent"
                self._refused(name, f"{about}; give its path to load_picture.")
            case "failed":
                reason = str(message.get("reason", "")).rstrip(".")
                self._refused(name, f"{name} could not be read by the browser ({reason}).")

    def _end(self) -> None:
        name, content = self._name, bytes(self._content)
        self._content = bytearray()
        if len(content) == self._size:
            self._taken(name, content)
        else:
            self._refused(name, f"Of {name} only {len(content)} of {self._size} bytes arrived; choose it again.")


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
        self.button = UploadButton(self._take, self._refuse)
        self.message = ipywidgets.HTML()
        super().__init__([self.button, self.message])
        if default is None:
            most = f"Up to {MOST_BYTES / 1e6:.0f} MB"
            self._say("", f"No picture yet. {most}; for a larger one, give its path to load_picture.")
        else:
            chosen = photograph(default)
            self._use(chosen.image, chosen.credit_line)

    def __repr__(self) -> str:
        return f"PictureChoice({self.title!r})"

    def _take(self, name: str, content: bytes) -> None:
        """Read what was uploaded."""
        name = name or "The file"
        try:
            self._use(load_picture(content, self.longest_side), name)
        except ValueError as error:
            self._refuse(name, str(error).replace("The picture", name, 1))
        except Exception as error:  # whatever it is, it is said here: elsewhere nobody would see it
            self._refuse(name, f"{name} can't be read ({type(error).__name__}: {error}).")

    def _refuse(self, _: str, sentence: str) -> None:
        kept = f" {self.title.rstrip('.')} stays in use." if self.title else ""
        self._say("✗", sentence + kept)

    def _use(self, image: Tensor, title: str) -> None:
        self.image, self.title = image, title
        _, height, width = image.shape
        self._say("✓", f"{title.rstrip('.')}, {height} × {width} pixels.")

    def _say(self, sign: str, text: str) -> None:
        printable = text.encode("utf-8", "backslashreplace").decode()
        self.message.value = _LINE.format(sign=sign, text=html.escape(printable))


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
