import numpy as np
import pytest
import torch

from lecture_utils.pictures.arrays import to_array, to_rows

REAL = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int64, torch.bool]


@pytest.mark.parametrize("dtype", REAL)
def test_a_tensor_of_any_real_dtype_is_taken(dtype: torch.dtype) -> None:
    array = to_array(torch.tensor([[0, 1], [1, 0]], dtype=dtype))
    assert array.tolist() == [[0, 1], [1, 0]]


def test_a_tensor_that_requires_gradients_is_taken() -> None:
    weights = torch.ones(2, requires_grad=True)
    assert to_array(weights * 3).tolist() == [3, 3]
    assert to_array([weights[0], weights[1]]).tolist() == [1, 1]


def test_wide_numbers_keep_their_digits() -> None:
    assert to_array(torch.tensor([0.1], dtype=torch.float64))[0] == 0.1


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        (["a"], "scores must be real numbers"),
        ([[1], [2, 3]], "scores must be numbers in rows of the same length"),
        (torch.zeros(2, dtype=torch.complex64), "scores must be real numbers, got complex64"),
        (None, "scores must be real numbers"),
    ],
)
def test_what_is_not_a_number_is_refused_by_name(values: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        to_array(values, "scores")


def test_a_wrong_number_of_dimensions_is_refused_with_the_shape() -> None:
    with pytest.raises(ValueError, match=r"image must have 2 or 3 dimension\(s\), got shape \(4,\)"):
        to_array(np.zeros(4), "image", (2, 3))


@pytest.mark.parametrize("nothing", [[], torch.zeros(0, 4), np.zeros((0,))])
def test_no_rows_are_rows(nothing: object) -> None:
    assert to_rows(nothing, "boxes", 4).shape == (0, 4)


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"boxes must be \(K, 4\), got shape \(3, 5\)"):
        to_rows(torch.zeros(3, 5), "boxes", 4)
