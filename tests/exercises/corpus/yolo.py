"""Answers to the exercises on YOLO as students write them, right and wrong."""

import math
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong

# --- cells_of ---


def cells(boxes, grid, size):
    """Return the cells (G, 2), a helper of the answers below."""
    height, width = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 * grid / width).long().clamp(max=grid - 1)
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 * grid / height).long().clamp(max=grid - 1)
    return torch.stack([row, column], 1)


@wrong("cells_of", "Returns (column, row)")
def cells_column_first(boxes, grid, size):
    height, width = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 * grid / width).long().clamp(max=grid - 1)
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 * grid / height).long().clamp(max=grid - 1)
    return torch.stack([column, row], 1)


@wrong("cells_of", "Takes the first corner for the centre")
def cells_of_corner(boxes, grid, size):
    height, width = size
    column = (boxes[:, 0] / width * grid).long().clamp(0, grid - 1)
    row = (boxes[:, 1] / height * grid).long().clamp(0, grid - 1)
    return torch.stack([row, column], 1)


@wrong("cells_of", "Gives a centre on the far border to cell S, which doesn't exist")
def cells_without_clamp(boxes, grid, size):
    height, width = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 * grid / width).floor().long()
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 * grid / height).floor().long()
    return torch.stack([row, column], 1)


@wrong("cells_of", "Clamps to S instead of S - 1")
def cells_clamped_to_grid(boxes, grid, size):
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    indices = (centres * grid / torch.tensor([size[1], size[0]])).long().clamp(0, grid)
    return indices.flip(1)


@wrong("cells_of", "Reads the size as (width, height)")
def cells_size_swapped(boxes, grid, size):
    width, height = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 * grid / width).long().clamp(max=grid - 1)
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 * grid / height).long().clamp(max=grid - 1)
    return torch.stack([row, column], 1)


@wrong("cells_of", "Rounds to the nearest index")
def cells_rounded(boxes, grid, size):
    height, width = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 * grid / width).round().long().clamp(max=grid - 1)
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 * grid / height).round().long().clamp(max=grid - 1)
    return torch.stack([row, column], 1)


@wrong("cells_of", "Rounds up and subtracts 1, so a centre on a line belongs to the left or upper cell")
def cells_rounded_up(boxes, grid, size):
    height, width = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 * grid / width).ceil().long() - 1
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 * grid / height).ceil().long() - 1
    return torch.stack([row, column], 1).clamp(min=0)


@wrong("cells_of", "Counts cells from 1")
def cells_from_one(boxes, grid, size):
    return cells(boxes, grid, size) + 1


@wrong("cells_of", "Takes 7 cells for granted")
def cells_of_seven(boxes, grid, size):
    return cells(boxes, 7, size)


@wrong("cells_of", "Makes a cell a whole number of pixels")
def cells_of_whole_pixels(boxes, grid, size):
    height, width = size
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 // (width // grid)).long().clamp(max=grid - 1)
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 // (height // grid)).long().clamp(max=grid - 1)
    return torch.stack([row, column], 1)


@wrong("cells_of", "Returns one number, row * S + column")
def cells_as_number(boxes, grid, size):
    row, column = cells(boxes, grid, size).unbind(1)
    return row * grid + column


@wrong("cells_of", "Takes the width for both axes, right for square images")
def cells_of_square_image(boxes, grid, size):
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    return (centres / size[1] * grid).long().clamp(max=grid - 1).flip(1)


@wrong("cells_of", "Stacks to (2, G)")
def cells_transposed(boxes, grid, size):
    return cells(boxes, grid, size).T


@wrong("cells_of", "Turns the caller's corners into centres in place")
def cells_in_place(boxes, grid, size):
    boxes[:, :2] += boxes[:, 2:]
    boxes[:, :2] /= 2
    scaled = boxes[:, :2] * grid / torch.tensor([size[1], size[0]])
    return scaled.long().clamp(max=grid - 1).flip(1)


@wrong("cells_of", "Returns the place in cells without rounding down")
def cells_as_fractions(boxes, grid, size):
    height, width = size
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return torch.stack([y / height * grid, x / width * grid], 1).clamp(max=grid - 1)


@wrong("cells_of", "Cuts the relative centre off before it multiplies by S, so everything is in cell 0")
def cells_cut_too_early(boxes, grid, size):
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    relative = (centres / torch.tensor([size[1], size[0]])).long()
    return (relative * grid).clamp(max=grid - 1).flip(1)


@wrong("cells_of", "Takes half the width for the centre")
def cells_of_half_side(boxes, grid, size):
    sides = (boxes[:, 2:] - boxes[:, :2]) / 2
    return (sides * grid / torch.tensor([size[1], size[0]])).long().clamp(0, grid - 1).flip(1)


@wrong("cells_of", "Forgets the half of the centre and exchanges row and column")
def cells_two_mistakes(boxes, grid, size):
    centres = boxes[:, :2] + boxes[:, 2:]
    return (centres * grid / torch.tensor([size[1], size[0]])).long().clamp(0, grid - 1)


@wrong("cells_of", "Rounds to the nearest index and counts from 1")
def cells_rounded_from_one(boxes, grid, size):
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    return (centres * grid / torch.tensor([size[1], size[0]])).round().long().clamp(max=grid - 1).flip(1) + 1


@right("cells_of", "Calculates with fractions, box by box")
def cells_by_fractions(boxes, grid, size):
    found = []
    for x1, y1, x2, y2 in boxes.tolist():
        column = (Fraction(x1) + Fraction(x2)) / 2 * grid / Fraction(size[1])
        row = (Fraction(y1) + Fraction(y2)) / 2 * grid / Fraction(size[0])
        found.append([min(math.floor(row), grid - 1), min(math.floor(column), grid - 1)])
    return torch.tensor(found, dtype=torch.long).reshape(-1, 2)


@right("cells_of", "Counts the lines that are at or before the centre")
def cells_by_lines(boxes, grid, size):
    centres = (boxes[:, [1, 0]] + boxes[:, [3, 2]]).double() / 2
    lines = torch.arange(1, grid)[:, None] * torch.tensor(size, dtype=torch.float64)
    return (centres[:, None] * grid >= lines).sum(1)


