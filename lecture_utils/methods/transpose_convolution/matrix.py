"""A convolution is a matrix C; the transpose convolution is Cᵀ. That is where its name comes from."""

from typing import Any

from lecture_utils.methods.convolution_geometry import Movement, Numbers, cells, expand
from lecture_utils.methods.validation import require

from .arrays import Array, zeros


def convolution_matrix(
    weight: Array,
    input_size: Numbers,
    stride: Numbers = 1,
    padding: Numbers | str = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Any:
    """Write a convolution as the matrix C that takes the flattened input to the flattened output.

    Row i holds the filter where it lies for output i; every other cell is 0. Column j therefore holds the weights with
    which input j reaches the outputs: in the transpose, the copy of the filter that input j stamps.

    Parameters
    ----------
    weight : Tensor, shape (C_out, C_in / groups, *kernel)
        Or one filter, a tensor or an array of symbols of shape (K,) or (kH, kW): one channel in, one out.
    input_size : int or tuple of int
        L, or (H, W), of the convolution's input: of the *output* of the transpose convolution.
    stride, padding, dilation, groups
        As for :func:`torch.nn.functional.conv2d`.

    Returns
    -------
    Tensor or array of symbols, shape (C_out * small cells, C_in * large cells)
        ``C @ x.flatten()`` is the convolution of x, ``C.T @ y.flatten()`` the transpose convolution of y with the same
        weight, stride and padding.

    Raises
    ------
    ValueError
        If a shape or number does not fit.

    References
    ----------
    Dumoulin & Visin, *A guide to convolution arithmetic for deep learning*, 2016, sections 4.1 and 4.2.
    """
    require(len(weight.shape) in (1, 2, 3, 4), "weight", "a filter, or (C_out, C_in / groups, *kernel)", weight.shape)
    channels = weight[None, None] if len(weight.shape) < 3 else weight
    dense = _without_groups(channels, groups)  # (C_out, C_in, *kernel)
    movement = Movement.of(tuple(dense.shape[2:]), stride, padding, dilation)
    large = expand("input_size", input_size, len(movement.stride), lowest=1)
    small = movement.small(large)
    require(min(small) > 0, "input_size", f"at least the filter's extent {movement.extent}", large)

    outputs, inputs = dense.shape[:2]
    matrix = zeros((outputs, *small, inputs, *large), like=weight)
    for position in cells(small):
        row = zeros((outputs, inputs, *movement.padded(large)), like=weight)
        row[..., *movement.region(position)] = dense
        matrix[:, *position] = row[..., *movement.inside(large)]  # the zeros of the padding need no column
    rows = matrix.reshape(outputs, -1, inputs, *large).shape[:2]
    return matrix.reshape(rows[0] * rows[1], -1)  # (C_out * small cells, C_in * large cells)


def _without_groups(weight: Array, groups: int) -> Array:
    """Write the weights of separate groups as one weight with zeros between groups, (C_out, C_in, *kernel)."""
    fits = isinstance(groups, int) and groups > 0 and weight.shape[0] % groups == 0
    require(fits, "groups", f"a divisor of the {weight.shape[0]} output channels", repr(groups))
    if groups == 1:
        return weight
    outputs, inputs = weight.shape[0] // groups, weight.shape[1]
    dense = zeros((weight.shape[0], inputs * groups, *weight.shape[2:]), like=weight)
    for group in range(groups):
        to = slice(group * outputs, (group + 1) * outputs)
        dense[to, group * inputs : (group + 1) * inputs] = weight[to]
    return dense
