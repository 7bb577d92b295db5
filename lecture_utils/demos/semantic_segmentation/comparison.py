"""Two trained networks on one scene: labels, errors, the scores of a pixel, IoU by class, cost."""

import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from torch import Tensor

from lecture_utils.demos.semantic_segmentation.networks import NETWORKS, class_scores, costs, figures, labels, on_scene
from lecture_utils.demos.views.driven import write_sentence
from lecture_utils.demos.views.network_walk import large_number
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.pictures import colour, draw_bars, draw_image, draw_label_map, format_number
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Choice, Demo, Panel, PickCell

START = (98, 84)
"""Row and column of the pixel that is picked first."""

Pixel = tuple[int, int]


def with_errors(image: Tensor, wrong: Tensor) -> Tensor:
    """Fade an image to grey paper, and colour the pixels that are wrong: (3, H, W)."""
    grey = (0.55 + 0.45 * image.mean(dim=0)).expand(3, -1, -1)
    red = torch.tensor(to_rgb(colour("rejected")), dtype=image.dtype)[:, None, None]
    return torch.where(wrong, red, grey)


def highest_scores(network: str, scene: LectureScene, pixel: Pixel) -> str:
    """Write the three highest scores of a pixel, with their classes."""
    found = class_scores(network, scene)[:, *pixel].topk(3)
    pairs = zip(found.indices.tolist(), found.values.tolist(), strict=True)
    return ", ".join(f"{SEMANTIC[label]} {format_number(score, 1)}" for label, score in pairs)


class Comparison:
    """What the panels are drawn from: a pure function of scene, first and second network, and pixel each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def draw_scene(self, axes: Axes, scene: str) -> None:
        """Draw the scene; the pixel is picked on it."""
        draw_image(axes, self.scenes[scene].large, "pick a pixel", size=(SIZE, SIZE))

    def draw_truth(self, axes: Axes, scene: str) -> None:
        """Draw the true labels."""
        chosen = self.scenes[scene]
        if chosen.has_truth:
            draw_label_map(axes, chosen.semantic, SEMANTIC, title="truth")
        else:
            write_sentence(axes, "The truth of your picture isn't known.")

    def draw_first(self, axes: Axes, scene: str, first: str) -> None:
        """Draw the first network's labels."""
        draw_label_map(axes, labels(first, self.scenes[scene]), SEMANTIC, title=first)

    def draw_second(self, axes: Axes, scene: str, second: str) -> None:
        """Draw the second network's labels."""
        draw_label_map(axes, labels(second, self.scenes[scene]), SEMANTIC, title=second)

    def draw_first_errors(self, axes: Axes, scene: str, first: str, second: str) -> None:
        """Draw where the first network is wrong; without truth, where the two differ."""
        self._draw_errors(axes, scene, first, second)

    def draw_second_errors(self, axes: Axes, scene: str, first: str, second: str) -> None:
        """Draw where the second network is wrong; without truth, where the two differ."""
        self._draw_errors(axes, scene, second, first)

    def _draw_errors(self, axes: Axes, scene: str, network: str, other: str) -> None:
        chosen = self.scenes[scene]
        right = chosen.semantic if chosen.has_truth else labels(other, chosen)
        wrong = labels(network, chosen) != right
        words = "wrong" if chosen.has_truth else f"other than {other}"
        draw_image(axes, with_errors(chosen.image, wrong), f"{float(wrong.float().mean()):.1%} {words}")

    def draw_first_iou(self, axes: Axes, scene: str, first: str, pixel: Pixel) -> None:
        """Draw the first network's IoU of each class on the scene."""
        self._draw_iou(axes, scene, first, pixel, 1)

    def draw_second_iou(self, axes: Axes, scene: str, second: str, pixel: Pixel) -> None:
        """Draw the second network's IoU of each class on the scene."""
        self._draw_iou(axes, scene, second, pixel, 2)

    def _draw_iou(self, axes: Axes, scene: str, network: str, pixel: Pixel, number: int) -> None:
        chosen = self.scenes[scene]
        if not chosen.has_truth:
            write_sentence(axes, "Without the truth there is no IoU.")
            return
        iou, said = on_scene(network, chosen).iou, int(labels(network, chosen)[pixel])
        known = [label for label in range(len(SEMANTIC)) if not iou[label].isnan()]  # there, or predicted
        roles = ["step" if label == said else "prediction" for label in known]
        names = [SEMANTIC[label] for label in known]
        draw_bars(axes, names, iou[known], roles, (0, 1), f"IoU, network {number}", decimals=2)

    def title(self, scene: str, first: str, second: str, pixel: Pixel) -> str:
        """Say which of the two labels the scene better, or what they take the pixel for."""
        chosen = self.scenes[scene]
        if first == second:
            return f"{first} twice: choose another network to compare it with"
        if not chosen.has_truth:
            one, other = (SEMANTIC[int(labels(network, chosen)[pixel])] for network in (first, second))
            return f"The pixel is {one} for {first}, {other} for {second}"
        wrong = {network: on_scene(network, chosen).wrong for network in (first, second)}
        better, worse = sorted(wrong, key=lambda network: wrong[network])
        return f"{better} labels {wrong[better]:.1%} of the pixels wrong, {worse} {wrong[worse]:.1%}"

    def caption(self, scene: str, first: str, second: str, pixel: Pixel) -> str:
        """Write the pixel's highest scores, and compare both networks on all test scenes and by their cost."""
        chosen = self.scenes[scene]
        row, column = pixel
        truth = f", truly {SEMANTIC[int(chosen.semantic[pixel])]}" if chosen.has_truth else ""
        told = [f"Highest scores of row {row + 1}, column {column + 1}{truth}:"]
        for network in dict.fromkeys((first, second)):
            found, work = figures(network), costs(network)
            told.append(
                f"{network} {highest_scores(network, chosen, pixel)} (over all test scenes mean IoU "
                f"{found.figures['mean IoU']:.2f}; {large_number(work.multiply_adds)} multiply–adds)."
            )
        return " ".join(told)


