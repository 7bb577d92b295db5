"""What a network costs, layer by layer, from one run: shapes, parameters, multiply–adds."""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from lecture_utils.methods.validation import require

Shape = tuple[int, ...]


class LayerRun(NamedTuple):
    """What one layer did when the network ran.

    Attributes
    ----------
    name : str
        As in ``network.named_modules()``: "features.0"; "" is the network itself.
    kind : str
        Its class: "Conv2d".
    depth : int
        0 for the network, 1 for what it holds, and so on.
    has_layers : bool
        Whether it is made of layers, which have entries of their own.
    inputs, outputs : tuple of tuple of int
        The shapes of all tensors that went in and came out, also of those within lists and dictionaries.
    parameters : int
        Of the layer and all that it holds.
    multiply_adds : int
        Of the layer and all that it holds.
    """

    name: str
    kind: str
    depth: int
    has_layers: bool
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    parameters: int
    multiply_adds: int

    @property
    def input(self) -> Shape:
        """The shape of the first tensor that went in."""
        return self.inputs[0]

    @property
    def output(self) -> Shape:
        """The shape of the first tensor that came out."""
        return self.outputs[0]


class NetworkCosts(NamedTuple):
    """What a network cost in one run.

    Attributes
    ----------
    runs : tuple of LayerRun
        Everything that ran, in the order in which it began: first the network, then its first part, ... A layer that
        runs twice is in it twice.
    parameters : int
        Of the network; what is shared counts once.
    multiply_adds : int
        Of the whole run.
    """

    runs: tuple[LayerRun, ...]
    parameters: int
    multiply_adds: int

    @property
    def layers(self) -> tuple[LayerRun, ...]:
        """Those that are not made of others: convolutions, poolings, ..."""
        return tuple(run for run in self.runs if not run.has_layers)


def network_costs(network: nn.Module, *inputs: Any) -> NetworkCosts:
    """Run a network once, and note the shapes, the parameters and the multiply–adds of all its layers.

    Parameters
    ----------
    network : nn.Module
        It is run as for testing (``eval``), without gradients, and left as it was.
    *inputs
        What it is called with. On the device "meta" a network of any size runs at once and needs no memory:
        ``with torch.device("meta"): network_costs(AlexNet(PAPER), torch.empty(1, 3, 224, 224))``.

    Returns
    -------
    NetworkCosts

    Raises
    ------
    ValueError
        If ``network`` isn't a module.

    Notes
    -----
    Counted are the products that are summed: those of convolutions, fully connected layers, matrix products and
    attention, wherever in the code they are. Positions in the padding count, as in all such tables. Sums without
    products (pooling, residuals), activations and normalisations don't count: a few per cent. Nor do torch's recurrent
    layers (LSTM, GRU), which run as one operation. The total is half of what
    ``torch.utils.flop_counter.FlopCounterMode`` counts, as it takes a product and its sum as two; what it leaves out on
    the CPU is added (`NOT_COUNTED_BY_TORCH`).
    """
    require(isinstance(network, nn.Module), "network", "a module", type(network).__name__)
    counter = FlopCounterMode(display=False, custom_mapping=NOT_COUNTED_BY_TORCH)
    recorder = _Recorder(network, counter)
    modes = [(module, module.training) for module in network.modules()]
    fast_attention = torch.backends.mha.get_fastpath_enabled()
    try:
        network.eval()
        torch.backends.mha.set_fastpath_enabled(False)  # it would run a whole Transformer layer as one operation
        with torch.no_grad(), counter:
            network(*inputs)
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_attention)
        recorder.remove_hooks()
        for module, training in modes:
            module.training = training
    runs = recorder.finished()
    return NetworkCosts(runs, _parameters(network), runs[0].multiply_adds)


class _Recorder:
    """Notes the layers that run, from hooks; a `FlopCounterMode` counts meanwhile."""

    def __init__(self, network: nn.Module, counter: FlopCounterMode) -> None:
        self._counter = counter
        self._runs: list[dict[str, Any]] = []
        self._running: list[dict[str, Any]] = []
        self._hooks = []
        for name, module in network.named_modules():
            self._hooks.append(module.register_forward_pre_hook(self._begin(name), with_kwargs=True))
            self._hooks.append(module.register_forward_hook(self._end))

    def _counted(self) -> int:
        return self._counter.get_total_flops() // 2  # a product and its sum are two

    def _begin(self, name: str) -> Callable[..., None]:
        def begin(module: nn.Module, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
            run = {
                "name": name,
                "kind": type(module).__name__,
                "depth": name.count(".") + 1 if name else 0,
                "has_layers": any(True for _ in module.children()),
                "inputs": tuple(_shapes((arguments, named))),
                "outputs": (),
                "parameters": _parameters(module),
                "multiply_adds": self._counted(),  # before; `_end` takes it away
            }
            self._runs.append(run)
            self._running.append(run)

        return begin

    def _end(self, module: nn.Module, arguments: tuple[Any, ...], output: Any) -> None:
        run = self._running.pop()
        run["outputs"] = tuple(_shapes(output))
        run["multiply_adds"] = self._counted() - run["multiply_adds"]

    def remove_hooks(self) -> None:
        for hook in self._hooks:
            hook.remove()

    def finished(self) -> tuple[LayerRun, ...]:
        return tuple(LayerRun(**run) for run in self._runs)


def _of_product(first: Shape, second: Shape, **rest: Any) -> int:
    """Count (n, m) by (m,), or (m,) by (m,)."""
    return 2 * math.prod(first)


def _of_product_added(added: Shape, first: Shape, second: Shape, **rest: Any) -> int:
    return 2 * math.prod(first)


def _of_attention(query: Shape, key: Shape, value: Shape, *rest: Any, **named: Any) -> int:
    """Count QKᵀ, then AV: each query is compared with every input over D_Q numbers, and takes D_V from it."""
    return 2 * math.prod(query[:-1]) * key[-2] * (query[-1] + value[-1])


_aten = torch.ops.aten
NOT_COUNTED_BY_TORCH: dict[Any, Callable[..., int]] = {
    _aten.mv: _of_product,
    _aten.dot: _of_product,
    _aten.addmv: _of_product_added,
    _aten._scaled_dot_product_flash_attention_for_cpu: _of_attention,
}
"""How many operations these take, a product and its sum being two, from the shapes of their arguments."""


def _shapes(value: Any) -> Iterator[Shape]:
    """Find the shape of every tensor in a value, however deep in lists, tuples and dictionaries."""
    if isinstance(value, Tensor):
        yield tuple(value.shape)
    elif isinstance(value, dict):
        yield from _shapes(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _shapes(one)


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
