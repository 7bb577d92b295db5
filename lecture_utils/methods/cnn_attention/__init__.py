"""Self-attention between the stages of a convolutional network: every cell of a feature map looks at all others.

Lecture 18.

- `MapAttention`, `MapAttentionSteps`: what both blocks are, and all that they compute. ``block.py``
- `SelfAttentionModule` of SAGAN, `NonLocalBlock`: the two papers' forms. ``sagan.py``, ``non_local.py``
- `attention_inside`, `cell_of_pixel`: where a pixel looks, in a backbone that blocks were inserted in. ``inside.py``
- `map_attention_costs`, `costs_against_resolution`: the price of (HW)². ``costs.py``
"""

from lecture_utils.methods.cnn_attention.block import MapAttention, MapAttentionSteps
from lecture_utils.methods.cnn_attention.costs import (
    MapAttentionCosts,
    ResolutionCosts,
    costs_against_resolution,
    map_attention_costs,
)
from lecture_utils.methods.cnn_attention.inside import attention_inside, cell_of_pixel
from lecture_utils.methods.cnn_attention.non_local import NonLocalBlock
from lecture_utils.methods.cnn_attention.sagan import SelfAttentionModule

__all__ = [
    "MapAttention",
    "MapAttentionCosts",
    "MapAttentionSteps",
    "NonLocalBlock",
    "ResolutionCosts",
    "SelfAttentionModule",
    "attention_inside",
    "cell_of_pixel",
    "costs_against_resolution",
    "map_attention_costs",
]
