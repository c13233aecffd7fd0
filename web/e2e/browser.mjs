// Debian's Chromium, and pages that keep account of what goes wrong in them.
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page of `base` that notes every console error, every failed request, every dialog and every request to anybody else. */
export async function openPage(browser, base, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, colorScheme: "light", ...options });
  const page = await context.newPage();
  const wrong = [];
  // While one works on the island: its files from a folder, so that the server need not be built anew.
  if (process.env.ASSETS) {
    await page.route(`${base}/assets/*`, (route) => route.fulfill({ path: join(process.env.ASSETS, basename(new URL(route.request().url()).pathname)) }));
  }
  page.on("console", (message) => {
    // A driver that draws in software says that it is slow.
    const noise = /GPU stall due to ReadPixels|GL Driver Message/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !noise) wrong.push(`console ${message.type()}: ${message.text()} (${page.url()})`);
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.stack} (${page.url()})`));
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !/^(blob|data):/.test(url)) wrong.push(`request outside: ${url}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // Answers to older questions are dropped on purpose.
    if (why !== "net::ERR_ABORTED") wrong.push(`failed: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
  });
  return { page, context, wrong };
}

/** Resolves when map and timeline, where the page has them, are drawn. */
export async function drawn(page, timeout = 30_000) {
  await page.waitForFunction(
    () => ["#map[data-features]:not(.empty)", "#timeline[data-bins]"].every((which) => {
      const found = document.querySelector(which);
      return !found || found.dataset.ready === "true";
    }),
    null,
    { timeout },
  );
}
