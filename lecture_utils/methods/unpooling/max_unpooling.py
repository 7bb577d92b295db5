"""Max unpooling: values go back to where max pooling found its maxima."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods.convolution_geometry import Numbers, expand, transpose_output_size
from lecture_utils.methods.validation import require


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put each value at its remembered position, and zeros everywhere else.

    Parameters
    ----------
    input : Tensor, shape (N, C, h, w) or (C, h, w)
    indices : Tensor, the same shape, int64
        Positions ``row * W + column`` in the output, as `max_pool2d` returns them.
    kernel_size, stride, padding : int or (int, int)
        Those of the pooling. They only tell the output's size.
    output_size : (int, int) or the output's whole shape, optional
        The size that the pooling had as its input, where that isn't the smallest one possible: pooling rounds down.

    Returns
    -------
    Tensor, shape (N, C, H, W) or (C, H, W)
        Where windows overlap, several values may have one position: the last of them is kept. The gradient of each
        value is that of its position, as in torch; that of one which is not kept would rather be 0.

    Raises
    ------
    ValueError
        If a shape or number does not fit, or an index lies outside the output.

    References
    ----------
    Slide "In-network Up Sampling: Max Unpooling". Zeiler & Fergus, *Visualizing and Understanding Convolutional
    Networks*, ECCV 2014, section 2.1 ("switches"); Noh et al., *Learning Deconvolution Network for Semantic
    Segmentation*, ICCV 2015, section 3.2.1. Same result as :func:`torch.nn.functional.max_unpool2d`.
    """
    fits = input.dim() in (3, 4) and min(input.shape[-3:]) > 0
    require(fits, "input", "(N, C, h, w) or (C, h, w), none empty but N", tuple(input.shape))
    require(indices.shape == input.shape, "indices", f"the input's shape {tuple(input.shape)}", tuple(indices.shape))
    require(indices.dtype == torch.int64, "indices", "int64", indices.dtype)
    rows, columns = unpooled_size(input, kernel_size, stride, padding, output_size)
    within = (indices >= 0) & (indices < rows * columns)
    require(bool(within.all()), "indices", f"positions on {rows}×{columns} cells", indices[~within][:1].tolist())
    output = input.new_zeros(*input.shape[:-2], rows * columns)
    output = output.scatter(-1, indices.flatten(-2), input.flatten(-2))
    return output.unflatten(-1, (rows, columns))  # (..., H, W)


def unpooled_size(
    input: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    output_size: Sequence[int] | None = None,
) -> tuple[int, int]:
    """Say how many rows and columns max unpooling gives.

    Parameters, errors
        As for `max_unpool2d`.

    Returns
    -------
    (int, int)
        The smallest size that the pooling can have come from, or ``output_size`` if it is less than a stride from it.
    """
    kernel = expand("kernel_size", kernel_size, 2, lowest=1)
    strides = expand("stride", kernel if stride is None else stride, 2, lowest=1)
    cut = expand("padding", padding, 2, lowest=0)
    smallest = tuple(
        transpose_output_size(n, k, s, p) for n, k, s, p in zip(input.shape[-2:], kernel, strides, cut, strict=True)
    )
    if output_size is None:
        chosen = smallest
    else:
        wanted = f"2 numbers, or {len(kernel) + 2}"
        require(len(output_size) in (2, 4), "output_size", wanted, tuple(output_size))
        chosen = tuple(output_size[-2:])
    fits = all(abs(size - least) < s for size, least, s in zip(chosen, smallest, strides, strict=True))
    require(fits, "output_size", f"less than the stride {strides} from {smallest}", tuple(chosen))
    require(min(chosen) > 0, "padding", "less, so that some of the output is left", f"an output of size {chosen}")
    return chosen[0], chosen[1]
