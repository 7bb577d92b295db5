"""Scenes with the regions that Selective Search proposes in them: found once, kept beside the scenes."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.proposals import selective_search
from lecture_utils.scenes.meadow import Meadow, MeadowCache, Split
from lecture_utils.scenes.meadow.cache import fingerprint
from lecture_utils.scenes.record_file import RecordFile
from lecture_utils.training.data import mirror_boxes
from lecture_utils.training.meadow_batch import MeadowBatch

MOST_PROPOSALS = 500
"""Of a scene; a scene of 128×128 pixels has about 290."""


class ProposedScenes:
    """The first scenes of a split, each with its proposals. What is missing or out of date is made.

    Parameters
    ----------
    split : Split or str
    count : int
        Scenes, at least 1.
    size : int
        Height and width in pixels.
    workers : int
        Processes that draw scenes and propose.

    Attributes
    ----------
    scenes : MeadowCache

    Examples
    --------
    >>> data = ProposedScenes("train", 8000)
    >>> data[17].boxes, data.proposals(17)
    """

    def __init__(self, split: Split | str, count: int, size: int = 128, workers: int = 1) -> None:
        self.scenes = MeadowCache(split, count, size, workers=workers)
        self._file = RecordFile(
            _beside(self.scenes.path),
            self.scenes.seeds,
            np.dtype([("count", "<u2"), ("boxes", "<i2", (MOST_PROPOSALS, 4))]),
            partial(_record, size=size),
            {"scenes": fingerprint(size), "proposals": proposals_fingerprint(size), "most": MOST_PROPOSALS},
            unit="proposal",
            workers=workers,
        )

    def __len__(self) -> int:
        return len(self.scenes)

    def __getitem__(self, index: int) -> Meadow:
        return self.scenes[index]

    def proposals(self, index: int) -> Tensor:
        """Return a scene's proposals, the most promising first: (L, 4), ``(x1, y1, x2, y2)`` in pixels."""
        record = self._file.records[index]
        return torch.from_numpy(record["boxes"][: int(record["count"])].astype(np.float32))


class SomeProposedScenes:
    """Given scenes with their proposals, which are sought when they are asked for and not kept.

    Parameters
    ----------
    scenes : sequence of Meadow
    """

    def __init__(self, scenes: Sequence[Meadow]) -> None:
        self.scenes = list(scenes)

    def __len__(self) -> int:
        return len(self.scenes)

    def __getitem__(self, index: int) -> Meadow:
        return self.scenes[index]

    def proposals(self, index: int) -> Tensor:
        """Return a scene's proposals, as `ProposedScenes.proposals` does."""
        return selective_search(self.scenes[index].image, max_proposals=MOST_PROPOSALS).boxes


class ProposedBatch(NamedTuple):
    """N scenes with their truth and their proposals.

    Attributes
    ----------
    scenes : MeadowBatch
    proposals : list of Tensor, shape (L, 4), float32
        For each scene, ``(x1, y1, x2, y2)`` in pixels.
    """

    scenes: MeadowBatch
    proposals: list[Tensor]

    @classmethod
    def of(cls, data: ProposedScenes | SomeProposedScenes, indices: Iterable[int]) -> Self:
        """Put these scenes together."""
        given = list(indices)
        return cls(MeadowBatch.of(data[index] for index in given), [data.proposals(index) for index in given])

    def mirrored_at_random(self) -> Self:
        """Mirror each scene, with its proposals, with a chance of one half, by torch's random numbers."""
        chosen = torch.rand(len(self.proposals)) < 0.5
        width = self.scenes.images.shape[-1]
        pairs = zip(self.proposals, chosen, strict=True)
        turned = [mirror_boxes(boxes, width) if turn else boxes for boxes, turn in pairs]
        return type(self)(self.scenes.mirrored(chosen), turned)


@cache
def proposals_fingerprint(size: int) -> str:
    """Return the SHA-256 of what is proposed in three scenes now: it changes when the method does."""
    total = hashlib.sha256()
    for seed in (1, 2, 3):
        total.update(_record(seed, size).tobytes())
    return total.hexdigest()


def _record(seed: int, size: int) -> np.ndarray:
    boxes = selective_search(Meadow(seed, size).image, max_proposals=MOST_PROPOSALS).boxes
    record = np.zeros((), dtype=[("count", "<u2"), ("boxes", "<i2", (MOST_PROPOSALS, 4))])
    record["count"] = len(boxes)
    record["boxes"][: len(boxes)] = boxes.numpy()
    return record


def _beside(scenes: Path) -> Path:
    return scenes.with_name(f"proposals_{scenes.name}")
