"""Questions of lecture 11: predict, then run."""

from lecture_utils.exercises.question import Question

questions = [
    Question(
        "size_without_output_padding",
        "Input 2 × 2, filter 3 × 3, stride 2, padding 1, no output padding. How many rows has the output of the "
        "transpose convolution?",
        number=3,
        unit="rows",
        explanation="Two stamps of 3 rows, 2 apart, cover 5 rows. Padding 1 cuts one off at each end: 3. The slide's "
        "4 × 4 needs output padding 1.",
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
        "Convolution 3 × 3, stride 2, pad 1 takes 4 × 4 to 2 × 2. What is the shape of its matrix C?",
        choices=["4 × 16", "16 × 4", "9 × 16", "2 × 4"],
        answer=0,
        explanation="One row for each of the 4 outputs, one column for each of the 16 inputs. Cᵀ is 16 × 4: it takes 4 "
        "inputs to 16 outputs.",
    ),
    Question(
        "what_output_padding_holds",
        "Stride 2, padding 1, output padding 1: what stands in the last row, which output padding has added?",
        choices=[
            "zeros",
            "what the stamps wrote there and the padding would have cut off",
            "a copy of the row above",
        ],
        answer=1,
        explanation="Output padding 1 takes back one of the rows that padding 1 cuts off at the far end. Zeros come "
        "only where output padding is larger than padding.",
    ),
    Question(
        "most_covered",
        "Filter 3 × 3, stride 2. How many copies of the filter cover the most covered outputs?",
        number=4,
        unit="copies",
        explanation="Along one dimension the copies cover 1, 2, 1, 2, … cells. In two dimensions the counts multiply: "
        "1, 2 and 2 · 2 = 4. That is the checkerboard.",
    ),
    Question(
        "even_kernel",
        "Stride 2. Which filter covers all outputs away from the border equally often?",
        choices=["3 × 3", "4 × 4", "5 × 5"],
        answer=1,
        explanation="The kernel size must be a multiple of the stride: 4 / 2 copies along each dimension, everywhere.",
    ),
    Question(
        "does_it_undo",
        "x is 4 × 4. y is its convolution, z the transpose convolution of y with the same filter, stride 2, pad 1, "
        "output padding 1. What of x does z have?",
        choices=["its values", "its shape", "neither"],
        answer=1,
        explanation="z = CᵀCx. Cᵀ is not the inverse of C: 4 numbers can't hold 16. What comes back is the shape. "
        "That is why “deconvolution” is a misleading name.",
    ),
]
