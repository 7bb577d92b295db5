"""One JupyterLab and one browser for all browser tests."""

import shutil
from pathlib import Path

import nbformat
import pytest

from tools.lab import browser, jupyter_lab

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Serve a copy of the notebooks, so that no test changes the project's own; returns (address, folder)."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copytree(ROOT / "images", folder / "images")
    with jupyter_lab(folder) as address:
        yield address, folder


@pytest.fixture(scope="session")
def write_notebook(lab):
    """Write a notebook of the given code cells into the served folder and return its name."""
    _, folder = lab

    def write(name, *cells):
        notebook = nbformat.v4.new_notebook()
        path_line = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
        notebook.cells = [nbformat.v4.new_code_cell(source) for source in (path_line, *cells)]
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, folder / name)
        return name

    return write
