"""The Vision Transformer: a picture is a sequence of patches, and the rest is a Transformer."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.self_attention import LearnedPositions, sinusoidal_positions_2d
from lecture_utils.methods.transformer import (
    EncoderSteps,
    TransformerEncoder,
    TransformerEncoderLayer,
    TransformerSizes,
)
from lecture_utils.methods.validation import require
from lecture_utils.methods.vit.patches import FeatureMapEmbedding, PatchEmbedding
from lecture_utils.scenes.picture import check_picture

SMALL = TransformerSizes(blocks=6, heads=4, head_channels=24, ffn_width=192)
"""For 64 × 64 pictures of the meadow."""


class ViTSteps(NamedTuple):
    """What the Vision Transformer computes for N pictures, in the slides' order.

    Attributes
    ----------
    patches : Tensor, shape (N, rows · columns, D)
        The projected patches.
    tokens : Tensor, shape (N, 1 + rows · columns, D)
        The class token, then the patches; positions added.
    encoder : EncoderSteps
        Every stage of every block, and every head's weights: ``encoder.weights`` has shape (blocks, N, H, T, T) with
        T = 1 + rows · columns.
    features : Tensor, shape (N, D)
        What became of the class token.
    scores : Tensor, shape (N, categories)
    """

    patches: Tensor
    tokens: Tensor
    encoder: EncoderSteps
    features: Tensor
    scores: Tensor


class VisionTransformer(nn.Module):
    """Patches, projection, class token, positions, Transformer, head.

    Parameters
    ----------
    embedding : PatchEmbedding or FeatureMapEmbedding
        How a picture becomes vectors.
    image_size : int
        Height and width of the pictures, a multiple of the embedding's stride.
    sizes : TransformerSizes
    categories : int
    dropout : float
        Within the Transformer, in training.

    Attributes
    ----------
    class_token : nn.Parameter, shape (D,)
        The special extra input, learned: what it has gathered in the end is classified.
    positions : LearnedPositions
        One vector for the class token and one for each place. It starts from sines and cosines of row and column, which
        tell near from far; from random numbers a small ViT long learned nothing.
    encoder : TransformerEncoder
        Pre-norm, with GELU and a last layer norm.
    head : nn.Linear
        "Linear projection to C-dim vector of predicted class scores".
    grid : (int, int)
        Rows and columns of patches.

    Raises
    ------
    ValueError
        If the picture can't be cut so, or a number isn't positive.

    Examples
    --------
    >>> network = vision_transformer(patch=8)
    >>> network(torch.rand(2, 3, 64, 64)).shape
    torch.Size([2, 25])
    >>> network.steps(torch.rand(2, 3, 64, 64)).encoder.weights.shape
    torch.Size([6, 2, 4, 65, 65])

    References
    ----------
    Slides "Vision Transformer (ViT)". Dosovitskiy et al., *An Image is Worth 16x16 Words: Transformers for Image
    Recognition at Scale*, ICLR 2021, section 3.1, equations 1 to 4. With the same weights, it gives the scores of
    torchvision's ``VisionTransformer`` for images that `normalize` has brought to its scale, once the ε of every layer
    norm is torchvision's 1e-6 instead of torch's 1e-5.
    """

    def __init__(
        self,
        embedding: PatchEmbedding | FeatureMapEmbedding,
        image_size: int = 64,
        sizes: TransformerSizes = SMALL,
        categories: int = 25,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        stride, width = embedding.stride, sizes.width
        fits = isinstance(image_size, int) and image_size >= stride and image_size % stride == 0
        require(fits, "image_size", f"a positive multiple of the stride {stride}", image_size)
        require(isinstance(categories, int) and categories >= 1, "categories", "a positive integer", repr(categories))
        side = image_size // stride
        self.grid = (side, side)
        self.embedding = embedding
        self.class_token = nn.Parameter(torch.zeros(width))
        places = sinusoidal_positions_2d(side, side, width).flatten(0, 1)  # (rows · columns, D)
        self.positions = LearnedPositions(torch.cat([torch.zeros(1, width), places]))
        layers = [
            TransformerEncoderLayer(width, sizes.heads, sizes.ffn_width, dropout, "gelu", norm_first=True)
            for _ in range(sizes.blocks)
        ]
        self.encoder = TransformerEncoder(layers, nn.LayerNorm(width))
        self.head = nn.Linear(width, categories)
        self._initialise()

    def forward(self, images: Tensor) -> Tensor:
        """Score every category: pictures (N, 3, H, W), floats in [0, 1], to scores (N, categories)."""
        scores: Tensor = self.head(self.forward_features(images))
        return scores

    def forward_features(self, images: Tensor) -> Tensor:
        """Describe each picture (N, 3, H, W) by what its class token has gathered, shape (N, D)."""
        features: Tensor = self.encoder(self._tokens(self._patches(images)))[:, 0]  # (N, D)
        return features

    def steps(self, images: Tensor) -> ViTSteps:
        """Return everything that the network computes for pictures (N, 3, H, W)."""
        patches = self._patches(images)
        tokens = self._tokens(patches)
        encoder = self.encoder.steps(tokens)
        features = encoder.output[:, 0]  # (N, D)
        return ViTSteps(patches, tokens, encoder, features, self.head(features))

    def _patches(self, images: Tensor) -> Tensor:
        check_picture(images, "images", batch=True)
        rows, columns = self.grid
        size = (3, rows * self.embedding.stride, columns * self.embedding.stride)
        require(images.dim() == 4 and images.shape[1:] == size, "images", f"(N, *{size})", tuple(images.shape))
        patches: Tensor = self.embedding(images)  # (N, rows · columns, D)
        return patches

    def _tokens(self, patches: Tensor) -> Tensor:
        """Put the class token before the patches, and add positions."""
        first = self.class_token.expand(len(patches), 1, -1)  # (N, 1, D)
        tokens: Tensor = self.positions(torch.cat([first, patches], dim=1))  # (N, 1 + rows · columns, D)
        return tokens

    def _initialise(self) -> None:
        """Start with projections of equal spread, no biases, and a head that prefers no category."""
        for part in self.encoder.modules():
            if isinstance(part, nn.Linear):
                nn.init.xavier_uniform_(part.weight)
                nn.init.zeros_(part.bias)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)


def vision_transformer(
    patch: int = 8, image_size: int = 64, sizes: TransformerSizes = SMALL, categories: int = 25, dropout: float = 0.0
) -> VisionTransformer:
    """Make a Vision Transformer on patches of the picture.

    Parameters
    ----------
    patch : int
        Pixels along the side of a patch. Half the side makes four times the patches, and sixteen times the scores.
    image_size, sizes, categories, dropout
        As for `VisionTransformer`.

    Returns
    -------
    VisionTransformer

    Raises
    ------
    ValueError
        As there.
    """
    return VisionTransformer(PatchEmbedding(patch, sizes.width), image_size, sizes, categories, dropout)


def hybrid_transformer(
    backbone: Backbone,
    stage: str = "stage2",
    image_size: int = 64,
    sizes: TransformerSizes = SMALL,
    categories: int = 25,
    dropout: float = 0.0,
) -> VisionTransformer:
    """Make the ResNet–ViT hybrid: a Vision Transformer on a backbone's feature map.

    Parameters
    ----------
    backbone : Backbone
    stage : str
        Whose map is taken.
    image_size, sizes, categories, dropout
        As for `VisionTransformer`.

    Returns
    -------
    VisionTransformer

    Raises
    ------
    ValueError
        As there; if the backbone has no such stage.
    """
    embedding = FeatureMapEmbedding(backbone, stage, sizes.width)
    return VisionTransformer(embedding, image_size, sizes, categories, dropout)
