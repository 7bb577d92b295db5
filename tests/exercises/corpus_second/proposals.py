"""Further answers to the exercises on object proposals as students write them, right and wrong."""

import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F
from torchvision.ops import box_iou as library_iou

from tests.exercises.corpus import right, wrong

# --- box_sums ---


@wrong("box_sums", "Subtracts the strip above twice instead of the strip to the left")
def inside_above_twice(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2, x2] - 2 * integral[y1, x2] + integral[y1, x1]


@wrong("box_sums", "Reads the last row and column in the box instead of the ones behind it")
def inside_without_last(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    x2, y2 = torch.maximum(x2 - 1, x1), torch.maximum(y2 - 1, y1)
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]


@wrong("box_sums", "Skips the zeros of the first row and column, so all is shifted by one")
def inside_shifted(integral, boxes):
    inner = integral[1:, 1:]
    height, width = inner.shape
    x1, y1, x2, y2 = boxes.long().T
    x1, x2, y1, y2 = (
        x1.clamp(max=width - 1),
        x2.clamp(max=width - 1),
        y1.clamp(max=height - 1),
        y2.clamp(max=height - 1),
    )
    return inner[y2, x2] - inner[y1, x2] - inner[y2, x1] + inner[y1, x1]


@wrong("box_sums", "Takes the differences without regard to the sign")
def inside_absolute(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return (integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]).abs()


@wrong("box_sums", "Counts the area")
def inside_area(integral, boxes):
    x1, y1, x2, y2 = boxes.to(integral.dtype).T
    return (x2 - x1) * (y2 - y1)


@wrong("box_sums", "Takes one numbers' slice less: sums the map's differences up to the box's inner part")
def inside_inner_part(integral, boxes):
    values = integral.diff(dim=0).diff(dim=1)
    return torch.stack([values[y1 + 1 : y2, x1 + 1 : x2].sum() for x1, y1, x2, y2 in boxes.tolist()])


@wrong("box_sums", "Takes differences along one dimension only before it sums")
def inside_one_difference(integral, boxes):
    values = integral.diff(dim=0)
    return torch.stack([values[y1:y2, x1:x2].sum() for x1, y1, x2, y2 in boxes.tolist()])


@wrong("box_sums", "Sums slices that include the last row and column")
def inside_inclusive_slices(integral, boxes):
    values = integral.diff(dim=0).diff(dim=1)
    return torch.stack([values[y1 : y2 + 1, x1 : x2 + 1].sum() for x1, y1, x2, y2 in boxes.tolist()])


@wrong("box_sums", "Gives an empty box the whole map's sum")
def inside_empty_is_all(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    total = integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]
    return torch.where((x1 == x2) | (y1 == y2), integral[-1, -1], total)


@wrong("box_sums", "Returns the sum of all boxes")
def inside_of_all(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return (integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]).sum()


@wrong("box_sums", "Indexes the flat map by row · W + column, though a row of the integral image has W + 1 entries")
def inside_flat_width(integral, boxes):
    width = integral.shape[1] - 1
    x1, y1, x2, y2 = boxes.long().T
    flat = integral.flatten()
    return flat[y2 * width + x2] - flat[y1 * width + x2] - flat[y2 * width + x1] + flat[y1 * width + x1]


@wrong("box_sums", "Transposes the caller's boxes and integral image in place")
def inside_transposes_in_place(integral, boxes):
    integral.t_()
    x1, y1, x2, y2 = boxes.long().T
    return integral[x2, y2] - integral[x2, y1] - integral[x1, y2] + integral[x1, y1]


