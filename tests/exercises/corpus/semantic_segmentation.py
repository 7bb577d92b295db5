"""Answers to the exercises on semantic segmentation as students write them, right and wrong."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- predicted_labels ---


@wrong("predicted_labels", "Takes the argmax of the rows")
def labels_of_rows(scores):
    return scores.argmax(1)


@wrong("predicted_labels", "Takes the argmax of the last dimension")
def labels_last_dimension(scores):
    return scores.argmax(-1)


@wrong("predicted_labels", "Takes one argmax of all scores")
def labels_one_number(scores):
    return scores.argmax()


@wrong("predicted_labels", "Returns the highest scores")
def labels_values(scores):
    return scores.amax(0)


@wrong("predicted_labels", "Returns the pair of values and indices of max")
def labels_pair(scores):
    return scores.max(0)


@wrong("predicted_labels", "Keeps the dimension of the classes: (1, H, W)")
def labels_keepdim(scores):
    return scores.argmax(0, keepdim=True)


@wrong("predicted_labels", "Counts classes from 1")
def labels_from_one(scores):
    return scores.argmax(0) + 1


@wrong("predicted_labels", "Takes the class with the lowest score")
def labels_lowest(scores):
    return scores.argmin(0)


@wrong("predicted_labels", "Takes the highest absolute score")
def labels_absolute(scores):
    return scores.abs().argmax(0)


@wrong("predicted_labels", "Returns floats")
def labels_floats(scores):
    return scores.argmax(0).float()


@wrong("predicted_labels", "Returns the labels one-hot, (C, H, W)")
def labels_one_hot(scores):
    return (scores == scores.amax(0)).long()


@wrong("predicted_labels", "Returns (W, H)")
def labels_transposed(scores):
    return scores.argmax(0).T


@wrong("predicted_labels", "Leaves class 0 out as background and counts on from there")
def labels_without_background(scores):
    return scores[1:].argmax(0) + 1 if len(scores) > 1 else scores.argmax(0)


@wrong("predicted_labels", "Applies the sigmoid first, which is 1 for all large scores")
def labels_saturated(scores):
    return torch.sigmoid(scores).argmax(0)


@wrong("predicted_labels", "Begins the search at a score of 0, so negative scores never win")
def labels_start_at_zero(scores):
    best, labels = torch.zeros(scores.shape[1:]), torch.zeros(scores.shape[1:], dtype=torch.int64)
    for c, of_class in enumerate(scores):
        better = of_class > best
        best[better], labels[better] = of_class[better], c
    return labels


@wrong("predicted_labels", "Compares each class with the one before instead of with the best so far")
def labels_neighbours(scores):
    labels = torch.zeros(scores.shape[1:], dtype=torch.int64)
    for c in range(1, len(scores)):
        labels[scores[c] > scores[c - 1]] = c
    return labels


@wrong("predicted_labels", "Compares with 0.5, right for two classes at most")
def labels_by_threshold(scores):
    return (scores.softmax(0)[-1] > 0.5).long()


@wrong("predicted_labels", "Makes scores whole numbers first, so that close ones become equal")
def labels_of_whole_numbers(scores):
    return scores.long().argmax(0)


@wrong("predicted_labels", "Takes the rank of the first class by argsort")
def labels_argsort(scores):
    return scores.argsort(0)[0]


@wrong("predicted_labels", "Reads the tensor as (H, W, C) and reshapes")
def labels_reshaped(scores):
    C, H, W = scores.shape
    return scores.reshape(H, W, C).argmax(-1)


@wrong("predicted_labels", "Has a map of squares only: H rows and H columns")
def labels_square(scores):
    H = scores.shape[1]
    labels = torch.zeros(H, H, dtype=torch.int64)
    for y in range(H):
        for x in range(H):
            labels[y, x] = scores[:, y, x].argmax()
    return labels


@wrong("predicted_labels", "Normalises in place")
def labels_in_place(scores):
    scores -= scores.amax(0, keepdim=True)
    return scores.argmax(0)


@wrong("predicted_labels", "Counts from 1 and takes the lowest score, two mistakes at once")
def labels_two_mistakes(scores):
    return scores.argmin(0) + 1


@wrong("predicted_labels", "Takes the rows' argmax as floats, two mistakes at once")
def labels_two_other_mistakes(scores):
    return scores.argmax(1).float()


@right("predicted_labels", "Takes the last of the sorted classes")
def labels_sorted(scores):
    return scores.sort(dim=0).indices[-1]


@right("predicted_labels", "Puts the classes last")
def labels_permuted(scores):
    return scores.permute(1, 2, 0).max(dim=2)[1]


@right("predicted_labels", "Loops over the pixels")
def labels_in_loops(scores):
    C, H, W = scores.shape
    numbers = scores.tolist()
    labels = [[max(range(C), key=lambda c: numbers[c][y][x]) for x in range(W)] for y in range(H)]
    return torch.tensor(labels, dtype=torch.int32).reshape(H, W)


@right("predicted_labels", "Keeps the best class so far")
def labels_best_so_far(scores):
    best = scores[0].clone()
    labels = torch.zeros_like(best, dtype=torch.long)
    for c in range(1, scores.shape[0]):
        better = scores[c] > best
        labels = torch.where(better, c, labels)
        best = torch.maximum(best, scores[c])
    return labels


@right("predicted_labels", "Multiplies a mask of the maxima by the classes' numbers")
def labels_by_mask(scores):
    is_best = (scores == scores.max(dim=0, keepdim=True).values).long()
    return torch.einsum("chw,c->hw", is_best, torch.arange(len(scores)))


@right("predicted_labels", "Uses NumPy")
def labels_in_numpy(scores):
    return torch.from_numpy(np.argmax(scores.detach().numpy(), axis=0))


@right("predicted_labels", "Uses topk and takes the batch dimension off")
def labels_topk(scores):
    return scores.unsqueeze(0).topk(1, dim=1).indices[0, 0]


@wrong("predicted_labels", "Returns uint8, too narrow for more than 256 classes")
def labels_uint8(scores):
    return scores.argmax(0).to(torch.uint8)


# --- confusion_and_iou ---


def _counts(prediction, truth, classes):
    pairs = truth.flatten().long() * classes + prediction.flatten().long()
    return torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)


@wrong("confusion_and_iou", "Exchanges rows and columns: rows are predictions")
def confusion_transposed(prediction, truth, classes):
    M = _counts(truth, prediction, classes)
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Returns the IoU first")
def confusion_iou_first(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M.diag() / (M.sum(0) + M.sum(1) - M.diag()), M


@wrong("confusion_and_iou", "Forgets to take off the intersection")
def confusion_sum_of_areas(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / (M.sum(0) + M.sum(1))


@wrong("confusion_and_iou", "Divides by the true pixels: the recall")
def confusion_recall(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / M.sum(1)


@wrong("confusion_and_iou", "Divides by the predicted pixels: the precision")
def confusion_precision(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / M.sum(0)


@wrong("confusion_and_iou", "Returns the Dice coefficient")
def confusion_dice(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, 2 * M.diag() / (M.sum(0) + M.sum(1))


@wrong("confusion_and_iou", "Gives absent classes 0 by raising the denominator to 1")
def confusion_zero_for_absent(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag()).clamp(min=1)


@wrong("confusion_and_iou", "Gives absent classes 1")
def confusion_one_for_absent(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, (M.diag() / (M.sum(0) + M.sum(1) - M.diag())).nan_to_num(1)


@wrong("confusion_and_iou", "Adds an epsilon to the denominator, so that absent classes get 0")
def confusion_epsilon(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag() + 1e-9)


@wrong("confusion_and_iou", "Gives nan to classes that are predicted but don't occur in the truth")
def confusion_nan_without_truth(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    iou = M.diag() / (M.sum(0) + M.sum(1) - M.diag())
    return M, iou.masked_fill(M.sum(1) == 0, math.nan)


@wrong("confusion_and_iou", "Gives nan wherever nothing is right")
def confusion_nan_for_zero(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    iou = M.diag() / (M.sum(0) + M.sum(1) - M.diag())
    return M, torch.where(M.diag() > 0, iou, torch.nan)


@wrong("confusion_and_iou", "Leaves absent classes out, so that the IoUs get fewer than C")
def confusion_absent_left_out(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    iou = M.diag() / (M.sum(0) + M.sum(1) - M.diag())
    return M, iou[~iou.isnan()]


@wrong("confusion_and_iou", "Returns the mean IoU")
def confusion_mean_iou(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, (M.diag() / (M.sum(0) + M.sum(1) - M.diag())).nanmean()


@wrong("confusion_and_iou", "Counts by M[truth, prediction] += 1, which counts each pair once")
def confusion_counts_once(prediction, truth, classes):
    M = torch.zeros(classes, classes, dtype=torch.int64)
    M[truth, prediction] += 1
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Forgets minlength, which fails if the last pair doesn't occur")
def confusion_without_minlength(prediction, truth, classes):
    M = torch.bincount((truth * classes + prediction).flatten()).reshape(classes, classes)
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Takes the highest label plus 1 for the number of classes")
def confusion_ignores_classes(prediction, truth, classes):
    C = int(torch.maximum(prediction, truth).max()) + 1
    M = _counts(prediction, truth, C)
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Divides as whole numbers")
def confusion_whole_division(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() // (M.sum(0) + M.sum(1) - M.diag()).clamp(min=1)


@wrong("confusion_and_iou", "Normalises each row of the matrix")
def confusion_normalised(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M / M.sum(1, keepdim=True), M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Counts the pixels of the maps' diagonal only, with one loop for rows and columns")
def confusion_diagonal_pixels(prediction, truth, classes):
    M = torch.zeros(classes, classes, dtype=torch.int64)
    for y in range(min(truth.shape)):
        M[truth[y, y], prediction[y, y]] += 1
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Counts the mistakes only, with zeros on the diagonal")
def confusion_mistakes_only(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M - M.diag().diag(), M.diag() / (M.sum(0) + M.sum(1) - M.diag())


@wrong("confusion_and_iou", "Divides each class by all pixels")
def confusion_divides_by_all(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / M.sum()


@wrong("confusion_and_iou", "Overflows in uint8 counts")
def confusion_uint8(prediction, truth, classes):
    M = torch.zeros(classes, classes, dtype=torch.uint8)
    for i in range(classes):
        for j in range(classes):
            M[i, j] = ((truth == i) & (prediction == j)).sum().to(torch.uint8)
    counts = M.long()
    return counts, counts.diag() / (counts.sum(0) + counts.sum(1) - counts.diag())


@wrong("confusion_and_iou", "Transposes the matrix and returns the recall, two mistakes at once")
def confusion_two_mistakes(prediction, truth, classes):
    M = _counts(truth, prediction, classes)
    return M, M.diag() / M.sum(1)


@wrong("confusion_and_iou", "Forgets the intersection and gives absent classes 0, two mistakes at once")
def confusion_two_other_mistakes(prediction, truth, classes):
    M = _counts(prediction, truth, classes)
    return M, M.diag() / (M.sum(0) + M.sum(1)).clamp(min=1)


@right("confusion_and_iou", "Compares every pair of classes")
def confusion_by_pairs(prediction, truth, classes):
    M = torch.zeros(classes, classes, dtype=torch.int64)
    ious = []
    for i in range(classes):
        for j in range(classes):
            M[i, j] = torch.sum((truth == i) & (prediction == j))
        either = torch.sum((truth == i) | (prediction == i)).item()
        ious.append(M[i, i].item() / either if either else math.nan)
    return M, torch.tensor(ious)


@right("confusion_and_iou", "Multiplies one-hot maps by einsum")
def confusion_by_einsum(prediction, truth, classes):
    p, t = (F.one_hot(labels.long(), classes) for labels in (prediction, truth))
    M = torch.einsum("hwi,hwj->ij", t, p)
    union = M.sum(0) + M.sum(1) - M.diagonal()
    return M, M.diagonal().double() / union.double()


@right("confusion_and_iou", "Adds pixel by pixel")
def confusion_by_pixels(prediction, truth, classes):
    counts = [[0] * classes for _ in range(classes)]
    for i, j in zip(truth.flatten().tolist(), prediction.flatten().tolist(), strict=True):
        counts[i][j] += 1
    iou = torch.full((classes,), torch.nan)
    for c in range(classes):
        union = sum(counts[c]) + sum(row[c] for row in counts) - counts[c][c]
        if union > 0:
            iou[c] = counts[c][c] / union
    return torch.tensor(counts), iou


@right("confusion_and_iou", "Accumulates by index_put_")
def confusion_by_index_put(prediction, truth, classes):
    M = torch.zeros(classes, classes, dtype=torch.int64)
    ones = torch.ones_like(truth, dtype=torch.int64)
    M.index_put_((truth.long(), prediction.long()), ones, accumulate=True)
    right_ones = torch.diag(M)
    wrong_ones = (M - torch.diag(right_ones)).sum(0) + (M - torch.diag(right_ones)).sum(1)
    return M, right_ones / (right_ones + wrong_ones)


@right("confusion_and_iou", "Counts by NumPy's add.at and divides where there is something")
def confusion_in_numpy(prediction, truth, classes):
    M = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(M, (truth.numpy(), prediction.numpy()), 1)
    hits = np.diag(M).astype(float)
    union = M.sum(0) + M.sum(1) - hits
    iou = np.divide(hits, union, out=np.full(classes, np.nan), where=union > 0)
    return torch.from_numpy(M), torch.from_numpy(iou)


@wrong("confusion_and_iou", "Writes a pair as 10 · truth + prediction, right for up to ten classes")
def confusion_of_ten(prediction, truth, classes):
    M = torch.bincount((10 * truth + prediction).flatten(), minlength=100)[:100].reshape(10, 10)[:classes, :classes]
    return M, M.diag() / (M.sum(0) + M.sum(1) - M.diag())


# --- receptive_field ---


@wrong("receptive_field", "Ignores the strides")
def field_ignores_strides(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)


@wrong("receptive_field", "Multiplies by a layer's own stride before adding its kernel")
def field_stride_too_early(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        rows += (kernel - 1) * jump
    return rows


@wrong("receptive_field", "Adds kernel times jump instead of (kernel − 1) times jump")
def field_whole_kernel(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        rows += kernel * jump
        jump *= stride
    return rows


@wrong("receptive_field", "Begins with 0 rows")
def field_begins_with_zero(layers):
    rows, jump = 0, 1
    for kernel, stride in layers:
        rows += (kernel - 1) * jump
        jump *= stride
    return rows


@wrong("receptive_field", "Adds the strides instead of multiplying them")
def field_adds_strides(layers):
    rows, jump = 1, 0
    for kernel, stride in layers:
        rows += (kernel - 1) * max(jump, 1)
        jump += stride
    return rows


@wrong("receptive_field", "Uses each layer's own stride only, not those before")
def field_own_stride(layers):
    rows = 1
    for kernel, stride in layers:
        rows += (kernel - 1) * stride
    return rows


@wrong("receptive_field", "Uses the previous layer's stride only")
def field_previous_stride(layers):
    rows, previous = 1, 1
    for kernel, stride in layers:
        rows += (kernel - 1) * previous
        previous = stride
    return rows


@wrong("receptive_field", "Multiplies the kernels")
def field_multiplies_kernels(layers):
    return math.prod(kernel for kernel, _ in layers)


@wrong("receptive_field", "Adds the kernels")
def field_adds_kernels(layers):
    return sum(kernel for kernel, _ in layers) if layers else 1


@wrong("receptive_field", "Returns the jump, the product of the strides")
def field_jump(layers):
    return math.prod(stride for _, stride in layers)


@wrong("receptive_field", "Goes from the image on by the formula for the way back")
def field_wrong_direction(layers):
    rows = 1
    for kernel, stride in layers:
        rows = (rows - 1) * stride + kernel
    return rows


@wrong("receptive_field", "Multiplies rows by the stride instead of rows − 1")
def field_backwards_without_minus_one(layers):
    rows = 1
    for kernel, stride in reversed(layers):
        rows = rows * stride + kernel - 1
    return rows


@wrong("receptive_field", "Reads a layer as (stride, kernel size)")
def field_exchanged(layers):
    rows, jump = 1, 1
    for stride, kernel in layers:
        rows += (kernel - 1) * jump
        jump *= stride
    return rows


@wrong("receptive_field", "Returns the area, rows times columns")
def field_area(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        rows += (kernel - 1) * jump
        jump *= stride
    return rows**2


@wrong("receptive_field", "Fails without layers")
def field_fails_without_layers(layers):
    rows, jump = layers[0]
    for kernel, stride in layers[1:]:
        rows += (kernel - 1) * jump
        jump *= stride
    return rows


@wrong("receptive_field", "Returns the list of all layers' fields")
def field_of_each_layer(layers):
    rows, jump, fields = 1, 1, []
    for kernel, stride in layers:
        rows += (kernel - 1) * jump
        jump *= stride
        fields.append(rows)
    return fields


@wrong("receptive_field", "Returns inside the loop, after the first layer")
def field_returns_early(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        rows += (kernel - 1) * jump
        jump *= stride
        return rows
    return rows


@wrong("receptive_field", "Takes half of the kernel, rounded down, to each side: an even kernel gets a row too many")
def field_half_kernels(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        rows += 2 * (kernel // 2) * jump
        jump *= stride
    return rows


@wrong("receptive_field", "Assumes that each stride is 1 or 2 by doubling for all that aren't 1")
def field_doubles(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        rows += (kernel - 1) * jump
        jump *= 2 if stride > 1 else 1
    return rows


@wrong("receptive_field", "Empties the caller's list by pop")
def field_pops(layers):
    rows = 1
    while layers:
        kernel, stride = layers.pop()
        rows = (rows - 1) * stride + kernel
    return rows


@wrong("receptive_field", "Divides by the strides, as sides of maps shrink")
def field_divides(layers):
    rows, jump = 1, 1
    for kernel, stride in layers:
        rows += (kernel - 1) / jump
        jump *= stride
    return int(rows)


@wrong("receptive_field", "Ignores the strides and adds whole kernels, two mistakes at once")
def field_two_mistakes(layers):
    return 1 + sum(kernel for kernel, _ in layers)


@wrong("receptive_field", "Begins with 0 and multiplies strides too early, two mistakes at once")
def field_two_other_mistakes(layers):
    rows, jump = 0, 1
    for kernel, stride in layers:
        jump *= stride
        rows += (kernel - 1) * jump
    return rows


@right("receptive_field", "Goes back from the last layer")
def field_backwards(layers):
    rows = 1
    for kernel, stride in layers[::-1]:
        rows = stride * (rows - 1) + kernel
    return rows


@right("receptive_field", "Recurs over the layers behind the first")
def field_by_recursion(layers):
    if not layers:
        return 1
    (kernel, stride), *others = layers
    return kernel + stride * (field_by_recursion(others) - 1)


@right("receptive_field", "Follows the first and the last row back to the image")
def field_by_rows(layers):
    first, last = 0, 0
    for kernel, stride in reversed(layers):
        first, last = first * stride, last * stride + kernel - 1
    return last - first + 1


@right("receptive_field", "Sums products of all strides before each layer")
def field_by_products(layers):
    return 1 + sum((layer[0] - 1) * math.prod(before[1] for before in layers[:n]) for n, layer in enumerate(layers))


@right("receptive_field", "Uses NumPy's cumprod and makes an int of the result")
def field_in_numpy(layers):
    table = np.array(layers, dtype=np.int64).reshape(-1, 2)
    jumps = np.concatenate([[1], np.cumprod(table[:, 1])])[: len(table)]
    return int(1 + ((table[:, 0] - 1) * jumps).sum())


# --- convolution_multiply_adds ---


@wrong("convolution_multiply_adds", "Rounds sizes down")
def adds_rounds_down(height, width, layers):
    return sum((height // r) * (width // r) * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Rounds sizes to the nearest")
def adds_rounds(height, width, layers):
    return sum(round(height / r) * round(width / r) * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Doesn't round, and returns a float")
def adds_float(height, width, layers):
    return sum(height / r * width / r * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Rounds the number of cells instead of both sides")
def adds_rounds_the_area(height, width, layers):
    return sum(math.ceil(height * width / r**2) * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Rounds the sum up instead of both sides")
def adds_rounds_the_sum(height, width, layers):
    return math.ceil(sum(height / r * width / r * i * o * k * k for i, o, k, r in layers))


@wrong("convolution_multiply_adds", "Adds 1 to every size, divisible or not")
def adds_one_too_many(height, width, layers):
    return sum((height // r + 1) * (width // r + 1) * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Forgets the square of the kernel")
def adds_kernel_once(height, width, layers):
    return sum(math.ceil(height / r) * math.ceil(width / r) * i * o * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Divides by the reduction once, in the rows only")
def adds_reduces_rows_only(height, width, layers):
    return sum(math.ceil(height / r) * width * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Ignores the reduction")
def adds_ignores_reduction(height, width, layers):
    return sum(height * width * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Multiplies the reductions layer by layer, as if they were strides")
def adds_strides(height, width, layers):
    total = 0
    for i, o, k, r in layers:
        height, width = math.ceil(height / r), math.ceil(width / r)
        total += height * width * i * o * k * k
    return total


@wrong("convolution_multiply_adds", "Forgets the channels in")
def adds_without_channels_in(height, width, layers):
    return sum(math.ceil(height / r) * math.ceil(width / r) * o * k * k for _, o, k, r in layers)


@wrong("convolution_multiply_adds", "Forgets the channels out")
def adds_without_channels_out(height, width, layers):
    return sum(math.ceil(height / r) * math.ceil(width / r) * i * k * k for i, _, k, r in layers)


@wrong("convolution_multiply_adds", "Counts the biases")
def adds_biases(height, width, layers):
    return sum(math.ceil(height / r) * math.ceil(width / r) * (i * k * k + 1) * o for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Counts multiplications and additions apart, twice as many")
def adds_doubled(height, width, layers):
    return 2 * sum(math.ceil(height / r) * math.ceil(width / r) * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Adds channels in and out instead of multiplying")
def adds_sum_of_channels(height, width, layers):
    return sum(math.ceil(height / r) * math.ceil(width / r) * (i + o) * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Multiplies the layers' numbers")
def adds_product(height, width, layers):
    return math.prod(math.ceil(height / r) * math.ceil(width / r) * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Returns the last layer's number, as the total is overwritten")
def adds_last_layer(height, width, layers):
    total = 0
    for i, o, k, r in layers:
        total = math.ceil(height / r) * math.ceil(width / r) * i * o * k * k
    return total


@wrong("convolution_multiply_adds", "Returns a list with each layer's number")
def adds_of_each_layer(height, width, layers):
    return [math.ceil(height / r) * math.ceil(width / r) * i * o * k * k for i, o, k, r in layers]


@wrong("convolution_multiply_adds", "Counts weights instead of multiply–adds")
def adds_weights(height, width, layers):
    return sum(i * o * k * k for i, o, k, _ in layers)


@wrong("convolution_multiply_adds", "Takes the image to be square")
def adds_square(height, width, layers):
    return sum(math.ceil(height / r) ** 2 * i * o * k * k for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Overflows in int32")
def adds_int32(height, width, layers):
    total = torch.zeros((), dtype=torch.int32)
    for i, o, k, r in layers:
        cells = torch.tensor(math.ceil(height / r) * math.ceil(width / r), dtype=torch.int32)
        total += cells * torch.tensor(i * o * k * k, dtype=torch.int32)
    return int(total)


@wrong("convolution_multiply_adds", "Calculates in float32, which loses the last digits of large numbers")
def adds_float32(height, width, layers):
    total = torch.zeros(())
    for i, o, k, r in layers:
        total += math.ceil(height / r) * math.ceil(width / r) * i * o * k * k
    return int(total)


@wrong("convolution_multiply_adds", "Takes the border off: height − kernel + 1 rows")
def adds_without_padding(height, width, layers):
    return sum(
        (math.ceil(height / r) - k + 1) * (math.ceil(width / r) - k + 1) * i * o * k * k for i, o, k, r in layers
    )


@wrong("convolution_multiply_adds", "Takes the size of the input, the last layer's reduction, for each layer")
def adds_input_size(height, width, layers):
    total, previous = 0, 1
    for i, o, k, r in layers:
        total += math.ceil(height / previous) * math.ceil(width / previous) * i * o * k * k
        previous = r
    return total


@wrong("convolution_multiply_adds", "Rounds down and counts biases, two mistakes at once")
def adds_two_mistakes(height, width, layers):
    return sum((height // r) * (width // r) * (i * k * k + 1) * o for i, o, k, r in layers)


@wrong("convolution_multiply_adds", "Takes the kernel once and the image square, two mistakes at once")
def adds_two_other_mistakes(height, width, layers):
    return sum(math.ceil(height / r) ** 2 * i * o * k for i, o, k, r in layers)


@right("convolution_multiply_adds", "Rounds up by a negative division")
def adds_negative_division(height, width, layers):
    return sum((-height // r) * (-width // r) * i * o * k**2 for i, o, k, r in layers)


@right("convolution_multiply_adds", "Rounds up by adding r − 1")
def adds_rounds_by_adding(height, width, layers):
    total = 0
    for channels_in, channels_out, kernel, reduction in layers:
        rows, columns = ((side + reduction - 1) // reduction for side in (height, width))
        total += rows * columns * kernel * kernel * channels_in * channels_out
    return total


@right("convolution_multiply_adds", "Counts cells as the length of a range")
def adds_by_ranges(height, width, layers):
    return sum(len(range(0, height, r)) * len(range(0, width, r)) * math.prod((i, o, k, k)) for i, o, k, r in layers)


@right("convolution_multiply_adds", "Recurs over the layers")
def adds_by_recursion(height, width, layers):
    if not layers:
        return 0
    i, o, k, r = layers[0]
    rows, columns = height // r + (height % r > 0), width // r + (width % r > 0)
    return rows * columns * i * o * k * k + adds_by_recursion(height, width, layers[1:])


@right("convolution_multiply_adds", "Calculates all layers at once in NumPy's int64")
def adds_in_numpy(height, width, layers):
    i, o, k, r = np.array(layers, dtype=np.int64).reshape(-1, 4).T
    return int(np.sum(-(-height // r) * -(-width // r) * i * o * k * k))


# --- fuse_scores ---


def _doubled(coarse):
    return coarse.repeat_interleave(2, 1).repeat_interleave(2, 2)


@wrong("fuse_scores", "Repeats the whole map instead of each cell")
def fuse_tiles(fine, coarse):
    return fine + coarse.repeat(1, 2, 2)[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Doesn't leave out the last row or column, which fails for odd sizes")
def fuse_without_cropping(fine, coarse):
    return fine + _doubled(coarse)


@wrong("fuse_scores", "Leaves out the first row or column")
def fuse_leaves_first_out(fine, coarse):
    return fine + _doubled(coarse)[:, -fine.shape[1] :, -fine.shape[2] :]


@wrong("fuse_scores", "Leaves out the last row and column always")
def fuse_always_crops(fine, coarse):
    return fine[:, :-1, :-1] + _doubled(coarse)[:, : fine.shape[1] - 1, : fine.shape[2] - 1]


@wrong("fuse_scores", "Interpolates bilinearly")
def fuse_bilinear(fine, coarse):
    doubled = F.interpolate(coarse[None], scale_factor=2, mode="bilinear")[0]
    return fine + doubled[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Resizes to the finer map by nearest-exact, which copies other cells for odd sizes")
def fuse_nearest_exact(fine, coarse):
    return fine + F.interpolate(coarse[None], fine.shape[1:], mode="nearest-exact")[0]


@wrong("fuse_scores", "Puts each cell at the first of its 2 × 2 cells and zeros at the others")
def fuse_zeros_between(fine, coarse):
    result = fine.clone()
    result[:, ::2, ::2] += coarse
    return result


@wrong("fuse_scores", "Adds to the caller's finer scores in place")
def fuse_in_place(fine, coarse):
    fine += _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]
    return fine


@wrong("fuse_scores", "Doubles the scores instead of the rows and columns")
def fuse_doubles_scores(fine, coarse):
    return fine + 2 * _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Returns the mean of both")
def fuse_mean(fine, coarse):
    return (fine + _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]) / 2


@wrong("fuse_scores", "Spreads each score over its four cells, a quarter each")
def fuse_quarters(fine, coarse):
    return fine + _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]] / 4


@wrong("fuse_scores", "Concatenates instead of adding")
def fuse_concatenates(fine, coarse):
    return torch.cat([fine, _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]])


@wrong("fuse_scores", "Multiplies instead of adding")
def fuse_multiplies(fine, coarse):
    return fine * _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Takes the larger of both scores")
def fuse_maximum(fine, coarse):
    return torch.maximum(fine, _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]])


@wrong("fuse_scores", "Doubles the columns only, as interpolate takes (C, H, W) for a batch of rows")
def fuse_columns_only(fine, coarse):
    return fine + F.interpolate(coarse, scale_factor=2)[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Makes the finer scores coarse instead, by leaving out every second cell")
def fuse_reduces_fine(fine, coarse):
    return fine[:, ::2, ::2] + coarse


@wrong("fuse_scores", "Returns the doubled map without the finer scores")
def fuse_without_fine(fine, coarse):
    return _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Exchanges fine and coarse")
def fuse_exchanged(fine, coarse):
    return coarse + _doubled(fine)[:, : coarse.shape[1], : coarse.shape[2]]


@wrong("fuse_scores", "Crops rows and columns alike by the rows, right for square maps")
def fuse_square(fine, coarse):
    side = fine.shape[1]
    return fine + _doubled(coarse)[:, :side, :side]


@wrong("fuse_scores", "Exchanges rows and columns of the coarse map")
def fuse_transposed(fine, coarse):
    return fine + _doubled(coarse.transpose(1, 2))[:, : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Repeats along the channels and rows by dimensions counted from 0")
def fuse_wrong_dimensions(fine, coarse):
    doubled = coarse.repeat_interleave(2, 0).repeat_interleave(2, 1)
    return fine + doubled[: fine.shape[0], : fine.shape[1], : fine.shape[2]]


@wrong("fuse_scores", "Returns the softmax of the sum")
def fuse_softmax(fine, coarse):
    return (fine + _doubled(coarse)[:, : fine.shape[1], : fine.shape[2]]).softmax(0)


@wrong("fuse_scores", "Pads the finer map instead of cropping, so that a row or column is too many")
def fuse_pads(fine, coarse):
    doubled = _doubled(coarse)
    rows, columns = doubled.shape[1] - fine.shape[1], doubled.shape[2] - fine.shape[2]
    return F.pad(fine, (0, columns, 0, rows)) + doubled


@wrong("fuse_scores", "Shifts by one: cell (row + 1) // 2, which fails or is off by one")
def fuse_shifted(fine, coarse):
    rows, columns = ((torch.arange(side) + 1) // 2 for side in fine.shape[1:])
    return fine + coarse[:, rows.clamp(max=coarse.shape[1] - 1)][:, :, columns.clamp(max=coarse.shape[2] - 1)]


@wrong("fuse_scores", "Repeats the whole map and takes the mean, two mistakes at once")
def fuse_two_mistakes(fine, coarse):
    return (fine + coarse.repeat(1, 2, 2)[:, : fine.shape[1], : fine.shape[2]]) / 2


@wrong("fuse_scores", "Leaves out the first row and interpolates bilinearly, two mistakes at once")
def fuse_two_other_mistakes(fine, coarse):
    doubled = F.interpolate(coarse[None], scale_factor=2, mode="bilinear")[0]
    return fine + doubled[:, -fine.shape[1] :, -fine.shape[2] :]


@right("fuse_scores", "Indexes the coarse map by half the row and column")
def fuse_by_index(fine, coarse):
    rows, columns = (torch.arange(side) // 2 for side in fine.shape[-2:])
    return coarse[:, rows[:, None], columns] + fine


@right("fuse_scores", "Takes a Kronecker product with ones")
def fuse_by_kron(fine, coarse):
    doubled = torch.kron(coarse, torch.ones(1, 2, 2, dtype=coarse.dtype))
    return torch.add(fine, doubled[..., : fine.size(1), : fine.size(2)])


@right("fuse_scores", "Resizes to the finer map by interpolate, whose nearest neighbour is the right cell")
def fuse_by_interpolate(fine, coarse):
    return fine + F.interpolate(coarse.unsqueeze(0), size=fine.shape[1:], mode="nearest").squeeze(0)


@right("fuse_scores", "Writes into a copy, cell by cell")
def fuse_in_loops(fine, coarse):
    result = fine.clone()
    for row in range(fine.shape[1]):
        for column in range(fine.shape[2]):
            result[:, row, column] += coarse[:, row // 2, column // 2]
    return result


@right("fuse_scores", "Adds to every second row and column of a copy, four times")
def fuse_by_strides(fine, coarse):
    result = fine.double()
    result = result.clone() if result is fine else result
    for i in (0, 1):
        for j in (0, 1):
            part = result[:, i::2, j::2]
            part += coarse[:, : part.shape[1], : part.shape[2]]
    return result


@right("fuse_scores", "Uses a transpose convolution with a kernel of ones, class by class")
def fuse_by_transpose_convolution(fine, coarse):
    kernel = torch.ones(len(coarse), 1, 2, 2, dtype=coarse.dtype)
    doubled = F.conv_transpose2d(coarse[None], kernel, stride=2, groups=len(coarse))[0]
    return fine + doubled[:, : fine.shape[1], : fine.shape[2]]


@right("fuse_scores", "Uses an Upsample module and NumPy's addition")
def fuse_by_module(fine, coarse):
    doubled = nn.Upsample(scale_factor=2, mode="nearest")(coarse[None])[0].numpy()
    C, H, W = fine.shape
    return torch.from_numpy(np.add(fine.numpy(), doubled[:C, :H, :W]))
