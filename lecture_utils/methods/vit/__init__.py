"""The Vision Transformer (ViT): a picture is a sequence of patches, and the rest is a Transformer.

Lecture 20.

- `patch_sequence`, `PatchEmbedding`, `FeatureMapEmbedding`: a picture becomes vectors. ``patches.py``
- `VisionTransformer`, `vision_transformer`, `hybrid_transformer`: the network. ``network.py``
- `class_token_attention`, `attention_rollout`: where it looks. ``attention_maps.py``
- `position_similarity`, `principal_filters`: what it has learned. ``learned.py``
- `BY_PRETRAINING`, `BEST`: the accuracies that the paper reports. ``reported.py``
"""

from lecture_utils.methods.vit.attention_maps import attention_rollout, class_token_attention
from lecture_utils.methods.vit.learned import position_similarity, principal_filters
from lecture_utils.methods.vit.network import (
    SMALL,
    VisionTransformer,
    ViTSteps,
    hybrid_transformer,
    vision_transformer,
)
from lecture_utils.methods.vit.patches import FeatureMapEmbedding, PatchEmbedding, normalize, patch_sequence
from lecture_utils.methods.vit.reported import BEST, BY_PRETRAINING, PRETRAINING, Reported

__all__ = [
    "BEST",
    "BY_PRETRAINING",
    "PRETRAINING",
    "SMALL",
    "FeatureMapEmbedding",
    "PatchEmbedding",
    "Reported",
    "ViTSteps",
    "VisionTransformer",
    "attention_rollout",
    "class_token_attention",
    "hybrid_transformer",
    "normalize",
    "patch_sequence",
    "position_similarity",
    "principal_filters",
    "vision_transformer",
]
