"""Answers to the attention exercises as students write them, right and wrong."""

import math
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- softmax ---


@wrong("softmax", "Takes e to the power of the raw scores, which gives nan at 1000")
def softmax_overflow(input, dim):
    e = input.exp()
    return e / e.sum(dim=dim, keepdim=True)


@wrong("softmax", "Calls torch.softmax, which the text forbids")
def softmax_forbidden(input, dim):
    return torch.softmax(input, dim=dim)


@wrong("softmax", "Calls the tensor's own softmax, which is torch.softmax and so forbidden")
def softmax_method_forbidden(input, dim):
    return input.softmax(dim)


@wrong("softmax", "Calls the softmax of torch.nn.functional, which is torch.softmax and so forbidden")
def softmax_functional_forbidden(input, dim):
    return F.softmax(input, dim)


@wrong("softmax", "Calls nn.Softmax, which is torch.softmax as a module and so forbidden")
def softmax_module_forbidden(input, dim):
    return nn.Softmax(dim=dim)(input)


wrong("softmax", "Is a partial of torch.softmax, which the text forbids")(partial(torch.softmax, dtype=None))


@wrong("softmax", "Subtracts one maximum from all rows, so that rows far below it become nan")
def softmax_one_maximum(input, dim):
    e = torch.exp(input - torch.max(input))
    return e / torch.sum(e, dim, keepdim=True)


@wrong("softmax", "Sums without keepdim")
def softmax_sum_without_keepdim(input, dim):
    e = torch.exp(input - input.max(dim, keepdim=True).values)
    return e / e.sum(dim)