def compare_demo(picture: Tensor | None = None) -> Demo:
    """Compare two networks on a scene: labels, errors, a pixel's scores, IoU by class, cost.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    drawn = Comparison(shown_scenes(picture))
    above, below = (2.2, 1.85), (2.2, 2.1)
    return Demo(
        name="segmentation_compared",
        title=drawn.title,
        controls=[
            drawn.scenes.control(frozen=2),
            Choice("first", list(NETWORKS), start="full resolution", label="network 1", ahead=False,
                   frozen_options=("full resolution", "DeconvNet")),
            Choice("second", list(NETWORKS), start="FCN-8s", label="network 2", ahead=False,
                   frozen_options=("FCN-8s", "U-Net")),
            PickCell("pixel", panel="scene", shape=(SIZE, SIZE), start=START, label="pixel", frozen_every=64),
        ],
        panels=[
            [
                Panel("scene", drawn.draw_scene, size=above, alt="the scene, a pixel picked"),
                Panel("truth", drawn.draw_truth, size=above, alt="the true labels"),
                Panel("first_labels", drawn.draw_first, size=above, alt="the labels of network 1"),
                Panel("second_labels", drawn.draw_second, size=above, alt="the labels of network 2"),
            ],
            [
                Panel("first_iou", drawn.draw_first_iou, size=below, alt="IoU of each class, network 1"),
                Panel("second_iou", drawn.draw_second_iou, size=below, alt="IoU of each class, network 2"),
                Panel("first_errors", drawn.draw_first_errors, size=below, alt="where network 1 is wrong"),
                Panel("second_errors", drawn.draw_second_errors, size=below, alt="where network 2 is wrong"),
            ],
        ],
        caption=drawn.caption,
        caption_lines=3,
    )  # fmt: skip
