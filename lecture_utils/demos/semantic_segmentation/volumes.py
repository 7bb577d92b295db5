"""Three designs as volumes: full resolution, the slide's network, FCN and DeconvNet, from the running networks."""

import math

from torch import Tensor

from lecture_utils.demos.semantic_segmentation.networks import NETWORKS
from lecture_utils.demos.views.network_walk import (
    WalkStage,
    large_number,
    stage_caption,
    walk,
    walk_control,
    walk_panels,
)
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Choice, Demo
from lecture_utils.training.outputs import per_scene, trained

STAGES = {
    "full resolution": {f"conv {number + 1}": str(3 * number) for number in range(8)},
    "slide's network": {
        "high-res": "high",
        "med-res": "med",
        "low-res": "low",
        "med-res again": "med_again",
        "high-res again": "high_again",
        "scores": "score",
    },
    "FCN-8s": {
        "stage 1": "backbone.stages.stage1",
        "stage 2": "backbone.stages.stage2",
        "stage 3": "backbone.stages.stage3",
        "stage 4": "backbone.stages.stage4",
        "scores /32": "score.stage4",
        "scores /16": "enlarge.stage4",
        "scores /8": "enlarge.stage3",
        "scores": "enlarge.stage2",
    },
    "DeconvNet": {
        "down 1": "down.0",
        "down 2": "down.1",
        "down 3": "down.2",
        "down 4": "down.3",
        "bottom": "bottom",
        "up 1": "up.0",
        "up 2": "up.1",
        "up 3": "up.2",
        "up 4": "up.3",
        "scores": "score",
    },
}
"""Of each design the volumes that are shown, and the part of the network that makes each."""


@per_scene
def stages(scene: LectureScene, network: str) -> tuple[WalkStage, ...]:
    """Return the volumes of a network on a scene."""
    return walk(trained(NETWORKS[network]), scene.image, STAGES[network])


def work(found: tuple[WalkStage, ...]) -> int:
    """Add up the multiply–adds of the volumes that are shown."""
    return sum(stage.multiply_adds for stage in found)


def kilobytes(stage: WalkStage) -> float:
    """Return the memory of a volume in kilobytes, four bytes for a number."""
    return 4 * math.prod(stage.output) / 1e3


def volumes_demo(picture: Tensor | None = None) -> Demo:
    """Go through the volumes of a design: shape, multiply–adds, memory, and channels as pictures.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    scenes = shown_scenes(picture)

    def walked(scene: str, network: str) -> tuple[WalkStage, ...]:
        return stages(scenes[scene], network)

    def title(scene: str, network: str, step: int) -> str:
        found = walked(scene, network)
        stage = found[step]
        shape = "×".join(map(str, stage.output))
        if step == 0:
            return f"{network}: {large_number(work(found))} multiply–adds for one scene"
        return f"{network}, {stage.name}: {shape}, {stage.multiply_adds / work(found):.0%} of the multiply–adds"

    def caption(scene: str, network: str, step: int) -> str:
        found = walked(scene, network)
        memory = sum(kilobytes(stage) for stage in found)
        return (
            f"{stage_caption(found, step)} Memory at 4 bytes a number: {kilobytes(found[step]):,.0f} kB; of all "
            f"volumes shown: {memory:,.0f} kB."
        )

    (chain,), rest = walk_panels(walked, size=(4.45, 2.1), chain_size=(8.9, 2.19))
    return Demo(
        name="segmentation_volumes",
        title=title,
        controls=[
            Choice("network", list(STAGES), start="slide's network", label="design"),
            scenes.control(frozen=1),
            walk_control(walked),
        ],
        panels=[[chain], rest],
        caption=caption,
        caption_lines=2,
    )
