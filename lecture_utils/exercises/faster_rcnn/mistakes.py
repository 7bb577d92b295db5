"""Usual mistakes of lecture 07, each a wrong implementation, named after what is wrong."""

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid, softplus

from lecture_utils.methods import faster_rcnn as method
from lecture_utils.methods.boxes import box_iou, clip_boxes_to_image
from lecture_utils.methods.matcher import BACKGROUND, IGNORED
from lecture_utils.methods.nms import nms

Numbers = Sequence[float]
Size = tuple[int, int]

# --- base_anchors


def _about_zero(widths: Tensor, heights: Tensor) -> Tensor:
    """Put boxes of these sides, in any shape, about (0, 0)."""
    widths, heights = widths.flatten(), heights.flatten()
    return torch.stack([-widths, -heights, widths, heights], dim=1) / 2


def _pairs(scales: Numbers, ratios: Numbers) -> tuple[Tensor, Tensor]:
    """Return scales and ratios of all anchors, (R, S) each."""
    ratio, scale = torch.meshgrid(torch.tensor(ratios), torch.tensor(scales), indexing="ij")
    return scale, ratio


def all_ratios_of_a_scale_first(scales: Numbers, ratios: Numbers) -> Tensor:
    """Let the ratio change fastest."""
    return method.base_anchors(scales, ratios).unflatten(0, (len(ratios), -1)).transpose(0, 1).flatten(0, 1)


def ratio_turned(scales: Numbers, ratios: Numbers) -> Tensor:
    """Take width / height for the ratio."""
    return method.base_anchors(scales, ratios)[:, [1, 0, 3, 2]]


def ratio_without_root(scales: Numbers, ratios: Numbers) -> Tensor:
    """Multiply and divide by the ratio itself."""
    scale, ratio = _pairs(scales, ratios)
    return _about_zero(scale / ratio, scale * ratio)


def height_alone_changed(scales: Numbers, ratios: Numbers) -> Tensor:
    """Keep the width."""
    scale, ratio = _pairs(scales, ratios)
    return _about_zero(scale, scale * ratio)


def width_alone_changed(scales: Numbers, ratios: Numbers) -> Tensor:
    """Keep the height."""
    scale, ratio = _pairs(scales, ratios)
    return _about_zero(scale / ratio, scale)


def scale_as_area(scales: Numbers, ratios: Numbers) -> Tensor:
    """Take the scale for the area."""
    return method.base_anchors([scale**0.5 for scale in scales], ratios)


def sides_alone(scales: Numbers, ratios: Numbers) -> Tensor:
    """Return widths and heights."""
    boxes = method.base_anchors(scales, ratios)
    return boxes[:, 2:] - boxes[:, :2]


def from_the_corner(scales: Numbers, ratios: Numbers) -> Tensor:
    """Let boxes begin at (0, 0), which is also their centre and sides."""
    boxes = method.base_anchors(scales, ratios)
    return boxes - boxes[:, :2].repeat(1, 2)


def twice_the_sides(scales: Numbers, ratios: Numbers) -> Tensor:
    """Forget to halve the sides."""
    return 2 * method.base_anchors(scales, ratios)


def one_pair_each(scales: Numbers, ratios: Numbers) -> Tensor:
    """Pair scales and ratios one by one."""
    return torch.cat([method.base_anchors([scale], [ratio]) for scale, ratio in zip(scales, ratios, strict=False)])


def anchors_rounded(scales: Numbers, ratios: Numbers) -> Tensor:
    """Round corners to whole pixels."""
    return method.base_anchors(scales, ratios, rounded=True)


# --- grid_anchors


def _moved(base: Tensor, size: Size, stride: float, offset: float = 0.0) -> Tensor:
    rows, columns = (torch.arange(length, dtype=base.dtype) * stride + offset for length in size)
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    return torch.stack([x, y, x, y], dim=-1)[:, :, None] + base


def middle_of_the_square(base: Tensor, size: Size, stride: int) -> Tensor:
    """Put the centre in the middle of the square that a cell covers elsewhere."""
    return _moved(base, size, stride, stride / 2)


def row_along_x(base: Tensor, size: Size, stride: int) -> Tensor:
    """Add the row to x and the column to y."""
    return method.grid_anchors(base, (size[1], size[0]), stride).transpose(0, 1)


def columns_before_rows(base: Tensor, size: Size, stride: int) -> Tensor:
    """Index by [column, row]."""
    return method.grid_anchors(base, size, stride).transpose(0, 1)


