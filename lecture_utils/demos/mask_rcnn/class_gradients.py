"""Which masks a region teaches: the gradient of the loss with respect to the scores of every class."""

from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.mask_rcnn.networks import ALIGN, features, name_of
from lecture_utils.demos.mask_rcnn.pooling import WITH_THINGS
from lecture_utils.demos.views.scenes import ShownScenes
from lecture_utils.methods.mask_rcnn import competing_mask_loss, mask_loss, project_masks
from lecture_utils.pictures import DIVERGING, SEQUENTIAL, draw_image_grid, format_number
from lecture_utils.pictures.number_format import counted
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.outputs import per_scene, trained

SIGMOID, SOFTMAX = "true class only (sigmoid)", "all classes compete (softmax)"
LOSSES = {SIGMOID: mask_loss, SOFTMAX: competing_mask_loss}


class Taught(NamedTuple):
    """A region's masks, and what the loss says of them.

    Attributes
    ----------
    scores, gradients : Tensor, shape (K, m, m)
    target : Tensor, shape (m, m)
    label : int
    loss : float
    """

    scores: Tensor
    gradients: Tensor
    target: Tensor
    label: int
    loss: float

    @property
    def totals(self) -> Tensor:
        """Sum of the absolute gradients of each class's mask, (K,)."""
        return self.gradients.abs().sum(dim=(1, 2))


@per_scene
def taught(scene: LectureScene, thing: int, loss: str) -> Taught:
    """Take a thing's own box as its region, and differentiate the loss by the scores of all masks."""
    network = trained(ALIGN)
    box, label = scene.boxes[thing : thing + 1], scene.labels[thing : thing + 1]
    target = project_masks(scene.masks, torch.tensor([thing]), box, network.mask_cells)
    scores = network.mask_scores(features(scene), [box])
    with torch.enable_grad():
        leaf = scores.clone().requires_grad_()
        value = LOSSES[loss](leaf, label, target)
        (gradient,) = torch.autograd.grad(value, leaf)
    return Taught(scores[0], gradient[0], target[0], int(label), float(value))


def as_pictures(values: Tensor) -> list[Tensor]:
    """Colour gradients in one scale, 0 in its middle: (K, m, m) to K pictures (m, m, 3)."""
    highest = float(values.abs().max()) or 1.0
    return [torch.from_numpy(DIVERGING((0.5 + one / highest / 2).numpy())[..., :3].copy()) for one in values]


class GradientPages:
    """What the panels are drawn from: a pure function of scene, thing and loss each."""

    def __init__(self) -> None:
        self.scenes = ShownScenes(WITH_THINGS)

    def count(self, scene: str) -> int:
        """Return how many things there are."""
        return len(self.scenes[scene].boxes)

    def taught(self, scene: str, thing: int, loss: str) -> Taught:
        """Return masks and gradients."""
        return taught(self.scenes[scene], thing, loss)

    def draw_masks(self, axes: Axes, scene: str, thing: int) -> None:
        """Draw the target and the masks of all classes."""
        found = self.taught(scene, thing, SIGMOID)
        values = [found.target, *found.scores.sigmoid()]
        images = [torch.from_numpy(SEQUENTIAL(one.numpy())[..., :3].copy()) for one in values]
        roles = ["truth", *("prediction" if label == found.label else "muted" for label in range(len(THINGS)))]
        draw_image_grid(axes, images, len(images), ["target", *THINGS], roles, "masks of all classes, 0 to 1")

    def draw_gradients(self, axes: Axes, scene: str, thing: int, loss: str) -> None:
        """Draw the gradient of each class's mask, under the mask."""
        found = self.taught(scene, thing, loss)
        pale = torch.ones(*found.target.shape, 3)
        images = [pale, *as_pictures(found.gradients)]
        labels = ["sum of |·|:", *(format_number(float(total), 3) for total in found.totals)]
        roles = [None, *("prediction" if label == found.label else "muted" for label in range(len(THINGS)))]
        draw_image_grid(axes, images, len(images), labels, roles, "gradient of the loss, orange: score should fall")

    def title(self, scene: str, thing: int, loss: str) -> str:
        """Count the masks that get a gradient."""
        found = self.taught(scene, thing, loss)
        silent = int((found.totals == 0).sum())
        name = name_of(found.label)
        if silent:
            return f"The region shows a {name}: the other {silent} masks get no gradient"
        others = format_number(float((found.totals.sum() - found.totals[found.label]) / found.totals.sum()))
        return f"With a softmax all masks get a gradient: {others} of it is not the {name}'s"

    def caption(self, scene: str, thing: int, loss: str) -> str:
        """Say what the loss is a mean of."""
        found = self.taught(scene, thing, loss)
        points = found.target.numel()
        side = len(found.target)
        text = (
            f"Loss {format_number(found.loss, 3)}: the mean over {side} · {side} = {points} points of the mask of "
            f"{name_of(found.label)}"
        )
        if loss == SIGMOID:
            return (
                f"{text}. The scores of the other {counted(len(THINGS) - 1, 'class', 'classes')} don't occur in it: "
                "their derivative is exactly 0, not small."
            )
        return (
            f"{text}, after a softmax over {len(THINGS)} classes. Where the target is 1 the others are pushed "
            "down, where it is 0 they are pushed up: masks compete."
        )


def gradient_demo() -> Demo:
    """Choose a thing and a loss, and see which masks get a gradient."""
    pages = GradientPages()
    return Demo(
        name="mask_rcnn_gradients",
        title=pages.title,
        controls=[
            pages.scenes.control(frozen=2),
            Step("thing", pages.count, label="thing", start=1),
            Choice("loss", list(LOSSES), label="loss"),
        ],
        panels=[
            [Panel("masks", pages.draw_masks, size=(8.9, 2.1), alt="the target and the masks of all classes")],
            [Panel("gradients", pages.draw_gradients, size=(8.9, 2.1), alt="the gradient of each mask")],
        ],
        caption=pages.caption,
        caption_lines=2,
    )
