#!/usr/bin/env python3
"""Writes a web archive like those of CC-NEWS, of any size, to measure `dateline read` with.

    python3 tools/make_warc.py OUT.warc.gz --megabytes 1000 [--seed 1] [--damage 1000] [--stories 001-019]
        [--since 2024-03-01 --days 14]

Pages are made of the paragraphs of `cases/` (stories of our own) in a shuffled order, with the menus, scripts, links and
footers that pages have around them. The same arguments give the same bytes. `--megabytes` counts pages, not packed bytes.
One record in `--damage` is broken: cut bytes, a length that lies, or a bomb; 0 for none. `--stories` takes some of the stories
only; `--since` and `--days` give all pages days that lie near each other, so that they tell of the same incidents.
"""

import argparse
import datetime
import gzip
import html
import json
import pathlib
import random
import zlib

WORDS = "world politics economy conflict region weather sport culture science health travel opinion video live".split()


def paragraphs(stories):
    cases = pathlib.Path(__file__).parent.parent / "cases"
    first, last = stories.split("-")
    found = []
    for path in sorted(cases.glob("[0-9]*.md")):
        if not first <= path.name[:3] <= last:
            continue
        story = path.read_text().split("+++", 2)[2].split("```toml")[0]
        found += [" ".join(part.split()) for part in story.split("\n\n") if len(part.split()) > 8]
    return found


def furniture(random):
    """Menus, scripts and links: most of a page, as on the sites of news."""
    link = lambda: f'<li class="menu-item"><a href="/{random.choice(WORDS)}/{random.randrange(10**6)}">{random.choice(WORDS).title()} {random.choice(WORDS)}</a></li>'
    menu = "<nav><ul>" + "\n".join(link() for _ in range(260)) + "</ul></nav>"
    keys = (f'"{random.choice(WORDS)}-{random.choice(WORDS)}-{random.randrange(999)}":{{"id":{random.getrandbits(24)},"on":true}}' for _ in range(1400))
    script = "<script>var settings={" + ",".join(keys) + "};</script>"
    teasers = "".join(f'<div class="teaser"><h3><a href="/{n}">{random.choice(WORDS).title()} {random.choice(WORDS)} {random.choice(WORDS)}</a></h3></div>' for n in range(20))
    return menu, script, f'<div class="related-articles">{teasers}</div>', '<footer><p>All rights reserved. Terms of use.</p></footer>'


def day_of(random, since, days):
    if since:
        return (datetime.date.fromisoformat(since) + datetime.timedelta(random.randrange(days))).isoformat()
    return f"20{random.randrange(15, 25)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"


def page(random, number, story, since=None, days=1):
    menu, script, related, footer = furniture(random)
    day = day_of(random, since, days)
    title = " ".join(story[0].split()[:8]).rstrip(".,") + f", report {number}"
    body = "\n".join(f'<p class="paragraph">{html.escape(text)}</p>' for text in story)
    linked = f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":{json.dumps(title)},"datePublished":"{day}T10:00:00Z","publisher":{{"@type":"Organization","name":"Outlet {number % 97}"}}}}'
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)} | Outlet {number % 97}</title>
<meta property="og:title" content="{html.escape(title)}"><meta property="article:published_time" content="{day}T10:00:00Z">
<script type="application/ld+json">{linked}</script>{script}</head>
<body><header>{menu}</header><main><article><h1>{html.escape(title)}</h1><div class="article-body">{body}</div>{related}</article></main>{footer}</body></html>
"""


def record(kind, number, block, length=None):
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-05-03T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012x}>\r\n"
        f"WARC-Target-URI: https://outlet{number % 97}.example/world/{number}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length or len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(number, text):
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: none\r\n\r\n"
    return (head + text).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damage", type=int, default=1000)
    parser.add_argument("--stories", default="000-999")
    parser.add_argument("--since")
    parser.add_argument("--days", type=int, default=14)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    stories = paragraphs(args.stories)
    size = number = 0
    pack = lambda data: gzip.compress(data, 6, mtime=0)
    with open(args.out, "wb") as out:
        out.write(pack(record("warcinfo", 0, b"software: dateline tools/make_warc.py\r\n")))
        while size < args.megabytes * 10**6:
            number += 1
            story = rng.sample(stories, min(len(stories), rng.randrange(6, 18)))
            block = response(number, page(rng, number, story, args.since, args.days))
            size += len(block)
            out.write(pack(record("request", number, b"GET / HTTP/1.1\r\n\r\n")))
            broken = args.damage and number % args.damage == args.damage // 2
            if not broken:
                out.write(pack(record("response", number, block)))
            elif number // args.damage % 3 == 0:
                packed = pack(record("response", number, block))
                out.write(packed[: len(packed) // 2])
            elif number // args.damage % 3 == 1:
                out.write(pack(record("response", number, block, len(block) + 10**9)))
            else:
                zeros = zlib.compressobj(9, zlib.DEFLATED, 31)
                out.write(zeros.compress(record("response", number, b"HTTP/1.1 200 OK\r\n\r\n", 2 * 10**9)))
                for _ in range(200):
                    out.write(zeros.compress(bytes(10**6)))
                out.write(zeros.flush())
    print(f"{number} pages, {size} bytes of pages, {pathlib.Path(args.out).stat().st_size} bytes packed")


if __name__ == "__main__":
    main()
