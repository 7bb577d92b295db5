"""Exercises of lecture 12: sizes along the U, copy and concatenate, boundaries, one level of the decoder."""

import torch
from torch import Tensor

from lecture_utils.exercises.case_inputs import fractions, in_float64
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.unet import mistakes as wrong
from lecture_utils.exercises.unet.questions import questions
from lecture_utils.methods import unet as method
from lecture_utils.methods.evaluation import boundary_band, mean_iou_where


def _labels(rows: int, columns: int, classes: int, block: int, seed: int) -> Tensor:
    """Draw a label map of blocks of one class each, cut to this size."""
    generator = torch.Generator().manual_seed(seed)
    blocks = torch.randint(0, classes, (-(-rows // block), -(-columns // block)), generator=generator)
    return blocks.repeat_interleave(block, 0).repeat_interleave(block, 1)[:rows, :columns].contiguous()


def _slipped(truth: Tensor, classes: int, seed: int) -> Tensor:
    """Make a prediction of a truth: moved by a row and a column, and some pixels wrong."""
    generator = torch.Generator().manual_seed(seed)
    wrong_at = torch.rand(truth.shape, generator=generator) < 0.15
    drawn = torch.randint(0, classes, truth.shape, generator=generator)
    return torch.where(wrong_at, drawn, truth.roll((1, 1), (0, 1)))


_dot = torch.zeros(7, 9, dtype=torch.int64)
_dot[2, 6] = 5
_stripes = torch.tensor([4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 2, 2]).expand(6, 13).contiguous()
_blocks = _labels(17, 22, 4, 6, seed=3)
_wide = _labels(14, 25, 6, 5, seed=8)


def _level(images: int, copies: int, below: int, ups: int, outputs: int, size: tuple[int, int], seed: int) -> Case:
    """Make the inputs of one level, all of different sizes, with fractions of both signs."""
    height, width = size
    return Case(
        fractions(images, copies, 2 * height, 2 * width, seed=seed),
        fractions(images, below, height, width, seed=seed + 1),
        fractions(below, ups, 2, 2, seed=seed + 2) / 4,
        fractions(ups, seed=seed + 3),
        [
            fractions(outputs, copies + ups, 3, 3, seed=seed + 4) / 4,
            fractions(outputs, outputs, 3, 3, seed=seed + 5) / 4,
        ],
        [fractions(outputs, seed=seed + 6), fractions(outputs, seed=seed + 7)],
        name=f"a map of {height} × {width} from below",
    )


exercises = ExerciseSet(
    "unet",
    exercises=[
        Exercise(
            name="sizes_along_the_u",
            task="`size` is the side of a square image, `poolings` a whole number P ≥ 0, `padding` 0 or 1. The U has "
            "P + 1 levels. On each level, on the way down, at the bottom and on the way up, there are two 3 × 3 "
            "convolutions of stride 1 with this padding on every side. Between two levels the side is halved (max "
            "pooling) on the way down, and doubled (transpose convolution) on the way up. Return a list of 2P + 1 "
            "whole numbers (int): the side after the two convolutions of each level, from the first level down to the "
            "bottom, then up again. The last one is the output's side. All sides that are halved are even, and all "
            "sides are positive.",
            solution=method.sizes_along_the_u,
            cases=[
                Case(572, 4, 0, name="the paper's image"),
                Case(128, 4, 1, name="padding 1"),
                Case(92, 2, 0, name="two poolings"),
                Case(31, 0, 0, name="no pooling"),
                Case(188, 3, 0, name="three poolings"),
                Case(24, 3, 1, name="three poolings, padding 1"),
            ],
            mistakes=[
                Mistake(wrong.one_convolution, "You take one convolution on each level. There are two."),
                Mistake(
                    wrong.three_taken,
                    "A 3 × 3 convolution without padding doesn't take 3 from the side. In how many places does a "
                    "kernel of 3 fit on 5 pixels?",
                    also=[wrong.one_taken],
                ),
                Mistake(wrong.padded_on_one_side, "Padding is on both sides: it adds 2 · padding to a side."),
                Mistake(wrong.no_convolutions_at_the_bottom, "The bottom has two convolutions as well."),
                Mistake(wrong.no_convolutions_on_the_way_up, "There are two convolutions on each level of the way up."),
                Mistake(wrong.down_only, "That is the way down. The way up is missing."),
                Mistake(wrong.output_only, "That is the output's side alone. The sides of all levels are asked for."),
                Mistake(wrong.with_the_image, "You put the image's own side in front. Begin after two convolutions."),
                Mistake(
                    wrong.before_and_after,
                    "You note the sides before the convolutions too. Only those after two convolutions are asked for.",
                ),
                Mistake(
                    wrong.after_the_pooling,
                    "You note the sides before the convolutions of each level. Those after them are asked for.",
                ),
                Mistake(
                    wrong.mirrored,
                    "You give the way up the sides of the way down. Start from the bottom's side and go on.",
                ),
                Mistake(
                    wrong.larger_on_the_way_up,
                    "On the way up your convolutions make the side larger. They take from it as on the way down.",
                ),
                Mistake(
                    wrong.scaled_after_the_convolutions,
                    "You halve and double after a level's convolutions. The side is scaled first, then convolved.",
                ),
            ],
            hints=[
                "What does one convolution do to the side? Twice that is the change on a level.",
                "Two loops: the first halves, then changes; the second doubles, then changes. Append each time.",
            ],
            number_type="kind",
        ),
        Exercise(
            name="concatenate",
            task="`copy` is a float tensor (N, C, H, W), the encoder's maps; `maps` is (N, D, h, w), the decoder's, "
            "with h ≤ H and w ≤ W. Crop `copy` around its middle to h rows and w columns: the crop begins at row "
            "(H − h) // 2 and at column (W − w) // 2. Return (N, C + D, h, w): first the C channels of the cropped "
            "copy, then the D channels of `maps`.",
            solution=method.concatenate,
            cases=[
                Case(fractions(2, 3, 9, 12), fractions(2, 2, 5, 6, seed=4), name="even differences"),
                Case(fractions(1, 2, 6, 9, seed=8), fractions(1, 4, 3, 4, seed=12), name="odd differences"),
                in_float64(fractions(3, 4, 5, 7, seed=16), fractions(3, 4, 5, 4, seed=20), name="rows that fit"),
                Case(fractions(2, 1, 4, 6, seed=24), fractions(2, 3, 4, 6, seed=28), name="nothing to crop"),
            ],
            mistakes=[
                Mistake(
                    wrong.from_the_corner,
                    "You keep the copy's upper left corner. The crop is around its middle.",
                    also=[wrong.from_the_last_corner],
                ),
                Mistake(wrong.rounded_up, "Where the difference is odd your crop begins one later: (H − h) // 2."),
                Mistake(
                    wrong.maps_first,
                    "You put the decoder's maps in front. The copy's channels come first.",
                    also=[wrong.maps_first_from_the_corner],
                ),
                Mistake(wrong.added, "You add the maps, as a residual network does. Here channels are concatenated."),
                Mistake(
                    wrong.shrunk,
                    "You scale the copy down. Its pixels would no longer lie on the decoder's: crop it.",
                    also=[wrong.shrunk_smoothly],
                ),
                Mistake(
                    wrong.maps_padded,
                    "You make the decoder's maps larger. Crop the copy to their size.",
                    also=[wrong.maps_enlarged],
                ),
                Mistake(
                    wrong.rows_alone_centred,
                    "You crop one side around the middle and the other from its start. Both are around the middle.",
                    also=[wrong.columns_alone_centred],
                ),
                Mistake(wrong.rows_for_columns, "You exchange where rows and columns of the crop begin."),
            ],
            hints=[
                "Two steps: slice rows and columns of the copy, then put channels together.",
                "`copy[:, :, top:top + h, left:left + w]`, then `torch.cat([...], dim=1)`.",
            ],
        ),
        Exercise(
            name="boundary_band",
            task="`truth` is a label map, an integer tensor (H, W); `width` is a positive integer. Return a bool "
            "tensor (H, W): true where at least one pixel of the image with *another* label lies at most `width` rows "
            "and at most `width` columns away (diagonally too). Outside the image there are no pixels, so the image's "
            "border is no boundary.",
            solution=boundary_band,
            cases=[
                Case(_dot, 2, name="one pixel of another label"),
                Case(_stripes, 3, name="three stripes"),
                Case(_blocks, 1, name="blocks, width 1"),
                Case(_wide.T.contiguous(), 2, name="blocks, width 2"),
                Case(_blocks.T.contiguous() * 40, 4, name="large labels, width 4"),
                Case(torch.full((4, 5), 2), 2, name="one label only"),
            ],
            mistakes=[
                Mistake(
                    wrong.without_corners,
                    "You measure rows plus columns. At most `width` rows *and* at most `width` columns: a square.",
                    also=[wrong.round_distance, wrong.straight_on],
                ),
                Mistake(
                    wrong.along_rows,
                    "You look along rows or along columns only. Boundaries go both ways.",
                    also=[wrong.along_columns],
                ),
                Mistake(
                    wrong.one_sided,
                    "You look to one side only. The other pixel may lie above, below, to the left or to the right.",
                    also=[wrong.other_one_sided],
                ),
                Mistake(wrong.one_wider, "Your band is one pixel too wide on each side of a boundary."),
                Mistake(wrong.one_narrower, "Your band is one pixel too narrow on each side of a boundary."),
                Mistake(wrong.width_of_both_sides, "`width` pixels lie on *each* side of a boundary."),
                Mistake(wrong.inside_out, "You mark the pixels far from boundaries. Those near are asked for."),
                Mistake(wrong.with_the_border, "You take the image's border for a boundary. Nothing lies beyond it."),
                Mistake(
                    wrong.one_class_only,
                    "You mark one side of each boundary. Pixels on both sides belong to the band.",
                    also=[wrong.other_class_only],
                ),
                Mistake(wrong.objects_only, "You compare with label 0 only. Any two different labels have a boundary."),
            ],
            hints=[
                "The pixels at most `width` away make a square window of side 2 · width + 1 around the pixel.",
                "A window has another label where its largest and its smallest label differ.",
                "`max_pool2d(labels, side, stride=1, padding=width)` has the largest; the smallest is −max of −labels.",
            ],
        ),
        Exercise(
            name="mean_iou_where",
            task="`prediction` and `truth` are label maps, integer tensors (H, W) with labels from 0 up; `where` is a "
            "bool tensor (H, W), the pixels that count. All other pixels are left out of everything. Return one "
            "number, the mean of the classes' IoU: for each class, the number of counting pixels with this label in "
            "both maps, divided by the number of counting pixels with it in at least one of them. A class with no "
            "counting pixel in either map is left out of the mean; a class that is only predicted, or only true, has "
            "IoU 0 and counts. At least one pixel counts.",
            solution=mean_iou_where,
            cases=[
                Case(_slipped(_blocks, 4, 5), _blocks, boundary_band(_blocks, 1), name="in the band, width 1"),
                Case(_slipped(_wide, 6, 6), _wide, boundary_band(_wide, 2), name="in the band, width 2"),
                Case(
                    torch.tensor([[1, 1, 0], [2, 1, 3]]),
                    torch.tensor([[1, 0, 0], [2, 2, 0]]),
                    torch.tensor([[True, True, False], [True, True, True]]),
                    name="a class that is predicted only",
                ),
                Case(
                    torch.tensor([[2, 2, 2, 0], [2, 1, 1, 1]]),
                    torch.tensor([[2, 2, 1, 0], [2, 2, 1, 1]]),
                    torch.tensor([[True, False, True, False], [True, True, True, False]]),
                    name="a class that doesn't count anywhere",
                ),
            ],
            mistakes=[
                Mistake(
                    wrong.absent_is_zero,
                    "A class without a counting pixel counts as 0 in your mean. It is left out.",
                    also=[wrong.absent_is_one, wrong.absent_anywhere_is_zero],
                ),
                Mistake(
                    wrong.absent_is_no_number,
                    "You divide 0 by 0 for a class without a counting pixel. It is left out of the mean.",
                ),
                Mistake(wrong.true_classes_only, "A class that is only predicted has IoU 0, and counts in the mean."),
                Mistake(wrong.outside, "You count the pixels where the mask is false."),
                Mistake(
                    wrong.everywhere,
                    "You count pixels outside the mask. They are left out of everything.",
                    also=[wrong.union_everywhere, wrong.masked_to_zero, wrong.prediction_everywhere],
                ),
                Mistake(wrong.share_right, "That is the pixel accuracy. Divide class by class, then take the mean."),
                Mistake(
                    wrong.class_accuracy,
                    "You divide by the pixels of one map. Divide by those that have the label in at least one map.",
                    also=[wrong.precision],
                ),
                Mistake(
                    wrong.sum_for_union,
                    "The union isn't the sum: pixels that have the label in both maps count once.",
                    also=[wrong.dice],
                ),
                Mistake(
                    wrong.of_all_pixels_together,
                    "You add up all classes before you divide. Divide first, then take the mean of the classes.",
                ),
                Mistake(wrong.weighted_by_size, "Large classes count more in your mean. Each class counts once."),
                Mistake(wrong.class_by_class, "That is the IoU of each class. Return their mean."),
                Mistake(wrong.without_class_zero, "You leave out class 0. It is a class like the others."),
            ],
            hints=[
                "`prediction[where]` and `truth[where]` are what is left to count.",
                "For each class: `(p == c) & (t == c)` and `(p == c) | (t == c)`. Skip it if the second has no pixel.",
            ],
        ),
        Exercise(
            name="decoder_level",
            task="One level of the decoder. `copy` is a float tensor (N, C, 2h, 2w), the encoder's maps; `below` is "
            "(N, B, h, w), the maps from the level below; `up_weight` (B, D, 2, 2) and `up_bias` (D,) belong to a "
            "transpose convolution of stride 2 without padding; `weights` is a list of two tensors, (E, C + D, 3, 3) "
            "and (E, E, 3, 3), and `biases` a list of two tensors (E,), of two convolutions of stride 1 with padding "
            "1. Enlarge `below` by the transpose convolution, concatenate (the copy's channels first), then convolve "
            "twice, with a ReLU after each of the two convolutions and nowhere else. Return (N, E, 2h, 2w). You may "
            "call `torch.nn.functional` and your `concatenate`.",
            solution=method.decoder_level,
            cases=[
                _level(2, 3, 4, 2, 5, (3, 4), seed=0),
                _level(1, 2, 3, 3, 4, (5, 2), seed=40),
                _level(3, 4, 2, 1, 2, (2, 3), seed=80),
            ],
            mistakes=[
                Mistake(
                    wrong.decoder_maps_first,
                    "You concatenate in the other order: the copy's channels come first.",
                    also=[wrong.maps_first_without_the_last_relu],
                ),
                Mistake(wrong.without_padding, "Your convolutions have no padding, so the maps shrink. It is 1."),
                Mistake(wrong.without_any_relu, "There is no ReLU in it. One follows each of the two convolutions."),
                Mistake(wrong.without_the_last_relu, "The ReLU after the second convolution is missing."),
                Mistake(wrong.one_relu_at_the_end, "The ReLU between the two convolutions is missing."),
                Mistake(
                    wrong.relu_after_the_way_up,
                    "There is a ReLU too many: before the convolutions. ReLUs follow the two convolutions only.",
                    also=[wrong.relu_before_the_convolutions],
                ),
                Mistake(wrong.first_convolution_only, "You convolve once. There are two convolutions."),
                Mistake(wrong.joined_only, "You enlarge and concatenate. The two convolutions are missing."),
                Mistake(wrong.without_the_ups_bias, "The bias of the transpose convolution is missing."),
                Mistake(
                    wrong.without_biases,
                    "The biases of the convolutions are missing.",
                    also=[wrong.without_any_bias, wrong.without_biases_and_with_a_relu_too_many],
                ),
                Mistake(wrong.one_bias_for_both, "You use the first bias in both convolutions. Each has its own."),
                Mistake(wrong.border_repeated, "Padding is with zeros. You repeat the border's numbers."),
                Mistake(
                    wrong.added_around_the_second,
                    "You add the first convolution's result at the end, as a residual network does. Nothing is added.",
                ),
                Mistake(wrong.normalised, "There is no normalisation here: it is part of the weights already."),
                Mistake(wrong.without_the_copy, "The copy has no influence on your result. It is the skip."),
            ],
            hints=[
                "`conv_transpose2d(..., stride=2)` enlarges; `conv2d(..., padding=1)` keeps the size.",
                "`for weight, bias in zip(weights, biases): maps = relu(conv2d(maps, weight, bias, padding=1))`.",
            ],
            tolerance=1e-4,
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
