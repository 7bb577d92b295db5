"""The last exercise at work: a patch of a photograph looks at all patches through your attention layer."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.attention import exercises
from lecture_utils.methods.attention import cut_into_patches, patch_features
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.pictures import draw_heatmap
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Demo, PickCell

PHOTO = "chelsea"
SHARPNESS = 4.0  # the query is so much longer: a temperature of 1/4


@lru_cache(maxsize=1)
def seen() -> tuple[Tensor, Tensor, Tensor]:
    """Return the photograph in grey, the features of its patches (rows, columns, D), and their colours (…, 3)."""
    image = photograph(PHOTO).image
    patches = cut_into_patches(image)
    rows, columns = patches.shape[:2]
    grey = image[:, : rows * STRIDE, : columns * STRIDE].mean(dim=0)
    return grey, patch_features(image, "colour"), patches.mean(dim=(3, 4))


def calls(patch: tuple[int, int]) -> list[tuple[Tensor, ...]]:
    """Give the arguments of ``attention_layer``: one query, all patches, and matrices that change nothing."""
    _, features, colours = seen()
    inputs = torch.cat([features, colours], dim=2).flatten(0, 1)  # (N_X, D + 3)
    length = features.shape[2]
    keys, values = torch.eye(inputs.shape[1]).split([length, inputs.shape[1] - length], dim=1)
    return [(SHARPNESS * features[patch][None], inputs, keys.contiguous(), values.contiguous())]


def draw(axes: Axes, results: list[tuple[Tensor, ...]]) -> None:
    """Draw the weights of the query over the photograph."""
    grey, features, _ = seen()
    weights = results[0][3].reshape(features.shape[:2])
    draw_heatmap(axes, weights, grey, title="A: where the patch looks")


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Pick a patch of a photograph and see where it looks, through your ``attention_layer``.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    _, features, _ = seen()
    shape = (features.shape[0], features.shape[1])
    return driven_demo(
        exercises.exercises["attention_layer"],
        function,
        controls=[PickCell("patch", panel="method", shape=shape, start=(7, 10), label="patch", frozen_every=6)],
        calls=calls,
        draw=draw,
        about="One query, the features of the patch that is picked at the right. Left: your layer, run now. Right: the "
        f"method. {photograph(PHOTO).credit_line}",
    )
