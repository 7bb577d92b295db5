"""The multi-head attention layer: split, H independent heads in parallel, concatenate, project."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from lecture_utils.methods.multihead_attention.heads import AttentionOfHeads, concatenate_heads, split_heads
from lecture_utils.methods.multihead_attention.masks import causal_mask, joint_mask
from lecture_utils.methods.validation import require


class MultiheadSteps(NamedTuple):
    """What the multi-head attention layer computes, in its order.

    Attributes
    ----------
    Q : Tensor, shape (..., H, N_Q, D / H)
        Each head's queries.
    K, V : Tensor, shape (..., H, N_X, D / H)
        Each head's keys and values.
    A : Tensor, shape (..., H, N_Q, N_X)
        Each head's attention weights, before dropout; each row sums to 1, or to 0 where the query may look nowhere.
    Y : Tensor, shape (..., H, N_Q, D / H)
        Each head's outputs.
    concatenated : Tensor, shape (..., N_Q, D)
        The heads' outputs, side by side.
    output : Tensor, shape (..., N_Q, D)
        After the linear projection.
    """

    Q: Tensor
    K: Tensor
    V: Tensor
    A: Tensor
    Y: Tensor
    concatenated: Tensor
    output: Tensor

    @property
    def E(self) -> Tensor:
        """Each head's similarities before any mask, shape (..., H, N_Q, N_X)."""
        return self.Q @ self.K.transpose(-2, -1) / math.sqrt(self.Q.shape[-1])


