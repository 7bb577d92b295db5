import gc
import sys
import weakref

import pytest

from lecture_utils.stage.drawing import Panel, draw_panel
from lecture_utils.stage.interpreter import quick_turns, young_garbage

FIGURES = []


def draw_and_remember(figure):
    FIGURES.append(weakref.ref(figure))
    figure.add_axes((0, 0, 1, 1))


def test_a_drawn_figure_is_gone_as_soon_as_its_pixels_are_there():
    FIGURES.clear()
    draw_panel(Panel("one", draw_and_remember), {})
    assert FIGURES[0]() is None


def test_no_collection_comes_in_the_midst_of_a_drawing():
    begun = []
    gc.callbacks.append(lambda phase, details: begun.append(inside) if phase == "start" else None)
    inside = True
    try:
        with young_garbage():
            kept = [[] for _ in range(50_000)]
            inside = False
    finally:
        gc.callbacks.pop()
    assert kept
    assert begun
    assert True not in begun


@pytest.mark.parametrize("enabled", [True, False])
def test_collections_are_as_the_viewer_had_them_afterwards_even_after_an_error(enabled):
    was = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(KeyError), young_garbage():
            raise KeyError
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


def test_turns_are_quick_while_a_panel_is_drawn_and_as_they_were_after_an_error():
    def interval_while_drawing():
        found.append(sys.getswitchinterval())
        raise KeyError

    usual, found = sys.getswitchinterval(), []
    with pytest.raises(KeyError), quick_turns():
        interval_while_drawing()
    assert found[0] < 0.001
    assert sys.getswitchinterval() == usual
