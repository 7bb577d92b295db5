"""Questions of lecture 11: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "size_of_output",
        "Input 3 × 3, filter 4 × 4, stride 2, padding 1, no output padding. How many rows has the output of the "
        "transpose convolution?",
        number=6,
        unit="rows",
        slips={
            8: "That is before the padding is cropped.",
            7: "The padding is cropped at both ends.",
            1: "That is the size of a convolution. A transpose convolution makes the map larger.",
            10: "The padding is cropped, not added.",
            12: "Three copies of 4 rows would be 12 if they didn't overlap.",
        },
        explanation="Three copies of 4 rows, 2 apart, cover (3 − 1) · 2 + 4 = 8 rows. Padding 1 crops one at each "
        "end. The size doubles, without output padding: that is one reason why 4 × 4 filters are popular.",
    ),
    Question(
        "what_output_padding_holds",
        "Stride 2, *no* padding, output padding 1: what does the last row contain, which output padding has added?",
        choices={
            "zeros": RIGHT,
            "a sum of copies": "Which copy of the filter would reach that row, if no padding is cropped?",
            "the row above once more": "Nothing is repeated: an output is a sum of copies of the filter, or nothing.",
        },
        explanation="Output padding keeps rows that padding would have cropped at the far end. Here nothing is "
        "cropped, so no copy reaches the extra row. With padding 1 it would contain what the copies have written "
        "there.",
    ),
    Question(
        "sums_in_the_example",
        "Input (a, b), filter (x, y, z), but now stride 1. How many of the outputs are sums of two products?",
        number=2,
        unit="outputs",
        slips={
            1: "That is stride 2. With stride 1 the second copy starts one cell after the first.",
            3: "The second copy starts one cell after the first, so they don't share all three cells.",
            4: "That is the number of outputs. The first and the last are in one copy only.",
        },
        explanation="The output is (ax, ay + bx, az + by, bz): the copies overlap in K − stride = 2 cells.",
    ),
    Question(
        "matrix_shape",
        "Convolution 3 × 3, stride 1, pad 1 takes 4 × 4 to 4 × 4. What is the shape of its matrix C?",
        choices={
            "4 × 4": "That is the shape of the map. The matrix acts on the map as one long vector.",
            "9 × 16": "The filter has 9 weights. What is a row of the matrix for?",
            "16 × 9": "The filter has 9 weights. What is a column of the matrix for?",
            "16 × 16": RIGHT,
        },
        explanation="One row for each of the 16 outputs, one column for each of the 16 inputs. A row contains at "
        "most 9 weights; the rest is 0.",
    ),
    Question(
        "one_input",
        "All inputs are 0 but one. The filter is 3 × 3, none of its weights is 0, stride 2, no padding. How many "
        "outputs of the transpose convolution are not 0?",
        number=9,
        unit="outputs",
        slips={
            4: "The stride says where the copy is, not how large it is.",
            1: "An input weights a whole copy of the filter.",
            3: "The filter is 3 × 3.",
        },
        explanation="The output is one copy of the filter, times that input. The stride says only where it is.",
    ),
    Question(
        "most_covered",
        "Filter 3 × 3, now with stride 1. How many copies cover an output away from the border?",
        number=9,
        unit="copies",
        slips={
            3: "That is along one dimension. There are two.",
            4: "That is the most with stride 2.",
            1: "Copies overlap where the filter is wider than the stride.",
        },
        explanation="Along each dimension 3 copies, in two dimensions 3 · 3, everywhere the same. A stride of 1 leaves "
        "no checkerboard, and does not enlarge anything either.",
    ),
    Question(
        "even_kernel",
        "Stride 3. Which filter covers all outputs away from the border equally often?",
        choices={
            "4 × 4": "Draw copies of 4 cells, 3 apart: where two overlap, a cell is covered twice.",
            "5 × 5": "Draw copies of 5 cells, 3 apart: of three neighbouring cells, are all covered twice?",
            "6 × 6": RIGHT,
        },
        explanation="The kernel size must be a multiple of the stride: 6 / 3 = 2 copies along each dimension.",
    ),
]
