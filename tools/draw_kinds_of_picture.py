"""Draw one example of each kind of picture into ``images/kinds_of_picture.png``: what the lectures can choose from.

Usage: python tools/draw_kinds_of_picture.py [FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from PIL import Image
from torchvision.ops import box_iou

from lecture_utils.pictures import (
    INSTANCE_COLOURS,
    NOTHING,
    Dot,
    Link,
    Mark,
    MatrixStep,
    MatrixView,
    PlacedVolume,
    Volume,
    at_step,
    colour,
    draw_bars,
    draw_boxes,
    draw_cells,
    draw_curves,
    draw_grid,
    draw_heatmap,
    draw_image,
    draw_image_grid,
    draw_label_map,
    draw_list,
    draw_marked_image,
    draw_matrices,
    draw_matrix,
    draw_points,
    draw_scatter,
    draw_volume_grid,
    draw_volumes,
    panes,
    text_on,
    theme,
    write,
)
from lecture_utils.pictures.shapes import add_areas, rectangles
from lecture_utils.scenes.meadow import SEMANTIC, Meadow, crop, scene_seed
from lecture_utils.scenes.photographs import photograph

FILE = Path(__file__).parents[1] / "images" / "kinds_of_picture.png"
SIZE = (4.2, 3.3)  # inches of one kind of picture
CAT = photograph("chelsea").image
SCENE = Meadow(scene_seed("test", 3), 192)


def colours(figure: SubFigure) -> None:
    """Show every role on its colour."""
    axes = panes(figure)[0]
    groups = [["input", "filter", "output"], ["query", "key", "value"], ["truth", "prediction", "rejected"]]
    groups.append(["step", "muted", "ink"])
    axes.set(xlim=(0, 3), ylim=(4, 0))
    for row, group in enumerate(groups):
        for column, role in enumerate(group):
            box = [column + 0.04, row + 0.07, column + 0.96, row + 0.93]
            add_areas(axes, rectangles(box), colour(role))
            write(axes, column + 0.5, row + 0.5, role, text_colour=text_on(colour(role)))


def boxes(figure: SubFigure) -> None:
    """Show boxes of three roles on a photograph."""
    axes = panes(figure)[0]
    truth, prediction = torch.tensor([[98.0, 2, 402, 292]]), torch.tensor([[130.0, 40, 380, 250]])
    overlap = box_iou(truth, prediction).item()
    draw_image(axes, CAT, f"IoU of truth and prediction: {overlap:.2f}")
    draw_boxes(axes, [[5, 150, 95, 235], [330, 20, 440, 110]], "rejected", line_width=2, style=(0, (2, 1.5)))
    draw_boxes(axes, truth, "truth", ["cat"])
    draw_boxes(axes, prediction, "prediction", ["cat 0.94"])


def region(figure: SubFigure) -> None:
    """Show a grid and sampling points on a faded photograph."""
    axes = panes(figure)[0]
    draw_image(axes, CAT, "Four points sample each of the 3×3 bins", dim=0.35)
    xs, ys = np.linspace(110, 380, 4), np.linspace(50, 260, 4)
    draw_grid(axes, xs, ys, "output", 2)
    quarters = [(110 + 45 * (i + 0.5), 50 + 35 * (j + 0.5)) for i in range(6) for j in range(6)]
    draw_points(axes, quarters, "prediction")


def pixels(figure: SubFigure) -> None:
    """Show cells on a small image."""
    small = F.interpolate(CAT[None], (18, 24), mode="area")[0]  # (3, 18, 24)
    axes = panes(figure)[0]
    draw_image(axes, small, "Three pixels of 18×24 are looked at")
    draw_cells(axes, [(8, 9), (8, 10), (9, 9)], fill=0.25)


def convolution(figure: SubFigure) -> None:
    """Show input, filter and output with the current step."""
    values = torch.tensor([[1, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]])
    weights = torch.tensor([[0, 1], [-1, 0]])
    result = F.conv2d(values[None, None].float(), weights[None, None].float())[0, 0]
    waiting = [(1, 1), (1, 2), np.s_[2]]
    views = [
        MatrixView("X", values, "input", highlight=[np.s_[1:3, 0:2]]),
        MatrixView("W", weights, "filter"),
        MatrixView("Y", result, "output", highlight=[(1, 0)], faded=waiting),
    ]
    draw_matrices(figure, [[views[0], "∗", views[1], "=", views[2]]])


def weights(figure: SubFigure) -> None:
    """Show weights with labels of rows and columns."""
    scores = torch.tensor([[2.4, 2.9, 0.3, 0.1], [0.2, 0.4, 1.1, 3.0], [0.3, 0.2, 3.1, 0.8]])
    books = ["Popular Science", "Nature", "Business Journal", "Law & Order"]
    people = ["scientist", "lawyer", "businessman"]
    draw_matrix(
        panes(figure)[0],
        torch.softmax(scores, dim=1),
        name="A",
        row_labels=people,
        column_labels=books,
        colormap="sequential",
    )


def masked(figure: SubFigure) -> None:
    """Show signed scores, some of them −∞."""
    torch.manual_seed(1)
    scores = torch.randn(4, 4) * 2
    scores[torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)] = -torch.inf
    words = ["[START]", "Big", "cat", "[END]"]
    draw_matrix(panes(figure)[0], scores, name="E", row_labels=words, column_labels=words, colormap="diverging")


def symbols(figure: SubFigure) -> None:
    """Show vectors of symbols, and the roles of attention."""
    first, second, third = panes(figure, rows=3, gap=0.1)
    draw_matrix(first, np.zeros(2), "input", "input", texts=["a", "b"])
    draw_matrix(second, np.zeros(3), "filter", "filter", texts=["x", "y", "z"])
    letters = ["ax", "ay", "az + bx", "by", "bz"]
    draw_matrix(third, np.zeros(5), "output", "output", texts=letters, highlight=[(0, 2)])


def attention(figure: SubFigure) -> None:
    """Show matrices side by side, filled step by step."""
    inputs, projection = torch.tensor([[1.0, 0], [0, 2], [1, 1]]), torch.tensor([[1.0, 0], [-1, 2]])
    views = [
        MatrixView("X", inputs, "input", "inputs"),
        MatrixView("W_K", projection, "filter", "learned"),
        MatrixView("K", inputs @ projection, "key", "X W_K"),
    ]
    steps = [MatrixStep(f"key {i + 1}", {"K": i}, {"X": i, "K": i}) for i in range(3)]
    draw_matrices(figure, at_step([[views[0], "·", views[1], "=", views[2]]], steps, 1))


def heatmap(figure: SubFigure) -> None:
    """Show a heatmap over a photograph."""
    rows, columns = torch.meshgrid(torch.arange(9.0), torch.arange(13.0), indexing="ij")
    bump = torch.exp(-((rows - 3) ** 2 + (columns - 3.6) ** 2) / 4) + 0.8 * torch.exp(
        -((rows - 3.4) ** 2 + (columns - 8.2) ** 2) / 3
    )
    draw_heatmap(panes(figure)[0], bump / bump.max(), CAT, (0, 1), title="Both eyes get the weight", colorbar=True)


def signed(figure: SubFigure) -> None:
    """Show signed values as colours."""
    grid = torch.linspace(-3, 3, 41)
    values = torch.sin(2 * grid)[:, None] * torch.cos(grid * 1.5)[None]  # (41, 41)
    title = "Columns alternate in sign"
    draw_heatmap(panes(figure)[0], values, colormap="diverging", limits=(-1, 1), title=title, colorbar=True)


def volumes(figure: SubFigure) -> None:
    """Show tensors as blocks in one row."""
    stages = [
        Volume((3, 224, 224), "image", "input"),
        Volume((256, 56, 56), "features"),
        Volume((512, 7, 7), "RoI"),
        Volume((80,), "scores", "output"),
    ]
    draw_volumes(panes(figure)[0], stages, "One RoI of 7×7 for any box", ["CNN", "", "fc"])


def pipeline(figure: SubFigure) -> None:
    """Show tensors as blocks in several rows."""
    sizes = [(3, 224, 224), (64, 112, 112), (128, 56, 56), (256, 28, 28), (512, 14, 14), (196, 512), (512,), (1000,)]
    names = ["image", "conv1", "conv2", "conv3", "conv4", "sequence", "mean", "scores"]
    roles = ["input", *["muted"] * 4, "query", "muted", "output"]
    blocks = [Volume(*parts) for parts in zip(sizes, names, roles, strict=True)]
    draw_volumes(panes(figure)[0], blocks, "Each stage halves height and width")


def volume_grid(figure: SubFigure) -> None:
    """Show tensors as blocks in rows and columns, with links."""
    blocks = [
        PlacedVolume(Volume((3, 64, 64), "image", "input"), 0, 0),
        PlacedVolume(Volume((8, 64, 64), role="input"), 0, 1),
        PlacedVolume(Volume((16, 32, 32), role="input"), 1, 1.5),
        PlacedVolume(Volume((8, 64, 64), role="output"), 0, 2.5),
    ]
    links = [Link(0, 1), Link(1, 2), Link(2, 3), Link(1, 3, "copy", "input", 3.0)]
    title = "Down, up, and across"
    draw_volume_grid(panes(figure)[0], blocks, links, title, row_names=("64×64", "32×32"))


def bars(figure: SubFigure) -> None:
    """Show probabilities."""
    labels = ["Egyptian cat", "tabby", "tiger cat", "lynx", "carton"]
    roles = ["prediction", "truth", *["muted"] * 3]
    values = [0.46, 0.31, 0.17, 0.04, 0.02]
    draw_bars(panes(figure)[0], labels, values, roles, (0, 1), "The truth is second: right in the top 5")


def curves(figure: SubFigure) -> None:
    """Show curves of several seeds, and the current step."""
    steps = np.arange(0, 101, 2)
    random = np.random.default_rng(0)
    noise = random.normal(size=(3, 5, len(steps))).cumsum(axis=2) * 0.008
    shapes = [np.exp(-steps / 18) + 0.28, np.exp(-steps / 30) * 0.8 + 0.22, np.exp(-steps / 60) * 0.5 + 0.2]
    named = {name: shape + wave for name, shape, wave in zip(("classes", "boxes", "masks"), shapes, noise, strict=True)}
    title = "The loss of the classes falls first"
    draw_curves(panes(figure)[0], steps, named, x_label="epoch", y_label="loss", title=title, now=30)


def growth(figure: SubFigure) -> None:
    """Show curves on logarithmic axes."""
    sides = np.array([7, 14, 28, 56, 112])
    cells = sides.astype(float) ** 2
    named = {"attention": cells**2 * 64, "3×3 convolution": cells * 9 * 64 * 64, "1×1 convolution": cells * 64 * 64}
    axes = panes(figure)[0]
    title = "Attention costs (HW)², convolution HW"
    across, up = "side of the map", "operations"
    draw_curves(axes, sides, named, x_label=across, y_label=up, title=title, x_log=True, y_log=True)


def labels(figure: SubFigure) -> None:
    """Show a label for every pixel."""
    draw_label_map(panes(figure)[0], SCENE.semantic, SEMANTIC, title="One colour for both people")


def instances(figure: SubFigure) -> None:
    """Show a mask for every thing."""
    names, chosen = ["", *SCENE.names], (NOTHING, *INSTANCE_COLOURS)
    draw_label_map(panes(figure)[0], SCENE.scene.instance, names, chosen, "Each person has a mask")


def tiles(figure: SubFigure) -> None:
    """Show small pictures with their words, some framed."""
    names = ["black cat", "white cat", "tabby cat", "ginger cat", "spotted cat", "black dog"]
    images = [crop(number, thing=name).image for number, name in enumerate(names)]
    roles = ["truth"] * 5 + ["rejected"]
    draw_image_grid(panes(figure)[0], images, 3, names, roles, title="Five of these six are cats")


def scatter(figure: SubFigure) -> None:
    """Show points with names, areas, a line and the picked one."""
    networks = [
        Dot(0.7, 56.5, "alexnet", area=200),
        Dot(1.8, 69.8, "resnet18", area=42),
        Dot(4.1, 76.1, "resnet50", area=87),
        Dot(15.5, 71.6, "vgg16", area=448),
        Dot(0.3, 71.9, "mobilenet_v2", area=17),
        Dot(15.4, 83.8, "swin_b", area=286),
    ]
    line, title = [4, 2, 5], "vgg16 costs more than networks that are better"
    draw_scatter(
        panes(figure)[0], networks, "billions of multiply–adds", "top-1, %", title, x_log=True, line=line, picked=3
    )


FOUND = [("person", 0.98, "right"), ("person", 0.91, "right"), ("horse", 0.42, "nothing there")]


def marked(figure: SubFigure) -> None:
    """Show what was found and what is there, the current detection strong."""
    boxes = [*SCENE.boxes[:2].tolist(), (100.0, 110.0, 150.0, 150.0)]
    marks = [
        Mark(box, f"{name} {score:.2f}", "prediction" if verdict == "right" else "rejected", number=n)
        for n, (box, (name, score, verdict)) in enumerate(zip(boxes, FOUND, strict=True))
    ]
    truths = [Mark(box, "", "truth", dashed=True) for box in (SCENE.boxes[:2] + 3).tolist()]
    draw_marked_image(
        panes(figure)[0], SCENE.image, [*marks, *truths], current=1, title="Two are found, one is not there"
    )


def listed(figure: SubFigure) -> None:
    """Show rows of a list, the current one highlighted."""
    rows = [[str(n), name, f"{score:.2f}", verdict] for n, (name, score, verdict) in enumerate(FOUND, start=1)]
    roles = ["prediction" if verdict == "right" else "rejected" for *_, verdict in FOUND]
    draw_list(panes(figure)[0], ["", "class", "score", ""], rows, roles, current=1, title="Each with its verdict")


KINDS: list[Callable[[SubFigure], None]] = [
    *(colours, boxes, region, pixels),
    *(convolution, attention, weights, masked),
    *(symbols, heatmap, signed, volumes),
    *(pipeline, bars, curves, growth),
    *(labels, instances, tiles, scatter),
    *(marked, listed, volume_grid),
]


def draw_sheet(dots: float = 100.0, columns: int = 4) -> Figure:
    """Draw all kinds of picture on one figure."""
    rows = -(-len(KINDS) // columns)
    with theme():
        figure = Figure(figsize=(SIZE[0] * columns, SIZE[1] * rows), dpi=dots)
        FigureCanvasAgg(figure)
        places = np.ravel(figure.subfigures(rows, columns, wspace=0, hspace=0, squeeze=False))
        for place, draw in zip(places, KINDS, strict=False):
            draw(place)
    return figure


def main(file: Path = FILE) -> None:
    """Write the sheet with few colours, so that the file stays small."""
    figure = draw_sheet()
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()
    sheet = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
    sheet.quantize(256, kmeans=3, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
