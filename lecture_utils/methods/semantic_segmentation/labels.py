"""From scores to labels: the last arrow of every design on the slides."""

from torch import Tensor

from lecture_utils.methods.validation import require


def predicted_labels(scores: Tensor) -> Tensor:
    """Give every pixel the class with its highest score: C × H × W → H × W.

    Parameters
    ----------
    scores : Tensor, shape (N, C, H, W) or (C, H, W)

    Returns
    -------
    Tensor, shape (N, H, W) or (H, W), int64

    Raises
    ------
    ValueError
        If the scores have another shape.

    References
    ----------
    Slide "Semantic Segmentation: Fully Convolutional CNNs": class scores, argmax, predicted labels.
    """
    require(scores.dim() in (3, 4), "scores", "(N, C, H, W) or (C, H, W)", tuple(scores.shape))
    return scores.argmax(dim=-3)
