"""Multi-head attention: split, H independent heads in parallel, concatenate, linear projection.

Lecture 16. The one implementation that all later lectures use.

- `split_heads`, `concatenate_heads`. ``heads.py``
- `MultiheadAttention`, `MultiheadSteps`: the layer, and all that it computes. ``layer.py``
- `multihead_attention`, `count_parameters`, `matrices_of_heads`: the layer as a function. ``functional.py``
- `switched_off`: the layer without one of its heads. ``switched_off.py``
- `causal_mask`, `joint_mask`: masks for padding and for the future. ``masks.py``
"""

from lecture_utils.methods.multihead_attention.functional import (
    count_parameters,
    matrices_of_heads,
    multihead_attention,
)
from lecture_utils.methods.multihead_attention.heads import concatenate_heads, split_heads
from lecture_utils.methods.multihead_attention.layer import MultiheadAttention, MultiheadSteps
from lecture_utils.methods.multihead_attention.masks import causal_mask, joint_mask
from lecture_utils.methods.multihead_attention.switched_off import switched_off

__all__ = [
    "MultiheadAttention",
    "MultiheadSteps",
    "causal_mask",
    "concatenate_heads",
    "count_parameters",
    "joint_mask",
    "matrices_of_heads",
    "multihead_attention",
    "split_heads",
    "switched_off",
]
