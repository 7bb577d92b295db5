"""Questions of lecture 05: predict, then run."""

from lecture_utils.exercises.question import Question

questions = [
    Question(
        "snapped_by",
        "A feature map has stride 16. The left side of a box is at x = 120 pixels. By how many pixels of the image "
        "does RoI pooling move it when it rounds the box to cells?",
        number=8,
        unit="pixels",
        slips={
            0.5: "That is in cells. A cell is 16 pixels wide.",
            7.5: "That is where the side is, in cells. By how much is it moved, in pixels?",
            0: "120 / 16 isn't a whole number.",
            128: "That is where it is moved to. By how much is it moved?",
        },
        explanation="120 / 16 = 7.5 is rounded to cell 8, which begins at 8 · 16 = 128. Half a cell, here 8 pixels, is "
        "the most by which a left side can move.",
    ),
    Question(
        "cells_in_bins",
        "RoI pooling divides 6 cells into 4 bins. The start of a bin is rounded down, its end up. How many cells do "
        "the four bins contain together?",
        number=8,
        unit="cells",
        slips={
            6: "That is right if no two bins share a cell. Write down start and end of each.",
            4: "A bin that is 1.5 cells long contains more than one.",
            12: "That would be 3 cells in each bin.",
        },
        explanation="A bin is 1.5 cells long. The bins are [0, 2), [1, 3), [3, 5), [4, 6): 2 + 2 + 2 + 2 = 8. Cells "
        "1 and 4 are in two bins each.",
    ),
    Question(
        "cells_with_gradient",
        "The region is 6 × 5 = 30 cells, the output 7 × 7. At most how many of a channel's 30 cells can get a gradient "
        "through RoI pooling?",
        number=30,
        unit="cells",
        slips={
            49: "There are 49 outputs, but only 30 cells to choose from.",
            4: "That would be an output of 2 × 2.",
            1: "One cell for each bin, and there are 49 bins.",
        },
        explanation="Each of the 49 outputs sends its gradient to one cell, the maximum of its bin. Where values "
        "grow from cell to cell, every cell is the maximum of some bin. With 2 × 2 outputs at most 4 cells learn "
        "anything.",
    ),
    Question(
        "cells_of_a_bin",
        "RoI Align takes 2 × 2 samples in a bin that is 5 cells wide and 5 cells high. How many cells of a channel "
        "get a gradient from this bin, if no sample is on a row or column of cells?",
        number=16,
        unit="cells",
        slips={
            4: "Each *sample* reads four cells.",
            25: "These are the cells that the bin covers. A sample reads only the cells around it.",
            1: "That would be a maximum. RoI Align averages its samples.",
            8: "There are four samples, two in each direction.",
        },
        explanation="The samples are 2.5 cells apart, so no two share a cell: 4 samples with 4 cells each. Between "
        "them are cells that the bin covers and does not read; more samples would.",
    ),
    Question(
        "length_of_pyramid",
        "A feature map has 256 channels. Spatial pyramid pooling uses the levels 4×4, 2×2 and 1×1. How long is the "
        "vector of a 13×13 map?",
        number=5376,
        unit="numbers",
        slips={
            21: "That is one channel. There are 256.",
            4096: "That is the level 4×4 alone.",
            1792: "A level of n × n has n² bins, not n.",
            43264: "These are the numbers of the map. Each bin becomes one number.",
        },
        explanation="256 · (16 + 4 + 1) = 5376. A 10×17 map gives the same length: the bins grow with the map, their "
        "number stays.",
    ),
    Question(
        "changes_on_a_walk",
        "On a map of stride 16 a box moves to the right in 160 steps of one pixel. How many times does the cell to "
        "which RoI pooling rounds its left side change?",
        number=10,
        unit="times",
        slips={
            160: "Then every pixel would be another cell.",
            16: "16 pixels are the width of one cell.",
            0: "After 160 pixels it must be somewhere else.",
            20: "The left side alone, please. The right side changes as often.",
        },
        explanation="Once every 16 pixels. At all other steps the box moves and RoI pooling reads the same cells; "
        "at these ten it jumps by a whole cell. RoI Align changes a little at every step.",
    ),
]
