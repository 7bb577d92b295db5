"""U-Net and its twin without skips on one scene, compared near boundaries and away from them."""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.unet.networks import NAME, TWIN, iou_text, picture_of_errors, scene_iou
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.evaluation import boundary_band
from lecture_utils.pictures import draw_image, draw_label_map
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Choice, Demo, Panel, Slider
from lecture_utils.training.outputs import per_scene, semantic_labels

WIDTHS = (1, 2, 4, 8)
LABELS, ERRORS = "labels", "errors"
WORDS = {NAME: "U-Net", TWIN: "without skips"}


@per_scene
def band(scene: LectureScene, width: int) -> Tensor:
    """Return the pixels near a true boundary; of a picture without truth those near a boundary of U-Net's labels."""
    return boundary_band(scene.semantic if scene.has_truth else semantic_labels(NAME, scene).long(), width)


def wrong(name: str, scene: LectureScene) -> Tensor:
    """Return where a network's labels are wrong, (H, W); without truth, where the two networks disagree."""
    labels = semantic_labels(name, scene).long()
    return labels != (scene.semantic if scene.has_truth else semantic_labels(NAME if name == TWIN else TWIN, scene))


def share_wrong(name: str, scene: LectureScene, where: Tensor) -> float:
    """Return the share of wrong labels among some pixels."""
    return float(wrong(name, scene)[where].double().mean()) if where.any() else float("nan")


class Compared:
    """What the panels are drawn from: a pure function of scene, width and what is shown each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def draw_left(self, axes: Axes, scene: str, width: int, shown: str) -> None:
        """Draw the truth, or the scene with its band; of a picture without truth the picture."""
        here = self.scenes[scene]
        if shown == LABELS and here.has_truth:
            draw_label_map(axes, here.semantic, SEMANTIC, title="truth")
        elif shown == LABELS:
            draw_image(axes, here.large, "your picture", size=(here.image.shape[1], here.image.shape[2]))
        else:
            where = band(here, width)
            title = f"the band: {int(where.sum()):,} pixels"
            draw_image(axes, picture_of_errors(here, torch.zeros_like(where), where), title)

    def draw_unet(self, axes: Axes, scene: str, width: int, shown: str) -> None:
        """Draw U-Net's labels or errors."""
        self._draw(axes, NAME, scene, width, shown)

    def draw_twin(self, axes: Axes, scene: str, width: int, shown: str) -> None:
        """Draw those of the network without skips."""
        self._draw(axes, TWIN, scene, width, shown)

    def _draw(self, axes: Axes, name: str, scene: str, width: int, shown: str) -> None:
        here = self.scenes[scene]
        if shown == LABELS:
            draw_label_map(axes, semantic_labels(name, here), SEMANTIC, title=WORDS[name])
            return
        where, missed = band(here, width), wrong(name, here)
        kind = "wrong" if here.has_truth else "different"
        title = f"{WORDS[name]}: {int((missed & where).sum()):,} {kind}"
        draw_image(axes, picture_of_errors(here, missed, where), title)

    def title(self, scene: str, width: int) -> str:
        """Say what skips bring in the band."""
        here = self.scenes[scene]
        where = band(here, width)
        if not here.has_truth:
            return f"The two networks disagree on {wrong(NAME, here).double().mean():.0%} of your picture's pixels"
        if not where.any():
            return "No boundary in this scene"
        shares = [share_wrong(name, here, where) for name in (NAME, TWIN)]
        return f"In the band U-Net gets {shares[0]:.0%} of the pixels wrong, without skips {shares[1]:.0%}"

    def caption(self, scene: str, width: int) -> str:
        """Compare mean IoU in the band and away from it."""
        here = self.scenes[scene]
        where = band(here, width)
        size = f"{int(where.sum()):,} of {where.numel():,} pixels are at most {width} from a boundary"
        if not here.has_truth:
            return f"{size} of U-Net's labels; {share_wrong(NAME, here, where):.0%} of them differ. There is no truth."
        near = [scene_iou(semantic_labels(name, here), here, where) for name in (NAME, TWIN)]
        far = [scene_iou(semantic_labels(name, here), here, ~where) for name in (NAME, TWIN)]
        return (
            f"{size}. Mean IoU in the band: U-Net {iou_text(near[0])}, without skips {iou_text(near[1])}. "
            f"Away from it: {iou_text(far[0])} and {iou_text(far[1])}. Grey: wrong outside the band."
        )


def skips_demo(picture: Tensor | None = None) -> Demo:
    """Compare both networks in a band of chosen width.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    compared = Compared(shown_scenes(picture))
    size = (2.95, 3.3)
    return Demo(
        name="unet_skips",
        title=compared.title,
        controls=[
            compared.scenes.control(frozen=2),
            Slider("width", WIDTHS, start=2, label="width of the band"),
            Choice("shown", [LABELS, ERRORS], start=ERRORS, label="show"),
        ],
        panels=[
            [
                Panel("left", compared.draw_left, size=size, alt="the true labels, or the band around boundaries"),
                Panel("unet", compared.draw_unet, size=size, alt="U-Net's labels, or where they are wrong"),
                Panel("twin", compared.draw_twin, size=size, alt="labels without skips, or where they are wrong"),
            ]
        ],
        caption=compared.caption,
        caption_lines=3,
    )
