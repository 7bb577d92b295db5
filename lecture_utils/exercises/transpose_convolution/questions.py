"""Questions of lecture 11: predict, then run."""

from lecture_utils.exercises.question import Question

questions = [
    Question(
        "size_of_output",
        "Input 3 × 3, filter 4 × 4, stride 2, padding 1, no output padding. How many rows has the output of the "
        "transpose convolution?",
        number=6,
        unit="rows",
        explanation="Three copies of 4 rows, 2 apart, cover (3 − 1) · 2 + 4 = 8 rows. Padding 1 cuts one off at each "
        "end. The size doubles, without output padding: that is one reason why 4 × 4 filters are popular.",
    ),
    Question(
        "what_output_padding_holds",
        "Stride 2, *no* padding, output padding 1: what stands in the last row, which output padding has added?",
        choices=["zeros", "a sum of copies", "the row above once more"],
        answer=0,
        explanation="Output padding takes back what padding cuts off at the far end. Here nothing is cut off, so no "
        "copy reaches the extra row. With padding 1 it would hold what the copies have written there.",
    ),
    Question(
        "sums_in_the_example",
        "Input (a, b), filter (x, y, z), but now stride 1. How many of the outputs are sums of two products?",
        number=2,
        unit="outputs",
        explanation="The output is (ax, ay + bx, az + by, bz): the copies overlap in K − stride = 2 cells.",
    ),
    Question(
        "matrix_shape",
        "Convolution 3 × 3, stride 1, pad 1 takes 4 × 4 to 4 × 4. What is the shape of its matrix C?",
        choices=["4 × 4", "9 × 16", "16 × 9", "16 × 16"],
        answer=3,
        explanation="One row for each of the 16 outputs, one column for each of the 16 inputs. A row holds at most 9 "
        "weights; the rest is 0.",
    ),
    Question(
        "one_input",
        "All inputs are 0 but one. The filter is 3 × 3, none of its weights is 0, stride 2, no padding. How many "
        "outputs of the transpose convolution are not 0?",
        number=9,
        unit="outputs",
        explanation="The output is one copy of the filter, times that input. The stride says only where it lies.",
    ),
    Question(
        "most_covered",
        "Filter 3 × 3, now with stride 1. How many copies cover an output away from the border?",
        number=9,
        unit="copies",
        explanation="Along each dimension 3 copies, in two dimensions 3 · 3, everywhere the same. A stride of 1 leaves "
        "no checkerboard, and does not enlarge anything either.",
    ),
    Question(
        "even_kernel",
        "Stride 3. Which filter covers all outputs away from the border equally often?",
        choices=["4 × 4", "5 × 5", "6 × 6"],
        answer=2,
        explanation="The kernel size must be a multiple of the stride: 6 / 3 = 2 copies along each dimension.",
    ),
]
