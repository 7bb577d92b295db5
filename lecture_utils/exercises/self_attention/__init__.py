"""Exercises of lecture 15: a permutation, positions, equivariance, and the self-attention layer."""

import torch

from lecture_utils.exercises.case_inputs import fractions, in_float64, large
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.self_attention import mistakes as wrong
from lecture_utils.exercises.self_attention.questions import questions
from lecture_utils.methods import self_attention as method
from lecture_utils.scenes.readers import TINY_SELF

_X = fractions(5, 3)
_order = [3, 0, 4, 1, 2]
_near = fractions(5, 3, seed=7) / 64  # by how much a layer that isn't equivariant is off

exercises = ExerciseSet(
    "self_attention",
    exercises=[
        Exercise(
            name="permutation_matrix",
            task="`order` is a list of N integers that holds each of 0, …, N − 1 once. Return the permutation matrix "
            "P, a float tensor of shape (N, N) of zeros and ones, for which row i of P @ X is row `order[i]` of X, "
            "whatever the matrix X with N rows.",
            solution=method.permutation_matrix,
            number_type="kind",
            cases=[
                Case([2, 0, 1], name="three inputs"),
                Case(_order, name="five inputs"),
                Case([0], name="one input"),
                Case([1, 0, 3, 2], name="neighbours exchanged"),
                Case([4, 5, 0, 1, 2, 3], name="the last two first"),
            ],
            mistakes=[
                Mistake(
                    wrong.the_way_back,
                    "Your matrix is the way back: it is Pᵀ, which puts row i of X into row `order[i]`. Row i of P has "
                    "its 1 in column `order[i]`.",
                ),
                Mistake(wrong.identity, "This matrix leaves everything where it is: `order` isn't used."),
                Mistake(wrong.the_numbers_themselves, "P holds zeros and ones alone. Where they are says the order."),
                Mistake(wrong.sorted_rows, "Your matrix turns the rows round, whatever `order` says."),
            ],
            hints=[
                "Each row of P has one 1. Row i picks a row of X: which?",
                "The rows of the identity, in another order.",
            ],
        ),
        Exercise(
            name="sinusoidal_positions",
            task="`length` is the number of positions N and `width` an even number D, both integers. Return the float "
            "tensor P of shape (N, D) with P[p, 2i] = sin(p / 10000^(2i / D)) and P[p, 2i + 1] = cos(p / 10000^(2i / "
            "D)), for the positions p = 0, …, N − 1 and the pairs i = 0, …, D/2 − 1.",
            solution=method.sinusoidal_positions,
            tolerance=1e-4,
            cases=[
                Case(3, 4, name="three positions, four numbers"),
                Case(7, 2, name="one pair"),
                Case(1, 6, name="one position"),
                Case(5, 12, name="six pairs"),
                Case(20, 8, name="twenty positions"),
            ],
            mistakes=[
                Mistake(
                    wrong.sines_then_cosines,
                    "You write all sines first, then all cosines. A sine and its cosine are side by side.",
                ),
                Mistake(wrong.cosines_first, "Your pairs begin with the cosine. Even columns hold sines."),
                Mistake(
                    wrong.exponent_of_each_column,
                    "Your sine and cosine of a pair have different frequencies: the exponent is 2i / D for both.",
                ),
                Mistake(
                    wrong.exponent_without_two,
                    "You take i / D as exponent. It is 2i / D, with i the number of the pair.",
                ),
                Mistake(wrong.multiplied, "You multiply the position by the power of 10000. It is divided by it."),
                Mistake(wrong.counted_from_one, "Your first row is that of position 1. Positions count from 0."),
                Mistake(wrong.sines_alone, "Every column holds a sine. Odd ones hold the cosine."),
                Mistake(wrong.base_of_a_thousand, "You take 1000 as base. It is 10000."),
            ],
            hints=[
                "First all angles, (N, D/2): positions along dimension 0, pairs along dimension 1.",
                "`P[:, 0::2]` selects the even columns, `P[:, 1::2]` the odd ones.",
            ],
        ),
        Exercise(
            name="equivariance_error",
            task="A layer f was run twice: `Y` (N, D) is f(X), and `Y_shuffled` (N, D) is f(s(X)), both float tensors. "
            "s(X) has row `order[i]` of X in its row i; `order` is a list of N integers. Return a tensor (N) with, "
            "for each row i of `Y_shuffled`, the largest absolute difference from row i of s(Y): all 0 if the layer "
            "is permutation equivariant.",
            solution=method.equivariance_error,
            cases=[
                Case(_X, _X[torch.as_tensor(_order)], _order, name="an equivariant layer"),
                Case(_X, _X[torch.as_tensor(_order)] + _near, _order, name="nearly equivariant"),
                Case(_X, _X, _order, name="outputs that ignore the order"),
                Case(fractions(3, 3, seed=2), fractions(3, 3, seed=4), [1, 2, 0], name="three vectors of length 3"),
                Case(fractions(1, 4), fractions(1, 4, seed=3), [0], name="one vector"),
                in_float64(fractions(4, 2, seed=5), fractions(4, 2, seed=6), [2, 3, 1, 0]),
            ],
            mistakes=[
                Mistake(
                    wrong.without_order,
                    "You compare f(s(X)) with f(X) itself: whether the layer is *invariant*. Shuffle Y first.",
                ),
                Mistake(
                    wrong.shuffled_twice,
                    "You shuffle `Y_shuffled` once more. It is Y that still has to be shuffled.",
                ),
                Mistake(
                    wrong.for_the_old_places,
                    "Your numbers are right, in the order of Y. They are asked for in the order of `Y_shuffled`.",
                ),
                Mistake(wrong.signed, "A difference may be negative: take its absolute value before the largest."),
                Mistake(wrong.summed, "You sum the differences of each vector. The largest is asked for."),
                Mistake(wrong.over_the_vectors, "You take the largest of each column. It is one number for each row."),
                Mistake(wrong.largest_of_all, "You return one number for all. It is one for each row."),
                Mistake(
                    wrong.columns_shuffled, "You shuffle the numbers within a vector. Vectors change places whole."
                ),
            ],
            hints=[
                "s(Y) first: a tensor indexed by a list of row numbers.",
                "`amax(dim=1)` leaves one number for each row.",
            ],
        ),
        Exercise(
            name="self_attention",
            task="Write the whole layer for four float tensors: inputs `X` (N_X×D_X), `W_Q` and `W_K` (D_X×D_Q), and "
            "`W_V` (D_X×D_V). Return six tensors (Q, K, V, E, A, Y) in this order: queries Q = X W_Q, keys K = X W_K, "
            "values V = X W_V, similarities E = Q Kᵀ / √D_Q with a row for each query, weights A, the softmax of each "
            "row of E, and outputs Y = A V. Similarities may be as large as 1000.",
            outputs=("Q", "K", "V", "E", "A", "Y"),
            tolerance=1e-4,
            solution=method.self_attention,
            cases=[
                Case(*TINY_SELF, name="the tiny example"),
                Case(fractions(4, 3), fractions(3, 6, seed=2), fractions(3, 6, seed=4), fractions(3, 2, seed=6)),
                Case(
                    fractions(1, 2),
                    fractions(2, 3, seed=2),
                    fractions(2, 3, seed=4),
                    fractions(2, 5, seed=6),
                    name="one input",
                ),
                Case(
                    fractions(3, 3),
                    fractions(3, 3, seed=2),
                    fractions(3, 3, seed=4),
                    fractions(3, 3, seed=6) / 4,
                    name="all sizes are 3",
                ),
                Case(
                    large(5, 4, size=300.0).round(),
                    torch.eye(4),
                    torch.eye(4)[[1, 0, 3, 2]] / 64,
                    fractions(4, 2),
                    name="large similarities",
                ),
                in_float64(fractions(6, 5), fractions(5, 4, seed=2), fractions(5, 4, seed=4), fractions(5, 3, seed=6)),
            ],
            mistakes=[
                Mistake(
                    wrong.over_queries,
                    "The columns of your A sum to 1. Each query shares out its own weight over the inputs: dim=1.",
                ),
                Mistake(wrong.unscaled, "The similarities are not divided by √D_Q."),
                Mistake(wrong.divided_by_length, "You divide by D_Q. The slide divides by its root, √D_Q."),
                Mistake(
                    wrong.divided_by_root_of_input_length,
                    "You divide by √D_X, the root of an input's length. Queries and keys are compared: √D_Q.",
                ),
                Mistake(
                    wrong.divided_by_root_of_inputs,
                    "You divide by √N_X, the root of the number of inputs. It is the length of a query: √D_Q.",
                ),
                Mistake(
                    wrong.queries_and_keys_exchanged,
                    "Your E has a row for each key, K Qᵀ. Here both have N_X rows, so only the numbers show it: Q Kᵀ.",
                ),
                Mistake(wrong.one_matrix_for_both, "Your keys are made by W_Q. Keys have a matrix of their own, W_K."),
                Mistake(wrong.one_matrix_for_both_by_keys, "Your queries are made by W_K. They are Q = X W_Q."),
                Mistake(wrong.mixing_keys, "You mix the keys. They are compared; the values are mixed: Y = A V."),
                Mistake(wrong.mixing_inputs, "You mix the inputs X. The outputs are mixed from the values: Y = A V."),
                Mistake(wrong.similarities_as_weights, "You mix by the similarities E. The weights are in A: Y = A V."),
                Mistake(wrong.transposed_weights, "You mix by Aᵀ. Row i of A has the weights of output i: Y = A V."),
                Mistake(
                    wrong.overflowing,
                    "The exponential of a large similarity is ∞, and ∞ / ∞ is NaN. Subtract the largest of each row "
                    "first, or use torch's softmax.",
                ),
                Mistake(wrong.with_the_inputs_added, "You add something to A V. The layer has no residual connection."),
                Mistake(wrong.without_itself, "You leave out the diagonal. An input is compared with itself, too."),
            ],
            hints=[
                "Six lines, one for each formula of the slide. Three of them are products of X and a matrix.",
                "From Q, K and V on it is the layer of lecture 14.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
