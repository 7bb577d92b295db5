"""Exercises of lecture 16: split and concatenate, count, take torch's weights apart, and the whole layer."""

import torch

from lecture_utils.exercises.case_inputs import fractions, in_float64
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.multihead_attention import mistakes as wrong
from lecture_utils.exercises.multihead_attention.questions import questions
from lecture_utils.methods import multihead_attention as method
from lecture_utils.scenes.readers import TINY_HEADS


def _layer(count: int, width: int, seed: int = 0) -> list[torch.Tensor]:
    """Make inputs and four matrices, small enough that no weight is 0 or 1."""
    matrices = [fractions(width, width, seed=seed + place) / 8 for place in range(2, 10, 2)]
    return [fractions(count, width, seed=seed) / 2, *matrices]


_tiny = [torch.block_diag(*matrices) for matrices in (TINY_HEADS.W_Q, TINY_HEADS.W_K, TINY_HEADS.W_V)]

exercises = ExerciseSet(
    "multihead_attention",
    exercises=[
        Exercise(
            name="split_heads",
            task="`vectors` is a float tensor of shape (N, D), a vector in each row, and `heads` an integer H that "
            "divides D. Return a tensor of shape (H, N, D/H): its part [h, i] holds the numbers h · D/H to "
            "(h + 1) · D/H − 1 of vector i.",
            solution=method.split_heads,
            cases=[
                Case(TINY_HEADS.X, 2, name="the tiny example"),
                Case(fractions(5, 6), 3, name="five vectors, three heads"),
                Case(fractions(4, 8, seed=2), 2, name="four vectors, two heads"),
                Case(fractions(2, 8, seed=4), 4, name="two vectors, four heads"),
                Case(fractions(3, 4, seed=6), 1, name="one head"),
                in_float64(fractions(7, 10, seed=8), 5),
            ],
            mistakes=[
                Mistake(
                    wrong.split_the_inputs,
                    "`reshape` reads the numbers in the order of memory, so your heads hold parts of different vectors."
                    " Split the last dimension first, then exchange dimensions.",
                ),
                Mistake(wrong.heads_in_the_middle, "Your shape is (N, H, D/H). The heads come first."),
                Mistake(
                    wrong.every_h_th_number,
                    "Your head h has every H-th number. It has numbers side by side: the first D/H are head 0's.",
                ),
                Mistake(wrong.sizes_exchanged, "You made D/H heads of H numbers. There are H heads of D/H numbers."),
                Mistake(wrong.transposed_parts, "Within a head your vectors are columns. Each is a row: (H, N, D/H)."),
                Mistake(wrong.copies, "Every head gets whole vectors. Each has its part of them."),
            ],
            hints=[
                "First split the last dimension in two: (N, H, D/H).",
                "Then the heads have to come first: `transpose` exchanges two dimensions.",
            ],
        ),
        Exercise(
            name="concatenate_heads",
            task="`vectors` is a float tensor of shape (H, N, D/H), what each of H heads returns for N vectors. Return "
            "a tensor of shape (N, D): row i holds row i of head 0, then row i of head 1, and so on.",
            solution=method.concatenate_heads,
            cases=[
                Case(fractions(2, 3, 2), name="two heads"),
                Case(fractions(3, 5, 2, seed=2), name="three heads of two numbers"),
                Case(fractions(2, 4, 3, seed=4), name="two heads of three numbers"),
                Case(fractions(4, 1, 2, seed=6), name="one vector"),
                Case(fractions(1, 3, 4, seed=8), name="one head"),
                in_float64(fractions(5, 2, 3, seed=10)),
            ],
            mistakes=[
                Mistake(wrong.one_below_the_other, "You put the heads one below the other. They go side by side."),
                Mistake(
                    wrong.memory_read_on,
                    "`reshape` alone reads one head to its end before the next. Exchange dimensions first.",
                ),
                Mistake(
                    wrong.numbers_taken_in_turn, "You take one number of each head in turn. A head's stay together."
                ),
                Mistake(wrong.summed_heads, "You add the heads up. They go side by side."),
                Mistake(wrong.mean_of_heads, "You average the heads. They go side by side."),
                Mistake(wrong.last_head_first, "Your first numbers are those of the last head. Head 0 comes first."),
            ],
            hints=["What `split_heads` did, backwards.", "`transpose`, then `flatten`."],
        ),
        Exercise(
            name="count_parameters",
            task="A multi-head layer of width D has four linear projections, to queries, keys, values and after the "
            "heads, each with a matrix of D × D numbers for all heads together. `width` is D, an integer, and `bias` a "
            "bool: whether each projection adds a vector of D numbers, which is learned as well. Return the number of "
            "all learned numbers, an integer.",
            solution=method.count_parameters,
            cases=[
                Case(8, True, name="width 8"),
                Case(8, False, name="width 8, no biases"),
                Case(96, True, name="the ViT of this lecture"),
                Case(768, True, name="ViT-B"),
                Case(1, False, name="width 1"),
            ],
            mistakes=[
                Mistake(wrong.without_projection, "You count three projections. After the heads there is a fourth."),
                Mistake(wrong.always_with_biases, "You count biases even where `bias` is False."),
                Mistake(wrong.never_with_biases, "Where `bias` is True, each projection has D numbers more."),
                Mistake(wrong.one_bias, "You count one bias. Each of the four projections has one."),
                Mistake(wrong.one_number_of_bias, "A bias is a vector of D numbers, not a single one."),
                Mistake(wrong.one_matrix, "You count one matrix. There are four of D × D."),
            ],
            hints=["Four matrices, and perhaps four vectors.", "The number of heads isn't needed. Why?"],
        ),
        Exercise(
            name="matrices_of_heads",
            task="`in_proj_weight` is a float tensor of shape (3D, D) as `torch.nn.MultiheadAttention` has it: its "
            "first D rows are W_Qᵀ, the next D rows W_Kᵀ, the last D rows W_Vᵀ, where queries are X @ W_Q. `heads` is "
            "an integer H that divides D. Return three tensors (W_Q, W_K, W_V), each of shape (H, D, D/H): head h's "
            "queries are X @ W_Q[h], the columns h · D/H to (h + 1) · D/H − 1 of X @ W_Q.",
            outputs=("W_Q", "W_K", "W_V"),
            solution=method.matrices_of_heads,
            cases=[
                Case(fractions(12, 4), 2, name="width 4, two heads"),
                Case(fractions(18, 6, seed=2), 3, name="width 6, three heads"),
                Case(fractions(24, 8, seed=4), 2, name="width 8, two heads"),
                Case(fractions(9, 3, seed=6), 1, name="one head"),
                in_float64(fractions(30, 10, seed=8), 5),
            ],
            mistakes=[
                Mistake(
                    wrong.not_transposed,
                    "Your matrices are as torch stores them, (H, D/H, D). Transposed they can be multiplied from the "
                    "right: X @ W_Q[h].",
                ),
                Mistake(
                    wrong.columns_split,
                    "You split what goes in, so that each head sees a part of the vectors. Split what comes out.",
                ),
                Mistake(wrong.values_first, "Queries come first, values last: your three stand in reverse order."),
                Mistake(wrong.keys_first, "Your queries and keys have changed places."),
                Mistake(
                    wrong.heads_before_kinds,
                    "You read the rows head by head. First come the queries of all heads, then all keys, then all "
                    "values.",
                ),
                Mistake(wrong.without_heads, "Three whole matrices: take each apart into those of the heads."),
            ],
            hints=[
                "`chunk(3)` gives W_Qᵀ, W_Kᵀ and W_Vᵀ.",
                "The rows of W_Qᵀ are the columns of W_Q: D/H of them belong to each head.",
            ],
        ),
        Exercise(
            name="multihead_attention",
            task="The whole layer, without biases: `X` is a float tensor (N, D); `W_Q`, `W_K`, `W_V` and `W_O` are "
            "float tensors (D, D); `heads` is an integer H that divides D. Split X W_Q, X W_K and X W_V into heads; "
            "each head computes A = softmax(Q Kᵀ / √(D/H)) over the inputs, and Y = A V; concatenate the heads' Y, "
            "and multiply by W_O from the right. Return two tensors: the weights A of all heads, (H, N, N), and the "
            "output (N, D).",
            outputs=("A", "output"),
            tolerance=1e-4,
            solution=method.multihead_attention,
            cases=[
                Case(TINY_HEADS.X, *_tiny, TINY_HEADS.W_O, 2, name="the tiny example"),
                Case(*_layer(5, 6), 3, name="five inputs, three heads"),
                Case(*_layer(4, 8, seed=20), 2, name="four inputs, two heads"),
                Case(*_layer(3, 8, seed=40), 4, name="three inputs, four heads"),
                Case(*_layer(3, 3, seed=60), 1, name="one head"),
                in_float64(*_layer(6, 10, seed=80), 5),
            ],
            mistakes=[
                Mistake(wrong.scaled_by_whole_width, "You divide by √D. A head's queries have D/H numbers: √(D/H)."),
                Mistake(wrong.unscaled, "The similarities are not divided by √(D/H)."),
                Mistake(wrong.scaled_by_heads, "You divide by √H, the root of the number of heads. It is √(D/H)."),
                Mistake(wrong.divided_by_part, "You divide by D/H. It is its root."),
                Mistake(
                    wrong.one_head, "All your heads have the same weights: those of whole vectors. Split them first."
                ),
                Mistake(wrong.without_W_O, "The projection after the heads is missing: W_O isn't used."),
                Mistake(wrong.W_O_transposed, "You multiply by W_Oᵀ. Here it is `concatenated @ W_O`."),
                Mistake(
                    wrong.over_queries, "Columns of your A sum to 1. Each query shares out its own weight: its row."
                ),
                Mistake(wrong.over_heads, "Your weights sum to 1 over the heads. Each head has its own softmax."),
                Mistake(
                    wrong.mean_weights, "You return the mean of the heads' weights. Return those of each: (H, N, N)."
                ),
                Mistake(
                    wrong.inputs_split_first,
                    "You split X before the matrices: the slide's picture. Here every head sees whole vectors, and X "
                    "W_Q is split.",
                ),
                Mistake(
                    wrong.concatenated_wrongly,
                    "Your heads' outputs are put together by `reshape` alone, which mixes vectors. Use your "
                    "`concatenate_heads`.",
                ),
            ],
            hints=[
                "Your `split_heads` three times, then attention, which works on (H, N, D/H) as it does on (N, D).",
                "`K.transpose(-2, -1)` is Kᵀ in every head. Then your `concatenate_heads`, and `@ W_O`.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
