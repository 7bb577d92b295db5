"""Answers to the exercises on object proposals as students write them, right and wrong."""

import bisect
import functools
import math

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

from tests.exercises.corpus import right, wrong

# --- box_sums ---


@wrong("box_sums", "Reads the far corner one beyond, as if x2 and y2 belonged to the box")
def sums_inclusive(integral, boxes):
    padded = F.pad(integral[None, None], (0, 1, 0, 1), mode="replicate")[0, 0]
    x1, y1, x2, y2 = boxes.long().T
    return padded[y2 + 1, x2 + 1] - padded[y1, x2 + 1] - padded[y2 + 1, x1] + padded[y1, x1]


@wrong("box_sums", "Reads the first corner one before, as in an integral image without the row of zeros")
def sums_one_before(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    left, top = (x1 - 1).clamp(min=0), (y1 - 1).clamp(min=0)
    return integral[y2, x2] - integral[top, x2] - integral[y2, left] + integral[top, left]


@wrong("box_sums", "Indexes by x first")
def sums_columns_first(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[x2, y2] - integral[x1, y2] - integral[x2, y1] + integral[x1, y1]


@wrong("box_sums", "Forgets to add the corner that was subtracted twice")
def sums_three_numbers(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1]


@wrong("box_sums", "Subtracts the first corner only")
def sums_two_numbers(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2, x2] - integral[y1, x1]


@wrong("box_sums", "Subtracts the first corner instead of adding it")
def sums_sign(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] - integral[y1, x1]


@wrong("box_sums", "Turns the sign")
def sums_negative(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[y1, x2] + integral[y2, x1] - integral[y2, x2] - integral[y1, x1]


@wrong("box_sums", "Sums the integral image itself inside the box")
def sums_of_integral(integral, boxes):
    return torch.stack([integral[y1:y2, x1:x2].sum() for x1, y1, x2, y2 in boxes.tolist()])


@wrong("box_sums", "Divides by the area")
def sums_as_means(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    total = integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]
    return total / ((x2 - x1) * (y2 - y1)).clamp(min=1)


@wrong("box_sums", "Reads the rows as (y1, x1, y2, x2)")
def sums_rows_first(integral, boxes):
    y1, x1, y2, x2 = boxes.long().T
    height, width = integral.shape
    y1, y2, x1, x2 = (
        y1.clamp(max=height - 1),
        y2.clamp(max=height - 1),
        x1.clamp(max=width - 1),
        x2.clamp(max=width - 1),
    )
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]


@wrong("box_sums", "Indexes without pairing, which gives (K, K)")
def sums_outer(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2][:, x2] - integral[y1][:, x2] - integral[y2][:, x1] + integral[y1][:, x1]


@wrong("box_sums", "Returns (K, 1)")
def sums_column(integral, boxes):
    x1, y1, x2, y2 = boxes.long().split(1, 1)
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]


@wrong("box_sums", "Returns the sum of the first box only")
def sums_first_box(integral, boxes):
    x1, y1, x2, y2 = boxes[0].tolist()
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]


@wrong("box_sums", "Reads the rows as x, y, width, height")
def sums_of_sides(integral, boxes):
    x, y, w, h = boxes.long().T
    right_side, bottom = (x + w).clamp(max=integral.shape[1] - 1), (y + h).clamp(max=integral.shape[0] - 1)
    return integral[bottom, right_side] - integral[y, right_side] - integral[bottom, x] + integral[y, x]


@wrong("box_sums", "Returns a list of numbers")
def sums_to_list(integral, boxes):
    rows = integral.tolist()
    return [rows[y2][x2] - rows[y1][x2] - rows[y2][x1] + rows[y1][x1] for x1, y1, x2, y2 in boxes.tolist()]


@wrong("box_sums", "Moves the caller's first corners one up and left in place")
def sums_in_place(integral, boxes):
    boxes[:, :2] += 1
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2, x2] - integral[y1 - 1, x2] - integral[y2, x1 - 1] + integral[y1 - 1, x1 - 1]


@wrong("box_sums", "Makes an integral image of the integral image before it reads")
def sums_summed_twice(integral, boxes):
    integral = integral.cumsum(0).cumsum(1)
    x1, y1, x2, y2 = boxes.long().T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]


