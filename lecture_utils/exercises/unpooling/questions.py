"""Questions of lecture 10: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "empty_cells",
        "Bed of nails with a factor of 4 makes a 5 × 5 map large. How many cells of the output are 0, if no input is "
        "0?",
        number=375,
        unit="cells",
        slips={
            400: "That is how many cells the output has.",
            300: "15 of 16 cells of each block are empty.",
            75: "The factor counts along both axes: a block has 4 · 4 cells.",
        },
        explanation="The output has 20 · 20 = 400 cells, and 25 of them hold an input.",
    ),
    Question(
        "pooled_again",
        "A map is max-pooled, max-unpooled at the remembered positions, and max-pooled again. All numbers are "
        "positive. What comes out?",
        choices={
            "the pooled map": RIGHT,
            "the original map": "What pooling has dropped doesn't come back.",
            "zeros": "Each window holds one number that isn't 0. Which is its largest?",
        },
        explanation="Each window of the unpooled map holds its maximum and zeros, so its maximum is the same again. "
        "With negative maxima it isn't: a zero is larger.",
    ),
    Question(
        "gradient_of_neighbours",
        "Nearest neighbour with a factor of 3. The gradient of every output is 1. What is the gradient of an input?",
        number=9,
        slips={
            1: "How many outputs does an input reach?",
            3: "The block has 3 rows and 3 columns.",
            0.11: "That would be the mean. Each output adds its gradient.",
        },
        explanation="An input is copied into 9 outputs, and a small change of it changes all of them: the gradients "
        "add up.",
    ),
    Question(
        "equal_numbers",
        "All four numbers of a window are 7. Max pooling remembers one position. Where does max unpooling put what "
        "comes back?",
        choices={
            "into all four cells": "A window remembers one position, not four.",
            "into the first cell in reading order": RIGHT,
            "into the last cell in reading order": "Which one is found first?",
            "nowhere": "A position is remembered for every window.",
        },
        explanation="torch takes the first of equal numbers. The choice is arbitrary, and it matters: after a ReLU "
        "many windows hold nothing but zeros.",
    ),
    Question(
        "same_thing",
        "Which other operation gives exactly what bed of nails gives?",
        choices={
            "average pooling": "That makes a map smaller.",
            "a convolution of stride 2": "That makes a map smaller.",
            "a transpose convolution whose filter is 1 in its first cell and 0 elsewhere": RIGHT,
            "nearest neighbour, divided by 4": "That fills all four cells.",
        },
        explanation="Each input stamps the filter times its value: the value in the first cell, zeros in the others. "
        "Lecture 11 lets the network learn the filter.",
    ),
]