@right("cells_of", "Uses NumPy's floor division and minimum, and returns int32")
def cells_in_numpy(boxes, grid, size):
    b = boxes.numpy().astype(np.float64)
    y, x = (b[:, 1] + b[:, 3]) * grid, (b[:, 0] + b[:, 2]) * grid
    indices = np.stack([y // (2 * size[0]), x // (2 * size[1])], axis=1)
    return torch.from_numpy(np.minimum(indices, grid - 1).astype(np.int32))


@right("cells_of", "Searches the sorted lines between cells, multiplied by S to stay exact")
def cells_by_search(boxes, grid, size):
    def index(centre, length):
        lines = torch.arange(1, grid, dtype=torch.float64) * length
        return torch.searchsorted(lines, (centre.double() * grid).contiguous(), right=True)

    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    return torch.stack([index(centres[:, 1], size[0]), index(centres[:, 0], size[1])], -1)


# --- encode_boxes ---


def encode(boxes, cells, grid, size):
    """Return (x, y, √w, √h) (G, 4), a helper of the answers below."""
    lengths = torch.tensor([size[1], size[0]])
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 / lengths * grid - cells.flip(1)
    return torch.cat([centres, ((boxes[:, 2:] - boxes[:, :2]) / lengths).sqrt()], 1)


@wrong("encode_boxes", "Forgets the root of the sides")
def encode_without_root(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2], encoded[:, 2:] ** 2], 1)


@wrong("encode_boxes", "Gives the sides in cells instead of fractions of the image")
def encode_sides_in_cells(boxes, cells, grid, size):
    height, width = size
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    w, h = (boxes[:, 2] - boxes[:, 0]) / (width / grid), (boxes[:, 3] - boxes[:, 1]) / (height / grid)
    return torch.stack([x * grid / width - cells[:, 1], y * grid / height - cells[:, 0], w.sqrt(), h.sqrt()], 1)


@wrong("encode_boxes", "Leaves the centre relative to the image")
def encode_centre_in_image(boxes, cells, grid, size):
    height, width = size
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2 / width, (boxes[:, 1] + boxes[:, 3]) / 2 / height
    w, h = (boxes[:, 2] - boxes[:, 0]) / width, (boxes[:, 3] - boxes[:, 1]) / height
    return torch.stack([x, y, w.sqrt(), h.sqrt()], 1)


@wrong("encode_boxes", "Subtracts the row from x and the column from y")
def encode_cells_swapped(boxes, cells, grid, size):
    height, width = size
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2 * grid / width, (boxes[:, 1] + boxes[:, 3]) / 2 * grid / height
    w, h = (boxes[:, 2] - boxes[:, 0]) / width, (boxes[:, 3] - boxes[:, 1]) / height
    return torch.stack([x - cells[:, 0], y - cells[:, 1], w.sqrt(), h.sqrt()], 1)


@wrong("encode_boxes", "Reads the size as (width, height)")
def encode_size_swapped(boxes, cells, grid, size):
    return encode(boxes, cells, grid, size[::-1])


@wrong("encode_boxes", "Ignores the given cells and takes what is left of the centre's division by a cell")
def encode_ignores_cells(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2] % 1, encoded[:, 2:]], 1)


@wrong("encode_boxes", "Measures the first corner instead of the centre")
def encode_corner(boxes, cells, grid, size):
    lengths = torch.tensor([size[1], size[0]])
    corners = boxes[:, :2] / lengths * grid - cells.flip(1)
    return torch.cat([corners, ((boxes[:, 2:] - boxes[:, :2]) / lengths).sqrt()], 1)


@wrong("encode_boxes", "Clamps x and y to 0 to 1")
def encode_clamped(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2].clamp(0, 1), encoded[:, 2:]], 1)


@wrong("encode_boxes", "Leaves the place in the cell in pixels")
def encode_pixels_in_cell(boxes, cells, grid, size):
    height, width = size
    x = (boxes[:, 0] + boxes[:, 2]) / 2 - cells[:, 1] * width / grid
    y = (boxes[:, 1] + boxes[:, 3]) / 2 - cells[:, 0] * height / grid
    w, h = (boxes[:, 2] - boxes[:, 0]) / width, (boxes[:, 3] - boxes[:, 1]) / height
    return torch.stack([x, y, w.sqrt(), h.sqrt()], 1)


@wrong("encode_boxes", "Takes the root of the pixels before it divides by the image")
def encode_root_of_pixels(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    sides = (boxes[:, 2:] - boxes[:, :2]).sqrt() / torch.tensor([size[1], size[0]])
    return torch.cat([encoded[:, :2], sides], 1)


@wrong("encode_boxes", "Squares the sides")
def encode_squares(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2], encoded[:, 2:] ** 4], 1)


@wrong("encode_boxes", "Measures from the middle of the cell")
def encode_from_middle(boxes, cells, grid, size):
    return encode(boxes, cells, grid, size) - torch.tensor([0.5, 0.5, 0, 0])


@wrong("encode_boxes", "Makes a cell a whole number of pixels")
def encode_whole_cells(boxes, cells, grid, size):
    height, width = size
    cell_width, cell_height = width // grid, height // grid
    x = ((boxes[:, 0] + boxes[:, 2]) / 2 - cells[:, 1] * cell_width) / cell_width
    y = ((boxes[:, 1] + boxes[:, 3]) / 2 - cells[:, 0] * cell_height) / cell_height
    w, h = (boxes[:, 2] - boxes[:, 0]) / width, (boxes[:, 3] - boxes[:, 1]) / height
    return torch.stack([x, y, w.sqrt(), h.sqrt()], 1)


@wrong("encode_boxes", "Takes 7 cells for granted")
def encode_seven(boxes, cells, grid, size):
    return encode(boxes, cells, 7, size)


@wrong("encode_boxes", "Writes centre and sides into the caller's boxes")
def encode_in_place(boxes, cells, grid, size):
    boxes.copy_(encode(boxes, cells, grid, size))
    return boxes


@wrong("encode_boxes", "Takes the natural logarithm of the sides, as R-CNN does")
def encode_logarithm(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2], 2 * encoded[:, 2:].log()], 1)


@wrong("encode_boxes", "Returns the height before the width")
def encode_height_first(boxes, cells, grid, size):
    return encode(boxes, cells, grid, size)[:, [0, 1, 3, 2]]


@wrong("encode_boxes", "Takes the root of all four numbers, which fails outside the cell")
def encode_root_of_all(boxes, cells, grid, size):
    encoded = encode(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2].sqrt(), encoded[:, 2:]], 1)


@wrong("encode_boxes", "Divides the sides by the longer side of the image and forgets the half of the centre")
def encode_two_mistakes(boxes, cells, grid, size):
    lengths = torch.tensor([size[1], size[0]])
    centres = (boxes[:, :2] + boxes[:, 2:]) / lengths * grid - cells.flip(1)
    return torch.cat([centres, ((boxes[:, 2:] - boxes[:, :2]) / max(size)).sqrt()], 1)


@wrong("encode_boxes", "Exchanges row and column and forgets the root")
def encode_cells_swapped_without_root(boxes, cells, grid, size):
    encoded = encode(boxes, cells.flip(1), grid, size)
    return torch.cat([encoded[:, :2], encoded[:, 2:] ** 2], 1)


