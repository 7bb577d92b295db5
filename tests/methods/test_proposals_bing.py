from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d
from torch.testing import assert_close

from lecture_utils.methods.evaluation import proposal_recall
from lecture_utils.methods.proposals import (
    BingModel,
    binarise,
    binary_score_map,
    bing,
    bit_planes,
    gradient_magnitude,
    learned_model,
    local_maxima,
    normed_gradients,
    score_map,
)
from lecture_utils.methods.proposals.binary_scores import count_ones, highest_bits, pack_windows
from lecture_utils.methods.proposals.normed_gradients import window_features
from lecture_utils.scenes.meadow import Meadow, scene_seed

MEADOW = Meadow(scene_seed("test", 4), 64)


def random_gradients(seed: int, height: int = 17, width: int = 13) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (height, width), generator=generator).to(torch.uint8)


def test_gradients_are_those_computed_pixel_by_pixel():
    image = torch.stack([random_gradients(seed, 6, 7) for seed in range(3)])
    image[:, :3] //= 8  # so that some stay below 255

    found = gradient_magnitude(image)

    padded = np.pad(image.numpy().astype(int), ((0, 0), (1, 1), (1, 1)), mode="edge")
    for row in range(6):
        for column in range(7):
            right = padded[:, row + 1, column + 2] - padded[:, row + 1, column]
            down = padded[:, row + 2, column + 1] - padded[:, row, column + 1]
            right = right * (2 if column in (0, 6) else 1)  # one neighbour only
            down = down * (2 if row in (0, 5) else 1)
            assert found[row, column] == min(255, (abs(right) + abs(down)).max())


def test_scores_are_a_convolution_and_the_product_of_template_and_window():
    gradients, weights = random_gradients(0), torch.randn(8, 8, generator=torch.Generator().manual_seed(1))

    scores = score_map(gradients, weights)

    assert_close(scores, conv2d(gradients.float()[None, None], weights[None, None])[0, 0], rtol=1e-4, atol=1e-2)
    window = window_features(gradients, torch.tensor([3]), torch.tensor([2]))
    assert_close(scores[3, 2], (window @ weights.flatten())[0], rtol=1e-4, atol=1e-2)


def test_a_window_lies_in_the_image_where_its_eight_by_eight_pixels_come_from():
    image = torch.zeros(3, 80, 120)
    image[:, 20:60, 40:60] = 1  # 20 wide, 40 high
    level = next(level for level in normed_gradients(image) if level.size == (20, 40))

    scores = score_map(level.gradients, torch.ones(8, 8))
    box = level.boxes(*local_maxima(scores, max_proposals=1))[0]

    assert level.gradients.shape == (16, 48)
    assert_close(box[2:] - box[:2], torch.tensor([20.0, 40]))
    assert_close(box, torch.tensor([40.0, 20, 60, 60]), atol=6, rtol=0)


@settings(max_examples=30)
@given(st.integers(0, 1000))
def test_local_maxima_are_nowhere_exceeded_nearby(seed: int):
    scores = torch.randn(9, 11, generator=torch.Generator().manual_seed(seed))

    rows, columns = local_maxima(scores, reach=2)

    expected = {
        (row, column)
        for row in range(9)
        for column in range(11)
        if scores[row, column] >= scores[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3].max()
    }
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) == expected
    assert (scores[rows, columns].diff() <= 0).all()


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20))
@settings(max_examples=30)
def test_ones_are_counted(numbers: list[int]):
    assert count_ones(np.array(numbers, dtype=np.uint64)).tolist() == [number.bit_count() for number in numbers]


def test_packing_writes_each_window_row_by_row():
    bits = random_gradients(5) > 127

    windows = pack_windows(bits)

    assert windows.shape == (10, 6)
    for row, column in [(0, 0), (9, 5), (4, 3)]:
        digits = "".join(str(int(bit)) for bit in bits[row : row + 8, column : column + 8].flatten())
        assert int(windows[row, column]) == int(digits, 2)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 5), st.integers(1, 8))
def test_the_binary_form_is_the_product_of_what_it_stands_for(seed: int, parts: int, bits: int):
    gradients = random_gradients(seed)
    weights = torch.randn(8, 8, generator=torch.Generator().manual_seed(seed))
    model = binarise(weights, parts, bits)

    scores = binary_score_map(gradients, model)

    kept = gradients - gradients % 2 ** (8 - bits)
    assert_close((highest_bits(gradients, 8) * 2.0 ** torch.arange(7, -1, -1)[:, None, None]).sum(0), gradients.float())
    assert_close(scores, score_map(kept, model.weights.float()), rtol=1e-4, atol=2e-2)
    lost = 255 * (weights - model.weights).abs().sum() + (2 ** (8 - bits) - 1) * weights.abs().sum()
    assert (scores - score_map(gradients, weights)).abs().max() <= lost + 0.1


