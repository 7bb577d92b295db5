"""Semantic segmentation: label every pixel with a category, without differentiating instances. Lecture 09.

The slides' three designs, in their order:

- *Sliding window*: a patch about each pixel, the class of its centre. `MultiscaleNetwork`, patches at several scales
  after Farabet et al. (``multiscale.py``, its `laplacian_pyramid` in ``pyramid.py``); `RecurrentNetwork`, that sees its
  own prediction after Pinheiro & Collobert (``recurrent.py``). ``patches.py`` cuts patches out, and lets a network for
  patches run over a whole image *à trous*, with the same numbers.
- *Fully convolutional, at full resolution*: `FullResolutionNetwork`. ``full_resolution.py``
- *Fully convolutional, down and up again*: `DownAndUpNetwork`, the slide's own (``down_and_up.py``), `FCN` with skip
  fusion (``fcn.py``), `DeconvNet` with max unpooling (``deconvnet.py``); :class:`~lecture_utils.methods.unet.UNet` is
  lecture 12's.

All turn images 3 × H × W into scores C × H × W; `predicted_labels` takes the highest. `label_by_patches` does what the
sliding window does, patch by patch (``by_patches.py``), and `segmentation_costs` counts how much of that is done again
(``costs.py``). ``by_hand.py`` has what a pencil can do: `times_read`, `receptive_field`, `convolution_multiply_adds`,
`confusion_and_iou`.
"""

from lecture_utils.methods.semantic_segmentation.by_hand import (
    confusion_and_iou,
    convolution_multiply_adds,
    receptive_field,
    times_read,
)
from lecture_utils.methods.semantic_segmentation.by_patches import (
    Cropped,
    PatchLabeller,
    dense_seconds,
    label_by_patches,
    patch_seconds,
)
from lecture_utils.methods.semantic_segmentation.costs import SegmentationCosts, segmentation_costs
from lecture_utils.methods.semantic_segmentation.deconvnet import DeconvNet
from lecture_utils.methods.semantic_segmentation.down_and_up import DownAndUpNetwork, Volume
from lecture_utils.methods.semantic_segmentation.fcn import FCN, BilinearUpsampling, fuse_scores
from lecture_utils.methods.semantic_segmentation.full_resolution import FullResolutionNetwork
from lecture_utils.methods.semantic_segmentation.labels import predicted_labels
from lecture_utils.methods.semantic_segmentation.multiscale import MultiscaleNetwork
from lecture_utils.methods.semantic_segmentation.patches import a_trous, all_pixels, centre_patches
from lecture_utils.methods.semantic_segmentation.pyramid import laplacian_pyramid
from lecture_utils.methods.semantic_segmentation.recurrent import RecurrentNetwork, block_means

__all__ = [
    "FCN",
    "BilinearUpsampling",
    "Cropped",
    "DeconvNet",
    "DownAndUpNetwork",
    "FullResolutionNetwork",
    "MultiscaleNetwork",
    "PatchLabeller",
    "RecurrentNetwork",
    "SegmentationCosts",
    "Volume",
    "a_trous",
    "all_pixels",
    "block_means",
    "centre_patches",
    "confusion_and_iou",
    "convolution_multiply_adds",
    "dense_seconds",
    "fuse_scores",
    "label_by_patches",
    "laplacian_pyramid",
    "patch_seconds",
    "predicted_labels",
    "receptive_field",
    "segmentation_costs",
    "times_read",
]
