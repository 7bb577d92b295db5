"""Pictures of lecture 05 that need no controls."""

import torch

from lecture_utils.demos.roi.map_drawing import FEATURES, REGION, draw_map
from lecture_utils.demos.roi.photograph_map import HAND_BUILT, TRAINED, UNTRAINED, PhotographMap, fit
from lecture_utils.methods.feature_map import CHANNELS, STRIDE
from lecture_utils.methods.roi import project_box, roi_pool
from lecture_utils.pictures import (
    FONT_SIZES,
    Sheet,
    axes_at,
    colour,
    draw_boxes,
    draw_heatmap,
    draw_image,
    draw_matrix,
    panes,
)
from lecture_utils.scenes.photographs import photograph

IDEA_SIZE = (8.9, 2.95)
CHANNELS_SIZE = (8.9, 3.0)
REGIONS = torch.tensor([[71.0, 42, 160, 130], [190, 60, 260, 120], [20, 120, 310, 230]])
NETWORK_CHANNELS = {UNTRAINED: (4, 7), TRAINED: (9, 24)}  # two of the 32, two of the 96


def draw_idea(figure: Sheet) -> None:
    """Draw three boxes of different sizes, one feature map for all, and three outputs of one size."""
    cat = PhotographMap(fit(photograph("chelsea").image))
    numbers = ["1", "2", "3"]
    image = axes_at(figure, 0.06, 0.1, 3.0, 2.35)
    draw_image(image, cat.image, title=f"image ({'×'.join(map(str, cat.image.shape))})")
    draw_boxes(image, REGIONS, REGION, labels=numbers)
    arrow(figure, 3.1, 3.62, "CNN,\nonce")
    channels, rows, columns = cat.maps[HAND_BUILT].shape[1:]
    cells = axes_at(figure, 3.7, 0.1, 2.9, 2.35)
    draw_map(cells, cat.values("vertical edges"), f"feature map ({channels}×{rows}×{columns})", 100)
    projected = project_box(REGIONS, 1 / STRIDE)
    draw_boxes(cells, projected, REGION, labels=numbers)
    arrow(figure, 6.68, 7.3, "RoI\npooling")
    boxes = torch.cat([torch.zeros(3, 1), REGIONS], dim=1)
    outputs = roi_pool(cat.maps[HAND_BUILT], boxes, 3, 1 / STRIDE)[:, CHANNELS.index("vertical edges")]
    figure.text(8.05 / IDEA_SIZE[0], 2.72 / IDEA_SIZE[1], "3 × (9×3×3)", fontsize=FONT_SIZES["title"], ha="center")
    for number, output in enumerate(outputs):
        top = 0.36 + number * 0.86
        place = axes_at(figure, 7.65, top, 0.8, 0.8)
        draw_matrix(place, output, "output", texts=[[""] * 3] * 3, shade=True, shape_label=False)
        y = 1 - (top + 0.4) / IDEA_SIZE[1]
        figure.text(7.5 / IDEA_SIZE[0], y, numbers[number], fontsize=FONT_SIZES["label"], ha="center", va="center")


def arrow(figure: Sheet, left: float, right: float, text: str) -> None:
    """Draw an arrow from left to right with a text above it; inches."""
    axes = axes_at(figure, left, 0.75, right - left, 1.3)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.annotate("", (1, 0.5), (0, 0.5), arrowprops={"arrowstyle": "-|>", "linewidth": 2.5, "color": colour("ink")})
    axes.text(0.5, 0.58, text, fontsize=FONT_SIZES["small"], ha="center", va="bottom", color=colour("ink"))


def draw_channels(figure: Sheet) -> None:
    """Draw the image, the nine channels of the filter bank and two of each network."""
    cat = PhotographMap(fit(photograph("chelsea").image))
    places = panes(figure, rows=2, columns=7, gap=0.12, margin=0.05)
    draw_image(places[0], cat.image, title="image")
    names, values = list(CHANNELS), list(cat.maps[HAND_BUILT][0])
    for network, channels in NETWORK_CHANNELS.items():
        names += [f"{network} {number}" for number in channels]
        values += cat.maps[network][0, list(channels)]
    for axes, name, cells in zip(places[1:], names, values, strict=True):
        draw_heatmap(axes, cells, limits=(0, 100), colormap=FEATURES, title=name.removesuffix(" edges"))
