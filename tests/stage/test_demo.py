import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes

from lecture_utils.pictures import draw_image
from lecture_utils.pictures.items import mark_items
from lecture_utils.pictures.theme import colour
from lecture_utils.stage import Choice, Demo, DragBox, Panel, PickCell, Slider, Step
from lecture_utils.stage.cache import FrameCache
from lecture_utils.stage.outlines import place
from lecture_utils.stage.places import places
from lecture_utils.stage.player import answer
from tests.stage import sample


@pytest.fixture
def demo():
    sample.DRAWN.clear()
    return sample.every_control()


def blank(figure):
    figure.add_axes((0, 0, 1, 1))


def test_same_state_gives_same_pixels(demo):
    first, second = (np.asarray(demo.frame(**demo.start)) for _ in range(2))
    assert (first == second).all()


def test_every_state_draws_and_has_one_size(demo):
    states = demo.states()
    assert 20 < len(states) <= 120
    assert {demo.frame(**state).size for state in states} == {demo.frame().size}


def test_states_hold_both_extremes_and_every_value_of_every_control(demo):
    states = demo.states()
    for control in demo.controls:
        reached = {state[control.name] for state in states}
        assert set(control.samples(control.limits(demo.start))) <= reached


def test_states_hold_every_pair_of_values_that_two_choices_can_have():
    choices = [Choice(name, list(options)) for name, options in (("a", "pqr"), ("b", "st"), ("c", "uvw"), ("d", "xy"))]
    demo = Demo("pairs", "Pairs", choices, [[Panel("all", lambda a, b, c, d: np.zeros((2, 2)), size=(1, 1))]])

    states = demo.states()

    for one, two in itertools.combinations(choices, 2):
        reached = {(state[one.name], state[two.name]) for state in states}
        assert reached == set(itertools.product(one.options, two.options))
    assert len(states) <= 18 < 3 * 2 * 3 * 2


def test_no_listed_state_is_illegal(demo):
    assert all(demo.clean(state) == state for state in demo.states())


def test_the_lecture_hall_is_the_same_picture_half_as_large_again(demo):
    screen, hall = demo.panel_frame("numbers"), demo.panel_frame("numbers", size="hall")
    assert (screen.width * 1.5, screen.height * 1.5) == hall.size


def test_a_panel_is_drawn_again_only_when_a_key_that_it_reads_changed(demo):
    start = demo.start
    changed = [{"cell": (0, 0)}, {"step": 2}, {"words": "new"}]
    for state in [start, *({**start, **change} for change in changed)]:
        for name in demo.resources():
            answer(demo, name, demo.clean(state), "screen", 1.0)
    assert sorted(sample.DRAWN) == ["heat"] * 2 + ["numbers"] * 2 + ["region"] * 2


def test_an_array_panel_keeps_its_proportions_and_says_where_its_cells_lie(demo):
    drawn = demo.drawn("heat", demo.start)
    left, top, width, height, *span = drawn.axes
    assert span == [0, 8, 0, 6]
    assert (3 * width) / (2 * height) == pytest.approx(8 / 6)
    assert (left, top) == (pytest.approx((1 - width) / 2), pytest.approx((1 - height) / 2))


def test_the_axes_of_a_drawn_panel_are_where_they_were_put(demo):
    drawn = demo.drawn("region", demo.start)
    assert drawn.axes == pytest.approx((0.0, 0.2, 1.0, 0.8, 0, 60, 0, 40))


@pytest.mark.parametrize("size", ["screen", "hall"])
def test_a_panel_that_asks_for_axes_gets_one_pair_that_fills_it(size):
    def draw(axes, step):
        draw_image(axes, np.full((4, 8, 3), step / 4))

    shown = Demo("filled", "", [Step("step", 5)], [[Panel("image", draw, size=(4, 3))]])
    assert shown.panels["image"].keys == ("step",)
    drawn = shown.drawn("image", {"step": 4}, size)
    left, top, width, height, *span = drawn.axes
    assert span == [0, 8, 0, 4]
    assert 0.95 < width < left + width < 1
    assert top + height / 2 == pytest.approx(0.5)
    assert len(shown.figure(step=2).findobj(Axes)) == 1


def test_a_range_follows_the_control_that_it_depends_on(demo):
    assert demo.clean({"stride": 1, "padding": 2})["padding"] == 0
    state = demo.clean({"stride": 3, "padding": 2, "step": 5})
    assert (state["padding"], state["step"]) == (2, 1)


def test_an_error_in_a_panel_is_kept_with_its_traceback_and_the_next_state_draws():
    demo = sample.fragile()
    item, frame = answer(demo, "fragile", demo.clean({"step": 1}), "screen", 1.0)
    assert frame is None
    assert "in draw_fragile" in item["error"]
    assert "RuntimeError: no picture at step 1" in item["error"]
    item, frame = answer(demo, "fragile", demo.clean({"step": 2}), "screen", 1.0)
    assert frame is not None
    assert "error" not in item


