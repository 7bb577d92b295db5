"""Exercises of lecture 04: offsets there and back, labels of regions, ridge regression, average precision."""

import torch

from lecture_utils.exercises.case_inputs import fractions
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.rcnn import mistakes as wrong
from lecture_utils.exercises.rcnn.questions import questions
from lecture_utils.methods import evaluation
from lecture_utils.methods import rcnn as method

_box = torch.tensor([[10.0, 20.0, 30.0, 60.0]])
_truth = torch.tensor([[12.0, 19.0, 36.0, 69.0]])
_boxes = torch.tensor([[0.0, 0.0, 8.0, 20.0], [30.0, 5.0, 80.0, 30.0], [2.5, 40.0, 17.5, 46.0]])
_truths = torch.tensor([[1.0, 4.0, 11.0, 16.0], [20.0, 8.0, 60.0, 68.0], [0.0, 42.0, 30.0, 45.0]])
_offsets = torch.tensor([[0.25, -0.5, 0.5, -0.25], [-1.5, 0.125, -0.75, 1.25], [0.0, 2.0, 1.0, -1.0]])

_ious = torch.tensor(
    [[0.8, 0.0, 0.65], [0.5, 0.25, 0.5], [0.0, 0.75, 0.0], [0.55, 0.0, 0.7], [0.0, 0.0, 0.0], [0.1, 0.35, 0.4]]
)
_at_the_threshold = torch.tensor([[0.25, 0.125, 0.0], [0.0, 0.5, 0.0], [0.75, 0.0, 0.75], [0.125, 0.375, 0.25]])
_names = torch.tensor([2, 0, 4])

