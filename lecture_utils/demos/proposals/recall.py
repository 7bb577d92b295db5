"""Recall: which things the first K proposals of each method find, on one scene and on a hundred."""

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.proposals.opencv_record import NAME as OPENCVS
from lecture_utils.demos.proposals.opencv_record import OPENCV
from lecture_utils.demos.proposals.recall_record import METHODS, NUMBERS, THRESHOLDS, TIMED, recorded
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.boxes import box_iou
from lecture_utils.pictures import Mark, draw_curves, draw_marked_image, format_number
from lecture_utils.pictures.number_format import percent
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.pictures.theme import colour
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, LectureScene
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.outputs import per_scene

AT = {f"IoU {threshold}": threshold for threshold in THRESHOLDS}
SHOWN = tuple(name for name in SCENE_NAMES if name != "an empty meadow")
"""Where nothing is, there is nothing to be found."""


@per_scene
def proposed(scene: LectureScene, method: str) -> Tensor:
    """Return a method's proposals on a scene, the most promising first: (L, 4)."""
    return METHODS[method](scene.image)


def closest(scene: LectureScene, method: str, number: int) -> tuple[Tensor, Tensor]:
    """Return for each thing of a scene the closest of the first proposals, (G, 4), and its IoU, (G,)."""
    boxes = proposed(scene, method)[:number]
    best = box_iou(boxes, scene.boxes).max(dim=0)
    return boxes[best.indices], best.values


def with_seconds(name: str) -> str:
    """Write what a method, or OpenCV, takes for the photograph behind its name."""
    seconds = OPENCV.seconds[TIMED] if name == OPENCVS else recorded().seconds[name]
    return f"{name}, {seconds:.2g} s"


class RecallPictures:
    """What the panels are drawn from: a pure function of scene, method, threshold and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def draw_scene(self, axes: Axes, scene: str, method: str, at: str, step: int) -> None:
        """Draw for each thing the closest of the first proposals, and the truth dashed."""
        picture = self.scenes[scene]
        boxes, ious = closest(picture, method, NUMBERS[step])
        marks = []
        for box, iou, truth in zip(boxes.tolist(), ious.tolist(), picture.boxes.tolist(), strict=True):
            found = iou >= AT[at]
            marks.append(Mark(truth, "", "truth" if found else "rejected", dashed=True))
            if iou > 0:
                role = "prediction" if found else "rejected"
                marks.insert(0, Mark(box, f"IoU {format_number(iou)}", role))
        draw_marked_image(axes, picture.large, marks, title="closest proposal to each thing", size=(128, 128))

    def draw_curves(self, axes: Axes, method: str, at: str, step: int) -> None:
        """Draw the recall on a hundred scenes against the number of proposals, with the seconds of each method."""
        record = recorded()
        opencv = [100 * found for found in OPENCV.at(AT[at], record.numbers)]
        curves = {with_seconds(name): 100 * found[AT[at]] for name, found in record.recall.items()}
        draw_curves(
            axes,
            record.numbers,
            {**curves, with_seconds(OPENCVS): opencv},
            x_label="first K proposals",
            y_label="% of the things found",
            title=f"{record.scenes} scenes, {at} is enough",
            roles={name: "prediction" if name == with_seconds(method) else "muted" for name in curves}
            | {with_seconds(OPENCVS): "ink"},
            limits=(0, 100),
            x_log=True,
            now=NUMBERS[step],
        )
        points = [(number, found) for number, found in zip(record.numbers, opencv, strict=True) if found == found]
        add_lines(axes, [points], colour("ink"), 1.5, style=(0, (3, 2)))

    def title(self, scene: str, method: str, at: str, step: int) -> str:
        """Say how many things of this scene are found."""
        _, ious = closest(self.scenes[scene], method, NUMBERS[step])
        first = f"first {NUMBERS[step]} proposals find" if NUMBERS[step] > 1 else "first proposal finds"
        return f"{method}: its {first} {int((ious >= AT[at]).sum())} of {len(ious)} things"

    def caption(self, scene: str, method: str, at: str, step: int) -> str:
        """Name each thing's IoU, and what the method reaches on all scenes."""
        picture, record = self.scenes[scene], recorded()
        _, ious = closest(picture, method, NUMBERS[step])
        things = ", ".join(
            f"{name} {format_number(iou)}" for name, iou in zip(picture.names, ious.tolist(), strict=True)
        )
        share = percent(float(record.recall[method][AT[at]][step]))
        count = len(proposed(picture, method))
        first = f"first {NUMBERS[step]} find" if NUMBERS[step] > 1 else "first one finds"
        return (
            f"Highest IoU: {things}. On {record.scenes} test scenes with {record.things} things, the "
            f"{first} {share}. On this scene it proposes {count} boxes in all. Seconds are those for "
            f"the photograph of the cat; {OPENCVS}'s is another Selective Search."
        )


def recall_demo() -> Demo:
    """Take more and more of a method's proposals, and see which things they find."""
    pictures = RecallPictures(shown_scenes(names=SHOWN))
    return Demo(
        name="recall",
        title=pictures.title,
        controls=[
            pictures.scenes.control(frozen=2),
            Choice("method", list(METHODS), start="Selective Search", label="method", ahead=False),
            Choice("at", list(AT), label="enough is"),
            Step("step", count=len(NUMBERS), names=[f"K = {number}" for number in NUMBERS], label="K", start=5),
        ],
        panels=[
            [
                Panel("scene", pictures.draw_scene, size=(3.8, 3.7), alt="the closest proposal to each thing"),
                Panel("curves", pictures.draw_curves, size=(5.3, 3.7), alt="recall of four methods against K"),
            ]
        ],
        caption=pictures.caption,
        caption_lines=3,
    )
