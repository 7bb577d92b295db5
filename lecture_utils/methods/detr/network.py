"""DETR: a convolutional network, a Transformer, and object queries that each say one thing of the image."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.detections import Detections, LabelledScene
from lecture_utils.methods.detr.loss import NO_OBJECT, losses_of_every_layer
from lecture_utils.methods.detr.output import DETROutput, true_sets
from lecture_utils.methods.detr.predictions import detr_detections
from lecture_utils.methods.self_attention import sinusoidal_positions_2d
from lecture_utils.methods.transformer import (
    DecoderSteps,
    EncoderSteps,
    TransformerDecoder,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
    TransformerSizes,
)
from lecture_utils.methods.validation import require

SMALL = TransformerSizes(blocks=3, heads=4, head_channels=24, ffn_width=256)
"""For 128 × 128 scenes of the meadow; the paper has 6 blocks, 8 heads of 32 channels, and an MLP 2048 wide."""

LONGEST = 20.0
"""Wavelengths of the positions grow to 20 times the image. The paper's grow to 10 000 times: most hardly differ there
from cell to cell."""


class DETRSteps(NamedTuple):
    """What DETR computes for N images, in its order.

    Attributes
    ----------
    features : Tensor, shape (N, C, h, w)
        The backbone's map.
    projected : Tensor, shape (N, D, h, w)
        After the 1 × 1 convolution.
    positions : Tensor, shape (h · w, D)
        Added to what queries and keys are made of in every attention.
    encoder : EncoderSteps
        Of h · w vectors, row by row. ``encoder.weights`` has shape (layers, N, H, h · w, h · w).
    decoder : DecoderSteps
        Of Q vectors. ``decoder.weights`` has shape (layers, N, H, Q, Q), ``decoder.cross_weights`` (layers, N, H, Q,
        h · w).
    outputs : DETROutput
        What every decoder layer predicts: scores (layers, N, Q, K + 1) and boxes (layers, N, Q, 4).
    """

    features: Tensor
    projected: Tensor
    positions: Tensor
    encoder: EncoderSteps
    decoder: DecoderSteps
    outputs: DETROutput

    @property
    def output(self) -> DETROutput:
        """What the last layer predicts: the result."""
        return self.outputs.at(-1)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of the feature map."""
        rows, columns = self.features.shape[-2:]
        return rows, columns

    @property
    def query_attention(self) -> Tensor:
        """Where each object query looks, in every layer and head: shape (layers, N, H, Q, h, w); a map sums to 1."""
        return self.decoder.cross_weights.unflatten(-1, self.grid)

    @property
    def cell_attention(self) -> Tensor:
        """Where each cell of the map looks, in every layer and head: shape (layers, N, H, h, w, h, w).

        Entry ``[layer, image, head, row, column]`` is the map of what that cell takes from; it sums to 1.
        """
        return self.encoder.weights.unflatten(-1, self.grid).unflatten(-3, self.grid)


