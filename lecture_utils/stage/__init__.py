"""How a picture is shown live, saved and frozen. Knows no topic."""

from lecture_utils.stage.controls import Choice, DragBox, Matrix, PickCell, Slider, Step, Text, Toggle
from lecture_utils.stage.demo import Demo
from lecture_utils.stage.drawing import Panel
from lecture_utils.stage.notebook import picture, present, read, show
from lecture_utils.stage.saving import save

__all__ = [
    "Choice",
    "Demo",
    "DragBox",
    "Matrix",
    "Panel",
    "PickCell",
    "Slider",
    "Step",
    "Text",
    "Toggle",
    "picture",
    "present",
    "read",
    "save",
    "show",
]
