"""The demos of lecture 12 show what the networks and methods compute, and the notebook says what they show."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lecture_utils.demos import unet as demos
from lecture_utils.demos.unet import cut, networks, skips, training, yours
from lecture_utils.methods.evaluation import boundary_band, mean_iou
from lecture_utils.methods.semantic_segmentation.labels import predicted_labels
from lecture_utils.methods.unet import UNet, decoder_level, receptive_field, shapes_along_the_u
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from lecture_utils.scenes.meadow import SEMANTIC
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "12_unet.ipynb"


def found(part: str, level: int) -> int:
    """Return the number of a stage along the U."""
    return [(one.part, one.level) for one in networks.stages(lecture_scene())].index((part, level))


def test_the_picture_holds_the_shape_of_every_tensor_of_the_running_network():
    shown = [text.replace("\n", "") for text in texts(demos.title_picture(), "shapes")]
    network: UNet = demos.trained("unet")
    for step in network.steps(lecture_scene().image[None]):
        if step.part != "join":
            assert "×".join(map(str, step.maps.shape[1:])) in shown
    for run in shapes_along_the_u(network, 128, 128):
        assert "×".join(map(str, run.output[1:])) in shown


def test_the_walk_visits_every_tensor_with_its_costs():
    stages = networks.stages(lecture_scene())
    runs = shapes_along_the_u(demos.trained("unet"), 128, 128)
    walked = [one.walked for one in stages if one.part not in ("image", "join")]
    assert [(one.output, one.parameters, one.multiply_adds) for one in walked] == [
        (run.output[1:], run.parameters, run.multiply_adds) for run in runs
    ]
    assert sum(one.parameters for one in walked) == sum(p.numel() for p in demos.trained("unet").parameters())
    scores = stages[-1].walked.values
    assert torch.equal(predicted_labels(scores[None])[0].byte(), demos.semantic_labels("unet", lecture_scene()))


def test_the_arithmetic_of_the_walk_is_right():
    demo = demos.walk_demo()
    assert "32 channels of the encoder + 32 of the decoder = 64" in demo.text("caption", step=found("join", 1))
    assert "128 / 2 = 64 rows and columns; the 16 channels stay" in demo.text("caption", step=found("pool", 1))
    assert "2 · 8 = 16 rows and columns" in demo.text("caption", step=found("up", 3))
    assert f"each number sees {receptive_field(2)}×{receptive_field(2)} pixels" in demo.text(
        "title", step=found("down", 2)
    )
    up = next(one.walked for one in networks.stages(lecture_scene()) if (one.part, one.level) == ("up", 3))
    assert up.parameters == 96 * 64 * 2 * 2 + 64
    assert "96 · 64 · 2 · 2 weights and 64 biases" in demo.text("caption", step=found("up", 3))


def test_the_joined_tensor_shows_channels_of_both():
    shown = texts(demos.walk_demo(), "maps", step=found("join", 0))
    assert any("copy: 2 of 16" in text.replace("\n", " ") for text in shown)
    assert any("from below: 2 of 16" in text.replace("\n", " ") for text in shown)


@pytest.mark.parametrize("width", skips.WIDTHS)
def test_errors_in_the_band_are_counted_pixel_by_pixel(width: int):
    scene = lecture_scene("eight things")
    band = boundary_band(scene.semantic, width)
    demo = demos.skips_demo()
    for name, panel in (("unet", "unet"), ("unet_without_skips", "twin")):
        wrong = (demos.semantic_labels(name, scene).long() != scene.semantic) & band
        (written,) = texts(demo, panel, scene=scene.name, width=width, shown="errors")
        assert f": {int(wrong.sum()):,} wrong" in written.replace("\n", " ")
        share = f"{wrong.sum() / band.sum():.0%}"
        assert share in demo.text("title", scene=scene.name, width=width)
    near = mean_iou([demos.semantic_labels("unet", scene).long()], [scene.semantic], SEMANTIC, [band]).mean
    assert f"Mean IoU in the band: U-Net {near:.2f}" in demo.text("caption", scene=scene.name, width=width)


@pytest.mark.parametrize("name", SCENE_NAMES)
def test_skips_leave_fewer_wrong_pixels_in_the_band_of_every_scene(name: str):
    scene = lecture_scene(name)
    band = skips.band(scene, 2)
    assert skips.share_wrong("unet", scene, band) < 0.6 * skips.share_wrong("unet_without_skips", scene, band)


def test_the_picture_of_errors_colours_what_it_says():
    scene = lecture_scene()
    where = torch.zeros(128, 128, dtype=torch.bool)
    where[:, :64] = True
    wrong = torch.zeros_like(where)
    wrong[5, 5] = wrong[5, 100] = True
    shown = networks.picture_of_errors(scene, wrong, where)
    plain = networks.picture_of_errors(scene, torch.zeros_like(where), torch.zeros_like(where))
    assert np.array_equal(shown[~where.numpy() & ~wrong.numpy()], plain[~where.numpy() & ~wrong.numpy()])
    assert not np.array_equal(shown[5, 5], shown[5, 100])
    assert len(np.unique(shown[wrong.numpy()], axis=0)) == 2


def own_picture() -> Tensor:
    return torch.rand(3, 90, 120, generator=torch.Generator().manual_seed(0))


def test_of_an_own_picture_the_demos_say_what_differs():
    state = {"scene": "your picture"}
    skips_shown, cut_shown = demos.skips_demo(own_picture()), demos.cut_demo(own_picture())
    assert "disagree on" in skips_shown.text("title", **state)
    assert "There is no truth" in skips_shown.text("caption", **state)
    assert "of the pixels get another label" in cut_shown.text("title", **state)


@pytest.mark.parametrize(("skip", "strength"), list(itertools.product(cut.SKIPS, (0.0, 0.5, 1.0))))
def test_a_skip_turned_down_is_the_network_with_that_copy_multiplied(skip: str, strength: float):
    scene, network = lecture_scene(), demos.trained("unet")
    chosen = [strength if skip in ("all", f"level {level}") else 1.0 for level in range(4)]

    def weaker(level: int):
        channels = network.decoder[3 - level][0].in_channels // 2

        def hook(module, inputs):
            joined = inputs[0].clone()
            joined[:, :channels] *= chosen[level]
            return (joined,)

        return network.decoder[3 - level].register_forward_pre_hook(hook)

    hooks = [weaker(level) for level in range(4)]
    with torch.no_grad():
        expected = predicted_labels(network(scene.image[None]))[0].byte()
    for hook in hooks:
        hook.remove()
    labels = networks.labels_with(scene, cut.strengths(skip, strength))
    assert torch.equal(labels, expected)
    if strength < 1:
        title = demos.cut_demo().text("title", scene=scene.name, skip=skip, strength=strength)
        assert f"{demos.scene_iou(labels, scene):.2f}" in title


def test_the_finest_skip_is_missed_most_and_the_coarsest_least_as_the_notebook_says():
    measured = demos.without_each_skip()
    overall = [measured[name][0] for name in ("all", "level 0", "level 1", "level 2", "level 3", "none")]
    assert overall == sorted(overall)
    near = [measured[name][1] for name in ("all", "level 0", "level 1", "level 2", "level 3", "none")]
    assert near == sorted(near)
    assert overall[-1] - overall[-2] < 0.05
    labels = networks.labels_with(lecture_scene(), (0.0, 1.0, 1.0, 1.0))
    sky, trees = SEMANTIC.index("sky"), SEMANTIC.index("trees")
    assert ((lecture_scene().semantic == sky) & (labels == trees)).sum() > 500


def test_the_moments_are_those_that_were_recorded():
    demo = demos.training_demo()
    truth = training.watched().semantic
    for moment in range(len(demos.moments("unet"))):
        title = demo.text("title", moment=moment)
        for name in ("unet", "unet_without_skips"):
            labels = demos.moments(name).seen("labels", moment)[0].long()
            assert f"{mean_iou([labels], [truth], SEMANTIC).mean:.2f}" in title
    assert demos.moments("unet").steps == demos.moments("unet_without_skips").steps


def test_skips_bring_where_first_and_what_comes_as_late_as_without():
    """U-Net's outlines after 225 steps are better than those of the network without skips at its end."""
    early, end = demos.things_then("unet", 2), demos.things_then("unet_without_skips", 5)
    assert demos.moments("unet").steps[2] == 225
    assert early[0] > end[0] + 0.05
    assert early[1] < end[1] - 0.05
    labels, truth = demos.moments("unet").seen("labels", 2)[0].long(), training.watched().semantic
    animals = [SEMANTIC.index(name) for name in ("cow", "cat", "dog", "horse", "person")]
    said, true = (sum(one == index for index in animals).bool() for one in (labels, truth))
    assert early[0] == pytest.approx(float((said & true).sum() / (said | true).sum()))
    assert f"one class, {early[0]:.2f} with skips" in demos.training_demo().text("caption", moment=2)