class MultiheadAttention(nn.Module):
    """Attention with H heads: each compares other properties of the inputs, and all look at once.

    Parameters
    ----------
    embed_dim : int
        D: length of a query and of an output.
    num_heads : int
        H, a divisor of D.
    dropout : float
        Probability with which a weight is set to 0 in training.
    bias : bool
        Whether the projections add a bias.

    Attributes
    ----------
    in_proj_weight : nn.Parameter, shape (3 · D, D)
        W_Q, W_K and W_V of all heads, transposed, one below the other: head h has rows h · D / H on of each.
    in_proj_bias : nn.Parameter, shape (3 · D,), or None
    heads : AttentionOfHeads
        What the heads do; without weights.
    out_proj : nn.Linear
        The projection after the heads.

    Raises
    ------
    ValueError
        If a length isn't a positive integer, H doesn't divide D, or ``dropout`` is no probability.

    Notes
    -----
    The slide splits the input vectors among the heads. The paper, and this layer, let every head see whole vectors
    through matrices of its own, and split what these return; where a head's matrices are zero but for its part of the
    vectors, that is the slide's picture.

    The batch comes first, and may be left out or have several dimensions. A query that may look nowhere gets weights 0
    where torch gives NaN.

    References
    ----------
    Slide "Multi-head Self-attention Layer". Vaswani et al., *Attention Is All You Need*, 2017, section 3.2.2. Takes the
    ``state_dict`` of :class:`torch.nn.MultiheadAttention` and gives the same result.
    """

    in_proj_bias: nn.Parameter | None

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        for name, length in (("embed_dim", embed_dim), ("num_heads", num_heads)):
            require(isinstance(length, int) and length >= 1, name, "a positive integer", repr(length))
        require(embed_dim % num_heads == 0, "num_heads", f"a divisor of embed_dim, {embed_dim}", num_heads)
        require(0 <= dropout <= 1, "dropout", "a probability from 0 to 1", dropout)
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * embed_dim, embed_dim))
        self.register_parameter("in_proj_bias", nn.Parameter(torch.zeros(3 * embed_dim)) if bias else None)
        self.heads = AttentionOfHeads()
        self.out_proj = nn.Linear(embed_dim, embed_dim, bias)
        self._initialise()

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Let each query take from all inputs, once in each head.

        Parameters
        ----------
        query : Tensor, shape (..., N_Q, D)
        key, value : Tensor, shape (..., N_X, D)
            Self-attention where all three are the same, cross-attention where the queries are others.
        key_padding_mask : Tensor, shape (..., N_X), or None
            Bool: True where an input is padding. Float: is added to the scores.
        need_weights : bool
            Whether the weights are returned.
        attn_mask : Tensor, shape (N_Q, N_X), (N · H, N_Q, N_X) or (..., H, N_Q, N_X), or None
            Bool: True where a query may *not* look (the opposite of ``scaled_dot_product_attention``). Float: added.
            The second form is torch's; N is the product of all batch dimensions.
        average_attn_weights : bool
            Whether the returned weights are the mean over the heads.
        is_causal : bool
            Whether query i looks at inputs 0..i only; then without ``attn_mask``.

        Returns
        -------
        output : Tensor, shape (..., N_Q, D)
        weights : Tensor, shape (..., N_Q, N_X), or (..., H, N_Q, N_X) of each head, or None

        Raises
        ------
        ValueError
            If shapes or dtypes don't fit together.
        """
        steps = self.steps(query, key, value, key_padding_mask, attn_mask, is_causal)
        if not need_weights:
            return steps.output, None
        return steps.output, steps.A.mean(dim=-3) if average_attn_weights else steps.A

    def steps(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        attn_mask: Tensor | None = None,
        is_causal: bool = False,
        past: tuple[Tensor, Tensor] | None = None,
    ) -> MultiheadSteps:
        """Return everything that the layer computes.

        Parameters
        ----------
        query, key, value, key_padding_mask, attn_mask, is_causal
            As for `forward`.
        past : (Tensor, Tensor) or None
            Each head's keys and values of earlier inputs, (..., H, N, D / H): those of ``key`` and ``value`` come
            behind them, masks are for both together, and ``is_causal`` counts the earlier ones too. The next call's
            ``past`` are the K and V that are returned.

        Returns
        -------
        MultiheadSteps

        Raises
        ------
        ValueError
            As for `forward`.
        """
        self._check(query, key, value)
        Q, K, V = (split_heads(vectors, self.num_heads) for vectors in self._project(query, key, value))
        if past is not None:
            earlier = past[0].shape[-2]
            K, V = torch.cat([past[0], K], dim=-2), torch.cat([past[1], V], dim=-2)  # (..., H, earlier + N_X, D / H)
            if is_causal:
                attn_mask, is_causal = causal_mask(Q.shape[-2], K.shape[-2], earlier).to(K.device), False
        mask = joint_mask(attn_mask, key_padding_mask, is_causal, (*Q.shape[:-1], K.shape[-2]))
        dropout_p = self.dropout if self.training else 0.0
        Y, A = self.heads(Q, K, V, mask, dropout_p, is_causal and mask is None)  # all heads in parallel
        concatenated = concatenate_heads(Y)  # (..., N_Q, D)
        return MultiheadSteps(Q, K, V, A, Y, concatenated, self.out_proj(concatenated))

    def _project(self, query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, ...]:
        """Compute Q = XW_Q, K = XW_K and V = XW_V; what is made of the same inputs in one product."""
        width = self.embed_dim
        if query is key and key is value:
            return self._product(query, 0, 3).split(width, dim=-1)
        if query is key:  # DETR adds positions to these two only
            return *self._product(query, 0, 2).split(width, dim=-1), self._product(value, 2, 3)
        if key is value:
            return self._product(query, 0, 1), *self._product(key, 1, 3).split(width, dim=-1)
        return self._product(query, 0, 1), self._product(key, 1, 2), self._product(value, 2, 3)

    def _product(self, vectors: Tensor, first: int, behind: int) -> Tensor:
        """Multiply by some of W_Q, W_K and W_V, side by side, and add their biases."""
        rows = slice(first * self.embed_dim, behind * self.embed_dim)
        bias = None if self.in_proj_bias is None else self.in_proj_bias[rows]
        return linear(vectors, self.in_proj_weight[rows], bias)

    def _check(self, query: Tensor, key: Tensor, value: Tensor) -> None:
        for name, vectors in (("query", query), ("key", key), ("value", value)):
            fits = vectors.dim() >= 2 and vectors.shape[-1] == self.embed_dim
            require(fits, name, f"(..., N, {self.embed_dim})", tuple(vectors.shape))
        same = key.shape[:-1] == value.shape[:-1]
        require(same, "value", f"one for each key {tuple(key.shape[:-1])}", tuple(value.shape))
        same = query.shape[:-2] == key.shape[:-2]
        require(same, "key", f"of the query's batch {tuple(query.shape[:-2])}", tuple(key.shape))

    def _initialise(self) -> None:
        """Start as torch's layer does (Glorot & Bengio, 2010)."""
        nn.init.xavier_uniform_(self.in_proj_weight)
        if self.out_proj.bias is not None:
            nn.init.zeros_(self.out_proj.bias)
