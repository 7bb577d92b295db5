"""Exercises of lecture 13: proposals on the map, IoU of masks, the mask loss, its targets, a mask pasted back."""

import torch
from torch import Tensor

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.mask_rcnn import mistakes as wrong
from lecture_utils.exercises.mask_rcnn.questions import questions
from lecture_utils.methods import mask_rcnn as method
from lecture_utils.methods.evaluation import mask_iou

_proposals = torch.tensor([[40.0, 60.0, 96.0, 72.0], [10.0, 3.0, 55.0, 130.0], [101.5, 20.0, 30.0, 9.0]])


def _random(*shape: int, seed: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def _signed(*shape: int, seed: int) -> Tensor:
    return 3 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def _ellipses(height: int, width: int, *places: tuple[float, float, float, float]) -> Tensor:
    """Draw masks: centre x and y, radius along x and along y."""
    y, x = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    return torch.stack([((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1 for cx, cy, rx, ry in places])


_wide = _ellipses(20, 30, (9, 8, 7, 5), (14, 11, 6, 8), (24, 6, 5, 4))
_others = _ellipses(20, 30, (12, 9, 8, 6), (23, 8, 4, 6))
_high = _ellipses(26, 15, (6, 8, 5, 7), (8, 18, 6, 5))
_nothing = torch.zeros(1, 20, 30, dtype=torch.bool)

_regions = torch.tensor(
    [[2.0, 3.0, 16.0, 13.0], [7.5, 2.25, 21.25, 19.0], [4.0, 1.0, 19.5, 16.5], [18.2, 1.4, 29.7, 10.6]]
)

exercises = ExerciseSet(
    "mask_rcnn",
    exercises=[
        Exercise(
            name="project_proposals",
            task="`proposals` is a float tensor (R, 4) with rows (x, y, w, h) in pixels: the upper left corner, width "
            "and height. `stride` is a positive integer s: one cell of the feature map is s × s pixels of the image. "
            "Return a float tensor (R, 4) with the corners of each proposal in cells of the map, (x / s, y / s, "
            "(x + w) / s, (y + h) / s). Nothing is rounded and nothing is clipped.",
            solution=method.project_proposals,
            cases=[
                Case(_proposals, 4, name="the slide's stride"),
                Case(_proposals[1:].double() + 0.25, 16, name="stride 16, in float64"),
                Case(_proposals[:1], 3, name="one proposal, stride 3"),
            ],
            mistakes=[
                Mistake(wrong.sides_for_corners, "You return (x, y, w, h) in cells. Return both corners."),
                Mistake(wrong.sides_not_divided, "Width and height are still in pixels. Divide the sum x + w by s."),
                Mistake(wrong.corner_not_divided, "The corner is still in pixels. Divide the sum x + w by s."),
                Mistake(wrong.rounded_to_cells, "You round to whole cells, as RoI pooling does. RoI Align doesn't."),
                Mistake(wrong.rounded_down, "You round down to whole cells. Keep the fractions."),
                Mistake(wrong.rounded_outwards, "You round outwards to whole cells. Keep the fractions."),
                Mistake(wrong.multiplied, "You multiply by the stride. The map has fewer cells than pixels: divide."),
                Mistake(wrong.not_divided, "Your corners are in pixels. Divide them by the stride."),
                Mistake(wrong.centre_for_corner, "You take (x, y) for the centre. It is the upper left corner."),
                Mistake(wrong.width_to_y, "You add h to x and w to y. A width runs along x."),
                Mistake(wrong.half_a_cell_less, "You subtract half a cell. RoI Align does that itself, if asked to."),
                Mistake(wrong.last_cell_inside, "You subtract a pixel: x + w − 1. The box ends at x + w."),
            ],
            hints=[
                "The upper left corner is (x, y), the lower right one (x + w, y + h). Then all four are divided by s.",
                "`x, y, w, h = proposals.unbind(1)` and `torch.stack([...], dim=1) / stride`.",
            ],
        ),
        Exercise(
            name="mask_iou",
            task="`masks1` is a tensor of bool (N, H, W), `masks2` one of bool (M, H, W): N and M masks in an image of "
            "H × W pixels, True where a pixel belongs to the thing. Return a float tensor (N, M): the IoU of each mask "
            "of `masks1` with each one of `masks2`, which is the number of pixels that belong to both, divided by the "
            "number that belong to at least one of them. Where both masks are empty, it is 0.",
            solution=mask_iou,
            cases=[
                Case(_wide, _others, name="three masks and two"),
                Case(_high, _high.flip(0), name="two and two"),
                Case(torch.cat([_nothing, _wide[:1]]), torch.cat([_others[:1], _nothing, _wide]), name="an empty mask"),
            ],
            mistakes=[
                Mistake(wrong.of_bounding_boxes, "You compare the boxes around the masks. Count pixels."),
                Mistake(wrong.intersection_only, "You return the number of common pixels. Divide by the union."),
                Mistake(
                    wrong.dice, "You return 2 · intersection / (sum of areas). Divide the intersection by the union."
                ),
                Mistake(
                    wrong.union_only, "You return the number of pixels of the union. Divide the intersection by it."
                ),
                Mistake(
                    wrong.by_the_sum_of_areas,
                    "You divide by the sum of both areas, which counts common pixels twice. Subtract them once.",
                ),
                Mistake(wrong.by_the_first, "You divide by the area of the first mask. Divide by the union."),
                Mistake(wrong.by_the_second, "You divide by the area of the second mask. Divide by the union."),
                Mistake(wrong.by_the_smaller, "You divide by the smaller area. Divide by the union."),
                Mistake(wrong.by_the_larger, "You divide by the larger area. Divide by the union."),
                Mistake(wrong.by_all_pixels, "You divide by the number of pixels in the image. Divide by the union."),
                Mistake(
                    wrong.equal_pixels,
                    "You count the pixels on which both agree, background included. Count common pixels of the things.",
                ),
                Mistake(wrong.not_a_number_if_empty, "Where both masks are empty you divide 0 by 0. Return 0 there."),
                Mistake(wrong.one_if_empty, "Where both masks are empty the IoU is 0, by the task."),
                Mistake(
                    wrong.row_by_row,
                    "You compare mask i with mask i only. Compare each mask of one set with each of the other.",
                ),
                Mistake(
                    wrong.difference_for_union,
                    "You divide by the pixels that exactly one of both has. The union has the common ones too.",
                ),
            ],
            hints=[
                "`masks1[:, None] & masks2[None]` is (N, M, H, W), common pixels of every pair. `|` gives the union.",
                "Count with `.sum(dim=(2, 3))`, and divide by the union with `.clamp(min=1)`.",
            ],
            number_type="tensor",
        ),
        Exercise(
            name="mask_loss",
            task="`scores` is a float tensor (R, K, m, m): for each of R regions and each of K classes the scores of m "
            "× m points, before the sigmoid. `labels` is a tensor of integers (R,), the true class of each region, 0 "
            "to K − 1. `targets` is a float tensor (R, m, m) of numbers t from 0 to 1, not only 0 and 1: the share of "
            "each point's cell that the true mask covers. Return one number, a tensor of shape (): the mean over all R "
            "· m · m points of −t · log p − (1 − t) · log(1 − p), where p is the sigmoid of the score in the mask of "
            "the region's *true* class, and log the natural logarithm. The masks of the other classes are not used. "
            "Scores may be as large as ±200: the result stays finite and exact. For R = 0 return 0. You may use all "
            "of `torch.nn.functional`.",
            solution=method.mask_loss,
            cases=[
                Case(_signed(3, 4, 5, 5, seed=1), torch.tensor([2, 0, 1]), _random(3, 5, 5, seed=2), name="3 regions"),
                Case(
                    _signed(4, 2, 3, 3, seed=3).double(),
                    torch.tensor([1, 1, 0, 1]),
                    _random(4, 3, 3, seed=4).double(),
                    name="4 regions, in float64",
                ),
                Case(
                    40 * _signed(2, 5, 4, 4, seed=5).clamp(-5, 5),
                    torch.tensor([3, 4]),
                    _random(2, 4, 4, seed=6),
                    name="scores up to ±200",
                ),
                Case(torch.zeros(0, 3, 4, 4), torch.zeros(0, dtype=torch.long), torch.zeros(0, 4, 4), name="no region"),
            ],
            mistakes=[
                Mistake(
                    wrong.all_classes_nothing_elsewhere,
                    "You want 0 in the masks of the other classes. They aren't used at all.",
                ),
                Mistake(
                    wrong.all_classes_same_target, "You compare all K masks with the target. Use the true class's only."
                ),
                Mistake(
                    wrong.softmax_over_classes,
                    "You use a softmax over the classes, so masks compete. Use a sigmoid for each mask.",
                ),
                Mistake(
                    wrong.most_confident_class, "You take the class whose mask has the highest scores. Use `labels`."
                ),
                Mistake(
                    wrong.class_before, "You take the mask of class `labels` − 1. Classes are counted from 0 here."
                ),
                Mistake(
                    wrong.class_after,
                    "You take the mask of class `labels` + 1. There is no mask of the background to skip.",
                ),
                Mistake(
                    wrong.class_cross_entropy, "You classify each point and leave the targets out. Is it thing or not?"
                ),
                Mistake(
                    wrong.mean_of_classes,
                    "You merge the masks of all classes into one. Pick that of the true class.",
                    also=(wrong.highest_of_classes,),
                ),
                Mistake(
                    wrong.labels_of_all_regions,
                    "`scores[:, labels]` gives every region the classes of all regions. Pair region r with label r.",
                ),
                Mistake(wrong.first_class, "You take mask 0 of every region. Take that of its label."),
                Mistake(wrong.summed, "You sum over all points. Take the mean."),
                Mistake(
                    wrong.summed_over_points, "You sum over the points of each region. Take the mean over all points."
                ),
                Mistake(wrong.summed_over_regions, "You sum over the regions. Take the mean over all points of all."),
                Mistake(wrong.divided_by_classes, "You divide by K too. The other masks don't count at all."),
                Mistake(
                    wrong.thing_points_only,
                    "The term (1 − t) · log(1 − p) is missing: points outside the thing have to say no.",
                ),
                Mistake(wrong.probabilities_expected, "You take scores for probabilities. Apply the sigmoid first."),
                Mistake(
                    wrong.squared_differences,
                    "You compare probabilities by their differences. Take the two logarithms.",
                    also=(wrong.absolute_differences,),
                ),
                Mistake(wrong.sigmoid_twice, "You apply the sigmoid twice."),
                Mistake(wrong.yes_or_no_targets, "You round the targets to 0 and 1. Use the shares as they are."),
                Mistake(
                    wrong.logarithm_of_zero,
                    "A sigmoid near 1 is rounded to 1, and log(1 − p) is infinite. Compute the loss from the scores.",
                ),
                Mistake(
                    wrong.cut_off_logarithm,
                    "You cut probabilities off, so a large loss comes out too small. Compute it from the scores.",
                ),
                Mistake(wrong.mean_of_nothing, "Without regions you return NaN, the mean of nothing. Return 0."),
                Mistake(wrong.no_minus, "The minus is missing: a loss is positive."),
            ],
            hints=[
                "`scores[torch.arange(R), labels]` picks the mask of each region's class: (R, m, m).",
                "`binary_cross_entropy_with_logits(picked, targets)` takes scores and is exact for large ones; R = 0 "
                "goes its own way.",
            ],
            number_type="tensor",
        ),
        Exercise(
            name="project_masks",
            task="`masks` is a tensor of bool (G, H, W), the true masks of G things in one image; `boxes` is a float "
            "tensor (R, 4), rows (x1, y1, x2, y2) in pixels, with a positive area and inside the image; `truth` is a "
            "tensor of integers (R,): region r stands for thing `truth[r]`, 0 to G − 1; several regions may stand for "
            "one thing. `cells` is the integer m. Return a float tensor (R, m, m), the target of each region: its box "
            "divided into m × m equal cells, and in each the share of it that the mask of its thing covers, from 0 to "
            "1, as RoI Align computes it: call `demos.roi_align(input, boxes, output_size, spatial_scale, "
            "sampling_ratio, aligned)` of lecture 05 with the masks as feature maps of one channel, their numbers in "
            "front of the boxes (R, 5), spatial_scale 1, sampling_ratio −1 (as many points as are needed) and "
            "aligned=True (a pixel's value is that at its middle). The result has the number type of `boxes`.",
            solution=method.project_masks,
            cases=[
                Case(_wide, torch.tensor([0, 1, 0, 2]), _regions, 4, name="four regions of three things"),
                Case(_high, torch.tensor([1, 0, 0]), _regions[:3, [1, 0, 3, 2]].double() / 1.5, 7, name="in float64"),
                Case(_others, torch.tensor([1, 0]), _regions[[3, 0]] + 0.3, 3, name="two regions, 3 × 3 cells"),
            ],
            mistakes=[
                Mistake(
                    wrong.mask_of_its_own_number, "You take mask r for region r. `truth` says which mask it stands for."
                ),
                Mistake(wrong.first_mask, "You take the first mask for all regions. `truth` says which."),
                Mistake(wrong.corners_for_middles, "Your targets are half a pixel off: `aligned=True` is missing."),
                Mistake(wrong.from_whole_pixels, "You round the boxes to whole pixels. RoI Align doesn't."),
                Mistake(wrong.one_point_in_a_cell, "You sample one point in each cell. Use sampling_ratio −1."),
                Mistake(
                    wrong.four_points_in_a_cell,
                    "You sample 2 × 2 points in each cell, as for features. Use sampling_ratio −1.",
                ),
                Mistake(wrong.roi_pooled, "You take the maximum of each cell (RoI pooling). Use RoI Align."),
                Mistake(wrong.yes_or_no, "You round to 0 and 1. Return the shares."),
                Mistake(wrong.channel_left, "The channel is still there: return (R, m, m)."),
                Mistake(wrong.whole_mask, "You shrink the whole mask. Only the part in the region's box counts."),
                Mistake(
                    wrong.cut_and_resized, "You cut out whole pixels and resize them. The box needn't begin at a pixel."
                ),
                Mistake(wrong.x_and_y_exchanged, "You pass (y1, x1, y2, x2). RoI Align wants (x1, y1, x2, y2)."),
                Mistake(wrong.sums_of_pixels, "You count pixels. Return the share of each cell, from 0 to 1."),
            ],
            hints=[
                "As feature maps the masks are floats of shape (G, 1, H, W): `masks[:, None].to(boxes.dtype)`.",
                "`torch.cat([truth[:, None], boxes], dim=1)` is (R, 5), in front the number of the map to look at.",
                "The result of RoI Align is (R, 1, m, m); `[:, 0]` takes the channel away.",
            ],
            number_type="kind",
        ),
        Exercise(
            name="paste_mask",
            task="`mask` is a float tensor (m, n), the probabilities of m rows and n columns of cells, which divide "
            "`box`, a float tensor (x1, y1, x2, y2) in pixels with x1 < x2 and y1 < y2, into equal parts; the box may "
            "begin between pixels and reach outside the image. `size` is a tuple (height H, width W). Return a float "
            "tensor (H, W): the mask's value at the middle of every pixel. Pixel [i, j] covers x from j to j + 1 and y "
            "from i to i + 1, so its middle is at (j + ½, i + ½). The value of a cell is that at its middle; between "
            "middles it is interpolated bilinearly (first along one axis, then along the other). Around the mask lie "
            "cells of value 0, of the same size as its own: so values fade from the middle of a border cell to 0 at "
            "the middle of the cell outside it. Nothing is compared with a threshold. `grid_sample` and "
            "`interpolate` of torch.nn.functional and all of torchvision are forbidden.",
            solution=method.paste_mask,
            cases=[
                Case(
                    torch.tensor([[1.0, 0.0], [0.5, 1.0]]),
                    torch.tensor([0.5, 1.0, 4.5, 3.0]),
                    (4, 5),
                    name="the example with pencil",
                ),
                Case(_random(3, 4, seed=7), torch.tensor([2.25, 3.5, 12.75, 9.1]), (12, 16), name="3 × 4 cells"),
                Case(
                    _random(6, 5, seed=8).double(),
                    torch.tensor([-3.4, 4.2, 6.3, 17.6]).double(),
                    (14, 9),
                    name="over the border, in float64",
                ),
                Case(_random(5, 7, seed=9), torch.tensor([3.6, 2.2, 7.4, 5.8]), (8, 11), name="cells below a pixel"),
            ],
            mistakes=[
                Mistake(
                    wrong.pixels_at_their_corner, "You read the mask at the corner of each pixel. Its middle is ½ on."
                ),
                Mistake(
                    wrong.middles_of_cells_forgotten, "You put a cell's value at its corner. It belongs to its middle."
                ),
                Mistake(
                    wrong.stretched_from_middle_to_middle,
                    "You stretch the mask from the middle of its first cell to that of its last (align_corners). The "
                    "box reaches from edge to edge.",
                ),
                Mistake(wrong.nearest_cell, "You take the nearest cell. Interpolate bilinearly."),
                Mistake(
                    wrong.whole_pixels,
                    "You round the box to whole pixels. It may begin between them.",
                    also=(wrong.whole_pixels_outwards, wrong.whole_pixels_down),
                ),
                Mistake(
                    wrong.border_repeated,
                    "You repeat the border cells up to the box's edge. Outside the mask are cells of value 0.",
                ),
                Mistake(
                    wrong.border_repeated_everywhere,
                    "You repeat the border cells all the way to the image's border. Outside the mask are cells of 0.",
                ),
                Mistake(
                    wrong.cut_at_the_box,
                    "You set pixels outside the box to 0. The mask fades to 0 half a cell beyond it.",
                ),
                Mistake(
                    wrong.box_clipped,
                    "You clip the box to the image first, so the mask is squeezed. It keeps its box; pixels outside "
                    "the image aren't read.",
                ),
                Mistake(wrong.width_first, "`size` is (height, width), rows first."),
                Mistake(wrong.rows_along_x, "You lay the rows of the mask along x. Rows run down, along y."),
                Mistake(wrong.corner_and_sides, "You read the box as (x, y, w, h). It is (x1, y1, x2, y2)."),
                Mistake(wrong.yes_or_no_pixels, "You compare with 0.5. Return the probabilities."),
                Mistake(wrong.not_pasted, "You stretch the mask over the whole image. It belongs into its box."),
            ],
            hints=[
                "Pixel i's middle, in rows of the mask: (i + ½ − y1) / (y2 − y1) · m − ½. Row k's middle is at k.",
                "A row at distance d < 1 from there counts 1 − d, all others 0: `(1 - (place[:, None] - "
                "torch.arange(m)).abs()).clamp(min=0)` is (H, m).",
                "The same for columns is (W, n). Then (H, m) @ mask @ (n, W).",
            ],
            forbidden=("grid_sample", "interpolate", "torchvision"),
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
