"""Exercises of lecture 07: anchors of a cell and of a map, their log loss, what each stands for, proposals."""

import torch
from torch import Tensor

from lecture_utils.exercises.case_inputs import fractions
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.faster_rcnn import mistakes as wrong
from lecture_utils.exercises.faster_rcnn.questions import questions
from lecture_utils.methods import faster_rcnn as method

_flat = torch.tensor([[-11.0, -5.5, 11.0, 5.5], [-8.0, -8.0, 8.0, 8.0], [-3.0, -20.25, 3.0, 20.25]])
_two = torch.tensor([[-4.0, -4.0, 4.0, 4.0], [-10.0, -6.0, 10.0, 6.0]])

_scores = torch.tensor([2.0, -1.5, 0.25, 3.0, -0.5])
_objects = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0])
_sure = torch.tensor([[200.0, -150.0, 90.0], [-120.0, 0.5, -40.0]])
_sure_objects = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 1.0]])

_ious = torch.tensor(
    [
        [0.78, 0.00, 0.80],
        [0.75, 0.25, 0.10],  # at the upper threshold of the first case
        [0.00, 0.25, 0.00],  # at its lower one
        [0.10, 0.45, 0.60],
        [0.00, 0.00, 0.00],
        [0.05, 0.45, 0.20],  # as good for thing 1 as anchor 3
        [0.20, 0.20, 0.10],
        [0.77, 0.00, 0.77],  # overlaps two things equally
    ]
)
_far = torch.tensor([[0.10, 0.0], [0.25, 0.0], [0.0, 0.0], [0.25, 0.0]])  # thing 1 is overlapped by none
_exact = torch.tensor([[0.375, 0.5], [1.0, 0.0], [0.625, 0.25], [0.0, 0.4375]])
_other = torch.tensor([[0.50, 0.375], [0.125, 0.25], [0.625, 0.0], [0.0, 0.0]])


def _anchors(count: int, height: float, width: float, seed: int) -> tuple[Tensor, Tensor]:
    """Draw boxes of which some reach out of the image and some lie wholly outside, and different scores."""
    generator = torch.Generator().manual_seed(seed)
    centres = (torch.rand(count, 2, generator=generator) * 1.3 - 0.15) * torch.tensor([width, height])
    sides = 8 + 24 * torch.rand(count, 2, generator=generator)
    scores = torch.linspace(3.0, -4.0, count)[torch.randperm(count, generator=generator)]
    return torch.cat([centres - sides / 2, centres + sides / 2], dim=1), scores


_outside = torch.tensor(
    [
        [70.0, 10.0, 90.0, 30.0],  # right of the image
        [10.0, 8.0, 30.0, 28.0],
        [12.0, 9.0, 32.0, 29.0],
        [-20.0, 5.0, 0.0, 25.0],  # left of it
        [40.0, 20.0, 80.0, 60.0],
        [44.0, 22.0, 100.0, 44.0],  # overlaps the one above more after clipping
        [5.0, 30.0, 25.0, 39.0],
        [59.5, 1.0, 75.0, 12.0],  # half a pixel of it is inside
        [-9.0, 2.0, 0.00025, 14.0],  # less than a thousandth of one
    ]
)
_outside_scores = torch.tensor([2.5, 1.0, 0.5, 1.75, 0.75, 0.25, -1.0, 0.625, 0.875])
_half = torch.tensor([[0.0, 2.5, 10.0, 7.5], [0.0, 0.0, 10.0, 10.0], [0.0, 0.0, 10.0, 5.0], [30.0, 30.0, 40.0, 50.0]])

