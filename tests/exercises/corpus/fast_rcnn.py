"""Answers to the exercises on Fast R-CNN as students write them, right and wrong."""

import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from lecture_utils.demos import fast_rcnn as demos
from tests.exercises.corpus import right, wrong

# --- smooth_l1 ---


@wrong("smooth_l1", "Forgets the factor 0.5 of the parabola")
def smooth_without_half(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, x**2 / beta, x - 0.5 * beta)


@wrong("smooth_l1", "Forgets to divide by beta, right for beta = 1 only")
def smooth_without_beta(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2, x - 0.5 * beta)


@wrong("smooth_l1", "Subtracts 0.5 instead of 0.5 beta")
def smooth_subtracts_half(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2 / beta, x - 0.5)


@wrong("smooth_l1", "Ignores beta")
def smooth_ignores_beta(difference, beta):
    x = difference.abs()
    return torch.where(x < 1, 0.5 * x**2, x - 0.5)


@wrong("smooth_l1", "Is the Huber loss, which is beta times as large")
def smooth_huber(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2, beta * (x - 0.5 * beta))


@wrong("smooth_l1", "Uses the σ² of the Fast R-CNN code: 0.5 (beta x)²")
def smooth_sigma(difference, beta):
    x = difference.abs()
    return torch.where(x < 1 / beta**2, 0.5 * (beta * x) ** 2, x - 0.5 / beta**2)


@wrong("smooth_l1", "Forgets the absolute value in the condition, so that −10 falls under the parabola")
def smooth_condition_signed(difference, beta):
    return torch.where(difference < beta, 0.5 * difference**2 / beta, difference.abs() - 0.5 * beta)


@wrong("smooth_l1", "Forgets the absolute value in the line")
def smooth_line_signed(difference, beta):
    return torch.where(difference.abs() < beta, 0.5 * difference**2 / beta, difference - 0.5 * beta)


@wrong("smooth_l1", "Returns the mean")
def smooth_mean(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2 / beta, x - 0.5 * beta).mean()


@wrong("smooth_l1", "Returns the sum")
def smooth_sum(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2 / beta, x - 0.5 * beta).sum()


@wrong("smooth_l1", "Exchanges the two branches")
def smooth_branches_exchanged(difference, beta):
    x = difference.abs()
    return torch.where(x >= beta, 0.5 * x**2 / beta, x - 0.5 * beta)


@wrong("smooth_l1", "Takes the line without subtracting, so that there is a jump at beta")
def smooth_with_a_jump(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2 / beta, x)


@wrong("smooth_l1", "Adds 0.5 beta instead of subtracting it")
def smooth_adds(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2 / beta, x + 0.5 * beta)


@wrong("smooth_l1", "Tests all numbers at once with if, which fails for more than one")
def smooth_one_number(difference, beta):
    if abs(difference) < beta:
        return 0.5 * difference**2 / beta
    return abs(difference) - 0.5 * beta


@wrong("smooth_l1", "Decides by the largest number for all")
def smooth_decides_for_all(difference, beta):
    x = difference.abs()
    return 0.5 * x**2 / beta if x.max() < beta else x - 0.5 * beta


@wrong("smooth_l1", "Writes the parabola into the caller's tensor")
def smooth_in_place(difference, beta):
    small = difference.abs() < beta
    difference[small] = 0.5 * difference[small] ** 2 / beta
    difference[~small] = difference[~small].abs() - 0.5 * beta
    return difference


@wrong("smooth_l1", "Multiplies the parabola by beta")
def smooth_multiplies(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2 * beta, x - 0.5 * beta)


@wrong("smooth_l1", "Squares beta too: 0.5 (x / beta)²")
def smooth_squares_beta(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * (x / beta) ** 2, x - 0.5 * beta)


@wrong("smooth_l1", "Returns two selections joined, so that order and shape are lost")
def smooth_selections(difference, beta):
    x = difference.abs()
    small = x < beta
    return torch.cat([0.5 * x[small] ** 2 / beta, x[~small] - 0.5 * beta])


@wrong("smooth_l1", "Loops over rows and columns, so only matrices work")
def smooth_matrix(difference, beta):
    loss = torch.zeros(difference.shape)
    for i in range(difference.shape[0]):
        for j in range(difference.shape[1]):
            x = abs(difference[i, j])
            loss[i, j] = 0.5 * x**2 / beta if x < beta else x - 0.5 * beta
    return loss


@wrong("smooth_l1", "Calls the forbidden smooth_l1_loss")
def smooth_forbidden(difference, beta):
    return F.smooth_l1_loss(difference, torch.zeros_like(difference), reduction="none", beta=beta)


@wrong("smooth_l1", "Calls the forbidden huber_loss and divides by beta")
def smooth_forbidden_huber(difference, beta):
    return F.huber_loss(difference, torch.zeros_like(difference), reduction="none", delta=beta) / beta


@wrong("smooth_l1", "Forgets 0.5 in the parabola and beta in the line, two mistakes at once")
def smooth_two_mistakes(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, x**2 / beta, x - 0.5)


@wrong("smooth_l1", "Forgets beta in the parabola and averages, two mistakes at once")
def smooth_two_other_mistakes(difference, beta):
    x = difference.abs()
    return torch.where(x < beta, 0.5 * x**2, x - 0.5 * beta).mean()


