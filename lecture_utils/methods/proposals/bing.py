"""BING: score every window of every size by one small linear model, on its 8×8 normed gradients."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.proposals.binary_scores import BinaryModel, BitPlane, bit_planes
from lecture_utils.methods.proposals.normed_gradients import CELL, NormedGradients, normed_gradients
from lecture_utils.methods.proposals.result import check_image, ranked
from lecture_utils.methods.validation import require

MODEL_FILE = Path(__file__).with_name("bing_model.json")
"""The model that was learned from meadows, with its record."""

REACH = 2
"""A window is left out if one at most so many steps away, in either direction, has a higher score."""

PER_SIZE = 130
"""Windows of each size that are kept."""


@dataclass(frozen=True)
class BingModel:
    """What BING has learned.

    Attributes
    ----------
    weights : Tensor, shape (8, 8), float32
        The template that each window's gradients are multiplied with.
    calibration : dict of (int, int) to (float, float)
        For each size (width, height) that objects have: what the score is multiplied with, and what is added then.
    """

    weights: Tensor
    calibration: dict[tuple[int, int], tuple[float, float]]


@dataclass(frozen=True)
class BingSize:
    """What BING finds among the windows of one size.

    Attributes
    ----------
    gradients : NormedGradients
    scores : Tensor, shape (h − 7, w − 7)
        Of every window.
    rows, columns : Tensor, shape (K,), int64
        Where the windows start that are kept.
    boxes : Tensor, shape (K, 4)
        The same in pixels of the image.
    calibrated : Tensor, shape (K,)
        Their scores, comparable to those of other sizes.
    planes : tuple of BitPlane
        What each bit adds to the scores; none where they aren't scored by bits.
    """

    gradients: NormedGradients
    scores: Tensor
    rows: Tensor
    columns: Tensor
    boxes: Tensor
    calibrated: Tensor
    planes: tuple[BitPlane, ...] = ()


def bing(
    image: Tensor,
    model: BingModel | None = None,
    binary: BinaryModel | None = None,
    max_proposals: int | None = None,
    keep_steps: bool = False,
) -> Proposals[tuple[BingSize, ...]]:
    """Propose the windows whose normed gradients look most like those of an object, whatever its category.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    model : BingModel or None
        None: the one that was learned from meadows.
    binary : BinaryModel or None
        Score with this approximation, on the gradients' highest bits, instead of ``model.weights``.
    max_proposals : int or None
        How many proposals to keep.
    keep_steps : bool
        Whether to keep gradients and scores of each size, and what each bit adds to them.

    Returns
    -------
    Proposals

    Raises
    ------
    ValueError
        If an argument is none of the above.

    References
    ----------
    Cheng et al., *BING: Binarized Normed Gradients for Objectness Estimation at 300fps*, CVPR 2014. Slide "Region
    Proposals".
    """
    check_image(image)
    model = learned_model() if model is None else model
    require(tuple(model.weights.shape) == (CELL, CELL), "model", "weights of shape (8, 8)", tuple(model.weights.shape))
    found = []
    for level in normed_gradients(image):
        if level.size not in model.calibration:
            continue
        planes = () if binary is None else tuple(bit_planes(level.gradients, binary))
        scores = planes[-1].so_far.float() if planes else score_map(level.gradients, model.weights)
        rows, columns = local_maxima(scores)
        factor, offset = model.calibration[level.size]
        boxes = level.boxes(rows, columns)
        found.append(BingSize(level, scores, rows, columns, boxes, factor * scores[rows, columns] + offset, planes))
    boxes = torch.cat([torch.zeros(0, 4), *(size.boxes for size in found)])
    scores = torch.cat([torch.zeros(0), *(size.calibrated for size in found)])
    return ranked(boxes, scores, tuple(found) if keep_steps else None, max_proposals)


def score_map(gradients: Tensor, weights: Tensor) -> Tensor:
    """Multiply the template with every 8×8 window and sum.

    Parameters
    ----------
    gradients : Tensor, shape (h, w), uint8
    weights : Tensor, shape (8, 8)

    Returns
    -------
    Tensor, shape (h − 7, w − 7)
        Same as ``conv2d``, which is slow for a single channel: rows first, as one matrix product, then their sums.
    """
    in_rows = gradients.float().unfold(1, CELL, 1) @ weights.T  # (h, w − 7, 8): each row's part in each template row
    height = len(gradients) - CELL + 1
    return torch.stack([in_rows[row : row + height, :, row] for row in range(CELL)]).sum(0)


def local_maxima(scores: Tensor, reach: int = REACH, max_proposals: int = PER_SIZE) -> tuple[Tensor, Tensor]:
    """Find the windows whose score no window around exceeds; the best of them, by falling score.

    Parameters
    ----------
    scores : Tensor, shape (h, w)
    reach : int
        How many rows and columns around are looked at.
    max_proposals : int

    Returns
    -------
    rows, columns : Tensor, shape (K,), int64
    """
    highest = max_pool2d(scores[None], 2 * reach + 1, stride=1, padding=reach)[0]
    rows, columns = (scores == highest).nonzero().T
    order = scores[rows, columns].argsort(descending=True, stable=True)[:max_proposals]
    return rows[order], columns[order]


@cache
def learned_model() -> BingModel:
    """Load the model that was learned from meadows: ``python -m lecture_utils.training bing``."""
    return model_from_json(MODEL_FILE.read_text(encoding="utf-8"))


def model_from_json(text: str) -> BingModel:
    """Read a model as its recipe writes it."""
    record = json.loads(text)
    calibration = {(int(w), int(h)): (float(a), float(b)) for w, h, a, b in record["calibration"]}
    return BingModel(torch.tensor(record["weights"], dtype=torch.float32).view(CELL, CELL), calibration)
