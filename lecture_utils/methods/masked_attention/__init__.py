"""Masked attention: don't look ahead, and so predict the next word.

Lecture 17.

- `causal_mask`: which scores are set to −∞; `MultiheadAttention` takes it. ``../multihead_attention/masks.py``
- `Vocabulary`: words and their numbers. ``vocabulary.py``
- `LanguageModel`, `next_word_loss`: a Transformer that doesn't look ahead. ``language_model.py``
- `generate`, `write`: one word after another, with all weights; with cached keys and values. ``generation.py``
- `dependence`, `word_by_word_loss`: what leaks without the mask. ``lookahead.py``
- `overfit_example`: the slide's example, [START] Big cat → Big cat [END]. ``overfit_example.py``
"""

from lecture_utils.methods.masked_attention.generation import Choice, NextWord, generate, greedy, sampling, write
from lecture_utils.methods.masked_attention.language_model import SMALL, LanguageModel, LanguageSteps, next_word_loss
from lecture_utils.methods.masked_attention.lookahead import dependence, word_by_word_loss
from lecture_utils.methods.masked_attention.overfit_example import SLIDE, OverfitExample, overfit_example
from lecture_utils.methods.masked_attention.vocabulary import END, START, Vocabulary
from lecture_utils.methods.multihead_attention import causal_mask

__all__ = [
    "END",
    "SLIDE",
    "SMALL",
    "START",
    "Choice",
    "LanguageModel",
    "LanguageSteps",
    "NextWord",
    "OverfitExample",
    "Vocabulary",
    "causal_mask",
    "dependence",
    "generate",
    "greedy",
    "next_word_loss",
    "overfit_example",
    "sampling",
    "word_by_word_loss",
    "write",
]
