"""The picture of a demo that stands in the notebook before and after it lives: each part where the player has it."""

from __future__ import annotations

from typing import Any

from matplotlib.colors import to_hex
from PIL import Image

from lecture_utils.pictures.theme import SIZES, colour, tint
from lecture_utils.stage.controls import Choice, Control, DragBox, Matrix, PickCell, Slider, Step, Toggle, Value, words
from lecture_utils.stage.demo import Demo, State
from lecture_utils.stage.drawing import DOTS_PER_INCH, draw_lines
from lecture_utils.stage.layout import (
    BETWEEN_LINES,
    CAPTION_GAP,
    CONTROLS_GAP,
    FONT,
    LEADING,
    PADDING,
    TITLE_FONT,
    caption_height,
    control_lines,
    page_height,
    page_width,
    title_height,
)

GAP = "      "  # between the values of controls


def still(demo: Demo, size: str = "screen", **state: Value) -> Image.Image:
    """Draw a state as the player shows it, as large as the player; its controls are words.

    Parameters
    ----------
    size : str
        One of the theme's sizes.
    """
    legal = demo.clean(state)
    scale = SIZES[size]
    width, height = page_width(demo) + 2 * PADDING, page_height(demo)
    page = Image.new("RGB", (round(width * scale), round(height * scale)), colour("paper"))

    def write(text: str, top: float, font: float, **options: Any) -> None:
        if text.strip():
            drawn = draw_lines(text, page_width(demo), font, LEADING, dots=DOTS_PER_INCH * scale, **options)
            page.paste(Image.fromarray(drawn), (round(PADDING * scale), round(top * scale)))

    top = PADDING
    if demo.title:
        write(demo.text("title", **legal), top, TITLE_FONT, bold=True)
        top += title_height(demo)
    for row in demo.rows:
        left = PADDING + (page_width(demo) - 100 * sum(panel.size[0] for panel in row)) / 2
        for panel in row:
            pixels = Image.fromarray(demo.outlined(panel.name, legal, size))
            page.paste(pixels, (round(left * scale), round(top * scale)))
            left += 100 * panel.size[0]
        top += 100 * max(panel.size[1] for panel in row)
    if demo.caption:
        write(demo.text("caption", **legal), top + CAPTION_GAP, FONT)
        top += caption_height(demo)
    top += CONTROLS_GAP
    controls = {control.name: control for control in demo.controls}
    for line in control_lines(demo):
        chosen = [said(controls[name], legal) for name in line.names]
        write(GAP.join(chosen), top + (line.height - FONT * LEADING) / 2, FONT, shade=to_hex(tint("ink", 0.3)))
        top += line.height + BETWEEN_LINES
    return page


def said(control: Control, state: State) -> str:
    """Say which value a control has."""
    value, name = state[control.name], getattr(control, "label", "") or control.name
    if isinstance(control, Step):
        limits = control.limits(state)
        assert limits is not None
        named = f" · {control.names[value]}" if control.names else ""
        return f"{control.label} {value + 1} / {int(limits[1]) + 1}{named}"
    if isinstance(control, Slider):
        return f"{name}  {words(value)}"
    if isinstance(control, Toggle):
        return f"{name}: {'yes' if value else 'no'}"
    if isinstance(control, PickCell | DragBox):
        return f"{name}  {control.describe(value)}"
    if isinstance(control, Matrix):
        return f"{name}  {'; '.join(', '.join(words(number) for number in row) for row in value)}"
    if isinstance(control, Choice):
        return f"{control.label}: {value}" if control.label else str(value)
    return f"{name}: {value}"
