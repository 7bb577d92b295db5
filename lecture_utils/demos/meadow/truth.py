"""One scene after another: the image with its boxes, the semantic map, the instance masks, and the caption."""

from collections import Counter
from functools import lru_cache

from matplotlib.axes import Axes

from lecture_utils.pictures import (
    INSTANCE_COLOURS,
    NOTHING,
    Mark,
    draw_label_map,
    draw_marked_image,
    mark_items,
)
from lecture_utils.pictures.number_format import counted, percent
from lecture_utils.scenes.meadow import MOST_THINGS, SEMANTIC, THINGS, Meadow, Split, scene_seed
from lecture_utils.stage import Choice, Demo, Panel, Slider

SIZE = 192  # pixels
SCENES = 24  # of each split
SPLITS = [str(split) for split in Split]
START = 3


@lru_cache(maxsize=64)
def meadow(split: str, scene: int) -> Meadow:
    """Draw a scene of a split; at each call the same."""
    return Meadow(scene_seed(split, scene), SIZE)


def things(split: str, scene: int) -> tuple[int, int]:
    """Return the first and the last thing of a scene, counted from 1; the first even where there is none."""
    return 1, max(1, len(meadow(split, scene).labels))


def draw_scene(axes: Axes, split: str, scene: int, thing: int) -> None:
    """Draw the image with a labelled box around each thing, the picked one strong."""
    found = meadow(split, scene)
    boxes, names = found.boxes.tolist(), [THINGS[label] for label in found.labels]
    marks = [Mark(box, name, "truth", number=n) for n, (box, name) in enumerate(zip(boxes, names, strict=True))]
    draw_marked_image(axes, found.image, marks, thing - 1, title=f"image (3×{SIZE}×{SIZE})")


def draw_semantic(axes: Axes, split: str, scene: int) -> None:
    """Draw the semantic map."""
    draw_label_map(axes, meadow(split, scene).semantic, SEMANTIC, title=f"semantic map ({SIZE}×{SIZE})")


def draw_instances(axes: Axes, split: str, scene: int) -> None:
    """Draw the masks of all things, each in a colour of its own and with its finer category."""
    found = meadow(split, scene)
    title = f"masks ({len(found.labels)}×{SIZE}×{SIZE})"
    draw_label_map(axes, found.scene.instance, ["", *found.names], (NOTHING, *INSTANCE_COLOURS), title)
    mark_items(axes, found.boxes.tolist())


def title(split: str, scene: int) -> str:
    """Say what the truth of this scene holds."""
    found = meadow(split, scene)
    counts = Counter(THINGS[int(label)] for label in found.labels)
    if not counts:
        return f"Seed {found.seed}: where there is no thing, there is no box and no mask"
    thing, count = counts.most_common(1)[0]
    if count > 1:
        many = counted(count, thing, "people" if thing == "person" else "")
        return f"Seed {found.seed}: the semantic map has one colour for {many}, the masks have {count}"
    only = "the one thing has" if len(found.labels) == 1 else f"each of {len(found.labels)} things has"
    return f"Seed {found.seed}: {only} a box, a mask, a label and a finer category"


def caption(split: str, scene: int, thing: int) -> str:
    """Write the scene's caption, and what is known of the picked thing."""
    found = meadow(split, scene)
    about = " (it names one kind of thing or one pair)" if len(set(found.names)) > 1 else ""
    words = f"Caption{about}: “{found.caption}”."
    if not len(found.labels):
        return words
    place = thing - 1
    x1, y1, x2, y2 = found.boxes[place].int().tolist()
    return (
        f"{words} Thing {thing} of {len(found.labels)}, the farthest first: {found.names[place]}, "
        f"{percent(float(found.visible[place]))} of it visible, in a box of {x2 - x1}×{y2 - y1} pixels, "
        f"of which {int(found.masks[place].sum()):,} are in its mask."
    )


def meadow_demo() -> Demo:
    """Step through scenes: the same one as an image with boxes, as a semantic map and as masks."""
    size = (2.98, 3.3)
    return Demo(
        name="meadow",
        title=title,
        controls=[
            Slider("scene", range(SCENES), start=START, label="scene"),
            Choice("split", SPLITS, start=str(Split.TEST), label="drawn for"),
            Slider("thing", range(1, MOST_THINGS + 1), legal=things, label="thing", picks=("image", "instances")),
        ],
        panels=[
            [
                Panel("image", draw_scene, size=size, alt="scene with boxes"),
                Panel("semantic", draw_semantic, size=size, alt="semantic map: one label for each pixel"),
                Panel("instances", draw_instances, size=size, alt="instance masks: one for each thing"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