def flattened(base: Tensor, size: Size, stride: int) -> Tensor:
    """Return a list of boxes."""
    return method.grid_anchors(base, size, stride).flatten(0, 2)


def anchors_first(base: Tensor, size: Size, stride: int) -> Tensor:
    """Put the anchors before rows and columns."""
    return method.grid_anchors(base, size, stride).permute(2, 0, 1, 3)


def one_corner_moved(base: Tensor, size: Size, stride: int) -> Tensor:
    """Move the upper left corner alone."""
    moved = method.grid_anchors(base, size, stride)
    return torch.cat([moved[..., :2], base[:, 2:].expand_as(moved[..., 2:])], dim=-1)


def cells_not_pixels(base: Tensor, size: Size, stride: int) -> Tensor:
    """Forget the stride."""
    return method.grid_anchors(base, size, 1)


def clipped_at_zero(base: Tensor, size: Size, stride: int) -> Tensor:
    """Cut boxes off at the left and upper border."""
    return method.grid_anchors(base, size, stride).clamp(min=0)


def counted_from_one(base: Tensor, size: Size, stride: int) -> Tensor:
    """Begin with cell 1."""
    return _moved(base, size, stride, float(stride))


# --- binary_cross_entropy


def _log_loss(p: Tensor, targets: Tensor) -> Tensor:
    return (-targets * p.log() - (1 - targets) * (1 - p).log()).mean()


def logarithm_of_zero(scores: Tensor, targets: Tensor) -> Tensor:
    """Take the logarithm of a sigmoid that is rounded to 0 or 1."""
    return _log_loss(scores.sigmoid(), targets)


def _clamped(least: float, scores: Tensor, targets: Tensor) -> Tensor:
    """Keep the sigmoid away from 0 and 1."""
    return _log_loss(scores.sigmoid().clamp(least, 1 - least), targets)


def _added(small: float, scores: Tensor, targets: Tensor) -> Tensor:
    """Add a small number inside the logarithms."""
    p = scores.sigmoid()
    return (-targets * (p + small).log() - (1 - targets) * (1 - p + small).log()).mean()


def _limited(most: float, scores: Tensor, targets: Tensor) -> Tensor:
    """Limit the scores."""
    return method.binary_cross_entropy(scores.clamp(-most, most), targets)


LIMITED = [
    *(partial(form, small) for form in (_clamped, _added) for small in (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)),
    *(partial(_limited, most) for most in (10.0, 20.0, 30.0, 50.0, 80.0, 88.0, 100.0)),
]
"""Forms of one mistake: the loss of a sure and wrong anchor is bounded by a constant that was chosen by hand."""


def clamped_logarithm(scores: Tensor, targets: Tensor) -> Tensor:
    """Keep the logarithms above −100, as torch's binary_cross_entropy does."""
    p = scores.sigmoid()
    return (-targets * p.log().clamp(min=-100) - (1 - targets) * (1 - p).log().clamp(min=-100)).mean()


def one_minus_the_logarithm(scores: Tensor, targets: Tensor) -> Tensor:
    """Take 1 − log p for log(1 − p)."""
    log_p = logsigmoid(scores)
    return -(targets * log_p + (1 - targets) * (1 - log_p)).mean()


def summed(scores: Tensor, targets: Tensor) -> Tensor:
    """Forget to divide."""
    return method.binary_cross_entropy(scores, targets) * scores.numel()


def each_anchor(scores: Tensor, targets: Tensor) -> Tensor:
    """Forget the mean."""
    return softplus(scores) - targets * scores


def objects_only(scores: Tensor, targets: Tensor) -> Tensor:
    """Leave the second term out."""
    return (-targets * logsigmoid(scores)).mean()


def background_only(scores: Tensor, targets: Tensor) -> Tensor:
    """Leave the first term out."""
    return ((1 - targets) * softplus(scores)).mean()


def mean_over_objects(scores: Tensor, targets: Tensor) -> Tensor:
    """Divide by the number of objects."""
    return summed(scores, targets) / targets.sum().clamp(min=1)


def sign_turned(scores: Tensor, targets: Tensor) -> Tensor:
    """Forget the minus."""
    return -method.binary_cross_entropy(scores, targets)


def targets_turned(scores: Tensor, targets: Tensor) -> Tensor:
    """Exchange object and background."""
    return method.binary_cross_entropy(scores, 1 - targets)


def base_two(scores: Tensor, targets: Tensor) -> Tensor:
    """Take logarithms to base 2."""
    return method.binary_cross_entropy(scores, targets) / torch.tensor(2.0).log()


