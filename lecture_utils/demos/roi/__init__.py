"""Demos of lecture 05: a box on a photograph, on small numbers, shifted by a pixel, in a pyramid, and its gradients."""

from lecture_utils.demos.roi.gradients import gradient_demo
from lecture_utils.demos.roi.on_photograph import roi_demo
from lecture_utils.demos.roi.on_small_numbers import small_box_demo
from lecture_utils.demos.roi.pyramid import pyramid_demo
from lecture_utils.demos.roi.shifted import shift_demo

__all__ = ["gradient_demo", "pyramid_demo", "roi_demo", "shift_demo", "small_box_demo"]