@wrong("box_sums", "Calculates in half precision and clamps at 0")
def inside_two_mistakes(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    table = integral.half().float()
    return (table[y2, x2] - table[y1, x2] - table[y2, x1] + table[y1, x1]).clamp(min=0)


@wrong("box_sums", "Takes the box's area and the mean of the four corners")
def inside_mean_of_corners(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    corners = integral[y2, x2] + integral[y1, x2] + integral[y2, x1] + integral[y1, x1]
    return (x2 - x1) * (y2 - y1) * corners / 4


@right("box_sums", "Takes strips first: rows at y2 minus rows at y1, then gathers columns")
def inside_by_strips(integral, boxes):
    b = boxes.long()
    strips = integral[b[:, 3]] - integral[b[:, 1]]
    return (strips.gather(1, b[:, 2:3]) - strips.gather(1, b[:, 0:1])).squeeze(1)


@right("box_sums", "Sums signs times entries over the four corners")
def inside_by_corners(integral, boxes):
    total = torch.zeros(len(boxes), dtype=torch.float64)
    for (column, across), (row, down) in itertools.product(((0, -1), (2, 1)), ((1, -1), (3, 1))):
        total += across * down * integral[boxes[:, row].long(), boxes[:, column].long()]
    return total


@right("box_sums", "Masks the map by comparisons with rows and columns")
def inside_by_masks(integral, boxes):
    values = torch.diff(torch.diff(integral.double(), dim=1), dim=0)
    rows, columns = torch.arange(values.shape[0]), torch.arange(values.shape[1])
    x1, y1, x2, y2 = boxes.T[..., None]
    down = ((rows >= y1) & (rows < y2)).double()
    across = ((columns >= x1) & (columns < x2)).double()
    return ((down @ values) * across).sum(1)


@right("box_sums", "Reads numbers from nested lists")
def inside_from_lists(integral, boxes):
    rows = integral.tolist()
    sums = (rows[y2][x2] + rows[y1][x1] - (rows[y1][x2] + rows[y2][x1]) for x1, y1, x2, y2 in boxes.tolist())
    return torch.tensor(list(sums))


# --- histogram_intersection ---


@wrong("histogram_intersection", "Divides by the number of bins used by either")
def common_by_used_bins(one, other):
    used = ((one > 0) | (other > 0)).sum(-1)
    return torch.minimum(one, other).sum(-1) / used


@wrong("histogram_intersection", "Takes the smaller sum of the two histograms, which is 1 always")
def common_smaller_sum(one, other):
    return torch.minimum(one.sum(-1), other.sum(-1))


@wrong("histogram_intersection", "Sums the shares of the one in the bins that the other uses")
def common_where_used(one, other):
    return (one * (other > 0)).sum(-1)


@wrong("histogram_intersection", "Is half the sum of differences, a distance")
def common_as_distance(one, other):
    return (one - other).abs().sum(-1) / 2


@wrong("histogram_intersection", "Is 1 minus the largest difference")
def common_largest_difference(one, other):
    return 1 - (one - other).abs().amax(-1)


@wrong("histogram_intersection", "Compares cumulative shares")
def common_cumulative(one, other):
    return torch.minimum(one.cumsum(-1), other.cumsum(-1)).mean(-1)


@wrong("histogram_intersection", "Sorts the bins first")
def common_sorted(one, other):
    return torch.minimum(one.sort(-1).values, other.sort(-1).values).sum(-1)


@wrong("histogram_intersection", "Leaves the last bin out")
def common_without_last(one, other):
    return torch.minimum(one, other)[..., :-1].sum(-1)


@wrong("histogram_intersection", "Is 1 minus the sum of squared differences")
def common_squared(one, other):
    return 1 - (one - other).square().sum(-1)


@wrong(
    "histogram_intersection",
    "Expands the other to the shape of the one, so many can't be compared with one the other way round",
)
def common_expands_other(one, other):
    return torch.minimum(one, other.expand_as(one)).sum(-1)


@wrong("histogram_intersection", "Flattens all but the bins, so further dimensions are lost")
def common_flattened(one, other):
    return (
        torch.minimum(one, other).flatten(0, -2).sum(-1)
        if max(one.dim(), other.dim()) > 1
        else torch.minimum(one, other).sum().reshape(1)
    )


@wrong("histogram_intersection", "Returns Python's float, for single histograms only")
def common_to_float(one, other):
    return sum(min(a, b) for a, b in zip(one.flatten().tolist(), other.flatten().tolist(), strict=False))


@wrong("histogram_intersection", "Normalises the caller's histograms by their maximum in place")
def common_in_place(one, other):
    one /= one.amax(-1, keepdim=True)
    other /= other.amax(-1, keepdim=True)
    return torch.minimum(one, other).sum(-1) / torch.maximum(one.sum(-1), other.sum(-1))


@wrong("histogram_intersection", "Takes the maximum over the bins of the smaller shares, and keeps the dimension")
def common_two_mistakes(one, other):
    return torch.minimum(one, other).amax(-1, keepdim=True)


@wrong("histogram_intersection", "Multiplies the shares and sums over the first dimension")
def common_product_first_dimension(one, other):
    return (one * other).sum(0)


@right("histogram_intersection", "Chooses by where and sums")
def common_by_where(one, other):
    return torch.where(one < other, one, other).sum(-1)


@right("histogram_intersection", "Is 2 minus the sum of the larger shares")
def common_by_larger(one, other):
    return 2 - torch.maximum(one.double(), other.double()).sum(-1)


@right("histogram_intersection", "Adds bin after bin")
def common_bin_by_bin(one, other):
    total = 0
    for a, b in zip(one.unbind(-1), other.unbind(-1), strict=True):
        total = total + torch.fmin(a, b)
    return total


@right("histogram_intersection", "Asks cdist with p = 1 for single pairs of flat lists")
def common_by_cdist(one, other):
    shape = torch.broadcast_shapes(one.shape, other.shape)
    a, b = one.expand(shape).reshape(-1, 1, shape[-1]).double(), other.expand(shape).reshape(-1, 1, shape[-1]).double()
    return 1 - torch.cdist(a, b, p=1).reshape(shape[:-1]) / 2


# --- size_and_fill ---


def _around(boxes1, boxes2):
    first, last = torch.minimum(boxes1[:, :2], boxes2[:, :2]), torch.maximum(boxes1[:, 2:], boxes2[:, 2:])
    return (last - first).prod(1)


@wrong("size_and_fill", "Takes the smaller region for the size")
def similar_smaller(sizes1, boxes1, sizes2, boxes2, pixels):
    return 1 - torch.minimum(sizes1, sizes2) / pixels, 1 - (_around(boxes1, boxes2) - sizes1 - sizes2) / pixels


@wrong("size_and_fill", "Takes the mean of both sizes")
def similar_mean_size(sizes1, boxes1, sizes2, boxes2, pixels):
    mean = (sizes1 + sizes2) / 2
    return 1 - mean / pixels, 1 - (_around(boxes1, boxes2) - mean) / pixels


@wrong("size_and_fill", "Gives the fill as covered share of the box around both")
def similar_covered_share(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return 1 - both / pixels, both / _around(boxes1, boxes2)


@wrong("size_and_fill", "Divides by the pixels twice")
def similar_twice_divided(sizes1, boxes1, sizes2, boxes2, pixels):
    both = (sizes1 + sizes2) / pixels
    return 1 - both / pixels, 1 - (_around(boxes1, boxes2) / pixels - both) / pixels


@wrong("size_and_fill", "Forgets the sizes in the fill")
def similar_box_only(sizes1, boxes1, sizes2, boxes2, pixels):
    return 1 - (sizes1 + sizes2) / pixels, 1 - _around(boxes1, boxes2) / pixels


@wrong("size_and_fill", "Bounds both to 0 to 1 and lets the gap be a half at most")
def similar_bounded(sizes1, boxes1, sizes2, boxes2, pixels):
    gap = (_around(boxes1, boxes2) - sizes1 - sizes2) / pixels
    return (1 - (sizes1 + sizes2) / pixels).clamp(0.25, 0.75), (1 - gap).clamp(0.5, 1)


@wrong("size_and_fill", "Exchanges minimum and maximum for the rows of the box")
def similar_rows_exchanged(sizes1, boxes1, sizes2, boxes2, pixels):
    width = torch.maximum(boxes1[:, 2], boxes2[:, 2]) - torch.minimum(boxes1[:, 0], boxes2[:, 0])
    height = torch.minimum(boxes1[:, 3], boxes2[:, 3]) - torch.maximum(boxes1[:, 1], boxes2[:, 1])
    both = sizes1 + sizes2
    return 1 - both / pixels, 1 - (width * height - both) / pixels


@wrong("size_and_fill", "Reads boxes as x, y, width, height")
def similar_of_sides(sizes1, boxes1, sizes2, boxes2, pixels):
    corners1 = torch.cat([boxes1[:, :2], boxes1[:, :2] + boxes1[:, 2:]], 1)
    corners2 = torch.cat([boxes2[:, :2], boxes2[:, :2] + boxes2[:, 2:]], 1)
    both = sizes1 + sizes2
    return 1 - both / pixels, 1 - (_around(corners1, corners2) - both) / pixels


@wrong("size_and_fill", "Takes a square around both")
def similar_square(sizes1, boxes1, sizes2, boxes2, pixels):
    sides = torch.maximum(boxes1[:, 2:], boxes2[:, 2:]) - torch.minimum(boxes1[:, :2], boxes2[:, :2])
    both = sizes1 + sizes2
    return 1 - both / pixels, 1 - (sides.amax(1) ** 2 - both) / pixels


@wrong("size_and_fill", "Multiplies both")
def similar_product(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    size, fill = 1 - both / pixels, 1 - (_around(boxes1, boxes2) - both) / pixels
    return size * fill, fill


@wrong("size_and_fill", "Keeps columns (N, 1)")
def similar_columns(sizes1, boxes1, sizes2, boxes2, pixels):
    both = (sizes1 + sizes2)[:, None]
    return 1 - both / pixels, 1 - (_around(boxes1, boxes2)[:, None] - both) / pixels


@wrong("size_and_fill", "Averages over the pairs")
def similar_averaged(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return (1 - both / pixels).mean(), (1 - (_around(boxes1, boxes2) - both) / pixels).mean()


@wrong("size_and_fill", "Grows the caller's first boxes to the box around both in place")
def similar_in_place(sizes1, boxes1, sizes2, boxes2, pixels):
    boxes1[:, :2] = torch.minimum(boxes1[:, :2], boxes2[:, :2])
    boxes1[:, 2:] = torch.maximum(boxes1[:, 2:], boxes2[:, 2:])
    both = sizes1 + sizes2
    return 1 - both / pixels, 1 - ((boxes1[:, 2:] - boxes1[:, :2]).prod(1) - both) / pixels


@wrong("size_and_fill", "Returns fill first and without the 1 minus")
def similar_two_mistakes(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return (_around(boxes1, boxes2) - both) / pixels, 1 - both / pixels


@wrong("size_and_fill", "Takes the larger region and the larger box")
def similar_larger(sizes1, boxes1, sizes2, boxes2, pixels):
    larger = torch.maximum(sizes1, sizes2)
    box = torch.maximum((boxes1[:, 2:] - boxes1[:, :2]).prod(1), (boxes2[:, 2:] - boxes2[:, :2]).prod(1))
    return 1 - larger / pixels, 1 - (box - larger) / pixels


@right("size_and_fill", "Calculates everything in shares of the image")
def similar_in_shares(sizes1, boxes1, sizes2, boxes2, pixels):
    covered = sizes1.double() / pixels + sizes2.double() / pixels
    box = _around(boxes1.double(), boxes2.double()) / pixels
    return 1 - covered, 1 + covered - box


@right("size_and_fill", "Takes the spread of the four x and of the four y")
def similar_by_spread(sizes1, boxes1, sizes2, boxes2, pixels):
    points = torch.cat([boxes1.reshape(-1, 2, 2), boxes2.reshape(-1, 2, 2)], 1)
    box = (points.amax(1) - points.amin(1)).prod(1)
    covered = torch.stack([sizes1, sizes2]).sum(0)
    return (pixels - covered) / pixels, (pixels - box + covered) / pixels


@right("size_and_fill", "Handles pair by pair in a function and transposes")
def similar_by_function(sizes1, boxes1, sizes2, boxes2, pixels):
    def one(s, b, t, c):
        x1, y1, x2, y2 = (f(p, q) for f, p, q in zip((min, min, max, max), b, c, strict=True))
        return 1 - (s + t) / pixels, 1 - ((x2 - x1) * (y2 - y1) - s - t) / pixels

    pairs = zip(sizes1.tolist(), boxes1.tolist(), sizes2.tolist(), boxes2.tolist(), strict=True)
    size, fill = torch.tensor([one(*pair) for pair in pairs]).reshape(-1, 2).T
    return size, fill


@right("size_and_fill", "Sorts coordinates in NumPy")
def similar_by_sorting(sizes1, boxes1, sizes2, boxes2, pixels):
    stacked = np.sort(np.stack([boxes1.numpy(), boxes2.numpy()]).astype(np.float64), axis=0)
    sides = stacked[1, :, 2:] - stacked[0, :, :2]
    covered = sizes1.numpy().astype(np.float64) + sizes2.numpy()
    return torch.from_numpy(1 - covered / pixels), torch.from_numpy(1 - (sides[:, 0] * sides[:, 1] - covered) / pixels)


# --- combine ---


@wrong("combine", "Raises the prior to the power of the number of cues only for the object")
def bayes_prior_power(on_object, on_background, prior):
    one, other = prior ** on_object.shape[1] * on_object.prod(1), (1 - prior) * on_background.prod(1)
    return one / (one + other)


@wrong("combine", "Exchanges the likelihoods")
def bayes_likelihoods_exchanged(on_object, on_background, prior):
    one, other = prior * on_background.prod(1), (1 - prior) * on_object.prod(1)
    return one / (one + other)


@wrong("combine", "Multiplies the odds of the cues by the odds of the prior, and bounds at 1")
def bayes_bounded_odds(on_object, on_background, prior):
    return (on_object.prod(1) / on_background.prod(1) * prior / (1 - prior)).clamp(max=1)


@wrong("combine", "Adds the cues' log odds without the exponential: sigmoid of the sum of quotients")
def bayes_sum_of_quotients(on_object, on_background, prior):
    return torch.sigmoid((on_object / on_background).sum(1) + math.log(prior / (1 - prior)))


@wrong("combine", "Averages the log odds over the cues")
def bayes_mean_log_odds(on_object, on_background, prior):
    return torch.sigmoid((on_object / on_background).log().mean(1) + math.log(prior / (1 - prior)))


@wrong("combine", "Adds the prior itself instead of its log odds")
def bayes_adds_prior(on_object, on_background, prior):
    return torch.sigmoid((on_object / on_background).log().sum(1) + prior)


@wrong("combine", "Adds log(prior) only")
def bayes_log_prior_only(on_object, on_background, prior):
    return torch.sigmoid((on_object / on_background).log().sum(1) + math.log(prior))


@wrong("combine", "Takes logarithms to base 10 before a sigmoid")
def bayes_log10(on_object, on_background, prior):
    return torch.sigmoid((on_object / on_background).log10().sum(1) + math.log10(prior / (1 - prior)))


@wrong("combine", "Takes the last cue only")
def bayes_last_cue(on_object, on_background, prior):
    one, other = prior * on_object[:, -1], (1 - prior) * on_background[:, -1]
    return one / (one + other)


@wrong("combine", "Takes 1 minus the product of 1 minus each cue's probability, as if one cue were enough")
def bayes_noisy_or(on_object, on_background, prior):
    one, other = prior * on_object, (1 - prior) * on_background
    return 1 - (1 - one / (one + other)).prod(1)


@wrong("combine", "Multiplies each cue's probabilities and normalises, which counts the prior once per cue")
def bayes_normalised_product(on_object, on_background, prior):
    posterior = prior * on_object / (prior * on_object + (1 - prior) * on_background)
    one, other = posterior.prod(1), (1 - posterior).prod(1)
    return one / (one + other)


@wrong("combine", "Takes two cues whatever C is")
def bayes_two_cues(on_object, on_background, prior):
    one = prior * on_object[:, 0] * on_object[:, 1]
    other = (1 - prior) * on_background[:, 0] * on_background[:, 1]
    return one / (one + other)


@wrong("combine", "Decides: 1 where the object is likelier, else 0")
def bayes_decides(on_object, on_background, prior):
    return (prior * on_object.prod(1) > (1 - prior) * on_background.prod(1)).float()


@wrong("combine", "Takes logarithms of the caller's likelihoods in place")
def bayes_in_place(on_object, on_background, prior):
    return torch.sigmoid(on_object.log_().sum(1) - on_background.log_().sum(1) + math.log(prior / (1 - prior)))


@wrong("combine", "Gives the background the prior 1 and takes the product over all boxes")
def bayes_two_mistakes(on_object, on_background, prior):
    one, other = prior * on_object.prod(), on_background.prod()
    return (one / (one + other)).expand(len(on_object))


@wrong("combine", "Adds likelihoods and exchanges the priors")
def bayes_sum_exchanged(on_object, on_background, prior):
    one, other = (1 - prior) * on_object.sum(1), prior * on_background.sum(1)
    return one / (one + other)


@right("combine", "Normalises two rows by their logsumexp")
def bayes_by_logsumexp(on_object, on_background, prior):
    logs = torch.stack([on_object.log().sum(1) + math.log(prior), on_background.log().sum(1) + math.log(1 - prior)])
    return (logs[0] - logs.logsumexp(0)).exp()


@right("combine", "Recurs over the cues: the belief after the first one is the prior of the rest")
def bayes_by_recursion(on_object, on_background, prior):
    if on_object.shape[1] == 0:
        return torch.as_tensor(prior, dtype=on_object.dtype).expand(len(on_object))
    one, other = prior * on_object[:, 0], (1 - prior) * on_background[:, 0]
    return bayes_by_recursion(on_object[:, 1:], on_background[:, 1:], one / (one + other))


@right("combine", "Asks tanh, as the sigmoid is half of it shifted")
def bayes_by_tanh(on_object, on_background, prior):
    log_odds = torch.logit(torch.tensor(prior, dtype=torch.float64))
    log_odds = (
        log_odds + (on_object.double().log() - on_background.double().log()) @ torch.ones(on_object.shape[1]).double()
    )
    return (1 + torch.tanh(log_odds / 2)) / 2


@right("combine", "Loops over boxes in Python with sums of logarithms")
def bayes_in_loops(on_object, on_background, prior):
    beliefs = []
    for cues, others in zip(on_object.tolist(), on_background.tolist(), strict=True):
        against = math.log(1 - prior) - math.log(prior)
        against += math.fsum(math.log(b) - math.log(o) for o, b in zip(cues, others, strict=True))
        beliefs.append(1 / (1 + math.exp(against)) if against < 700 else 0.0)
    return torch.tensor(beliefs)


# --- scene_recall ---


def _overlaps(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).clamp(min=0).prod(-1)
    area1, area2 = (boxes1[:, 2:] - boxes1[:, :2]).prod(1), (boxes2[:, 2:] - boxes2[:, :2]).prod(1)
    return shared / (area1[:, None] + area2 - shared)


@wrong("scene_recall", "Takes n - 1 proposals")
def found_one_less(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[: n - 1].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Lets each number begin where the one before has ended")
def found_in_slices(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    starts = [0, *numbers[:-1]]
    return torch.stack([hits[a:b].any(0).float().mean() for a, b in zip(starts, numbers, strict=True)])


@wrong("scene_recall", "Takes the first n truths instead of the first n proposals")
def found_first_truths(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[:, :n].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Asks that all of the first n proposals overlap the truth")
def found_by_all(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].all(0).float().mean() for n in numbers])


@wrong("scene_recall", "Asks torchvision for the IoU by another name")
def found_by_library(proposals, truths, numbers, iou_threshold):
    hits = library_iou(truths, proposals) >= iou_threshold
    return torch.stack([hits[:, :n].any(1).float().mean() for n in numbers])


@wrong("scene_recall", "Takes a proposal away that has found a truth, in order")
def found_one_to_one(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    recalls = []
    for n in numbers:
        found = set()
        for row in hits[:n]:
            for g in row.nonzero().flatten().tolist():
                if g not in found:
                    found.add(g)
                    break
        recalls.append(len(found) / len(truths))
    return torch.tensor(recalls)


@wrong("scene_recall", "Sums the IoU of the first n proposals before it compares")
def found_by_summed_overlap(proposals, truths, numbers, iou_threshold):
    overlaps = _overlaps(proposals, truths)
    return torch.stack([(overlaps[:n].sum(0) >= iou_threshold).float().mean() for n in numbers])


@wrong("scene_recall", "Takes the mean IoU of the first n proposals")
def found_by_mean_overlap(proposals, truths, numbers, iou_threshold):
    overlaps = _overlaps(proposals, truths)
    return torch.stack([(overlaps[:n].mean(0) >= iou_threshold).float().mean() for n in numbers])


@wrong("scene_recall", "Gives 0 where there are fewer proposals than n")
def found_none_beyond(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() if n <= len(hits) else torch.tensor(0.0) for n in numbers])


@wrong("scene_recall", "Returns numbers of one dimension more, (1, K)")
def found_further_dimension(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in numbers])[None]


@wrong("scene_recall", "Returns a dictionary from n to recall")
def found_dictionary(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return {n: hits[:n].any(0).float().mean() for n in numbers}


@wrong("scene_recall", "Returns whole per cent")
def found_per_cent(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).sum() * 100 // len(truths) for n in numbers])


@wrong("scene_recall", "Averages over the proposals too")
def found_share_of_hits(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].float().mean() for n in numbers])


@wrong("scene_recall", "Turns the caller's proposals into sides in place")
def found_in_place(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    proposals[:, 2:] -= proposals[:, :2]
    return torch.stack([hits[:n].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Adds 1 to the sides in the IoU and sorts the numbers upwards")
def found_two_mistakes(proposals, truths, numbers, iou_threshold):
    one = torch.tensor([0, 0, 1, 1])
    hits = _overlaps(proposals + one, truths + one) > iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in sorted(numbers)])


@wrong("scene_recall", "Takes the last n proposals and counts hits of pairs")
def found_last_pairs(proposals, truths, numbers, iou_threshold):
    hits = _overlaps(proposals, truths) >= iou_threshold
    return torch.stack([hits[-n:].sum() / len(truths) for n in numbers])


@right("scene_recall", "Keeps the set of truths found while it goes through the proposals")
def found_by_growing_set(proposals, truths, numbers, iou_threshold):
    found, curve = set(), []
    for proposal in proposals:
        overlaps = _overlaps(proposal[None], truths)[0]
        found.update((overlaps >= iou_threshold).nonzero().flatten().tolist())
        curve.append(len(found) / len(truths))
    return torch.tensor([curve[min(n, len(curve)) - 1] for n in numbers])


@right("scene_recall", "Multiplies misses up by cumprod")
def found_by_misses(proposals, truths, numbers, iou_threshold):
    misses = (_overlaps(proposals, truths) < iou_threshold).double().cumprod(0)
    ends = torch.as_tensor(numbers).clamp(max=len(proposals)) - 1
    return 1 - misses[ends].mean(1)


@right("scene_recall", "Masks ranks beyond n and takes the best overlap, all numbers at once")
def found_by_rank_mask(proposals, truths, numbers, iou_threshold):
    ranks = torch.arange(len(proposals))[None, :, None]
    within = ranks < torch.tensor(numbers)[:, None, None]
    best = torch.where(within, _overlaps(proposals, truths), -1.0).amax(1)
    return (best >= iou_threshold).sum(1) / truths.shape[0]


@right("scene_recall", "Counts finds at each rank by a histogram and accumulates")
def found_by_histogram(proposals, truths, numbers, iou_threshold):
    hits = (_overlaps(proposals, truths) >= iou_threshold).numpy()
    first = hits.argmax(0)[hits.any(0)]
    curve = np.cumsum(np.bincount(first, minlength=len(hits))) / hits.shape[1]
    return F.pad(torch.from_numpy(curve), (1, 0))[[min(n, len(hits)) for n in numbers]]