@right("smooth_l1", "Limits |x| to beta and needs no condition")
def smooth_by_clamp(difference, beta):
    inside = difference.abs().clamp(max=beta)
    return inside * (difference.abs() - 0.5 * inside) / beta


@right("smooth_l1", "Uses ≤ instead of <, as both formulas agree at beta")
def smooth_at_most(difference, beta):
    x = torch.sqrt(difference**2)
    return torch.where(x <= beta, x.pow(2) / (2 * beta), x - beta / 2)


@right("smooth_l1", "Multiplies by masks as numbers")
def smooth_by_masks(difference, beta):
    small = (difference.abs() < beta).to(difference.dtype)
    return small * 0.5 * difference * difference / beta + (1 - small) * (difference.abs() - 0.5 * beta)


@right("smooth_l1", "Loops over the flattened numbers in Python")
def smooth_in_a_loop(difference, beta):
    numbers = [0.5 * x * x / beta if abs(x) < beta else abs(x) - 0.5 * beta for x in difference.reshape(-1).tolist()]
    return torch.tensor(numbers).reshape(difference.shape)


@right("smooth_l1", "Overwrites a copy at a mask")
def smooth_on_a_copy(difference, beta):
    loss = difference.abs() - 0.5 * beta
    small = difference.abs() < beta
    loss[small] = 0.5 / beta * difference[small].square()
    return loss


@right("smooth_l1", "Uses NumPy's piecewise in float64")
def smooth_in_numpy(difference, beta):
    x = np.abs(difference.detach().numpy().astype(np.float64))
    return torch.as_tensor(np.where(x < beta, 0.5 * x**2 / beta, x - 0.5 * beta))


@right("smooth_l1", "Subtracts from the line what the parabola lies above it, with a ReLU")
def smooth_by_relu(difference, beta):
    x = difference.double().abs()
    return x - 0.5 * beta + torch.relu(beta - x) ** 2 / (2 * beta)


# --- speed_up ---


@wrong("speed_up", "Takes the crop's side for its area")
def speed_up_side(regions, crop, image, per_pixel, head):
    return regions * (crop * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head)


@wrong("speed_up", "Runs Fast R-CNN's head once only")
def speed_up_one_head(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + head)


@wrong("speed_up", "Counts R-CNN's head once only")
def speed_up_one_head_in_rcnn(regions, crop, image, per_pixel, head):
    return (regions * crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head)


@wrong("speed_up", "Leaves the heads out")
def speed_up_without_heads(regions, crop, image, per_pixel, head):
    return regions * crop**2 / (image[0] * image[1])


@wrong("speed_up", "Leaves the head out of Fast R-CNN")
def speed_up_headless_fast(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel)


@wrong("speed_up", "Divides Fast R-CNN's cost by R-CNN's")
def speed_up_inverse(regions, crop, image, per_pixel, head):
    return (image[0] * image[1] * per_pixel + regions * head) / (regions * (crop**2 * per_pixel + head))


@wrong("speed_up", "Divides as whole numbers")
def speed_up_whole(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) // (image[0] * image[1] * per_pixel + regions * head)


@wrong("speed_up", "Rounds to one decimal")
def speed_up_rounded(regions, crop, image, per_pixel, head):
    return round(regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head), 1)


@wrong("speed_up", "Takes the image to be square, its height squared")
def speed_up_square_image(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) / (image[0] ** 2 * per_pixel + regions * head)


@wrong("speed_up", "Adds height and width instead of multiplying")
def speed_up_sum_of_sides(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) / (sum(image) * per_pixel + regions * head)


@wrong("speed_up", "Returns the difference of the costs")
def speed_up_difference(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) - (image[0] * image[1] * per_pixel + regions * head)


@wrong("speed_up", "Returns both costs")
def speed_up_both_costs(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head), image[0] * image[1] * per_pixel + regions * head


@wrong("speed_up", "Subtracts 1, the share that is saved")
def speed_up_minus_one(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head) - 1


@wrong("speed_up", "Multiplies the head by per_pixel as well")
def speed_up_brackets(regions, crop, image, per_pixel, head):
    return regions * (crop**2 + head) * per_pixel / ((image[0] * image[1] + regions * head) * per_pixel)


@wrong("speed_up", "Forgets the brackets round the denominator")
def speed_up_precedence(regions, crop, image, per_pixel, head):
    return regions * (crop**2 * per_pixel + head) / image[0] * image[1] * per_pixel + regions * head


@wrong("speed_up", "Assumes 2000 proposals")
def speed_up_two_thousand(regions, crop, image, per_pixel, head):
    return 2000 * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + 2000 * head)


@wrong("speed_up", "Assumes crops of 224")
def speed_up_crop_of_224(regions, crop, image, per_pixel, head):
    return regions * (224 * 224 * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head)


@wrong("speed_up", "Counts a multiply–add as two in R-CNN only")
def speed_up_doubled(regions, crop, image, per_pixel, head):
    return 2 * regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head)


@wrong("speed_up", "Exchanges the crop and the image")
def speed_up_exchanged(regions, crop, image, per_pixel, head):
    return regions * (image[0] * image[1] * per_pixel + head) / (crop**2 * per_pixel + regions * head)


