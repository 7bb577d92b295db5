"""What the trained networks reach, as NETWORKS.md tells it."""

from lecture_utils.training.study import Row, Table
from tools.list_networks import study


def row(network: str, images: int, seed: int, top1: float) -> Row:
    return Row(network, images, seed, 5 * images, {"top-1": top1, "top-5": 1.0}, 0.75, 30.0)


def test_a_study_is_told_as_a_line_for_each_network_with_mean_spread_and_what_it_learned_from():
    rows = [row("small", images, seed, images / 1000 + seed / 10) for images in (200, 1000) for seed in (0, 1)]
    found = Table("sample", {"small": 12_345}, rows, {}, {}, "")

    told = study(found).splitlines()

    assert told[0].startswith("`sample`: top-1 on held-out pictures after so many pictures, mean of 2 seeds")
    assert told[0].endswith("4 trainings, 2.0 hours of one processor.")
    assert told[2:] == [
        "| network | parameters | 200 | 1,000 |",
        "|---|---:|---:|---:|",
        "| *steps* | | *1,000* | *5,000* |",
        "| small | 12,345 | 0.250 ± 0.071 (0.75) | 1.050 ± 0.071 (0.75) |",
    ]
