"""The training, moment by moment: both terms of the loss, and what the network finds in scene 1 then."""

from functools import cache

from matplotlib.axes import Axes

from lecture_utils.demos.fast_rcnn.outputs import NAME
from lecture_utils.demos.views.detections import Judged, above, draw_detections, judge, summary
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.pictures import format_number
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo, Panel, Slider

TERMS = {"classification": "classification", "localisation": "localisation"}
SCORES = (0.05, 0.2, 0.5, 0.8)


@cache
def moments() -> TrainingMoments:
    """Read the recorded training once."""
    return TrainingMoments(NAME, TERMS)


def judged(moment: int, score: float) -> list[Judged]:
    """Return what was found in scene 1 at a moment."""
    return judge(above(moments().detections(moment), score), lecture_scene())


def draw_found(axes: Axes, moment: int, score: float) -> None:
    """Draw scene 1 with what was found."""
    draw_detections(axes, judged(moment, score), lecture_scene(), title=moments().when(moment))


def title(moment: int, score: float) -> str:
    """Say what is found when."""
    return f"{moments().when(moment).capitalize()}: {_small(summary(judged(moment, score), lecture_scene()))}"


def caption(moment: int) -> str:
    """Name both terms of the loss at the moment, and their sum."""
    first, second = (float(values[moment]) for values in moments().losses.values())
    parts = f"{format_number(first, 3)} + {format_number(second, 3)} = {format_number(first + second, 3)}"
    return (
        f"Classification + localisation = {parts}, over the regions of sixteen validation scenes. "
        "The dashed boxes are the truth."
    )


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def training_demo() -> Demo:
    """Go through the recorded moments of the training."""
    recorded = moments()
    return Demo(
        name="fast_rcnn_training",
        title=title,
        controls=[recorded.control(), Slider("score", SCORES, start=0.2, label="lowest score")],
        panels=[
            [
                recorded.panel((4.4, 3.6), "both terms of the loss"),
                Panel("scene", draw_found, size=(4.2, 4.25), alt="what the network finds in scene 1 at the moment"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
