"""Objectness: how likely is it that a box holds an object? Four cues, combined by naive Bayes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.nms import compiled_nms
from lecture_utils.methods.proposals.edge_boxes import sliding_boxes
from lecture_utils.methods.proposals.objectness_cues import (
    CUES,
    CueParameters,
    ObjectnessMaps,
    measure_cues,
    objectness_maps,
)
from lecture_utils.methods.proposals.result import check_image, ranked
from lecture_utils.methods.validation import require

MODEL_FILE = Path(__file__).with_name("objectness_model.json")
"""The model that was learned from meadows, with its record."""


@dataclass(frozen=True)
class ObjectnessModel:
    """What objectness has learned: the cues' parameters, and how often each value comes up.

    Attributes
    ----------
    parameters : CueParameters
    edges : Tensor, shape (4, B − 1), float64
        Between which values of each cue one bin ends and the next begins.
    object, background : Tensor, shape (4, B), float64
        p(cue | object) and p(cue | background): the share of such boxes in each bin.
    prior : float
        p(object): share of the boxes of the search that are on an object.
    """

    parameters: CueParameters
    edges: Tensor
    object: Tensor
    background: Tensor
    prior: float


@dataclass(frozen=True)
class ObjectnessSteps:
    """What objectness finds out on the way.

    Attributes
    ----------
    maps : ObjectnessMaps
    boxes : Tensor, shape (K, 4), int64
        All boxes of the search.
    cues : Tensor, shape (K, 4), float64
        Saliency, contrast, edges and straddling of each.
    object, background : Tensor, shape (K, 4), float64
        The likelihoods p(cue | object) and p(cue | background) of each box's cues.
    posterior : Tensor, shape (K,), float64
        p(object | cues).
    """

    maps: ObjectnessMaps
    boxes: Tensor
    cues: Tensor
    object: Tensor
    background: Tensor
    posterior: Tensor


def objectness(
    image: Tensor,
    model: ObjectnessModel | None = None,
    cues: tuple[str, ...] = CUES,
    beta: float = 0.5,
    max_proposals: int = 1000,
    keep_steps: bool = False,
) -> Proposals[ObjectnessSteps]:
    """Propose the boxes that are likeliest to hold an object, by four cues.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    model : ObjectnessModel or None
        None: the one that was learned from meadows.
    cues : tuple of str
        Which of "saliency", "contrast", "edges" and "straddling" are combined.
    beta : float
        A box is left out if its IoU with a likelier one is larger.
    max_proposals : int
        How many proposals to keep.
    keep_steps : bool
        Whether to keep maps, cues and likelihoods.

    Returns
    -------
    Proposals
        Scores are p(object | cues).

    Raises
    ------
    ValueError
        If an argument is none of the above.

    References
    ----------
    Alexe et al., *Measuring the Objectness of Image Windows*, TPAMI 2012. The paper draws its boxes at random, by
    their saliency; here they are those of a search over all places, sizes and shapes. Slide "Region Proposals".
    """
    check_image(image)
    known = len(cues) > 0 and set(cues) <= set(CUES)
    require(known, "cues", f"some of {', '.join(CUES)}", list(cues))
    require(0 <= beta <= 1, "beta", "a number from 0 to 1", beta)
    require(max_proposals >= 1, "max_proposals", "a positive integer", max_proposals)
    model = learned_objectness() if model is None else model
    maps = objectness_maps(image, model.parameters)
    boxes = search_boxes(image.shape[1], image.shape[2])
    values = measure_cues(maps, boxes, model.parameters)
    on_object, on_background = likelihoods(model, values)
    posterior = combine(on_object, on_background, model.prior, cues)
    kept = compiled_nms(boxes.double(), posterior, beta)[:max_proposals]
    steps = ObjectnessSteps(maps, boxes, values, on_object, on_background, posterior) if keep_steps else None
    return ranked(boxes[kept], posterior[kept], steps)


def search_boxes(height: int, width: int) -> Tensor:
    """List the boxes that are asked about: neighbours have an IoU of about 0.6, shape (K, 4), int64."""
    smallest = max(64.0, height * width / 256)
    return torch.from_numpy(sliding_boxes(height, width, 0.6, smallest))


def likelihoods(model: ObjectnessModel, cues: Tensor) -> tuple[Tensor, Tensor]:
    """Look up how often such values come up on objects and on background.

    Parameters
    ----------
    model : ObjectnessModel
    cues : Tensor, shape (K, 4)

    Returns
    -------
    object, background : Tensor, shape (K, 4)
    """
    bins = torch.searchsorted(model.edges, cues.T.contiguous())  # (4, K)
    return model.object.gather(1, bins).T, model.background.gather(1, bins).T


def combine(on_object: Tensor, on_background: Tensor, prior: float, cues: tuple[str, ...] | None = None) -> Tensor:
    """Combine the cues by Bayes' rule, as if they were independent of each other.

    p(object | cues) = p(object) ∏ p(cue | object) / Σ over object and background of the same.

    Parameters
    ----------
    on_object, on_background : Tensor, shape (K, C)
        Likelihoods of C cues.
    prior : float
        p(object).
    cues : tuple of str, optional
        Which columns to multiply, where they are the four :data:`CUES`; all where left out.

    Returns
    -------
    Tensor, shape (K,)

    References
    ----------
    Alexe et al., TPAMI 2012, equation 5.
    """
    chosen = slice(None) if cues is None else [CUES.index(cue) for cue in cues]
    yes = prior * on_object[:, chosen].prod(1)
    no = (1 - prior) * on_background[:, chosen].prod(1)
    return yes / (yes + no)


@cache
def learned_objectness() -> ObjectnessModel:
    """Load the model that was learned from meadows: ``python -m lecture_utils.training objectness``."""
    return objectness_from_json(MODEL_FILE.read_text(encoding="utf-8"))


def objectness_from_json(text: str) -> ObjectnessModel:
    """Read a model as its recipe writes it."""
    record = json.loads(text)
    parameters = record["parameters"]
    edges, on_object, on_background = (
        torch.tensor(record[name], dtype=torch.float64) for name in ("edges", "object", "background")
    )
    return ObjectnessModel(
        CueParameters(
            tuple(parameters["saliency"]), parameters["contrast"], parameters["edges"], parameters["straddling"]
        ),
        edges,
        on_object,
        on_background,
        record["prior"],
    )
