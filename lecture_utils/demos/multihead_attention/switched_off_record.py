"""What each head of the trained networks is worth: measured once, by switching one head off after the other.

``python -m lecture_utils.demos.multihead_attention.switched_off_record`` takes about a minute and writes
``switched_off.json``, which the demos read. A test measures the first few pictures and captions again.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import torch

from lecture_utils.methods.masked_attention import next_word_loss
from lecture_utils.methods.multihead_attention import switched_off
from lecture_utils.training.evaluated import held_out_pictures, scores_of
from lecture_utils.training.masked_attention import VOCABULARY, Captions
from lecture_utils.training.outputs import trained

FILE = Path(__file__).with_name("switched_off.json")
PICTURES, CAPTION_SCENES = 500, 100
CHECKED = 10
"""Pictures, and scenes of captions, that a test measures again."""


class Worth(NamedTuple):
    """A figure with all heads, and with each head switched off.

    Attributes
    ----------
    whole : float
    without : list of lists of float
        By block and head.
    """

    whole: float
    without: list[list[float]]


def worth(network: Any, figure: Callable[[], float]) -> Worth:
    """Measure a figure of a network with all heads, and without each."""
    with torch.no_grad():
        whole = figure()
        without: list[list[float]] = []
        for layer in network.encoder.layers:
            attention = layer.self_attn
            without.append([])
            for head in range(attention.num_heads):
                with switched_off(attention, head):
                    without[-1].append(figure())
    return Worth(round(whole, 6), [[round(value, 6) for value in row] for row in without])


def vit_worth(count: int) -> Worth:
    """Measure the ViT's top-1 accuracy on the first test pictures of single things."""
    images, labels = held_out_pictures(count)
    network = trained("vit")
    return worth(network, lambda: float((scores_of(network, images).argmax(dim=1) == labels).float().mean()))


def language_worth(scenes: int) -> Worth:
    """Measure the language model's loss of the next word, in nats, on captions of the first test scenes."""
    inputs, targets, padding = VOCABULARY.batch(Captions("test", scenes, 128).sentences)
    network = trained("masked_attention")
    return worth(network, lambda: float(next_word_loss(network(inputs, padding), targets, padding)))


def without_the_worst_two(measured: Worth, count: int) -> float:
    """Measure the ViT's accuracy with both heads switched off that alone cost most."""
    places = [(value, block, head) for block, row in enumerate(measured.without) for head, value in enumerate(row)]
    layers = trained("vit").encoder.layers
    (_, first, one), (_, second, other) = sorted(places)[:2]
    images, labels = held_out_pictures(count)
    with switched_off(layers[first].self_attn, one), switched_off(layers[second].self_attn, other):
        found = scores_of(trained("vit"), images).argmax(dim=1)
    return round(float((found == labels).float().mean()), 6)


@cache
def both_off() -> float:
    """Read the accuracy without the two heads that alone cost most."""
    return float(json.loads(FILE.read_text(encoding="utf-8"))["vit without the worst two"])


@cache
def recorded(network: str) -> Worth:
    """Read what was measured of "vit" or "masked_attention"."""
    return Worth(**json.loads(FILE.read_text(encoding="utf-8"))[network])


if __name__ == "__main__":
    torch.set_num_threads(1)
    vit = vit_worth(PICTURES)
    measured = {
        "command": "python -m lecture_utils.demos.multihead_attention.switched_off_record",
        "pictures": PICTURES,
        "scenes of captions": CAPTION_SCENES,
        "vit": vit._asdict(),
        "vit without the worst two": without_the_worst_two(vit, PICTURES),
        "masked_attention": language_worth(CAPTION_SCENES)._asdict(),
        "first": {"vit": vit_worth(CHECKED)._asdict(), "masked_attention": language_worth(CHECKED)._asdict()},
    }
    FILE.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
