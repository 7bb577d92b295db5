"""Demos of lecture 01: softmax, loss and top-K on small numbers; the trained network; what networks cost."""

from lecture_utils.demos.classification.accuracy import accuracy_demo
from lecture_utils.demos.classification.complexity import complexity_demo
from lecture_utils.demos.classification.confusion import confusion_demo
from lecture_utils.demos.classification.layers import layers_demo
from lecture_utils.demos.classification.loss import loss_demo
from lecture_utils.demos.classification.photographs import photograph_demo
from lecture_utils.demos.classification.prediction import prediction_demo
from lecture_utils.demos.classification.ranking import ranking_demo
from lecture_utils.demos.classification.softmax_steps import softmax_demo
from lecture_utils.demos.classification.static_figures import (
    HISTORY_SIZE,
    IDEA_SIZE,
    draw_history,
    draw_idea,
)
from lecture_utils.demos.classification.yours import yours_demo
from lecture_utils.scenes import classification as small
from lecture_utils.training.checkpoint import Record, record
from lecture_utils.training.evaluated import NAME, evaluated_pictures

__all__ = [
    "HISTORY_SIZE",
    "IDEA_SIZE",
    "accuracy_demo",
    "complexity_demo",
    "confusion_demo",
    "draw_history",
    "draw_idea",
    "evaluated_pictures",
    "layers_demo",
    "loss_demo",
    "photograph_demo",
    "prediction_demo",
    "ranking_demo",
    "small",
    "softmax_demo",
    "title_picture",
    "trained_record",
    "yours_demo",
]

title_picture = prediction_demo
"""What opens the lecture, and stands for it in a gallery."""


def trained_record() -> Record:
    """Read how the network was trained, and what it reaches."""
    return record(NAME)
