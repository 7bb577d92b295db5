"""What a convolution costs, from its shapes alone."""

from lecture_utils.methods.validation import require


def convolution_multiply_adds(
    input: tuple[int, int, int], weight: tuple[int, int, int, int], stride: int = 1, padding: int = 0
) -> int:
    """Count the multiply–adds of a convolution: a product for each weight of a filter, at each place, for each filter.

    Parameters
    ----------
    input : (C, H, W)
        Shape of the input.
    weight : (D, C, k_h, k_w)
        Shape of the weights: D filters. Where a filter sees only some of the channels, their number takes C's place.
    stride, padding : int

    Returns
    -------
    int
        D · h · w · C · k_h · k_w with h = ⌊(H + 2 · padding − k_h) / stride⌋ + 1, and w likewise. Products with the
        padding's zeros count, biases don't.

    Raises
    ------
    ValueError
        If a length is not positive, or the filter is larger than the padded input.

    References
    ----------
    Slide "Comparing Complexity". Same count as :func:`~lecture_utils.methods.network_costs.network_costs`.
    """
    require(len(input) == 3 and min(input) >= 1, "input", "(C, H, W), all positive", input)
    require(len(weight) == 4 and min(weight) >= 1, "weight", "(D, C, k_h, k_w), all positive", weight)
    require(stride >= 1, "stride", "at least 1", stride)
    require(padding >= 0, "padding", "at least 0", padding)
    filters, channels, k_h, k_w = weight
    height, width = ((side + 2 * padding - k) // stride + 1 for side, k in zip(input[1:], (k_h, k_w), strict=True))
    require(min(height, width) >= 1, "weight", f"no larger than the padded input of {input}", weight)
    return filters * height * width * channels * k_h * k_w
