"""The Transformer's encoder: layers in which vectors talk in self-attention, and only there."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.multihead_attention import MultiheadSteps
from lecture_utils.methods.transformer.block import EarlierInputs, TransformerBlock, each_or_none, with_positions
from lecture_utils.methods.transformer.steps import BlockSteps, noted
from lecture_utils.methods.validation import require


class TransformerEncoderLayer(TransformerBlock):
    """The block of the slide: self-attention, + residual, layer norm, one MLP per vector, + residual, layer norm.

    Parameters
    ----------
    d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, norm_first
        As for `TransformerBlock`.

    References
    ----------
    Slides "Transformer". Vaswani et al., *Attention Is All You Need*, 2017, section 3.1; pre-norm: Xiong et al., *On
    Layer Normalization in the Transformer Architecture*, ICML 2020. Takes the ``state_dict`` of
    :class:`torch.nn.TransformerEncoderLayer` and gives the same result; the batch comes first.
    """

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
        positions: Tensor | None = None,
        past: EarlierInputs | None = None,
    ) -> Tensor:
        """Turn a set of vectors into another.

        Parameters
        ----------
        src : Tensor, shape (..., N, D)
        src_mask : Tensor, shape (N, N), (batch · H, N, N) or (..., H, N, N), or None
            Bool: True where a vector may not look. Float: is added to the scores.
        src_key_padding_mask : Tensor, shape (..., N), or None
            Bool: True where a vector is padding. Float: is added to the scores.
        is_causal : bool
            Whether vector i looks at vectors 0..i only; then without ``src_mask``.
        positions : Tensor, broadcastable to (..., N, D), or None
            Is added to what queries and keys are made of, not to what values are made of: as DETR does in every layer.
        past : (Tensor, Tensor) or None
            As for `MultiheadAttention.steps`.

        Returns
        -------
        Tensor, shape (..., N, D)

        Raises
        ------
        ValueError
            If shapes or dtypes don't fit together.
        """

        def attention(x: Tensor) -> Tensor:
            asked = with_positions(x, positions)
            found = self.self_attn.steps(asked, asked, x, src_key_padding_mask, src_mask, is_causal, past)
            return self._dropped(found.output)

        x = src
        if self.norm_first:
            x = x + attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + attention(x))
        return self.norm2(x + self.mlp(x))

    def steps(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
        positions: Tensor | None = None,
        past: EarlierInputs | None = None,
    ) -> BlockSteps:
        """Return what each stage of the block computes, with all queries, keys, values and weights.

        Parameters
        ----------
        src, src_mask, src_key_padding_mask, is_causal, positions, past
            As for `forward`.

        Returns
        -------
        BlockSteps

        Raises
        ------
        ValueError
            As for `forward`.
        """
        arguments = (src, src_mask, src_key_padding_mask, is_causal, positions, past)
        return noted(self, lambda: self(*arguments), {"self-attention": self.self_attn})


class EncoderSteps(NamedTuple):
    """What a stack of layers computes.

    Attributes
    ----------
    layers : list of BlockSteps
    output : Tensor, shape (..., N, D)
        The last layer's, after the stack's own layer norm where it has one.
    """

    layers: list[BlockSteps]
    output: Tensor

    @property
    def weights(self) -> Tensor:
        """Every head's weights of every layer, shape (layers, ..., H, N, N)."""
        return torch.stack([layer.weights for layer in self.layers])

    @property
    def past(self) -> list[EarlierInputs]:
        """Each layer's keys and values, for inputs that come later."""
        steps: list[MultiheadSteps] = [layer.attention["self-attention"] for layer in self.layers]
        return [(one.K, one.V) for one in steps]


class TransformerEncoder(nn.Module):
    """Encoder layers, one after the other.

    Parameters
    ----------
    layers : iterable of TransformerEncoderLayer
        Each with weights of its own. (torch's takes one layer and copies it: all then start from equal weights.)
    norm : nn.Module or None
        A last layer norm: after pre-norm layers, nothing else has brought the sums of all residuals to one size.

    Raises
    ------
    ValueError
        If there is no layer.

    References
    ----------
    Vaswani et al., 2017, section 3.1. Takes the ``state_dict`` of :class:`torch.nn.TransformerEncoder`.
    """

    def __init__(self, layers: Iterable[TransformerEncoderLayer], norm: nn.Module | None = None) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        require(len(self.layers) > 0, "layers", "at least one layer", 0)
        self.norm: nn.Module | None = norm

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
        positions: Tensor | None = None,
    ) -> Tensor:
        """Turn a set of vectors into another; arguments as for `TransformerEncoderLayer.forward`."""
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask, is_causal, positions)
        return src if self.norm is None else self.norm(src)

    def steps(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
        positions: Tensor | None = None,
        past: list[EarlierInputs] | None = None,
    ) -> EncoderSteps:
        """Return what each layer computes; arguments as for `TransformerEncoderLayer.steps`, ``past`` for each layer.

        Raises
        ------
        ValueError
            As there, or if ``past`` isn't of as many layers.
        """
        taken: list[BlockSteps] = []
        layer: Any  # a ModuleList doesn't say of what
        for layer, earlier in zip(self.layers, each_or_none(past, len(self.layers)), strict=True):
            taken.append(layer.steps(src, mask, src_key_padding_mask, is_causal, positions, earlier))
            src = taken[-1].output
        return EncoderSteps(taken, src if self.norm is None else self.norm(src))
