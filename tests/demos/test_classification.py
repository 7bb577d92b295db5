"""What the demos of lecture 01 show is what the methods and the trained network give."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.collections import PathCollection
from torchvision import models

from lecture_utils.demos.classification import (
    accuracy_demo,
    complexity_demo,
    confusion_demo,
    draw_history,
    draw_idea,
    evaluated_pictures,
    layers_demo,
    loss_demo,
    photograph_demo,
    prediction_demo,
    ranking_demo,
    softmax_demo,
    trained_record,
)
from lecture_utils.demos.classification.complexity import ALL, BEST, ORIGINAL, area_of, classifiers
from lecture_utils.demos.classification.layers import NAMES, NETWORKS, SIZES
from lecture_utils.demos.classification.loss import DESCENTS
from lecture_utils.demos.classification.prediction import FINER, KIND, K, ordinal
from lecture_utils.demos.classification.softmax_steps import POWERS, SHARES, power_of_ten
from lecture_utils.demos.classification.static_figures import HISTORY_SIZE, IDEA_SIZE
from lecture_utils.methods.classification import (
    AlexNet,
    cross_entropy,
    imagenet_classifiers,
    top_k_accuracy,
)
from lecture_utils.methods.evaluation import confusion_matrix
from lecture_utils.methods.pretrained import Pretrained
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts
from lecture_utils.scenes.classification import CATEGORIES, small_batch, small_scores
from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS, crop, scene_seed
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.outputs import trained
from lecture_utils.training.pretrained import middle_square
from tests.demos.reading import numbers, texts

# --- on small numbers


def test_the_softmax_shows_powers_and_shares_that_torch_computes() -> None:
    scores = small_scores()
    shown = numbers(softmax_demo(), "steps", step=SHARES)
    powers, shares = scores.exp(), torch.softmax(scores, 0)
    expected = [*scores.tolist(), *scores.tolist(), *powers.tolist(), *shares.tolist(), powers.sum().item(), 1.0]
    assert shown == pytest.approx(expected, abs=0.0051)
    assert numbers(softmax_demo(), "shares") == pytest.approx(shares.tolist(), abs=0.0051)


def test_a_step_not_yet_reached_shows_no_number() -> None:
    assert len(numbers(softmax_demo(), "steps", step=POWERS)) == 12
    assert numbers(softmax_demo(), "shares", step=POWERS) == []


@pytest.mark.parametrize("added", [-1000, 10, 1000])
def test_a_shift_changes_no_probability_if_the_largest_score_is_taken_away(added: float) -> None:
    demo, state = softmax_demo(), {"added": added, "largest_away": True}
    assert numbers(demo, "shares", **state) == numbers(demo, "shares")
    assert "changes no probability" in demo.text("title", **state)


def test_too_large_and_too_small_powers_give_no_number_where_the_formula_is_taken_as_it_is_written() -> None:
    demo = softmax_demo()
    assert texts(demo, "shares", added=1000).count("NaN") == 4
    assert "∞ / ∞" in demo.text("title", added=1000)
    assert "0 / 0" in demo.text("title", added=-1000)


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0"), (20.0855, "20.09"), (1.2e39, "1.2·10³⁹"), (0.00012, "1.2·10⁻⁴"), (-3.0, "−3")]
)
def test_large_and_small_numbers_are_written_as_powers_of_ten(value: float, written: str) -> None:
    assert power_of_ten(value) == written


@pytest.mark.parametrize(("truth", "rate"), [("Dog", 1), ("Flowers", 5)])
def test_gradient_descent_is_that_of_autograd(truth: str, rate: float) -> None:
    label, scores = torch.tensor([CATEGORIES.index(truth)]), small_scores()[None].requires_grad_()
    for _ in range(3):
        (gradient,) = torch.autograd.grad(cross_entropy(scores, label), scores)
        scores = (scores - rate * gradient).detach().requires_grad_()
    state = {"truth": truth, "rate": rate, "step": 3}
    (gradient,) = torch.autograd.grad(cross_entropy(scores, label), scores)
    assert numbers(loss_demo(), "gradient", **state) == pytest.approx((-gradient[0]).tolist(), abs=0.0051)
    expected = torch.softmax(scores[0], 0).tolist()
    assert numbers(loss_demo(), "probabilities", **state) == pytest.approx(expected, abs=0.0051)


def test_the_loss_falls_at_every_step() -> None:
    demo = loss_demo()
    losses = [demo.text("caption", step=step).split(" = ")[1].split(".")[:2] for step in range(DESCENTS)]
    values = [float(".".join(parts)) for parts in losses]
    assert values == sorted(values, reverse=True)
    assert values[0] > 2 * values[5]


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_the_ranking_marks_who_is_right(k: int) -> None:
    demo, (scores, labels) = ranking_demo(), small_batch()
    marks = [text[0] for text in texts(demo, "scores", k=k) if "rank" in text]
    right = round(top_k_accuracy(scores, labels, k).item() * len(labels))
    assert marks.count("✓") == right
    assert marks.count("✗") == len(labels) - right
    assert f"{right} of 5 images" in demo.text("caption", k=k)


# --- the trained network


@pytest.fixture(scope="module")
def found():
    return evaluated_pictures()


def test_the_scores_are_those_of_the_trained_network_on_the_first_test_crops(found) -> None:
    network = trained("classification")
    assert isinstance(network, AlexNet)
    for index in (0, 77, 499):
        one = crop(scene_seed("test", index))
        assert int(found.labels[index]) == one.fine
        with torch.no_grad():
            assert torch.allclose(found.scores[index], network(one.image[None])[0], atol=1e-4)


def test_the_accuracy_on_the_pictures_shown_agrees_with_the_record(found) -> None:
    """500 of the record's 1000 pictures: within four standard errors of a share."""
    recorded = trained_record().figures
    for k in (1, 5):
        share = recorded[f"top-{k}"]
        error = (share * (1 - share) / len(found)) ** 0.5
        assert top_k_accuracy(found.scores, found.labels, k).item() == pytest.approx(share, abs=4 * error)