class DETR(nn.Module):
    """Set prediction: no anchors, no proposals, no suppression.

    Parameters
    ----------
    backbone : Backbone
        Its stages behind ``stage`` are cut off.
    categories : int
        K, without ∅.
    queries : int
        Q: more than an image ever holds of things.
    stage : str
        Whose feature map is taken.
    sizes : TransformerSizes
        Of the encoder and of the decoder, which have ``blocks`` layers each.
    dropout : float
        Within the Transformer, in training.

    Attributes
    ----------
    projection : nn.Conv2d
        1 × 1, from the map's channels to D.
    encoder, decoder : TransformerEncoder, TransformerDecoder
        Post-norm. The decoder's own layer norm is before the heads, the same for all layers.
    queries : nn.Parameter, shape (Q, D)
        The object queries, learned. They are the decoder's positions; what it starts from is 0.
    classes : nn.Linear
        D to K + 1 scores.
    boxes : nn.Sequential
        An MLP of three layers; a sigmoid keeps what it says within the image.

    Raises
    ------
    ValueError
        If there is no such stage, or a number isn't positive.

    Notes
    -----
    All images of a batch have one size. The paper pads smaller ones and masks the padding in every attention.

    References
    ----------
    Carion et al., *End-to-End Object Detection with Transformers*, ECCV 2020, section 3.2, figures 2 and 10. Slide
    "Object Detection with Transformers: DETR".

    Examples
    --------
    >>> network = DETR(Backbone())
    >>> network(torch.rand(2, 3, 128, 128)).boxes.shape
    torch.Size([2, 12, 4])
    >>> network.steps(torch.rand(2, 3, 128, 128)).query_attention.shape
    torch.Size([3, 2, 4, 12, 8, 8])
    """

    def __init__(
        self,
        backbone: Backbone,
        categories: int = 5,
        queries: int = 12,
        stage: str = "stage3",
        sizes: TransformerSizes = SMALL,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        for name, number in (("categories", categories), ("queries", queries)):
            require(isinstance(number, int) and number >= 1, name, "a positive integer", repr(number))
        backbone.cut_after(stage)
        width = sizes.width
        layer = (width, sizes.heads, sizes.ffn_width, dropout)
        self.backbone, self.stage = backbone, stage
        self.projection = nn.Conv2d(backbone.channels[stage], width, 1)
        self.encoder = TransformerEncoder(TransformerEncoderLayer(*layer) for _ in range(sizes.blocks))
        decoder_layers = [TransformerDecoderLayer(*layer) for _ in range(sizes.blocks)]
        self.decoder = TransformerDecoder(decoder_layers, nn.LayerNorm(width))
        self._initialise()
        self.queries = nn.Parameter(torch.randn(queries, width))
        self.classes = nn.Linear(width, categories + 1)
        self.boxes = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 4)
        )

    def steps(self, images: Tensor) -> DETRSteps:
        """Return everything that the network computes for images (N, 3, H, W), floats in [0, 1].

        Raises
        ------
        ValueError
            If the images have another shape.
        """
        features = self.backbone(images, until=self.stage)[self.stage]  # (N, C, h, w)
        projected = self.projection(features)  # (N, D, h, w)
        positions = self._positions(projected)  # (h · w, D)
        vectors = projected.flatten(2).transpose(1, 2)  # (N, h · w, D)
        encoder = self.encoder.steps(vectors, positions=positions)
        start = self.queries.new_zeros(len(images), *self.queries.shape)  # (N, Q, D)
        decoder = self.decoder.steps(
            start, encoder.output, positions=self.queries, memory_positions=positions
        )  # outputs: (layers, N, Q, D)
        outputs = DETROutput(self.classes(decoder.outputs), self.boxes(decoder.outputs).sigmoid())
        return DETRSteps(features, projected, positions, encoder, decoder, outputs)

    def forward(self, images: Tensor) -> DETROutput:
        """Predict a set: images (N, 3, H, W) to scores (N, Q, K + 1) and boxes (N, Q, 4)."""
        return self.steps(images).output

    def detect(self, images: Tensor, score_threshold: float = 0.0) -> list[Detections]:
        """Find things: images (N, 3, H, W) to N detections."""
        height, width = images.shape[-2:]
        output = self(images)
        return [detr_detections(output.at(n), (height, width), score_threshold) for n in range(len(images))]

    def losses(
        self, images: Tensor, truths: Sequence[LabelledScene], no_object: float = NO_OBJECT
    ) -> dict[str, Tensor]:
        """Compute the terms whose sum trains the network.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
        truths : sequence of N scenes
            Whose boxes, in pixels, and labels count.
        no_object : float
            As for `set_loss`.

        Returns
        -------
        dict of str to Tensor
            As `losses_of_every_layer` names them.

        Raises
        ------
        ValueError
            As for `set_loss`.
        """
        height, width = images.shape[-2:]
        outputs = self.steps(images).outputs
        return losses_of_every_layer(outputs, true_sets(truths, (height, width)), no_object=no_object)

    def _positions(self, maps: Tensor) -> Tensor:
        """Encode row and column of each cell of maps (N, D, h, w), as shares of a full turn: (h · w, D)."""
        width, rows, columns = maps.shape[1:]
        return sinusoidal_positions_2d(rows, columns, width, LONGEST, full_turn=True).flatten(0, 1).to(maps)

    def _initialise(self) -> None:
        """Start the Transformer's matrices as Glorot and Bengio (2010) do, as the paper says in appendix A.4."""
        for part in (self.encoder, self.decoder):
            for parameter in part.parameters():
                if parameter.dim() == 2:
                    nn.init.xavier_uniform_(parameter)
