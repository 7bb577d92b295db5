"""How BING learns. What it learned lies beside the method, in ``methods/proposals/bing_model.json``.

Two stages. First one template for all sizes: true boxes against boxes that meet none. Then for each size, how much its
scores are worth.
"""

from collections.abc import Sequence
from typing import Any

import torch
from sklearn.svm import LinearSVC
from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.proposals.bing import MODEL_FILE, BingModel, bing, local_maxima, score_map
from lecture_utils.methods.proposals.normed_gradients import (
    CELL,
    SIDES,
    NormedGradients,
    normed_gradients,
    window_features,
)
from lecture_utils.scenes.meadow import Meadow
from lecture_utils.training.fitting import Counts, Fitting, as_record, recall_figures, training_scenes

MEADOWS: Counts = ((128, 300), (256, 100), (512, 100))
PORTRAITS: Counts = ((256, 50), (512, 50))
"""Size and number of the training scenes: the sizes that BING is shown on, with things as large as in photographs."""

NEGATIVES = 60
"""Windows without an object, of each scene."""

FEWEST = 10
"""A size that fewer true windows have is not searched."""

Levels = Sequence[list[NormedGradients]]


def learn_bing(scenes: Sequence[Meadow], seed: int = 0) -> BingModel:
    """Learn the template and the calibration of its sizes.

    Parameters
    ----------
    scenes : sequence of Meadow
    seed : int
        Of the choice of windows without an object.

    Returns
    -------
    BingModel

    References
    ----------
    Cheng et al., *BING*, CVPR 2014, section 3.2.
    """
    levels = [normed_gradients(scene.image) for scene in scenes]
    truths = [scene.boxes for scene in scenes]
    weights = learn_template(levels, truths, seed)
    return BingModel(weights, calibrate(levels, truths, weights))


def learn_template(levels: Levels, truths: Sequence[Tensor], seed: int) -> Tensor:
    """Separate windows on an object from windows that meet none, by a linear support vector machine.

    Parameters
    ----------
    levels : sequence of N lists of NormedGradients
    truths : sequence of N tensors, shape (G, 4)
    seed : int

    Returns
    -------
    Tensor, shape (8, 8), float32
        For gradients from 0 to 255.
    """
    generator = torch.Generator().manual_seed(seed)
    positive, negative = [], []
    for scene_levels, truth in zip(levels, truths, strict=True):
        for level in scene_levels:
            rows, columns = (
                torch.arange(length - CELL + 1) for length in level.gradients.shape
            )  # where windows can start
            row, column = (part.flatten() for part in torch.meshgrid(rows, columns, indexing="ij"))
            if len(truth) == 0 or len(row) == 0:
                continue
            best = _best_overlap(level, row, column, truth)
            closest = _windows_on(level, truth)
            fits = box_iou(level.boxes(*closest), truth).diagonal() >= 0.5
            found = window_features(level.gradients, closest[0][fits], closest[1][fits])
            positive += [found, found.view(-1, CELL, CELL).flip(2).flatten(1)]  # and mirrored
            without = (best < 0.5).nonzero()[:, 0]
            drawn = without[torch.randint(max(1, len(without)), (NEGATIVES // 10,), generator=generator)]
            negative.append(window_features(level.gradients, row[drawn], column[drawn]))
    features = torch.cat(positive + negative) / 255
    labels = torch.cat([torch.ones(sum(map(len, positive))), -torch.ones(sum(map(len, negative)))])
    svm = LinearSVC(C=0.1, dual=False, class_weight="balanced", tol=1e-6, max_iter=10000)
    svm.fit(features.numpy(), labels.numpy())
    return torch.from_numpy(svm.coef_[0] / 255).float().view(CELL, CELL)


def calibrate(levels: Levels, truths: Sequence[Tensor], weights: Tensor) -> dict[tuple[int, int], tuple[float, float]]:
    """Learn for each size how much a score is worth: factor and offset, by a support vector machine on one number.

    A size of which windows rarely hold an object gets a low offset; a size of which fewer than ten do is left out.
    """
    scores: dict[tuple[int, int], list[Tensor]] = {}
    hits: dict[tuple[int, int], list[Tensor]] = {}
    for scene_levels, truth in zip(levels, truths, strict=True):
        for level in scene_levels:
            found = score_map(level.gradients, weights)
            row, column = local_maxima(found)
            scores.setdefault(level.size, []).append(found[row, column])
            hits.setdefault(level.size, []).append(_best_overlap(level, row, column, truth) >= 0.5)
    calibration = {}
    for size in sorted(scores):
        values, labels = torch.cat(scores[size]), torch.cat(hits[size])
        if FEWEST <= int(labels.sum()) < len(labels):
            spread = values.std()
            svm = LinearSVC(C=1.0, dual=False, tol=1e-6, max_iter=10000, intercept_scaling=10)
            svm.fit((values / spread).double().numpy()[:, None], labels.numpy())
            calibration[size] = (float(svm.coef_[0, 0] / spread), float(svm.intercept_[0]))
    return calibration


def _best_overlap(level: NormedGradients, rows: Tensor, columns: Tensor, truth: Tensor) -> Tensor:
    if len(truth) == 0:
        return torch.zeros(len(rows))
    return box_iou(level.boxes(rows, columns), truth).amax(1)


def _windows_on(level: NormedGradients, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Rows and columns of the windows whose centres are closest to those of the true boxes."""
    centre = (truth[:, :2] + truth[:, 2:]) / 2 / torch.tensor(level.scale) - CELL / 2  # (G, 2), x and y
    column, row = centre.round().long().clamp(min=0).T
    return row.clamp(max=level.gradients.shape[0] - CELL), column.clamp(max=level.gradients.shape[1] - CELL)


def as_json(model: BingModel) -> dict[str, Any]:
    """Write a model as JSON can hold it; :func:`~lecture_utils.methods.proposals.bing.model_from_json` reads it."""
    return {
        "sides": list(SIDES),
        "weights": [float(f"{value:.7g}") for value in model.weights.flatten().tolist()],
        "calibration": [[*size, *(float(f"{v:.7g}") for v in pair)] for size, pair in model.calibration.items()],
    }


class BingFitting(Fitting):
    """BING's template and calibration, by support vector machines."""

    name = "bing"
    summary = "BING's template of 8×8 normed gradients, and what its score is worth at each size"
    file = MODEL_FILE

    def fit(self) -> dict[str, Any]:
        """Learn from the training scenes; measure the recall on held-out ones."""
        model = learn_bing(training_scenes(MEADOWS, PORTRAITS))
        return {
            "scenes": as_record(MEADOWS, PORTRAITS),
            "figures": recall_figures(lambda image: bing(image, model).boxes),
            **as_json(model),
        }


fitting = BingFitting()
