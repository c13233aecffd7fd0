// Fingers: on the timeline, on the map, and past both.
import assert from "node:assert/strict";
import { drawn, openPage } from "./browser.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Moves fingers in a straight line each, from and to points of the screen, as a touch screen tells it. */
async function touch(page, fingers, steps = 8) {
  const screen = await page.context().newCDPSession(page);
  const at = (share) => fingers.map(([from, to], id) => ({ id, x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));
  await screen.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
  for (let step = 1; step <= steps; step += 1) {
    await screen.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step / steps) });
    await page.waitForTimeout(16);
  }
  await screen.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await screen.detach();
}

/** A page on a phone, and where in it something is. */
async function phone(browser, base, what) {
  const opened = await openPage(browser, base, PHONE);
  await opened.page.goto(`${base}/`);
  await drawn(opened.page);
  await opened.page.locator(what).scrollIntoViewIfNeeded();
  const box = await opened.page.locator(what).boundingBox();
  const at = (across, down) => ({ x: box.x + box.width * across, y: box.y + box.height * down });
  return { ...opened, at };
}

const asked = (page) => new URL(page.url()).searchParams;
const scrolled = (page) => page.evaluate(() => scrollY);

export const tests = [
  ["a finger drawn along the timeline chooses days", async ({ browser, base }) => {
    const { page, context, wrong, at } = await phone(browser, base, "#timeline .stage");
    await touch(page, [[at(0.5, 0.4), at(0.95, 0.45)]]);
    await page.waitForURL(/from=/);
    assert.ok(asked(page).get("from") < asked(page).get("to"));
    await drawn(page);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["a finger that scrolls past the timeline chooses nothing", async ({ browser, base }) => {
    const { page, context, wrong, at } = await phone(browser, base, "#timeline .stage");
    const before = await scrolled(page);
    await touch(page, [[at(0.5, 0.6), { ...at(0.5, 0.6), y: at(0.5, 0.6).y - 250 }]], 16);
    await page.waitForFunction((was) => Math.abs(scrollY - was) > 50, before);
    await page.waitForTimeout(300);
    assert.equal(asked(page).get("from"), null);
    assert.ok(!(await page.getByRole("button", { name: "All days", exact: true }).isVisible()));
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["two fingers spread on the timeline look closer, and back", async ({ browser, base }) => {
    const { page, context, wrong, at } = await phone(browser, base, "#timeline .stage");
    const said = () => page.locator("#timeline .said").textContent();
    const days = (text) => text.split(" · ")[0];
    /** Waits until so many events are told of that a condition holds. */
    const until = (holds, than) => page.waitForFunction(([holds, than]) => {
      const now = Number(/([\d,]+) by /.exec(document.querySelector("#timeline .said").textContent)[1].replaceAll(",", ""));
      return holds === "fewer" ? now < than : now > than;
    }, [holds, than]);
    const counted = async () => Number(/([\d,]+) by /.exec(await said())[1].replaceAll(",", ""));
    const [first, all] = [await said(), await counted()];
    await touch(page, [[at(0.45, 0.4), at(0.1, 0.4)], [at(0.55, 0.4), at(0.9, 0.4)]]);
    await until("fewer", all);
    const [close, few] = [await said(), await counted()];
    assert.notEqual(days(close), days(first));
    await touch(page, [[at(0.02, 0.4), at(0.48, 0.4)], [at(0.98, 0.4), at(0.52, 0.4)]]);
    await until("more", few);
    assert.equal(asked(page).get("from"), null, "looking closer is no choice");
    assert.deepEqual(wrong, []);
    await context.close();
  }],
  ["two fingers move the map, one scrolls the page", async ({ browser, base }) => {
    const { page, context, wrong, at } = await phone(browser, base, ".maplibregl-canvas");
    const here = page.getByRole("button", { name: "Search this area" });
    const before = await scrolled(page);
    await touch(page, [[at(0.5, 0.8), { ...at(0.5, 0.8), y: at(0.5, 0.8).y - 200 }]], 16);
    await page.waitForFunction((was) => Math.abs(scrollY - was) > 50, before);
    assert.ok(!(await here.isVisible()), "one finger moves the map");
    await page.locator(".maplibregl-canvas").scrollIntoViewIfNeeded();
    const box = await page.locator(".maplibregl-canvas").boundingBox();
    const point = (across) => ({ x: box.x + box.width * across, y: box.y + box.height * 0.5 });
    await touch(page, [[point(0.45), point(0.1)], [point(0.55), point(0.9)]], 12);
    await here.waitFor();
    await here.click();
    await page.waitForURL(/bbox=/);
    const [west, , east] = asked(page).get("bbox").split(",").map(Number);
    assert.ok(east - west < 300, `${west} to ${east}`);
    await drawn(page);
    assert.deepEqual(wrong, []);
    await context.close();
  }],
];
