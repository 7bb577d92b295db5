"""Time the evaluation beside pycocotools: ``python benchmarks/evaluation.py``.

500 meadows of the test split. A made-up detector finds each thing with its corners off by a twentieth of its sides, one
in five with a wrong class, and fills up with ellipses at random places to 20 or 100 detections in each meadow. Average
precision of five classes at ten thresholds, which both compute to the same number; the two take turns. Then what only
ours computes from it. One thread. The budget: a few seconds at most, here 3.
"""

import argparse
import contextlib
import io
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from torch import Tensor

from lecture_utils.methods.evaluation import (
    Detections,
    average_precision,
    bootstrap_interval,
    detection_errors,
    mean_iou,
    proposal_recall,
)
from lecture_utils.methods.sliding_window import clip_boxes_to_image
from lecture_utils.scenes.meadow import SEMANTIC, THINGS, Meadow, scene_seed

BUDGET = 3.0
SIZE = 128
SCENES = 500


def made_up_detections(meadow: Meadow, count: int, generator: torch.Generator) -> Detections:
    """Make up what a detector of middling quality might find in a meadow."""
    things = len(meadow.boxes)
    sides = (meadow.boxes[:, 2:] - meadow.boxes[:, :2]).repeat(1, 2)
    near = meadow.boxes + sides * torch.randn(things, 4, generator=generator) / 20
    corner, side = torch.rand(2, count - things, 2, generator=generator) * 80
    boxes = torch.cat([near, torch.cat([corner, corner + side], dim=1)])
    boxes = clip_boxes_to_image(
        torch.cat([boxes[:, :2], torch.maximum(boxes[:, :2], boxes[:, 2:])], dim=1), (SIZE, SIZE)
    )
    labels = torch.randint(len(THINGS), (count,), generator=generator)
    sure = torch.rand(things, generator=generator) < 0.8
    labels[:things] = torch.where(sure, meadow.labels, labels[:things])
    scores = torch.rand(count, generator=generator)
    scores[things:] *= 0.5
    moved = ((boxes[:things] - meadow.boxes)[:, :2]).round().long().tolist()
    masks = filled(boxes)
    for thing, (right, down) in enumerate(moved):
        masks[thing] = torch.roll(meadow.masks[thing], (down, right), dims=(0, 1))
    return Detections(boxes, scores, labels, masks)


def filled(boxes: Tensor) -> Tensor:
    """Masks of ellipses that fill the boxes."""
    ticks = torch.arange(SIZE) + 0.5
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, ((boxes[:, 2:] - boxes[:, :2]) / 2).clamp(min=1e-3)
    distance = ((ticks - centre[:, :, None]) / half[:, :, None]) ** 2  # (K, 2, SIZE)
    return distance[:, 1, :, None] + distance[:, 0, None, :] <= 1


