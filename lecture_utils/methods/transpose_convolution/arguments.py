"""What the two operations accept: the shapes of input, weight and bias, each checked with a message that helps."""

from torch import Tensor
from torch import bool as torch_bool

from lecture_utils.methods.validation import require

SIZE_NAMES = {1: ("L",), 2: ("H", "W")}


def shape_text(*names: object) -> str:
    """Write a shape as the docstrings do: ``(N, C, H, W)``."""
    return "(" + ", ".join(map(str, names)) + ")"


def check_tensors(
    input: Tensor, weight: Tensor, bias: Tensor | None, groups: int, dimensions: int, transposed: bool
) -> None:
    """Check shapes and dtypes of a convolution's tensors, or of a transpose convolution's.

    Parameters
    ----------
    input : Tensor, shape (N, C_in, *sizes) or (C_in, *sizes)
    weight : Tensor, shape (C_out, C_in / groups, *kernel), transposed (C_in, C_out / groups, *kernel)
    bias : Tensor, shape (C_out,), or None
    groups : int
    dimensions : int
        1 or 2, the number of ``sizes``.
    transposed : bool

    Raises
    ------
    ValueError
        If a shape, a dtype or ``groups`` does not fit.
    """
    sizes = SIZE_NAMES[dimensions]
    kernel = [f"k{size}" for size in sizes] if dimensions > 1 else ["K"]
    batched, unbatched = shape_text("N", "C_in", *sizes), shape_text("C_in", *sizes)
    require(input.dim() in (dimensions + 1, dimensions + 2), "input", f"{batched} or {unbatched}", tuple(input.shape))
    require(min(input.shape[-dimensions:]) > 0, "input", "at least one cell in every dimension", tuple(input.shape))
    channels = input.shape[-dimensions - 1]
    require(channels > 0, "input", "at least one channel", tuple(input.shape))
    require(input.dtype != torch_bool, "input", "numbers", input.dtype)

    require(isinstance(groups, int) and groups > 0, "groups", "a positive integer", repr(groups))
    require(channels % groups == 0, "groups", f"a divisor of the input's {channels} channels", groups)
    form = ("C_in", "C_out / groups") if transposed else ("C_out", "C_in / groups")
    require(weight.dim() == dimensions + 2, "weight", shape_text(*form, *kernel), tuple(weight.shape))
    require(min(weight.shape) > 0, "weight", "at least one weight in every dimension", tuple(weight.shape))
    if transposed:
        require(weight.shape[0] == channels, "weight", shape_text(channels, *form[1:], *kernel), tuple(weight.shape))
    else:
        fits = weight.shape[1] == channels // groups and weight.shape[0] % groups == 0
        multiple = f"C_out, a multiple of {groups}" if groups > 1 else "C_out"
        require(fits, "weight", shape_text(multiple, channels // groups, *kernel), tuple(weight.shape))
    require(weight.dtype == input.dtype, "weight", f"the input's dtype {input.dtype}", weight.dtype)
    if bias is not None:
        outputs = weight.shape[1] * groups if transposed else weight.shape[0]
        require(
            tuple(bias.shape) == (outputs,), "bias", f"one number per output channel, ({outputs},)", tuple(bias.shape)
        )
        require(bias.dtype == input.dtype, "bias", f"the input's dtype {input.dtype}", bias.dtype)


def add_bias(output: Tensor, bias: Tensor | None, dimensions: int) -> Tensor:
    """Add each channel's bias to all its cells; ``output`` is (N, C_out, *sizes)."""
    return output if bias is None else output + bias.reshape(-1, *[1] * dimensions)
