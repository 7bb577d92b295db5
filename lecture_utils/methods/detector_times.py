"""How long R-CNN, SPP-net, Fast R-CNN and Faster R-CNN take for an image, in training and in use: measured by doing it.

All share a backbone and proposals, so what differs is what each does again for every region, and what it does once. Of
the trained networks, each pools from a map of its own: R-CNN's has a cell for 16 pixels of the warped region, SPP-net's
for 8 pixels of the image, Fast and Faster R-CNN's for 4.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from lecture_utils.methods.detections import LabelledScene
from lecture_utils.methods.fast_rcnn import FastRCNN, RegionTargets, region_targets
from lecture_utils.methods.faster_rcnn import FasterRCNN
from lecture_utils.methods.losses import cross_entropy
from lecture_utils.methods.rcnn import RCNN, scene_features, warp_regions
from lecture_utils.methods.validation import require

Result = TypeVar("Result")


class DetectorTimes(NamedTuple):
    """Seconds for an image, medians over images.

    Attributes
    ----------
    name : str
    proposals : float
        To propose regions by a method of its own; 0 where the network does it.
    once : float
        In training, for what is done once for an image and kept: the features of all its regions that SVMs and
        regressions learn from (R-CNN), or the map of convolutions that aren't trained (SPP-net).
    visit : float
        In training, for one pass forwards and backwards over the regions drawn from the image.
    visits : int
        How often each image is visited.
    test : float
        In use, proposals apart.
    """

    name: str
    proposals: float
    once: float
    visit: float
    visits: int
    test: float

    @property
    def training(self) -> float:
        """In training, proposals apart."""
        return self.once + self.visits * self.visit

    @property
    def training_with_proposals(self) -> float:
        """In training; proposals are sought once."""
        return self.proposals + self.training

    @property
    def test_with_proposals(self) -> float:
        """In use."""
        return self.proposals + self.test


class Detectors(NamedTuple):
    """The four that are compared."""

    rcnn: RCNN
    spp: FastRCNN
    fast: FastRCNN
    faster: FasterRCNN


NAMES = Detectors._fields


def detector_times(
    detectors: Detectors,
    images: Tensor,
    truths: Sequence[LabelledScene],
    propose: Callable[[Tensor], Tensor],
    visits: int = 12,
    count: int = 32,
) -> dict[str, DetectorTimes]:
    """Let each detector propose, train on and detect in the same images, one by one, and take the times.

    Parameters
    ----------
    detectors : Detectors
        Left in eval mode, without gradients.
    images : Tensor, shape (N, 3, H, W)
        The first one is run once more, beforehand, and not measured: what runs first is slower.
    truths : sequence of N scenes
        Whose boxes and labels count.
    propose : callable
        From an image (3, H, W) to boxes (L, 4).
    visits : int
        How often each image is visited in training.
    count : int
        Regions that are drawn from an image in a visit.

    Returns
    -------
    dict of str to DetectorTimes
        "rcnn", "spp", "fast", "faster". By the clock: they differ from machine to machine and from run to run.

    Raises
    ------
    ValueError
        If there is no image, or not one truth for each, or ``visits`` isn't positive.

    References
    ----------
    Slide "R-CNN vs. SPP vs. Fast R-CNN". Girshick, *Fast R-CNN*, ICCV 2015, table 4.
    """
    require(len(images) > 0, "images", "at least one", tuple(images.shape))
    require(len(truths) == len(images), "truths", f"one for each of {len(images)} images", len(truths))
    require(visits >= 1, "visits", "a positive integer", visits)
    numbers = [0, *range(len(images))]
    measured = [_of_image(detectors, images[number], truths[number], propose, count) for number in numbers][1:]
    for detector in detectors:
        detector.zero_grad()
        detector.eval()

    def middle(step: str) -> float:
        return median(times.get(step, 0.0) for times in measured)

    return {
        name: DetectorTimes(
            name,
            0.0 if name == "faster" else middle("proposals"),
            middle(f"{name} once"),
            middle(f"{name} visit"),
            visits,
            middle(f"{name} test"),
        )
        for name in NAMES
    }


def _of_image(
    detectors: Detectors, image: Tensor, truth: LabelledScene, propose: Callable[[Tensor], Tensor], count: int
) -> dict[str, float]:
    """Take the time of every step on one image."""
    rcnn, spp, fast, faster = detectors
    times: dict[str, float] = {}

    def timed(step: str, act: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        result = act()
        times[step] = time.perf_counter() - begin
        return result

    boxes = timed("proposals", lambda: propose(image))
    drawn = region_targets(boxes, truth.boxes, truth.labels, count)
    with torch.no_grad():
        for detector in detectors:
            detector.eval()
        timed("rcnn once", lambda: scene_features(rcnn, image, boxes, truth.boxes, truth.labels))
        kept = timed("spp once", lambda: spp.feature_map(image[None]))
        timed("rcnn test", lambda: rcnn(image[None], [boxes]))
        timed("spp test", lambda: spp(image[None], [boxes]))
        timed("fast test", lambda: fast(image[None], [boxes]))
        timed("faster test", lambda: faster(image[None]))
    timed("rcnn visit", lambda: _back([_crop_loss(rcnn, image, drawn)]))
    timed("spp visit", lambda: _back(spp.losses(kept, [drawn])))
    timed("fast visit", lambda: _back(fast.losses(fast.feature_map(image[None]), [drawn])))
    timed("faster visit", lambda: _back(faster.joint_losses(image[None], [truth]).values()))
    return times


def _crop_loss(rcnn: RCNN, image: Tensor, drawn: RegionTargets) -> Tensor:
    crops = warp_regions(image, drawn.boxes, rcnn.classifier.size, rcnn.padding)
    return cross_entropy(rcnn.classifier(crops).scores, drawn.labels)


def _back(terms: Iterable[Tensor]) -> None:
    torch.stack(list(terms)).sum().backward()
