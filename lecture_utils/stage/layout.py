"""How high a demo is, and which controls stand beside each other: the same in the browser, live and still.

All lengths are pixels of the screen; the lecture hall multiplies them. ``player.css`` has the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from lecture_utils.pictures import text_width
from lecture_utils.pictures.theme import SIZES
from lecture_utils.stage.controls import Choice, Control, DragBox, Matrix, PickCell, Slider, Step, Text, Toggle, words
from lecture_utils.stage.demo import Demo

FONT = 15.0
TITLE_FONT = 1.12 * FONT
LEADING = 1.35  # line to line, in heights of the letters
PADDING = 8.0
TITLE_GAP, CAPTION_GAP, CONTROLS_GAP = 0.25 * TITLE_FONT, 0.35 * FONT, 0.4 * FONT
LINE, BETWEEN_LINES, BETWEEN_CONTROLS = 1.9 * FONT, 0.35 * FONT, 1.3 * FONT
SPACE = 0.45 * FONT  # between the parts of a control
MATRIX_ROW = 1.7 * FONT + 2
RANGE, FIELD, BUTTON = 8 * FONT, 14 * FONT, 1.05 * FONT
NARROWEST = 600  # the controls' room beside a small picture
PLAYING = 12 * FONT + 4 * SPACE  # three buttons and the speed
FEW = 5  # options that stand beside each other; more are a menu


@dataclass(frozen=True)
class ControlLine:
    """Controls that stand beside each other.

    Parameters
    ----------
    names : tuple of str
    height : float
    """

    names: tuple[str, ...]
    height: float


def width_of_text(text: str, bold: bool = False, font: float = FONT) -> float:
    """Return how wide a text is in the widest of the fonts that browsers choose."""
    return text_width(text, font * 0.72, bold) * 100  # 0.72 points are a pixel of 100 to the inch


def page_width(demo: Demo) -> float:
    """Return the width of a demo without the padding at its sides."""
    return max(demo.width * 100, NARROWEST if demo.controls else 0)


def output_width(control: Control) -> float:
    """Return the width of the widest value that a control writes beside itself."""
    texts = [""]
    if isinstance(control, Slider):
        texts = [words(value) for value in control.values]
    elif isinstance(control, Step):
        last = "99" if callable(control.count) else str(control.count)
        texts = [f"{control.label} {last} / {last}{f' · {name}' if name else ''}" for name in control.names or [""]]
    elif isinstance(control, PickCell):
        rows, columns = control.shape
        texts = [
            control.describe((row, column))
            for row in (range(rows) if control.row_names else (0, rows - 1))
            for column in (range(columns) if control.column_names else (0, columns - 1))
        ]
    elif isinstance(control, DragBox):
        texts = [control.describe(value) for value in control.samples(None)]
    return max(width_of_text(text, bold=True) for text in texts)


def control_width(control: Control) -> float:
    """Return how much room a control wants in its line; 0 where it has no place."""
    label = width_of_text(getattr(control, "label", "") or control.name) + SPACE
    if isinstance(control, Step):  # its slider takes what the others leave
        return PLAYING + RANGE + SPACE + output_width(control)
    if isinstance(control, Slider):
        return label + RANGE + SPACE + max(output_width(control), 2.2 * FONT)
    if isinstance(control, Choice):
        options = [width_of_text(option) for option in control.options]
        if len(options) < 2:
            return 0
        if len(options) > FEW:
            return label + max(options) + 2.5 * FONT
        return (label if control.label else 0) + sum(BUTTON + 0.25 * FONT + option + 0.8 * FONT for option in options)
    if isinstance(control, Toggle):
        return label + BUTTON
    if isinstance(control, Text):
        return label + FIELD
    if isinstance(control, Matrix):
        columns = len(control.start[0])
        return 0 if control.panel else label + columns * (2.9 * FONT + 2)
    return label + output_width(control)


def control_lines(demo: Demo) -> list[ControlLine]:
    """Divide the controls of a demo into lines, in their order."""
    room = page_width(demo)
    lines: list[list[Control]] = []
    heights: list[float] = []
    left = 0.0
    for control in demo.controls:
        width = control_width(control)
        if width == 0:
            continue
        height = LINE
        if isinstance(control, Matrix):
            height = max(len(control.start) * MATRIX_ROW, LINE)
        elif width > room and isinstance(control, Choice):
            height = LINE * -(-width // room)
        if not lines or left < width:
            lines.append([])
            heights.append(0.0)
            left = room
        lines[-1].append(control)
        heights[-1] = max(heights[-1], height)
        left -= width + BETWEEN_CONTROLS
    return [
        ControlLine(tuple(control.name for control in line), height)
        for line, height in zip(lines, heights, strict=True)
    ]


def title_height(demo: Demo) -> float:
    """Return the height that is kept for the title."""
    return demo.title_lines * TITLE_FONT * LEADING + TITLE_GAP if demo.title else 0.0


def caption_height(demo: Demo) -> float:
    """Return the height that is kept for the caption."""
    return demo.caption_lines * FONT * LEADING + CAPTION_GAP if demo.caption else 0.0


def controls_height(demo: Demo) -> float:
    """Return the height of all lines of controls."""
    lines = control_lines(demo)
    return CONTROLS_GAP + sum(line.height for line in lines) + BETWEEN_LINES * (len(lines) - 1) if lines else 0.0


def page_height(demo: Demo, size: str = "screen") -> float:
    """Return the height of a demo with its title, caption, controls and padding, in pixels of a size of the theme."""
    panels = sum(max(panel.size[1] for panel in row) for row in demo.rows) * 100
    parts = title_height(demo), panels, caption_height(demo), controls_height(demo)
    return SIZES[size] * (2 * PADDING + sum(parts))
