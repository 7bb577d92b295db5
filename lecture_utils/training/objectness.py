"""How objectness learns. What it learned lies beside the method, in ``methods/proposals/objectness_model.json``.

In scenes of the training split, every box of the search is on an object (IoU at least 0.5) or on background. For each
parameter that value is taken under which the cue tells the two apart best; then the cues' histograms are counted.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.proposals.objectness import MODEL_FILE, ObjectnessModel, objectness, search_boxes
from lecture_utils.methods.proposals.objectness_cues import (
    CUES,
    MEASURES,
    SALIENCY_SIDES,
    CueParameters,
    measure_cues,
    objectness_maps,
)
from lecture_utils.scenes.meadow import Meadow
from lecture_utils.training.fitting import Counts, Fitting, as_record, recall_figures, training_scenes

Separations = dict[str, list[list[float]]]
"""For each cue, pairs of a parameter's value and how well the cue tells objects from background with it."""

MEADOWS: Counts = ((128, 100), (512, 12))
PORTRAITS: Counts = ((512, 12),)
"""Size and number of the training scenes: the sizes that objectness is shown on, with things as large as in
photographs."""

TRIED_ON: tuple[Counts, Counts] = (((128, 40), (512, 6)), ((512, 6),))
"""Meadows and portraits on which the parameters are chosen."""

BINS = 16
"""Bins of each cue, that equally many boxes fall into."""

RAREST = 1e-4
"""Share that each bin gets in addition, so that no value is impossible."""

CANDIDATES: dict[str, tuple[float, ...]] = {
    "saliency": (0.02, 0.05, 0.1, 0.2, 0.35),
    "contrast": (1.1, 1.2, 1.3, 1.5, 2.0, 3.0, 4.0),
    "edges": (1.2, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0),
    "straddling": (25.0, 50.0, 100.0, 200.0, 400.0),
}
"""Values of each parameter that are tried; one threshold serves all scales of the saliency.

In meadows a ring of edges tells little more than all edges in the box: from 3 on, with a ring of 8/9 of the box, the
separation changes by less than 0.003.
"""


def learn_objectness(scenes: Sequence[Meadow], tried_on: Sequence[Meadow]) -> tuple[ObjectnessModel, Separations]:
    """Choose the cues' parameters and count their histograms.

    Parameters
    ----------
    scenes : sequence of Meadow
        Whose boxes are counted.
    tried_on : sequence of Meadow
        On which the parameters are chosen.

    Returns
    -------
    ObjectnessModel
    Separations
        What each value of each parameter reached.

    References
    ----------
    Alexe et al., TPAMI 2012, sections 3 and 4.
    """
    parameters, tried = choose_parameters(tried_on)
    cues, on_object = cues_of(scenes, parameters)
    steps = torch.arange(1, BINS, dtype=torch.float64) / BINS
    edges = torch.stack([_quantiles(cues[:, cue], on_object, steps) for cue in range(len(CUES))])
    tables = []
    for members in (on_object, ~on_object):
        bins = [torch.bucketize(cues[members, cue], edges[cue]) for cue in range(len(CUES))]
        shares = torch.stack([torch.bincount(one, minlength=BINS) for one in bins]) / max(1, int(members.sum()))
        tables.append((shares.double() + RAREST) / (1 + BINS * RAREST))
    return ObjectnessModel(parameters, edges, tables[0], tables[1], float(on_object.double().mean())), tried


def choose_parameters(scenes: Sequence[Meadow]) -> tuple[CueParameters, Separations]:
    """Take for each cue the value under which it tells objects from background best, among boxes of one size.

    Among boxes of all sizes, a parameter would be chosen by how well its cue measures size: objects are larger than
    most boxes of the search.

    Parameters
    ----------
    scenes : sequence of Meadow

    Returns
    -------
    CueParameters
    Separations
    """
    chosen = CueParameters()
    tried: Separations = {}
    boxes = [search_boxes(*scene.image.shape[1:]) for scene in scenes]
    on_object = torch.cat([holds_object(some, scene) for some, scene in zip(boxes, scenes, strict=True)])
    sizes = torch.cat([size_classes(some, scene) for some, scene in zip(boxes, scenes, strict=True)])
    maps = [objectness_maps(scene.image, chosen) for scene in scenes]
    for cue in CUES:
        reached = {}
        for value in CANDIDATES[cue]:
            numbers: Any = (value,) * len(SALIENCY_SIDES) if cue == "saliency" else value
            trial = replace(chosen, **{cue: numbers})
            if cue == "straddling":  # the one parameter that a map depends on
                maps = [objectness_maps(scene.image, trial) for scene in scenes]
            measured = [MEASURES[cue](one, some, trial) for one, some in zip(maps, boxes, strict=True)]
            reached[trial] = separation_within(torch.cat(measured), on_object, sizes)
        tried[cue] = [[value, round(one, 6)] for value, one in zip(CANDIDATES[cue], reached.values(), strict=True)]
        chosen = max(reached, key=lambda trial: reached[trial])
    return chosen, tried


