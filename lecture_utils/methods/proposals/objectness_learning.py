"""How objectness learns: ``python -m lecture_utils.methods.proposals.objectness_learning`` writes its JSON.

On meadows of the training split, every box of the search is on an object (IoU at least 0.5) or on background. For each
parameter that value is taken under which the cue tells the two apart best; then the cues' histograms are counted.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from lecture_utils.atomic_write import atomic_write
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.proposals.objectness import MODEL_FILE, ObjectnessModel, search_boxes
from lecture_utils.methods.proposals.objectness_cues import (
    CUES,
    SALIENCY_SIDES,
    CueParameters,
    measure_cues,
    objectness_maps,
)
from lecture_utils.scenes.meadow import Meadow, scene_seed

SCENES = ((128, 100),)
"""Size and number of the training scenes."""

TRIED_ON = 6
"""Scenes on which the parameters are chosen."""

BINS = 16
"""Bins of each cue, that equally many boxes fall into."""

RAREST = 1e-4
"""Share that each bin gets in addition, so that no value is impossible."""

CANDIDATES: dict[str, tuple[float, ...]] = {
    "saliency": (0.1, 0.2, 0.35, 0.5),
    "contrast": (1.5, 2.0, 3.0, 4.0),
    "edges": (1.2, 1.5, 2.0, 3.0),
    "straddling": (25.0, 50.0, 100.0, 200.0),
}
"""Values of each parameter that are tried; one threshold serves all scales of the saliency."""


def training_scenes(counts: Sequence[tuple[int, int]] = SCENES) -> list[Meadow]:
    """Draw meadows of the training split: for each (size, number) the next seeds."""
    scenes: list[Meadow] = []
    for size, count in counts:
        scenes += [Meadow(scene_seed("train", len(scenes) + index), size) for index in range(count)]
    return scenes


def learn_objectness(scenes: Sequence[Meadow]) -> ObjectnessModel:
    """Choose the cues' parameters and count their histograms.

    References
    ----------
    Alexe et al., TPAMI 2012, sections 3 and 4.
    """
    parameters = choose_parameters(scenes[:TRIED_ON])
    cues, on_object = cues_of(scenes, parameters)
    steps = torch.arange(1, BINS, dtype=torch.float64) / BINS
    edges = torch.stack([_quantiles(cues[:, cue], on_object, steps) for cue in range(len(CUES))])
    tables = []
    for members in (on_object, ~on_object):
        bins = [torch.bucketize(cues[members, cue], edges[cue]) for cue in range(len(CUES))]
        shares = torch.stack([torch.bincount(one, minlength=BINS) for one in bins]) / max(1, int(members.sum()))
        tables.append((shares.double() + RAREST) / (1 + BINS * RAREST))
    return ObjectnessModel(parameters, edges, tables[0], tables[1], float(on_object.double().mean()))


def choose_parameters(scenes: Sequence[Meadow]) -> CueParameters:
    """Take for each cue the value under which it tells objects from background best, all others left as they are."""
    chosen = CueParameters()
    for number, cue in enumerate(CUES):
        scores = []
        for value in CANDIDATES[cue]:
            numbers: Any = (value,) * len(SALIENCY_SIDES) if cue == "saliency" else value
            trial = replace(chosen, **{cue: numbers})
            cues, on_object = cues_of(scenes, trial)
            scores.append((separation(cues[:, number], on_object), trial))
        chosen = max(scores, key=lambda scored: scored[0])[1]
    return chosen


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
        best = box_iou(boxes.float(), scene.boxes)
        on_object.append(best.amax(1) >= 0.5 if len(scene.boxes) else torch.zeros(len(boxes), dtype=torch.bool))
    return torch.cat(cues), torch.cat(on_object)


def _quantiles(values: Tensor, on_object: Tensor, steps: Tensor) -> Tensor:
    """Where bins end that hold equal shares of the boxes, objects and background counted alike."""
    some = [values[members].sort().values for members in (on_object, ~on_object)]
    thinned = [part[torch.linspace(0, len(part) - 1, 2000).long()] for part in some if len(part)]
    return torch.quantile(torch.cat(thinned), steps)


def model_to_json(model: ObjectnessModel) -> str:
    """Write a model with how it was learned."""
    record = {
        "recipe": "python -m lecture_utils.methods.proposals.objectness_learning",
        "scenes": [{"split": "train", "size": size, "count": count} for size, count in SCENES],
        "parameters": vars(model.parameters),
        "prior": float(f"{model.prior:.7g}"),
    }
    for name in ("edges", "object", "background"):
        record[name] = [[float(f"{value:.7g}") for value in row] for row in getattr(model, name).tolist()]
    return json.dumps(record, indent=1) + "\n"


def main() -> None:
    """Learn the model from the training scenes and write it into the package."""
    with atomic_write(MODEL_FILE) as file:
        file.write(model_to_json(learn_objectness(training_scenes())).encode())


if __name__ == "__main__":
    main()
