"""The mask head: a small fully convolutional network over each pooled region, with a mask for every category."""

from torch import Tensor, nn

from lecture_utils.methods.validation import require


class MaskHead(nn.Module):
    """Convolutions, one transposed convolution that doubles the grid, and a 1 × 1 convolution to K masks.

    Parameters
    ----------
    channels : int
        Of the pooled regions.
    categories : int
        K, without the background: there is no mask of nothing.
    width : int
        Channels between the layers; the paper has 256.
    depth : int
        3 × 3 convolutions; the paper has four.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3.1 and figure 4 (right).
    """

    def __init__(self, channels: int, categories: int, width: int = 64, depth: int = 2) -> None:
        super().__init__()
        for name, number in (("channels", channels), ("categories", categories), ("width", width), ("depth", depth)):
            require(number >= 1, name, "a positive integer", number)
        layers: list[nn.Module] = []
        for place in range(depth):
            layers += [nn.Conv2d(width if place else channels, width, 3, padding=1), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers, nn.ConvTranspose2d(width, width, 2, stride=2), nn.ReLU(inplace=True))
        self.masks = nn.Conv2d(width, categories, 1)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, pooled: Tensor) -> Tensor:
        """Score each point of each region for each category: pooled (R, C, p, p) to scores (R, K, 2p, 2p)."""
        scores: Tensor = self.masks(self.layers(pooled))
        return scores
