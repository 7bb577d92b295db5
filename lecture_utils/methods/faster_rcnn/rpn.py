"""The region proposal network (RPN): at every cell, how likely each anchor shows a thing, and where it is."""

from typing import NamedTuple

from torch import Tensor, nn

from lecture_utils.methods.validation import require


class RPNOutput(NamedTuple):
    """What the RPN says of every anchor.

    Attributes
    ----------
    objectness : Tensor, shape (N, h, w, A)
        Before the sigmoid.
    offsets : Tensor, shape (N, h, w, A, 4)
        By which `decode_offsets` corrects the anchors.
    """

    objectness: Tensor
    offsets: Tensor


class RPNHead(nn.Module):
    """A small network that slides over the feature map: one 3 × 3 convolution, then two of 1 × 1.

    Parameters
    ----------
    channels : int
        Of the feature map.
    anchors : int
        A, at each cell.

    Notes
    -----
    The paper's head has two scores for each anchor and a softmax over them; one score and a sigmoid say the same, as
    the paper's footnote 3 notes, and as torchvision has it.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.1 and figure 3; its start: section 3.1.3. Same result as
    torchvision's ``RPNHead`` with the same weights, but for the order of dimensions.
    """

    def __init__(self, channels: int, anchors: int) -> None:
        super().__init__()
        require(channels >= 1, "channels", "a positive integer", channels)
        require(anchors >= 1, "anchors", "a positive integer", anchors)
        self.window = nn.Conv2d(channels, channels, 3, padding=1)
        self.objectness = nn.Conv2d(channels, anchors, 1)
        self.offsets = nn.Conv2d(channels, 4 * anchors, 1)
        for layer in (self.window, self.objectness, self.offsets):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, features: Tensor) -> RPNOutput:
        """Judge every anchor: feature maps (N, C, h, w) to objectness (N, h, w, A) and offsets (N, h, w, A, 4)."""
        seen = self.window(features).relu()  # (N, C, h, w)
        objectness = self.objectness(seen).permute(0, 2, 3, 1)  # (N, h, w, A)
        offsets = self.offsets(seen).permute(0, 2, 3, 1).unflatten(-1, (-1, 4))  # (N, h, w, A, 4)
        return RPNOutput(objectness, offsets)
