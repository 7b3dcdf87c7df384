"""A MarianMT-shaped transformer, written for speed in bf16 on a CPU; its state dict carries Marian's own names.

`transformers.MarianMTModel` computes the same function from the same weights (tests/training/test_model.py
holds the two together); this one skips padding in the output layer, fuses projections and returns the guided
head's attention only.
"""

import random
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = torch.bfloat16
CHUNK = 256
"""Target pieces the output layer takes at once: their logits stay in the cache."""


def sinusoids(positions: int, width: int) -> Tensor:
    """Marian's position vectors [positions, width]: sines in the first half, cosines in the second."""
    rate = torch.pow(10000.0, -2 * torch.arange(width // 2, dtype=torch.float64) / width)
    angle = torch.arange(positions, dtype=torch.float64)[:, None] * rate[None]
    return torch.cat([angle.sin(), angle.cos()], 1).float()


class _Linear(torch.autograd.Function):
    """x @ weight.T + bias in bf16 from fp32 masters; the bias gradient by a matrix product, faster than a sum."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        weight16 = weight.to(HIDDEN)
        ctx.save_for_backward(x, weight16)
        return functional.linear(x, weight16, bias.to(HIDDEN))

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, weight16 = ctx.saved_tensors
        flat = grad.reshape(-1, grad.shape[-1])
        ones = flat.new_ones(1, len(flat))
        grad_weight = (flat.t() @ x.reshape(-1, x.shape[-1])).float()
        return (flat @ weight16).view(x.shape), grad_weight, (ones @ flat)[0].float()


def _linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return _Linear.apply(x, weight, bias)  # type: ignore[no-any-return]


class _Dropout:
    """Dropout from a pool of ready-made masks at random offsets: drawing fresh ones costs 5% of a CPU step."""

    def __init__(self, rate: float) -> None:
        self.pool = (torch.rand(1 << 22) >= rate).to(HIDDEN) / (1 - rate)

    def __call__(self, x: Tensor) -> Tensor:
        need = x.numel()
        if need > len(self.pool):
            self.pool = torch.cat([self.pool, self.pool])
            return self(x)
        offset = random.randrange(len(self.pool) - need + 1)
        return x * self.pool[offset : offset + need].view(x.shape)


class Attention(nn.Module):
    """Multi-head attention with Marian's parameter names."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)
        for layer in (self.k_proj, self.v_proj, self.q_proj, self.out_proj):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def _project(self, x: Tensor, *layers: nn.Linear) -> list[Tensor]:
        weight = torch.cat([layer.weight for layer in layers])
        bias = torch.cat([layer.bias for layer in layers])
        batch, length, width = x.shape
        y = _linear(x, weight, bias).view(batch, length, len(layers), self.heads, width // self.heads)
        return [part.transpose(1, 2) for part in y.unbind(2)]

    def forward(
        self, x: Tensor, memory: Tensor | None, mask: Tensor | None, *, first_head: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Attend from x [b, t, d] to memory [b, s, d], or to x itself.

        mask is additive, [b or 1, 1, t or 1, s]. Returns the output and, when asked, head 0's
        log-probabilities [b, t, s] in fp32.
        """
        if memory is None:
            query, key, value = self._project(x, self.q_proj, self.k_proj, self.v_proj)
        else:
            (query,) = self._project(x, self.q_proj)
            key, value = self._project(memory, self.k_proj, self.v_proj)
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        log_attention = scores[:, 0].float().log_softmax(-1) if first_head else None
        y = (scores.softmax(-1) @ value).transpose(1, 2).reshape(x.shape)
        return _linear(y, self.out_proj.weight, self.out_proj.bias), log_attention


class Layer(nn.Module):
    """A post-norm transformer layer; with `cross`, a decoder's."""

    def __init__(self, width: int, heads: int, ffn: int, dropout: float, *, cross: bool) -> None:
        super().__init__()
        self.dropout = _Dropout(dropout) if dropout else None
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        if cross:
            self.encoder_attn = Attention(width, heads)
            self.encoder_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, ffn)
        self.fc2 = nn.Linear(ffn, width)
        self.final_layer_norm = nn.LayerNorm(width)
        for layer in (self.fc1, self.fc2):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def _add(self, x: Tensor, y: Tensor, norm: nn.LayerNorm) -> Tensor:
        if self.training and self.dropout:
            y = self.dropout(y)
        return functional.layer_norm(x + y, norm.normalized_shape, norm.weight.to(HIDDEN), norm.bias.to(HIDDEN))

    def forward(
        self, x: Tensor, mask: Tensor | None, memory: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """x [b, t, d] through the layer; also the guided head's log-attention for a decoder layer."""
        y, _ = self.self_attn(x, None, mask)
        x = self._add(x, y, self.self_attn_layer_norm)
        log_attention = None
        if memory is not None:
            y, log_attention = self.encoder_attn(x, memory, memory_mask, first_head=True)
            x = self._add(x, y, self.encoder_attn_layer_norm)
        y = _linear(x, self.fc1.weight, self.fc1.bias).relu()
        y = _linear(y, self.fc2.weight, self.fc2.bias)
        return self._add(x, y, self.final_layer_norm), log_attention


class _SmoothedCrossEntropy(torch.autograd.Function):
    """Output layer and label-smoothed loss in one pass over chunks, gradients included; no full matrix of logits."""

    @staticmethod
    def forward(ctx: Any, h: Tensor, weight: Tensor, bias: Tensor, labels: Tensor, smoothing: float) -> Tensor:
        size = weight.shape[0]
        weight16 = weight.to(HIDDEN)
        grad_h, grad_weight = torch.empty_like(h), torch.zeros_like(weight)
        grad_bias = torch.zeros_like(bias)
        smooth = h.new_zeros((), dtype=torch.float32)
        plain = h.new_zeros((), dtype=torch.float32)
        for start in range(0, len(h), CHUNK):
            part, gold = h[start : start + CHUNK], labels[start : start + CHUNK]
            logits = functional.linear(part, weight16).float().add_(bias)
            total = logits.logsumexp(1)
            right = logits.gather(1, gold[:, None]).squeeze(1)
            plain += (total - right).sum()
            mean = logits.mean(1)
            smooth += ((1 - smoothing) * (total - right) + smoothing * (total - mean)).sum()
            grad = logits.sub_(total[:, None]).exp_().sub_(smoothing / size)
            grad.scatter_add_(1, gold[:, None], torch.full_like(right, smoothing - 1)[:, None])
            grad_bias += grad.sum(0)
            grad16 = grad.to(HIDDEN)
            grad_h[start : start + CHUNK] = grad16 @ weight16
            grad_weight += grad16.t() @ part
        ctx.save_for_backward(grad_h, grad_weight, grad_bias)
        ctx.count = len(h)
        ctx.mark_non_differentiable(plain)
        return torch.stack([smooth, plain]) / len(h)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        grad_h, grad_weight, grad_bias = ctx.saved_tensors
        scale = grad[0] / ctx.count
        return grad_h * scale.to(HIDDEN), grad_weight * scale, grad_bias * scale, None, None


class _Stack(nn.Module):
    def __init__(self, layers: list[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)


class _Body(nn.Module):
    def __init__(self, options: dict[str, Any], size: int) -> None:
        super().__init__()
        width, heads, ffn, dropout = options["width"], options["heads"], options["ffn"], options["dropout"]
        self.shared = nn.Embedding(size, width)
        self.encoder = _Stack(
            [Layer(width, heads, ffn, dropout, cross=False) for _ in range(options["encoder_layers"])]
        )
        self.decoder = _Stack([Layer(width, heads, ffn, dropout, cross=True) for _ in range(options["decoder_layers"])])


class Translator(nn.Module):
    """Encoder and decoder with tied embeddings; the last piece of the vocabulary is <pad>, which starts the decoder.

    Only the `writable` pieces are ever predicted: no Arabic, and half the work in the output layer.
    """

    def __init__(self, options: dict[str, Any], size: int, writable: Sequence[int]) -> None:
        super().__init__()
        self.options = options
        self.model = _Body(options, size)
        self.dropout = _Dropout(options["dropout"]) if options["dropout"] else None
        self.final_logits_bias = nn.Parameter(torch.zeros(1, size))
        self.pad = size - 1
        place = torch.full((size,), -1)
        place[torch.tensor(writable)] = torch.arange(len(writable))
        self.register_buffer("writable", torch.tensor(writable), persistent=False)
        self.register_buffer("place", place, persistent=False)
        self.register_buffer("positions", sinusoids(options["positions"], options["width"]), persistent=False)

    def _embed(self, pieces: Tensor) -> Tensor:
        x = functional.embedding(pieces, self.model.shared.weight) * self.options["width"] ** 0.5
        x = x * (pieces != self.pad)[..., None]
        x = (x + self.get_buffer("positions")[: pieces.shape[1]]).to(HIDDEN)
        return self.dropout(x) if self.training and self.dropout else x

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder output [b, s, d] and the additive mask of its padding [b, 1, 1, s]."""
        mask = torch.zeros(source.shape, dtype=HIDDEN).masked_fill_(source == self.pad, -1e4)[:, None, None]
        x = self._embed(source)
        for layer in self.model.encoder.layers:
            x, _ = layer(x, mask)
        return x, mask

    def forward(
        self, source: Tensor, target: Tensor, links: Tensor | None, smoothing: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Losses of a padded batch of pieces [b, s] and [b, t], both ending in </s>.

        links [b, t, s] are rows of weights that sum to 1 (or 0 where a target piece has none). Returns the smoothed
        loss a token, the plain cross-entropy a token (no gradient) and the guided-alignment loss a linked token.
        """
        memory, mask = self.encode(source)
        start = torch.full((len(target), 1), self.pad)
        x = self._embed(torch.cat([start, target[:, :-1]], 1))
        length = target.shape[1]
        causal = torch.full((length, length), -1e4, dtype=HIDDEN).triu(1)[None, None]
        align = x.new_zeros((), dtype=torch.float32)
        count = len(self.model.decoder.layers)
        for n, layer in enumerate(self.model.decoder.layers):
            x, log_attention = layer(x, causal, memory, mask)
            if links is None or log_attention is None or n not in (0, count - 1):
                continue
            # The last layer looks at what the next piece translates. The first can only know the piece before it: it
            # finds that one's source, a matter of meaning alone, and the last goes on from there.
            goal = links if n == count - 1 else functional.pad(links, (0, 0, 1, 0))[:, :-1]
            missed = -(goal * log_attention.clamp(min=-14)).sum() / goal.sum().clamp(min=1)
            align = align + missed * (1.0 if n == count - 1 else 0.5)
        writable = self.get_buffer("writable")
        labels = self.get_buffer("place")[target.reshape(-1)]
        kept = labels >= 0
        cross_entropy = _SmoothedCrossEntropy.apply(
            x.reshape(-1, x.shape[-1])[kept],
            self.model.shared.weight.index_select(0, writable),
            self.final_logits_bias[0].index_select(0, writable),
            labels[kept],
            smoothing,
        )
        return cross_entropy[0], cross_entropy[1].detach(), align


def start_from_meaning(translator: Translator) -> None:
    """Start where bilingual vectors are worth something: layers near the identity, attention by likeness.

    Small weights let a piece's vector through all layers. One projection for queries and keys makes the guided heads
    look at the source pieces whose vectors are nearest the state's, hence at the source of the piece just written; and
    values pass through. Untrained, the first layer finds the last piece's source in two cases of five.
    """
    for name, parameter in translator.named_parameters():
        if parameter.ndim == 2 and ".layers." in name:
            nn.init.normal_(parameter, std=0.02)
    width, heads = translator.options["width"], translator.options["heads"]
    with torch.no_grad():
        for layer in translator.model.decoder.layers:
            attention: Attention = layer.encoder_attn  # type: ignore[assignment]
            likeness = torch.linalg.qr(torch.randn(width, width // heads)).Q.T
            attention.q_proj.weight[: width // heads] = likeness
            attention.k_proj.weight[: width // heads] = likeness
            for projection in (attention.v_proj, attention.out_proj):
                projection.weight += 0.7 * torch.eye(width)


def marian_state(translator: Translator, weights: dict[str, Tensor] | None = None) -> dict[str, Tensor]:
    """The weights under the names of `transformers.MarianMTModel`, with a zero vector for <pad>.

    Pieces that are not writable get a bias that keeps them out of every output.
    """
    state = {name: value.detach().clone() for name, value in (weights or translator.state_dict()).items()}
    state["model.shared.weight"][-1] = 0
    barred = torch.ones(state["final_logits_bias"].shape[1], dtype=torch.bool)
    barred[translator.get_buffer("writable")] = False
    state["final_logits_bias"][0, barred] = -1e4
    shared = state["model.shared.weight"]
    for name in ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"):
        state[name] = shared
    return state
