"""Exercises of lecture 03: box sums, similarity of regions, naive Bayes, recall of proposals."""

import torch

from lecture_utils.exercises.case_inputs import fractions
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.proposals import mistakes as wrong
from lecture_utils.exercises.proposals.questions import questions
from lecture_utils.methods import proposals as method

_wide, _high = method.integral_image(fractions(5, 9)), method.integral_image(fractions(8, 4, seed=3))
_boxes = torch.tensor([[1, 1, 4, 3], [0, 0, 9, 5], [3, 2, 8, 5], [0, 3, 1, 4], [2, 1, 7, 2]])
_narrow = torch.tensor([[1, 2, 3, 7], [0, 0, 4, 8], [2, 5, 4, 6], [1, 4, 1, 6]])


def _histograms(*shape: int, seed: int) -> torch.Tensor:
    counts = torch.randint(0, 9, shape, generator=torch.Generator().manual_seed(seed)) + torch.arange(shape[-1])
    return counts / counts.sum(-1, keepdim=True)


_three = torch.tensor([[0.5, 0.25, 0.25], [0.0, 0.25, 0.75]])
_sizes = torch.tensor([12.0, 30.0, 5.0]), torch.tensor([20.0, 7.0, 5.0])
_tight = (
    torch.tensor([[0.0, 0.0, 4.0, 5.0], [2.0, 1.0, 9.0, 8.0], [6.0, 6.0, 9.0, 8.0]]),
    torch.tensor([[4.0, 2.0, 10.0, 7.0], [3.0, 8.0, 7.0, 10.0], [0.0, 1.0, 3.0, 3.0]]),
)
_likely = torch.tensor([[0.5, 0.2, 0.9], [0.1, 0.3, 0.05], [0.7, 0.6, 0.8], [0.02, 0.9, 0.4]])
_unlikely = torch.tensor([[0.1, 0.3, 0.2], [0.4, 0.25, 0.35], [0.01, 0.05, 0.1], [0.6, 0.02, 0.3]])

_truths = torch.tensor([[0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 40.0, 30.0], [50.0, 5.0, 60.0, 25.0]])
_proposals = torch.tensor(
    [
        [1.0, 0.0, 11.0, 10.0],  # IoU 9/11 with the first
        [0.0, 1.0, 10.0, 11.0],  # the first again
        [20.0, 20.0, 40.0, 40.0],  # exactly 1/2 with the second
        [70.0, 70.0, 90.0, 90.0],  # nothing
        [50.0, 5.0, 60.0, 20.0],  # 3/4 with the third
        [20.0, 20.0, 40.0, 30.0],  # the second itself
    ]
)

