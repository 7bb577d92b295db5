"""Multi-head attention: split, H independent heads in parallel, concatenate, linear projection.

Lecture 16. The one implementation that all later lectures use.

- `split_heads`, `concatenate_heads`. ``heads.py``
- `MultiheadAttention`, `MultiheadSteps`: the layer, and all that it computes. ``layer.py``
- `causal_mask`, `joint_mask`: masks for padding and for the future. ``masks.py``
"""

from lecture_utils.methods.multihead_attention.heads import concatenate_heads, split_heads
from lecture_utils.methods.multihead_attention.layer import MultiheadAttention, MultiheadSteps
from lecture_utils.methods.multihead_attention.masks import causal_mask, joint_mask

__all__ = ["MultiheadAttention", "MultiheadSteps", "causal_mask", "concatenate_heads", "joint_mask", "split_heads"]
