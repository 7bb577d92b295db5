"""Questions of lecture 15: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "where_it_goes",
        "The inputs are given in the order X₂, X₃, X₁. Where in A is the number now that was A₁₂, the weight that "
        "X₁ gives to X₂?",
        choices={
            "A₁₂, as before": "X₁ is no longer the first input.",
            "A₂₁": "The row is the input that asks, the column the one that is asked. Where is X₁ now?",
            "A₃₁": RIGHT,
            "A₁₃": "That row belongs to X₂ now. The row is the input that asks.",
        },
        explanation="X₁ is the third input now, so its query has row 3; X₂ is the first, so its key has column 1. The "
        "same number, in another place: A becomes P A Pᵀ.",
    ),
    Question(
        "two_equal_inputs",
        "Two of the inputs are the same vector. What can be said of their outputs?",
        choices={
            "they are equal": RIGHT,
            "they differ, since the inputs are in different places": "Does any formula of the layer use the place?",
            "it depends on W_Q, W_K and W_V": "Which of the six matrices could have different rows for the two?",
        },
        explanation="They have the same query, so the same row of A. The layer can't tell them apart: two white "
        "patches of a picture, or the same word twice, get the same output, wherever they are. Positions change that.",
    ),
    Question(
        "same_matrix_for_both",
        "Queries and keys are made by the same matrix, W_Q = W_K. Which matrices are symmetric, for any inputs?",
        choices={
            "E and A": "E is. Each row of A is divided by the sum of that row.",
            "E, but not A": RIGHT,
            "A, but not E": "Look at E = Q Kᵀ / √D_Q with K = Q.",
            "neither": "Look at E = Q Kᵀ / √D_Q with K = Q.",
        },
        explanation="E_ij = E_ji, but the softmax divides each row by its own sum, and the sums differ. With two "
        "matrices one input can look at another that doesn't look back.",
    ),
    Question(
        "numbers_of_A",
        "A picture of 224 × 224 pixels is cut into patches of 16 × 16, and each patch is an input. How many numbers "
        "does A have?",
        number=38416,
        slips={
            196: "That is the number of inputs. A has a row for each query and a column for each key.",
            50176: "That is the number of pixels. The patches are the inputs.",
            2517630976: "That would be A with each pixel as an input.",
            256: "That is the number of pixels of a patch.",
            784: "14 patches fit along each side: 14 · 14 inputs.",
        },
        explanation="14 · 14 = 196 inputs, and A has 196² = 38,416 numbers, for each layer and each picture. With each "
        "pixel as an input it would have 2.5 billion.",
    ),
    Question(
        "not_equivariant",
        "Which of these layers is *not* permutation equivariant? Each takes N vectors and returns N vectors.",
        choices={
            "the mean of all vectors is subtracted from each": "The mean doesn't depend on the order.",
            "the same small network is applied to each vector": "The others don't matter to a vector.",
            "a convolution of size 3 along the sequence": RIGHT,
            "each vector is multiplied by the largest norm of all": "The largest norm doesn't depend on the order.",
        },
        explanation="A convolution mixes neighbours, and who is a neighbour depends on the order. The others use the "
        "vectors as a set.",
    ),
    Question(
        "with_itself",
        "The sinusoidal encoding of a position has 128 numbers, 64 sines and 64 cosines. What is its dot product with "
        "itself?",
        number=64,
        tolerance=0.01,
        slips={
            128: "A number of the encoding is at most 1, and seldom 1. What is sin² a + cos² a?",
            1: "That holds for one frequency. There are 64.",
            0: "It is a sum of squares.",
        },
        explanation="sin² a + cos² a = 1, for each of the 64 frequencies. So all positions have encodings of the same "
        "norm, √64 = 8: no position counts more than another.",
    ),
]
