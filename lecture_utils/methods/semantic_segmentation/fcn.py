"""Fully convolutional networks with skip fusion: coarse maps give the class, finer ones the place."""

from collections.abc import Callable, Sequence

from torch import Tensor, nn
from torch.nn.functional import conv_transpose2d

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.layers import bilinear_filter
from lecture_utils.methods.unpooling import nearest_neighbour
from lecture_utils.methods.validation import require


class FCN(nn.Module):
    """The shared backbone, class scores of some of its stages, summed from the coarsest to the finest, and enlarged.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    stages : sequence of str
        The stages that are scored, from the finest to the coarsest: ("stage4",) is FCN-32s, ("stage3", "stage4")
        FCN-16s, and ("stage2", "stage3", "stage4") FCN-8s. The number is the finest one's stride.
    backbone : Backbone or None
        None: a new one.

    Attributes
    ----------
    score : nn.ModuleDict
        For each stage a 1 × 1 convolution to C channels: the classifier, convolutional. Those of the finer stages start
        at 0, so that they add nothing at first.
    enlarge : nn.ModuleDict
        For each stage the transpose convolution that brings its scores to the next finer stage, or the finest one's to
        the image. They start as bilinear interpolation; the last one stays it.

    Raises
    ------
    ValueError
        If ``classes`` isn't positive, or the stages aren't some of the backbone's in order.

    Notes
    -----
    The paper trains FCN-16s from FCN-32s and FCN-8s from FCN-16s; ours all start from the classifier. Its transpose
    convolutions have a filter for each pair of classes; ours have one, which enlarges every class on its own.

    References
    ----------
    Long, Shelhamer & Darrell, *Fully Convolutional Networks for Semantic Segmentation*, CVPR 2015, section 3.3 and 4.2,
    figure 3. Slide "Semantic Segmentation: Fully Convolutional CNNs".
    """

    def __init__(self, classes: int, stages: Sequence[str], backbone: Backbone | None = None) -> None:
        super().__init__()
        self.backbone = backbone or Backbone()
        known = list(self.backbone.stages)
        require(isinstance(classes, int) and classes >= 1, "classes", "a positive integer", classes)
        fits = len(stages) > 0 and list(stages) == [name for name in known if name in stages]
        require(fits, "stages", f"some of {', '.join(known)}, in this order", tuple(stages))
        self.stages = tuple(stages)
        strides = [1, *[self.backbone.strides[name] for name in self.stages]]
        self.score = nn.ModuleDict({name: nn.Conv2d(self.backbone.channels[name], classes, 1) for name in self.stages})
        self.enlarge = nn.ModuleDict(
            {name: BilinearUpsampling(strides[i + 1] // strides[i]) for i, name in enumerate(self.stages)}
        )
        self.enlarge[self.stages[0]].requires_grad_(False)
        for name in self.stages[:-1]:
            for parameter in self.score[name].parameters():
                nn.init.zeros_(parameter)

    def forward(self, images: Tensor) -> Tensor:
        """Score every class at every pixel.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1], of any size.

        Returns
        -------
        Tensor, shape (N, C, H, W)
        """
        height, width = images.shape[-2:]
        return self.enlarge[self.stages[0]](self.fused_scores(images)[-1])[..., :height, :width]

    def fused_scores(self, images: Tensor) -> list[Tensor]:
        """Score each stage and add what the coarser ones say.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)

        Returns
        -------
        list of Tensor, shape (N, C, ⌈H / stride⌉, ⌈W / stride⌉)
            From the coarsest stage to the finest: first its own scores, then each time the sum.
        """
        maps = self.backbone(images, until=self.stages[-1])
        *finer, coarsest = self.stages
        fused = [self.score[coarsest](maps[coarsest])]  # (N, C, h, w)
        for coarse, name in zip(reversed(self.stages), reversed(finer), strict=False):
            fused.append(fuse_scores(self.score[name](maps[name]), fused[-1], self.enlarge[coarse]))
        return fused


def fuse_scores(fine: Tensor, coarse: Tensor, enlarge: Callable[[Tensor], Tensor] = nearest_neighbour) -> Tensor:
    """Add to a stage's scores what the next coarser stage says: one step of skip fusion.

    Parameters
    ----------
    fine : Tensor, shape (..., C, H, W)
    coarse : Tensor, shape (..., C, ⌈H / 2⌉, ⌈W / 2⌉)
    enlarge : callable
        Doubles rows and columns. An FCN has transpose convolutions for it, which start as bilinear interpolation.

    Returns
    -------
    Tensor, shape (..., C, H, W)

    References
    ----------
    Long, Shelhamer & Darrell, *Fully Convolutional Networks for Semantic Segmentation*, CVPR 2015, section 4.2.
    """
    rows, columns = fine.shape[-2:]
    return fine + enlarge(coarse)[..., :rows, :columns]  # a row or column too many is cut off


class BilinearUpsampling(nn.Module):
    """A transpose convolution that starts as bilinear interpolation: one filter, for the map of every class.

    Cell (i, j) of the backbone's maps is centred on pixel (stride · i, stride · j), so the filter has an odd size and
    its middle lies on that pixel. Behind the last cell, scores fade; that leaves their order as it is.

    Parameters
    ----------
    stride : int

    Attributes
    ----------
    weight : nn.Parameter, shape (1, 1, K, K), K = 2 · stride − 1
    """

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(bilinear_filter(stride, 2 * stride - 1)[None, None])

    def forward(self, scores: Tensor) -> Tensor:
        """Turn scores (N, C, h, w) into (N, C, stride · h, stride · w)."""
        maps = scores.flatten(0, 1)[:, None]  # (N · C, 1, h, w)
        cut = self.stride - 1
        enlarged = conv_transpose2d(maps, self.weight, stride=self.stride, padding=cut, output_padding=cut)
        return enlarged[:, 0].unflatten(0, scores.shape[:2])
