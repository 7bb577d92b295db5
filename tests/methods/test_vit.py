"""The Vision Transformer: torchvision's scores from the same weights; patches, maps of attention, what is learned."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from torch import nn
from torch.testing import assert_close
from torchvision.models import VisionTransformer as LibraryTransformer

from lecture_utils.methods.attention import cut_into_patches
from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.self_attention import sinusoidal_positions_2d
from lecture_utils.methods.transformer import TransformerSizes, transformer_multiply_adds, transformer_parameters
from lecture_utils.methods.vit import (
    FeatureMapEmbedding,
    PatchEmbedding,
    VisionTransformer,
    attention_rollout,
    class_token_attention,
    hybrid_transformer,
    normalize,
    patch_sequence,
    position_similarity,
    principal_filters,
    vision_transformer,
)

SEEDS = st.integers(0, 2**31)
SIZES = TransformerSizes(blocks=2, heads=2, head_channels=4, ffn_width=12)


def small(**arguments):
    torch.manual_seed(0)
    network = vision_transformer(patch=4, image_size=12, sizes=SIZES, categories=5, **arguments)
    nn.init.normal_(network.head.weight)
    nn.init.normal_(network.class_token)
    return network.eval()


def random_weights(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).softmax(dim=-1)


@given(SEEDS, st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3))
def test_patches_come_row_by_row_and_each_keeps_its_pixels(seed, rows, columns, size, count):
    images = torch.rand(count, 3, rows * size, columns * size, generator=torch.Generator().manual_seed(seed))
    sequence = patch_sequence(images, size)
    assert sequence.shape == (count, rows * columns, 3 * size * size)
    for image, vectors in zip(images, sequence, strict=True):
        assert torch.equal(vectors, cut_into_patches(image, size).flatten(2).flatten(0, 1))


@given(SEEDS, st.sampled_from([(1, 2), (2, 3), (4, 1), (16, 5)]), st.integers(0, 2))
def test_the_projection_is_a_convolution_with_filters_as_large_as_its_stride(seed, sizes, count):
    patch, width = sizes
    torch.manual_seed(seed)
    embedding = PatchEmbedding(patch, width).double()
    images = torch.rand(count, 3, 2 * patch, 3 * patch, dtype=torch.float64)
    found = []
    for compute in (embedding, embedding.as_convolution):
        leaf = images.clone().requires_grad_()
        vectors = compute(leaf)
        factors = torch.linspace(-1, 2, vectors.numel(), dtype=torch.float64).reshape(vectors.shape)
        gradients = torch.autograd.grad((vectors * factors).sum(), [leaf, *embedding.parameters()])
        found.append((vectors.detach(), gradients))
    assert_close(found[0], found[1])
    assert found[0][0].shape == (count, 6, width)


def test_with_its_weights_the_scores_are_torchvisions():
    library = LibraryTransformer(
        image_size=12, patch_size=4, num_layers=2, num_heads=2, hidden_dim=8, mlp_dim=12, num_classes=5
    ).eval()
    for parameter in library.parameters():
        nn.init.normal_(parameter)
    ours = small()
    for layer in [*ours.encoder.layers, ours.encoder]:
        for norm in (part for part in layer.children() if isinstance(part, nn.LayerNorm)):
            norm.eps = 1e-6  # torchvision's; ours is torch's
    ours.load_state_dict(_renamed(library.state_dict()))
    images = torch.rand(3, 3, 12, 12)
    with torch.no_grad():
        assert_close(ours(images), library(normalize(images)), atol=1e-4, rtol=1e-4)


def _renamed(weights):
    """Give torchvision's parameters our names."""
    names = {
        "conv_proj.": "embedding.projection.",
        "encoder.pos_embedding": "positions.weight",
        "encoder.layers.encoder_layer_": "encoder.layers.",
        "encoder.ln.": "encoder.norm.",
        "heads.head.": "head.",
        ".ln_1.": ".norm1.",
        ".ln_2.": ".norm2.",
        ".self_attention.": ".self_attn.",
        ".mlp.0.": ".linear1.",
        ".mlp.3.": ".linear2.",
    }
    found = {}
    for name, value in weights.items():
        for theirs, ours in names.items():
            name = name.replace(theirs, ours)
        found[name] = value.flatten(1) if value.dim() == 4 else value[0] if name == "positions.weight" else value
    found["class_token"] = found["class_token"].flatten()
    return found


