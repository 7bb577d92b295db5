"""How far pooled features change when the box moves a little: what the two roundings of RoI pooling cost."""

from collections.abc import Callable

import torch
from torch import Tensor


def change_when_shifted(pool: Callable[[Tensor], Tensor], boxes: Tensor, shifts: Tensor) -> Tensor:
    """Measure how far the pooled features of boxes change when the boxes move to the right.

    Parameters
    ----------
    pool : function of boxes (K, 5) to features (K, C, h, w)
        RoI pooling or RoI Align of one image.
    boxes : Tensor, shape (K, 5)
        ``(image index, x1, y1, x2, y2)`` in pixels.
    shifts : Tensor, shape (S,)
        How far the boxes move, in pixels.

    Returns
    -------
    Tensor, shape (K, S)
        ``|moved features - features| / |features|``, with the Euclidean norm over all channels and bins.
    """
    move = torch.tensor([0.0, 1, 0, 1, 0], dtype=boxes.dtype)
    moved = boxes[:, None] + shifts.to(boxes.dtype)[None, :, None] * move  # (K, S, 5)
    before = pool(boxes).flatten(1)  # (K, C*h*w)
    after = pool(moved.flatten(0, 1)).view(len(boxes), len(shifts), -1)  # (K, S, C*h*w)
    return (after - before[:, None]).norm(dim=2) / before.norm(dim=1)[:, None].clamp(min=1e-12)
