"""Compare the four proposal methods: ``python -m benchmarks.proposals``.

Recall on held-out meadows, seconds on photographs, on one thread. The budgets: Selective Search takes at most twice the
time of OpenCV contrib's, Edge Boxes and BING at most 0.3 s for an image of 512 pixels.

OpenCV isn't needed: what it reached on this benchmark is recorded, see ``opencv_record.py``, which also says how to
measure it again beside ours. Seconds are those of the processor, which other programs on the machine hardly change.
"""

import argparse
import importlib.util
from collections.abc import Callable

import torch
from torch import Tensor

from lecture_utils.demos.proposals.opencv_record import OPENCV as RECORDED
from lecture_utils.demos.proposals.recall_record import median_seconds
from lecture_utils.methods.evaluation import proposal_recall
from lecture_utils.methods.proposals import binarise, bing, edge_boxes, learned_model, objectness, selective_search
from lecture_utils.scenes.meadow import Meadow, scene_seed
from lecture_utils.scenes.photographs import photograph

NUMBERS = (10, 50, 100, 500, 1000)
PHOTOGRAPHS = ("chelsea", "coffee", "astronaut")
BUDGET = 0.3
OPENCV = "Selective Search, OpenCV 5.0, fast"
METHODS: dict[str, Callable[[Tensor], Tensor]] = {
    "Selective Search, fast": lambda image: selective_search(image).boxes,
    "Selective Search, coarse, bottom first": lambda image: (
        selective_search(image, mode="coarse", order="bottom first").boxes
    ),
    "Edge Boxes": lambda image: edge_boxes(image).boxes,
    "Edge Boxes, all windows scored": lambda image: edge_boxes(image, candidates=10**6).boxes,
    "BING": lambda image: bing(image).boxes,
    "BING, binarised (3 templates, 4 bits)": lambda image: (
        bing(image, binary=binarise(learned_model().weights, 3, 4)).boxes
    ),
    "Objectness": lambda image: objectness(image).boxes,
}


def opencv_search(image: Tensor) -> Tensor:
    """OpenCV contrib's Selective Search in its fast mode."""
    import cv2  # only where somebody put it on the path

    cv2.setNumThreads(1)
    cv2.setRNGSeed(0)
    pixels = (image.flip(0).permute(1, 2, 0) * 255).round().to(torch.uint8).contiguous().numpy()  # blue comes first
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(pixels)
    search.switchToSelectiveSearchFast()
    boxes = torch.from_numpy(search.process()).float()  # x, y, width, height
    return torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], dim=1)


def recall_table(methods: dict[str, Callable[[Tensor], Tensor]], scenes: int) -> None:
    meadows = [Meadow(scene_seed("test", index)) for index in range(scenes)]
    truths = [meadow.boxes for meadow in meadows]
    print(f"Recall of {sum(map(len, truths))} things in {scenes} meadows of the test split, 128×128 pixels.\n")
    heads = [f"{number}" for number in NUMBERS]
    print(f"| method | proposals | IoU 0.5: {' | '.join(heads)} | IoU 0.7: {' | '.join(heads)} |")
    print("|---|---:|" + "---:|" * (2 * len(NUMBERS)))
    for name, method in methods.items():
        boxes = [method(meadow.image) for meadow in meadows]
        measured = proposal_recall(boxes, truths, NUMBERS)
        row = [f"{float(value):.3f}" for at in (0.5, 0.7) for value in measured.at(at)]
        print(f"| {name} | {sum(map(len, boxes)) / scenes:.0f} | {' | '.join(row)} |")
    if OPENCV not in methods:
        row = [f"{value:.3f}" for at in (0.5, 0.7) for value in RECORDED.recall[at]]
        print(f"| {OPENCV}, recorded | {RECORDED.proposals:.0f} | {' | '.join(row)} |")


def time_table(methods: dict[str, Callable[[Tensor], Tensor]], repeats: int) -> None:
    print(f"\nSeconds of the processor an image, one thread, medians of {repeats}.\n")
    sizes = {name: photograph(name).image for name in PHOTOGRAPHS}
    heads = [f"{name} ({image.shape[2]}×{image.shape[1]})" for name, image in sizes.items()]
    print(f"| method | {' | '.join(heads)} | budget |")
    print("|---|" + "---:|" * len(sizes) + "---|")
    times = {name: median_seconds(methods, image, repeats) for name, image in sizes.items()}
    opencv = {name: times[name].get(OPENCV, RECORDED.seconds.get(name)) for name in sizes}
    for method in methods:
        taken = {name: times[name][method] for name in sizes}
        cells = " | ".join(f"{value:.2f}" for value in taken.values())
        print(f"| {method} | {cells} | {verdict(method, taken, opencv)} |")
    if OPENCV not in methods:
        print(f"| {OPENCV}, recorded | {' | '.join(f'{value:.2f}' for value in opencv.values())} | |")


def verdict(method: str, taken: dict[str, float], opencv: dict[str, float]) -> str:
    if method == "Selective Search, fast":
        ratios = [taken[name] / opencv[name] for name in ("chelsea", "coffee")]
        return f"2× OpenCV: {'kept' if max(ratios) <= 2 else '**missed**'} ({ratios[0]:.1f}×, {ratios[1]:.1f}×)"
    if method == "Edge Boxes" or method.startswith("BING"):
        return f"{BUDGET} s at 512×512: {'kept' if taken['astronaut'] <= BUDGET else '**missed**'}"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5, help="measured turns, of which the median is printed")
    parser.add_argument("--scenes", type=int, default=100, help="held-out meadows")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    methods = dict(METHODS)
    if importlib.util.find_spec("cv2") is not None:
        methods[OPENCV] = opencv_search
    recall_table(methods, arguments.scenes)
    time_table(methods, arguments.repeats)


if __name__ == "__main__":
    main()
