"""The recipe of lecture 02: a network that says of a window which object it shows, or background."""

import math
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.classification import cross_entropy
from lecture_utils.methods.evaluation import Detections, Truth, average_precision, bootstrap_interval
from lecture_utils.methods.sliding_window import (
    BACKGROUND,
    STRIDE,
    WINDOW,
    WindowClassifier,
    WindowGrid,
    crops,
    dense_score_maps,
    detect,
    image_pyramid,
    label_windows,
    level_size,
    pyramid_scales,
    squares_around,
)
from lecture_utils.scenes.meadow import THINGS, Meadow, MeadowCache, Split
from lecture_utils.training.detector import detection_figures
from lecture_utils.training.meadow_batch import MeadowBatch
from lecture_utils.training.recipe import Recipe

SCALES = pyramid_scales(2.0, 0.25, 7)
"""Of the levels on which windows slide over a scene: the window shows from 16 pixels of it to all 128."""

LEVELS = 3
"""Levels of each scene in a mini-batch, at scales drawn by chance."""

OF_EACH_KIND = 6
"""Windows of each level that show objects, that show parts of them, and that lie anywhere, at most."""


class Windows(NamedTuple):
    """Windows of one level, cut out.

    Attributes
    ----------
    crops : Tensor, shape (N, 3, 32, 32)
    labels : Tensor, shape (N,), int64
        0 is background, 1 + k is category k.
    """

    crops: Tensor
    labels: Tensor


class SlidingWindowRecipe(Recipe):
    """A classifier of crops, for a window that slides over all positions of several scales.

    It learns from windows of scenes: a third show an object, a third a part of one, which is background here, and a
    third lie anywhere. Its figures are the accuracy on such windows of held-out scenes, over background and five
    things ("accuracy") and between background and object ("object or background"), with 95 % bootstrap intervals over
    scenes. Then what the sliding window finds: the detectors' figures against the things' boxes, and "AP50 of squares"
    against the smallest squares around them. A window is square, most things aren't, and nothing corrects its sides
    here; the difference between the two figures is what that costs.
    """

    name = "sliding_window"
    summary = "classifier of 32×32 crops, object or background, for a sliding window over scenes of 128×128 pixels"
    size = 128
    scenes = 8000
    steps = 4000
    seeds = (0,)
    test_scenes = 200
    batch_size = 8
    learning_rate = 3e-3
    weight_decay = 0.02
    clip = 5.0
    channels_last = True

    def network(self) -> WindowClassifier:
        """Make the network."""
        return WindowClassifier(len(THINGS))

    def data(self, split: Split | str, count: int) -> MeadowCache:
        """Return the first scenes of a split."""
        return MeadowCache(split, count, self.size)

    def batch(self, data: MeadowCache, indices: list[int]) -> Windows:
        """Return windows of several levels of each scene, mirrored with a chance of one half."""
        scenes = MeadowBatch.of(data[index] for index in indices).mirrored_at_random()
        drawn = [
            draw_windows(*scene)
            for scene in zip(scenes.images, scenes.boxes, scenes.labels, strict=True)
            for _ in range(LEVELS)
        ]
        return Windows(torch.cat([one.crops for one in drawn]), torch.cat([one.labels for one in drawn]))

    def loss(self, network: WindowClassifier, batch: Windows) -> dict[str, Tensor]:
        """Return the cross-entropy."""
        return {"cross-entropy": cross_entropy(network(batch.crops), batch.labels)}

    def evaluate(self, network: Any, data: MeadowCache) -> dict[str, float]:
        """Return the accuracies on drawn windows, and the average precision of what the sliding window finds."""
        scenes = [data[index] for index in range(len(data))]
        found = sliding_window_detections(network, scenes)
        squares = [Truth(squares_around(scene.boxes), scene.labels) for scene in scenes]
        of_squares = average_precision(found, squares, THINGS, (0.5,)).mean
        return window_figures(network, scenes) | detection_figures(found, scenes) | {"AP50 of squares": of_squares}


