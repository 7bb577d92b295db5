"""Labels as they sharpen: what a network says of one scene at recorded moments of its training."""

from functools import cache

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.semantic_segmentation.comparison import with_errors
from lecture_utils.demos.semantic_segmentation.networks import NETWORKS
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.methods.evaluation import confusion_matrix, iou_of_confusion
from lecture_utils.pictures import draw_image, draw_label_map
from lecture_utils.scenes.meadow import SEMANTIC, Meadow
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.checkpoint import record
from lecture_utils.training.segmenter import SNAPSHOT_SEEDS, Segmenter

MOMENTS = len(Segmenter.snapshots)


@cache
def moments(network: str) -> TrainingMoments:
    """Return the recorded training of a network."""
    known = [key for key in record(NETWORKS[network]).history[0] if key.startswith("cross-entropy")]
    return TrainingMoments(NETWORKS[network], {term: term.removeprefix("cross-entropy, ") for term in known})


@cache
def scene() -> Meadow:
    """Return the validation scene whose labels were recorded."""
    return Meadow(SNAPSHOT_SEEDS[0])


def recorded(network: str, moment: int) -> Tensor:
    """Return the labels of the scene at a moment: (128, 128), bytes."""
    return moments(network).seen("labels", moment)[0]


def scene_iou(network: str, moment: int) -> float:
    """Return the mean IoU on the scene at a moment, over the classes that are there or predicted."""
    confusion = confusion_matrix(recorded(network, moment), scene().semantic.byte(), len(SEMANTIC))
    return float(iou_of_confusion(confusion).nanmean())


def draw_labels(axes: Axes, network: str, moment: int) -> None:
    """Draw the labels."""
    draw_label_map(axes, recorded(network, moment), SEMANTIC, title=moments(network).when(moment))


def draw_errors(axes: Axes, network: str, moment: int) -> None:
    """Draw which of them are wrong."""
    wrong = recorded(network, moment) != scene().semantic
    draw_image(axes, with_errors(scene().image, wrong), f"wrong: {float(wrong.float().mean()):.1%}")


def draw_losses(axes: Axes, network: str, moment: int) -> None:
    """Draw the loss against the steps."""
    moments(network).draw_losses(axes, moment, "the loss in training")


def title(network: str, moment: int) -> str:
    """Say how far the network is."""
    return f"{network} {moments(network).when(moment)}: mean IoU {scene_iou(network, moment):.2f} on this scene"


def caption(network: str, moment: int) -> str:
    """List the classes that it says, and those that it doesn't say yet."""
    said = {SEMANTIC[label] for label in recorded(network, moment).unique().tolist()}
    there = [SEMANTIC[label] for label in scene().semantic.unique().tolist()]
    missing = [name for name in there if name not in said]
    never = f"Not a pixel is labelled {', '.join(missing)} yet." if missing else "Every class of the scene is there."
    steps = moments(network).steps
    share = steps[moment] / steps[-1]
    return f"Step {steps[moment]:,} of {steps[-1]:,}, {share:.0%} of the training. {never}"


def sharpening_demo() -> Demo:
    """Go through the recorded moments of a network's training: labels of a validation scene, and the loss."""
    return Demo(
        name="segmentation_sharpens",
        title=title,
        controls=[
            Choice("network", list(NETWORKS), start="DeconvNet", label="network",
                   frozen_options=("full resolution", "FCN-8s", "DeconvNet")),
            Step("moment", MOMENTS, label="moment", start=2, picks=("losses",)),
        ],
        panels=[
            [
                Panel("labels", draw_labels, size=(2.8, 3.2), alt="the labels at this moment"),
                Panel("errors", draw_errors, size=(2.8, 3.2), alt="the pixels that are labelled wrong"),
                Panel("losses", draw_losses, size=(3.2, 3.2), alt="the loss against the steps, the moment marked"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )  # fmt: skip