exercises = ExerciseSet(
    "proposals",
    exercises=[
        Exercise(
            name="box_sums",
            task="`integral` is a float tensor of shape (H + 1, W + 1): its entry at row i, column j is the sum of "
            "the map's values in rows 0 to i − 1 and columns 0 to j − 1; its first row and its first column are 0. "
            "`boxes` is an integer tensor of shape (K, 4), each row (x1, y1, x2, y2) with 0 ≤ x1 ≤ x2 ≤ W and 0 ≤ y1 "
            "≤ y2 ≤ H. Return a tensor of shape (K,): for each box the sum of the map's values in rows y1 to y2 − 1 "
            "and columns x1 to x2 − 1.",
            solution=method.box_sums,
            cases=[
                Case(_wide, _boxes, name="a map of 5 × 9"),
                Case(_high.float(), _narrow, name="a map of 8 × 4, one box without area"),
                Case(_wide, _boxes[2:3], name="one box"),
            ],
            mistakes=[
                Mistake(
                    wrong.corner_not_added_back,
                    "What lies above *and* to the left of the box is subtracted twice. Add it back once.",
                ),
                Mistake(wrong.corner_subtracted, "The sign of the last corner is wrong: it is added back."),
                Mistake(
                    wrong.lower_right_only,
                    "This is the sum from the map's upper left corner on. Subtract what is above and to the left.",
                ),
                Mistake(
                    wrong.two_corners,
                    "You read two corners. What is above the box and what is to its left reach further: four numbers.",
                ),
                Mistake(wrong.x_as_the_row, "Rows are y, columns are x: `integral[y, x]`."),
                Mistake(
                    wrong.last_row_and_column_left_out,
                    "The last row and column of the box are missing. The integral image has one row and column more "
                    "than the map.",
                ),
                Mistake(
                    wrong.integral_summed,
                    "You sum entries of the integral image. These are sums already: read its corners.",
                ),
                Mistake(
                    wrong.above_subtracted_twice,
                    "You subtract the same part twice. Subtract what is above the box once, and what is to its left "
                    "once.",
                    also=(wrong.left_subtracted_twice,),
                ),
                Mistake(
                    wrong.far_corner_beyond,
                    "You read one row and column beyond the box. A box ends before x2 and y2.",
                ),
                Mistake(
                    wrong.near_corner_before,
                    "You read the first corner one row and column too early: the integral image begins with a row and "
                    "a column of zeros already.",
                ),
                Mistake(
                    wrong.ends_as_sides,
                    "You take a box for (x, y, width, height). Its last two numbers are where it ends.",
                ),
                Mistake(wrong.mean_inside, "This is the mean inside the box. Return the sum."),
            ],
            hints=[
                "`x1, y1, x2, y2 = boxes.T` gives four tensors (K,), and `integral[y2, x2]` reads K entries at once.",
                "Everything above and to the left of the lower right corner; less what lies above the box, less what "
                "lies to its left; what lies in both was subtracted twice.",
            ],
        ),
        Exercise(
            name="histogram_intersection",
            task="`one` and `other` are float tensors whose last dimension holds the B bins of histograms that sum to "
            "1 each; the dimensions before it are broadcast, such as (B,) with (N, B). Return, for each pair of "
            "histograms, the sum over the bins of the smaller of the two shares: 1 for equal histograms, 0 where no "
            "bin is used by both.",
            solution=method.histogram_intersection,
            cases=[
                Case(_three[0], _three[1], name="two histograms of three bins"),
                Case(_histograms(4, 7, seed=1), _histograms(4, 7, seed=2), name="four pairs"),
                Case(_histograms(5, seed=3).double(), _histograms(3, 5, seed=4).double(), name="one with three"),
                Case(_histograms(2, 1, 6, seed=5), _histograms(3, 6, seed=6), name="each of two with each of three"),
            ],
            mistakes=[
                Mistake(wrong.larger_share, "You take the larger share of each bin. Both have only the smaller one."),
                Mistake(wrong.product_of_shares, "You multiply the shares. Take the smaller of the two."),
                Mistake(
                    wrong.distance,
                    "This is how much they differ. How much do they have in common?",
                    also=(wrong.straight_distance,),
                ),
                Mistake(
                    wrong.roots_of_products,
                    "You sum the roots of the products: another measure, the Bhattacharyya coefficient. Sum the "
                    "smaller shares.",
                ),
                Mistake(
                    wrong.largest_difference,
                    "You subtract a measure of the differences from 1, but another one. Sum the smaller shares.",
                    also=(wrong.squared_differences,),
                ),
                Mistake(wrong.cosine, "This is the cosine of the two histograms. Sum the smaller shares."),
                Mistake(
                    wrong.over_larger_shares,
                    "You divide by the larger shares, as for an IoU. The histograms sum to 1: the sum of the smaller "
                    "shares is the result.",
                ),
                Mistake(wrong.smallest_bin, "You take the smallest of all bins. Sum over the bins."),
                Mistake(
                    wrong.not_halved,
                    "1 minus the sum of the differences counts each difference in two bins: where one has more, and "
                    "where the other has.",
                ),
                Mistake(wrong.sum_over_everything, "You sum over all histograms. Sum over the last dimension only."),
                Mistake(wrong.sum_over_the_first, "You sum over the first dimension. The bins are the last one."),
                Mistake(wrong.mean_over_bins, "You take the mean over the bins. Sum over them."),
                Mistake(wrong.bin_by_bin, "The smaller shares are right. Sum over the bins."),
            ],
            hints=["`torch.minimum` compares entry by entry.", "Sum over dimension −1."],
        ),
        Exercise(
            name="size_and_fill",
            task="`sizes1` and `sizes2` are float tensors of shape (N,): the pixels of N regions each; `boxes1` and "
            "`boxes2` are float tensors of shape (N, 4): the boxes (x1, y1, x2, y2) tight around them; `pixels` is "
            "the number of pixels of the image. Compare region i of the first with region i of the second. Return a "
            "tuple of two tensors of shape (N,): size, 1 − (the pixels that both cover together) / pixels, and fill, "
            "1 − (the pixels in the smallest box around both that belong to neither) / pixels. Regions don't overlap.",
            solution=method.size_and_fill,
            cases=[
                Case(_sizes[0], _tight[0], _sizes[1], _tight[1], 100, name="three pairs in 10 × 10 pixels"),
                Case(
                    _sizes[1].double(),
                    _tight[1].double(),
                    _sizes[0].double() / 2,
                    _tight[0].double() + 3,
                    247,
                    name="three pairs in 13 × 19 pixels",
                ),
                Case(_sizes[0][:1], _tight[0][:1], _sizes[1][:1], _tight[1][:1], 70, name="one pair"),
            ],
            mistakes=[
                Mistake(
                    wrong.shares_not_subtracted, "These are the shares. Small regions should be similar: 1 − share."
                ),
                Mistake(
                    wrong.whole_box_as_gap,
                    "You subtract the share of the whole box around both. Only the part that belongs to neither "
                    "counts.",
                ),
                Mistake(
                    wrong.boxes_as_sizes,
                    "You take the areas of the boxes for the sizes. A region need not fill its box: use `sizes`.",
                ),
                Mistake(wrong.divided_by_the_box, "Fill: divide by the pixels of the image, not of the box."),
                Mistake(wrong.fill_first, "Both are right, in the other order: size, then fill."),
                Mistake(
                    wrong.shared_box,
                    "You take what the boxes share. The box *around* both begins at the smaller x1 and ends at the "
                    "larger x2.",
                ),
                Mistake(wrong.first_size_only, "The second region's pixels aren't a gap either."),
                Mistake(wrong.smaller_size, "Size: both regions together, not the smaller one."),
                Mistake(wrong.mean_of_sizes, "You take the mean of the two sizes. Both together count: their sum."),
                Mistake(
                    wrong.larger_of_both,
                    "You take the larger of the two, size and box. Both sizes are added, and the box is around both.",
                ),
                Mistake(wrong.divided_twice, "Fill: you divide by the pixels of the image twice."),
                Mistake(
                    wrong.quotient_of_sizes,
                    "Size: you compare the two sizes with each other. It is 1 − the share of the image that both take "
                    "together.",
                ),
                Mistake(
                    wrong.one_box_around_all,
                    "You draw one box around all regions. Each pair has a box of its own.",
                ),
            ],
            hints=[
                "The box around both: `torch.minimum` of the upper left corners, `torch.maximum` of the lower right "
                "ones; its pixels are the product of its sides.",
                "The gap is the box around both minus `sizes1` minus `sizes2`.",
            ],
            outputs=("size", "fill"),
        ),
        Exercise(
            name="combine",
            task="`on_object` and `on_background` are float tensors of shape (K, C): for each of K boxes the "
            "likelihoods p(cue | object) and p(cue | background) of C cues, all above 0; `prior` is the number "
            "p(object), between 0 and 1. The cues count as independent of each other (naive Bayes). Return a tensor "
            "of shape (K,): p(object | all cues) of each box.",
            solution=method.combine,
            cases=[
                Case(_likely, _unlikely, 0.1, name="four boxes, three cues"),
                Case(_likely[:, :2].double(), _unlikely[:, :2].double(), 0.7, name="two cues"),
                Case(_unlikely[1:2], _likely[1:2], 0.25, name="one box"),
                Case(_likely[:3, :1], _unlikely[:3, :1], 0.02, name="one cue"),
            ],
            mistakes=[
                Mistake(wrong.prior_left_out, "The prior is missing: most boxes are background."),
                Mistake(
                    wrong.prior_for_object_only,
                    "The background has a prior too: 1 − p(object).",
                ),
                Mistake(wrong.same_prior_for_both, "The prior of the background is 1 − p(object)."),
                Mistake(
                    wrong.not_normalised, "Divide by the sum of both: p(object | cues) + p(background | cues) = 1."
                ),
                Mistake(wrong.odds, "These are odds. Divide by object *plus* background."),
                Mistake(wrong.likelihoods_added, "You add the cues' likelihoods. Independent ones are multiplied."),
                Mistake(wrong.prior_for_each_cue, "You multiply with the prior for each cue. It counts once."),
                Mistake(wrong.mean_of_the_cues, "You average what each cue says alone. Multiply their likelihoods."),
                Mistake(
                    wrong.product_of_answers,
                    "You multiply the probabilities that the cues give one by one. Multiply likelihoods, and normalise "
                    "once.",
                ),
                Mistake(
                    wrong.one_cue_enough,
                    "You ask whether at least one cue says object. All cues together say how probable it is: multiply "
                    "their likelihoods.",
                ),
                Mistake(
                    wrong.divided_cue_by_cue,
                    "You divide cue by cue. Given object or background the cues are independent, but their sum is "
                    "divided by once: object plus background.",
                ),
                Mistake(wrong.geometric_mean, "You take the geometric mean of the likelihoods. Take their product."),
                Mistake(wrong.of_the_background, "This is p(background | cues)."),
                Mistake(wrong.boxes_multiplied, "You multiply over the boxes. Multiply over the cues."),
            ],
            hints=[
                "p(object) times the product of p(cue | object); and the same for background.",
                "`on_object.prod(dim=1)`. Then the first divided by the sum of both.",
            ],
        ),
        Exercise(
            name="scene_recall",
            task="`proposals` (L, 4) and `truths` (G, 4) are float tensors of boxes (x1, y1, x2, y2) with positive "
            "area, L and G at least 1, the most promising proposal first; `numbers` is a tuple of K positive "
            "integers, in any order; `iou_threshold` is a number from 0 to 1. For each n of `numbers`: a truth is "
            "found if at least one of the first n proposals (all, where there are fewer) overlaps it with an IoU of at "
            "least `iou_threshold`. One proposal may find several truths. Return a tensor of shape (K,): the share of "
            "the truths that are found. Don't call torchvision.",
            solution=method.scene_recall,
            forbidden=("torchvision",),
            cases=[
                Case(_proposals, _truths, (1, 2, 3, 5, 6), 0.5, name="an IoU at the threshold"),
                Case(_proposals.double(), _truths.double(), (6, 4, 9, 3), 0.7, name="numbers in any order"),
                Case(_proposals[2:3], _truths[:2], (1, 10), 0.3, name="one proposal"),
                Case(_proposals[[4, 0, 3]], _truths[2:], (2, 1), 0.75, name="one truth"),
                Case(
                    torch.tensor([[0.0, 0.0, 8.0, 8.0], [9.0, 9.0, 12.0, 12.0], [0.0, 0.0, 4.0, 8.0]]),
                    torch.tensor([[0.0, 0.0, 8.0, 5.0], [0.0, 0.0, 8.0, 7.0]]),
                    (1, 2, 3),
                    0.6,
                    name="one proposal for two truths",
                ),
                Case(
                    torch.tensor([[0.0, 0.0, 4.0, 8.0], [4.0, 0.0, 8.0, 8.0], [20.0, 0.0, 24.0, 3.5]]),
                    torch.tensor([[0.0, 0.0, 8.0, 8.0], [20.0, 0.0, 24.0, 4.0], [30.0, 0.0, 31.0, 1.0]]),
                    (3, 2),
                    0.7,
                    name="two halves of a truth",
                ),
            ],
            mistakes=[
                Mistake(wrong.above_the_threshold, "An IoU equal to the threshold is enough."),
                Mistake(wrong.counts, "You count the truths that are found. Return their share."),
                Mistake(
                    wrong.precision,
                    "This is the share of the *proposals* that overlap a truth. Recall is a share of truths.",
                ),
                Mistake(wrong.all_proposals, "You look at all proposals for each number. Only the first n count."),
                Mistake(wrong.nth_alone, "You look at the n-th proposal only. All of the first n count."),
                Mistake(wrong.one_too_few, "The n-th proposal is missing: `proposals[:n]`."),
                Mistake(wrong.one_too_many, "You count one proposal more than n."),
                Mistake(wrong.hits_over_truths, "Two proposals on one truth find one truth, not two."),
                Mistake(
                    wrong.mean_best, "You average the best IoU of each truth. Ask whether it reaches the threshold."
                ),
                Mistake(
                    wrong.overlaps_summed,
                    "You add the IoU of several proposals up. One proposal alone has to reach the threshold.",
                ),
                Mistake(wrong.pairs, "You average over all pairs. A truth needs only one proposal."),
            ],
            hints=[
                "The IoU of all proposals with all truths first, (L, G): lecture 02's `box_iou`.",
                "For one n: `(iou[:n] >= iou_threshold).any(dim=0)` says which truths are found.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
