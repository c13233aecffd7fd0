// The highlights of an article sit on the right words, with emoji, Arabic and combining accents before and within them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openPage } from "./browser.mjs";
import { STORIES, root } from "./record.mjs";

/** Documents with a word in their text, by the API. */
async function documents(page, base, words) {
  const answer = await (await page.request.get(`${base}/api/v1/events?unit=events&q=${encodeURIComponent(words)}`)).json();
  return [...new Set(answer.items.map((item) => item.url.match(/\/events\/(\d+)\//)[1]))];
}

/** A document's text, as it was given, and what was read from it, as the API says it. */
async function given(page, base, id) {
  const { record } = await (await page.request.get(`${base}/api/v1/documents/${id}`)).json();
  const lines = STORIES.flatMap((path) => readFileSync(new URL(path, root), "utf8").trim().split("\n"));
  const story = lines.map((line) => JSON.parse(line)).find((one) => one.source === record.document.source && [...one.text].length === record.document.length);
  return { record, text: story?.text };
}

const points = (text, [from, to]) => [...text].slice(from, to).join("");

export const tests = [
  ["marks hold the words of their spans: emoji, Arabic, combining accents", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    const found = (await Promise.all(["Omdurman volunteer", "Djibo onerror", "Idlib"].map((words) => documents(page, base, words)))).flat();
    assert.ok(found.length >= 3, `found ${found}`);
    let compared = 0;
    for (const id of found) {
      const { text, record } = await given(page, base, id);
      if (text === undefined) continue;
      await page.goto(`${base}/documents/${id}`);
      // Every paragraph is the text's own.
      for (const block of await page.locator("article[data-text] > [data-start]").evaluateAll((all) => all.map((one) => [one.dataset.span, one.textContent]))) {
        assert.equal(block[1], points(text, block[0].split("-").map(Number)));
      }
      // A mark that another cuts, or that goes on in the next paragraph, is in pieces; together they are its words.
      const marks = await page.locator("article[data-text] mark[data-span]").evaluateAll((all) => {
        const whole = new Map();
        for (const one of all) {
          const key = [one.className, one.dataset.event, one.dataset.claim, one.dataset.mention, one.dataset.span].join(" ");
          const before = one.hasAttribute("data-goes-on") ? whole.get(key)[1] : "";
          whole.set(key, [one.dataset.span, before + one.textContent]);
        }
        return [...whole.values()];
      });
      assert.ok(marks.length > 5, `document ${id} has ${marks.length} marks`);
      const bare = (words) => words.replace(/\s+/g, "");
      for (const [span, words] of marks) {
        assert.equal(bare(words), bare(points(text, span.split("-").map(Number))));
        compared += 1;
      }
      // Every mention, event and role of the record is marked, and its mark holds the words that the record says it does.
      const said = new Map(marks);
      for (const mention of [...record.mentions, ...record.events, ...record.events.flatMap((event) => [...event.actors, ...event.recipients])]) {
        assert.equal(bare(said.get(mention.span.join("-")) ?? `nothing at ${mention.span}`), bare(mention.text));
      }
    }
    assert.ok(compared > 60, `${compared} marks were compared`);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["a role that is pointed at, or reached by key, lights its words", async ({ browser, base }) => {
    const { page, context, wrong } = await openPage(browser, base);
    const [id] = await documents(page, base, "Omdurman volunteer");
    const { text } = await given(page, base, id);
    await page.goto(`${base}/documents/${id}`);
    const lit = () => page.evaluate(() => [...(CSS.highlights.get("lit") ?? [])].map(String).join(""));
    const roles = page.locator("#events [data-for]");
    const count = await roles.count();
    assert.ok(count >= 8, `${count} roles`);
    for (let i = 0; i < count; i += 1) {
      const role = roles.nth(i);
      const words = points(text, (await role.getAttribute("data-for")).split("-").map(Number));
      await role.hover();
      assert.equal(await lit(), words);
      await page.mouse.move(1, 1);
      assert.equal(await lit(), "", "it stays lit");
      await role.focus();
      assert.equal(await lit(), words);
    }
    // By the Tab key alone: from one role one comes to the next.
    await roles.first().focus();
    await page.keyboard.press("Tab");
    assert.notEqual(await lit(), "");
    await page.keyboard.press("Escape");
    assert.equal(await lit(), "");
    assert.deepEqual(wrong, []);
    await context.close();
  }],
];
