"""Proposals of the RPN beside those of Selective Search, at equal numbers: what they find, and what they cost."""

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.faster_rcnn.recall_record import RPN, SEARCH, SOURCES, recorded
from lecture_utils.demos.faster_rcnn.scene_steps import SIZE, steps_of, thing_ious
from lecture_utils.demos.proposals.recall import AT
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.pictures import Mark, draw_bars, draw_curves, draw_marked_image, format_number
from lecture_utils.pictures.number_format import percent
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.outputs import per_scene, proposals

COUNTS = (1, 2, 5, 10, 20, 50, 100, 200)
"""Of the numbers that were recorded, those that both have."""

REST = "the rest"
"""Of the network: the feature map and the second stage."""


@per_scene
def regions_of(source: str, scene: LectureScene) -> Tensor:
    """Return the proposals of one kind, the most promising first: (L, 4)."""
    return steps_of(scene).proposals[0].boxes if source == RPN else proposals(scene)


def milliseconds() -> dict[str, float]:
    """Return what was recorded: of both kinds of proposals, and of all else that the detector does for a picture."""
    seconds = recorded().seconds
    rest = seconds["feature map"] + seconds["second stage"]
    return {RPN: 1000 * seconds[RPN], SEARCH: 1000 * seconds[SEARCH], REST: 1000 * rest}


class Regions:
    """What the panels are drawn from: a pure function of scene, source, threshold and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def ious(self, source: str, scene: str, step: int) -> Tensor:
        """Return for each thing the largest IoU with one of the first proposals: (G,)."""
        picture = self.scenes[scene]
        return thing_ious(picture, regions_of(source, picture)[: COUNTS[step]])

    def hits(self, source: str, scene: str, at: str, step: int) -> int:
        """Count the things that one of the first proposals overlaps enough."""
        return int((self.ious(source, scene, step) >= AT[at]).sum())

    def draw_scene(self, axes: Axes, scene: str, source: str, at: str, step: int) -> None:
        """Draw the first proposals, and the truth in the colour of found or missed."""
        picture = self.scenes[scene]
        marks = [
            Mark(box, format_number(iou), "truth" if iou >= AT[at] else "rejected", dashed=True)
            for box, iou in zip(picture.boxes.tolist(), self.ious(source, scene, step).tolist(), strict=True)
        ]
        marks += [Mark(box, "", "muted") for box in regions_of(source, picture)[: COUNTS[step]].tolist()]
        draw_marked_image(axes, picture.large, marks, title=f"first {COUNTS[step]} of {source}", size=SIZE)

    def draw_recall(self, axes: Axes, source: str, at: str, step: int) -> None:
        """Draw the recorded recall of both against the number of proposals."""
        record = recorded().recall
        shown = len(COUNTS)
        draw_curves(
            axes,
            record.numbers[:shown],
            {name: 100 * found[AT[at]][:shown] for name, found in record.recall.items()},
            x_label="first K proposals",
            y_label="% of the things found",
            title=f"{record.scenes} scenes, {at} is enough",
            roles={name: "prediction" if name == source else "muted" for name in SOURCES},
            limits=(0, 100),
            x_log=True,
            now=COUNTS[step],
        )

    def draw_times(self, axes: Axes, source: str) -> None:
        """Draw what proposals and the rest of the detector take for a picture."""
        times = milliseconds()
        roles = {RPN: "muted", SEARCH: "muted", REST: "input", source: "prediction"}
        draw_bars(
            axes, list(times), list(times.values()), [roles[name] for name in times], title="ms per picture", decimals=0
        )

    def title(self, scene: str, source: str, at: str, step: int) -> str:
        """Say how many things the first proposals hold."""
        total, count = len(self.scenes[scene].boxes), COUNTS[step]
        first = f"first {count} proposals of {source} hold" if count > 1 else f"first proposal of {source} holds"
        return f"The {first} {self.hits(source, scene, at, step)} of {total} things"

    def caption(self, source: str, at: str, step: int) -> str:
        """Compare both kinds on all recorded scenes, and say what share of the time proposals take."""
        record, times = recorded().recall, milliseconds()
        both = " and ".join(f"{percent(float(record.recall[name][AT[at]][step]))} with {name}" for name in SOURCES)
        share = times[source] / (times[source] + times[REST])
        return (
            f"On {record.scenes} test scenes with {record.things} things, the first {COUNTS[step]} find {both}. With "
            f"{source} a picture takes {times[source]:.0f} + {times[REST]:.0f} ms of one core: {percent(share)} of it "
            f"for proposals."
        )


def proposal_demo(picture: Tensor | None = None) -> Demo:
    """Compare the RPN's proposals with those of Selective Search at equal numbers.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    regions = Regions(shown_scenes(picture))
    return Demo(
        name="rpn_proposals",
        title=regions.title,
        controls=[
            regions.scenes.control(frozen=3),
            Choice("source", list(SOURCES), label="proposals by", ahead=False),
            Choice("at", list(AT), label="enough is"),
            Step("step", count=len(COUNTS), names=[f"K = {number}" for number in COUNTS], label="K", start=3),
        ],
        panels=[
            [
                Panel("scene", regions.draw_scene, size=(3.1, 3.5), alt="the first proposals; things found or missed"),
                Panel("recall", regions.draw_recall, size=(3.1, 3.5), alt="recall against the number of proposals"),
                Panel("times", regions.draw_times, size=(2.7, 3.5), alt="milliseconds of both kinds, and of the rest"),
            ]
        ],
        caption=regions.caption,
        caption_lines=3,
    )
