"""Exercises of lecture 02: clipping, IoU and its generalized form, counting crops, non-maximum suppression."""

import torch

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.sliding_window import mistakes as wrong
from lecture_utils.exercises.sliding_window.questions import questions
from lecture_utils.methods import sliding_window as method

_paper = torch.tensor([[2.0, 2.0, 6.0, 6.0]]), torch.tensor([[3.0, 4.0, 8.0, 6.0]])
_some = torch.tensor([[0.0, 0.0, 10.0, 4.0], [2.5, 1.0, 4.0, 9.5], [20.0, 30.0, 21.5, 31.0]])
_others = torch.tensor([[5.0, 1.0, 12.0, 3.0], [2.5, 1.0, 4.0, 9.5], [0.0, 0.0, 10.0, 4.0], [10.0, 4.0, 12.0, 8.0]])
_apart = torch.tensor([[1.0, 10.0, 9.0, 14.0], [12.0, 1.0, 15.0, 3.0]])
_beyond = torch.tensor(
    [[-5.0, -2.5, 30.0, 12.5], [50.0, 10.0, 90.0, 55.0], [70.0, 5.0, 80.0, 9.0], [1.0, 2.0, 3.0, 4.0]]
)
_chain = torch.tensor(
    [[5.0, 0.0, 15.0, 10.0], [0.0, 0.0, 10.0, 10.0], [2.5, 0.0, 12.5, 10.0], [40.0, 40.0, 44.0, 48.0]]
)
_crowd = torch.tensor(
    [[10.0, 10, 50, 60], [12, 12, 52, 62], [11, 30, 51, 80], [60, 10, 90, 60], [61, 12, 92, 63], [14, 14, 40, 50]]
)
_half = torch.tensor([[0.0, 0.0, 4.0, 2.0], [0.0, 0.0, 2.0, 2.0], [1.0, 0.0, 5.0, 2.0]])  # the first two: IoU 1/2

COUNTED = "You count x2 − x1 + 1 pixels along a side. Edges lie between pixels: a side is x2 − x1 long."
NO_CLAMP = "Two boxes that are apart get a negative side, and two negative sides a positive area. A side is at least 0."

