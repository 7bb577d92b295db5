"""The answers of lecture 04's questions are what the methods give."""

import torch

from lecture_utils.exercises.rcnn import exercises
from lecture_utils.methods.evaluation import one_class_average_precision
from lecture_utils.methods.rcnn import encode_offsets, with_context
from tests.exercises.answers import answer


def test_the_answers_about_offsets_are_what_the_method_encodes():
    boxes = torch.tensor([[0.0, 0, 20, 40], [0, 0, 200, 400]])
    moved = boxes + torch.tensor([[2.0, 0, 2, 0], [20, 0, 20, 0]])
    assert torch.allclose(encode_offsets(moved, boxes)[:, 0], torch.tensor(0.1))
    assert answer(exercises, "same_offsets") == "both are 0.1"

    wide = encode_offsets(torch.tensor([[-5.0, 0, 15, 10]]), torch.tensor([[0.0, 0, 10, 10]]))
    assert abs(answer(exercises, "twice_as_wide") - float(wide[0, 2])) < 1e-3


def test_the_answers_about_average_precision_are_what_it_is():
    right = torch.tensor([False, True, True, True, True, True])
    assert abs(answer(exercises, "wrong_first") - float(one_class_average_precision(right, 5))) < 1e-6

    longer = torch.cat([right, torch.zeros(100, dtype=torch.bool)])
    assert one_class_average_precision(longer, 5) == one_class_average_precision(right, 5)
    assert answer(exercises, "lower_the_threshold") == "it stays the same"


def test_the_answer_about_context_is_what_the_warp_reads():
    region = torch.tensor([[10.0, 30.0, 90.0, 50.0]])
    assert answer(exercises, "without_context") == float(30 - with_context(region, 48, 4)[0, 1])


def test_the_answer_about_the_loose_box_is_what_the_method_encodes():
    offsets = encode_offsets(torch.tensor([[0.0, 0, 20, 40]]), torch.tensor([[0.0, 0, 40, 40]]))
    assert answer(exercises, "loosest_box") == float(offsets[0, 0])
