"""Answers to the exercises on Faster R-CNN as students write them, right and wrong."""

import math

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

from lecture_utils.demos import faster_rcnn as demos
from tests.exercises.corpus import right, wrong

# --- base_anchors ---


def _about_zero(sides):
    return torch.tensor([[-w / 2, -h / 2, w / 2, h / 2] for w, h in sides])


@wrong("base_anchors", "Takes the ratio as width over height")
def anchors_width_over_height(scales, ratios):
    return _about_zero([(s * math.sqrt(r), s / math.sqrt(r)) for r in ratios for s in scales])


@wrong("base_anchors", "Puts all ratios of the first scale first")
def anchors_scales_outside(scales, ratios):
    return _about_zero([(s / math.sqrt(r), s * math.sqrt(r)) for s in scales for r in ratios])


@wrong("base_anchors", "Forgets the square root, so that the ratio becomes r²")
def anchors_without_root(scales, ratios):
    return _about_zero([(s / r, s * r) for r in ratios for s in scales])


@wrong("base_anchors", "Keeps the width at the scale, so that the area is r · s²")
def anchors_constant_width(scales, ratios):
    return _about_zero([(s, s * r) for r in ratios for s in scales])


@wrong("base_anchors", "Takes the scale for the area")
def anchors_scale_is_area(scales, ratios):
    return _about_zero([(math.sqrt(s / r), math.sqrt(s * r)) for r in ratios for s in scales])