def test_a_level_of_the_trained_network_is_what_your_function_computes():
    scene = lecture_scene()
    for level in range(4):
        maps = decoder_level(*yours.level_inputs(scene, level), *yours.level_weights(demos.trained("unet"), level))
        labels = yours.labels_from(maps, scene, level)
        assert (labels == demos.semantic_labels("unet", scene)).double().mean() > 0.9999
    assert demos.yours_demo().text("title") == "Your decoder_level gives what the method gives"

    def swapped(copy, below, up_weight, up_bias, weights, biases):
        return decoder_level(copy.flip(1), below, up_weight, up_bias, weights, biases)

    assert demos.yours_demo(swapped).text("title") == "Your decoder_level does not give what the method gives"


def prose() -> str:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_the_notebooks_prose_agrees_with_the_records():
    text, (whole, twin) = prose(), [demos.record(name) for name in ("unet", "unet_without_skips")]
    assert f"on {whole.scenes:,} scenes" in text
    assert "Measured on 500 scenes" in text
    assert "It is 7 % wider on every level, so that it has as many parameters: " in text
    assert f"as many parameters: {twin.parameters:,} against {whole.parameters:,}" in text
    assert abs(whole.parameters - twin.parameters) < 0.001 * whole.parameters
    assert (twin.scenes, twin.steps, twin.settings) == (whole.scenes, whole.steps, whole.settings)
    channels = [[one.in_channels for one in demos.trained(name).up] for name in ("unet", "unet_without_skips")]
    assert all(1.06 < wide / narrow < 1.09 for narrow, wide in zip(*channels, strict=True))
    assert "skips bring most where the boundaries are" in text
    gains = [whole.mean[figure] - twin.mean[figure] for figure in ("mean IoU", "boundary IoU")]
    assert whole.mean["mean IoU low"] > twin.mean["mean IoU high"]
    assert gains[1] > gains[0] > 0.05


