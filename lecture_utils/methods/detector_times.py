"""How long R-CNN, SPP-net, Fast R-CNN and Faster R-CNN take for an image, in training and in use: measured by doing it.

R-CNN, SPP-net and Fast R-CNN share a backbone, its map with a cell for 8 pixels, and proposals. So what differs is what
each does again for every region, and what it does once. Faster R-CNN's map has a cell for 4 pixels.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from statistics import median
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from lecture_utils.methods.detections import LabelledScene
from lecture_utils.methods.fast_rcnn import FastRCNN, RegionTargets, region_targets
from lecture_utils.methods.faster_rcnn import FasterRCNN
from lecture_utils.methods.losses import cross_entropy
from lecture_utils.methods.rcnn import RCNN, SceneFeatures, SPPNet, fit_rcnn, scene_features, warp_regions
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
        regressions learn from (R-CNN, SPP-net), and the map of convolutions that aren't trained (SPP-net).
    fitting : float
        In training, to fit SVMs and regressions to the features of all images, divided by their number; 0 where there
        are none.
    visit : float
        In training, for one pass forwards and backwards over the regions drawn from the image: through all layers, or
        through those behind the map (SPP-net).
    visits : int
        How often each image is visited.
    test : float
        In use, proposals apart.
    """

    name: str
    proposals: float
    once: float
    fitting: float
    visit: float
    visits: int
    test: float

    @property
    def training(self) -> float:
        """In training, proposals apart."""
        return self.once + self.fitting + self.visits * self.visit

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
    spp: SPPNet
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
    cost: float = 1e-3,
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
    cost : float
        Of the SVMs, see :func:`~lecture_utils.methods.rcnn.train_svm`.

    Returns
    -------
    dict of str to DetectorTimes
        "rcnn", "spp", "fast", "faster". By the clock: they differ from machine to machine and from run to run.

    Raises
    ------
    ValueError
        If there is no image, or not one truth for each, ``visits`` isn't positive, or a category is in no truth.

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
    fitting = {
        "rcnn": _fitting(detectors.rcnn, [one.rcnn for one in measured], cost),
        "spp": _fitting(detectors.spp, [one.spp for one in measured], cost),
    }

    def middle(step: str) -> float:
        return median(one.times.get(step, 0.0) for one in measured)

    return {
        name: DetectorTimes(
            name,
            0.0 if name == "faster" else middle("proposals"),
            middle(f"{name} map") + middle(f"{name} features"),
            fitting.get(name, 0.0),
            middle(f"{name} visit"),
            visits,
            middle(f"{name} test"),
        )
        for name in NAMES
    }


class _Measured(NamedTuple):
    """Seconds of every step on one image, and the features that R-CNN and SPP-net keep of it."""

    times: dict[str, float]
    rcnn: SceneFeatures
    spp: SceneFeatures


def _of_image(
    detectors: Detectors, image: Tensor, truth: LabelledScene, propose: Callable[[Tensor], Tensor], count: int
) -> _Measured:
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
    known = (image, boxes, truth.boxes, truth.labels)
    with torch.no_grad():
        for detector in detectors:
            detector.eval()
        kept = timed("spp map", lambda: spp.feature_map(image[None]))
        features = timed("rcnn features", lambda: scene_features(rcnn, *known))
        spp_features = timed("spp features", lambda: scene_features(spp, *known))
        timed("rcnn test", lambda: rcnn(image[None], [boxes]))
        timed("spp test", lambda: spp(image[None], [boxes]))
        timed("fast test", lambda: fast(image[None], [boxes]))
        timed("faster test", lambda: faster(image[None]))
    timed("rcnn visit", lambda: _back([_crop_loss(rcnn, image, drawn)]))
    timed("spp visit", lambda: _back([cross_entropy(spp.regions(kept, [drawn.boxes]).scores, drawn.labels)]))
    timed("fast visit", lambda: _back(fast.losses(fast.feature_map(image[None]), [drawn])))
    timed("faster visit", lambda: _back(faster.joint_losses(image[None], [truth]).values()))
    return _Measured(times, features, spp_features)


def _fitting(network: RCNN | SPPNet, features: list[SceneFeatures], cost: float) -> float:
    """Take the time to fit SVMs and regressions, for each of the scenes; the network itself stays as it is."""
    fitted = deepcopy(network)
    begin = time.perf_counter()
    fit_rcnn(fitted, features, cost)
    return (time.perf_counter() - begin) / len(features)


def _crop_loss(rcnn: RCNN, image: Tensor, drawn: RegionTargets) -> Tensor:
    crops = warp_regions(image, drawn.boxes, rcnn.classifier.size, rcnn.padding)
    return cross_entropy(rcnn.classifier(crops).scores, drawn.labels)


def _back(terms: Iterable[Tensor]) -> None:
    torch.stack(list(terms)).sum().backward()
