"""The way to one average precision, detection by detection."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor


class DetectionStep(NamedTuple):
    """One detection in the order of falling score, and where precision and recall stand after it.

    Attributes
    ----------
    scene, detection : int
        Its scene, and its place among the detections of that scene.
    score : float
    truth : int or None
        The truth of that scene that it found; None makes it a false positive.
    overlap : float
        IoU with that truth; 0 if it found none.
    found, false_alarms : int
        True and false positives so far.
    precision, recall, interpolated : float
        After this detection; the highest precision from this recall on.
    """

    scene: int
    detection: int
    score: float
    truth: int | None
    overlap: float
    found: int
    false_alarms: int
    precision: float
    recall: float
    interpolated: float

    def __str__(self) -> str:
        hit = "a false positive" if self.truth is None else f"finds truth {self.truth} with IoU {self.overlap:.2f}"
        return (
            f"scene {self.scene}, detection {self.detection}, score {self.score:.2f}: {hit}; "
            f"precision {self.found}/{self.found + self.false_alarms}, recall {self.recall:.2f}"
        )


@dataclass(frozen=True)
class PrecisionRecall:
    """How the average precision of one class at one threshold comes about. Iterate over it for its `DetectionStep`.

    Attributes
    ----------
    name : str
        The class.
    threshold : float
        IoU that is enough.
    truths : int
        How many there are.
    scene, detection, truth : Tensor, shape (D,), integer
        As in `DetectionStep`, for all detections that count; −1 for no truth.
    score, overlap, precision, recall, interpolated : Tensor, shape (D,)
    average_precision : float
        Not-a-number if there is no truth.
    """

    name: str
    threshold: float
    truths: int
    scene: Tensor
    detection: Tensor
    truth: Tensor
    score: Tensor
    overlap: Tensor
    precision: Tensor
    recall: Tensor
    interpolated: Tensor
    average_precision: float

    def __len__(self) -> int:
        return len(self.score)

    def __iter__(self) -> Iterator[DetectionStep]:
        found = 0
        for index, truth in enumerate(self.truth.tolist()):
            found += truth >= 0
            yield DetectionStep(
                scene=int(self.scene[index]),
                detection=int(self.detection[index]),
                score=float(self.score[index]),
                truth=truth if truth >= 0 else None,
                overlap=float(self.overlap[index]),
                found=found,
                false_alarms=index + 1 - found,
                precision=float(self.precision[index]),
                recall=float(self.recall[index]),
                interpolated=float(self.interpolated[index]),
            )

    def __str__(self) -> str:
        title = f"{self.name} at IoU {self.threshold:.2f}: AP {self.average_precision:.3f}, {self.truths} truths"
        return "\n".join([title, *map(str, self)])
