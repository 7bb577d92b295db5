"""A demo as a file: a page that needs no kernel and no network, an animation, or a picture."""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from lecture_utils.atomic_write import atomic_write
from lecture_utils.pictures.theme import SIZES
from lecture_utils.stage.controls import Control, Step
from lecture_utils.stage.demo import Demo, State
from lecture_utils.stage.drawing import encode
from lecture_utils.stage.places import places
from lecture_utils.stage.player import SCRIPT, STYLE, specification

MOST_FRAMES = 2000
MOST_MEGABYTES = 40.0


def save(
    demo: Demo,
    path: str | Path,
    *,
    size: str = "screen",
    state: State | None = None,
    over: str | None = None,
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
    over : str, optional
        For a GIF: the control to go through; the first step where left out.
    seconds : float
        For a GIF: how long each frame stays.
    ratio : float
        For a PNG or a page: pixels of the picture for each pixel of the page.
    most_frames, most_megabytes
        A page above either is refused.

    Raises
    ------
    ValueError
        If the ending is none of these, the control to go through does not exist, or a page would be too large.
    """
    path = Path(path)
    writers: dict[str, Callable[[], bytes]] = {
        ".html": lambda: page(demo, size, ratio, state or {}, most_frames, most_megabytes).encode(),
        ".gif": lambda: _gif(demo, size, state or {}, over, seconds),
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


def _gif(demo: Demo, size: str, state: State, over: str | None, seconds: float) -> bytes:
    steps = [control for control in demo.controls if (control.name == over if over else isinstance(control, Step))]
    if not steps:
        named = f"over must be one of {[control.name for control in demo.controls]}, got {over!r}"
        raise ValueError(named if over else f"demo {demo.name!r} has no step to go through: name a control in over")
    legal = demo.clean(state)
    values = steps[0].frozen(steps[0].limits(legal))
    frames = [demo.frame(size=size, **{**legal, steps[0].name: value}) for value in values]
    # One palette for all frames, so that no colour flickers.
    palette = max(frames, key=lambda frame: len(frame.getcolors(2**24) or ())).quantize(256)
    stream = io.BytesIO()
    first, *rest = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    first.save(stream, "GIF", save_all=True, append_images=rest, duration=round(seconds * 1000), loop=0)
    return stream.getvalue()


def page(demo: Demo, size: str, ratio: float, state: State, most_frames: int, most_megabytes: float) -> str:
    """Return the demo as one HTML page: the player, and every frame that its controls can reach."""
    wanted = _wanted(demo)
    count = sum(len(states) for name, states in wanted.items() if name in demo.panels)
    if count > most_frames:
        parts = ", ".join(f"{name}: {len(states)}" for name, states in wanted.items() if name in demo.panels)
        raise ValueError(
            f"the page of demo {demo.name!r} would hold {count} frames ({parts}), "
            f"more than most_frames = {most_frames}; offer fewer values (frozen_every, frozen_steps, presets) "
            "or raise most_frames"
        )
    items, used = [], 0
    for name, states in wanted.items():
        for legal in states:
            item: dict[str, Any] = {"name": name, "values": [legal[key] for key in demo.resources()[name]]}
            if name in demo.panels:
                drawn = demo.drawn(name, legal, size, ratio)
                data = base64.b64encode(encode(drawn.pixels, "webp")).decode()
                item |= {"data": data, **places(demo.controls, name, drawn)}
                used += len(data)
            elif name.startswith("text:"):
                item["value"] = demo.text(name[5:], **legal)
            else:
                item["value"] = next(c for c in demo.controls if c.name == name[7:]).limits(legal)
            items.append(item)
            if used > most_megabytes * 1e6:
                raise ValueError(
                    f"the page of demo {demo.name!r} passes most_megabytes = {most_megabytes:g} before its {count} "
                    "frames are in; offer fewer values (frozen_every, frozen_steps, presets) or make panels smaller"
                )
    spec = specification(demo)
    spec["start"] = demo.clean(state)
    spec["controls"] = [_frozen(control, own) for control, own in zip(demo.controls, spec["controls"], strict=True)]
    content = {"spec": spec, "size": {"name": size, "scale": SIZES[size]}, "items": items}
    template = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    filled = {
        "@TITLE@": html.escape(demo.text("title", **state)),
        "@STYLE@": STYLE,
        # "</" would end the script element.
        "@CONTENT@": json.dumps(content, ensure_ascii=False).replace("</", "<\\/"),
        "@SCRIPT@": SCRIPT.replace("export default { render };", ""),
    }
    for mark, text in filled.items():
        template = template.replace(mark, text)
    return template


def _wanted(demo: Demo) -> dict[str, list[State]]:
    """List, for each resource, one state for each combination of values that it can be asked for."""
    wanted = {}
    for name, keys in demo.resources().items():
        states = {repr([state[key] for key in keys]): state for state in demo.frozen_states(keys)}
        wanted[name] = list(states.values())
    return wanted


def _frozen(control: Control, spec: dict[str, Any]) -> dict[str, Any]:
    """Describe a control to a page without a kernel, where free inputs offer a list of values."""
    if control.kind in ("pick", "box", "matrix"):
        return {**spec, "frozen": control.frozen(None)}
    if control.kind == "text":
        options = [{"value": value, "label": value or "(nothing)"} for value in control.frozen(None)]
        return {**spec, "kind": "choice", "options": options}
    return spec
