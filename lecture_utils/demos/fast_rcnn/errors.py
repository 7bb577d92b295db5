"""What goes wrong on the lecture's scenes, counted by kind."""

from collections import Counter

from lecture_utils.demos.views.detections import RIGHT, above, judge, missed
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from lecture_utils.training.outputs import detections

MISSED = "missed"


def count_errors(name: str, score_threshold: float) -> dict[str, int]:
    """Count the right detections, the wrong ones by kind, and the things that nothing finds, over all twelve scenes.

    Parameters
    ----------
    name : str
        A detector's recipe.
    score_threshold : float
        Detections below it don't count.

    Returns
    -------
    dict of str to int
        "right" and "missed" first, then the errors, the commonest first.
    """
    kinds: Counter[str] = Counter()
    lost = 0
    for scene_name in SCENE_NAMES:
        scene = lecture_scene(scene_name)
        judged = judge(above(detections(name, scene), score_threshold), scene)
        kinds.update(one.kind for one in judged)
        lost += len(missed(judged, scene))
    wrong = {kind: count for kind, count in kinds.most_common() if kind != RIGHT}
    return {RIGHT: kinds[RIGHT], MISSED: lost, **wrong}
