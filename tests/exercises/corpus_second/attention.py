"""Answers to the exercises of topic attention, written from their texts alone."""

import functools
import math

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong

# softmax


@wrong("softmax", "Calls torch.softmax, which the text excludes.")
def softmax_torch(input, dim):
    return torch.softmax(input, dim)


@wrong("softmax", "Calls softmax of torch.nn.functional.")
def softmax_functional(input, dim):
    return F.softmax(input, dim=dim)


@wrong("softmax", "Calls the tensor's method.")
def softmax_method(input, dim):
    return input.softmax(dim)


@wrong("softmax", "Calls the module nn.Softmax.")
def softmax_module(input, dim):
    return torch.nn.Softmax(dim=dim)(input)


@wrong("softmax", "Overflows for scores of 1000.")
def softmax_overflows(input, dim):
    weights = torch.exp(input)
    return weights / weights.sum(dim=dim, keepdim=True)


@wrong("softmax", "Overflows though the sum is taken in logarithms.")
def softmax_overflows_in_logarithm(input, dim):
    return torch.exp(input - torch.log(torch.exp(input).sum(dim, keepdim=True)))


@wrong("softmax", "Subtracts the maximum of all scores; a low row has only zeros.")
def softmax_one_maximum(input, dim):
    weights = torch.exp(input - input.max())
    return weights / weights.sum(dim=dim, keepdim=True)


@wrong("softmax", "Divides by the sum of all weights.")
def softmax_one_sum(input, dim):
    weights = torch.exp(input - input.amax(dim, True))
    return weights / weights.sum()


@wrong("softmax", "Along the last dimension whatever `dim` is.")
def softmax_last(input, dim):
    weights = torch.exp(input - input.amax(-1, keepdim=True))
    return weights / weights.sum(-1, keepdim=True)


@wrong("softmax", "Along the first dimension whatever `dim` is.")
def softmax_first(input, dim):
    weights = torch.exp(input - input.amax(0))
    return weights / weights.sum(0)


@wrong("softmax", "The maximum without keepdim.")
def softmax_maximum_without_keepdim(input, dim):
    weights = torch.exp(input - input.max(dim).values)
    return weights / weights.sum(dim, keepdim=True)


@wrong("softmax", "The sum without keepdim.")
def softmax_sum_without_keepdim(input, dim):
    weights = torch.exp(input - input.amax(dim, keepdim=True))
    return weights / weights.sum(dim)


@wrong("softmax", "Clamps the scores to 50.")
def softmax_clamps(input, dim):
    weights = torch.exp(torch.clamp(input, max=50))
    return weights / weights.sum(dim, keepdim=True)


@wrong("softmax", "Adds 1e-8 to a sum that may have underflowed.")
def softmax_epsilon(input, dim):
    weights = torch.exp(input - 1000)
    return weights / (weights.sum(dim, keepdim=True) + 1e-8)


@wrong("softmax", "Subtracts the minimum.")
def softmax_minimum(input, dim):
    weights = torch.exp(input - input.amin(dim, keepdim=True))
    return weights / weights.sum(dim, keepdim=True)


@wrong("softmax", "Standardizes the scores: mean 0 and deviation 1.")
def softmax_standardized(input, dim):
    z = (input - input.mean(dim, keepdim=True)) / (input.std(dim, keepdim=True) + 1e-6)
    weights = torch.exp(z)
    return weights / weights.sum(dim, keepdim=True)


@wrong("softmax", "The minus stands before the whole exponent.")
def softmax_negated(input, dim):
    weights = torch.exp(-(input - input.amin(dim, keepdim=True)))
    return weights / weights.sum(dim, keepdim=True)


@wrong("softmax", "Writes into the caller's scores.")
def softmax_writes(input, dim):
    input.sub_(input.amax(dim, keepdim=True)).exp_()
    return input.div_(input.sum(dim, keepdim=True))


@wrong("softmax", "A NumPy array.")
def softmax_array(input, dim):
    a = input.numpy()
    e = np.exp(a - a.max(dim, keepdims=True))
    return e / e.sum(dim, keepdims=True)


