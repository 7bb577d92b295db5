"""The recipe of lecture 22: DETR, whose object queries learn to share the things of a scene among them."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.detr import DETR, DETROutput, Matching, detr_detections, match_queries, true_sets
from lecture_utils.methods.evaluation import Detections, Truth, average_precision
from lecture_utils.methods.feature_pyramid import MERGED, FeaturePyramid
from lecture_utils.methods.nms import compiled_nms
from lecture_utils.scenes.meadow import THINGS, MeadowCache, Split
from lecture_utils.scenes.meadow.scene import MOST_THINGS
from lecture_utils.training.checkpoint import load_network
from lecture_utils.training.data import in_order
from lecture_utils.training.detector import Detector, detection_figures
from lecture_utils.training.meadow_batch import MeadowBatch
from lecture_utils.training.recipe import with_own_rate

SNAPSHOT_SCENES = 24
"""The first scenes of the validation split: what the network makes of them is recorded at moments of the training."""

NO_OBJECT = 0.3
"""What a query counts in the loss that should say ∅.

The paper's has 100 queries for about 7 things: all that should say ∅ count 93 · 0.1, a little more than the things.
With 12 queries for 3.1 things, 0.1 makes them count a third of that, and several queries find the same thing; with 0.5
the network learned more slowly.
"""

EARLY = (0.0, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08)
LATE = (0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class DETRRecipe(Detector):
    """DETR on scenes of 128 × 128 pixels: 16 × 16 cells, 12 object queries, 3 + 3 layers.

    Besides the detectors' figures it tells the AP50 of what each decoder layer predicts, and what suppression would
    make of it (Carion et al., ECCV 2020, figure 4); and the share of things that two queries find.

    The paper trained for 300 times 118 thousand photographs, on 16 GPUs for three days; this recipe has half an hour of
    one processor. Three things help: cells of 8 pixels, from the merged map of a pyramid, since a thing of 30 pixels is
    lost in cells of 16; a backbone that has learned with Faster R-CNN what a thing is and where it ends, beyond the
    paper's, which knew ImageNet's categories; and the weight of ∅ (`NO_OBJECT`).

    The stem and the first stage aren't trained, as in the authors' code; the other stages at a lower rate than the
    Transformer (section 4: "with a learning rate of 10⁻⁴ for the transformer and 10⁻⁵ in the backbone").
    """

    name = "detr"
    summary = "DETR: a set of predictions from 12 object queries, 5 things in scenes of 128×128 pixels"
    steps = 9500
    seeds = (0,)
    batch_size = 8
    learning_rate = 8e-4
    backbone_rate = 2e-4
    weight_decay = 1e-2
    averaging = 0.999
    clip = 1.0
    starts_from = ("faster_rcnn_roi_align",)
    snapshots = EARLY + LATE

    def network(self) -> DETR:
        """Make the network."""
        return DETR(FeaturePyramid(finest="stage2"), stage=MERGED)

    def start(self, network: DETR) -> None:
        """Start from the trained pyramid of Faster R-CNN with RoI Align, which is finer by a stage."""
        own = network.backbone.state_dict()
        trained: Any = load_network("faster_rcnn_roi_align")
        weights = trained.backbone.state_dict()
        network.backbone.load_state_dict({name: weights[name] for name in own})
        network.backbone.freeze_norm()
        network.backbone.freeze_until("stage1")

    def parameter_groups(self, network: nn.Module) -> list[dict[str, Any]]:
        """Let the backbone learn more slowly than the rest."""
        assert isinstance(network, DETR)
        return with_own_rate(super().parameter_groups(network), network.backbone.parameters(), self.backbone_rate)

    def settings(self) -> dict[str, Any]:
        """Return the numbers that decide how a step changes the weights."""
        return super().settings() | {"backbone_rate": self.backbone_rate}

    def loss(self, network: DETR, batch: MeadowBatch) -> dict[str, Tensor]:
        """Return the terms of the set loss, of the last layer and of the others."""
        truths = [Truth(*one) for one in zip(batch.boxes, batch.labels, strict=True)]
        return network.losses(batch.images, truths, NO_OBJECT)

    def detect(self, network: Any, data: Any, indices: list[int]) -> list[Detections]:
        """Return what the network finds in each of these scenes."""
        found: list[Detections] = network.detect(MeadowBatch.of(data[index] for index in indices).images)
        return found

    def evaluate(self, network: Any, data: Any) -> dict[str, float]:
        """Return the average precision, that of each layer, and that of each with suppression."""
        scenes = [data[index] for index in range(len(data))]
        outputs = [
            network.steps(MeadowBatch.of(scenes[index] for index in indices).images).outputs
            for indices in in_order(len(data), self.batch_size)
        ]
        found = layer_detections(outputs, (self.size, self.size))
        figures = detection_figures(found[-1], scenes)
        figures["found twice"] = found_twice(found[-1], scenes)
        for number, layer in enumerate(found, start=1):
            suppressed = [with_suppression(one) for one in layer]
            figures[f"AP50 of layer {number}"] = average_precision(layer, scenes, THINGS, (0.5,)).mean
            figures[f"AP50 of layer {number}, suppressed"] = average_precision(suppressed, scenes, THINGS, (0.5,)).mean
        return figures

    def snapshot(self, network: DETR) -> dict[str, Tensor]:
        """Return what the network predicts for these scenes, and the matching.

        Returns
        -------
        dict of str to Tensor
            "scores" (S, Q, 6) and "boxes" (S, Q, 4), in half precision; "matched" (S, 8), int8: the query of each
            thing, −1 behind the last thing.
        """
        data = self.data(Split.VALIDATION, self.validation_scenes)
        scenes = [data[index] for index in range(SNAPSHOT_SCENES)]
        output = network(MeadowBatch.of(scenes).images)
        truths = true_sets(scenes, (self.size, self.size))
        matchings = [match_queries(output.at(place), truth) for place, truth in enumerate(truths)]
        matched = torch.stack([queries_of_things(matching) for matching in matchings])
        return {"scores": output.scores.half(), "boxes": output.boxes.half(), "matched": matched}


def watched_scenes() -> MeadowCache:
    """Return the scenes whose matching is recorded during the training; drawn where they aren't yet."""
    return MeadowCache(Split.VALIDATION, SNAPSHOT_SCENES, DETRRecipe.size)


