"""Faster R-CNN: the feature map itself says where to look.

Lecture 07. What it has in common with Fast R-CNN, it takes from there.

- `base_anchors`, `grid_anchors`: boxes of several scales and ratios about every cell. ``anchors.py``
- `label_anchors`, `anchor_targets`: what each anchor is trained to be. ``anchor_labels.py``
- `RPNHead`: objectness and offsets of every anchor. ``rpn.py``
- `match_boxes`: the rule behind these labels. ``methods/matcher.py``
- `encode_offsets`, `decode_offsets`: from an anchor to a box and back. ``methods/box_coder.py``
- `proposal_steps`, `filter_proposals`: from scored anchors to proposals. ``proposals.py``
- `rpn_loss`: its two terms. ``loss.py``; `binary_cross_entropy`: ``methods/losses.py``
- `FasterRCNN`: the whole network, its four losses, its steps. ``network.py``
"""

from lecture_utils.methods.box_coder import decode_offsets, encode_offsets
from lecture_utils.methods.faster_rcnn.anchor_labels import AnchorLabels, AnchorTargets, anchor_targets, label_anchors
from lecture_utils.methods.faster_rcnn.anchors import RATIOS, SCALES, base_anchors, crosses_border, grid_anchors
from lecture_utils.methods.faster_rcnn.loss import RPNLoss, rpn_loss
from lecture_utils.methods.faster_rcnn.network import FasterRCNN, FasterRCNNSteps
from lecture_utils.methods.faster_rcnn.proposals import ProposalSteps, filter_proposals, proposal_steps
from lecture_utils.methods.faster_rcnn.rpn import RPNHead, RPNOutput
from lecture_utils.methods.losses import binary_cross_entropy
from lecture_utils.methods.matcher import match_boxes

__all__ = [
    "RATIOS",
    "SCALES",
    "AnchorLabels",
    "AnchorTargets",
    "FasterRCNN",
    "FasterRCNNSteps",
    "ProposalSteps",
    "RPNHead",
    "RPNLoss",
    "RPNOutput",
    "anchor_targets",
    "base_anchors",
    "binary_cross_entropy",
    "crosses_border",
    "decode_offsets",
    "encode_offsets",
    "filter_proposals",
    "grid_anchors",
    "label_anchors",
    "match_boxes",
    "proposal_steps",
    "rpn_loss",
]
