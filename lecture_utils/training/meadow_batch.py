"""Scenes of the meadow as one batch, for detection and segmentation."""

from collections.abc import Iterable
from typing import NamedTuple, Self

import torch
from torch import Tensor

from lecture_utils.scenes.meadow.meadow import Meadow
from lecture_utils.training.data import mirror_boxes


class MeadowBatch(NamedTuple):
    """N scenes with their truth.

    Attributes
    ----------
    images : Tensor, shape (N, 3, H, W), float32
        In [0, 1].
    semantic : Tensor, shape (N, H, W), int64
        Indices of :data:`~lecture_utils.scenes.meadow.categories.SEMANTIC`.
    boxes : list of Tensor, shape (K, 4), float32
        For each scene, ``(x1, y1, x2, y2)`` in pixels.
    labels : list of Tensor, shape (K,), int64
        For each scene, indices of :data:`~lecture_utils.scenes.meadow.categories.THINGS`.
    masks : list of Tensor, shape (K, H, W), bool
        For each scene, the visible pixels of each thing.

    Examples
    --------
    >>> scenes = MeadowCache("train", 5000)
    >>> batch = MeadowBatch.of(scenes[index] for index in indices).mirrored_at_random()
    """

    images: Tensor
    semantic: Tensor
    boxes: list[Tensor]
    labels: list[Tensor]
    masks: list[Tensor]

    @classmethod
    def of(cls, scenes: Iterable[Meadow]) -> Self:
        """Put scenes of one size together."""
        given = list(scenes)
        return cls(
            torch.stack([scene.image for scene in given]),  # (N, 3, H, W)
            torch.stack([scene.semantic for scene in given]),  # (N, H, W)
            [scene.boxes for scene in given],
            [scene.labels for scene in given],
            [scene.masks for scene in given],
        )

    def mirrored(self, chosen: Tensor) -> Self:
        """Mirror some scenes left to right, with their boxes, masks and maps.

        Parameters
        ----------
        chosen : Tensor, shape (N,), bool

        Returns
        -------
        MeadowBatch
        """
        width = self.images.shape[-1]
        return type(self)(
            torch.where(chosen[:, None, None, None], self.images.flip(-1), self.images),
            torch.where(chosen[:, None, None], self.semantic.flip(-1), self.semantic),
            [mirror_boxes(boxes, width) if turn else boxes for boxes, turn in zip(self.boxes, chosen, strict=True)],
            self.labels,
            [masks.flip(-1) if turn else masks for masks, turn in zip(self.masks, chosen, strict=True)],
        )

    def mirrored_at_random(self) -> Self:
        """Mirror each scene with a chance of one half, by torch's random numbers."""
        return self.mirrored(torch.rand(len(self.images)) < 0.5)
