"""What trained networks make of the lecture's scenes: computed when it is first asked for, and kept.

>>> scene = lecture_scene()
>>> found = detections("faster_rcnn", scene)
>>> [THINGS[label] for label in found.labels[:4]]
['dog', 'cow', 'cat', 'cat']

A demo that goes through the scenes asks for the outputs of the one that is shown, inside the function that draws it: no
scene waits for the others. What a lecture wants besides is a function of a scene and a few names, kept in the same way:

>>> @per_scene
... def score_map(scene, stride):
...     return sliding_window_scores(trained("sliding_window"), scene.image, stride)
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import torch
from torch import Tensor, nn

from lecture_utils.methods.detections import Detections
from lecture_utils.methods.proposals import selective_search
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.training.catalogue import recipe_named
from lecture_utils.training.checkpoint import load_network
from lecture_utils.training.detector import Detector
from lecture_utils.training.proposed_scenes import MOST_PROPOSALS
from lecture_utils.training.segmenter import Segmenter

Arguments = ParamSpec("Arguments")
Output = TypeVar("Output")

KEPT = 128
"""Outputs that are kept of each function, those used last: twelve scenes for each of some ten networks or settings."""


def per_scene(function: Callable[Arguments, Output]) -> Callable[Arguments, Output]:
    """Let a function of a scene compute each output once, without gradients.

    Parameters
    ----------
    function : callable
        Its arguments are a scene and what can be a key of a dictionary: names, numbers, tuples.

    Returns
    -------
    callable
        The same function. Its outputs are shared: they must not be changed in place.
    """
    kept: Any = lru_cache(maxsize=KEPT)(torch.no_grad()(function))

    @wraps(function)
    def once(*arguments: Arguments.args, **named: Arguments.kwargs) -> Output:
        output: Output = kept(*arguments, **named)
        return output

    return once


@cache
def trained(name: str) -> Any:
    """Return a trained network, loaded once: in eval mode, its weights without gradients.

    Parameters
    ----------
    name : str
        The recipe's, such as "yolo".

    Raises
    ------
    ValueError, CheckpointError
        As for :func:`~lecture_utils.training.checkpoint.load_network`.
    """
    network: nn.Module = load_network(name)
    return network.requires_grad_(False)


@per_scene
def proposals(scene: LectureScene) -> Tensor:
    """Return the regions that Selective Search proposes, the most promising first: (L, 4) in pixels."""
    return selective_search(scene.image, max_proposals=MOST_PROPOSALS).boxes


@per_scene
def detections(name: str, scene: LectureScene) -> Detections:
    """Return what a detector finds in a scene, as it is tested, by falling score.

    Parameters
    ----------
    name : str
        A detector's recipe: "rcnn", "fast_rcnn", "faster_rcnn", "mask_rcnn", "yolo", "detr" or another form of them.
    scene : LectureScene

    Returns
    -------
    Detections
        Detectors keep what they are little sure of too: the demo chooses a threshold.

    Raises
    ------
    ValueError
        If the recipe isn't a detector's.
    """
    recipe = recipe_named(name)
    if not isinstance(recipe, Detector):
        raise ValueError(f"name must be the recipe of a detector; got {name!r}")
    (found,) = recipe.detect(trained(name), _OneScene(scene), [0])
    return picked(found, found.scores.argsort(descending=True, stable=True))


def picked(found: Detections, places: Tensor) -> Detections:
    """Return some detections of a scene: by their places, or those that a mask of bool keeps."""
    masks = None if found.masks is None else found.masks[places]
    return Detections(found.boxes[places], found.scores[places], found.labels[places], masks)


@per_scene
def semantic_labels(name: str, scene: LectureScene) -> Tensor:
    """Return the label that a network gives every pixel: (128, 128), bytes, indices of ``SEMANTIC``.

    Raises
    ------
    ValueError
        If the recipe isn't that of a network for semantic segmentation.
    """
    recipe = recipe_named(name)
    if not isinstance(recipe, Segmenter):
        raise ValueError(f"name must be the recipe of a network for semantic segmentation; got {name!r}")
    return recipe.labels(trained(name), [scene])[0]


@per_scene
def module_outputs(name: str, scene: LectureScene, modules: Sequence[str]) -> dict[str, Tensor]:
    """Return what parts of a trained network put out for a scene, from hooks in a run of the network.

    Parameters
    ----------
    name : str
        The recipe's.
    scene : LectureScene
    modules : tuple of str
        Their names, as ``network.named_modules()`` gives them.

    Returns
    -------
    dict of str to Tensor
        The last output of each, without the batch: (C, H, W) of a convolution.

    Raises
    ------
    ValueError
        If the network has no such part, or it doesn't run.
    """
    return outputs_of(trained(name), scene.image[None], modules)


def outputs_of(network: nn.Module, images: Tensor, modules: Sequence[str]) -> dict[str, Tensor]:
    """Run a network on one image, and keep what some of its parts put out. See `module_outputs`."""
    known = dict(network.named_modules())
    unknown = [name for name in modules if name not in known]
    if unknown:
        raise ValueError(f"modules must be parts of the network, such as {list(known)[1:6]}; got {unknown}")
    kept: dict[str, Tensor] = {}

    def keep(name: str) -> Callable[[Any, Any, Tensor], None]:
        def hook(module: Any, inputs: Any, output: Tensor) -> None:
            kept[name] = output[0]

        return hook

    hooks = [known[name].register_forward_hook(keep(name)) for name in modules]
    try:
        with torch.no_grad():
            network(images)
    finally:
        for hook in hooks:
            hook.remove()
    idle = [name for name in modules if name not in kept]  # lists of modules are never called themselves
    if idle:
        raise ValueError(f"modules must run when the network does; these didn't: {idle}")
    return {name: kept[name] for name in modules}


class _OneScene:
    """A scene as recipes want their data: a sequence of one, with the proposals of Selective Search."""

    def __init__(self, scene: LectureScene) -> None:
        self.scene = scene

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> LectureScene:
        return self.scene

    def proposals(self, index: int) -> Tensor:
        return proposals(self.scene)