@pytest.mark.parametrize("picture", [0, 7, 50])
def test_the_bars_are_the_networks_probabilities(found, picture: int) -> None:
    demo, shares = prediction_demo(), found.probabilities[picture]
    shown = numbers(demo, "bars", picture=picture, categories=FINER)
    rank, label = int(found.ranks[picture]), int(found.labels[picture])
    expected = sorted(shares.tolist(), reverse=True)[:8]
    if rank > 8:
        expected[-1] = shares[label].item()
    assert shown == pytest.approx(expected, abs=0.0051)
    assert any(text.endswith(f"{FINE[label]} (true)") for text in texts(demo, "bars", picture=picture))
    title = demo.text("title", picture=picture)
    assert ("is right" in title) == (rank == 1)
    assert (f"right under top-{K}" in title) == (1 < rank <= K)


def test_the_kinds_have_the_summed_probabilities(found) -> None:
    shares = found.probabilities[4].view(len(THINGS), VARIANTS).sum(1)
    shown = numbers(prediction_demo(), "bars", picture=4, categories=KIND)
    assert shown == pytest.approx(sorted(shares.tolist(), reverse=True), abs=0.0051)


def test_places_are_written_as_people_say_them() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 25)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "25th",
    ]  # fmt: skip


@pytest.mark.parametrize("k", [1, 3, 5, 25])
def test_the_pictures_that_enter_have_the_true_label_at_this_rank(found, k: int) -> None:
    demo = accuracy_demo()
    right = (found.ranks <= k).sum().item()
    assert demo.text("caption", k=k).startswith(f"{right} of {len(found)} true labels")
    entering = int((found.ranks == k).sum())
    words = " ".join(texts(demo, "entering", k=k))
    assert ("no picture" if entering == 0 else f"{entering} picture") in words


def test_every_seed_of_the_record_is_in_the_caption() -> None:
    record = trained_record()
    top_1 = [100 * values["top-1"] for values in record.seeds.values()]
    assert len(top_1) == 3
    caption = accuracy_demo().text("caption", k=2)
    assert f"top-1 {np.mean(top_1):.1f} ± {np.std(top_1, ddof=1):.1f}" in caption


