"""The one tiny example that is used throughout the lecture, small enough to check by hand.

``INPUT`` (4×4) convolved with ``FILTER`` at stride 2 and padding 1 gives ``SMALL``, the slides' [[1, 2], [3, 4]], which
the transpose convolution then takes back to 4×4.
"""

import torch

INPUT = torch.tensor([[3.0, 2.0, 1.0, 0.0], [2.0, 0.0, 1.0, 1.0], [1.0, 3.0, 3.0, 3.0], [1.0, 1.0, 2.0, 0.0]])
FILTER = torch.tensor([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [2.0, 0.0, 1.0]])
SMALL = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
ROW = torch.tensor([2.0, 3.0])  # a, b of the 1-D example
ROW_FILTER = torch.tensor([1.0, 2.0, 4.0])  # x, y, z
