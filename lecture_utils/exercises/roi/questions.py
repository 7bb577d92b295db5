"""Questions of lecture 05: predict, then run."""

from lecture_utils.exercises.question import Question

questions = [
    Question(
        "snapped_by",
        "A feature map has stride 16. The left side of a box lies at x = 120 pixels. By how many pixels of the image "
        "does RoI pooling move it when it snaps the box to cells?",
        number=8,
        unit="pixels",
        explanation="120 / 16 = 7.5 goes to cell 8, which begins at 8 · 16 = 128. Half a cell, here 8 pixels, is the "
        "most by which a left side can move.",
    ),
    Question(
        "cells_in_bins",
        "RoI pooling divides 6 cells into 4 bins. Each bin starts rounded down and ends rounded up. How many cells "
        "do the four bins hold together?",
        number=8,
        unit="cells",
        explanation="A bin is 1.5 cells long. The bins are [0, 2), [1, 3), [3, 5), [4, 6): 2 + 2 + 2 + 2 = 8. Cells "
        "1 and 4 lie in two bins each.",
    ),
    Question(
        "cells_with_gradient",
        "One channel, the region holds 6 × 5 = 30 cells, the output is 2 × 2. At most how many of the 30 cells get a "
        "gradient through RoI pooling?",
        number=4,
        unit="cells",
        explanation="Each of the 4 outputs is a copy of one cell. In the small example it is 3 cells: the 9 lies in "
        "two bins and gets the gradient of both.",
    ),
    Question(
        "cells_around_a_point",
        "RoI Align samples at row 1.25, column 1.875. How many cells of a channel get a gradient from this one point?",
        number=4,
        unit="cells",
        explanation="Rows 1 and 2 with weights 0.75 and 0.25, columns 1 and 2 with weights 0.125 and 0.875. Each cell "
        "gets the product of its row's and its column's weight; the four products sum to 1.",
    ),
    Question(
        "length_of_pyramid",
        "A feature map has 256 channels. Spatial pyramid pooling uses the levels 4×4, 2×2 and 1×1. How long is the "
        "vector of a 13×13 map?",
        number=5376,
        explanation="256 · (16 + 4 + 1) = 5376. A 10×17 map gives the same length: the bins grow with the map, their "
        "number stays.",
    ),
    Question(
        "one_pixel",
        "A box with whole-number corners moves one pixel to the right on a map of stride 16. In which share of the "
        "positions does RoI pooling notice?",
        choices=["in all", "in half of them", "in about 1 of 8", "in none"],
        answer=2,
        explanation="The left side goes to the next cell at one of 16 positions, and so does the right side: 31 of "
        "the 256 pairs. In all others the pooled features stay exactly as they are.",
    ),
]
