"""Where the gradient of the loss arrives: through RoI pooling in the backbone, behind SPP-net's pyramid nowhere."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from lecture_utils.demos.fast_rcnn.outputs import NAME, SPP, mini_batch
from lecture_utils.methods.fast_rcnn import RegionTargets
from lecture_utils.methods.losses import cross_entropy
from lecture_utils.pictures import Sheet, draw_bars, draw_heatmap, panes
from lecture_utils.scenes.lecture_scenes import LectureScene, lecture_scene
from lecture_utils.training.catalogue import recipe_named
from lecture_utils.training.checkpoint import load_network
from lecture_utils.training.outputs import per_scene

GRADIENTS_SIZE = (9.2, 2.9)
HEAD = "fully connected"


class Gradients(NamedTuple):
    """Where the gradient of a mini-batch's loss arrives.

    Attributes
    ----------
    on_map : Tensor, shape (h, w)
        Its norm over the channels, at each cell of the map.
    by_part : dict of str to float
        Its norm over the weights of each stage and of the fully connected layers; 0 of a stage that isn't trained.
    """

    on_map: Tensor
    by_part: dict[str, float]


@per_scene
def gradients(name: str, scene: LectureScene) -> Gradients:
    """Run a mini-batch of a scene through a trained network and back, as its recipe trains it.

    Parameters
    ----------
    name : {"fast_rcnn", "fast_rcnn_spp"}
    scene : LectureScene
    """
    network: Any = load_network(name)
    network.requires_grad_(True)
    if name == SPP:
        network.backbone.freeze_until(recipe_named(SPP).network().stage)
    drawn = mini_batch(scene, 0, 0.25, 0.5).drawn
    with torch.enable_grad():
        features = network.feature_map(scene.image[None])
        leaf = features.detach().requires_grad_()
        _loss(network, name, leaf, drawn).backward()
        if features.requires_grad:
            features.backward(leaf.grad)
    assert leaf.grad is not None
    return Gradients(leaf.grad[0].norm(dim=0), _norms(network))


def _loss(network: Any, name: str, features: Tensor, drawn: RegionTargets) -> Tensor:
    if name == SPP:
        return cross_entropy(network.regions(features, [drawn.boxes]).scores, drawn.labels)
    return torch.stack(tuple(network.losses(features, [drawn]))).sum()


def _norms(network: Any) -> dict[str, float]:
    """Return the norm of the gradient of each stage's weights, and of those of the fully connected layers."""
    backbone = network.backbone
    parts = {"stem": [backbone.stem], **{name: [stage] for name, stage in backbone.stages.items()}}
    parts[HEAD] = [module for name, module in network.named_children() if name != "backbone"]
    return {
        name: sum(
            float(weight.grad.square().sum())
            for module in modules
            for weight in module.parameters()
            if weight.grad is not None
        )
        ** 0.5
        for name, modules in parts.items()
    }


def draw_gradients(figure: Sheet) -> None:
    """Draw where the gradient of a mini-batch of scene 1 arrives on the map, and in which weights of both networks."""
    scene = lecture_scene()
    place, fast, spp = panes(figure, columns=3, gap=0.3)
    found = {name: gradients(name, scene) for name in (NAME, SPP)}
    draw_heatmap(place, found[NAME].on_map, scene.large, title="gradient at each cell of the map")
    for axes, name, title in ((fast, NAME, "Fast R-CNN"), (spp, SPP, "SPP-net, as it is trained")):
        parts = found[name].by_part
        roles = ["output" if part == HEAD else "step" for part in parts]
        draw_bars(axes, list(parts), list(parts.values()), roles, title=title, decimals=2)
