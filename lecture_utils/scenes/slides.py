"""The slides' own numbers and words, so that a notebook shows what the slide shows.

Everything here is read-only: tuples of numbers and strings. ``torch.tensor(MAX_POOL_INPUT)`` makes a tensor of one.
"""

from typing import NamedTuple

Rows = tuple[tuple[int, ...], ...]
"""A matrix as a tuple of its rows."""

# --- Detection ---

ILSVRC_TOP_K = 5
"""A prediction is right if the true label is among this many. Slide "ImageNet Competition (ILSVRC)"."""

ILSVRC_CATEGORIES = 1000
"""Categories of the competition. Slide "ImageNet Competition (ILSVRC)"."""

SELECTIVE_SEARCH_PROPOSALS = 1000
"""Proposals that Selective Search gives in a few seconds on a CPU. Slide "Region Proposals"."""

RCNN_PROPOSALS = 2000
"""Regions of interest that R-CNN takes per image (about). Slide "R-CNN"."""

# --- Unpooling ---

UNPOOLING_INPUT: Rows = ((1, 2), (3, 4))
"""Input (2×2) of nearest neighbour and of bed of nails. Slide "In-network Up Sampling (a.k.a "Unpooling")"."""

NEAREST_NEIGHBOUR_OUTPUT: Rows = ((1, 1, 2, 2), (1, 1, 2, 2), (3, 3, 4, 4), (3, 3, 4, 4))
"""Nearest neighbour's output (4×4) on :data:`UNPOOLING_INPUT`. Same slide."""

BED_OF_NAILS_OUTPUT: Rows = ((1, 0, 2, 0), (0, 0, 0, 0), (3, 0, 4, 0), (0, 0, 0, 0))
"""Bed of nails' output (4×4) on :data:`UNPOOLING_INPUT`. Same slide."""

MAX_POOL_INPUT: Rows = ((1, 2, 6, 3), (3, 5, 2, 1), (1, 2, 2, 1), (7, 3, 4, 8))
"""Input (4×4) of the 2×2 max pooling that remembers its positions. Slide "In-network Up Sampling: Max Unpooling"."""

MAX_POOL_OUTPUT: Rows = ((5, 6), (7, 8))
"""Output (2×2) of that max pooling. Same slide."""

MAX_UNPOOL_INPUT: Rows = ((1, 2), (3, 4))
"""What comes back from the rest of the network (2×2). Same slide."""

MAX_UNPOOL_OUTPUT: Rows = ((0, 0, 2, 0), (0, 1, 0, 0), (0, 0, 0, 0), (3, 0, 0, 4))
""":data:`MAX_UNPOOL_INPUT` put at the remembered positions (4×4). Same slide."""

# --- Convolution and transpose convolution ---


class Resampling(NamedTuple):
    """A square convolution, or transpose convolution, by its sizes.

    Attributes
    ----------
    input_size, kernel_size, stride, padding, output_size : int
        Sizes of one side, in pixels.
    """

    input_size: int
    kernel_size: int
    stride: int
    padding: int
    output_size: int


CONVOLUTION_STRIDE_1 = Resampling(input_size=4, kernel_size=3, stride=1, padding=1, output_size=4)
"""Slide "In-network Up Sampling: Transpose Convolution": "normal 3 x 3 convolution, stride 1 pad 1"."""

CONVOLUTION_STRIDE_2 = Resampling(input_size=4, kernel_size=3, stride=2, padding=1, output_size=2)
"""Same slides: "normal 3 x 3 convolution, stride 2 pad 1"."""

TRANSPOSE_STRIDE_2 = Resampling(input_size=2, kernel_size=3, stride=2, padding=1, output_size=4)
"""Same slides: "3 x 3 transpose convolution, stride 2 pad 1". An output of 4×4 needs an output padding of 1: without
it, (2 − 1) · 2 − 2 · 1 + 3 = 3."""

TRANSPOSE_OUTPUT_PADDING = 1
"""The output padding that :data:`TRANSPOSE_STRIDE_2` needs and the slide doesn't mention."""


class Transpose1D(NamedTuple):
    """The 1-D example, in the slide's symbols.

    Attributes
    ----------
    input, filter, output : tuple of str
        Of 2, 3 and 5 symbols.
    stride : int
        Steps in the output for one step in the input.
    """

    input: tuple[str, ...]
    filter: tuple[str, ...]
    stride: int
    output: tuple[str, ...]


TRANSPOSE_1D = Transpose1D(
    input=("a", "b"), filter=("x", "y", "z"), stride=2, output=("ax", "ay", "az + bx", "by", "bz")
)
"""Slide "Transpose Convolution: 1-D Example"."""

# --- Fully convolutional networks and Mask R-CNN ---

FULLY_CONVOLUTIONAL_REDUCTIONS = (1, 2, 4, 4, 4, 2, 1)
"""Image, high, medium, low, medium, high resolution and labels: H/1, H/2, H/4, H/4, ... as the slide prints them (it
gives its "low-res" features the size of the "med-res" ones). Slide "Semantic Segmentation: Fully Convolutional
CNNs"."""

MASK_RCNN_IMAGE = (3, 224, 224)
"""Image (C×H×W) after resizing. Slide "Mask R-CNN"."""

MASK_RCNN_FEATURE_MAP = (256, 56, 56)
"""Feature map (C×H×W). Same slide."""

MASK_RCNN_STRIDE = 4
"""A proposal (x, y, w, h) covers (x/4, y/4) to ((x + w)/4, (y + h)/4) on the feature map. Same slide."""

MASK_RCNN_ROI = (512, 7, 7)
"""Features of one region of interest (C×H×W). Same slide."""

MASK_RCNN_HIDDEN = 4096
"""Width of the fully connected layer before classifier (4096 × 80) and regressor (4096 × 4). Same slide."""

MASK_RCNN_CATEGORIES = 80
"""Categories of the classifier. Same slide."""

MASK_RCNN_OFFSETS = 4
"""Numbers of the regressor: offsets of x, y, width and height. Same slide."""

MASK_RCNN_MASK_SCORES = 2
"""Class scores per pixel in the mask branch (2×H×W → H×W by argmax). Same slide."""

# --- Attention ---

ATTENTION_PEOPLE = ("Scientist", "Lawyer", "Businessman")
"""Who asks: the queries. Slide "Attention (Concept)"."""

ATTENTION_BOOKS = ("Popular Science", "Nature", "Business Journal", "Law & Order")
"""What is asked: the inputs. Slide "Attention (Concept)"."""

ATTENTION_QUERIES = 4
"""Query vectors drawn, Q1 to Q4. Slide "Attention Layer"."""

ATTENTION_INPUTS = 3
"""Input vectors drawn, X1 to X3. Slides "Attention Layer" and "Self-attention Layer"."""

PERMUTATION = (3, 1, 2)
"""Order of the permuted inputs, X3, X1, X2. Slide "Self-attention Layer"."""

MASKED_INPUT_WORDS = ("[START]", "Big", "cat")
"""Words that go in. Slide "Masked Self-Attention Layer"."""

MASKED_OUTPUT_WORDS = ("Big", "cat", "[END]")
"""Words to be predicted, each from the words up to its place. Same slide."""

# --- Transformers on images ---

VIT_PATCH = (3, 16, 16)
"""Shape (C×H×W) of one patch. Slide "Transformer on Image Patches"."""

VIT_PATCH_SIZES = (32, 16, 14)
"""Patch sizes of the models compared: a smaller patch is a bigger model. Slide "Vision Transformer (ViT) vs. ResNet".
"""
