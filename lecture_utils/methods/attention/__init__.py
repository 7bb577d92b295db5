"""Attention: each query takes from all inputs, by how similar it is to their keys.

Lecture 14, slides "Attention (Concept)" and "Attention Layer". ``layer`` is the slides' attention layer in their
notation, ``loops`` the same one product at a time, ``scaled_dot_product`` is the general form with the name, arguments
and results of :func:`torch.nn.functional.scaled_dot_product_attention`. ``scaling`` measures why the scores are divided
by √D_Q, ``patches`` lets the patches of a photograph attend to one another. The softmax is that of all lectures: it
lies beside this folder.
"""

from lecture_utils.methods.attention.layer import AttentionLayer, AttentionSteps, attention_layer, similarities
from lecture_utils.methods.attention.loops import attend, attention_by_loops, dot_product
from lecture_utils.methods.attention.patches import (
    FEATURES,
    attend_over_patches,
    cut_into_patches,
    patch_features,
    patches_that_hold,
)
from lecture_utils.methods.attention.scaled_dot_product import (
    attention_and_weights,
    masked_scores,
    masked_softmax,
    scaled_dot_product_attention,
)
from lecture_utils.methods.attention.scaling import Saturation, random_scores, saturation, softmax_gradient
from lecture_utils.methods.softmax import softmax

__all__ = [
    "FEATURES",
    "AttentionLayer",
    "AttentionSteps",
    "Saturation",
    "attend",
    "attend_over_patches",
    "attention_and_weights",
    "attention_by_loops",
    "attention_layer",
    "cut_into_patches",
    "dot_product",
    "masked_scores",
    "masked_softmax",
    "patch_features",
    "patches_that_hold",
    "random_scores",
    "saturation",
    "scaled_dot_product_attention",
    "similarities",
    "softmax",
    "softmax_gradient",
]
