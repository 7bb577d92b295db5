"""Usual mistakes of lecture 09, each a wrong implementation, named after what is wrong."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.methods import semantic_segmentation as method

# --- predicted_labels


def along_the_rows(scores: Tensor) -> Tensor:
    """Take the argmax over rows."""
    return scores.argmax(dim=1)


def along_the_columns(scores: Tensor) -> Tensor:
    """Take the argmax over columns."""
    return scores.argmax(dim=-1)


def place_in_all(scores: Tensor) -> Tensor:
    """Take one argmax of everything."""
    return scores.argmax()


def lowest(scores: Tensor) -> Tensor:
    """Take the class with the lowest score."""
    return scores.argmin(dim=0)


def counted_from_one(scores: Tensor) -> Tensor:
    """Count classes from 1."""
    return scores.argmax(dim=0) + 1


def one_hot(scores: Tensor) -> Tensor:
    """Mark the best class of each pixel with 1."""
    return (scores == scores.amax(dim=0)).long()


def one_class_for_the_image(scores: Tensor) -> Tensor:
    """Classify the whole image."""
    return scores.mean(dim=(1, 2)).argmax().expand(scores.shape[1:])


# --- confusion_and_iou

Two = tuple[Tensor, Tensor]


def _ratio(confusion: Tensor, whole: Tensor) -> Two:
    return confusion, confusion.diagonal() / whole


def transposed(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Put predicted classes into the rows."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion.T, iou


def counted_twice(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Divide by the sum of both areas."""
    confusion, _ = method.confusion_and_iou(prediction, truth, classes)
    return _ratio(confusion, confusion.sum(0) + confusion.sum(1))


