"""Answers to the exercises on R-CNN as students write them, right and wrong."""

import math

import numpy as np
import torch

from tests.exercises.corpus import right, wrong


def centres_and_sides(boxes):
    """Return x, y of the centres, widths and heights, (N,) each, a helper of the answers below."""
    x1, y1, x2, y2 = boxes.unbind(1)
    return (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1


# --- encode_offsets ---


@wrong("encode_offsets", "Divides the move of the centre by the sides of the true box")
def encode_by_truth(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gx - x) / gw, (gy - y) / gh, (gw / w).log(), (gh / h).log()], 1)


@wrong("encode_offsets", "Exchanges truth and boxes")
def encode_exchanged(truth, boxes):
    x, y, w, h = centres_and_sides(truth)
    gx, gy, gw, gh = centres_and_sides(boxes)
    return torch.stack([(gx - x) / w, (gy - y) / h, torch.log(gw / w), torch.log(gh / h)], 1)


@wrong("encode_offsets", "Compares first corners instead of centres")
def encode_corners(truth, boxes):
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    gw, gh = truth[:, 2] - truth[:, 0], truth[:, 3] - truth[:, 1]
    t_x, t_y = (truth[:, 0] - boxes[:, 0]) / w, (truth[:, 1] - boxes[:, 1]) / h
    return torch.stack([t_x, t_y, torch.log(gw / w), torch.log(gh / h)], 1)


@wrong("encode_offsets", "Leaves the move of the centre in pixels")
def encode_pixels(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([gx - x, gy - y, (gw / w).log(), (gh / h).log()], 1)


@wrong("encode_offsets", "Leaves the logarithm out")
def encode_without_log(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gx - x) / w, (gy - y) / h, gw / w, gh / h], 1)


@wrong("encode_offsets", "Takes the logarithm to base 2")
def encode_log2(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gx - x) / w, (gy - y) / h, torch.log2(gw / w), torch.log2(gh / h)], 1)


@wrong("encode_offsets", "Takes the logarithm to base 10")
def encode_log10(truth, boxes):
    offsets = []
    for (gx1, gy1, gx2, gy2), (x1, y1, x2, y2) in zip(truth.tolist(), boxes.tolist(), strict=True):
        w, h, gw, gh = x2 - x1, y2 - y1, gx2 - gx1, gy2 - gy1
        t_x, t_y = (gx1 + gx2 - x1 - x2) / 2 / w, (gy1 + gy2 - y1 - y2) / 2 / h
        offsets.append([t_x, t_y, math.log10(gw / w), math.log10(gh / h)])
    return torch.tensor(offsets)


@wrong("encode_offsets", "Takes the logarithm of box by truth, so the sign is turned")
def encode_log_sign(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gx - x) / w, (gy - y) / h, (w / gw).log(), (h / gh).log()], 1)


@wrong("encode_offsets", "Divides both moves by the width")
def encode_by_width(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gx - x) / w, (gy - y) / w, (gw / w).log(), (gh / h).log()], 1)


@wrong("encode_offsets", "Reads the rows as x, y, width, height")
def encode_as_sides(truth, boxes):
    x, y, w, h = boxes.unbind(1)
    gx, gy, gw, gh = truth.unbind(1)
    return torch.stack([(gx - x) / w, (gy - y) / h, torch.log(gw / w), torch.log(gh / h)], 1)


@wrong("encode_offsets", "Forgets the half: the centre is the sum of the corners")
def encode_double_centre(truth, boxes):
    sides, true_sides = boxes[:, 2:] - boxes[:, :2], truth[:, 2:] - truth[:, :2]
    moves = (truth[:, :2] + truth[:, 2:] - boxes[:, :2] - boxes[:, 2:]) / sides
    return torch.cat([moves, torch.log(true_sides / sides)], 1)


@wrong("encode_offsets", "Takes half the side for the centre, without the corner")
def encode_half_side_centre(truth, boxes):
    sides, true_sides = boxes[:, 2:] - boxes[:, :2], truth[:, 2:] - truth[:, :2]
    return torch.cat([(true_sides / 2 - sides / 2) / sides, torch.log(true_sides / sides)], 1)


@wrong("encode_offsets", "Divides by the standard deviations 0.1 and 0.2 of later codes")
def encode_with_deviations(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    offsets = torch.stack([(gx - x) / w, (gy - y) / h, (gw / w).log(), (gh / h).log()], 1)
    return offsets / torch.tensor([0.1, 0.1, 0.2, 0.2])


@wrong("encode_offsets", "Returns rows (4, N)")
def encode_transposed(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gx - x) / w, (gy - y) / h, (gw / w).log(), (gh / h).log()])