exercises = ExerciseSet(
    "faster_rcnn",
    exercises=[
        Exercise(
            name="base_anchors",
            task="`scales` is a tuple of S positive numbers, in pixels; `ratios` is a tuple of R positive numbers. "
            "Return a float tensor (R · S, 4) of boxes (x1, y1, x2, y2) in pixels, all with their centre at (0, 0). "
            "The box of scale s and ratio r has the area s² and height / width = r. All scales of the first ratio "
            "come first, in the order of `scales`, then all scales of the second ratio, and so on. Nothing is rounded.",
            solution=method.base_anchors,
            cases=[
                Case((16.0, 32.0, 64.0), (0.5, 1.0, 2.0), name="three scales in three ratios"),
                Case((7.0, 12.0), (3.0, 0.4, 1.5), name="two scales in three ratios"),
                Case((20.0,), (4.0, 1.0), name="one scale"),
                Case((9.0, 30.0, 5.0), (0.25,), name="one ratio"),
            ],
            mistakes=[
                Mistake(wrong.all_ratios_of_a_scale_first, "All scales of the first *ratio* come first."),
                Mistake(
                    wrong.ratio_turned, "Your ratio is width / height (or you return y before x). It is height / width."
                ),
                Mistake(
                    wrong.ratio_without_root,
                    "Your sides are s · r and s / r: the area is right, but their ratio is r². Where does √r belong?",
                ),
                Mistake(
                    wrong.height_alone_changed,
                    "You keep the width s and multiply the height by r. The *area* has to stay s².",
                    also=[wrong.width_alone_changed],
                ),
                Mistake(wrong.scale_as_area, "You take the scale for the area. It is the root of the area."),
                Mistake(wrong.sides_alone, "You return widths and heights. Return the corners (x1, y1, x2, y2)."),
                Mistake(
                    wrong.from_the_corner,
                    "Your boxes are (0, 0, w, h): they begin at (0, 0), or you return centre and sides. Their centres "
                    "lie at (0, 0), and corners are wanted.",
                ),
                Mistake(
                    wrong.twice_the_sides, "Your boxes reach a whole side to each side of (0, 0), not half of one."
                ),
                Mistake(
                    wrong.one_pair_each, "You pair the scales with the ratios one by one. Every scale has each ratio."
                ),
                Mistake(wrong.anchors_rounded, "You round the corners. The areas are then no longer s²."),
            ],
            hints=[
                "Two equations for width and height: w · h = s² and h / w = r.",
                "So h = s · √r and w = s / √r. The corners are ∓ half of them.",
            ],
        ),
        Exercise(
            name="grid_anchors",
            task="`base` is a float tensor (A, 4) of boxes (x1, y1, x2, y2) in pixels about the point (0, 0), as "
            "`base_anchors` returns them; `size` is a tuple (h, w), rows and columns of a feature map; `stride` is an "
            "integer, pixels of the image for one cell. Cell [row, column], counted from 0, has its centre at the "
            "pixel x = stride · column, y = stride · row. Return a float tensor (h, w, A, 4): at [row, column] the "
            "boxes of `base`, moved so that they lie about this pixel. Boxes may reach outside the image and aren't "
            "clipped.",
            solution=method.grid_anchors,
            cases=[
                Case(_flat, (2, 5), 4, name="2 rows, 5 columns"),
                Case(_two.double(), (4, 3), 16, name="4 rows, 3 columns, in float64"),
                Case(_flat[2:] * 0.5, (3, 1), 7, name="one column, one anchor"),
            ],
            mistakes=[
                Mistake(
                    wrong.middle_of_the_square,
                    "You put the centre half a stride further. Cell [0, 0] has its centre at pixel (0, 0) here.",
                ),
                Mistake(wrong.row_along_x, "You add the row to x and the column to y. A column counts along x."),
                Mistake(wrong.columns_before_rows, "Your result is indexed by [column, row]. Rows come first."),
                Mistake(wrong.flattened, "Right boxes in one long list. Keep the rows and columns: (h, w, A, 4)."),
                Mistake(wrong.anchors_first, "Your anchors are the first dimension. They come after row and column."),
                Mistake(wrong.one_corner_moved, "You move one corner, so boxes grow. Both corners move."),
                Mistake(wrong.cells_not_pixels, "You move by cells. Multiply by the stride."),
                Mistake(wrong.clipped_at_zero, "You cut boxes off at 0. Leave them as they are."),
                Mistake(wrong.counted_from_one, "Your cells are counted from 1. Cell [0, 0] isn't moved at all."),
            ],
            hints=[
                "The same four numbers are added to all A boxes of a cell: (x, y, x, y).",
                "`torch.meshgrid(torch.arange(h), torch.arange(w), indexing='ij')` gives the rows and columns; "
                "(h, w, 1, 4) plus (A, 4) is (h, w, A, 4).",
            ],
        ),
        Exercise(
            name="binary_cross_entropy",
            task="`scores` is a float tensor of any shape: the objectness of anchors *before* the sigmoid; `targets` "
            "is a float tensor of the same shape, 1 for an object, 0 for background, or a number between. With p = "
            "sigmoid(score), return the *mean* over all anchors of −y log p − (1 − y) log(1 − p), y being the target; "
            "log is the natural logarithm. Return a tensor without dimensions. Scores may be as large as 200 or −200: "
            "the result must be right for them too. Don't call torch's binary_cross_entropy or "
            "binary_cross_entropy_with_logits, nor the modules BCELoss and BCEWithLogitsLoss. All else is allowed.",
            solution=method.binary_cross_entropy,
            cases=[
                Case(_scores, _objects, name="five anchors"),
                Case(fractions(2, 3, 4, seed=1), (fractions(2, 3, 4, seed=2) > 1).float(), name="two images"),
                Case(
                    torch.tensor([0.5, -2.0, 4.0]).double(), torch.tensor([0.25, 0.5, 0.875]).double(), name="between"
                ),
                Case(_sure, _sure_objects, name="sure and wrong"),
            ],
            mistakes=[
                Mistake(
                    wrong.logarithm_of_zero,
                    "For a score of 200, 1 − p is rounded to 0, and its logarithm is −∞. Write log p and log(1 − p) as "
                    "functions of the score.",
                    also=[*wrong.LIMITED, wrong.clamped_logarithm],
                ),
                Mistake(wrong.summed, "You return the sum. Return the mean."),
                Mistake(wrong.each_anchor, "You return the loss of every anchor. Return their mean."),
                Mistake(wrong.objects_only, "Background costs nothing in your loss: − (1 − y) log(1 − p) is missing."),
                Mistake(wrong.background_only, "Objects cost nothing in your loss: − y log p is missing."),
                Mistake(
                    wrong.one_minus_the_logarithm, "You take 1 − log p for log(1 − p). The sum is inside the logarithm."
                ),
                Mistake(wrong.mean_over_objects, "You divide by the number of objects. Divide by that of all anchors."),
                Mistake(wrong.sign_turned, "Your loss is negative. A minus is missing."),
                Mistake(wrong.targets_turned, "Your loss wants objects to be background, and the other way round."),
                Mistake(wrong.base_two, "You take logarithms to base 2. Take natural ones."),
                Mistake(wrong.squared_error, "This is the squared error of p. Take its log loss."),
                Mistake(wrong.sigmoid_twice, "You take the sigmoid of the sigmoid."),
                Mistake(wrong.mean_of_rows_summed, "You average along one dimension and sum along the others."),
            ],
            hints=[
                "1 − sigmoid(s) = 1 / (1 + e^s), so −log(1 − p) = log(1 + e^s). torch has this function: `softplus`.",
                "−log p = softplus(s) − s. Then both terms together become softplus(s) − y · s.",
            ],
            forbidden=("binary_cross_entropy", "binary_cross_entropy_with_logits"),
        ),
        Exercise(
            name="match_boxes",
            task="`ious` is a float tensor (R, G): the IoU of each of R anchors with each of G things; `foreground` "
            "and `background` are IoUs, background ≤ foreground; `best_for_each` is True or False. Return a tensor of "
            "whole numbers (R,). Rule 1: an anchor is compared with the thing that it overlaps most (of equal ones the "
            "first). If this IoU is at least `foreground`, its number is the index of this thing, from 0 to G − 1; if "
            "it is below `background`, its number is −1, background; otherwise −2, ignored. Rule 2, only if "
            "`best_for_each` is True: an anchor that has the highest IoU of all anchors with *some* thing (all of them "
            "if several have it) is an object in any case, if this IoU is above 0. Its number is then the index of the "
            "thing that *it* overlaps most, which may be another one. If G is 0, all R numbers are −1. R is at least "
            "1.",
            solution=method.match_boxes,
            cases=[
                Case(_ious, 0.75, 0.25, True, name="eight anchors, three things"),
                Case(_ious.double(), 0.5, 0.2, False, name="rule 1 alone, in float64"),
                Case(_far, 0.6, 0.3, True, name="a thing that no anchor overlaps"),
                Case(_other, 0.5, 0.25, True, name="an anchor that is the best for two things"),
                Case(_exact, 1.0, 0.4, True, name="an IoU of 1 alone is enough"),
                Case(torch.zeros(3, 0), 0.7, 0.3, True, name="no thing"),
            ],
            mistakes=[
                Mistake(wrong.above_foreground, "An anchor whose IoU *equals* `foreground` is an object."),
                Mistake(wrong.background_included, "An anchor whose IoU *equals* `background` is ignored."),
                Mistake(
                    wrong.nothing_ignored,
                    "You call everything below `foreground` background. From `background` on, an anchor is ignored.",
                ),
                Mistake(wrong.ignored_and_background_swapped, "You exchange the two: −1 is background, −2 is ignored."),
                Mistake(
                    wrong.without_rule_two,
                    "Rule 2 is missing: the best anchor of each thing is an object, however little they overlap.",
                ),
                Mistake(wrong.rule_two_always, "You use rule 2 even where `best_for_each` is False."),
                Mistake(
                    wrong.the_thing_it_is_best_for,
                    "By rule 2 an anchor gets the index of the thing that *it* overlaps most, not of the one that it "
                    "is the best anchor for.",
                ),
                Mistake(
                    wrong.first_of_the_best, "If several anchors are equally good for a thing, all of them are objects."
                ),
                Mistake(
                    wrong.best_with_nothing,
                    "No anchor overlaps this thing, so its highest IoU is 0: rule 2 gives nothing.",
                ),
                Mistake(wrong.rule_two_if_ignored, "Rule 2 also holds for an anchor that rule 1 calls background."),
                Mistake(wrong.objectness_labels, "You return 1, 0 and −1. Return the index of the thing, −1 and −2."),
                Mistake(wrong.things_from_one, "You count things from 1. Count from 0."),
                Mistake(wrong.last_of_equal, "If an anchor overlaps two things equally, it gets the first of them."),
                Mistake(
                    wrong.first_that_is_enough,
                    "You take the first thing that is overlapped enough. Take the one that is overlapped most.",
                ),
            ],
            hints=[
                "`overlap, nearest = ious.max(dim=1)`; then `torch.where` twice for rule 1.",
                "Rule 2: `best = ious.amax(dim=0)` is each thing's highest IoU; `((ious == best) & (best > "
                "0)).any(dim=1)` are the anchors that have one. They get `nearest`.",
            ],
            number_type="kind",
        ),
        Exercise(
            name="filter_proposals",
            task="`boxes` is a float tensor (A, 4), all corrected anchors of an image, (x1, y1, x2, y2) in pixels, "
            "`objectness` (A,) their scores before the sigmoid, all different; `size` is a tuple (height, width) of "
            "the image. (1) Take the `pre_nms_top_n` boxes with the highest objectness, by falling objectness; all, if "
            "there are fewer. (2) Clip them to the image. (3) Then leave out those whose width or height is below "
            "0.001 pixels. What is left are the D candidates. (4) Their scores are the sigmoids of their objectness. "
            "(5) Suppress: go through the candidates by falling score, and drop one if its IoU with a kept one is "
            "*above* `iou_threshold`. (6) Of those that are kept, take the first `post_nms_top_n`. Return four "
            "tensors: anchors (D,), whole numbers, the index in `boxes` of each candidate; boxes (D, 4), the clipped "
            "candidates; scores (D,); kept (M,), whole numbers, the places of the proposals *among the candidates*, by "
            "falling score. You may call `demos.clip_boxes_to_image(boxes, size)` and `demos.nms(boxes, scores, "
            "iou_threshold)` of lecture 02; `nms` returns the indices of the kept boxes by falling score. Don't call "
            "torchvision.",
            solution=method.proposal_steps,
            cases=[
                Case(_outside, _outside_scores, (40, 60), 9, 4, 0.5, name="nine anchors, two of them outside"),
                Case(_outside, _outside_scores, (40, 60), 6, 4, 0.4, name="the first six of them"),
                Case(*_anchors(40, 48.0, 80.0, seed=1), (48, 80), 25, 9, 0.15, name="40 anchors"),
                Case(
                    *(part.double() for part in _anchors(24, 90.0, 50.0, seed=5)),
                    (90, 50),
                    20,
                    30,
                    0.1,
                    name="in float64",
                ),
                Case(_half, torch.tensor([0.5, 2.0, 1.0, -3.0]), (60, 50), 10, 3, 0.5, name="an IoU at the threshold"),
            ],
            mistakes=[
                Mistake(
                    wrong.emptied_before_counting,
                    "You leave boxes without sides out *before* you take the first `pre_nms_top_n`.",
                ),
                Mistake(wrong.empty_ones_kept, "Boxes outside the image have no sides after clipping. Leave them out."),
                Mistake(wrong.not_clipped, "Your candidates reach out of the image. Clip them."),
                Mistake(wrong.clipped_after_suppression, "You suppress before you clip. Clip first."),
                Mistake(wrong.scores_before_the_sigmoid, "Your scores are objectness before the sigmoid."),
                Mistake(
                    wrong.kept_among_anchors,
                    "`kept` has places among all anchors. Wanted are places among the candidates.",
                ),
                Mistake(
                    wrong.all_suppressed_first,
                    "You suppress all boxes. Only the first `pre_nms_top_n` go into suppression.",
                ),
                Mistake(
                    wrong.cut_before_suppression,
                    "You take the first `post_nms_top_n` before suppression. They are counted after it.",
                ),
                Mistake(wrong.all_that_are_kept, "You return all that suppression leaves. At most `post_nms_top_n`."),
                Mistake(wrong.lowest_first, "You take the boxes with the lowest objectness."),
                Mistake(wrong.in_their_order, "Your candidates keep the order of `boxes`. Sort by falling objectness."),
                Mistake(
                    wrong.suppressed_at_the_threshold, "You drop a box whose IoU *equals* the threshold. It stays."
                ),
                Mistake(
                    wrong.suppressed_by_dropped_ones,
                    "A candidate that was dropped drops others in your result. Only those that are kept do.",
                ),
                Mistake(wrong.a_mask, "Your `kept` is a mask. Return the places of what is kept."),
                Mistake(wrong.softmax_over_candidates, "You take a softmax over the candidates. Each has a sigmoid."),
                Mistake(
                    wrong.clipped_to_the_last_pixel,
                    "You clip to width − 1 and height − 1. The image ends at its width.",
                ),
                Mistake(wrong.a_pixel_at_least, "You leave out boxes with a side below 1 pixel. The limit is 0.001."),
                Mistake(wrong.any_side_is_enough, "You keep boxes with a side below 0.001 pixels, if it isn't 0."),
                Mistake(wrong.nothing_suppressed, "Nothing is suppressed in your result."),
                Mistake(wrong.proposals_alone, "You return what is left in the end. Return all four tensors."),
            ],
            hints=[
                "`anchors = objectness.argsort(descending=True)[:pre_nms_top_n]`; everything else is picked by it.",
                "After clipping, a mask: `(clipped[:, 2:] - clipped[:, :2] >= 0.001).all(dim=1)`. Apply it to "
                "`anchors` *and* to `clipped`.",
                "`kept = demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]`.",
            ],
            number_type="kind",
            forbidden=("torchvision",),
            outputs=("anchors", "boxes", "scores", "kept"),
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
