"""What no gradient trains in R-CNN: support vector machines and box regressions, fitted to features that are kept."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.box_coder import encode_offsets
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.matcher import label_regions
from lecture_utils.methods.rcnn.network import ProposalNetwork
from lecture_utils.methods.rcnn.regression import ridge_regression
from lecture_utils.methods.rcnn.svm import LinearSVM, MiningRound, mine_hard_negatives
from lecture_utils.methods.validation import require

NEGATIVE_BELOW = 0.3
"""Regions that overlap every true box of a category by less are negatives for its SVM; true boxes are positives."""

REGRESSED_FROM = 0.6
"""Regions that overlap a true box by so much learn to become it: from far away there is nothing linear to learn."""

FEATURE_NORM = 20.0
"""Features are scaled to this norm in the mean, for which the SVMs' C was chosen."""


class SceneFeatures(NamedTuple):
    """What is kept of one scene's regions.

    Attributes
    ----------
    positives : Tensor, shape (G, D), float16
        Features of the true boxes.
    labels : Tensor, shape (G,), int64
    features : Tensor, shape (L, D), float16
        Of the proposals.
    overlaps : Tensor, shape (L, K)
        The largest IoU of each proposal with a true box of each category.
    last_maps : Tensor, shape (P, M), float16
        Of the regions that are near to a true box.
    offsets : Tensor, shape (P, 4)
        What turns each of these into its true box.
    near_labels : Tensor, shape (P,), int64
        The categories of these.
    """

    positives: Tensor
    labels: Tensor
    features: Tensor
    overlaps: Tensor
    last_maps: Tensor
    offsets: Tensor
    near_labels: Tensor


@torch.no_grad()
def scene_features(
    network: ProposalNetwork, image: Tensor, proposals: Tensor, true_boxes: Tensor, true_labels: Tensor
) -> SceneFeatures:
    """Run the network over every proposal and true box of a scene; keep what SVMs and regressions learn from.

    Parameters
    ----------
    network : ProposalNetwork
        With its classifier trained, in eval mode.
    image : Tensor, shape (3, H, W)
    proposals : Tensor, shape (L, 4)
    true_boxes : Tensor, shape (G, 4)
    true_labels : Tensor, shape (G,), int64

    Returns
    -------
    SceneFeatures
    """
    count = len(true_boxes)
    regions = torch.cat([true_boxes, proposals])  # (G + L, 4)
    stages = network.follow(image, regions)
    features = stages.features.half()
    ious = box_iou(proposals, true_boxes).nan_to_num(0.0)  # (L, G)
    of_category = torch.nn.functional.one_hot(true_labels, network.categories).bool()  # (G, K)
    overlaps = (ious[:, :, None] * of_category).amax(dim=1) if count else ious.new_zeros(len(ious), network.categories)
    found = label_regions(regions, true_boxes, true_labels, REGRESSED_FROM, REGRESSED_FROM)
    near = found.truth >= 0
    return SceneFeatures(
        features[:count],
        true_labels,
        features[count:],
        overlaps,
        stages.last_map[near].half(),
        encode_offsets(true_boxes[found.truth[near]], regions[near]),
        found.labels[near] - 1,
    )


def fit_rcnn(
    network: ProposalNetwork, scenes: Iterable[SceneFeatures], cost: float = 1e-3, penalty: float = 1000.0
) -> list[LinearSVM]:
    """Train a support vector machine and a box regression for each category; put them into the network.

    Parameters
    ----------
    network : ProposalNetwork
        Changed in place.
    scenes : iterable of SceneFeatures
    cost : float
        Of the SVMs, see `train_svm`.
    penalty : float
        Of the regressions, see `ridge_regression`.

    Returns
    -------
    list of K LinearSVM
        With their rounds of mining, for features of the network times its `FEATURE_NORM`'s factor. What ``came`` in is
        told as (scene, proposal).

    Raises
    ------
    ValueError
        If a category has no true box.
    """
    kept = list(scenes)
    norms = torch.cat([scene.features.float().norm(dim=1) for scene in kept])
    scale = FEATURE_NORM / float(norms.mean())
    svms = []
    for category in range(network.categories):
        positives = torch.cat([scene.positives[scene.labels == category] for scene in kept]).float() * scale
        require(len(positives) > 0, "scenes", f"a true box of category {category}", "none")
        svm = mine_hard_negatives(positives, _negatives(kept, category, scale), cost)
        network.svms.weight[category] = svm.weights * scale
        network.svms.bias[category] = svm.bias
        svms.append(svm._replace(rounds=tuple(_as_proposals(one, kept, category) for one in svm.rounds)))
        _fit_regression(network, kept, category, penalty)
    return svms


def _negatives(scenes: list[SceneFeatures], category: int, scale: float) -> Iterator[Tensor]:
    for scene in scenes:
        yield scene.features[_negative_proposals(scene, category)].float() * scale


def _negative_proposals(scene: SceneFeatures, category: int) -> Tensor:
    """Return which proposals of a scene are negatives for a category's SVM."""
    return (scene.overlaps[:, category] < NEGATIVE_BELOW).nonzero()[:, 0]


def _as_proposals(one: MiningRound, scenes: list[SceneFeatures], category: int) -> MiningRound:
    """Turn rows among a scene's negatives into numbers of its proposals."""
    regions = {scene: _negative_proposals(scenes[scene], category) for scene in one.came[:, 0].unique().tolist()}
    came = [[scene, int(regions[scene][row])] for scene, row in one.came.tolist()]
    return one._replace(came=torch.tensor(came, dtype=torch.long).view(-1, 2))


def _fit_regression(network: ProposalNetwork, scenes: list[SceneFeatures], category: int, penalty: float) -> None:
    last_maps = torch.cat([scene.last_maps[scene.near_labels == category] for scene in scenes]).float()
    offsets = torch.cat([scene.offsets[scene.near_labels == category] for scene in scenes])
    regressor = ridge_regression(last_maps, offsets, penalty)
    rows = slice(4 * category, 4 * category + 4)
    network.regressors.weight[rows] = regressor.weights
    network.regressors.bias[rows] = regressor.bias
