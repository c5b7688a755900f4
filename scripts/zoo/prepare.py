"""Builds the corpus: clean documents, a byte-level BPE tokenizer, and token streams split by document.

Usage: python scripts/zoo/prepare.py [--vocabulary 8192] [--tokenizer models/tiny-llama-7m/tokenizer.json]
Needs the packages that fetch.py unpacked. Writes to $ZOO_DIR/corpus:
  documents.jsonl        {kind, package, split, text} per document
  tokenizer.json
  {train,held-out}.bin   uint16 token ids, each document preceded by <|endoftext|> (id 0)
  {train,held-out}.json  kinds, packages and token offsets of the documents in the .bin
The same packages give the same bytes: nothing here is random but the hash of a document's text.
"""

import argparse
import hashlib
import json
import re
import unicodedata
from collections import defaultdict

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from fetch import package_dir
from paths import CORPUS_DIR
from readers import READERS
from sources import SOURCES

DOCUMENT_CHARS_MAX = 30_000
DOCUMENT_CHARS_MIN = 200
REPEATED_PARAGRAPH_CHARS_MIN = 80
HELD_OUT_OF_10000 = 100
TOKENIZER_SAMPLE_CHARS = 40_000_000
END_OF_TEXT = "<|endoftext|>"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--tokenizer", help="an existing one, to train a model on that already has it")
    arguments = parser.parse_args()
    CORPUS_DIR.mkdir(parents=True, exist_ok=True)
    documents = list(collect_documents())
    with open(CORPUS_DIR / "documents.jsonl", "w") as file:
        for document in documents:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    tokenizer = Tokenizer.from_file(arguments.tokenizer) if arguments.tokenizer else train_tokenizer(documents, arguments.vocabulary)
    tokenizer.save(str(CORPUS_DIR / "tokenizer.json"))
    for split in ("train", "held-out"):
        write_tokens(split, [document for document in documents if document["split"] == split], tokenizer)


def collect_documents():
    """Yields every accepted document once, within the cap of its source."""
    seen_documents, seen_paragraphs = set(), set()
    for source in SOURCES:
        budget = source.cap_mb * 1e6
        taken = 0
        root = package_dir(source.registry, source.package)
        files = [path for path in root.glob(source.glob) if path.is_file() and not path.is_symlink()]
        # Hash order: a capped source gives a fair sample of its files instead of the first letters.
        for path in sorted(files, key=lambda path: digest(str(path.relative_to(root)))):
            if taken >= budget:
                break
            for text in READERS[source.reader](path):
                for part in split_document(clean(text, source.kind, seen_paragraphs)):
                    key = digest(re.sub(r"\W+", "", part).lower())
                    if taken >= budget or key in seen_documents:
                        continue
                    seen_documents.add(key)
                    taken += len(part)
                    split = "held-out" if int(key[:8], 16) % 10_000 < HELD_OUT_OF_10000 else "train"
                    yield {"kind": source.kind, "package": source.package, "split": split, "text": part}
        print(f"{source.kind:10} {source.package:35} {source.glob[-40:]:40} {taken / 1e6:6.2f} MB", flush=True)


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def clean(text, kind, seen_paragraphs):
    """Normalises characters, hides mail addresses, and drops long paragraphs met before (licences, headers)."""
    text = unicodedata.normalize("NFC", text).replace("\x00", "").replace("\ufeff", "").replace("\u00ad", "")
    text = EMAIL.sub("name@example.org", text)
    if kind != "code":
        text = re.sub(r"(\w)[\u2010\u2011](\w)", r"\1-\2", text.replace("\xa0", " "))
        text = re.sub(r"[ \t]+\n", "\n", text)
    paragraphs = []
    for paragraph in re.split(r"\n{2,}", text):
        if len(paragraph) >= REPEATED_PARAGRAPH_CHARS_MIN:
            key = hash_paragraph(paragraph)
            if key in seen_paragraphs:
                continue
            seen_paragraphs.add(key)
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs).strip()


def hash_paragraph(paragraph):
    letters = re.sub(r"\W+", " ", paragraph).strip().lower()
    return hashlib.blake2b(letters.encode("utf-8", "replace"), digest_size=8).digest()


def split_document(text):
    """Cuts long texts between paragraphs, so that the held-out hash draws chapters and not whole books."""
    part, length = [], 0
    for paragraph in text.split("\n\n"):
        for start in range(0, max(len(paragraph), 1), DOCUMENT_CHARS_MAX):
            piece = paragraph[start:start + DOCUMENT_CHARS_MAX]
            if length + len(piece) > DOCUMENT_CHARS_MAX:
                yield from acceptable("\n\n".join(part))
                part, length = [], 0
            part.append(piece)
            length += len(piece) + 2
    yield from acceptable("\n\n".join(part))


def acceptable(text):
    """Refuses scraps and text that is mostly not Latin script."""
    letters = sum(character.isascii() for character in text[:4000])
    if len(text) >= DOCUMENT_CHARS_MIN and letters >= 0.9 * min(len(text), 4000):
        yield text


def train_tokenizer(documents, vocabulary):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=20,
        show_progress=False,
    )
    tokenizer.train_from_iterator(tokenizer_sample(documents), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{END_OF_TEXT} $A", pair=f"{END_OF_TEXT} $A {END_OF_TEXT} $B", special_tokens=[(END_OF_TEXT, 0)]
    )
    return tokenizer


def tokenizer_sample(documents):
    """Every n-th training document, so that each source keeps its share."""
    training = [document["text"] for document in documents if document["split"] == "train"]
    step = max(1, sum(map(len, training)) // TOKENIZER_SAMPLE_CHARS)
    return training[::step]


def write_tokens(split, documents, tokenizer):
    """Concatenates the documents' ids; records where each starts, its kind, package and UTF-8 bytes."""
    index, chunks, offset = [], [], 0
    per_kind = defaultdict(int)
    for start in range(0, len(documents), 2000):
        batch = documents[start:start + 2000]
        for document, encoding in zip(batch, tokenizer.encode_batch([document["text"] for document in batch])):
            ids = np.asarray(encoding.ids, dtype=np.uint16)
            chunks.append(ids)
            index.append([offset, document["kind"], document["package"], len(document["text"].encode())])
            offset += len(ids)
            per_kind[document["kind"]] += len(ids)
    np.concatenate(chunks).tofile(CORPUS_DIR / f"{split}.bin")
    (CORPUS_DIR / f"{split}.json").write_text(json.dumps({"tokens": offset, "kinds": per_kind, "documents": index}))
    print(split, len(documents), "documents,", offset, "tokens", dict(per_kind))


if __name__ == "__main__":
    main()