@pytest.mark.parametrize(("parts", "bits"), [(2, 4), (3, 8)])
def test_bits_add_up_to_the_scores_from_the_highest_on(parts: int, bits: int):
    gradients = random_gradients(3)
    model = binarise(torch.randn(8, 8, generator=torch.Generator().manual_seed(3)), parts, bits)

    planes = list(bit_planes(gradients, model))

    assert [plane.value for plane in planes] == [128, 64, 32, 16, 8, 4, 2, 1][:bits]
    so_far = torch.zeros(10, 6, dtype=torch.float64)
    for plane in planes:
        assert torch.equal(plane.plane, (gradients & plane.value) > 0)
        window = plane.plane[2:10, 3:11].long()
        assert plane.products[:, 2, 3].tolist() == [int((sign * window).sum()) for sign in model.signs.long()]
        so_far += plane.value * (model.factors[:, None, None] * plane.products).sum(0)
        assert_close(plane.so_far, so_far)
    assert_close(planes[-1].so_far.float(), binary_score_map(gradients, model))


def test_bing_keeps_its_bit_planes_where_it_scores_by_bits():
    model = binarise(learned_model().weights, 3, 4)

    by_bits, plain = (bing(MEADOW.image, binary=form, keep_steps=True).steps for form in (model, None))

    assert by_bits is not None
    assert plain is not None
    assert all(len(size.planes) == 4 and torch.equal(size.scores, size.planes[-1].so_far.float()) for size in by_bits)
    assert all(size.planes == () for size in plain)


def test_each_part_brings_the_binary_template_closer():
    weights = learned_model().weights.double()

    errors = [float((weights - binarise(weights, parts).weights).square().sum()) for parts in range(1, 9)]

    assert all(later < earlier for earlier, later in pairwise(errors))
    assert errors[-1] < 0.1 * float(weights.square().sum())
    two_values = torch.where(torch.arange(64).view(8, 8) % 3 == 0, 0.5, -0.5)
    assert_close(binarise(two_values, 1).weights.float(), two_values)


def test_scores_are_calibrated_size_by_size_and_every_step_is_kept():
    calibration = {(10, 20): (2.0, 1.0), (40, 20): (1.0, -3.0)}
    model = BingModel(torch.full((8, 8), 0.01), calibration)

    proposals = bing(MEADOW.image, model, keep_steps=True)

    assert proposals.steps is not None
    assert [size.gradients.size for size in proposals.steps] == [(10, 20), (40, 20)]
    for size in proposals.steps:
        factor, offset = calibration[size.gradients.size]
        assert_close(size.calibrated, factor * size.scores[size.rows, size.columns] + offset)
    every = torch.cat([size.boxes for size in proposals.steps])
    assert_close(proposals.boxes.unique(dim=0), every.unique(dim=0))
    assert (proposals.scores.diff() <= 0).all()
    assert bing(MEADOW.image, model).steps is None
    assert_close(bing(MEADOW.image, model, max_proposals=5).boxes, proposals.boxes[:5])


def test_the_things_of_held_out_scenes_are_among_the_proposals_in_both_forms():
    meadows = [Meadow(scene_seed("test", index)) for index in range(40)]
    binary = binarise(learned_model().weights, 3, 4)

    recalls = []
    for form in (None, binary):
        found = [bing(meadow.image, binary=form).boxes for meadow in meadows]
        recalls.append(proposal_recall(found, [meadow.boxes for meadow in meadows], [1000]).at(0.5))

    assert min(recalls) > 0.65
    assert (recalls[0] - recalls[1]).abs() < 0.05


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bing(torch.zeros(3, 20)), r"image: expected \(3, H, W\), got"),
        (lambda: bing(MEADOW.image, BingModel(torch.zeros(3, 3), {})), r"model: expected weights of shape \(8, 8\)"),
        (lambda: bing(MEADOW.image, max_proposals=0), "max_proposals: expected a positive integer"),
        (lambda: binarise(torch.zeros(8, 7)), r"weights: expected shape \(8, 8\)"),
        (lambda: binarise(torch.zeros(8, 8), 0), "parts: expected a positive integer"),
        (lambda: binarise(torch.zeros(8, 8), 2, 9), "bits: expected 1 to 8"),
    ],
)
def test_what_cannot_be_scored_is_refused(call, message: str):
    with pytest.raises(ValueError, match=message):
        call()
