#!/usr/bin/env python3
"""Kills `dateline add` at random moments and holds the record it leaves against one made in a single run.

    python3 tools/kill_add.py target/release/dateline [--documents 5000] [--kills 200] [--seed 7] [--jobs 2]

Documents are made of sentences of our own, so that many differ and some are the same. After every kill the file is checked
(`PRAGMA integrity_check`, `foreign_key_check`, no document without a reading, no reading without its line in the ledger); at the
end the content of both records must be the same: `dateline stats --digest`. Needs Python 3.8 or later and nothing else.
"""

import argparse, gzip, json, os, random, shutil, signal, sqlite3, subprocess, sys, tempfile, time

ACTORS = ["Rebels", "The army", "Government forces", "Militants", "Turkish warplanes", "Russian artillery", "Israeli jets",
          "Gunmen", "The coalition", "Houthi fighters", "Police", "A local militia"]
ACTS = ["shelled", "bombed", "attacked", "seized", "struck", "surrounded", "entered"]
PLACES = ["Idlib", "Kharkiv", "Marib", "Baidoa", "Omdurman", "Goma", "Mosul", "Sirte", "Kandahar", "Aleppo"]
SAYERS = ["residents", "the defence ministry", "a monitoring group", "aid workers", "the United Nations", "a spokesman"]
DAYS = ["on Monday", "on Tuesday night", "early on Wednesday", "overnight", "last week", "on 3 May 2024"]
MORE = ["The government denied any role in it.", "At least {n} people were killed and {m} wounded.",
        "Talks on a ceasefire are to resume in Geneva next week.", "“We will answer every attack,” the commander said — in vain.",
        "Between {n} and {m} families fled to the north.", "Iran called on both sides to stop fighting.",
        "The two sides signed an agreement to exchange prisoners.", "Hospitals in the région were full, Médecins du Nord said."]
OUTLETS = ["Courier", "Herald", "Mirror", "Wire"]


def document(chance, number):
    n = chance.randint(2, 40)
    first = (f"{chance.choice(ACTORS)} {chance.choice(ACTS)} the town of {chance.choice(PLACES)} {chance.choice(DAYS)}, "
             f"{chance.choice(SAYERS)} said.")
    rest = [s.format(n=n, m=n + chance.randint(1, 30)) for s in chance.sample(MORE, chance.randint(0, 5))]
    line = {"id": f"doc-{number}", "text": " ".join([first, *rest]), "source": chance.choice(OUTLETS),
            "published": f"2024-05-{chance.randint(1, 28):02}"}
    if chance.random() < 0.5:
        line["title"] = first.split(",")[0]
    return json.dumps(line, ensure_ascii=False)


def corpus(folder, count, chance):
    """Three inputs: lines, packed lines, and a folder of texts; with copies, broken lines and a foreign language."""
    lines, seen = [], []
    for number in range(count):
        roll = chance.random()
        if roll < 0.01:
            lines.append(chance.choice(['{"text": 5}', "no JSON at all", '{"id": "x"}']))
        elif roll < 0.03 and seen:
            lines.append(chance.choice(seen))
        elif roll < 0.04:
            lines.append(json.dumps({"text": "Der Krieg dauert an.", "language": "de", "source": "Bote"}))
        else:
            lines.append(document(chance, number))
            seen.append(lines[-1])
    third = len(lines) // 3
    plain, packed, texts = (os.path.join(folder, name) for name in ("a.jsonl", "b.jsonl.gz", "texts"))
    with open(plain, "w", encoding="utf-8") as out:
        out.write("\n".join(lines[:third]) + "\n")
    with gzip.open(packed, "wt", encoding="utf-8") as out:
        out.write("\n".join(lines[third:2 * third]) + "\n")
    os.mkdir(texts)
    for number, line in enumerate(lines[2 * third:]):
        try:
            text = json.loads(line)["text"]
        except (ValueError, KeyError):
            text = "a NUL: \0"
        with open(os.path.join(texts, f"{number:05}.txt"), "w", encoding="utf-8") as out:
            out.write(str(text))
    return [plain, packed, texts]


def check(record):
    """Whether a file that was left by a kill is whole."""
    if not os.path.exists(record):
        return 0
    db = sqlite3.connect(record)
    one = lambda sql: db.execute(sql).fetchone()[0]
    if one("SELECT count(*) FROM sqlite_master") == 0 or one("PRAGMA user_version") < 1:
        return 0
    assert one("PRAGMA quick_check") == "ok"
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert one("SELECT count(*) FROM documents WHERE id NOT IN (SELECT document FROM readings)") == 0, "half a document"
    assert one("SELECT count(*) FROM readings WHERE document NOT IN (SELECT document FROM ledger WHERE document IS NOT NULL)") == 0
    assert one("""SELECT count(*) FROM readings r WHERE json_array_length(record, '$.events') <>
                  (SELECT count(*) FROM events e WHERE e.document = r.document)""") == 0, "half a reading"
    count = one("SELECT count(*) FROM documents")
    db.close()
    return count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dateline")
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    folder = tempfile.mkdtemp(prefix="dateline-kill-")
    inputs = corpus(folder, args.documents, chance)
    record = lambda name: os.path.join(folder, name)
    command = lambda name, jobs: [args.dateline, "add", *inputs, "--record", record(name), "--published", "2024-05-20",
                                  "--jobs", str(jobs), "--no-progress", "--quiet"]
    digest = lambda name: json.loads(subprocess.run([args.dateline, "stats", "--record", record(name), "--digest", "--format",
                                     "json"], check=True, capture_output=True).stdout)["content_digest"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    begun = time.monotonic()
    assert subprocess.run(command("whole.db", args.jobs), **quiet).returncode == 3, "some inputs are broken on purpose"
    whole = time.monotonic() - begun
    documents = check(record("whole.db"))
    print(f"{documents} documents in {whole:.1f} s without a kill", flush=True)

    # A run of a `share` of the whole before each kill: 200 kills then fall everywhere, in opening, writing and closing too.
    share, kills, ends, lost = 2.5 * whole / args.kills, 0, 0, 0
    startup = 0.0
    begun = time.monotonic()
    while kills < args.kills:
        before = check(record("killed.db"))
        run = subprocess.Popen(command("killed.db", chance.choice([1, args.jobs])), **quiet)
        delay = chance.random() * (startup + share)
        try:
            run.wait(timeout=delay)
            ends += 1
            # It came to its end before the kill: begin another record, and hold this one against the whole first.
            assert digest("killed.db") == digest("whole.db"), "the records differ"
            for name in os.listdir(folder):
                if name.startswith("killed.db"):
                    os.remove(record(name))
            continue
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
        kills += 1
        after = check(record("killed.db"))
        lost += after < before
        # Start-up costs time in which nothing is read: give later runs more of it until records grow.
        startup = startup + 0.05 if after == before else max(0.0, startup - 0.02)
        if kills % 20 == 0:
            print(f"{kills} kills, {after} documents, {time.monotonic() - begun:.0f} s", flush=True)
    assert subprocess.run(command("killed.db", args.jobs), **quiet).returncode == 3
    same = digest("killed.db") == digest("whole.db")
    print(f"{kills} kills, {ends + 1} records brought to their end, {lost} times documents lost; "
          f"content {'identical' if same else 'DIFFERENT'}: {digest('whole.db')}")
    # A last run does nothing.
    before = digest("killed.db")
    assert subprocess.run(command("killed.db", args.jobs), **quiet).returncode in (0, 3)
    assert digest("killed.db") == before
    shutil.rmtree(folder)
    sys.exit(0 if same and lost == 0 else 1)


if __name__ == "__main__":
    main()
