"""Exercises of lecture 01: from scores to probabilities, to the loss, to top-K accuracy; what a convolution costs."""

import torch

from lecture_utils.exercises.classification import mistakes as wrong
from lecture_utils.exercises.classification.questions import questions
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.methods import classification as method
from lecture_utils.methods.classification.layer_costs import convolution_multiply_adds
from lecture_utils.scenes.classification import small_batch, small_scores

_scores, _labels = small_batch()
_extreme = torch.tensor([[200.0, 0.0, -10.0], [0.0, 3.0, 1.0]])
_many = torch.randn(12, 9, generator=torch.Generator().manual_seed(1))
_true = torch.tensor([0, 3, 8, 2, 2, 5, 7, 1, 6, 4, 0, 3])

exercises = ExerciseSet(
    "classification",
    exercises=[
        Exercise(
            name="softmax",
            task="Turn scores `input` of any shape into probabilities that sum to 1 along dimension `dim`: e to the "
            "power of each score, divided by the sum of these powers. Scores may be as large as 1000.",
            solution=method.softmax,
            cases=[
                Case(small_scores(), 0, name="the small example"),
                Case(_scores, 1, name="five images, each row a distribution"),
                Case(_scores, 0, name="the same numbers, each column a distribution"),
                Case(torch.tensor([1000.0, 1001.0, 998.0]), 0, name="large scores"),
            ],
            mistakes=[
                Mistake(wrong.without_powers, "You divide the scores by their sum. First take e to the power of each."),
                Mistake(wrong.over_everything, "All your numbers together sum to 1. Each slice along `dim` does."),
                Mistake(
                    wrong.along_the_other_dimension,
                    "You sum along the other dimension: with `dim=1` each row sums to 1, with `dim=0` each column.",
                ),
                Mistake(
                    wrong.too_large_powers,
                    "Large scores give NaN: e to the power of 1000 is ∞ in a float32. Take the largest score away from "
                    "all scores first; the probabilities stay the same.",
                ),
                Mistake(
                    wrong.largest_taken_away_once,
                    "You take the largest score away above the line, and not in the sum below it.",
                ),
                Mistake(wrong.powers_of_two, "You take powers of 2. The softmax takes powers of e."),
                Mistake(wrong.logarithms, "You return logarithms of probabilities. Return the probabilities."),
                Mistake(
                    wrong.all_to_the_largest, "You give the largest score all of it. The others get their shares too."
                ),
            ],
            hints=[
                "`input.exp()` are the powers; `.sum(dim, keepdim=True)` keeps the shape that a division needs.",
                "`input - input.amax(dim, keepdim=True)` has 0 as its largest number, so that no power overflows.",
            ],
        ),
        Exercise(
            name="cross_entropy",
            task="From scores `input` (N, C) and true labels `target` (N,) return the loss: the mean over the images "
            "of −log p(true label), where p is the softmax of the image's scores. A probability may be e⁻²⁰⁰.",
            solution=method.cross_entropy,
            cases=[
                Case(_scores, _labels, name="five images"),
                Case(_scores[:1], _labels[:1], name="one image"),
                Case(torch.zeros(3, 25), torch.tensor([0, 7, 24]), name="equal scores"),
                Case(_extreme, torch.tensor([1, 1]), name="a true label with probability e⁻²⁰⁰"),
            ],
            mistakes=[
                Mistake(wrong.summed, "You sum over the images. The loss is their mean."),
                Mistake(
                    wrong.of_the_first_guess,
                    "You look at the likeliest label. The loss asks how likely the *true* one is.",
                ),
                Mistake(wrong.without_logarithm, "You average 1 − p. The loss is −log p."),
                Mistake(wrong.logarithm_to_base_two, "Your logarithm has base 2. It has base e: `log`."),
                Mistake(wrong.sign_forgotten, "The minus is missing: your loss is negative."),
                Mistake(
                    wrong.scores_for_probabilities, "You take the scores themselves. The softmax comes before the log."
                ),
                Mistake(
                    wrong.logarithm_of_the_mean,
                    "You average the probabilities, then take the logarithm. Take the logarithm of each image first.",
                ),
                Mistake(
                    wrong.rounded_to_zero,
                    "A small probability is rounded to 0, and its logarithm is −∞. Use log p = s − log Σ eˢ, with the "
                    "largest score taken away.",
                ),
                Mistake(
                    wrong.over_all_categories,
                    "You divide by the number of all probabilities. Each image counts once: divide by N.",
                ),
            ],
            hints=[
                "`input.gather(1, target[:, None])` picks the true label's score of each row.",
                "`torch.logsumexp(input, dim=1)` is log Σ eˢ of each row, without overflow.",
            ],
        ),
        Exercise(
            name="cross_entropy_gradient",
            task="From scores `input` (N, C) and true labels `target` (N,) return ∂ loss / ∂ scores, shape (N, C), of "
            "the mean cross-entropy, without autograd.",
            solution=method.cross_entropy_gradient,
            cases=[
                Case(small_scores()[None], torch.tensor([0]), name="one image"),
                Case(_scores, _labels, name="five images"),
                Case(_many, _true, name="twelve images, nine categories"),
            ],
            mistakes=[
                Mistake(wrong.of_the_sum, "Your gradient is N times too large: the loss is a mean over N images."),
                Mistake(wrong.uphill, "Your sign is turned: the gradient points to where the loss grows."),
                Mistake(wrong.one_taken_from_all, "You take 1 from every probability. Only the true label's loses 1."),
                Mistake(
                    wrong.only_at_the_truth,
                    "You return zeros for the other labels. Their scores are to fall by their probabilities.",
                ),
                Mistake(wrong.probabilities_alone, "The true labels are missing: their probabilities lose 1."),
                Mistake(wrong.scores_minus_truth, "You take the scores. The gradient has their softmax."),
            ],
            hints=[
                "Each row sums to 0: what the true label gains, the others lose.",
                "The softmax of the scores, less 1 at the true label, divided by N.",
            ],
        ),
        Exercise(
            name="top_k_accuracy",
            task="From `scores` (N, C) and true `labels` (N,) return the share of images, from 0 to 1, whose true "
            "label is among the `k` highest scores. No two scores of an image are equal.",
            solution=method.top_k_accuracy,
            cases=[
                Case(_scores, _labels, 1, name="K = 1"),
                Case(_scores, _labels, 2, name="K = 2"),
                Case(_many, _true, 5, name="twelve images, K = 5"),
                Case(_many, _true, 9, name="as many guesses as categories"),
            ],
            mistakes=[
                Mistake(wrong.one_guess_fewer, "You count one guess too few: the K-th guess counts."),
                Mistake(wrong.one_guess_more, "You count one guess too many: only the first K count."),
                Mistake(wrong.least_likely, "You take the lowest scores. The most likely labels have the highest."),
                Mistake(wrong.in_percent, "You return percent. Wanted is a share from 0 to 1."),
                Mistake(wrong.as_a_count, "You return how many images are right. Divide by their number."),
                Mistake(wrong.first_guess_only, "You look at the first guess only. K of them count."),
                Mistake(
                    wrong.divided_by_guesses, "You divide by K as well. An image counts once, however many guesses."
                ),
                Mistake(
                    wrong.in_order_of_images,
                    "You compare images with one another. The K highest scores are those of a row: `dim=1`.",
                ),
            ],
            hints=[
                "`scores.topk(k, dim=1).indices` are the K guesses of each image, shape (N, K).",
                "Compare them with `labels[:, None]`; `.any(dim=1)` says which images are right.",
            ],
        ),
        Exercise(
            name="convolution_multiply_adds",
            task="Count the multiply–adds of a convolution. `input` is (C, H, W), `weight` is (D, C, k_h, k_w): D "
            "filters. Return a whole number; products with the padding's zeros count, biases don't.",
            solution=convolution_multiply_adds,
            cases=[
                Case((3, 224, 224), (96, 3, 11, 11), 4, 2, name="AlexNet's first convolution"),
                Case((96, 27, 27), (256, 48, 5, 5), 1, 2, name="its second: a filter sees half of the channels"),
                Case((8, 9, 12), (16, 8, 3, 3), 2, 1, name="a picture that isn't square"),
                Case((1, 5, 5), (1, 1, 5, 5), 1, 0, name="a filter as large as its input"),
            ],
            mistakes=[
                Mistake(wrong.one_channel, "A filter is as deep as its input: multiply by the channels too."),
                Mistake(wrong.one_filter, "You count one filter. There are D."),
                Mistake(
                    wrong.places_of_the_input,
                    "You put the filter on every pixel of the input. It stands once for every place of the *output*.",
                ),
                Mistake(wrong.padding_forgotten, "The padding is missing: the input grows by it on both sides."),
                Mistake(wrong.padded_on_one_side, "You add the padding on one side. It lies on both."),
                Mistake(wrong.stride_forgotten, "The stride is missing: the filter moves by `stride` pixels."),
                Mistake(wrong.last_place_forgotten, "One row and column of places is missing: ⌊…⌋ + 1."),
                Mistake(
                    wrong.counted_twice, "You count a product and its sum as two. Together they are one multiply–add."
                ),
                Mistake(wrong.parameters, "You count the weights. Each of them is used at every place of the output."),
            ],
            hints=[
                "The output has ⌊(H + 2 · padding − k_h) / stride⌋ + 1 rows.",
                "At each place each filter multiplies C · k_h · k_w pairs of numbers.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
