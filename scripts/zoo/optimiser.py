"""Muon for the matrices inside the blocks, Adam for embeddings and norms.

Muon: momentum, then the nearest semi-orthogonal matrix by a quintic Newton–Schulz iteration (Jordan et al. 2024,
https://kellerjordan.github.io/posts/muon/).
"""

import torch

from precision import PRODUCTS

MUON_RATE = 0.02
MUON_MOMENTUM = 0.95
ADAM_RATE = 0.004
ADAM_BETAS = (0.9, 0.95)
ADAM_EPSILON = 1e-10


def orthogonalise(matrices, steps=5):
    """@param matrices [n, rows, columns]; returns the same shape with singular values near 1."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrices.to(PRODUCTS)
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).float()


class Muon:
    """Steps lists of equally shaped matrices together; each may be a slice of a fused parameter."""

    def __init__(self, parameters, parts):
        """@param parameters 2-d parameters of one shape; @param parts how many fused matrices each holds, by rows"""
        self.parameters, self.parts = parameters, parts
        self.momentum = [torch.zeros_like(parameter).share_memory_() for parameter in parameters]

    def step(self, gradients, rate_scale):
        updates = []
        for momentum, gradient in zip(self.momentum, gradients):
            momentum.lerp_(gradient, 1 - MUON_MOMENTUM)
            updates += torch.lerp(gradient, momentum, MUON_MOMENTUM).chunk(self.parts)
        updates = orthogonalise(torch.stack(updates))
        rows, columns = updates.shape[-2:]
        rate = MUON_RATE * rate_scale * max(1, rows / columns) ** 0.5
        for parameter, update in zip(self.parameters, updates.split(self.parts)):
            parameter.data.add_(update.flatten(0, 1), alpha=-rate)

    def state(self):
        return self.momentum


class Adam:
    def __init__(self, parameters):
        self.parameters = parameters
        self.first = [torch.zeros_like(parameter).share_memory_() for parameter in parameters]
        self.second = [torch.zeros_like(parameter).share_memory_() for parameter in parameters]
        self.count = torch.zeros(1).share_memory_()

    def step(self, gradients, rate_scale):
        self.count += 1
        beta1, beta2 = ADAM_BETAS
        correction1, correction2 = 1 - beta1 ** self.count.item(), 1 - beta2 ** self.count.item()
        for parameter, first, second, gradient in zip(self.parameters, self.first, self.second, gradients):
            first.lerp_(gradient, 1 - beta1)
            second.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
            denominator = (second / correction2).sqrt_().add_(ADAM_EPSILON)
            parameter.data.addcdiv_(first, denominator, value=-ADAM_RATE * rate_scale / correction1)

    def state(self):
        return [*self.first, *self.second, self.count]


def make_optimisers(model):
    """Returns [[optimisers of worker 0], [of worker 1]]: about equal work, no parameter in both."""
    blocks = list(model.blocks)
    attention = [Muon([block.qkv.weight for block in blocks], 3), Muon([block.attention_out.weight for block in blocks], 1)]
    mlp = [Muon([block.gate_up.weight for block in blocks], 2), Muon([block.down.weight for block in blocks], 1)]
    vectors = [parameter for parameter in model.parameters() if parameter.dim() == 1]
    return [[*attention, Adam([model.embedding.weight, *vectors])], mlp]
