"""From a set of predictions to detections: each query that doesn't say ∅ is one. No suppression."""

from lecture_utils.methods.boxes import clip_boxes_to_image
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.detr.output import DETROutput, check_output, pixel_boxes
from lecture_utils.methods.validation import require


def detr_detections(output: DETROutput, size: tuple[int, int], score_threshold: float = 0.0) -> Detections:
    """Turn the predictions for one image into detections.

    Parameters
    ----------
    output : DETROutput
        Scores (Q, K + 1) and boxes (Q, 4).
    size : (int, int)
        Height and width of the image in pixels.
    score_threshold : float
        A detection's score is at least this.

    Returns
    -------
    Detections
        In the order of the queries: boxes in pixels, cut off at the image's border, with the likeliest category and its
        probability. With threshold 0 each query has one, even if ∅ is likelier, so that average precision sees all.

    Raises
    ------
    ValueError
        If a shape or dtype is another, or the threshold is no probability.

    References
    ----------
    Carion et al., ECCV 2020, section 4: to optimise AP, "we override the prediction of these slots with the second
    highest scoring class" where ∅ is predicted.
    """
    check_output(output, 2, "Q")
    require(0 <= score_threshold <= 1, "score_threshold", "a probability from 0 to 1", score_threshold)
    scores, labels = output.probabilities[:, :-1].max(dim=1)  # (Q,), without ∅
    boxes = clip_boxes_to_image(pixel_boxes(output.boxes, size), size)  # (Q, 4)
    sure = scores >= score_threshold
    return Detections(boxes[sure], scores[sure], labels[sure])
