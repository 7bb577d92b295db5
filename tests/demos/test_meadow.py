"""What the demos of the meadow show is what the meadow draws."""

import numpy as np
import pytest
from matplotlib.text import Text

from lecture_utils.demos.meadow import (
    draw_categories,
    draw_maps,
    draw_scenes,
    draw_truths,
    making_demo,
    meadow_demo,
)
from lecture_utils.demos.meadow.making import count, extent, hull
from lecture_utils.pictures.images import to_pixels
from lecture_utils.pictures.label_maps import INSTANCE_COLOURS, LABEL_COLOURS, NOTHING
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts
from lecture_utils.scenes.meadow import FINE, SEMANTIC, THINGS, Meadow, scene_seed
from lecture_utils.stage import Demo, Panel


def texts(demo, panel, **state):
    figure = demo.panel_figure(panel, **state)
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def shown(demo, panel, **state):
    """The picture that the panel shows, uint8 (H, W, 3)."""
    [image] = demo.panel_figure(panel, **state).axes[0].images
    return to_pixels(np.asarray(image.get_array()))


def palette(colours):
    return np.array([[int(chosen[at : at + 2], 16) for at in (1, 3, 5)] for chosen in colours], dtype=np.uint8)


@pytest.fixture(scope="module")
def demo():
    return meadow_demo()


@pytest.mark.parametrize(("split", "scene"), [("test", 20), ("train", 0), ("validation", 7)])
def test_the_three_pictures_are_those_of_the_seed(demo, split, scene):
    state = {"split": split, "scene": scene}
    meadow = Meadow(scene_seed(split, scene), 192)
    assert np.array_equal(shown(demo, "image", **state), meadow.scene.image)
    assert np.array_equal(shown(demo, "semantic", **state), palette(LABEL_COLOURS)[meadow.scene.semantic])
    expected = palette((NOTHING, *INSTANCE_COLOURS))[meadow.scene.instance]
    assert np.array_equal(shown(demo, "instances", **state), expected)
    assert str(meadow.seed) in demo.text("title", **state)
    assert f"“{meadow.caption}”" in demo.text("caption", **state)


def test_names_stand_at_what_is_there_and_at_nothing_else(demo):
    meadow = Meadow(scene_seed("test", demo.start["scene"]), 192)
    assert set(texts(demo, "semantic")) & set(SEMANTIC) == {SEMANTIC[value] for value in meadow.semantic.unique()}
    assert sorted(name for name in texts(demo, "instances") if name in FINE) == sorted(meadow.names)
    labels = sorted(THINGS[label] for label in meadow.labels)
    assert sorted(name for name in texts(demo, "image") if name in THINGS) == labels


def test_the_picked_thing_is_described_as_it_was_drawn(demo):
    meadow = Meadow(scene_seed("test", 20), 192)
    for thing in range(len(meadow.labels)):
        caption = demo.text("caption", scene=20, thing=thing + 1)
        assert f"{meadow.names[thing]}, {100 * meadow.visible[thing]:.0f}\N{NO-BREAK SPACE}% of it visible" in caption
        assert f"{int(meadow.masks[thing].sum()):,} are in its mask" in caption
    for panel in ("image", "instances"):
        items = {item[0] for item in demo.drawn(panel, demo.clean({"scene": 20})).items}
        assert items == set(range(len(meadow.labels)))
    assert demo.clean({"scene": 1, "thing": 4})["thing"] == 1  # an empty meadow


def test_the_title_counts_what_the_semantic_map_joins(demo):
    assert "one colour for 5 horses, the masks have 5" in demo.text("title", scene=20)
    assert "one colour for 2 people" in demo.text("title", scene=3)
    assert "no box and no mask" in demo.text("title", scene=1)


@pytest.mark.parametrize("scene", [3, 20])
def test_the_last_step_of_the_making_is_the_scene(scene):
    demo, last = making_demo(), count(scene) - 1
    meadow = Meadow(scene_seed("test", scene), 192)
    assert np.array_equal(shown(demo, "image", scene=scene, step=last), meadow.scene.image)
    assert np.array_equal(
        shown(demo, "semantic", scene=scene, step=last), palette(LABEL_COLOURS)[meadow.scene.semantic]
    )


@pytest.mark.parametrize("scene", [3, 20])
def test_a_step_changes_the_labels_only_where_its_figure_stands(scene):
    demo = making_demo()
    for step in range(1, count(scene)):
        before, after = (shown(demo, "semantic", scene=scene, step=at).astype(int) for at in (step - 1, step))
        x1, y1, x2, y2 = extent(scene, step - 1)
        changed = np.argwhere((before != after).any(axis=2))
        # A thing that this one hides for the most part is left out of the scene, wherever it stands.
        if "left out" not in demo.text("caption", scene=scene, step=step) and len(changed):
            assert (changed.min(axis=0) >= (int(y1) - 1, int(x1) - 1)).all()
            assert (changed.max(axis=0) <= (y2 + 1, x2 + 1)).all()


def test_the_outline_of_a_cone_encloses_both_balls_and_touches_them():
    start, end, small, large = np.array([0.0, 0.0, 0.0]), np.array([10.0, 4.0, 1.0]), 1.0, 3.0
    outline = hull(start, end, small, large)
    from_start = np.hypot(*(outline - start[:2]).T)
    from_end = np.hypot(*(outline - end[:2]).T)
    on_start, on_end = np.isclose(from_start, small), np.isclose(from_end, large)
    assert (on_start | on_end).all()
    assert on_start.any()
    assert on_end.any()
    assert (from_start >= small - 1e-9).all()
    assert (from_end >= large - 1e-9).all()
    assert np.allclose(np.hypot(*(hull(start, start + 0.1, 1.0, 3.0) - start[:2] - 0.1).T), 3.0)


@pytest.mark.parametrize("draw", [draw_scenes, draw_categories, draw_maps, draw_truths])
def test_the_sheets_can_be_read(draw):
    from lecture_utils.demos import meadow

    size = getattr(meadow, f"{draw.__name__.removeprefix('draw_').upper()}_SIZE")
    figure = Demo("sheet", "", panels=[[Panel("sheet", draw, size=size)]]).panel_figure("sheet")
    assert overlapping_texts(figure) == []
    assert cut_off_texts(figure) == []
    written = {text.get_text().replace("\n", " ") for text in figure.findobj(Text)}
    if draw is draw_categories:
        assert written >= set(FINE)
