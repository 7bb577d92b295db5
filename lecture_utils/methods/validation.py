"""What the methods accept: one way to check it, and one form of the message."""

import torch

FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
"""The dtypes that a score, a feature or a weight may have."""


def require(condition: bool, name: str, expected: str, got: object) -> None:
    """Make sure that an argument is what a method needs.

    Parameters
    ----------
    condition : bool
        Whether it is.
    name : str
        The argument's name.
    expected : str
        What it has to be: "a positive integer".
    got : object
        What came instead, or what tells it best: a shape, a dtype.

    Raises
    ------
    ValueError
        If the condition doesn't hold: ``size: expected a positive integer, got 0``.
    """
    if not condition:
        raise ValueError(f"{name}: expected {expected}, got {got}")
