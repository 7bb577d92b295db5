"""The backbone: a small ResNet that the lectures on detection, segmentation and attention share."""

from collections.abc import Iterator
from typing import NamedTuple

from torch import Tensor, nn

from lecture_utils.methods.layers import conv_norm_relu
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class ResNetSizes(NamedTuple):
    """What a ResNet of ours leaves open.

    Attributes
    ----------
    channels : tuple of int
        Channels of each stage.
    blocks : tuple of int
        Residual blocks of each stage.
    """

    channels: tuple[int, ...]
    blocks: tuple[int, ...]


BACKBONE = ResNetSizes((32, 64, 96, 128), (2, 2, 2, 1))
"""The shared backbone: 0.75 million parameters."""

TINY = ResNetSizes((16, 32, 48, 64), (1, 1, 1, 1))
"""Half the channels and fewer blocks: 0.12 million parameters."""

DEEP = ResNetSizes((32, 64, 96, 128), (3, 3, 3, 2))
"""More blocks: 1.31 million parameters."""


class BasicBlock(nn.Module):
    """Two convolutions whose output is added to their input: a block has to learn only what to change.

    Parameters
    ----------
    channels_in, channels_out : int
    stride : int
        Of the first convolution, and of the 1 × 1 convolution that brings the input to the output's shape where the two
        differ.

    References
    ----------
    He et al., *Deep Residual Learning for Image Recognition*, CVPR 2016, figure 2 and section 3.3 (option B).
    """

    def __init__(self, channels_in: int, channels_out: int, stride: int = 1) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            *conv_norm_relu(channels_in, channels_out, stride),
            nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 1, stride, bias=False), nn.BatchNorm2d(channels_out)
            )

    def forward(self, maps: Tensor) -> Tensor:
        """Turn maps (N, channels_in, H, W) into (N, channels_out, ⌈H / stride⌉, ⌈W / stride⌉)."""
        return (self.shortcut(maps) + self.residual(maps)).relu()