@right("encode_boxes", "Loops over the boxes in Python")
def encode_in_loops(boxes, cells, grid, size):
    rows = []
    for (x1, y1, x2, y2), (row, column) in zip(boxes.tolist(), cells.tolist(), strict=True):
        x = ((x1 + x2) / 2 - column * size[1] / grid) / (size[1] / grid)
        y = ((y1 + y2) / 2 - row * size[0] / grid) / (size[0] / grid)
        rows.append([x, y, math.sqrt((x2 - x1) / size[1]), math.sqrt((y2 - y1) / size[0])])
    return torch.tensor(rows).reshape(-1, 4)


@right("encode_boxes", "Moves the boxes to the corner of their cells first")
def encode_by_moving(boxes, cells, grid, size):
    image = torch.tensor([size[1], size[0]], dtype=torch.float64)
    corner = cells[:, [1, 0]] * (image / grid)
    moved = boxes.double() - corner.repeat(1, 2)
    first, last = moved.split(2, 1)
    return torch.hstack([(first + last) * grid / (2 * image), ((last - first) / image) ** 0.5]).float()


@right("encode_boxes", "Calculates in NumPy with a power of a half")
def encode_in_numpy(boxes, cells, grid, size):
    b, c = boxes.numpy().astype(np.float64), cells.numpy()
    b = b / np.array([size[1], size[0], size[1], size[0]])
    centres = (b[:, :2] + b[:, 2:]) * grid / 2 - c[:, ::-1]
    return torch.from_numpy(np.concatenate([centres, np.power(b[:, 2:] - b[:, :2], 0.5)], 1))


@right("encode_boxes", "Multiplies relative corners by a matrix")
def encode_by_matrix(boxes, cells, grid, size):
    relative = boxes.double() / torch.tensor([size[1], size[0]] * 2)
    half = grid / 2
    matrix = torch.tensor([[half, 0, -1, 0], [0, half, 0, -1], [half, 0, 1, 0], [0, half, 0, 1]], dtype=torch.float64)
    x, y, w, h = (relative @ matrix).T
    return torch.stack((x - cells[:, 1], y - cells[:, 0], w.sqrt(), h.sqrt()), dim=-1)


# --- decode_boxes ---


def decode(encoded, size):
    """Return boxes (S, S, B, 4) in pixels, a helper of the answers below."""
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index[None, :, None]) / grid * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / grid * size[0]
    w, h = encoded[..., 2] ** 2 * size[1], encoded[..., 3] ** 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Doesn't square the roots")
def decode_without_square(encoded, size):
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index[None, :, None]) / grid * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / grid * size[0]
    w, h = encoded[..., 2] * size[1], encoded[..., 3] * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Adds the row to x and the column to y")
def decode_cells_swapped(encoded, size):
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index[:, None, None]) / grid * size[1]
    y = (encoded[..., 1] + index[None, :, None]) / grid * size[0]
    w, h = encoded[..., 2] ** 2 * size[1], encoded[..., 3] ** 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Reads the size as (width, height)")
def decode_size_swapped(encoded, size):
    return decode(encoded, (size[1], size[0]))


@wrong("decode_boxes", "Forgets the cell, so all boxes lie in the first one")
def decode_without_cell(encoded, size):
    grid = encoded.shape[0]
    x, y = encoded[..., 0] / grid * size[1], encoded[..., 1] / grid * size[0]
    w, h = encoded[..., 2] ** 2 * size[1], encoded[..., 3] ** 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Doesn't divide the centre by S")
def decode_without_grid(encoded, size):
    index = torch.arange(encoded.shape[0])
    x = (encoded[..., 0] + index[None, :, None]) * size[1]
    y = (encoded[..., 1] + index[:, None, None]) * size[0]
    w, h = encoded[..., 2] ** 2 * size[1], encoded[..., 3] ** 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Divides the sides by S, as if they were in cells")
def decode_sides_in_cells(encoded, size):
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index[None, :, None]) / grid * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / grid * size[0]
    w, h = encoded[..., 2] ** 2 * size[1] / grid, encoded[..., 3] ** 2 * size[0] / grid
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Puts the whole side on both sides of the centre")
def decode_whole_sides(encoded, size):
    boxes = decode(encoded, size)
    centres, sides = (boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]
    return torch.cat([centres - sides, centres + sides], -1)


@wrong("decode_boxes", "Takes (x, y) for the first corner")
def decode_from_corner(encoded, size):
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index[None, :, None]) / grid * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / grid * size[0]
    return torch.stack([x, y, x + encoded[..., 2] ** 2 * size[1], y + encoded[..., 3] ** 2 * size[0]], -1)


@wrong("decode_boxes", "Returns centres and sides")
def decode_to_centres(encoded, size):
    boxes = decode(encoded, size)
    return torch.cat([(boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]], -1)


@wrong("decode_boxes", "Returns fractions of the image")
def decode_to_fractions(encoded, size):
    return decode(encoded, (1, 1))


@wrong("decode_boxes", "Clips the boxes to the image")
def decode_clipped(encoded, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    return torch.minimum(decode(encoded, size).clamp(min=0), limits)


@wrong("decode_boxes", "Loops over two boxes of each cell whatever B is")
def decode_two_boxes(encoded, size):
    boxes = torch.zeros_like(encoded)
    decoded = decode(encoded, size)
    for b in range(2):
        boxes[:, :, b] = decoded[:, :, b]
    return boxes


@wrong("decode_boxes", "Takes 7 cells for granted")
def decode_seven(encoded, size):
    index = torch.arange(7)
    x = (encoded[..., 0] + index[None, :, None]) / 7 * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / 7 * size[0]
    w, h = encoded[..., 2] ** 2 * size[1], encoded[..., 3] ** 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Adds the cells to the caller's tensor in place")
def decode_in_place(encoded, size):
    grid = encoded.shape[0]
    encoded[..., 0] += torch.arange(grid)[None, :, None]
    encoded[..., 1] += torch.arange(grid)[:, None, None]
    centres = encoded[..., :2] / grid * torch.tensor([size[1], size[0]])
    half = encoded[..., 2:] ** 2 * torch.tensor([size[1], size[0]]) / 2
    return torch.cat([centres - half, centres + half], -1)


@wrong(
    "decode_boxes", "Broadcasts the cells over the boxes instead of rows or columns, right or possible for few shapes"
)
def decode_broadcast(encoded, size):
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index) / grid * size[1]
    y = (encoded[..., 1] + index[:, None]) / grid * size[0]
    w, h = encoded[..., 2] ** 2 * size[1], encoded[..., 3] ** 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Returns one list of boxes, (S · S · B, 4)")
def decode_flat(encoded, size):
    return decode(encoded, size).reshape(-1, 4)


@wrong("decode_boxes", "Adds half a cell to the centre")
def decode_half_a_cell(encoded, size):
    return decode(encoded + torch.tensor([0.5, 0.5, 0, 0]), size)


