"""Take the README's screenshots of the lectures in a real JupyterLab: ``python -m tools.screenshots [NOTEBOOK ...]``."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

from lecture_utils.atomic_write import atomic_write
from tools.lab import NotebookPage, browser, jupyter_lab, open_notebook
from tools.live import LiveDemo

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1440, 900


def drag_box(demo: LiveDemo) -> None:
    """Drag the demo's box a little, so that the picture shows what the viewer did."""
    box = demo.root.locator(".lu-box .lu-outline").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = demo.notebook.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 13, y + 9, steps=8)
    mouse.up()


# For each lecture the demo in the middle of the picture, and the keys that bring it to a state worth seeing.
DEMOS = {
    "05_roi": ("roi", []),
    "11_transpose_convolution": ("transpose_convolution", ["Home", "ArrowRight", "ArrowRight"]),
    "14_attention": ("attention_layer", ["End"]),
}


def take(notebook: NotebookPage, demo_name: str, keys: list[str]) -> Image.Image:
    """Run the notebook, bring a demo to a state, and take a picture of the screen with the demo in its middle."""
    notebook.run_all()
    notebook.command("application:toggle-left-area")
    notebook.page.wait_for_timeout(1000)
    demo = LiveDemo(notebook, demo_name)
    demo.root.focus()
    for key in keys:
        notebook.page.keyboard.press(key)
    demo.root.evaluate("demo => { demo.blur(); demo.scrollIntoView({ block: 'center' }); }")
    notebook.page.wait_for_timeout(1500)
    if demo.root.locator(".lu-box").count():
        drag_box(demo)
    demo.settle()
    notebook.page.wait_for_timeout(500)
    return Image.open(io.BytesIO(notebook.page.screenshot())).convert("RGB")


def main(names: list[str]) -> None:
    """Take a screenshot of each named lecture, or of all that the README shows."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("notebooks", "images"):
            shutil.copytree(ROOT / part, Path(folder, part))
        with jupyter_lab(Path(folder)) as address, browser() as started:
            for name in names or DEMOS:
                with open_notebook(started, address, f"notebooks/{name}.ipynb", WIDTH, HEIGHT) as notebook:
                    picture = take(notebook, *DEMOS[name]).quantize(256, dither=Image.Dither.NONE)
                path = ROOT / "images" / f"screenshot_{name}.png"
                with atomic_write(path) as file:
                    picture.save(file, "PNG", optimize=True)
                print(f"images/{path.name}, {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
