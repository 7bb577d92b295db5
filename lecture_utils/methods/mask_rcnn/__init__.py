"""Mask R-CNN: a Faster R-CNN that also says which pixels of a box belong to the thing.

Lecture 13. What it has in common with Faster R-CNN, it takes from there, and RoI Align from lecture 05.

- `MaskHead`: a mask for every category from each pooled region. ``head.py``
- `project_masks`: the true mask, seen through the region. ``targets.py``
- `mask_loss`: on the true class only; `competing_mask_loss`: with a softmax over the classes. ``loss.py``
- `paste_masks`: back into the image; `paste_mask`: one of them, line by line. ``paste.py``
- `MaskRCNN`: the whole network, its losses, its steps. ``network.py``
- `WalkThrough`: the slide's network with the slide's numbers. ``walk_through.py``
"""

from lecture_utils.methods.mask_rcnn.head import MaskHead
from lecture_utils.methods.mask_rcnn.loss import competing_mask_loss, mask_loss, of_class
from lecture_utils.methods.mask_rcnn.network import THRESHOLD, GridPool, MaskRCNN, MaskRCNNSteps
from lecture_utils.methods.mask_rcnn.paste import interpolation_weights, paste_mask, paste_masks
from lecture_utils.methods.mask_rcnn.targets import project_masks
from lecture_utils.methods.mask_rcnn.walk_through import WalkThrough, WalkThroughSteps, project_proposals

__all__ = [
    "THRESHOLD",
    "GridPool",
    "MaskHead",
    "MaskRCNN",
    "MaskRCNNSteps",
    "WalkThrough",
    "WalkThroughSteps",
    "competing_mask_loss",
    "interpolation_weights",
    "mask_loss",
    "of_class",
    "paste_mask",
    "paste_masks",
    "project_masks",
    "project_proposals",
]
