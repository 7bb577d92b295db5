"""What encoder and decoder layers share: attention, layer norms and the MLP of every vector."""

from collections.abc import Callable, Iterator

from torch import Tensor, nn
from torch.nn.functional import dropout, gelu, relu

from lecture_utils.methods.multihead_attention import MultiheadAttention
from lecture_utils.methods.validation import require

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"relu": relu, "gelu": gelu}
"""What lies between the two matrices of the MLP."""

EarlierInputs = tuple[Tensor, Tensor]
"""Each head's keys and values of earlier inputs, (..., H, N, D / H) both."""


class TransformerBlock(nn.Module):
    """The parts of a Transformer layer: attention, MLP, layer norms. A subclass's ``forward`` says how they follow.

    Parameters
    ----------
    d_model : int
        D: length of every vector.
    nhead : int
        Heads per attention, a divisor of D.
    dim_feedforward : int
        Width of the MLP between its two matrices.
    dropout : float
        In training, the probability with which an attention weight, a number within the MLP, or one of what a sublayer
        adds is set to 0.
    activation : str
        "relu" or "gelu".
    layer_norm_eps : float
        Is added to each vector's variance.
    norm_first : bool
        False: post-norm, x = norm(x + f(x)), as the slide draws it. True: pre-norm, x = x + f(norm(x)), which ViT uses
        and which learns without a slow start also where many blocks follow one another.

    Raises
    ------
    ValueError
        If a number isn't positive, the heads don't divide D, or there is no such activation.
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
        super().__init__()
        fits = isinstance(dim_feedforward, int) and dim_feedforward >= 1
        require(fits, "dim_feedforward", "a positive integer", repr(dim_feedforward))
        require(activation in ACTIVATIONS, "activation", f"one of {', '.join(ACTIVATIONS)}", repr(activation))
        self.self_attn = MultiheadAttention(d_model, nhead, dropout)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1 = nn.LayerNorm(d_model, layer_norm_eps)
        self.norm2 = nn.LayerNorm(d_model, layer_norm_eps)
        self.dropout, self.activation, self.norm_first = dropout, activation, norm_first

    def mlp(self, x: Tensor) -> Tensor:
        """Run two matrices with an activation between them, the same for every vector, each by itself."""
        hidden = ACTIVATIONS[self.activation](self.linear1(x))  # (..., N, dim_feedforward)
        return self._dropped(self.linear2(self._dropped(hidden)))  # (..., N, D)

    def _dropped(self, x: Tensor) -> Tensor:
        return dropout(x, self.dropout) if self.training and self.dropout else x


def with_positions(x: Tensor, positions: Tensor | None) -> Tensor:
    """Add positions where there are some: without them, the very same tensor comes back."""
    return x if positions is None else x + positions


def each_or_none(past: list[EarlierInputs] | None, layers: int) -> Iterator[EarlierInputs | None]:
    """Yield what each layer has of earlier inputs.

    Raises
    ------
    ValueError
        If it isn't of so many layers.
    """
    require(past is None or len(past) == layers, "past", f"keys and values of {layers} layers", len(past or []))
    yield from [None] * layers if past is None else past
