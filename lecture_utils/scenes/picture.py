"""What a picture is: three channels of floats in [0, 1]. Everything that takes one asks here, and says what came.

>>> check_picture(torch.full((3, 4, 4), 255.0))
Traceback (most recent call last):
ValueError: image: expected values in [0, 1], got 255 to 255; this converts it: image / 255
"""

from math import ceil
from typing import Any, NoReturn

import torch
from torch import Tensor

TOLERANCE = 1e-4
"""Values may lie so far outside [0, 1]: half precision and resizing round."""


def check_picture(picture: Any, name: str = "image", batch: bool = False) -> None:
    """Make sure that something is a picture, or a batch of them.

    It is looked at once, for its smallest and largest value: that costs less than a hundredth of running a small
    network on it, so the networks do it at every call, in training too. On the device ``meta``, and while torch traces
    or compiles, there are no values, so only the form is compared.

    Parameters
    ----------
    picture : object
        Should be a Tensor of shape (3, H, W), or (N, 3, H, W) for a batch: floats in [0, 1], at least one pixel.
    name : str
        The argument's name, for the message.
    batch : bool
        Whether it should be a batch; it may be empty.

    Raises
    ------
    ValueError
        If it is something else: what was expected, what came, and how to convert it.
    """
    wanted = "(N, 3, H, W)" if batch else "(3, H, W)"
    if not isinstance(picture, Tensor):
        _refuse(
            name, f"a tensor of shape {wanted}, floats in [0, 1]", type(picture).__name__, _from_other(picture, name)
        )
    shape = tuple(picture.shape)
    if len(shape) != 3 + batch or shape[-3] != 3:
        _refuse(name, wanted, shape, _from_shape(shape, name, batch))
    if 0 in shape[-3:]:
        _refuse(name, f"{wanted} with at least one pixel", shape)
    if not picture.is_floating_point():
        convert = {torch.uint8: f"{name}.float() / 255", torch.bool: f"{name}.float()"}.get(picture.dtype)
        _refuse(name, "floats in [0, 1]", f"{str(picture.dtype).removeprefix('torch.')} {shape}", convert)
    if picture.is_meta or not len(picture) or torch.jit.is_tracing() or torch.compiler.is_compiling():
        return
    lowest, highest = (float(value) for value in picture.detach().aminmax())
    if lowest >= -TOLERANCE and highest <= 1 + TOLERANCE:  # not so if one of them is not-a-number
        return
    finite = picture.detach().isfinite()
    if not finite.all():
        count = f"{int((~finite).sum())} of {finite.numel()} values that are infinite or not-a-number"
        _refuse(name, "finite values in [0, 1]", count, f"{name}.nan_to_num(nan=0.0, posinf=1.0, neginf=0.0)")
    _refuse(name, "values in [0, 1]", f"{lowest:g} to {highest:g}", _from_range(lowest, highest, name))


def cut_long_side(picture: Tensor, height: int, width: int) -> Tensor:
    """Cut the ends off a picture that is much longer than the shape that it will be scaled and cut to.

    Scaled first, a picture of 1 × 1024 pixels would fill 240 × 245,760 before its middle is cut out.

    Parameters
    ----------
    picture : Tensor, shape (C, H, W)
    height, width : int
        What it will be scaled to cover, and cut to.

    Returns
    -------
    Tensor, shape (C, H', W')
        The middle, along each axis at most twice as much as will be seen. Ordinary shapes stay whole.
    """
    rows, columns = picture.shape[-2:]
    scale = max(height / rows, width / columns)
    kept_rows, kept_columns = min(rows, ceil(2 * height / scale)), min(columns, ceil(2 * width / scale))
    top, left = (rows - kept_rows) // 2, (columns - kept_columns) // 2
    return picture[..., top : top + kept_rows, left : left + kept_columns]


def _refuse(name: str, expected: str, got: object, convert: str | None = None) -> NoReturn:
    how = f"; this converts it: {convert}" if convert else ""
    raise ValueError(f"{name}: expected {expected}, got {got}{how}")


def _from_other(picture: Any, name: str) -> str | None:
    """Say how a picture is got from something that is no tensor."""
    if isinstance(getattr(picture, "image", None), Tensor):  # a photograph, a scene, an upload
        return f"{name}.image"
    if isinstance(picture, list | tuple) and picture and all(isinstance(one, Tensor) for one in picture):
        return f"torch.stack({name})"
    kind = type(picture)
    if kind.__module__.startswith("PIL."):
        return f'torch.from_numpy(numpy.array({name}.convert("RGB"))).permute(2, 0, 1) / 255'
    if kind.__module__ == "numpy":
        return f"torch.from_numpy({name}).permute(2, 0, 1), divided by 255 where it holds whole numbers"
    if hasattr(picture, "__fspath__") or isinstance(picture, str | bytes):
        return f"lecture_utils.scenes.picture_file.load_picture({name})"
    return None


def _from_shape(shape: tuple[int, ...], name: str, batch: bool) -> str | None:
    """Say how a tensor of another shape becomes a picture, where that is clear."""
    if batch and len(shape) == 3 and shape[0] == 3:
        return f"{name}[None]"
    if batch and len(shape) == 3 and shape[0] == 1:
        return f"{name}.expand(3, -1, -1)[None]"
    if not batch and len(shape) == 4 and shape[1] == 3:
        return f"{name}[0]"
    leading = ":, " if batch else ""
    if len(shape) == 3 + batch:
        if shape[-1] == 3:
            return f"{name}.permute({'0, 3, 1, 2' if batch else '2, 0, 1'})"
        if shape[-3] == 1:
            return f"{name}.expand({'-1, ' if batch else ''}3, -1, -1)"
        if shape[-3] == 4:
            return f"{name}[{leading}:3], which leaves out the transparency"
    if len(shape) == 2 and not batch:
        return f"{name}.expand(3, -1, -1)"
    return None


def _from_range(lowest: float, highest: float, name: str) -> str:
    """Say how floats in another range come into [0, 1]."""
    if lowest >= 0:
        if highest <= 2:
            return f"{name}.clamp(0, 1)"
        for white in (255, 65535):
            if highest <= white:
                return f"{name} / {white}"
    elif lowest >= -1 and highest <= 1:
        return f"({name} + 1) / 2"
    return f"({name} - {name}.min()) / ({name}.max() - {name}.min()), or undo its normalisation"
