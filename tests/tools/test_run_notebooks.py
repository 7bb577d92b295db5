from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.run_notebooks import LANGUAGE, WIDGET_VIEW, give_stable_ids, main, normalise, run

WIDGET = "import ipywidgets\nipywidgets.IntSlider(value=3)"


def notebook_of(folder: Path, *sources: str) -> Path:
    path = folder / "notebook.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Title"), *map(new_code_cell, sources)]), path)
    return path


def outputs(path: Path, number: int) -> list[NotebookNode]:
    return nbformat.read(path, as_version=4).cells[number].outputs


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that has been run twice and stored."""
    sources = ["import os\nprint(os.environ['OMP_NUM_THREADS'])\nprint(2)", "object()", WIDGET, "os.getcwd()"]
    path = notebook_of(tmp_path_factory.mktemp("stored"), *sources)
    assert run(path, twice=True) == ""
    return path


def test_a_notebook_is_run_with_one_thread_and_its_prints_are_one_output(stored: Path):
    assert [output.text for output in outputs(stored, 1)] == ["1\n2\n"]


def test_execution_counts_start_at_one(stored: Path):
    cells = nbformat.read(stored, as_version=4).cells

    assert [cell.execution_count for cell in cells[1:]] == [1, 2, 3, 4]


def test_an_address_is_not_stored(stored: Path):
    assert outputs(stored, 2)[0].data["text/plain"] == "<object at ADDRESS>"


def test_a_widget_leaves_its_text_and_no_state(stored: Path):
    assert list(outputs(stored, 3)[0].data) == ["text/plain"]
    assert "widgets" not in nbformat.read(stored, as_version=4).metadata


def test_a_notebook_runs_in_its_own_folder(stored: Path):
    assert outputs(stored, 4)[0].data["text/plain"] == repr(str(stored.parent))


def test_a_second_run_writes_the_same_file(stored: Path):
    before = stored.read_bytes()

    assert main([str(stored)]) == 0
    assert stored.read_bytes() == before
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def test_a_cell_that_raises_is_shown_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = notebook_of(tmp_path, "1 + 1", "def half(x):\n    raise ValueError('odd')\nhalf(3)")
    before = path.read_bytes()

    assert main([str(path)]) == 1
    shown = capsys.readouterr().out
    assert "code cell 2 (def half(x):) raised ValueError" in shown
    assert "half(3)" in shown
    assert "ValueError: odd" in shown
    assert path.read_bytes() == before


def test_a_cell_that_ends_its_kernel_is_named(tmp_path: Path):
    assert "code cell 1 (import os) ended its kernel" in run(notebook_of(tmp_path, "import os\nos._exit(3)"))


def test_text_that_differs_between_two_runs_is_shown(tmp_path: Path):
    path = notebook_of(tmp_path, "import os\nos.getpid()")
    before = path.read_bytes()

    complaint = run(path, twice=True)

    assert "the text outputs of two runs differ" in complaint
    assert path.read_bytes() == before


def test_a_cell_that_is_not_compared_may_differ(tmp_path: Path):
    path = notebook_of(tmp_path, "import os\nos.getpid()")
    node = nbformat.read(path, as_version=4)
    node.cells[1].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(node, path)

    assert run(path, twice=True) == ""


def test_ids_are_kept_and_missing_or_double_ones_replaced_by_the_same_ones_each_time():
    cells = [new_code_cell("a", id="kept"), new_code_cell("b", id="kept"), new_code_cell("b")]
    del cells[2]["id"]
    again = [cell.copy() for cell in cells]

    give_stable_ids(cells)
    give_stable_ids(again)

    ids = [cell.id for cell in cells]
    assert ids[0] == "kept"
    assert len(set(ids)) == 3
    assert ids == [cell.id for cell in again]


def test_times_and_the_interfaces_state_are_dropped_and_tags_kept():
    cell = new_code_cell(
        "a", metadata={"execution": {"iopub.status.busy": "now"}, "scrolled": True, "tags": ["exercise"]}
    )
    node = new_notebook(
        cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.14.2"}}
    )

    normalise(node)

    assert node.cells[0].metadata == {"tags": ["exercise"]}
    assert node.metadata.language_info.version == LANGUAGE["version"]
    assert "widgets" not in node.metadata


def test_a_view_that_has_nothing_beside_it_stays():
    cell = new_code_cell("a")
    cell.outputs = [nbformat.v4.new_output("display_data", {WIDGET_VIEW: {"model_id": "1"}})]
    node = new_notebook(cells=[cell])

    normalise(node)

    assert WIDGET_VIEW in node.cells[0].outputs[0].data
