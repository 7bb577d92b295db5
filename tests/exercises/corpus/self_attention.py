"""Answers to the exercises on self-attention as students write them, right and wrong."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- permutation_matrix ---


@wrong("permutation_matrix", "Puts the ones at [order[i], i], which is the transpose")
def permutation_transposed(order):
    P = torch.zeros(len(order), len(order))
    for i, j in enumerate(order):
        P[j, i] = 1
    return P


@wrong("permutation_matrix", "Permutes the columns of the identity")
def permutation_columns(order):
    return torch.eye(len(order))[:, order]


@wrong("permutation_matrix", "Takes the inverse order by argsort")
def permutation_argsort(order):
    return torch.eye(len(order))[torch.tensor(order).argsort()]


@wrong("permutation_matrix", "Returns the identity")
def permutation_identity(order):
    return torch.eye(len(order))


@wrong("permutation_matrix", "Counts rows from 1")
def permutation_from_one(order):
    P = torch.zeros(len(order), len(order))
    for i, j in enumerate(order):
        P[i, j - 1] = 1
    return P


@wrong("permutation_matrix", "Returns whole numbers, which can't be multiplied by a float matrix")
def permutation_whole_numbers(order):
    return F.one_hot(torch.tensor(order), len(order))


@wrong("permutation_matrix", "Returns booleans")
def permutation_booleans(order):
    return torch.tensor(order)[:, None] == torch.arange(len(order))


@wrong("permutation_matrix", "Writes the numbers of the rows instead of ones")
def permutation_numbers(order):
    P = torch.zeros(len(order), len(order))
    for i, j in enumerate(order):
        P[i, j] = j
    return P


@wrong("permutation_matrix", "Indexes a whole block P[order] = 1, which fills all rows")
def permutation_filled(order):
    P = torch.zeros(len(order), len(order))
    P[order] = 1
    return P


@wrong("permutation_matrix", "Puts the ones on the diagonal through P[order, order]")
def permutation_diagonal(order):
    P = torch.zeros(len(order), len(order))
    P[order, order] = 1
    return P


@wrong("permutation_matrix", "Reverses the rows whatever the order is")
def permutation_reversed(order):
    return torch.eye(len(order)).flip(0)


@wrong("permutation_matrix", "Returns the permuted row numbers instead of a matrix")
def permutation_vector(order):
    return torch.tensor(order, dtype=torch.float32)


@wrong("permutation_matrix", "Swaps the rows i and order[i] one pair after the other")
def permutation_by_swaps(order):
    P = torch.eye(len(order))
    for i, j in enumerate(order):
        P[[i, j]] = P[[j, i]]
    return P


@wrong("permutation_matrix", "Sorts the caller's list in place on the way")
def permutation_sorts_in_place(order):
    P = torch.eye(len(order))[order]
    order.sort()
    return P


@wrong("permutation_matrix", "Has four rows always, as in the lecture's example")
def permutation_of_four(order):
    P = torch.zeros(4, 4)
    for i, j in enumerate(order):
        P[i, j] = 1
    return P


@wrong("permutation_matrix", "Transposes and counts from 1, two mistakes at once")
def permutation_two_mistakes(order):
    P = torch.zeros(len(order), len(order))
    for i, j in enumerate(order):
        P[j - 1, i] = 1
    return P


@wrong("permutation_matrix", "Leaves a list of lists")
def permutation_nested_list(order):
    return [[1.0 if j == k else 0.0 for k in range(len(order))] for j in order]


@right("permutation_matrix", "Sorts the rows of the identity by index_select")
def permutation_index_select(order):
    return torch.eye(len(order)).index_select(0, torch.tensor(order))


@right("permutation_matrix", "Scatters ones")
def permutation_scatter(order):
    n = len(order)
    return torch.zeros(n, n).scatter_(1, torch.tensor(order).view(n, 1), 1.0)


@right("permutation_matrix", "Uses one_hot and makes it float64")
def permutation_one_hot(order):
    return nn.functional.one_hot(torch.as_tensor(order), num_classes=len(order)).double()


@right("permutation_matrix", "Compares numbers in a comprehension")
def permutation_comprehension(order):
    return torch.tensor([[float(order[i] == j) for j in range(len(order))] for i in range(len(order))])


@right("permutation_matrix", "Inverts the identity with permuted columns")
def permutation_inverse(order):
    return torch.eye(len(order))[:, order].T


@right("permutation_matrix", "Uses NumPy's fancy indices")
def permutation_in_numpy(order):
    P = np.zeros((len(order),) * 2, dtype=np.float32)
    P[range(len(order)), order] = 1
    return torch.from_numpy(P)


@right("permutation_matrix", "Builds a sparse tensor and makes it dense")
def permutation_sparse(order):
    n = len(order)
    return torch.sparse_coo_tensor(
        [list(range(n)), list(order)], torch.ones(n), (n, n), check_invariants=True
    ).to_dense()


# --- sinusoidal_positions ---


def _angles(length, width):
    frequencies = 10000 ** (-torch.arange(0, width, 2) / width)
    return torch.arange(length)[:, None] * frequencies


@wrong("sinusoidal_positions", "Puts all sines first, then all cosines")
def positions_halves(length, width):
    angles = _angles(length, width)
    return torch.cat([angles.sin(), angles.cos()], 1)


@wrong("sinusoidal_positions", "Exchanges sines and cosines")
def positions_exchanged(length, width):
    P = torch.zeros(length, width)
    P[:, 0::2], P[:, 1::2] = _angles(length, width).cos(), _angles(length, width).sin()
    return P


@wrong("sinusoidal_positions", "Gives every column a frequency of its own, cosines too")
def positions_own_frequency(length, width):
    columns = torch.arange(width)
    angles = torch.arange(length)[:, None] / 10000 ** (columns / width)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())


@wrong("sinusoidal_positions", "Forgets the 2 in the exponent: i / D")
def positions_exponent_without_two(length, width):
    angles = torch.arange(length)[:, None] / 10000 ** (torch.arange(width // 2) / width)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Doubles the exponent: 2 · 2i / D")
def positions_exponent_doubled(length, width):
    angles = torch.arange(length)[:, None] / 10000 ** (2 * torch.arange(0, width, 2) / width)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Multiplies by 10000^(2i/D) instead of dividing")
def positions_multiplied(length, width):
    angles = torch.arange(length)[:, None] * 10000 ** (torch.arange(0, width, 2) / width)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Takes 1000 for the base")
def positions_base(length, width):
    angles = torch.arange(length)[:, None] / 1000 ** (torch.arange(0, width, 2) / width)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Counts places from 1")
def positions_from_one(length, width):
    angles = _angles(length + 1, width)[1:]
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Divides the exponent as a whole number, so that all frequencies are 1")
def positions_integer_division(length, width):
    P = torch.zeros(length, width)
    for p in range(length):
        for i in range(width // 2):
            P[p, 2 * i] = math.sin(p / 10000 ** (2 * i // width))
            P[p, 2 * i + 1] = math.cos(p / 10000 ** (2 * i // width))
    return P


@wrong("sinusoidal_positions", "Returns (width, length)")
def positions_transposed(length, width):
    angles = _angles(length, width)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1).T


@wrong("sinusoidal_positions", "Exchanges both arguments")
def positions_arguments_exchanged(length, width):
    angles = torch.arange(width)[:, None] * 10000 ** (-torch.arange(0, length, 2) / length)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Stacks sines and cosines before the columns, so that a reshape mixes them")
def positions_wrong_stack(length, width):
    angles = _angles(length, width)
    return torch.stack([angles.sin(), angles.cos()], 1).reshape(length, width)


@wrong("sinusoidal_positions", "Leaves sines and cosines in a dimension of their own")
def positions_not_flattened(length, width):
    angles = _angles(length, width)
    return torch.stack([angles.sin(), angles.cos()], 2)


@wrong("sinusoidal_positions", "Takes the angles for degrees")
def positions_degrees(length, width):
    angles = torch.deg2rad(_angles(length, width))
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Multiplies the angles by 2π")
def positions_full_turns(length, width):
    angles = 2 * math.pi * _angles(length, width)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Lets the exponent reach 1 in the last pair: i / (D/2 − 1)")
def positions_linspace(length, width):
    angles = torch.arange(length)[:, None] / 10000 ** torch.linspace(0, 1, width // 2)
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Lets rows instead of columns decide between sine and cosine")
def positions_alternating_rows(length, width):
    angles = torch.arange(length)[:, None] * 10000 ** (-(torch.arange(width) // 2 * 2) / width)
    return torch.where(torch.arange(length)[:, None] % 2 == 0, angles.sin(), angles.cos())


@wrong("sinusoidal_positions", "Is right for a width of 8 only")
def positions_width_eight(length, width):
    angles = torch.arange(length)[:, None] / torch.tensor([1.0, 10.0, 100.0, 1000.0])
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


@wrong("sinusoidal_positions", "Forgets the 2 in the exponent and puts sines first, two mistakes at once")
def positions_two_mistakes(length, width):
    angles = torch.arange(length)[:, None] / 10000 ** (torch.arange(width // 2) / width)
    return torch.cat([angles.sin(), angles.cos()], 1)


@wrong("sinusoidal_positions", "Exchanges sines with cosines and counts from 1, two mistakes at once")
def positions_two_other_mistakes(length, width):
    angles = _angles(length + 1, width)[1:]
    return torch.stack([angles.cos(), angles.sin()], 2).flatten(1)


@wrong("sinusoidal_positions", "Adds the phase of the cosine with the wrong sign")
def positions_wrong_phase(length, width):
    angles = torch.arange(length)[:, None] * 10000 ** (-(torch.arange(width) // 2 * 2) / width)
    return torch.sin(angles - torch.pi / 2 * (torch.arange(width) % 2))


@right("sinusoidal_positions", "Loops over places and pairs")
def positions_in_loops(length, width):
    P = torch.empty(length, width)
    for p in range(length):
        for i in range(width // 2):
            angle = p / 10000 ** (2 * i / width)
            P[p, 2 * i] = math.sin(angle)
            P[p, 2 * i + 1] = math.cos(angle)
    return P


@right("sinusoidal_positions", "Takes cosines as sines a quarter turn later, in float64")
def positions_by_phase(length, width):
    columns = torch.arange(width, dtype=torch.float64)
    angles = torch.outer(torch.arange(length, dtype=torch.float64), 10000 ** (-(columns - columns % 2) / width))
    return torch.sin(angles + torch.pi / 2 * (columns % 2))


@right("sinusoidal_positions", "Calculates the frequencies by exp and log, as PyTorch's tutorial does")
def positions_by_exp(length, width):
    position = torch.arange(length).unsqueeze(1)
    div_term = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    pe = torch.zeros(length, width)
    pe[:, 0::2] = torch.sin(position * div_term)
    pe[:, 1::2] = torch.cos(position * div_term)
    return pe


@right("sinusoidal_positions", "Takes imaginary and real part of complex numbers")
def positions_by_complex_numbers(length, width):
    angles = torch.outer(torch.arange(length).double(), 10000.0 ** (-torch.arange(0, width, 2).double() / width))
    turned = torch.polar(torch.ones_like(angles), angles)
    return torch.view_as_real(turned).flip(-1).flatten(1).float()


@right("sinusoidal_positions", "Works in NumPy")
def positions_in_numpy(length, width):
    P = np.zeros((length, width))
    angles = np.arange(length)[:, np.newaxis] / np.power(10000, np.arange(0, width, 2) / width)
    P[:, ::2], P[:, 1::2] = np.sin(angles), np.cos(angles)
    return torch.from_numpy(P)


@right("sinusoidal_positions", "Turns each place on from the last by the angle-sum formulas")
def positions_by_rotation(length, width):
    step = 10000 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    sine, cosine = torch.zeros_like(step), torch.ones_like(step)
    rows = []
    for _ in range(length):
        rows.append(torch.stack([sine, cosine], 1).flatten())
        sine, cosine = sine * step.cos() + cosine * step.sin(), cosine * step.cos() - sine * step.sin()
    return torch.stack(rows)


# --- equivariance_error ---


@wrong("equivariance_error", "Doesn't shuffle Y at all, which measures invariance")
def error_not_shuffled(Y, Y_shuffled, order):
    return (Y_shuffled - Y).abs().amax(1)


@wrong("equivariance_error", "Shuffles the shuffled output once more")
def error_shuffled_twice(Y, Y_shuffled, order):
    return (Y_shuffled[order] - Y).abs().amax(1)


@wrong("equivariance_error", "Undoes the shuffle of the shuffled output, so that the rows come in the order of Y")
def error_in_order_of_y(Y, Y_shuffled, order):
    return (Y_shuffled[torch.tensor(order).argsort()] - Y).abs().amax(1)


@wrong("equivariance_error", "Shuffles Y by the inverse order")
def error_inverse_order(Y, Y_shuffled, order):
    return (Y_shuffled - Y[torch.tensor(order).argsort()]).abs().amax(1)


@wrong("equivariance_error", "Takes the maximum down the columns")
def error_of_columns(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).abs().amax(0)


@wrong("equivariance_error", "Forgets the absolute value")
def error_signed(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).amax(1)


@wrong("equivariance_error", "Takes the absolute value of the largest difference")
def error_absolute_afterwards(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).amax(1).abs()


@wrong("equivariance_error", "Takes the mean of each row")
def error_mean(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).abs().mean(1)


@wrong("equivariance_error", "Sums each row")
def error_sum(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).abs().sum(1)


@wrong("equivariance_error", "Takes the Euclidean length of each row's difference")
def error_euclidean(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).norm(dim=1)


@wrong("equivariance_error", "Returns the one largest error of all")
def error_of_all(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).abs().max()


@wrong("equivariance_error", "Returns the pair of values and indices of max")
def error_pair_of_max(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).abs().max(1)


@wrong("equivariance_error", "Keeps the dimension of the columns: (N, 1)")
def error_keepdim(Y, Y_shuffled, order):
    return (Y_shuffled - Y[order]).abs().amax(1, keepdim=True)


@wrong("equivariance_error", "Returns whether each row agrees instead of how far it is off")
def error_as_booleans(Y, Y_shuffled, order):
    return torch.isclose(Y_shuffled, Y[order]).all(1)


@wrong("equivariance_error", "Shuffles the columns of Y")
def error_shuffles_columns(Y, Y_shuffled, order):
    return (Y_shuffled - Y[:, order]).abs().amax(1)


@wrong("equivariance_error", "Squares the differences")
def error_squared(Y, Y_shuffled, order):
    return ((Y_shuffled - Y[order]) ** 2).amax(1)


@wrong("equivariance_error", "Subtracts in place from the caller's output")
def error_in_place(Y, Y_shuffled, order):
    Y_shuffled -= Y[order]
    return Y_shuffled.abs().amax(1)


@wrong("equivariance_error", "Compares the largest values of the rows only")
def error_of_maxima(Y, Y_shuffled, order):
    return (Y_shuffled.amax(1) - Y[order].amax(1)).abs()


@wrong("equivariance_error", "Divides by the size of the output, a relative error")
def error_relative(Y, Y_shuffled, order):
    return ((Y_shuffled - Y[order]).abs() / Y[order].abs()).amax(1)


@wrong("equivariance_error", "Adds instead of subtracting")
def error_added(Y, Y_shuffled, order):
    return (Y_shuffled + Y[order]).abs().amax(1)


@wrong("equivariance_error", "Writes row i to row order[i] in a loop, which is the inverse shuffle")
def error_scattered(Y, Y_shuffled, order):
    expected = torch.zeros_like(Y)
    for i, j in enumerate(order):
        expected[j] = Y[i]
    return (Y_shuffled - expected).abs().amax(1)


@wrong("equivariance_error", "Uses the inverse order and forgets the absolute value, two mistakes at once")
def error_two_mistakes(Y, Y_shuffled, order):
    return (Y_shuffled - Y[torch.tensor(order).argsort()]).amax(1)


@wrong("equivariance_error", "Doesn't shuffle, and takes the mean, two mistakes at once")
def error_two_other_mistakes(Y, Y_shuffled, order):
    return (Y_shuffled - Y).abs().mean(1)


@right("equivariance_error", "Multiplies by a permutation matrix")
def error_by_matrix(Y, Y_shuffled, order):
    P = torch.eye(len(order), dtype=Y.dtype)[order]
    return torch.max(torch.abs(P @ Y - Y_shuffled), dim=1).values


@right("equivariance_error", "Takes the maximum norm of each row")
def error_by_norm(Y, Y_shuffled, order):
    return torch.linalg.vector_norm(Y_shuffled - Y[order], ord=math.inf, dim=-1)


@right("equivariance_error", "Loops over rows and numbers")
def error_in_loops(Y, Y_shuffled, order):
    rows = [
        max(abs(float(a - b)) for a, b in zip(Y[j], row, strict=True)) for j, row in zip(order, Y_shuffled, strict=True)
    ]
    return torch.tensor(rows)


@right("equivariance_error", "Takes the larger one of the largest differences of both signs")
def error_both_signs(Y, Y_shuffled, order):
    difference = Y.index_select(0, torch.tensor(order)) - Y_shuffled
    return torch.maximum(difference.amax(1), -difference.amin(1))


@right("equivariance_error", "Undoes the shuffle, compares, and shuffles the errors")
def error_unshuffled(Y, Y_shuffled, order):
    back = torch.empty_like(Y_shuffled)
    back[order] = Y_shuffled
    return (back - Y).abs().amax(dim=1)[order]


@right("equivariance_error", "Works in NumPy's float64")
def error_in_numpy(Y, Y_shuffled, order):
    return torch.from_numpy(np.abs(Y_shuffled.numpy().astype(float) - Y.numpy()[order]).max(axis=1))


@right("equivariance_error", "Sorts all absolute differences and takes the last column")
def error_sorted(Y, Y_shuffled, order):
    return torch.stack([Y[j] for j in order]).sub(Y_shuffled).abs().sort(dim=1).values[:, -1]


# --- self_attention ---


def _projected(X, W_Q, W_K, W_V):
    return X @ W_Q, X @ W_K, X @ W_V


@wrong("self_attention", "Forgets to scale")
def layer_unscaled(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Divides by D_Q without the root")
def layer_without_root(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1]
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Divides by √D_X, the inputs' length")
def layer_scaled_by_inputs(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.sqrt(X.shape[1])
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Divides by √D_V, the values' length")
def layer_scaled_by_values(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.sqrt(V.shape[1])
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Divides by √N_X, taking the wrong size of Q")
def layer_scaled_by_number(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.sqrt(len(Q))
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Multiplies by √D_Q")
def layer_scaled_up(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T * math.sqrt(Q.shape[1])
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Takes the softmax of each column")
def layer_softmax_columns(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = E.softmax(0)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Takes one softmax over all similarities")
def layer_softmax_of_all(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = E.flatten().softmax(0).reshape(E.shape)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Has a row of the similarities for each key")
def layer_keys_first(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = K @ Q.T / math.sqrt(Q.shape[1])
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Applies the weights transposed")
def layer_weights_transposed(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = E.softmax(1)
    return Q, K, V, E, A, A.T @ V


@wrong("self_attention", "Exponentiates without subtracting the maximum, which overflows at 1000")
def layer_overflows(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.exp() / E.exp().sum(1, keepdim=True)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Exponentiates in float64, which overflows at 1000 still")
def layer_overflows_in_float64(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = (E.double().exp() / E.double().exp().sum(1, keepdim=True)).to(E.dtype)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Divides by the sums without keepdim, so that the columns are divided")
def layer_without_keepdim(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = torch.exp(E - E.max())
    A = A / A.sum(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Subtracts the maximum of all similarities, so that a row far below it has the sum 0")
def layer_maximum_of_all(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = torch.exp(E - E.max())
    A = A / A.sum(1, keepdim=True)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Returns the similarities with the maxima subtracted, as E was changed in place")
def layer_changes_similarities(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    E -= E.max(1, keepdim=True).values
    A = E.exp() / E.exp().sum(1, keepdim=True)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Limits the similarities to 80 so that nothing overflows")
def layer_clamped(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.clamp(-80, 80).softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Returns the output first")
def layer_output_first(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return A @ V, A, E, V, K, Q


@wrong("self_attention", "Returns the output alone")
def layer_output_alone(X, W_Q, W_K, W_V):
    return F.scaled_dot_product_attention(X @ W_Q, X @ W_K, X @ W_V)


@wrong("self_attention", "Exchanges queries and keys")
def layer_queries_and_keys(X, W_Q, W_K, W_V):
    K, Q, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Returns Q, V, K: values before keys")
def layer_values_before_keys(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, V, K, E, A, A @ V


@wrong("self_attention", "Returns the similarities before they are scaled, though the weights are right")
def layer_returns_unscaled(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T
    A = (E / Q.shape[1] ** 0.5).softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Multiplies by the matrices transposed, as nn.Linear stores them")
def layer_linear(X, W_Q, W_K, W_V):
    Q, K, V = F.linear(X, W_Q), F.linear(X, W_K), F.linear(X, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Uses the inputs as values")
def layer_inputs_as_values(X, W_Q, W_K, W_V):
    Q, K, V = X @ W_Q, X @ W_K, X
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Uses the queries' matrix for the keys too")
def layer_same_matrix(X, W_Q, W_K, W_V):
    Q, K, V = X @ W_Q, X @ W_Q, X @ W_V
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Adds the inputs to the outputs, a skip connection that nobody asked for")
def layer_with_skip(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V + X


@wrong("self_attention", "Scales twice, in the queries and in the similarities")
def layer_scaled_twice(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = (Q / Q.shape[1] ** 0.25) @ (K / K.shape[1] ** 0.25).T / Q.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Scales the queries that are returned")
def layer_returns_scaled_queries(X, W_Q, W_K, W_V):
    Q, K, V = X @ W_Q / W_Q.shape[1] ** 0.5, X @ W_K, X @ W_V
    E = Q @ K.T
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Masks the later rows, as a language model would")
def layer_causal(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = E.masked_fill(torch.ones_like(E).triu(1).bool(), -math.inf).softmax(1)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Forgets the scale and normalises columns, two mistakes at once")
def layer_two_mistakes(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T
    A = E.softmax(0)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Transposes similarities and scales by √D_X, two mistakes at once")
def layer_two_other_mistakes(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = K @ Q.T / X.shape[1] ** 0.5
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V


@right("self_attention", "Writes every product as an einsum")
def layer_by_einsum(X, W_Q, W_K, W_V):
    Q, K, V = (torch.einsum("nx,xd->nd", X, W) for W in (W_Q, W_K, W_V))
    E = torch.einsum("qd,kd->qk", Q, K) / math.sqrt(Q.size(-1))
    A = torch.softmax(E, dim=-1)
    return Q, K, V, E, A, torch.einsum("qk,kv->qv", A, V)


@right("self_attention", "Subtracts each row's maximum by hand")
def layer_softmax_by_hand(X, W_Q, W_K, W_V):
    Q, K, V = X.mm(W_Q), X.mm(W_K), X.mm(W_V)
    E = Q.mm(K.t()) * Q.shape[1] ** -0.5
    exponentials = torch.exp(E - E.amax(dim=1, keepdim=True))
    A = exponentials / exponentials.sum(dim=1, keepdim=True)
    return Q, K, V, E, A, A.mm(V)


@right("self_attention", "Loops over the queries")
def layer_in_a_loop(X, W_Q, W_K, W_V):
    Q, K, V = X @ W_Q, X @ W_K, X @ W_V
    E, A, Y = [], [], []
    for query in Q:
        E.append(K @ query / query.numel() ** 0.5)
        A.append(E[-1].log_softmax(0).exp())
        Y.append(A[-1] @ V)
    return Q, K, V, torch.stack(E), torch.stack(A), torch.stack(Y)


@right("self_attention", "Multiplies the three matrices at once and splits the result")
def layer_at_once(X, W_Q, W_K, W_V):
    Q, K, V = (X @ torch.cat([W_Q, W_K, W_V], 1)).split([W_Q.shape[1], W_K.shape[1], W_V.shape[1]], 1)
    E = (Q / W_Q.shape[1] ** 0.5) @ K.T
    A = (E - E.logsumexp(1, keepdim=True)).exp()
    return Q, K, V, E, A, A @ V


@right("self_attention", "Calculates in float64")
def layer_in_float64(X, W_Q, W_K, W_V):
    Q, K, V = (X.double() @ W.double() for W in (W_Q, W_K, W_V))
    E = Q @ K.T / np.sqrt(Q.shape[1])
    A = F.softmax(E, dim=1)
    return Q, K, V, E, A, A @ V


@right("self_attention", "Takes the outputs from scaled_dot_product_attention")
def layer_by_library(X, W_Q, W_K, W_V):
    Q, K, V = X @ W_Q, X @ W_K, X @ W_V
    E = torch.inner(Q, K) / math.sqrt(K.shape[1])
    Y = F.scaled_dot_product_attention(Q[None], K[None], V[None])[0]
    return Q, K, V, E, nn.Softmax(dim=1)(E), Y


@wrong("self_attention", "Replaces the nan of an overflow by 0")
def layer_nan_to_zero(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / Q.shape[1] ** 0.5
    A = (E.exp() / E.exp().sum(1, keepdim=True)).nan_to_num(0)
    return Q, K, V, E, A, A @ V


@wrong("self_attention", "Divides by a rounded root of D_Q")
def layer_rounded_root(X, W_Q, W_K, W_V):
    Q, K, V = _projected(X, W_Q, W_K, W_V)
    E = Q @ K.T / math.isqrt(Q.shape[1])
    A = E.softmax(1)
    return Q, K, V, E, A, A @ V
