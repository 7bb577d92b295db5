"""A demo on a student's function shows what it gives, or one sentence, and never hangs."""

import time

import pytest
import torch

from lecture_utils.demos.attention import yours_demo as attention
from lecture_utils.demos.classification import yours_demo as classification
from lecture_utils.demos.roi import yours_demo as roi
from lecture_utils.demos.transpose_convolution import yours_demo as transpose_convolution
from lecture_utils.methods.transpose_convolution import stamp_2d

EVERY = [attention, classification, roi, transpose_convolution]


def texts(demo, panel="yours"):
    return " ".join(text.get_text().replace("\n", " ") for text in demo.panel_figure(panel).findobj(has_text))


def has_text(artist):
    return hasattr(artist, "get_text") and bool(artist.get_text())


def unwritten(*inputs): ...


@pytest.mark.parametrize("make", EVERY)
def test_a_function_that_is_not_written_yet_is_said_to_be_so(make):
    demo = make(unwritten)

    assert "is not attempted yet" in texts(demo)
    assert "will appear here" in demo.text("title")


@pytest.mark.parametrize("make", EVERY)
def test_the_method_itself_gives_what_the_method_gives(make):
    demo = make()

    assert demo.text("title").endswith("gives what the method gives")
    assert texts(demo, "yours") == texts(demo, "method")


def test_a_students_function_is_drawn_beside_the_method():
    def mirrored(input, filter, stride, padding, output_padding):
        return stamp_2d(input, filter.flip(0, 1), stride, padding, output_padding)

    demo = transpose_convolution(mirrored)

    assert "does not give what the method gives" in demo.text("title")
    assert "The result differs at" in demo.text("caption")
    assert texts(demo, "yours") != texts(demo, "method")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda *inputs: inputs[9], "IndexError: tuple index out of range"),
        (lambda *inputs: torch.ones(3), "should have the shape (4×4); yours has (3,)"),
        (lambda input: input, "It is called as stamp_2d(input, filter, stride, padding, output_padding)"),
        (lambda *inputs: exit(), "The function calls exit()"),
    ],
)
def test_what_can_not_be_drawn_is_said_in_its_place(function, said):
    demo = transpose_convolution(function)

    assert said in texts(demo)
    assert demo.text("title").endswith("gives nothing that can be drawn")


def test_a_loop_without_end_is_stopped():
    def loop(*inputs):
        while True:
            pass

    started = time.monotonic()

    assert "stopped after 2 seconds" in texts(transpose_convolution(loop))
    assert time.monotonic() - started < 10
