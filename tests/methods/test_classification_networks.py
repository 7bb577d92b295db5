"""AlexNet: the paper's numbers, torchvision's results; and what torchvision says of its classifiers."""

import math

import pytest
import torch
from torch.testing import assert_close
from torchvision import models

from lecture_utils.methods.classification import (
    ONE_COLUMN,
    PAPER,
    SMALL,
    AlexNet,
    family_of,
    imagenet_classifiers,
    local_response_norm,
)
from lecture_utils.methods.network_costs import network_costs


@pytest.mark.parametrize("shape", [(2, 7), (2, 7, 5), (2, 7, 3, 4), (1, 3, 4, 4), (2, 1, 3, 3)])
@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_local_response_normalisation_and_its_gradient_are_the_librarys(shape, size):
    generator = torch.Generator().manual_seed(0)
    results = []
    for function in (local_response_norm, torch.nn.functional.local_response_norm):
        activations = (3 * torch.randn(shape, generator=generator.manual_seed(0), dtype=torch.float64)).requires_grad_()
        if activations.dim() < 3:
            activations = activations[..., None]  # the library wants a dimension of places
        output = function(activations, size, alpha=0.3, beta=0.75, k=2.0)
        results += [output.detach(), torch.autograd.grad(output.square().sum(), activations)[0]]
    assert_close(results[0], results[2])
    assert_close(results[1], results[3])


