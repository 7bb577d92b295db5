"""A demo as a file: a page that needs no kernel and no network, an animation, or a picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from lecture_utils.atomic_write import atomic_write
from lecture_utils.pictures.theme import SIZES
from lecture_utils.stage.controls import Step
from lecture_utils.stage.demo import Demo, State
from lecture_utils.stage.held import Over
from lecture_utils.stage.page import page

MOST_FRAMES = 2000
MOST_MEGABYTES = 40.0


def save(
    demo: Demo,
    path: str | Path,
    *,
    size: str = "screen",
    state: State | None = None,
    over: str | Over | None = None,
    seconds: float = 0.8,
    ratio: float = 1.0,
    most_frames: int = MOST_FRAMES,
    most_megabytes: float = MOST_MEGABYTES,
) -> Path:
    """Write a demo to a file and return its path.

    Parameters
    ----------
    demo : Demo
        What is written.
    path : str or Path
        The ending chooses the form. ``.html``: the player with all frames in the page. ``.gif``: the values of one
        control, one after another. ``.png``, ``.svg``, ``.pdf``: one state.
    size : str
        ``"screen"`` or ``"hall"``.
    state : dict, optional
        The state to draw, or to start with; the demo's own start where left out.
    over : str or dict, optional
        For a GIF: the name of the control to go through; the first step where left out. For a page: of some controls,
        the values that it holds, as a list, or how many: ``{"box": 6, "scene": [0, 3, 7]}``. A page holds each step,
        and of boxes, cells, long sliders and long choices a part that keeps it small; it says which.
    seconds : float
        For a GIF: how long each frame stays.
    ratio : float
        For a PNG or a page: pixels of the picture for each pixel of the page.
    most_frames, most_megabytes
        A page above either is refused.

    Raises
    ------
    ValueError
        If the ending is none of these, ``over`` names no control or no legal value, a demo without steps is saved as a
        GIF without ``over``, or a page would be too large.

    Notes
    -----
    In a frame of another page, a saved page tells how high it is, at once and whenever that changes. The other page
    listens with ::

        addEventListener("message", ({ data, source }) => {
          for (const frame of document.querySelectorAll("iframe"))
            if (frame.contentWindow === source && data.type === "lecture-demo") frame.style.height = `${data.height}px`;
        });
    """
    path = Path(path)
    writers: dict[str, Callable[[], bytes]] = {
        ".html": lambda: page(demo, size, ratio, state or {}, _held(over), most_frames, most_megabytes).encode(),
        ".gif": lambda: _gif(demo, size, state or {}, _name(demo, over), seconds),
        ".png": lambda: _png(demo, size, ratio, state or {}),
        ".svg": lambda: _vector(demo, "svg", state or {}),
        ".pdf": lambda: _vector(demo, "pdf", state or {}),
    }
    if path.suffix.lower() not in writers:
        raise ValueError(f"path must end in one of {', '.join(writers)}, got {path.name!r}")
    if size not in SIZES:
        raise ValueError(f"size must be one of {list(SIZES)}, got {size!r}")
    content = writers[path.suffix.lower()]()
    with atomic_write(path) as file:
        file.write(content)
    return path


def _png(demo: Demo, size: str, ratio: float, state: State) -> bytes:
    stream = io.BytesIO()
    demo.frame(size=size, ratio=ratio, **state).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _vector(demo: Demo, kind: str, state: State) -> bytes:
    import matplotlib

    stream = io.BytesIO()
    # Fixed identifiers and no date: the same state gives the same file.
    with matplotlib.rc_context({"svg.hashsalt": demo.name, "svg.fonttype": "path", "pdf.fonttype": 42}):
        metadata = {"Title": demo.text("title", **state), "Date" if kind == "svg" else "CreationDate": None}
        demo.figure(**state).savefig(stream, format=kind, metadata=metadata)
    return stream.getvalue()


def _held(over: str | Over | None) -> Over:
    """Return what ``over`` says for a page."""
    if isinstance(over, str):
        raise ValueError(f"over of a page must be a dict, for example {{{over!r}: 6}}, got {over!r}")
    return over or {}


def _name(demo: Demo, over: str | Over | None) -> str:
    """Return the name of the control that a GIF goes through."""
    names = [control.name for control in demo.controls]
    if over is None:
        steps = [control.name for control in demo.controls if isinstance(control, Step)]
        if steps:
            return steps[0]
        if not names:
            raise ValueError(f"demo {demo.name!r} has no controls, so nothing moves: save it as .png, .svg or .pdf")
        raise ValueError(
            f"demo {demo.name!r} has no step to go through; say which control to go through: "
            + " or ".join(f"over={name!r}" for name in names)
        )
    if over not in names:
        raise ValueError(f"over must be one of {names}, got {over!r}")
    return str(over)


def _gif(demo: Demo, size: str, state: State, over: str, seconds: float) -> bytes:
    control = next(control for control in demo.controls if control.name == over)
    legal = demo.clean(state)
    values = control.frozen(control.limits(legal))
    frames = [demo.frame(size=size, **{**legal, over: value}) for value in values]
    # One palette for all frames, so that no colour flickers.
    palette = max(frames, key=lambda frame: len(frame.getcolors(2**24) or ())).quantize(256)
    stream = io.BytesIO()
    first, *rest = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    first.save(stream, "GIF", save_all=True, append_images=rest, duration=round(seconds * 1000), loop=0)
    return stream.getvalue()
