import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lecture_utils.pictures import axes_at
from lecture_utils.pictures.bare_axes import BareAxes


def pixels(axes_class, logarithmic):
    figure = Figure(figsize=(3, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.2, 0.7, 0.6), axes_class=axes_class)
    axes.set_axis_off()
    # No title: bare axes write theirs by QuickText, which tests/pictures/test_text.py holds to what it should be.
    if logarithmic:
        axes.set_xscale("log")
    axes.plot([1, 10, 100], [3, 1, 2], "o-")
    axes.imshow(np.arange(6).reshape(2, 3), extent=(1, 60, 0, 2), aspect="auto")
    axes.set(xlim=(1, 200), ylim=(4, 0))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


@pytest.mark.parametrize("logarithmic", [False, True])
def test_bare_axes_draw_what_axes_draw_whose_ticks_are_off(logarithmic):
    bare, usual = pixels(BareAxes, logarithmic), pixels(None, logarithmic)
    assert (bare == usual).all()
    assert len(np.unique(bare.reshape(-1, 4), axis=0)) > 10


def test_axes_stand_where_they_are_put_in_inches_from_the_upper_left_corner():
    figure = Figure(figsize=(4, 2), dpi=100)
    axes = axes_at(figure, 1, 0.5, 2, 1, label="place")
    assert axes.get_window_extent().bounds == pytest.approx((100, 50, 200, 100))
    assert axes.get_label() == "place"
    assert not axes.axison


def test_axes_stand_where_they_are_put_in_a_part_of_a_figure():
    figure = Figure(figsize=(4, 2), dpi=100)
    left, right = figure.subfigures(1, 2, wspace=0)
    assert axes_at(right, 0.5, 0.5, 1, 1).get_window_extent().bounds == pytest.approx((250, 50, 100, 100))
    assert left.axes == []


def test_ticks_are_refused_instead_of_not_being_seen():
    axes = axes_at(Figure(), 1, 0.5, 2, 1)
    with pytest.raises(ValueError, match="bare axes have no ticks"):
        axes.set_xticks([1, 2])
