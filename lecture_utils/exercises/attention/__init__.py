"""Exercises of lecture 14: from the softmax to the whole attention layer."""

import torch

from lecture_utils.exercises.attention import mistakes as wrong
from lecture_utils.exercises.attention.questions import questions
from lecture_utils.exercises.case_inputs import fractions, in_float64, large
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.methods import attention as method
from lecture_utils.scenes.readers import READERS, TINY

_K, _V, _E, _, _ = method.attention_layer(*TINY)
_readers = (READERS.interests, READERS.pages, READERS.subject_of, READERS.taken)
_square = torch.tensor([[1.0, -2.0, 0.5], [0.0, 1.0, 1.0], [2.0, 0.5, -1.0]])
_wide = torch.tensor([[0.5, -1.0, 2.0, 0.0, 1.0]])
_far = torch.tensor([[1000.0, 999.0, 998.0], [-1000.0, 0.0, -1000.0]])

FORGOT_ROOT = "The scores are not divided by √D_Q."
DIVIDED_BY_LENGTH = "You divide by D_Q. The slide divides by its root, √D_Q."
OVERFLOW = (
    "The exponential of a large similarity is ∞ in float32, and ∞ / ∞ is NaN. Subtract the largest of each row first."
)
DIVIDED_BY_INPUTS = "You divide by √N_X, the root of the number of inputs. It is the length of a query: √D_Q."

