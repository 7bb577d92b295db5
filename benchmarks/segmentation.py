"""Measure the designs of semantic segmentation: ``python -m benchmarks.segmentation``.

One image of 128×128 pixels, one thread: all its pixels in one run, and patch by patch. Sliding windows have patches of
their own; the other networks label the centre of a window, which is less than they see in one run.
"""

import argparse
from statistics import median
from typing import Any

import torch

from lecture_utils.methods.semantic_segmentation import (
    Cropped,
    all_pixels,
    dense_seconds,
    patch_seconds,
    segmentation_costs,
)
from lecture_utils.scenes.meadow import Meadow
from lecture_utils.training.checkpoint import FOLDER, load_network, record
from lecture_utils.training.segmenter import SNAPSHOT_SEEDS

SIZE = 128
WINDOW = 64
"""Rows and columns of the window in which a network is run that knows no patches; a multiple of all strides."""

DESIGNS = {
    "sliding window, three scales": "semantic_segmentation_multiscale",
    "sliding window, recurrent": "semantic_segmentation_recurrent",
    "full resolution": "semantic_segmentation_full_resolution",
    "FCN-32s": "semantic_segmentation_fcn_32s",
    "FCN-16s": "semantic_segmentation_fcn_16s",
    "FCN-8s": "semantic_segmentation_fcn_8s",
    "DeconvNet": "semantic_segmentation_deconvnet",
    "U-Net": "unet",
    "U-Net without skips": "unet_without_skips",
}


def labeller(network: Any) -> Any:
    """Return what labels patches: the network itself, or the network in a window, its own or `WINDOW`."""
    return network if hasattr(network, "classify") else Cropped(network, getattr(network, "window", WINDOW))


def table_row(design: str, name: str, every: int, repeats: int) -> str:
    """One line of the table: the network is run over the image, and over the patches of some of its pixels."""
    network, image = load_network(name), Meadow(SNAPSHOT_SEEDS[0], SIZE).image
    by_patches, found = labeller(network), record(name).figures
    costs = segmentation_costs(network, by_patches, SIZE, SIZE)
    once = median(dense_seconds(network, image) for _ in range(repeats))
    pixels = all_pixels(SIZE // every, SIZE // every) * every
    patches = patch_seconds(by_patches, image, pixels) * every**2
    interval = f"{found['mean IoU low']:.3f} to {found['mean IoU high']:.3f}"
    return (
        f"| {design} | {costs.parameters:,} | {costs.multiply_adds / 1e6:,.0f} | {1000 * once:.0f} | "
        f"{costs.multiply_adds_by_patches / 1e9:,.0f} | {patches:.1f} | {patches / once:,.0f} | "
        f"{100 * costs.repeated_share:.2f} % | {found['mean IoU']:.3f} ({interval}) | {found['boundary IoU']:.3f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9, help="measured runs, of which the median is printed")
    parser.add_argument("--every", type=int, default=4, help="patch by patch, time every so many rows and columns")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(
        f"One image of {SIZE}×{SIZE} pixels, 1 thread, torch {torch.__version__}. Patch by patch, the pixels of every "
        f"{options.every}th row and column are timed, times {options.every**2}; *again* is the share of activations "
        f"that were computed before, for another patch. FCN, DeconvNet and U-Net get patches of {WINDOW}×{WINDOW}. "
        "Mean IoU with its interval over held-out scenes, and that of the pixels 2 from a boundary, are the records'.\n"
    )
    print(
        "| | parameters | one run: 10⁶ multiply–adds | ms | by patches: 10⁹ | s | times | again | mean IoU | boundary |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    waiting = [design for design, name in DESIGNS.items() if not (FOLDER / f"{name}.json").exists()]
    for design, name in DESIGNS.items():
        if design not in waiting:
            print(table_row(design, name, options.every, options.repeats), flush=True)
    if waiting:
        print(f"\nNot trained yet: {', '.join(waiting)}.")


if __name__ == "__main__":
    main()