@wrong("softmax", "Only for two dimensions: transposes for dim 0.")
def softmax_matrix_only(input, dim):
    if dim == 0:
        return softmax_matrix_only(input.T, 1).T
    weights = torch.exp(input - input.amax(1, keepdim=True))
    return weights / weights.sum(1, keepdim=True)


@wrong("softmax", "Two mistakes: one maximum for all, and no exponential in the denominator.")
def softmax_two_mistakes(input, dim):
    shifted = input - input.max()
    return shifted.exp() / shifted.sum(dim, keepdim=True)


@wrong("softmax", "1 at the highest score, as softmax tends to for large scores.")
def softmax_hardmax(input, dim):
    return (input == input.amax(dim, keepdim=True)).to(input.dtype)


@wrong("softmax", "Two mistakes: no maximum subtracted, and no keepdim.")
def softmax_two_more_mistakes(input, dim):
    return torch.exp(input) / torch.exp(input).sum(dim)


@right("softmax", "logsumexp isn't softmax.")
def softmax_by_logsumexp(input, dim):
    return torch.exp(input - torch.logsumexp(input, dim=dim, keepdim=True))


@right("softmax", "The maximum from a sort.")
def softmax_sorted(input, dim):
    highest = input.sort(dim).values.narrow(dim, input.shape[dim] - 1, 1)
    weights = math.e ** (input - highest).double()
    return weights.div(weights.sum(dim, keepdim=True)).to(input.dtype)


@right("softmax", "NumPy inside, a tensor outside.")
def softmax_numpy_inside(input, dim):
    a = np.moveaxis(input.numpy(), dim, 0)
    e = np.exp(a - a.max(0))
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(e / e.sum(0), 0, dim)))


@right("softmax", "1 / Σ exp(other - own): where it overflows, the weight is 0.")
def softmax_reciprocal(input, dim):
    slices = input.unbind(dim)
    return torch.stack([1 / sum(torch.exp(other - own) for other in slices) for own in slices], dim)


@right("softmax", "logaddexp over the slices.")
def softmax_logaddexp(input, dim):
    total = functools.reduce(torch.logaddexp, input.unbind(dim))
    return torch.exp(input - total.unsqueeze(dim))


@right("softmax", "Loops over rows of Python floats.")
def softmax_python(input, dim):
    moved = input.transpose(dim, -1)

    def of_row(row):
        top = max(row)
        e = [math.exp(x - top) for x in row]
        return [x / sum(e) for x in e]

    rows = [of_row(row) for row in moved.reshape(-1, moved.shape[-1]).tolist()]
    return torch.tensor(rows, dtype=input.dtype).reshape(moved.shape).transpose(dim, -1)


# similarities


@wrong("similarities", "Forgets the root of D_Q.")
def similarities_unscaled(Q, K):
    return Q @ K.T


@wrong("similarities", "Divides by D_Q, not by its root.")
def similarities_no_root(Q, K):
    return Q @ K.T / Q.shape[1]


@wrong("similarities", "The root of the number of keys.")
def similarities_number_of_keys(Q, K):
    return Q @ K.T / math.sqrt(len(K))


@wrong("similarities", "The root of the number of queries.")
def similarities_number_of_queries(Q, K):
    return Q @ K.T / len(Q) ** 0.5


@wrong("similarities", "Multiplies by the root.")
def similarities_times_root(Q, K):
    return Q @ K.T * math.sqrt(Q.shape[1])


@wrong("similarities", "Transposed: keys before queries.")
def similarities_transposed(Q, K):
    return K @ Q.T / math.sqrt(Q.shape[1])


@wrong("similarities", "Doesn't transpose the keys.")
def similarities_not_transposed(Q, K):
    return Q @ K / math.sqrt(Q.shape[1])


@wrong("similarities", "Products entry by entry, of the i-th query with the i-th key.")
def similarities_elementwise(Q, K):
    return (Q * K) / Q.shape[1] ** 0.5


@wrong("similarities", "Query i with key i only.")
def similarities_pairs(Q, K):
    return (Q * K).sum(1) / Q.shape[1] ** 0.5


