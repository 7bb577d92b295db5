"""Self-attention: the inputs ask one another, one query per input vector.

Lecture 15.

- `self_attention`, `SelfAttentionLayer`: the slides' layer, every matrix by its name. ``layer.py``
- `permute`, `permutation_matrix`, `equivariance_error`, `permutation_equivariance`: f(s(x)) = s(f(x)).
  ``permutation.py``
- `sinusoidal_positions`, `sinusoidal_positions_2d`, `LearnedPositions`: what breaks it. ``positions.py``
"""

from lecture_utils.methods.self_attention.layer import SelfAttentionLayer, SelfAttentionSteps, self_attention
from lecture_utils.methods.self_attention.permutation import (
    Permuted,
    equivariance_error,
    permutation_equivariance,
    permutation_matrix,
    permute,
)
from lecture_utils.methods.self_attention.positions import (
    LearnedPositions,
    encode_places,
    sinusoidal_positions,
    sinusoidal_positions_2d,
)

__all__ = [
    "LearnedPositions",
    "Permuted",
    "SelfAttentionLayer",
    "SelfAttentionSteps",
    "encode_places",
    "equivariance_error",
    "permutation_equivariance",
    "permutation_matrix",
    "permute",
    "self_attention",
    "sinusoidal_positions",
    "sinusoidal_positions_2d",
]