def test_every_step_can_be_had_and_leads_to_the_scores():
    network = small()
    images = torch.rand(2, 3, 12, 12)
    steps = network.steps(images)
    assert steps.patches.shape == (2, 9, 8)
    assert steps.tokens.shape == (2, 10, 8)
    assert_close(steps.tokens[:, 0], (network.class_token + network.positions.weight[0]).expand(2, 8))
    assert_close(steps.tokens[:, 1:], steps.patches + network.positions.weight[1:])
    assert steps.encoder.weights.shape == (2, 2, 2, 10, 10)
    assert_close(steps.features, network.forward_features(images))
    assert_close(steps.scores, network(images))
    assert_close(steps.scores, network.head(steps.encoder.output[:, 0]))


def test_positions_start_from_sines_and_cosines_of_row_and_column():
    start = vision_transformer(patch=8, image_size=64).positions.weight
    assert start[0].abs().max() == 0
    assert torch.equal(start[1:].unflatten(0, (8, 8)), sinusoidal_positions_2d(8, 8, 96))
    alike = position_similarity(start.detach(), (8, 8))
    assert alike[3, 3, 3, 4] > alike[3, 3, 3, 7]
    assert alike[3, 3, 4, 3] > alike[3, 3, 7, 3]


def test_without_positions_the_order_of_the_patches_does_not_matter_and_with_them_it_does():
    network = small()
    images = torch.rand(1, 3, 12, 12)
    turned = images.roll(4, dims=3)  # the same patches, each a place further
    assert not torch.allclose(network(images), network(turned), atol=1e-3)
    nn.init.zeros_(network.positions.weight)
    assert_close(network(images), network(turned))


def test_before_training_no_category_is_preferred_and_every_part_gets_a_gradient_after_a_step():
    torch.manual_seed(0)
    network = vision_transformer(patch=4, image_size=12, sizes=SIZES, categories=5)
    images = torch.rand(2, 3, 12, 12)
    assert network(images).abs().max() == 0
    nn.init.normal_(network.head.weight)
    network(images).square().sum().backward()
    assert all(parameter.grad.abs().max() > 0 for parameter in network.parameters())


