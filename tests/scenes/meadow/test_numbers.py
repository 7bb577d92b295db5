"""Random numbers, angles and noise: what every scene's sameness rests on."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.scenes.meadow.angles import cosine, sine
from lecture_utils.scenes.meadow.noise import TILE, VOLUME, tile, volume
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers, hashed, lattice


def test_the_hash_is_splitmix64():
    # The first outputs of the published generator from seed 1234567.
    state, step = 1234567, 0x9E3779B97F4A7C15
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]

    assert [hashed(state + step * place) for place in range(1, 5)] == published


def test_rows_of_numbers_are_the_same_hashes():
    first = lattice(9, 5)

    step = 0x9E3779B97F4A7C15
    assert first.tolist() == [(hashed(hashed(9) + step * place) >> 11) * 2.0**-53 for place in range(1, 6)]


def test_dice_are_fair_and_streams_independent():
    random, other = RandomNumbers(1), RandomNumbers(1, stream=1)
    numbers = np.array([[random.number(), other.number()] for _ in range(4000)])

    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert np.allclose(numbers.mean(axis=0), 0.5, atol=0.02)
    assert abs(np.corrcoef(numbers.T)[0, 1]) < 0.05


def test_dice_keep_to_their_ranges():
    random = RandomNumbers(2)

    assert {random.below(5) for _ in range(300)} == set(range(5))
    assert all(2 <= random.between(2, 3) < 3 for _ in range(300))
    assert all(0.9 <= random.about(1, 0.1) <= 1.1 for _ in range(300))
    counts = np.bincount([random.weighted([1, 0, 3]) for _ in range(2000)], minlength=3)
    assert counts[1] == 0
    assert counts[2] / counts[0] == pytest.approx(3, rel=0.2)


@settings(max_examples=50, deadline=None)
@given(st.floats(-20, 20))
def test_sine_and_cosine_are_right_to_ten_digits(angle: float):
    assert sine(angle) == pytest.approx(math.sin(angle), abs=1e-10)
    assert cosine(angle) == pytest.approx(math.cos(angle), abs=1e-10)


@pytest.mark.parametrize("noise", [tile(1, 8, 3), volume(23, 4, 3)])
def test_every_value_of_noise_is_as_common(noise: np.ndarray):
    assert noise.dtype == np.float32
    assert noise.shape in {(TILE, TILE), (VOLUME,) * 3}
    for share in (0.1, 0.3, 0.5, 0.9):
        assert np.mean(noise <= share) == pytest.approx(share, abs=0.01)


def test_noise_repeats_without_a_seam():
    noise = tile(1, 8, 1)
    inside = np.abs(np.diff(noise, axis=0)).max()

    assert np.abs(noise[0] - noise[-1]).max() <= 1.1 * inside
