"""What the browser tests look at: the painted state of a demo and the pixels that it shows."""

import base64
import io
import json

import numpy as np
from PIL import Image

from tools.live import SETTLED


class Watched:
    """A demo that is live in a page."""

    def __init__(self, page, demo):
        self.page, self.demo = page, demo
        self.selector = f'.lu-demo[data-demo="{demo.name}"]'
        self.element = page.locator(self.selector).first
        self.element.wait_for(timeout=20_000)

    @property
    def painted(self):
        """The state whose frames are on the screen."""
        return json.loads(self.element.get_attribute("data-painted"))

    def wait_for(self, **values):
        """Wait until the painted state has these values."""
        self.page.wait_for_function(
            """([selector, wanted]) => {
                 const painted = JSON.parse(document.querySelector(selector)?.dataset.painted ?? '{}');
                 return Object.entries(wanted).every(([key, value]) => JSON.stringify(painted[key]) === JSON.stringify(value));
               }""",
            arg=[self.selector, values],
            timeout=10_000,
        )

    def settle(self):
        """Wait until the frames of the wanted state are on the screen."""
        self.page.wait_for_function(SETTLED, arg=self.selector, timeout=20_000)

    def pixels(self, panel):
        """What the canvas of a panel holds, uint8 (H, W, 3)."""
        url = self.page.evaluate(
            """([selector, panel]) => document.querySelector(`${selector} [data-panel="${panel}"] canvas`).toDataURL()""",
            [self.selector, panel],
        )
        data = base64.b64decode(url.split(",")[1])
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))

    def assert_shows_its_state(self, size="screen", tolerance=0):
        """Hold every panel to what the demo itself draws for the painted state."""
        state = self.painted
        for panel in self.demo.panels:
            expected = np.asarray(self.demo.panel_frame(panel, size=size, **state)).astype(int)
            shown = self.pixels(panel)
            assert shown.shape == expected.shape, (panel, shown.shape, expected.shape)
            assert np.abs(shown - expected).max() <= tolerance, f"{panel} does not show {state}"

    def panel_box(self, panel):
        """Where the panel lies on the page: dict of x, y, width, height."""
        return self.element.locator(f'[data-panel="{panel}"]').bounding_box()

    def point(self, panel, x, y):
        """Return the page's coordinates of data coordinates on a panel."""
        box = self.panel_box(panel)
        left, top, width, height, x0, x1, y0, y1 = self.demo.drawn(panel, self.demo.clean(self.painted)).axes
        across = left + (x - x0) / (x1 - x0) * width
        down = top + (y - y0) / (y1 - y0) * height
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def drag(self, panel, start, end, steps=12):
        """Drag the mouse between two points in data coordinates."""
        self.page.mouse.move(*self.point(panel, *start))
        self.page.mouse.down()
        self.page.mouse.move(*self.point(panel, *end), steps=steps)
        self.page.mouse.up()
