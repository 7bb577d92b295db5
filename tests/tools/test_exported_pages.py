"""What ``jupyter nbconvert`` makes of a notebook in the environment that the tools set up."""

import base64
import html
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parents[2]
WORDS = 'Three boxes on a "map" & <one> outlined.'


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """The variables of an environment that has the lecture's settings."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run(["sh", "tools/set_up_jupyter.sh", str(folder)], cwd=ROOT, check=True)
    return {
        **os.environ,
        "JUPYTER_CONFIG_PATH": str(folder / "etc" / "jupyter"),
        "JUPYTER_PATH": str(folder / "share" / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(folder / "none"),
    }


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook with a picture in an output, and one from a file that doesn't travel with it."""
    folder = tmp_path_factory.mktemp("project")
    picture = (ROOT / "images" / "05_roi.png").read_bytes()
    for place in ("images", "notebooks"):
        (folder / place).mkdir()
    (folder / "images" / "title.png").write_bytes(picture)
    output = new_output("display_data", {"image/png": base64.b64encode(b"picture").decode(), "text/plain": WORDS})
    output.metadata = {"image/png": {"alt": WORDS}}
    cells = [
        new_markdown_cell("# Title\n\n![A title picture](../images/title.png)"),
        new_code_cell("show(demo)", outputs=[output], metadata={"slideshow": {"slide_type": "slide"}}),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "notebooks" / "a.ipynb")
    return folder / "notebooks" / "a.ipynb"


@pytest.mark.parametrize("form", ["html", "slides"])
def test_pictures_keep_their_words_and_the_title_picture_travels_with_the_page(form, environment, notebook, tmp_path):
    command = [sys.executable, "-m", "nbconvert", "--to", form, "--output-dir", str(tmp_path), str(notebook)]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)

    [page] = tmp_path.iterdir()
    images = re.findall(r"<img[^>]*>", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    title, shown = (image for image in images if "data:image/png" in image)
    assert 'alt="A title picture"' in title
    assert "../images" not in title
    assert html.unescape(re.search(r"""alt=(["'])(.*?)\1""", shown)[2]) == WORDS
    assert shown.count("alt=") == 1
