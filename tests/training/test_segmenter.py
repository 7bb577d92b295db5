"""What the recipes of segmentation share: scenes with labels, figures, recorded labels, patches in one run."""

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lecture_utils.methods.evaluation import boundary_mean_iou, mean_iou
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.semantic_segmentation import all_pixels
from lecture_utils.methods.unet import UNet
from lecture_utils.scenes.meadow import SEMANTIC, Meadow, MeadowCache, Split, split_of
from lecture_utils.training.catalogue import all_recipes, recipe_named
from lecture_utils.training.checkpoint import load_weights, record
from lecture_utils.training.progress import ROWS
from lecture_utils.training.segmenter import (
    BAND,
    SNAPSHOT_SEEDS,
    LabelledScenes,
    Segmenter,
    cut_about_a_class,
    segmentation_figures,
)
from lecture_utils.training.semantic_segmentation import BUDGET, steps_within

RECIPES = {name: recipe for name, recipe in all_recipes().items() if isinstance(recipe, Segmenter)}
SLIDING = ("semantic_segmentation_multiscale", "semantic_segmentation_recurrent")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_UTILS_CACHE", str(tmp_path_factory.mktemp("scenes")))
        yield MeadowCache("validation", 6)


def labelled(scenes: MeadowCache) -> LabelledScenes:
    return LabelledScenes.of([scenes[index] for index in range(len(scenes))])


def test_all_designs_of_the_lecture_have_a_recipe():
    names = [
        "multiscale",
        "recurrent",
        "full_resolution",
        "down_and_up",
        "fcn_32s",
        "fcn_16s",
        "fcn_8s",
        "deconvnet",
    ]
    assert RECIPES.keys() == {*[f"semantic_segmentation_{name}" for name in names], "unet", "unet_without_skips"}


DESIGNS = [name for name in RECIPES if name.startswith("semantic_segmentation_")]


@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_was_trained_as_its_recipe_says_within_the_budget(name: str):
    recipe, written = recipe_named(name), record(name)
    assert (written.steps, written.settings) == (recipe.steps, recipe.settings())
    assert 0.6 * BUDGET < written.cpu_minutes <= BUDGET


def test_steps_fill_the_budget_and_do_not_exceed_it():
    for step_seconds, row_seconds in ((0.18, 0.94), (0.215, 0.18), (0.129, 0.2)):
        steps = steps_within(step_seconds, row_seconds)
        needed = (steps * step_seconds + ROWS * row_seconds) / 60
        assert BUDGET - 50 * step_seconds / 60 < needed <= BUDGET
        assert steps % 50 == 0


def test_labels_are_mirrored_with_their_scene(scenes: MeadowCache):
    torch.manual_seed(1)
    before = labelled(scenes)
    after = before.mirrored_at_random()
    turned = [not torch.equal(a, b) for a, b in zip(before.images, after.images, strict=True)]
    assert any(turned)
    assert not all(turned)
    for index, turn in enumerate(turned):
        expected = before.labels[index].flip(-1) if turn else before.labels[index]
        assert torch.equal(after.labels[index], expected)


def test_the_truth_has_full_figures_and_one_class_everywhere_few(scenes: MeadowCache):
    truths = labelled(scenes).labels
    assert set(segmentation_figures(truths, truths).values()) == {1.0}
    grass = segmentation_figures(torch.full_like(truths, SEMANTIC.index("grass")), truths)
    assert grass["mean IoU"] < 0.1
    assert grass["pixel accuracy"] == pytest.approx(float((truths == 1).float().mean()))


def test_the_figures_are_those_of_the_evaluation_with_an_interval_around_them(scenes: MeadowCache):
    truths = labelled(scenes).labels
    predictions = truths.roll(3, dims=2)
    figures = segmentation_figures(predictions.byte(), truths)
    assert figures["mean IoU"] == pytest.approx(mean_iou(predictions, truths, SEMANTIC).mean)
    assert figures["boundary IoU"] == pytest.approx(boundary_mean_iou(predictions, truths, SEMANTIC, [BAND])[BAND].mean)
    assert figures["mean IoU low"] < figures["mean IoU"] < figures["mean IoU high"]
    assert figures["boundary IoU"] < figures["mean IoU"]


def test_the_watched_scenes_are_held_out_and_hold_all_animals():
    assert {split_of(seed) for seed in SNAPSHOT_SEEDS} == {Split.VALIDATION}
    shown = {SEMANTIC[label] for seed in SNAPSHOT_SEEDS for label in Meadow(seed).semantic.unique().tolist()}
    assert {"sky", "grass", "trees", "cow", "cat", "dog", "horse"} <= shown


def test_every_class_of_a_scene_is_cut_out_as_often_and_none_beyond_the_border():
    torch.manual_seed(0)
    labels = torch.ones(30, 40, dtype=torch.long)
    labels[0, 0], labels[20:24, 33:40] = 0, 2
    image = torch.stack([labels, labels, labels]).float()
    counts = torch.zeros(3)
    for _ in range(300):
        square, truth = cut_about_a_class(image, labels, 8)
        assert square.shape == (3, 8, 8)
        assert torch.equal(square[0], truth.float())
        counts += torch.tensor([bool((truth == label).any()) for label in range(3)])
    assert 0.28 < counts[0] / 300 < 0.40  # its only pixel is in every third square; chance adds a few
    assert 0.33 < counts[2] / 300 < 0.55