@wrong("encode_offsets", "Puts the sides first: (t_w, t_h, t_x, t_y)")
def encode_sides_first(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([(gw / w).log(), (gh / h).log(), (gx - x) / w, (gy - y) / h], 1)


@wrong("encode_offsets", "Writes widths and heights into the caller's boxes")
def encode_in_place(truth, boxes):
    boxes[:, 2:] -= boxes[:, :2]
    truth[:, 2:] -= truth[:, :2]
    boxes[:, :2] += boxes[:, 2:] / 2
    truth[:, :2] += truth[:, 2:] / 2
    return torch.cat([(truth[:, :2] - boxes[:, :2]) / boxes[:, 2:], (truth[:, 2:] / boxes[:, 2:]).log()], 1)


@wrong("encode_offsets", "Counts the pixels of a side, x2 - x1 + 1")
def encode_plus_one(truth, boxes):
    sides, true_sides = boxes[:, 2:] - boxes[:, :2] + 1, truth[:, 2:] - truth[:, :2] + 1
    moves = (truth[:, :2] + true_sides / 2 - boxes[:, :2] - sides / 2) / sides
    return torch.cat([moves, (true_sides / sides).log()], 1)


@wrong("encode_offsets", "Unpacks one box, so N other than 4 fails and N = 4 mixes rows and columns")
def encode_one_box(truth, boxes):
    x1, y1, x2, y2 = boxes
    gx1, gy1, gx2, gy2 = truth
    w, h = x2 - x1, y2 - y1
    t_x, t_y = ((gx1 + gx2) / 2 - (x1 + x2) / 2) / w, ((gy1 + gy2) / 2 - (y1 + y2) / 2) / h
    return torch.stack([t_x, t_y, torch.log((gx2 - gx1) / w), torch.log((gy2 - gy1) / h)])


@wrong("encode_offsets", "Divides by half the side and takes the difference of sides without logarithm")
def encode_two_mistakes(truth, boxes):
    x, y, w, h = centres_and_sides(boxes)
    gx, gy, gw, gh = centres_and_sides(truth)
    return torch.stack([2 * (gx - x) / w, 2 * (gy - y) / h, (gw - w) / w, (gh - h) / h], 1)


@right("encode_offsets", "Loops over the rows with math.log")
def encode_in_loops(truth, boxes):
    offsets = torch.zeros(len(boxes), 4)
    for i in range(len(boxes)):
        x1, y1, x2, y2 = boxes[i].tolist()
        gx1, gy1, gx2, gy2 = truth[i].tolist()
        offsets[i, 0] = (gx1 + gx2 - x1 - x2) / (x2 - x1) / 2
        offsets[i, 1] = (gy1 + gy2 - y1 - y2) / (y2 - y1) / 2
        offsets[i, 2] = math.log(gx2 - gx1) - math.log(x2 - x1)
        offsets[i, 3] = math.log((gy2 - gy1) / (y2 - y1))
    return offsets


@right("encode_offsets", "Views a box as two points and reduces over them")
def encode_by_points(truth, boxes):
    points, true_points = boxes.reshape(-1, 2, 2), truth.reshape(-1, 2, 2)
    sides, true_sides = points.diff(dim=1)[:, 0], true_points.diff(dim=1)[:, 0]
    return torch.hstack([(true_points.mean(1) - points.mean(1)) / sides, true_sides.log() - sides.log()])


@right("encode_offsets", "Calculates in NumPy with float64")
def encode_in_numpy(truth, boxes):
    t, b = truth.numpy().astype(np.float64), boxes.numpy().astype(np.float64)
    sides = b[:, 2:] - b[:, :2]
    moves = (t[:, :2] - b[:, :2] + t[:, 2:] - b[:, 2:]) / 2 / sides
    return torch.from_numpy(np.concatenate([moves, np.log((t[:, 2:] - t[:, :2]) / sides)], axis=1))


@right("encode_offsets", "Turns corners into centres and sides by a matrix")
def encode_by_matrix(truth, boxes):
    matrix = torch.tensor([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]], dtype=torch.float64)
    t, b = truth.double() @ matrix, boxes.double() @ matrix
    return torch.cat([(t - b)[:, :2] / b[:, 2:], torch.log(t[:, 2:] / b[:, 2:])], dim=-1).float()


@right("encode_offsets", "Adds the moves of both corners, relative to the box, by halves")
def encode_by_corner_moves(truth, boxes):
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
    moves = (truth - boxes) / sides
    return torch.cat([(moves[:, :2] + moves[:, 2:]) / 2, torch.log1p(moves[:, 2:] - moves[:, :2])], 1)


# --- decode_offsets ---


def corners(x, y, w, h):
    """Return boxes (N, 4) of centres and sides, a helper of the answers below."""
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1)