def size_classes(boxes: Tensor, scene: Meadow) -> Tensor:
    """Put boxes (K, 4) into classes by their share of the scene, each class to twice the area of the one before."""
    share = (boxes[:, 2:] - boxes[:, :2]).prod(1).double() / scene.image[0].numel()
    return -share.log2().floor().long()  # (K,): 0 is the whole scene, 1 from half of it on


def separation_within(values: Tensor, on_object: Tensor, classes: Tensor) -> float:
    """Return the mean `separation` of the classes, each weighted by its boxes on objects."""
    parts = []
    for one in classes[on_object].unique():
        members = classes == one
        count = int(on_object[members].sum())
        if count < int(members.sum()):
            parts.append((count, separation(values[members], on_object[members])))
    return sum(count * value for count, value in parts) / max(1, sum(count for count, _ in parts))


def separation(values: Tensor, on_object: Tensor) -> float:
    """Return the probability that a box on an object has a larger value than one on background (area under the ROC)."""
    _, rank = values.unique(return_inverse=True)
    counts = [
        torch.bincount(rank[members], minlength=int(rank.max()) + 1).double() for members in (on_object, ~on_object)
    ]
    below = counts[1].cumsum(0) - counts[1] / 2  # a tie counts half
    return float((counts[0] * below).sum() / (counts[0].sum() * counts[1].sum()).clamp(min=1))


def cues_of(scenes: Sequence[Meadow], parameters: CueParameters) -> tuple[Tensor, Tensor]:
    """Measure the cues of all boxes of the search in scenes: shape (K, 4), and which are on an object: (K,), bool."""
    cues, on_object = [], []
    for scene in scenes:
        boxes = search_boxes(*scene.image.shape[1:])
        cues.append(measure_cues(objectness_maps(scene.image, parameters), boxes, parameters))
        on_object.append(holds_object(boxes, scene))
    return torch.cat(cues), torch.cat(on_object)


def holds_object(boxes: Tensor, scene: Meadow) -> Tensor:
    """Say which boxes (K, 4) overlap a thing of the scene by half: (K,), bool."""
    if len(scene.boxes) == 0:
        return torch.zeros(len(boxes), dtype=torch.bool)
    return box_iou(boxes.float(), scene.boxes).amax(1) >= 0.5


def _quantiles(values: Tensor, on_object: Tensor, steps: Tensor) -> Tensor:
    """Where bins end that hold equal shares of the boxes, objects and background counted alike."""
    some = [values[members].sort().values for members in (on_object, ~on_object)]
    thinned = [part[torch.linspace(0, len(part) - 1, 2000).long()] for part in some if len(part)]
    return torch.quantile(torch.cat(thinned), steps)


def as_json(model: ObjectnessModel) -> dict[str, Any]:
    """Write a model as JSON can hold it; `objectness_from_json` of the method reads it."""
    tables = {
        name: [[float(f"{value:.7g}") for value in row] for row in getattr(model, name).tolist()]
        for name in ("edges", "object", "background")
    }
    return {"parameters": asdict(model.parameters), "prior": float(f"{model.prior:.7g}"), **tables}


class ObjectnessFitting(Fitting):
    """The four cues' parameters and histograms."""

    name = "objectness"
    summary = "objectness: what each of its four cues is measured with, and how likely its values are on objects"
    file = MODEL_FILE

    def fit(self) -> dict[str, Any]:
        """Learn from the training scenes; measure the recall on held-out ones."""
        model, tried = learn_objectness(training_scenes(MEADOWS, PORTRAITS), training_scenes(*TRIED_ON))
        return {
            "scenes": as_record(MEADOWS, PORTRAITS),
            "parameters chosen on": as_record(*TRIED_ON),
            "separation within sizes": tried,
            "figures": recall_figures(lambda image: objectness(image, model).boxes, scenes=40),
            **as_json(model),
        }


fitting = ObjectnessFitting()
