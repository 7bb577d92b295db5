"""`make test TOPIC=name` runs what is named after a lecture, and no other lecture's tests."""

import pytest

from tests.conftest import is_of_topic

TOPICS = ["attention", "masked_attention", "roi", "vit", "vit_vs_resnet"]


@pytest.mark.parametrize(
    ("item", "topic"),
    [
        ("tests/methods/test_roi.py::test_x", "roi"),
        ("tests/methods/test_attention_measured.py::test_x", "attention"),
        ("tests/training/test_vit_vs_resnet.py::test_x", "vit_vs_resnet"),
        ("tests/demos/test_all_demos.py::test_states[roi.roi_demo]", "roi"),
        ("tests/browser/test_lectures.py::test_keys[05_roi.ipynb]", "roi"),
        ("tests/notebooks/test_rules.py::test_rule[some_rule-05_roi]", "roi"),
        ("tests/demos/test_all_demos.py::test_states[masked_attention.mask_demo]", "masked_attention"),
        ("tests/tools/test_draw_images.py::test_stored[attention]", "attention"),
        ("tests/stage/test_demo.py::test_x", None),
        ("tests/stage/test_demo.py::test_heroic[heroi]", None),
    ],
)
def test_a_test_belongs_to_one_topic_or_to_none(item, topic):
    assert [one for one in TOPICS if is_of_topic(item, one, TOPICS)] == ([topic] if topic else [])
