"""Usual mistakes of lecture 16, each a wrong implementation, named after what is wrong."""

import torch
from torch import Tensor

from lecture_utils.methods import multihead_attention as method

# --- split_heads


def split_the_inputs(vectors: Tensor, heads: int) -> Tensor:
    """Cut the memory into heads without exchanging dimensions: rows are torn apart."""
    return vectors.reshape(heads, vectors.shape[0], vectors.shape[1] // heads)


def heads_in_the_middle(vectors: Tensor, heads: int) -> Tensor:
    """Leave the heads in the second place."""
    return vectors.unflatten(-1, (heads, vectors.shape[-1] // heads))


def every_h_th_number(vectors: Tensor, heads: int) -> Tensor:
    """Give head h the numbers h, h + H, h + 2H, ..."""
    return vectors.unflatten(-1, (vectors.shape[-1] // heads, heads)).permute(2, 0, 1)


def sizes_exchanged(vectors: Tensor, heads: int) -> Tensor:
    """Take the number of heads for their width."""
    return vectors.unflatten(-1, (vectors.shape[-1] // heads, heads)).transpose(0, 1)


def transposed_parts(vectors: Tensor, heads: int) -> Tensor:
    """Return a column for each vector."""
    return method.split_heads(vectors, heads).transpose(-2, -1)


def copies(vectors: Tensor, heads: int) -> Tensor:
    """Give every head the whole vectors."""
    return vectors.expand(heads, *vectors.shape)


# --- concatenate_heads


def one_below_the_other(vectors: Tensor) -> Tensor:
    """Put the heads one below the other."""
    return vectors.flatten(0, 1)


def memory_read_on(vectors: Tensor) -> Tensor:
    """Reshape without exchanging dimensions: numbers of one head fill whole rows."""
    heads, count, part = vectors.shape
    return vectors.reshape(count, heads * part)


def numbers_taken_in_turn(vectors: Tensor) -> Tensor:
    """Take a number of each head in turn."""
    return vectors.permute(1, 2, 0).flatten(1)


def summed_heads(vectors: Tensor) -> Tensor:
    """Add the heads up."""
    return vectors.sum(dim=0)


def mean_of_heads(vectors: Tensor) -> Tensor:
    """Average the heads."""
    return vectors.mean(dim=0)


def last_head_first(vectors: Tensor) -> Tensor:
    """Begin with the last head."""
    return method.concatenate_heads(vectors.flip(0))


# --- count_parameters


def without_projection(width: int, bias: bool) -> int:
    """Count three matrices."""
    return 3 * width**2 + (3 * width if bias else 0)


def always_with_biases(width: int, bias: bool) -> int:
    """Count biases always."""
    return 4 * width**2 + 4 * width


def never_with_biases(width: int, bias: bool) -> int:
    """Never count biases."""
    return 4 * width**2


def one_bias(width: int, bias: bool) -> int:
    """Count the bias of the last projection alone."""
    return 4 * width**2 + (width if bias else 0)


def one_number_of_bias(width: int, bias: bool) -> int:
    """Take a bias for a single number."""
    return 4 * width**2 + (4 if bias else 0)


def one_matrix(width: int, bias: bool) -> int:
    """Count a single matrix."""
    return width**2 + (width if bias else 0)


# --- matrices_of_heads


def not_transposed(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Leave the matrices as torch has them."""
    width = in_proj_weight.shape[1]
    return tuple(in_proj_weight.unflatten(0, (3, heads, width // heads)))


def columns_split(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Split the inputs' numbers, not the heads'."""
    width = in_proj_weight.shape[1]
    parts = in_proj_weight.unflatten(0, (3, width))
    return tuple(part.T.unflatten(0, (heads, width // heads)).transpose(1, 2).contiguous() for part in parts)


def values_first(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Return the matrices from the last to the first."""
    return tuple(reversed(method.matrices_of_heads(in_proj_weight, heads)))


def keys_first(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Take keys for queries."""
    W_Q, W_K, W_V = method.matrices_of_heads(in_proj_weight, heads)
    return W_K, W_Q, W_V


def heads_before_kinds(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Read the rows head by head: queries, keys and values of head 1 first."""
    width = in_proj_weight.shape[1]
    parts = in_proj_weight.unflatten(0, (heads, 3, width // heads)).transpose(-2, -1)
    return tuple(parts.unbind(1))


def without_heads(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, ...]:
    """Return the three matrices whole."""
    return tuple(part.T for part in in_proj_weight.chunk(3))


# --- multihead_attention

Two = tuple[Tensor, Tensor]


def _run(Q: Tensor, K: Tensor, V: Tensor, W_O: Tensor, scale: float, dim: int = -1) -> Two:
    A = torch.softmax(Q @ K.transpose(-2, -1) / scale, dim=dim)
    return A, method.concatenate_heads(A @ V) @ W_O


def _parts(X: Tensor, heads: int, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return method.split_heads(X @ W_Q, heads), method.split_heads(X @ W_K, heads), method.split_heads(X @ W_V, heads)


def scaled_by_whole_width(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Divide by √D."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    return _run(Q, K, V, W_O, X.shape[1] ** 0.5)


def unscaled(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Divide by nothing."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    return _run(Q, K, V, W_O, 1.0)


def scaled_by_heads(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Divide by √H."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    return _run(Q, K, V, W_O, heads**0.5)


def divided_by_part(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Divide by D / H, not its root."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    return _run(Q, K, V, W_O, X.shape[1] / heads)


def one_head(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Attend with whole vectors; every head is the same."""
    A, output = method.multihead_attention(X, W_Q, W_K, W_V, W_O, 1)
    return A.expand(heads, -1, -1).clone(), output


def without_W_O(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Leave the projection out."""
    return method.multihead_attention(X, W_Q, W_K, W_V, torch.eye(X.shape[1], dtype=X.dtype), heads)


def W_O_transposed(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Project by W_Oᵀ, as nn.Linear would."""
    return method.multihead_attention(X, W_Q, W_K, W_V, W_O.T, heads)


def over_queries(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Take the softmax over the queries."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    return _run(Q, K, V, W_O, (X.shape[1] / heads) ** 0.5, -2)


def over_heads(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Take the softmax over the heads."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    return _run(Q, K, V, W_O, (X.shape[1] / heads) ** 0.5, 0)


def mean_weights(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Return the mean of the heads' weights, as torch's layer does."""
    A, output = method.multihead_attention(X, W_Q, W_K, W_V, W_O, heads)
    return A.mean(dim=0), output


def inputs_split_first(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Let each head see its part of the inputs alone, as the slide draws it."""
    part = X.shape[1] // heads
    blocks = torch.block_diag(*[torch.ones(part, part, dtype=X.dtype) for _ in range(heads)])
    return method.multihead_attention(X, W_Q * blocks, W_K * blocks, W_V * blocks, W_O, heads)


def concatenated_wrongly(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int) -> Two:
    """Reshape the heads' outputs without exchanging dimensions."""
    Q, K, V = _parts(X, heads, W_Q, W_K, W_V)
    A = torch.softmax(Q @ K.transpose(-2, -1) / Q.shape[-1] ** 0.5, dim=-1)
    return A, (A @ V).reshape(X.shape) @ W_O
