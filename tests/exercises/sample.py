"""A small topic with exercises of every kind, for the tests of the framework."""

import torch
from torch import Tensor

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.question import RIGHT, Question


def attention_weights(scores: Tensor) -> Tensor:
    """Softmax over the keys.

    Parameters
    ----------
    scores : Tensor, shape (N_Q, N_X)
    """
    return torch.softmax(scores, dim=1)


def softmax_over_queries(scores: Tensor) -> Tensor:
    return torch.softmax(scores, dim=0)


def not_normalised(scores: Tensor) -> Tensor:
    return scores.exp()


def centre_and_size(box: Tensor) -> tuple[Tensor, Tensor]:
    """Centre and size of a box (x1, y1, x2, y2)."""
    return (box[:2] + box[2:]) / 2, box[2:] - box[:2]


def size_of_corners(box: Tensor) -> tuple[Tensor, Tensor]:
    return (box[:2] + box[2:]) / 2, box[2:]


def count_windows(length: int, window: int, stride: int = 1) -> int:
    """Count the places of a window."""
    return (length - window) // stride + 1


def forgets_the_last(length: int, window: int, stride: int = 1) -> int:
    return (length - window) // stride


exercises = ExerciseSet(
    "sample",
    exercises=[
        Exercise(
            name="attention_weights",
            task="Gets scores E (N_Q×N_X), returns A = softmax(E, dim=1) of the same shape.",
            solution=attention_weights,
            cases=[
                Case(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])),
                Case(torch.zeros(1, 4), name="one query"),
                Case(torch.tensor([[0.5, -0.5], [1.0, 1.5]]), name="as many queries as inputs"),
            ],
            mistakes=[
                Mistake(softmax_over_queries, "The softmax runs over the queries; each row should sum to 1."),
                Mistake(not_normalised, "The exponentials aren't divided by their sum."),
            ],
            hints=["Which dimension counts the inputs?", "`torch.softmax` has a parameter `dim`."],
            gradient=True,
            seconds=1.0,
        ),
        Exercise(
            name="centre_and_size",
            task="Gets a box (x1, y1, x2, y2), returns its centre (x, y) and its size (width, height).",
            solution=centre_and_size,
            cases=[Case(torch.tensor([0.0, 0.0, 4.0, 2.0])), Case(torch.tensor([1.0, 2.0, 4.0, 8.0]), name="off zero")],
            mistakes=[Mistake(size_of_corners, "The size is the corner; subtract the other one.")],
            hints=["The centre lies half-way between the corners."],
            seconds=1.0,
        ),
        Exercise(
            name="count_windows",
            task="Gets the length of a row, of a window, and the stride; returns how many places the window has.",
            solution=count_windows,
            cases=[Case(5, 3), Case(9, 3, stride=2, name="stride 2")],
            mistakes=[Mistake(forgets_the_last, "The window's first place counts too.")],
            hints=["Where does the window start last?"],
            seconds=1.0,
        ),
    ],
    questions=[
        Question(
            "changed",
            "How many change?",
            choices={"1": "One `input` reaches more.", "8": RIGHT},
            explanation="Every **output** of `x`.",
        ),
        Question(
            "places",
            "How many places?",
            number=2.5,
            tolerance=0.1,
            unit="cells",
            slips={5: "You count every `place` twice."},
            explanation="Count them.",
        ),
    ],
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
