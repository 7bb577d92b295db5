"""The demos of lecture 09 show what the trained networks and methods give, the prose what is recorded."""

import json
import re
from pathlib import Path

import pytest
import torch

from lecture_utils.demos import semantic_segmentation as demos
from lecture_utils.demos.semantic_segmentation import (
    comparison,
    networks,
    patch_by_patch,
    sharpening,
    skip_fusion,
    volumes,
    yours,
)
from lecture_utils.methods.evaluation import mean_iou
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.semantic_segmentation import (
    SegmentationCosts,
    all_pixels,
    label_by_patches,
    predicted_labels,
)
from lecture_utils.scenes.lecture_scenes import SIZE, lecture_scene, own_scene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.scenes.slides import FULLY_CONVOLUTIONAL_REDUCTIONS
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import outputs_of, trained
from lecture_utils.training.semantic_segmentation import BUDGET

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "09_semantic_segmentation.ipynb"
SCENE = lecture_scene()


def text(kind: str) -> str:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return re.sub(r"\s+", " ", "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind))


# --- Patch by patch


def test_the_labels_of_one_run_are_those_of_the_patches_one_by_one():
    pixels = all_pixels(SIZE, SIZE)[37::509]
    found = label_by_patches(trained(patch_by_patch.RECIPE), SCENE.image, pixels)
    shown = networks.labels(patch_by_patch.NETWORK, SCENE)[pixels[:, 0], pixels[:, 1]]
    assert float((found == shown).float().mean()) > 0.98  # sums in another order may turn a tie


@pytest.mark.parametrize("stride", patch_by_patch.STRIDES)
@pytest.mark.parametrize("share", [0.0, 0.37, 1.0])
def test_activations_are_counted_patch_by_patch(stride: int, share: float):
    shape, last = patch_by_patch.reach(), round(share * (patch_by_patch.per_side(stride) ** 2 - 1))
    counted = torch.zeros(SIZE, SIZE, dtype=torch.long)
    for step in range(last + 1):
        row, column = patch_by_patch.pixel_of(step, stride)
        top, left = row - shape.before, column - shape.before
        counted[max(top, 0) : top + shape.side, max(left, 0) : left + shape.side] += 1
    assert torch.equal(patch_by_patch.times_computed(last, stride), counted)


def test_a_patch_reaches_as_far_as_the_first_convolution_does():
    network, shape = trained(patch_by_patch.RECIPE), patch_by_patch.reach()
    (level, *_) = network.patches(SCENE.image, torch.tensor([[64, 64]]))
    assert outputs_of(network.features, level, ("0",))["0"].shape[1:] == (shape.side, shape.side)


def test_the_title_tells_the_mean_of_the_map_and_the_caption_its_middle():
    demo = demos.patch_demo()
    counts = patch_by_patch.times_computed(255, 8)
    mean = float(counts.sum()) / int((counts > 0).sum())
    assert f"each activation computed {mean:.1f} times" in demo.text("title", stride=8, step=255)
    assert f"= {int(counts[64, 64])} times each in the middle" in demo.text("caption", stride=8, step=255)


# --- Volumes


@pytest.mark.parametrize("network", volumes.STAGES)
def test_the_volumes_have_nearly_all_of_the_work(network: str):
    whole = network_costs(trained(networks.NETWORKS[network]), SCENE.image[None]).multiply_adds
    assert 0.9 < volumes.work(volumes.stages(SCENE, network)) / whole <= 1


def test_the_slides_network_shows_the_slides_sizes_in_their_order():
    shapes = [stage.output for stage in volumes.stages(SCENE, "slide's network")]
    assert tuple(SIZE // shape[1] for shape in shapes) == FULLY_CONVOLUTIONAL_REDUCTIONS
    depths = [shape[0] for shape in shapes[1:-1]]
    assert depths == depths[::-1]
    assert len(set(depths)) == 3


def test_at_full_resolution_no_volume_shrinks():
    assert {stage.output[1:] for stage in volumes.stages(SCENE, "full resolution")} == {(SIZE, SIZE)}


# --- Comparison


@pytest.mark.parametrize("network", networks.NETWORKS)
def test_figures_of_a_scene_are_those_of_the_evaluation(network: str):
    found = networks.on_scene(network, SCENE)
    whole = mean_iou([networks.labels(network, SCENE)], [SCENE.semantic], SEMANTIC)
    assert torch.equal(found.iou.isnan(), whole.per_class.isnan())
    assert found.iou.nanmean() == pytest.approx(whole.mean)
    assert found.wrong == pytest.approx(1 - whole.pixel_accuracy)


def test_the_caption_writes_the_scores_of_the_picked_pixel():
    pixel = (20, 30)
    caption = demos.compare_demo().text("caption", pixel=pixel, first="U-Net", second="FCN-8s")
    best = networks.class_scores("U-Net", SCENE)[:, 20, 30].max()
    assert "row 21, column 31" in caption
    assert f"{SEMANTIC[int(networks.labels('U-Net', SCENE)[pixel])]} {float(best):.1f}" in caption
    assert f"mean IoU {networks.figures('U-Net').figures['mean IoU']:.2f}" in caption


def test_errors_are_red_where_the_labels_are_wrong_and_nowhere_else():
    wrong = torch.zeros(SIZE, SIZE, dtype=torch.bool)
    wrong[3, 4] = True
    shown = comparison.with_errors(SCENE.image, wrong)
    grey = (shown[0] == shown[1]) & (shown[1] == shown[2])
    assert torch.equal(~grey, wrong)


def test_an_own_picture_without_truth_is_compared_network_with_network():
    demo = demos.compare_demo(SCENE.image)
    assert "for full resolution" in demo.text("title")
    assert own_scene(SCENE.image).has_truth is False
    demo.frame()


# --- Moments, fusion


@pytest.mark.parametrize("network", networks.NETWORKS)
def test_labels_sharpen_from_the_first_moment_to_the_last(network: str):
    assert len(sharpening.moments(network)) == sharpening.MOMENTS
    assert sharpening.scene_iou(network, 0) < 0.2 < sharpening.scene_iou(network, sharpening.MOMENTS - 1)


def test_the_sum_of_all_stages_gives_the_networks_own_labels():
    *_, last = skip_fusion.fusions(SCENE)
    assert torch.equal(last.labels, networks.labels(skip_fusion.NETWORK, SCENE))
    for one in skip_fusion.fusions(SCENE):
        torch.testing.assert_close(one.coarse + one.own, one.fused)
    assert float(skip_fusion.fusions(SCENE)[0].coarse.abs().max()) < 1e-5


def test_each_stage_mends_the_labels_of_the_first_scene():
    errors = [float((one.labels != SCENE.semantic).float().mean()) for one in skip_fusion.fusions(SCENE)]
    assert errors == sorted(errors, reverse=True)


def test_a_students_fusion_is_labelled_as_the_methods():
    demo = demos.yours_demo()
    assert demo.text("title") == "Your fuse_scores gives what the method gives"
    middle, coarsest = skip_fusion.stage_scores(SCENE)[1::-1]
    assert middle.shape[1:] == (8, 8)
    assert coarsest.shape[1:] == (4, 4)
    assert yours.STRIDES == (8, 16)


# --- What the notebook says


def test_the_small_numbers_of_the_prose_are_those_that_are_computed():
    prose = text("markdown")
    scores = demos.small.scores()
    assert [f"{value:g}" for value in scores[:, 0, 0].tolist()] == ["2", "1", "-0.5"]
    assert "2, 1 and −0.5, so its label is 0" in prose
    assert scores[:, 0, 1].tolist() == [-1, 4, 2]
    assert predicted_labels(scores)[0].tolist() == [0, 1]
    prediction, truth = demos.small.label_maps()
    both, either = ((prediction == 2) & (truth == 2)).sum(), ((prediction == 2) | (truth == 2)).sum()
    assert (int(both), int(either)) == (2, 5)
    assert "2 / 5 = 0.4" in prose


def test_the_prose_says_what_one_run_and_patches_cost():
    prose = text("markdown")
    fcn, full = networks.costs("FCN-8s"), networks.costs("full resolution")
    assert "a quarter of the multiply–adds of full resolution" in prose
    assert fcn.multiply_adds / full.multiply_adds == pytest.approx(0.25, abs=0.02)
    assert f"{round(fcn.parameters / full.parameters)} times as many parameters" in prose
    times = {name: costs.multiply_adds_by_patches / costs.multiply_adds for name, costs in patch_costs().items()}
    assert f"at least {min(times.values()):.0f} times as much" in prose
    assert f"FCN-8s {times['FCN-8s']:,.0f} times" in prose


def patch_costs() -> dict[str, SegmentationCosts]:
    return {name: demos.patch_costs(name) for name in networks.NETWORKS}


def test_full_resolution_confuses_things_and_fcn_confuses_things_with_stuff():
    things = SCENE.semantic >= 5
    confused, mixed = {}, {}
    for name in ("full resolution", "FCN-8s"):
        found = demos.labels(name, SCENE)
        confused[name] = int((things & (found >= 5) & (found != SCENE.semantic)).sum())
        mixed[name] = int((things != (found >= 5)).sum())
    assert confused["full resolution"] > 10 * confused["FCN-8s"]
    assert mixed["FCN-8s"] > 2 * mixed["full resolution"]
    black_cat = demos.labels("full resolution", SCENE)[80:108, 78:110]
    assert "parts of the black cat for a dog" in text("markdown")
    assert (black_cat == SEMANTIC.index("dog")).sum() > 20


def test_who_has_skips_is_far_ahead_after_500_steps_and_who_has_none_learns_slowly():
    at_500 = {name: float(demos.validation_iou(recipe, [500])[0]) for name, recipe in demos.LEARNING.items()}
    with_skips = min(at_500["U-Net"], at_500["FCN-8s"])
    assert with_skips > max(at_500["DeconvNet"], at_500["U-Net without skips"]) + 0.2
    last = demos.figures("DeconvNet").steps
    later = record("unet_without_skips").history[-1]["validation mean IoU"]
    assert later > float(demos.validation_iou("unet_without_skips", [last])[0]) + 0.02
    assert record("unet_without_skips").steps == record("unet").steps == 3600


def test_the_prose_on_the_trainings_agrees_with_the_records():
    prose = text("markdown")
    assert f"at most {BUDGET:.0f}".replace("5", "five") + " minutes of computing on one thread" in prose
    for name in networks.DESIGNS:
        assert demos.figures(name).cpu_minutes <= BUDGET
        assert demos.figures(name).scenes == 8000
    assert "six minutes more" in prose
    assert record("backbone").cpu_minutes == pytest.approx(6, abs=0.5)
    assert demos.figures("U-Net").cpu_minutes > 2 * max(demos.figures(name).cpu_minutes for name in networks.DESIGNS)
    for name in networks.DESIGNS:
        seeds = [figures["mean IoU"] for figures in demos.figures(name).seeds.values()]
        assert max(seeds) - min(seeds) < 0.025


def test_within_the_budget_the_slides_network_labels_best_and_skips_help_fcn():
    found = {name: demos.figures(name).figures for name in networks.DESIGNS}
    best = found["slide's network"]["mean IoU low"]
    assert all(best > found[name]["mean IoU high"] for name in found if name != "slide's network")
    finer = [found[name]["mean IoU"] for name in ("FCN-32s", "FCN-16s", "FCN-8s")]
    assert finer == sorted(finer)
    assert found["DeconvNet"]["mean IoU"] < min(found["FCN-8s"]["mean IoU"], best)


def test_the_prose_counts_weights_work_convolutions_and_what_a_label_depends_on():
    prose = text("markdown")
    slides, full = networks.costs("slide's network"), networks.costs("full resolution")
    assert f"{int(slides.parameters / full.parameters)} times as many weights" in prose
    assert f"for {slides.multiply_adds / full.multiply_adds:.1f} times the work" in prose
    for name, words in (("DeconvNet", "has 19 convolutions"), ("slide's network", "but 11 convolutions")):
        kinds = [run.kind for run in networks.costs(name).layers]
        assert sum("Conv" in kind for kind in kinds) == int(re.findall(r"\d+", words)[0])
        assert words in prose
    assert trained(networks.NETWORKS["full resolution"]).window == 17
    image = SCENE.image[None].clone().requires_grad_()
    rows = []
    for row in range(64, 68):
        scores = trained(networks.NETWORKS["slide's network"])(image)[0, :, row, 64]
        (gradient,) = torch.autograd.grad(scores.sum(), image)
        seen = gradient[0].abs().sum(dim=(0, 2)).nonzero()
        rows.append(int(seen.max() - seen.min()) + 1)
    assert f"up to {max(rows)} × {max(rows)} pixels" in prose
