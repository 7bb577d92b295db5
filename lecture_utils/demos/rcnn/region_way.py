"""One region's way through R-CNN: warped, run through the network, scored, corrected, kept or suppressed."""

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.rcnn.outputs import NAME, stages
from lecture_utils.demos.rcnn.region import Region, most_corrected, pickable, region_of
from lecture_utils.demos.rcnn.region_texts import CAPTIONS, TITLES
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.rcnn import with_context
from lecture_utils.pictures import (
    Mark,
    Sheet,
    draw_arrow,
    draw_bars,
    draw_heatmap,
    draw_image,
    format_number,
    panes,
    say,
)
from lecture_utils.pictures.marked_images import draw_marked_image
from lecture_utils.scenes.lecture_scenes import SIZE
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Demo, Panel, Step
from lecture_utils.training.outputs import trained

STAGES = tuple(TITLES)
PROPOSAL, WARP, NETWORK, SCORES, OFFSETS, SUPPRESSION = range(len(STAGES))

MARGINS = (-4.0, 2.0)
"""SVM scores that the bars have room for."""


class Way:
    """What the panels are drawn from: a pure function of scene, region and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def at(self, scene: str, region: int) -> Region:
        """Return the region with all its stages."""
        return region_of(self.scenes[scene], region)

    def count(self, scene: str) -> int:
        """Count the regions to pick from."""
        return len(pickable(self.scenes[scene]))

    def marks(self, scene: str, region: int, step: int) -> list[Mark]:
        """Return what is marked on the scene: the region, and what its stage does to its box."""
        one = self.at(scene, region)
        box, moved = one.box.tolist(), one.moved.tolist()
        if step == PROPOSAL:
            every = stages(self.scenes[scene]).proposals[list(pickable(self.scenes[scene]))].tolist()
            others = [Mark(other, "", "muted", number=place) for place, other in enumerate(every) if place != region]
            return [Mark(box, "", "input", number=region), *others]
        if step == WARP:
            around = with_context(one.box, trained(NAME).classifier.size, trained(NAME).padding).clamp(0, SIZE)
            return [Mark(box, "", "input", number=region), Mark(around.tolist(), "", "step", dashed=True)]
        if step == OFFSETS:
            return [Mark(box, "", "input", True, number=region), Mark(moved, "corrected", "prediction")]
        if step == SUPPRESSION and one.rival is not None:
            rival = Mark(one.rival.box.tolist(), f"better {one.name}", "prediction")
            return [Mark(moved, one.name, "rejected", number=region), rival]
        if step == SUPPRESSION:
            return [Mark(moved, one.name, "prediction", number=region)]
        return [Mark(box, f"{one.name} {format_number(one.score)}" if step == SCORES else "", "input", number=region)]

    def draw_scene(self, axes: Axes, scene: str, region: int, step: int) -> None:
        """Draw the scene with the region, and the way of its centre where it is corrected."""
        one, strong = self.at(scene, region), None if step == OFFSETS else region
        draw_marked_image(axes, self.scenes[scene].large, self.marks(scene, region, step), strong, scene, (SIZE, SIZE))
        if step == OFFSETS:
            start, end = ((box[:2] + box[2:]) / 2 for box in (one.box, one.moved))
            if float((end - start).norm()) > 1:
                draw_arrow(axes, tuple(start.tolist()), tuple(end.tolist()), "step")

    def draw_crop(self, axes: Axes, scene: str, region: int, step: int) -> None:
        """Draw the region as the network gets it."""
        crop = self.at(scene, region).crop
        if step < WARP:
            _not_yet(axes, "warp")
        else:
            draw_image(axes, crop, f"warped, {crop.shape[1]}×{crop.shape[2]}")

    def draw_features(self, axes: Axes, scene: str, region: int, step: int) -> None:
        """Draw the features as a square of numbers, row by row."""
        features = self.at(scene, region).features
        side = int(len(features) ** 0.5)
        if step < NETWORK:
            _not_yet(axes, "network")
        else:
            draw_heatmap(axes, features[: side * side].view(side, side), title=f"{len(features)} features")

    def draw_scores(self, figure: Sheet, scene: str, region: int, step: int) -> None:
        """Draw the SVMs' scores, and below them the softmax of the network's own classifier."""
        one, (above, below) = self.at(scene, region), panes(figure, rows=2, gap=0.1)
        if step < SCORES:
            _not_yet(above, "scores")
            return
        for axes, names, values, limits, title in (
            (above, THINGS, one.margins, MARGINS, "SVM scores"),
            (below, ("background", *THINGS), one.probabilities, (0.0, 1.0), "softmax"),
        ):
            roles = ["prediction" if place == int(values.argmax()) else "muted" for place in range(len(names))]
            draw_bars(axes, names, values, roles, limits, title, decimals=2)

    def title(self, scene: str, region: int, step: int) -> str:
        """Say what the stage finds."""
        return TITLES[STAGES[step]](self.at(scene, region))

    def caption(self, scene: str, region: int, step: int) -> str:
        """Do the arithmetic of the stage."""
        return CAPTIONS[STAGES[step]](self.at(scene, region))


def _not_yet(axes: Axes, what: str) -> None:
    """Write what will stand here."""
    axes.set(xlim=(0, 1), ylim=(1, 0))
    say(axes, 0.5, 0.5, f"({what})", "muted", "label", align="center")


def way_demo(picture: Tensor | None = None) -> Demo:
    """Pick a region and follow it through all stages of R-CNN; the first one shows a correction that can be seen.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    way = Way(shown_scenes(picture))
    start = most_corrected(way.scenes[way.scenes.names[0]])
    sizes = {"scene": (3.5, 3.75), "crop": (1.65, 3.75), "features": (1.75, 3.75), "scores": (2.45, 3.75)}
    alts = {
        "scene": "the scene with the region's box at this stage",
        "crop": "the warped region",
        "features": "its features as a square of numbers",
        "scores": "scores of the SVMs and of the softmax",
    }
    return Demo(
        name="region_way",
        title=way.title,
        controls=[
            way.scenes.control(frozen=1),
            Step("region", count=way.count, label="region", picks=("scene",), start=start),
            Step("step", count=len(STAGES), names=STAGES, label="stage", start=OFFSETS),
        ],
        panels=[[Panel(name, getattr(way, f"draw_{name}"), size, alts[name]) for name, size in sizes.items()]],
        caption=way.caption,
        caption_lines=4,
    )
