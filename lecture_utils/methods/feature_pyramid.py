"""One fine feature map that knows what the coarse ones know: the top-down half of a feature pyramid network."""

from torch import Tensor, nn
from torch.nn.functional import interpolate

from lecture_utils.methods.backbone import BACKBONE, Backbone, ResNetSizes
from lecture_utils.methods.validation import require

MERGED = "merged"
"""The name of the map that comes to those of the stages."""


class FeaturePyramid(Backbone):
    """A backbone with one more map, "merged": as fine as an early stage's, as knowing as the last one's.

    A fine map sees little of the image, and a coarse one blurs where things are. From the coarsest stage on, each map
    is doubled in size and added to that of the stage before, which a 1 × 1 convolution has brought to as many channels.
    A 3 × 3 convolution smooths the sum. That is cheaper than a backbone that keeps its resolution
    (`Backbone.keep_resolution`), since most convolutions work on coarse maps.

    Parameters
    ----------
    sizes : ResNetSizes
    finest : str
        The stage whose resolution the merged map has.
    channels : int
        Of the merged map.

    Raises
    ------
    ValueError
        If there is no such stage, or ``channels`` isn't positive.

    Notes
    -----
    The paper reads proposals and regions from every level, small ones from fine maps and large ones from coarse maps.
    Here all are read from the finest level, as in the row "only P2" of the paper's ablation: so the network stays the
    lecture's, with one map.

    Examples
    --------
    >>> tuple(FeaturePyramid()(torch.zeros(1, 3, 128, 128))["merged"].shape)
    (1, 64, 32, 32)

    References
    ----------
    Lin et al., *Feature Pyramid Networks for Object Detection*, CVPR 2017, section 3 and figure 3. Same result as
    ``torchvision.ops.FeaturePyramidNetwork``'s finest map, with the same weights.
    """

    def __init__(self, sizes: ResNetSizes = BACKBONE, finest: str = "stage1", channels: int = 64) -> None:
        super().__init__(sizes)
        require(finest in self.stages, "finest", f"one of {', '.join(self.stages)}", finest)
        require(channels >= 1, "channels", "a positive integer", channels)
        names = list(self.stages)
        self.merging = names[names.index(finest) :]
        self.lateral = nn.ModuleDict({name: nn.Conv2d(self.channels[name], channels, 1) for name in self.merging})
        self.smooth = nn.Conv2d(channels, channels, 3, padding=1)
        self.channels[MERGED], self.strides[MERGED] = channels, self.strides[finest]
        for layer in (*self.lateral.values(), self.smooth):
            nn.init.kaiming_uniform_(layer.weight, a=1)  # type: ignore[arg-type]
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, images: Tensor, until: str | None = None) -> dict[str, Tensor]:
        """Compute the feature map of every stage, and the merged one.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1].
        until : str or None
            The last map that is wanted. None or "merged": all.

        Returns
        -------
        dict of str to Tensor
            As `Backbone` returns them, and "merged", shape (N, channels, ⌈H / stride⌉, ⌈W / stride⌉).

        Raises
        ------
        ValueError
            As for `Backbone`.
        """
        if until not in (None, MERGED):
            return super().forward(images, until)
        maps = super().forward(images)
        merged: Tensor | None = None
        for name in reversed(self.merging):
            seen = self.lateral[name](maps[name])  # (N, channels, h, w)
            merged = seen if merged is None else seen + interpolate(merged, size=seen.shape[-2:])
        return maps | {MERGED: self.smooth(merged)}

    def cut_after(self, stage: str) -> None:
        """Remove all stages behind this one; the merged map needs them all.

        Raises
        ------
        ValueError
            If this isn't "merged".
        """
        require(stage == MERGED, "stage", f"{MERGED!r}, for which every stage is needed", stage)

    def keep_resolution(self, stage: str) -> None:
        """Let a stage halve its map no longer, as for `Backbone`; the merged map's resolution is the finest stage's."""
        super().keep_resolution(stage)
        self.strides[MERGED] = self.strides[self.merging[0]]
