"""What the recipes of R-CNN and SPP-net fit after their last step: support vector machines and box regressions."""

from typing import Any

from lecture_utils.methods.rcnn import MiningRound, fit_rcnn, scene_features
from lecture_utils.methods.rcnn.network import ProposalNetwork
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.proposed_scenes import ProposedScenes

COST = 3e-4
"""The SVMs' C, chosen on 200 validation scenes: AP50 was 0.827 with 0.0001 and 0.0003, 0.825 with 0.001 (the paper's),
0.800 with 0.003 and 0.805 with 0.01."""

HARDEST = 24
"""Hard negatives of each round of mining that the record tells, those with the highest scores."""


def fit_to_scenes(network: ProposalNetwork, data: ProposedScenes, scenes: int) -> dict[str, Any]:
    """Fit SVMs and regressions to the features of the first training scenes.

    Parameters
    ----------
    network : ProposalNetwork
        Changed in place.
    data : ProposedScenes
    scenes : int
        At most so many.

    Returns
    -------
    dict of str to object
        "C", "scenes" and "mining": for each category its rounds of mining, with numbers as `MiningRound` has them and
        under "hardest" the `HARDEST` of the negatives that came in, each as [scene, proposal].
    """
    kept = []
    for index in range(min(scenes, len(data))):
        scene = data[index]
        kept.append(scene_features(network, scene.image, data.proposals(index), scene.boxes, scene.labels))
    svms = fit_rcnn(network, kept, COST)
    mining = {name: [_as_json(one) for one in svm.rounds] for name, svm in zip(THINGS, svms, strict=True)}
    return {"C": COST, "scenes": len(kept), "mining": mining}


def _as_json(one: MiningRound) -> dict[str, Any]:
    """Write a round of mining as JSON can hold it."""
    numbers = {name: value for name, value in one._asdict().items() if name != "came"}
    return numbers | {"hardest": one.came[:HARDEST].tolist()}
