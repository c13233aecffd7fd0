// All browser tests: `node e2e/run.mjs DATELINE [words of the names of tests]`. Starts `dateline serve` on a record of stories of ours.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { makeRecord } from "./record.mjs";
import { serve } from "./server.mjs";
import { tests as pages } from "./pages.mjs";
import { tests as overview } from "./overview.mjs";
import { tests as article } from "./article.mjs";
import { tests as review } from "./review.mjs";
import { tests as touch } from "./touch.mjs";

const [binary, ...wanted] = process.argv.slice(2);
if (!binary) {
  console.error("usage: node e2e/run.mjs DATELINE [WORDS]");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "dateline-e2e-"));
const browser = await launch();
const failed = [];
let server;
try {
  const record = makeRecord(binary, folder);
  server = serve(binary, record);
  const base = await server.base;
  const all = [...pages, ...overview, ...article, ...review, ...touch].filter(([name]) => wanted.every((word) => name.includes(word)));
  for (const [name, test] of all) {
    const begun = Date.now();
    try {
      await test({ browser, base, binary, folder });
      console.log(`ok    ${name}  ${Date.now() - begun} ms`);
    } catch (error) {
      failed.push(name);
      console.log(`FAIL  ${name}\n${String(error.stack).replace(/^/gm, "      ")}`);
    }
  }
  console.log(`${all.length - failed.length} of ${all.length} browser tests passed`);
  if (!all.length) failed.push("no test of that name");
} finally {
  await browser.close();
  server?.child.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed.length ? 1 : 0);