class Backbone(nn.Module):
    """A ResNet without its head: an image in, the feature map of every stage out.

    Parameters
    ----------
    sizes : ResNetSizes
        `BACKBONE`, or another of the family.

    Attributes
    ----------
    stem : nn.Sequential
        One 3 × 3 convolution of stride 2. The paper has one of 7 × 7 and a max pooling: too coarse for small pictures.
    stages : nn.ModuleDict
        "stage1", "stage2", ...: residual blocks.
    after : nn.ModuleDict
        What `insert` put behind a stage; empty at first.
    channels, strides : dict of str to int
        Of each stage's feature map: strides 4, 8, 16, 32.

    Raises
    ------
    ValueError
        If the sizes don't have as many numbers of blocks as of channels, all positive.

    Notes
    -----
    Images are floats in [0, 1] of any height and width; the backbone takes their mean grey away itself. A map of stride
    s has ⌈H / s⌉ × ⌈W / s⌉ cells, and cell (i, j) is centred on pixel (s·i, s·j): every convolution of stride 2 keeps
    the even rows and columns.

    Examples
    --------
    >>> backbone = Backbone()
    >>> {name: tuple(maps.shape) for name, maps in backbone(torch.zeros(1, 3, 128, 128)).items()}
    {'stage1': (1, 32, 32, 32), 'stage2': (1, 64, 16, 16), 'stage3': (1, 96, 8, 8), 'stage4': (1, 128, 4, 4)}

    References
    ----------
    He et al., *Deep Residual Learning for Image Recognition*, CVPR 2016, section 3.3.
    """

    def __init__(self, sizes: ResNetSizes = BACKBONE) -> None:
        super().__init__()
        fits = len(sizes.channels) == len(sizes.blocks) > 0 and min(*sizes.channels, *sizes.blocks) > 0
        require(fits, "sizes", "as many blocks as channels, all positive", sizes)
        self.sizes = sizes
        first = sizes.channels[0]
        self.stem = nn.Sequential(*conv_norm_relu(3, first, stride=2))
        self.stages = nn.ModuleDict()
        self.after = nn.ModuleDict()
        self.channels: dict[str, int] = {}
        self.strides: dict[str, int] = {}
        channels_in, stride = first, 2
        for number, (channels, blocks) in enumerate(zip(*sizes, strict=True), start=1):
            name, stride = f"stage{number}", stride * 2
            self.stages[name] = nn.Sequential(
                BasicBlock(channels_in, channels, stride=2),
                *[BasicBlock(channels, channels) for _ in range(blocks - 1)],
            )
            self.channels[name], self.strides[name] = channels, stride
            channels_in = channels
        self._frozen_norm = False
        self._initialise()

    def forward(self, images: Tensor, until: str | None = None) -> dict[str, Tensor]:
        """Compute the feature map of every stage.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1].
        until : str or None
            The last stage that is wanted; what comes after it is not computed. None: all.

        Returns
        -------
        dict of str to Tensor
            Under each stage's name its map, shape (N, channels, ⌈H / stride⌉, ⌈W / stride⌉).

        Raises
        ------
        ValueError
            If the images aren't pictures, or there is no such stage.
        """
        check_picture(images, "images", batch=True)
        require(until is None or until in self.stages, "until", f"one of {', '.join(self.stages)}", until)
        maps = self.stem(images - 0.5)  # (N, channels, H / 2, W / 2)
        found: dict[str, Tensor] = {}
        for name, stage in self.stages.items():
            maps = stage(maps)  # half the height and width of the map before
            if name in self.after:
                maps = self.after[name](maps)
            found[name] = maps
            if name == until:
                break
        return found

    def insert(self, stage: str, module: nn.Module) -> None:
        """Put a module behind a stage: it gets the stage's map and returns one of the same shape.

        Load trained weights before: those of the backbone know nothing of the module.

        Raises
        ------
        ValueError
            If there is no such stage.
        """
        require(stage in self.stages, "stage", f"one of {', '.join(self.stages)}", stage)
        self.after[stage] = module

    def cut_after(self, stage: str) -> None:
        """Remove all stages behind this one: a detector on its map doesn't need them.

        Raises
        ------
        ValueError
            If there is no such stage.
        """
        require(stage in self.stages, "stage", f"one of {', '.join(self.stages)}", stage)
        names = list(self.stages)
        for name in names[names.index(stage) + 1 :]:
            for by_stage in (self.stages, self.after, self.channels, self.strides):
                if name in by_stage:
                    del by_stage[name]

    def keep_resolution(self, stage: str) -> None:
        """Let a stage halve its map no longer: this map and those behind it get twice the rows and columns.

        The convolutions behind the missing stride look twice as far instead (dilated, à trous). Every second row and
        column of the new map is the old map, so trained weights stay right.

        Raises
        ------
        ValueError
            If there is no such stage, or it keeps the resolution already.

        References
        ----------
        Chen et al., *Semantic Image Segmentation with Deep Convolutional Nets and Fully Connected CRFs*, ICLR 2015,
        section 3.1 ("hole algorithm").
        """
        require(stage in self.stages, "stage", f"one of {', '.join(self.stages)}", stage)
        strided = [part for part in _convolutions(self.stages[stage]) if part.stride == (2, 2)]
        require(len(strided) > 0, "stage", "one that halves its map", stage)
        names = list(self.stages)
        for name in names[names.index(stage) :]:
            self.strides[name] //= 2
            for part in _convolutions(self.stages[name]):
                if part not in strided and part.kernel_size == (3, 3):
                    part.dilation = part.padding = (2 * part.dilation[0], 2 * part.dilation[1])
        for part in strided:
            part.stride = (1, 1)

    def freeze_norm(self) -> None:
        """Let batch normalisation use, from now on and in training too, the means and variances that it has.

        Detectors see few images at once, too few to measure them. The scales and shifts aren't trained any more either.
        """
        self._frozen_norm = True
        for norm in self._norms():
            norm.requires_grad_(False)
        self.train(self.training)

    def freeze_until(self, stage: str) -> None:
        """Train neither the stem nor any stage up to this one any more, and freeze their normalisation.

        Raises
        ------
        ValueError
            If there is no such stage.
        """
        require(stage in self.stages, "stage", f"one of {', '.join(self.stages)}", stage)
        self.stem.requires_grad_(False)
        for name, blocks in self.stages.items():
            blocks.requires_grad_(False)
            if name == stage:
                break
        self.train(self.training)

    def train(self, mode: bool = True) -> "Backbone":
        """Switch to training, but for normalisation that is frozen."""
        super().train(mode)
        for norm in self._norms():
            if self._frozen_norm or not norm.weight.requires_grad:
                norm.eval()
        return self

    def _norms(self) -> Iterator[nn.BatchNorm2d]:
        for part in (self.stem, self.stages):  # what was inserted has rules of its own
            yield from (module for module in part.modules() if isinstance(module, nn.BatchNorm2d))

    def _initialise(self) -> None:
        """Start so that activations keep their size from layer to layer (He et al., ICCV 2015)."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


def _convolutions(stage: nn.Module) -> list[nn.Conv2d]:
    return [part for part in stage.modules() if isinstance(part, nn.Conv2d)]


class ResNet(nn.Module):
    """The backbone with a classifier: the mean of its last map over all cells, then one fully connected layer.

    Parameters
    ----------
    sizes : ResNetSizes
        `BACKBONE`, `TINY` or `DEEP`.
    categories : int

    Attributes
    ----------
    backbone : Backbone
    head : nn.Linear

    References
    ----------
    He et al., *Deep Residual Learning for Image Recognition*, CVPR 2016, section 3.3: global average pooling.
    """

    def __init__(self, sizes: ResNetSizes = BACKBONE, categories: int = 25) -> None:
        super().__init__()
        require(isinstance(categories, int) and categories >= 1, "categories", "a positive integer", categories)
        self.backbone = Backbone(sizes)
        self.head = nn.Linear(sizes.channels[-1], categories)

    def forward_features(self, images: Tensor) -> Tensor:
        """Describe each image by the mean of its last feature map.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1], of any height and width.

        Returns
        -------
        Tensor, shape (N, channels of the last stage)
        """
        maps = list(self.backbone(images).values())[-1]  # (N, C, h, w)
        return maps.mean(dim=(2, 3))  # (N, C)

    def forward(self, images: Tensor) -> Tensor:
        """Score every category: images (N, 3, H, W) to scores (N, categories)."""
        scores: Tensor = self.head(self.forward_features(images))  # (N, categories)
        return scores