def test_a_cell_of_the_confusion_matrix_counts_its_pictures(found) -> None:
    demo = confusion_demo()
    counts = confusion_matrix(found.guesses, found.labels, len(FINE))
    true, predicted = demo.start["cell"]
    off_diagonal = counts - torch.diag(counts.diag())
    assert counts[true, predicted] == off_diagonal.max() > 0
    caption = demo.text("caption", cell=(true, predicted))
    assert caption.startswith(f"{int(counts[true, predicted])} of {int(counts[true].sum())} pictures of a {FINE[true]}")
    drawn = demo.panel_figure("matrix").axes[0].images[0].get_array()
    assert np.allclose(np.asarray(drawn), counts / counts.sum(1, keepdim=True))
    assert f"{FINE[3]}, recognised" in " ".join(texts(demo, "pictures", cell=(3, 3)))


def test_photographs_get_the_networks_first_guess() -> None:
    demo, network = photograph_demo(), trained("classification")
    from lecture_utils.scenes.photographs import photograph

    with torch.no_grad():
        shares = network(middle_square(photograph("coffee").image)[None])[0].softmax(0)
    words = f"{FINE[int(shares.argmax())]}, {100 * shares.max():.0f}\N{NO-BREAK SPACE}%"
    assert words in demo.text("title", name="coffee")


def test_your_own_picture_and_another_network_take_their_places() -> None:
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 64 * 64, 9))
    torch.nn.init.zeros_(network[1].weight)
    network[1].bias.data = torch.arange(9.0)
    other = Pretrained(network, tuple("abcdefghi"), middle_square, "nine letters")
    demo = photograph_demo(torch.rand(3, 90, 120, generator=torch.Generator().manual_seed(0)), other)
    assert demo.start["name"] == "your picture"
    assert "one of 9 categories: i, 63" in demo.text("title")
    assert "(3×90×120)" in texts(demo, "photograph")[0].replace("\n", " ")


# --- what networks cost


@pytest.mark.parametrize("network", NETWORKS)
def test_the_layers_costs_are_those_of_the_network_that_runs(network: str) -> None:
    demo = layers_demo()
    model = AlexNet(SIZES[network])
    modules = [module for module in model.modules() if isinstance(module, torch.nn.Conv2d | torch.nn.Linear)]
    assert len(modules) == len(NAMES)
    for step, module in enumerate(modules):
        parameters = sum(one.numel() for one in module.parameters())
        assert f"{parameters:,} parameters" in demo.text("caption", network=network, step=step)
    total = sum(one.numel() for one in model.parameters())
    shown = [100 * sum(p.numel() for p in module.parameters()) / total for module in modules]
    assert numbers(demo, "parameters", network=network) == pytest.approx(shown, abs=0.051)


def test_the_papers_first_layers_have_the_papers_shapes() -> None:
    demo, network = layers_demo(), NETWORKS[0]
    assert "conv 1: 3×224×224 → 96×55×55" in demo.text("caption", network=network, step=0)
    assert "conv 2: 96×27×27 → 256×27×27" in demo.text("caption", network=network, step=1)
    assert "105,415,200 multiply–adds" in demo.text("caption", network=network, step=0)
    assert "fully 6: 9216 → 4096" in demo.text("caption", network=network, step=5)


@pytest.mark.parametrize("weights", [ORIGINAL, BEST])
def test_there_is_a_dot_for_every_network_of_torchvision(weights: str) -> None:
    names = {one.model for one in classifiers(weights)}
    assert names == set(models.list_models(module=models))
    figure = complexity_demo().panel_figure("networks", weights=weights)
    dots = [dots for dots in figure.findobj(PathCollection) if len(dots.get_offsets()) > 3]
    assert sum(len(one.get_offsets()) for one in dots) == len(names)


