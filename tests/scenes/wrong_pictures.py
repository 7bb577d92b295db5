"""A picture, and what isn't one."""

import torch
from torch import Tensor

from lecture_utils.scenes.photographs import photograph

GOOD = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0))


def with_pixel(value: float) -> Tensor:
    changed = GOOD.clone()
    changed[1, 3, 5] = value
    return changed


# What came, and what the message says of it. The last part converts it: a test carries that out.
WRONG = {
    "bytes": ((GOOD * 255).byte(), "expected floats in [0, 1], got uint8 (3, 64, 64)", "image.float() / 255"),
    "floats to 255": (GOOD * 255, "expected values in [0, 1], got 0", "image / 255"),
    "floats to 65535": (GOOD * 65535, "expected values in [0, 1], got", "image / 65535"),
    "a little outside": (with_pixel(1.02), "to 1.02", "image.clamp(0, 1)"),
    "from −1": (GOOD * 2 - 1, "expected values in [0, 1], got -0.99", "(image + 1) / 2"),
    "not-a-number": (
        with_pixel(torch.nan),
        "expected finite values in [0, 1], got 1 of 12288 values that are infinite or not-a-number",
        "image.nan_to_num(nan=0.0, posinf=1.0, neginf=0.0)",
    ),
    "infinite": (with_pixel(torch.inf), "1 of 12288", "image.nan_to_num(nan=0.0, posinf=1.0, neginf=0.0)"),
    "channels last": (GOOD.permute(1, 2, 0), "expected (3, H, W), got (64, 64, 3)", "image.permute(2, 0, 1)"),
    "grey": (GOOD[0], "expected (3, H, W), got (64, 64)", "image.expand(3, -1, -1)"),
    "one channel": (GOOD[:1], "expected (3, H, W), got (1, 64, 64)", "image.expand(3, -1, -1)"),
    "transparency": (torch.cat([GOOD, GOOD[:1]]), "expected (3, H, W), got (4, 64, 64)", "image[:3]"),
    "a batch": (GOOD[None], "expected (3, H, W), got (1, 3, 64, 64)", "image[0]"),
    "a photograph": (photograph(), "got Photograph", "image.image"),
}
