"""Time our Transformer beside torch's own layers: ``python -m benchmarks.transformer``.

Multi-head attention, encoder and decoder layers with equal weights, one thread. The budget: at most 1.3 times torch's
time. The two take turns, so that a busy machine is as slow for both. One process alone can be 1.4 times slower in a row
than the next, in ours or in torch's: by what lay in memory before, large tensors get pages that were used already, or
new ones from the system. Then: how long it takes to write captions with and
without cached keys and values.
"""

import argparse
import random
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from statistics import median

import torch
from torch import Tensor, nn

from benchmarks.roi import milliseconds
from lecture_utils.methods.masked_attention import LanguageModel, generate
from lecture_utils.methods.multihead_attention import MultiheadAttention
from lecture_utils.methods.transformer import TransformerDecoderLayer, TransformerEncoderLayer, TransformerSizes

BUDGET = 1.3
SHAPES = {
    "64 × 65 vectors of 96, 4 heads": (64, 65, 96, 4),
    "16 × 64 vectors of 128, 8 heads": (16, 64, 128, 8),
    "64 × 14 vectors of 64, 4 heads": (64, 14, 64, 4),
    "4 × 256 vectors of 256, 8 heads": (4, 256, 256, 8),
}
"""A ViT's, a DETR's, a language model's on captions; and a larger one."""

Run = Callable[[Tensor, Tensor], Tensor]
Row = tuple[str, str, str]  # layer, shape, direction


def pairs(width: int, heads: int) -> dict[str, tuple[nn.Module, nn.Module, Callable[[nn.Module], Run]]]:
    """Each layer of ours and of torch's with the same weights, and how it is called."""
    hidden = 2 * width
    shared = {"dropout": 0.0, "activation": "gelu", "norm_first": True}
    found: dict[str, tuple[nn.Module, nn.Module, Callable[[nn.Module], Run]]] = {
        "MultiheadAttention": (
            MultiheadAttention(width, heads),
            nn.MultiheadAttention(width, heads, batch_first=True),
            lambda layer: lambda x, memory: layer(x, x, x, need_weights=False)[0],
        ),
        "MultiheadAttention, all weights": (
            MultiheadAttention(width, heads),
            nn.MultiheadAttention(width, heads, batch_first=True),
            lambda layer: lambda x, memory: layer(x, x, x, average_attn_weights=False)[0],
        ),
        "TransformerEncoderLayer": (
            TransformerEncoderLayer(width, heads, hidden, **shared),
            nn.TransformerEncoderLayer(width, heads, hidden, batch_first=True, **shared),
            lambda layer: lambda x, memory: layer(x),
        ),
        "TransformerDecoderLayer": (
            TransformerDecoderLayer(width, heads, hidden, **shared),
            nn.TransformerDecoderLayer(width, heads, hidden, batch_first=True, **shared),
            lambda layer: lambda x, memory: layer(x, memory),
        ),
    }
    for ours, theirs, _ in found.values():
        ours.load_state_dict(theirs.state_dict())
    return found


def measure(repeats: int, seed: int) -> dict[Row, tuple[float, float]]:
    """Our milliseconds and torch's for each layer, shape and direction, measured in the order that a seed draws."""
    torch.set_num_threads(1)
    runs: list[tuple[Row, Callable[[], object], Callable[[], object]]] = []
    for shape, (batch, vectors, width, heads) in SHAPES.items():
        generator = torch.Generator().manual_seed(0)
        x, memory = (torch.randn(batch, vectors, width, generator=generator) for _ in range(2))
        for name, (ours, theirs, call) in pairs(width, heads).items():
            torch.testing.assert_close(call(ours)(x, memory), call(theirs)(x, memory), atol=1e-4, rtol=1e-4)
            for direction, run in (("forward", without_gradient), ("forward + backward", with_gradient)):
                both = [partial(run, layer, call(layer), x, memory) for layer in (ours, theirs)]
                runs.append(((name, shape, direction), *both))
    found = {row: milliseconds(*both, repeats) for row, *both in random.Random(seed).sample(runs, len(runs))}
    return {row: found[row] for row, *_ in runs}


def measure_anew(repeats: int, processes: int) -> dict[Row, tuple[float, float]]:
    """Medians over several processes: where in memory a layer's tensors come to lie decides as much as its code."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        found = pool.starmap(measure, [(repeats, seed) for seed in range(processes)], chunksize=1)
    return {row: (median(one[row][0] for one in found), median(one[row][1] for one in found)) for row in found[0]}


def without_gradient(layer: nn.Module, run: Run, x: Tensor, memory: Tensor) -> None:
    layer.eval()
    with torch.inference_mode():
        run(x, memory)


def with_gradient(layer: nn.Module, run: Run, x: Tensor, memory: Tensor) -> None:
    layer.train().zero_grad()
    leaf = x.detach().requires_grad_()
    run(leaf, memory).sum().backward()


def writing_seconds(words: int, repeats: int) -> tuple[float, float]:
    """Seconds for 16 texts of so many words, without and with cached keys and values."""
    torch.manual_seed(0)
    network = LanguageModel(57, TransformerSizes(3, 4, 16, 128), context_length=words + 1).eval()
    start = torch.zeros(16, 1, dtype=torch.long)
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(repeats + 1):
        texts = []
        for cached, record in times.items():
            began = time.perf_counter()
            texts.append(list(generate(network, start, end=-1, cached=cached))[-1].sentences)
            if turn > 0:
                record.append(time.perf_counter() - began)
        assert torch.equal(*texts), "cached keys and values changed what was written"
    return median(times[False]), median(times[True])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15, help="measured turns, of which the median is printed")
    parser.add_argument("--processes", type=int, default=5, help="processes, each with another order of the rows")
    arguments = parser.parse_args()
    repeats, processes = arguments.repeats, arguments.processes
    torch.set_num_threads(1)
    print(
        f"One thread, milliseconds, torch {torch.__version__}. The median of {processes} processes, each of which has "
        f"the rows in another order and takes the median of {repeats}.\n"
    )
    print(f"| layer | | | ours | torch | ratio | budget {BUDGET:g}× |")
    print("|---|---|---|---:|---:|---:|---|")
    for (name, shape, direction), (ours, theirs) in measure_anew(repeats, processes).items():
        verdict = "kept" if ours <= BUDGET * theirs else "**missed**"
        print(f"| {name} | {shape} | {direction} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} | {verdict} |")
    print("\nA language model of 3 blocks of width 64 writes 16 texts, word by word.\n")
    print("| words | every word computed again, s | keys and values cached, s | ratio |")
    print("|---:|---:|---:|---:|")
    for words in (15, 60, 240):
        again, cached = writing_seconds(words, min(repeats, 3))
        print(f"| {words} | {again:.3f} | {cached:.3f} | {again / cached:.1f} |")


if __name__ == "__main__":
    main()
