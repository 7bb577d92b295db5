"""Time how long each kind of picture takes to draw: ``python -m benchmarks.pictures``.

A figure of 400×350 pixels is made, drawn on and turned into pixels, on one thread; the lecture hall's has 600×525.
Processor time is counted, so that what else the machine does matters little.
The budget holds for the screen.
"""

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lecture_utils.pictures import (
    SIZES,
    Volume,
    draw_bars,
    draw_boxes,
    draw_curves,
    draw_grid,
    draw_heatmap,
    draw_image,
    draw_matrix,
    draw_volumes,
    panes,
    theme,
)
from lecture_utils.scenes.photographs import photograph

BUDGET = 40.0  # milliseconds
SIZE = (4.0, 3.5)  # inches

GENERATOR = torch.Generator().manual_seed(0)
NUMBERS = torch.randn(7, 7, generator=GENERATOR)
BOXES = torch.rand(50, 4, generator=GENERATOR) * 150 + torch.tensor([0, 0, 150, 100])
CAT, ASTRONAUT = photograph("chelsea").image, photograph("astronaut").image
SEEDS = {name: torch.randn(5, 100, generator=GENERATOR).cumsum(1).numpy() for name in ("one", "two", "three")}


def matrix(axes: Axes) -> None:
    draw_matrix(axes, NUMBERS, name="X", highlight=[(2, 3)])


def matrix_in_matplotlib(axes: Axes) -> None:
    """Draw the same with one of matplotlib's own texts in each cell."""
    draw_matrix(axes, NUMBERS, name="X", highlight=[(2, 3)], texts=[[""] * 7] * 7)
    for (row, column), number in np.ndenumerate(NUMBERS.numpy()):
        axes.text(column + 0.5, row + 0.5, f"{number:.2f}", ha="center", va="center", fontsize=10.5)


def labelled(axes: Axes) -> None:
    rows, columns = ["scientist", "lawyer", "businessman"], ["Popular Science", "Nature", "Business Journal"]
    draw_matrix(axes, NUMBERS[:3, :3], row_labels=rows, column_labels=columns, colormap="diverging", name="E")


def photo(axes: Axes) -> None:
    draw_image(axes, ASTRONAUT, "512×512 pixels")


def boxes(axes: Axes) -> None:
    draw_image(axes, CAT, "Fifty boxes")
    draw_boxes(axes, BOXES)


def boxes_with_labels(axes: Axes) -> None:
    draw_image(axes, CAT, "Ten boxes with labels")
    draw_boxes(axes, BOXES[:10], labels=[f"cat 0.9{digit}" for digit in range(10)])


def grid(axes: Axes) -> None:
    draw_image(axes, CAT, dim=0.3)
    draw_grid(axes, np.linspace(100, 380, 8), np.linspace(50, 260, 8))


def heatmap(axes: Axes) -> None:
    draw_heatmap(axes, NUMBERS, CAT, title="Weights over a photograph", colorbar=True)


def volumes(axes: Axes) -> None:
    shapes = [(3, 224, 224), (256, 56, 56), (512, 7, 7), (1000,)]
    draw_volumes(axes, [Volume(shape, f"layer {index}") for index, shape in enumerate(shapes)])


def bars(axes: Axes) -> None:
    draw_bars(axes, [f"class {index}" for index in range(10)], torch.softmax(NUMBERS.flatten()[:10], 0), limits=(0, 1))


def curves(axes: Axes) -> None:
    draw_curves(axes, np.arange(100), SEEDS, x_label="epoch", y_label="loss", title="Five seeds each", now=40)


KINDS: dict[str, Callable[[Axes], None]] = {
    "7×7 matrix with numbers": matrix,
    "the same, with matplotlib's own texts": matrix_in_matplotlib,
    "3×3 matrix with labels": labelled,
    "photograph of 512×512": photo,
    "photograph with 50 boxes": boxes,
    "photograph with 10 labelled boxes": boxes_with_labels,
    "photograph with a grid": grid,
    "heatmap over a photograph": heatmap,
    "4 volumes": volumes,
    "10 bars": bars,
    "3 curves of 5 seeds": curves,
}


def milliseconds(draw: Callable[[Axes], None], dots: float, repeats: int) -> float:
    """Median processor time to make a figure, draw on it and turn it into pixels, after one unmeasured turn."""
    times = []
    for _ in range(repeats + 1):
        start = time.process_time()
        with theme():
            figure = Figure(figsize=SIZE, dpi=dots)
            canvas = FigureCanvasAgg(figure)
            draw(panes(figure)[0])
            canvas.draw()
        times.append(1000 * (time.process_time() - start))
    return median(times[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=25, help="measured turns, of which the median is printed")
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    print(f"Figure, drawing and pixels, 400×350 on screen; milliseconds of one processor, medians of {repeats}.\n")
    print(f"| picture | screen | lecture hall | budget {BUDGET:g} |")
    print("|---|---:|---:|---|")
    for name, draw in KINDS.items():
        screen, hall = (milliseconds(draw, 100 * SIZES[size], repeats) for size in ("screen", "hall"))
        verdict = "for comparison" if draw is matrix_in_matplotlib else "kept" if screen <= BUDGET else "**missed**"
        print(f"| {name} | {screen:.1f} | {hall:.1f} | {verdict} |")


if __name__ == "__main__":
    main()
