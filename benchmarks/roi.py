"""Time RoI Align beside torchvision's compiled operator: ``python benchmarks/roi.py``.

512 boxes on one 256×50×50 feature map of stride 16, pooled to 7×7 on two threads, forward and forward with backward.
The budget: at most three times torchvision's time. The two take turns, so that a busy machine is as slow for both. RoI
pooling isn't timed: detectors call torchvision's, ours is the loop that explains it.
"""

import argparse
import math
import time
from collections.abc import Callable
from statistics import median

import torch
import torchvision
from torch import Tensor

from lecture_utils.methods.roi import roi_align

BUDGET = 3.0
SIDES = {"16–64 px": (16, 64), "24–600 px": (24, 600), "300–800 px": (300, 800)}
METHODS = {
    "roi_align, 2×2 points": (roi_align, torchvision.ops.roi_align, {"sampling_ratio": 2, "aligned": True}),
    "roi_align, adaptive": (roi_align, torchvision.ops.roi_align, {"sampling_ratio": -1, "aligned": True}),
}


def random_boxes(count: int, shortest: float, longest: float, generator: torch.Generator) -> Tensor:
    """Boxes with fractional corners inside an image of 800×800 pixels, their sides spread evenly in the logarithm."""
    size = torch.exp(torch.empty(count, 2).uniform_(math.log(shortest), math.log(longest), generator=generator))
    corner = torch.rand(count, 2, generator=generator) * (800 - size)
    return torch.cat([torch.zeros(count, 1), corner, corner + size], dim=1)


def milliseconds(ours: Callable[[], object], theirs: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Median times of two functions that take turns, after one unmeasured turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeats + 1):
        for function, record in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            function()
            if turn > 0:
                record.append(1000 * (time.perf_counter() - start))
    return median(times[0]), median(times[1])


def forward_and_backward(method: Callable[..., Tensor], features: Tensor, towards: Tensor, **arguments: object) -> None:
    leaf = features.detach().requires_grad_()
    method(leaf, **arguments).backward(towards)


def measure(repeats: int) -> list[tuple[str, str, str, float, float]]:
    """One row for each method, size of boxes and direction: the names, our milliseconds, torchvision's."""
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(1, 256, 50, 50, generator=generator)
    towards = torch.randn(512, 256, 7, 7, generator=generator)
    rows = []
    for name, (ours, theirs, more) in METHODS.items():
        for sides, (shortest, longest) in SIDES.items():
            boxes = random_boxes(512, shortest, longest, generator)
            arguments = {"boxes": boxes, "output_size": 7, "spatial_scale": 1 / 16, **more}
            torch.testing.assert_close(ours(features, **arguments), theirs(features, **arguments), atol=1e-4, rtol=1e-4)
            pairs = {
                "forward": [lambda run=run, a=arguments: run(features, **a) for run in (ours, theirs)],
                "forward + backward": [
                    lambda run=run, a=arguments: forward_and_backward(run, features, towards, **a)
                    for run in (ours, theirs)
                ],
            }
            rows += [(name, sides, direction, *milliseconds(*pair, repeats)) for direction, pair in pairs.items()]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9, help="measured turns, of which the median is printed")
    repeats = parser.parse_args().repeats
    torch.set_num_threads(2)
    print(f"512 boxes, 256×50×50 → 7×7, 2 threads, medians of {repeats} in milliseconds, torch {torch.__version__}.\n")
    print(f"| method | sides of boxes | | ours | torchvision | ratio | budget {BUDGET:g}× |")
    print("|---|---|---|---:|---:|---:|---|")
    for name, sides, direction, ours, theirs in measure(repeats):
        verdict = "kept" if ours <= BUDGET * theirs else "**missed**"
        print(f"| {name} | {sides} | {direction} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} | {verdict} |")


if __name__ == "__main__":
    main()
