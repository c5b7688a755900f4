"""A compact Llama in torch whose parameters export to Hugging Face names one to one.

Same mathematics as transformers' LlamaForCausalLM (RMSNorm, rotary positions in half-split layout, SwiGLU, tied
embeddings), with fused projections for speed on CPU.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class ModelConfig:
    vocabulary: int = 8192
    layers: int = 6
    d_model: int = 256
    heads: int = 4
    d_ff: int = 640
    positions_max: int = 512
    rope_theta: float = 10_000.0
    norm_epsilon: float = 1e-5

    @property
    def d_head(self):
        return self.d_model // self.heads

    def to_hugging_face(self):
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            "vocab_size": self.vocabulary,
            "hidden_size": self.d_model,
            "intermediate_size": self.d_ff,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.heads,
            "head_dim": self.d_head,
            "hidden_act": "silu",
            "max_position_embeddings": self.positions_max,
            "rms_norm_eps": self.norm_epsilon,
            "rope_theta": self.rope_theta,
            "rope_scaling": None,
            "attention_bias": False,
            "attention_dropout": 0.0,
            "mlp_bias": False,
            "initializer_range": 0.02,
            "tie_word_embeddings": True,
            "use_cache": True,
            "bos_token_id": 0,
            "eos_token_id": 0,
            "pad_token_id": None,
            "pretraining_tp": 1,
            "torch_dtype": "float16",
        }


class RmsNorm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        width = config.d_model
        self.attention_norm = RmsNorm(width, config.norm_epsilon)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.attention_out = nn.Linear(width, width, bias=False)
        self.mlp_norm = RmsNorm(width, config.norm_epsilon)
        self.gate_up = nn.Linear(width, 2 * config.d_ff, bias=False)
        self.down = nn.Linear(config.d_ff, width, bias=False)

    def forward(self, residual, cosine, sine, hooks=None):
        """@param residual [batch, seq, d_model] float32; returns the residual after this block."""
        batch, length, width = residual.shape
        heads = (batch, length, 3, self.config.heads, self.config.d_head)
        query, key, value = self.qkv(self.attention_norm(residual)).view(heads).permute(2, 0, 3, 1, 4)
        query, key = rotate(query, cosine, sine), rotate(key, cosine, sine)
        mixed = causal_attention(query, key, value)
        residual = residual + self.attention_out(mixed.transpose(1, 2).reshape(batch, length, width))
        mlp_in = self.mlp_norm(residual)
        gate, up = self.gate_up(mlp_in).chunk(2, dim=-1)
        mlp_out = self.down(F.silu(gate) * up)
        if hooks is not None:
            mlp_out = hooks("mlp", mlp_in, mlp_out)
            return hooks("resid_post", None, residual + mlp_out)
        return residual + mlp_out


class TinyLlama(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.d_model)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.final_norm = RmsNorm(config.d_model, config.norm_epsilon)
        cosine, sine = rotary_tables(config)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        self.initialise()

    def initialise(self):
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                is_output = name.endswith(("attention_out.weight", "down.weight"))
                nn.init.normal_(parameter, std=0.02 / ((2 * self.config.layers) ** 0.5 if is_output else 1))

    def residual(self, ids, hook=None, layers=None):
        """Returns the residual stream [batch, seq, d_model] after `layers` blocks (all by default).

        `hook(layer, place, mlp_in, value) -> value` sees "mlp" and "resid_post" of each layer and may replace them.
        """
        length = ids.shape[1]
        residual = self.embedding(ids).float()
        for layer, block in enumerate(self.blocks[:layers]):
            hooks = None if hook is None else (lambda place, mlp_in, value, layer=layer: hook(layer, place, mlp_in, value))
            residual = block(residual, self.cosine[:length], self.sine[:length], hooks)
        return residual

    def forward(self, ids, hook=None):
        """@param ids [batch, seq] int64; returns logits [batch, seq, vocabulary]."""
        return F.linear(self.final_norm(self.residual(ids, hook)), self.embedding.weight)


def rotary_tables(config):
    """cos and sin [positions, d_head] of the half-split rotary layout."""
    frequency = config.rope_theta ** (-torch.arange(0, config.d_head, 2).float() / config.d_head)
    angle = torch.outer(torch.arange(config.positions_max).float(), frequency)
    return torch.cat([angle, angle], -1).cos(), torch.cat([angle, angle], -1).sin()


def rotate(x, cosine, sine):
    low, high = x.chunk(2, dim=-1)
    return (x * cosine + torch.cat([-high, low], dim=-1) * sine).to(x.dtype)


def causal_attention(query, key, value):
    """In bfloat16 plain attention, compiled, is twice as fast on CPU as torch's flash kernel at 256 positions, backward included."""
    if query.dtype is torch.float32:
        return F.scaled_dot_product_attention(query, key, value, is_causal=True)
    length = query.shape[-2]
    future = torch.ones(length, length, dtype=torch.bool).triu(1)
    scores = (query @ key.mT).float() * query.shape[-1] ** -0.5
    return torch.softmax(scores.masked_fill(future, float("-inf")), dim=-1).to(value.dtype) @ value


def to_hugging_face_weights(model, dtype=torch.float16):
    """Splits the fused projections and renames: {name: tensor} for `model.safetensors`."""
    weights = {"model.embed_tokens.weight": model.embedding.weight, "model.norm.weight": model.final_norm.weight}
    for layer, block in enumerate(model.blocks):
        prefix = f"model.layers.{layer}."
        query, key, value = block.qkv.weight.chunk(3)
        gate, up = block.gate_up.weight.chunk(2)
        weights |= {
            prefix + "input_layernorm.weight": block.attention_norm.weight,
            prefix + "self_attn.q_proj.weight": query,
            prefix + "self_attn.k_proj.weight": key,
            prefix + "self_attn.v_proj.weight": value,
            prefix + "self_attn.o_proj.weight": block.attention_out.weight,
            prefix + "post_attention_layernorm.weight": block.mlp_norm.weight,
            prefix + "mlp.gate_proj.weight": gate,
            prefix + "mlp.up_proj.weight": up,
            prefix + "mlp.down_proj.weight": block.down.weight,
        }
    return {name: tensor.detach().to(dtype).contiguous() for name, tensor in weights.items()}


def from_hugging_face_weights(config, weights):
    """The inverse of `to_hugging_face_weights`, in float32."""
    model = TinyLlama(config)
    weights = {name: tensor.float() for name, tensor in weights.items()}
    state = {"embedding.weight": weights["model.embed_tokens.weight"], "final_norm.weight": weights["model.norm.weight"]}
    for layer in range(config.layers):
        theirs, ours = f"model.layers.{layer}.", f"blocks.{layer}."
        attention = [weights[f"{theirs}self_attn.{part}_proj.weight"] for part in "qkv"]
        state |= {
            ours + "attention_norm.weight": weights[theirs + "input_layernorm.weight"],
            ours + "qkv.weight": torch.cat(attention),
            ours + "attention_out.weight": weights[theirs + "self_attn.o_proj.weight"],
            ours + "mlp_norm.weight": weights[theirs + "post_attention_layernorm.weight"],
            ours + "gate_up.weight": torch.cat([weights[f"{theirs}mlp.{part}_proj.weight"] for part in ("gate", "up")]),
            ours + "down.weight": weights[theirs + "mlp.down_proj.weight"],
        }
    model.load_state_dict(state)
    return model


__all__ = ["ModelConfig", "TinyLlama", "asdict", "from_hugging_face_weights", "to_hugging_face_weights"]
