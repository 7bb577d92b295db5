"""A photograph's patches in another order: what each patch takes stays the same, unless positions are added."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.attention import cut_into_patches, patch_features
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.methods.self_attention import permute, self_attention, sinusoidal_positions_2d
from lecture_utils.pictures import draw_blocks, draw_heatmap
from lecture_utils.pictures.number_format import number, percent
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, Panel, PickCell, Toggle

PHOTO = "chelsea"
SHARPNESS = 4.0  # of the queries, which are so much longer than the features
ORDERS = ["as they are", "last one first", "shuffled", "shuffled again"]


@lru_cache(maxsize=1)
def patches() -> Tensor:
    """Cut the photograph into patches, (rows, columns, 3, 16, 16)."""
    return cut_into_patches(photograph(PHOTO).image)


@lru_cache(maxsize=1)
def vectors() -> Tensor:
    """Describe each patch by its colour and edges, (N_X, D_X): a multiple of 4 numbers, which positions need."""
    features = patch_features(photograph(PHOTO).image, "colour and edges")
    return features[..., :8].flatten(0, 1)


def order_of(name: str) -> list[int]:
    """Return which patch lies at each place."""
    count = len(vectors())
    if name == ORDERS[0]:
        return list(range(count))
    if name == ORDERS[1]:
        return list(range(count))[::-1]
    seed = ORDERS.index(name)
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed)).tolist()


@lru_cache(maxsize=8)
def attention(order: str, positions: bool) -> tuple[Tensor, Tensor]:
    """Run self-attention on the patches in an order; return A, (N_X, N_X), and Y, (N_X, D_X)."""
    inputs = permute(vectors(), order_of(order))
    if positions:
        rows, columns = patches().shape[:2]
        inputs = inputs + sinusoidal_positions_2d(rows, columns, inputs.shape[1]).flatten(0, 1)
    same = torch.eye(inputs.shape[1])
    steps = self_attention(inputs, SHARPNESS * same, same, same)
    return steps.A, steps.Y


@lru_cache(maxsize=8)
def shuffled_image(order: str) -> Tensor:
    """Put the patches together in an order, (3, H, W)."""
    rows, columns = patches().shape[:2]
    placed = patches().flatten(0, 1)[order_of(order)].reshape(rows, columns, 3, STRIDE, STRIDE)
    return placed.permute(2, 0, 3, 1, 4).reshape(3, rows * STRIDE, columns * STRIDE)


def place_of(patch: tuple[int, int], order: str) -> tuple[int, int]:
    """Return row and column where a patch lies in an order."""
    columns = patches().shape[1]
    row, column = divmod(order_of(order).index(patch[0] * columns + patch[1]), columns)
    return row, column


def weights(patch: tuple[int, int], order: str, positions: bool) -> Tensor:
    """Return the weights of a patch, laid out as the patches lie in that order."""
    rows, columns = patches().shape[:2]
    row, column = place_of(patch, order)
    return attention(order, positions)[0][row * columns + column].reshape(rows, columns)


@lru_cache(maxsize=8)
def changes(order: str, positions: bool) -> Tensor:
    """Return by how much each patch's output changes with the order, (rows, columns), as the photograph has them."""
    before = attention(ORDERS[0], positions)[1]
    after = attention(order, positions)[1]
    back = torch.empty_like(after)
    back[order_of(order)] = after
    return (back - before).abs().amax(dim=1).reshape(patches().shape[:2])


def draw_before(axes: Axes, patch: tuple[int, int], positions: bool) -> None:
    """Draw where the patch looks in the photograph."""
    found = weights(patch, ORDERS[0], positions)
    grey = shuffled_image(ORDERS[0]).mean(dim=0)
    draw_heatmap(axes, found, grey, limits=(0, float(found.max())), title="the photograph: pick a patch")


def draw_after(axes: Axes, patch: tuple[int, int], order: str, positions: bool) -> None:
    """Draw where the same patch looks in the other order."""
    found = weights(patch, order, positions)
    grey = shuffled_image(order).mean(dim=0)
    draw_heatmap(axes, found, grey, limits=(0, float(found.max())), title=f"its patches {order}")
    row, column = place_of(patch, order)
    draw_blocks(axes, [(row * STRIDE, column * STRIDE, STRIDE, STRIDE)], halo=True)


def draw_changes(axes: Axes, order: str, positions: bool) -> None:
    """Draw by how much the output of each patch changed."""
    draw_heatmap(axes, changes(order, positions), limits=(0, 3), title="change of each output", colorbar=True)


def title(order: str, positions: bool) -> str:
    """Say how many outputs changed."""
    if order == ORDERS[0]:
        return "The patches lie as they do in the photograph: choose another order"
    found = changes(order, positions)
    if float(found.max()) < 1e-4:
        return "Every patch gets the output that it had: self-attention sees a set"
    return f"With positions {percent(float((found > 1e-4).float().mean()))} of the patches get another output"


def caption(patch: tuple[int, int], order: str, positions: bool) -> str:
    """Say how much of the weight went elsewhere."""
    count = len(vectors())
    before = weights(patch, ORDERS[0], positions).flatten()
    now = weights(patch, order, positions).flatten()
    back = torch.empty_like(now)
    back[order_of(order)] = now
    moved = float((back - before).abs().sum() / 2)
    return (
        f"{percent(moved)} of the patch's weight moved to other patches. {count} inputs of "
        f"{vectors().shape[1]} numbers made by hand (colour and edges), "
        f"W_Q = {number(SHARPNESS)} I, W_K = W_V = I. {photograph(PHOTO).credit_line}"
    )


def shuffled_patches_demo() -> Demo:
    """Shuffle the patches of a photograph and see that each gets the output that it had."""
    rows, columns = patches().shape[:2]
    return Demo(
        name="shuffled_patches",
        title=title,
        controls=[
            PickCell("patch", panel="before", shape=(rows, columns), start=(7, 10), label="patch", frozen_every=6),
            Choice("order", ORDERS, start=ORDERS[2], label="order", frozen_options=(ORDERS[0], ORDERS[2])),
            Toggle("positions", label="add positions"),
        ],
        panels=[
            [
                Panel("before", draw_before, size=(3.3, 2.4), alt="where the patch looks in the photograph"),
                Panel("after", draw_after, size=(3.3, 2.4), alt="where it looks among the patches in another order"),
                Panel("changes", draw_changes, size=(2.4, 2.4), alt="by how much each output changed"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
