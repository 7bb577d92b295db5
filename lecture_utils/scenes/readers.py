"""The slides' readers and books, and the four queries and three inputs, in numbers made by hand.

The slides "Attention (Concept)" name three readers and four books and give no numbers. The interests and the contents
below are invented: small enough to check by hand, chosen so that each reader leans to the book one would expect. The
slides "Attention Layer" draw four queries and three inputs without numbers; :data:`TINY` fills them in.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor


@dataclass(frozen=True)
class Readers:
    """Who reads, what there is to read, and what stands in it.

    Attributes
    ----------
    people, books, subjects, contents : tuple of str
        Names of the rows of ``interests``, of the rows of ``pages``, of the columns of ``interests``, and of the
        columns of ``pages``.
    interests : Tensor, shape (3 people, 3 subjects)
        From 0 to 6. The queries Q.
    pages : Tensor, shape (4 books, 4 contents)
        Which part of a book's pages is about what; each row sums to 1. The inputs X.
    subject_of : Tensor, shape (4 contents, 3 subjects)
        Which subjects a content belongs to. The key matrix W_K.
    taken : Tensor, shape (4 contents, 4 contents)
        A reader takes the pages as they are. The value matrix W_V, the identity.
    """

    people: tuple[str, ...]
    books: tuple[str, ...]
    subjects: tuple[str, ...]
    contents: tuple[str, ...]
    interests: Tensor
    pages: Tensor
    subject_of: Tensor
    taken: Tensor


READERS = Readers(
    people=("Scientist", "Lawyer", "Businessman"),
    books=("Popular Science", "Nature", "Business Journal", "Law & Order"),
    subjects=("science", "business", "law"),
    contents=("findings", "gadgets", "markets", "court cases"),
    interests=torch.tensor([[6.0, 0.0, 0.0], [1.0, 1.0, 6.0], [1.0, 6.0, 1.0]]),
    pages=torch.tensor([[0.4, 0.6, 0.0, 0.0], [0.9, 0.1, 0.0, 0.0], [0.0, 0.2, 0.7, 0.1], [0.0, 0.0, 0.2, 0.8]]),
    subject_of=torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    taken=torch.eye(4),
)
"""Slides "Attention (Concept)"; the numbers are ours."""


class Tiny(NamedTuple):
    """The attention layer's four inputs, in the order in which it takes them.

    Attributes
    ----------
    Q : Tensor, shape (4, 4)
        N_Q = 4 queries of length D_Q = 4, so that √D_Q = 2. The last is 0: it is as similar to every key.
    X : Tensor, shape (3, 2)
        N_X = 3 inputs of length D_X = 2.
    W_K : Tensor, shape (2, 4)
    W_V : Tensor, shape (2, 2)
        D_V = 2.
    """

    Q: Tensor
    X: Tensor
    W_K: Tensor
    W_V: Tensor


TINY = Tiny(
    Q=torch.tensor([[2.0, 0.0, 0.0, 1.0], [0.0, 2.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]),
    X=torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
    W_K=torch.tensor([[1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 1.0, -1.0]]),
    W_V=torch.tensor([[4.0, 0.0], [0.0, 2.0]]),
)
"""Slides "Attention Layer": Q1..Q4 and X1..X3; the numbers are ours."""


class TinySelf(NamedTuple):
    """The self-attention layer's inputs, in the order in which it takes them.

    Attributes
    ----------
    X : Tensor, shape (3, 2)
        The inputs of :data:`TINY`.
    W_Q : Tensor, shape (2, 4)
        D_Q = 4, so that √D_Q = 2.
    W_K : Tensor, shape (2, 4)
        That of :data:`TINY`.
    W_V : Tensor, shape (2, 2)
        That of :data:`TINY`.
    """

    X: Tensor
    W_Q: Tensor
    W_K: Tensor
    W_V: Tensor


TINY_SELF = TinySelf(
    X=TINY.X,
    W_Q=torch.tensor([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0]]),
    W_K=TINY.W_K,
    W_V=TINY.W_V,
)
"""Slides "Self-attention Layer": X1..X3, now with a query matrix; the numbers are ours."""


class TinyHeads(NamedTuple):
    """Three inputs of width 4 and two heads, of which each sees one half of every input, as the slide draws it.

    Attributes
    ----------
    X : Tensor, shape (3, 4)
    W_Q, W_K, W_V : Tensor, shape (2, 2, 2)
        Of each head: queries, keys and values of its half of the inputs.
    W_O : Tensor, shape (4, 4)
        The linear projection.
    """

    X: Tensor
    W_Q: Tensor
    W_K: Tensor
    W_V: Tensor
    W_O: Tensor


TINY_HEADS = TinyHeads(
    X=torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 2.0, 1.0, 1.0], [2.0, 1.0, 0.0, 2.0]]),
    W_Q=torch.tensor([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 2.0]]]),
    W_K=torch.tensor([[[2.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]]),
    W_V=torch.tensor([[[1.0, 0.0], [0.0, 3.0]], [[2.0, 0.0], [0.0, 1.0]]]),
    W_O=torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]]),
)
"""Slide "Multi-head Self-attention Layer": X1..X3, split; the numbers are ours."""