@wrong("speed_up", "Forgets R-CNN's head and squares the image's height, two mistakes at once")
def speed_up_two_mistakes(regions, crop, image, per_pixel, head):
    return regions * crop**2 * per_pixel / (image[0] ** 2 * per_pixel + regions * head)


@wrong("speed_up", "Takes the crop's side and one head, two mistakes at once")
def speed_up_two_other_mistakes(regions, crop, image, per_pixel, head):
    return regions * (crop * per_pixel + head) / (image[0] * image[1] * per_pixel + head)


@right("speed_up", "Adds the costs region by region")
def speed_up_in_a_loop(regions, crop, image, per_pixel, head):
    height, width = image
    slow, fast = 0, height * width * per_pixel
    for _ in range(regions):
        slow += crop * crop * per_pixel + head
        fast += head
    return slow / fast


@right("speed_up", "Divides by the number of regions first")
def speed_up_for_one_region(regions, crop, image, per_pixel, head):
    return (crop**2 * per_pixel + head) / (math.prod(image) * per_pixel / regions + head)


@right("speed_up", "Uses tensors of float64")
def speed_up_by_tensors(regions, crop, image, per_pixel, head):
    costs = torch.tensor([per_pixel, head], dtype=torch.float64)
    counts = torch.tensor([[regions * crop**2, regions], [image[0] * image[1], regions]], dtype=torch.float64)
    slow, fast = counts @ costs
    return (slow / fast).item()


@right("speed_up", "Defines a function for the convolutions' cost")
def speed_up_with_a_function(regions, crop, image, per_pixel, head):
    def convolutions(height, width):
        return height * width * per_pixel

    heads = regions * head
    return (regions * convolutions(crop, crop) + heads) / (convolutions(*image) + heads)


@right("speed_up", "Divides NumPy numbers")
def speed_up_in_numpy(regions, crop, image, per_pixel, head):
    heads = np.float64(regions) * head
    return (np.float64(regions) * crop**2 * per_pixel + heads) / (np.prod(image, dtype=np.float64) * per_pixel + heads)


# --- sample_regions ---


def _drawn(labels, order):
    return order[labels[order] > 0], order[labels[order] == 0]


@wrong("sample_regions", "Ignores the order and takes regions by index")
def sample_by_index(labels, count, positive_fraction, order):
    things = torch.where(labels > 0)[0][: int(count * positive_fraction)]
    background = torch.where(labels == 0)[0][: count - len(things)]
    return torch.cat([things, background])


