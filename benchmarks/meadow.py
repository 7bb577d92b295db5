"""Measure the meadow: scenes drawn and read in a second, and how far a linear classifier on pixels gets.

``python benchmarks/meadow.py``. The budget: 300 scenes of 128×128 pixels a second on two cores, drawn or cached. The
linear classifier (multinomial logistic regression, the best of four strengths on a validation set) has to fail at
telling cow, cat, dog, horse and person apart by pixels; histograms of oriented gradients show that shapes can be told.
"""

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from skimage.feature import hog
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from lecture_utils.scenes.meadow import FINE, THINGS, Meadow, MeadowCache, Split, crop, scene_seed

BUDGET = 300
SIZE = 128
STRENGTHS = (1e-5, 1e-4, 1e-3, 1e-2)


def draw(seeds: range) -> float:
    """Draw scenes; returns the processor time that it took, in seconds."""
    start = time.process_time()
    for seed in seeds:
        Meadow(seed, SIZE)
    return time.process_time() - start


def drawn_by_one(count: int) -> tuple[float, float]:
    """Scenes a second of one process: by the clock, and by the processor's time alone."""
    draw(range(20))
    start = time.perf_counter()
    used = draw(range(count))
    return count / (time.perf_counter() - start), count / used


def drawn_by_two(count: int) -> tuple[float, float]:
    """Scenes a second of two processes that have started already, by the clock and by the processor's time."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(draw, [range(20)] * 4))
        chunks = [range(first, first + count // 8) for first in range(0, count, count // 8)]
        start = time.perf_counter()
        used = sum(pool.map(draw, chunks))
        return count / (time.perf_counter() - start), 2 * count / used


def read(count: int) -> tuple[float, float]:
    """Scenes a second read from a cache in an order of no pattern, by the clock and by the processor's time."""
    with tempfile.TemporaryDirectory() as folder:
        scenes = MeadowCache(Split.TRAIN, count, SIZE, folder=Path(folder))
        order = np.random.default_rng(0).permutation(count).tolist()
        start, used = time.perf_counter(), time.process_time()
        for index in order:
            scenes[index]
        return count / (time.perf_counter() - start), count / (time.process_time() - used)


def crops(split: Split, count: int, size: int, describe: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, ...]:
    """Descriptions of crops (count, D), their labels and their finer labels (count,)."""
    taken = [crop(scene_seed(split, index), size) for index in range(count)]
    values = np.stack([describe(one.image.permute(1, 2, 0).numpy()) for one in taken])
    return values, np.array([one.label for one in taken]), np.array([one.fine for one in taken])


def gradients(image: np.ndarray) -> np.ndarray:
    return hog(image, 9, (8, 8), (2, 2), channel_axis=-1)


def linear_accuracy(sets: dict[Split, tuple[np.ndarray, ...]], labels: int) -> tuple[float, float]:
    """Test accuracy, top-1 and top-5, of the strength that does best on the validation set."""
    scaler = StandardScaler().fit(sets[Split.TRAIN][0])
    values = {split: scaler.transform(taken[0]) for split, taken in sets.items()}
    best, chosen = -1.0, None
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=60).fit(values[Split.TRAIN], sets[Split.TRAIN][labels])
        score = model.score(values[Split.VALIDATION], sets[Split.VALIDATION][labels])
        best, chosen = (score, model) if score > best else (best, chosen)
    scores = chosen.decision_function(values[Split.TEST])
    truth = sets[Split.TEST][labels]
    ranked = chosen.classes_[np.argsort(-scores, axis=1)]
    return float(np.mean(ranked[:, 0] == truth)), float(np.mean((ranked[:, :5] == truth[:, None]).any(axis=1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=800, help="drawn for each measure of speed")
    parser.add_argument("--crops", type=int, default=4000, help="for training; a quarter each to validate and to test")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    busy = os.getloadavg()[0]
    print(f"Scenes of {SIZE}×{SIZE} pixels as tensors, a second; {busy:.1f} processes were running when it began.\n")
    print(f"| | by the clock | by processor time | budget {BUDGET} on two cores |")
    print("|---|---:|---:|---|")
    for name, measured, needed in (
        ("drawn, one process", drawn_by_one(arguments.scenes), None),
        ("drawn, two processes", drawn_by_two(arguments.scenes), BUDGET),
        ("read from the cache, one process", read(arguments.scenes), BUDGET),
    ):
        verdict = "" if needed is None else "kept" if measured[0] >= needed else "**missed**"
        print(f"| {name} | {measured[0]:.0f} | {measured[1]:.0f} | {verdict} |", flush=True)
    counts = {Split.TRAIN: arguments.crops, Split.VALIDATION: arguments.crops // 4, Split.TEST: arguments.crops // 4}
    print(f"\nLogistic regression on {arguments.crops} crops, tested on {counts[Split.TEST]} others.\n")
    print(f"| | {len(THINGS)} labels | {len(FINE)} finer, top-1 | finer, top-5 |")
    print("|---|---:|---:|---:|")
    print(f"| chance | {1 / len(THINGS):.3f} | {1 / len(FINE):.3f} | {5 / len(FINE):.3f} |", flush=True)
    for name, size, describe in (("pixels, 32×32×3", 32, np.ravel), ("gradients (HOG), 64×64", 64, gradients)):
        sets = {split: crops(split, count, size, describe) for split, count in counts.items()}
        coarse, fine = linear_accuracy(sets, 1), linear_accuracy(sets, 2)
        print(f"| {name} | {coarse[0]:.3f} | {fine[0]:.3f} | {fine[1]:.3f} |", flush=True)


if __name__ == "__main__":
    main()
