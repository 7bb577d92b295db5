"""The checks of lecture 08 accept other ways to the same result, and say what is wrong with a wrong one."""

import torch

from lecture_utils.exercises.yolo import check
from lecture_utils.methods.yolo import decode_boxes, encode_boxes, responsible_boxes


def test_decoding_in_loops_passes():
    def decode_boxes(encoded, size):
        grid, _, count, _ = encoded.shape
        boxes = torch.zeros_like(encoded)
        for row in range(grid):
            for column in range(grid):
                for box in range(count):
                    x, y, root_w, root_h = encoded[row, column, box]
                    across, down = (column + x) / grid * size[1], (row + y) / grid * size[0]
                    width, height = root_w**2 * size[1], root_h**2 * size[0]
                    corners = (across - width / 2, down - height / 2, across + width / 2, down + height / 2)
                    boxes[row, column, box] = torch.stack(corners)
        return boxes

    assert check(decode_boxes).passed


def test_a_loss_cell_by_cell_passes():
    def yolo_loss(output, target, lambda_coord=5.0, lambda_noobj=0.5):
        terms = [output.new_zeros(()) for _ in range(5)]
        for said, wanted in zip(output, target, strict=True):
            boxes = said[..., :10].unflatten(-1, (2, 5))
            decoded = decode_boxes(boxes[..., :4], (1, 1))
            true = decode_boxes(wanted[:, :, None, :4], (1, 1))
            terms[3] = terms[3] + lambda_noobj * boxes[..., 4].square().sum()
            for row, column in (wanted[..., 4] > 0).nonzero().tolist():
                chosen, ious, _ = responsible_boxes(decoded[row, column][None], true[row, column])
                mine = boxes[row, column, chosen[0]]
                apart = (mine[:4] - wanted[row, column, :4]).square()
                terms[0] = terms[0] + lambda_coord * apart[:2].sum()
                terms[1] = terms[1] + lambda_coord * apart[2:].sum()
                terms[2] = terms[2] + (mine[4] - ious[0, chosen[0]]).square()
                terms[3] = terms[3] - lambda_noobj * mine[4].square()
                terms[4] = terms[4] + (said[row, column, 10:] - wanted[row, column, 5:]).square().sum()
        return tuple(term / len(output) for term in terms)

    assert check(yolo_loss).passed


def test_boxes_that_are_not_used_are_named():
    """Zeros and ones are boxes without area, which the method refuses: a box of one pixel stands for them."""

    def ignoring(boxes, cells, grid, size):
        return encode_boxes(torch.tensor([[0.0, 0.0, 1.0, 1.0]]).expand_as(boxes).to(boxes), cells, grid, size)

    ignoring.__name__ = "encode_boxes"
    report = check(ignoring)
    assert report.status == "wrong"
    assert "`boxes` is not used: your result is that of the boxes (0, 0, 1, 1)." in report.messages