def in_cocos_form(scenes: list[Detections] | list[Meadow], regions: str) -> COCO:
    """Build the index that pycocotools works on. Masks are encoded here, outside the time."""
    annotations: list[dict[str, object]] = []
    for image, scene in enumerate(scenes):
        scores = scene.scores.tolist() if isinstance(scene, Detections) else [1.0] * len(scene.boxes)
        codes = coco_mask.encode(np.asfortranarray(scene.masks.permute(1, 2, 0).numpy().astype(np.uint8)))
        for box, code, label, score in zip(scene.boxes.tolist(), codes, scene.labels.tolist(), scores, strict=True):
            x1, y1, x2, y2 = box
            annotation = {"id": len(annotations) + 1, "image_id": image, "category_id": label, "score": score}
            annotation |= {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1), "iscrowd": 0}
            annotations.append(annotation | ({"segmentation": code} if regions == "masks" else {}))
    coco = COCO()
    coco.dataset = {
        "images": [{"id": image, "height": SIZE, "width": SIZE} for image in range(len(scenes))],
        "categories": [{"id": label} for label in range(len(THINGS))],
        "annotations": annotations,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
    return coco


def of_pycocotools(true: COCO, found: COCO, regions: str) -> float:
    evaluation = COCOeval(true, found, {"boxes": "bbox", "masks": "segm"}[regions])
    evaluation.params.areaRng, evaluation.params.areaRngLbl, evaluation.params.maxDets = [[0, 1e10]], ["all"], [100]
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.evaluate()
        evaluation.accumulate()
    return float(evaluation.eval["precision"].mean())


def seconds(*functions: Callable[[], object], repeats: int) -> list[float]:
    """Median times of functions that take turns, after one unmeasured turn."""
    times: list[list[float]] = [[] for _ in functions]
    for turn in range(repeats + 1):
        for function, record in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            if turn > 0:
                record.append(time.perf_counter() - start)
    return [median(record) for record in times]


def compare(meadows: list[Meadow], repeats: int) -> None:
    print("| detections in a scene | compared by | AP | ours, s | pycocotools, s | ratio | budget 3 s |")
    print("|---:|---|---:|---:|---:|---:|---|")
    for count in (20, 100):
        generator = torch.Generator().manual_seed(0)
        detections = [made_up_detections(meadow, count, generator) for meadow in meadows]
        for regions in ("boxes", "masks"):
            true, found = in_cocos_form(meadows, regions), in_cocos_form(detections, regions)
            ap = average_precision(detections, meadows, THINGS, regions=regions).mean
            expected = of_pycocotools(true, found, regions)
            assert abs(ap - expected) < 1e-9, (ap, expected)
            ours, theirs = seconds(
                lambda d=detections, r=regions: average_precision(d, meadows, THINGS, regions=r),
                lambda t=true, f=found, r=regions: of_pycocotools(t, f, r),
                repeats=repeats,
            )
            verdict = "kept" if ours <= BUDGET else "**missed**"
            print(f"| {count} | {regions} | {ap:.3f} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} | {verdict} |")


def ours_alone(meadows: list[Meadow], repeats: int) -> None:
    generator = torch.Generator().manual_seed(0)
    detections = [made_up_detections(meadow, 20, generator) for meadow in meadows]
    measured = average_precision(detections, meadows, THINGS)
    ranked = [found.boxes[found.scores.argsort(descending=True)].repeat(50, 1) for found in detections]
    truths = torch.stack([meadow.semantic for meadow in meadows])
    coarse = truths[:, 2::4, 2::4].repeat_interleave(4, 1).repeat_interleave(4, 2)
    tasks: dict[str, Callable[[], object]] = {
        "bootstrap interval of AP@0.5, 1000 resamples": lambda: bootstrap_interval(
            measured.at(0.5).resampled, SCENES, 0
        ),
        "bootstrap interval of AP at ten thresholds": lambda: bootstrap_interval(measured.resampled, SCENES, 0),
        "errors, with what each kind costs": lambda: detection_errors(detections, meadows, THINGS).gains(),
        "recall of 1000 proposals in a scene": lambda: proposal_recall(ranked, [meadow.boxes for meadow in meadows]),
        f"mean IoU of label maps, {SIZE}×{SIZE}": lambda: mean_iou(coarse, truths, SEMANTIC),
    }
    print(f"\n| {SCENES} scenes, 20 detections in each | s |\n|---|---:|")
    for name, task in tasks.items():
        print(f"| {name} | {seconds(task, repeats=repeats)[0]:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3, help="measured turns, of which the median is printed")
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    meadows = [Meadow(scene_seed("test", index), SIZE) for index in range(SCENES)]
    print(
        f"{SCENES} scenes, 5 classes, 10 thresholds, one thread, medians of {repeats}, torch {torch.__version__}. "
        "pycocotools gets\nits masks encoded, outside the time.\n"
    )
    compare(meadows, repeats)
    ours_alone(meadows, repeats)


if __name__ == "__main__":
    main()
