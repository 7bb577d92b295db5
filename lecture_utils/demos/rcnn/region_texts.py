"""What the demo of a region's way says at each stage: the finding, and the arithmetic."""

import math
from collections.abc import Callable

from lecture_utils.demos.rcnn.outputs import NAME, SUPPRESSED_FROM
from lecture_utils.demos.rcnn.region import Region
from lecture_utils.pictures import format_number
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.outputs import trained


def scores_title(region: Region) -> str:
    """Say what the SVM with the highest score answers."""
    says = "says yes" if region.score > 0 else "comes closest, but says no"
    return f"The SVM for {region.name} {says}: {format_number(region.score)}"


def offsets_title(region: Region) -> str:
    """Say whether the corrected box is closer to the thing."""
    if not region.thing:
        return f"The regression for {region.name} moves the box, though no {region.name} is there"
    better = "closer to" if region.after > region.before else "no closer to"
    return f"Corrected, the box is {better} the {region.thing}: IoU {region.before:.2f}, then {region.after:.2f}"


def suppression_title(region: Region) -> str:
    """Say whether the box is kept."""
    if region.rival is None:
        return f"Kept: no better {region.name} overlaps it by more than {SUPPRESSED_FROM}"
    return f"Suppressed: a {region.name} with a higher score overlaps it"


def proposal_caption(region: Region) -> str:
    """Say which proposal it is."""
    x1, y1, x2, y2 = region.box.tolist()
    return (
        f"Proposal {region.number + 1}, ({x1:.0f}, {y1:.0f}, {x2:.0f}, {y2:.0f}), is {x2 - x1:.0f} × {y2 - y1:.0f} "
        f"pixels large. Some of the {region.proposals} regions are drawn: click one."
    )


def warp_caption(region: Region) -> str:
    """Compute how much context the crop shows."""
    size, padding = trained(NAME).classifier.size, trained(NAME).padding
    inner, (width, height) = size - 2 * padding, (region.box[2:] - region.box[:2]).tolist()
    return (
        f"The region fills the middle {inner} × {inner} pixels of the {size} × {size}; {padding} pixels on each side "
        f"show context: {padding}/{inner} of {width:.0f} is {padding / inner * width:.1f}, of {height:.0f} is "
        f"{padding / inner * height:.1f} pixels of the scene (dashed)."
    )


def network_caption(region: Region) -> str:
    """Count the features that are 0."""
    return (
        f"One forward pass for this region alone. {int((region.features == 0).sum())} of the {len(region.features)} "
        f"features of the last fully connected layer are 0, the largest is "
        f"{format_number(float(region.features.max()))}."
    )


def scores_caption(region: Region) -> str:
    """Compare the SVMs with the softmax."""
    best = int(region.probabilities.argmax())
    return (
        "An SVM's score is w · x + b of the features x: above 0 the region counts as its category. Highest: "
        f"{region.name} with {format_number(region.score)}. The network's own softmax says "
        f"{('background', *THINGS)[best]} with {float(region.probabilities[best]):.2f}."
    )


def offsets_caption(region: Region) -> str:
    """Decode the offsets."""
    tx, ty, tw, th = (round(value, 3) for value in region.offsets.tolist())
    width, height = (region.box[2:] - region.box[:2]).tolist()
    x, y, w, h = (format_number(value, 3) for value in (tx, ty, tw, th))
    return (
        f"Offsets {x}, {y}, {w}, {h}: the centre moves by {x} · {width:.0f} = {format_number(tx * width, 1)} and {y} · "
        f"{height:.0f} = {format_number(ty * height, 1)} pixels, the width becomes {width:.0f} · exp({w}) = "
        f"{width * math.exp(tw):.1f}, the height {height * math.exp(th):.1f}."
    )


def suppression_caption(region: Region) -> str:
    """Compare the scores of the box and of the one that suppresses it."""
    score, kept = format_number(region.score), f"In this scene {region.kept} boxes of all categories are kept"
    if region.rival is None:
        low = " With a score so low it still comes last in the list." if region.score < 0 else ""
        return f"Score {score}. {kept}, most with low scores.{low}"
    return (
        f"The other box has a score of {format_number(region.rival.score)}, above {score}, and an IoU of "
        f"{region.rival.iou:.2f} with this one, above {SUPPRESSED_FROM}. {kept}."
    )


Text = Callable[[Region], str]

TITLES: dict[str, Text] = {
    "proposal": lambda region: f"Selective Search proposes {region.proposals} regions; this is one of them",
    "warp": lambda region: "Whatever its shape, the region becomes a square crop",
    "network": lambda region: f"The network turns the crop into {len(region.features)} numbers",
    "scores": scores_title,
    "offsets": offsets_title,
    "suppression": suppression_title,
}
CAPTIONS: dict[str, Text] = {
    "proposal": proposal_caption,
    "warp": warp_caption,
    "network": network_caption,
    "scores": scores_caption,
    "offsets": offsets_caption,
    "suppression": suppression_caption,
}
