"""A demo with every kind of control, for the tests of the stage."""

import threading

import numpy as np

from lecture_utils.stage import Choice, Demo, DragBox, Matrix, Panel, PickCell, Slider, Step, Text, Toggle

DRAWN: list[str] = []  # the panels drawn since a test emptied it
THREADS: set[str] = set()  # where they were drawn


def draw_numbers(figure, step, padding, numbers, sign):
    DRAWN.append("numbers")
    THREADS.add(threading.current_thread().name)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_axis_off()
    axes.set(xlim=(0, 3), ylim=(2, 0))
    for row in range(2):
        for column in range(3):
            value = numbers[row, column] * (-1 if sign else 1)
            weight = "bold" if row * 3 + column == step else "normal"
            axes.text(column + 0.5, row + 0.5, f"{value:g} +{padding}", ha="center", va="center", weight=weight)


def draw_heat(cell, colour_map, shade):
    DRAWN.append("heat")
    rows, columns = np.mgrid[0:6, 0:8]
    distance = np.hypot(rows - cell[0], columns - cell[1])
    distance = distance ** (1 + ["one", "two", "three", "four", "five", "six"].index(shade) / 5)
    return distance if colour_map == "far" else -distance


def draw_region(figure, box, words):
    DRAWN.append("region")
    axes = figure.add_axes((0.0, 0.0, 1.0, 0.8))
    axes.set_axis_off()
    axes.set(xlim=(0, 60), ylim=(40, 0))
    axes.fill_between([box[0], box[2]], box[1], box[3], color="#56B4E9")
    figure.text(0.02, 0.9, words[:12])


def caption(step, padding, box, weights):
    return f"step {step} with padding {padding}; the box is {box[2] - box[0]:g} wide and weighs {weights.sum():g}"


def every_control() -> Demo:
    return Demo(
        name="every_control",
        title="One of each",
        controls=[
            Slider("stride", values=[1, 2, 3], label="stride"),
            Slider("padding", values=[0, 1, 2], legal=lambda stride: (0, stride - 1), label="padding"),
            Step("step", count=lambda stride: 6 // stride),
            Choice("colour_map", ["far", "near"], label="colours"),
            Choice("shade", ["one", "two", "three", "four", "five", "six"], label="shade"),
            Toggle("sign", label="minus"),
            Matrix(
                "numbers",
                start=[[1, 2, 3], [4, 5, 6]],
                presets=[[[1, 2, 3], [4, 7, 6]]],
                label="numbers",
                panel="numbers",
            ),
            Matrix("weights", start=[[1, 2]], lowest=0, highest=3, label="weights"),
            PickCell("cell", panel="heat", shape=(6, 8), start=(2, 3), label="cell", frozen_every=2),
            DragBox("box", panel="region", start=(10, 10, 30, 30), bounds=(0, 0, 60, 40), minimum=(4, 4), label="box"),
            Text("words", start="hello", examples=["bye"], label="words"),
        ],
        panels=[
            [Panel("numbers", draw_numbers, size=(3, 2)), Panel("heat", draw_heat, size=(3, 2))],
            [Panel("region", draw_region, size=(3, 2))],
        ],
        caption=caption,
    )


def draw_both(figure, first, second):
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set(xlim=(0, 60), ylim=(40, 0))
    for box in (first, second):
        axes.fill_between([box[0], box[2]], box[1], box[3], color="#56B4E9")


def two_boxes() -> Demo:
    """Return a demo with two boxes on one panel."""
    boxes = {"first": ((4, 4, 24, 20), "input"), "second": ((32, 12, 52, 32), "prediction")}
    return Demo(
        name="two_boxes",
        title="Two boxes on one panel",
        controls=[
            DragBox(name, panel="both", start=start, bounds=(0, 0, 60, 40), role=role, label=name)
            for name, (start, role) in boxes.items()
        ],
        panels=[[Panel("both", draw_both, size=(3, 2))]],
    )


def fragile() -> Demo:
    """Return a demo of which one state can't be drawn."""

    def draw_fragile(figure, step):
        if step == 1:
            raise RuntimeError(f"no picture at step {step}")
        figure.add_axes((0, 0, 1, 1))

    return Demo("fragile", "Breaks at the second step", [Step("step", count=3)], [[Panel("fragile", draw_fragile)]])