def recall(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Divide by the true pixels."""
    confusion, _ = method.confusion_and_iou(prediction, truth, classes)
    return _ratio(confusion, confusion.sum(1))


def precision(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Divide by the predicted pixels."""
    confusion, _ = method.confusion_and_iou(prediction, truth, classes)
    return _ratio(confusion, confusion.sum(0))


def share_of_the_image(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Divide by all pixels."""
    confusion, _ = method.confusion_and_iou(prediction, truth, classes)
    return _ratio(confusion, confusion.sum())


def dice(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Return the Dice coefficient."""
    confusion, _ = method.confusion_and_iou(prediction, truth, classes)
    return confusion, 2 * confusion.diagonal() / (confusion.sum(0) + confusion.sum(1))


def nothing_where_nothing_is_true(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Give nan to classes that are predicted and never true."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion, iou.masked_fill(confusion.sum(1) == 0, torch.nan)


def zero_where_nothing_is(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Give 0 to a class that occurs nowhere."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion, iou.nan_to_num(0.0)


def one_where_nothing_is(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Give 1 to a class that occurs nowhere."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion, iou.nan_to_num(1.0)


def shares_of_the_truth(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Divide each row of the confusion matrix by its sum."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion / confusion.sum(1, keepdim=True), iou


def diagonal_only(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Count only the pixels that are right."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion.diagonal().diag(), iou


def mean_over_classes(prediction: Tensor, truth: Tensor, classes: int) -> Two:
    """Average over the classes."""
    confusion, iou = method.confusion_and_iou(prediction, truth, classes)
    return confusion, iou.nanmean()


# --- receptive_field

Layers = Sequence[tuple[int, int]]


def strides_ignored(layers: Layers) -> int:
    """Leave the strides out."""
    return 1 + sum(kernel_size - 1 for kernel_size, _ in layers)


def kernels_added(layers: Layers) -> int:
    """Add the kernel sizes."""
    return sum(kernel_size for kernel_size, _ in layers)


def kernels_multiplied(layers: Layers) -> int:
    """Multiply the kernel sizes."""
    product = 1
    for kernel_size, _ in layers:
        product *= kernel_size
    return product


def stride_before_its_layer(layers: Layers) -> int:
    """Let a layer's stride act on its own kernel."""
    field, apart = 1, 1
    for kernel_size, stride in layers:
        apart *= stride
        field += (kernel_size - 1) * apart
    return field


def starts_at_zero(layers: Layers) -> int:
    """Forget the pixel itself."""
    return method.receptive_field(layers) - 1


def previous_stride_only(layers: Layers) -> int:
    """Take the stride of the layer before, not the product of all."""
    field, before = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * before
        before = stride
    return field


def strides_added(layers: Layers) -> int:
    """Add the strides in place of multiplying them."""
    field, apart = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * apart
        apart += stride - 1
    return field


def strides_added_from_zero(layers: Layers) -> int:
    """Add the strides before a layer."""
    field, apart = 1, 0
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * max(apart, 1)
        apart += stride
    return field


def own_stride(layers: Layers) -> int:
    """Spread each kernel by its own stride, and by no other."""
    return 1 + sum((kernel_size - 1) * stride for kernel_size, stride in layers)


def distance_of_cells(layers: Layers) -> int:
    """Return how far apart cells are."""
    return math.prod(stride for _, stride in layers)


def stride_times_all_rows(layers: Layers) -> int:
    """Go backwards, and multiply all rows by the stride, not the gaps between them."""
    field = 1
    for kernel_size, stride in reversed(layers):
        field = field * stride + kernel_size - 1
    return field


def strides_for_kernels(layers: Layers) -> int:
    """Read a layer as stride and kernel size."""
    return method.receptive_field([(kernel_size, stride) for stride, kernel_size in layers])


def first_layer_only(layers: Layers) -> int:
    """Stop after the first layer."""
    return method.receptive_field(layers[:1])


def odd_kernels_only(layers: Layers) -> int:
    """Take half of the kernel to each side, rounded down."""
    return method.receptive_field([(2 * (kernel_size // 2) + 1, stride) for kernel_size, stride in layers])


def strides_of_two(layers: Layers) -> int:
    """Take every stride for 1 or 2."""
    return method.receptive_field([(kernel_size, min(stride, 2)) for kernel_size, stride in layers])


def whole_kernels(layers: Layers) -> int:
    """Add k, not k − 1, times the distance."""
    field, apart = 1, 1
    for kernel_size, stride in layers:
        field += kernel_size * apart
        apart *= stride
    return field


def area(layers: Layers) -> int:
    """Count pixels, not rows."""
    return method.receptive_field(layers) ** 2


def both_directions_reversed(layers: Layers) -> int:
    """Go through the layers from the last to the first, as if that were the first."""
    return method.receptive_field(list(layers)[::-1])


# --- convolution_multiply_adds

Convolutions = Sequence[tuple[int, int, int, int]]
Part = Callable[[int, int, int, int, int, int], int]


def _sum(height: int, width: int, layers: Convolutions, part: Part) -> int:
    return sum(part(height, width, *layer) for layer in layers)


def _cells(height: int, width: int, reduction: int) -> int:
    return -(-height // reduction) * -(-width // reduction)


def at_full_resolution(height: int, width: int, layers: Convolutions) -> int:
    """Ignore the reductions."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: h * w * cout * cin * k * k)


def reduced_once(height: int, width: int, layers: Convolutions) -> int:
    """Divide by the reduction along one axis only."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: -(-h // r) * w * cout * cin * k * k)


def rounded_down(height: int, width: int, layers: Convolutions) -> int:
    """Round the output's size down."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: (h // r) * (w // r) * cout * cin * k * k)


def product_of_reductions(height: int, width: int, layers: Convolutions) -> int:
    """Multiply the reductions of all layers so far, as if they were strides."""
    total, reduction = 0, 1
    for channels_in, channels_out, kernel_size, own in layers:
        reduction *= own
        total += _cells(height, width, reduction) * channels_out * channels_in * kernel_size**2
    return total


def one_output_channel(height: int, width: int, layers: Convolutions) -> int:
    """Forget the channels out."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: _cells(h, w, r) * cin * k * k)


def one_input_channel(height: int, width: int, layers: Convolutions) -> int:
    """Forget the channels in."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: _cells(h, w, r) * cout * k * k)


def kernel_of_one_row(height: int, width: int, layers: Convolutions) -> int:
    """Take the kernel's size once."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: _cells(h, w, r) * cout * cin * k)


def parameters(height: int, width: int, layers: Convolutions) -> int:
    """Count the weights."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: cout * cin * k * k)


def activations(height: int, width: int, layers: Convolutions) -> int:
    """Count the outputs."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: _cells(h, w, r) * cout)


def last_layer_only(height: int, width: int, layers: Convolutions) -> int:
    """Count the last layer only."""
    return method.convolution_multiply_adds(height, width, layers[-1:])


def two_operations(height: int, width: int, layers: Convolutions) -> int:
    """Count a multiplication and an addition as two."""
    return 2 * method.convolution_multiply_adds(height, width, layers)


def with_biases(height: int, width: int, layers: Convolutions) -> int:
    """Count the biases as well."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: _cells(h, w, r) * cout * (cin * k * k + 1))


def with_biases_rounded_down(height: int, width: int, layers: Convolutions) -> int:
    """Count the biases as well, and round sizes down."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: (h // r) * (w // r) * cout * (cin * k * k + 1))


def channels_added(height: int, width: int, layers: Convolutions) -> int:
    """Add channels in and out."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: _cells(h, w, r) * (cin + cout) * k * k)


def layers_multiplied(height: int, width: int, layers: Convolutions) -> int:
    """Multiply the layers' numbers."""
    return math.prod(method.convolution_multiply_adds(height, width, [layer]) for layer in layers)


def border_cut_off(height: int, width: int, layers: Convolutions) -> int:
    """Take the kernel's border off the output."""

    def part(h: int, w: int, cin: int, cout: int, k: int, r: int) -> int:
        return (-(-h // r) - k + 1) * (-(-w // r) - k + 1) * cout * cin * k * k

    return _sum(height, width, layers, part)


def one_cell_more(height: int, width: int, layers: Convolutions) -> int:
    """Add a cell to each side, divisible or not."""
    return _sum(height, width, layers, lambda h, w, cin, cout, k, r: (h // r + 1) * (w // r + 1) * cout * cin * k * k)


def resolution_of_the_input(height: int, width: int, layers: Convolutions) -> int:
    """Count each layer at the resolution of its input."""
    before = [1, *[layer[3] for layer in layers[:-1]]]
    changed = [(*layer[:3], reduction) for layer, reduction in zip(layers, before, strict=True)]
    return method.convolution_multiply_adds(height, width, changed)


# --- fuse_scores


def tiled(fine: Tensor, coarse: Tensor) -> Tensor:
    """Lay copies of the coarse map side by side."""
    rows, columns = fine.shape[-2:]
    return fine + coarse.repeat(1, 2, 2)[..., :rows, :columns]


def bed_of_nails(fine: Tensor, coarse: Tensor) -> Tensor:
    """Fill one of four cells."""
    larger = torch.zeros(*coarse.shape[:-2], 2 * coarse.shape[-2], 2 * coarse.shape[-1], dtype=coarse.dtype)
    larger[..., ::2, ::2] = coarse
    return fine + larger[..., : fine.shape[-2], : fine.shape[-1]]


def interpolated(fine: Tensor, coarse: Tensor) -> Tensor:
    """Interpolate linearly."""
    larger = interpolate(coarse[None], scale_factor=2, mode="bilinear")[0]
    return fine + larger[..., : fine.shape[-2], : fine.shape[-1]]


def fine_made_coarse(fine: Tensor, coarse: Tensor) -> Tensor:
    """Bring the fine scores to the coarse size."""
    return fine[..., ::2, ::2] + coarse


def cut_at_the_top(fine: Tensor, coarse: Tensor) -> Tensor:
    """Cut the first row and column off."""
    larger = method.fuse_scores(torch.zeros_like(fine), coarse)
    full = coarse.repeat_interleave(2, -2).repeat_interleave(2, -1)
    rows, columns = fine.shape[-2:]
    return fine + (full[..., -rows:, -columns:] if full.shape != larger.shape else larger)


def averaged(fine: Tensor, coarse: Tensor) -> Tensor:
    """Take the mean of both."""
    return method.fuse_scores(fine, coarse) / 2


def concatenated(fine: Tensor, coarse: Tensor) -> Tensor:
    """Lay the channels of both one behind the other."""
    return torch.cat([fine, method.fuse_scores(torch.zeros_like(fine), coarse)], dim=-3)


def enlarged_only(fine: Tensor, coarse: Tensor) -> Tensor:
    """Leave the fine scores out."""
    return method.fuse_scores(torch.zeros_like(fine), coarse)


def multiplied(fine: Tensor, coarse: Tensor) -> Tensor:
    """Multiply both."""
    return fine * method.fuse_scores(torch.zeros_like(fine), coarse)


def larger_of_both(fine: Tensor, coarse: Tensor) -> Tensor:
    """Take the larger score."""
    return torch.maximum(fine, method.fuse_scores(torch.zeros_like(fine), coarse))


def labels_of_the_sum(fine: Tensor, coarse: Tensor) -> Tensor:
    """Go on to labels."""
    return method.fuse_scores(fine, coarse).argmax(dim=-3)


def divided_among_four(fine: Tensor, coarse: Tensor) -> Tensor:
    """Share each score out among its four cells."""
    return method.fuse_scores(fine, coarse / 4)
