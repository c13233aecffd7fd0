// How soon the overview's map is drawn: node e2e/speed.mjs ADDRESS [TIMES]. The server runs already; the first visit finds an empty cache.
import { drawn, launch, openPage } from "./browser.mjs";

const [base, times = "5"] = process.argv.slice(2);
const browser = await launch();
const found = [];
for (let i = 0; i < Number(times); i += 1) {
  const { page, context, wrong } = await openPage(browser, base);
  await page.goto(`${base}/`);
  await drawn(page, 120_000);
  found.push(await page.evaluate(() => Math.round(performance.getEntriesByName("map-ready")[0].startTime)));
  if (wrong.length) console.error(wrong.join("\n"));
  await context.close();
}
await browser.close();
const sorted = [...found].sort((a, b) => a - b);
console.log(`map ready, ms after the address was opened, empty cache: ${found.join(" ")}; median ${sorted[Math.floor(sorted.length / 2)]}`);