def test_a_dot_lies_where_torchvision_says_and_is_as_large_as_its_parameters() -> None:
    figure = complexity_demo().panel_figure("networks", family="AlexNet")
    [strong] = [
        one for one in figure.findobj(PathCollection) if len(one.get_offsets()) == 1 and one.get_alpha() == 0.85
    ]
    described = models.AlexNet_Weights.IMAGENET1K_V1.meta
    top_1 = described["_metrics"]["ImageNet-1K"]["acc@1"]
    assert strong.get_offsets()[0].tolist() == pytest.approx([described["_ops"], top_1])
    assert strong.get_sizes()[0] == pytest.approx(area_of(described["num_params"]))


def test_no_later_network_is_shown_and_the_line_never_falls() -> None:
    demo = complexity_demo()
    for year in (2012, 2015, 2022):
        figure = demo.panel_figure("networks", year=year)
        shown = sum(len(one.get_offsets()) for one in figure.findobj(PathCollection) if one.get_alpha() == 0.85)
        assert shown == sum(one.original and one.year <= year for one in imagenet_classifiers())
        heights = figure.axes[0].lines[0].get_ydata()
        assert list(heights) == sorted(heights)
    assert "There is no ViT until 2015" in demo.text("title", family="ViT", year=2015)
    assert demo.text("title", family=ALL, year=2012).startswith("alexnet: top-1 56.5 %")


@pytest.mark.parametrize(("draw", "size"), [(draw_idea, IDEA_SIZE), (draw_history, HISTORY_SIZE)])
def test_the_static_figures_can_be_read(draw, size) -> None:
    figure = Demo("still", "", panels=[[Panel("still", draw, size=size)]]).panel_figure("still")
    assert overlapping_texts(figure) == []
    assert cut_off_texts(figure) == []


@pytest.fixture(scope="module")
def prose() -> str:
    notebook = json.loads(
        (Path(__file__).parents[2] / "notebooks" / "01_classification.ipynb").read_text(encoding="utf-8")
    )
    markdown = ("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return " ".join("\n".join(markdown).split())


def test_the_notebook_compares_networks_by_what_torchvision_reports(prose: str) -> None:
    vgg, googlenet, resnet = (
        next(one for one in imagenet_classifiers() if one.model == name and one.original)
        for name in ("vgg16", "googlenet", "resnet34")
    )
    assert f"reaches a top-1 accuracy of {vgg.top_1:.1%} with".replace("%", " %") in prose
    assert f"{vgg.multiply_adds / 1e9:.1f} billion multiply–adds" in prose
    assert vgg.multiply_adds / googlenet.multiply_adds == pytest.approx(10, abs=0.5)
    assert f"needs a tenth of that for {googlenet.top_1:.1%},".replace("%", " %") in prose
    reached = f"ResNet-34 ({resnet.year}) reaches {resnet.top_1:.1%} with {resnet.multiply_adds / 1e9:.1f} billion"
    assert reached.replace("%", " %") in prose
    assert vgg.year == googlenet.year == 2014
    later = [one for one in imagenet_classifiers() if one.original and one.year > vgg.year]
    assert sum(one.multiply_adds < vgg.multiply_adds for one in later) > len(later) / 2


def test_the_notebook_divides_work_and_parameters_as_the_networks_do(prose: str) -> None:
    shares = []
    for sizes in SIZES.values():
        model, work = AlexNet(sizes), {torch.nn.Conv2d: 0, torch.nn.Linear: 0}
        weights = dict(work)

        def count(module, _, output, work=work) -> None:
            work[type(module)] += output[0].numel() * module.weight[0].numel()

        for module in model.modules():
            if type(module) in work:
                module.register_forward_hook(count)
                weights[type(module)] += sum(one.numel() for one in module.parameters())
        model.eval()(torch.zeros(1, 3, sizes.picture, sizes.picture))
        shares += [100 * counts[torch.nn.Conv2d] / sum(counts.values()) for counts in (work, weights)]
    work, parameters, our_work, our_parameters = (round(share) for share in shares)
    assert f"convolutions do {work} % of the work" in prose
    assert f"fully connected layers contain {100 - parameters} % of the parameters" in prose
    assert f"the convolutions do {our_work} % of the work, but contain {our_parameters} % of the parameters" in prose