@wrong("sample_regions", "Fills up with background to the planned share only, not to count in all")
def sample_fixed_background(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    most = int(count * positive_fraction)
    return torch.cat([things[:most], background[: count - most]])


@wrong("sample_regions", "Rounds the number of things to the nearest")
def sample_rounds(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: round(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Rounds the number of things up")
def sample_rounds_up(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: math.ceil(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Draws at least one thing")
def sample_at_least_one(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: max(1, int(count * positive_fraction))]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes label −1 for background")
def sample_uses_forbidden(labels, count, positive_fraction, order):
    things, background = order[labels[order] > 0], order[labels[order] <= 0]
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes label −1 for a thing, as it isn't 0")
def sample_nonzero_is_thing(labels, count, positive_fraction, order):
    things, background = order[labels[order] != 0], order[labels[order] == 0]
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes label 1 alone for a thing")
def sample_label_one(labels, count, positive_fraction, order):
    things, background = order[labels[order] == 1], order[labels[order] == 0]
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes label 0 for a thing and −1 for background")
def sample_off_by_one(labels, count, positive_fraction, order):
    things, background = order[labels[order] >= 0], order[labels[order] == -1]
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Returns background first")
def sample_background_first(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * positive_fraction)]
    return torch.cat([background[: count - len(things)], things])


@wrong("sample_regions", "Returns the places in the order instead of the regions' indices")
def sample_places(labels, count, positive_fraction, order):
    ordered = labels[order]
    things = torch.where(ordered > 0)[0][: int(count * positive_fraction)]
    background = torch.where(ordered == 0)[0][: count - len(things)]
    return torch.cat([things, background])


@wrong("sample_regions", "Sorts the drawn indices")
def sample_sorted(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]]).sort().values


@wrong("sample_regions", "Returns the drawn regions in the given order, both kinds mixed")
def sample_mixed(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * positive_fraction)]
    drawn = torch.cat([things, background[: count - len(things)]])
    return order[torch.isin(order, drawn)]


@wrong("sample_regions", "Fills up with further things where background runs out")
def sample_fills_with_things(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    most = int(count * positive_fraction)
    background = background[: count - min(most, len(things))]
    return torch.cat([things[: max(most, count - len(background))], background])


@wrong("sample_regions", "Takes a fixed fraction of a quarter")
def sample_a_quarter(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: count // 4]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes the fraction of the things that there are, not of count")
def sample_fraction_of_things(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(len(things) * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Draws at random instead of in the order")
def sample_at_random(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order[torch.randperm(len(order))])
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes the inverse of the order")
def sample_inverse_order(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order.argsort())
    things = things[: int(count * positive_fraction)]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Takes the last ones of the order, from the end by a negative slice")
def sample_last_ones(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[-int(count * positive_fraction) :]
    return torch.cat([things, background[-(count - len(things)) :]])


@wrong("sample_regions", "Returns the labels of the drawn regions")
def sample_to_labels(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * positive_fraction)]
    return labels[torch.cat([things, background[: count - len(things)]])]


@wrong("sample_regions", "Returns things and background as a pair")
def sample_as_pair(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * positive_fraction)]
    return things, background[: count - len(things)]


@wrong("sample_regions", "Returns a mask of the drawn regions")
def sample_as_mask(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * positive_fraction)]
    mask = torch.zeros(len(labels), dtype=torch.bool)
    mask[torch.cat([things, background[: count - len(things)]])] = True
    return mask


@wrong("sample_regions", "Takes the first count regions of the order, then chooses among them")
def sample_first_count(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order[:count])
    return torch.cat([things[: int(count * positive_fraction)], background])


@wrong("sample_regions", "Takes the fraction for that of the background")
def sample_fraction_of_background(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    things = things[: int(count * (1 - positive_fraction))]
    return torch.cat([things, background[: count - len(things)]])


@wrong("sample_regions", "Ignores the order and uses −1 as background, two mistakes at once")
def sample_two_mistakes(labels, count, positive_fraction, order):
    things = torch.where(labels > 0)[0][: int(count * positive_fraction)]
    background = torch.where(labels <= 0)[0][: count - len(things)]
    return torch.cat([things, background])


@wrong("sample_regions", "Rounds up and doesn't fill up, two mistakes at once")
def sample_two_other_mistakes(labels, count, positive_fraction, order):
    things, background = _drawn(labels, order)
    most = math.ceil(count * positive_fraction)
    return torch.cat([things[:most], background[: count - most]])


@right("sample_regions", "Goes through the order twice and counts")
def sample_in_loops(labels, count, positive_fraction, order):
    most, drawn = math.floor(count * positive_fraction), []
    for region in order:
        if labels[region] > 0 and len(drawn) < most:
            drawn.append(int(region))
    for region in order:
        if labels[region] == 0 and len(drawn) < count:
            drawn.append(int(region))
    return torch.tensor(drawn, dtype=torch.long)


@right("sample_regions", "Goes through the order once with two lists")
def sample_two_lists(labels, count, positive_fraction, order):
    kinds = labels.tolist()
    things = [r for r in order.tolist() if kinds[r] >= 1][: int(count * positive_fraction)]
    background = [r for r in order.tolist() if not kinds[r]]
    return torch.LongTensor((things + background)[:count] if len(things) < count else things)


@right("sample_regions", "Counts by cumulative sums")
def sample_by_cumsum(labels, count, positive_fraction, order):
    ordered = labels[order]
    is_thing, is_background = ordered > 0, ordered == 0
    is_thing = is_thing & (is_thing.cumsum(0) <= int(count * positive_fraction))
    is_background = is_background & (is_background.cumsum(0) <= count - is_thing.sum())
    return torch.cat([order[is_thing], order[is_background]])


@right("sample_regions", "Works in NumPy with int32")
def sample_in_numpy(labels, count, positive_fraction, order):
    order, labels = order.numpy(), labels.numpy()
    things = order[np.flatnonzero(labels[order] > 0)][: int(np.floor(count * positive_fraction))]
    background = order[np.flatnonzero(labels[order] == 0)][: count - things.size]
    return torch.from_numpy(np.concatenate([things, background]).astype(np.int32))


@right("sample_regions", "Slices iterators by islice")
def sample_by_islice(labels, count, positive_fraction, order):
    things = list(itertools.islice((r for r in order if labels[r] > 0), int(count * positive_fraction)))
    background = itertools.islice((r for r in order if labels[r] == 0), count - len(things))
    return torch.tensor([*things, *background], dtype=torch.int64)


# --- assign_targets ---


def _offsets(P, G):
    P_side, G_side = P[:, 2:] - P[:, :2], G[:, 2:] - G[:, :2]
    P_centre, G_centre = P[:, :2] + P_side / 2, G[:, :2] + G_side / 2
    return torch.cat([10 * (G_centre - P_centre) / P_side, 5 * torch.log(G_side / P_side)], 1)


def _nothing(boxes):
    regions = len(boxes)
    return torch.zeros(regions).long(), torch.full((regions,), -1), torch.zeros(regions, 4)


def _matched(boxes, true_boxes, foreground):
    best, truth = demos.box_iou(boxes, true_boxes).max(1)
    return truth, best >= foreground


@wrong("assign_targets", "Forgets to add 1 to the label")
def assign_label_without_one(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    labels = true_labels[truth] * shows
    return labels, torch.where(shows, truth, -1), _offsets(boxes, true_boxes[truth]) * shows[:, None]


@wrong("assign_targets", "Adds 1 to the background's label too")
def assign_background_one(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    labels = true_labels[truth] * shows + 1
    return labels, torch.where(shows, truth, -1), _offsets(boxes, true_boxes[truth]) * shows[:, None]


@wrong("assign_targets", "Fails without things")
def assign_fails_without_things(boxes, true_boxes, true_labels, foreground):
    truth, shows = _matched(boxes, true_boxes, foreground)
    labels = (true_labels[truth] + 1) * shows
    return labels, torch.where(shows, truth, -1), _offsets(boxes, true_boxes[truth]) * shows[:, None]


@wrong("assign_targets", "Asks for an IoU above foreground")
def assign_above(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    best, truth = demos.box_iou(boxes, true_boxes).max(1)
    shows = best > foreground
    labels = (true_labels[truth] + 1) * shows
    return labels, torch.where(shows, truth, -1), _offsets(boxes, true_boxes[truth]) * shows[:, None]


@wrong("assign_targets", "Leaves the index of the thing for background regions")
def assign_truth_everywhere(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    return (true_labels[truth] + 1) * shows, truth, _offsets(boxes, true_boxes[truth]) * shows[:, None]


@wrong("assign_targets", "Writes 0 instead of −1 as the background's thing")
def assign_truth_zero(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    return (true_labels[truth] + 1) * shows, truth * shows, _offsets(boxes, true_boxes[truth]) * shows[:, None]


@wrong("assign_targets", "Leaves offsets for background regions")
def assign_offsets_everywhere(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), _offsets(boxes, true_boxes[truth])


@wrong("assign_targets", "Forgets the factors 10, 10, 5, 5")
def assign_without_factors(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) / torch.tensor([10, 10, 5, 5]) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Divides by the factors instead of multiplying")
def assign_divides_by_factors(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) / torch.tensor([100, 100, 25, 25]) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Orders the factors 10, 5, 10, 5")
def assign_factors_mixed(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) * torch.tensor([1, 0.5, 2, 1]) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Exchanges region and thing in the offsets")
def assign_offsets_inverse(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(true_boxes[truth], boxes) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Divides the shift by the thing's sides")
def assign_divides_by_thing(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    things = true_boxes[truth]
    P_side, G_side = boxes[:, 2:] - boxes[:, :2], things[:, 2:] - things[:, :2]
    shift = (things[:, :2] + things[:, 2:] - boxes[:, :2] - boxes[:, 2:]) / 2
    offsets = torch.cat([10 * shift / G_side, 5 * (G_side / P_side).log()], 1) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Compares the corners x1, y1 instead of the centres")
def assign_corners(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    things = true_boxes[truth]
    P_side, G_side = boxes[:, 2:] - boxes[:, :2], things[:, 2:] - things[:, :2]
    offsets = torch.cat([10 * (things[:, :2] - boxes[:, :2]) / P_side, 5 * (G_side / P_side).log()], 1)
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets * shows[:, None]


@wrong("assign_targets", "Takes the ratio of the sides without the logarithm")
def assign_without_logarithm(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth])
    offsets[:, 2:] = 5 * torch.exp(offsets[:, 2:] / 5)
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets * shows[:, None]


@wrong("assign_targets", "Takes the logarithm to base 2")
def assign_logarithm_base_two(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth])
    offsets[:, 2:] /= math.log(2)
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets * shows[:, None]


@wrong("assign_targets", "Searches the best region of each thing")
def assign_wrong_axis(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    labels, truth, offsets = _nothing(boxes)
    best, region = demos.box_iou(boxes, true_boxes).max(0)
    for g in range(len(true_boxes)):
        if best[g] >= foreground:
            r = region[g]
            labels[r], truth[r] = true_labels[g] + 1, g
            offsets[r] = _offsets(boxes[r : r + 1], true_boxes[g : g + 1])[0]
    return labels, truth, offsets


@wrong("assign_targets", "Takes the last thing that overlaps enough, not the one that overlaps most")
def assign_last_above(boxes, true_boxes, true_labels, foreground):
    labels, truth, offsets = _nothing(boxes)
    for g in range(len(true_boxes)):
        shows = demos.box_iou(boxes, true_boxes[g : g + 1])[:, 0] >= foreground
        labels[shows], truth[shows] = true_labels[g] + 1, g
        offsets[shows] = _offsets(boxes, true_boxes[g].expand(len(boxes), 4))[shows]
    return labels, truth, offsets


@wrong("assign_targets", "Of equal IoUs takes the last thing")
def assign_last_of_equal(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    best, truth = demos.box_iou(boxes, true_boxes).flip(1).max(1)
    truth, shows = len(true_boxes) - 1 - truth, best >= foreground
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Uses 0.5 instead of foreground")
def assign_half(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, 0.5)
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Returns the index of the thing plus 1 as the label")
def assign_index_as_label(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return (truth + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Returns truth before labels")
def assign_order_of_outputs(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        labels, truth, offsets = _nothing(boxes)
        return truth, labels, offsets
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return torch.where(shows, truth, -1), (true_labels[truth] + 1) * shows, offsets


@wrong("assign_targets", "Returns the true boxes instead of offsets")
def assign_true_boxes(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = true_boxes[truth] * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Labels background with K, the last class of all, as some libraries do")
def assign_background_last(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return torch.where(shows, true_labels[truth], true_labels.max() + 1), torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Adds 1 to the caller's labels in place")
def assign_in_place(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    true_labels += 1
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return true_labels[truth] * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Lets the best region of each thing show something in any case, as in the RPN")
def assign_best_in_any_case(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    shows[demos.box_iou(boxes, true_boxes).argmax(0)] = True
    offsets = _offsets(boxes, true_boxes[truth]) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Counts a side as x2 − x1 + 1")
def assign_sides_plus_one(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    end = torch.tensor([0, 0, 1, 1])
    offsets = _offsets(boxes + end, true_boxes[truth] + end) * shows[:, None]
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Forgets 1 + and the factors, two mistakes at once")
def assign_two_mistakes(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    truth, shows = _matched(boxes, true_boxes, foreground)
    offsets = _offsets(boxes, true_boxes[truth]) / torch.tensor([10, 10, 5, 5]) * shows[:, None]
    return true_labels[truth] * shows, torch.where(shows, truth, -1), offsets


@wrong("assign_targets", "Compares with > and leaves the background's offsets, two mistakes at once")
def assign_two_other_mistakes(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    best, truth = demos.box_iou(boxes, true_boxes).max(1)
    shows = best > foreground
    return (true_labels[truth] + 1) * shows, torch.where(shows, truth, -1), _offsets(boxes, true_boxes[truth])


@right("assign_targets", "Loops over the regions in plain Python")
def assign_in_loops(boxes, true_boxes, true_labels, foreground):
    labels, truth, offsets = [], [], []
    ious = demos.box_iou(boxes, true_boxes) if len(true_boxes) else None
    for r, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
        g = int(ious[r].argmax()) if ious is not None else -1
        if g < 0 or ious[r, g] < foreground:
            labels.append(0)
            truth.append(-1)
            offsets.append([0.0] * 4)
            continue
        a1, b1, a2, b2 = true_boxes[g].tolist()
        w, h = x2 - x1, y2 - y1
        dx, dy = ((a1 + a2) - (x1 + x2)) / 2, ((b1 + b2) - (y1 + y2)) / 2
        labels.append(1 + int(true_labels[g]))
        truth.append(g)
        offsets.append([10 * dx / w, 10 * dy / h, 5 * math.log((a2 - a1) / w), 5 * math.log((b2 - b1) / h)])
    return torch.tensor(labels), torch.tensor(truth), torch.tensor(offsets).reshape(-1, 4)


@right("assign_targets", "Calculates for the foreground only and writes into zeros")
def assign_into_zeros(boxes, true_boxes, true_labels, foreground):
    labels = torch.zeros(len(boxes), dtype=torch.int64)
    truth = torch.full_like(labels, -1)
    offsets = torch.zeros_like(boxes)
    if len(true_boxes) > 0:
        best, thing = demos.box_iou(boxes, true_boxes).max(dim=1)
        shows = torch.nonzero(best >= foreground)[:, 0]
        truth[shows] = thing[shows]
        labels[shows] = 1 + true_labels[thing[shows]]
        P, G = boxes[shows], true_boxes[thing[shows]]
        for axis in (0, 1):
            side = P[:, axis + 2] - P[:, axis]
            shift = (G[:, axis] + G[:, axis + 2]) / 2 - (P[:, axis] + P[:, axis + 2]) / 2
            offsets[shows, axis] = shift / side * 10
            offsets[shows, axis + 2] = 5 * ((G[:, axis + 2] - G[:, axis]).log() - side.log())
    return labels, truth, offsets


@right("assign_targets", "Calculates the IoU itself, in float64, with a column that stands for no thing")
def assign_with_a_sentinel(boxes, true_boxes, true_labels, foreground):
    P, G = boxes.double()[:, None], true_boxes.double().reshape(-1, 4)[None]
    common = (torch.minimum(P[..., 2:], G[..., 2:]) - torch.maximum(P[..., :2], G[..., :2])).clamp(min=0).prod(-1)
    areas = (P[..., 2:] - P[..., :2]).prod(-1) + (G[..., 2:] - G[..., :2]).prod(-1)
    ious = F.pad(common / (areas - common), (0, 1), value=-1.0)
    best, truth = ious.max(1)
    truth = torch.where(best >= foreground, truth, -1) if len(true_boxes) else torch.full_like(truth, -1)
    labels = torch.cat([true_labels + 1, true_labels.new_zeros(1)])[truth]
    things = torch.where((truth < 0)[:, None], boxes, torch.cat([true_boxes.reshape(-1, 4), boxes[:1]])[truth])
    return labels, truth, _offsets(boxes.double(), things.double())


@right("assign_targets", "Works in NumPy and gives int32 and float64")
def assign_in_numpy(boxes, true_boxes, true_labels, foreground):
    labels, truth = np.zeros(len(boxes), np.int32), np.full(len(boxes), -1, np.int32)
    offsets = np.zeros((len(boxes), 4))
    if true_boxes.numel():
        ious = demos.box_iou(boxes, true_boxes).numpy()
        truth = np.where(ious.max(1) >= foreground, ious.argmax(1), -1).astype(np.int32)
        for r in np.flatnonzero(truth >= 0):
            P, G = boxes[r].numpy().astype(float), true_boxes[truth[r]].numpy().astype(float)
            P_side, G_side = P[2:] - P[:2], G[2:] - G[:2]
            offsets[r, :2] = 10 * (G[:2] + G_side / 2 - P[:2] - P_side / 2) / P_side
            offsets[r, 2:] = 5 * np.log(G_side / P_side)
            labels[r] = true_labels[truth[r]] + 1
    return torch.from_numpy(labels), torch.from_numpy(truth), torch.from_numpy(offsets)


@right("assign_targets", "Treats the regions by recursion, one after the other")
def assign_by_recursion(boxes, true_boxes, true_labels, foreground):
    if len(true_boxes) == 0:
        return _nothing(boxes)
    if len(boxes) > 1:
        first = assign_by_recursion(boxes[:1], true_boxes, true_labels, foreground)
        others = assign_by_recursion(boxes[1:], true_boxes, true_labels, foreground)
        return tuple(torch.cat(parts) for parts in zip(first, others, strict=True))
    ious = demos.box_iou(boxes, true_boxes)[0]
    if ious.max() < foreground:
        return _nothing(boxes)
    g = ious.argmax()
    return true_labels[g].view(1) + 1, g.view(1), _offsets(boxes, true_boxes[g].view(1, 4))


# --- region_loss ---


def _smooth(x):
    return torch.where(x.abs() < 1, 0.5 * x**2, x.abs() - 0.5)


def _class_loss(scores, labels):
    return -scores.log_softmax(1)[torch.arange(len(labels)), labels].sum() / len(labels)


def _thing_differences(offsets, labels, target_offsets):
    things = torch.where(labels > 0)[0]
    return offsets[things, labels[things] - 1] - target_offsets[things]


@wrong("region_loss", "Takes the offsets of class k at index k")
def loss_offsets_of_next_class(scores, offsets, labels, target_offsets):
    things = torch.where(labels > 0)[0]
    differences = offsets[things, labels[things] % offsets.shape[1]] - target_offsets[things]
    return _class_loss(scores, labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Includes background regions in the localisation loss, with the last class's offsets")
def loss_includes_background(scores, offsets, labels, target_offsets):
    rows = torch.arange(len(labels))
    return _class_loss(scores, labels), _smooth(offsets[rows, labels - 1] - target_offsets).sum() / len(labels)


@wrong("region_loss", "Multiplies background rows by 0, which keeps a nan of the targets")
def loss_masks_by_multiplying(scores, offsets, labels, target_offsets):
    rows = torch.arange(len(labels))
    losses = _smooth(offsets[rows, labels - 1] - target_offsets).sum(1) * (labels > 0)
    return _class_loss(scores, labels), losses.sum() / len(labels)


@wrong("region_loss", "Divides the localisation loss by the number of things")
def loss_divides_by_things(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), _smooth(differences).sum() / max(len(differences), 1)


@wrong("region_loss", "Takes the mean over the things, which is nan if there are none")
def loss_mean_over_things(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), _smooth(differences).sum(1).mean()


@wrong("region_loss", "Averages over the four offsets")
def loss_averages_offsets(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), _smooth(differences).mean(1).sum() / len(labels)


@wrong("region_loss", "Divides by 4R")
def loss_divides_by_all_numbers(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), _smooth(differences).sum() / target_offsets.numel()


@wrong("region_loss", "Doesn't divide by the number of regions")
def loss_sums(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels) * len(labels), _smooth(differences).sum()


@wrong("region_loss", "Divides the classification loss only")
def loss_divides_first_only(scores, offsets, labels, target_offsets):
    return _class_loss(scores, labels), _smooth(_thing_differences(offsets, labels, target_offsets)).sum()


@wrong("region_loss", "Adds both losses to one")
def loss_added(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels) + _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Returns the localisation loss first")
def loss_order_of_outputs(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _smooth(differences).sum() / len(labels), _class_loss(scores, labels)


@wrong("region_loss", "Takes the softmax over the regions")
def loss_softmax_over_regions(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    log_p = scores.log_softmax(0)[torch.arange(len(labels)), labels]
    return -log_p.mean(), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Forgets the minus sign")
def loss_sign(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return -_class_loss(scores, labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Forgets the logarithm: minus the probability")
def loss_without_logarithm(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    p = scores.softmax(1)[torch.arange(len(labels)), labels]
    return -p.mean(), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Takes the scores for probabilities, without softmax")
def loss_without_softmax(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    log_p = scores.log()[torch.arange(len(labels)), labels]
    return -log_p.mean(), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Applies the softmax twice")
def loss_softmax_twice(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores.softmax(1), labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Selects all columns of the labels, scores[:, labels], a matrix (R, R)")
def loss_selects_a_matrix(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return -scores.log_softmax(1)[:, labels].sum() / len(labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Leaves background out of the classification too")
def loss_classifies_things_only(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    things = labels > 0
    log_p = scores[things].log_softmax(1).gather(1, labels[things][:, None])
    return -log_p.sum() / len(labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Takes squared differences instead of smooth L1")
def loss_squared(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), 0.5 * (differences**2).sum() / len(labels)


@wrong("region_loss", "Takes plain L1")
def loss_plain_l1(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), differences.abs().sum() / len(labels)


@wrong("region_loss", "Uses beta = 1/9, as later code does")
def loss_other_beta(scores, offsets, labels, target_offsets):
    x, beta = _thing_differences(offsets, labels, target_offsets).abs(), 1 / 9
    smooth = torch.where(x < beta, 0.5 * x**2 / beta, x - 0.5 * beta)
    return _class_loss(scores, labels), smooth.sum() / len(labels)


@wrong("region_loss", "Compares the offsets of all classes with the target")
def loss_all_classes(scores, offsets, labels, target_offsets):
    things = labels > 0
    differences = offsets[things] - target_offsets[things][:, None]
    return _class_loss(scores, labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Takes the offsets of the predicted class instead of the true one")
def loss_predicted_class(scores, offsets, labels, target_offsets):
    things = torch.where(labels > 0)[0]
    predicted = scores[things, 1:].argmax(1)
    return _class_loss(scores, labels), _smooth(offsets[things, predicted] - target_offsets[things]).sum() / len(labels)


@wrong("region_loss", "Fills background targets with zeros, yet compares predictions with them")
def loss_background_targets_zero(scores, offsets, labels, target_offsets):
    rows = torch.arange(len(labels))
    targets = torch.where((labels > 0)[:, None], target_offsets, 0.0)
    return _class_loss(scores, labels), _smooth(offsets[rows, labels - 1] - targets).sum() / len(labels)


@wrong("region_loss", "Overwrites the caller's targets of the background with zeros in place")
def loss_in_place(scores, offsets, labels, target_offsets):
    target_offsets[labels == 0] = 0
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Calls the forbidden cross_entropy")
def loss_forbidden(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    return F.cross_entropy(scores, labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Calls the forbidden smooth_l1_loss for the offsets")
def loss_forbidden_smooth(scores, offsets, labels, target_offsets):
    things = torch.where(labels > 0)[0]
    predicted = offsets[things, labels[things] - 1]
    return _class_loss(scores, labels), F.smooth_l1_loss(predicted, target_offsets[things], reduction="sum") / len(
        labels
    )


@wrong("region_loss", "Returns None for the localisation loss if there is no thing")
def loss_none_without_things(scores, offsets, labels, target_offsets):
    if not (labels > 0).any():
        return _class_loss(scores, labels), None
    differences = _thing_differences(offsets, labels, target_offsets)
    return _class_loss(scores, labels), _smooth(differences).sum() / len(labels)


@wrong("region_loss", "Returns losses for each region")
def loss_each_region(scores, offsets, labels, target_offsets):
    rows = torch.arange(len(labels))
    losses = torch.where(labels > 0, _smooth(offsets[rows, labels - 1] - target_offsets).sum(1), 0)
    return -scores.log_softmax(1)[rows, labels], losses


@wrong("region_loss", "Divides by the number of things and averages the four offsets, two mistakes at once")
def loss_two_mistakes(scores, offsets, labels, target_offsets):
    differences = _thing_differences(offsets, labels, target_offsets)
    if len(differences) == 0:
        return _class_loss(scores, labels), torch.tensor(0.0)
    return _class_loss(scores, labels), _smooth(differences).mean()


@wrong("region_loss", "Sums the classification and takes offsets of class 0 first, two mistakes at once")
def loss_two_other_mistakes(scores, offsets, labels, target_offsets):
    things = torch.where(labels > 0)[0]
    differences = offsets[things, 0] - target_offsets[things]
    return _class_loss(scores, labels) * len(labels), _smooth(differences).sum() / len(labels)


@right("region_loss", "Loops over the regions")
def loss_in_a_loop(scores, offsets, labels, target_offsets):
    classification, localisation = torch.zeros(()), torch.zeros(())
    for r, label in enumerate(labels.tolist()):
        classification = classification + torch.logsumexp(scores[r], 0) - scores[r, label]
        if label:
            for x in (offsets[r, label - 1] - target_offsets[r]).tolist():
                localisation = localisation + (0.5 * x * x if abs(x) < 1 else abs(x) - 0.5)
    return classification / len(labels), localisation / len(labels)


@right("region_loss", "Masks by where, after the smooth L1 and over all regions")
def loss_by_where(scores, offsets, labels, target_offsets):
    index = (labels - 1).clamp(min=0).view(-1, 1, 1).expand(-1, 1, 4)
    differences = offsets.gather(1, index).squeeze(1) - target_offsets
    losses = torch.where(labels[:, None] > 0, _smooth(differences), torch.zeros(()))
    log_p = torch.log_softmax(scores, dim=-1).gather(1, labels[:, None])
    return -log_p.mean(), losses.sum(1).mean()


@right("region_loss", "Takes the true classes by one-hot masks")
def loss_by_one_hot(scores, offsets, labels, target_offsets):
    hot = F.one_hot(labels, scores.shape[1])
    classification = (scores.logsumexp(1) - (scores * hot).sum(1)).sum()
    chosen = offsets[hot[:, 1:].bool()]
    differences = chosen - target_offsets[labels > 0]
    return classification / scores.shape[0], _smooth(differences).sum() / scores.shape[0]


@right("region_loss", "Puts zero offsets for background in front, in float64")
def loss_with_padding(scores, offsets, labels, target_offsets):
    R = labels.numel()
    with_background = torch.cat([torch.zeros(R, 1, 4, dtype=torch.float64), offsets.double()], dim=1)
    targets = target_offsets.double().masked_fill(labels[:, None] == 0, 0)
    x = (with_background[torch.arange(R), labels] - targets).abs()
    inside = x.clamp(max=1)
    log_p = nn.LogSoftmax(dim=1)(scores.double())[torch.arange(R), labels]
    return -log_p.sum() / R, (inside * (x - 0.5 * inside)).sum() / R


@right("region_loss", "Subtracts each row's maximum by hand, in NumPy")
def loss_in_numpy(scores, offsets, labels, target_offsets):
    s, k = scores.detach().numpy(), labels.numpy()
    shifted = s - s.max(1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    things = np.flatnonzero(k)
    x = np.abs(offsets.detach().numpy()[things, k[things] - 1] - target_offsets.numpy()[things])
    smooth = np.where(x < 1, x**2 / 2, x - 0.5)
    return torch.tensor(-log_p[np.arange(len(k)), k].mean()), torch.tensor(smooth.sum() / len(k))
