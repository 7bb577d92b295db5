"""A head switched off: what it passes on is 0, and all else stays as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn

from lecture_utils.methods.multihead_attention.layer import MultiheadAttention
from lecture_utils.methods.validation import require


@contextmanager
def switched_off(attention: MultiheadAttention, head: int) -> Iterator[None]:
    """Let a head contribute nothing to the projection while the block runs.

    Parameters
    ----------
    attention : MultiheadAttention
    head : int
        Counted from 0.

    Raises
    ------
    ValueError
        If the layer has no such head.

    References
    ----------
    Michel, Levy and Neubig, *Are Sixteen Heads Really Better than One?*, NeurIPS 2019, section 2.2 and equation 1.
    """
    require(0 <= head < attention.num_heads, "head", f"from 0 to {attention.num_heads - 1}", head)
    part = attention.embed_dim // attention.num_heads

    def silence(_: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...]:
        concatenated = given[0].clone()
        concatenated[..., head * part : (head + 1) * part] = 0
        return (concatenated, *given[1:])

    hook = attention.out_proj.register_forward_pre_hook(silence)
    try:
        yield
    finally:
        hook.remove()
