"""Exercises of lecture 06: smooth L1, the speed-up, a mini-batch, its targets, the multi-task loss."""

import torch

from lecture_utils.exercises.case_inputs import fractions, in_float64
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.fast_rcnn import mistakes as wrong
from lecture_utils.exercises.fast_rcnn.questions import questions
from lecture_utils.methods import fast_rcnn as method

_mixed = torch.tensor([0, 2, -1, 1, 0, 0, 3, 1, 0, -1, 2, 0])
_few = torch.tensor([0, 0, 0, 4, 0, -1, 0, 0, 0])
_crowded = torch.tensor([1, 1, 2, 0, 3, 1, -1, 5, 2, 0, 1])


def _order(count: int, seed: int) -> torch.Tensor:
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))


_things = torch.tensor([[10.0, 10, 30, 40], [40.0, 12, 64, 28], [12.0, 14, 34, 44]])
_regions = torch.tensor(
    [
        [12.0, 12, 32, 42],  # near things 0 and 2, nearer to 2
        [9.0, 11, 29, 38],
        [44.0, 10, 60, 30],
        [70.0, 70, 90, 80],  # far from all
        [40.0, 20, 64, 36],  # a third of thing 1
    ]
)
_halves = torch.tensor([[0.0, 0, 8, 4], [0.0, 0, 4, 4], [20.0, 20, 36, 28], [24.0, 20, 28, 28]])
_whole = torch.tensor([[0.0, 0, 8, 4], [20.0, 20, 28, 28]])
_things_on_one_place = torch.tensor([[1.0, 0, 9, 4], [21.0, 19, 30, 28], [21.0, 19, 30, 28]])
_with_gaps = fractions(5, 4, seed=5) / 2
_with_gaps[[1, 4]] = torch.nan  # of background

