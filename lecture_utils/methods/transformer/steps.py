"""Every stage of a Transformer layer by its name, seen from outside: hooks note what goes through its parts."""

from collections.abc import Callable
from typing import Any, NamedTuple

from torch import Tensor, nn

from lecture_utils.methods.multihead_attention import MultiheadAttention, MultiheadSteps
from lecture_utils.methods.transformer.block import TransformerBlock


class BlockSteps(NamedTuple):
    """What one layer computes.

    Attributes
    ----------
    stages : dict of str to Tensor
        By its name what each stage returns, in the order in which they run: "input", "self-attention", "+ 1",
        "layer norm 1", "MLP hidden", "MLP", "+ 2", "layer norm 2" for the block of the slide. All are (..., N, D), but
        for "MLP hidden", whose vectors are as long as the MLP is wide: what its second matrix sees.
    attention : dict of str to MultiheadSteps
        "self-attention" (and "cross-attention"): queries, keys, values, weights of every head.
    """

    stages: dict[str, Tensor]
    attention: dict[str, MultiheadSteps]

    @property
    def output(self) -> Tensor:
        """What the layer returns: its last stage's result."""
        return next(reversed(self.stages.values()))

    @property
    def weights(self) -> Tensor:
        """Every head's weights of self-attention, shape (..., H, N, N)."""
        return self.attention["self-attention"].A


def noted(layer: TransformerBlock, run: Callable[[], Tensor], attentions: dict[str, MultiheadAttention]) -> BlockSteps:
    """Run a layer and note what each of its parts takes in and gives out.

    Parameters
    ----------
    layer : TransformerBlock
    run : callable
        Calls the layer: ``lambda: layer(x)``.
    attentions : dict of str to MultiheadAttention
        The layer's attentions by the names of their stages.

    Returns
    -------
    BlockSteps
    """
    stages: dict[str, Tensor] = {}
    attention: dict[str, MultiheadSteps] = {}
    heads: dict[str, tuple[Tensor, ...]] = {}
    norms = [module for name, module in layer.named_children() if name.startswith("norm")]

    def before_layer(_: nn.Module, given: tuple[Any, ...]) -> None:
        stages["input"] = given[0]

    def after_layer(_: nn.Module, given: tuple[Any, ...], output: Tensor) -> None:
        if layer.norm_first:  # otherwise it is the last layer norm's
            stages[f"+ {len(norms)}"] = output

    def before_norm(number: int) -> Callable[..., None]:
        # Post-norm, a layer norm takes in its own sublayer's sum; pre-norm, that of the sublayer before.
        summed = number - 1 if layer.norm_first else number

        def hook(_: nn.Module, given: tuple[Any, ...]) -> None:
            if summed:
                stages[f"+ {summed}"] = given[0]

        return hook

    def after(name: str) -> Callable[..., None]:
        def hook(_: nn.Module, given: tuple[Any, ...], output: Tensor) -> None:
            stages[name] = output

        return hook

    def before_second_matrix(_: nn.Module, given: tuple[Any, ...]) -> None:
        stages["MLP hidden"] = given[0]

    def after_heads(name: str) -> Callable[..., None]:
        def hook(_: nn.Module, given: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
            heads[name] = (*given[:3], *output)

        return hook

    def after_projection(name: str) -> Callable[..., None]:
        def hook(_: nn.Module, given: tuple[Any, ...], output: Tensor) -> None:
            Q, K, V, Y, A = heads.pop(name)
            attention[name] = MultiheadSteps(Q, K, V, A, Y, given[0], output)
            stages[name] = output

        return hook

    hooks = [layer.register_forward_pre_hook(before_layer), layer.register_forward_hook(after_layer)]
    for number, norm in enumerate(norms, start=1):
        hooks.append(norm.register_forward_pre_hook(before_norm(number)))
        hooks.append(norm.register_forward_hook(after(f"layer norm {number}")))
    hooks.append(layer.linear2.register_forward_pre_hook(before_second_matrix))
    hooks.append(layer.linear2.register_forward_hook(after("MLP")))
    for name, part in attentions.items():
        hooks.append(part.heads.register_forward_hook(after_heads(name)))
        hooks.append(part.out_proj.register_forward_hook(after_projection(name)))
    try:
        run()
    finally:
        for hook in hooks:
            hook.remove()
    return BlockSteps(stages, attention)
