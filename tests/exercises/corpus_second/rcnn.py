"""Further answers to the exercises on R-CNN as students write them, right and wrong."""

import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong


def _sides(boxes):
    return boxes[:, 2:] - boxes[:, :2]


def _centres(boxes):
    return (boxes[:, :2] + boxes[:, 2:]) / 2


# --- encode_offsets ---


@wrong("encode_offsets", "Divides the move by the mean of both boxes' sides")
def offsets_by_mean_sides(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / ((_sides(truth) + _sides(boxes)) / 2)
    return torch.cat([moves, (_sides(truth) / _sides(boxes)).log()], 1)


@wrong("encode_offsets", "Divides the moves crosswise: x by the height, y by the width")
def offsets_crosswise(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes).flip(1)
    return torch.cat([moves, (_sides(truth) / _sides(boxes)).log()], 1)


@wrong("encode_offsets", "Takes log(1 + quotient)")
def offsets_log1p(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes)
    return torch.cat([moves, torch.log1p(_sides(truth) / _sides(boxes))], 1)


@wrong("encode_offsets", "Takes the logarithm of the difference of sides plus 1")
def offsets_log_of_difference(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes)
    difference = _sides(truth) - _sides(boxes)
    return torch.cat([moves, difference.sign() * torch.log(difference.abs() + 1)], 1)


@wrong("encode_offsets", "Takes the logarithm of all four")
def offsets_log_of_all(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes)
    return torch.cat([moves, _sides(truth) / _sides(boxes)], 1).log()


@wrong("encode_offsets", "Takes absolute moves")
def offsets_absolute(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)).abs() / _sides(boxes)
    return torch.cat([moves, (_sides(truth) / _sides(boxes)).log()], 1)


@wrong("encode_offsets", "Compares last corners instead of centres")
def offsets_of_last_corners(truth, boxes):
    moves = (truth[:, 2:] - boxes[:, 2:]) / _sides(boxes)
    return torch.cat([moves, (_sides(truth) / _sides(boxes)).log()], 1)


@wrong("encode_offsets", "Interleaves: (t_x, t_w, t_y, t_h)")
def offsets_interleaved(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes)
    logs = (_sides(truth) / _sides(boxes)).log()
    return torch.stack([moves[:, 0], logs[:, 0], moves[:, 1], logs[:, 1]], 1)


@wrong("encode_offsets", "Compares each box with each true one, (N, N, 4)")
def offsets_of_all_pairs(truth, boxes):
    moves = (_centres(truth)[:, None] - _centres(boxes)) / _sides(boxes)
    return torch.cat([moves, (_sides(truth)[:, None] / _sides(boxes)).log()], -1)


@wrong("encode_offsets", "Compares with the mean box of all")
def offsets_of_mean_box(truth, boxes):
    sides = _sides(boxes).mean(0, keepdim=True)
    return torch.cat([(_centres(truth) - _centres(boxes)) / sides, (_sides(truth) / sides).log()], 1)


@wrong("encode_offsets", "Bounds the offsets to -1 to 1")
def offsets_bounded(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes)
    return torch.cat([moves, (_sides(truth) / _sides(boxes)).log()], 1).clamp(-1, 1)


