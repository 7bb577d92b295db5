"""Pictures of lecture 04 without controls."""

import torch

from lecture_utils.demos.rcnn.outputs import outcome, stages
from lecture_utils.pictures import Mark, Sheet, draw_bars, draw_image_grid, draw_marked_image, panes
from lecture_utils.scenes.lecture_scenes import SIZE, lecture_scene
from lecture_utils.scenes.meadow import THINGS

IDEA_SIZE = (9.2, 2.7)
REGIONS = 4


def best_regions() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the proposals behind the best detections of scene 1, and their categories: (REGIONS,) each."""
    found = outcome(lecture_scene())
    best = found.kept[:REGIONS]
    return found.regions[best], found.candidates.labels[best]


def draw_idea(figure: Sheet) -> None:
    """Draw scene 1 with four of its regions, the warped crops, their scores, and the corrected boxes."""
    scene = lecture_scene()
    followed, (regions, labels) = stages(scene), best_regions()
    first, second, third, last = panes(figure, columns=4, gap=0.2)
    marks = [Mark(box, str(place), "input") for place, box in enumerate(followed.proposals[regions].tolist(), start=1)]
    draw_marked_image(first, scene.large, marks, title="1 regions", size=(SIZE, SIZE))
    names = [str(place) for place in range(1, len(regions) + 1)]
    draw_image_grid(second, list(followed.crops[regions]), 2, names, title="2 warped, through the network")
    scores = followed.margins[regions, labels]
    draw_bars(third, [f"{n} {THINGS[label]}" for n, label in zip(names, labels, strict=True)], scores, title="3 SVM")
    boxes = followed.boxes[regions, labels].clamp(0, SIZE).tolist()
    marks = [Mark(box, THINGS[label], "prediction") for box, label in zip(boxes, labels.tolist(), strict=True)]
    draw_marked_image(last, scene.large, marks, title="4 offsets", size=(SIZE, SIZE))
