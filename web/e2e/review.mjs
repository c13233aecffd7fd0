// People's word: accepted, amended, rejected; kept, shown after a reload, counted, and marked in the list.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";

/** Fills in and sends the form of an event. */
async function say(page, verdict, reason, fields = {}) {
  const form = page.locator("form.review");
  await form.locator(`[name=verdict][value=${verdict}]`).check();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name=${name}]`);
    if (await field.evaluate((one) => one.tagName === "SELECT")) await field.selectOption(value);
    else await field.fill(value);
  }
  await form.locator("[name=by]").fill("Ana Lyst 🖋");
  await form.locator("[name=reason]").fill(reason);
  await form.locator("button[type=submit]").click();
  await page.waitForURL(/done=review/);
}

/** Addresses of events of documents that hold some words. */
const events = async (page, base, words) => {
  const answer = await (await page.request.get(`${base}/api/v1/events?unit=events&q=${words}`)).json();
  return answer.items.map((item) => item.url);
};

export const tests = [
  ["an event that is accepted, amended or rejected is so after a reload", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    const [accepted, amended, rejected] = await events(page, base, "Omdurman");
    assert.ok(rejected, "three events");

    await page.goto(base + accepted);
    await say(page, "accept", "the words say so");
    await page.goto(base + accepted);
    const kept = page.locator("#reviews .review");
    assert.match(await kept.first().textContent(), /accepted as coded by Ana Lyst 🖋.*the words say so/s);

    await page.goto(base + amended);
    await say(page, "amend", "<b>شاهد</b> said so; see paragraph 2 & 3", { status: "denied", who: "Sudan's army", earliest: "2024-10-14", latest: "2024-10-15" });
    await page.goto(base + amended);
    const changes = await page.locator("#reviews .amended").first().textContent();
    assert.match(changes, /denied/);
    assert.match(changes, /Sudan's army/);
    assert.equal(await page.locator("#reviews .reason").first().textContent(), "<b>شاهد</b> said so; see paragraph 2 & 3");

    await page.goto(base + rejected);
    await say(page, "reject", "a drill, no attack");
    await page.goto(base + rejected);
    assert.match(await kept.first().textContent(), /rejected/);

    // They count, and the list says whose word it is.
    await page.goto(`${base}/review`);
    assert.ok((await page.locator("#precision tbody tr").count()) >= 2);
    assert.match(await page.locator("main").textContent(), /Ana Lyst/);
    await page.waitForTimeout(2500);
    await page.goto(`${base}/?unit=events&q=Omdurman`);
    assert.ok((await page.locator("#results .human").count()) >= 1, "nothing in the list is marked as reviewed");
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["a later word overrides an earlier one, and both are kept", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    const address = (await events(page, base, "Djibo"))[0];
    await page.goto(base + address);
    await say(page, "reject", "first thought");
    await page.goto(base + address);
    await say(page, "accept", "second thought");
    await page.goto(base + address);
    assert.equal(await page.locator("#reviews .review").count(), 2);
    assert.equal(await page.locator("#reviews .overridden").count(), 1);
    assert.match(await page.locator("#reviews .overridden").textContent(), /first thought/);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["a word without a name and a reason is not taken", async ({ browser, base }) => {
    const { page, context } = await openPage(browser, base);
    const address = (await events(page, base, "Idlib"))[0];
    await page.goto(base + address);
    await page.locator("form.review [name=verdict][value=accept]").check();
    await page.locator("form.review button[type=submit]").click();
    await page.waitForTimeout(300);
    assert.equal(new URL(page.url()).search, "");
    assert.equal(await page.locator("#reviews .review").count(), 0);
    await context.close();
  }],
  ["an incident is taken apart by hand, and stays so", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    await page.goto(`${base}/?unit=incidents&q=Omdurman&type=ASSAULT`);
    const addresses = await page.locator("#results tbody a[href^='/incidents/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    for (const address of addresses) {
      await page.goto(base + address);
      if ((await page.locator("form.split").count()) > 0) break;
    }
    const before = await page.locator("form.split [name=event]").count();
    assert.ok(before >= 2, `${before} events`);
    const form = page.locator("form.split");
    await form.locator("[name=event]").last().check();
    await form.locator("[name=by]").fill("Ana Lyst");
    await form.locator("[name=reason]").fill("another market");
    await form.locator("button[type=submit]").click();
    await page.waitForURL(/done=split/);
    const address = page.url().split("?")[0];
    // Incidents are made anew in the background; how long that takes depends on the machine.
    const events = page.locator("form.split [name=event]");
    for (let i = 0; i < 60; i += 1) {
      const answer = await page.goto(address);
      if (answer.ok() && (await events.count()) < before) break;
      await page.waitForTimeout(500);
    }
    assert.match(await page.locator("#decisions").textContent(), /taken apart by Ana Lyst .*another market/);
    assert.equal(await page.locator("form.merge").count(), 1);
    const after = await events.count();
    assert.ok(after < before, `it held ${before} events and holds ${after}`);
    assert.deepEqual(wrong.filter((line) => !/409|503/.test(line)), []);
    await context.close();
  }],
];
