"""Scenes with detections for the tests of the evaluation, and what pycocotools says about them."""

import contextlib
import io
import math
from collections.abc import Sequence

import numpy as np
import torch
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from torch import Tensor

from lecture_utils.methods.evaluation import Detections, Truth

SIZE = 32


def rectangles(boxes: Tensor) -> Tensor:
    """Masks that fill the boxes, with a hole at every fifth pixel, so that masks and boxes overlap differently."""
    ticks = torch.arange(SIZE) + 0.5
    x1, y1, x2, y2 = boxes[:, :, None].unbind(1)
    columns, rows = (ticks >= x1) & (ticks <= x2), (ticks >= y1) & (ticks <= y2)  # (K, SIZE)
    holes = torch.arange(SIZE**2).view(SIZE, SIZE) % 5 == 0
    return rows[:, :, None] & columns[:, None, :] & ~holes


def random_scenes(
    seed: int,
    scenes: int = 12,
    classes: int = 4,
    grid: float | None = None,
    levels: int | None = None,
    used: Sequence[int] | None = None,
) -> tuple[list[Detections], list[Truth]]:
    """Truths and noisy copies of them, some twice, some of another class, and boxes anywhere; every fourth scene empty.

    ``grid`` rounds corners and ``levels`` scores, which makes ties. ``used`` are the classes that truths have.
    """
    generator = torch.Generator().manual_seed(seed)

    def whole(most: int) -> int:
        return int(torch.randint(most + 1, (1,), generator=generator))

    def rounded(boxes: Tensor) -> Tensor:
        boxes = boxes if grid is None else (boxes / grid).round() * grid
        return torch.cat([boxes[:, :2], torch.maximum(boxes[:, 2:], boxes[:, :2])], dim=1)

    def anywhere(count: int) -> Tensor:
        corner, side = torch.rand(2, count, 2, generator=generator) * torch.tensor([20.0, 16.0])[:, None, None]
        return torch.cat([corner, corner + side + 1], dim=1)

    known = torch.arange(classes) if used is None else torch.tensor(used)
    detections, truths = [], []
    for scene in range(scenes):
        boxes = rounded(anywhere(0 if scene % 4 == 1 else whole(6)))
        labels = known[torch.randint(len(known), (len(boxes),), generator=generator)]
        copies = torch.randint(max(1, len(boxes)), (whole(10) if len(boxes) else 0,), generator=generator)
        noise = torch.randn(len(copies), 4, generator=generator) * torch.rand(len(copies), 1, generator=generator) * 1.5
        found = torch.cat([boxes[copies] + noise, anywhere(0 if scene % 4 == 2 else whole(4))])
        guess = torch.randint(classes, (len(found),), generator=generator)
        surely = torch.rand(len(copies), generator=generator) < 0.8
        guess[: len(copies)] = torch.where(surely, labels[copies], guess[: len(copies)])
        scores = torch.rand(len(found), generator=generator)
        scores = scores if levels is None else (scores * levels).round() / levels
        found = rounded(found)
        detections.append(Detections(found, scores, guess, rectangles(found)))
        truths.append(Truth(boxes, labels, rectangles(boxes)))
    return detections, truths


def coco_evaluation(
    detections: Sequence[Detections],
    truths: Sequence[Truth],
    classes: int,
    regions: str = "boxes",
    area: tuple[float, float] = (0, math.inf),
    max_detections: int = 100,
) -> tuple[Tensor, Tensor]:
    """Average precision and recall of pycocotools, shape (10, C) each; not-a-number where a class has no truth."""
    true, found = COCO(), COCO()
    for coco, scenes in ((true, truths), (found, detections)):
        coco.dataset = {
            "images": [{"id": scene + 1, "height": SIZE, "width": SIZE} for scene in range(len(truths))],
            "categories": [{"id": label + 1} for label in range(classes)],
            "annotations": _annotations(scenes, regions),
        }
        with contextlib.redirect_stdout(io.StringIO()):
            coco.createIndex()
    evaluation = COCOeval(true, found, {"boxes": "bbox", "masks": "segm"}[regions])
    evaluation.params.areaRng, evaluation.params.areaRngLbl = [list(area)], ["asked for"]
    evaluation.params.maxDets = [max_detections]
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, 0].mean(1)  # (10, C), −1 where there is no truth
    recall = evaluation.eval["recall"][:, :, 0, 0]
    return tuple(torch.from_numpy(np.where(numbers < 0, np.nan, numbers)) for numbers in (precision, recall))


def _annotations(scenes: Sequence[Detections] | Sequence[Truth], regions: str) -> list[dict[str, object]]:
    annotations: list[dict[str, object]] = []
    for image, scene in enumerate(scenes):
        scores = scene.scores.tolist() if isinstance(scene, Detections) else [1.0] * len(scene.boxes)
        for box, mask, label, score in zip(
            scene.boxes.tolist(), scene.masks, scene.labels.tolist(), scores, strict=True
        ):
            x1, y1, x2, y2 = box
            code = coco_mask.encode(np.asfortranarray(mask.numpy().astype(np.uint8)))
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image + 1,
                    "category_id": label + 1,
                    "bbox": [x1, y1, x2 - x1, y2 - y1],
                    "segmentation": code,
                    "area": float(mask.sum()) if regions == "masks" else (x2 - x1) * (y2 - y1),
                    "iscrowd": 0,
                    "score": score,
                }
            )
    return annotations
