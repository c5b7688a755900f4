"""Readers: one function per file format, each `(path) -> iterator of clean document texts`."""

import bz2
import csv
import gzip
import html as html_entities
import io
import json
import re
import zipfile
import zlib

csv.field_size_limit(1 << 30)


def read_text(path):
    yield unwrap_paragraphs(read_string(path))


def read_code(path):
    yield read_string(path)


def read_json_lines(path):
    """A JSON list of unrelated sentences: one document, a line each."""
    yield "\n".join(json.loads(read_string(path)))


def read_brown(path):
    """Brown corpus lines of `word/tag`: drops the tags and puts spaces back as printed."""
    paragraphs = []
    for line in read_string(path).split("\n"):
        words = [token.rsplit("/", 1)[0] for token in line.split()]
        if words:
            text = " ".join(words)
            text = re.sub(r" ([,.;:?!)\]'])", r"\1", text).replace("( ", "(").replace(" n't", "n't")
            text = re.sub(r"`` ?", '"', text)
            text = re.sub(r" ?''", '"', text)
            paragraphs.append(re.sub(r"([;?!:])\1", r"\1", text))
    yield "\n\n".join(paragraphs)


def read_mail_json(path):
    raw = json.loads(read_string(path))["text"].replace("\r", "")
    header, _, body = raw.partition("\n\n")
    if re.search(r"^content-type:\s*(multipart|text/html)|base64|quoted-printable", header, re.I | re.M):
        return
    subject = re.search(r"^Subject: (.*)$", header, re.M)
    body = re.split(r"\n(?:_{20,}|-- ?\n|-{20,})", body)[0]
    body = "\n".join(line for line in body.split("\n") if not line.startswith((">", "|")))
    yield (f"Subject: {subject.group(1)}\n\n" if subject else "") + unwrap_paragraphs(body)


def read_csv_zip(path):
    """The last or `text` column of each row of a zipped CSV."""
    archive = zipfile.ZipFile(path)
    for name in archive.namelist():
        rows = csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8", "replace"))
        for row in rows:
            text = re.sub(r'"\?\s*', '" ', row.get("text") or "")
            title = row.get("title") or ""
            yield f"{title}\n\n{text}" if title else text


def read_dialogue_tab(path):
    """A Friends-like table of speaker and line: one document per episode."""
    episode, lines = None, []
    for row in list(csv.reader(io.StringIO(read_string(path)), delimiter="\t", quoting=csv.QUOTE_NONE))[3:]:
        if len(row) < 6:
            continue
        if row[2] != episode and lines:
            yield "\n".join(lines)
            lines = []
        if row[2] != episode:
            episode = row[2]
            lines.append(row[3] + "\n")
        lines.append(f"{row[4]}: {row[5].strip()}")
    yield "\n".join(lines)


def read_tale_tab(path):
    for row in list(csv.reader(io.StringIO(read_string(path)), delimiter="\t"))[3:]:
        if row:
            yield max(row, key=len)


def read_wikipedia(path):
    """Articles of a MediaWiki dump as plain text, markup removed."""
    xml = bz2.open(path, "rt", encoding="utf-8", errors="replace").read()
    for title, text in re.findall(r"<title>(.*?)</title>.*?<text[^>]*>(.*?)</text>", xml, re.S):
        text = html_entities.unescape(text)
        if text.startswith("#REDIRECT") or ":" in title:
            continue
        text = re.sub(r"<!--.*?-->|<ref[^>/]*/>|<ref.*?</ref>|<math.*?</math>", "", text, flags=re.S)
        for _ in range(5):
            text = re.sub(r"\{\{[^{}]*\}\}|\{\|[^{}]*\|\}", "", text)
        text = re.sub(r"\[\[(?:File|Image|Category|[a-z-]{2,12}):[^\[\]]*(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]", "", text)
        text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", text)
        text = re.sub(r"\[https?://\S+ ?([^\]]*)\]", r"\1", text)
        text = re.sub(r"'{2,}|<[^>]+>", "", text)
        text = re.sub(r"^[*#:;|!].*$", "", text, flags=re.M)
        text = re.sub(r"^=+ *(.*?) *=+$", r"\n\1\n", text, flags=re.M)
        yield f"{title}\n\n{text.strip()}"


def read_r_lines(path):
    """Novels kept as R character vectors, one printed line a string, in an `.rdb` lazy-load file."""
    blob = path.read_bytes()
    for start in (match.start() for match in re.finditer(rb"x[\x01\x5e\x9c\xda]", blob)):
        try:
            data = zlib.decompressobj().decompress(blob[start:])
        except zlib.error:
            continue
        # CHARSXP in R's binary serialisation: flags (… 00 09), big-endian length, bytes.
        lines, position = [], 0
        for match in re.finditer(rb"\x00[\x04\x00][\x00-\x01]\x09(\x00\x00[\x00-\x01].)", data, re.S):
            if match.start() >= position:
                length = int.from_bytes(match.group(1), "big")
                lines.append(data[match.end(): match.end() + length].decode("utf-8", "replace"))
                position = match.end() + length
        text = "\n".join(lines)
        if len(text) > 100_000:
            yield unwrap_paragraphs(text)


