"""The Transformer: blocks that take a set of vectors and return a set of vectors.

Lecture 19. Masked language models, ViT and DETR are made of these.

- `TransformerEncoderLayer`, `TransformerEncoder`: the block of the slide, and a stack of them. ``encoder.py``
- `TransformerDecoderLayer`, `TransformerDecoder`: with cross-attention. ``decoder.py``
- `TransformerBlock`: what both share. ``block.py``; `BlockSteps`: every stage of a layer by its name. ``steps.py``
- `changes_at_each_stage`: which outputs change when one input does. ``influence.py``
- `TransformerSizes`, `transformer_parameters`, `transformer_multiply_adds`: cost against hyperparameters. ``costs.py``
"""

from lecture_utils.methods.transformer.block import TransformerBlock
from lecture_utils.methods.transformer.costs import (
    BASE,
    Costs,
    TransformerSizes,
    transformer_multiply_adds,
    transformer_parameters,
)
from lecture_utils.methods.transformer.decoder import DecoderSteps, TransformerDecoder, TransformerDecoderLayer
from lecture_utils.methods.transformer.encoder import EncoderSteps, TransformerEncoder, TransformerEncoderLayer
from lecture_utils.methods.transformer.influence import changes_at_each_stage
from lecture_utils.methods.transformer.steps import BlockSteps

__all__ = [
    "BASE",
    "BlockSteps",
    "Costs",
    "DecoderSteps",
    "EncoderSteps",
    "TransformerBlock",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
    "TransformerSizes",
    "changes_at_each_stage",
    "transformer_multiply_adds",
    "transformer_parameters",
]
