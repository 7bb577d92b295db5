import json
import re

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from lecture_utils.pictures.text import text_width
from lecture_utils.pictures.text_checks import cut_off_texts
from lecture_utils.pictures.theme import FONT_SIZES
from lecture_utils.stage import Choice, Demo, DragBox, Panel, PickCell, Slider, Step, save
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
    with pytest.raises(ValueError, match=r"would hold \d+ frames \(p: \d+\), more than most_frames = 2000; hold fewer"):
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
        ("a.html", {"over": "box"}, r"over of a page must be a dict, for example \{'box': 6\}, got 'box'"),
        (
            "a.html",
            {"over": {"nonsense": 3}},
            r"over must name controls of demo 'every_control', \['stride', .*'nonsense'",
        ),
        ("a.html", {"over": {"step": 3}}, r"over of control 'step' \(step\) must be a list .*a page holds all of them"),
        ("a.html", {"over": {"box": 1}}, "over of control 'box' must be at least 2 values or a list, got 1"),
        ("a.html", {"over": {"box": [(0, 0, 90, 90)]}}, r"must hold legal values, got \(0, 0, 90, 90\); near it is"),
        ("a.png", {"size": "huge"}, "size must be one of"),
        ("a.png", {"state": {"nonsense": 1}}, "no control"),
    ],
)
def test_wrong_arguments_are_refused_and_nothing_is_written(demo, tmp_path, name, options, message):
    with pytest.raises(ValueError, match=message):
        save(demo, tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_gif_of_a_demo_without_steps_says_which_argument_to_give(tmp_path):
    panels = [[Panel("p", lambda kind, cell: np.zeros((2, 2)))]]
    demo = Demo("still", "t", [Choice("kind", options="ab"), PickCell("cell", panel="p", shape=(2, 2))], panels)
    with pytest.raises(ValueError, match=r"no step to go through; say which .*: over='kind' or over='cell'"):
        save(demo, tmp_path / "a.gif")
    assert Image.open(save(demo, tmp_path / "a.gif", over="kind")).format == "GIF"
    with pytest.raises(ValueError, match=r"has no controls, so nothing moves: save it as \.png"):
        save(Demo("still", "t", panels=[[Panel("p", lambda: np.zeros((2, 2)))]]), tmp_path / "b.gif")


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


def content(path):
    """Read what a page holds."""
    return json.loads(re.search(r'id="content">(.*?)</script>', path.read_text(), flags=re.DOTALL)[1])


def held_by(path, name):
    """Give the values of a key that the page has frames of, and its control."""
    page = content(path)
    place = page["spec"]["resources"]["p"].index(name)
    values = {json.dumps(item["values"][place]) for item in page["items"] if item["name"] == "p"}
    return {json.loads(value) if value[0] != "[" else tuple(json.loads(value)) for value in values}


def scenes_and_boxes(scenes=60):
    box = DragBox("box", panel="p", start=(10, 10, 30, 30), bounds=(0, 0, 60, 40), snap=5, frozen_steps=2)
    controls = [Slider("scene", values=list(range(scenes)), start=7), box]
    return Demo("held", "t", controls, [[Panel("p", lambda scene, box: np.zeros((40, 60)), size=(1, 1))]])


def test_a_page_with_many_frames_holds_fewer_values_and_says_which(tmp_path):
    path = save(scenes_and_boxes(), tmp_path / "a.html")
    scenes = held_by(path, "scene")
    assert {0, 7, 59} <= scenes  # both ends and the start
    assert 3 < len(scenes) < 60
    assert f"<li>scene: {', '.join(map(str, sorted(scenes)))}</li>" in path.read_text()
    assert re.search(r"<li>box: \d+ boxes, with left sides at ", path.read_text())
    page = content(path)
    assert sorted(scenes) == page["spec"]["controls"][0]["values"]
    assert len(page["items"]) - 2 <= 400  # title and caption


def test_the_start_of_a_box_lies_on_the_grid_of_the_page(tmp_path):
    boxes = held_by(save(scenes_and_boxes(8), tmp_path / "a.html"), "box")
    same_size = [box for box in boxes if box[2] - box[0] == 20]
    assert (10, 10, 30, 30) in same_size
    assert {box[1] for box in same_size if box[0] == 10} == {box[1] for box in same_size}  # straight up and down


def test_over_chooses_the_values_that_a_page_holds(tmp_path):
    over = {"scene": [0, 1, 2, 8], "box": 5}
    path = save(scenes_and_boxes(), tmp_path / "a.html", over=over)
    assert held_by(path, "scene") == {0, 1, 2, 7, 8}  # and the start
    assert len({box[0] for box in held_by(path, "box") if box[2] - box[0] == 20}) == 5
    path = save(scenes_and_boxes(), tmp_path / "b.html", over={"scene": 3, "box": [(0, 0, 20, 20)]})
    assert held_by(path, "scene") == {0, 7, 59}
    assert held_by(path, "box") == {(10, 10, 30, 30), (0, 0, 20, 20)}


def test_a_page_holds_the_state_that_it_starts_with(tmp_path):
    path = save(scenes_and_boxes(), tmp_path / "a.html", state={"scene": 11})
    assert 11 in held_by(path, "scene")
    assert content(path)["spec"]["start"]["scene"] == 11


def test_a_page_that_holds_all_says_nothing_of_values(tmp_path):
    assert "id='held'" not in save(small_demo(), tmp_path / "a.html").read_text()


def test_a_page_that_takes_long_shows_how_far_it_is(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr("lecture_utils.stage.page.BAR_DELAY", 0)
    save(small_demo(), tmp_path / "a.html")
    assert re.search(r"small\.html: 100%.* 3/3", capfd.readouterr().err)


@pytest.mark.parametrize("letter", ["W", "i", "m"])
def test_a_long_title_is_whole_in_saved_pictures_however_wide_its_letters_are(letter):
    demo = Demo("long", " ".join([letter * 5] * 20), panels=[[Panel("p", lambda: np.zeros((2, 2)), size=(4, 0.5))]])
    paper = np.asarray(demo.frame())[..., 0] > 250
    assert paper[:, -12:].all()  # nothing is cut off at the right
    assert cut_off_texts(demo.figure()) == []
    lines = [text.get_text() for text in demo.figure().findobj(Text) if letter in text.get_text()]
    assert (
        text_width(lines[0], FONT_SIZES["title"], bold=True) > 0.75 * 3.8
    )  # and no line is much shorter than it may be
