// Every page, in light and dark, wide and narrow, with and without JavaScript: nothing goes wrong, nothing is asked of anybody else,
// nobody is shut out (axe-core), and nothing sticks out of a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { drawn, openPage } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Address of the first link that opens with `prefix` on a page. */
async function first(page, base, path, prefix) {
  await page.goto(base + path);
  const found = await page.locator(`main a[href^="${prefix}"]`).first().getAttribute("href");
  assert.ok(found, `${path} links to no ${prefix}…`);
  return found;
}

/** One address of every kind of page. */
export async function everyPage(browser, base) {
  const { page, context } = await openPage(browser, base, { javaScriptEnabled: false });
  const ask = async (path) => (await page.request.get(base + path)).json();
  // The incident with most reports, and an agreement with a zone that is drawn.
  const { items } = await ask("/api/v1/events?unit=incidents&type=ASSAULT&q=Idlib&limit=200");
  const incident = items.reduce((most, item) => (item.reports > most.reports ? item : most)).url;
  const zoned = [];
  for (const { url } of (await ask("/api/v1/agreements")).items) {
    if ((await ask(`/api/v1${url}/zones.geojson`)).features.length) zoned.push(url);
  }
  const hostile = await first(page, base, "/search?q=Djibo+onerror", "/documents/");
  const found = {
    overview: "/",
    incident,
    article: await first(page, base, "/search?q=Djibo+convoy", "/documents/"),
    letters: await first(page, base, "/search?q=Omdurman+volunteer", "/documents/"),
    hostile: hostile.split(/[?#]/)[0],
    actors: "/actors",
    actor: await first(page, base, "/actors", "/actors/"),
    agreements: "/agreements",
    event: await first(page, base, incident, "/events/"),
    agreement: zoned[0],
    search: "/search?q=ceasefire",
    coverage: "/coverage",
    review: "/review",
    about: "/about",
    api: "/api/docs",
  };
  await context.close();
  return found;
}

/** What axe finds that shuts somebody out. */
export async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .map((violation) => `${violation.id}: ${violation.help}\n    ${violation.nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join("\n    ")}`);
}

const looks = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["on a phone", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
];

export const tests = looks.map(([look, options]) => [`every page, ${look}`, async ({ browser, base }) => {
  const addresses = await everyPage(browser, base);
  const { page, context, wrong } = await openPage(browser, base, options);
  const shut = [];
  for (const [name, path] of Object.entries(addresses)) {
    await page.goto(base + path);
    await drawn(page);
    shut.push(...(await barriers(page)).map((barrier) => `${name} (${path}): ${barrier}`));
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide[0] <= wide[1], `${name} (${path}) is ${wide[0]} wide on a screen of ${wide[1]}`);
  }
  assert.deepEqual(shut, []);
  assert.deepEqual(wrong, []);
  await context.close();
}]);

tests.push(
  ["every page without JavaScript says the same", async ({ browser, base }) => {
    const addresses = await everyPage(browser, base);
    const { page, context, wrong } = await openPage(browser, base, { javaScriptEnabled: false });
    for (const [name, path] of Object.entries(addresses)) {
      await page.goto(base + path);
      for (const landmark of ["header", "header nav", "main h1", "footer"]) {
        assert.ok((await page.locator(landmark).count()) > 0, `${name} has no ${landmark}`);
      }
    }
    // The form of the overview narrows its table by itself.
    await page.goto(`${base}/`);
    const all = await page.locator("#counts strong").textContent();
    await page.locator("form#filters [name=q]").fill("Omdurman");
    await page.locator("form#filters button[type=submit]").click();
    assert.match(page.url(), /[?&]q=Omdurman/);
    assert.ok(Number(await page.locator("#counts strong").textContent()) < Number(all));
    assert.ok((await page.locator("#results tbody tr").count()) > 0);
    // What a page names ahead of its script is refused with it, which is as it should be.
    assert.deepEqual(wrong.filter((one) => !/\/assets\/(map|maplibre)\.js csp$/.test(one)), []);
    await context.close();
  }],
  ["the first stop of the keyboard leads past the navigation", async ({ browser, base }) => {
    const { page, context } = await openPage(browser, base);
    await page.goto(`${base}/about`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), "#main");
    const box = await page.locator("a.skip").boundingBox();
    assert.ok(box.y >= 0, "the skip link is not seen");
    await context.close();
  }],
  ["the choice of light or dark is kept", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base, { colorScheme: "light" });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(`${base}/about`);
    const light = await paper();
    await page.locator("#theme").click();
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.goto(`${base}/coverage`);
    assert.equal(await paper(), dark);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
);
