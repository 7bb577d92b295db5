"""From 1 to 8 heads on the same vectors: each head compares fewer numbers, and all look at once."""

from functools import lru_cache

import torch
from torch import Tensor

from lecture_utils.demos.self_attention.shuffled import PHOTO, SHARPNESS, patches, shuffled_image, vectors
from lecture_utils.methods.feature_map import CHANNELS
from lecture_utils.methods.multihead_attention import MultiheadAttention, split_heads
from lecture_utils.pictures import Sheet, axes_at, draw_heatmap
from lecture_utils.pictures.number_format import counted
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, Panel, PickCell

HEADS = ["1", "2", "4", "8"]
ROWS = {"1": 1, "2": 1, "4": 2, "8": 2}
WIDE, TALL = 5.6, 3.3  # inches of the maps together


def names_of(heads: int) -> list[str]:
    """Say which of the features each head sees."""
    features = list(CHANNELS)[: vectors().shape[1]]
    each = len(features) // heads
    return [", ".join(features[h * each : (h + 1) * each]) for h in range(heads)]


@lru_cache(maxsize=64)
def weights(heads: int, patch: tuple[int, int]) -> Tensor:
    """Return where each head of a patch looks, (H, rows, columns): queries and keys are the head's part, as it is."""
    rows, columns = patches().shape[:2]
    parts = split_heads(vectors(), heads)  # (H, N_X, D / H)
    query = parts[:, patch[0] * columns + patch[1]]  # (H, D / H)
    scores = SHARPNESS * (parts @ query[:, :, None]).squeeze(2) / parts.shape[2] ** 0.5
    return scores.softmax(dim=1).reshape(heads, rows, columns)


@lru_cache(maxsize=8)
def parameters(heads: int) -> int:
    """Count the parameters of a layer with so many heads."""
    return sum(weight.numel() for weight in MultiheadAttention(vectors().shape[1], heads, bias=False).parameters())


def draw_query(figure: Sheet, patch: tuple[int, int]) -> None:
    """Draw the photograph, on which a patch is picked."""
    width = 3.2
    rows, columns = patches().shape[:2]
    grey = shuffled_image("as they are").mean(dim=0)
    axes = axes_at(figure, 0.05, 0.3, width, width * rows / columns + 0.35)  # the title is in it, too
    draw_heatmap(axes, torch.zeros(rows, columns), grey, limits=(0, 1), title="pick a patch")


def draw_heads(figure: Sheet, patch: tuple[int, int], heads: str) -> None:
    """Draw where each head looks."""
    count, rows = int(heads), ROWS[heads]
    columns = count // rows
    found, grey = weights(count, patch), shuffled_image("as they are").mean(dim=0)
    width, height = WIDE / columns, TALL / rows
    for h, name in enumerate(names_of(count)):
        row, column = divmod(h, columns)
        axes = axes_at(figure, column * width + 0.04, row * height + 0.02, width - 0.08, height - 0.04)
        title = {1: "head 1", 2: f"head {h + 1}: {'edges' if h else 'colour'}"}.get(count, name)
        draw_heatmap(axes, found[h], grey, limits=(0, float(found[h].max())), title=title)


def held_by(found: Tensor) -> list[int]:
    """Count, for each head, the patches that hold half of its weight."""
    ordered = found.flatten(1).sort(dim=1, descending=True).values.cumsum(dim=1)
    return (ordered < 0.5).sum(dim=1).add(1).tolist()


def title(patch: tuple[int, int], heads: str) -> str:
    """Say over how many patches half of the weight spreads, in the narrowest and in the widest head."""
    held = held_by(weights(int(heads), patch))
    if heads == "1":
        return f"One head compares all 8 numbers: half of its weight lies on {counted(held[0], 'patch', 'patches')}"
    return f"{heads} heads look at once: half of each head's weight lies on {min(held)} to {max(held)} patches"


def caption(heads: str) -> str:
    """Say what each head sees, and what the layer costs."""
    count = int(heads)
    each = counted(vectors().shape[1] // count, "number")
    return (
        f"The first four of the 8 numbers of a patch describe its colour, the others its edges; each head compares "
        f"{each}. With {counted(count, 'head')} a layer whose matrices are learned has {parameters(count)} parameters. "
        f"{photograph(PHOTO).credit_line}"
    )


def number_of_heads_demo() -> Demo:
    """Pick a patch, and see where 1, 2, 4 or 8 heads look."""
    rows, columns = patches().shape[:2]
    return Demo(
        name="number_of_heads",
        title=title,
        controls=[
            PickCell("patch", panel="query", shape=(rows, columns), start=(7, 10), label="patch", frozen_every=6),
            Choice("heads", HEADS, start="2", label="heads H", frozen_options=("1", "2", "4")),
        ],
        panels=[
            [
                Panel("query", draw_query, size=(3.3, TALL), alt="the photograph with the patch"),
                Panel("heads", draw_heads, size=(WIDE, TALL), alt="where each head looks"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