def test_alexnets_normalisation_is_the_papers_formula():
    a = torch.randn(1, 8, 2, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 50
    ours = AlexNet(SMALL).features[2](a)
    for i in range(8):
        near = a[:, max(0, i - 2) : min(7, i + 2) + 1]
        paper = a[:, i] / (2 + 1e-4 * (near**2).sum(dim=1)) ** 0.75
        assert_close(ours[:, i], paper)


def test_local_response_normalisation_names_what_does_not_fit():
    with pytest.raises(ValueError, match="size: expected a positive integer, got 0"):
        local_response_norm(torch.ones(1, 2, 3), 0)
    with pytest.raises(ValueError, match=r"input: expected \(N, C, ...\), got \(3,\)"):
        local_response_norm(torch.ones(3), 1)


def test_the_papers_network_has_the_papers_neurons_and_sixty_million_parameters():
    with torch.device("meta"):
        costs = network_costs(AlexNet(PAPER), torch.empty(1, 3, 224, 224))
    neurons = [math.prod(run.output) for run in costs.layers if run.kind in ("Conv2d", "Linear")]
    # The paper's figure 2 says 253 440 for the first layer, where 55 · 55 · 96 = 290 400.
    assert neurons == [290_400, 186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000]
    assert costs.parameters == 60_965_224
    assert [run.output[2] for run in costs.layers if run.kind == "MaxPool2d"] == [27, 13, 6]


def test_alexnet_for_one_graphics_card_is_torchvisions_with_its_weights():
    torch.manual_seed(0)
    theirs = models.alexnet(weights=None).eval()
    ours = AlexNet(ONE_COLUMN).eval()
    state, names = theirs.state_dict(), dict(zip(kinds(theirs), kinds(ours), strict=True))
    ours.load_state_dict({f"{names[key.rsplit('.', 1)[0]]}.{key.rsplit('.', 1)[1]}": state[key] for key in state})
    images = torch.rand(1, 3, 224, 224)
    with torch.no_grad():
        assert_close(ours(images), theirs(images - 0.5))
    assert sum(values.numel() for values in ours.parameters()) == 61_100_840


def kinds(network):
    """The names of all layers with weights, in their order."""
    return [name for name, module in network.named_modules() if isinstance(module, torch.nn.Conv2d | torch.nn.Linear)]


def test_our_network_has_the_papers_layers_in_the_papers_order():
    def order(sizes):
        return [type(layer).__name__ for layer in [*AlexNet(sizes).features, *AlexNet(sizes).classifier]]

    with torch.device("meta"):
        assert order(SMALL) == order(PAPER)
        assert [layer for layer in order(SMALL) if layer != "LocalResponseNorm"] == [
            layer for layer in order(ONE_COLUMN) if layer != "Identity"
        ]


def test_our_network_scores_25_categories_and_every_weight_gets_a_gradient():
    torch.manual_seed(0)
    network = AlexNet()
    scores = network(torch.rand(4, 3, 64, 64))
    assert scores.shape == (4, 25)
    scores.square().sum().backward()
    assert all(weight.grad is not None and weight.grad.any() for weight in network.parameters())


def test_dropout_silences_neurons_in_training_only():
    torch.manual_seed(0)
    network, images = AlexNet(), torch.rand(1, 3, 64, 64)
    assert not torch.equal(network(images), network(images))
    network.eval()
    assert torch.equal(network(images), network(images))


@pytest.mark.parametrize("shape", [(3, 64, 64), (1, 3, 32, 32), (1, 1, 64, 64), (2, 3, 64, 65)])
def test_alexnet_refuses_pictures_of_another_size(shape):
    with pytest.raises(ValueError, match=r"images: expected \(N, 3, (64, 64|H, W)\), got"):
        AlexNet()(torch.zeros(shape))


def test_alexnet_refuses_pictures_that_leave_nothing_after_three_poolings():
    with pytest.raises(ValueError, match=r"sizes\.picture: expected large enough for .* three poolings, got 28"):
        AlexNet(SMALL._replace(picture=28))
    AlexNet(SMALL._replace(picture=32))


@pytest.fixture(scope="module")
def classifiers():
    return imagenet_classifiers()


def test_every_model_of_torchvision_is_listed_with_all_of_its_weights_that_classify(classifiers):
    names = models.list_models(module=models)
    assert {classifier.model for classifier in classifiers} == set(names)
    weights = {str(weight) for name in names for weight in models.get_model_weights(name)}
    listed = {f"{models.get_model_weights(one.model).__name__}.{one.weights}" for one in classifiers}
    assert weights - listed == {"VGG16_Weights.IMAGENET1K_FEATURES"}  # convolutions alone, for detectors
    for mark in ("original", "default"):
        assert sorted(one.model for one in classifiers if getattr(one, mark)) == sorted(names)


def test_what_is_said_of_a_classifier_is_what_torchvisions_pages_say(classifiers):
    found = {(one.model, one.weights): one for one in classifiers}
    alexnet = found["alexnet", "IMAGENET1K_V1"]
    assert (alexnet.family, alexnet.year, alexnet.parameters) == ("AlexNet", 2012, 61_100_840)
    assert (alexnet.top_1, alexnet.top_5) == pytest.approx((0.56522, 0.79066))
    assert (alexnet.picture, alexnet.original, alexnet.default, alexnet.extra_data) == (224, True, True, False)
    old, new = found["resnet50", "IMAGENET1K_V1"], found["resnet50", "IMAGENET1K_V2"]
    assert (old.original, old.default, new.original, new.default) == (True, False, False, True)
    assert new.top_1 > old.top_1
    assert found["vit_b_16", "IMAGENET1K_SWAG_E2E_V1"].extra_data
    assert family_of("efficientnet_v2_s") == ("EfficientNet", 2021)
    assert family_of("wide_resnet50_2")[0] == "Wide ResNet"


def test_every_figure_is_in_its_range(classifiers):
    for one in classifiers:
        assert 0.4 < one.top_1 < one.top_5 < 1
        assert 1e6 < one.parameters < 1e9
        assert 1e7 < one.multiply_adds < 2e12
        assert 2012 <= one.year <= 2022
        assert 224 <= one.picture <= 600


@pytest.mark.parametrize("name", ["alexnet", "resnet18", "mobilenet_v2", "vit_b_16", "densenet121"])
def test_torchvisions_operations_and_parameters_are_the_multiply_adds_and_parameters_of_a_run(classifiers, name):
    said = next(one for one in classifiers if one.model == name and one.original)
    with torch.device("meta"):
        costs = network_costs(models.get_model(name, weights=None), torch.empty(1, 3, said.picture, said.picture))
    assert costs.parameters == said.parameters
    assert costs.multiply_adds == pytest.approx(said.multiply_adds, rel=0.005)


def test_a_change_of_what_torchvision_says_is_named(monkeypatch):
    meta = models.AlexNet_Weights.IMAGENET1K_V1.meta
    monkeypatch.delitem(meta, "_ops")
    with pytest.raises(RuntimeError, match=r"torchvision .* has no '_ops' in what it says about AlexNet_Weights.IMAG"):
        imagenet_classifiers()


def test_a_model_of_no_family_that_we_know_is_named():
    with pytest.raises(RuntimeError, match="'tomorrow_net'"):
        family_of("tomorrow_net")