exercises = ExerciseSet(
    "rcnn",
    exercises=[
        Exercise(
            name="encode_offsets",
            task="`truth` and `boxes` are float tensors of shape (N, 4), rows (x1, y1, x2, y2) in pixels with positive "
            "width x2 − x1 and height y2 − y1; row i of `truth` is what row i of `boxes` should become. Return a float "
            "tensor (N, 4) with rows (t_x, t_y, t_w, t_h): how far the centre moves, in widths of the box and in its "
            "heights, and the natural logarithms of the factors by which width and height grow.",
            solution=method.encode_offsets,
            cases=[
                Case(_truth, _box, name="the box with pencil"),
                Case(_truths, _boxes, name="three boxes"),
                Case(_boxes.double() / 3, _truths.double() / 3 + 1.25, name="fractions, in float64"),
            ],
            mistakes=[
                Mistake(wrong.corners_compared, "You compare the upper left corners. The *centre* moves."),
                Mistake(wrong.last_corners_compared, "You compare the lower right corners. The *centre* moves."),
                Mistake(
                    wrong.divided_by_the_mean,
                    "You divide by the mean of both sides. Divide by the side of the box to move.",
                ),
                Mistake(wrong.logarithm_of_one_more, "You take log(1 + factor). Take the logarithm of the factor."),
                Mistake(
                    wrong.areas_compared, "You compare areas. Width and height each have a factor, and a logarithm."
                ),
                Mistake(
                    wrong.moves_in_pixels, "Your moves are in pixels. Divide by the width and the height of the box."
                ),
                Mistake(
                    wrong.divided_by_the_truth,
                    "You divide by the sides of the truth. Divide by those of the box to move.",
                ),
                Mistake(wrong.no_logarithm, "You return the factors of the sides. Take their logarithms."),
                Mistake(wrong.from_truth_to_box, "These are the offsets from the truth to the box: the way back."),
            ],
            hints=[
                "For both: centre (x1 + x2) / 2, (y1 + y2) / 2, and sides x2 − x1, y2 − y1.",
                "`t_x = (G_x − P_x) / P_w`, `t_w = log(G_w / P_w)`; P is the box, G the truth. `torch.stack([...], "
                "dim=1)`.",
            ],
        ),
        Exercise(
            name="decode_offsets",
            task="`offsets` (N, 4) holds rows (t_x, t_y, t_w, t_h) as `encode_offsets` makes them, `boxes` (N, 4) the "
            "boxes (x1, y1, x2, y2) that they correct; both are float tensors. Return the corrected boxes (N, 4), "
            "(x1, y1, x2, y2). They may reach outside the image. Offsets are small: nothing has to be bounded.",
            solution=method.decode_offsets,
            cases=[
                Case(torch.tensor([[0.2, 0.1, 0.1823, 0.2231]]), _box, name="the box with pencil"),
                Case(_offsets, _boxes, name="three boxes"),
                Case(_offsets.double().flip(0) / 2, _truths.double(), name="three others, in float64"),
            ],
            mistakes=[
                Mistake(wrong.sides_without_exponential, "You multiply the sides by t_w and t_h. They are logarithms."),
                Mistake(wrong.moved_in_pixels, "You take t_x and t_y for pixels. They are shares of width and height."),
                Mistake(
                    wrong.moved_by_new_sides,
                    "You multiply t_x by the new width. It was divided by that of the box before its correction.",
                ),
                Mistake(wrong.corner_kept_as_centre, "You move the upper left corner. The centre moves."),
                Mistake(
                    wrong.sides_times_one_plus, "You multiply the sides by 1 + t. t_w and t_h are logarithms: use exp."
                ),
                Mistake(wrong.divided_by_the_exponential, "You divide the sides by the exponential. Multiply by it."),
                Mistake(wrong.logarithm_added, "You add the logarithm to the side. Its exponential is a factor."),
                Mistake(
                    wrong.last_corner_kept,
                    "Your boxes grow from their last corner. They grow on both sides of the centre alike.",
                ),
                Mistake(
                    wrong.old_side_before_the_centre,
                    "You take half the *old* side for the first corner. Both corners are half a new side away.",
                ),
                Mistake(wrong.halves_cut_off, "You divide the sides by 2 as whole numbers (`//`). Keep fractions."),
                Mistake(wrong.exponential_added, "You add the exponential to the side. It is a factor: multiply."),
                Mistake(
                    wrong.powers_of_two,
                    "You take another base. t_w and t_h are natural logarithms: use exp.",
                    also=(wrong.powers_of_ten,),
                ),
                Mistake(
                    wrong.whole_sides_about_the_centre,
                    "Your boxes are twice as wide and high as they should be: from the centre to an edge it is *half* "
                    "a side.",
                ),
                Mistake(
                    wrong.moved_by_the_other_side,
                    "You multiply t_x by the height and t_y by the width. It is the other way round.",
                ),
                Mistake(wrong.sides_kept, "Your boxes move, but their sides don't change: t_w and t_h are not used."),
                Mistake(
                    wrong.corners_moved,
                    "You move each corner by two of the offsets. The first two move the centre, the others change the "
                    "sides.",
                ),
                Mistake(wrong.inputs_exchanged, "`offsets` and `boxes` are exchanged in your function."),
                Mistake(wrong.centre_and_size_returned, "These are centre and sides. Return the corners."),
            ],
            hints=[
                "Solve the four equations of `encode_offsets` for G: the centre first, then the sides.",
                "`G_x = P_x + t_x · P_w`, `G_w = P_w · exp(t_w)`; the corners are half a side from the centre.",
            ],
        ),
        Exercise(
            name="label_regions",
            task="`ious` is a float tensor (R, G), G ≥ 1: the IoU of each of R regions with each of G true boxes; "
            "`true_labels` (G,) has their labels, integers from 0 on; `foreground` and `background` are IoUs, "
            "background ≤ foreground. A region is compared with the true box that it overlaps most (of equal ones the "
            "first). If that IoU is at least `foreground`, the region stands for this box. If it is below "
            "`background`, the region is background. In between it isn't trained on. Return two integer tensors "
            "(labels, truth), each of shape (R,): for a region that stands for a box, the box's label + 1 and its "
            "index in 0 … G − 1; for background 0 and −1; for the others −1 and −2.",
            outputs=("labels", "truth"),
            solution=method.labels_from_overlaps,
            number_type="kind",
            cases=[
                Case(_ious, _names, 0.5, 0.5, name="one threshold"),
                Case(_ious, _names, 0.75, 0.3, name="regions that are ignored"),
                Case(_ious.double()[:, :2], _names[:2], 0.6, 0.4, name="two things, in float64"),
                Case(_at_the_threshold, _names.flip(0), 0.625, 0.25, name="a thing that no region stands for"),
                Case(torch.tensor([[0.8], [0.1], [0.45]]), torch.tensor([3]), 0.5, 0.3, name="a single thing"),
                Case(torch.tensor([[0.25, 0.875]]), torch.tensor([4, 1]), 0.5, 0.3, name="a single region"),
            ],
            mistakes=[
                Mistake(wrong.labels_from_zero, "Your labels begin at 0. Class 0 is the background: label + 1."),
                Mistake(
                    wrong.nothing_ignored,
                    "You call everything below `foreground` background. From `background` on, a region is ignored.",
                ),
                Mistake(wrong.above_the_threshold, "A region whose IoU equals `foreground` stands for the thing."),
                Mistake(
                    wrong.first_that_is_enough,
                    "You take a true box that is overlapped enough. Take the one that is overlapped most.",
                    also=(wrong.last_that_is_enough,),
                ),
                Mistake(wrong.last_of_equal, "Of true boxes with equal IoU you take the last. Take the first."),
                Mistake(wrong.truths_from_one, "You count the true boxes from 1. Their indices are 0 to G − 1."),
                Mistake(
                    wrong.background_at_its_threshold,
                    "A region whose IoU equals `background` isn't background yet: only below the threshold it is.",
                ),
                Mistake(
                    wrong.a_region_for_each_thing,
                    "You give each true box its best region, though the IoU may be below `foreground`. The task "
                    "doesn't ask for that.",
                ),
                Mistake(wrong.order_of_results, "You return the two in the other order: labels, then truth."),
            ],
            hints=[
                "`overlap, nearest = ious.max(dim=1)`.",
                "`truth = torch.where(overlap >= foreground, nearest, -2)`, then −1 where it is below `background`. "
                "Labels of things: `true_labels[truth.clamp(min=0)] + 1`.",
            ],
        ),
        Exercise(
            name="ridge_regression",
            task="`features` (R, D) and `targets` (R, O) are float tensors with a row for each of R regions; "
            "`penalty` λ is a positive number. Return the weights W (O, D) and the bias b (O,) that minimise the "
            "*sum* over all regions of |t − (W x + b)|², plus λ times the sum of all squared weights. The bias isn't "
            "penalised.",
            outputs=("weights", "bias"),
            solution=method.ridge_regression,
            cases=[
                Case(fractions(7, 3, seed=1), fractions(7, 2, seed=2), 2.0, name="two targets"),
                Case(fractions(5, 2, seed=3) + 3.0, fractions(5, 4, seed=4), 0.5, name="four offsets"),
                Case(fractions(3, 5, seed=5).double(), fractions(3, 1, seed=6).double(), 10.0, name="few regions"),
            ],
            mistakes=[
                Mistake(wrong.bias_penalised, "Your bias is penalised like a weight. Subtract the means first."),
                Mistake(wrong.bias_alone_penalised, "You penalise the bias, and not the weights. It is the reverse."),
                Mistake(
                    wrong.first_not_penalised,
                    "You leave the first weight unpenalised, as if the ones came first, and penalise the bias.",
                ),
                Mistake(
                    wrong.features_not_centred,
                    "You subtract the mean of the targets, but not that of the features. Both are needed.",
                ),
                Mistake(wrong.without_bias, "Your function goes through the origin: the bias is missing."),
                Mistake(wrong.not_penalised, "The penalty is missing: this is least squares."),
                Mistake(wrong.mean_error, "You divide the squared errors by the number of regions. Take their sum."),
                Mistake(wrong.penalty_subtracted, "You subtract the penalty. It is added to the diagonal of Xᵀ X."),
                Mistake(
                    wrong.penalty_everywhere,
                    "You add the penalty to every entry of the matrix. It belongs on the diagonal.",
                ),
                Mistake(
                    wrong.features_normalised,
                    "Your weights are those of features that are divided by their standard deviations. The features "
                    "are used as they come.",
                ),
                Mistake(
                    wrong.bias_afterwards,
                    "You fit the weights as if there were no bias, and the bias afterwards. Both are fitted together: "
                    "subtract the means first.",
                ),
                Mistake(wrong.weights_turned, "Your weights have the shape (D, O). A row for each target is wanted."),
                Mistake(wrong.bias_from_targets, "The bias is the targets' mean minus W times the features' mean."),
            ],
            hints=[
                "Subtract the means of features and targets: then no bias is needed, and b follows from the means.",
                "Solve (Xᵀ X + λ I) Wᵀ = Xᵀ T with `torch.linalg.solve`; `b = t_mean − W @ x_mean`.",
            ],
            tolerance=1e-4,
        ),
        Exercise(
            name="average_precision",
            task="`right` is an integer tensor (D,): for each detection of one class, by falling score, 1 if it is "
            "right and 0 if it is wrong. `truths` is the number of true things, at least 1 and at least the number of "
            "right detections. Return the average precision, a tensor without dimensions or a float: the area under "
            "the interpolated precision–recall curve, in which each precision is raised to the highest that follows "
            "it. Recall that is never reached adds nothing. D may be 0: then it is 0.",
            solution=evaluation.one_class_average_precision,
            cases=[
                Case(torch.tensor([1, 0, 1, 1, 0, 1]), 5, name="six detections, five things"),
                Case(torch.tensor([0, 1, 1, 0, 0, 1, 1, 1]), 7, name="wrong ones first"),
                Case(torch.tensor([1, 1, 0, 0]), 2, name="all found"),
                Case(torch.tensor([0, 0, 0]), 3, name="all wrong"),
                Case(torch.zeros(0, dtype=torch.long), 4, name="no detection"),
                Case((torch.arange(400) % 4 != 1).long(), 320, name="300 right ones"),
            ],
            mistakes=[
                Mistake(
                    wrong.not_interpolated,
                    "Your curve has its teeth. Raise each precision to the highest that follows.",
                ),
                Mistake(wrong.over_those_found, "You divide by the things that are found. Divide by all of them."),
                Mistake(
                    wrong.mean_over_detections,
                    "You average over all detections. Only right ones move the recall forward.",
                ),
                Mistake(wrong.first_step_forgotten, "The step of the first detection is lost: the recall begins at 0."),
                Mistake(wrong.counted_in_bytes, "Your count ends at 255: numbers of 8 bits overflow. Count in int64."),
                Mistake(
                    wrong.first_precision_one,
                    "You raise the first precision to 1. It is raised to the highest that follows, no further.",
                ),
                Mistake(wrong.last_precision, "This is the precision after the last detection."),
                Mistake(wrong.last_recall, "This is the recall after the last detection."),
                Mistake(
                    wrong.maxima_not_turned_back,
                    "You take the maxima from the last detection to the first and leave them in this order. Turn them "
                    "back.",
                ),
                Mistake(
                    wrong.raised_to_the_next,
                    "You raise each precision to the next one only. It is raised to the highest of all that follow.",
                ),
                Mistake(
                    wrong.raised_to_those_before, "You raise to the highest *before*. Take the highest that follows."
                ),
            ],
            hints=[
                "`right.cumsum(0)` counts the right ones so far: divide it by 1, 2, 3, … for the precision.",
                "Highest that follows: `precision.flip(0).cummax(0).values.flip(0)`. Each right detection adds 1 / "
                "truths of recall, times this height.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
