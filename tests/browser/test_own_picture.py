"""The viewer's own picture, uploaded in the notebook, and dragged over with the RoI grid."""

import pytest
from PIL import Image

from tools.lab import open_notebook
from tools.live import LiveDemo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CELLS = [
    "from lecture_utils.demos.roi import roi_demo\nfrom lecture_utils.scenes.upload import choose_picture\nfrom lecture_utils.stage import show",
    "mine = choose_picture()\nmine",
]


def upload(notebook, path):
    with notebook.page.expect_file_chooser() as chooser:
        notebook.page.get_by_role("button", name="Your own picture").click()
    chooser.value.set_files(path)


def test_a_picture_is_uploaded_and_its_demo_follows_a_drag(chromium, lab, write_notebook, tmp_path):
    picture, broken = tmp_path / "mine.png", tmp_path / "broken.png"
    Image.linear_gradient("L").convert("RGB").resize((500, 300)).save(picture)
    broken.write_bytes(picture.read_bytes()[:200])
    large = tmp_path / "large.bmp"
    Image.linear_gradient("L").convert("RGB").resize((2400, 1800)).save(large)
    assert large.stat().st_size > 12e6
    with open_notebook(chromium, lab[0], write_notebook("own.ipynb", *CELLS)) as notebook:
        notebook.run_all()
        upload(notebook, picture)
        notebook.page.get_by_text("mine.png").first.wait_for()
        assert notebook.execute("print(tuple(mine.image.shape))").strip() == "(3, 300, 500)"
        upload(notebook, broken)
        notebook.page.get_by_text("mine.png stays in use").wait_for()
        upload(notebook, large)  # as one message it would be beyond the server's limit
        notebook.page.get_by_text("large.bmp, 768 × 1024 pixels").wait_for()
        upload(notebook, picture)
        notebook.page.get_by_text("mine.png, 300 × 500 pixels").wait_for()
        notebook.page.evaluate(
            "jupyterapp.shell.currentWidget.content.model.sharedModel.insertCell(3, { cell_type: 'code', source: 'show(roi_demo(mine.image))' })"
        )
        notebook.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 3")
        notebook.command("notebook:run-cell")
        demo = LiveDemo(notebook, "roi")
        before = demo.painted
        outline = demo.root.locator(".lu-box .lu-outline").bounding_box()
        notebook.page.mouse.move(outline["x"] + outline["width"] / 2, outline["y"] + outline["height"] / 2)
        notebook.page.mouse.down()
        notebook.page.mouse.move(
            outline["x"] + outline["width"] / 2 + 25, outline["y"] + outline["height"] / 2 + 10, steps=8
        )
        notebook.page.mouse.up()
        demo.settle()
        assert demo.painted != before
        assert demo.wrong_panels() == []
