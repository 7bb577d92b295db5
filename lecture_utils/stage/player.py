"""The live player's side in the kernel: answers the browser's wishes, the newest state first."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import threading
import time
import traceback
import weakref
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython

from lecture_utils.pictures.theme import SIZES, colour
from lecture_utils.stage.demo import Demo, State
from lecture_utils.stage.drawing import encode
from lecture_utils.stage.interpreter import quick_turns
from lecture_utils.stage.layout import control_lines, output_width, page_width
from lecture_utils.stage.places import places

FOLDER = Path(__file__).parent
SCRIPTS = ("values.js", "matrix.js", "pointer.js", "controls.js", "player.js")
SCRIPT = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
VERSION = hashlib.sha256(SCRIPT.encode()).hexdigest()[:12]
STYLE = (FOLDER / "player.css").read_text(encoding="utf-8")
PLAYERS: weakref.WeakSet[Player] = weakref.WeakSet()
TOGETHER = 0.12
"""Seconds of drawing after which frames are sent even though others of the state are still to be drawn."""

_size = "screen"


def specification(demo: Demo) -> dict[str, Any]:
    """Describe a demo to the browser, as JSON."""
    controls = [{**control.spec(), "output_width": round(output_width(control))} for control in demo.controls]
    for spec in controls:
        if "role" in spec:
            spec["colour"] = colour(spec["role"])
    return {
        "name": demo.name,
        "rows": [
            [{"name": panel.name, "size": panel.size, "alt": panel.alt or panel.name} for panel in row]
            for row in demo.rows
        ],
        "controls": controls,
        "resources": demo.resources(),
        "start": demo.start,
        "has_title": bool(demo.title),
        "has_caption": bool(demo.caption),
        "title_lines": demo.title_lines,
        "caption_lines": demo.caption_lines,
        "lines": [{"names": line.names, "height": line.height} for line in control_lines(demo)],
        "width": page_width(demo),
        "step_colour": colour("step"),
        "alt": demo.alternative(),
    }


def answer(demo: Demo, name: str, state: State, size: str, ratio: float) -> tuple[dict[str, Any], bytes | None]:
    """Make one resource of a legal state: its description for the browser, and a frame's bytes.

    An error in a panel or text becomes part of the description, so that the demo goes on at the next state.
    """

    def make() -> tuple[tuple[dict[str, Any], bytes | None], int]:
        item: dict[str, Any] = {"name": name, "values": [state[key] for key in demo.resources()[name]]}
        frame = None
        try:
            kind, _, rest = name.partition(":")
            if kind == "text":
                item["value"] = demo.text(rest, **state)
            elif kind == "limits":
                control = next(control for control in demo.controls if control.name == rest)
                item["value"] = control.limits(state)
            else:
                drawn = demo.drawn(name, state, size, ratio)
                frame = encode(drawn.pixels)
                item |= places(demo.controls, name, drawn)
        except Exception as error:
            message = "".join(traceback.format_exception(error))
            item |= {"error": message, "value": f"{type(error).__name__}: {error}"}
        return (item, frame), len(frame or b"") + 500

    return demo.cached(name, state, (size, ratio), make)


class Player(anywidget.AnyWidget):
    """A demo, live in the notebook.

    The browser sets :attr:`request` to its state, the names of what it lacks, and the states that are likely next.
    While one request is on its way, ipywidgets merges the following ones: the newest wins and none queue up.
    """

    _esm = (FOLDER / "loader.js").read_text(encoding="utf-8")
    _css = STYLE
    script = traitlets.Dict({"version": VERSION, "text": SCRIPT}).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    size = traitlets.Dict().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._now: deque[tuple[str, State, dict[str, Any]]] = deque()
        self._ahead: deque[tuple[str, State, dict[str, Any]]] = deque()
        self._drawn: list[tuple[dict[str, Any], dict[str, Any], bytes | None]] = []
        self._spent = 0.0
        self._scheduled: asyncio.Handle | None = None
        self._turn, self._turns = itertools.count(), dict[str, int]()
        self._wish: dict[str, Any] | None = None
        super().__init__(spec=specification(demo), size=size_trait())
        PLAYERS.add(self)

    def __repr__(self) -> str:
        return ""  # the static picture before the player says it all where no browser runs it

    @traitlets.observe("request")
    def _on_request(self, change: Any) -> None:
        self._wish = change["new"]
        in_main_thread(self._answer_newest)

    def _answer_newest(self) -> None:
        request, self._wish = self._wish, None
        if request is None:
            return  # a newer request came before this one's turn, and has been answered
        size, ratio = request.get("size", "screen"), float(request.get("ratio", 1))
        if "state" not in request or size not in SIZES:
            return
        if self._drawn and "state" in self._drawn[0][0]:
            self._send_drawn()
        else:
            self._forget_drawn()  # made ahead, and in the cache: sent where the browser still wants them
        about = {"view": request.get("view"), "serial": request.get("serial"), "size": size, "ratio": ratio}
        state = self.demo.clean(request["state"])
        names = request["now"]
        if names and _as_json(state) != request["state"]:
            # What the browser lacks was named for its own state, which is not legal: all may be lacking.
            names = list(self.demo.resources())
        # What has the same description (the same object) belongs to one state, and is sent together.
        of_this_state = {**about, "state": state}
        self._now = deque((name, state, of_this_state) for name in self._stalest_first(names))
        self._ahead.clear()
        for wish in request["ahead"]:
            likely, of_that_state = self.demo.clean(wish["state"]), dict(about)
            self._ahead.extend((name, likely, of_that_state) for name in wish["names"])
        if self._now:
            self._draw_next()
        else:
            self._schedule()

    def _stalest_first(self, names: list[str]) -> list[str]:
        """Texts and ranges first; then the panels, what was drawn longest ago before the others.

        While a box is dragged, requests come faster than panels are drawn. Each takes the place of the one before, and
        in this order every panel has its turn.
        """
        return sorted(names, key=lambda name: self._turns.get(name, -1) if name in self.demo.panels else -2)

    def _draw_next(self) -> None:
        """Draw one frame; then let the kernel's loop look for a newer request before the next."""
        waiting = self._now or self._ahead
        if not waiting:
            return
        name, state, about = waiting.popleft()
        self._turns[name] = next(self._turn)
        began = time.monotonic()
        with quick_turns():
            item, frame = answer(self.demo, name, state, about["size"], about["ratio"])
            self._drawn.append((about, item, frame))
            self._spent += time.monotonic() - began
            rest = self._now or self._ahead
            if not rest or rest[0][2] is not about or self._spent > TOGETHER:
                self._send_drawn()
        self._schedule()

    def _send_drawn(self) -> None:
        """Send what was drawn of one state, in one message: each of them keeps kernel, server and browser busy."""
        if self._drawn:
            about, buffers, items = self._drawn[0][0], list[bytes](), list[dict[str, Any]]()
            for _, item, frame in self._drawn:
                items.append(item if frame is None else {**item, "buffer": len(buffers)})
                buffers += [] if frame is None else [frame]
            self.send({**about, "items": items}, buffers)
        self._forget_drawn()

    def _forget_drawn(self) -> None:
        self._drawn.clear()
        self._spent = 0.0

    def _schedule(self) -> None:
        """Draw the next frame in a moment; one ahead only when the loop has nothing else to do."""
        if self._scheduled is not None:
            self._scheduled.cancel()
        try:
            loop = asyncio.get_running_loop()
            self._scheduled = loop.call_later(0.0 if self._now else 0.001, self._draw_next)
        except RuntimeError:  # no loop, no browser: nobody waits for frames ahead
            if self._now:
                self._draw_next()

    def close(self) -> None:
        """End the player, here and in the browser."""
        self._wish = None  # one that came while a cell ran has its turn after this
        self._now.clear()
        self._ahead.clear()
        self._drawn.clear()
        if self._scheduled is not None:
            self._scheduled.cancel()
            self._scheduled = None
        self.demo.forget()
        PLAYERS.discard(self)
        if self.comm is not None:  # closed twice, it has no layout any more
            self.layout.close()
        super().close()


def in_main_thread(act: Callable[[], None]) -> None:
    """Do something in the kernel's main thread, now or when that has time.

    JupyterLab hands the messages of widgets to a thread of their own (a subshell), so that they are read while a cell
    runs. Drawing there, beside what a cell draws, would mix up the two: matplotlib is not safe in threads.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None or threading.current_thread() is threading.main_thread():
        act()
    else:
        kernel.io_loop.add_callback(act)


def _as_json(state: State) -> dict[str, Any]:
    def lists(value: Any) -> Any:
        return [lists(part) for part in value] if isinstance(value, tuple) else value

    return {key: lists(value) for key, value in state.items()}


def size_trait() -> dict[str, Any]:
    """Return the size that all pictures are shown in, as the browser gets it."""
    return {"name": _size, "scale": SIZES[_size]}


def current_size() -> str:
    """Return the name of the size that pictures are shown in: ``"screen"`` or ``"hall"``."""
    return _size


def set_size(size: str) -> None:
    """Show all pictures of this notebook, those that stand there already too, in one of the theme's sizes."""
    global _size
    if size not in SIZES:
        raise ValueError(f"size must be one of {list(SIZES)}, got {size!r}")
    _size = size
    for player in list(PLAYERS):
        player.size = size_trait()