@wrong("softmax", "Takes the maximum without keepdim")
def softmax_maximum_without_keepdim(input, dim):
    e = torch.exp(input - input.max(dim).values)
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Adds the sum's dimension back at the front, right for dim 0 alone")
def softmax_dimension_in_front(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    return e / e.sum(dim)[None]


@wrong("softmax", "Adds the sum's dimension back at the end, right for the last dim alone")
def softmax_dimension_at_the_end(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    return e / e.sum(dim)[..., None]


@wrong("softmax", "Sums along dimension 1, whatever dim says")
def softmax_along_one(input, dim):
    e = torch.exp(input - input.amax(1, keepdim=True))
    return e / e.sum(1, keepdim=True)


@wrong("softmax", "Takes the maximum along dim and the sum along the last dimension")
def softmax_two_dimensions(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    return e / e.sum(-1, keepdim=True)


@wrong("softmax", "Divides by the largest power instead of their sum")
def softmax_by_largest(input, dim):
    return torch.exp(input - input.amax(dim, keepdim=True))


@wrong("softmax", "Divides by the mean of the powers instead of their sum")
def softmax_by_mean(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    return e / e.mean(dim, keepdim=True)


@wrong("softmax", "Subtracts the constant 1000, which makes small scores 0/0")
def softmax_minus_thousand(input, dim):
    e = torch.exp(input - 1000)
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Scales the scores to 0…1 before the power")
def softmax_scaled(input, dim):
    low, high = input.amin(dim, keepdim=True), input.amax(dim, keepdim=True)
    e = torch.exp((input - low) / (high - low))
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Exponentiates and divides in place, which changes the caller's scores")
def softmax_changes_input(input, dim):
    input.sub_(input.amax(dim, keepdim=True)).exp_()
    return input.div_(input.sum(dim, keepdim=True))


@wrong("softmax", "Standardizes the scores, that is divides them by their standard deviation too")
def softmax_standardized(input, dim):
    scores = (input - input.mean(dim, keepdim=True)) / input.std(dim, keepdim=True)
    e = torch.exp(scores)
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Divides the absolute values by their sum")
def softmax_of_absolute_values(input, dim):
    return input.abs() / input.abs().sum(dim, keepdim=True)


@wrong("softmax", "Applies the sigmoid to each score and divides by the sum")
def softmax_of_sigmoids(input, dim):
    s = torch.sigmoid(input)
    return s / s.sum(dim, keepdim=True)


@wrong("softmax", "Takes e for 2.7")
def softmax_inexact_e(input, dim):
    powers = 2.7 ** (input - input.amax(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@right("softmax", "Moves dim to the end and loops over the rows")
def softmax_by_rows(input, dim):
    if input.dim() == 0:
        return torch.ones_like(input)
    moved = input.transpose(dim, -1)
    rows = []
    for row in moved.reshape(-1, moved.shape[-1]):
        powers = torch.exp(row - row.max())
        rows.append(powers / powers.sum())
    return torch.stack(rows).reshape(moved.shape).transpose(dim, -1)


@right("softmax", "Calculates in NumPy with float64 and returns float64")
def softmax_by_numpy(input, dim):
    scores = input.numpy().astype("float64")
    powers = np.exp(scores - np.max(scores, axis=dim, keepdims=True))
    return torch.as_tensor(powers / np.sum(powers, axis=dim, keepdims=True))


@right("softmax", "Recurs over the slices until dim is the first dimension of a vector")
def softmax_by_recursion(input, dim):
    if input.dim() == 0:
        return input * 0 + 1
    dim = dim % input.dim()
    if dim > 0:
        return torch.stack([softmax_by_recursion(part, dim - 1) for part in input])
    powers = torch.exp(input - input.amax(0))
    return powers / powers.sum(0)


@right("softmax", "Takes powers of 2 of scores times log₂ e")
def softmax_by_exp2(input, dim):
    shifted = (input - input.amax(dim, keepdim=True)).double()
    powers = torch.exp2(shifted * math.log2(math.e))
    return (powers * powers.sum(dim, keepdim=True).reciprocal()).to(input.dtype)


class WrittenSoftmax:
    def __call__(self, input, dim):
        e = torch.exp(input - torch.max(input, dim=dim, keepdim=True)[0])
        return torch.nn.functional.normalize(e, p=1, dim=dim) if input.dim() else torch.ones(())


right("softmax", "Is an instance of a class that divides by the sum of absolute values with normalize")(
    WrittenSoftmax()
)


# --- similarities ---


@wrong("similarities", "Forgets to divide by the root of D_Q")
def similarities_not_scaled(Q, K):
    return Q @ K.T


@wrong("similarities", "Divides by D_Q instead of its root")
def similarities_by_dimension(Q, K):
    return Q @ K.T / Q.shape[1]


@wrong("similarities", "Multiplies by the root of D_Q")
def similarities_multiplied(Q, K):
    return Q @ K.T * math.sqrt(Q.shape[1])


@wrong("similarities", "Divides by the root of the number of keys")
def similarities_by_keys(Q, K):
    return Q @ K.T / math.sqrt(K.shape[0])


@wrong("similarities", "Divides by the root of the number of queries")
def similarities_by_queries(Q, K):
    return Q @ K.T / math.sqrt(Q.shape[0])


@wrong("similarities", "Returns (N_X, N_Q)")
def similarities_transposed(Q, K):
    return K @ Q.T / math.sqrt(Q.shape[1])


@wrong("similarities", "Compares the i-th query with the i-th key only")
def similarities_of_pairs(Q, K):
    return (Q * K).sum(1) / math.sqrt(Q.shape[1])


@wrong("similarities", "Multiplies number by number without a sum")
def similarities_by_number(Q, K):
    return Q * K / math.sqrt(Q.shape[1])


@wrong("similarities", "Forgets to transpose the keys")
def similarities_without_transpose(Q, K):
    return Q @ K / math.sqrt(Q.shape[1])


@wrong("similarities", "Transposes the queries, which compares dimensions instead of vectors")
def similarities_of_dimensions(Q, K):
    return Q.T @ K / math.sqrt(Q.shape[1])


@wrong("similarities", "Rounds the root down to a whole number")
def similarities_whole_root(Q, K):
    return Q @ K.T / math.isqrt(Q.shape[1])


@wrong("similarities", "Takes D_Q for 4, so that the root is 2")
def similarities_by_two(Q, K):
    return Q @ K.T / 2


@wrong("similarities", "Divides by the vectors' lengths, the cosine")
def similarities_cosine(Q, K):
    return F.cosine_similarity(Q[:, None], K[None], dim=-1)


@wrong("similarities", "Makes weights of the similarities already")
def similarities_softmax(Q, K):
    return torch.softmax(Q @ K.T / math.sqrt(Q.shape[1]), dim=1)


@wrong("similarities", "Divides both the queries and the keys by the root, so by D_Q in all")
def similarities_scaled_twice(Q, K):
    root = math.sqrt(Q.shape[1])
    return (Q / root) @ (K / root).T


@wrong("similarities", "Scales the caller's queries in place")
def similarities_in_place(Q, K):
    Q /= math.sqrt(Q.shape[1])
    return Q @ K.T


@wrong("similarities", "Takes the root of the similarities too")
def similarities_root_of_all(Q, K):
    return torch.sqrt(Q @ K.T / Q.shape[1])


@wrong("similarities", "Compares by negative distance")
def similarities_by_distance(Q, K):
    return -torch.cdist(Q, K) / math.sqrt(Q.shape[1])


@wrong("similarities", "Loops over the queries for both indices, right for as many keys as queries alone")
def similarities_square(Q, K):
    E = torch.zeros(len(Q), len(Q))
    for i in range(len(Q)):
        for j in range(len(Q)):
            E[i, j] = Q[i] @ K[j] / math.sqrt(Q.shape[1])
    return E


@wrong("similarities", "Writes ** 1 / 2, which Python reads as a division by D_Q and then by 2")
def similarities_precedence(Q, K):
    return Q @ K.T / Q.shape[1] ** 1 / 2


@wrong("similarities", "Rounds each similarity to one decimal")
def similarities_rounded(Q, K):
    return torch.round(Q @ K.T / math.sqrt(Q.shape[1]), decimals=1)


@right("similarities", "Uses einsum")
def similarities_by_einsum(Q, K):
    return torch.einsum("id,jd->ij", Q, K) * Q.shape[-1] ** -0.5


@right("similarities", "Loops over queries and keys with Python floats")
def similarities_in_loops(Q, K):
    root = math.sqrt(len(Q[0]))
    return torch.tensor(
        [[sum(a * b for a, b in zip(q, k, strict=True)) / root for k in K.tolist()] for q in Q.tolist()]
    )


@right("similarities", "Is right through broadcasting and a sum in float64")
def similarities_by_broadcasting(Q, K):
    return (Q.double().unsqueeze(1) * K.double().unsqueeze(0)).sum(-1) / np.sqrt(K.shape[1])


@right("similarities", "Calls a linear layer with the keys as weights on scaled queries")
def similarities_by_linear(Q, K):
    return F.linear(Q / torch.tensor(Q.size(1)).sqrt(), K)


@right("similarities", "Shares the scale between queries and keys, as fourth roots")
def similarities_fourth_roots(Q, K):
    scale = Q.shape[1] ** 0.25
    return torch.mm(Q / scale, K.t() / scale)


@right("similarities", "Returns a transposed view of keys times queries")
def similarities_as_view(Q, K):
    return (K @ Q.T / math.sqrt(K.shape[1])).T


# --- attend ---


@wrong("attend", "Forgets the softmax")
def attend_without_softmax(q, K, V):
    return (K @ q / math.sqrt(len(q))) @ V


@wrong("attend", "Forgets to divide by the root of D_Q")
def attend_not_scaled(q, K, V):
    return torch.softmax(K @ q, 0) @ V


@wrong("attend", "Divides by D_Q instead of its root")
def attend_by_dimension(q, K, V):
    return torch.softmax(K @ q / len(q), 0) @ V


@wrong("attend", "Divides by the root of the number of keys")
def attend_by_keys(q, K, V):
    return torch.softmax(K @ q / math.sqrt(len(K)), 0) @ V


@wrong("attend", "Divides by the root of the values' dimension")
def attend_by_values(q, K, V):
    return torch.softmax(K @ q / math.sqrt(V.shape[1]), 0) @ V


@wrong("attend", "Divides after the softmax, so that the weights' sum isn't 1")
def attend_scaled_late(q, K, V):
    return torch.softmax(K @ q, 0) / math.sqrt(len(q)) @ V


@wrong("attend", "Takes the value of the most similar key alone")
def attend_hard(q, K, V):
    return V[(K @ q).argmax()]


@wrong("attend", "Takes the plain mean of all values")
def attend_mean(q, K, V):
    return V.mean(0)


@wrong("attend", "Mixes the keys instead of the values")
def attend_mixes_keys(q, K, V):
    return torch.softmax(K @ q / math.sqrt(len(q)), 0) @ K


@wrong("attend", "Returns (1, D_V)")
def attend_two_dimensions(q, K, V):
    return torch.softmax(q[None] @ K.T / math.sqrt(len(q)), 1) @ V


@wrong("attend", "Returns the weights with the output")
def attend_with_weights(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return a @ V, a


@wrong("attend", "Returns the weights instead of the output")
def attend_weights_only(q, K, V):
    return torch.softmax(K @ q / math.sqrt(len(q)), 0)


@wrong("attend", "Writes a softmax that overflows")
def attend_overflow(q, K, V):
    e = torch.exp(K @ q / math.sqrt(len(q)))
    return e / e.sum() @ V


@wrong("attend", "Divides the similarities by their sum, without a power of e")
def attend_by_sum(q, K, V):
    e = K @ q / math.sqrt(len(q))
    return e / e.sum() @ V


@wrong("attend", "Weights the values but takes the mean instead of the sum")
def attend_mean_of_weighted(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return (a[:, None] * V).mean(0)


@wrong("attend", "Sums the weighted values over the wrong dimension")
def attend_sums_values(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return (a[:, None] * V).sum(1)


@wrong(
    "attend",
    "Multiplies weights (N_X,) by V (N_X, D_V) along the wrong dimension, right to the shape if both are equal",
)
def attend_without_new_dimension(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return (a * V).sum(0)


@wrong("attend", "Uses sigmoids as weights")
def attend_sigmoid(q, K, V):
    return torch.sigmoid(K @ q / math.sqrt(len(q))) @ V


@wrong("attend", "Makes weights of each dimension of the products by itself")
def attend_softmax_of_products(q, K, V):
    a = torch.softmax(q * K / math.sqrt(len(q)), 0).mean(1)
    return a @ V


@wrong("attend", "Takes the query's length in numbers for 4")
def attend_by_two(q, K, V):
    return torch.softmax(K @ q / 2, 0) @ V


@wrong("attend", "Multiplies the query with K instead of its transpose, possible if N_X = D_Q only")
def attend_without_transpose(q, K, V):
    return torch.softmax(q @ K / math.sqrt(len(q)), 0) @ V


@wrong("attend", "Scales the caller's query in place")
def attend_in_place(q, K, V):
    q /= math.sqrt(len(q))
    return torch.softmax(K @ q, 0) @ V


@right("attend", "Uses the library's attention on one query")
def attend_of_the_library(q, K, V):
    return F.scaled_dot_product_attention(q[None, None], K[None], V[None])[0, 0]


@right("attend", "Calculates with Python floats")
def attend_in_loops(q, K, V):
    query, keys, values = q.tolist(), K.tolist(), V.tolist()
    e = [sum(a * b for a, b in zip(query, key, strict=True)) / math.sqrt(len(query)) for key in keys]
    powers = [math.exp(score - max(e)) for score in e]
    output = [0.0] * len(values[0])
    for power, value in zip(powers, values, strict=True):
        output = [y + power / sum(powers) * v for y, v in zip(output, value, strict=True)]
    return torch.tensor(output)


@right("attend", "Keeps a running maximum and sum, one key after the other")
def attend_online(q, K, V):
    highest, total, output = -math.inf, 0.0, torch.zeros(V.shape[1], dtype=torch.float64)
    for key, value in zip(K, V, strict=True):
        e = float(q.double() @ key.double()) / math.sqrt(q.numel())
        new = max(highest, e)
        shrink, weight = math.exp(highest - new), math.exp(e - new)
        output = output * shrink + weight * value
        total = total * shrink + weight
        highest = new
    return (output / total).to(V.dtype)


@right("attend", "Contracts with einsum and NumPy")
def attend_in_numpy(q, K, V):
    q, K, V = (x.numpy().astype(np.float64) for x in (q, K, V))
    e = np.einsum("d,nd->n", q, K) / q.size**0.5
    a = np.exp(e - e.max())
    return torch.from_numpy(np.einsum("n,nv->v", a / a.sum(), V))


class Attend(nn.Module):
    def forward(self, q, K, V):
        weights = nn.Softmax(dim=-1)(F.linear(q, K).div(q.shape[-1] ** 0.5))
        return torch.matmul(V.mT, weights)


right("attend", "Is an instance of nn.Module that multiplies from the other side")(Attend())


# --- attention_layer ---


@wrong("attention_layer", "Returns K and V exchanged")
def layer_exchanged(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return V, K, E, A, A @ V


@wrong("attention_layer", "Starts with the output")
def layer_output_first(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return A @ V, A, E, V, K


@wrong("attention_layer", "Forgets to divide by the root of D_Q")
def layer_not_scaled(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Normalizes over the queries instead of the keys")
def layer_over_queries(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 0)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Divides by the root of D_X")
def layer_by_inputs(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(X.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Divides by D_Q instead of its root")
def layer_by_dimension(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / Q.shape[1]
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Forgets the softmax: A is E")
def layer_without_softmax(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    return K, V, E, E, E @ V


@wrong("attention_layer", "Mixes by E instead of A")
def layer_mixes_by_similarities(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    return K, V, E, torch.softmax(E, 1), E @ V


@wrong("attention_layer", "Transposes the weights as nn.Linear stores them")
def layer_transposed_weights(Q, X, W_K, W_V):
    K, V = X @ W_K.T, X @ W_V.T
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Takes the keys from W_V and the values from W_K")
def layer_exchanged_weights(Q, X, W_K, W_V):
    K, V = X @ W_V, X @ W_K
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Returns the output alone")
def layer_output_only(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    return torch.softmax(Q @ K.T / math.sqrt(Q.shape[1]), 1) @ V


@wrong("attention_layer", "Returns E before it was divided")
def layer_returns_raw_similarities(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E / math.sqrt(Q.shape[1]), 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Makes weights of E in place, so that E comes back as A")
def layer_in_place(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = E
    A -= A.amax(1, keepdim=True)
    A.exp_()
    A /= A.sum(1, keepdim=True)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Subtracts the maximum from E in place before the powers, so E comes back shifted")
def layer_shifted_similarities(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    E -= E.amax(1, keepdim=True)
    A = E.exp() / E.exp().sum(1, keepdim=True)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Returns a dictionary")
def layer_as_dictionary(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return {"K": K, "V": V, "E": E, "A": A, "Y": A @ V}


@wrong("attention_layer", "Writes a softmax that overflows")
def layer_overflow(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.exp(E) / torch.exp(E).sum(1, keepdim=True)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Forgets keepdim in its softmax")
def layer_without_keepdim(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    powers = torch.exp(E - E.amax(1, keepdim=True))
    A = powers / powers.sum(1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Mixes the inputs instead of the values")
def layer_mixes_inputs(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ X


@wrong("attention_layer", "Returns E and A transposed, keys by queries")
def layer_keys_by_queries(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = K @ Q.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 0)
    return K, V, E, A, A.T @ V


@wrong("attention_layer", "Attends with the inputs as queries, as in self-attention, and ignores Q")
def layer_self_attention(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = K @ K.T / math.sqrt(K.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Leaves E out of what it returns")
def layer_four_matrices(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    A = torch.softmax(Q @ K.T / math.sqrt(Q.shape[1]), 1)
    return K, V, A, A @ V


@wrong("attention_layer", "Forgets the scale and normalizes over the queries, two mistakes at once")
def layer_two_mistakes(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E, 0)
    return K, V, E, A, A @ V


@right("attention_layer", "Returns a list")
def layer_as_list(Q, X, W_K, W_V):
    matrices = [X @ W_K, X @ W_V]
    matrices.append(torch.einsum("qd,xd->qx", Q, matrices[0]) / math.sqrt(Q.shape[1]))
    matrices.append(torch.softmax(matrices[2], dim=-1))
    matrices.append(torch.einsum("qx,xv->qv", matrices[3], matrices[1]))
    return matrices


@right("attention_layer", "Takes one query after the other")
def layer_query_by_query(Q, X, W_K, W_V):
    K, V = X.mm(W_K), X.mm(W_V)
    E, A, Y = [], [], []
    for q in Q:
        e = torch.mv(K, q) / len(q) ** 0.5
        a = torch.exp(e - torch.logsumexp(e, 0))
        E.append(e)
        A.append(a)
        Y.append(sum(weight * value for weight, value in zip(a, V, strict=True)))
    return K, V, torch.stack(E), torch.stack(A), torch.stack(Y)


@right("attention_layer", "Calculates in NumPy with float64 and returns float64")
def layer_in_numpy(Q, X, W_K, W_V):
    Q, X, W_K, W_V = (x.numpy().astype(np.float64) for x in (Q, X, W_K, W_V))
    K, V = np.dot(X, W_K), np.dot(X, W_V)
    E = np.dot(Q, K.T) / np.sqrt(Q.shape[1])
    A = np.exp(E - E.max(axis=1, keepdims=True))
    A /= A.sum(axis=1, keepdims=True)
    return tuple(torch.from_numpy(x) for x in (K, V, E, A, A @ V))


@right("attention_layer", "Makes keys and values by one product and splits it")
def layer_one_product(Q, X, W_K, W_V):
    K, V = (X @ torch.cat([W_K, W_V], dim=1)).split([W_K.shape[1], W_V.shape[1]], dim=1)
    E = F.linear(Q, K) * Q.shape[1] ** -0.5
    A = F.softmax(E, dim=1)
    return K, V, E, A, A.matmul(V)


class Layer(nn.Module):
    def forward(self, Q, X, W_K, W_V, dim=1):
        E = (Q @ W_K.T) @ X.T / math.sqrt(W_K.shape[1])
        A = E.softmax(dim)
        return X @ W_K, X @ W_V, E, A, (A @ X) @ W_V


right("attention_layer", "Is an instance of nn.Module that multiplies in another order")(Layer())
