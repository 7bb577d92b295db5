"""Exercises of lecture 01: from scores to probabilities, to the loss, to top-K accuracy; what a convolution costs."""

from functools import partial

import torch

from lecture_utils.exercises.case_inputs import fractions, in_float64, large, uneven
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
_rows = torch.tensor([2, 0, 5, 1])  # labels of four images with six categories


def _zeros(*shape: int) -> torch.Tensor:
    return torch.zeros(shape)


exercises = ExerciseSet(
    "classification",
    exercises=[
        Exercise(
            name="softmax",
            task="`input` is a tensor of scores, of any shape, and `dim` one of its dimensions. Return "
            "probabilities, a tensor of the same shape: the exponential of each score, divided by the sum of the "
            "exponentials along `dim`. Scores lie between −1000 and 1000, in one row about 1000 and in the next "
            "about −1000.",
            solution=method.softmax,
            cases=[
                Case(small_scores(), 0, name="the small example"),
                Case(_scores, 1, name="five images, each row a distribution"),
                Case(_scores, 0, name="the same numbers, each column a distribution"),
                Case(torch.tensor([1000.0, 1001.0, 998.0]), 0, name="large scores"),
                Case(large(4, 3), 1, name="rows of very different size"),
                Case(torch.tensor([0.0, 1.0, 1000.0, -2.0]), 0, name="one large score"),
                Case(fractions(2, 3, 4), -2, name="three dimensions"),
                in_float64(fractions(3, 5), 1),
            ],
            mistakes=[
                Mistake(
                    wrong.without_powers, "You divide the scores by their sum. Take the exponential of each first."
                ),
                Mistake(wrong.over_everything, "All your numbers together sum to 1. Each slice along `dim` does."),
                Mistake(
                    wrong.along_the_other_dimension,
                    "You sum along the other dimension: with `dim=1` each row sums to 1, with `dim=0` each column.",
                ),
                Mistake(
                    wrong.too_large_powers,
                    "Large scores give NaN: the exponential of 1000 is ∞ in float32. Subtract the largest score along "
                    "`dim` first; the probabilities stay the same.",
                ),
                Mistake(
                    wrong.largest_taken_away_once,
                    "You subtract the largest score in the numerator, and not in the sum of the denominator.",
                ),
                Mistake(wrong.powers_of_two, "You take powers of 2. The softmax takes exponentials, powers of e."),
                Mistake(wrong.logarithms, "You return logarithms of probabilities. Return the probabilities."),
                Mistake(
                    wrong.all_to_the_largest,
                    "You give the largest score probability 1. The others get their parts too.",
                ),
            ],
            hints=[
                "`input.exp()` takes the exponentials; `.sum(dim, keepdim=True)` keeps the shape that a division "
                "needs.",
                "`input - input.amax(dim, keepdim=True)` has 0 as its largest number, so that no exponential "
                "overflows.",
            ],
        ),
        Exercise(
            name="cross_entropy",
            task="`input` is a tensor of scores (N, C), a row for each image, and `target` a tensor of true labels "
            "(N,), whole numbers from 0 to C − 1. Return the loss, a tensor without dimensions: the mean over the "
            "images of −log p(true label), where p is the softmax of the image's scores. A probability may be e⁻²⁰⁰.",
            number_type="tensor",
            solution=method.cross_entropy,
            cases=[
                Case(_scores, _labels, name="five images"),
                Case(_scores[:1], _labels[:1], name="one image"),
                Case(torch.zeros(3, 25), torch.tensor([0, 7, 24]), name="equal scores"),
                Case(_extreme, torch.tensor([1, 1]), name="a true label with probability e⁻²⁰⁰"),
                Case(uneven(4, 6), _rows, name="four images, scores of different size"),
                Case(fractions(3, 5), torch.tensor([4, 0, 4]), name="three images, five categories"),
                in_float64(fractions(6, 4, seed=5), torch.tensor([3, 0, 1, 2, 2, 0])),
            ],
            mistakes=[
                Mistake(wrong.summed, "You sum over the images. The loss is their mean."),
                Mistake(
                    wrong.of_the_first_guess,
                    "You look at the most likely label. The loss asks how likely the *true* one is.",
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
                    "largest score subtracted.",
                ),
                Mistake(
                    wrong.kept_from_zero,
                    "You keep the probability away from 0, by a bound or a small number added: that caps the loss. "
                    "Take log p without p: s − log Σ eˢ.",
                    also=[
                        wrong.added_to_probabilities,
                        *(partial(wrong.kept_from_zero, least=small) for small in wrong.SMALL),
                        *(partial(wrong.added_to_probabilities, added=small) for small in wrong.SMALL),
                    ],
                ),
                Mistake(
                    wrong.over_the_images, "Your softmax runs over the images. Each *row* is a distribution: dim=1."
                ),
                Mistake(wrong.labels_from_one, "You subtract 1 from the labels. They count from 0."),
                Mistake(
                    wrong.every_label_of_every_image,
                    "`[:, target]` picks the labels of *all* images from each row, N × N numbers. Each row has one "
                    "label of its own: `gather`, or `[torch.arange(N), target]`.",
                ),
                Mistake(
                    wrong.probabilities_without_logarithm,
                    "You average the probabilities. The logarithm of each is missing.",
                ),
                Mistake(
                    wrong.softmax_of_softmax,
                    "The softmax is taken twice: `cross_entropy` of torch takes scores, not probabilities.",
                ),
                Mistake(
                    wrong.logarithms_of_scores,
                    "You take the logarithm of scores. It is taken of probabilities: softmax.",
                ),
                Mistake(wrong.divided_by_categories, "You divide by the number of categories. There are N images."),
                Mistake(
                    wrong.of_each_category,
                    "You add a loss for every other category. Only the true label's probability counts here.",
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
            task="`input` is a tensor of scores (N, C), a row for each image, and `target` a tensor of true labels "
            "(N,), whole numbers from 0 to C − 1. Return ∂ loss / ∂ scores, a tensor (N, C), of the mean "
            "cross-entropy over the N images. Write the formula out, without autograd. Scores may be as large as 1000.",
            forbidden=("grad", "backward"),
            solution=method.cross_entropy_gradient,
            cases=[
                Case(small_scores()[None], torch.tensor([0]), name="one image"),
                Case(_scores, _labels, name="five images"),
                Case(_many, _true, name="twelve images, nine categories"),
                Case(uneven(4, 6), _rows, name="four images, scores of different size"),
                Case(large(4, 3), torch.tensor([0, 1, 2, 1]), name="large scores"),
                in_float64(fractions(3, 5), torch.tensor([4, 0, 4])),
            ],
            mistakes=[
                Mistake(wrong.of_the_sum, "Your gradient is N times too large: the loss is a mean over N images."),
                Mistake(wrong.uphill, "The sign is flipped: the gradient points to where the loss grows."),
                Mistake(
                    wrong.one_taken_from_all,
                    "You subtract 1 from every probability. Subtract it from the true label's only.",
                ),
                Mistake(
                    wrong.only_at_the_truth,
                    "You return zeros for the other labels. Their gradients are their probabilities, divided by N.",
                ),
                Mistake(wrong.probabilities_alone, "The true labels are missing: subtract 1 from their probabilities."),
                Mistake(wrong.scores_minus_truth, "You take the scores. The gradient has their softmax."),
                Mistake(
                    wrong.of_the_probability,
                    "−1/p is the derivative with respect to the true probability. The chain goes on through the "
                    "softmax to all scores.",
                ),
                Mistake(
                    wrong.own_derivative,
                    "p (1 − p) is how a probability changes with its own score. The loss depends on the true label's "
                    "probability, which all scores change.",
                ),
                Mistake(wrong.mean_over_images_in_part, "You divide the 1 by N, and not the probabilities."),
                Mistake(
                    wrong.softmax_over_images, "Your softmax runs over the images. Each row is a distribution: dim=1."
                ),
                Mistake(
                    wrong.softmax_over_everything,
                    "Your softmax runs over all numbers. Each row is a distribution: dim=1.",
                ),
                Mistake(wrong.divided_by_all, "You divide by N · C. The mean is over the N images."),
            ],
            hints=[
                "Each row sums to 0.",
                "The softmax of the scores, minus 1 at the true label, divided by N.",
            ],
        ),
        Exercise(
            name="top_k_accuracy",
            task="`scores` is a tensor (N, C), a row for each image, `labels` a tensor of true labels (N,), `k` a "
            "whole number. Return the fraction of images, from 0 to 1, whose true label is among the `k` highest "
            "scores of their row. No two scores of an image are equal.",
            solution=method.top_k_accuracy,
            cases=[
                Case(_scores, _labels, 1, name="K = 1"),
                Case(_scores, _labels, 2, name="K = 2"),
                Case(_many, _true, 1, name="twelve images, K = 1"),
                Case(_many, _true, 5, name="twelve images, K = 5"),
                Case(_many, _true, 9, name="as many guesses as categories"),
                Case(-_many.abs() - 1, _true, 3, name="negative scores"),
                Case(_many[:1], _true[:1], 2, name="one image"),
                in_float64(fractions(7, 5, seed=3), torch.tensor([0, 4, 2, 1, 3, 3, 0]), 4),
            ],
            mistakes=[
                Mistake(wrong.one_guess_fewer, "You count one guess too few: the K-th guess counts."),
                Mistake(wrong.one_guess_more, "You count one guess too many: only the first K count."),
                Mistake(wrong.always_five, "You always allow five guesses. `k` says how many."),
                Mistake(
                    wrong.sorted_along_the_images, "You sort along the images. Sort the scores of each row: `dim=1`."
                ),
                Mistake(wrong.scores_for_labels, "You compare labels with scores. Take `.indices`, not `.values`."),
                Mistake(wrong.divided_by_classes, "You divide by the number of categories. Divide by that of images."),
                Mistake(
                    wrong.order_for_ranks,
                    "`argsort` lists the categories by rank. It isn't the rank of each category.",
                ),
                Mistake(wrong.least_likely, "You take the lowest scores. The most likely labels have the highest."),
                Mistake(wrong.in_percent, "You return percent. Return a fraction from 0 to 1."),
                Mistake(wrong.as_a_count, "You return how many images are right. Divide by their number."),
                Mistake(wrong.first_guess_only, "You look at the first guess only. K of them count."),
                Mistake(
                    wrong.divided_by_guesses, "You divide by K as well. An image counts once, however many guesses."
                ),
                Mistake(wrong.kth_guess_alone, "Only the K-th guess counts in your result. All of the first K count."),
                Mistake(wrong.error_rate, "You return the error. The accuracy is 1 minus it."),
                Mistake(wrong.any_image, "You ask whether *any* image is right. Return the fraction of images."),
                Mistake(
                    wrong.guesses_of_all_images,
                    "You look for a label among the guesses of all images. Compare it with those of its own row.",
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
            task="Count the multiply–adds of a convolution; a multiply–add is one product and its addition to a sum. "
            "`input` is a tensor of the shape (C, H, W), `weight` a tensor of the shape (D, C, k_h, k_w), D filters; "
            "`stride` and `padding` are whole numbers. Only the shapes count. Return a whole number. Products with the "
            "padding's zeros count, biases don't.",
            solution=convolution_multiply_adds,
            cases=[
                Case(_zeros(3, 224, 224), _zeros(96, 3, 11, 11), 4, 2, name="AlexNet's first convolution"),
                Case(_zeros(96, 27, 27), _zeros(25, 96, 5, 5), 1, 2, name="25 filters, 96 channels"),
                Case(_zeros(8, 9, 12), _zeros(16, 8, 3, 3), 2, 1, name="an input that isn't square"),
                Case(_zeros(6, 13, 10), _zeros(7, 6, 2, 5), 3, 2, name="a filter that isn't square, stride 3"),
                Case(_zeros(64, 10, 10), _zeros(128, 64, 3, 3), 1, 100, name="more than 2³¹, more than an int32 holds"),
                Case(_zeros(61, 101, 99), _zeros(127, 61, 3, 5), 1, 1, name="an odd number beyond 2²⁴"),
                Case(_zeros(1, 5, 5), _zeros(1, 1, 5, 5), 1, 0, name="a filter as large as its input"),
            ],
            tolerance=1e-12,
            mistakes=[
                Mistake(wrong.one_channel, "A filter is as deep as its input: multiply by the channels too."),
                Mistake(wrong.one_filter, "You count one filter. There are D."),
                Mistake(
                    wrong.places_of_the_input,
                    "You put the filter on every pixel of the input. It stands once for every place of the *output*.",
                ),
                Mistake(wrong.padding_forgotten, "The padding is missing: it makes the input larger on both sides."),
                Mistake(wrong.padded_on_one_side, "You add the padding on one side. It is added on both."),
                Mistake(wrong.stride_forgotten, "The stride is missing: the filter moves by `stride` pixels."),
                Mistake(wrong.last_place_forgotten, "One row and column of places is missing: ⌊…⌋ + 1."),
                Mistake(
                    wrong.counted_twice, "You count a product and its sum as two. Together they are one multiply–add."
                ),
                Mistake(wrong.rounded_up, "You round up. Where the filter hangs over the end, there is no output."),
                Mistake(
                    wrong.places_without_products, "You count the outputs. Each takes C · k_h · k_w multiply–adds."
                ),
                Mistake(wrong.square, "You take the height for the width. Input and filter needn't be square."),
                Mistake(wrong.with_biases, "You count the addition of a bias for each output. Biases don't count."),
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