def test_the_notebooks_prose_agrees_with_the_network():
    text = prose()
    for level in (0, 4):
        assert (
            f"On level {level} a number depends on {receptive_field(level)} × {receptive_field(level)} pixels" in text
        )
    widths = [one.walked.output[0] for one in networks.stages(lecture_scene()) if one.part == "down"]
    assert f"{widths[0]} to {widths[-1]} channels on five levels" in text
    assert len(widths) == 5


def test_what_scene_1_gets_wrong_is_what_the_notebook_says():
    scene = lecture_scene()
    labels = demos.semantic_labels("unet", scene).long()
    pairs = demos.confusions(labels, scene.semantic)
    assert sum(pixels for _, _, pixels in pairs) == int((labels != scene.semantic).sum())
    assert ("cat", "dog") in [(true, said) for true, said, _ in pairs[:2]]


def test_the_answers_of_the_questions_are_computed():
    runs = shapes_along_the_u(demos.trained("unet"), 128, 128)
    top, bottom = ([run for run in runs if run.output[-1] == side] for side in (128, 8))
    work = [sum(run.multiply_adds for run in here) for here in (top, bottom)]
    assert 18 < work[0] / work[1] < 22
    parameters = [sum(run.parameters for run in here) for here in (top, bottom)]
    assert parameters[1] / parameters[0] > 10
    scene = lecture_scene()
    alone = demos.scene_iou(demos.semantic_labels("unet_without_skips", scene), scene)
    assert demos.scene_iou(demos.labels_with(scene, (0.0, 0.0, 0.0, 0.0)), scene) < alone
    end = demos.iou_then("unet_without_skips", 5)
    ahead = [demos.moments("unet").steps[moment] for moment in range(6) if demos.iou_then("unet", moment) > end]
    assert ahead[0] == 1800