exercises = ExerciseSet(
    "sliding_window",
    exercises=[
        Exercise(
            name="clip_boxes_to_image",
            task="`boxes` is a float tensor of shape (N, 4), each row (x1, y1, x2, y2) in pixels; `size` is a tuple "
            "of two integers, (height, width) of the image. Return a new tensor of the same shape in which every x "
            "lies from 0 to width and every y from 0 to height, both ends included. A box that lies wholly outside "
            "becomes one without area on the border. Leave `boxes` itself as it is. Don't call torchvision.",
            solution=method.clip_boxes_to_image,
            forbidden=("torchvision",),
            cases=[
                Case(_beyond, (40, 60), name="an image of 40 × 60"),
                Case(_beyond.double() / 2, (30, 20), name="an image that is higher than wide"),
                Case(torch.tensor([[-9.0, -9.0, -1.0, 99.0]]), (8, 16), name="one box, left of the image"),
            ],
            mistakes=[
                Mistake(wrong.clipped_as_width_and_height, "You clip x to the height and y to the width."),
                Mistake(
                    wrong.clipped_to_the_last_pixel,
                    "You clip to width − 1 and height − 1. These are numbers of pixels; the last *edge* is at the "
                    "width.",
                ),
                Mistake(
                    wrong.clipped_at_zero_only, "The far borders are missing: x ends at the width, y at the height."
                ),
                Mistake(wrong.clipped_at_the_far_borders_only, "The borders at 0 are missing."),
                Mistake(
                    wrong.clipped_corner_by_corner,
                    "You clip the first corner to the width and the last one to the height. Columns 0 and 2 are x, "
                    "columns 1 and 3 are y.",
                ),
                Mistake(
                    wrong.larger_in_place_of_smaller,
                    "You take the larger of x2 and the width. Clipping takes the smaller.",
                ),
                Mistake(wrong.one_border_for_both, "You clip x and y to the same number. Width and height differ."),
                Mistake(wrong.outside_dropped, "You leave boxes out. A box outside stays, without area."),
            ],
            hints=[
                "Columns 0 and 2 are x, columns 1 and 3 are y: `boxes[:, 0::2]` and `boxes[:, 1::2]`.",
                "`x.clamp(0, width)` and `y.clamp(0, height)`, and put them back into their columns of a copy.",
            ],
        ),
        Exercise(
            name="box_iou",
            task="`boxes1` (N, 4) and `boxes2` (M, 4) are float tensors of boxes (x1, y1, x2, y2) with positive area. "
            "Return a tensor (N, M): at row i, column j the area that box i of the first and box j of the second "
            "share, divided by the area that they cover together. 0 where they share nothing. Don't call torchvision.",
            solution=method.box_iou,
            forbidden=("torchvision",),
            cases=[
                Case(*_paper, name="the two boxes on squared paper"),
                Case(_some, _others, name="three boxes with four"),
                Case(_others.double(), _some.double() + 0.25, name="four boxes with three, in float64"),
                Case(_some[2:], _others[:2], name="boxes that are apart"),
                Case(_apart, _some, name="boxes above and beside each other"),
            ],
            mistakes=[
                Mistake(wrong.shared_of_nothing, NO_CLAMP, also=(wrong.width_clamped_only, wrong.height_clamped_only)),
                Mistake(
                    wrong.shared_counted_twice,
                    "You divide by the sum of both areas. What they share is counted twice in it.",
                ),
                Mistake(wrong.pixels_counted, COUNTED),
                Mistake(wrong.intersection_alone, "This is the intersection. Divide it by the union."),
                Mistake(wrong.of_the_smaller, "You divide by the smaller of the two boxes. Divide by their union."),
                Mistake(wrong.of_the_first, "You divide by the first box. Divide by the union of both."),
                Mistake(wrong.of_the_enclosing, "You divide by the box around both, which is larger than their union."),
                Mistake(
                    wrong.enclosing_in_place_of_intersection,
                    "You exchange minimum and maximum: this is the box around both. What they share begins at the "
                    "larger of the first corners and ends at the smaller of the last ones.",
                ),
                Mistake(
                    wrong.pair_by_pair, "You compare box i with box i only. Each box of one is compared with each."
                ),
            ],
            hints=[
                "What they share begins at the larger of the two x1 and ends at the smaller of the two x2.",
                "`boxes1[:, None]` (N, 1, 4) and `boxes2` (M, 4) give all pairs. Sides below 0 are 0. The union is "
                "both areas minus what they share.",
            ],
        ),
        Exercise(
            name="generalized_box_iou",
            task="`boxes1` (N, 4) and `boxes2` (M, 4) as for `box_iou`. Return a tensor (N, M): IoU − (enclosing − "
            "union) / enclosing, where enclosing is the area of the smallest box that contains both. Don't call "
            "torchvision.",
            solution=method.generalized_box_iou,
            forbidden=("torchvision",),
            cases=[
                Case(*_paper, name="the two boxes on squared paper"),
                Case(_some, _others, name="three boxes with four"),
                Case(_others.double(), _some.double() + 0.25, name="four boxes with three, in float64"),
                Case(_some[2:], _others[:2], name="boxes that are apart"),
            ],
            mistakes=[
                Mistake(wrong.iou_only, "This is the IoU. The empty share of the box around both is still missing."),
                Mistake(
                    wrong.intersection_in_place_of_union,
                    "You subtract what the enclosing box has beyond the *intersection*. It is beyond the union.",
                ),
                Mistake(
                    wrong.divided_by_union,
                    "You divide the empty part by the union. It is a share of the enclosing box.",
                ),
                Mistake(wrong.not_divided, "You subtract an area. Divide it by the area of the enclosing box."),
                Mistake(
                    wrong.covered_share_subtracted,
                    "You subtract the share of the enclosing box that the union covers. Subtract the share that it "
                    "doesn't cover.",
                ),
                Mistake(wrong.empty_share_squared, "You square the empty share. Subtract it as it is."),
                Mistake(
                    wrong.intersection_in_place_of_enclosing,
                    "You take what the boxes share for the enclosing box. That one begins at the smaller x1 and ends "
                    "at the larger x2.",
                ),
                Mistake(
                    wrong.not_bracketed,
                    "You divide the union alone by the enclosing area. The difference enclosing − union is divided.",
                ),
                Mistake(
                    wrong.one_box_around_all,
                    "You draw one box around all boxes of both sets. Each pair has an enclosing box of its own.",
                ),
                Mistake(
                    wrong.distance_of_centres,
                    "You subtract the distance of the centres: this is another measure, the distance IoU. Subtract the "
                    "share of the enclosing box that neither covers.",
                ),
                Mistake(
                    wrong.empty_part_of_boxes_apart,
                    "You subtract the empty share only where boxes share nothing. It is subtracted for every pair.",
                ),
                Mistake(wrong.empty_part_added, "You add the empty share. It is subtracted."),
                Mistake(wrong.of_the_enclosing, "This is intersection / enclosing. Read the formula again."),
            ],
            hints=[
                "The enclosing box begins at the smaller x1 and ends at the larger x2.",
                "Your `box_iou` has intersection and union already. The result lies between −1 and 1.",
            ],
        ),
        Exercise(
            name="crop_count",
            task="`image` is a tuple (height, width) of integers, `scales` a tuple of floats, `window` and `stride` "
            "are integers in pixels of a level. A level's height and width are the image's times the scale, rounded "
            "to the nearest whole number. On each level the window's places along a side begin at 0, stride, 2 · "
            "stride, …; where the last stride would leave the level, one more window ends exactly at the border: "
            "⌈(length − window) / stride⌉ + 1 places. A level smaller than the window in height or width has none. "
            "Return an int: rows times columns of windows, summed over the levels.",
            solution=method.crop_count,
            cases=[
                Case((128, 128), (1.0, 0.5), 32, 8, name="two scales of a scene"),
                Case((100, 61), (1.0, 0.75, 0.3), 24, 7, name="sides that aren't multiples"),
                Case((37, 53), (1.35, 1.0), 16, 5, name="a scale above 1"),
                Case((40, 90), (0.35, 1.0), 20, 20, name="a level that is too small"),
                Case((64, 64), (1.0,), 64, 3, name="a window as large as the image"),
                Case((101, 67), (0.3, 0.7), 10, 5, name="levels whose sides aren't whole"),
                Case((500, 440), (0.02, 0.8, 0.8), 12, 9, name="a scale that comes twice"),
            ],
            mistakes=[
                Mistake(
                    wrong.last_place_forgotten,
                    "You round (length − window) / stride down, so that the border isn't reached where it doesn't "
                    "divide.",
                ),
                Mistake(wrong.first_place_forgotten, "The place at 0 is missing: + 1."),
                Mistake(
                    wrong.levels_rounded_down, "You round a level's sides down. They go to the nearest whole number."
                ),
                Mistake(
                    wrong.levels_rounded_up,
                    "You round a level's sides up, or leave them as fractions, which gives as many windows. They are "
                    "rounded to the nearest whole number.",
                    also=(wrong.levels_not_rounded,),
                ),
                Mistake(
                    wrong.small_levels_counted,
                    "You count windows on a level that is smaller than the window in height or in width. It has none.",
                    also=(wrong.a_window_on_each_small_side, wrong.both_sides_smaller),
                ),
                Mistake(
                    wrong.window_scaled,
                    "You scale the window. It keeps its size, and so does the stride; the image is scaled.",
                ),
                Mistake(
                    wrong.window_by_stride_first,
                    "You divide the window by the stride before you subtract it. Brackets: (length − window) / stride.",
                ),
                Mistake(
                    wrong.stopped_at_a_small_level,
                    "You stop at a level that is too small. A larger one may follow: the scales come in any order.",
                ),
                Mistake(wrong.stride_scaled, "You scale the stride with the image. It is in pixels of every level."),
                Mistake(
                    wrong.area_by_area,
                    "You divide an area by the area of a stride. Count rows and columns of windows, then multiply.",
                ),
                Mistake(wrong.image_besides, "You count the image itself besides its levels."),
                Mistake(
                    wrong.over_the_border,
                    "Your windows reach over the border. The last one ends there: subtract the window from the side.",
                ),
                Mistake(wrong.one_row, "You count one row of windows. There are rows and columns."),
                Mistake(wrong.rows_plus_columns, "You add rows and columns. Each row has all columns: multiply."),
                Mistake(
                    wrong.image_at_every_scale, "You count the image itself for each scale. A level has its own size."
                ),
            ],
            hints=[
                "For one level: its height and width first, then the places along each, then their product.",
                "`math.ceil((length - window) / stride) + 1`, and nothing for a level with a side below `window`.",
            ],
            number_type="kind",
        ),
        Exercise(
            name="nms",
            task="`boxes` is (N, 4), `scores` is (N,), both float tensors; `iou_threshold` is a number from 0 to 1. "
            "Take the box with the highest score (of equal scores the one that comes first), keep it, and drop all "
            "boxes whose IoU with it is *above* the threshold (at the threshold a box stays); go on with what is left "
            "until nothing is. Return the indices of the kept boxes, a tensor of integers, by falling score. N may be "
            "0. You may call your `box_iou`, but not torchvision.",
            solution=method.nms,
            forbidden=("torchvision",),
            cases=[
                Case(_chain, torch.tensor([0.7, 0.9, 0.8, 0.2]), 0.5, name="three boxes in a row"),
                Case(_crowd, torch.tensor([0.6, 0.9, 0.8, 0.3, 0.75, 0.5]), 0.3, name="two things"),
                Case(_crowd, torch.tensor([0.6, 0.9, 0.8, 0.3, 0.75, 0.5]), 0.7, name="a high threshold"),
                Case(_half, torch.tensor([0.5, 0.4, 0.3]), 0.5, name="an IoU at the threshold"),
                Case(_crowd[:3], torch.tensor([0.5, 0.5, 0.5]), 0.35, name="equal scores"),
                Case(torch.zeros(0, 4), torch.zeros(0), 0.5, name="no box"),
                Case(_crowd, torch.tensor([-0.5, 0.25, -1.0, -3.0, 0.0, 2.0]), 0.4, name="scores below 0"),
            ],
            mistakes=[
                Mistake(
                    wrong.suppressed_at_the_threshold, "You drop boxes whose IoU equals the threshold. These stay."
                ),
                Mistake(
                    wrong.by_dropped_ones_too,
                    "A box that has been dropped drops others in your result. Only boxes that are kept do.",
                ),
                Mistake(wrong.unsorted, "Right boxes in another order: by falling score, please."),
                Mistake(
                    wrong.without_sorting_first, "You go through the boxes as they come. Begin with the highest score."
                ),
                Mistake(
                    wrong.positive_scores_only,
                    "You leave out boxes whose score isn't positive. A score may be any number.",
                ),
                Mistake(wrong.lowest_first, "You begin with the lowest score."),
                Mistake(
                    wrong.last_of_equal_first,
                    "Of equal scores you take the last box first. The one that comes first is the better one.",
                ),
                Mistake(
                    wrong.places_after_sorting,
                    "You return places in the sorted list. Indices of the boxes as they were given are wanted.",
                ),
                Mistake(wrong.boxes_themselves, "You return boxes. Return their indices."),
                Mistake(wrong.a_mask, "You return a mask. Return indices, by falling score."),
                Mistake(wrong.dropped_ones, "You return the boxes that are dropped."),
                Mistake(wrong.one_pass, "You compare with the best box only. Go on with what is left."),
            ],
            hints=[
                "`order = scores.argsort(descending=True, stable=True)`. While it isn't empty: keep its first, "
                "compare it with the rest.",
                "`rest = order[1:]`; `order = rest[box_iou(boxes[first][None], boxes[rest])[0] <= iou_threshold]`.",
            ],
            number_type="kind",
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
