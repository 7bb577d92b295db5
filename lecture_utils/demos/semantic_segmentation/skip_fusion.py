"""Skip fusion: the scores of stride 32 alone, with those of stride 16, with those of stride 8, map by map."""

from typing import NamedTuple

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.semantic_segmentation.networks import NETWORKS
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.evaluation import confusion_matrix, iou_of_confusion
from lecture_utils.methods.semantic_segmentation import BilinearUpsampling, predicted_labels
from lecture_utils.pictures import draw_heatmap, draw_image, draw_label_map, format_number
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.outputs import per_scene, trained

NETWORK = "FCN-8s"
STRIDES = (32, 16, 8)


class Fusion(NamedTuple):
    """One step of fusion.

    Attributes
    ----------
    coarse : Tensor, shape (C, h, w)
        What the coarser stages say, enlarged; zeros at the first step.
    own : Tensor, shape (C, h, w)
        The stage's own scores.
    fused : Tensor, shape (C, h, w)
        Their sum.
    labels : Tensor, shape (128, 128)
        What the sum, enlarged to the scene, says.
    """

    coarse: Tensor
    own: Tensor
    fused: Tensor
    labels: Tensor


@per_scene
def stage_scores(scene: LectureScene) -> list[Tensor]:
    """Return the own scores of each stage, from the coarsest to the finest: (C, h, w)."""
    network = trained(NETWORKS[NETWORK])
    maps = network.backbone(scene.image[None], until=network.stages[-1])
    return [network.score[name](maps[name])[0] for name in reversed(network.stages)]


@per_scene
def fusions(scene: LectureScene) -> list[Fusion]:
    """Return the steps of fusion on a scene."""
    network = trained(NETWORKS[NETWORK])
    sums = [one[0] for one in network.fused_scores(scene.image[None])]
    found = []
    for own, fused, stride in zip(stage_scores(scene), sums, STRIDES, strict=True):
        whole = BilinearUpsampling(stride)(fused[None])[0, :, :SIZE, :SIZE]
        found.append(Fusion(fused - own, own, fused, predicted_labels(whole)))
    return found


def labels_iou(scene: LectureScene, labels: Tensor) -> float:
    """Return the mean IoU of labels on a scene that has a truth."""
    return float(iou_of_confusion(confusion_matrix(labels, scene.semantic, len(SEMANTIC))).nanmean())


class FusionDrawings:
    """What the panels are drawn from: a pure function of scene, class and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def _draw(self, axes: Axes, scene: str, label: str, step: int, part: str, words: str) -> None:
        index, found = SEMANTIC.index(label), fusions(self.scenes[scene])
        highest = max(float(one.fused[index].abs().max()) for one in found)
        values = getattr(found[step], part)[index]
        title = f"{words}, {values.shape[0]}×{values.shape[1]}"
        draw_heatmap(axes, values, limits=(-highest, highest), colormap="diverging", title=title)

    def draw_coarse(self, axes: Axes, scene: str, label: str, step: int) -> None:
        """Draw what comes from the coarser stages; before there is any, the scene."""
        if step == 0:
            draw_image(axes, self.scenes[scene].large, "scene")
        else:
            self._draw(axes, scene, label, step, "coarse", "coarser")

    def draw_own(self, axes: Axes, scene: str, label: str, step: int) -> None:
        """Draw the stage's own scores."""
        self._draw(axes, scene, label, step, "own", f"+ stride {STRIDES[step]}")

    def draw_fused(self, axes: Axes, scene: str, label: str, step: int) -> None:
        """Draw the sum."""
        self._draw(axes, scene, label, step, "fused", "= sum")

    def draw_labels(self, axes: Axes, scene: str, step: int) -> None:
        """Draw the labels that the sum gives."""
        draw_label_map(axes, fusions(self.scenes[scene])[step].labels, SEMANTIC, title="labels")

    def title(self, scene: str, step: int) -> str:
        """Say how well the labels are."""
        chosen = self.scenes[scene]
        strides = " + ".join(str(stride) for stride in STRIDES[: step + 1])
        found = fusions(chosen)[step].labels
        if not chosen.has_truth:
            return f"Scores of stride {strides}: {len(found.unique())} classes"
        wrong = float((found != chosen.semantic).float().mean())
        return f"Scores of stride {strides}: {wrong:.1%} of the pixels wrong, mean IoU {labels_iou(chosen, found):.2f}"

    def caption(self, scene: str, label: str, step: int) -> str:
        """Add up the scores of the cell in which the class has its highest sum."""
        found, index = fusions(self.scenes[scene])[step], SEMANTIC.index(label)
        row, column = divmod(int(found.fused[index].argmax()), found.fused.shape[-1])
        coarse, own, fused = (
            format_number(float(one[index, row, column]), 1) for one in (found.coarse, found.own, found.fused)
        )
        stride, (rows, columns) = STRIDES[step], found.own.shape[1:]
        where = f"row {row + 1}, column {column + 1}"
        if step == 0:
            return (
                f"At stride {stride} the scene has {rows}×{columns} cells of {stride}×{stride} pixels each. The score "
                f"of {label} is highest in {where}: {own}."
            )
        return (
            f"The sum of {label} is highest in {where}. The coarser stages, enlarged, give {coarse}, stride {stride} "
            f"adds {own}: together {fused}."
        )


def fusion_demo(picture: Tensor | None = None) -> Demo:
    """Add the scores of an FCN-8s stage by stage, and see the labels that each sum gives.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    drawn = FusionDrawings(shown_scenes(picture))
    size = (2.2, 2.6)
    return Demo(
        name="segmentation_skip_fusion",
        title=drawn.title,
        controls=[
            drawn.scenes.control(frozen=2),
            Choice("label", list(SEMANTIC), start="cow", label="scores of", frozen_options=("grass", "cow", "cat")),
            Step("step", len(STRIDES), label="stages", names=["32", "32 + 16", "32 + 16 + 8"], start=1),
        ],
        panels=[
            [
                Panel("coarse", drawn.draw_coarse, size=size, alt="the scores of the coarser stages, enlarged"),
                Panel("own", drawn.draw_own, size=size, alt="the scores of this stage"),
                Panel("fused", drawn.draw_fused, size=size, alt="their sum"),
                Panel("labels", drawn.draw_labels, size=size, alt="the labels that the sum gives"),
            ]
        ],
        caption=drawn.caption,
        caption_lines=3,
    )
