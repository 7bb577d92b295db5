"""Time non-maximum suppression beside torchvision's compiled loop: ``python -m benchmarks.nms``.

Boxes with sides of 10 to 110 pixels, crowded or far apart, IoU threshold 0.5, one thread. The budget for 1000 boxes: at
most three times torchvision's time. All take turns, so that a busy machine is as slow for each.
"""

import argparse
from collections.abc import Callable

import torch
import torchvision
from torch import Tensor

from benchmarks.roi import milliseconds
from lecture_utils.methods.sliding_window import batched_nms, nms, nms_steps

BUDGET = 3.0
THRESHOLD = 0.5
CATEGORIES = 5
CROWDS = [(100, 400), (1000, 100), (1000, 400), (1000, 3000), (5000, 800)]
"""Numbers of boxes, and the side of the image that they lie in."""


def random_boxes(count: int, side: float) -> tuple[Tensor, Tensor, Tensor]:
    """Boxes (count, 4), their scores and their categories."""
    generator = torch.Generator().manual_seed(0)
    corner = torch.rand(count, 2, generator=generator) * side
    sides = 10 + 100 * torch.rand(count, 2, generator=generator)
    categories = torch.randint(CATEGORIES, (count,), generator=generator)
    scores = torch.randperm(count, generator=generator) / count  # no two are equal
    return torch.cat([corner, corner + sides], dim=1), scores, categories


Run = Callable[[], Tensor]


def table_row(name: str, count: int, side: int, ours: Run, theirs: Run, repeats: int) -> str:
    """One line of the table; both must keep the same boxes."""
    torch.testing.assert_close(ours(), theirs())
    mine, other = milliseconds(ours, theirs, repeats)
    verdict = "" if count != 1000 else "kept" if mine <= BUDGET * other else "**missed**"
    boxes = f"{count} in {side}×{side} px | {len(theirs())}"
    return f"| {name} | {boxes} | {mine:.2f} | {other:.2f} | {mine / other:.2f} | {verdict} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15, help="measured turns, of which the median is printed")
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    print(f"IoU threshold {THRESHOLD}, 1 thread, medians of {repeats} in milliseconds, torch {torch.__version__}.\n")
    print(f"| | boxes | kept | ours | torchvision | ratio | budget {BUDGET:g}× |")
    print("|---|---|---:|---:|---:|---:|---|")
    for count, side in CROWDS:
        boxes, scores, categories = random_boxes(count, side)
        one, many = (boxes, scores, THRESHOLD), (boxes, scores, categories, THRESHOLD)
        print(table_row("nms", count, side, lambda a=one: nms(*a), lambda a=one: torchvision.ops.nms(*a), repeats))
        name = f"batched_nms, {CATEGORIES} categories"
        pair = (lambda a=many: batched_nms(*a), lambda a=many: torchvision.ops.batched_nms(*a))
        print(table_row(name, count, side, *pair, repeats))
    boxes, scores, _ = random_boxes(1000, 3000)
    steps, fast = (lambda: list(nms_steps(boxes, scores, THRESHOLD))), (lambda: nms(boxes, scores, THRESHOLD))
    slow, quick = milliseconds(steps, fast, 3)
    print(f"\nStep by step, to be watched, the last 1000 boxes take {slow:.0f} ms instead of {quick:.1f}.")


if __name__ == "__main__":
    main()
