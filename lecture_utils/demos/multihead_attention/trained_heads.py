"""Heads of trained networks: where each looks in a picture, or in a caption, and what the network loses without it."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.multihead_attention.switched_off_record import CAPTION_SCENES, PICTURES, recorded
from lecture_utils.methods.vit import class_token_attention
from lecture_utils.pictures import Sheet, axes_at, draw_heatmap, draw_image, draw_matrix
from lecture_utils.pictures.number_format import number, percent
from lecture_utils.scenes.meadow import FINE
from lecture_utils.stage import Choice, Demo, Panel, PickCell
from lecture_utils.training.evaluated import held_out_pictures
from lecture_utils.training.masked_attention import VOCABULARY
from lecture_utils.training.outputs import trained

SHOWN = 12  # pictures that can be chosen
SIDE = 8  # patches along a side
BLOCKS, HEADS = 6, 4
LANGUAGE_BLOCKS = 3
HALF = 0.5  # of the weight: a head "looks at" what gets more, in the mean over the words
FEW = 6  # words whose weights are written as numbers
CLASS_TOKEN = "class token"
ASKS = [CLASS_TOKEN, "picked patch"]
SENTENCES = [
    "a golden cow grazes beside a golden horse",
    "two spotted dogs sit",
    "a white cat",
]


@lru_cache(maxsize=1)
def pictures() -> dict[str, Tensor]:
    """Return held-out pictures by what they show, (3, 64, 64)."""
    images, labels = held_out_pictures(60)
    named: dict[str, Tensor] = {}
    for image, label in zip(images, labels.tolist(), strict=True):
        if FINE[label] not in named and len(named) < SHOWN:
            named[FINE[label]] = image
    return named


@lru_cache(maxsize=SHOWN)
def vit_weights(picture: str) -> Tensor:
    """Return the weights of all heads for a picture, (blocks, H, 65, 65)."""
    with torch.no_grad():
        return trained("vit").steps(pictures()[picture][None]).encoder.weights[:, 0]


def map_of(weights: Tensor, asks: str, patch: tuple[int, int]) -> Tensor:
    """Lay out a row of the weights: where the class token or the picked patch looks, (..., 8, 8)."""
    if asks == CLASS_TOKEN:
        return class_token_attention(weights, (SIDE, SIDE))
    return weights[..., 1 + patch[0] * SIDE + patch[1], 1:].unflatten(-1, (SIDE, SIDE))


def draw_query(axes: Axes, picture: str) -> None:
    """Draw the picture."""
    draw_image(axes, pictures()[picture], title=picture)


def draw_maps(figure: Sheet, picture: str, block: str, asks: str, patch: tuple[int, int]) -> None:
    """Draw where each of the block's heads looks."""
    grey = pictures()[picture].mean(dim=0)
    found = map_of(vit_weights(picture)[int(block) - 1], asks, patch)
    for h in range(HEADS):
        row, column = divmod(h, 2)
        axes = axes_at(figure, column * 2.2 + 0.05, row * 1.97 + 0.02, 2.1, 1.92)
        draw_heatmap(axes, found[h], grey, limits=(0, float(found[h].max())), title=f"head {h + 1}")


def distance(weights: Tensor) -> Tensor:
    """Return how far each head's patches look on average, in patches, (H,): the mean distance by weight."""
    places = torch.cartesian_prod(torch.arange(SIDE), torch.arange(SIDE)).float()
    apart = torch.cdist(places, places)  # (64, 64)
    shares = weights[:, 1:, 1:] / weights[:, 1:, 1:].sum(dim=2, keepdim=True)
    return (shares * apart).sum(dim=2).mean(dim=1)


def moving_share(weights: Tensor) -> Tensor:
    """Return how much of each head's weight depends on which patch asks, (H,): 0 where all patches look alike."""
    shares = weights[:, 1:, 1:] / weights[:, 1:, 1:].sum(dim=2, keepdim=True)
    return (shares - shares.mean(dim=1, keepdim=True)).abs().sum(dim=2).mean(dim=1) / 2


def moving_shares() -> Tensor:
    """Average `moving_share` over the demo's pictures, (blocks, H)."""
    return torch.stack([torch.stack([moving_share(block) for block in vit_weights(name)]) for name in pictures()]).mean(
        dim=0
    )


def vit_title(picture: str, block: str) -> str:
    """Say how far the block's heads look."""
    far = distance(vit_weights(picture)[int(block) - 1])
    return (
        f"Block {block}: its heads look {number(float(far.min()), 1)} to {number(float(far.max()), 1)} patches "
        "away, on average"
    )


