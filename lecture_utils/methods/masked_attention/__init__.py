"""Masked attention: don't look ahead, and so predict the next word.

Lecture 17.

- `causal_mask`: which scores are set to −∞; `MultiheadAttention` takes it. ``../multihead_attention/masks.py``
- `Vocabulary`: words and their numbers. ``vocabulary.py``
- `LanguageModel`, `next_word_loss`: a Transformer that doesn't look ahead. ``language_model.py``
- `generate`, `write`: one word after another, with all weights; with cached keys and values. ``generation.py``
- `dependence`, `word_by_word_loss`: what leaks without the mask. ``lookahead.py``
- `learn_by_heart`: the slide's example, [START] Big cat → Big cat [END]. ``by_heart.py``
"""

from lecture_utils.methods.masked_attention.by_heart import SLIDE, Learned, learn_by_heart
from lecture_utils.methods.masked_attention.generation import Choice, NextWord, generate, greedy, sampling, write
from lecture_utils.methods.masked_attention.language_model import SMALL, LanguageModel, LanguageSteps, next_word_loss
from lecture_utils.methods.masked_attention.lookahead import dependence, word_by_word_loss
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
    "Learned",
    "NextWord",
    "Vocabulary",
    "causal_mask",
    "dependence",
    "generate",
    "greedy",
    "learn_by_heart",
    "next_word_loss",
    "sampling",
    "word_by_word_loss",
    "write",
]
