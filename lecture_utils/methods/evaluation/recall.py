"""Recall of proposals: how many of the true regions lie among the first K."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.detections import check_boxes
from lecture_utils.methods.evaluation.bootstrap import check_counts
from lecture_utils.methods.validation import require

NUMBERS = (10, 50, 100, 500, 1000)
"""Numbers of proposals that are asked about."""


@dataclass(frozen=True)
class ProposalRecall:
    """How well the first proposals of each scene cover its true regions, for K numbers of proposals.

    Attributes
    ----------
    numbers : tuple of K int
        How many of the first proposals count.
    best : Tensor, shape (K, G)
        Highest IoU of each truth with one of them; 0 where there is none. The truths of all scenes, one after another.
    scene : Tensor, shape (G,), integer
        The scene of each truth.
    scenes : int
        Number of scenes.
    """

    numbers: tuple[int, ...]
    best: Tensor
    scene: Tensor
    scenes: int

    def at(self, threshold: float) -> Tensor:
        """Share of the truths that a proposal overlaps by the threshold at least, shape (K,)."""
        return (self.best >= threshold).double().mean(1)

    @property
    def average(self) -> Tensor:
        """Average recall (AR): mean recall over all thresholds from 0.5 to 1, exactly, shape (K,)."""
        return _above_half(self.best).mean(1)

    @property
    def mean_best(self) -> Tensor:
        """Mean of the best overlaps, shape (K,)."""
        return self.best.mean(1)

    def resampled(self, counts: Tensor, number: int, threshold: float | None = None) -> Tensor:
        """Return the recall, had each scene been there so often.

        Parameters
        ----------
        counts : Tensor, shape (R, N)
            How often each scene counts, in each of R resamples.
        number : int
            One of the numbers of proposals.
        threshold : float or None
            IoU that is enough; None for the average recall.

        Returns
        -------
        Tensor, shape (R,)
        """
        require(number in self.numbers, "number", f"one of {self.numbers}", number)
        best = self.best[self.numbers.index(number)]
        found = _above_half(best) if threshold is None else (best >= threshold).double()
        weight = check_counts(counts, self.scenes)[:, self.scene]  # (R, G)
        return (weight @ found) / weight.sum(1)

    def __str__(self) -> str:
        columns = {"IoU 0.5": self.at(0.5), "IoU 0.7": self.at(0.7), "average": self.average, "best": self.mean_best}
        lines = ["proposals" + "".join(f"{name:>9}" for name in columns)]
        for row, number in enumerate(self.numbers):
            lines.append(f"{number:>9}" + "".join(f"{float(column[row]):9.3f}" for column in columns.values()))
        return "\n".join(lines)


def proposal_recall(
    proposals: Sequence[Tensor], truths: Sequence[Tensor], numbers: Sequence[int] = NUMBERS
) -> ProposalRecall:
    """Compare the first proposals of each scene with its true boxes, whatever their class.

    Parameters
    ----------
    proposals : sequence of N tensors, shape (L, 4)
        ``(x1, y1, x2, y2)`` in pixels, the most promising first.
    truths : sequence of N tensors, shape (G, 4)
    numbers : sequence of K int
        How many of the first proposals count. Where there are fewer, all count.

    Returns
    -------
    ProposalRecall
        A truth takes its closest proposal. One proposal may be the closest of several truths.

    Raises
    ------
    ValueError
        If the numbers of scenes differ, these are no boxes, or a number isn't positive.

    References
    ----------
    Hosang et al., *What Makes for Effective Detection Proposals?*, TPAMI 2016: recall in section 4, average recall in
    section 5. Slide "Region Proposals": "true" regions in as few top K proposals as possible.
    """
    require(len(proposals) == len(truths), "truths", f"one for each of {len(proposals)} scenes", len(truths))
    whole = all(isinstance(number, int) and number > 0 for number in numbers)
    require(len(numbers) > 0 and whole, "numbers", "positive integers, at least one", list(numbers))
    columns = [torch.zeros(len(numbers), 0, dtype=torch.float64)]
    for index, (proposed, true) in enumerate(zip(proposals, truths, strict=True)):
        check_boxes(f"proposals[{index}]", proposed)
        check_boxes(f"truths[{index}]", true)
        columns.append(_best_of_the_first(proposed, true, numbers))
    sizes = torch.tensor([len(true) for true in truths], dtype=torch.long)
    scene = torch.arange(len(truths)).repeat_interleave(sizes)
    return ProposalRecall(tuple(numbers), torch.cat(columns, dim=1), scene, len(truths))


def scene_recall(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Compute the share of a scene's true boxes that its first proposals find.

    Parameters
    ----------
    proposals : Tensor, shape (L, 4)
        ``(x1, y1, x2, y2)`` in pixels, the most promising first.
    truths : Tensor, shape (G, 4)
        At least one.
    numbers : sequence of K int
        How many of the first proposals count. Where there are fewer, all count.
    iou_threshold : float
        A truth is found if its IoU with one of these proposals is at least so high.

    Returns
    -------
    Tensor, shape (K,), float64
    """
    return (_best_of_the_first(proposals, truths, numbers) >= iou_threshold).double().mean(1)


def _best_of_the_first(proposed: Tensor, true: Tensor, numbers: Sequence[int]) -> Tensor:
    """Highest overlap of each truth with one of the first proposals, shape (K, G)."""
    if len(proposed) == 0:
        return torch.zeros(len(numbers), len(true), dtype=torch.float64)
    overlap = box_iou(proposed.detach().cpu().double(), true.cpu().double()).nan_to_num(0)  # (L, G)
    so_far = overlap.cummax(0).values
    last = torch.tensor([min(number, len(proposed)) - 1 for number in numbers])
    return so_far[last]


def _above_half(best: Tensor) -> Tensor:
    """Share of the thresholds from 0.5 to 1 that an overlap reaches."""
    return 2 * (best - 0.5).clamp(min=0)