exercises = ExerciseSet(
    "attention",
    exercises=[
        Exercise(
            name="softmax",
            task="`input` is a tensor of scores, of any shape, and `dim` one of its dimensions. Return their "
            "softmax, a tensor of the same shape: positive weights that sum to 1 along `dim`. Write it out, without "
            "torch's own `softmax`. Scores lie between −1000 and 1000, and nothing may become infinite or NaN.",
            forbidden=("softmax", "log_softmax", "softmin"),
            solution=method.softmax,
            tolerance=1e-4,  # of scores near 1000, float32 keeps four decimals
            cases=[
                Case(_E, 1, name="E of the tiny example, over the inputs"),
                Case(_E, 0, name="over dimension 0"),
                Case(torch.tensor([2.0, -1.0, 1.5]), 0, name="one query alone"),
                Case(_square.repeat(2, 1, 1) * torch.tensor([1.0, -3.0])[:, None, None], -1, name="three dimensions"),
                Case(_far, 1, name="scores of 1000"),
                Case(large(4, 3), 1, name="rows of very different size"),
                Case(fractions(2, 3, 4), 1, name="the middle one of three dimensions"),
                in_float64(fractions(3, 5), -1),
            ],
            mistakes=[
                Mistake(wrong.always_over_the_first, "You always sum over dimension 0. `dim` says over which."),
                Mistake(wrong.always_over_the_last, "You always sum over the last dimension. `dim` says over which."),
                Mistake(wrong.over_everything, "In your result all numbers together sum to 1. Sum along `dim` only."),
                Mistake(
                    wrong.without_powers,
                    "You divide the scores by their sum. Some are negative: take the exponential of each first.",
                ),
                Mistake(wrong.without_sum, "Your weights don't sum to 1: divide by the sum along `dim`."),
                Mistake(
                    wrong.overflowing,
                    "The exponential of 1000 is too large for a float. Subtract the same number from all scores along "
                    "`dim`: the weights stay as they are.",
                ),
                Mistake(
                    wrong.sum_without_its_dimension,
                    "`sum(dim)` and `max(dim)` drop the dimension, so that what follows runs along the wrong one, "
                    "or none. `keepdim=True` keeps it.",
                ),
                Mistake(
                    wrong.each_by_itself,
                    "That is the sigmoid: each score by itself. In a softmax the scores share a weight of 1.",
                ),
            ],
            hints=[
                "Two steps: the exponential of each score, then each divided by the sum of the exponentials along "
                "`dim`.",
                "`input.amax(dim, keepdim=True)` is a good number to subtract first: then the largest exponential "
                "is e⁰ = 1.",
            ],
        ),
        Exercise(
            name="similarities",
            task="Compare every query with every key: `Q` is a tensor (N_Q×D_Q), a row for each query, `K` one of "
            "(N_X×D_Q), a row for each key. Return the tensor E (N_Q×N_X) with E_ij = (Q_i · K_j) / √D_Q.",
            solution=method.similarities,
            cases=[
                Case(TINY.Q, _K, name="the tiny example"),
                Case(_wide, _wide.repeat(2, 1) * 2, name="one query, two keys"),
                Case(_square, _square * 2 - 1, name="as many queries as keys as numbers in each"),
                Case(torch.tensor([[3.0], [-1.0]]), torch.tensor([[2.0], [0.5], [4.0]]), name="D_Q = 1"),
                Case(fractions(3, 6), fractions(5, 6, seed=2), name="three queries, five keys"),
                in_float64(fractions(2, 8, seed=4), fractions(4, 8, seed=6)),
            ],
            mistakes=[
                Mistake(wrong.unscaled, FORGOT_ROOT),
                Mistake(wrong.divided_by_length, DIVIDED_BY_LENGTH),
                Mistake(wrong.divided_by_root_of_inputs, DIVIDED_BY_INPUTS),
                Mistake(
                    wrong.divided_by_root_of_queries,
                    "You divide by √N_Q, the root of the number of queries. It is the length of a query: √D_Q.",
                ),
                Mistake(wrong.multiplied_by_root, "You multiply by √D_Q. Divide: long vectors have large products."),
                Mistake(
                    wrong.keys_times_queries,
                    "This is Eᵀ: a row for each key. E has a row for each query and a column for each key.",
                ),
                Mistake(
                    wrong.without_transpose,
                    "You multiply by K. To multiply rows of Q by rows of K, transpose K: Kᵀ (D_Q×N_X).",
                ),
                Mistake(
                    wrong.distances, "You compare by distance. Here two vectors are compared by their dot product."
                ),
                Mistake(wrong.weights_already, "These are the weights. E is what comes before the softmax."),
                Mistake(
                    wrong.cosines,
                    "You divide by the lengths of the vectors: these are cosines. A long query or key has larger "
                    "scores here.",
                ),
            ],
            hints=[
                "One number of E is the dot product of a row of Q and a row of K.",
                "All dot products at once are the matrix product Q Kᵀ. `K.T` is the transpose, `Q.shape[1]` is D_Q.",
            ],
        ),
        Exercise(
            name="attend",
            task="Answer one query: `q` is a tensor (D_Q), `K` one of (N_X×D_Q), a row for each key, `V` one of "
            "(N_X×D_V), a row for each value. Return the output, a tensor (D_V): the sum of the values, weighted by "
            "the softmax of the similarities (q · K_j) / √D_Q. Similarities may be as large as 1000.",
            solution=method.attend,
            tolerance=1e-4,  # of scores near 1000, float32 keeps four decimals
            cases=[
                Case(TINY.Q[0], _K, _V, name="the first query of the tiny example"),
                Case(TINY.Q[3], _K, _V, name="the zero query"),
                Case(_square[0], _square, _square * 2 - 1, name="keys and values of the same length"),
                Case(torch.tensor([2.0, 1.0]), torch.tensor([[1.0, 3.0]]), torch.tensor([[5.0]]), name="one input"),
                Case(fractions(6), fractions(5, 6, seed=2), fractions(5, 3, seed=4), name="five inputs"),
                Case(torch.tensor([1.0, 0.0, 0.0]), large(4, 3), fractions(4, 2), name="large similarities"),
                in_float64(fractions(8, seed=6), fractions(4, 8, seed=8), fractions(4, 5, seed=10)),
            ],
            mistakes=[
                Mistake(wrong.unscaled_query, FORGOT_ROOT),
                Mistake(wrong.query_divided_by_length, DIVIDED_BY_LENGTH),
                Mistake(wrong.query_divided_by_root_of_inputs, DIVIDED_BY_INPUTS),
                Mistake(
                    wrong.query_divided_by_root_of_values,
                    "You divide by √D_V, the root of a value's length. Query and keys are compared: √D_Q.",
                ),
                Mistake(wrong.overflowing_query, OVERFLOW),
                Mistake(
                    wrong.summed_over_values,
                    "You sum each weighted value over its own numbers. Sum over the inputs: D_V numbers remain.",
                ),
                Mistake(wrong.mixing_keys, "You mix the keys. Keys are compared with the query; the values are mixed."),
                Mistake(
                    wrong.plain_mean, "Every value counts the same in your result. Weight it by softmax of the scores."
                ),
                Mistake(
                    wrong.the_best_alone,
                    "You take the value of the most similar key alone. Attention takes from all, the most from that.",
                ),
                Mistake(
                    wrong.scores_as_weights,
                    "You weight by the scores. They may be negative and don't sum to 1: a softmax is missing.",
                ),
                Mistake(wrong.divided_again, "You divide by N_X at the end. The weights sum to 1 already."),
                Mistake(wrong.weights_alone, "These are the weights. The output is the values, mixed by them."),
            ],
            hints=[
                "Three steps: N_X scores (q · K_j) / √D_Q, N_X weights, then Σ_j weight_j V_j.",
                "`K @ q` has all dot products. For weights of shape (N_X), `weights @ V` sums over j.",
            ],
        ),
        Exercise(
            name="attention_layer",
            task="Write the whole layer for four tensors: queries `Q` (N_Q×D_Q), inputs `X` (N_X×D_X), `W_K` "
            "(D_X×D_Q) and `W_V` (D_X×D_V). Return five tensors (K, V, E, A, Y) in this order: keys K = X W_K, "
            "values V = X W_V, similarities E = Q Kᵀ / √D_Q, weights A, the softmax of E over the inputs, and "
            "outputs Y = A V. Similarities may be as large as 1000.",
            outputs=("K", "V", "E", "A", "Y"),
            tolerance=1e-4,
            solution=method.attention_layer,
            cases=[
                Case(*TINY, name="the tiny example"),
                Case(*_readers, name="readers and books"),
                Case(_wide[:, :2], _wide.repeat(6, 1), _wide.T.repeat(1, 2), _wide.T * 3, name="one query"),
                Case(_square, _square + 1, _square.T / 2, _square - 1, name="all sizes are 3"),
                Case(fractions(4, 6), fractions(5, 3, seed=2), fractions(3, 6, seed=4), fractions(3, 2, seed=6)),
                Case(
                    fractions(3, 4),
                    large(5, 4, size=300.0).round(),
                    torch.eye(4),
                    fractions(4, 2),
                    name="large similarities",
                ),
                in_float64(fractions(3, 4), fractions(2, 5, seed=2), fractions(5, 4, seed=4), fractions(5, 3, seed=6)),
            ],
            mistakes=[
                Mistake(
                    wrong.over_queries,
                    "You take the softmax over the queries, so that the columns of A sum to 1. Each query shares out "
                    "its own weight over the inputs: dim=1.",
                ),
                Mistake(wrong.layer_unscaled, FORGOT_ROOT),
                Mistake(wrong.layer_divided_by_length, DIVIDED_BY_LENGTH),
                Mistake(
                    wrong.layer_divided_by_root_of_input_length,
                    "You divide by √D_X, the root of an input's length. Queries and keys are compared: √D_Q.",
                ),
                Mistake(wrong.layer_divided_by_root_of_inputs, DIVIDED_BY_INPUTS),
                Mistake(wrong.layer_overflowing, OVERFLOW),
                Mistake(
                    wrong.keys_as_queries,
                    "You compare the keys with one another: Q is not used. That would be self-attention without W_Q.",
                ),
                Mistake(
                    wrong.mixing_inputs, "You mix the inputs X. The outputs are mixed from their values V = X W_V."
                ),
                Mistake(wrong.layer_mixing_keys, "You mix the keys. They are compared; the values are mixed: Y = A V."),
                Mistake(wrong.similarities_as_weights, "You mix by the similarities E. The weights are in A: Y = A V."),
                Mistake(
                    wrong.transposed,
                    "Your E and A have a column for each query, as in the slide's drawing. In its formulas each query "
                    "is a row: E and A are (N_Q×N_X).",
                ),
                Mistake(wrong.values_before_keys, "Your keys and values have changed places: K comes first."),
            ],
            hints=[
                "Five lines, one for each formula of the slide. Write the shape of its result beside each.",
                "K = X W_K and V = X W_V. Your `similarities` gives E. Over which dimension of E are the inputs?",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
