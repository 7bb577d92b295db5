"""The checks of lecture 06 accept other ways to the same result, and say what is wrong with a wrong one."""

import torch

from lecture_utils.exercises.fast_rcnn import check
from lecture_utils.methods.boxes import box_iou


def test_a_loss_region_by_region_passes():
    def region_loss(scores, offsets, labels, target_offsets):
        first = second = scores.new_zeros(())
        for row, label in enumerate(labels.tolist()):
            first = first - torch.softmax(scores[row], 0)[label].log()
            if label:
                for x in offsets[row, label - 1] - target_offsets[row]:
                    second = second + (x * x / 2 if x.abs() < 1 else x.abs() - 0.5)
        return first / len(labels), second / len(labels)

    assert check(region_loss).passed


def test_sampling_in_a_loop_passes():
    def sample_regions(labels, count, positive_fraction, order):
        things = [index for index in order.tolist() if labels[index] > 0][: int(count * positive_fraction)]
        background = [index for index in order.tolist() if labels[index] == 0]
        return torch.tensor(things + background[: count - len(things)])

    assert check(sample_regions).passed


def test_targets_region_by_region_pass():
    def assign_targets(boxes, true_boxes, true_labels, foreground):
        labels, truth, offsets = [], [], []
        for box in boxes:
            ious = box_iou(box[None], true_boxes)[0]
            best = int(ious.argmax()) if len(ious) else -1
            if best < 0 or ious[best] < foreground:
                labels.append(0)
                truth.append(-1)
                offsets.append(torch.zeros(4, dtype=boxes.dtype))
                continue
            thing, side, wanted = true_boxes[best], box[2:] - box[:2], true_boxes[best, 2:] - true_boxes[best, :2]
            move = ((thing[:2] + thing[2:]) - (box[:2] + box[2:])) / 2 / side
            labels.append(int(true_labels[best]) + 1)
            truth.append(best)
            offsets.append(torch.cat([10 * move, 5 * (wanted / side).log()]))
        return torch.tensor(labels), torch.tensor(truth), torch.stack(offsets)

    assert check(assign_targets).passed


def test_smooth_l1_by_a_mask_passes_and_a_constant_is_named():
    def smooth_l1(difference, beta):
        far = (difference.abs() >= beta).to(difference.dtype)
        return far * (difference.abs() - beta / 2) + (1 - far) * difference.pow(2) / (2 * beta)

    assert check(smooth_l1).passed

    def speed_up(regions, crop, image, per_pixel, head):
        return regions * crop * crop / image[0] / image[1]

    assert "convolutions only" in check(speed_up).messages[0]