@wrong("box_sums", "Exchanges x1 and x2 in one of the four and makes whole numbers")
def sums_two_mistakes(integral, boxes):
    x1, y1, x2, y2 = boxes.long().T
    return (integral[y2, x2] - integral[y1, x1] - integral[y2, x1] + integral[y1, x2]).long()


@wrong("box_sums", "Reads only the entry at the far corner, right for boxes that begin at the origin")
def sums_far_corner(integral, boxes):
    return integral[boxes[:, 3].long(), boxes[:, 2].long()]


@right("box_sums", "Gets the map back by differences and sums slices")
def sums_by_slices(integral, boxes):
    values = integral.double().diff(dim=0).diff(dim=1)
    return torch.stack([values[y1:y2, x1:x2].sum() for x1, y1, x2, y2 in boxes.tolist()])


@right("box_sums", "Takes from the flat integral image by row · (W + 1) + column")
def sums_by_flat_index(integral, boxes):
    b, width = boxes.long(), integral.shape[1]
    corners = b[:, [3, 1, 3, 1]] * width + b[:, [2, 2, 0, 0]]
    return integral.take(corners) @ integral.new_tensor([1, -1, -1, 1])


@right("box_sums", "Loops over the boxes")
def sums_in_loops(integral, boxes):
    sums = torch.zeros(len(boxes))
    for k in range(len(boxes)):
        x1, y1, x2, y2 = (int(number) for number in boxes[k])
        below = integral[y2, x2] - integral[y2, x1]
        above = integral[y1, x2] - integral[y1, x1]
        sums[k] = below - above
    return sums


@right("box_sums", "Uses NumPy's fancy indexing in float64")
def sums_in_numpy(integral, boxes):
    table, (x1, y1, x2, y2) = integral.numpy().astype(np.float64), boxes.numpy().T
    return torch.from_numpy((table[y2, x2] - table[y1, x2]) - (table[y2, x1] - table[y1, x1]))


@right("box_sums", "Multiplies by differences of one-hot rows and columns from both sides")
def sums_by_einsum(integral, boxes):
    b = boxes.long()
    height, width = integral.shape
    down = (F.one_hot(b[:, 3], height) - F.one_hot(b[:, 1], height)).to(integral.dtype)
    across = (F.one_hot(b[:, 2], width) - F.one_hot(b[:, 0], width)).to(integral.dtype)
    return torch.einsum("kh,hw,kw->k", down, integral, across)


# --- histogram_intersection ---


@wrong("histogram_intersection", "Sums the larger of the two shares")
def intersection_of_larger(one, other):
    return torch.maximum(one, other).sum(-1)


@wrong("histogram_intersection", "Multiplies the shares")
def intersection_as_product(one, other):
    return (one * other).sum(-1)


@wrong("histogram_intersection", "Sums over all dimensions")
def intersection_of_all(one, other):
    return torch.minimum(one, other).sum()


@wrong("histogram_intersection", "Takes the mean over the bins")
def intersection_mean(one, other):
    return torch.minimum(one, other).mean(-1)


@wrong("histogram_intersection", "Is 1 minus the whole sum of differences, not half of it")
def intersection_by_whole_difference(one, other):
    return 1 - (one - other).abs().sum(-1)


@wrong("histogram_intersection", "Is the Bhattacharyya coefficient, the sum of roots of products")
def intersection_as_bhattacharyya(one, other):
    return (one * other).sqrt().sum(-1)


@wrong("histogram_intersection", "Is the cosine of the two histograms")
def intersection_as_cosine(one, other):
    return F.cosine_similarity(one, other, dim=-1)


@wrong("histogram_intersection", "Is the Euclidean distance")
def intersection_as_distance(one, other):
    return (one - other).square().sum(-1).sqrt()


@wrong("histogram_intersection", "Sums over the first dimension")
def intersection_first_dimension(one, other):
    return torch.minimum(one, other).sum(0)


@wrong("histogram_intersection", "Sums over dimension 1, which single histograms don't have")
def intersection_dimension_one(one, other):
    return torch.minimum(one, other).sum(dim=1)


