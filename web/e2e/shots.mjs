// Pictures of every page, for docs/pages: node e2e/shots.mjs DATELINE FOLDER
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawn, launch, openPage } from "./browser.mjs";
import { everyPage } from "./pages.mjs";
import { makeRecord } from "./record.mjs";
import { serve } from "./server.mjs";

const [binary, folder] = process.argv.slice(2);
const wide = { viewport: { width: 1280, height: 860 } };
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };

mkdirSync(folder, { recursive: true });
const place = mkdtempSync(join(tmpdir(), "dateline-shots-"));
const browser = await launch();
const server = serve(binary, makeRecord(binary, place));
try {
  const base = await server.base;
  const addresses = await everyPage(browser, base);
  const shoot = async (name, path, options, act = async () => undefined) => {
    const { page, context } = await openPage(browser, base, options);
    await page.goto(base + path);
    await drawn(page);
    await act(page);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
  };
  for (const [name, path] of Object.entries(addresses)) {
    if (["hostile", "letters", "api"].includes(name)) continue;
    await shoot(name, path, wide);
  }
  const light = async (page) => page.locator("#events [data-for]").nth(1).hover();
  await shoot("article", addresses.article, wide, light);
  await shoot("overview-dark", addresses.overview, { ...wide, colorScheme: "dark" });
  await shoot("article-dark", addresses.article, { ...wide, colorScheme: "dark" }, light);
  await shoot("overview-phone", addresses.overview, phone);
  await shoot("incident-phone", addresses.incident, phone);
} finally {
  server.child.kill();
  await browser.close();
  rmSync(place, { recursive: true, force: true });
}
