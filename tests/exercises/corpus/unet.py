"""Answers to the exercises on U-Net as students write them, right and wrong."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- sizes_along_the_u ---


@wrong("sizes_along_the_u", "Subtracts 2 once per level, as if there were one convolution")
def sizes_one_convolution(size=572, poolings=4, padding=0):
    loss, sides = 2 - 2 * padding, [size - 2 + 2 * padding]
    for level in range(2 * poolings):
        sides.append((sides[-1] // 2 if level < poolings else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Returns the sides before the convolutions of each level")
def sizes_before_convolutions(size=572, poolings=4, padding=0):
    sides, loss = [size], 4 * (1 - padding)
    for level in range(2 * poolings):
        after = sides[-1] - loss
        sides.append(after // 2 if level < poolings else after * 2)
    return sides


@wrong("sizes_along_the_u", "Returns the output's side only")
def sizes_last_only(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    side = size - loss
    for level in range(2 * poolings):
        side = (side // 2 if level < poolings else side * 2) - loss
    return side


@wrong("sizes_along_the_u", "Ignores the padding")
def sizes_ignores_padding(size=572, poolings=4, padding=0):
    sides = [size - 4]
    for level in range(2 * poolings):
        sides.append((sides[-1] // 2 if level < poolings else sides[-1] * 2) - 4)
    return sides


@wrong("sizes_along_the_u", "Counts the padding once, not on both sides")
def sizes_padding_on_one_side(size=572, poolings=4, padding=0):
    loss = 4 - 2 * padding
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append((sides[-1] // 2 if level < poolings else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Has four poolings always")
def sizes_four_poolings(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(8):
        sides.append((sides[-1] // 2 if level < 4 else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Divides with /, so that the sides are floats")
def sizes_floats(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append((sides[-1] / 2 if level < poolings else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Mirrors the way down, as if the decoder had the encoder's sides")
def sizes_mirrored(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for _ in range(poolings):
        sides.append(sides[-1] // 2 - loss)
    return sides + sides[-2::-1]


@wrong("sizes_along_the_u", "Lists the bottom twice")
def sizes_bottom_twice(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for _ in range(poolings):
        sides.append(sides[-1] // 2 - loss)
    sides.append(sides[-1])
    for _ in range(poolings):
        sides.append(sides[-1] * 2 - loss)
    return sides


@wrong("sizes_along_the_u", "Forgets the convolutions at the bottom")
def sizes_no_convolutions_at_bottom(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * poolings):
        side = sides[-1] // 2 if level < poolings else sides[-1] * 2
        sides.append(side if level == poolings - 1 else side - loss)
    return sides


@wrong("sizes_along_the_u", "Forgets the convolutions on the way up")
def sizes_no_convolutions_up(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append(sides[-1] // 2 - loss if level < poolings else sides[-1] * 2)
    return sides


@wrong("sizes_along_the_u", "Ends at the bottom")
def sizes_way_down_only(size=572, poolings=4, padding=0):
    sides = [size - 4 * (1 - padding)]
    for _ in range(poolings):
        sides.append(sides[-1] // 2 - 4 * (1 - padding))
    return sides


@wrong("sizes_along_the_u", "Puts the image's side in front")
def sizes_with_image(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size, size - loss]
    for level in range(2 * poolings):
        sides.append((sides[-1] // 2 if level < poolings else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Lists the side after every single convolution")
def sizes_every_convolution(size=572, poolings=4, padding=0):
    loss = 2 * (1 - padding)
    sides = [size - loss, size - 2 * loss]
    for level in range(2 * poolings):
        side = sides[-1] // 2 if level < poolings else sides[-1] * 2
        sides += [side - loss, side - 2 * loss]
    return sides


@wrong("sizes_along_the_u", "Takes 3 off for a 3 × 3 convolution")
def sizes_minus_three(size=572, poolings=4, padding=0):
    loss = 6 - 4 * padding
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append((sides[-1] // 2 if level < poolings else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Returns the paper's list whatever the arguments")
def sizes_of_the_paper(size=572, poolings=4, padding=0):
    return [568, 280, 136, 64, 28, 52, 100, 196, 388]


@wrong("sizes_along_the_u", "Adds to the side on the way up instead of taking off")
def sizes_adds_on_the_way_up(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append(sides[-1] // 2 - loss if level < poolings else sides[-1] * 2 + loss)
    return sides


@wrong("sizes_along_the_u", "Takes the loss off before halving and doubling")
def sizes_wrong_order(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append((sides[-1] - loss) // 2 if level < poolings else (sides[-1] - loss) * 2)
    return sides


@wrong("sizes_along_the_u", "Takes poolings for the number of levels")
def sizes_levels(size=572, poolings=4, padding=0):
    loss = 4 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * (poolings - 1)):
        sides.append((sides[-1] // 2 if level < poolings - 1 else sides[-1] * 2) - loss)
    return sides


@wrong("sizes_along_the_u", "Ignores the padding and mirrors the way down, two mistakes at once")
def sizes_two_mistakes(size=572, poolings=4, padding=0):
    sides = [size - 4]
    for _ in range(poolings):
        sides.append(sides[-1] // 2 - 4)
    return sides + sides[-2::-1]


@wrong("sizes_along_the_u", "Has one convolution per level and floats, two mistakes at once")
def sizes_two_other_mistakes(size=572, poolings=4, padding=0):
    loss = 2 * (1 - padding)
    sides = [size - loss]
    for level in range(2 * poolings):
        sides.append((sides[-1] / 2 if level < poolings else sides[-1] * 2) - loss)
    return sides


@right("sizes_along_the_u", "Recurs from level to level")
def sizes_by_recursion(size=572, poolings=4, padding=0):
    after = size - 4 + 4 * padding
    if poolings == 0:
        return [after]
    below = sizes_by_recursion(after // 2, poolings - 1, padding)
    return [after, *below, 2 * below[-1] - 4 + 4 * padding]


@right("sizes_along_the_u", "Runs real layers over an empty map")
def sizes_by_layers(size=572, poolings=4, padding=0):
    level = nn.Sequential(nn.Conv2d(1, 1, 3, padding=padding), nn.Conv2d(1, 1, 3, padding=padding))
    level.to("meta")
    steps = [nn.Identity()] + [nn.MaxPool2d(2)] * poolings + [nn.Upsample(scale_factor=2)] * poolings
    maps, sides = torch.zeros(1, 1, size, size, device="meta"), []
    for step in steps:
        maps = level(step(maps))
        sides.append(maps.shape[-1])
    return sides


@right("sizes_along_the_u", "Collects by accumulate")
def sizes_by_accumulate(size=572, poolings=4, padding=0):
    loss = (3 - 1 - 2 * padding) * 2
    steps = [0.5] * poolings + [2] * poolings
    return list(itertools.accumulate(steps, lambda side, step: int(side * step) - loss, initial=size - loss))


@right("sizes_along_the_u", "Uses a formula for each place: (size + 8) / 2^k − 8 on the way down")
def sizes_by_formula(size=572, poolings=4, padding=0):
    loss = 4 if padding == 0 else 0
    down = [(size + loss) // 2**k - 2 * loss for k in range(poolings + 1)]
    up = [(down[-1] - loss) * 2**k + loss for k in range(1, poolings + 1)]
    return down + up


@right("sizes_along_the_u", "Counts each convolution by its own formula")
def sizes_by_each_convolution(size=572, poolings=4, padding=0):
    def convolve(side):
        for _ in range(2):
            side = (side + 2 * padding - 3) // 1 + 1
        return side

    side, sides = size, []
    for _ in range(poolings):
        sides.append(convolve(side))
        side = sides[-1] >> 1
    sides.append(convolve(side))
    while len(sides) < 2 * poolings + 1:
        sides.append(convolve(sides[-1] << 1))
    return sides


# --- concatenate ---


def _middle(copy, maps):
    h, w = maps.shape[2:]
    top, left = (copy.shape[2] - h) // 2, (copy.shape[3] - w) // 2
    return copy[:, :, top : top + h, left : left + w]


@wrong("concatenate", "Puts the decoder's maps first")
def concatenate_maps_first(copy, maps):
    return torch.cat([maps, _middle(copy, maps)], 1)


@wrong("concatenate", "Crops from the first corner")
def concatenate_corner(copy, maps):
    return torch.cat([copy[:, :, : maps.shape[2], : maps.shape[3]], maps], 1)


@wrong("concatenate", "Joins along the images")
def concatenate_images(copy, maps):
    return torch.cat([_middle(copy, maps), maps], 0)


@wrong("concatenate", "Joins along the rows")
def concatenate_rows(copy, maps):
    return torch.cat([_middle(copy, maps), maps], 2)


@wrong("concatenate", "Adds instead of concatenating")
def concatenate_adds(copy, maps):
    return _middle(copy, maps) + maps


@wrong("concatenate", "Doesn't crop, which fails for larger copies")
def concatenate_without_cropping(copy, maps):
    return torch.cat([copy, maps], 1)


@wrong("concatenate", "Cuts the same margin off both ends, wrong for odd differences")
def concatenate_same_margins(copy, maps):
    top, left = (copy.shape[2] - maps.shape[2]) // 2, (copy.shape[3] - maps.shape[3]) // 2
    return torch.cat([copy[:, :, top : copy.shape[2] - top, left : copy.shape[3] - left], maps], 1)


@wrong("concatenate", "Cuts by a negative end, which leaves nothing if there is no margin")
def concatenate_negative_end(copy, maps):
    top, left = (copy.shape[2] - maps.shape[2]) // 2, (copy.shape[3] - maps.shape[3]) // 2
    return torch.cat([copy[:, :, top:-top, left:-left], maps], 1)


@wrong("concatenate", "Rounds the first row and column up")
def concatenate_rounds_up(copy, maps):
    h, w = maps.shape[2:]
    top, left = (copy.shape[2] - h + 1) // 2, (copy.shape[3] - w + 1) // 2
    return torch.cat([copy[:, :, top : top + h, left : left + w], maps], 1)


@wrong("concatenate", "Rounds the first row to the nearest even number")
def concatenate_rounds(copy, maps):
    h, w = maps.shape[2:]
    top, left = round((copy.shape[2] - h) / 2), round((copy.shape[3] - w) / 2)
    return torch.cat([copy[:, :, top : top + h, left : left + w], maps], 1)


@wrong("concatenate", "Crops rows and columns by the rows' margin, right for square maps")
def concatenate_same_offset(copy, maps):
    h, w = maps.shape[2:]
    top = (copy.shape[2] - h) // 2
    return torch.cat([copy[:, :, top : top + h, top : top + w], maps], 1)


@wrong("concatenate", "Exchanges the margins of rows and columns")
def concatenate_exchanged_margins(copy, maps):
    h, w = maps.shape[2:]
    left, top = (copy.shape[2] - h) // 2, (copy.shape[3] - w) // 2
    return torch.cat([copy[:, :, top : top + h, left : left + w], maps], 1)


@wrong("concatenate", "Resizes the copy instead of cropping it")
def concatenate_resizes(copy, maps):
    return torch.cat([F.interpolate(copy, maps.shape[2:], mode="bilinear"), maps], 1)


@wrong("concatenate", "Pads the maps instead of cropping the copy")
def concatenate_pads(copy, maps):
    rows, columns = copy.shape[2] - maps.shape[2], copy.shape[3] - maps.shape[3]
    padded = F.pad(maps, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))
    return torch.cat([copy, padded], 1)


@wrong("concatenate", "Ends one row and column too late")
def concatenate_inclusive(copy, maps):
    h, w = maps.shape[2:]
    top, left = (copy.shape[2] - h) // 2, (copy.shape[3] - w) // 2
    return torch.cat([copy[:, :, top : top + h + 1, left : left + w + 1], maps], 1)


@wrong("concatenate", "Begins at H/2 − h, not half as far")
def concatenate_precedence(copy, maps):
    h, w = maps.shape[2:]
    top, left = max(copy.shape[2] // 2 - h, 0), max(copy.shape[3] // 2 - w, 0)
    return torch.cat([copy[:, :, top : top + h, left : left + w], maps], 1)


@wrong("concatenate", "Returns the first image only")
def concatenate_first_image(copy, maps):
    return torch.cat([_middle(copy, maps)[:1], maps[:1]], 1)


@wrong("concatenate", "Alternates the channels of both")
def concatenate_alternates(copy, maps):
    cropped = _middle(copy, maps)
    channels = []
    for c in range(max(cropped.shape[1], maps.shape[1])):
        channels += [part[:, c : c + 1] for part in (cropped, maps) if c < part.shape[1]]
    return torch.cat(channels, 1)


@wrong("concatenate", "Crops along channels and rows by counting dimensions from 1")
def concatenate_wrong_dimensions(copy, maps):
    h, w = maps.shape[1:3]
    top, left = (copy.shape[1] - h) // 2, (copy.shape[2] - w) // 2
    return torch.cat([copy[:, top : top + h, left : left + w], maps], 1)


@wrong("concatenate", "Crops from the corner and puts the maps first, two mistakes at once")
def concatenate_two_mistakes(copy, maps):
    return torch.cat([maps, copy[:, :, : maps.shape[2], : maps.shape[3]]], 1)


@wrong("concatenate", "Rounds up and joins the images, two mistakes at once")
def concatenate_two_other_mistakes(copy, maps):
    h, w = maps.shape[2:]
    top, left = (copy.shape[2] - h + 1) // 2, (copy.shape[3] - w + 1) // 2
    return torch.cat([copy[:, :, top : top + h, left : left + w], maps], 0)


@right("concatenate", "Uses narrow twice")
def concatenate_by_narrow(copy, maps):
    for dimension in (2, 3):
        length = maps.size(dimension)
        copy = copy.narrow(dimension, (copy.size(dimension) - length) // 2, length)
    return torch.cat((copy, maps), dim=1)


@right("concatenate", "Pads by negative margins")
def concatenate_by_negative_padding(copy, maps):
    rows, columns = copy.shape[-2] - maps.shape[-2], copy.shape[-1] - maps.shape[-1]
    margins = (-(columns // 2), columns // 2 - columns, -(rows // 2), rows // 2 - rows)
    return torch.cat([F.pad(copy, margins), maps], dim=-3)


@right("concatenate", "Writes into an empty tensor, image by image and row by row")
def concatenate_in_loops(copy, maps):
    (N, C, H, W), (_, D, h, w) = copy.shape, maps.shape
    result = torch.empty(N, C + D, h, w)
    for n in range(N):
        for row in range(h):
            result[n, :C, row] = copy[n, :, (H - h) // 2 + row, (W - w) // 2 :][:, :w]
            result[n, C:, row] = maps[n, :, row]
    return result


@right("concatenate", "Takes rows and columns off both ends in turn until the sides agree")
def concatenate_shrinks(copy, maps):
    for dimension in (2, 3):
        last = True
        while copy.shape[dimension] > maps.shape[dimension]:
            copy = copy.narrow(dimension, 0 if last else 1, copy.shape[dimension] - 1)
            last = not last
    return torch.hstack([copy, maps])


@right("concatenate", "Indexes by aranges and works in NumPy")
def concatenate_in_numpy(copy, maps):
    h, w = maps.shape[2:]
    rows = np.arange(h) + (copy.shape[2] - h) // 2
    columns = np.arange(w) + (copy.shape[3] - w) // 2
    cropped = copy.numpy()[:, :, rows[:, None], columns]
    return torch.from_numpy(np.concatenate([cropped, maps.numpy()], axis=1))


# --- boundary_band ---


def _extrema(truth, width):
    maps = truth[None, None].double()
    size = 2 * width + 1
    return F.max_pool2d(maps, size, 1, width)[0, 0], -F.max_pool2d(-maps, size, 1, width)[0, 0]


@wrong("boundary_band", "Looks along rows and columns only, not diagonally")
def band_cross(truth, width):
    band = torch.zeros_like(truth, dtype=torch.bool)
    for d in range(1, width + 1):
        rows, columns = truth[d:] != truth[:-d], truth[:, d:] != truth[:, :-d]
        band[d:] |= rows
        band[:-d] |= rows
        band[:, d:] |= columns
        band[:, :-d] |= columns
    return band


@wrong("boundary_band", "Counts rows plus columns as the distance")
def band_city_block(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y, x, b, a in itertools.product(range(H), range(W), range(H), range(W)):
        if abs(y - b) + abs(x - a) <= width and truth[y, x] != truth[b, a]:
            band[y, x] = True
    return band


@wrong("boundary_band", "Takes the Euclidean distance")
def band_euclidean(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y, x, b, a in itertools.product(range(H), range(W), range(H), range(W)):
        if (y - b) ** 2 + (x - a) ** 2 <= width**2 and truth[y, x] != truth[b, a]:
            band[y, x] = True
    return band


@wrong("boundary_band", "Excludes the distance of width itself")
def band_exclusive(truth, width):
    highest, lowest = _extrema(truth, width - 1)
    return highest != lowest


@wrong("boundary_band", "Reaches one pixel too far")
def band_too_wide(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y in range(H):
        for x in range(W):
            window = truth[max(0, y - width - 1) : y + width + 2, max(0, x - width - 1) : x + width + 2]
            band[y, x] = (window != truth[y, x]).any()
    return band


@wrong("boundary_band", "Forgets that the end of a slice is excluded")
def band_slice_end(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y in range(H):
        for x in range(W):
            window = truth[max(0, y - width) : y + width, max(0, x - width) : x + width]
            band[y, x] = (window != truth[y, x]).any()
    return band


@wrong("boundary_band", "Lets a window begin at a negative index, which is empty at the border")
def band_negative_start(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y in range(H):
        for x in range(W):
            window = truth[y - width : y + width + 1, x - width : x + width + 1]
            band[y, x] = (window != truth[y, x]).any()
    return band


@wrong("boundary_band", "Pads with 0, which makes the image's border a boundary of other labels")
def band_zero_padding(truth, width):
    windows = F.pad(truth, (width,) * 4).unfold(0, 2 * width + 1, 1).unfold(1, 2 * width + 1, 1)
    return (windows != truth[:, :, None, None]).flatten(2).any(2)


@wrong("boundary_band", "Pads with −1, which makes the image's border a boundary everywhere")
def band_padding_minus_one(truth, width):
    windows = F.pad(truth, (width,) * 4, value=-1).unfold(0, 2 * width + 1, 1).unfold(1, 2 * width + 1, 1)
    return (windows != truth[:, :, None, None]).flatten(2).any(2)


@wrong("boundary_band", "Wraps around the image's border by roll")
def band_rolls(truth, width):
    band = torch.zeros_like(truth, dtype=torch.bool)
    for rows in range(-width, width + 1):
        for columns in range(-width, width + 1):
            band |= truth != truth.roll((rows, columns), (0, 1))
    return band


@wrong("boundary_band", "Compares the pixels at exactly width rows or columns away only")
def band_ring_corners(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y, x in itertools.product(range(H), range(W)):
        for dy, dx in itertools.product((-width, 0, width), repeat=2):
            if 0 <= y + dy < H and 0 <= x + dx < W and truth[y + dy, x + dx] != truth[y, x]:
                band[y, x] = True
    return band


@wrong("boundary_band", "Marks one side of each boundary only")
def band_one_side(truth, width):
    highest, _ = _extrema(truth, width)
    return highest != truth


@wrong("boundary_band", "Looks to the right and below only")
def band_right_and_below(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y in range(H):
        for x in range(W):
            band[y, x] = (truth[y : y + width + 1, x : x + width + 1] != truth[y, x]).any()
    return band


@wrong("boundary_band", "Ignores the width")
def band_ignores_width(truth, width):
    highest, lowest = _extrema(truth, 1)
    return highest != lowest


@wrong("boundary_band", "Returns numbers instead of bool")
def band_as_numbers(truth, width):
    highest, lowest = _extrema(truth, width)
    return (highest != lowest).long()


@wrong("boundary_band", "Returns the pixels outside the band")
def band_inverted(truth, width):
    highest, lowest = _extrema(truth, width)
    return highest == lowest


@wrong("boundary_band", "Keeps the two dimensions that pooling needs: (1, 1, H, W)")
def band_four_dimensions(truth, width):
    maps = truth[None, None].double()
    size = 2 * width + 1
    return F.max_pool2d(maps, size, 1, width) != -F.max_pool2d(-maps, size, 1, width)


@wrong("boundary_band", "Pools whole numbers, which max_pool2d doesn't take by its negative in uint8")
def band_of_bytes(truth, width):
    maps = truth[None, None].to(torch.uint8)
    size = 2 * width + 1
    highest = F.max_pool2d(maps.float(), size, 1, width)
    return (highest != -F.max_pool2d((-maps).float(), size, 1, width))[0, 0]


@wrong("boundary_band", "Compares the mean of the window with the label, zeros of the padding counted")
def band_by_mean(truth, width):
    mean = F.avg_pool2d(truth[None, None].double(), 2 * width + 1, 1, width)[0, 0]
    return (mean - truth).abs() > 1e-6


@wrong("boundary_band", "Compares the window's mean with the label, which misses labels that balance")
def band_by_balanced_mean(truth, width):
    mean = F.avg_pool2d(truth[None, None].double(), 2 * width + 1, 1, width, count_include_pad=False)[0, 0]
    return (mean - truth).abs() > 1e-6


@wrong("boundary_band", "Leaves a frame of width pixels at the border out of the band")
def band_without_frame(truth, width):
    H, W = truth.shape
    band = torch.zeros(H, W, dtype=torch.bool)
    for y in range(width, H - width):
        for x in range(width, W - width):
            window = truth[y - width : y + width + 1, x - width : x + width + 1]
            band[y, x] = (window != truth[y, x]).any()
    return band


@wrong("boundary_band", "Finds boundaries between objects and label 0 only")
def band_of_background(truth, width):
    highest, lowest = _extrema((truth > 0).long(), width)
    return highest != lowest


@wrong("boundary_band", "Widens the boundary of width 1 by width further pixels")
def band_widened_once_too_often(truth, width):
    highest, lowest = _extrema(truth, 1)
    boundary = (highest != lowest).double()[None, None]
    return F.max_pool2d(boundary, 2 * width + 1, 1, width)[0, 0] > 0


@wrong("boundary_band", "Exchanges rows and columns in the range, which fails unless the map is square")
def band_exchanged(truth, width):
    W, H = truth.shape
    band = torch.zeros_like(truth, dtype=torch.bool)
    for y in range(H):
        for x in range(W):
            window = truth[max(0, y - width) : y + width + 1, max(0, x - width) : x + width + 1]
            band[y, x] = (window != truth[y, x]).any()
    return band


@wrong("boundary_band", "Looks along rows and columns and excludes the width itself, two mistakes at once")
def band_two_mistakes(truth, width):
    band = torch.zeros_like(truth, dtype=torch.bool)
    for d in range(1, width):
        rows, columns = truth[d:] != truth[:-d], truth[:, d:] != truth[:, :-d]
        band[d:] |= rows
        band[:-d] |= rows
        band[:, d:] |= columns
        band[:, :-d] |= columns
    return band


@wrong("boundary_band", "Pads with 0 and returns the inverse, two mistakes at once")
def band_two_other_mistakes(truth, width):
    windows = F.pad(truth, (width,) * 4).unfold(0, 2 * width + 1, 1).unfold(1, 2 * width + 1, 1)
    return (windows == truth[:, :, None, None]).flatten(2).all(2)


@right("boundary_band", "Compares the highest and the lowest label of the window")
def band_by_pooling(truth, width):
    maps = truth.to(torch.float64).unsqueeze(0)
    highest = F.max_pool2d(maps, 2 * width + 1, stride=1, padding=width)
    lowest = -F.max_pool2d(-maps, 2 * width + 1, stride=1, padding=width)
    return (highest > lowest).squeeze(0)


@right("boundary_band", "Cuts out a window for each pixel")
def band_by_windows(truth, width):
    H, W = truth.shape
    rows = []
    for y in range(H):
        row = []
        for x in range(W):
            window = truth[max(y - width, 0) : y + width + 1, max(x - width, 0) : x + width + 1]
            row.append(bool((window != truth[y, x]).any()))
        rows.append(row)
    return torch.tensor(rows, dtype=torch.bool).reshape(H, W)


@right("boundary_band", "Pads by repeating the border and unfolds")
def band_by_unfold(truth, width):
    padded = truth
    for _ in range(width):
        padded = torch.cat([padded[:1], padded, padded[-1:]])
        padded = torch.cat([padded[:, :1], padded, padded[:, -1:]], 1)
    size = 2 * width + 1
    windows = padded.unfold(0, size, 1).unfold(1, size, 1).reshape(*truth.shape, -1)
    return (windows != truth[..., None]).any(-1)


@right("boundary_band", "Widens each class by a convolution and counts the classes at each pixel")
def band_by_classes(truth, width):
    kernel = torch.ones(1, 1, 2 * width + 1, 2 * width + 1, dtype=torch.float64)
    count = torch.zeros(truth.shape, dtype=torch.int64)
    for label in truth.unique():
        is_class = (truth == label).double()[None, None]
        count += F.conv2d(is_class, kernel, padding=width)[0, 0].round() > 0
    return count > 1


@right("boundary_band", "Compares shifted parts of the map with each other")
def band_by_shifts(truth, width):
    H, W = truth.shape
    band = truth != truth
    for dy in range(min(width, H - 1) + 1):
        for dx in range(-min(width, W - 1), min(width, W - 1) + 1):
            here = (slice(0, H - dy), slice(max(0, -dx), W - max(0, dx)))
            there = (slice(dy, H), slice(max(0, dx), W - max(0, -dx)))
            differs = truth[here] != truth[there]
            band[here] |= differs
            band[there] |= differs
    return band


@right("boundary_band", "Widens step by step, one pixel at a time, the label's range in NumPy")
def band_step_by_step(truth, width):
    low = high = truth.numpy()
    for _ in range(width):
        low, high = np.pad(low, 1, mode="edge"), np.pad(high, 1, mode="edge")
        low = np.lib.stride_tricks.sliding_window_view(low, (3, 3)).min((2, 3))
        high = np.lib.stride_tricks.sliding_window_view(high, (3, 3)).max((2, 3))
    return torch.from_numpy(low != high)


# --- mean_iou_where ---


def _ious(prediction, truth):
    ious = []
    for label in torch.cat([prediction, truth]).unique():
        p, t = prediction == label, truth == label
        ious.append(((p & t).sum() / (p | t).sum()).item())
    return ious


@wrong("mean_iou_where", "Ignores where")
def iou_everywhere(prediction, truth, where):
    ious = _ious(prediction.flatten(), truth.flatten())
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Averages over the classes of the truth only")
def iou_true_classes(prediction, truth, where):
    p, t = prediction[where], truth[where]
    ious = [(((p == c) & (t == c)).sum() / ((p == c) | (t == c)).sum()).item() for c in t.unique()]
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Averages over the predicted classes only")
def iou_predicted_classes(prediction, truth, where):
    p, t = prediction[where], truth[where]
    ious = [(((p == c) & (t == c)).sum() / ((p == c) | (t == c)).sum()).item() for c in p.unique()]
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Divides by the highest label plus 1, absent classes counted as 0")
def iou_absent_counts(prediction, truth, where):
    p, t = prediction[where], truth[where]
    return sum(_ious(p, t)) / (int(torch.cat([p, t]).max()) + 1)


@wrong("mean_iou_where", "Gives absent classes the IoU 1")
def iou_absent_is_one(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = int(torch.cat([p, t]).max()) + 1
    ious = _ious(p, t)
    return (sum(ious) + classes - len(ious)) / classes


@wrong("mean_iou_where", "Divides 0 by 0 for an absent class: nan")
def iou_nan(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = range(int(torch.cat([p, t]).max()) + 1)
    return torch.stack([((p == c) & (t == c)).sum() / ((p == c) | (t == c)).sum() for c in classes]).mean().item()


@wrong("mean_iou_where", "Takes the classes of the whole maps, those outside where counted as 0")
def iou_classes_of_everything(prediction, truth, where):
    ious = []
    for c in torch.cat([prediction, truth]).unique():
        p, t = (prediction == c) & where, (truth == c) & where
        ious.append((p & t).sum().item() / max((p | t).sum().item(), 1))
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Sets pixels that don't count to label 0 and counts them")
def iou_others_zero(prediction, truth, where):
    ious = _ious((prediction * where).flatten(), (truth * where).flatten())
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Sets pixels that don't count to −1, which becomes a class with IoU 1")
def iou_others_minus_one(prediction, truth, where):
    ious = _ious(prediction.where(where, -1).flatten(), truth.where(where, -1).flatten())
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Restricts the intersection only")
def iou_union_everywhere(prediction, truth, where):
    ious = []
    for c in torch.cat([prediction[where], truth[where]]).unique():
        p, t = prediction == c, truth == c
        ious.append(((p & t & where).sum() / (p | t).sum()).item())
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Restricts the truth only, not the prediction")
def iou_prediction_everywhere(prediction, truth, where):
    ious = []
    for c in torch.cat([prediction[where], truth[where]]).unique():
        p, t = prediction == c, (truth == c) & where
        ious.append(((p & t).sum() / (p | t).sum()).item())
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Returns the accuracy")
def iou_accuracy(prediction, truth, where):
    return (prediction[where] == truth[where]).double().mean().item()


@wrong("mean_iou_where", "Returns the mean accuracy of the classes")
def iou_class_accuracy(prediction, truth, where):
    p, t = prediction[where], truth[where]
    shares = [(p[t == c] == c).double().mean().item() for c in t.unique()]
    return sum(shares) / len(shares)


@wrong("mean_iou_where", "Returns the Dice coefficient")
def iou_dice(prediction, truth, where):
    dice = [2 * iou / (1 + iou) for iou in _ious(prediction[where], truth[where])]
    return sum(dice) / len(dice)


@wrong("mean_iou_where", "Sums areas without taking off the intersection")
def iou_sum_of_areas(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = torch.cat([p, t]).unique()
    ious = [(((p == c) & (t == c)).sum() / ((p == c).sum() + (t == c).sum())).item() for c in classes]
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Divides the sum of intersections by the sum of unions")
def iou_of_sums(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = torch.cat([p, t]).unique()
    common = sum(((p == c) & (t == c)).sum().item() for c in classes)
    return common / sum(((p == c) | (t == c)).sum().item() for c in classes)


@wrong("mean_iou_where", "Weights the classes by their number of pixels")
def iou_weighted(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = torch.cat([p, t]).unique()
    return sum(iou * (t == c).sum().item() for iou, c in zip(_ious(p, t), classes, strict=True)) / len(t)


@wrong("mean_iou_where", "Returns the IoU of each class")
def iou_of_each_class(prediction, truth, where):
    return torch.tensor(_ious(prediction[where], truth[where]))


@wrong("mean_iou_where", "Leaves classes with IoU 0 out of the mean")
def iou_zeros_left_out(prediction, truth, where):
    ious = [iou for iou in _ious(prediction[where], truth[where]) if iou > 0]
    return sum(ious) / max(len(ious), 1)


@wrong("mean_iou_where", "Leaves label 0 out as background")
def iou_without_background(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = [c for c in torch.cat([p, t]).unique() if c > 0]
    ious = [(((p == c) & (t == c)).sum() / ((p == c) | (t == c)).sum()).item() for c in classes]
    return sum(ious) / max(len(ious), 1)


@wrong("mean_iou_where", "Has two classes always")
def iou_two_classes(prediction, truth, where):
    p, t = prediction[where], truth[where]
    ious = [((p == c) & (t == c)).sum().item() / max(((p == c) | (t == c)).sum().item(), 1) for c in (0, 1)]
    return sum(ious) / 2


@wrong("mean_iou_where", "Divides as whole numbers")
def iou_integer_division(prediction, truth, where):
    p, t = prediction[where], truth[where]
    classes = torch.cat([p, t]).unique()
    ious = [((p == c) & (t == c)).sum().item() // ((p == c) | (t == c)).sum().item() for c in classes]
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Counts the pixels where where is false")
def iou_inverted(prediction, truth, where):
    ious = _ious(prediction[~where], truth[~where])
    return sum(ious) / max(len(ious), 1)


@wrong("mean_iou_where", "Indexes by the numbers 0 and 1 of where instead of the mask")
def iou_index_instead_of_mask(prediction, truth, where):
    rows = where.long()
    ious = _ious(prediction[rows].flatten(), truth[rows].flatten())
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Sets the pixels of the caller's maps to −1 in place")
def iou_in_place(prediction, truth, where):
    prediction[~where] = -1
    truth[~where] = -1
    ious = _ious(prediction[where], truth[where])
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Averages over the true classes and ignores where, two mistakes at once")
def iou_two_mistakes(prediction, truth, where):
    p, t = prediction, truth
    ious = [(((p == c) & (t == c)).sum() / ((p == c) | (t == c)).sum()).item() for c in t.unique()]
    return sum(ious) / len(ious)


@wrong("mean_iou_where", "Takes Dice and counts absent classes as 0, two mistakes at once")
def iou_two_other_mistakes(prediction, truth, where):
    p, t = prediction[where], truth[where]
    return sum(2 * iou / (1 + iou) for iou in _ious(p, t)) / (int(torch.cat([p, t]).max()) + 1)


@right("mean_iou_where", "Counts a confusion matrix by bincount and leaves nan out")
def iou_by_confusion(prediction, truth, where):
    p, t = prediction[where].long(), truth[where].long()
    C = int(torch.maximum(p, t).max()) + 1
    M = torch.bincount(t * C + p, minlength=C * C).reshape(C, C).double()
    return torch.nanmean(M.diag() / (M.sum(0) + M.sum(1) - M.diag())).item()


@right("mean_iou_where", "Counts sets of pixels in plain Python")
def iou_by_sets(prediction, truth, where):
    of_prediction, of_truth = {}, {}
    for pixel, counts in enumerate(where.flatten().tolist()):
        if counts:
            of_prediction.setdefault(int(prediction.flatten()[pixel]), set()).add(pixel)
            of_truth.setdefault(int(truth.flatten()[pixel]), set()).add(pixel)
    total, labels = 0.0, of_prediction.keys() | of_truth.keys()
    for label in labels:
        p, t = of_prediction.get(label, set()), of_truth.get(label, set())
        total += len(p & t) / len(p | t)
    return total / len(labels)


@right("mean_iou_where", "Uses one-hot maps and keeps the classes with a union")
def iou_by_one_hot(prediction, truth, where):
    C = max(int(prediction.max()), int(truth.max())) + 1
    p, t = (F.one_hot(labels[where].long(), C).bool() for labels in (prediction, truth))
    common, union = (p & t).sum(0), (p | t).sum(0)
    return (common[union > 0] / union[union > 0]).mean()


@right("mean_iou_where", "Masks every comparison, in NumPy")
def iou_in_numpy(prediction, truth, where):
    p, t, w = prediction.numpy(), truth.numpy(), where.numpy()
    ious = []
    for label in np.union1d(p[w], t[w]):
        union = np.sum(((p == label) | (t == label)) & w)
        ious.append(np.sum((p == label) & (t == label) & w) / union)
    return float(np.mean(ious))


@right("mean_iou_where", "Gets the union as the sum of both areas minus the intersection")
def iou_by_areas(prediction, truth, where):
    p, t = torch.masked_select(prediction, where), torch.masked_select(truth, where)
    hits = p[p == t]
    ious = []
    for label in set(p.tolist()) | set(t.tolist()):
        common = (hits == label).sum().item()
        ious.append(common / ((p == label).sum().item() + (t == label).sum().item() - common))
    return sum(ious) / len(ious)


# --- decoder_level ---


def _joined(copy, below, up_weight, up_bias):
    return torch.cat([copy, F.conv_transpose2d(below, up_weight, up_bias, stride=2)], 1)


@wrong("decoder_level", "Puts a ReLU after the transpose convolution too")
def decoder_relu_after_up(copy, below, up_weight, up_bias, weights, biases):
    x = torch.cat([copy, F.conv_transpose2d(below, up_weight, up_bias, stride=2).relu()], 1)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Has no ReLU after the second convolution")
def decoder_one_relu(copy, below, up_weight, up_bias, weights, biases):
    x = F.conv2d(_joined(copy, below, up_weight, up_bias), weights[0], biases[0], padding=1).relu()
    return F.conv2d(x, weights[1], biases[1], padding=1)


@wrong("decoder_level", "Has a ReLU at the end only")
def decoder_relu_at_end(copy, below, up_weight, up_bias, weights, biases):
    x = F.conv2d(_joined(copy, below, up_weight, up_bias), weights[0], biases[0], padding=1)
    return F.conv2d(x, weights[1], biases[1], padding=1).relu()


@wrong("decoder_level", "Has no ReLU at all")
def decoder_no_relu(copy, below, up_weight, up_bias, weights, biases):
    x = F.conv2d(_joined(copy, below, up_weight, up_bias), weights[0], biases[0], padding=1)
    return F.conv2d(x, weights[1], biases[1], padding=1)


@wrong("decoder_level", "Puts the enlarged maps before the copy")
def decoder_copy_last(copy, below, up_weight, up_bias, weights, biases):
    x = torch.cat([F.conv_transpose2d(below, up_weight, up_bias, stride=2), copy], 1)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Forgets the padding")
def decoder_without_padding(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias).relu()
    return x


@wrong("decoder_level", "Forgets the biases of the convolutions")
def decoder_without_biases(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight in weights:
        x = F.conv2d(x, weight, padding=1).relu()
    return x


@wrong("decoder_level", "Forgets the bias of the transpose convolution")
def decoder_without_up_bias(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, None)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Forgets the stride 2 of the transpose convolution")
def decoder_without_stride(copy, below, up_weight, up_bias, weights, biases):
    x = torch.cat([copy, F.conv_transpose2d(below, up_weight, up_bias)], 1)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Uses a transpose convolution for the second convolution")
def decoder_transpose_again(copy, below, up_weight, up_bias, weights, biases):
    x = F.conv2d(_joined(copy, below, up_weight, up_bias), weights[0], biases[0], padding=1).relu()
    return F.conv_transpose2d(x, weights[1], biases[1], padding=1).relu()


@wrong("decoder_level", "Convolves once")
def decoder_one_convolution(copy, below, up_weight, up_bias, weights, biases):
    return F.conv2d(_joined(copy, below, up_weight, up_bias), weights[0], biases[0], padding=1).relu()


@wrong("decoder_level", "Takes the first bias for both convolutions")
def decoder_same_bias(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight in weights:
        x = F.conv2d(x, weight, biases[0], padding=1).relu()
    return x


@wrong("decoder_level", "Exchanges the biases of both convolutions")
def decoder_biases_exchanged(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, reversed(biases), strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Applies the transpose convolution to the copy")
def decoder_enlarges_copy(copy, below, up_weight, up_bias, weights, biases):
    x = torch.cat([F.conv_transpose2d(copy, up_weight, up_bias, stride=2), below], 1)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Copies cells by nearest neighbours and ignores up_weight's pattern, its mean instead")
def decoder_nearest(copy, below, up_weight, up_bias, weights, biases):
    mixed = torch.einsum("nbhw,bd->ndhw", below, up_weight.mean((2, 3))) + up_bias[:, None, None]
    x = torch.cat([copy, F.interpolate(mixed, scale_factor=2)], 1)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Flips the kernels of the transpose convolution")
def decoder_flips_up(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight.flip(2, 3), up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Transposes rows and columns of the 2 × 2 kernels")
def decoder_transposes_kernels(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight.transpose(2, 3), up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Takes the transpose convolution's weight as (D, B, 2, 2)")
def decoder_weight_exchanged(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight.transpose(0, 1), up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Applies a ReLU to the concatenated maps")
def decoder_relu_after_concatenation(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias).relu()
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Uses a leaky ReLU")
def decoder_leaky(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.leaky_relu(F.conv2d(x, weight, bias, padding=1))
    return x


@wrong("decoder_level", "Pads by repeating the border instead of zeros")
def decoder_replicates(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), weight, bias).relu()
    return x


@wrong("decoder_level", "Pads both convolutions' zeros at once, before the first")
def decoder_pads_at_once(copy, below, up_weight, up_bias, weights, biases):
    x = F.pad(_joined(copy, below, up_weight, up_bias), (2, 2, 2, 2))
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias).relu()
    return x


@wrong("decoder_level", "Normalises before each ReLU, though batch normalisation is in the weights already")
def decoder_normalises(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.batch_norm(F.conv2d(x, weight, bias, padding=1), None, None, training=True).relu()
    return x


@wrong("decoder_level", "Adds the result to the first convolution's, a skip connection that nobody asked for")
def decoder_residual(copy, below, up_weight, up_bias, weights, biases):
    x = F.conv2d(_joined(copy, below, up_weight, up_bias), weights[0], biases[0], padding=1).relu()
    return x + F.conv2d(x, weights[1], biases[1], padding=1).relu()


@wrong("decoder_level", "Changes the copy by a ReLU in place")
def decoder_in_place(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy, below, up_weight, up_bias)
    copy.relu_()
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Returns the first image alone")
def decoder_first_image(copy, below, up_weight, up_bias, weights, biases):
    x = _joined(copy[:1], below[:1], up_weight, up_bias)
    for weight, bias in zip(weights, biases, strict=True):
        x = F.conv2d(x, weight, bias, padding=1).relu()
    return x


@wrong("decoder_level", "Puts the copy last and has one ReLU, two mistakes at once")
def decoder_two_mistakes(copy, below, up_weight, up_bias, weights, biases):
    x = torch.cat([F.conv_transpose2d(below, up_weight, up_bias, stride=2), copy], 1)
    x = F.conv2d(x, weights[0], biases[0], padding=1).relu()
    return F.conv2d(x, weights[1], biases[1], padding=1)


@wrong("decoder_level", "Has a ReLU too many and forgets the biases, two mistakes at once")
def decoder_two_other_mistakes(copy, below, up_weight, up_bias, weights, biases):
    x = torch.cat([copy, F.conv_transpose2d(below, up_weight, up_bias, stride=2).relu()], 1)
    for weight in weights:
        x = F.conv2d(x, weight, padding=1).relu()
    return x


@right("decoder_level", "Enlarges by an einsum and pixel shuffle")
def decoder_by_pixel_shuffle(copy, below, up_weight, up_bias, weights, biases):
    parts = torch.einsum("nbhw,bdij->ndijhw", below, up_weight).flatten(1, 3)
    enlarged = F.pixel_shuffle(parts, 2) + up_bias.view(1, -1, 1, 1)
    x = torch.cat((copy, enlarged), dim=1)
    for weight, bias in zip(weights, biases, strict=True):
        x = torch.relu(F.conv2d(x, weight, bias, stride=1, padding="same"))
    return x


@right("decoder_level", "Writes each place of the 2 × 2 kernels into every second row and column")
def decoder_by_strided_writes(copy, below, up_weight, up_bias, weights, biases):
    N, C, H, W = copy.shape
    x = copy.new_empty(N, C + up_bias.numel(), H, W)
    x[:, :C] = copy
    for i in (0, 1):
        for j in (0, 1):
            x[:, C:, i::2, j::2] = torch.einsum("nbhw,bd->ndhw", below, up_weight[:, :, i, j]) + up_bias[:, None, None]
    first = F.conv2d(x, weights[0], biases[0], padding=1).clamp(min=0)
    return F.conv2d(first, weights[1], biases[1], padding=1).clamp(min=0)


@right("decoder_level", "Convolves the copy and the enlarged maps apart and adds the results")
def decoder_split_convolution(copy, below, up_weight, up_bias, weights, biases):
    C = copy.shape[1]
    enlarged = F.conv_transpose2d(below, up_weight, up_bias, stride=2)
    x = F.conv2d(copy, weights[0][:, :C], padding=1) + F.conv2d(enlarged, weights[0][:, C:], biases[0], padding=1)
    return F.relu(F.conv2d(F.relu(x), weights[1], biases[1], padding=1))


@right("decoder_level", "Builds modules and copies the weights into them")
def decoder_by_modules(copy, below, up_weight, up_bias, weights, biases):
    up = nn.ConvTranspose2d(*up_weight.shape[:2], 2, stride=2)
    first = nn.Conv2d(weights[0].shape[1], weights[0].shape[0], 3, padding=1)
    second = nn.Conv2d(weights[1].shape[1], weights[1].shape[0], 3, padding=1)
    with torch.no_grad():
        layers = zip((up, first, second), (up_weight, *weights), (up_bias, *biases), strict=True)
        for module, weight, bias in layers:
            module.weight.copy_(weight)
            module.bias.copy_(bias)
        level = nn.Sequential(first, nn.ReLU(), second, nn.ReLU())
        return level(torch.cat([copy, up(below)], 1))


@right("decoder_level", "Convolves by unfold and a product of matrices, in float64")
def decoder_by_unfold(copy, below, up_weight, up_bias, weights, biases):
    enlarged = F.conv_transpose2d(below.double(), up_weight.double(), up_bias.double(), stride=2)
    x = torch.cat([copy.double(), enlarged], 1)
    for weight, bias in zip(weights, biases, strict=True):
        columns = F.unfold(x, 3, padding=1)
        products = weight.double().flatten(1) @ columns + bias.double()[:, None]
        x = products.reshape(len(x), -1, *x.shape[2:]).relu()
    return x
