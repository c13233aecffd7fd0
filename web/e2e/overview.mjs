// Map, timeline, form and table are one selection, and the URL is it.
import assert from "node:assert/strict";
import { drawn, openPage } from "./browser.mjs";

const count = (page) => page.locator("#counts strong").textContent().then(Number);
const query = (page) => new URL(page.url()).searchParams;

/** Waits until the page's count is what the API says of the page's address. */
async function agree(page, base) {
  await page.waitForLoadState("networkidle");
  await drawn(page);
  const answer = await (await page.request.get(`${base}/api/v1/events.geojson${new URL(page.url()).search}`)).json();
  await page.waitForFunction((matched) => Number(document.querySelector("#counts strong").textContent) === matched, answer.matched, { timeout: 5000 });
  const note = await page.locator(".map-note").textContent();
  return { matched: answer.matched, note };
}

async function brush(page, from, to) {
  const stage = page.locator("#timeline .stage");
  await stage.scrollIntoViewIfNeeded();
  const box = await stage.boundingBox();
  await page.mouse.move(box.x + box.width * from, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 44, { steps: 5 });
  await page.mouse.up();
}

export const tests = [
  ["a stretch drawn on the timeline filters table and map", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    await page.goto(`${base}/`);
    await drawn(page);
    const all = await count(page);
    await brush(page, 0.8, 0.95);
    await page.waitForURL(/from=/);
    const { matched, note } = await agree(page, base);
    assert.ok(matched > 0 && matched < all, `${matched} of ${all}`);
    assert.ok(note.startsWith(`${matched.toLocaleString("en")} `), note);
    assert.equal(await page.locator("form#filters [name=from]").inputValue(), query(page).get("from"));

    await page.getByRole("button", { name: "All days", exact: true }).click();
    await page.waitForURL((url) => !url.searchParams.has("from"));
    assert.equal((await agree(page, base)).matched, all);

    // Back is the selection before.
    await page.goBack();
    assert.equal((await agree(page, base)).matched, matched);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["the timeline's ends move with the keys", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    await page.goto(`${base}/?from=2024-01-01&to=2024-12-31`);
    await drawn(page);
    const [first, last] = [page.getByRole("slider", { name: "First day" }), page.getByRole("slider", { name: "Last day" })];
    assert.equal(await first.getAttribute("aria-valuetext"), "1 Jan 2024");
    await first.focus();
    await page.keyboard.press("PageUp");
    await page.waitForURL(/from=2024-02-01/);
    await last.focus();
    await page.keyboard.press("PageDown");
    await page.waitForURL(/to=2024-11-30/);
    await agree(page, base);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("to"));
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["moving the map filters table and timeline where the reader wants it", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    await page.goto(`${base}/`);
    await drawn(page);
    const all = await count(page);
    await page.locator(".maplibregl-canvas").focus();
    await page.keyboard.press("+");
    await page.getByRole("button", { name: "Search this area" }).waitFor();
    assert.equal(query(page).get("bbox"), null, "it filters before it was asked to");
    await page.locator("#follow").check();
    await page.waitForURL(/bbox=/);
    await page.locator(".maplibregl-canvas").focus();
    for (let i = 0; i < 3; i += 1) {
      const before = page.url();
      await page.keyboard.press("+");
      await page.waitForURL((url) => url.href !== before);
    }
    const { matched } = await agree(page, base);
    assert.ok(matched < all, `${matched} of ${all}`);
    const bins = await (await page.request.get(`${base}/api/v1/timeline${new URL(page.url()).search}`)).json();
    assert.equal(bins.matched, matched);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["an address is a view: form, timeline and map open as it says", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    await page.goto(`${base}/?type=ASSAULT&type=COERCE&from=2024-01-01&bbox=-20,0,60,45&unit=events`);
    await drawn(page);
    assert.deepEqual(await page.locator("form#filters [name=type]").evaluate((list) => [...list.selectedOptions].map((one) => one.value)), ["ASSAULT", "COERCE"]);
    assert.equal(await page.getByRole("slider", { name: "First day" }).getAttribute("aria-valuetext"), "1 Jan 2024");
    assert.ok(await page.locator("#follow").isChecked());
    const { matched } = await agree(page, base);
    assert.ok(matched > 0);
    // A filter that is changed in the form changes the address, and nothing else of it.
    await page.locator("form#filters [name=type]").selectOption(["ASSAULT"]);
    await page.waitForURL((url) => url.searchParams.getAll("type").length === 1);
    assert.equal(query(page).get("bbox"), "-20,0,60,45");
    assert.ok((await agree(page, base)).matched <= matched);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["a place on the map tells its events, in words and not in markup", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    await page.goto(`${base}/?q=onerror&unit=events&bbox=-2.13,13.6,-1.13,14.6`);
    await drawn(page);
    // Djibo is in the middle, where Enter asks.
    await page.locator(".maplibregl-canvas").focus();
    const popup = page.locator(".popup");
    for (let i = 0; i < 4 && !(await popup.count()); i += 1) {
      await page.keyboard.press("Enter");
      await page.waitForTimeout(700);
    }
    await popup.waitFor({ timeout: 5000 });
    assert.ok((await popup.locator("li").count()) > 0);
    assert.equal(await popup.locator("script, img, b").count(), 0);
    const links = await popup.locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.ok(links.every((href) => href.startsWith("/")), links.join(" "));
    await page.keyboard.press("Escape");
    await popup.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "CANVAS");
    assert.deepEqual(wrong, []);
    await context.close();
  }],
];
