"""Compare what R-CNN, SPP-net, Fast R-CNN and Faster R-CNN take for an image: ``python -m benchmarks detectors``.

The trained networks on one thread: R-CNN, SPP-net and Fast R-CNN with the same backbone, map and proposals. R-CNN has
to come out slowest, and proposals have to take most of Fast R-CNN's time: neither is arranged here. The lecture's bars
are drawn from the same run, which ``times.json`` of its demos keeps.
"""

import argparse
from itertools import islice

import torch

from lecture_utils.demos.fast_rcnn.times import CHECKPOINTS, PAPERS, TITLES, write_times
from lecture_utils.methods.detector_times import Detectors, DetectorTimes, detector_times
from lecture_utils.methods.proposals import selective_search
from lecture_utils.scenes.meadow import Meadow, scene_seed
from lecture_utils.training.checkpoint import load_network, record
from lecture_utils.training.svm_fitting import COST


def ratio(mine: float, fastest: float) -> str:
    return f"{mine / fastest:.1f}"


def paper_ratio(name: str, column: int) -> str:
    mine, fast = PAPERS[name][column], PAPERS["fast"][column]
    return "" if mine is None or fast is None else f"{mine / fast:.1f}"


def row(name: str, found: dict[str, DetectorTimes]) -> str:
    times, fast = found[name], found["fast"]
    cells = [
        f"{1000 * times.fitting:.0f}",
        f"{1000 * times.training:.0f}",
        f"{1000 * times.training_with_proposals:.0f}",
        ratio(times.training, fast.training),
        paper_ratio(name, 0),
        f"{1000 * times.test:.0f}",
        f"{1000 * times.test_with_proposals:.0f}",
        ratio(times.test_with_proposals, fast.test_with_proposals),
        paper_ratio(name, 1),
        ratio(times.test, fast.test),
        paper_ratio(name, 2),
        f"{record(CHECKPOINTS[name]).figures['AP50']:.3f}",
    ]
    return f"| {TITLES[name]} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=25, help="held-out meadows, of which the median is printed")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    meadows = (Meadow(scene_seed("test", index)) for index in range(10 * arguments.scenes))
    chosen = list(islice((meadow for meadow in meadows if len(meadow.boxes)), arguments.scenes))
    detectors = Detectors(*(load_network(checkpoint) for checkpoint in CHECKPOINTS.values()))
    images = torch.stack([meadow.image for meadow in chosen])
    found = detector_times(detectors, images, chosen, lambda image: selective_search(image).boxes, cost=COST)
    write_times(found, len(chosen))
    visits, proposals = found["fast"].visits, found["fast"].proposals
    print(
        f"Milliseconds for an image of 128×128 pixels, one thread, medians of {len(chosen)}; training: {visits} "
        f"visits of 32 regions each, what is done once, and fitting SVMs and regressions where there are any (their "
        f"share, *fitting*, is that of {len(chosen)} images fitted together). Selective Search takes "
        f"{1000 * proposals:.0f} ms: {100 * proposals / found['fast'].test_with_proposals:.0f} % of Fast R-CNN's "
        "time. ×: times Fast R-CNN's, here and in the papers.\n"
    )
    heads = ["fitting", "training", "with proposals", "×", "papers", "test", "with proposals"]
    heads += ["× with", "papers", "× without", "papers", "AP50"]
    print(f"| | {' | '.join(heads)} |")
    print("|---|" + "---:|" * len(heads))
    for name in found:
        print(row(name, found))
    shared = [name for name in found if name != "faster"]
    slowest = {kind: max(shared, key=lambda name: getattr(found[name], kind)) for kind in ("training", "test")}
    dominate = "yes" if proposals > found["fast"].test else "**no**"
    print(
        f"\nSlowest of the three on one map, without proposals: {TITLES[slowest['training']]} in training, "
        f"{TITLES[slowest['test']]} in use. Proposals take most of Fast R-CNN's time: {dominate}."
    )


if __name__ == "__main__":
    main()