@wrong("histogram_intersection", "Keeps the dimension of the bins")
def intersection_keepdim(one, other):
    return torch.minimum(one, other).sum(-1, keepdim=True)


@wrong("histogram_intersection", "Compares each row of one with each row of the other")
def intersection_of_all_pairs(one, other):
    return torch.minimum(one.unsqueeze(-2), other.unsqueeze(-3) if other.dim() > 1 else other).sum(-1)


@wrong("histogram_intersection", "Returns the smaller shares without summing")
def intersection_unsummed(one, other):
    return torch.minimum(one, other)


@wrong("histogram_intersection", "Takes the smallest share of all bins")
def intersection_smallest(one, other):
    return torch.minimum(one, other).amin(-1)


@wrong("histogram_intersection", "Counts the share of bins that both use")
def intersection_of_used_bins(one, other):
    return ((one > 0) & (other > 0)).float().mean(-1)


@wrong("histogram_intersection", "Zips the rows of both, so one histogram isn't compared with many")
def intersection_zipped(one, other):
    if one.dim() == 1 and other.dim() == 1:
        return torch.minimum(one, other).sum()
    return torch.stack([torch.minimum(a, b).sum() for a, b in zip(one, other, strict=False)])


@wrong(
    "histogram_intersection", "Clamps the caller's histograms in place, which fails too where the other ones are more"
)
def intersection_in_place(one, other):
    return one.clamp_(max=other).sum(-1)


@wrong("histogram_intersection", "Divides by the sum of the larger shares, the IoU of histograms")
def intersection_over_union(one, other):
    return torch.minimum(one, other).sum(-1) / torch.maximum(one, other).sum(-1)


@wrong("histogram_intersection", "Normalises over the wrong dimension before, and returns 1 minus the result")
def intersection_two_mistakes(one, other):
    return 1 - torch.minimum(one / one.sum(0), other / other.sum(0)).sum(-1)


@right("histogram_intersection", "Is 1 minus half the sum of differences, as the shares sum to 1")
def intersection_by_difference(one, other):
    return 1 - (one - other).abs().sum(-1) / 2


@right("histogram_intersection", "Uses the formula for the smaller of two numbers")
def intersection_by_formula(one, other):
    return ((one + other - (one - other).abs()) / 2).sum(dim=-1)


@right("histogram_intersection", "Broadcasts, goes through the flat lists and reshapes")
def intersection_in_loops(one, other):
    one, other = torch.broadcast_tensors(one, other)
    bins = one.shape[-1]
    rows = zip(one.reshape(-1, bins).tolist(), other.reshape(-1, bins).tolist(), strict=True)
    return torch.tensor([math.fsum(map(min, a, b)) for a, b in rows]).reshape(one.shape[:-1])


@right("histogram_intersection", "Uses NumPy's minimum in float64")
def intersection_in_numpy(one, other):
    return torch.as_tensor(np.minimum(one.numpy().astype(float), other.numpy().astype(float)).sum(-1))


@right("histogram_intersection", "Stacks both and takes the minimum over the new dimension")
def intersection_by_stack(one, other):
    return torch.stack(torch.broadcast_tensors(one, other)).amin(0) @ torch.ones(one.shape[-1], dtype=one.dtype)


@right("histogram_intersection", "Subtracts what of the one is too much for the other")
def intersection_by_surplus(one, other):
    return (one - F.relu(one - other)).sum(-1)


# --- size_and_fill ---


def around(boxes1, boxes2):
    """Return the areas (N,) of the smallest boxes around both, a helper of the answers below."""
    first = torch.minimum(boxes1[:, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, 2:], boxes2[:, 2:])
    return (last - first).prod(1)