@wrong("similarities", "Cosine similarity.")
def similarities_cosine(Q, K):
    return F.normalize(Q, dim=1) @ F.normalize(K, dim=1).T


@wrong("similarities", "Already the weights.")
def similarities_weights(Q, K):
    return torch.softmax(Q @ K.T / math.sqrt(Q.shape[1]), 1)


@wrong("similarities", "Integer division by the root.")
def similarities_floor(Q, K):
    return Q @ K.T // math.sqrt(Q.shape[1])


@wrong("similarities", "D_Q of 64 is hard coded.")
def similarities_64(Q, K):
    return Q @ K.T / 8


@wrong("similarities", "Scales both the queries and the keys by the root.")
def similarities_scaled_twice(Q, K):
    d = math.sqrt(Q.shape[1])
    return (Q / d) @ (K / d).T


@wrong("similarities", "Scales the caller's queries in place.")
def similarities_in_place(Q, K):
    Q /= math.sqrt(Q.shape[-1])
    return Q @ K.T


@wrong("similarities", "Negative squared distances.")
def similarities_distances(Q, K):
    return -(torch.cdist(Q, K) ** 2) / math.sqrt(Q.shape[1])


@wrong("similarities", "Nested lists.")
def similarities_list(Q, K):
    return [[float(q @ k) / math.sqrt(len(q)) for k in K] for q in Q]


@wrong("similarities", "The root rounded down: isqrt.")
def similarities_isqrt(Q, K):
    return Q @ K.T / math.isqrt(Q.shape[1])


@wrong("similarities", "Two mistakes: transposed, and without the root.")
def similarities_two_mistakes(Q, K):
    return K @ Q.T / Q.shape[1]


@wrong("similarities", "Bracket mistake: only the keys' number of entries under the root.")
def similarities_numel(Q, K):
    return Q @ K.T / math.sqrt(K.numel())


@wrong("similarities", "Reshapes the keys in place of transposing them.")
def similarities_reshape(Q, K):
    return Q @ K.reshape(K.shape[1], K.shape[0]) / math.sqrt(Q.shape[1])


@wrong("similarities", "Two mistakes: cosine similarity, divided by the root as well.")
def similarities_two_more_mistakes(Q, K):
    return F.cosine_similarity(Q[:, None], K[None], dim=-1) / math.sqrt(Q.shape[1])


@right("similarities", "einsum.")
def similarities_einsum(Q, K):
    return torch.einsum("id,jd->ij", Q, K) * Q.shape[-1] ** -0.5


@right("similarities", "Loops over queries and keys.")
def similarities_loops(Q, K):
    return torch.stack([torch.stack([(q * k).sum() / len(q) ** 0.5 for k in K]) for q in Q])


@right("similarities", "The fourth root on both sides.")
def similarities_fourth_root(queries, keys):
    root = queries.shape[1] ** 0.25
    return (queries / root).matmul((keys / root).mT)


@right("similarities", "Broadcast, then summed over the entries.")
def similarities_broadcast(Q, K):
    return (Q[:, None] * K[None]).sum(-1).div(math.sqrt(K.size(1)))


@right("similarities", "NumPy in float64.")
def similarities_numpy(Q, K):
    e = np.inner(Q.double().numpy(), K.double().numpy()) / np.sqrt(Q.shape[1])
    return torch.from_numpy(e).to(Q.dtype)


@right("similarities", "A linear layer with the keys as weights.")
def similarities_linear(Q, K):
    return F.linear(Q, K) / torch.tensor(float(Q.shape[1]), dtype=Q.dtype).sqrt()


# attend


@wrong("attend", "Forgets the root of D_Q.")
def attend_unscaled(q, K, V):
    return torch.softmax(K @ q, 0) @ V


@wrong("attend", "The root of the values' length.")
def attend_root_of_values(q, K, V):
    return torch.softmax(K @ q / math.sqrt(V.shape[1]), 0) @ V


@wrong("attend", "The root of the number of keys.")
def attend_root_of_keys(q, K, V):
    return torch.softmax(K @ q / math.sqrt(len(K)), 0) @ V


