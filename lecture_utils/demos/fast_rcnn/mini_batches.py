"""A mini-batch of regions: how many show a thing, how many are background, and what is left out."""

from matplotlib.axes import Axes

from lecture_utils.demos.fast_rcnn.outputs import COUNT, MiniBatch, mini_batch
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.pictures import draw_bars, draw_boxes, draw_image
from lecture_utils.scenes.lecture_scenes import SIZE
from lecture_utils.stage import Demo, Panel, Slider, Step

DRAWS = 8
SHARES = (0.0, 0.25, 0.5, 1.0)
THRESHOLDS = (0.3, 0.5, 0.7)
BARS = ("things drawn", "things left out", "background drawn", "background left out")
ROLES = ("prediction", "muted", "rejected", "muted")


class MiniBatches:
    """What the panels are drawn from: pure functions of scene, draw, share and foreground."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def of(self, scene: str, draw: int, share: float, foreground: float) -> MiniBatch:
        """Draw the mini-batch of a state."""
        return mini_batch(self.scenes[scene], draw, share, foreground)

    def counts(self, scene: str, draw: int, share: float, foreground: float) -> tuple[int, int, int, int]:
        """Count the regions of each kind, in the order of the bars."""
        batch = self.of(scene, draw, share, foreground)
        things = int((batch.drawn.labels > 0).sum())
        background = len(batch.drawn.labels) - things
        return things, batch.things - things, background, batch.background - background

    def draw_scene(self, axes: Axes, scene: str, draw: int, share: float, foreground: float) -> None:
        """Draw the regions of the mini-batch on the scene."""
        batch, shown = self.of(scene, draw, share, foreground).drawn, self.scenes[scene]
        draw_image(axes, shown.large, f"draw {draw + 1}: {len(batch.labels)} regions", dim=0.25, size=(SIZE, SIZE))
        is_thing = batch.labels > 0
        draw_boxes(axes, batch.boxes[~is_thing], "rejected", line_width=1.2)
        draw_boxes(axes, batch.boxes[is_thing], "prediction", line_width=2.4)
        draw_boxes(axes, shown.boxes, "truth", line_width=1.6, style=(0, (3, 1.6)))

    def draw_counts(self, axes: Axes, scene: str, draw: int, share: float, foreground: float) -> None:
        """Draw how many regions of each kind are drawn and left out."""
        draw_bars(
            axes, BARS, list(self.counts(scene, draw, share, foreground)), ROLES, title="all regions of the scene"
        )

    def title(self, scene: str, draw: int, share: float, foreground: float) -> str:
        """Say how many of the drawn regions show a thing, and how many of all."""
        things, left, background, rest = self.counts(scene, draw, share, foreground)
        drawn, every = things + background, things + left + background + rest
        verb = "shows" if things == 1 else "show"
        return f"{things} of {drawn} drawn regions {verb} a thing; of all regions {things + left} of {every}"

    def caption(self, scene: str, draw: int, share: float, foreground: float) -> str:
        """Do the arithmetic of the two kinds."""
        things, left, background, _ = self.counts(scene, draw, share, foreground)
        most = int(COUNT * share)
        there = f"{things + left} regions have an IoU of at least {foreground:g} with a thing."
        taken = f"At most {COUNT} · {share:g} = {most} of them are taken: {things}."
        filled = f"Background fills up: {COUNT} − {things} = {COUNT - things}"
        short = "." if background == COUNT - things else f", but there are only {background}."
        return f"{there} {taken} {filled}{short} Purple: things. Orange: background. Dashed: the truth."


def mini_batch_demo() -> Demo:
    """Draw again; choose the share of things and from which IoU on a region shows one."""
    batches = MiniBatches(shown_scenes())
    return Demo(
        name="fast_rcnn_mini_batch",
        title=batches.title,
        controls=[
            batches.scenes.control(frozen=2),
            Slider("share", SHARES, start=0.25, label="share of things, at most"),
            Slider("foreground", THRESHOLDS, start=0.5, label="a thing from IoU"),
            Step("draw", DRAWS, label="draw"),
        ],
        panels=[
            [
                Panel("scene", batches.draw_scene, size=(4.3, 4.05), alt="the drawn regions on the scene"),
                Panel("counts", batches.draw_counts, size=(4.3, 3.0), alt="how many regions of each kind are drawn"),
            ]
        ],
        caption=batches.caption,
        caption_lines=3,
    )
