"""The fully convolutional network at full resolution: layer after layer, every map as large as the image."""

from torch import Tensor, nn

from lecture_utils.methods.layers import conv_norm_relu, start_before_relu
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class FullResolutionNetwork(nn.Sequential):
    """Convolutions 3 × 3 with ReLU, all of stride 1: 3×H×W → D×H×W → ... → C×H×W.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    channels : int
        D, of every layer.
    layers : int
        Convolutions, the last of which scores the classes. A pixel's scores depend on 2 · layers + 1 rows and columns.

    Raises
    ------
    ValueError
        If a number isn't positive.

    References
    ----------
    Slide "Semantic Segmentation: Fully Convolutional CNNs": "convolutions at original image resolution".
    """

    def __init__(self, classes: int, channels: int = 20, layers: int = 8) -> None:
        for name, number in (("classes", classes), ("channels", channels), ("layers", layers)):
            require(isinstance(number, int) and number >= 1, name, "a positive integer", number)
        parts: list[nn.Module] = []
        widths = [3, *[channels] * (layers - 1)]
        for width in widths[:-1]:
            convolution, norm, relu = conv_norm_relu(width, channels)
            start_before_relu(convolution)
            parts += [convolution, norm, relu]
        super().__init__(*parts, nn.Conv2d(widths[-1], classes, 3, padding=1))
        self.window = 2 * layers + 1

    def forward(self, input: Tensor) -> Tensor:
        """Score every class at every pixel.

        Parameters
        ----------
        input : Tensor, shape (N, 3, H, W)
            Images, floats in [0, 1].

        Returns
        -------
        Tensor, shape (N, C, H, W)
        """
        check_picture(input, "input", batch=True)
        scores: Tensor = super().forward(input - 0.5)
        return scores