@wrong("attend", "Divides by D_Q.")
def attend_no_root(q, K, V):
    return torch.softmax(K @ q / len(q), 0) @ V


@wrong("attend", "Overflows for large similarities.")
def attend_overflows(q, K, V):
    a = torch.exp(K @ q / math.sqrt(len(q)))
    return (a / a.sum()) @ V


@wrong("attend", "Returns the weights.")
def attend_weights(q, K, V):
    return torch.softmax(K @ q / math.sqrt(len(q)), 0)


@wrong("attend", "Adds the keys in place of the values.")
def attend_keys(q, K, V):
    return torch.softmax(K @ q / math.sqrt(len(q)), 0) @ K


@wrong("attend", "No softmax at all.")
def attend_linear(q, K, V):
    return (K @ q / math.sqrt(len(q))) @ V


@wrong("attend", "The value with the highest similarity.")
def attend_hard(q, K, V):
    return V[(K @ q).argmax()]


@wrong("attend", "The mean of the weighted values.")
def attend_mean(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return (a[:, None] * V).mean(0)


@wrong("attend", "Sums over the wrong dimension.")
def attend_wrong_sum(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return (a[:, None] * V).sum(1)


@wrong("attend", "Returns (1, D_V).")
def attend_row(q, K, V):
    return torch.softmax(q[None] @ K.T / math.sqrt(len(q)), -1) @ V


@wrong("attend", "Softmax over a dimension of length 1: all weights are 1.")
def attend_softmax_of_one(q, K, V):
    e = (K @ q)[:, None] / math.sqrt(len(q))
    a = torch.softmax(e, dim=1)
    return (a * V).sum(0)


@wrong("attend", "Normalizes the similarities by their sum.")
def attend_share(q, K, V):
    e = K @ q / math.sqrt(len(q))
    return (e / e.sum()) @ V


@wrong("attend", "Scales after the softmax.")
def attend_scales_late(q, K, V):
    return torch.softmax(K @ q, 0) / math.sqrt(len(q)) @ V


@wrong("attend", "Multiplies by the root.")
def attend_times_root(q, K, V):
    return torch.softmax(K @ q * math.sqrt(len(q)), 0) @ V


@wrong("attend", "Keys and values have changed places.")
def attend_swapped(q, V, K):
    return torch.softmax(K @ q / math.sqrt(len(q)), 0) @ V


@wrong("attend", "Returns output and weights.")
def attend_pair(q, K, V):
    a = torch.softmax(K @ q / math.sqrt(len(q)), 0)
    return a @ V, a


@wrong("attend", "A list of floats.")
def attend_list(q, K, V):
    return (torch.softmax(K @ q / math.sqrt(len(q)), 0) @ V).tolist()


@wrong("attend", "Two mistakes: no root, and overflow.")
def attend_two_mistakes(q, K, V):
    a = (K @ q).exp()
    return (a / a.sum()) @ V


@wrong("attend", "The sign of the similarities is turned, as if they were distances.")
def attend_negative(q, K, V):
    return torch.softmax(-(K @ q) / math.sqrt(len(q)), 0) @ V


@wrong("attend", "A sigmoid for each key in place of the softmax.")
def attend_sigmoid(q, K, V):
    return torch.sigmoid(K @ q / math.sqrt(len(q))) @ V


@wrong("attend", "Scales the caller's query in place.")
def attend_in_place(q, K, V):
    q.div_(math.sqrt(q.numel()))
    return torch.softmax(K @ q, 0) @ V


@wrong("attend", "Two mistakes: the root of D_V, and the keys summed in place of the values.")
def attend_two_more_mistakes(q, K, V):
    return K.T @ torch.softmax(K @ q / math.sqrt(V.shape[1]), 0)


@right("attend", "torch's scaled_dot_product_attention.")
def attend_library(q, K, V):
    return F.scaled_dot_product_attention(q[None, None], K[None], V[None])[0, 0]


@right("attend", "Streams over the keys with a running maximum.")
def attend_streaming(q, K, V):
    top, total, out = -math.inf, 0.0, torch.zeros_like(V[0])
    for k, v in zip(K, V, strict=True):
        e = float(q @ k) / math.sqrt(len(q))
        new = max(top, e)
        old_share, share = math.exp(top - new), math.exp(e - new)
        total, out, top = total * old_share + share, out * old_share + share * v, new
    return out / total


@right("attend", "NumPy in float64.")
def attend_numpy(q, K, V):
    e = K.double().numpy() @ q.double().numpy() / np.sqrt(len(q))
    a = np.exp(e - e.max())
    return torch.from_numpy(a @ V.double().numpy() / a.sum()).to(V.dtype)


@right("attend", "einsum, and the exponential of the log-softmax.")
def attend_einsum(q, K, V):
    e = torch.einsum("d,jd->j", q, K) / q.shape[0] ** 0.5
    return torch.einsum("j,jv->v", (e - e.logsumexp(0)).exp(), V)


@right("attend", "A comprehension over the values.")
def attend_comprehension(q, K, V):
    e = torch.stack([k.dot(q) for k in K]) / math.sqrt(q.numel())
    a = (e - e.max()).exp()
    a = a / a.sum()
    return sum(weight * value for weight, value in zip(a, V, strict=True))


@right("attend", "The exponentials are divided after the sum.")
def attend_divides_late(query, keys, values):
    e = (keys * query).sum(1) * len(query) ** -0.5
    a = torch.exp(e - e.amax())
    return values.T @ a / a.sum()


# attention_layer


@wrong("attention_layer", "Without the root of D_Q.")
def layer_unscaled(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "The root of D_X.")
def layer_root_of_inputs(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(X.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "The root of D_V.")
def layer_root_of_values(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(V.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Softmax over the queries.")
def layer_softmax_over_queries(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, dim=0)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Returns only the outputs.")
def layer_outputs_only(Q, X, W_K, W_V):
    return torch.softmax(Q @ (X @ W_K).T / math.sqrt(Q.shape[1]), 1) @ (X @ W_V)


@wrong("attention_layer", "In the order outputs first.")
def layer_reversed(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return A @ V, A, E, V, K


@wrong("attention_layer", "Values before keys.")
def layer_values_first(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return V, K, E, A, A @ V


@wrong("attention_layer", "Overflows in the exponential.")
def layer_overflows(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = E.exp() / E.exp().sum(1, keepdim=True)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Returns the weights transposed.")
def layer_weights_transposed(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = K @ Q.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 0)
    return K, V, E, A, A.T @ V


@wrong("attention_layer", "The weights times the keys.")
def layer_outputs_of_keys(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ K


@wrong("attention_layer", "The outputs come from the similarities, not from the weights.")
def layer_outputs_of_similarities(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    return K, V, E, torch.softmax(E, 1), E @ V


@wrong("attention_layer", "The returned similarities aren't scaled, though the weights are right.")
def layer_similarities_unscaled(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E / math.sqrt(Q.shape[1]), 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Scales after the softmax.")
def layer_scales_late(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E, 1) / math.sqrt(Q.shape[1])
    return K, V, E, A, A @ V


@wrong("attention_layer", "Keys and values from each other's matrix.")
def layer_swapped_matrices(Q, X, W_V, W_K):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Multiplies by the transposed matrices, as a linear layer does.")
def layer_linear(Q, X, W_K, W_V):
    K, V = F.linear(X, W_K), F.linear(X, W_V)
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Self-attention: the inputs are their own queries.")
def layer_self_attention(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = (X @ W_K) @ K.T / math.sqrt(W_K.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Four results: E is missing.")
def layer_four(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    A = torch.softmax(Q @ K.T / math.sqrt(Q.shape[1]), 1)
    return K, V, A, A @ V


@wrong("attention_layer", "A dictionary.")
def layer_dictionary(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return {"K": K, "V": V, "E": E, "A": A, "Y": A @ V}


@wrong("attention_layer", "E is changed in place by the softmax, so E and A are one tensor.")
def layer_in_place(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = E.sub_(E.amax(1, keepdim=True)).exp_()
    A /= A.sum(1, keepdim=True)
    return K, V, E, A, A @ V


@wrong("attention_layer", "A causal mask hides later inputs.")
def layer_causal(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    E = E.masked_fill(torch.ones_like(E).triu(1).bool(), -torch.inf)
    A = torch.softmax(E, 1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "The layer's transposed notation: outputs (D_V, N_Q).")
def layer_outputs_transposed(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.softmax(E, 1)
    return K, V, E, A, V.T @ A.T


@wrong("attention_layer", "Two mistakes: softmax over the queries, and without the root.")
def layer_two_mistakes(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T
    A = torch.softmax(E, 0)
    return K, V, E, A, A @ V


@wrong("attention_layer", "One maximum for all queries; weights of a query with low similarities become NaN.")
def layer_one_maximum(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.exp(E - E.max())
    A = A / A.sum(1, keepdim=True)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Normalizes the weights without keepdim.")
def layer_no_keepdim(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / math.sqrt(Q.shape[1])
    A = torch.exp(E - E.amax(1, keepdim=True))
    A = A / A.sum(1)
    return K, V, E, A, A @ V


@wrong("attention_layer", "Two mistakes: values before keys, and D_Q without the root.")
def layer_two_more_mistakes(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = Q @ K.T / Q.shape[1]
    A = torch.softmax(E, 1)
    return V, K, E, A, A @ V


@right("attention_layer", "einsum throughout.")
def layer_einsum(Q, X, W_K, W_V):
    K = torch.einsum("nx,xq->nq", X, W_K)
    V = torch.einsum("nx,xv->nv", X, W_V)
    E = torch.einsum("iq,nq->in", Q, K) / Q.shape[1] ** 0.5
    A = torch.exp(E - E.logsumexp(1, keepdim=True))
    return K, V, E, A, torch.einsum("in,nv->iv", A, V)


@right("attention_layer", "One product for keys and values, split afterwards.")
def layer_one_product(Q, X, W_K, W_V):
    K, V = (X @ torch.cat([W_K, W_V], 1)).split([W_K.shape[1], W_V.shape[1]], 1)
    E = Q @ K.T * W_K.shape[1] ** -0.5
    A = E.softmax(-1)
    return K, V, E, A, A @ V


@right("attention_layer", "Query by query.")
def layer_query_by_query(Q, X, W_K, W_V):
    K, V = X @ W_K, X @ W_V
    E = torch.stack([K @ q / math.sqrt(len(q)) for q in Q])
    A = torch.stack([(e - e.max()).exp() / (e - e.max()).exp().sum() for e in E])
    return K, V, E, A, torch.stack([(a[:, None] * V).sum(0) for a in A])


@right("attention_layer", "The transposed layer, transposed back.")
def layer_transposed_back(Q, X, W_K, W_V):
    K, V = (W_K.T @ X.T).T, (W_V.T @ X.T).T
    E = (K @ Q.T / math.sqrt(K.shape[1])).T
    A = F.softmax(E.T, dim=0).T
    return K, V, E, A, (V.T @ A.T).T


@right("attention_layer", "The outputs from torch's scaled_dot_product_attention.")
def layer_library(Q, X, W_K, W_V):
    K, V = torch.mm(X, W_K), torch.mm(X, W_V)
    E = torch.mm(Q, K.t()).div(math.sqrt(Q.size(1)))
    return K, V, E, torch.softmax(E, dim=1), F.scaled_dot_product_attention(Q[None], K[None], V[None])[0]


@right("attention_layer", "NumPy in float64, converted back.")
def layer_numpy(Q, X, W_K, W_V):
    q, x, w_k, w_v = (t.double().numpy() for t in (Q, X, W_K, W_V))
    k, v = x @ w_k, x @ w_v
    e = q @ k.T / np.sqrt(q.shape[1])
    a = np.exp(e - e.max(1, keepdims=True))
    a /= a.sum(1, keepdims=True)
    return tuple(torch.from_numpy(t).to(Q.dtype) for t in (k, v, e, a, a @ v))
