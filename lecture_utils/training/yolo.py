"""The recipe of YOLO: the shared backbone, two fully connected layers, one loss of five terms."""

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.evaluation import Detections
from lecture_utils.methods.yolo import YOLO, FullyConnectedHead
from lecture_utils.training.detector import Detector, start_from_trained
from lecture_utils.training.detector_snapshots import MOMENTS
from lecture_utils.training.meadow_batch import MeadowBatch

PLACES = 8
"""At so many places of the grid the fully connected layers see each scene: where it is, and moved by chance."""


class YoloRecipe(Detector):
    """YOLO on scenes of 128 × 128 pixels: S = 8, B = 2, C = 5.

    A fully connected layer has weights of its own for each cell: it has to see every kind of thing in every cell,
    where a convolution has to see it once. The paper's saw 135 times 16 thousand photographs. Ours see each feature
    map at several places instead, which costs next to nothing (`loss`), and so need no dropout.

    Attributes
    ----------
    bfloat16 : bool
        Whether convolutions multiply in half precision while training.
    """

    name = "yolo"
    summary = "YOLO: one run of one network gives all boxes and classes, 8×8 cells"
    steps = 7200
    bfloat16 = True
    seeds = (0,)
    learning_rate = 2e-3
    starts_from = ("backbone",)
    snapshots = MOMENTS

    def network(self) -> nn.Module:
        """Make the network: the last stage keeps its resolution, so its map has 8 × 8 cells."""
        backbone = Backbone()
        backbone.keep_resolution("stage4")
        return YOLO(backbone, head=partial(FullyConnectedHead, dropout=0.0))

    def start(self, network: Any) -> None:
        """Load the backbone's weights."""
        start_from_trained(network.backbone, freeze_norm=False)

    def loss(self, network: Any, batch: MeadowBatch) -> dict[str, Tensor]:
        """Return the five terms, over several places of each scene."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16):
            maps = network.feature_map(batch.images).float()
        targets = network.targets(batch.boxes, batch.labels)
        places = [(0, 0), *torch.randint(network.grid, (PLACES - 1, 2)).tolist()]
        maps = torch.cat([maps.roll(place, dims=(2, 3)) for place in places])  # (PLACES · N, C, S, S)
        targets = torch.cat([targets.roll(place, dims=(1, 2)) for place in places])  # (PLACES · N, S, S, 5 + C)
        return network.losses(network.head(maps), targets)._asdict()

    def detect(self, network: Any, data: Any, indices: list[int]) -> list[Detections]:
        """Return what the network finds in each of these scenes."""
        return network.detect(MeadowBatch.of(data[index] for index in indices).images)


recipe = YoloRecipe()