@wrong("base_anchors", "Goes from −w to w, twice as wide and high as asked")
def anchors_doubled(scales, ratios):
    sides = [(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]
    return torch.tensor([[-w, -h, w, h] for w, h in sides])


@wrong("base_anchors", "Begins the boxes at (0, 0) instead of centring them")
def anchors_from_corner(scales, ratios):
    sides = [(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]
    return torch.tensor([[0.0, 0.0, w, h] for w, h in sides])


@wrong("base_anchors", "Returns widths and heights only")
def anchors_sides_only(scales, ratios):
    return torch.tensor([[s / math.sqrt(r), s * math.sqrt(r)] for r in ratios for s in scales])


@wrong("base_anchors", "Rounds the coordinates as torchvision does")
def anchors_rounded(scales, ratios):
    return _about_zero([(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]).round()


@wrong("base_anchors", "Halves the sides by integer division")
def anchors_floor_division(scales, ratios):
    sides = [(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]
    return torch.tensor([[-w // 2, -h // 2, w // 2, h // 2] for w, h in sides])


@wrong("base_anchors", "Returns whole pixels")
def anchors_whole_pixels(scales, ratios):
    return _about_zero([(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]).long()


@wrong("base_anchors", "Lists rows before columns: y1, x1, y2, x2")
def anchors_rows_first(scales, ratios):
    sides = [(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]
    return torch.tensor([[-h / 2, -w / 2, h / 2, w / 2] for w, h in sides])


@wrong("base_anchors", "Pairs each scale with one ratio by zip instead of all combinations")
def anchors_zipped(scales, ratios):
    return _about_zero([(s / math.sqrt(r), s * math.sqrt(r)) for s, r in zip(scales, ratios, strict=False)])


@wrong("base_anchors", "Keeps a dimension for the ratios: (R, S, 4)")
def anchors_not_flattened(scales, ratios):
    boxes = _about_zero([(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales])
    return boxes.reshape(len(ratios), len(scales), 4)


@wrong("base_anchors", "Is written for the three scales and three ratios of the paper")
def anchors_of_the_paper(scales, ratios):
    anchors = torch.zeros(9, 4)
    for i in range(9):
        s, r = scales[i % 3], ratios[i // 3]
        w, h = s / math.sqrt(r), s * math.sqrt(r)
        anchors[i] = torch.tensor([-w / 2, -h / 2, w / 2, h / 2])
    return anchors


@wrong("base_anchors", "Takes width over height and the scales outside, two mistakes at once")
def anchors_two_mistakes(scales, ratios):
    return _about_zero([(s * r**0.5, s / r**0.5) for s in scales for r in ratios])


@wrong("base_anchors", "Counts the last pixel, so that a box ends at w/2 − 1")
def anchors_last_pixel(scales, ratios):
    return _about_zero([(s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in scales]) - torch.tensor(
        [0, 0, 1, 1]
    )


@wrong("base_anchors", "Scales the long side only: the ratio is right, the long side is the scale")
def anchors_long_side(scales, ratios):
    return _about_zero([(s, s * r) if r < 1 else (s / r, s) for r in ratios for s in scales])


@wrong("base_anchors", "Repeats each scale for the ratios with the wrong one of repeat and repeat_interleave")
def anchors_repeated(scales, ratios):
    s = torch.tensor(scales, dtype=torch.float32).repeat_interleave(len(ratios))
    r = torch.tensor(ratios, dtype=torch.float32).repeat_interleave(len(scales))
    w, h = s / r.sqrt(), s * r.sqrt()
    return torch.stack([-w, -h, w, h], 1) / 2


@right("base_anchors", "Uses broadcasting as torchvision's AnchorGenerator does, without rounding")
def anchors_broadcast(scales, ratios):
    s = torch.as_tensor(scales, dtype=torch.float32)
    heights = torch.sqrt(torch.as_tensor(ratios, dtype=torch.float32))
    w = ((1 / heights)[:, None] * s[None, :]).view(-1)
    h = (heights[:, None] * s[None, :]).view(-1)
    return torch.stack([-w, -h, w, h], dim=1) / 2


@right("base_anchors", "Solves for the height from the area and divides the area by it")
def anchors_by_area(scales, ratios):
    boxes = []
    for ratio in ratios:
        for scale in scales:
            area = scale**2
            height = (area * ratio) ** 0.5
            width = area / height
            boxes.append(torch.tensor([-0.5 * width, -0.5 * height, 0.5 * width, 0.5 * height]))
    return torch.stack(boxes)


@right("base_anchors", "Takes an outer product in NumPy and float64")
def anchors_in_numpy(scales, ratios):
    h = np.outer(np.sqrt(ratios), scales).ravel() / 2
    w = np.outer(1 / np.sqrt(ratios), scales).ravel() / 2
    return torch.from_numpy(np.column_stack([-w, -h, w, h]))


@right("base_anchors", "Takes a cartesian product and logarithms")
def anchors_by_logarithms(scales, ratios):
    pairs = torch.cartesian_prod(torch.tensor(ratios, dtype=torch.float64), torch.tensor(scales, dtype=torch.float64))
    r, s = pairs.reshape(-1, 2).log().unbind(1)
    w, h = (s - r / 2).exp(), (s + r / 2).exp()
    return (torch.stack([-w, -h, w, h], dim=1) / 2).float()


@right("base_anchors", "Recurs over the ratios and joins the parts")
def anchors_by_recursion(scales, ratios):
    if not ratios:
        return torch.zeros(0, 4)
    root = ratios[0] ** 0.5
    first = torch.tensor([[-s / root / 2, -s * root / 2, s / root / 2, s * root / 2] for s in scales])
    return torch.cat([first, anchors_by_recursion(scales, ratios[1:])])


# --- grid_anchors ---


def _shifts(xs, ys):
    y, x = torch.meshgrid(ys, xs, indexing="ij")
    return torch.stack([x, y, x, y], -1)


@wrong("grid_anchors", "Puts the centre of a cell at stride · (column + 0.5)")
def grid_half_a_cell(base, size, stride):
    h, w = size
    shifts = _shifts((torch.arange(w) + 0.5) * stride, (torch.arange(h) + 0.5) * stride)
    return shifts[:, :, None] + base


@wrong("grid_anchors", "Adds half a stride, rounded down, to the centre")
def grid_half_stride(base, size, stride):
    h, w = size
    shifts = _shifts(torch.arange(w) * stride + stride // 2, torch.arange(h) * stride + stride // 2)
    return shifts[:, :, None] + base


@wrong("grid_anchors", "Exchanges x and y: the column moves the rows")
def grid_exchanged(base, size, stride):
    h, w = size
    y, x = torch.meshgrid(torch.arange(h) * stride, torch.arange(w) * stride, indexing="ij")
    return torch.stack([y, x, y, x], -1)[:, :, None] + base


@wrong("grid_anchors", "Runs over columns before rows: (w, h, A, 4)")
def grid_transposed(base, size, stride):
    h, w = size
    x, y = torch.meshgrid(torch.arange(w) * stride, torch.arange(h) * stride, indexing="ij")
    return torch.stack([x, y, x, y], -1)[:, :, None] + base


@wrong("grid_anchors", "Reads the size as (width, height), which is right for a square map")
def grid_size_exchanged(base, size, stride):
    w, h = size
    return _shifts(torch.arange(w) * stride, torch.arange(h) * stride)[:, :, None] + base


@wrong("grid_anchors", "Returns all anchors in one list: (h · w · A, 4)")
def grid_flattened(base, size, stride):
    h, w = size
    return (_shifts(torch.arange(w) * stride, torch.arange(h) * stride)[:, :, None] + base).reshape(-1, 4)


@wrong("grid_anchors", "Forgets the stride")
def grid_without_stride(base, size, stride):
    h, w = size
    return _shifts(torch.arange(w), torch.arange(h))[:, :, None] + base


@wrong("grid_anchors", "Divides by the stride")
def grid_divides(base, size, stride):
    h, w = size
    return _shifts(torch.arange(w) / stride, torch.arange(h) / stride)[:, :, None] + base


@wrong("grid_anchors", "Moves the first corner only")
def grid_first_corner(base, size, stride):
    h, w = size
    y, x = torch.meshgrid(torch.arange(h) * stride, torch.arange(w) * stride, indexing="ij")
    zero = torch.zeros_like(x)
    return torch.stack([x, y, zero, zero], -1)[:, :, None] + base


@wrong("grid_anchors", "Counts cells from 1")
def grid_from_one(base, size, stride):
    h, w = size
    return _shifts(torch.arange(1, w + 1) * stride, torch.arange(1, h + 1) * stride)[:, :, None] + base


@wrong("grid_anchors", "Clips the boxes to the image")
def grid_clipped(base, size, stride):
    h, w = size
    boxes = _shifts(torch.arange(w) * stride, torch.arange(h) * stride)[:, :, None] + base
    return torch.minimum(boxes.clamp(min=0), torch.tensor([w, h, w, h]) * stride)


@wrong("grid_anchors", "Raises negative coordinates to 0")
def grid_no_negatives(base, size, stride):
    h, w = size
    return (_shifts(torch.arange(w) * stride, torch.arange(h) * stride)[:, :, None] + base).clamp(min=0)


@wrong("grid_anchors", "Adds in place to the base, so that each cell moves on from the last")
def grid_accumulates(base, size, stride):
    h, w = size
    grid = torch.zeros(h, w, len(base), 4)
    for row in range(h):
        for column in range(w):
            base += torch.tensor([column, row, column, row]) * stride
            grid[row, column] = base
    return grid


@wrong("grid_anchors", "Puts the anchors before the cells: (A, h, w, 4)")
def grid_anchors_first(base, size, stride):
    h, w = size
    return _shifts(torch.arange(w) * stride, torch.arange(h) * stride) + base[:, None, None]


@wrong("grid_anchors", "Reshapes a list that runs over the anchors first")
def grid_wrong_reshape(base, size, stride):
    h, w = size
    boxes = _shifts(torch.arange(w) * stride, torch.arange(h) * stride) + base[:, None, None]
    return boxes.reshape(h, w, len(base), 4)


@wrong("grid_anchors", "Takes the stride 16 of VGG for granted")
def grid_sixteen(base, size, stride):
    h, w = size
    return _shifts(torch.arange(w) * 16, torch.arange(h) * 16)[:, :, None] + base


@wrong("grid_anchors", "Sizes its tensor for nine anchors")
def grid_nine_anchors(base, size, stride):
    h, w = size
    grid = torch.zeros(h, w, 9, 4)
    for row in range(h):
        for column in range(w):
            grid[row, column] = base + torch.tensor([column, row, column, row]) * stride
    return grid


@wrong("grid_anchors", "Multiplies the moved boxes by the stride, the base with them")
def grid_scales_base(base, size, stride):
    h, w = size
    return (_shifts(torch.arange(w), torch.arange(h))[:, :, None] + base) * stride


@wrong("grid_anchors", "Adds half a cell and exchanges x and y, two mistakes at once")
def grid_two_mistakes(base, size, stride):
    h, w = size
    y, x = torch.meshgrid((torch.arange(h) + 0.5) * stride, (torch.arange(w) + 0.5) * stride, indexing="ij")
    return torch.stack([y, x, y, x], -1)[:, :, None] + base


@wrong("grid_anchors", "Spreads the centres evenly from the first to the last pixel of the image")
def grid_linspace(base, size, stride):
    h, w = size
    return _shifts(torch.linspace(0, w * stride - 1, w), torch.linspace(0, h * stride - 1, h))[:, :, None] + base


@right("grid_anchors", "Fills a tensor in four loops, number by number")
def grid_in_loops(base, size, stride):
    h, w = size
    grid = torch.empty((h, w, len(base), 4))
    for row in range(h):
        for column in range(w):
            for a in range(len(base)):
                for k in range(4):
                    grid[row, column, a, k] = base[a, k] + (row if k % 2 else column) * stride
    return grid


@right("grid_anchors", "Clones the base and adds to its columns by broadcasting in place")
def grid_on_a_copy(base, size, stride):
    h, w = size
    grid = base.repeat(h, w, 1, 1)
    grid[..., 0::2] += torch.arange(w).view(1, w, 1, 1) * stride
    grid[..., 1::2] += torch.arange(h).view(h, 1, 1, 1) * stride
    return grid


@right("grid_anchors", "Uses einsum with one-hot directions for x and y")
def grid_by_einsum(base, size, stride):
    h, w = size
    along_x, along_y = torch.tensor([1.0, 0, 1, 0]), torch.tensor([0.0, 1, 0, 1])
    x = torch.einsum("w,k->wk", torch.arange(w, dtype=torch.float32) * stride, along_x)
    y = torch.einsum("h,k->hk", torch.arange(h, dtype=torch.float32) * stride, along_y)
    return x[None, :, None] + y[:, None, None] + base[None, None]


@right("grid_anchors", "Uses NumPy's indices and returns float64")
def grid_in_numpy(base, size, stride):
    rows, columns = np.indices(size) * stride
    shifts = np.stack([columns, rows, columns, rows], axis=-1)
    return torch.from_numpy(shifts[:, :, np.newaxis, :] + base.numpy().astype(np.float64))


@right("grid_anchors", "Stacks in comprehensions")
def grid_by_stacking(base, size, stride):
    def moved(row, column):
        return base + base.new_tensor([column * stride, row * stride] * 2)

    return torch.stack([torch.stack([moved(row, column) for column in range(size[1])]) for row in range(size[0])])


@right("grid_anchors", "Runs over one number of the cell, with divmod")
def grid_by_divmod(base, size, stride):
    cells = []
    for cell in range(size[0] * size[1]):
        row, column = divmod(cell, size[1])
        cells.append(base + stride * torch.tensor([column, row, column, row]))
    return torch.cat(cells).view(*size, -1, 4)


# --- match_boxes ---


def _by_thresholds(ious, foreground, background):
    best, thing = ious.max(1)
    numbers = torch.full((len(ious),), -2)
    numbers[best < background] = -1
    numbers[best >= foreground] = thing[best >= foreground]
    return numbers, thing


def _is_best(ious):
    return ((ious == ious.max(0, keepdim=True).values) & (ious > 0)).any(1)


@wrong("match_boxes", "Does without rule 2")
def match_no_second_rule(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    return _by_thresholds(ious, foreground, background)[0]


@wrong("match_boxes", "Applies rule 2 always, whatever best_for_each says")
def match_second_rule_always(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    return torch.where(_is_best(ious), thing, numbers)


@wrong("match_boxes", "Gives the best anchor of a thing this thing, though it may overlap another one more")
def match_thing_of_best(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, _ = _by_thresholds(ious, foreground, background)
    if best_for_each:
        for g in range(ious.shape[1]):
            best = ious[:, g].max()
            if best > 0:
                numbers[ious[:, g] == best] = g
    return numbers


@wrong("match_boxes", "Takes the first anchor only if several are best for a thing")
def match_first_of_several(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    if best_for_each:
        for g in range(ious.shape[1]):
            anchor = ious[:, g].argmax()
            if ious[anchor, g] > 0:
                numbers[anchor] = thing[anchor]
    return numbers


@wrong("match_boxes", "Forgets that the best IoU must be above 0")
def match_zero_is_best(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    if best_for_each:
        best = (ious == ious.max(0, keepdim=True).values).any(1)
        numbers[best] = thing[best]
    return numbers


@wrong("match_boxes", "Asks for more than foreground instead of at least")
def match_foreground_excluded(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    best, thing = ious.max(1)
    numbers = torch.full((len(ious),), -2)
    numbers[best < background] = -1
    numbers[best > foreground] = thing[best > foreground]
    if best_for_each:
        numbers = torch.where(_is_best(ious), thing, numbers)
    return numbers


@wrong("match_boxes", "Makes an IoU of exactly background the background")
def match_background_included(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    best, thing = ious.max(1)
    numbers = torch.full((len(ious),), -2)
    numbers[best <= background] = -1
    numbers[best >= foreground] = thing[best >= foreground]
    if best_for_each:
        numbers = torch.where(_is_best(ious), thing, numbers)
    return numbers


@wrong("match_boxes", "Exchanges −1 and −2")
def match_numbers_exchanged(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    best, thing = ious.max(1)
    numbers = torch.full((len(ious),), -1)
    numbers[best < background] = -2
    chosen = best >= foreground
    if best_for_each:
        chosen |= _is_best(ious)
    numbers[chosen] = thing[chosen]
    return numbers


@wrong("match_boxes", "Fails without things, as max needs an element")
def match_fails_without_things(ious, foreground, background, best_for_each):
    numbers, thing = _by_thresholds(ious, foreground, background)
    if best_for_each:
        numbers = torch.where(_is_best(ious), thing, numbers)
    return numbers


@wrong("match_boxes", "Calls all anchors ignored if there are no things")
def match_ignored_without_things(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -2)
    numbers, thing = _by_thresholds(ious, foreground, background)
    return torch.where(_is_best(ious), thing, numbers) if best_for_each else numbers


@wrong("match_boxes", "Lets the thresholds overwrite rule 2")
def match_wrong_order_of_rules(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    best, thing = ious.max(1)
    numbers = torch.full((len(ious),), -2)
    if best_for_each:
        numbers = torch.where(_is_best(ious), thing, numbers)
    numbers[best >= foreground] = thing[best >= foreground]
    numbers[best < background] = -1
    return numbers


@wrong("match_boxes", "Searches the best anchor of each thing instead of the best thing of each anchor")
def match_wrong_axis(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    best, thing = ious.max(0)
    numbers = torch.full((ious.shape[1],), -2)
    numbers[best < background] = -1
    numbers[best >= foreground] = thing[best >= foreground]
    return numbers


@wrong("match_boxes", "Counts things from 1, with 0 as background")
def match_from_one(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    if best_for_each:
        numbers = torch.where(_is_best(ious), thing, numbers)
    return torch.where(numbers >= 0, numbers + 1, numbers)


@wrong("match_boxes", "Returns 1 for an object, not the index of its thing")
def match_object_or_not(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    best = ious.max(1).values
    numbers = torch.where(best < background, -1, -2)
    chosen = best >= foreground
    if best_for_each:
        chosen = chosen | _is_best(ious)
    numbers[chosen] = 1
    return numbers


@wrong("match_boxes", "Exchanges foreground and background")
def match_thresholds_exchanged(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, background, foreground)
    return torch.where(_is_best(ious), thing, numbers) if best_for_each else numbers


@wrong("match_boxes", "Uses the paper's 0.7 and 0.3 whatever is asked")
def match_thresholds_of_the_paper(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, 0.7, 0.3)
    return torch.where(_is_best(ious), thing, numbers) if best_for_each else numbers


@wrong("match_boxes", "Applies rule 2 to the one best anchor of all")
def match_best_of_all(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    if best_for_each and ious.max() > 0:
        best = (ious == ious.max()).any(1)
        numbers[best] = thing[best]
    return numbers


@wrong("match_boxes", "Applies rule 2 to ignored anchors only")
def match_saves_ignored_only(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    return torch.where(_is_best(ious) & (numbers == -2), thing, numbers) if best_for_each else numbers


@wrong("match_boxes", "Saves background anchors only, not those that are ignored")
def match_saves_background_only(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, thing = _by_thresholds(ious, foreground, background)
    return torch.where(_is_best(ious) & (numbers == -1), thing, numbers) if best_for_each else numbers


@wrong("match_boxes", "Lets each thing have one anchor, and the first one only, two mistakes at once")
def match_two_mistakes(ious, foreground, background, best_for_each):
    if ious.shape[1] == 0:
        return torch.full((len(ious),), -1)
    numbers, _ = _by_thresholds(ious, foreground, background)
    if best_for_each:
        numbers[ious.argmax(0)] = torch.arange(ious.shape[1])
    return numbers


@wrong("match_boxes", "Of equal things takes the last")
def match_last_of_equal(ious, foreground, background, best_for_each):
    things = ious.shape[1]
    if things == 0:
        return torch.full((len(ious),), -1)
    best, thing = ious.flip(1).max(1)
    thing = things - 1 - thing
    numbers = torch.where(best >= foreground, thing, torch.where(best < background, -1, -2))
    return torch.where(_is_best(ious), thing, numbers) if best_for_each else numbers


@wrong("match_boxes", "Returns floats")
def match_to_floats(ious, foreground, background, best_for_each):
    numbers = torch.full((len(ious),), -1.0)
    if ious.shape[1]:
        whole, thing = _by_thresholds(ious, foreground, background)
        numbers = (torch.where(_is_best(ious), thing, whole) if best_for_each else whole).float()
    return numbers


@right("match_boxes", "Loops over anchors and things in plain Python")
def match_in_loops(ious, foreground, background, best_for_each):
    rows = ious.tolist()
    things = ious.shape[1]
    numbers = []
    for row in rows:
        number = -1
        if things:
            best = max(row)
            thing = row.index(best)
            if best >= foreground:
                number = thing
            elif best >= background:
                number = -2
            if best_for_each and any(row[g] > 0 and row[g] == max(other[g] for other in rows) for g in range(things)):
                number = thing
        numbers.append(number)
    return torch.tensor(numbers, dtype=torch.int64)


@right("match_boxes", "Appends a column below every IoU, so that G = 0 needs no case of its own")
def match_with_a_sentinel(ious, foreground, background, best_for_each):
    padded = F.pad(ious, (0, 1), value=-1)
    best, thing = padded.max(dim=1)
    numbers = torch.where(best >= foreground, thing, torch.where(best < background, -1, -2))
    if best_for_each:
        top = padded.amax(dim=0, keepdim=True)
        numbers = torch.where(((padded >= top) & (padded > 0)).any(dim=1), thing, numbers)
    return torch.where(best < 0, -1, numbers)


@right("match_boxes", "Collects the best anchors by nonzero, as torchvision's Matcher does")
def match_by_nonzero(ious, foreground, background, best_for_each):
    if ious.numel() == 0:
        return torch.full((ious.shape[0],), -1, dtype=torch.int64)
    values, things = ious.max(dim=1)
    every = things.clone()
    things[values < background] = -1
    things[(values >= background) & (values < foreground)] = -2
    if best_for_each:
        best = ious.max(dim=0).values
        anchors, columns = torch.nonzero(ious == best[None], as_tuple=True)
        anchors = anchors[best[columns] > 0]
        things[anchors] = every[anchors]
    return things


@right("match_boxes", "Works in NumPy and returns int32")
def match_in_numpy(ious, foreground, background, best_for_each):
    table = ious.numpy()
    if table.shape[1] == 0:
        return torch.full((len(table),), -1, dtype=torch.int32)
    best, thing = table.max(1), table.argmax(1)
    numbers = np.select([best >= np.float32(foreground), best < np.float32(background)], [thing, -1], -2)
    if best_for_each:
        winners = np.any((table == table.max(0)) & (table > 0), axis=1)
        numbers = np.where(winners, thing, numbers)
    return torch.from_numpy(numbers.astype(np.int32))


@right("match_boxes", "Zeroes what isn't a column's maximum and asks for what remains")
def match_by_remainder(ious, foreground, background, best_for_each):
    numbers = ious.new_full((ious.shape[0],), -1).long()
    if ious.shape[1] > 0:
        thing = ious.argmax(1)
        best = ious.gather(1, thing[:, None]).squeeze(1)
        numbers[best >= background] = -2
        chosen = best >= foreground
        if best_for_each:
            remainder = ious * (ious == ious.amax(0))
            chosen = chosen.logical_or(remainder.sum(1) > 0)
        numbers[chosen] = thing[chosen]
    return numbers


# --- binary_cross_entropy ---


@wrong("binary_cross_entropy", "Takes the logarithm of the sigmoid, which is −∞ for large scores")
def log_loss_naive(scores, targets):
    p = torch.sigmoid(scores)
    return (-targets * torch.log(p) - (1 - targets) * torch.log(1 - p)).mean()


@wrong("binary_cross_entropy", "Keeps the sigmoid away from 0 and 1 by an epsilon, wrong for a score of 200")
def log_loss_epsilon(scores, targets):
    p = torch.sigmoid(scores).clamp(1e-7, 1 - 1e-7)
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


@wrong("binary_cross_entropy", "Adds an epsilon inside the logarithm")
def log_loss_epsilon_added(scores, targets):
    p = torch.sigmoid(scores)
    return -(targets * torch.log(p + 1e-12) + (1 - targets) * torch.log(1 - p + 1e-12)).mean()


@wrong("binary_cross_entropy", "Calculates naively in float64, which is too narrow for 200 still")
def log_loss_naive_float64(scores, targets):
    p = torch.sigmoid(scores.double())
    return -(torch.xlogy(targets, p) + torch.xlogy(1 - targets, 1 - p)).mean()


@wrong("binary_cross_entropy", "Takes log(1 + exp(−score)), where the exponential overflows")
def log_loss_overflow(scores, targets):
    positive, negative = torch.log(1 + torch.exp(-scores)), torch.log(1 + torch.exp(scores))
    return (targets * positive + (1 - targets) * negative).mean()


@wrong("binary_cross_entropy", "Sums instead of taking the mean")
def log_loss_sum(scores, targets):
    return (-targets * F.logsigmoid(scores) - (1 - targets) * F.logsigmoid(-scores)).sum()


@wrong("binary_cross_entropy", "Returns the loss of each anchor")
def log_loss_each(scores, targets):
    return -targets * F.logsigmoid(scores) - (1 - targets) * F.logsigmoid(-scores)


@wrong("binary_cross_entropy", "Forgets the term of the background")
def log_loss_objects_only(scores, targets):
    return -(targets * F.logsigmoid(scores)).mean()


@wrong("binary_cross_entropy", "Forgets the minus sign")
def log_loss_sign(scores, targets):
    return (targets * F.logsigmoid(scores) + (1 - targets) * F.logsigmoid(-scores)).mean()


@wrong("binary_cross_entropy", "Exchanges the targets of object and background")
def log_loss_targets_exchanged(scores, targets):
    return -((1 - targets) * F.logsigmoid(scores) + targets * F.logsigmoid(-scores)).mean()


@wrong("binary_cross_entropy", "Writes 1 − log p for the logarithm of 1 − p")
def log_loss_one_minus_log(scores, targets):
    log_p = F.logsigmoid(scores)
    return -(targets * log_p + (1 - targets) * (1 - log_p)).mean()


@wrong("binary_cross_entropy", "Takes the scores for probabilities")
def log_loss_no_sigmoid(scores, targets):
    return -(targets * scores.log() + (1 - targets) * (1 - scores).log()).mean()


@wrong("binary_cross_entropy", "Applies the sigmoid twice")
def log_loss_sigmoid_twice(scores, targets):
    p = torch.sigmoid(scores)
    return -(targets * F.logsigmoid(p) + (1 - targets) * F.logsigmoid(-p)).mean()


@wrong("binary_cross_entropy", "Takes logarithms to base 2")
def log_loss_bits(scores, targets):
    return -(targets * F.logsigmoid(scores) + (1 - targets) * F.logsigmoid(-scores)).mean() / math.log(2)


@wrong("binary_cross_entropy", "Selects objects by target == 1, so numbers between count as background")
def log_loss_hard_targets(scores, targets):
    return torch.where(targets == 1, -F.logsigmoid(scores), -F.logsigmoid(-scores)).mean()


@wrong("binary_cross_entropy", "Rounds the targets to 0 or 1")
def log_loss_rounded_targets(scores, targets):
    return F.softplus(torch.where(targets > 0.5, -scores, scores)).mean()


@wrong("binary_cross_entropy", "Averages over the last dimension only")
def log_loss_last_dimension(scores, targets):
    return (F.softplus(scores) - scores * targets).mean(-1)


@wrong("binary_cross_entropy", "Divides by the length of the first dimension")
def log_loss_divides_by_length(scores, targets):
    return (F.softplus(scores) - scores * targets).sum() / len(scores)


@wrong("binary_cross_entropy", "Divides by the number of objects")
def log_loss_divides_by_objects(scores, targets):
    return (F.softplus(scores) - scores * targets).sum() / targets.sum()


@wrong("binary_cross_entropy", "Averages objects and background apart and adds the means")
def log_loss_two_means(scores, targets):
    positive, negative = targets > 0.5, targets <= 0.5
    return F.softplus(-scores[positive]).mean() + F.softplus(scores[negative]).mean()


@wrong("binary_cross_entropy", "Calls torch's binary_cross_entropy_with_logits, which is forbidden")
def log_loss_forbidden(scores, targets):
    return F.binary_cross_entropy_with_logits(scores, targets)


@wrong("binary_cross_entropy", "Calls the forbidden module BCEWithLogitsLoss")
def log_loss_forbidden_module(scores, targets):
    return nn.BCEWithLogitsLoss()(scores, targets)


@wrong("binary_cross_entropy", "Writes max(s, 0) + s·y + log(1 + exp(−|s|)), with a wrong sign in the stable form")
def log_loss_stable_sign(scores, targets):
    return (scores.clamp(min=0) + scores * targets + torch.log1p(torch.exp(-scores.abs()))).mean()


@wrong("binary_cross_entropy", "Forgets the absolute value in the stable form")
def log_loss_stable_without_abs(scores, targets):
    return (scores.clamp(min=0) - scores * targets + torch.log1p(torch.exp(-scores))).mean()


@wrong("binary_cross_entropy", "Takes the squared error of the probabilities")
def log_loss_squared(scores, targets):
    return ((torch.sigmoid(scores) - targets) ** 2).mean()


@wrong("binary_cross_entropy", "Limits the scores to ±50 first")
def log_loss_clamped_scores(scores, targets):
    limited = scores.clamp(-50, 50)
    return (F.softplus(limited) - limited * targets).mean()


@wrong("binary_cross_entropy", "Sums and exchanges the targets, two mistakes at once")
def log_loss_two_mistakes(scores, targets):
    return -((1 - targets) * F.logsigmoid(scores) + targets * F.logsigmoid(-scores)).sum()


@right("binary_cross_entropy", "Uses softplus")
def log_loss_softplus(scores, targets):
    return torch.mean(F.softplus(scores) - targets * scores)


@right("binary_cross_entropy", "Writes the stable form by hand")
def log_loss_stable(scores, targets):
    return (torch.relu(scores) - scores * targets + torch.log1p(torch.exp(-torch.abs(scores)))).mean()


@right("binary_cross_entropy", "Uses logaddexp with 0 and divides by numel")
def log_loss_logaddexp(scores, targets):
    zero = torch.zeros_like(scores)
    losses = targets * torch.logaddexp(zero, -scores) + (1 - targets) * torch.logaddexp(zero, scores)
    return losses.sum() / losses.numel()


@right("binary_cross_entropy", "Reads the score as a softmax over two classes, background with score 0")
def log_loss_two_classes(scores, targets):
    both = torch.stack([torch.zeros_like(scores), scores], dim=-1).log_softmax(-1)
    return -(both * torch.stack([1 - targets, targets], dim=-1)).sum(-1).mean()


@right("binary_cross_entropy", "Sums number by number in Python")
def log_loss_in_a_loop(scores, targets):
    total = 0.0
    pairs = list(zip(scores.flatten().tolist(), targets.flatten().tolist(), strict=True))
    for s, y in pairs:
        total += max(s, 0) - s * y + math.log1p(math.exp(-abs(s)))
    return torch.tensor(total / len(pairs))


@right("binary_cross_entropy", "Works in NumPy's float64 with logaddexp")
def log_loss_in_numpy(scores, targets):
    s, y = scores.detach().numpy().astype(np.float64), targets.numpy().astype(np.float64)
    return torch.tensor(np.mean(y * np.logaddexp(0, -s) + (1 - y) * np.logaddexp(0, s)))


@right("binary_cross_entropy", "Calls cross_entropy, which is allowed, for two classes with soft targets")
def log_loss_cross_entropy(scores, targets):
    s, y = scores.reshape(-1), targets.reshape(-1)
    return F.cross_entropy(torch.stack([torch.zeros_like(s), s], 1), torch.stack([1 - y, y], 1))


# --- filter_proposals ---


def _surest(boxes, objectness, size, count, least=0.001):
    order = objectness.argsort(descending=True)[:count]
    clipped = demos.clip_boxes_to_image(boxes[order], size)
    sides = clipped[:, 2:] - clipped[:, :2]
    large = (sides >= least).all(1)
    return order[large], clipped[large]


@wrong("filter_proposals", "Returns the kept proposals' indices among all anchors")
def filter_kept_anchors(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, anchors[demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]]


@wrong("filter_proposals", "Returns the kept ones' data only, and no candidates")
def filter_kept_only(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    kept = demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]
    return anchors[kept], clipped[kept], scores[kept], torch.arange(len(kept))


@wrong("filter_proposals", "Forgets to clip")
def filter_without_clipping(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors = objectness.argsort(descending=True)[:pre_nms_top_n]
    sides = boxes[anchors, 2:] - boxes[anchors, :2]
    anchors = anchors[(sides >= 0.001).all(1)]
    scores = objectness[anchors].sigmoid()
    return anchors, boxes[anchors], scores, demos.nms(boxes[anchors], scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Keeps boxes that have no sides left")
def filter_keeps_empty(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n, least=-math.inf)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Leaves out small boxes before clipping instead of afterwards")
def filter_small_before_clipping(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors = objectness.argsort(descending=True)[:pre_nms_top_n]
    anchors = anchors[((boxes[anchors, 2:] - boxes[anchors, :2]) >= 0.001).all(1)]
    clipped = demos.clip_boxes_to_image(boxes[anchors], size)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Clips and leaves out small boxes first, then takes the surest of what is left")
def filter_top_last(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, len(boxes))
    anchors, clipped = anchors[:pre_nms_top_n], clipped[:pre_nms_top_n]
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Returns scores before the sigmoid")
def filter_without_sigmoid(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors]
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Applies a softmax over the candidates instead of the sigmoid")
def filter_softmax(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].softmax(0)
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Keeps all that survive suppression, ignoring post_nms_top_n")
def filter_ignores_post(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)


@wrong("filter_proposals", "Takes all anchors, ignoring pre_nms_top_n")
def filter_ignores_pre(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, len(boxes))
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Calls topk without a minimum, which fails if there are fewer anchors")
def filter_topk_too_many(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors = objectness.topk(pre_nms_top_n).indices
    clipped = demos.clip_boxes_to_image(boxes[anchors], size)
    large = ((clipped[:, 2:] - clipped[:, :2]) >= 0.001).all(1)
    anchors, clipped = anchors[large], clipped[large]
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Sorts by rising objectness")
def filter_rising(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, -objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Chooses the surest but leaves them in the order of the anchors")
def filter_unsorted(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    chosen = objectness.argsort(descending=True)[:pre_nms_top_n].sort().values
    clipped = demos.clip_boxes_to_image(boxes[chosen], size)
    large = ((clipped[:, 2:] - clipped[:, :2]) >= 0.001).all(1)
    scores = objectness[chosen[large]].sigmoid()
    kept = demos.nms(clipped[large], scores, iou_threshold)[:post_nms_top_n]
    return chosen[large], clipped[large], scores, kept


@wrong("filter_proposals", "Takes places among the surest, not among the anchors, after leaving small ones out")
def filter_index_of_places(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    order = objectness.argsort(descending=True)[:pre_nms_top_n]
    clipped = demos.clip_boxes_to_image(boxes[order], size)
    places = torch.nonzero(((clipped[:, 2:] - clipped[:, :2]) >= 0.001).all(1)).flatten()
    scores = objectness[order][places].sigmoid()
    kept = demos.nms(clipped[places], scores, iou_threshold)[:post_nms_top_n]
    return places, clipped[places], scores, kept


@wrong("filter_proposals", "Reads the size as (width, height)")
def filter_size_exchanged(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size[::-1], pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Leaves out a box only if both its sides are too short")
def filter_any_side(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    order = objectness.argsort(descending=True)[:pre_nms_top_n]
    clipped = demos.clip_boxes_to_image(boxes[order], size)
    large = ((clipped[:, 2:] - clipped[:, :2]) >= 0.001).any(1)
    scores = objectness[order[large]].sigmoid()
    kept = demos.nms(clipped[large], scores, iou_threshold)[:post_nms_top_n]
    return order[large], clipped[large], scores, kept


@wrong("filter_proposals", "Leaves out boxes with a side below 1 pixel")
def filter_one_pixel(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n, least=1)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Leaves out boxes with no area only, and keeps those of 0.0005 pixels")
def filter_no_area(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n, least=1e-9)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Suppresses the boxes before they were clipped")
def filter_suppresses_unclipped(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(boxes[anchors], scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Does not suppress, and returns the first candidates")
def filter_without_nms(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    return anchors, clipped, objectness[anchors].sigmoid(), torch.arange(len(anchors))[:post_nms_top_n]


@wrong("filter_proposals", "Uses the threshold 0.7 always")
def filter_fixed_threshold(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, 0.7)[:post_nms_top_n]


@wrong("filter_proposals", "Exchanges both numbers, before and after the suppression")
def filter_numbers_exchanged(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, post_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:pre_nms_top_n]


@wrong("filter_proposals", "Returns boxes before anchors")
def filter_order_of_outputs(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return clipped, anchors, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Returns which candidates are kept as a mask")
def filter_kept_as_mask(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    mask = torch.zeros(len(anchors), dtype=torch.bool)
    mask[demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]] = True
    return anchors, clipped, scores, mask


@wrong("filter_proposals", "Clips the boxes of the caller in place")
def filter_clips_in_place(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    boxes[:, 0::2] = boxes[:, 0::2].clamp(0, size[1])
    boxes[:, 1::2] = boxes[:, 1::2].clamp(0, size[0])
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Clips to the last pixel, width − 1 and height − 1")
def filter_clips_to_last_pixel(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, (size[0] - 1, size[1] - 1), pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, demos.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Drops a candidate that overlaps any surer one, even one that was dropped itself")
def filter_suppresses_by_dropped(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    low = torch.maximum(clipped[:, None, :2], clipped[:, :2])
    common = (torch.minimum(clipped[:, None, 2:], clipped[:, 2:]) - low).clamp(min=0).prod(-1)
    areas = (clipped[:, 2:] - clipped[:, :2]).prod(-1)
    overlaps = (common / (areas[:, None] + areas - common)).triu(1) > iou_threshold
    kept = torch.nonzero(~overlaps.any(0)).flatten()[:post_nms_top_n]
    return anchors, clipped, objectness[anchors].sigmoid(), kept


@wrong("filter_proposals", "Calls torchvision's nms, which the text forbids")
def filter_by_torchvision(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size, pre_nms_top_n)
    scores = objectness[anchors].sigmoid()
    return anchors, clipped, scores, torchvision.ops.nms(clipped, scores, iou_threshold)[:post_nms_top_n]


@wrong("filter_proposals", "Clips with exchanged size and forgets the sigmoid, two mistakes at once")
def filter_two_mistakes(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors, clipped = _surest(boxes, objectness, size[::-1], pre_nms_top_n)
    return (
        anchors,
        clipped,
        objectness[anchors],
        demos.nms(clipped, objectness[anchors], iou_threshold)[:post_nms_top_n],
    )


@right("filter_proposals", "Uses topk with a minimum and the helpers of lecture 02")
def filter_by_topk(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    anchors = torch.topk(objectness, min(pre_nms_top_n, objectness.numel())).indices
    clipped = demos.clip_boxes_to_image(boxes[anchors], size)
    widths, heights = clipped[:, 2] - clipped[:, 0], clipped[:, 3] - clipped[:, 1]
    keep = torch.where((widths >= 0.001) & (heights >= 0.001))[0]
    anchors, clipped = anchors[keep], clipped[keep]
    scores = torch.sigmoid(objectness[anchors])
    kept = demos.nms(clipped, scores, iou_threshold)
    return anchors, clipped, scores, kept[:post_nms_top_n]


@right("filter_proposals", "Does all in Python lists and stops when enough are kept")
def filter_in_lists(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    height, width = size
    logits = objectness.tolist()
    order = sorted(range(len(logits)), key=lambda a: -logits[a])[:pre_nms_top_n]
    anchors, clipped = [], []
    for a in order:
        box = boxes[a].clone()
        box[0::2] = box[0::2].clamp(0, width)
        box[1::2] = box[1::2].clamp(0, height)
        if box[2] - box[0] >= 0.001 and box[3] - box[1] >= 0.001:
            anchors.append(a)
            clipped.append(box)
    kept = []
    for d, box in enumerate(clipped):
        if len(kept) == post_nms_top_n:
            break
        for k in kept:
            other = clipped[k]
            sides = (torch.minimum(box[2:], other[2:]) - torch.maximum(box[:2], other[:2])).clamp(min=0)
            common = sides.prod()
            union = (box[2:] - box[:2]).prod() + (other[2:] - other[:2]).prod() - common
            if common / union > iou_threshold:
                break
        else:
            kept.append(d)
    anchors = torch.tensor(anchors, dtype=torch.int64)
    candidates = torch.stack(clipped) if clipped else boxes.new_zeros(0, 4)
    return anchors, candidates, objectness[anchors].sigmoid(), torch.tensor(kept, dtype=torch.int64)


@right("filter_proposals", "Sorts all boxes first and suppresses by a matrix of IoUs of its own")
def filter_by_matrix(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    logits, order = objectness.sort(descending=True)
    limits = torch.tensor([size[1], size[0], size[1], size[0]], dtype=boxes.dtype)
    clipped = boxes[order].clamp(min=0).minimum(limits)
    sides = clipped[:, 2:] - clipped[:, :2]
    chosen = (sides.amin(1) >= 0.001) & (torch.arange(len(order)) < pre_nms_top_n)
    order, clipped, logits, areas = order[chosen], clipped[chosen], logits[chosen], sides[chosen].prod(1)
    low = torch.maximum(clipped[:, None, :2], clipped[None, :, :2])
    high = torch.minimum(clipped[:, None, 2:], clipped[None, :, 2:])
    common = (high - low).clamp(min=0).prod(-1)
    overlaps = common / (areas[:, None] + areas - common) > iou_threshold
    alive = torch.ones(len(order), dtype=torch.bool)
    for d in range(len(order)):
        if alive[d]:
            alive[d + 1 :] &= ~overlaps[d, d + 1 :]
    return order, clipped, 1 / (1 + torch.exp(-logits)), alive.nonzero().squeeze(1)[:post_nms_top_n]


@right("filter_proposals", "Calculates the scores of all anchors before it chooses by objectness")
def filter_scores_first(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
    every_score, every_box = objectness.sigmoid(), demos.clip_boxes_to_image(boxes, size)
    anchors = torch.flip(objectness.argsort(), [0])[:pre_nms_top_n]
    anchors = anchors[~((every_box[anchors, 2:] - every_box[anchors, :2]) < 0.001).any(1)]
    kept = demos.nms(every_box[anchors], every_score[anchors], iou_threshold)
    return [anchors, every_box[anchors], every_score[anchors], kept[: min(post_nms_top_n, len(kept))]]