def vit_caption(block: str) -> str:
    """Say what the network loses without each head of the block."""
    measured = recorded("vit")
    losses = ", ".join(percent(value) for value in measured.without[int(block) - 1])
    return (
        f"A trained ViT, 6 blocks of 4 heads. It names the category, one of 25, of {percent(measured.whole)} of "
        f"{PICTURES} test pictures; with head 1, 2, 3 or 4 of this block switched off, of {losses}."
    )


def vit_heads_demo() -> Demo:
    """Pick a block, a picture and who asks, and see where all heads look."""
    return Demo(
        name="vit_heads",
        title=vit_title,
        controls=[
            PickCell("patch", panel="query", shape=(SIDE, SIDE), start=(3, 3), label="patch", frozen_every=4),
            Choice(
                "block", [str(b + 1) for b in range(BLOCKS)], start="3", label="block", frozen_options=("1", "3", "6")
            ),
            Choice("asks", ASKS, start=ASKS[1], label="who asks"),
            Choice("picture", list(pictures()), label="picture", frozen_options=(next(iter(pictures())),), ahead=False),
        ],
        panels=[
            [
                Panel("query", draw_query, size=(3.6, 3.95), alt="a picture of one thing, with the patch"),
                Panel("maps", draw_maps, size=(4.5, 3.95), alt="where each of the four heads looks"),
            ]
        ],
        caption=vit_caption,
        caption_lines=2,
    )


@lru_cache(maxsize=len(SENTENCES))
def language_weights(sentence: str) -> tuple[list[str], Tensor]:
    """Return the words that go in, and the weights of all heads, (blocks, H, T, T)."""
    inputs, _, _ = VOCABULARY.batch([sentence])
    with torch.no_grad():
        weights = trained("masked_attention").steps(inputs).encoder.weights[:, 0]
    return [VOCABULARY.tokens[number] for number in inputs[0].tolist()], weights


def draw_sentence(figure: Sheet, sentence: str, block: str) -> None:
    """Draw A of each head of the block, a row for each word."""
    words, weights = language_weights(sentence)
    blank = [["" for _ in words] for _ in words] if len(words) > FEW else None
    for h in range(HEADS):
        row, column = divmod(h, 2)
        axes = axes_at(figure, column * 4.4 + 0.03, row * 1.9 + 0.02, 4.3, 1.84)
        draw_matrix(
            axes, weights[int(block) - 1, h], "muted", f"head {h + 1}", texts=blank, colormap="sequential",
            row_labels=words, shape_label=False,
        )  # fmt: skip


def kind_of(weights: Tensor) -> str:
    """Say where a head of the language model mostly looks: at one of three places, or nowhere in particular."""
    count = len(weights)
    rows = torch.arange(1, count)
    shares = {
        "the word itself": float(weights[rows, rows].mean()),
        "the word before": float(weights[rows, rows - 1].mean()),
        "[START]": float(weights[rows, 0].mean()),
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > HALF else ""


def language_title(sentence: str, block: str) -> str:
    """Say where each head mostly looks."""
    _, weights = language_weights(sentence)
    kinds = {h + 1: kind_of(weights[int(block) - 1, h]) for h in range(HEADS)}
    clear = {kind: [str(h) for h in kinds if kinds[h] == kind] for kind in kinds.values() if kind}
    said = [f"{kind} (head{'s' * (len(heads) > 1)} {' and '.join(heads)})" for kind, heads in clear.items()]
    return f"Block {block} looks at " + (", at ".join(said) or "several words with each head")


def language_caption(block: str) -> str:
    """Say what the model loses without each head of the block."""
    measured = recorded("masked_attention")
    losses = ", ".join(f"{value:.3f}" for value in measured.without[int(block) - 1])
    return (
        f"Rows: words that ask; columns: the same words, which they look at, never ahead (lecture 17). The model's "
        f"loss on captions of {CAPTION_SCENES} test scenes is {measured.whole:.3f}; "
        f"without head 1, 2, 3 or 4: {losses}."
    )


def language_heads_demo() -> Demo:
    """Pick a block and a caption, and see where each word looks."""
    return Demo(
        name="language_heads",
        title=language_title,
        controls=[
            Choice("block", [str(b + 1) for b in range(LANGUAGE_BLOCKS)], label="block"),
            Choice("sentence", SENTENCES, label="caption"),
        ],
        panels=[[Panel("heads", draw_sentence, size=(8.9, 3.8), alt="the attention weights of the four heads")]],
        caption=language_caption,
        caption_lines=3,
    )
