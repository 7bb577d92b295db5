"""Take the README's screenshots of the lectures in a real JupyterLab: ``python -m tools.screenshots [NOTEBOOK ...]``."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

from lecture_utils.stage.saving import write_atomically
from tools.lab import NotebookPage, browser, jupyter_lab, open_notebook

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1440, 900


def drag_box(notebook: NotebookPage) -> None:
    """Drag the first box on screen a little, so that the picture shows what the viewer did."""
    box = notebook.page.locator(".lu-box .lu-outline").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    notebook.page.mouse.move(x + 13, y + 9, steps=8)
    notebook.page.mouse.up()


def take(notebook: NotebookPage, heading: str) -> Image.Image:
    """Run the notebook and take a picture of the screen from a heading on."""
    notebook.run_all()
    notebook.command("application:toggle-left-area")
    index = notebook.page.evaluate(
        "text => jupyterapp.shell.currentWidget.content.widgets.findIndex(c => c.model.sharedModel.getSource().startsWith(text))",
        heading,
    )
    notebook.scroll_to_cell(index)
    notebook.page.wait_for_timeout(2500)
    if notebook.page.locator(".lu-box .lu-outline").count():
        drag_box(notebook)
        notebook.page.wait_for_timeout(1500)
    return Image.open(io.BytesIO(notebook.page.screenshot())).convert("RGB")


def main(names: list[str]) -> None:
    """Take a screenshot of each lecture, from its demo on."""
    chosen = [path for path in sorted(ROOT.glob("notebooks/[0-9][1-9]_*.ipynb")) if not names or path.stem in names]
    with tempfile.TemporaryDirectory() as folder:
        for part in ("notebooks", "images"):
            shutil.copytree(ROOT / part, Path(folder, part))
        with jupyter_lab(Path(folder)) as address, browser() as started:
            for path in chosen:
                with open_notebook(started, address, f"notebooks/{path.name}", WIDTH, HEIGHT) as notebook:
                    picture = take(notebook, "## The demo").quantize(256, dither=Image.Dither.NONE)
                stream = io.BytesIO()
                picture.save(stream, "PNG", optimize=True)
                write_atomically(ROOT / "images" / f"screenshot_{path.stem}.png", stream.getvalue())
                print(f"images/screenshot_{path.stem}.png, {len(stream.getvalue()) // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
