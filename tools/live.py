"""A demo that is live in an open notebook: put the keyboard on its controls, and ask its kernel what it should show."""

from __future__ import annotations

import hashlib
import io
import json
from base64 import b64decode
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Locator

from tools.lab import NotebookPage

# Presses that change a control each time, there and back, by kind.
KEYS = {
    "toggle": [" "],
    "matrix": ["PageUp", "PageUp", "PageDown", "PageDown"],
    "pick": ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"],
    "box": ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp"],
    "text": ["x", "Backspace"],
}
THERE_AND_BACK = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"]

ASK = """
import hashlib, json
from lecture_utils.stage.player import PLAYERS, current_size
for _player in list(PLAYERS):
    if _player.demo.name == {name!r}:
        _state = _player.demo.clean(json.loads({state!r}))
        _panels = {{name: hashlib.sha256(_player.demo.panel_frame(name, size=current_size(), **_state).tobytes()).hexdigest()
                   for name in _player.demo.panels}}
        print(json.dumps(_panels))
        break
"""
DESCRIBE = """
import json
from lecture_utils.stage.player import PLAYERS
for _player in list(PLAYERS):
    if _player.demo.name == {name!r}:
        print(json.dumps([[c.name, c.kind, getattr(c, 'panel', '')] for c in _player.demo.controls]))
        break
"""
HEIGHT = """
from lecture_utils.stage.layout import page_height
from lecture_utils.stage.player import PLAYERS
print(next(page_height(player.demo, {size!r}) for player in list(PLAYERS) if player.demo.name == {name!r}))
"""


# A moment to take up the last key, then until what is painted is what is wanted.
SETTLED = """selector => new Promise(done => {
  const look = () => {
    const { painted, wanted } = document.querySelector(selector).dataset;
    if (painted && painted === wanted) done(true); else setTimeout(look, 20);
  };
  setTimeout(look, 50);
})"""


@dataclass(frozen=True)
class LiveControl:
    """A control as the browser shows it: its place among the controls, and the panel that it lives on, if any."""

    place: int
    name: str
    kind: str
    panel: str

    @property
    def keys(self) -> list[str]:
        """Presses that change the control."""
        return KEYS.get(self.kind, THERE_AND_BACK)


class LiveDemo:
    """A demo in an open notebook."""

    def __init__(self, notebook: NotebookPage, name: str) -> None:
        self.notebook, self.name = notebook, name
        self.selector = f'.lu-demo[data-demo="{name}"]'
        self.root: Locator = notebook.page.locator(self.selector).first
        self.root.wait_for(timeout=30_000)
        self.root.scroll_into_view_if_needed()
        described = json.loads(notebook.execute(DESCRIBE.format(name=name)))
        self.controls = [LiveControl(place, *entry) for place, entry in enumerate(described)]

    def focus(self, control: LiveControl) -> None:
        """Put the keyboard on a control."""
        if control.kind == "matrix":
            self.root.locator(f'.lu-matrix[data-control="{control.name}"] input').first.focus()
            return
        if control.panel:
            self.root.locator(f'[data-panel="{control.panel}"] [data-pointed="{control.name}"]').focus()
            return
        selector = {"step": "input[type=range]", "choice": "input:checked, select"}.get(control.kind, "input")
        self.root.locator(f'.lu-line > [data-control="{control.name}"]').locator(selector).first.focus()

    @property
    def painted(self) -> str:
        """The state whose frames are on the screen, as JSON."""
        return self.root.get_attribute("data-painted") or "{}"

    def settle(self) -> None:
        """Wait until the frames of the wanted state are on the screen."""
        self.notebook.page.wait_for_function(SETTLED, arg=self.selector, timeout=30_000)

    def wrong_panels(self) -> list[str]:
        """Name the panels whose pixels are not those that the demo draws for the painted state."""
        expected = json.loads(self.notebook.execute(ASK.format(name=self.name, state=self.painted)))
        return [panel for panel, digest in expected.items() if self._digest(panel) != digest]

    def _digest(self, panel: str) -> str:
        canvas = self.root.locator(f'[data-panel="{panel}"] canvas')
        picture = Image.open(io.BytesIO(b64decode(canvas.evaluate("canvas => canvas.toDataURL()").split(",")[1])))
        return hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()

    def has_one_value(self, control: LiveControl) -> bool:
        """Whether a slider's range, as the other controls stand, holds a single value."""
        ranges = self.root.locator(f'[data-control="{control.name}"] input[type="range"]')
        return bool(ranges.count()) and bool(ranges.first.evaluate("input => input.min === input.max"))

    def height(self, size: str) -> float:
        """Return how high the demo should be in a size of the theme: as high as its still picture."""
        return float(self.notebook.execute(HEIGHT.format(name=self.name, size=size)))

    def box(self) -> dict[str, float]:
        """Return where the demo lies on the page: x, y, width, height."""
        found = self.root.bounding_box()
        assert found is not None
        return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}
