"""What a convolution costs, from its shapes alone."""

from torch import Tensor

from lecture_utils.methods.validation import require


def convolution_multiply_adds(input: Tensor, weight: Tensor, stride: int = 1, padding: int = 0) -> int:
    """Count the multiply–adds of a convolution: a product for each weight of a filter, at each place, for each filter.

    Parameters
    ----------
    input : Tensor, shape (C, H, W)
        Only its shape counts, here and in ``weight``; both may be on the meta device, without numbers.
    weight : Tensor, shape (D, C, k_h, k_w)
        D filters. Where a filter sees only some of the channels, their number takes C's place.
    stride, padding : int

    Returns
    -------
    int
        D · h · w · C · k_h · k_w with h = ⌊(H + 2 · padding − k_h) / stride⌋ + 1, and w likewise. Products with the
        padding's zeros count, biases don't.

    Raises
    ------
    ValueError
        If a size is not positive, or the filter is larger than the padded input.

    References
    ----------
    Slide "Comparing Complexity". Same count as :func:`~lecture_utils.methods.network_costs.network_costs`.
    """
    inputs, weights = tuple(input.shape), tuple(weight.shape)
    require(len(inputs) == 3 and min(inputs) >= 1, "input", "(C, H, W), all positive", inputs)
    require(len(weights) == 4 and min(weights) >= 1, "weight", "(D, C, k_h, k_w), all positive", weights)
    require(stride >= 1, "stride", "at least 1", stride)
    require(padding >= 0, "padding", "at least 0", padding)
    filters, channels, k_h, k_w = weights
    height, width = ((side + 2 * padding - k) // stride + 1 for side, k in zip(inputs[1:], (k_h, k_w), strict=True))
    require(min(height, width) >= 1, "weight", f"no larger than the padded input of {inputs}", weights)
    return filters * height * width * channels * k_h * k_w