def draw_windows(image: Tensor, boxes: Tensor, labels: Tensor) -> Windows:
    """Draw windows of one level of a scene, at a scale drawn by torch's random numbers.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
    boxes : Tensor, shape (K, 4)
        Of the scene's things, in pixels.
    labels : Tensor, shape (K,), int64

    Returns
    -------
    Windows
        With at most `OF_EACH_KIND` of each of the three kinds.
    """
    size = (image.shape[1], image.shape[2])
    scale = _scale(boxes, size)
    grid = WindowGrid(size, level_size(size, scale), (WINDOW, WINDOW), (2, 2))
    windows = grid.boxes().flatten(0, 1)  # (N, 4)
    found = label_windows(windows, boxes, labels)
    background = found == BACKGROUND
    partial = background & _overlaps(windows, boxes)
    chosen = torch.cat([_some(found > BACKGROUND), _some(partial), _some(background)])
    (level,) = image_pyramid(image, [scale])
    return Windows(crops(level.image, grid, chosen.tolist()), found[chosen])


def _scale(boxes: Tensor, size: tuple[int, int]) -> float:
    """Draw a scale: at which a thing, drawn as well, about fills a window; any of the pyramid's where there is none."""
    most, least = math.log(SCALES[0]), math.log(max(SCALES[-1], WINDOW / min(size)))
    wanted = least + (most - least) * float(torch.rand(()))
    if len(boxes) and float(torch.rand(())) < 0.75:
        box = boxes[int(torch.randint(len(boxes), ()))]
        wanted = math.log(WINDOW / float((box[2:] - box[:2]).max())) + 0.4 * (float(torch.rand(())) - 0.5)
    return math.exp(min(max(wanted, least), most))


def _overlaps(windows: Tensor, boxes: Tensor) -> Tensor:
    """Say which windows share some pixels with a box: (N,), bool."""
    corners = torch.maximum(windows[:, None, :2], boxes[:, :2]), torch.minimum(windows[:, None, 2:], boxes[:, 2:])
    return (corners[0] < corners[1]).all(dim=2).any(dim=1)


def _some(chosen: Tensor) -> Tensor:
    """Draw at most `OF_EACH_KIND` of the places where ``chosen`` is true."""
    places = chosen.nonzero().flatten()
    return places[torch.randperm(len(places))[:OF_EACH_KIND]]


def sliding_window_detections(network: WindowClassifier, scenes: list[Meadow]) -> list[Detections]:
    """Slide the window over each scene, all windows of a level in one run, and suppress what is found twice."""
    dense = network.dense()
    maps = (dense_score_maps(dense, scene.image, SCALES, WINDOW, STRIDE) for scene in scenes)
    return [detect(one, score_threshold=0.05, background=BACKGROUND).detections for one in maps]


def window_figures(network: WindowClassifier, scenes: list[Meadow]) -> dict[str, float]:
    """Measure how many drawn windows are classified right, with intervals over scenes."""
    counts, right, told = [], [], []
    for scene in scenes:
        drawn = [draw_windows(scene.image, scene.boxes, scene.labels) for _ in range(LEVELS)]
        labels = torch.cat([one.labels for one in drawn])
        predicted = network(torch.cat([one.crops for one in drawn])).argmax(dim=1)
        counts.append(len(labels))
        right.append(int((predicted == labels).sum()))
        told.append(int(((predicted == BACKGROUND) == (labels == BACKGROUND)).sum()))
    figures: dict[str, float] = {}
    for name, hits in (("accuracy", right), ("object or background", told)):
        share, total = torch.tensor(hits, dtype=torch.float64), torch.tensor(counts, dtype=torch.float64)
        interval = bootstrap_interval(partial(_share_of, share, total), len(scenes), seed=0)
        figures |= {name: interval.value, f"{name} low": interval.low, f"{name} high": interval.high}
    return figures


def _share_of(hits: Tensor, totals: Tensor, drawn: Tensor) -> Tensor:
    """Return the share of hits if each scene had been drawn so often: (R, N) to (R)."""
    return (drawn @ hits) / (drawn @ totals)


recipe = SlidingWindowRecipe()
