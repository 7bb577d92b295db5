"""Axes for pictures: a place with coordinates, without ticks, which our pictures draw and write themselves."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.figure import Figure, SubFigure
from matplotlib.spines import Spine

from lecture_utils.pictures.text import QuickText


class BareAxes(Axes):
    """Axes without ticks and frame, with a title whose letters are drawn quickly: a third of the time of matplotlib's.

    A panel is drawn anew at every step of a demo, and most of what it takes to make axes is ticks that nobody sees.
    """

    name = "bare"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        was = self.title
        self.title = QuickText(
            *was.get_position(), "", ha="center", va="baseline", fontproperties=was.get_fontproperties()
        )
        self.title.set_transform(was.get_transform())
        assert was.figure is not None
        self.title.set_figure(was.figure)
        self.title.axes = self

    def _gen_axes_spines(self, *arguments: Any, **options: Any) -> dict[str, Spine]:
        return {}

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _BareXAxis(self, clear=False), _BareYAxis(self, clear=False)


class _NoTicks(Axis):
    majorTicks = minorTicks = property(lambda axis: [])

    def get_major_ticks(self, numticks: int | None = None) -> list[Tick]:
        return []

    get_minor_ticks = get_major_ticks

    def get_ticks_position(self) -> Any:
        return "default"  # where the ticks stand makes room for them under a title

    def set_ticks(self, ticks: Any, labels: Any = None, *, minor: bool = False, **options: Any) -> list[Tick]:
        raise ValueError("bare axes have no ticks: write numbers beside them, as draw_curves does")


class _BareXAxis(_NoTicks, XAxis):
    pass


class _BareYAxis(_NoTicks, YAxis):
    pass


def axes_at(figure: Figure | SubFigure, left: float, top: float, width: float, height: float, label: str = "") -> Axes:
    """Add axes without ticks and frame at a place in inches from the upper left corner.

    Parameters
    ----------
    left, top, width, height : float
        Inches.
    label : str
        By which the axes can be found among the figure's.
    """
    across, up = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    place = (left / across, 1 - (top + height) / up, width / across, height / up)
    axes: Axes = figure.add_axes(place, axes_class=BareAxes, label=label)
    axes.set_axis_off()
    return axes
