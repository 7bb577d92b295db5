import re

import numpy as np
import pytest
from PIL import Image

from lecture_utils.stage import Demo, DragBox, Panel, PickCell, Step, save
from tests.stage.sample import every_control


@pytest.fixture
def demo():
    return every_control()


def small_demo():
    def draw(figure, step):
        figure.add_axes((0.1, 0.1, 0.8, 0.8)).set_title(f"step {step}")

    return Demo("small", "Three steps", [Step("step", count=3)], [[Panel("steps", draw, size=(2, 2))]])


@pytest.mark.parametrize(
    ("ending", "start"), [("png", b"\x89PNG"), ("gif", b"GIF89a"), ("pdf", b"%PDF"), ("svg", b"<?xml")]
)
def test_each_form_is_written_and_twice_the_same(demo, tmp_path, ending, start):
    first, second = (save(demo, tmp_path / f"{name}.{ending}").read_bytes() for name in "ab")
    assert first.startswith(start)
    assert first == second


def test_a_png_is_the_frame(demo, tmp_path):
    saved = Image.open(save(demo, tmp_path / "a.png", state={"step": 2}))
    assert (np.asarray(saved) == np.asarray(demo.frame(step=2))).all()


def test_a_gif_goes_through_the_steps(demo, tmp_path):
    assert Image.open(save(demo, tmp_path / "a.gif")).n_frames == 6
    assert Image.open(save(demo, tmp_path / "b.gif", over="colour_map")).n_frames == 2


def test_an_svg_keeps_lines_and_holds_every_panel(demo, tmp_path):
    text = save(demo, tmp_path / "a.svg").read_text()
    assert text.count("<image") == 1  # the array; all else is drawn
    assert "Date" not in text


def test_a_page_names_no_other_address(demo, tmp_path):
    text = save(demo, tmp_path / "a.html").read_text()
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_a_page_above_the_number_of_frames_is_refused_and_says_which_panel_has_how_many(tmp_path):
    boxes = DragBox("box", panel="p", start=(0, 0, 8, 8), bounds=(0, 0, 60, 40), frozen_steps=6)
    picked = PickCell("cell", panel="p", shape=(40, 40))
    demo = Demo("large", "t", [boxes, picked], [[Panel("p", lambda box, cell: np.zeros((2, 2)))]])
    with pytest.raises(
        ValueError, match=r"would hold \d+ frames \(p: \d+\), more than most_frames = 2000; offer fewer"
    ):
        save(demo, tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


def test_a_page_above_the_megabytes_is_refused(demo, tmp_path):
    with pytest.raises(ValueError, match=r"passes most_megabytes = 0\.001"):
        save(demo, tmp_path / "a.html", most_megabytes=0.001)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("a.bmp", {}, r"path must end in one of .*, got 'a\.bmp'"),
        ("a.gif", {"over": "nonsense"}, "over must be one of"),
        ("a.png", {"size": "huge"}, "size must be one of"),
        ("a.png", {"state": {"nonsense": 1}}, "no control"),
    ],
)
def test_wrong_arguments_are_refused_and_nothing_is_written(demo, tmp_path, name, options, message):
    with pytest.raises(ValueError, match=message):
        save(demo, tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_gif_of_a_demo_without_steps_says_to_name_a_control(tmp_path):
    demo = Demo("still", "t", panels=[[Panel("p", lambda: np.zeros((2, 2)))]])
    with pytest.raises(ValueError, match="has no step to go through"):
        save(demo, tmp_path / "a.gif")


def test_a_file_that_can_not_be_finished_leaves_the_old_one(tmp_path):
    def fail(figure):
        raise TypeError

    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        save(Demo("failing", "t", panels=[[Panel("p", fail)]]), path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]


def test_a_page_holds_each_combination_that_a_panel_reads_once(tmp_path):
    text = save(small_demo(), tmp_path / "a.html").read_text()
    assert text.count('"name": "steps", "values"') == 3
