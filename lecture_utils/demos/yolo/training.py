"""The five terms of the loss in training, and what the network finds at the recorded moments."""

from matplotlib.axes import Axes

from lecture_utils.demos.views.detections import Judged, above, draw_detections, judge, summary
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.demos.yolo.looked_once import NAME
from lecture_utils.demos.yolo.loss import TERMS, WORDS
from lecture_utils.pictures import format_number
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo, Panel

THRESHOLD = 0.2


def training_demo() -> Demo:
    """Go through the recorded moments of the training."""
    training = TrainingMoments(NAME, dict(zip(TERMS, WORDS, strict=True)))
    scene = lecture_scene()

    def judged(moment: int) -> list[Judged]:
        return judge(above(training.detections(moment), THRESHOLD), scene)

    def draw_found(axes: Axes, moment: int) -> None:
        draw_detections(axes, judged(moment), scene, title=f"found {training.when(moment)}")

    def title(moment: int) -> str:
        return f"{training.when(moment).capitalize()}: {summary(judged(moment), scene)}"

    def caption(moment: int) -> str:
        terms = {name: float(values[moment]) for name, values in training.losses.items()}
        listed = " + ".join(f"{name} {format_number(value)}" for name, value in terms.items())
        return (
            f"{listed} = {format_number(sum(terms.values()))}, on the same scenes each time. Boxes with a score of "
            f"{THRESHOLD:g} or more are drawn."
        )

    return Demo(
        name="yolo_training",
        title=title,
        controls=[training.control()],
        panels=[
            [
                training.panel(size=(4.5, 3.9), title="the five terms, weighted"),
                Panel("found", draw_found, (4.2, 3.9), "what is found at this moment, the truth dashed"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