def test_the_text_alternative_holds_title_and_caption(demo):
    assert demo.alternative(step=1) == "One of each. step 1 with padding 0; the box is 20 wide and weighs 3."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(name="Bad name", panels=[[Panel("a", blank)]]), "name must be lower-case"),
        (dict(name="d", panels=[]), "panels of demo 'd' must be rows"),
        (dict(name="d", panels=[[Panel("a", blank), Panel("a", blank)]]), "different names"),
        (dict(name="d", panels=[[Panel("a", lambda figure, lost: None)]]), "reads 'lost', which is no control"),
        (dict(name="d", panels=[[Panel("a", blank)]], controls=[PickCell("c", panel="b")]), "points at panel 'b'"),
        (dict(name="d", panels=[[Panel("a", blank)]], controls=[Step("s"), Step("s")]), "must have different names"),
        (
            dict(
                name="d",
                panels=[[Panel("a", blank)]],
                controls=[Slider("p", values=[0, 1], legal=lambda k: (0, k)), Slider("k", values=[0, 1])],
            ),
            "may depend only on the controls before it",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_and_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        Demo(title="t", **arguments)


def test_a_key_that_no_control_has_is_refused(demo):
    with pytest.raises(ValueError, match=r"no control \['nonsense'\]"):
        demo.frame(nonsense=1)


def test_a_panel_that_returns_something_else_is_refused():
    demo = Demo("d", "t", panels=[[Panel("a", lambda: np.zeros((2, 2, 7)))]])
    with pytest.raises(ValueError, match=r"must draw on its `figure` or `axes`, or return .* got \(2, 2, 7\)"):
        demo.frame()


def test_the_cache_keeps_its_bound_and_drops_what_was_not_used_for_longest():
    cache = FrameCache(100)
    for name in "abc":
        cache.put(("owner", name), name, 40)
    assert [("owner", name) in cache for name in "abc"] == [False, True, True]
    cache.get(("owner", "b"))
    cache.put(("owner", "d"), "d", 40)
    assert [("owner", name) in cache for name in "bc"] == [True, False]
    cache.put(("owner", "huge"), "huge", 1000)
    assert ("owner", "huge") not in cache
    assert cache.bytes_used == 80


def test_dropping_an_owner_leaves_the_others():
    cache = FrameCache(100)
    for owner in (1, 2):
        cache.put((owner, "a"), "a", 10)
    cache.drop(1)
    assert [(owner, "a") in cache for owner in (1, 2)] == [False, True]
    assert cache.bytes_used == 10


def test_a_still_picture_outlines_what_the_browser_would(demo):
    panel = np.asarray(demo.panel_frame("region"))
    still = np.asarray(demo.frame())
    outlined = np.asarray(demo.frame(box=(30, 10, 50, 30)))
    assert (still != outlined).any()
    step = np.array([int(colour("step")[i : i + 2], 16) for i in (1, 3, 5)])
    assert not (panel == step).all(axis=-1).any()
    assert (still == step).all(axis=-1).any()


def test_the_outline_of_a_picked_cell_lies_on_the_cell():
    control = PickCell("cell", panel="p", shape=(2, 4))
    assert place(control, (1, 3), (0.0, 0.5, 1.0, 0.5, 0, 4, 0, 2)) == (0.75, 0.75, 0.25, 0.25)


def test_the_outline_of_a_box_lies_on_its_data_coordinates():
    control = DragBox("box", panel="p", start=(10, 10, 30, 30), bounds=(0, 0, 40, 40))
    assert place(control, (10, 20, 30, 30), (0.5, 0.0, 0.5, 1.0, 0, 40, 0, 40)) == (0.625, 0.5, 0.25, 0.25)


def test_a_click_on_an_item_of_a_panel_can_set_a_step():
    def draw(axes, row):
        axes.set(xlim=(0, 10), ylim=(10, 0))
        mark_items(axes, [(0, 0, 10, 10), (2, 4, 4, 5)])

    step = Step("row", count=2, picks=("list",))
    demo = Demo("sample", "three words here", [step], [[Panel("list", draw, size=(2.0, 2.0))]])
    assert step.spec()["picks"] == ("list",)
    told = places(demo.controls, "list", demo.drawn("list", demo.start))
    assert [number for number, *_ in told["items"]["row"]] == [1, 0]
    with pytest.raises(ValueError, match="picks on panel 'liste'"):
        Demo("sample", "", [Step("row", count=2, picks=("liste",))], [[Panel("list", draw)]])


def test_a_control_that_is_called_like_a_parameter_is_refused():
    with pytest.raises(ValueError, match=r"must not be called \['size'\]"):
        Demo("sizes", "Sizes", [Choice("size", ["a"])], [[Panel("all", lambda size: np.zeros((2, 2)), size=(1, 1))]])
