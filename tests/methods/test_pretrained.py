"""Networks of torchvision: found in torch.hub's folder, fetched, damaged, missing. No file is from the internet."""

import hashlib
import io
import os
import pickle
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch
from torch.testing import assert_close
from torchvision import models

from lecture_utils.methods.pretrained import NoPretrainedWeights, torchvision_network

NAME = "squeezenet1_1"
WEIGHTS = models.SqueezeNet1_1_Weights.IMAGENET1K_V1


def published(content: bytes, weights=WEIGHTS, before="squeezenet1_1") -> str:
    """The name that a file of this content has where torchvision publishes it."""
    return f"{before}-{hashlib.sha256(content).hexdigest()[:8]}.pth"


def content_of(state) -> bytes:
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


@pytest.fixture(scope="module")
def trained():
    """A network of the right form, and its file's content."""
    torch.manual_seed(1)
    network = models.get_model(NAME, weights=None).eval()
    return network, content_of(network.state_dict())


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """An empty folder of torch.hub."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def publish(monkeypatch):
    """Let torchvision publish a file of this name; by default where nobody answers."""

    def at(name, weights=WEIGHTS, server="http://127.0.0.1:9"):
        monkeypatch.setattr(weights.value, "url", f"{server}/{name}")

    return at


def test_weights_that_lie_in_the_folder_are_loaded_as_torchvision_loads_them(hub, publish, trained):
    network, content = trained
    publish(published(content))
    (hub / published(content)).write_bytes(content)
    found = torchvision_network(NAME)
    image = torch.rand(3, 300, 400, generator=torch.Generator().manual_seed(0))
    prepared = found.transform(image)
    assert prepared.shape == (3, 224, 224)
    assert not found.network.training
    with torch.no_grad():
        assert_close(found.network(prepared[None]), network(prepared[None]))
        assert_close(found.network(prepared[None]), models.get_model(NAME, weights=WEIGHTS).eval()(prepared[None]))
    assert len(found.categories) == 1000
    assert "tabby" in found.categories
    assert found.note == "torchvision's squeezenet1_1 with SqueezeNet1_1_Weights.IMAGENET1K_V1: 1000 categories."


def test_weights_can_be_named_themselves(hub, publish, trained):
    _, content = trained
    publish(published(content))
    (hub / published(content)).write_bytes(content)
    assert torchvision_network(str(WEIGHTS)).note == torchvision_network(NAME).note


def test_networks_that_torchvision_builds_in_another_way_when_they_are_trained_are_built_so(hub, publish):
    weights = models.detection.FasterRCNN_MobileNet_V3_Large_320_FPN_Weights.COCO_V1
    name = "fasterrcnn_mobilenet_v3_large_320_fpn"
    torch.manual_seed(0)
    network = models.get_model(name, weights=None, weights_backbone=None)
    # With weights, torchvision freezes the normalisation: it has no count of batches then.
    state = {key: value for key, value in network.state_dict().items() if not key.endswith("num_batches_tracked")}
    content = content_of(state)
    publish(published(content), weights)
    (hub / published(content)).write_bytes(content)
    found = torchvision_network(name)
    kinds = {type(module).__name__ for module in found.network.modules()}
    assert "FrozenBatchNorm2d" in kinds
    assert "BatchNorm2d" not in kinds
    assert found.categories[1] == "person"


def test_nothing_is_fetched_unless_one_says_so(hub):
    with pytest.raises(NoPretrainedWeights) as refusal:
        torchvision_network("resnet50")
    assert str(refusal.value) == (
        "torchvision's resnet50 isn't on this computer; pretrained('resnet50', download=True) fetches it (98 MB)."
    )
    assert not list(hub.iterdir())


def test_without_the_internet_one_sentence_says_so(hub, publish, trained):
    publish(published(trained[1]))
    with pytest.raises(NoPretrainedWeights, match=r"^torchvision's squeezenet1_1 can't be fetched from the inter"):
        torchvision_network(NAME, download=True)
    assert not list(hub.iterdir())


@pytest.fixture
def server(tmp_path):
    """A server on this computer, and the folder that it serves."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_what_is_fetched_is_kept_and_found_the_next_time(hub, publish, server, trained):
    network, content = trained
    folder, address = server
    name = published(content)
    (folder / name).write_bytes(content)
    publish(name, server=address)
    fetched = torchvision_network(NAME, download=True)
    (folder / name).unlink()
    again = torchvision_network(NAME)
    for found in (fetched, again):
        assert_close(found.network.state_dict(), network.state_dict())
    assert [file.name for file in hub.iterdir()] == [name]


def test_what_arrives_damaged_is_not_kept(hub, publish, server, trained):
    folder, address = server
    name = published(trained[1])
    (folder / name).write_bytes(trained[1][:-1])
    publish(name, server=address)
    with pytest.raises(NoPretrainedWeights, match=r"can't be used \(invalid hash value"):
        torchvision_network(NAME, download=True)
    assert not list(hub.iterdir())


def test_a_file_that_is_not_there_to_be_fetched_is_said(hub, publish, server):
    publish("squeezenet1_1-00000000.pth", server=server[1])
    with pytest.raises(NoPretrainedWeights, match=r"can't be fetched from the internet \(.*File not found"):
        torchvision_network(NAME, download=True)


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"", lambda content: b"x" + content])
@pytest.mark.parametrize("download", [False, True])
def test_a_damaged_file_is_named_and_left(hub, publish, trained, damage, download):
    name = published(trained[1])
    publish(name)
    (hub / name).write_bytes(damage(trained[1]))
    with pytest.raises(NoPretrainedWeights, match=rf"is damaged .* the SHA-256 of {name} begins with \w+\. Delete the"):
        torchvision_network(NAME, download=download)
    assert (hub / name).exists()


class Hostile:
    """A pickle of it makes a folder where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_code_in_a_file_is_not_run(hub, publish, tmp_path):
    content = content_of(Hostile(tmp_path / "unpickled"))
    publish(published(content))
    (hub / published(content)).write_bytes(content)
    with pytest.raises(NoPretrainedWeights, match=r"^torchvision's squeezenet1_1 can't be used \(Weights only load"):
        torchvision_network(NAME)
    assert not (tmp_path / "unpickled").exists()
    torch.load(hub / published(content), weights_only=False)  # so it would have been
    assert (tmp_path / "unpickled").exists()


@pytest.mark.parametrize(
    "content",
    [content_of({"weight": torch.zeros(1)}), content_of([1, 2]), pickle.dumps([1], protocol=2), b"no weights"],
    ids=["another network's", "a list", "a pickle", "text"],
)
def test_a_file_of_another_form_is_said(hub, publish, content):
    publish(published(content))
    (hub / published(content)).write_bytes(content)
    with pytest.raises(NoPretrainedWeights, match="torchvision's squeezenet1_1 can't be used"):
        torchvision_network(NAME)


def test_the_environment_is_left_as_it_was(hub, publish, trained, monkeypatch):
    publish(published(trained[1]))
    (hub / published(trained[1])).write_bytes(trained[1])
    for before in (None, "0"):
        if before is not None:
            monkeypatch.setenv("TORCH_FORCE_WEIGHTS_ONLY_LOAD", before)
        torchvision_network(NAME)
        assert os.environ.get("TORCH_FORCE_WEIGHTS_ONLY_LOAD") == before


@pytest.mark.parametrize("name", ["resnet51", "", "ResNet50_Weights.NONE"])
def test_a_network_that_torchvision_has_not_is_refused(name):
    with pytest.raises(ValueError, match="name: expected a network of torchvision, such as resnet50, or weights"):
        torchvision_network(name)