def read_html(path):
    text = re.sub(r"(?is)<(script|style|head|nav|header|footer|svg|form)\b.*?</\1>|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>", " ", read_string(path))
    pieces = re.split(r"(?is)(<(?:pre|programlisting)\b.*?</(?:pre|programlisting)>)", text)
    clean = []
    for index, piece in enumerate(pieces):
        if index % 2:
            clean.append("\n\n" + re.sub(r"<[^>]+>", "", piece).strip("\n") + "\n\n")
            continue
        piece = re.sub(r"\s+", " ", piece)
        piece = re.sub(r"(?i)</?(p|div|h[1-6]|table|section|article|blockquote|dl|ul|ol|title|para|sect\d|page)\b[^>]*>", "\n\n", piece)
        piece = re.sub(r"(?i)<li\b[^>]*>", "\n- ", piece)
        piece = re.sub(r"(?i)<(br|tr|dt|dd|item)\b[^>]*>", "\n", piece)
        piece = re.sub(r"(?i)</?t[dh]\b[^>]*>", " ", piece)
        clean.append(re.sub(r" *\n *", "\n", re.sub(r"<[^>]+>", "", piece)))
    yield html_entities.unescape("".join(clean))


def read_html_or_text(path):
    if path.suffix in (".html", ".htm"):
        yield from read_html(path)
    elif path.suffix in (".txt", "", ".gz") and not path.name.startswith(("changelog", "copyright")):
        yield from read_text(path)


def read_fortune(path):
    if path.suffix in (".dat", ".u8"):
        return
    quotes = read_string(path).split("\n%\n")
    for start in range(0, len(quotes), 25):
        yield "\n\n".join(unwrap_paragraphs(quote) for quote in quotes[start:start + 25])


def read_wesnoth(path):
    """Story and dialogue strings of a game scenario: `message=_ "…"`, `story=_"…"`."""
    strings = re.findall(r'(?:story|message|description|text)=\s*_\s*"((?:[^"]|"")*)"', read_string(path))
    text = "\n\n".join(re.sub(r"\s+", " ", string.replace('""', '"')) for string in strings if len(string) > 30)
    yield re.sub(r"<[^>]+>", "", text)


def read_man(path):
    lines = []
    for line in read_string(path).split("\n"):
        if line.startswith((".\\\"", "'\\\"", ".TH", ".\\")):
            continue
        if re.match(r"\.(PP|P|LP|TP|IP|sp|RS|RE|SS|SH|HP|PD)\b", line):
            heading = line.partition(" ")[2].strip('"') if line.startswith((".SH", ".SS", ".IP")) else ""
            lines += ["", heading] if heading else [""]
            continue
        line = re.sub(r"^\.(?:B|I|BR|IR|RB|RI|BI|IB|SM|SB|UR|UE|MR) ?", "", line)
        if line.startswith((".", "'")):
            continue
        lines.append(line)
    text = "\n".join(lines)
    for pattern, replacement in ((r"\\f(?:\[?[A-Z]{1,2}\]?|.)", ""), (r"\\\((?:aq|cq)", "'"), (r"\\\(e[mn]|\\\(hy", "-"),
                                 (r"\\(?:&|/|,|%|c)", ""), (r"\\-", "-"), (r"\\e|\\\(rs", r"\\"), (r"\\\(..|\\s[-+]?\d|\\\[[^\]]*\]", ""),
                                 (r"\\ ", " ")):
        text = re.sub(pattern, replacement, text)
    yield unwrap_paragraphs(text)


def read_pod(path):
    text = re.sub(r"(?m)^=(?:head\d|item) ?", "", read_string(path))
    text = re.sub(r"(?m)^=.*$", "", text)
    for _ in range(2):
        text = re.sub(r"[BCFILSXZ]<+ ?([^<>]*?) ?>+", r"\1", text)
    yield unwrap_paragraphs(text.replace("E<gt>", ">").replace("E<lt>", "<"))


def read_dictionary(path):
    text = re.sub(r"\s*\[1913 Webster\]|\s*\[PJC\]|\[Webster [^\]]*\]", "", read_string(path))
    entries = re.split(r"\n(?=\S)", text)
    for start in range(0, len(entries), 40):
        yield "\n\n".join(re.sub(r"\n +", " ", entry).strip() for entry in entries[start:start + 40])


READERS = {name.removeprefix("read_"): reader for name, reader in list(globals().items()) if name.startswith("read_")}


def read_string(path):
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return raw.decode("latin-1").replace("\r\n", "\n")


def unwrap_paragraphs(text):
    """Joins hard-wrapped prose lines; keeps verse, lists and indented blocks as they are."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r", ""))
    return "\n\n".join(unwrap_block(block) for block in blocks)


def unwrap_block(block):
    lines = block.split("\n")
    wrapped = len(lines) > 1 and all(len(line) > 45 for line in lines[:-1])
    if wrapped and not any(line.startswith((" ", "\t", "-", "*", "#", "|")) for line in lines[1:]):
        return " ".join(line.strip() for line in lines)
    return block
