"""What OpenCV's Selective Search reaches, to hold ours against: recorded, since OpenCV isn't among what is installed.

It is measured again beside ours by::

    pip install --no-deps --target FOLDER opencv-contrib-python-headless
    PYTHONPATH=FOLDER python -m benchmarks.proposals
"""

from typing import NamedTuple

NAME = "OpenCV"


class OpenCVRecord(NamedTuple):
    """What was measured.

    Attributes
    ----------
    proposals : int
        For a meadow, on average.
    numbers : tuple of K int
        How many of the first proposals count.
    recall : dict of float to tuple of K float
        Share of the things of the first 100 test meadows that are found, for each IoU that is enough.
    seconds : dict of str to float
        For photographs of scikit-image at full size, on one thread.
    """

    proposals: int
    numbers: tuple[int, ...]
    recall: dict[float, tuple[float, ...]]
    seconds: dict[str, float]

    def at(self, threshold: float, numbers: tuple[int, ...]) -> list[float]:
        """Return the recall of each number of proposals, NaN where it wasn't measured."""
        known = dict(zip(self.numbers, self.recall[threshold], strict=True))
        return [known.get(number, float("nan")) for number in numbers]


OPENCV = OpenCVRecord(
    proposals=150,
    numbers=(10, 50, 100, 500, 1000),
    recall={0.5: (0.281, 0.707, 0.805, 0.837, 0.837), 0.7: (0.139, 0.429, 0.547, 0.612, 0.612)},
    seconds={"chelsea": 0.56, "coffee": 1.17, "astronaut": 1.60},
)
"""OpenCV contrib 5.0.0, its Selective Search in the fast mode."""