exercises = ExerciseSet(
    "fast_rcnn",
    exercises=[
        Exercise(
            name="smooth_l1",
            task="`difference` is a float tensor of any shape, prediction minus target; `beta` is a positive number. "
            "Return a tensor of the same shape: for each number x of `difference` 0.5 x² / beta where |x| < beta, and "
            "|x| − 0.5 beta elsewhere. `smooth_l1_loss` and `huber_loss` of torch are forbidden.",
            solution=method.smooth_l1,
            cases=[
                Case(torch.tensor([-3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 2.5]), 1.0, name="a row, beta 1"),
                Case(fractions(3, 5, seed=1), 0.625, name="a matrix, beta 5/8"),
                in_float64(fractions(2, 3, 2, seed=4), 2.0),
                Case(torch.tensor([0.05, -0.1, 0.3, -2.0]), 1 / 9, name="beta 1/9"),
            ],
            mistakes=[
                Mistake(wrong.square_everywhere, "You square far out too. From beta on it is a line."),
                Mistake(
                    wrong.absolute_everywhere, "You take the absolute value everywhere. Below beta it is a square."
                ),
                Mistake(wrong.with_a_jump, "Your line starts beside the parabola's end: 0.5 beta is to be subtracted."),
                Mistake(wrong.lowered_by_a_half, "You subtract 0.5. It is 0.5 beta."),
                Mistake(wrong.raised, "You add 0.5 beta to the line. It is subtracted."),
                Mistake(wrong.without_the_half, "The parabola lacks its factor 0.5."),
                Mistake(wrong.not_divided_by_beta, "The parabola is divided by beta, so that both meet at beta."),
                Mistake(wrong.always_as_with_one, "You change from parabola to line at 1. It is at `beta`."),
                Mistake(wrong.sign_forgotten, "You compare x with beta. A negative x counts by its size, |x|."),
                Mistake(wrong.sides_swapped, "You have the line near 0 and the parabola far out."),
                Mistake(wrong.hubers, "This is Huber's loss, beta times as large."),
                Mistake(wrong.summed, "You sum. Return one number for each difference."),
                Mistake(wrong.averaged, "You average. Return one number for each difference."),
            ],
            hints=[
                "`torch.where(condition, this, that)` chooses number by number. The condition is about |x|.",
                "`size = difference.abs()`; `torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta)`.",
            ],
            forbidden=("smooth_l1_loss", "huber_loss"),
        ),
        Exercise(
            name="speed_up",
            task="`regions` is the number of proposals of an image, an integer. R-CNN warps each to a crop of `crop` "
            "rows and `crop` columns (an integer) and runs convolutions and then a head of fully connected layers "
            "over each crop. Fast R-CNN runs the same convolutions once over the image, `image` is its (height, "
            "width) in pixels, and the same head once for each region. The convolutions cost `per_pixel` "
            "multiply–adds for each pixel of what they run over, the head costs `head` multiply–adds for one region; "
            "both are numbers. Warping and pooling cost nothing. Return a number: R-CNN's multiply–adds for the image "
            "divided by Fast R-CNN's.",
            solution=method.speed_up,
            cases=[
                Case(2000, 224, (600, 1000), 306000.0, 120000000.0, name="VGG-16 on a photograph"),
                Case(300, 48, (128, 128), 1500.0, 90000.0, name="a small network"),
                Case(1, 7, (5, 3), 2.5, 11.0, name="one region"),
                Case(12, 30, (96, 40), 8.0, 50.0, name="an image that is higher than wide"),
            ],
            mistakes=[
                Mistake(wrong.heads_forgotten, "You compare convolutions only. The head costs something as well."),
                Mistake(wrong.heads_once, "Fast R-CNN runs its head for each region."),
                Mistake(wrong.no_head_in_rcnn, "R-CNN has a head too, run over each crop."),
                Mistake(wrong.no_head_in_fast, "Fast R-CNN's heads are missing."),
                Mistake(wrong.crop_not_squared, "A crop has crop · crop pixels."),
                Mistake(wrong.image_as_a_square, "You use the image's height twice. It has height · width pixels."),
                Mistake(
                    wrong.image_as_a_square_of_its_width,
                    "You use the image's width twice. It has height · width pixels.",
                ),
                Mistake(wrong.sides_added, "You add the image's sides. It has height · width pixels."),
                Mistake(wrong.for_each_crop_the_image, "R-CNN runs over the crop for each region, not over the image."),
                Mistake(wrong.head_once_in_rcnn, "R-CNN runs its head for each region, too."),
                Mistake(wrong.the_other_way_round, "You divide Fast R-CNN's by R-CNN's."),
                Mistake(wrong.the_difference, "You subtract. Divide."),
            ],
            hints=[
                "Count the pixels over which the convolutions run, once for each of the two.",
                "R-CNN: regions · (crop² · per_pixel + head). Fast R-CNN: height · width · per_pixel + regions · head.",
            ],
        ),
        Exercise(
            name="sample_regions",
            task="`labels` is a tensor of integers (R,): 0 for a background region, 1 and above for a region that "
            "shows a thing (whichever class), −1 for one that must not be used. `count` is a positive integer, "
            "`positive_fraction` a number from 0 to 1. `order` is a tensor of integers (R,), the indices 0 to R − 1 "
            "in the order in which regions are taken. Take the first regions in this order that show a thing, at most "
            "count · positive_fraction, rounded down; then the first in this order that are background, so many that "
            "there are `count` in all, or as many as there are. Return a tensor of integers with the indices of the "
            "drawn regions: those with a thing first, then background, each in the given order. If there is too "
            "little background, fewer than `count` are returned.",
            solution=method.sample_regions,
            cases=[
                Case(_mixed, 6, 0.5, _order(12, 1), name="three things of six"),
                Case(_mixed, 5, 0.75, _order(12, 2), name="a share that isn't whole"),
                Case(_mixed, 8, 0.4, _order(12, 6), name="another share that isn't whole"),
                Case(_few, 8, 0.25, _order(9, 3), name="too few things"),
                Case(_crowded, 8, 0.25, _order(11, 4), name="too little background"),
                Case(_crowded, 4, 1.0, _order(11, 5), name="things only"),
                Case(torch.tensor([2, 0, 1, 0]), 3, 0.0, torch.tensor([3, 0, 2, 1]), name="background only"),
            ],
            mistakes=[
                Mistake(wrong.all_objects, "You take things without a limit: at most count · positive_fraction."),
                Mistake(
                    wrong.background_not_filled_up,
                    "Where things are too few, background fills up to `count`.",
                ),
                Mistake(
                    wrong.objects_filled_up,
                    "You fill up with things beyond their share. If background is too rare, fewer are returned.",
                ),
                Mistake(wrong.ignored_as_background, "You take regions with label −1 as background."),
                Mistake(wrong.ignored_as_objects, "You take regions with label −1 as things: above 0, not other than."),
                Mistake(wrong.first_class_only, "You take only label 1 as a thing. All classes are."),
                Mistake(wrong.rounded_up, "You round the number of things up. Round down."),
                Mistake(wrong.rounded, "You round the number of things to the nearest. Round down."),
                Mistake(wrong.from_the_end, "You take the last regions of `order`. Take the first ones."),
                Mistake(wrong.background_first, "Background comes last."),
                Mistake(wrong.in_the_order_of_the_labels, "You go through the regions as they come. Follow `order`."),
                Mistake(wrong.sorted_by_index, "You sort the indices. Keep the order in which they were taken."),
                Mistake(
                    wrong.places_in_the_order,
                    "You return places in `order`. Return the indices that stand there.",
                ),
                Mistake(wrong.labels_of_the_drawn, "You return labels. Return the indices of the regions."),
                Mistake(
                    wrong.share_of_what_is_there,
                    "The share is of `count`, not of the things that there are.",
                ),
                Mistake(wrong.a_mask, "You return a mask. Return indices."),
            ],
            hints=[
                "`labels[order]` are the labels in the order in which regions are taken.",
                "`order[labels[order] > 0]` are the things, `order[labels[order] == 0]` the background. Cut both off, "
                "then `torch.cat`.",
            ],
            number_type="kind",
        ),
        Exercise(
            name="assign_targets",
            task="`boxes` is a float tensor (R, 4), `true_boxes` is (G, 4), rows (x1, y1, x2, y2) in pixels with a "
            "positive area; `true_labels` is a tensor of integers (G,) from 0 to K − 1; `foreground` is a number from "
            "0 to 1. G may be 0: then all regions are background. A region shows the thing with which its IoU is "
            "highest (of equal ones the first) if that IoU is at least `foreground`; otherwise it is background. "
            "Return three tensors: labels (R,), whole numbers, 0 for background and 1 + the thing's label otherwise; "
            "truth (R,), whole numbers, the index of the thing and −1 for background; offsets (R, 4), zeros for "
            "background and otherwise 10 · (G_x − P_x) / P_w, 10 · (G_y − P_y) / P_h, 5 · log(G_w / P_w), 5 · "
            "log(G_h / P_h), where P is the region, G the thing, x and y the centre, w and h the sides, log the "
            "natural logarithm. You may call `demos.box_iou` of lecture 02, (N, 4) with (M, 4) to (N, M).",
            solution=method.assign_targets,
            cases=[
                Case(_regions, _things, torch.tensor([2, 0, 3]), 0.5, name="five regions, three things"),
                Case(_regions.double(), _things[:2].double(), torch.tensor([0, 4]), 0.3, name="in float64, from 0.3"),
                Case(_halves, _whole, torch.tensor([1, 2]), 0.5, name="an IoU at the threshold"),
                Case(_regions[:3], _things, torch.tensor([1, 1, 0]), 0.8, name="a high threshold"),
                Case(_whole, _things_on_one_place, torch.tensor([3, 1, 2]), 0.4, name="two things in one place"),
                Case(_regions[:2], torch.zeros(0, 4), torch.zeros(0, dtype=torch.long), 0.5, name="no thing"),
            ],
            mistakes=[
                Mistake(wrong.labels_from_zero, "A thing of label 0 is background in yours: add 1 to the label."),
                Mistake(wrong.background_minus_one, "Background has label 0, and a thing 1 + its label."),
                Mistake(wrong.above_the_threshold, "An IoU at the threshold is enough."),
                Mistake(wrong.always_at_a_half, "Your threshold is 0.5. It is `foreground`."),
                Mistake(wrong.plain_offsets, "The factors 10, 10, 5, 5 are missing."),
                Mistake(wrong.divided_by_the_weights, "You divide by 10, 10, 5, 5. Multiply."),
                Mistake(wrong.offsets_back, "Your offsets turn the thing's box into the region."),
                Mistake(wrong.by_the_things_sides, "You divide the move by the thing's sides. Divide by the region's."),
                Mistake(wrong.corners_for_centres, "You move the upper left corner. Move the centre."),
                Mistake(wrong.without_logarithm, "The factor of a side is written as its logarithm."),
                Mistake(wrong.offsets_of_background, "Background has offsets in yours. They are 0."),
                Mistake(wrong.truth_of_background, "Background stands for no thing: −1."),
                Mistake(
                    wrong.truth_zero_for_background, "Background stands for no thing: −1, and 0 is the first thing."
                ),
                Mistake(
                    wrong.first_that_is_enough, "You take the first thing that overlaps enough. Take the best one."
                ),
                Mistake(wrong.last_of_equal_ones, "Of things that a region overlaps equally you take the last."),
                Mistake(wrong.true_boxes_for_offsets, "You return the thing's box. Return offsets from the region."),
                Mistake(wrong.labels_for_truth, "Your labels number the things. A label is the thing's *class* + 1."),
                Mistake(wrong.everything_is_an_object, "Regions below the threshold are background."),
            ],
            hints=[
                "`box_iou(boxes, true_boxes).max(dim=1)` has the highest IoU of each region and which thing it is. "
                "Without things there is no maximum: return first.",
                "`shown = overlap >= foreground`; fill `labels[shown]`, `truth[shown]`, `offsets[shown]` of tensors "
                "that hold 0, −1 and 0.",
            ],
            number_type="kind",
            outputs=("labels", "truth", "offsets"),
        ),
        Exercise(
            name="region_loss",
            task="`scores` is a float tensor (R, K + 1), before the softmax, where class 0 is the background; "
            "`offsets` is (R, K, 4), the predicted offsets of each region for each of the K classes of things; "
            "`labels` is a tensor of integers (R,), 0 for background, k from 1 to K for a thing, whose offsets are "
            "`offsets[:, k - 1]`; `target_offsets` is (R, 4), where rows of background regions may hold anything, "
            "also nan. R is at least 1. Return two numbers (tensors of shape ()): the classification loss, −log of the "
            "softmax probability of the true class, summed over all regions and divided by R; and the localisation "
            "loss, smooth L1 with beta = 1 of (predicted offsets of the true class − target offsets), summed over the "
            "four offsets of all regions that show a thing, and divided by R as well; 0 if no region shows a thing. "
            "`cross_entropy`, `nll_loss`, `smooth_l1_loss` and `huber_loss` of torch are forbidden; `softmax`, "
            "`log_softmax` and your `smooth_l1` may be called.",
            solution=method.region_loss,
            cases=[
                Case(
                    fractions(5, 4, seed=1),
                    fractions(5, 3, 4, seed=3) / 2,
                    torch.tensor([2, 0, 1, 3, 0]),
                    _with_gaps,
                    name="five regions, three classes, background without targets",
                ),
                in_float64(
                    fractions(6, 3, seed=7),
                    fractions(6, 2, 4, seed=9) / 4,
                    torch.tensor([0, 0, 1, 0, 2, 0]),
                    fractions(6, 4, seed=11) / 4,
                ),
                Case(
                    fractions(3, 6, seed=13),
                    fractions(3, 5, 4, seed=15),
                    torch.tensor([0, 0, 0]),
                    fractions(3, 4, seed=17),
                    name="background only",
                ),
                Case(
                    fractions(2, 3, seed=19),
                    fractions(2, 2, 4, seed=21),
                    torch.tensor([1, 2]),
                    fractions(2, 4, seed=23),
                    name="things only",
                ),
            ],
            mistakes=[
                Mistake(
                    wrong.divided_by_the_objects,
                    "You divide the localisation by the number of things. Divide by all R regions.",
                ),
                Mistake(wrong.averaged_over_four, "You average over the four offsets. Sum them."),
                Mistake(wrong.averaged_over_all, "You average the localisation. Sum it, and divide by R."),
                Mistake(wrong.terms_summed, "You sum over regions. Divide by their number R."),
                Mistake(
                    wrong.offsets_of_the_next_class,
                    "You take the offsets of the next class. Class k's are at k − 1: background has none.",
                ),
                Mistake(
                    wrong.offsets_of_the_best_class,
                    "You take the offsets of the predicted class. Those of the true class are trained.",
                ),
                Mistake(wrong.offsets_of_all_classes, "You compare the offsets of all classes. Only the true class's."),
                Mistake(
                    wrong.background_located_too,
                    "Background regions are located in yours. Only [u ≥ 1] counts.",
                    also=[wrong.background_located_by_the_last, wrong.background_wants_zero],
                ),
                Mistake(
                    wrong.background_not_classified,
                    "Background is missing from the log loss. It is a class as well.",
                ),
                Mistake(wrong.squared_differences, "You square the differences. Take their smooth L1."),
                Mistake(wrong.halves_of_squares, "You square the differences far out too. From 1 on it is a line."),
                Mistake(wrong.another_beta, "Your beta is 1/9. It is 1 here."),
                Mistake(wrong.softmax_over_regions, "The probabilities of one region sum to 1: softmax over classes."),
                Mistake(wrong.minus_probability, "You take −p. Take −log p."),
                Mistake(wrong.softmax_twice, "You take the softmax twice."),
                Mistake(wrong.absolute_differences, "You take absolute differences. Take their smooth L1."),
                Mistake(wrong.probability_for_its_log, "You take 1 − p. Take −log p."),
                Mistake(wrong.sign_of_the_log, "The minus before the logarithm is missing."),
                Mistake(wrong.without_softmax, "You take scores for log probabilities. They need the softmax first."),
                Mistake(wrong.terms_swapped, "Classification comes first."),
                Mistake(wrong.terms_added, "You return the sum. Return both terms."),
            ],
            hints=[
                "`scores.log_softmax(dim=1)[torch.arange(R), labels]` are the logarithms of the true classes' "
                "probabilities.",
                "`shown = labels >= 1`; `offsets[shown, labels[shown] - 1]` is (P, 4).",
            ],
            forbidden=("cross_entropy", "nll_loss", "smooth_l1_loss", "huber_loss"),
            outputs=("classification", "localisation"),
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