@wrong("decode_offsets", "Subtracts the move of the centre")
def decode_sign(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x - tx * w, y - ty * h, w * tw.exp(), h * th.exp())


@wrong("decode_offsets", "Leaves the exponential out")
def decode_without_exp(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w * tw, h * th)


@wrong("decode_offsets", "Takes 1 + t for the exponential")
def decode_linear(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w * (1 + tw), h * (1 + th))


@wrong("decode_offsets", "Adds the exponential to the sides instead of multiplying")
def decode_adds_exp(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w + tw.exp(), h + th.exp())


@wrong("decode_offsets", "Adds the move of the centre in pixels")
def decode_pixels(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx, y + ty, w * tw.exp(), h * th.exp())


@wrong("decode_offsets", "Moves the first corner and keeps it while the sides change")
def decode_first_corner(offsets, boxes):
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    x1, y1 = boxes[:, 0] + offsets[:, 0] * w, boxes[:, 1] + offsets[:, 1] * h
    return torch.stack([x1, y1, x1 + w * offsets[:, 2].exp(), y1 + h * offsets[:, 3].exp()], 1)


@wrong("decode_offsets", "Measures the move in the new sides")
def decode_new_sides(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    w, h = w * tw.exp(), h * th.exp()
    return corners(x + tx * w, y + ty * h, w, h)


@wrong("decode_offsets", "Returns centre and sides instead of corners")
def decode_to_centres(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return torch.stack([x + tx * w, y + ty * h, w * tw.exp(), h * th.exp()], 1)


@wrong("decode_offsets", "Puts the whole side on both sides of the centre")
def decode_whole_sides(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    x, y, w, h = x + tx * w, y + ty * h, w * tw.exp(), h * th.exp()
    return torch.stack([x - w, y - h, x + w, y + h], 1)


@wrong("decode_offsets", "Raises the corners to 0, as if they had to lie in the image")
def decode_clamped(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w * tw.exp(), h * th.exp()).clamp(min=0)


@wrong("decode_offsets", "Exchanges the arguments")
def decode_exchanged(offsets, boxes):
    offsets, boxes = boxes, offsets
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w * tw.exp(), h * th.exp())


@wrong("decode_offsets", "Powers of 2 instead of e")
def decode_power_of_two(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w * 2**tw, h * 2**th)


@wrong("decode_offsets", "Corrects the caller's boxes in place")
def decode_in_place(offsets, boxes):
    x, y, w, h = (part.clone() for part in centres_and_sides(boxes))
    tx, ty, tw, th = offsets.unbind(1)
    boxes.copy_(corners(x + tx * w, y + ty * h, w * tw.exp(), h * th.exp()))
    return boxes


@wrong("decode_offsets", "Exchanges width and height")
def decode_axes(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * h, y + ty * w, w * tw.exp(), h * th.exp())


@wrong("decode_offsets", "Bounds the offsets to ±0.1")
def decode_bounded(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.clamp(-0.1, 0.1).unbind(1)
    return corners(x + tx * w, y + ty * h, w * tw.exp(), h * th.exp())


@wrong("decode_offsets", "Returns (4, N)")
def decode_transposed(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes)
    tx, ty, tw, th = offsets.unbind(1)
    return corners(x + tx * w, y + ty * h, w * tw.exp(), h * th.exp()).T


@wrong("decode_offsets", "Moves the centre but leaves the sides as they are, and rounds to whole pixels")
def decode_keeps_sides(offsets, boxes):
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
    return (boxes + offsets[:, :2].repeat(1, 2) * sides).round()


@wrong("decode_offsets", "Adds sides and offsets alike: all four corners move by t times the side")
def decode_as_corner_moves(offsets, boxes):
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
    return boxes + offsets * sides


@wrong("decode_offsets", "Overwrites the width before the height's and the centre's turn, in one loop")
def decode_loop_overwrites(offsets, boxes):
    decoded = boxes.clone()
    for i in range(len(boxes)):
        for axis in range(2):
            side = decoded[i, axis + 2] - decoded[i, axis]
            centre = decoded[i, axis] + side / 2 + offsets[i, axis] * side
            side = side * offsets[i, axis + 2].exp()
            decoded[i, axis] = centre - side / 2
            decoded[i, axis + 2] = decoded[i, axis] + side / 2
    return decoded


@right("decode_offsets", "Loops over rows and axes in Python")
def decode_in_loops(offsets, boxes):
    rows = []
    for t, b in zip(offsets.tolist(), boxes.tolist(), strict=True):
        row = [0.0] * 4
        for axis in (0, 1):
            side = b[axis + 2] - b[axis]
            centre = b[axis] + (0.5 + t[axis]) * side
            row[axis] = centre - side * math.exp(t[axis + 2]) / 2
            row[axis + 2] = centre + side * math.exp(t[axis + 2]) / 2
        rows.append(row)
    return torch.tensor(rows).reshape(-1, 4)


@right("decode_offsets", "Splits both into halves")
def decode_by_halves(offsets, boxes):
    first, last = boxes.chunk(2, 1)
    moves, logs = offsets.chunk(2, 1)
    sides = last - first
    centres = torch.lerp(first, last, 0.5 + moves)
    half = torch.exp(logs - math.log(2)) * sides
    return torch.cat([centres - half, centres + half], -1)


@right("decode_offsets", "Calculates in NumPy with float64")
def decode_in_numpy(offsets, boxes):
    t, b = offsets.numpy().astype(np.float64), boxes.numpy().astype(np.float64)
    sides = b[:, 2:] - b[:, :2]
    centres = b[:, :2] + sides * (t[:, :2] + 0.5)
    sides = sides * np.exp(t[:, 2:])
    return torch.from_numpy(np.hstack((centres - sides / 2, centres + sides / 2)))


@right("decode_offsets", "Multiplies centre and sides by a matrix that makes corners")
def decode_by_matrix(offsets, boxes):
    x, y, w, h = centres_and_sides(boxes.double())
    t = offsets.double().T
    described = torch.stack([x + t[0] * w, y + t[1] * h, w * torch.e ** t[2], h * torch.e ** t[3]])
    matrix = torch.tensor([[1, 0, -0.5, 0], [0, 1, 0, -0.5], [1, 0, 0.5, 0], [0, 1, 0, 0.5]], dtype=torch.float64)
    return torch.einsum("ij,jn->ni", matrix, described).to(boxes.dtype)


# --- label_regions ---


@wrong("label_regions", "Doesn't add 1 to the label")
def label_without_one(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    labels = true_labels[truth].clone()
    labels[best < foreground] = -1
    labels[best < background] = 0
    truth = torch.where(best >= foreground, truth, torch.where(best < background, -1, -2))
    return labels, truth


@wrong("label_regions", "Asks for more than the foreground threshold")
def label_above_foreground(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best > foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Counts an IoU of just the background threshold as background")
def label_at_background(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best <= background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Takes all below the foreground threshold for background")
def label_all_background(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands = best >= foreground
    return torch.where(stands, true_labels[truth] + 1, 0), torch.where(stands, truth, -1)


@wrong("label_regions", "Exchanges -1 and -2 of the truth")
def label_truths_exchanged(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -2, -1))


@wrong("label_regions", "Exchanges 0 and -1 of the labels")
def label_labels_exchanged(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, -1, 0))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Takes the maximum over the regions instead of the things")
def label_wrong_axis(ious, true_labels, foreground, background):
    best, region = ious.max(0)
    labels = torch.full((len(ious),), 0)
    truth = torch.full((len(ious),), -1)
    for g in range(ious.shape[1]):
        if best[g] >= foreground:
            labels[region[g]] = true_labels[g] + 1
            truth[region[g]] = g
        elif best[g] >= background:
            labels[region[g]], truth[region[g]] = -1, -2
    return labels, truth


@wrong("label_regions", "Leaves the index of the best thing for all regions")
def label_keeps_index(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    return torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1)), truth


@wrong("label_regions", "Takes the last of equal IoUs")
def label_last_of_equal(ious, true_labels, foreground, background):
    best = ious.amax(1)
    truth = ious.shape[1] - 1 - ious.flip(1).argmax(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Takes the index of the thing for its label")
def label_by_index(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, truth + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Returns truth before labels")
def label_order(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return torch.where(stands, truth, torch.where(back, -1, -2)), labels


@wrong("label_regions", "Counts things from 1 in the truth too")
def label_truth_from_one(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth + 1, torch.where(back, -1, -2))


@wrong("label_regions", "Takes the thresholds 0.5 and 0.3 for granted")
def label_fixed_thresholds(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= 0.5, best < 0.3
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Lets a later thing that reaches the threshold replace a better one")
def label_last_thing(ious, true_labels, foreground, background):
    labels, truth = [], []
    for row in ious:
        label, index = (0, -1) if row.max() < background else (-1, -2)
        for g, value in enumerate(row):
            if value >= foreground:
                label, index = int(true_labels[g]) + 1, g
        labels.append(label)
        truth.append(index)
    return torch.tensor(labels), torch.tensor(truth)


@wrong("label_regions", "Adds 1 to the caller's labels in place")
def label_in_place(ious, true_labels, foreground, background):
    true_labels += 1
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth], torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Gives each thing its best region besides, as a region proposal network does")
def label_best_for_each(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    truth = torch.where(stands, truth, torch.where(back, -1, -2))
    for g in range(ious.shape[1]):
        region = int(ious[:, g].argmax())
        labels[region], truth[region] = true_labels[g] + 1, g
    return labels, truth


@wrong("label_regions", "Compares the mean of a region's IoUs with the thresholds")
def label_by_mean(ious, true_labels, foreground, background):
    best, truth = ious.mean(1), ious.argmax(1)
    stands, back = best >= foreground, best < background
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, -1, -2))


@wrong("label_regions", "Returns lists")
def label_to_lists(ious, true_labels, foreground, background):
    labels, truth = [], []
    for row in ious.tolist():
        best = max(row)
        if best >= foreground:
            truth.append(row.index(best))
            labels.append(int(true_labels[row.index(best)]) + 1)
        else:
            truth.append(-1 if best < background else -2)
            labels.append(0 if best < background else -1)
    return labels, truth


@wrong("label_regions", "Exchanges the thresholds and gives background the truth 0")
def label_thresholds_exchanged(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    stands, back = best >= background, best < foreground
    labels = torch.where(stands, true_labels[truth] + 1, torch.where(back, 0, -1))
    return labels, torch.where(stands, truth, torch.where(back, 0, -2))


@right("label_regions", "Loops over the regions with if and else")
def label_in_loops(ious, true_labels, foreground, background):
    count = ious.shape[0]
    labels, truth = torch.zeros(count, dtype=torch.long), torch.full((count,), -1)
    for r in range(count):
        g = 0
        for candidate in range(1, ious.shape[1]):
            if ious[r, candidate] > ious[r, g]:
                g = candidate
        if ious[r, g] >= foreground:
            labels[r], truth[r] = true_labels[g] + 1, g
        elif not ious[r, g] < background:
            labels[r], truth[r] = -1, -2
    return labels, truth


@right("label_regions", "Begins with what isn't trained on and overwrites background, then things")
def label_by_masks(ious, true_labels, foreground, background):
    best, index = ious.max(dim=1)
    labels, truth = torch.full_like(index, -1), torch.full_like(index, -2)
    labels[best < background] = 0
    truth[best < background] = -1
    labels[best >= foreground] = true_labels[index[best >= foreground]].to(labels.dtype) + 1
    truth[best >= foreground] = index[best >= foreground]
    return labels, truth


@right("label_regions", "Looks the labels up in a table with places for -2 and -1 at its end")
def label_by_table(ious, true_labels, foreground, background):
    best, truth = ious.max(1)
    truth = torch.where(best < foreground, -2, truth)
    truth = torch.where((best < background) & (best < foreground), -1, truth)
    table = torch.cat([true_labels.long() + 1, torch.tensor([-1, 0])])
    return table[truth], truth


@right("label_regions", "Calculates in NumPy with select and returns int32")
def label_in_numpy(ious, true_labels, foreground, background):
    best, index = ious.amax(1), ious.argmax(1).numpy()
    conditions = [(best >= foreground).numpy(), (best < background).numpy()]
    labels = np.select(conditions, [true_labels.numpy()[index] + 1, np.zeros_like(index)], -1)
    truth = np.select(conditions, [index, np.full_like(index, -1)], -2)
    return torch.from_numpy(labels.astype(np.int32)), torch.from_numpy(truth.astype(np.int32))


# --- ridge_regression ---


def solve_centred(features, targets, penalty):
    """Return (weights, bias) in float64, a helper of the answers below."""
    x, t = features.double(), targets.double()
    dx, dt = x - x.mean(0), t - t.mean(0)
    weights = torch.linalg.solve(dx.T @ dx + penalty * torch.eye(x.shape[1], dtype=x.dtype), dx.T @ dt).T
    return weights, t.mean(0) - weights @ x.mean(0)


@wrong("ridge_regression", "Penalises the bias too")
def ridge_penalises_bias(features, targets, penalty):
    x = torch.cat([features, torch.ones(len(features), 1)], 1)
    solution = torch.linalg.solve(x.T @ x + penalty * torch.eye(x.shape[1]), x.T @ targets)
    return solution[:-1].T, solution[-1]


@wrong("ridge_regression", "Has no bias: returns zeros for it")
def ridge_without_bias(features, targets, penalty):
    eye = torch.eye(features.shape[1])
    weights = torch.linalg.solve(features.T @ features + penalty * eye, features.T @ targets).T
    return weights, torch.zeros(targets.shape[1])


@wrong("ridge_regression", "Takes the mean over the regions instead of the sum, so the penalty weighs R times as much")
def ridge_by_mean(features, targets, penalty):
    weights, bias = solve_centred(features, targets, penalty * len(features))
    return weights.float(), bias.float()


@wrong("ridge_regression", "Ignores the penalty")
def ridge_without_penalty(features, targets, penalty):
    x = torch.cat([features, torch.ones(len(features), 1)], 1)
    solution = torch.linalg.pinv(x) @ targets
    return solution[:-1].T, solution[-1]


@wrong("ridge_regression", "Returns the weights as (D, O)")
def ridge_transposed(features, targets, penalty):
    weights, bias = solve_centred(features, targets, penalty)
    return weights.T.float(), bias.float()


@wrong("ridge_regression", "Returns bias before weights")
def ridge_bias_first(features, targets, penalty):
    weights, bias = solve_centred(features, targets, penalty)
    return bias.float(), weights.float()


@wrong("ridge_regression", "Squares the penalty")
def ridge_squared_penalty(features, targets, penalty):
    weights, bias = solve_centred(features, targets, penalty**2)
    return weights.float(), bias.float()


@wrong("ridge_regression", "Doubles the penalty, as for a loss with the factor 1/2 before the sum only")
def ridge_double_penalty(features, targets, penalty):
    weights, bias = solve_centred(features, targets, 2 * penalty)
    return weights.float(), bias.float()


@wrong("ridge_regression", "Adds the penalty to all entries of the matrix instead of the diagonal")
def ridge_adds_everywhere(features, targets, penalty):
    x, t = features.double(), targets.double()
    dx, dt = x - x.mean(0), t - t.mean(0)
    weights = (torch.linalg.pinv(dx.T @ dx + penalty) @ dx.T @ dt).T
    return weights.float(), (t.mean(0) - weights @ x.mean(0)).float()


@wrong("ridge_regression", "Centres the features but returns the targets' mean as bias")
def ridge_bias_is_mean(features, targets, penalty):
    weights, _ = solve_centred(features, targets, penalty)
    return weights.float(), targets.mean(0)


@wrong("ridge_regression", "Solves with the features as they are and fits the bias afterwards")
def ridge_bias_afterwards(features, targets, penalty):
    eye = torch.eye(features.shape[1])
    weights = torch.linalg.solve(features.T @ features + penalty * eye, features.T @ targets).T
    return weights, (targets - features @ weights.T).mean(0)


@wrong("ridge_regression", "Subtracts the penalty")
def ridge_negative_penalty(features, targets, penalty):
    weights, bias = solve_centred(features, targets, -penalty)
    return weights.float(), bias.float()


@wrong("ridge_regression", "Normalises the features to deviation 1 and gives the weights back in that scale")
def ridge_normalised(features, targets, penalty):
    scaled = (features - features.mean(0)) / features.std(0)
    weights, _ = solve_centred(scaled, targets, penalty)
    return weights.float(), (targets.mean(0) - weights.float() @ features.mean(0)).float()


@wrong("ridge_regression", "Centres the caller's features and targets in place")
def ridge_in_place(features, targets, penalty):
    x_mean, t_mean = features.mean(0), targets.mean(0)
    features -= x_mean
    targets -= t_mean
    eye = torch.eye(features.shape[1])
    weights = torch.linalg.solve(features.T @ features + penalty * eye, features.T @ targets).T
    return weights, t_mean - weights @ x_mean


@wrong("ridge_regression", "Returns one tensor (O, D + 1) with the bias in the last column")
def ridge_one_tensor(features, targets, penalty):
    weights, bias = solve_centred(features, targets, penalty)
    return torch.cat([weights, bias[:, None]], 1).float()


@wrong("ridge_regression", "Keeps a bias of shape (1, O)")
def ridge_bias_shape(features, targets, penalty):
    weights, bias = solve_centred(features, targets, penalty)
    return weights.float(), bias[None].float()


@wrong("ridge_regression", "Takes ten steps of gradient descent, far from the minimum")
def ridge_few_steps(features, targets, penalty):
    weights, bias = torch.zeros(targets.shape[1], features.shape[1]), torch.zeros(targets.shape[1])
    for _ in range(10):
        error = features @ weights.T + bias - targets
        weights = weights - 1e-3 * (2 * error.T @ features + 2 * penalty * weights)
        bias = bias - 1e-3 * 2 * error.sum(0)
    return weights, bias


@wrong("ridge_regression", "Takes the first target only and turns the sign of the bias")
def ridge_first_target(features, targets, penalty):
    weights, bias = solve_centred(features, targets[:, :1], penalty)
    return weights.float(), -bias.float()


@right("ridge_regression", "Adds a column of ones whose penalty is 0")
def ridge_with_ones(features, targets, penalty):
    x = torch.cat([features, torch.ones(len(features), 1)], 1).double()
    penalties = torch.full((x.shape[1],), float(penalty), dtype=torch.float64)
    penalties[-1] = 0
    solution = torch.linalg.solve(x.T @ x + torch.diag(penalties), x.T @ targets.double())
    return solution[:-1].T.float(), solution[-1].float()


@right("ridge_regression", "Appends rows of the root of the penalty with target 0 and asks for least squares")
def ridge_by_rows(features, targets, penalty):
    x, t = features.double().numpy(), targets.double().numpy()
    count, dimensions = x.shape
    top = np.hstack([x, np.ones((count, 1))])
    bottom = np.hstack([np.sqrt(penalty) * np.eye(dimensions), np.zeros((dimensions, 1))])
    solution = np.linalg.lstsq(np.vstack([top, bottom]), np.vstack([t, np.zeros((dimensions, t.shape[1]))]), rcond=None)
    return torch.from_numpy(solution[0][:-1].T), torch.from_numpy(solution[0][-1])


@right("ridge_regression", "Solves the dual problem, R equations instead of D")
def ridge_dual(features, targets, penalty):
    x, t = features.double(), targets.double()
    dx, dt = x - x.mean(0), t - t.mean(0)
    alpha = torch.linalg.solve(dx @ dx.T + penalty * torch.eye(len(x), dtype=x.dtype), dt)
    weights = alpha.T @ dx
    return weights, t.mean(0) - x.mean(0) @ weights.T


@right("ridge_regression", "Shrinks by the singular values")
def ridge_by_svd(features, targets, penalty):
    x, t = features.double(), targets.double()
    u, s, vh = torch.linalg.svd(x - x.mean(0), full_matrices=False)
    weights = (vh.T @ torch.diag(s / (s**2 + penalty)) @ u.T @ (t - t.mean(0))).T
    return weights.float(), (t - x @ weights.T).mean(0).float()


@right("ridge_regression", "Solves target by target with the inverse matrix")
def ridge_by_target(features, targets, penalty):
    x = features.double() - features.double().mean(0)
    inverse = torch.linalg.inv(x.T @ x + penalty * torch.eye(x.shape[1], dtype=x.dtype))
    weights, bias = [], []
    for target in targets.double().unbind(1):
        weights.append(inverse @ (x.T @ target))
        bias.append(target.mean() - weights[-1] @ features.double().mean(0))
    return torch.stack(weights), torch.stack(bias)


# --- average_precision ---


@wrong("average_precision", "Doesn't raise the precision to the highest that follows")
def ap_not_interpolated(right, truths):
    hits = right.float().cumsum(0)
    precision = hits / torch.arange(1, len(right) + 1)
    return (precision * right).sum() / truths


@wrong("average_precision", "Raises to the highest before instead of the highest that follows")
def ap_highest_before(right, truths):
    if len(right) == 0:
        return 0.0
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    return (precision.cummax(0).values * right).sum() / truths


@wrong("average_precision", "Divides by the right detections instead of the true things")
def ap_by_right(right, truths):
    if right.sum() == 0:
        return 0.0
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    height = precision.flip(0).cummax(0).values.flip(0)
    return (height * right).sum() / right.sum()


@wrong("average_precision", "Divides by the number of detections")
def ap_by_detections(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    height = precision.flip(0).cummax(0).values.flip(0)
    return (height * right).mean()


@wrong("average_precision", "Takes the mean of the precision at eleven recalls, as VOC did until 2009")
def ap_eleven_points(right, truths):
    hits = right.float().cumsum(0)
    precision, recall = hits / torch.arange(1, len(right) + 1), hits / truths
    total = 0.0
    for level in range(11):
        reached = precision[recall >= level / 10 - 1e-6]
        total += float(reached.max()) if len(reached) else 0.0
    return total / 11


@wrong("average_precision", "Draws straight lines between the points, by the rule of trapezoids")
def ap_trapezoids(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    hits = torch.cat([torch.zeros(1), right.float().cumsum(0)])
    precision = torch.cat([torch.ones(1), hits[1:] / torch.arange(1, len(right) + 1)])
    return torch.trapezoid(precision, hits / truths)


@wrong("average_precision", "Takes the largest precision for all")
def ap_global_maximum(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    return precision.max() * right.sum() / truths


@wrong("average_precision", "Returns the last precision")
def ap_precision(right, truths):
    return right.float().mean() if len(right) else torch.tensor(0.0)


@wrong("average_precision", "Returns the recall")
def ap_recall(right, truths):
    return right.sum() / truths


@wrong("average_precision", "Fails without detections, as it takes a maximum of nothing")
def ap_fails_without(right, truths):
    precision = [float(right[: n + 1].sum()) / (n + 1) for n in range(len(right))]
    highest = max(precision)
    total = 0.0
    for n in range(len(right)):
        highest = max(precision[n:])
        total += highest * int(right[n]) / truths
    return total


@wrong("average_precision", "Is not a number without detections, as it takes a mean of nothing")
def ap_nan_without(right, truths):
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    height = torch.stack([precision[n:].max() for n in range(len(right))]) if len(right) else precision
    return (height * right).mean() * len(right) / truths


@wrong("average_precision", "Counts detections from 0 in the denominator")
def ap_from_zero(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(len(right)).clamp(min=1)
    height = precision.flip(0).cummax(0).values.flip(0)
    return (height * right).sum() / truths


@wrong("average_precision", "Adds recall for wrong detections too")
def ap_all_detections(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    return precision.flip(0).cummax(0).values.sum() / truths


@wrong("average_precision", "Forgets to turn the maxima back")
def ap_not_turned_back(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    return (precision.flip(0).cummax(0).values * right).sum() / truths


@wrong("average_precision", "Reads the detections by rising score")
def ap_reversed(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    hits = right.flip(0)
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    height = precision.flip(0).cummax(0).values.flip(0)
    return (height * hits).sum() / truths


@wrong("average_precision", "Raises a precision to the next one only")
def ap_next_only(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    following = torch.cat([precision[1:], torch.zeros(1)])
    return (torch.maximum(precision, following) * right).sum() / truths


@wrong("average_precision", "Raises to the highest that follows, without the precision itself")
def ap_strictly_following(right, truths):
    precision = [float(right[: n + 1].sum()) / (n + 1) for n in range(len(right))]
    return sum(max(precision[n + 1 :], default=0.0) for n in range(len(right)) if right[n]) / truths


@wrong("average_precision", "Returns in per cent")
def ap_per_cent(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    precision = right.float().cumsum(0) / torch.arange(1, len(right) + 1)
    return 100 * (precision.flip(0).cummax(0).values.flip(0) * right).sum() / truths


@wrong("average_precision", "Counts in the caller's tensor in place")
def ap_in_place(right, truths):
    if len(right) == 0:
        return torch.tensor(0.0)
    hit = right.bool()
    right.cumsum_(0)
    precision = right / torch.arange(1, len(right) + 1)
    return precision.flip(0).cummax(0).values.flip(0)[hit].sum() / truths


@wrong("average_precision", "Divides whole numbers, so a precision is 0 or 1")
def ap_whole_division(right, truths):
    precision = right.cumsum(0) // torch.arange(1, len(right) + 1)
    total = 0.0
    for n in range(len(right)):
        total += float(precision[n:].max()) * int(right[n])
    return total / truths


@wrong("average_precision", "Returns a tensor with one dimension")
def ap_one_dimension(right, truths):
    total = torch.zeros(1)
    for n in range(len(right)):
        heights = [right[: m + 1].sum() / (m + 1) for m in range(n, len(right))]
        total = total + max(heights) * right[n] / truths
    return total


@right("average_precision", "Goes backwards in Python and keeps the highest")
def ap_backwards(right, truths):
    marks = right.tolist()
    hits, highest, total = sum(marks), 0.0, 0.0
    for n in range(len(marks), 0, -1):
        highest = max(highest, hits / n)
        if marks[n - 1]:
            total += highest / truths
            hits -= 1
    return total


@right("average_precision", "Asks for each right detection by its place in the list of right ones")
def ap_by_places(right, truths):
    places = (right == 1).nonzero().flatten()
    if len(places) == 0:
        return torch.tensor(0.0, dtype=torch.float64)
    precision = torch.arange(1, len(places) + 1) / (places + 1).double()
    return precision.flip(0).cummax(0).values.sum() / truths


@right("average_precision", "Sums rectangles of the curve in NumPy with guards at both ends, as VOC's code does")
def ap_in_numpy(right, truths):
    hits = np.cumsum(right.numpy())
    recall = np.concatenate([[0.0], hits / truths, [1.0]])
    precision = np.concatenate([[0.0], hits / np.arange(1, len(hits) + 1), [0.0]])
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.where(recall[1:] != recall[:-1])[0]
    return float(np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1]))


@right("average_precision", "Takes the maxima of the upper triangle of a matrix")
def ap_by_triangle(right, truths):
    count = len(right)
    if not count:
        return torch.zeros(())
    precision = right.cumsum(0).float() / torch.arange(1, count + 1)
    heights = precision.expand(count, count).triu().amax(1)
    return torch.dot(heights, right.float()) / truths


@right("average_precision", "Recurs: the last detection first")
def ap_by_recursion(right, truths):
    def area(count, highest):
        if count == 0:
            return 0.0
        highest = max(highest, right[:count].sum().item() / count)
        return area(count - 1, highest) + highest * right[count - 1].item() / truths

    return torch.tensor(area(len(right), 0.0))
