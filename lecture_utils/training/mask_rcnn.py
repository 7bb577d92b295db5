"""The recipes of lecture 13: Mask R-CNN with RoI Align, and with RoI pooling in its place."""

from functools import partial
from typing import Any

from torch import Tensor
from torchvision.ops import roi_pool

from lecture_utils.methods.faster_rcnn import FasterRCNNSteps
from lecture_utils.methods.feature_pyramid import MERGED, FeaturePyramid
from lecture_utils.methods.mask_rcnn import GridPool, MaskRCNN
from lecture_utils.methods.roi import roi_align
from lecture_utils.training.checkpoint import load_network
from lecture_utils.training.data import in_order
from lecture_utils.training.detector import detection_figures
from lecture_utils.training.detector_snapshots import filled_up
from lecture_utils.training.faster_rcnn import CELLS, SCALES, FasterRCNNRecipe, proposal_figures
from lecture_utils.training.meadow_batch import MeadowBatch

MOST_MASKS = 12
"""Masks that a snapshot has, of the best detections."""


class MaskRCNNRecipe(FasterRCNNRecipe):
    """Mask R-CNN: five losses, trained together, from the trained Faster R-CNN with RoI Align on.

    It takes over the backbone and the region proposal network. The heads over regions begin anew, all of them: those of
    Faster R-CNN have learned from RoI Align, which would give this recipe a start that its variant hasn't.

    Attributes
    ----------
    pool : callable
        What regions are cut out with.
    """

    name = "mask_rcnn"
    summary = "Mask R-CNN with RoI Align: boxes and masks of 5 things in scenes of 128×128 pixels"
    steps = 1800
    validation_scenes = 0  # its figures of masks would take a third of the training's time
    starts_from = ("faster_rcnn_roi_align",)
    bfloat16 = False
    snapshots = ()
    pool: GridPool = staticmethod(partial(roi_align, sampling_ratio=2))

    def network(self) -> MaskRCNN:
        """Make the network."""
        return MaskRCNN(
            FeaturePyramid(), stage=MERGED, pool=self.pool, width=128, scales=SCALES, box_cells=CELLS, mask_cells=10
        )

    def start(self, network: Any) -> None:
        """Start from the trained backbone and region proposal network."""
        trained: Any = load_network("faster_rcnn_roi_align")
        network.backbone.load_state_dict(trained.backbone.state_dict())
        network.rpn.load_state_dict(trained.rpn.state_dict())
        network.backbone.freeze_norm()

    def evaluate(self, network: Any, data: Any) -> dict[str, float]:
        """Return the average precision of boxes and of masks, and the recall of the proposals."""
        scenes = [data[index] for index in range(len(data))]
        detections, boxes = [], list[FasterRCNNSteps]()
        for indices in in_order(len(data), self.batch_size):
            steps = network.mask_steps(MeadowBatch.of(scenes[index] for index in indices).images)
            detections += steps.detections
            boxes.append(steps.boxes)
        figures = detection_figures(detections, scenes) | detection_figures(detections, scenes, "masks")
        return figures | proposal_figures(boxes, scenes)

    def snapshot(self, network: Any) -> dict[str, Tensor]:
        """Return what Faster R-CNN's snapshot has, and "masks" (`MOST_MASKS`, m, m): probabilities, half precision."""
        steps = network.mask_steps(MeadowBatch.of(self.first_scene()).images)
        return super().snapshot(network) | {"masks": filled_up(steps.masks[0].half(), MOST_MASKS)}


class MaskRCNNWithRoIPooling(MaskRCNNRecipe):
    """The same with RoI pooling, whose roundings a box may bear better than a mask."""

    name = "mask_rcnn_roi_pool"
    summary = "Mask R-CNN with RoI pooling in place of RoI Align, otherwise as mask_rcnn"
    pool = staticmethod(roi_pool)


recipes = (MaskRCNNRecipe(), MaskRCNNWithRoIPooling())