def test_squares_are_learned_and_whole_scenes_are_labelled(scenes: MeadowCache):
    recipe = recipe_named("unet")
    batch = recipe.batch(scenes, [0, 1, 2])
    assert (batch.images.shape, batch.labels.shape) == ((3, 3, 64, 64), (3, 64, 64))
    with torch.no_grad():
        assert recipe.labels(recipe.network().eval(), scenes).shape == (len(scenes), 128, 128)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_learns_from_a_batch_and_records_labels(name: str, scenes: MeadowCache):
    torch.manual_seed(0)
    recipe = recipe_named(name)
    network = recipe.network()
    terms = recipe.loss(network.train(), recipe.batch(scenes, [0, 1]))
    torch.stack(list(terms.values())).sum().backward()
    unused = [key for key, value in network.named_parameters() if value.requires_grad and value.grad is None]
    assert unused == []
    with torch.no_grad():
        seen = recipe.snapshot(network.eval())["labels"]
    assert (seen.shape, seen.dtype) == ((len(SNAPSHOT_SEEDS), 128, 128), torch.uint8)
    assert sum(value.numel() for value in network.state_dict().values()) <= 1_000_000


@pytest.mark.parametrize("name", SLIDING)
def test_a_lattice_costs_the_loss_of_the_patches_one_by_one(name: str):
    torch.manual_seed(0)
    recipe = recipe_named(name)
    recipe.bfloat16 = False
    network = recipe.network().eval()
    batch = LabelledScenes(torch.rand(1, 3, 16, 16), torch.randint(10, (1, 16, 16)))
    terms = recipe.loss(network, batch)
    *_, (last, term) = terms.items()

    stride = int(last.split()[-1])
    pixels = all_pixels(16 // stride, 16 // stride) * stride
    scores = network.classify(network.patches(batch.images[0], pixels))
    truth = batch.labels[0][pixels[:, 0], pixels[:, 1]]
    assert_close(term, nn.functional.cross_entropy(scores, truth))

    one_by_one = torch.autograd.grad(nn.functional.cross_entropy(scores, truth), list(network.parameters()))
    at_once = torch.autograd.grad(term, list(network.parameters()))
    for mine, theirs in zip(at_once, one_by_one, strict=True):
        assert_close(mine, theirs, atol=1e-5, rtol=1e-3)


@pytest.mark.parametrize("name", SLIDING)
def test_every_pixel_has_its_turn(name: str, scenes: MeadowCache):
    torch.manual_seed(0)
    recipe = recipe_named(name)
    cut = {tuple(recipe.batch(scenes, [0]).images.shape[-2:]) for _ in range(400)}
    assert len(cut) == recipe.lattice**2
    batch = recipe.batch(scenes, [0])
    assert batch.images.shape[-2:] == batch.labels.shape[-2:]


def of_backbone(network: nn.Module) -> Tensor:
    return torch.cat([value.flatten() for value in network.state_dict().values() if value.is_floating_point()])


@pytest.mark.parametrize("stride", [32, 16, 8])
def test_fcns_start_from_the_trained_backbone_and_are_trained_all_through(stride: int):
    recipe = recipe_named(f"semantic_segmentation_fcn_{stride}s")
    network = recipe.network()
    recipe.start(network)
    trained = load_weights(type(network.backbone)(), "backbone", part="backbone")
    assert torch.equal(of_backbone(network.backbone), of_backbone(trained))
    assert all(parameter.requires_grad for parameter in network.backbone.parameters())


def test_the_twin_of_u_net_has_no_skips_and_as_many_parameters():
    scene = torch.zeros(1, 3, 128, 128)
    with_skips, without = (recipe_named(name).network().eval() for name in ("unet", "unet_without_skips"))
    steps = [[(step.part, step.level) for step in network.steps(scene)] for network in (with_skips, without)]
    assert [step for step in steps[0] if step[0] != "join"] == steps[1]
    same_u = UNet(10, skips=False)
    counts = [sum(value.numel() for value in one.parameters()) for one in (with_skips, same_u, without)]
    assert (counts[0], counts[0] - counts[1], counts[0] - counts[2]) == (508_282, 69_120, 99)
    channels = [recipe_named(name).channels for name in ("unet", "unet_without_skips")]
    wider = [b / a for a, b in zip(*channels, strict=True)]
    assert all(1.06 < ratio < 1.09 for ratio in wider)
    work = [network_costs(network, scene).multiply_adds for network in (with_skips, without)]
    assert [round(one / 1e6) for one in work] == [503, 452]


def test_u_net_and_its_twin_differ_in_nothing_else():
    with_skips, without = (vars(recipe_named(name)) for name in ("unet", "unet_without_skips"))
    assert {name for name in with_skips if with_skips[name] != without[name]} == {
        "name",
        "summary",
        "channels",
        "skips",
    }
