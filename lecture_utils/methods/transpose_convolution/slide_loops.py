"""Each idea of the lecture in its shortest form: one channel, plain loops, no argument that the slide lacks."""

from torch import Tensor


def stamp_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Transpose-convolve one row: the slide's 1-D example.

    Parameters
    ----------
    input : Tensor, shape (L,)
    filter : Tensor, shape (K,)
    stride : int

    Returns
    -------
    Tensor, shape ((L - 1) * stride + K,)

    References
    ----------
    Slide "Transpose Convolution: 1-D Example": (a, b) and (x, y, z), stride 2 → (ax, ay, az + bx, by, bz).
    """
    output = input.new_zeros((len(input) - 1) * stride + len(filter))
    for i, weight in enumerate(input):
        output[i * stride : i * stride + len(filter)] += weight * filter
    return output


def stamp_2d(input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Tensor:
    """Transpose-convolve one feature map: stamp every copy on a canvas, then cut the padding off.

    Parameters
    ----------
    input : Tensor, shape (H, W)
    filter : Tensor, shape (K, K)
    stride, padding, output_padding : int

    Returns
    -------
    Tensor, shape (H_out, W_out)
        ``H_out = (H - 1) * stride + K - 2 * padding + output_padding``, likewise W_out.

    References
    ----------
    Slide "3 x 3 transpose convolution, stride 2 pad 1": 2×2 → 4×4 with ``output_padding=1``.
    """
    size = len(filter)
    height, width = ((cells - 1) * stride + size + output_padding for cells in input.shape)
    canvas = input.new_zeros(height, width)
    for i, row in enumerate(input):
        for j, weight in enumerate(row):
            canvas[i * stride : i * stride + size, j * stride : j * stride + size] += weight * filter
    return canvas[padding : height - padding, padding : width - padding]


def convolution_matrix_1d(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Write a 1-D convolution without padding as a matrix: row i is the filter, moved i * stride cells.

    Parameters
    ----------
    filter : Tensor, shape (K,)
    size : int
        L, the number of inputs.
    stride : int

    Returns
    -------
    Tensor, shape (L_out, L)

    References
    ----------
    Dumoulin & Visin, *A guide to convolution arithmetic for deep learning*, 2016, section 4.1.
    """
    positions = (size - len(filter)) // stride + 1
    matrix = filter.new_zeros(positions, size)
    for i, row in enumerate(matrix):
        row[i * stride : i * stride + len(filter)] = filter
    return matrix
