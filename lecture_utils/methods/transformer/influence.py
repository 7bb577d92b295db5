"""Vectors talk in attention only: change one input, and see at which stage which outputs change."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from lecture_utils.methods.transformer.steps import BlockSteps
from lecture_utils.methods.validation import require


def changes_at_each_stage(
    layers: Callable[[Tensor], Sequence[BlockSteps]], x: Tensor, place: int, change: Tensor | None = None
) -> list[dict[str, Tensor]]:
    """Change one input vector; measure how far every vector of every stage of every layer moves.

    Parameters
    ----------
    layers : callable
        Runs a Transformer on x and returns its layers' steps: ``lambda x: encoder.steps(x).layers``, or
        ``lambda x: [layer.steps(x)]``.
    x : Tensor, shape (N, D)
        One set of vectors, without a batch.
    place : int
        The vector that is changed.
    change : Tensor, shape (D,), or None
        What is added to it. None takes its first number away and puts it to the last: layer norm doesn't undo that.

    Returns
    -------
    list of dict of str to Tensor, shape (N,)
        For each layer, by the stage's name in the order of computation: the length of each vector's move. Exactly 0
        where nothing has reached the vector.

    Raises
    ------
    ValueError
        If x is no matrix, there is no such vector, or the change has another shape.

    References
    ----------
    Slide "Transformer": "Vectors only communicate via (multiheaded) self-attention".
    """
    require(x.dim() == 2, "x", "(N, D)", tuple(x.shape))
    count, width = x.shape
    require(0 <= place < count, "place", f"from 0 to {count - 1}", place)
    if change is None:
        change = torch.zeros(width, dtype=x.dtype, device=x.device)
        change[0], change[-1] = -1, 1
    require(change.shape == (width,), "change", f"({width},)", tuple(change.shape))
    changed = x.clone()
    changed[place] += change
    with torch.no_grad():
        before, after = layers(x), layers(changed)
    return [
        {name: (other.stages[name] - stage).norm(dim=-1) for name, stage in one.stages.items()}
        for one, other in zip(before, after, strict=True)
    ]
