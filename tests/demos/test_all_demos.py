"""What holds for every demo of the project."""

import re
from collections import Counter

import numpy as np
import pytest

from lecture_utils.demos import all_demos
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts, smallest_text
from lecture_utils.pictures.theme import FONT_SIZES
from lecture_utils.stage import Matrix
from lecture_utils.stage.drawing import broken
from lecture_utils.stage.held import frames, held_demo
from lecture_utils.stage.layout import FONT, TITLE_FONT, page_height, page_width
from lecture_utils.stage.places import places
from lecture_utils.stage.saving import MOST_FRAMES

DEMOS = all_demos()
HALL = 880  # pixels of 1080 that the bars of the browser and of JupyterLab leave for a notebook


@pytest.fixture(scope="module", params=sorted(DEMOS))
def demo(request):
    return DEMOS[request.param]()


def test_there_are_demos_and_each_has_its_own_name():
    names = Counter(make().name for make in DEMOS.values())
    assert names
    assert max(names.values()) == 1, names


def different_panels(demo):
    """Every panel at every combination of its keys among the states that tests draw."""
    found = {}
    for state in demo.states():
        for name, panel in demo.panels.items():
            found.setdefault((name, repr([state[key] for key in panel.keys])), (name, state))
    return list(found.values())


def test_every_state_draws_with_letters_that_are_large_apart_and_whole(demo):
    wrong = []
    for name, state in different_panels(demo):
        figure = demo.panel_figure(name, **state)
        where = f"{name} at { {key: state[key] for key in demo.panels[name].keys} }"
        if smallest_text(figure) < FONT_SIZES["small"]:
            wrong.append(f"{where}: text of {smallest_text(figure)} points")
        wrong += [f"{where}: {pair} overlap" for pair in overlapping_texts(figure)]
        wrong += [f"{where}: {text!r} is cut off" for text in cut_off_texts(figure)]
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong[:12])


def test_title_and_caption_of_every_state_are_sentences_that_fit_their_lines(demo):
    for state in demo.states():
        title, caption = demo.text("title", **state), demo.text("caption", **state)
        assert len(title.split()) >= 3, title
        assert len(broken(title, page_width(demo), TITLE_FONT, bold=True)) <= demo.title_lines, title
        lines = len(broken(caption, page_width(demo), FONT))
        assert lines <= demo.caption_lines, f"{lines} lines, caption_lines = {demo.caption_lines}: {caption!r}"
        assert not re.search(r"nan|None|<|tensor\(", title + caption), caption


def test_the_text_alternative_says_more_than_a_name(demo):
    assert len(demo.alternative().split()) >= 8, demo.alternative()


def test_a_demo_fits_the_notebooks_area_of_a_projector_beside_the_browsers_own_bars(demo):
    assert demo.width <= 9.5
    assert page_height(demo, "hall") <= HALL, f"{page_height(demo, 'hall'):.0f} px"


def test_numbers_that_a_panel_draws_are_found_there_at_every_state(demo):
    for control in demo.controls:
        if isinstance(control, Matrix) and control.panel:
            for panel, state in different_panels(demo):
                if panel == control.panel:
                    found = places(demo.controls, panel, demo.drawn(panel, state))["cells"]
                    assert len(found[control.name]) == np.size(control.start), (control.name, state)


def test_a_page_of_the_demo_is_not_too_large(demo):
    assert frames(held_demo(demo, {}, {})) <= MOST_FRAMES
