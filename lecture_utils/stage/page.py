"""A demo as one HTML page: the player, and every frame that it can be asked for. It needs no kernel and no network."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from lecture_utils.pictures.theme import SIZES
from lecture_utils.stage.controls import Control
from lecture_utils.stage.demo import Demo, State
from lecture_utils.stage.drawing import encode
from lecture_utils.stage.held import Over, described, held_demo, wanted_states
from lecture_utils.stage.places import places
from lecture_utils.stage.player import SCRIPT, STYLE, specification

TEMPLATE = Path(__file__).with_name("page.html")
BAR_DELAY = 1.0
"""Seconds before a bar shows how far the page is; one that is gone at once would only flicker."""
FEWER = "hold fewer values (over), or make panels smaller"


def page(demo: Demo, size: str, ratio: float, state: State, over: Over, most_frames: int, most_megabytes: float) -> str:
    """Return the demo as a page.

    Parameters
    ----------
    demo : Demo
    size, ratio, state, over, most_frames, most_megabytes
        See :func:`~lecture_utils.stage.saving.save`.

    Returns
    -------
    str
        HTML that names no other address.

    Raises
    ------
    ValueError
        If it would be too large; the message says what takes how much.
    """
    held = held_demo(demo, over, state)
    wanted = wanted_states(held)
    parts = {name: len(states) for name, states in wanted.items() if name in held.panels}
    count = sum(parts.values())
    if count > most_frames:
        each = ", ".join(f"{name}: {number}" for name, number in parts.items())
        raise ValueError(
            f"the page of demo {demo.name!r} would hold {count} frames ({each}), more than most_frames = "
            f"{most_frames}; {FEWER}, or raise most_frames"
        )
    items, used = [], 0
    with tqdm(total=count, desc=f"{demo.name}.html", unit="frame", delay=BAR_DELAY) as bar:
        for name, states in wanted.items():
            for legal in states:
                item = _item(held, name, legal, size, ratio)
                items.append(item)
                used += len(item.get("data", ""))
                bar.update(name in held.panels)
                if used > most_megabytes * 1e6:
                    raise ValueError(
                        f"the page of demo {demo.name!r} passes most_megabytes = {most_megabytes:g} before its {count} "
                        f"frames are in; {FEWER}, or raise most_megabytes"
                    )
    spec = specification(held)
    spec["controls"] = [_frozen(control, own) for control, own in zip(held.controls, spec["controls"], strict=True)]
    content = {"spec": spec, "size": {"name": size, "scale": SIZES[size]}, "items": items}
    filled = {
        "@TITLE@": html.escape(demo.text("title", **state)),
        "@STYLE@": STYLE,
        "@HELD@": _held(described(demo, held)),
        # "</" would end the script element.
        "@CONTENT@": json.dumps(content, ensure_ascii=False).replace("</", "<\\/"),
        "@SCRIPT@": SCRIPT.replace("export default { render };", ""),
    }
    template = TEMPLATE.read_text(encoding="utf-8")
    for mark, text in filled.items():
        template = template.replace(mark, text)
    return template


def _item(demo: Demo, name: str, legal: State, size: str, ratio: float) -> dict[str, Any]:
    """Make one resource of a legal state, as the page holds it."""
    item: dict[str, Any] = {"name": name, "values": [legal[key] for key in demo.resources()[name]]}
    if name in demo.panels:
        drawn = demo.drawn(name, legal, size, ratio)
        data = base64.b64encode(encode(drawn.pixels, "webp")).decode()
        return {**item, "data": data, **places(demo.controls, name, drawn)}
    if name.startswith("text:"):
        return {**item, "value": demo.text(name[5:], **legal)}
    return {**item, "value": next(c for c in demo.controls if c.name == name[7:]).limits(legal)}


def _frozen(control: Control, spec: dict[str, Any]) -> dict[str, Any]:
    """Describe a control to a page without a kernel, where free inputs offer a list of values."""
    if control.kind in ("pick", "box", "matrix"):
        return {**spec, "frozen": control.frozen(None)}
    if control.kind == "text":
        options = [{"value": value, "label": value or "(nothing)"} for value in control.frozen(None)]
        return {**spec, "kind": "choice", "options": options}
    return spec


def _held(lines: list[str]) -> str:
    """Say in the page which values it holds; nothing where it holds all."""
    if not lines:
        return ""
    listed = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    summary = "<summary>This page needs no kernel, so it holds some values only</summary>"
    return f"<details id='held'>{summary}<ul>{listed}</ul></details>"
