"""Usual mistakes of lecture 12, each a wrong implementation, named after what is wrong."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import batch_norm, conv2d, conv_transpose2d, interpolate, max_pool2d, pad, relu

from lecture_utils.methods import unet as method
from lecture_utils.methods.evaluation import boundary_band, confusion_matrix, iou_of_confusion

# --- sizes_along_the_u


def _sides(
    size: int, poolings: int, down: int, up: int, bottom: int | None = None, before: bool = False, after: bool = False
) -> list[int]:
    """Go along a U whose levels change the side by these numbers; note the sides before or after convolutions."""
    sides, side = ([size] if before else []), size
    for level in range(poolings + 1):
        if level:
            side = side // 2
            if after:
                sides.append(side)
        side += bottom if bottom is not None and level == poolings else down
        sides.append(side)
    for _ in range(poolings):
        side = side * 2
        if after:
            sides.append(side)
        side += up
        sides.append(side)
    return sides


def one_convolution(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Take one convolution on each level."""
    change = 2 * padding - 2
    return _sides(size, poolings, change, change)


def three_taken(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Take the kernel's size from the side in each convolution, in place of one less."""
    change = 2 * (2 * padding - 3)
    return _sides(size, poolings, change, change)


def one_taken(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Take one from the side in each convolution."""
    change = 2 * (padding - 1)
    return _sides(size, poolings, change, change)


def padded_on_one_side(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Add the padding once in place of on both sides."""
    change = 2 * (padding - 2)
    return _sides(size, poolings, change, change)


def no_convolutions_at_the_bottom(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Forget the convolutions of the lowest level."""
    change = 2 * (2 * padding - 2)
    return _sides(size, poolings, change, change, bottom=0)


def no_convolutions_on_the_way_up(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Only double the side on the way up."""
    return _sides(size, poolings, 2 * (2 * padding - 2), 0)


def down_only(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Stop at the bottom."""
    return method.sizes_along_the_u(size, poolings, padding)[: poolings + 1]


def output_only(size: int = 572, poolings: int = 4, padding: int = 0) -> int:
    """Return the output's side alone."""
    return method.sizes_along_the_u(size, poolings, padding)[-1]


def with_the_image(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Put the image's own side in front."""
    return [size, *method.sizes_along_the_u(size, poolings, padding)]


def before_and_after(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Note the sides before the convolutions of a level as well."""
    change = 2 * (2 * padding - 2)
    return _sides(size, poolings, change, change, after=True)


def after_the_pooling(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Note the sides before the convolutions of each level, in place of after."""
    change = 2 * (2 * padding - 2)
    noted = _sides(size, poolings, change, change, before=True, after=True)
    return noted[::2]


def mirrored(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Give the way up the sides of the way down."""
    down = method.sizes_along_the_u(size, poolings, padding)[: poolings + 1]
    return down + down[-2::-1]


def larger_on_the_way_up(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Let the convolutions of the way up add to the side."""
    change = 2 * (2 * padding - 2)
    return _sides(size, poolings, change, -change)


def scaled_after_the_convolutions(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Note the sides after halving and doubling, with the convolutions of the level before."""
    change = 2 * (2 * padding - 2)
    sides = [size + change]
    for number in range(2 * poolings):
        side = sides[-1] + change
        sides.append(side // 2 if number < poolings else side * 2)
    return sides


# --- concatenate


def _cropped(copy: Tensor, maps: Tensor, top: int, left: int) -> Tensor:
    return copy[:, :, top : top + maps.shape[2], left : left + maps.shape[3]]


def _beyond(copy: Tensor, maps: Tensor) -> tuple[int, int]:
    return copy.shape[2] - maps.shape[2], copy.shape[3] - maps.shape[3]


def from_the_corner(copy: Tensor, maps: Tensor) -> Tensor:
    """Keep the copy's upper left corner."""
    return torch.cat([_cropped(copy, maps, 0, 0), maps], dim=1)


def from_the_last_corner(copy: Tensor, maps: Tensor) -> Tensor:
    """Keep the copy's lower right corner."""
    return torch.cat([_cropped(copy, maps, *_beyond(copy, maps)), maps], dim=1)


def rounded_up(copy: Tensor, maps: Tensor) -> Tensor:
    """Begin one row later where the difference is odd."""
    rows, columns = _beyond(copy, maps)
    return torch.cat([_cropped(copy, maps, (rows + 1) // 2, (columns + 1) // 2), maps], dim=1)


def rows_for_columns(copy: Tensor, maps: Tensor) -> Tensor:
    """Exchange where rows and columns begin."""
    rows, columns = _beyond(copy, maps)
    return torch.cat([_cropped(copy, maps, columns // 2, rows // 2), maps], dim=1)


def maps_first(copy: Tensor, maps: Tensor) -> Tensor:
    """Put the decoder's maps in front."""
    cropped = method.concatenate(copy, maps)[:, : copy.shape[1]]
    return torch.cat([maps, cropped], dim=1)


def maps_first_from_the_corner(copy: Tensor, maps: Tensor) -> Tensor:
    """Put the decoder's maps in front of the copy's corner."""
    return torch.cat([maps, _cropped(copy, maps, 0, 0)], dim=1)


def added(copy: Tensor, maps: Tensor) -> Tensor:
    """Add the two, channel by channel, as a residual network does."""
    channels = min(copy.shape[1], maps.shape[1])
    return method.concatenate(copy, maps)[:, :channels] + maps[:, :channels]


def shrunk(copy: Tensor, maps: Tensor) -> Tensor:
    """Scale the copy down to the decoder's size."""
    return torch.cat([interpolate(copy, size=maps.shape[2:]), maps], dim=1)


def shrunk_smoothly(copy: Tensor, maps: Tensor) -> Tensor:
    """Scale the copy down by linear interpolation."""
    return torch.cat([interpolate(copy, size=maps.shape[2:], mode="bilinear"), maps], dim=1)


def maps_padded(copy: Tensor, maps: Tensor) -> Tensor:
    """Surround the decoder's maps with zeros in place of cropping the copy."""
    rows, columns = _beyond(copy, maps)
    around = (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)
    return torch.cat([copy, pad(maps, around)], dim=1)


def maps_enlarged(copy: Tensor, maps: Tensor) -> Tensor:
    """Scale the decoder's maps up to the copy's size."""
    return torch.cat([copy, interpolate(maps, size=copy.shape[2:])], dim=1)


def rows_alone_centred(copy: Tensor, maps: Tensor) -> Tensor:
    """Crop rows around the middle and columns from the left."""
    return torch.cat([_cropped(copy, maps, _beyond(copy, maps)[0] // 2, 0), maps], dim=1)


def columns_alone_centred(copy: Tensor, maps: Tensor) -> Tensor:
    """Crop columns around the middle and rows from the top."""
    return torch.cat([_cropped(copy, maps, 0, _beyond(copy, maps)[1] // 2), maps], dim=1)


# --- boundary_band


def _other_within(truth: Tensor, rows: Sequence[int], columns: Sequence[int], keep: str = "box") -> Tensor:
    """Mark pixels that have another label at one of these offsets inside the image."""
    found = torch.zeros_like(truth, dtype=torch.bool)
    height, width = truth.shape
    furthest = max(abs(offset) for offset in (*rows, *columns))
    for down in rows:
        for right in columns:
            if keep == "diamond" and abs(down) + abs(right) > furthest:
                continue
            if keep == "disc" and down**2 + right**2 > furthest**2:
                continue
            if keep == "cross" and down and right:
                continue
            here = slice(max(0, -down), height - max(0, down)), slice(max(0, -right), width - max(0, right))
            there = slice(max(0, down), height - max(0, -down)), slice(max(0, right), width - max(0, -right))
            if truth[here].numel():
                found[here] |= truth[here] != truth[there]
    return found


def _around(width: int) -> range:
    return range(-width, width + 1)


def without_corners(truth: Tensor, width: int) -> Tensor:
    """Go by rows plus columns."""
    return _other_within(truth, _around(width), _around(width), "diamond")


def round_distance(truth: Tensor, width: int) -> Tensor:
    """Go by the Euclidean distance."""
    return _other_within(truth, _around(width), _around(width), "disc")


def straight_on(truth: Tensor, width: int) -> Tensor:
    """Look along the pixel's own row and column only."""
    return _other_within(truth, _around(width), _around(width), "cross")


def along_rows(truth: Tensor, width: int) -> Tensor:
    """Look left and right only."""
    return _other_within(truth, [0], _around(width))


def along_columns(truth: Tensor, width: int) -> Tensor:
    """Look up and down only."""
    return _other_within(truth, _around(width), [0])


def one_sided(truth: Tensor, width: int) -> Tensor:
    """Look right and down only."""
    return _other_within(truth, range(width + 1), range(width + 1))


def other_one_sided(truth: Tensor, width: int) -> Tensor:
    """Look left and up only."""
    return _other_within(truth, range(-width, 1), range(-width, 1))


def one_wider(truth: Tensor, width: int) -> Tensor:
    """Go one pixel too far."""
    return boundary_band(truth, width + 1)


def one_narrower(truth: Tensor, width: int) -> Tensor:
    """Stop one pixel too early."""
    return boundary_band(truth, width - 1) if width > 1 else torch.zeros_like(truth, dtype=torch.bool)


def width_of_both_sides(truth: Tensor, width: int) -> Tensor:
    """Take the width for that of both sides together."""
    return boundary_band(truth, max(1, width // 2))


def inside_out(truth: Tensor, width: int) -> Tensor:
    """Mark the pixels far from boundaries."""
    return ~boundary_band(truth, width)


def with_the_border(truth: Tensor, width: int) -> Tensor:
    """Take the image's border for a boundary."""
    around = pad(truth, (width, width, width, width), value=-1)
    return boundary_band(around, width)[width:-width, width:-width]


def one_class_only(truth: Tensor, width: int) -> Tensor:
    """Mark the side with the larger label only."""
    side = 2 * width + 1
    smallest = -max_pool2d(-truth[None, None].double(), side, stride=1, padding=width)[0, 0]
    return truth > smallest


def other_class_only(truth: Tensor, width: int) -> Tensor:
    """Mark the side with the smaller label only."""
    side = 2 * width + 1
    return truth < max_pool2d(truth[None, None].double(), side, stride=1, padding=width)[0, 0]


def objects_only(truth: Tensor, width: int) -> Tensor:
    """Mark the band around label 0 only, as if all others were one class."""
    return boundary_band((truth != 0).long(), width)


# --- mean_iou_where


def _confusion(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    return confusion_matrix(prediction, truth, int(max(prediction.max(), truth.max())) + 1, where)


def _shares(prediction: Tensor, truth: Tensor, where: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return what is rightly of each class, what is of it, and what is said to be, among the pixels that count."""
    confusion = _confusion(prediction, truth, where).double()
    return confusion.diagonal(), confusion.sum(1), confusion.sum(0)


def absent_is_zero(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Count a class that occurs nowhere as 0."""
    return iou_of_confusion(_confusion(prediction, truth, where)).nan_to_num(0.0).mean()


def absent_is_one(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Count a class that occurs nowhere as 1."""
    return iou_of_confusion(_confusion(prediction, truth, where)).nan_to_num(1.0).mean()


def absent_anywhere_is_zero(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Count a class that occurs only outside the mask as 0."""
    ious = iou_of_confusion(_confusion(prediction, truth, where))
    occurs = torch.tensor([bool(((truth == one) | (prediction == one)).any()) for one in range(len(ious))])
    return ious.nan_to_num(0.0)[occurs].mean()


def true_classes_only(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Leave out the classes that are predicted and nowhere true."""
    both, true, said = _shares(prediction, truth, where)
    return (both / (true + said - both))[true > 0].mean()


def outside(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Count the pixels that shouldn't count."""
    return iou_of_confusion(_confusion(prediction, truth, ~where)).nanmean()


def everywhere(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Count all pixels."""
    return iou_of_confusion(_confusion(prediction, truth, torch.ones_like(where))).nanmean()


def union_everywhere(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Use the mask for the intersection only."""
    both, _, _ = _shares(prediction, truth, where)
    _, true, said = _shares(prediction, truth, torch.ones_like(where))
    everything, _, _ = _shares(prediction, truth, torch.ones_like(where))
    return (both / (true + said - everything)).nanmean()


def prediction_everywhere(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Use the mask for the truth only."""
    ious = []
    for label in torch.cat([prediction[where], truth[where]]).unique():
        said, true = prediction == label, (truth == label) & where
        ious.append((said & true).sum() / (said | true).sum())
    return torch.stack(ious).double().mean()


def absent_is_no_number(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Divide 0 by 0 for a class without a counting pixel."""
    largest = int(torch.cat([prediction[where], truth[where]]).max()) + 1
    return iou_of_confusion(_confusion(prediction, truth, where))[:largest].mean()


def weighted_by_size(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Let a class count by its true pixels."""
    both, true, said = _shares(prediction, truth, where)
    return (both / (true + said - both)).nan_to_num(0.0) @ true / true.sum()


def masked_to_zero(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Set what doesn't count to class 0, where it counts as right."""
    return iou_of_confusion(_confusion(prediction * where, truth * where, torch.ones_like(where))).nanmean()


def share_right(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Return the pixel accuracy."""
    return (prediction == truth)[where].double().mean()


def class_accuracy(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Divide by the true pixels of each class."""
    both, true, _ = _shares(prediction, truth, where)
    return (both / true).nanmean()


def precision(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Divide by the predicted pixels of each class."""
    both, _, said = _shares(prediction, truth, where)
    return (both / said).nanmean()


def sum_for_union(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Divide by true plus predicted, so that what is right counts twice below the line."""
    both, true, said = _shares(prediction, truth, where)
    return (both / (true + said)).nanmean()


def dice(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Return the mean Dice coefficient."""
    both, true, said = _shares(prediction, truth, where)
    return (2 * both / (true + said)).nanmean()


def of_all_pixels_together(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Add up intersections and unions of all classes, then divide."""
    both, true, said = _shares(prediction, truth, where)
    return both.sum() / (true + said - both).sum()


def class_by_class(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Return the IoU of each class."""
    return iou_of_confusion(_confusion(prediction, truth, where))


def without_class_zero(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Leave class 0 out, as if it were background."""
    return iou_of_confusion(_confusion(prediction, truth, where))[1:].nanmean()


# --- decoder_level

Tensors = Sequence[Tensor]


def _convolved(maps: Tensor, weights: Tensors, biases: Tensors) -> Tensor:
    for weight, bias in zip(weights, biases, strict=True):
        maps = relu(conv2d(maps, weight, bias, padding=1))
    return maps


def _joined(copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor) -> Tensor:
    return method.concatenate(copy, conv_transpose2d(below, up_weight, up_bias, stride=2))


def decoder_maps_first(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Concatenate in the other order."""
    maps = conv_transpose2d(below, up_weight, up_bias, stride=2)
    return _convolved(torch.cat([maps, copy], dim=1), weights, biases)


def without_padding(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Convolve without padding."""
    maps = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        maps = relu(conv2d(maps, weight, bias))
    return maps


def without_any_relu(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Leave out both ReLUs."""
    maps = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        maps = conv2d(maps, weight, bias, padding=1)
    return maps


def without_the_last_relu(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Leave out the last ReLU."""
    maps = _convolved(_joined(copy, below, up_weight, up_bias), weights[:-1], biases[:-1])
    return conv2d(maps, weights[-1], biases[-1], padding=1)


def one_relu_at_the_end(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Leave out the ReLU between the convolutions."""
    return relu(without_any_relu(copy, below, up_weight, up_bias, weights, biases))


def relu_after_the_way_up(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Put a ReLU behind the transpose convolution."""
    maps = relu(conv_transpose2d(below, up_weight, up_bias, stride=2))
    return _convolved(torch.cat([copy, maps], dim=1), weights, biases)


def relu_before_the_convolutions(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Put a ReLU behind the concatenation."""
    return _convolved(relu(_joined(copy, below, up_weight, up_bias)), weights, biases)


def first_convolution_only(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Stop after the first convolution."""
    return _convolved(_joined(copy, below, up_weight, up_bias), weights[:1], biases[:1])


def joined_only(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Stop after the concatenation."""
    return _joined(copy, below, up_weight, up_bias)


def without_the_ups_bias(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Forget the bias of the transpose convolution."""
    return method.decoder_level(copy, below, up_weight, torch.zeros_like(up_bias), weights, biases)


def without_biases(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Forget the biases of the convolutions."""
    none = [torch.zeros_like(bias) for bias in biases]
    return method.decoder_level(copy, below, up_weight, up_bias, weights, none)


def without_any_bias(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Forget all biases."""
    return without_biases(copy, below, up_weight, torch.zeros_like(up_bias), weights, biases)


def without_the_copy(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Put zeros in the copy's place."""
    return method.decoder_level(torch.zeros_like(copy), below, up_weight, up_bias, weights, biases)


def without_biases_and_with_a_relu_too_many(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Forget the biases of the convolutions, and put a ReLU behind the transpose convolution."""
    none = [torch.zeros_like(bias) for bias in biases]
    return relu_after_the_way_up(copy, below, up_weight, up_bias, weights, none)


def one_bias_for_both(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Use the first bias in both convolutions."""
    return method.decoder_level(copy, below, up_weight, up_bias, weights, [biases[0]] * len(biases))


def maps_first_without_the_last_relu(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Concatenate in the other order, and leave out the last ReLU."""
    maps = torch.cat([conv_transpose2d(below, up_weight, up_bias, stride=2), copy], dim=1)
    maps = _convolved(maps, weights[:-1], biases[:-1])
    return conv2d(maps, weights[-1], biases[-1], padding=1)


def border_repeated(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Pad with the border's numbers in place of zeros."""
    maps = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        maps = relu(conv2d(pad(maps, (1, 1, 1, 1), mode="replicate"), weight, bias))
    return maps


def added_around_the_second(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Add the first convolution's result to the second's, as a residual network does."""
    first = _convolved(_joined(copy, below, up_weight, up_bias), weights[:1], biases[:1])
    return first + _convolved(first, weights[1:], biases[1:])


def normalised(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Tensors, biases: Tensors
) -> Tensor:
    """Normalise over the batch after each convolution, as the network does in training."""
    maps = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        maps = relu(batch_norm(conv2d(maps, weight, bias, padding=1), None, None, training=True))
    return maps