@wrong("encode_offsets", "Gives the sides' logarithm of the areas' quotient, the same for both")
def offsets_of_areas(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(boxes)
    logs = (_sides(truth).prod(1, keepdim=True) / _sides(boxes).prod(1, keepdim=True)).log()
    return torch.cat([moves, logs, logs], 1)


@wrong("encode_offsets", "Rounds the centres down to whole pixels and returns a list of rows")
def offsets_two_mistakes(truth, boxes):
    moves = (_centres(truth).floor() - _centres(boxes).floor()) / _sides(boxes)
    return torch.cat([moves, (_sides(truth) / _sides(boxes)).log()], 1).tolist()


@wrong("encode_offsets", "Divides by the true sides and takes the logarithm of box by truth")
def offsets_seen_from_truth(truth, boxes):
    moves = (_centres(truth) - _centres(boxes)) / _sides(truth)
    return torch.cat([moves, (_sides(boxes) / _sides(truth)).log()], 1)


@right("encode_offsets", "Brings both into the unit square of the box first")
def offsets_in_unit_square(truth, boxes):
    first, sides = boxes[:, :2].repeat(1, 2), _sides(boxes).repeat(1, 2)
    x1, y1, x2, y2 = ((truth - first) / sides).unbind(1)
    return torch.stack([(x1 + x2 - 1) / 2, (y1 + y2 - 1) / 2, (x2 - x1).log(), (y2 - y1).log()], 1)


@right("encode_offsets", "Stacks rows of a comprehension with log2 turned to the natural logarithm")
def offsets_by_comprehension(truth, boxes):
    def one(t, b):
        w, h = b[2] - b[0], b[3] - b[1]
        move = [((t[0] + t[2]) / 2 - (b[0] + b[2]) / 2) / w, ((t[1] + t[3]) / 2 - (b[1] + b[3]) / 2) / h]
        return [*move, math.log2((t[2] - t[0]) / w) * math.log(2), math.log2((t[3] - t[1]) / h) * math.log(2)]

    return torch.tensor([one(t, b) for t, b in zip(truth.tolist(), boxes.tolist(), strict=True)]).reshape(-1, 4)


@right("encode_offsets", "Uses vmap over the rows")
def offsets_by_vmap(truth, boxes):
    def one(t, b):
        side = b[2:] - b[:2]
        return torch.cat([((t[:2] + t[2:]) - (b[:2] + b[2:])) / (2 * side), (t[2:] - t[:2]).log() - side.log()])

    return torch.vmap(one)(truth.double(), boxes.double())


@right("encode_offsets", "Fills an empty array in NumPy column by column")
def offsets_in_empty_array(truth, boxes):
    t, b = truth.numpy(), boxes.numpy()
    offsets = np.empty(t.shape)
    for axis in range(2):
        side = b[:, axis + 2] - b[:, axis]
        offsets[:, axis] = (t[:, [axis, axis + 2]].mean(1) - b[:, [axis, axis + 2]].mean(1)) / side
        offsets[:, axis + 2] = np.log((t[:, axis + 2] - t[:, axis]) / side)
    return torch.from_numpy(offsets).to(torch.float32)


# --- decode_offsets ---


def _corners(centres, sides):
    return torch.cat([centres - sides / 2, centres + sides / 2], 1)


@wrong("decode_offsets", "Divides by the exponential instead of multiplying")
def corrected_divides(offsets, boxes):
    return _corners(_centres(boxes) + offsets[:, :2] * _sides(boxes), _sides(boxes) / offsets[:, 2:].exp())


@wrong("decode_offsets", "Moves the centre by halves of the sides")
def corrected_by_halves(offsets, boxes):
    return _corners(_centres(boxes) + offsets[:, :2] * _sides(boxes) / 2, _sides(boxes) * offsets[:, 2:].exp())


@wrong("decode_offsets", "Keeps the centre and changes the sides only")
def corrected_sides_only(offsets, boxes):
    return _corners(_centres(boxes), _sides(boxes) * offsets[:, 2:].exp())


@wrong("decode_offsets", "Adds the logarithm to the sides")
def corrected_adds_logarithm(offsets, boxes):
    return _corners(_centres(boxes) + offsets[:, :2] * _sides(boxes), _sides(boxes) + offsets[:, 2:])


@wrong("decode_offsets", "Takes the exponential of the whole product of offset and side")
def corrected_exponential_of_product(offsets, boxes):
    sides = _sides(boxes)
    return _corners(_centres(boxes) + offsets[:, :2] * sides, (offsets[:, 2:] * sides.log()).exp())


@wrong("decode_offsets", "Reads the offsets as (t_w, t_h, t_x, t_y)")
def corrected_order(offsets, boxes):
    return _corners(_centres(boxes) + offsets[:, 2:] * _sides(boxes), _sides(boxes) * offsets[:, :2].exp())


@wrong("decode_offsets", "Keeps the last corner where it would be with the old sides")
def corrected_grows_left(offsets, boxes):
    moved = boxes + (offsets[:, :2] * _sides(boxes)).repeat(1, 2)
    return torch.cat([moved[:, 2:] - _sides(boxes) * offsets[:, 2:].exp(), moved[:, 2:]], 1)


@wrong("decode_offsets", "Takes the half of the old side for the first corner and of the new one for the last")
def corrected_half_of_old(offsets, boxes):
    centres, sides = _centres(boxes) + offsets[:, :2] * _sides(boxes), _sides(boxes)
    return torch.cat([centres - sides / 2, centres + sides * offsets[:, 2:].exp() / 2], 1)


@wrong("decode_offsets", "Divides the sides by 2 as whole numbers")
def corrected_whole_half(offsets, boxes):
    centres, sides = _centres(boxes) + offsets[:, :2] * _sides(boxes), _sides(boxes) * offsets[:, 2:].exp()
    return torch.cat([centres - sides // 2, centres + sides // 2], 1)


@wrong("decode_offsets", "Takes the corners (x2, y2) for width and height")
def corrected_corners_as_sides(offsets, boxes):
    sides = boxes[:, 2:]
    return _corners(boxes[:, :2] + offsets[:, :2] * sides, sides * offsets[:, 2:].exp())


@wrong("decode_offsets", "Returns x1, x2, y1, y2")
def corrected_column_order(offsets, boxes):
    x1, y1, x2, y2 = _corners(
        _centres(boxes) + offsets[:, :2] * _sides(boxes), _sides(boxes) * offsets[:, 2:].exp()
    ).unbind(1)
    return torch.stack([x1, x2, y1, y2], 1)


@wrong("decode_offsets", "Takes the exponential in place of the caller's offsets")
def corrected_in_place(offsets, boxes):
    offsets[:, 2:].exp_()
    return _corners(_centres(boxes) + offsets[:, :2] * _sides(boxes), _sides(boxes) * offsets[:, 2:])


@wrong("decode_offsets", "Squares the exponential, drops the move of y")
def corrected_two_mistakes(offsets, boxes):
    moves = offsets[:, :2] * torch.tensor([1.0, 0.0])
    return _corners(_centres(boxes) + moves * _sides(boxes), _sides(boxes) * (2 * offsets[:, 2:]).exp())


@wrong("decode_offsets", "Subtracts the move and takes the exponential of minus the offset")
def corrected_backwards(offsets, boxes):
    return _corners(_centres(boxes) - offsets[:, :2] * _sides(boxes), _sides(boxes) * (-offsets[:, 2:]).exp())


@right("decode_offsets", "Places a unit box and scales it to the old box")
def corrected_in_unit_square(offsets, boxes):
    half = offsets[:, 2:].double().exp() / 2
    centre = 0.5 + offsets[:, :2].double()
    unit = torch.cat([centre - half, centre + half], 1)
    return boxes[:, :2].double().repeat(1, 2) + unit * _sides(boxes).double().repeat(1, 2)


@right("decode_offsets", "Moves each old corner by the moved centre and half the growth")
def corrected_by_growth(offsets, boxes):
    sides = _sides(boxes)
    move, growth = offsets[:, :2] * sides, torch.expm1(offsets[:, 2:]) * sides / 2
    return boxes + torch.cat([move - growth, move + growth], 1)


@right("decode_offsets", "Loops over the rows and stacks tensors")
def corrected_in_rows(offsets, boxes):
    rows = []
    for (tx, ty, tw, th), (x1, y1, x2, y2) in zip(offsets, boxes, strict=True):
        w, h = torch.exp(tw) * (x2 - x1), torch.exp(th) * (y2 - y1)
        x, y = x1 + (x2 - x1) * (0.5 + tx), y1 + (y2 - y1) * (0.5 + ty)
        rows.append(torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2]))
    return torch.stack(rows)


@right("decode_offsets", "Fills an array in NumPy axis by axis")
def corrected_in_numpy(offsets, boxes):
    t, b, out = offsets.numpy().astype(np.float64), boxes.numpy().astype(np.float64), np.zeros(boxes.shape)
    for axis in range(2):
        first, last = b[:, axis], b[:, axis + 2]
        middle = (first + last) / 2 + t[:, axis] * (last - first)
        half = np.exp(t[:, axis + 2]) * (last - first) / 2
        out[:, axis], out[:, axis + 2] = middle - half, middle + half
    return torch.as_tensor(out)


# --- label_regions ---


def _labelled(best, truth, true_labels, foreground, background):
    stands, back = best >= foreground, (best < background) & (best < foreground)
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Adds 1 after looking the label up at index + 1")
def labelled_next_thing(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    labels, truth = _labelled(best, truth, true_labels.roll(-1), foreground, background)
    return labels, truth


@wrong("label_regions", "Gives regions between the thresholds to the background but marks their truth by -2")
def labelled_between_background(ious, true_labels, foreground, background):
    labels, truth = _labelled(*ious.max(1), true_labels, foreground, background)
    return labels.clamp(min=0), truth


@wrong("label_regions", "Gives regions between the thresholds -1 in both")
def labelled_minus_one_twice(ious, true_labels, foreground, background):
    labels, truth = _labelled(*ious.max(1), true_labels, foreground, background)
    return labels, truth.clamp(min=-1)


@wrong("label_regions", "Takes the least overlap")
def labelled_least(ious, true_labels, foreground, background):
    return _labelled(*ious.min(1), true_labels, foreground, background)


@wrong("label_regions", "Sums a region's IoUs")
def labelled_by_sum(ious, true_labels, foreground, background):
    return _labelled(ious.sum(1), ious.argmax(1), true_labels, foreground, background)


@wrong("label_regions", "Compares the rounded IoU")
def labelled_rounded(ious, true_labels, foreground, background):
    return _labelled((ious * 10).round() / 10, ious.argmax(1), true_labels, foreground, background)


@wrong("label_regions", "Takes the first thing that reaches the threshold instead of the best one")
def labelled_first_to_reach(ious, true_labels, foreground, background):
    best = ious.amax(1)
    reached = (ious >= foreground).int()
    truth = torch.where(reached.any(1), reached.argmax(1), ious.argmax(1))
    return _labelled(best, truth, true_labels, foreground, background)


@wrong("label_regions", "Lets each thing have one region only, its best one")
def labelled_one_region_each(ious, true_labels, foreground, background):
    labels, truth = _labelled(*ious.max(1), true_labels, foreground, background)
    own = ious.argmax(0)
    for r in range(len(labels)):
        if truth[r] >= 0 and own[truth[r]] != r:
            labels[r], truth[r] = -1, -2
    return labels, truth


@wrong("label_regions", "Returns one-hot labels")
def labelled_one_hot(ious, true_labels, foreground, background):
    labels, truth = _labelled(*ious.max(1), true_labels, foreground, background)
    return F.one_hot(labels.clamp(min=0)), truth


@wrong("label_regions", "Returns floats")
def labelled_floats(ious, true_labels, foreground, background):
    labels, truth = _labelled(*ious.max(1), true_labels, foreground, background)
    return labels.float(), truth.float()


@wrong("label_regions", "Drops the regions that aren't trained on")
def labelled_drops(ious, true_labels, foreground, background):
    labels, truth = _labelled(*ious.max(1), true_labels, foreground, background)
    return labels[labels >= 0], truth[labels >= 0]


@wrong("label_regions", "Keeps a dimension, (R, 1)")
def labelled_keepdim(ious, true_labels, foreground, background):
    return _labelled(*ious.max(1, keepdim=True), true_labels, foreground, background)


@wrong("label_regions", "Marks the chosen IoUs in the caller's matrix by -1")
def labelled_in_place(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    ious[torch.arange(len(ious)), truth] = -1
    return _labelled(best, truth, true_labels, foreground, background)


@wrong("label_regions", "Squeezes the overlaps, so a single region or a single thing loses its dimension")
def labelled_squeezed(ious, true_labels, foreground, background):
    best, truth = ious.squeeze().max(-1)
    return _labelled(best, truth, true_labels, foreground, background)


@wrong(
    "label_regions", "Takes thresholds between halves of both: below the middle is background, and labels begin at 0"
)
def labelled_two_mistakes(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    middle = (foreground + background) / 2
    stands = best >= middle
    return torch.where(stands, true_labels[truth], 0), torch.where(stands, truth, -1)


@wrong("label_regions", "Asks for more than the foreground and at most the background threshold")
def labelled_strict_and_loose(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best > foreground, best <= background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@right("label_regions", "Sorts the things of each region stably by falling IoU")
def labelled_by_sorting(ious, true_labels, foreground, background):
    ordered, order = ious.sort(dim=1, descending=True, stable=True)
    best, index = ordered[:, 0], order[:, 0]
    kind = (best >= foreground).long() * 2 + (best < background).long() * (best < foreground).long()
    labels = torch.stack([torch.full_like(index, -1), torch.zeros_like(index), true_labels[index].long() + 1])
    truth = torch.stack([torch.full_like(index, -2), torch.full_like(index, -1), index])
    rows = torch.arange(len(index))
    return labels[kind, rows], truth[kind, rows]


@right("label_regions", "Decides in a function and zips the pairs")
def labelled_by_function(ious, true_labels, foreground, background):
    def decide(row):
        g = max(range(len(row)), key=row.__getitem__)
        if row[g] >= foreground:
            return int(true_labels[g]) + 1, g
        return (0, -1) if row[g] < background else (-1, -2)

    labels, truth = zip(*[decide(row) for row in ious.double().tolist()], strict=True)
    return torch.tensor(labels), torch.tensor(truth)


@right("label_regions", "Sums products with masks")
def labelled_by_products(ious, true_labels, foreground, background):
    best, index = torch.max(ious, -1)
    stands, back = (best >= foreground).long(), (best < background).long()
    between = 1 - stands - back
    return stands * (true_labels[index] + 1) - between, stands * index - back - 2 * between


@right("label_regions", "Loops in NumPy over those above, below and between")
def labelled_in_numpy(ious, true_labels, foreground, background):
    table = ious.numpy()
    index = table.argmax(1)
    labels, truth = np.full(len(table), -1), np.full(len(table), -2)
    below = np.flatnonzero(ious.amax(1) < background)
    labels[below], truth[below] = 0, -1
    for r in torch.nonzero(ious.amax(1) >= foreground).flatten().tolist():
        labels[r], truth[r] = true_labels[index[r]] + 1, index[r]
    return torch.from_numpy(labels), torch.from_numpy(truth)


# --- ridge_regression ---


def _ridge(x, t, penalty):
    x, t = x.double(), t.double()
    dx, dt = x - x.mean(0), t - t.mean(0)
    weights = torch.linalg.solve(dx.T @ dx + penalty * torch.eye(x.shape[1], dtype=x.dtype), dx.T @ dt).T
    return weights, t.mean(0) - weights @ x.mean(0)


@wrong("ridge_regression", "Penalises the bias alone")
def fitted_penalises_only_bias(features, targets, penalty):
    x = F.pad(features.double(), (0, 1), value=1.0)
    penalties = torch.zeros(x.shape[1], dtype=torch.float64)
    penalties[-1] = penalty
    solution = torch.linalg.lstsq(torch.cat([x, penalties.sqrt()[None]]), F.pad(targets.double(), (0, 0, 0, 1)))
    return solution.solution[:-1].T.float(), solution.solution[-1].float()


@wrong("ridge_regression", "Leaves the first weight unpenalised, as if the ones came first")
def fitted_first_unpenalised(features, targets, penalty):
    x = F.pad(features.double(), (0, 1), value=1.0)
    penalties = torch.full((x.shape[1],), float(penalty), dtype=torch.float64)
    penalties[0] = 0
    solution = torch.linalg.solve(x.T @ x + penalties.diag(), x.T @ targets.double())
    return solution[:-1].T.float(), solution[-1].float()


@wrong("ridge_regression", "Divides the penalty by the number of regions")
def fitted_penalty_per_region(features, targets, penalty):
    weights, bias = _ridge(features, targets, penalty / len(features))
    return weights.float(), bias.float()


@wrong("ridge_regression", "Multiplies the penalty by the number of targets")
def fitted_penalty_per_target(features, targets, penalty):
    weights, bias = _ridge(features, targets, penalty * (targets.shape[1] + 1))
    return weights.float(), bias.float()


@wrong("ridge_regression", "Takes the root of the penalty")
def fitted_root_of_penalty(features, targets, penalty):
    weights, bias = _ridge(features, targets, penalty**0.5)
    return weights.float(), bias.float()


@wrong("ridge_regression", "Takes a penalty of 1000, as R-CNN's authors do")
def fitted_thousand(features, targets, penalty):
    weights, bias = _ridge(features, targets, 1000.0)
    return weights.float(), bias.float()


@wrong("ridge_regression", "Shrinks the weights of least squares by 1 / (1 + penalty)")
def fitted_shrunken(features, targets, penalty):
    weights, _ = _ridge(features, targets, 1e-9)
    weights = weights / (1 + penalty)
    return weights.float(), (targets.double().mean(0) - weights @ features.double().mean(0)).float()


@wrong("ridge_regression", "Turns the bias's sign: mean of W x minus mean of t")
def fitted_bias_sign(features, targets, penalty):
    weights, bias = _ridge(features, targets, penalty)
    return weights.float(), -bias.float()


@wrong("ridge_regression", "Centres the targets but not the features")
def fitted_uncentred_features(features, targets, penalty):
    x, t = features.double(), targets.double()
    eye = torch.eye(x.shape[1], dtype=x.dtype)
    weights = torch.linalg.solve(x.T @ x + penalty * eye, x.T @ (t - t.mean(0))).T
    return weights.float(), (t.mean(0) - weights @ x.mean(0)).float()


@wrong("ridge_regression", "Centres each row instead of each column")
def fitted_rows_centred(features, targets, penalty):
    x = features - features.mean(1, keepdim=True)
    weights, _ = _ridge(x, targets, penalty)
    return weights.float(), (targets - features @ weights.float().T).mean(0)


@wrong("ridge_regression", "Uses a bias for all targets together")
def fitted_one_bias(features, targets, penalty):
    weights, bias = _ridge(features, targets, penalty)
    return weights.float(), bias.mean().expand(targets.shape[1]).float()


@wrong("ridge_regression", "Penalises absolute weights by soft thresholds, as the lasso does")
def fitted_lasso(features, targets, penalty):
    weights, _ = _ridge(features, targets, 1e-9)
    weights = F.softshrink(weights, penalty / 10)
    return weights.float(), (targets.double().mean(0) - weights @ features.double().mean(0)).float()


@wrong("ridge_regression", "Returns predictions besides")
def fitted_with_predictions(features, targets, penalty):
    weights, bias = (part.float() for part in _ridge(features, targets, penalty))
    return weights, bias, features @ weights.T + bias


@wrong("ridge_regression", "Adds the penalty to the caller's features in place before it solves")
def fitted_in_place(features, targets, penalty):
    weights, bias = _ridge(features, targets, penalty)
    features[:] = features @ weights.float().T @ weights.float()
    return weights.float(), bias.float()


@wrong("ridge_regression", "Fits the features from the targets and returns (D, O)")
def fitted_two_mistakes(features, targets, penalty):
    weights, bias = _ridge(targets, features, penalty)
    return weights.float(), bias.float()


@wrong("ridge_regression", "Returns zeros for the bias and (D, O) for the weights")
def fitted_without_bias_transposed(features, targets, penalty):
    x = features.double()
    weights = torch.linalg.solve(x.T @ x + penalty * torch.eye(x.shape[1], dtype=x.dtype), x.T @ targets.double())
    return weights.float(), torch.zeros(targets.shape[1])


@right("ridge_regression", "Takes Cholesky's factor of the normal equations")
def fitted_by_cholesky(features, targets, penalty):
    x, t = features.double(), targets.double()
    means, outcome = x.mean(0, keepdim=True), t.mean(0)
    gram = (x - means).T.matmul(x - means)
    gram.diagonal().add_(penalty)
    weights = torch.cholesky_solve((x - means).T @ t, torch.linalg.cholesky(gram)).mT
    return weights.float(), (outcome - (weights @ means.T).squeeze(1)).float()


@right("ridge_regression", "Eliminates the bias by the centring matrix")
def fitted_by_centring_matrix(features, targets, penalty):
    count, dimensions = features.shape
    x, t = features.double(), targets.double()
    centring = torch.eye(count, dtype=torch.float64) - 1 / count
    weights = t.T @ centring @ x @ torch.linalg.inv(x.T @ centring @ x + penalty * torch.eye(dimensions).double())
    return weights, (t - x @ weights.T).sum(0) / count


@right("ridge_regression", "Solves normal equations in blocks: weights and bias together, in NumPy")
def fitted_in_blocks(features, targets, penalty):
    x, t = features.numpy().astype(np.float64), targets.numpy().astype(np.float64)
    count, dimensions = x.shape
    matrix = np.zeros((dimensions + 1, dimensions + 1))
    matrix[:-1, :-1] = x.T @ x + penalty * np.eye(dimensions)
    matrix[-1, :-1] = matrix[:-1, -1] = x.sum(0)
    matrix[-1, -1] = count
    solution = np.linalg.solve(matrix, np.vstack([x.T @ t, t.sum(0)]))
    return torch.from_numpy(solution[:-1].T.copy()), torch.from_numpy(solution[-1])


@right("ridge_regression", "Takes one step of Newton from zero, exact for a square function")
def fitted_by_newton(features, targets, penalty):
    x = F.pad(features.double(), (1, 0), value=1.0)
    hessian = 2 * x.T @ x
    hessian[range(1, x.shape[1]), range(1, x.shape[1])] += 2 * penalty
    gradient = -2 * torch.einsum("rd,ro->do", x, targets.double())
    step = -torch.linalg.solve(hessian, gradient)
    return step[1:].T.contiguous(), step[0]


# --- average_precision ---


def _heights(right):
    precision = right.double().cumsum(0) / torch.arange(1, len(right) + 1)
    return precision.flip(0).cummax(0).values.flip(0) if len(right) else precision


@wrong("average_precision", "Takes 101 recalls, as COCO does")
def area_of_101_points(right, truths):
    recall = right.double().cumsum(0) / truths
    heights = _heights(right)
    total = 0.0
    for level in torch.linspace(0, 1, 101, dtype=torch.float64):
        reached = heights[recall >= level - 1e-9]
        total += float(reached[0]) if len(reached) else 0.0
    return total / 101


@wrong("average_precision", "Divides by one more than the true things")
def area_truths_plus_one(right, truths):
    return (_heights(right) * right).sum() / (truths + 1)


@wrong("average_precision", "Takes the mean height of right detections times the share of right ones among all")
def area_mean_height(right, truths):
    if right.sum() == 0:
        return torch.tensor(0.0)
    return (_heights(right) * right).sum() / right.sum() * right.double().mean()


@wrong("average_precision", "Starts the maximum over at each right detection")
def area_maximum_until_next(right, truths):
    precision = right.double().cumsum(0) / torch.arange(1, len(right) + 1)
    places = [*right.nonzero().flatten().tolist(), len(right)]
    total = 0.0
    for here, following in itertools.pairwise(places):
        total += float(precision[here:following].max()) / truths
    return total


@wrong("average_precision", "Fills recall never reached with the last precision")
def area_unreached_filled(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    reached = (_heights(right) * right).sum() / truths
    return reached + (1 - right.sum() / truths) * right.double().mean()


@wrong(
    "average_precision", "Takes differences of recall without a 0 before them, so the first detection's step is lost"
)
def area_drops_last_step(right, truths):
    heights = _heights(right)
    recall = right.double().cumsum(0) / truths
    return ((recall[1:] - recall[:-1]) * heights[1:]).sum()


@wrong("average_precision", "Reads from the lowest score and divides by the detections")
def area_reversed_by_detections(right, truths):
    turned = right.flip(0)
    return (_heights(turned) * turned).sum() / max(len(right), 1)


@right(
    "average_precision", "Takes the height one before each right detection, the same as none of these lowers precision"
)
def area_heights_before(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    heights = torch.cat([torch.ones(1, dtype=torch.float64), _heights(right)[:-1]])
    return (heights * right).sum() / truths


@wrong("average_precision", "Computes precision with the true things in the denominator")
def area_precision_by_truths(right, truths):
    precision = right.double().cumsum(0) / truths
    return (precision * right).sum() / truths


@wrong("average_precision", "Raises precision to 1 at least once, as the curve begins there")
def area_begins_at_one(right, truths):
    heights = _heights(right)
    places = right.nonzero().flatten()
    if len(places) == 0:
        return torch.tensor(0.0)
    heights[places[0]] = 1.0
    return (heights * right).sum() / truths


@wrong("average_precision", "Is the harmonic mean of precision and recall")
def area_as_f1(right, truths):
    hits = float(right.sum())
    return 2 * hits / (len(right) + truths)


@wrong("average_precision", "Sorts the detections so that right ones come first")
def area_sorted(right, truths):
    ordered = right.sort(descending=True).values
    return (_heights(ordered) * ordered).sum() / truths


@wrong("average_precision", "Returns the curve of heights instead of the area")
def area_curve(right, truths):
    return _heights(right) * right / truths


@wrong("average_precision", "Rounds the result to two decimals")
def area_two_decimals(right, truths):
    return round(float((_heights(right) * right).sum()) / truths, 2)


@wrong("average_precision", "Counts in 8 bits, so more than 255 right detections overflow")
def area_in_bytes(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    hits = right.to(torch.uint8).cumsum(0, dtype=torch.uint8)
    precision = hits / torch.arange(1, len(right) + 1)
    return (precision.flip(0).cummax(0).values.flip(0) * right).sum() / truths


@wrong("average_precision", "Doesn't raise precisions, and counts steps of recall by detections")
def area_two_mistakes(right, truths):
    precision = right.double().cumsum(0) / torch.arange(1, len(right) + 1)
    return precision.sum() / max(len(right), truths)


@right(
    "average_precision",
    "Sums over the recalls 1 / truths, 2 / truths, … the highest precision with at least this recall",
)
def area_by_recalls(right, truths):
    hits = right.cumsum(0).tolist()
    points = [(count, count / (n + 1)) for n, count in enumerate(hits)]
    total = 0.0
    for needed in range(1, truths + 1):
        total += max((precision for count, precision in points if count >= needed), default=0.0)
    return total / truths


@right("average_precision", "Accumulates the maximum over the turned list by itertools")
def area_by_accumulate(right, truths):
    marks = right.tolist()
    precision = [count / n for n, count in enumerate(itertools.accumulate(marks), 1)]
    heights = list(itertools.accumulate(reversed(precision), max))[::-1]
    return torch.tensor(sum(height for height, mark in zip(heights, marks, strict=True) if mark) / truths)


@right("average_precision", "Pools the padded precisions by a maximum over all that follow")
def area_by_pooling(right, truths):
    count = len(right)
    if count == 0:
        return torch.tensor(0.0)
    precision = torch.cumsum(right, 0).float() / torch.arange(1.0, count + 1)
    heights = F.max_pool1d(F.pad(precision[None], (0, count - 1)), count, stride=1)[0]
    return heights[right.bool()].sum() / truths


@right("average_precision", "Multiplies steps of recall with heights in NumPy and returns a float")
def area_by_steps(right, truths):
    if right.numel() == 0:
        return 0.0
    marks = right.numpy().astype(np.float64)
    precision = np.cumsum(marks) / np.arange(1, len(marks) + 1)
    heights = np.fmax.accumulate(precision[::-1])[::-1]
    return float(np.dot(np.diff(np.cumsum(marks) / truths, prepend=0.0), heights))
