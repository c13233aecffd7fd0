// Writes public/THIRD_PARTY.txt: whose work the built files hold, and under which terms, with the texts of the licences. MapLibre
// carries its own libraries within it: all that it depends on are listed, types apart.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const here = new URL("..", import.meta.url);
const home = (name) => new URL(`node_modules/${name}/`, here);
const manifest = (name) => JSON.parse(readFileSync(new URL("package.json", home(name)), "utf8"));

const found = new Map();
function take(name) {
  if (found.has(name) || name.startsWith("@types/") || !existsSync(home(name))) return;
  const about = manifest(name);
  found.set(name, about);
  Object.keys(about.dependencies ?? {}).forEach(take);
}
["maplibre-gl", "world-atlas"].forEach(take);

const texts = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, about]) => {
  const files = readdirSync(home(name)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const readme = readdirSync(home(name)).find((file) => /^readme/i.test(file));
  const told = readme && /^#+ *licen[cs]e[\s\S]*/im.exec(readFileSync(new URL(readme, home(name)), "utf8"))?.[0];
  const text = files.map((file) => readFileSync(new URL(file, home(name)), "utf8").trim()).join("\n\n") || told?.trim();
  const author = typeof about.author === "string" ? about.author : about.author?.name;
  return `${"=".repeat(78)}\n${name} ${about.version} · ${about.license}\n\n${text || `Its package holds no text of the licence.${author ? ` By ${author}.` : ""}`}\n`;
});
const intro = `What the files beside this one hold of others.

map.js and maplibre-gl-worker.js: MapLibre GL JS with the libraries that it is made of, below.
land.json, coast.json, borders.json: made with Natural Earth, public domain (naturalearthdata.com), by way of world-atlas; lines marked as disputed,
and a few drawn by hand, are our own. Names: our own; places of cities: GeoNames (geonames.org), CC BY 4.0.

`;
writeFileSync(new URL("public/THIRD_PARTY.txt", here), intro + texts.join("\n"));