@wrong("size_and_fill", "Forgets the 1 minus in both")
def fill_without_one(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return both / pixels, (around(boxes1, boxes2) - both) / pixels


@wrong("size_and_fill", "Returns fill before size")
def fill_order(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return 1 - (around(boxes1, boxes2) - both) / pixels, 1 - both / pixels


@wrong("size_and_fill", "Subtracts the first region only from the box around both")
def fill_one_region(sizes1, boxes1, sizes2, boxes2, pixels):
    return 1 - (sizes1 + sizes2) / pixels, 1 - (around(boxes1, boxes2) - sizes1) / pixels


@wrong("size_and_fill", "Forgets the parentheses, so the sizes are added")
def fill_sign(sizes1, boxes1, sizes2, boxes2, pixels):
    return 1 - (sizes1 + sizes2) / pixels, 1 - (around(boxes1, boxes2) - sizes1 + sizes2) / pixels


@wrong("size_and_fill", "Takes the overlap of the boxes instead of the box around them")
def fill_overlap(sizes1, boxes1, sizes2, boxes2, pixels):
    first = torch.maximum(boxes1[:, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, 2:], boxes2[:, 2:])
    overlap = (last - first).clamp(min=0).prod(1)
    return 1 - (sizes1 + sizes2) / pixels, 1 - (overlap - sizes1 - sizes2) / pixels


@wrong("size_and_fill", "Takes the areas of the boxes for the sizes of the regions")
def fill_box_areas(sizes1, boxes1, sizes2, boxes2, pixels):
    both = (boxes1[:, 2:] - boxes1[:, :2]).prod(1) + (boxes2[:, 2:] - boxes2[:, :2]).prod(1)
    return 1 - both / pixels, 1 - (around(boxes1, boxes2) - both) / pixels


@wrong("size_and_fill", "Adds the areas of both boxes instead of the one around both")
def fill_sum_of_boxes(sizes1, boxes1, sizes2, boxes2, pixels):
    areas = (boxes1[:, 2:] - boxes1[:, :2]).prod(1) + (boxes2[:, 2:] - boxes2[:, :2]).prod(1)
    return 1 - (sizes1 + sizes2) / pixels, 1 - (areas - sizes1 - sizes2) / pixels


@wrong("size_and_fill", "Divides the gap by the box around both instead of the image")
def fill_by_box(sizes1, boxes1, sizes2, boxes2, pixels):
    box = around(boxes1, boxes2)
    return 1 - (sizes1 + sizes2) / pixels, 1 - (box - sizes1 - sizes2) / box


@wrong("size_and_fill", "Ignores the pixels of the image")
def fill_in_pixels(sizes1, boxes1, sizes2, boxes2, pixels):
    return 1 - (sizes1 + sizes2), 1 - (around(boxes1, boxes2) - sizes1 - sizes2)


@wrong("size_and_fill", "Compares the sizes by their difference")
def fill_difference(sizes1, boxes1, sizes2, boxes2, pixels):
    size = 1 - (sizes1 - sizes2).abs() / pixels
    return size, 1 - (around(boxes1, boxes2) - sizes1 - sizes2) / pixels


@wrong("size_and_fill", "Compares the sizes by their quotient, smaller by larger")
def fill_quotient(sizes1, boxes1, sizes2, boxes2, pixels):
    size = torch.minimum(sizes1, sizes2) / torch.maximum(sizes1, sizes2)
    return size, 1 - (around(boxes1, boxes2) - sizes1 - sizes2) / pixels


@wrong("size_and_fill", "Counts the pixels of a side as x2 - x1 + 1")
def fill_plus_one(sizes1, boxes1, sizes2, boxes2, pixels):
    first = torch.minimum(boxes1[:, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, 2:], boxes2[:, 2:])
    both = sizes1 + sizes2
    return 1 - both / pixels, 1 - ((last - first + 1).prod(1) - both) / pixels


@wrong("size_and_fill", "Puts one box around all regions")
def fill_one_box(sizes1, boxes1, sizes2, boxes2, pixels):
    first = torch.minimum(boxes1[:, :2], boxes2[:, :2]).amin(0)
    last = torch.maximum(boxes1[:, 2:], boxes2[:, 2:]).amax(0)
    both = sizes1 + sizes2
    return 1 - both / pixels, 1 - ((last - first).prod() - both) / pixels


@wrong("size_and_fill", "Compares each region with each, (N, N)")
def fill_all_pairs(sizes1, boxes1, sizes2, boxes2, pixels):
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    both = sizes1[:, None] + sizes2
    return 1 - both / pixels, 1 - ((last - first).prod(-1) - both) / pixels


@wrong("size_and_fill", "Puts the box around by the first corners of the first and the last corners of the second")
def fill_ordered(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    box = (boxes2[:, 2:] - boxes1[:, :2]).clamp(min=0).prod(1)
    return 1 - both / pixels, 1 - (box - both) / pixels


@wrong("size_and_fill", "Adds the second sizes to the caller's first ones in place")
def fill_in_place(sizes1, boxes1, sizes2, boxes2, pixels):
    sizes1 += sizes2
    return 1 - sizes1 / pixels, 1 - (around(boxes1, boxes2) - sizes1) / pixels


@wrong("size_and_fill", "Stacks both into one tensor (N, 2)")
def fill_stacked(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return torch.stack([1 - both / pixels, 1 - (around(boxes1, boxes2) - both) / pixels], 1)


@wrong("size_and_fill", "Takes the larger region for both and divides whole numbers")
def fill_two_mistakes(sizes1, boxes1, sizes2, boxes2, pixels):
    larger = torch.maximum(sizes1, sizes2)
    return 1 - larger // pixels, 1 - (around(boxes1, boxes2) - larger) // pixels


@wrong("size_and_fill", "Returns the mean of both")
def fill_mean(sizes1, boxes1, sizes2, boxes2, pixels):
    both = sizes1 + sizes2
    return (1 - both / pixels + 1 - (around(boxes1, boxes2) - both) / pixels) / 2


@right("size_and_fill", "Loops over the pairs")
def fill_in_loops(sizes1, boxes1, sizes2, boxes2, pixels):
    size, fill = [], []
    for s1, b1, s2, b2 in zip(sizes1.tolist(), boxes1.tolist(), sizes2.tolist(), boxes2.tolist(), strict=True):
        width, height = max(b1[2], b2[2]) - min(b1[0], b2[0]), max(b1[3], b2[3]) - min(b1[1], b2[1])
        size.append(1 - (s1 + s2) / pixels)
        fill.append(1 - (width * height - s1 - s2) / pixels)
    return torch.tensor(size), torch.tensor(fill)


@right("size_and_fill", "Gets fill from size: 2 - size - box / pixels")
def fill_from_size(sizes1, boxes1, sizes2, boxes2, pixels):
    size = (pixels - sizes1 - sizes2) / pixels
    together = torch.stack([boxes1, boxes2]).double()
    sides = together[..., 2:].amax(0) - together[..., :2].amin(0)
    return size, 2 - size - sides.prod(-1) / pixels


@right("size_and_fill", "Turns the sign of last corners to need one minimum only")
def fill_by_one_minimum(sizes1, boxes1, sizes2, boxes2, pixels):
    signs = torch.tensor([1, 1, -1, -1])
    corners = torch.minimum(boxes1 * signs, boxes2 * signs)
    box = (corners[:, 0] + corners[:, 2]) * (corners[:, 1] + corners[:, 3])
    covered = torch.add(sizes1, sizes2)
    return 1 - covered.div(pixels), 1 - (box - covered).div(pixels)


@right("size_and_fill", "Calculates in NumPy with float64")
def fill_in_numpy(sizes1, boxes1, sizes2, boxes2, pixels):
    b1, b2 = boxes1.numpy().astype(np.float64).T, boxes2.numpy().astype(np.float64).T
    box = (np.maximum(b1[2], b2[2]) - np.minimum(b1[0], b2[0])) * (np.maximum(b1[3], b2[3]) - np.minimum(b1[1], b2[1]))
    covered = np.add(sizes1.numpy(), sizes2.numpy(), dtype=np.float64)
    return torch.from_numpy(1 - covered / pixels), torch.from_numpy(1 - (box - covered) / pixels)


# --- combine ---


@wrong("combine", "Ignores the prior")
def combine_without_prior(on_object, on_background, prior):
    one, other = on_object.prod(1), on_background.prod(1)
    return one / (one + other)


@wrong("combine", "Gives the background the prior of the object")
def combine_same_prior(on_object, on_background, prior):
    one, other = prior * on_object.prod(1), prior * on_background.prod(1)
    return one / (one + other)


@wrong("combine", "Exchanges the priors")
def combine_priors_exchanged(on_object, on_background, prior):
    one, other = (1 - prior) * on_object.prod(1), prior * on_background.prod(1)
    return one / (one + other)


@wrong("combine", "Forgets the background's prior in the denominator")
def combine_background_unweighted(on_object, on_background, prior):
    one, other = prior * on_object.prod(1), on_background.prod(1)
    return one / (one + other)


@wrong("combine", "Applies the prior to each cue")
def combine_prior_each(on_object, on_background, prior):
    one, other = (prior * on_object).prod(1), ((1 - prior) * on_background).prod(1)
    return one / (one + other)


@wrong("combine", "Adds the likelihoods instead of multiplying them")
def combine_by_sum(on_object, on_background, prior):
    one, other = prior * on_object.sum(1), (1 - prior) * on_background.sum(1)
    return one / (one + other)


@wrong("combine", "Takes the mean of the probabilities that each cue gives")
def combine_by_mean(on_object, on_background, prior):
    one, other = prior * on_object, (1 - prior) * on_background
    return (one / (one + other)).mean(1)


@wrong("combine", "Multiplies the probabilities that each cue gives")
def combine_product_of_posteriors(on_object, on_background, prior):
    one, other = prior * on_object, (1 - prior) * on_background
    return (one / (one + other)).prod(1)


@wrong("combine", "Doesn't normalise")
def combine_unnormalised(on_object, on_background, prior):
    return prior * on_object.prod(1)


@wrong("combine", "Returns the odds")
def combine_odds(on_object, on_background, prior):
    return prior * on_object.prod(1) / ((1 - prior) * on_background.prod(1))


@wrong("combine", "Returns the logarithm of the odds")
def combine_log_odds(on_object, on_background, prior):
    return (on_object.log() - on_background.log()).sum(1) + math.log(prior / (1 - prior))


@wrong("combine", "Multiplies over the boxes instead of the cues")
def combine_wrong_axis(on_object, on_background, prior):
    one, other = prior * on_object.prod(0), (1 - prior) * on_background.prod(0)
    return one / (one + other)


@wrong("combine", "Normalises over the boxes")
def combine_over_boxes(on_object, on_background, prior):
    one = prior * on_object.prod(1)
    return one / one.sum()


@wrong("combine", "Returns p(background | cues)")
def combine_background(on_object, on_background, prior):
    one, other = prior * on_object.prod(1), (1 - prior) * on_background.prod(1)
    return other / (one + other)


@wrong("combine", "Uses the first cue only")
def combine_first_cue(on_object, on_background, prior):
    one, other = prior * on_object[:, 0], (1 - prior) * on_background[:, 0]
    return one / (one + other)


@wrong("combine", "Keeps a dimension, (K, 1)")
def combine_keepdim(on_object, on_background, prior):
    one = prior * on_object.prod(1, keepdim=True)
    return one / (one + (1 - prior) * on_background.prod(1, keepdim=True))


@wrong("combine", "Takes the geometric mean of the likelihoods")
def combine_geometric_mean(on_object, on_background, prior):
    one, other = prior * on_object.log().mean(1).exp(), (1 - prior) * on_background.log().mean(1).exp()
    return one / (one + other)


@wrong("combine", "Multiplies the prior into the caller's likelihoods in place")
def combine_in_place(on_object, on_background, prior):
    on_object[:, 0] *= prior
    on_background[:, 0] *= 1 - prior
    one, other = on_object.prod(1), on_background.prod(1)
    return one / (one + other)


@wrong("combine", "Takes a prior of a half and the most convincing cue only")
def combine_two_mistakes(on_object, on_background, prior):
    return (on_object / (on_object + on_background)).amax(1)


@wrong("combine", "Divides by p(object) times the product of both sums, as if the cues' evidence were independent too")
def combine_independent_evidence(on_object, on_background, prior):
    evidence = (prior * on_object + (1 - prior) * on_background).prod(1)
    return prior * on_object.prod(1) / evidence


@right("combine", "Is the sigmoid of the summed logarithms of quotients")
def combine_by_sigmoid(on_object, on_background, prior):
    return torch.sigmoid((on_object / on_background).log().sum(1) + math.log(prior) - math.log1p(-prior))


@right("combine", "Learns from cue to cue: what a cue gives is the prior of the next one")
def combine_step_by_step(on_object, on_background, prior):
    belief = torch.full((on_object.shape[0],), float(prior), dtype=torch.float64)
    for likelihood, other in zip(on_object.T.double(), on_background.T.double(), strict=True):
        belief = belief * likelihood / (belief * likelihood + (1 - belief) * other)
    return belief


@right("combine", "Is a softmax over the two causes")
def combine_by_softmax(on_object, on_background, prior):
    logs = torch.stack([on_object, on_background], -1).double().log().sum(1)
    return (logs + torch.tensor([prior, 1 - prior], dtype=torch.float64).log()).softmax(-1)[:, 0]


@right("combine", "Calculates in NumPy with logaddexp")
def combine_in_numpy(on_object, on_background, prior):
    one = np.log(prior) + np.log(on_object.numpy().astype(np.float64)).sum(1)
    other = np.log(1 - prior) + np.log(on_background.numpy().astype(np.float64)).sum(1)
    return torch.from_numpy(np.exp(one - np.logaddexp(one, other)))


@right("combine", "Multiplies the quotients background by object and returns 1 / (1 + odds against)")
def combine_by_odds_against(on_object, on_background, prior):
    against = functools.reduce(torch.mul, (on_background / on_object).unbind(1), torch.tensor((1 - prior) / prior))
    return 1 / (1 + against)


# --- scene_recall ---


def iou(boxes1, boxes2):
    """Return the IoU (N, M), a helper of the answers below."""
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).clamp(min=0).prod(-1)
    area1, area2 = (boxes1[:, 2:] - boxes1[:, :2]).prod(1), (boxes2[:, 2:] - boxes2[:, :2]).prod(1)
    return shared / (area1[:, None] + area2 - shared)


@wrong("scene_recall", "Asks for more than the threshold")
def recall_above(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) > iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Asks for the n-th proposal only")
def recall_of_one(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[min(n, len(hits)) - 1].float().mean() for n in numbers])


@wrong("scene_recall", "Takes n + 1 proposals")
def recall_one_more(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[: n + 1].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Takes the last n proposals")
def recall_of_last(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[-n:].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Is the share of the proposals that find a truth, a precision")
def recall_as_precision(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(1).float().mean() for n in numbers])


@wrong("scene_recall", "Divides the truths found by the number of proposals")
def recall_by_proposals(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).sum() / n for n in numbers])


@wrong("scene_recall", "Returns how many truths are found")
def recall_counts(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).sum().float() for n in numbers])


