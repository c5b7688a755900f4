"""Cross-entropy of a tied output layer without ever holding all logits."""

import torch

from precision import PRODUCTS

CHUNK_TOKENS = 512


class LinearCrossEntropy(torch.autograd.Function):
    """mean over tokens of −log softmax(hidden · weightᵀ)[target], its gradients computed chunk by chunk in the forward pass."""

    @staticmethod
    def forward(context, hidden, weight, targets):
        """@param hidden [tokens, d_model]; weight [vocabulary, d_model]; targets [tokens] int64; returns a scalar."""
        hidden_low, weight_low = hidden.detach().to(PRODUCTS), weight.detach().to(PRODUCTS)
        hidden_gradient = torch.empty_like(hidden_low)
        weight_gradient = torch.zeros_like(weight, dtype=torch.float32)
        total = 0.0
        for start in range(0, len(targets), CHUNK_TOKENS):
            rows = slice(start, start + CHUNK_TOKENS)
            nll, logits_gradient = softmax_gradient(hidden_low[rows] @ weight_low.T, targets[rows], 1 / len(targets))
            total = total + nll
            hidden_gradient[rows] = logits_gradient @ weight_low
            weight_gradient += logits_gradient.T @ hidden_low[rows]
        context.save_for_backward(hidden_gradient.to(hidden.dtype), weight_gradient)
        return total / len(targets)

    @staticmethod
    def backward(context, upstream):
        hidden_gradient, weight_gradient = context.saved_tensors
        return hidden_gradient * upstream, weight_gradient * upstream, None


@torch.compile
def softmax_gradient(logits, targets, scale):
    """Sum of −log p(target) and (p − onehot) · scale in `PRODUCTS`."""
    logits = logits.float()
    probabilities = torch.softmax(logits, dim=-1)
    picked = logits.gather(1, targets[:, None])[:, 0]
    nll = (torch.logsumexp(logits, dim=-1) - picked).sum()
    onehot = torch.arange(logits.shape[1])[None] == targets[:, None]
    return nll, ((probabilities - onehot.float()) * scale).to(PRODUCTS)


linear_cross_entropy = LinearCrossEntropy.apply
