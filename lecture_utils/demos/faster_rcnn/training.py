"""The four losses in training, and what the network proposes and finds at the recorded moments."""

from matplotlib.axes import Axes

from lecture_utils.demos.faster_rcnn.scene_steps import NAME
from lecture_utils.demos.views.detections import Judged, above, draw_detections, judge, summary
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo, Panel

SURE, PROPOSED = 0.5, 20


def training_demo() -> Demo:
    """Go through the recorded moments of the training."""
    training = TrainingMoments(NAME)
    scene = lecture_scene()

    def judged(moment: int) -> list[Judged]:
        return judge(above(training.detections(moment), SURE), scene)

    def draw_found(axes: Axes, moment: int) -> None:
        draw_detections(axes, judged(moment), scene, title=f"found {training.when(moment)}")

    def draw_proposed(axes: Axes, moment: int) -> None:
        boxes = training.seen("proposals", moment)[:PROPOSED]
        marks = [Mark(box, "", "filter") for box in boxes.tolist() if box[2] > box[0] and box[3] > box[1]]
        draw_marked_image(axes, scene.large, marks, title=f"first {len(marks)} proposals", size=(128, 128))

    def title(moment: int) -> str:
        return f"{training.when(moment).capitalize()}: {summary(judged(moment), scene)}"

    def caption(moment: int) -> str:
        terms = ", ".join(f"{name} {values[moment]:.3f}" for name, values in training.losses.items())
        total = sum(float(values[moment]) for values in training.losses.values())
        return f"{terms}; together {total:.3f}. The first two train the RPN, the others what is made of its proposals."

    return Demo(
        name="faster_rcnn_training",
        title=title,
        controls=[training.control()],
        panels=[
            [
                training.panel(size=(3.7, 3.3), title="four losses"),
                Panel("proposed", draw_proposed, size=(2.7, 3.3), alt="the first proposals at this moment"),
                Panel("found", draw_found, size=(2.7, 3.3), alt="what is found at this moment"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )
