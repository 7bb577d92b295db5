"""What each way of unpooling does to the gradient: it is what the way back brings to every input."""

from collections.abc import Callable

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require


def input_gradient(operation: Callable[[Tensor], Tensor], input: Tensor, output_gradient: Tensor) -> Tensor:
    """Bring the gradient of an operation's output back to its input.

    Nearest neighbour sums over each block: that is 4 times average pooling, for blocks of 2×2. Bed of nails keeps one
    cell of each block: a convolution's stride. Max unpooling takes the remembered cells: what max pooling does forwards
    if it is told where. So each is the transpose of a way to make a map smaller.

    Parameters
    ----------
    operation : function
        From ``input`` to the output: ``bed_of_nails``, or ``lambda x: max_unpool2d(x, indices, 2)``.
    input : Tensor, floats
    output_gradient : Tensor, the output's shape
        By how much the loss grows with each number of the output.

    Returns
    -------
    Tensor, the input's shape

    Raises
    ------
    ValueError
        If the input holds no floats, or the gradient hasn't the output's shape.
    """
    require(input.dtype in FLOATS, "input", "floats", input.dtype)
    with torch.enable_grad():
        leaf = input.detach().clone().requires_grad_()
        output = operation(leaf)
    shape = tuple(output.shape)
    fits = output_gradient.shape == output.shape
    require(fits, "output_gradient", f"the output's shape {shape}", tuple(output_gradient.shape))
    return torch.autograd.grad(output, leaf, output_gradient.to(output))[0]
