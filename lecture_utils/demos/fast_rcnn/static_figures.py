"""Pictures of lecture 06 without controls: the network for each region, or once for the image."""

import torch
from matplotlib.axes import Axes
from torch import Tensor
from torchvision.ops import roi_pool

from lecture_utils.demos.fast_rcnn.costs import of_a_crop, of_an_image
from lecture_utils.demos.fast_rcnn.outputs import NAME, RCNN
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.fast_rcnn import smooth_l1
from lecture_utils.methods.rcnn import warp_regions
from lecture_utils.pictures import (
    SEQUENTIAL,
    Mark,
    Sheet,
    draw_bars,
    draw_boxes,
    draw_curves,
    draw_heatmap,
    draw_image_grid,
    draw_marked_image,
    panes,
)
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene, lecture_scene
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.outputs import detections, per_scene, proposals, trained

IDEA_SIZE = (9.2, 5.4)
SHOWN = 4
MILLION = 1e6


@per_scene
def feature_map(scene: LectureScene) -> Tensor:
    """Return the map of a scene, (C, h, w): one run of the convolutions."""
    features: Tensor = trained(NAME).feature_map(scene.image[None])[0]
    return features


def shown_regions() -> Tensor:
    """Return four proposals of scene 1, (4, 4): those that overlap its four best detections most."""
    scene = lecture_scene()
    ious = box_iou(detections(NAME, scene).boxes[:SHOWN], proposals(scene))
    return proposals(scene)[ious.argmax(dim=1)]


def crops() -> list[Tensor]:
    """Return the four regions as R-CNN warps them, (3, 48, 48) each."""
    network = trained(RCNN)
    return list(warp_regions(lecture_scene().image, shown_regions(), network.classifier.size, network.padding))


def map_strength() -> Tensor:
    """Return the mean over the channels of the map of scene 1, (h, w)."""
    return feature_map(lecture_scene()).mean(dim=0)


def pooled() -> list[Tensor]:
    """Return the four regions as Fast R-CNN pools them, 7 × 7: the mean over the channels, in colours (7, 7, 3)."""
    features = feature_map(lecture_scene())[None]
    parts = roi_pool(features, [shown_regions()], output_size=7, spatial_scale=trained(NAME).scale).mean(dim=1)
    low, high = float(parts.min()), float(parts.max())
    return [torch.from_numpy(SEQUENTIAL((part - low).numpy() / (high - low))[..., :3]).float() for part in parts]


def draw_regions(axes: Axes, title: str) -> None:
    """Draw scene 1 with the four regions."""
    scene = lecture_scene()
    marks = [Mark(box, str(place), "input") for place, box in enumerate(shown_regions().tolist(), start=1)]
    draw_marked_image(axes, scene.large, marks, title=title, size=(SIZE, SIZE))


def draw_map(axes: Axes, title: str) -> None:
    """Draw the map of scene 1 with the four regions, in its cells."""
    draw_heatmap(axes, map_strength(), title=title)
    draw_boxes(axes, shown_regions() * trained(NAME).scale, "input", [str(n) for n in range(1, SHOWN + 1)])


def draw_parts(axes: Axes, images: list[Tensor], title: str) -> None:
    """Draw what is made of the four regions."""
    names = [str(n) for n in range(1, len(images) + 1)]
    draw_image_grid(axes, images, 2, names, ["input"] * len(images), title=title)


def multiply_adds() -> tuple[Tensor, Tensor]:
    """Return R-CNN's and Fast R-CNN's millions of multiply–adds on scene 1, (2,) each: convolutions, heads."""
    count, crop, image = len(proposals(lecture_scene())), of_a_crop(), of_an_image()
    separately = torch.tensor([count * crop.convolutions, count * crop.head]) / MILLION
    return separately, torch.tensor([image.convolutions, count * image.head]) / MILLION


def draw_costs(axes: Axes, values: Tensor, names: list[str], title: str) -> None:
    """Draw multiply–adds as bars, in one scale for both methods."""
    highest = float(torch.cat(multiply_adds()).max())
    draw_bars(axes, names, values, ["output", "step"], (0, highest), title, decimals=0)


def draw_idea(figure: Sheet) -> None:
    """Draw the network for each of the regions of scene 1 (R-CNN), and once for the scene (Fast R-CNN)."""
    count = len(proposals(lecture_scene()))
    separately, shared = multiply_adds()
    axes = panes(figure, rows=2, columns=3, gap=0.2)
    draw_regions(axes[0], f"R-CNN: {count} regions")
    draw_parts(axes[1], crops(), f"the network {count} times")
    draw_costs(axes[2], separately, [f"{count} times convolutions", f"{count} heads"], "10⁶ multiply–adds")
    draw_map(axes[3], "Fast R-CNN: one map")
    draw_parts(axes[4], pooled(), f"pooled: {count} small heads")
    draw_costs(axes[5], shared, ["convolutions once", f"{count} heads"], "10⁶ multiply–adds")


def draw_three_losses(axes: Axes) -> None:
    """Draw the square, the absolute value and smooth L1."""
    x = torch.linspace(-2.25, 2.25, 91)
    curves = {"x²": x.square(), "|x|": x.abs(), "smooth L1": smooth_l1(x)}
    draw_curves(axes, x.numpy(), {name: values.numpy() for name, values in curves.items()}, x_label="x", y_label="loss")


def title_picture() -> Demo:
    """Show the one map with four regions, and what is pooled of them."""
    count = len(proposals(lecture_scene()))
    return Demo(
        name="fast_rcnn",
        title="One run of the network for all regions",
        panels=[
            [
                Panel("regions", lambda axes: draw_regions(axes, f"{count} regions"), (3.1, 3.4), "four regions"),
                Panel("map", lambda axes: draw_map(axes, "one map"), (3.1, 3.4), "the map"),
                Panel("pooled", lambda axes: draw_parts(axes, pooled(), "pooled to 7×7"), (3.1, 3.4), "pooled"),
            ]
        ],
        caption="R-CNN runs its network for each region; Fast R-CNN runs it once and pools each region from the map.",
    )
