"""The fast model and Transformers' Marian are the same function."""

import pytest

torch = pytest.importorskip("torch", reason="torch is for training only: pip install torch")
transformers = pytest.importorskip("transformers", reason="transformers is for training only")


def test_losses_equal_those_of_marian() -> None:
    from training.translator.model import Translator, marian_state

    # Given a random small model and its weights in Transformers' Marian
    torch.manual_seed(0)
    pad = 63
    options = {"width": 32, "heads": 4, "ffn": 64, "encoder_layers": 2, "decoder_layers": 2, "positions": 64}
    writable = [n for n in range(pad) if n % 3]
    ours = Translator(options | {"dropout": 0.0}, pad + 1, writable)
    torch.nn.init.normal_(ours.model.shared.weight, std=0.2)
    ours.final_logits_bias.data.normal_(std=0.3)
    marian = transformers.MarianMTModel(
        transformers.MarianConfig(
            vocab_size=pad + 1,
            d_model=32,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=4,
            decoder_attention_heads=4,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            activation_function="relu",
            max_position_embeddings=64,
            scale_embedding=True,
            pad_token_id=pad,
            eos_token_id=0,
            decoder_start_token_id=pad,
        )
    ).eval()
    marian.load_state_dict(marian_state(ours), strict=False)
    source, target = torch.randint(0, pad, (4, 9)), torch.tensor(writable)[torch.randint(0, len(writable), (4, 11))]
    source[1, 6:] = pad
    target[2, 7:] = pad
    # When both score the same padded batch
    smoothed, plain, _ = ours(source, target, None, 0.1)
    start = torch.full((4, 1), pad)
    logits = marian(
        input_ids=source,
        attention_mask=(source != pad).long(),
        decoder_input_ids=torch.cat([start, target[:, :-1]], 1),
    ).logits[..., :pad]
    # Then the losses agree to the precision of bf16
    kept = target.view(-1) != pad
    labels = torch.tensor([writable.index(n) for n in target.view(-1)[kept].tolist()])
    logits = logits.reshape(-1, pad)[kept][:, writable]
    expected = torch.nn.functional.cross_entropy(logits, labels)
    expected_smoothed = torch.nn.functional.cross_entropy(logits, labels, label_smoothing=0.1)
    assert float(plain) == pytest.approx(float(expected.detach()), rel=0.01)
    assert float(smoothed.detach()) == pytest.approx(float(expected_smoothed.detach()), rel=0.01)
    # and so does the direction of the gradient
    smoothed.backward()
    expected_smoothed.backward()
    for name in ("model.encoder.layers.0.fc1.weight", "model.decoder.layers.1.encoder_attn.k_proj.weight"):
        a, b = (dict(m.named_parameters())[name].grad.flatten() for m in (ours, marian))
        assert float(torch.nn.functional.cosine_similarity(a, b, dim=0)) > 0.98
