// A record to look at, of stories of ours: the cases with odd numbers, and STORIES.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Stories beside the cases: eleven reports of one incident, what examples/agreements are held against, and letters of many kinds. */
export const STORIES = [
  "cases/siblings/stories.jsonl",
  ...["grain-corridor", "phased-ceasefire", "prisoner-exchange"].map((name) => `examples/agreements/${name}/stories.jsonl`),
  "web/e2e/stories.jsonl",
];

export const root = new URL("../../", import.meta.url);

/** A case's story: what stands between its head and its table of expected records. */
function story(name) {
  const text = readFileSync(new URL(`cases/${name}`, root), "utf8");
  const [, head, body] = /^\+\+\+\n([\s\S]*?)\n\+\+\+\n([\s\S]*?)\n```toml/.exec(text);
  const field = (key) => new RegExp(`^${key} *= *"(.*)"$`, "m").exec(head)?.[1];
  return { source: field("source"), published: field("published"), title: body.trim().split("\n")[0], text: body.trim() };
}

/** Adds the stories to a new record in `folder`, groups them, and gives its path. */
export function makeRecord(binary, folder) {
  const cases = readdirSync(new URL("cases/", root)).filter((name) => /^0\d[13579]-.*\.md$/.test(name)).sort();
  const lines = [
    ...cases.map((name) => JSON.stringify(story(name))),
    ...STORIES.flatMap((path) => readFileSync(new URL(path, root), "utf8").trim().split("\n")),
  ];
  const stories = join(folder, "stories.jsonl");
  const record = join(folder, "war.db");
  writeFileSync(stories, `${lines.join("\n")}\n`);
  const run = (...words) => execFileSync(binary, words, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  run("add", stories, "--record", record, "--quiet");
  run("incidents", "--record", record, "--quiet");
  return record;
}