@wrong("scene_recall", "Counts a truth once for each proposal that finds it")
def recall_counts_twice(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].sum() / len(truths) for n in numbers])


@wrong("scene_recall", "Lets each proposal find one truth only, its best")
def recall_best_truth_only(proposals, truths, numbers, iou_threshold):
    best, which = iou(proposals, truths).max(1)
    recalls = []
    for n in numbers:
        found = which[:n][best[:n] >= iou_threshold].unique()
        recalls.append(len(found) / len(truths))
    return torch.tensor(recalls)


@wrong("scene_recall", "Fails where there are fewer proposals than n")
def recall_fails_beyond(proposals, truths, numbers, iou_threshold):
    hits = (iou(proposals, truths) >= iou_threshold).long().cummax(0).values
    return torch.stack([hits[n - 1].float().mean() for n in numbers])


@wrong("scene_recall", "Sorts the numbers first, so the recalls are in another order")
def recall_sorted(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in sorted(numbers)])


@wrong("scene_recall", "Returns the recall of every n up to the largest")
def recall_of_all_numbers(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in range(1, max(numbers) + 1)])


@wrong("scene_recall", "Takes a threshold of 0.5 for granted")
def recall_half(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= 0.5
    return torch.stack([hits[:n].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Calls torchvision, which the text forbids")
def recall_by_torchvision(proposals, truths, numbers, iou_threshold):
    hits = torchvision.ops.box_iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Returns a list of numbers")
def recall_to_list(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return [float(hits[:n].any(0).float().mean()) for n in numbers]


@wrong("scene_recall", "Averages the best IoU of each truth, without threshold")
def recall_as_best_overlap(proposals, truths, numbers, iou_threshold):
    ious = iou(proposals, truths)
    return torch.stack([ious[:n].amax(0).mean() for n in numbers])


@wrong("scene_recall", "Divides by the area of the truth instead of the union")
def recall_by_cover(proposals, truths, numbers, iou_threshold):
    first = torch.maximum(proposals[:, None, :2], truths[:, :2])
    last = torch.minimum(proposals[:, None, 2:], truths[:, 2:])
    cover = (last - first).clamp(min=0).prod(-1) / (truths[:, 2:] - truths[:, :2]).prod(1)
    return torch.stack([(cover[:n] >= iou_threshold).any(0).float().mean() for n in numbers])


@wrong("scene_recall", "Is 1 as soon as any truth is found")
def recall_any_truth(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    return torch.stack([hits[:n].any().float() for n in numbers])


@wrong("scene_recall", "Doesn't raise negative sides of the overlap to 0 and divides whole numbers")
def recall_two_mistakes(proposals, truths, numbers, iou_threshold):
    first = torch.maximum(proposals[:, None, :2], truths[:, :2])
    last = torch.minimum(proposals[:, None, 2:], truths[:, 2:])
    shared = (last - first).prod(-1)
    area1, area2 = (proposals[:, 2:] - proposals[:, :2]).prod(1), (truths[:, 2:] - truths[:, :2]).prod(1)
    hits = shared / (area1[:, None] + area2 - shared) >= iou_threshold
    return torch.stack([hits[:n].any(0).sum() // len(truths) for n in numbers]).float()


@wrong("scene_recall", "Takes proposals by falling area instead of the order they come in")
def recall_by_area(proposals, truths, numbers, iou_threshold):
    order = (proposals[:, 2:] - proposals[:, :2]).prod(1).argsort(descending=True)
    hits = iou(proposals[order], truths) >= iou_threshold
    return torch.stack([hits[:n].any(0).float().mean() for n in numbers])


@right("scene_recall", "Loops over numbers, truths and proposals and breaks at the first find")
def recall_in_loops(proposals, truths, numbers, iou_threshold):
    recalls = torch.zeros(len(numbers))
    for k, n in enumerate(numbers):
        for truth in truths:
            for proposal in proposals[:n]:
                if iou(proposal[None], truth[None])[0, 0] >= iou_threshold:
                    recalls[k] += 1 / truths.shape[0]
                    break
    return recalls


@right("scene_recall", "Finds the first proposal for each truth, then counts those before n")
def recall_by_first_find(proposals, truths, numbers, iou_threshold):
    hits = iou(proposals, truths) >= iou_threshold
    first = torch.where(hits.any(0), hits.int().argmax(0), torch.iinfo(torch.int64).max)
    return (first[None] < torch.tensor(numbers)[:, None]).double().mean(1)


@right("scene_recall", "Takes running maxima of the IoU and indexes them, with n not beyond the last one")
def recall_by_running_maximum(proposals, truths, numbers, iou_threshold):
    best = iou(truths, proposals).cummax(1).values
    curve = (best >= iou_threshold).float().mean(0)
    return curve[torch.tensor(numbers).clamp(max=len(proposals)) - 1]


@right("scene_recall", "Keeps a sorted list of the places of first finds and bisects it")
def recall_by_bisection(proposals, truths, numbers, iou_threshold):
    columns = (iou(proposals, truths) >= iou_threshold).T.tolist()
    places = sorted(column.index(True) + 1 for column in columns if any(column))
    return torch.tensor([bisect.bisect_right(places, n) / len(columns) for n in numbers])


@right("scene_recall", "Uses NumPy with logical_or's accumulation")
def recall_in_numpy(proposals, truths, numbers, iou_threshold):
    hits = (iou(proposals, truths) >= iou_threshold).numpy()
    curve = np.logical_or.accumulate(hits, axis=0).mean(1)
    return torch.from_numpy(curve[np.minimum(np.array(numbers), len(curve)) - 1])
