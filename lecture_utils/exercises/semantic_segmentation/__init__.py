"""Exercises of lecture 09: labels from scores, IoU of label maps, what a cell sees, what layers cost, skip fusion."""

import torch

from lecture_utils.exercises.case_inputs import fractions, uneven
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.semantic_segmentation import mistakes as wrong
from lecture_utils.exercises.semantic_segmentation.questions import questions
from lecture_utils.methods import semantic_segmentation as method

_scores = torch.tensor(
    [[[2.0, -1.0], [0.5, 3.0]], [[1.0, 4.0], [0.75, -2.0]], [[-0.5, 2.0], [1.5, 2.5]]]
)  # three classes, 2 × 2 pixels
_truth = torch.tensor([[0, 0, 1, 1], [0, 2, 1, 1], [2, 2, 2, 1]])
_predicted = torch.tensor([[0, 1, 1, 1], [0, 2, 2, 1], [0, 2, 1, 1]])
_many = torch.arange(600).view(30, 20)
_row = torch.tensor([[3, 0, 3, 3, 1, 0, 4]]), torch.tensor([[3, 3, 0, 3, 1, 1, 4]])

exercises = ExerciseSet(
    "semantic_segmentation",
    exercises=[
        Exercise(
            name="predicted_labels",
            task="`scores` is a float tensor of shape (C, H, W): for each of H × W pixels the score of each of C "
            "classes. Return an integer tensor of shape (H, W): for every pixel the number of the class with its "
            "highest score, counted from 0. No two scores of a pixel are equal.",
            solution=method.predicted_labels,
            number_type="kind",
            cases=[
                Case(_scores, name="the scores of the example"),
                Case(uneven(5, 3, 4, seed=1).roll(1, 0), name="five classes, 3 × 4 pixels"),
                Case(fractions(3, 5, 2, seed=4).double() + torch.arange(3.0).view(3, 1, 1) / 64, name="in float64"),
                Case(-torch.arange(1.0, 5.0).view(4, 1, 1), name="one pixel, negative scores"),
                Case(torch.arange(300.0).view(300, 1, 1) * torch.tensor([1.0, -1.0]), name="300 classes"),
            ],
            mistakes=[
                Mistake(wrong.along_the_rows, "You compare the scores of different rows. Compare those of classes."),
                Mistake(wrong.along_the_columns, "You compare the scores of different columns. Compare classes."),
                Mistake(wrong.place_in_all, "That is one number for the whole image. Each pixel has its own label."),
                Mistake(wrong.one_class_for_the_image, "Every pixel gets the class that is best on average."),
                Mistake(wrong.lowest, "You take the class with the lowest score."),
                Mistake(wrong.counted_from_one, "You count classes from 1. They are counted from 0."),
                Mistake(wrong.one_hot, "You mark the best class in each of C maps. One map of numbers is wanted."),
            ],
            hints=["The classes are the first dimension.", "`argmax` takes the dimension along which it compares."],
        ),
        Exercise(
            name="confusion_and_iou",
            task="`prediction` and `truth` are integer tensors of shape (H, W) with labels from 0 to C − 1; `classes` "
            "is the integer C. Return two tensors: the confusion matrix (C, C), in which row i, column j counts the "
            "pixels of true class i that are labelled as class j; and the IoU of each class, (C,): pixels that are "
            "both truly and predictedly of the class, divided by pixels that are either. A class that occurs in "
            "neither map gets not-a-number (nan).",
            solution=method.confusion_and_iou,
            cases=[
                Case(_predicted, _truth, 3, name="the maps of the example"),
                Case(*_row, 6, name="one row; classes 2 and 5 occur nowhere"),
                Case(_truth.T % 2, _predicted.T, 4, name="a class that is never predicted"),
                Case(_predicted.T, _truth.T % 2, 3, name="a class that is never true"),
                Case(
                    (_many - 320).clamp(min=0) // 24,
                    (_many - 300).clamp(min=0) // 24,
                    13,
                    name="13 classes, 30 × 20 pixels",
                ),
                Case(torch.zeros(2, 3).long(), torch.zeros(2, 3).long(), 3, name="one class everywhere"),
            ],
            outputs=("confusion", "iou"),
            mistakes=[
                Mistake(wrong.transposed, "Rows and columns are exchanged: rows are the true classes."),
                Mistake(
                    wrong.counted_twice,
                    "You divide by the sum of true and predicted pixels. Those that are both are counted twice in it.",
                ),
                Mistake(wrong.dice, "That is the Dice coefficient: twice the intersection over the sum of both."),
                Mistake(
                    wrong.nothing_where_nothing_is_true,
                    "A class that is predicted somewhere and true nowhere has an IoU of 0, not nan.",
                ),
                Mistake(wrong.recall, "You divide by the true pixels alone. The union has the predicted ones too."),
                Mistake(wrong.precision, "You divide by the predicted pixels alone. The union has the true ones too."),
                Mistake(wrong.share_of_the_image, "You divide by all pixels. Divide by the union of the class."),
                Mistake(wrong.zero_where_nothing_is, "A class that occurs in neither map gets nan, not 0."),
                Mistake(wrong.one_where_nothing_is, "A class that occurs in neither map gets nan, not 1."),
                Mistake(wrong.shares_of_the_truth, "Your confusion matrix has shares. It counts pixels."),
                Mistake(wrong.diagonal_only, "The confusion matrix also counts the pixels that are labelled wrong."),
                Mistake(wrong.mean_over_classes, "That is the mean. The IoU of each class is wanted."),
            ],
            hints=[
                "Go through the pixels, and count each in the cell of its two labels.",
                "On the diagonal stands the intersection. A row's sum has the true pixels of a class, a column's sum "
                "the predicted ones; their sum counts the intersection twice.",
            ],
        ),
        Exercise(
            name="receptive_field",
            task="`layers` is a list of tuples (kernel size, stride), two integers for each convolution or pooling, "
            "from the image on. Return as an integer on how many rows of the image one cell of the last layer's "
            "output depends; without layers, 1. Padding plays no role.",
            solution=method.receptive_field,
            cases=[
                Case([(3, 1)] * 4, name="four convolutions at full resolution"),
                Case([(3, 2), (5, 1), (2, 3), (3, 1)], name="strides 2 and 3 on the way"),
                Case([(7, 4), (3, 2), (3, 2), (5, 1)], name="strides of 4, 2 and 2"),
                Case([(1, 1), (2, 2), (1, 2), (4, 1)], name="kernels of 1, 2 and 4"),
                Case([], name="no layer"),
            ],
            mistakes=[
                Mistake(wrong.strides_ignored, "You leave the strides out. Behind a stride, cells are further apart."),
                Mistake(wrong.kernels_added, "You add the kernel sizes. Two kernels of 3 at stride 1 see 5 rows."),
                Mistake(
                    wrong.kernels_multiplied, "You multiply the kernel sizes. Two kernels of 3 at stride 1 see 5 rows."
                ),
                Mistake(
                    wrong.stride_before_its_layer,
                    "You let a layer's stride spread its own kernel. It spreads the kernels behind it.",
                ),
                Mistake(wrong.starts_at_zero, "One row is missing: without layers, a cell sees 1 row."),
                Mistake(
                    wrong.previous_stride_only,
                    "You take the stride of the layer before. All strides before it count, multiplied.",
                ),
                Mistake(
                    wrong.strides_added,
                    "You add strides. Two strides of 2 put cells 4 pixels apart.",
                    also=[wrong.strides_added_from_zero],
                ),
                Mistake(wrong.own_stride, "You spread each kernel by its own stride. The strides *before* it count."),
                Mistake(wrong.distance_of_cells, "That is how far apart cells are: the product of the strides."),
                Mistake(
                    wrong.stride_times_all_rows,
                    "Going backwards, the stride multiplies the gaps between rows, which are one fewer than the rows.",
                ),
                Mistake(wrong.strides_for_kernels, "You read a layer as (stride, kernel size). It is the other way."),
                Mistake(wrong.first_layer_only, "You stop after the first layer. Is `return` inside the loop?"),
                Mistake(wrong.odd_kernels_only, "An even kernel of k sees k cells as well, not k + 1."),
                Mistake(wrong.strides_of_two, "A stride may be larger than 2."),
                Mistake(
                    wrong.whole_kernels, "Each layer adds k times the distance. A kernel of k reaches over k − 1 gaps."
                ),
                Mistake(wrong.area, "You count pixels. Rows are wanted."),
                Mistake(wrong.both_directions_reversed, "You begin with the last layer. Begin with the first one."),
            ],
            hints=[
                "Keep two numbers: how many rows a cell sees, and how many pixels apart neighbouring cells are.",
                "A kernel of k reaches from one cell to the one that is k − 1 cells further: (k − 1) · distance.",
            ],
        ),
        Exercise(
            name="convolution_multiply_adds",
            task="`height` and `width` are the image's, in pixels; `layers` is a list of tuples (channels in, channels "
            "out, kernel size, reduction), four integers for each convolution: its output has ⌈height / reduction⌉ × "
            "⌈width / reduction⌉ cells (rounded up), its kernel is square. Return the multiply–adds of all layers "
            "together, as an integer; one multiplication with its addition counts as one, biases aren't counted.",
            solution=method.convolution_multiply_adds,
            tolerance=1e-10,
            cases=[
                Case(16, 24, [(3, 5, 3, 1), (5, 7, 3, 1)], name="two layers at full resolution"),
                Case(16, 24, [(3, 8, 3, 2), (8, 6, 5, 4), (6, 4, 3, 4), (4, 9, 1, 2)], name="down and up again"),
                Case(15, 9, [(2, 3, 3, 2), (3, 4, 5, 4), (4, 2, 1, 1)], name="sides that reductions don't divide"),
                Case(7, 11, [(4, 6, 3, 3)], name="one layer"),
                Case(2001, 3003, [(63, 129, 3, 1), (129, 65, 5, 2)], name="a large picture"),
            ],
            mistakes=[
                Mistake(wrong.at_full_resolution, "You count every layer at the image's resolution."),
                Mistake(
                    wrong.with_biases,
                    "You count the biases. They are only added.",
                    also=[wrong.with_biases_rounded_down],
                ),
                Mistake(wrong.channels_added, "You add channels in and out. Every pair of them has a filter."),
                Mistake(wrong.layers_multiplied, "You multiply the layers' numbers. They are added."),
                Mistake(wrong.border_cut_off, "You take the border off. The outputs are as large as the task says."),
                Mistake(wrong.one_cell_more, "You add a cell also where the reduction divides the side."),
                Mistake(wrong.reduced_once, "You reduce the rows. The columns are reduced as well."),
                Mistake(wrong.rounded_down, "You round the output's size down. It is rounded up."),
                Mistake(
                    wrong.product_of_reductions,
                    "You multiply the reductions as if they were strides. Each is measured from the image.",
                ),
                Mistake(
                    wrong.resolution_of_the_input,
                    "You count a layer at its input's resolution. Work is done for every cell of its *output*.",
                ),
                Mistake(wrong.one_output_channel, "The channels out are missing: each has filters of its own."),
                Mistake(wrong.one_input_channel, "The channels in are missing: each filter reads all of them."),
                Mistake(wrong.kernel_of_one_row, "A kernel is square: it has k · k numbers for each channel in."),
                Mistake(wrong.parameters, "These are the weights. Each is used once for every cell of the output."),
                Mistake(wrong.activations, "These are the outputs. How many products go into each?"),
                Mistake(wrong.last_layer_only, "That is the last layer alone. Add all of them up."),
                Mistake(wrong.two_operations, "A multiplication with its addition counts as one, not as two."),
            ],
            hints=[
                "How many numbers does a layer put out, and how many products are summed for each?",
                "`-(-height // reduction)` rounds up.",
            ],
        ),
        Exercise(
            name="fuse_scores",
            task="`coarse` (C, h, w) and `fine` (C, H, W) are float tensors, the class scores of two stages, with "
            "h = ⌈H / 2⌉ and w = ⌈W / 2⌉ (rounded up). Double the rows and columns of `coarse`, each cell copied to "
            "2 × 2 cells; where that is a row or column more than `fine` has, leave the last one out. Return the sum "
            "with `fine`, shape (C, H, W). Leave both inputs as they are.",
            solution=method.fuse_scores,
            cases=[
                Case(fractions(3, 4, 6, seed=2), fractions(3, 2, 3, seed=3), name="4 × 6 and 2 × 3 cells"),
                Case(uneven(4, 5, 3, seed=4), uneven(4, 3, 2, seed=5), name="5 × 3 and 3 × 2 cells"),
                Case(fractions(2, 3, 8, seed=6).double(), fractions(2, 2, 4, seed=7).double(), name="in float64"),
            ],
            mistakes=[
                Mistake(wrong.tiled, "You lay copies of the whole map side by side. Each *cell* is copied to 2 × 2."),
                Mistake(wrong.bed_of_nails, "Only one of the four cells gets the coarse score. All four get it."),
                Mistake(wrong.interpolated, "You interpolate. Each coarse cell is copied to 2 × 2 cells as it is."),
                Mistake(wrong.fine_made_coarse, "You make `fine` coarse. The result has the size of `fine`."),
                Mistake(
                    wrong.cut_at_the_top, "You leave the first row or column out. It is the last one that is too many."
                ),
                Mistake(wrong.averaged, "You take the mean. The two are summed."),
                Mistake(wrong.concatenated, "You lay the channels one behind the other. Scores of a class are summed."),
                Mistake(wrong.enlarged_only, "The scores of `fine` are missing."),
                Mistake(wrong.multiplied, "You multiply. The two are summed."),
                Mistake(wrong.larger_of_both, "You take the larger of the two scores. They are summed."),
                Mistake(wrong.labels_of_the_sum, "These are labels. The summed scores are wanted."),
                Mistake(wrong.divided_among_four, "You share each score out among four cells. Each gets all of it."),
            ],
            hints=[
                "First make `coarse` large, then cut it to the size of `fine`, then add.",
                "`repeat_interleave` repeats each entry along a dimension: once for rows, once for columns.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
