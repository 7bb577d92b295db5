"""How a scene comes about: the ground first, then one figure after another, from the farthest to the nearest."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lecture_utils.demos.meadow.truth import SIZE
from lecture_utils.pictures import Sheet, colour, draw_boxes, draw_image, draw_label_map, panes, tint
from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.number_format import counted
from lecture_utils.scenes.meadow import FINE, SEMANTIC, scene_seed
from lecture_utils.scenes.meadow.actors import TREE
from lecture_utils.scenes.meadow.camera import Camera, Cones
from lecture_utils.scenes.meadow.drawing import Drawing, draw
from lecture_utils.scenes.meadow.layout import Layout, meadow_layout
from lecture_utils.stage import Demo, Panel, Slider, Step

SCENES = 24
START = 20
NOT_YET = 1e-3  # the scale of a figure that isn't drawn yet, in pixels for one metre
_ROUND = np.linspace(0, 2 * np.pi, 24, endpoint=False)


def layout(scene: int) -> Layout:
    """Lay a test scene out; always anew, since drawing it uses up its random numbers."""
    return meadow_layout(scene_seed("test", scene), SIZE)


@lru_cache(maxsize=128)
def drawing(scene: int, step: int) -> Drawing:
    """Draw a scene with its first ``step`` figures."""
    found = layout(scene)
    stands = [stand if n < step else replace(stand, scale=NOT_YET) for n, stand in enumerate(found.stands)]
    return draw(replace(found, stands=stands), SIZE)


def name_of(scene: int, figure: int) -> str:
    """Name a figure of a scene."""
    actor = layout(scene).actors[figure]
    if actor.label == TREE:
        return "tree or bush"
    return FINE[actor.fine]


def cones_of(scene: int, figure: int) -> Cones:
    """Return the round cones of a figure as they lie on the picture."""
    found = layout(scene)
    return Camera([found.stands[figure]], found.look_down).cones()


def draw_image_so_far(figure: Sheet, scene: int, step: int) -> None:
    """Draw what has been painted so far, the newest figure outlined."""
    axes = panes(figure, margin=0.04)[0]
    draw_image(
        axes, drawing(scene, step).image, title="ground" if step == 0 else f"ground and {counted(step, 'figure')}"
    )
    if step:
        draw_boxes(axes, [extent(scene, step - 1)], "step")


def extent(scene: int, figure: int) -> tuple[float, float, float, float]:
    """Return the box (x1, y1, x2, y2) around a figure, cut at the border of the picture."""
    cones = cones_of(scene, figure)
    centres = np.concatenate([cones.start, cones.end])[:, :2]
    radii = np.concatenate([cones.start_radius, cones.end_radius])[:, None]
    low, high = (centres - radii).min(axis=0).clip(0, SIZE - 1), (centres + radii).max(axis=0).clip(1, SIZE)
    return (*low, *high)


def draw_skeleton(figure: Sheet, scene: int, step: int) -> None:
    """Draw the round cones that the newest figure is made of."""
    axes = panes(figure, margin=0.04)[0]
    if step == 0:
        lay_out(axes, "no figure yet", (1, 1))
        axes.set(xlim=(0, 1), ylim=(1, 0))
        return
    cones = cones_of(scene, step - 1)
    lay_out(axes, f"{name_of(scene, step - 1)}: {len(cones.thing)} round cones", (1, 1))
    order = np.argsort(cones.start[:, 2] + cones.end[:, 2])  # the nearest last
    outlines = [
        hull(*(part[n] for part in (cones.start, cones.end, cones.start_radius, cones.end_radius))) for n in order
    ]
    edge = colour("ink")
    axes.add_collection(PolyCollection(outlines, facecolors=tint("muted", 0.6), edgecolors=edge, linewidths=0.8))
    points = np.concatenate(outlines)
    middle, half = (points.min(axis=0) + points.max(axis=0)) / 2, np.ptp(points, axis=0).max() * 0.53
    axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] + half, middle[1] - half))


def hull(start: np.ndarray, end: np.ndarray, start_radius: float, end_radius: float) -> np.ndarray:
    """Return the outline of a round cone on the picture, (points, 2): that of its two balls and all between them."""
    circle = np.stack([np.cos(_ROUND), np.sin(_ROUND)], axis=1)  # (24, 2)
    along, lengthwise = end[:2] - start[:2], float(np.hypot(*(end[:2] - start[:2])))
    if lengthwise < abs(end_radius - start_radius) + 1e-6:  # one ball lies in the other
        centre, radius = (start, start_radius) if start_radius > end_radius else (end, end_radius)
        return centre[:2] + radius * circle
    lean = (end_radius - start_radius) / lengthwise
    forward = circle @ (along / lengthwise) > lean
    turned = np.roll(np.arange(len(circle)), -int(np.argmax(forward & ~np.roll(forward, 1))))
    return np.stack(
        [(end[:2] + end_radius * circle[n]) if forward[n] else (start[:2] + start_radius * circle[n]) for n in turned]
    )


def draw_semantic_so_far(axes: Axes, scene: int, step: int) -> None:
    """Draw the semantic map of what has been painted so far."""
    draw_label_map(axes, drawing(scene, step).semantic, SEMANTIC, title="semantic map")


def count(scene: int) -> int:
    """Count the steps: the ground, then each figure."""
    return len(layout(scene).actors) + 1


def caption(scene: int, step: int) -> str:
    """Say what this step adds."""
    found, drawn = layout(scene), drawing(scene, step)
    things = len(drawn.actors)
    if step == 0:
        seed = scene_seed("test", scene)
        figures = counted(len(found.actors), "figure")
        return f"The seed {seed} decides light, horizon, sky, grass, path and pond, and {figures}."
    missing = [
        name_of(scene, n) for n in range(step) if found.actors[n].label != TREE and n not in drawn.actors.tolist()
    ]
    left_out = f" Of the {missing[0]} less than a fifth is visible: it is left out." if missing else ""
    return (
        f"Figure {step} of {len(found.actors)} is painted over all that is farther: {name_of(scene, step - 1)}. "
        f"The pixels that stay visible are its mask. Things so far: {things}.{left_out}"
    )


def making_demo() -> Demo:
    """Paint a scene step by step, from the farthest figure to the nearest."""
    size = (2.98, 3.3)
    return Demo(
        name="meadow_making",
        title="A scene is painted from the farthest figure to the nearest, and its truth with it",
        controls=[
            Slider("scene", list(range(SCENES)), start=START, label="scene"),
            Step("step", count=count, label="step", start=3),
        ],
        panels=[
            [
                Panel("image", draw_image_so_far, size=size, alt="the scene so far"),
                Panel("skeleton", draw_skeleton, size=size, alt="the cones of the newest figure"),
                Panel("semantic", draw_semantic_so_far, size=size, alt="the semantic map so far"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
