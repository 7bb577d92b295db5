"""A picture as a sequence of vectors: cut into patches and projected, or cell by cell from a feature map."""

from torch import Tensor, nn
from torch.nn.functional import conv2d

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.validation import require


def patch_sequence(images: Tensor, size: int) -> Tensor:
    """Cut pictures into square patches and lay each out as a vector, row by row from the top left.

    Parameters
    ----------
    images : Tensor, shape (N, C, H, W)
        H and W are multiples of ``size``.
    size : int
        Pixels along the side of a patch, P.

    Returns
    -------
    Tensor, shape (N, H/P · W/P, C · P · P)

    Raises
    ------
    ValueError
        If the pictures can't be cut so.

    References
    ----------
    Slide "Vision Transformer (ViT)": "N input patches, each of shape 3×16×16". Dosovitskiy et al., *An Image is Worth
    16x16 Words: Transformers for Image Recognition at Scale*, ICLR 2021, section 3.1.
    """
    require(images.dim() == 4, "images", "(N, C, H, W)", tuple(images.shape))
    require(isinstance(size, int) and size >= 1, "size", "a positive integer", repr(size))
    sides = images.shape[2:]
    require(all(side % size == 0 and side > 0 for side in sides), "images", f"sides of n × {size}", tuple(sides))
    tiles = images.unfold(2, size, size).unfold(3, size, size)  # (N, C, rows, columns, P, P)
    return tiles.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)  # (N, rows · columns, C · P · P)


class PatchEmbedding(nn.Module):
    """Cut a picture into patches and project each linearly to a vector.

    Parameters
    ----------
    patch : int
        Pixels along the side of a patch, P.
    width : int
        D, length of a vector.

    Attributes
    ----------
    projection : nn.Linear
        From 3 · P · P numbers to D.
    stride : int
        Pixels from one vector's place to the next: P.

    References
    ----------
    Slide "Vision Transformer (ViT)": "Linear projection to D-dimensional vector". Dosovitskiy et al., 2021, equation 1.
    """

    def __init__(self, patch: int, width: int) -> None:
        super().__init__()
        require(isinstance(patch, int) and patch >= 1, "patch", "a positive integer", repr(patch))
        self.projection = nn.Linear(3 * patch * patch, width)
        self.stride = patch

    def forward(self, images: Tensor) -> Tensor:
        """Turn pictures (N, 3, H, W) in [0, 1] into vectors (N, H/P · W/P, D)."""
        vectors: Tensor = self.projection(patch_sequence(normalize(images), self.stride))  # (N, H/P · W/P, D)
        return vectors

    def as_convolution(self, images: Tensor) -> Tensor:
        """Compute the same by a convolution: the filters are as large as its stride, so no two see a common pixel."""
        filters = self.filters
        maps = conv2d(normalize(images), filters, self.projection.bias, stride=self.stride)  # (N, D, H/P, W/P)
        return maps.flatten(2).transpose(1, 2)  # (N, H/P · W/P, D)

    @property
    def filters(self) -> Tensor:
        """The projection's rows as pictures, shape (D, 3, P, P)."""
        return self.projection.weight.unflatten(1, (3, self.stride, self.stride))


class FeatureMapEmbedding(nn.Module):
    """The hybrid: a ResNet's feature map takes the picture's place, and every cell is a patch.

    Parameters
    ----------
    backbone : Backbone
    stage : str
        Whose map is taken: "stage2" has a cell for every 8 × 8 pixels.
    width : int
        D, length of a vector.

    Attributes
    ----------
    projection : nn.Linear
        From the map's channels to D.
    stride : int
        The map's.

    Raises
    ------
    ValueError
        If the backbone has no such stage.

    References
    ----------
    Slide "ResNet-ViT Hybrid". Dosovitskiy et al., 2021, section 3.1, "Hybrid architecture": "the patches can have
    spatial size 1x1, which means that the input sequence is obtained by simply flattening the spatial dimensions of the
    feature map and projecting to the Transformer dimension".
    """

    def __init__(self, backbone: Backbone, stage: str, width: int) -> None:
        super().__init__()
        require(stage in backbone.channels, "stage", f"one of {', '.join(backbone.channels)}", stage)
        self.backbone, self.stage = backbone, stage
        self.projection = nn.Linear(backbone.channels[stage], width)
        self.stride = backbone.strides[stage]

    def forward(self, images: Tensor) -> Tensor:
        """Turn pictures (N, 3, H, W) in [0, 1] into vectors (N, ⌈H / stride⌉ · ⌈W / stride⌉, D)."""
        maps = self.backbone(images, until=self.stage)[self.stage]  # (N, C, h, w)
        cells = maps.flatten(2).transpose(1, 2)  # (N, h · w, C)
        vectors: Tensor = self.projection(cells)  # (N, h · w, D)
        return vectors


def normalize(images: Tensor) -> Tensor:
    """Bring pixels in [0, 1] to about mean 0 and variance 1, as the projection's start expects its inputs."""
    return (images - 0.5) * 4
