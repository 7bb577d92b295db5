"""The Transformer's decoder: its vectors talk to one another, then look at the encoder's output."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.multihead_attention import MultiheadAttention
from lecture_utils.methods.transformer.block import TransformerBlock, with_positions
from lecture_utils.methods.transformer.steps import BlockSteps, noted
from lecture_utils.methods.validation import require


class TransformerDecoderLayer(TransformerBlock):
    """The decoder's block: self-attention, cross-attention, one MLP per vector; each with residual and layer norm.

    Parameters
    ----------
    d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, norm_first
        As for `TransformerBlock`.

    References
    ----------
    Vaswani et al., *Attention Is All You Need*, 2017, section 3.1 and figure 1. Takes the ``state_dict`` of
    :class:`torch.nn.TransformerDecoderLayer` and gives the same result; the batch comes first.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
        layer_norm_eps: float = 1e-5,
        *,
        norm_first: bool = False,
    ) -> None:
        super().__init__(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, norm_first=norm_first)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout)
        self.norm3 = nn.LayerNorm(d_model, layer_norm_eps)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        positions: Tensor | None = None,
        memory_positions: Tensor | None = None,
    ) -> Tensor:
        """Turn the decoder's vectors into others, with what they take from the encoder's output.

        Parameters
        ----------
        tgt : Tensor, shape (..., N, D)
            The decoder's vectors.
        memory : Tensor, shape (..., M, D)
            The encoder's output: keys and values of cross-attention.
        tgt_mask, memory_mask : Tensor, shape (N, N) and (N, M), (batch · H, ...) or (..., H, ...), or None
            Bool: True where a vector may not look. Float: is added to the scores.
        tgt_key_padding_mask, memory_key_padding_mask : Tensor, shape (..., N) and (..., M), or None
            Bool: True where a vector is padding. Float: is added to the scores.
        tgt_is_causal : bool
            Whether vector i looks at vectors 0..i of ``tgt`` only; then without ``tgt_mask``.
        positions : Tensor, broadcastable to (..., N, D), or None
            Is added to what the queries and keys of self-attention and the queries of cross-attention are made of.
            DETR's object queries are such positions.
        memory_positions : Tensor, broadcastable to (..., M, D), or None
            Is added to what the keys of cross-attention are made of.

        Returns
        -------
        Tensor, shape (..., N, D)

        Raises
        ------
        ValueError
            If shapes or dtypes don't fit together.
        """

        def self_attention(x: Tensor) -> Tensor:
            asked = with_positions(x, positions)
            found = self.self_attn.steps(asked, asked, x, tgt_key_padding_mask, tgt_mask, tgt_is_causal)
            return self._dropped(found.output)

        def cross_attention(x: Tensor) -> Tensor:
            asking, asked = with_positions(x, positions), with_positions(memory, memory_positions)
            found = self.multihead_attn.steps(asking, asked, memory, memory_key_padding_mask, memory_mask)
            return self._dropped(found.output)

        x = tgt
        if self.norm_first:
            x = x + self_attention(self.norm1(x))
            x = x + cross_attention(self.norm2(x))
            return x + self.mlp(self.norm3(x))
        x = self.norm1(x + self_attention(x))
        x = self.norm2(x + cross_attention(x))
        return self.norm3(x + self.mlp(x))

    def steps(self, tgt: Tensor, memory: Tensor, **arguments: Tensor | bool | None) -> BlockSteps:
        """Return what each stage of the block computes, with all queries, keys, values and weights.

        Parameters
        ----------
        tgt, memory, **arguments
            As for `forward`.

        Returns
        -------
        BlockSteps

        Raises
        ------
        ValueError
            As for `forward`.
        """
        attentions = {"self-attention": self.self_attn, "cross-attention": self.multihead_attn}
        return noted(self, lambda: self(tgt, memory, **arguments), attentions)


class DecoderSteps(NamedTuple):
    """What a stack of decoder layers computes.

    Attributes
    ----------
    layers : list of BlockSteps
    outputs : Tensor, shape (layers, ..., N, D)
        Every layer's output, after the stack's own layer norm where it has one: DETR predicts from each.
    """

    layers: list[BlockSteps]
    outputs: Tensor

    @property
    def output(self) -> Tensor:
        """What the stack returns, shape (..., N, D)."""
        return self.outputs[-1]

    @property
    def weights(self) -> Tensor:
        """Every head's weights of self-attention in every layer, shape (layers, ..., H, N, N)."""
        return torch.stack([layer.weights for layer in self.layers])

    @property
    def cross_weights(self) -> Tensor:
        """Every head's weights of cross-attention in every layer, shape (layers, ..., H, N, M)."""
        return torch.stack([layer.attention["cross-attention"].A for layer in self.layers])


class TransformerDecoder(nn.Module):
    """Decoder layers, one after the other, all with the same memory.

    Parameters
    ----------
    layers : iterable of TransformerDecoderLayer
        Each with weights of its own.
    norm : nn.Module or None
        A last layer norm.

    Raises
    ------
    ValueError
        If there is no layer.

    References
    ----------
    Vaswani et al., 2017, section 3.1. Takes the ``state_dict`` of :class:`torch.nn.TransformerDecoder`.
    """

    def __init__(self, layers: Iterable[TransformerDecoderLayer], norm: nn.Module | None = None) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        require(len(self.layers) > 0, "layers", "at least one layer", 0)
        self.norm: nn.Module | None = norm

    def forward(self, tgt: Tensor, memory: Tensor, **arguments: Tensor | bool | None) -> Tensor:
        """Turn the decoder's vectors into others; arguments as for `TransformerDecoderLayer.forward`."""
        for layer in self.layers:
            tgt = layer(tgt, memory, **arguments)
        return tgt if self.norm is None else self.norm(tgt)

    def steps(self, tgt: Tensor, memory: Tensor, **arguments: Tensor | bool | None) -> DecoderSteps:
        """Return what each layer computes; arguments as for `TransformerDecoderLayer.steps`."""
        taken: list[BlockSteps] = []
        layer: Any  # a ModuleList doesn't say of what
        for layer in self.layers:
            taken.append(layer.steps(tgt, memory, **arguments))
            tgt = taken[-1].output
        outputs = torch.stack([layer.output for layer in taken])  # (layers, ..., N, D)
        return DecoderSteps(taken, outputs if self.norm is None else self.norm(outputs))