@wrong("decode_boxes", "Cuts coordinates off to whole pixels")
def decode_whole_pixels(encoded, size):
    return decode(encoded, size).long().float()


@wrong("decode_boxes", "Doubles the root instead of squaring it and divides the cell by B instead of S")
def decode_two_mistakes(encoded, size):
    count = encoded.shape[2]
    index = torch.arange(encoded.shape[0])
    x = (encoded[..., 0] + index[None, :, None]) / count * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / count * size[0]
    w, h = encoded[..., 2] * 2 * size[1], encoded[..., 3] * 2 * size[0]
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)


@wrong("decode_boxes", "Takes (x, y) for the first corner and doesn't square the roots")
def decode_from_corner_without_square(encoded, size):
    grid = encoded.shape[0]
    index = torch.arange(grid)
    x = (encoded[..., 0] + index[None, :, None]) / grid * size[1]
    y = (encoded[..., 1] + index[:, None, None]) / grid * size[0]
    return torch.stack([x, y, x + encoded[..., 2] * size[1], y + encoded[..., 3] * size[0]], -1)


@right("decode_boxes", "Loops over rows, columns and boxes")
def decode_in_loops(encoded, size):
    boxes = torch.empty_like(encoded)
    rows, columns, count, _ = encoded.shape
    for i in range(rows):
        for j in range(columns):
            for b in range(count):
                x, y, root_w, root_h = encoded[i, j, b].tolist()
                x, y = (j + x) * size[1] / columns, (i + y) * size[0] / rows
                w, h = root_w**2 * size[1], root_h**2 * size[0]
                boxes[i, j, b] = torch.tensor([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return boxes


@right("decode_boxes", "Makes a mesh of columns and rows")
def decode_by_mesh(encoded, size):
    grid = encoded.size(0)
    columns, rows = torch.meshgrid(torch.arange(grid), torch.arange(grid), indexing="xy")
    corner = torch.stack([columns, rows], -1).unsqueeze(2)
    image = torch.tensor(size[::-1], dtype=encoded.dtype)
    centre = (encoded[..., :2] + corner) * (image / grid)
    half = encoded[..., 2:].square().mul(image).div(2)
    return torch.cat((centre - half, centre + half), 3)


@right("decode_boxes", "Calculates in NumPy with index arrays")
def decode_in_numpy(encoded, size):
    e = encoded.numpy().astype(np.float64)
    rows, columns = np.indices(e.shape[:2])
    x = (e[..., 0] + columns[..., None]) * size[1] / e.shape[1]
    y = (e[..., 1] + rows[..., None]) * size[0] / e.shape[0]
    w, h = size[1] * e[..., 2] * e[..., 2], size[0] * e[..., 3] * e[..., 3]
    return torch.from_numpy(np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1))


@right("decode_boxes", "Goes through the flat list with whole division and remainder")
def decode_by_flat_index(encoded, size):
    grid, _, count, _ = encoded.shape
    flat = encoded.reshape(-1, 4).double()
    number = torch.arange(len(flat)) // count
    offset = torch.stack([number % grid, number // grid], 1)
    image = torch.tensor([size[1], size[0]])
    middle = (flat[:, :2] + offset) / grid
    half = flat[:, 2:] ** 2 / 2
    return (torch.stack([middle - half, middle + half], 1) * image).reshape(grid, grid, count, 4)


# --- target_tensor ---


@wrong("target_tensor", "Lets the last of several things in a cell be written")
def target_last(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    for numbers, label, (row, column) in zip(encode(boxes, places, grid, size), labels, places, strict=True):
        target[row, column] = 0
        target[row, column, :4] = numbers
        target[row, column, 4] = 1
        target[row, column, 5 + label] = 1
    return target


@wrong("target_tensor", "Marks the labels of all things of a cell")
def target_all_labels(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    encoded = encode(boxes, places, grid, size)
    for i in range(len(boxes) - 1, -1, -1):
        row, column = places[i]
        target[row, column, :4] = encoded[i]
        target[row, column, 4] = 1
        target[row, column, 5 + labels[i]] = 1
    return target


def write_target(boxes, labels, categories, grid, size):
    """Return the target tensor (S, S, 5 + C), a helper of the answers below."""
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    encoded = encode(boxes, places, grid, size)
    for i, (row, column) in enumerate(places.tolist()):
        if target[row, column, 4] == 0:
            target[row, column, :4] = encoded[i]
            target[row, column, 4] = 1
            target[row, column, 5 + int(labels[i])] = 1
    return target


@wrong("target_tensor", "Puts the confidence first")
def target_confidence_first(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    return torch.cat([target[..., 4:5], target[..., :4], target[..., 5:]], -1)


@wrong("target_tensor", "Puts the classes before the box")
def target_classes_first(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    return torch.cat([target[..., 5:], target[..., :5]], -1)


@wrong("target_tensor", "Forgets the confidence")
def target_without_confidence(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    target[..., 4] = 0
    return target


@wrong("target_tensor", "Exchanges row and column")
def target_transposed(boxes, labels, categories, grid, size):
    return write_target(boxes, labels, categories, grid, size).transpose(0, 1)


@wrong("target_tensor", "Writes the class one place too early, onto the confidence for label 0")
def target_class_early(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    encoded = encode(boxes, places, grid, size)
    for i, (row, column) in enumerate(places.tolist()):
        if target[row, column, 4] == 0:
            target[row, column, :4] = encoded[i]
            target[row, column, 4] = 1
            target[row, column, 4 + int(labels[i])] = 1
    return target


@wrong("target_tensor", "Counts labels from 1, so the last one has no place")
def target_class_late(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    encoded = encode(boxes, places, grid, size)
    for i, (row, column) in enumerate(places.tolist()):
        if target[row, column, 4] == 0:
            target[row, column, :4] = encoded[i]
            target[row, column, 4] = 1
            target[row, column, 6 + int(labels[i])] = 1
    return target


@wrong("target_tensor", "Writes the label as a number into the first class")
def target_label_as_number(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    classes = target[..., 5:].argmax(-1).float()
    target[..., 5:] = 0
    target[..., 5] = classes
    return target


@wrong("target_tensor", "Writes sides without root")
def target_without_root(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    target[..., 2:4] = target[..., 2:4] ** 2
    return target


@wrong("target_tensor", "Writes the boxes in pixels")
def target_in_pixels(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    for box, label, (row, column) in zip(boxes, labels, cells(boxes, grid, size), strict=True):
        if target[row, column, 4] == 0:
            target[row, column, :4] = box
            target[row, column, 4] = 1
            target[row, column, 5 + label] = 1
    return target


@wrong("target_tensor", "Has room for twenty classes whatever C is")
def target_twenty(boxes, labels, categories, grid, size):
    return write_target(boxes, labels, 20, grid, size)


@wrong("target_tensor", "Has a box and a confidence twice, as the output")
def target_two_boxes(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    return torch.cat([target[..., :5], target], -1)


@wrong("target_tensor", "Keeps the largest thing of a cell")
def target_largest(boxes, labels, categories, grid, size):
    order = (boxes[:, 2:] - boxes[:, :2]).prod(1).argsort(descending=True)
    return write_target(boxes[order], labels[order], categories, grid, size)


@wrong("target_tensor", "Stops at the first cell that holds a thing already")
def target_stops(boxes, labels, categories, grid, size):
    places = cells(boxes, grid, size).tolist()
    count = 0
    while count < len(places) and places[count] not in places[:count]:
        count += 1
    return write_target(boxes[:count], labels[:count], categories, grid, size)


@wrong("target_tensor", "Reads the size as (width, height)")
def target_size_swapped(boxes, labels, categories, grid, size):
    return write_target(boxes, labels, categories, grid, size[::-1])


@wrong("target_tensor", "Adds the numbers of all things of a cell")
def target_added(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    rows = torch.cat([encode(boxes, places, grid, size), torch.ones(len(boxes), 1), F.one_hot(labels, categories)], 1)
    return target.index_put_((places[:, 0], places[:, 1]), rows, accumulate=True)


@wrong("target_tensor", "Returns whole numbers")
def target_whole_numbers(boxes, labels, categories, grid, size):
    return write_target(boxes, labels, categories, grid, size).long()


@wrong("target_tensor", "Writes the class 1 / C to all classes of empty cells and ignores what is last")
def target_uniform_background(boxes, labels, categories, grid, size):
    target = write_target(boxes, labels, categories, grid, size)
    target[..., 5:][target[..., 4] == 0] = 1 / categories
    return target


@wrong("target_tensor", "Exchanges row and column and keeps the last thing")
def target_transposed_last(boxes, labels, categories, grid, size):
    return write_target(boxes.flip(0), labels.flip(0), categories, grid, size).transpose(0, 1)


@right("target_tensor", "Writes from the last thing to the first, whole rows at once")
def target_backwards(boxes, labels, categories, grid, size):
    target = torch.zeros(grid, grid, 5 + categories)
    places = cells(boxes, grid, size)
    classes = torch.eye(categories)[labels.long()]
    rows = torch.cat([encode(boxes, places, grid, size), torch.ones(len(boxes), 1), classes], 1)
    for i in range(len(boxes) - 1, -1, -1):
        target[places[i, 0], places[i, 1]] = rows[i]
    return target


@right("target_tensor", "Remembers taken cells in a set")
def target_by_set(boxes, labels, categories, grid, size):
    height, width = size
    target, taken = torch.zeros(grid, grid, 5 + categories, dtype=torch.float64), set()
    for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x1 + x2) * grid / (2 * width), (y1 + y2) * grid / (2 * height)
        row, column = min(int(y), grid - 1), min(int(x), grid - 1)
        if (row, column) in taken:
            continue
        taken.add((row, column))
        box = [x - column, y - row, math.sqrt((x2 - x1) / width), math.sqrt((y2 - y1) / height)]
        target[row, column, :5] = torch.tensor([*box, 1.0])
        target[row, column, 5 + label] = 1.0
    return target


@right("target_tensor", "Asks each cell for its first thing")
def target_by_cells(boxes, labels, categories, grid, size):
    places = cells(boxes, grid, size)
    encoded = encode(boxes, places, grid, size)
    rows = []
    for i in range(grid):
        for j in range(grid):
            here = ((places[:, 0] == i) & (places[:, 1] == j)).nonzero().flatten()
            if len(here) == 0:
                rows.append(torch.zeros(5 + categories))
            else:
                one_hot = F.one_hot(labels[here[0]].long(), categories)
                rows.append(torch.cat([encoded[here[0]], torch.ones(1), one_hot.float()]))
    return torch.stack(rows).reshape(grid, grid, -1)


@right("target_tensor", "Keeps the first of equal cells by NumPy's unique and writes without a loop")
def target_by_unique(boxes, labels, categories, grid, size):
    places = cells(boxes, grid, size)
    _, first = np.unique((places[:, 0] * grid + places[:, 1]).numpy(), return_index=True)
    first = torch.from_numpy(first)
    rows, columns = places[first].T
    target = torch.zeros(grid, grid, 5 + categories)
    target[rows, columns, :4] = encode(boxes, places, grid, size)[first].float()
    target[rows, columns, 4] = 1
    target[rows, columns, labels[first].long() + 5] = 1
    return target


# --- responsible_boxes ---


def ious_with(boxes, truth):
    """Return the IoU (M, B) of boxes (M, B, 4) with (M, 4), a helper of the answers below."""
    first = torch.maximum(boxes[..., :2], truth[:, None, :2])
    last = torch.minimum(boxes[..., 2:], truth[:, None, 2:])
    shared = (last - first).clamp(min=0).prod(-1)
    area = (boxes[..., 2:] - boxes[..., :2]).prod(-1)
    return shared / (area + (truth[:, 2:] - truth[:, :2]).prod(-1)[:, None] - shared)


def described(boxes):
    """Return centre x, centre y, width and height (..., 4), a helper of the answers below."""
    return torch.cat([(boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]], -1)


def distances_to(boxes, truth):
    """Return the distances (M, B), a helper of the answers below."""
    return (described(boxes) - described(truth)[:, None]).square().mean(-1).sqrt()


@wrong("responsible_boxes", "Takes the highest IoU even where all are 0")
def responsible_iou_only(boxes, truth):
    ious = ious_with(boxes, truth)
    return ious.argmax(1), ious, distances_to(boxes, truth)


@wrong("responsible_boxes", "Takes the smallest distance always")
def responsible_distance_only(boxes, truth):
    distances = distances_to(boxes, truth)
    return distances.argmin(1), ious_with(boxes, truth), distances


@wrong("responsible_boxes", "Takes the distance where any IoU is 0")
def responsible_any_zero(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    return torch.where((ious == 0).any(1), distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Takes the distance only where all IoUs of all cells are 0")
def responsible_all_cells(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    return (distances.argmin(1) if (ious == 0).all() else ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Takes the largest distance")
def responsible_largest_distance(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    return torch.where(ious.amax(1) == 0, distances.argmax(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Forgets the root of the distance")
def responsible_without_root(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth) ** 2
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Sums the squares instead of taking their mean")
def responsible_summed(boxes, truth):
    ious = ious_with(boxes, truth)
    distances = (described(boxes) - described(truth)[:, None]).norm(dim=-1)
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Measures the distance of corners instead of centre and sides")
def responsible_by_corners(boxes, truth):
    ious = ious_with(boxes, truth)
    distances = (boxes - truth[:, None]).square().mean(-1).sqrt()
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Measures the distance of centres only")
def responsible_by_centres(boxes, truth):
    ious = ious_with(boxes, truth)
    distances = (described(boxes)[..., :2] - described(truth)[:, None, :2]).square().mean(-1).sqrt()
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Takes the roots of sides for the distance, as the loss does")
def responsible_by_roots(boxes, truth):
    ious = ious_with(boxes, truth)
    one, other = described(boxes), described(truth)[:, None]
    one = torch.cat([one[..., :2], one[..., 2:].sqrt()], -1)
    other = torch.cat([other[..., :2], other[..., 2:].sqrt()], -1)
    distances = (one - other).square().mean(-1).sqrt()
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Compares two boxes of each cell only")
def responsible_of_two(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    by_iou = (ious[:, 1] > ious[:, 0]).long()
    by_distance = (distances[:, 1] < distances[:, 0]).long()
    nothing = (ious[:, 0] == 0) & (ious[:, 1] == 0)
    return torch.where(nothing, by_distance, by_iou), ious, distances


@wrong("responsible_boxes", "Takes the last of equal boxes")
def responsible_last(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    last = boxes.shape[1] - 1
    by_iou, by_distance = last - ious.flip(1).argmax(1), last - distances.flip(1).argmin(1)
    return torch.where(ious.amax(1) == 0, by_distance, by_iou), ious, distances


@wrong("responsible_boxes", "Returns distances before IoUs")
def responsible_order(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), distances, ious


@wrong("responsible_boxes", "Takes the maximum over the cells")
def responsible_over_cells(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    return torch.where(ious.amax(0) == 0, distances.argmin(0), ious.argmax(0)), ious, distances


@wrong("responsible_boxes", "Compares with the first true box in all cells")
def responsible_first_truth(boxes, truth):
    same = truth[:1].expand_as(truth)
    ious, distances = ious_with(boxes, same), distances_to(boxes, same)
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Keeps only the numbers of the chosen box")
def responsible_only_chosen(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    chosen = torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1))
    return chosen, ious.gather(1, chosen[:, None])[:, 0], distances.gather(1, chosen[:, None])[:, 0]


@wrong("responsible_boxes", "Returns a one-hot mask of the chosen boxes")
def responsible_one_hot(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    chosen = torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1))
    return F.one_hot(chosen, boxes.shape[1]), ious, distances


@wrong("responsible_boxes", "Weighs both: the highest IoU minus distance")
def responsible_by_difference(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    return (ious - distances).argmax(1), ious, distances


@wrong(
    "responsible_boxes",
    "Takes the mean absolute difference for the distance and the distance where the IoU is below 0.1",
)
def responsible_two_mistakes(boxes, truth):
    ious = ious_with(boxes, truth)
    distances = (described(boxes) - described(truth)[:, None]).abs().mean(-1)
    return torch.where(ious.amax(1) < 0.1, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Doesn't raise negative sides of the overlap to 0")
def responsible_unclamped(boxes, truth):
    first = torch.maximum(boxes[..., :2], truth[:, None, :2])
    last = torch.minimum(boxes[..., 2:], truth[:, None, 2:])
    shared = (last - first).prod(-1)
    area = (boxes[..., 2:] - boxes[..., :2]).prod(-1)
    ious = shared / (area + (truth[:, 2:] - truth[:, :2]).prod(-1)[:, None] - shared)
    distances = distances_to(boxes, truth)
    return torch.where(ious.amax(1) == 0, distances.argmin(1), ious.argmax(1)), ious, distances


@wrong("responsible_boxes", "Ignores the distance for the choice and gives its square")
def responsible_iou_only_squared(boxes, truth):
    ious = ious_with(boxes, truth)
    return ious.argmax(1), ious, distances_to(boxes, truth).square()


@right("responsible_boxes", "Loops over cells and boxes in Python")
def responsible_in_loops(boxes, truth):
    chosen, all_ious, all_distances = [], [], []
    for candidates, t in zip(boxes.tolist(), truth.tolist(), strict=True):
        ious, distances = [], []
        for b in candidates:
            shared = max(0.0, min(b[2], t[2]) - max(b[0], t[0])) * max(0.0, min(b[3], t[3]) - max(b[1], t[1]))
            ious.append(shared / ((b[2] - b[0]) * (b[3] - b[1]) + (t[2] - t[0]) * (t[3] - t[1]) - shared))
            squares = ((b[0] + b[2] - t[0] - t[2]) / 2) ** 2 + ((b[1] + b[3] - t[1] - t[3]) / 2) ** 2
            squares += (b[2] - b[0] - t[2] + t[0]) ** 2 + (b[3] - b[1] - t[3] + t[1]) ** 2
            distances.append(math.sqrt(squares / 4))
        best = ious.index(max(ious)) if any(ious) else distances.index(min(distances))
        chosen.append(best)
        all_ious.append(ious)
        all_distances.append(distances)
    return torch.tensor(chosen), torch.tensor(all_ious), torch.tensor(all_distances)


@right("responsible_boxes", "Takes one score: the IoU, or minus the distance where there is no IoU")
def responsible_by_score(boxes, truth):
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    overlaps = ious.sum(1, keepdim=True) > 0
    return torch.max(torch.where(overlaps, ious, -distances), 1).indices, ious, distances


@right("responsible_boxes", "Takes the diagonal of the IoU of all boxes with all true ones")
def responsible_by_diagonal(boxes, truth):
    count, per_cell, _ = boxes.shape
    flat = boxes.reshape(-1, 4)[:, None]
    everything = ious_with(flat.expand(-1, count, 4).transpose(0, 1), truth)
    ious = everything.reshape(count, count, per_cell).diagonal().T
    distances = (
        F.mse_loss(described(boxes), described(truth)[:, None].expand_as(boxes), reduction="none").mean(2) ** 0.5
    )
    chosen = ious.argmax(-1)
    empty = (ious == 0).all(-1)
    chosen[empty] = distances[empty].argmin(-1)
    return chosen, ious, distances


@right("responsible_boxes", "Calculates in NumPy with float64 and returns int32")
def responsible_in_numpy(boxes, truth):
    b, t = boxes.numpy().astype(np.float64), truth.numpy().astype(np.float64)[:, None]
    sides = np.clip(np.minimum(b[..., 2:], t[..., 2:]) - np.maximum(b[..., :2], t[..., :2]), 0, None)
    shared = sides.prod(-1)
    ious = shared / ((b[..., 2:] - b[..., :2]).prod(-1) + (t[..., 2:] - t[..., :2]).prod(-1) - shared)
    centres = (b[..., :2] + b[..., 2:] - t[..., :2] - t[..., 2:]) / 2
    moves = np.concatenate([centres, b[..., 2:] - b[..., :2] - t[..., 2:] + t[..., :2]], -1)
    distances = np.sqrt(np.mean(moves**2, -1))
    chosen = np.where(ious.max(1) > 0, ious.argmax(1), distances.argmin(1)).astype(np.int32)
    return torch.from_numpy(chosen), torch.from_numpy(ious), torch.from_numpy(distances)


# --- yolo_loss ---


def taken_apart(output, target):
    """Return predicted (M, 2, 5), chosen (M,), ious (M, 2), true (M, 5), a helper of the answers below."""
    holds = target[..., 4] == 1
    numbers = output[..., :10].reshape(*output.shape[:3], 2, 5)
    decoded = torch.stack([decode(one[..., :4], (1, 1)) for one in numbers])
    true_boxes = torch.stack([decode(one[..., None, :4], (1, 1)) for one in target])[..., 0, :]
    boxes, truth = decoded[holds], true_boxes[holds]
    ious, distances = ious_with(boxes, truth), distances_to(boxes, truth)
    overlap = ious.sum(1) > 0
    chosen = torch.where(overlap, ious.argmax(1), distances.argmin(1)) if len(ious) else overlap.long()
    return numbers[holds], chosen, ious, target[..., :5][holds]


def five_losses(output, target, lambda_coord, lambda_noobj):
    """Return the five losses, summed over cells and divided by N, a helper of the answers below."""
    count = len(output)
    predicted, chosen, ious, true = taken_apart(output, target)
    each = torch.arange(len(predicted))
    best = predicted[each, chosen]
    centre = lambda_coord * (best[:, :2] - true[:, :2]).square().sum() / count
    sides = lambda_coord * (best[:, 2:4] - true[:, 2:4]).square().sum() / count
    confident = (best[:, 4] - ious[each, chosen]).square().sum() / count
    all_confidences = output[..., [4, 9]].square().sum()
    no_object = lambda_noobj * (all_confidences - best[:, 4].square().sum()) / count
    holds = target[..., 4] == 1
    classes = (output[..., 10:][holds] - target[..., 5:][holds]).square().sum() / count
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Doesn't divide by the number of images")
def loss_without_division(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    return tuple(loss * len(output) for loss in five_losses(output, target, lambda_coord, lambda_noobj))


@wrong("yolo_loss", "Divides by the number of cells")
def loss_by_cells(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    grid = output.shape[1]
    return tuple(loss / grid**2 for loss in five_losses(output, target, lambda_coord, lambda_noobj))


@wrong("yolo_loss", "Divides by the number of things")
def loss_by_things(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    things = (target[..., 4] == 1).sum().clamp(min=1)
    return tuple(loss * len(output) / things for loss in five_losses(output, target, lambda_coord, lambda_noobj))


@wrong("yolo_loss", "Exchanges the two lambdas")
def loss_lambdas_exchanged(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    return five_losses(output, target, lambda_noobj, lambda_coord)


@wrong("yolo_loss", "Takes 5 and 0.5 for granted")
def loss_fixed_lambdas(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    return five_losses(output, target, 5.0, 0.5)


@wrong("yolo_loss", "Counts the confidence of boxes in empty cells only, not of the other box of a thing's cell")
def loss_empty_cells_only(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, confident, _, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    empty = target[..., 4] != 1
    no_object = lambda_noobj * output[..., [4, 9]][empty].square().sum() / len(output)
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Counts the confidence of all boxes, of responsible ones too")
def loss_all_confidences(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, confident, _, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    no_object = lambda_noobj * output[..., [4, 9]].square().sum() / len(output)
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Compares the confidence with 1 instead of the IoU")
def loss_confidence_one(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, _, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    predicted, chosen, _, _ = taken_apart(output, target)
    confident = (predicted[torch.arange(len(predicted)), chosen, 4] - 1).square().sum() / len(output)
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Counts the classes of all cells")
def loss_all_classes(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, confident, no_object, _ = five_losses(output, target, lambda_coord, lambda_noobj)
    return centre, sides, confident, no_object, (output[..., 10:] - target[..., 5:]).square().sum() / len(output)


@wrong("yolo_loss", "Counts the right class only")
def loss_right_class(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, confident, no_object, _ = five_losses(output, target, lambda_coord, lambda_noobj)
    classes = ((output[..., 10:] - 1).square() * target[..., 5:]).sum() / len(output)
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Takes the first box of each cell for the responsible one")
def loss_first_box(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count, holds = len(output), target[..., 4] == 1
    predicted, _, ious, true = taken_apart(output, target)
    centre = lambda_coord * (predicted[:, 0, :2] - true[:, :2]).square().sum() / count
    sides = lambda_coord * (predicted[:, 0, 2:4] - true[:, 2:4]).square().sum() / count
    confident = (predicted[:, 0, 4] - ious[:, 0]).square().sum() / count
    no_object = lambda_noobj * (output[..., 4][~holds].square().sum() + output[..., 9].square().sum()) / count
    return centre, sides, confident, no_object, (output[holds][:, 10:] - target[holds][:, 5:]).square().sum() / count


@wrong("yolo_loss", "Takes the more confident box for the responsible one")
def loss_by_confidence(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count, holds = len(output), target[..., 4] == 1
    predicted, _, ious, true = taken_apart(output, target)
    chosen, each = predicted[..., 4].argmax(1), torch.arange(len(predicted))
    best = predicted[each, chosen]
    centre = lambda_coord * (best[:, :2] - true[:, :2]).square().sum() / count
    sides = lambda_coord * (best[:, 2:4] - true[:, 2:4]).square().sum() / count
    confident = (best[:, 4] - ious[each, chosen]).square().sum() / count
    no_object = lambda_noobj * (output[..., [4, 9]].square().sum() - best[:, 4].square().sum()) / count
    return centre, sides, confident, no_object, (output[holds][:, 10:] - target[holds][:, 5:]).square().sum() / count


@wrong("yolo_loss", "Compares both boxes of a cell with the thing")
def loss_both_boxes(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count = len(output)
    predicted, _, ious, true = taken_apart(output, target)
    _, _, _, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    centre = lambda_coord * (predicted[..., :2] - true[:, None, :2]).square().sum() / count
    sides = lambda_coord * (predicted[..., 2:4] - true[:, None, 2:4]).square().sum() / count
    return centre, sides, (predicted[..., 4] - ious).square().sum() / count, no_object, classes


@wrong("yolo_loss", "Squares the roots before it compares the sides")
def loss_without_roots(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    predicted, chosen, _, true = taken_apart(output, target)
    best = predicted[torch.arange(len(predicted)), chosen]
    centre, _, confident, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    sides = lambda_coord * (best[:, 2:4] ** 2 - true[:, 2:4] ** 2).square().sum() / len(output)
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Takes the mean of x and y and of both sides instead of the sum")
def loss_means(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, confident, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    return centre / 2, sides / 2, confident, no_object, classes


@wrong("yolo_loss", "Returns the sum of the five")
def loss_total(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    return sum(five_losses(output, target, lambda_coord, lambda_noobj))


@wrong("yolo_loss", "Returns no_object before object")
def loss_order(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, confident, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    return centre, sides, no_object, confident, classes


@wrong("yolo_loss", "Forgets lambda_coord in the loss of the sides")
def loss_sides_unweighted(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, _, confident, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    _, sides, _, _, _ = five_losses(output, target, 1.0, lambda_noobj)
    return centre, sides, confident, no_object, classes


@wrong("yolo_loss", "Compares the IoU of the boxes without decoding them first")
def loss_undecoded(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    centre, sides, _, no_object, classes = five_losses(output, target, lambda_coord, lambda_noobj)
    predicted, chosen, _, true = taken_apart(output, target)
    best = predicted[torch.arange(len(predicted)), chosen]
    ious = ious_with(best[:, None, :4], true[:, :4])[:, 0]
    return centre, sides, (best[:, 4] - ious).square().sum() / len(output), no_object, classes


@wrong("yolo_loss", "Takes the first box where no box overlaps, instead of the nearer one")
def loss_without_distance(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count, holds = len(output), target[..., 4] == 1
    predicted, _, ious, true = taken_apart(output, target)
    chosen, each = ious.argmax(1), torch.arange(len(predicted))
    best = predicted[each, chosen]
    centre = lambda_coord * (best[:, :2] - true[:, :2]).square().sum() / count
    sides = lambda_coord * (best[:, 2:4] - true[:, 2:4]).square().sum() / count
    confident = (best[:, 4] - ious[each, chosen]).square().sum() / count
    no_object = lambda_noobj * (output[..., [4, 9]].square().sum() - best[:, 4].square().sum()) / count
    return centre, sides, confident, no_object, (output[holds][:, 10:] - target[holds][:, 5:]).square().sum() / count


@wrong("yolo_loss", "Handles the first image only")
def loss_first_image(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    return five_losses(output[:1], target[:1], lambda_coord, lambda_noobj)


@wrong("yolo_loss", "Divides by the cells too and forgets lambda_noobj")
def loss_by_cells_unweighted(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    cells_of_batch = output.shape[1] * output.shape[2]
    return tuple(loss / cells_of_batch for loss in five_losses(output, target, lambda_coord, 1.0))


@right("yolo_loss", "Loops over images, rows and columns")
def loss_in_loops(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count, grid = output.shape[:2]
    centre = sides = confident = no_object = classes = torch.zeros(())
    for n in range(count):
        for i in range(grid):
            for j in range(grid):
                cell, true = output[n, i, j], target[n, i, j]
                first, second = cell[:5], cell[5:10]
                if true[4] != 1:
                    no_object = no_object + first[4] ** 2 + second[4] ** 2
                    continue
                boxes = []
                for x, y, root_w, root_h in (first[:4], second[:4], true[:4]):
                    x, y, half_w, half_h = (x + j) / grid, (y + i) / grid, root_w**2 / 2, root_h**2 / 2
                    boxes.append(torch.stack([x - half_w, y - half_h, x + half_w, y + half_h]))
                chosen, ious, _ = responsible_in_loops(torch.stack(boxes[:2])[None], boxes[2][None])
                best, other = (first, second) if chosen[0] == 0 else (second, first)
                centre = centre + (best[0] - true[0]) ** 2 + (best[1] - true[1]) ** 2
                sides = sides + (best[2] - true[2]) ** 2 + (best[3] - true[3]) ** 2
                confident = confident + (best[4] - ious[0, chosen[0]]) ** 2
                no_object = no_object + other[4] ** 2
                classes = classes + ((cell[10:] - true[5:]) ** 2).sum()
    centre, sides, no_object = lambda_coord * centre, lambda_coord * sides, lambda_noobj * no_object
    return centre / count, sides / count, confident / count, no_object / count, classes / count


@right("yolo_loss", "Weighs all boxes by a mask of responsible ones, (N, S, S, 2)")
def loss_by_mask(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count, grid = output.shape[:2]
    holds = target[..., 4] == 1
    numbers = output[..., :10].reshape(count, grid, grid, 2, 5)
    boxes = torch.stack([decode(one[..., :4], (1, 1)) for one in numbers]).reshape(-1, 2, 4)
    truth = torch.stack([decode(one[:, :, None, :4], (1, 1)) for one in target]).reshape(-1, 4)
    ious = ious_with(boxes, truth).nan_to_num(0)
    score = torch.where(ious.sum(1, keepdim=True) > 0, ious, -distances_to(boxes, truth))
    mask = F.one_hot(score.argmax(1), 2).reshape(count, grid, grid, 2) * holds[..., None]
    squares = (numbers[..., :4] - target[..., None, :4]) ** 2 * mask[..., None]
    confident = (mask * (numbers[..., 4] - ious.reshape(mask.shape)) ** 2).sum() / count
    no_object = lambda_noobj * ((1 - mask) * numbers[..., 4] ** 2).sum() / count
    classes = (holds[..., None] * (output[..., 10:] - target[..., 5:]) ** 2).sum() / count
    centre, sides = squares[..., :2].sum(), squares[..., 2:].sum()
    return lambda_coord * centre / count, lambda_coord * sides / count, confident, no_object, classes


@right("yolo_loss", "Sums the losses of single images, in float64")
def loss_by_images(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    output, target = output.double(), target.double()
    images = [
        torch.stack(five_losses(output[n : n + 1], target[n : n + 1], lambda_coord, lambda_noobj))
        for n in range(len(output))
    ]
    return torch.stack(images).mean(0).unbind()


@right("yolo_loss", "Uses mse_loss with sums and sets responsible confidences to 0 in a copy")
def loss_by_mse(output, target, lambda_coord=5.0, lambda_noobj=0.5):
    count, holds = output.shape[0], target[..., 4] == 1
    predicted, chosen, ious, true = taken_apart(output, target)
    rows = torch.arange(len(chosen))
    best = predicted[rows, chosen]
    rest = output[..., [4, 9]].clone()
    in_cells = rest[holds]
    in_cells[rows, chosen] = 0
    rest[holds] = in_cells
    centre = F.mse_loss(best[:, :2], true[:, :2], reduction="sum") * lambda_coord
    sides = F.mse_loss(best[:, 2:4], true[:, 2:4], reduction="sum") * lambda_coord
    confident = F.mse_loss(best[:, 4], ious[rows, chosen], reduction="sum")
    classes = F.mse_loss(output[holds][:, 10:], target[holds][:, 5:], reduction="sum")
    no_object = lambda_noobj * torch.sum(rest**2)
    return tuple(loss / count for loss in (centre, sides, confident, no_object, classes))
