"""What holds for all tests."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples at every run: a check that fails fails again. HYPOTHESIS_PROFILE=explore looks for new ones. Nothing
# depends on how fast the machine is.
untimed = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, **untimed)
settings.register_profile("explore", derandomize=False, **untimed)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

TOPICS = sorted(path.stem[3:] for path in (Path(__file__).parents[1] / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--topic", choices=TOPICS, help="run what is named after one lecture, and what goes through all, for it alone"
    )


def is_of_topic(item: str, topic: str, topics: list[str]) -> bool:
    """Whether a test, by its id, is named after a topic: its file, or the parameter that it runs with."""
    file, _, rest = item.partition("::")
    named = [one for one in topics if re.match(rf"test_{one}(_|$)", Path(file).stem)]
    if named:
        return max(named, key=len) == topic
    return re.search(rf"[\[-](\d\d_)?{topic}(?=[.\]-])", rest) is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if topic := config.getoption("--topic"):
        kept = [item for item in items if is_of_topic(item.nodeid, topic, TOPICS)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
