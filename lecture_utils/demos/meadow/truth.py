"""One scene after another: the image with its boxes, the semantic map, the instance masks, and the caption."""

from collections import Counter
from functools import lru_cache

from lecture_utils.pictures import (
    INSTANCE_COLOURS,
    NOTHING,
    Sheet,
    draw_boxes,
    draw_image,
    draw_label_map,
    panes,
)
from lecture_utils.pictures.number_format import counted, percent
from lecture_utils.scenes.meadow import SEMANTIC, THINGS, Meadow, Split, scene_seed
from lecture_utils.stage import Choice, Demo, Panel, Slider, Toggle

SIZE = 192  # pixels
SCENES = 24  # of each split
SPLITS = [str(split) for split in Split]
START = 3


@lru_cache(maxsize=64)
def meadow(split: str, scene: int) -> Meadow:
    """Draw a scene of a split; at each call the same."""
    return Meadow(scene_seed(split, scene), SIZE)


def draw_scene(figure: Sheet, split: str, scene: float, boxes: bool) -> None:
    """Draw the image, with a labelled box around each thing if wanted."""
    axes, found = panes(figure, margin=0.04)[0], meadow(split, int(scene))
    draw_image(axes, found.image, title=f"image (3×{SIZE}×{SIZE})")
    if boxes:
        draw_boxes(axes, found.boxes, "truth", labels=[THINGS[label] for label in found.labels])


def draw_semantic(figure: Sheet, split: str, scene: float) -> None:
    """Draw the semantic map."""
    axes = panes(figure, margin=0.04)[0]
    draw_label_map(axes, meadow(split, int(scene)).semantic, SEMANTIC, title=f"semantic map ({SIZE}×{SIZE})")


def draw_instances(figure: Sheet, split: str, scene: float) -> None:
    """Draw the masks of all things, each in a colour of its own and with its finer category."""
    axes, found = panes(figure, margin=0.04)[0], meadow(split, int(scene))
    title = f"masks ({len(found.labels)}×{SIZE}×{SIZE})"
    draw_label_map(axes, found.scene.instance, ["", *found.names], (NOTHING, *INSTANCE_COLOURS), title)


def title(split: str, scene: float) -> str:
    """Say what the truth of this scene holds."""
    found = meadow(split, int(scene))
    counts = Counter(THINGS[int(label)] for label in found.labels)
    if not counts:
        return f"Seed {found.seed}: where there is no thing, there is no box and no mask"
    thing, count = counts.most_common(1)[0]
    if count > 1:
        many = counted(count, thing, "people" if thing == "person" else "")
        return f"Seed {found.seed}: the semantic map has one colour for {many}, the masks have {count}"
    only = "the one thing has" if len(found.labels) == 1 else f"each of {len(found.labels)} things has"
    return f"Seed {found.seed}: {only} a box, a mask, a label and a finer category"


def caption(split: str, scene: float) -> str:
    """Write the scene's caption, and how much is visible of each thing."""
    found = meadow(split, int(scene))
    share = ", ".join(f"{name} {percent(float(part))}" for name, part in zip(found.names, found.visible, strict=True))
    things = f" Visible, from the farthest to the nearest: {share}." if share else ""
    about = " (it names one kind of thing or one pair)" if len(set(found.names)) > 1 else ""
    return f"Caption{about}: “{found.caption}”.{things}"


def meadow_demo() -> Demo:
    """Step through scenes: the same one as an image with boxes, as a semantic map and as masks."""
    size = (2.98, 3.3)
    return Demo(
        name="meadow",
        title=title,
        controls=[
            Slider("scene", list(range(SCENES)), start=START, label="scene"),
            Choice("split", SPLITS, start=str(Split.TEST), label="drawn for"),
            Toggle("boxes", start=True, label="boxes"),
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
