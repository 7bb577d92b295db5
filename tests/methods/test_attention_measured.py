"""What division by √D_Q does to scores, weights and gradients; and attention over the patches of a photograph."""

import math

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.methods.attention import (
    FEATURES,
    attend_over_patches,
    cut_into_patches,
    patch_features,
    patches_that_hold,
    random_scores,
    saturation,
    softmax_gradient,
)
from lecture_utils.scenes.photographs import photograph


@pytest.mark.parametrize("D_Q", [1, 16, 256])
def test_the_variance_of_a_dot_product_is_its_length_and_division_by_the_root_makes_it_one(D_Q):
    raw, scaled = saturation(D_Q, range(20), scaled=False), saturation(D_Q, range(20))
    assert raw.variance.mean().item() == pytest.approx(D_Q, rel=0.15)
    assert scaled.variance.mean().item() == pytest.approx(1, rel=0.15)
    assert_close(raw.variance, scaled.variance * D_Q)


def test_without_division_the_softmax_saturates_and_the_gradient_vanishes():
    short, long = saturation(4, scaled=False), saturation(512, scaled=False)
    assert short.largest.max() < 0.6
    assert long.largest.min() > 0.9
    assert long.entropy.max() < 0.2
    assert long.gradient.mean() < short.gradient.mean() / 4


def test_with_division_nothing_of_that_depends_on_the_length():
    short, long = saturation(4), saturation(512)
    for quantity in ("largest", "entropy", "gradient"):
        one, other = getattr(short, quantity).mean().item(), getattr(long, quantity).mean().item()
        assert one == pytest.approx(other, rel=0.1)


def test_seeds_differ_and_repeat():
    measured = saturation(8, [0, 1, 0])
    assert measured.gradient[0] == measured.gradient[2] != measured.gradient[1]
    assert_close(random_scores(8, 3, scaled=False), random_scores(8, 3) * math.sqrt(8))


def test_the_measured_gradient_is_that_of_the_formula():
    scores = torch.randn(6, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    weights = torch.softmax(scores, dim=1)
    jacobians = torch.diag_embed(weights) - weights[:, :, None] * weights[:, None, :]
    assert_close(softmax_gradient(scores), torch.linalg.matrix_norm(jacobians))


def test_a_saturated_softmax_lets_no_gradient_through():
    assert softmax_gradient(torch.tensor([[100.0, 0.0, 0.0], [0.0, 0.0, 0.0]])).tolist() == pytest.approx(
        [0, 0.4714], abs=1e-3
    )


@pytest.mark.parametrize("D_Q", [0, -3, 2.5])
def test_a_length_must_be_a_positive_integer(D_Q):
    with pytest.raises(ValueError, match=f"D_Q: expected a positive integer, got {D_Q}"):
        random_scores(D_Q, 0)


@pytest.fixture(scope="module")
def pavilion():
    return photograph("china").image


def test_patches_lie_in_reading_order_and_their_pixels_stay_as_they_are(pavilion):
    patches = cut_into_patches(pavilion, 16)
    assert patches.shape == (26, 40, 3, 16, 16)
    assert_close(patches[3, 7], pavilion[:, 48:64, 112:128])
    assert_close(patches[25, 39], pavilion[:, 400:416, 624:640])


@pytest.mark.parametrize("kind", FEATURES)
def test_features_have_equal_lengths_and_no_patch_is_more_similar_than_the_own(pavilion, kind):
    features, patches = patch_features(pavilion, kind), cut_into_patches(pavilion)
    assert features.shape[:2] == patches.shape[:2]
    assert_close(features.norm(dim=2), torch.full((26, 40), math.sqrt(features.shape[2])))
    for patch in ((0, 0), (12, 15), (25, 39)):
        _, weights = attend_over_patches(features, patches, patch)
        assert_close(weights[patch], weights.max())
        assert_close(weights.sum(), torch.tensor(1.0))


def test_the_sky_looks_at_the_sky(pavilion):
    _, looked_at = attend_over_patches(patch_features(pavilion, "colour"), cut_into_patches(pavilion), (3, 4), 0.25)
    assert looked_at[:9].sum() > 0.9
    assert looked_at[16:].sum() < 0.02  # trees and roofs


def test_the_output_is_the_weighted_mix_of_the_patches(pavilion):
    patches = cut_into_patches(pavilion)
    output, weights = attend_over_patches(patch_features(pavilion), patches, (2, 20))
    assert_close(output, torch.einsum("ij,ijchw->chw", weights, patches))


def test_a_lower_temperature_gathers_the_weights_on_fewer_patches(pavilion):
    features, patches = patch_features(pavilion, "colour"), cut_into_patches(pavilion)
    for patch in ((3, 4), (12, 15), (20, 30)):
        counts = [
            patches_that_hold(attend_over_patches(features, patches, patch, temperature)[1])
            for temperature in (4.0, 1.0, 0.25)
        ]
        assert counts[0] > counts[1] > counts[2]


def test_an_image_of_one_colour_is_looked_at_evenly():
    image = torch.full((3, 48, 64), 0.5)
    _, weights = attend_over_patches(patch_features(image), cut_into_patches(image), (1, 1))
    assert_close(weights, torch.full((3, 4), 1 / 12))


@pytest.mark.parametrize(("share", "count"), [(0.5, 1), (0.6, 2), (0.9, 3), (1.0, 4), (0.0, 1)])
def test_the_fewest_inputs_that_hold_a_share_are_counted(share, count):
    assert patches_that_hold(torch.tensor([0.1, 0.5, 0.15, 0.25]), share) == count


FOUR, PATCHES = torch.ones(2, 2, 5), torch.ones(2, 2, 3, 16, 16)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cut_into_patches(torch.ones(1, 20, 20)), r"image: expected \(3, H, W\), got \(1, 20, 20\)"),
        (lambda: cut_into_patches(torch.ones(3, 20, 10), 11), "size: expected from 1 to 10, got 11"),
        (lambda: patch_features(torch.ones(3, 20, 20), "smell"), "kind: expected one of colour, edges"),
        (lambda: attend_over_patches(FOUR, PATCHES, (0, 0), 0), "temperature: expected positive, got 0"),
        (lambda: attend_over_patches(FOUR, PATCHES, (2, 0)), r"patch: expected in a grid of 2 × 2, got \(2, 0\)"),
        (lambda: attend_over_patches(FOUR, PATCHES[:1], (0, 0)), r"patches: expected \(rows, columns, 3, size, size\)"),
        (lambda: patches_that_hold(torch.ones(2), 2), "share: expected from 0 to 1, got 2"),
    ],
)
def test_what_does_not_fit_is_named_with_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()
