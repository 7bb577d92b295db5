"""What may be drawn: tensors, arrays and lists of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np


def to_array(values: Any, argument: str = "values", dimensions: tuple[int, ...] = ()) -> np.ndarray:
    """Return a tensor, an array or nested lists as a NumPy array of numbers.

    Parameters
    ----------
    values : Tensor or array-like
        Tensors may require gradients and may be of any real dtype, on any device.
    argument : str
        How the error names it.
    dimensions : tuple of int
        Allowed numbers of dimensions; any where empty.

    Raises
    ------
    ValueError
        If the values are not real numbers, rows differ in length or the number of dimensions is not allowed.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        if values.is_floating_point() and values.itemsize == 2:
            values = values.float()  # NumPy has no bfloat16
    elif isinstance(values, (list, tuple)):
        values = [to_array(value, argument) if hasattr(value, "detach") else value for value in values]
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{argument} must be numbers in rows of the same length: {error}") from None
    if array.dtype.kind not in "buif":
        raise ValueError(f"{argument} must be real numbers, got {array.dtype}")
    if dimensions and array.ndim not in dimensions:
        wanted = " or ".join(str(count) for count in dimensions)
        raise ValueError(f"{argument} must have {wanted} dimension(s), got shape {tuple(array.shape)}")
    return array


def to_rows(values: Any, argument: str, length: int) -> np.ndarray:
    """Return values as an array (K, ``length``) where K may be 0.

    Raises
    ------
    ValueError
        If the values have another shape.
    """
    array = to_array(values, argument)
    if array.size == 0:
        return np.zeros((0, length))
    if array.ndim != 2 or array.shape[1] != length:
        raise ValueError(f"{argument} must be (K, {length}), got shape {tuple(array.shape)}")
    return array
