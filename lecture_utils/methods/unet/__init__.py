"""Lecture 12: U-Net, its sizes along the U, and one level of its decoder."""

from lecture_utils.methods.unet.level import concatenate, decoder_level
from lecture_utils.methods.unet.network import DoubleConvolution, UNet, UNetStep, shapes_along_the_u
from lecture_utils.methods.unet.sizes import receptive_field, sizes_along_the_u

__all__ = [
    "DoubleConvolution",
    "UNet",
    "UNetStep",
    "concatenate",
    "decoder_level",
    "receptive_field",
    "shapes_along_the_u",
    "sizes_along_the_u",
]