def squared_error(scores: Tensor, targets: Tensor) -> Tensor:
    """Compare p with the target by squares."""
    return (scores.sigmoid() - targets).square().mean()


def sigmoid_twice(scores: Tensor, targets: Tensor) -> Tensor:
    """Take the sigmoid for the score."""
    return method.binary_cross_entropy(scores.sigmoid(), targets)


def mean_of_rows_summed(scores: Tensor, targets: Tensor) -> Tensor:
    """Average along the first dimension only; of one dimension, sum halves."""
    losses = each_anchor(scores, targets)
    return losses.mean(dim=-1).sum() if losses.dim() > 1 else losses.mean()


# --- match_boxes


def above_foreground(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Take > for ≥ at the upper threshold."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    if not ious.shape[1]:
        return truth
    at = (ious.amax(dim=1) == foreground) & ~_unbeaten(ious, best_for_each)
    return torch.where(at, IGNORED, truth)


def background_included(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Take ≤ for < at the lower threshold."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    if not ious.shape[1]:
        return truth
    at = (ious.amax(dim=1) == background) & ~_unbeaten(ious, best_for_each)
    return torch.where(at, BACKGROUND, truth)


def _unbeaten(ious: Tensor, best_for_each: bool) -> Tensor:
    best = ious.amax(dim=0)
    return ((ious == best) & (best > 0)).any(dim=1) & best_for_each


def nothing_ignored(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Call everything below the upper threshold background."""
    return method.match_boxes(ious, foreground, foreground, best_for_each)


def ignored_and_background_swapped(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Take −1 for ignored."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    return torch.where(truth < 0, BACKGROUND + IGNORED - truth, truth)


def without_rule_two(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Let the thresholds decide alone."""
    return method.match_boxes(ious, foreground, background)


def rule_two_always(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Take the flag for granted."""
    return method.match_boxes(ious, foreground, background, True)


def the_thing_it_is_best_for(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Give the best anchor of a thing this thing."""
    truth = method.match_boxes(ious, foreground, background)
    for thing in range(ious.shape[1] if best_for_each else 0):
        best = ious[:, thing].max()
        truth[(ious[:, thing] == best) & (best > 0)] = thing
    return truth


def first_of_the_best(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Give a thing one best anchor."""
    truth = method.match_boxes(ious, foreground, background)
    if best_for_each and ious.shape[1]:
        best, which = ious.max(dim=0)
        chosen = which[best > 0]
        truth[chosen] = ious[chosen].argmax(dim=1)
    return truth


def best_with_nothing(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Let an IoU of 0 be the best."""
    truth = method.match_boxes(ious, foreground, background)
    if best_for_each and ious.shape[1]:
        unbeaten = (ious == ious.amax(dim=0)).any(dim=1)
        truth = torch.where(unbeaten, ious.argmax(dim=1), truth)
    return truth


def rule_two_if_ignored(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Let background stay background."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    return torch.where(method.match_boxes(ious, foreground, background) == BACKGROUND, BACKGROUND, truth)


def objectness_labels(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Return 1 for an object, 0 for background, −1 for what is ignored."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    return torch.where(truth >= 0, 1, truth + 1)


def things_from_one(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Count things from 1."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    return torch.where(truth >= 0, truth + 1, truth)


def last_of_equal(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Give an anchor the last of the things that it overlaps equally."""
    count = ious.shape[1]
    truth = method.match_boxes(ious.flip(1), foreground, background, best_for_each)
    return torch.where(truth >= 0, count - 1 - truth, truth)


def first_that_is_enough(ious: Tensor, foreground: float, background: float, best_for_each: bool) -> Tensor:
    """Stop at the first thing whose IoU is enough."""
    truth = method.match_boxes(ious, foreground, background, best_for_each)
    if not ious.shape[1]:
        return truth
    enough = ious >= foreground
    return torch.where(enough.any(dim=1), enough.int().argmax(dim=1), truth)


# --- filter_proposals

Four = tuple[Tensor, Tensor, Tensor, Tensor]


def _filtered(
    boxes: Tensor,
    objectness: Tensor,
    size: Size,
    before: int,
    after: int,
    threshold: float,
    *,
    order: Tensor | None = None,
    clip_first: bool = True,
    clip_last: bool = True,
    least: float = 0.001,
) -> Four:
    """Filter with one step left out or in another place."""
    anchors = (objectness.argsort(descending=True, stable=True) if order is None else order)[:before]
    chosen = boxes[anchors]
    clipped = clip_boxes_to_image(chosen, size)
    large = (clipped[:, 2:] - clipped[:, :2] >= least).all(dim=1)
    anchors, chosen, clipped = anchors[large], chosen[large], clipped[large]
    scores = objectness[anchors].sigmoid()
    kept = nms(clipped if clip_first else chosen, scores, threshold)[:after]
    return anchors, clipped if clip_last else chosen, scores, kept


def emptied_before_counting(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Leave boxes outside the image out before the first are counted."""
    sides = clip_boxes_to_image(boxes, size)
    inside = (sides[:, 2:] - sides[:, :2] >= 0.001).all(dim=1)
    order = objectness.argsort(descending=True, stable=True)
    return _filtered(boxes, objectness, size, n, m, iou, order=order[inside[order]])


def empty_ones_kept(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Keep boxes without sides."""
    return _filtered(boxes, objectness, size, n, m, iou, least=0.0)


def not_clipped(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Leave clipping out."""
    return _filtered(boxes, objectness, size, n, m, iou, clip_first=False, clip_last=False, least=0.0)


def clipped_after_suppression(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Suppress boxes as they are before clipping."""
    return _filtered(boxes, objectness, size, n, m, iou, clip_first=False)


def scores_before_the_sigmoid(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Return objectness as it is."""
    anchors, clipped, _, kept = _filtered(boxes, objectness, size, n, m, iou)
    return anchors, clipped, objectness[anchors], kept


def kept_among_anchors(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Return where the proposals are among all anchors."""
    anchors, clipped, scores, kept = _filtered(boxes, objectness, size, n, m, iou)
    return anchors, clipped, scores, anchors[kept]


def all_suppressed_first(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Let all boxes go into suppression."""
    return _filtered(boxes, objectness, size, len(boxes), m, iou)


def cut_before_suppression(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Let the first few alone go into suppression."""
    anchors, clipped, scores, _ = _filtered(boxes, objectness, size, n, m, iou)
    return anchors, clipped, scores, nms(clipped[:m], scores[:m], iou)


def all_that_are_kept(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Forget to stop after the first."""
    return _filtered(boxes, objectness, size, n, len(boxes), iou)


def lowest_first(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Sort by rising objectness."""
    return _filtered(boxes, objectness, size, n, m, iou, order=objectness.argsort(stable=True))


def in_their_order(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Take the surest, but keep them as they were ordered."""
    order = objectness.argsort(descending=True, stable=True)[:n].sort().values
    return _filtered(boxes, objectness, size, n, m, iou, order=order)


def suppressed_at_the_threshold(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Drop a box whose IoU equals the threshold."""
    return _filtered(boxes, objectness, size, n, m, iou - 1e-6)


def suppressed_by_dropped_ones(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Let candidates that are dropped drop others."""
    anchors, clipped, scores, _ = _filtered(boxes, objectness, size, n, m, iou)
    overlapped = (box_iou(clipped, clipped).triu(1) > iou).any(dim=0)
    return anchors, clipped, scores, (~overlapped).nonzero()[:m, 0]


def a_mask(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Say of each candidate whether it is kept."""
    anchors, clipped, scores, kept = _filtered(boxes, objectness, size, n, m, iou)
    return anchors, clipped, scores, torch.zeros(len(anchors), dtype=torch.bool).index_fill(0, kept, True)


def softmax_over_candidates(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Let the scores of all candidates sum to 1."""
    anchors, clipped, _, kept = _filtered(boxes, objectness, size, n, m, iou)
    return anchors, clipped, objectness[anchors].softmax(dim=0), kept


def clipped_to_the_last_pixel(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Let the image end at the number of its last pixel."""
    return _filtered(boxes, objectness, (size[0] - 1, size[1] - 1), n, m, iou)


def a_pixel_at_least(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Leave out what is smaller than a pixel."""
    return _filtered(boxes, objectness, size, n, m, iou, least=1.0)


def any_side_is_enough(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Leave out only what has no area."""
    return _filtered(boxes, objectness, size, n, m, iou, least=1e-9)


def nothing_suppressed(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> Four:
    """Leave suppression out."""
    return _filtered(boxes, objectness, size, n, m, 1.0)


def proposals_alone(boxes: Tensor, objectness: Tensor, size: Size, n: int, m: int, iou: float) -> tuple[Tensor, Tensor]:
    """Return boxes and scores of the proposals."""
    _, clipped, scores, kept = _filtered(boxes, objectness, size, n, m, iou)
    return clipped[kept], scores[kept]