@pytest.mark.parametrize("patch", [4, 8, 16])
def test_smaller_patches_make_a_longer_sequence_and_the_count_of_costs_is_a_runs(patch):
    network = vision_transformer(patch, sizes=SIZES)
    vectors = 1 + (64 // patch) ** 2
    measured = network_costs(network, torch.rand(1, 3, 64, 64))
    projection = (vectors - 1) * 3 * patch**2 * SIZES.width
    assert measured.multiply_adds == transformer_multiply_adds(SIZES, vectors).total + projection + 25 * SIZES.width
    others = network.embedding, network.positions, network.head, network.encoder.norm
    count = sum(p.numel() for part in others for p in part.parameters()) + SIZES.width
    assert measured.parameters == transformer_parameters(SIZES).total + count


def test_the_hybrids_patches_are_the_cells_of_a_feature_map():
    torch.manual_seed(0)
    backbone = Backbone(ResNetSizes((4, 6, 8), (1, 1, 1)))
    network = hybrid_transformer(backbone, "stage2", 64, SIZES, 5).eval()
    images = torch.rand(2, 3, 64, 64)
    assert network.grid == (8, 8)
    patches = network.steps(images).patches
    maps = backbone(images)["stage2"]
    for row, column in [(0, 0), (2, 5), (7, 7)]:
        assert_close(patches[:, 8 * row + column], network.embedding.projection(maps[:, :, row, column]))
    nn.init.normal_(network.head.weight)
    network(images).sum().backward()
    reached = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
    assert all("stage3" in name for name, _ in network.named_parameters() if name not in reached)
    assert any("stage2" in name for name in reached)


def test_the_class_tokens_map_has_each_patchs_weight_in_its_place():
    weights = random_weights(3, 2, 4, 7, 7)
    maps = class_token_attention(weights, (2, 3))
    assert maps.shape == (3, 2, 4, 2, 3)
    assert torch.equal(maps[1, 0, 2, 1, 0], weights[1, 0, 2, 0, 4])
    assert_close(maps.sum(dim=(-2, -1)) + weights[..., 0, 0], torch.ones(3, 2, 4))


@given(SEEDS, st.integers(1, 4), st.integers(1, 3), st.integers(1, 5))
def test_rollout_sums_over_all_paths_through_the_blocks(seed, blocks, heads, places):
    weights = random_weights(blocks, heads, places, places, seed=seed).double()

    def arrived(block, output, source):
        """How much of this output of the first ``block`` blocks comes from an input: every path, one by one."""
        if block == 0:
            return float(output == source)
        total = 0.0
        for between in range(places):
            mean = sum(weights[block - 1, head, output, between].item() for head in range(heads)) / heads
            total += (mean + (output == between)) / 2 * arrived(block - 1, between, source)
        return total

    rolled = attention_rollout(weights)
    for output in range(places):
        for source in range(places):
            assert rolled[output, source].item() == pytest.approx(arrived(blocks, output, source))
    assert_close(rolled.sum(dim=1), torch.ones(places).double())


def test_rollout_keeps_the_pictures_of_a_batch_apart():
    weights = random_weights(3, 5, 2, 4, 4)
    rolled = attention_rollout(weights)
    assert rolled.shape == (5, 4, 4)
    for picture in range(5):
        assert_close(rolled[picture], attention_rollout(weights[:, picture]))


def test_a_head_that_looks_at_itself_only_changes_nothing():
    assert_close(attention_rollout(torch.eye(4).expand(3, 2, 4, 4)), torch.eye(4))


def test_similarity_of_positions_is_the_cosine_between_them():
    positions = torch.randn(7, 5, generator=torch.Generator().manual_seed(0))
    alike = position_similarity(positions, (2, 3))
    first, second = positions[1 + 3 * 1 + 2], positions[1 + 1]
    assert alike[1, 2, 0, 1].item() == pytest.approx(float(first @ second / first.norm() / second.norm()), abs=1e-6)
    assert_close(alike, alike.permute(2, 3, 0, 1))
    assert_close(alike.flatten(0, 1).flatten(1).diagonal(), torch.ones(6))


def test_principal_filters_are_those_of_a_principal_component_analysis():
    filters = torch.randn(20, 3, 2, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    components, shares = principal_filters(filters, 4)
    library = PCA(4).fit(filters.flatten(1).numpy())
    assert_close(shares, torch.from_numpy(library.explained_variance_ratio_))
    agreement = (components.flatten(1) * torch.from_numpy(library.components_)).sum(dim=1)
    assert_close(agreement.abs(), torch.ones(4).double())
    assert all(one.flatten()[one.abs().argmax()] > 0 for one in components)


def test_the_projections_filters_are_pictures_of_its_weights():
    embedding = PatchEmbedding(2, 3)
    image = torch.zeros(1, 3, 2, 2)
    image[0, 1, 0, 1] = 1
    moved = embedding(image) - embedding(torch.zeros(1, 3, 2, 2))
    assert_close(moved[0, 0], 4 * embedding.filters[:, 1, 0, 1])


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: patch_sequence(torch.ones(3, 8, 8), 4), "images"),
        (lambda: patch_sequence(torch.ones(1, 3, 8, 9), 4), "images"),
        (lambda: patch_sequence(torch.ones(1, 3, 8, 8), 0), "size"),
        (lambda: PatchEmbedding(0, 4), "patch"),
        (lambda: FeatureMapEmbedding(Backbone(), "stage7", 4), "stage"),
        (lambda: vision_transformer(7), "image_size"),
        (lambda: vision_transformer(categories=0), "categories"),
        (lambda: VisionTransformer(PatchEmbedding(8, 96), 4), "image_size"),
        (lambda: small()(torch.ones(1, 3, 16, 16)), "images"),
        (lambda: class_token_attention(torch.ones(5, 5), (2, 3)), "grid"),
        (lambda: class_token_attention(torch.ones(5, 4), (2, 2)), "weights"),
        (lambda: attention_rollout(torch.ones(2, 5, 5)), "weights"),
        (lambda: position_similarity(torch.ones(6, 4), (2, 3)), "positions"),
        (lambda: principal_filters(torch.ones(3, 4), 1), "filters"),
        (lambda: principal_filters(torch.ones(3, 3, 2, 2), 4), "count"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()
