"""Writes small tokenizers of the kinds that lib/engine/tokenizer.ts reads, with what the tokenizers library makes of hard texts
and what transformers puts before them; and what it puts there for every kind of post_processor and class (leads.json).

Usage: pip install -r scripts/parity/requirements-engine.txt
       python scripts/parity/make_tokenizer_fixtures.py

Nothing is downloaded; the merges are learnt from the texts below.
"""

import importlib.metadata
import json
import tempfile
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "test/fixtures/engine/tokenizers"
MODELS = ["models/tiny-llama-7m", "test/fixtures/engine/random-llama"]

TEXTS = [
    "The cat sat on the mat, and the other cat did not.",
    "  two  spaces   three\t\ttabs\n\n\nlines \r\n end  ",
    "日本語のテキスト 한국어 العربية עברית हिन्दी ไทย",
    "🙂👩‍👩‍👧‍👦🏳️‍🌈 e\u0301 é ﬁ ﬀ Å \u212b ½ ² ①",
    "def f(x):\n    return x**2  # comment\n\tif (a<=b && c!=d) { y += 1; }",
    "<bos>special<eos> <unk> <|endoftext|>",
    "it's we'll I'VE don't 'tis DON'T",
    "1234567890 3.14159 1,000,000 0x1F 2026-11-26",
    "\u200b\u00a0\ufeff\u0000x",
    "a\u2581b <0x0A>",
    "",
    " ",
    "\n",
    "https://example.com/a?b=c&d=%20e",
    "ÀÉÎÕÜ ŁŠŽ ßẞ İı ǅ",
    "a" * 60,
    "          x",
    "don\u2019t \u201cquote\u201d \u2014 dash\u2026",
    "mixed 中文English混合123数字",
]
# How Llama 3 and Qwen 2 cut a text before bytes are merged: words with what stands before them, digits by three or one.
CUT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}DIGITS| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def cut_bytes(digits: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CUT.replace("DIGITS", digits)), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=340,
        special_tokens=["<bos>", "<eos>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS[:8], trainer)
    return tokenizer


def byte_fallback() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    trainer = trainers.BpeTrainer(
        vocab_size=380,
        special_tokens=["<bos>", "<eos>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256))],
        # Other letters, those of most scripts below, are bytes.
        limit_alphabet=60,
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS[:8], trainer)
    described = json.loads(tokenizer.to_str())
    # Bytes are tokens that no text spells, so only three are marks.
    described["added_tokens"] = described["added_tokens"][:3]
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.add_tokens([AddedToken("▁▁▁▁", normalized=False)])
    return tokenizer


def template(single: str) -> processors.TemplateProcessing:
    return processors.TemplateProcessing(single=single, special_tokens=[("<bos>", 0), ("<eos>", 1)])


# As Llama 3 and Qwen have it.
BYTES = processors.ByteLevel(trim_offsets=False)
BOS_AFTER_BYTES = processors.Sequence([processors.ByteLevel(trim_offsets=False), template("<bos> $A")])


def said_by() -> dict:
    versions = {name: importlib.metadata.version(name) for name in ("tokenizers", "transformers")}
    return {"writtenBy": "scripts/parity/make_tokenizer_fixtures.py", **versions}


def lead_of(folder: Path, texts: list[str]) -> list[int]:
    """Returns what `tokenizer(text).input_ids` begins with before the text's own ids, the same for every text."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    leads = set()
    for text in texts:
        ids, own = tokenizer(text).input_ids, tokenizer(text, add_special_tokens=False).input_ids
        assert ids[len(ids) - len(own) :] == own
        leads.add(tuple(ids[: len(ids) - len(own)]))
    (lead,) = leads
    return list(lead)


def write(name: str, tokenizer: Tokenizer, post_processor: processors.PostProcessor) -> None:
    tokenizer.post_processor = post_processor
    folder = FIXTURES / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer.to_str() + "\n")
    config = {"bos_token": "<bos>", "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")
    expected = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in TEXTS]
    said = {**said_by(), "lead": lead_of(folder, TEXTS), "expected": expected}
    (folder / "expected.json").write_text(json.dumps(said, ensure_ascii=False) + "\n")


def write_leads() -> None:
    """What is put before a text by every kind of post_processor in the classes that have rules of their own, and by the
    tokenizers of the other models in this repository."""
    kinds = {"none": None, "bytes": BYTES, "text": template("$A"), "bos": template("<bos> $A"), "both": BOS_AFTER_BYTES}
    by_bytes = ["PreTrainedTokenizerFast", "GPT2Tokenizer", "Qwen2Tokenizer", "GPTNeoXTokenizer", "GPTNeoXTokenizerFast"]
    classes = [(name, cut_bytes("{1,3}")) for name in by_bytes]
    classes += [(name, byte_fallback()) for name in ("LlamaTokenizer", "GemmaTokenizer")]
    leads = []
    for kind, post_processor in kinds.items():
        for name, tokenizer in classes:
            described = json.loads(tokenizer.to_str())
            if post_processor is not None:
                tokenizer.post_processor = post_processor
                described["post_processor"] = json.loads(tokenizer.to_str())["post_processor"]
                tokenizer.post_processor = template("$A")
            else:
                described["post_processor"] = None
            for add in (None, True, False):
                config = {"tokenizer_class": name, "bos_token": "<bos>", "unk_token": "<unk>"}
                config |= {} if add is None else {"add_bos_token": add}
                with tempfile.TemporaryDirectory() as folder:
                    (Path(folder) / "tokenizer.json").write_text(json.dumps(described))
                    (Path(folder) / "tokenizer_config.json").write_text(json.dumps(config))
                    lead = lead_of(Path(folder), ["cat"])
                case = {"name": kind, "class": name, "add_bos_token": add}
                leads.append({**case, "post_processor": described["post_processor"], "lead": lead})
    models = {path: lead_of(ROOT / path, ["cat", "The river froze."]) for path in MODELS}
    (FIXTURES / "leads.json").write_text(json.dumps({**said_by(), "models": models, "leads": leads}) + "\n")


write("llama-3", cut_bytes("{1,3}"), BOS_AFTER_BYTES)
write("qwen2", cut_bytes(""), BYTES)
write("gemma", byte_fallback(), template("<bos> $A"))
write_leads()