def queries_of_things(matching: Matching) -> Tensor:
    """Write down a matching from the things' side: the query of each, −1 behind the last, shape (8,), int8."""
    queries = torch.full((MOST_THINGS,), -1, dtype=torch.int8)
    queries[matching.things] = matching.queries.to(torch.int8)
    return queries


def layer_detections(outputs: list[DETROutput], size: tuple[int, int]) -> list[list[Detections]]:
    """Turn what every decoder layer predicts into detections.

    Parameters
    ----------
    outputs : list of DETROutput
        For each batch, scores (layers, N, Q, K + 1) and boxes (layers, N, Q, 4).
    size : (int, int)
        Height and width of the scenes in pixels.

    Returns
    -------
    list of list of Detections
        For each layer, of all scenes.
    """
    layers = len(outputs[0].scores)
    return [
        [detr_detections(batch.at(layer, n), size) for batch in outputs for n in range(batch.scores.shape[1])]
        for layer in range(layers)
    ]


def found_twice(
    detections: Sequence[Detections], scenes: Sequence[Any], sure: float = 0.5, overlap: float = 0.5
) -> float:
    """Return the share of things that more than one query finds.

    Parameters
    ----------
    detections : sequence of N Detections
    scenes : sequence of N scenes
        With boxes and labels.
    sure, overlap : float
        A query finds a thing if its score for the thing's category, and the IoU of its box, are at least so large.

    Returns
    -------
    float
        Among the things that are found at all.
    """
    counts = []
    for found, scene in zip(detections, scenes, strict=True):
        sees = (box_iou(found.boxes, scene.boxes) >= overlap) & (found.labels[:, None] == scene.labels)  # (Q, T)
        counts.append((sees & (found.scores >= sure)[:, None]).sum(dim=0))  # (T,)
    every = torch.cat(counts)
    return float((every > 1).sum() / (every > 0).sum().clamp(min=1))


def with_suppression(found: Detections, iou_threshold: float = 0.7) -> Detections:
    """Suppress what another detection of the same category overlaps.

    The paper's network gains nothing by it after its last layers (figure 4); ours does, a little: of the things
    that it finds, one in seven is found by two queries, the second one being less sure.
    """
    boxes, scores, labels, _ = found
    kept = compiled_nms(boxes, scores, iou_threshold, labels)
    return Detections(boxes[kept], scores[kept], labels[kept])


recipe = DETRRecipe()
