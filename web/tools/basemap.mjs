// Makes the map's ground from Natural Earth (world-atlas, 1:50 million): public/coast.json, the coast and nothing else,
// public/land.json, the same from afar (1:110 million), and public/borders.json, GeoJSON of lines (`kind` settled or disputed) and of names (`kind` country, capital, city),
// public/borders-far.json, the same with fewer points and the names that are seen from afar. What is
// disputed stands in data/disputed.json, names in data/labels.json; the rule in docs/borders.md. No country is drawn as an area.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";

const here = new URL("..", import.meta.url);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const atlasOf = (scale) => createRequire(import.meta.url).resolve(`world-atlas/countries-${scale}.json`);
const atlas = read(atlasOf("50m"));
const { between, lines } = read(new URL("data/disputed.json", here));
const names = read(new URL("data/labels.json", here));

// A hundredth of a degree is a kilometre: finer than the atlas is.
const round = (line) =>
  line
    .map(([lon, lat]) => [+lon.toFixed(2), +lat.toFixed(2)])
    .filter(([lon, lat], i, all) => i === 0 || lon !== all[i - 1][0] || lat !== all[i - 1][1]);

/** A ring without leaps over the antimeridian: it goes on beyond 180 degrees, where the map wraps it. */
function unwrap(ring) {
  const found = [ring[0]];
  for (const [lon, lat] of ring.slice(1)) {
    const turns = Math.round((found.at(-1)[0] - lon) / 360);
    found.push([lon + 360 * turns, lat]);
  }
  // One that goes around a pole does not close and stays as it is.
  return Math.abs(found.at(-1)[0] - found[0][0]) < 1 ? found : ring;
}

/** All land of an atlas as one shape. */
function land(atlas) {
  const found = feature(atlas, atlas.objects.land);
  const polygons = (found.type === "FeatureCollection" ? found.features : [found])
    .flatMap(({ geometry }) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates))
    .map((rings) => rings.map(unwrap).map(round).filter((ring) => ring.length >= 4))
    .filter((rings) => rings.length > 0);
  return { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: polygons } };
}

const known = new Set(atlas.objects.countries.geometries.map(({ properties }) => properties.name));
const unknown = between.flatMap(({ a, b }) => [a, b]).filter((name) => !known.has(name));
if (unknown.length) throw new Error(`data/disputed.json names areas that the atlas lacks: ${unknown.join(", ")}`);

const rules = (a, b) => between.filter((rule) => (rule.a === a && rule.b === b) || (rule.a === b && rule.b === a));
const within = ([west, south, east, north], [lon, lat]) => west <= lon && lon <= east && south <= lat && lat <= north;

/** A line cut where the answer changes: pieces share the point between them. */
function cut(line, disputed) {
  const pieces = [];
  for (let i = 1; i < line.length; i += 1) {
    const middle = [(line[i - 1][0] + line[i][0]) / 2, (line[i - 1][1] + line[i][1]) / 2];
    const kind = disputed(middle) ? "disputed" : "settled";
    const last = pieces.at(-1);
    if (last?.kind === kind) last.line.push(line[i]);
    else pieces.push({ kind, line: [line[i - 1], line[i]] });
  }
  return pieces;
}

const pieces = [];
const seen = new Map();
mesh(atlas, atlas.objects.countries, (a, b) => {
  if (a !== b) {
    const pair = [a.properties.name, b.properties.name].sort().join("|");
    seen.set(pair, [a.properties.name, b.properties.name]);
  }
  return false;
});
for (const [a, b] of seen.values()) {
  const ours = mesh(atlas, atlas.objects.countries, (x, y) => {
    const pair = [x.properties.name, y.properties.name];
    return x !== y && ((pair[0] === a && pair[1] === b) || (pair[0] === b && pair[1] === a));
  });
  const applied = rules(a, b);
  for (const line of ours.coordinates) {
    pieces.push(...cut(line, (point) => applied.some((rule) => !rule.box || within(rule.box, point))));
  }
}
for (const { points } of lines) pieces.push({ kind: "disputed", line: points });

/** A line with points left out that lie within a tenth of a degree of it (Douglas and Peucker). Its ends stay, so lines still meet. */
function thin(line) {
  const off = ([x, y], [ax, ay], [bx, by]) => {
    const [dx, dy] = [bx - ax, by - ay];
    const along = dx || dy ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy))) : 0;
    return Math.hypot(x - ax - along * dx, y - ay - along * dy);
  };
  let [worst, at] = [0.1, 0];
  for (let i = 1; i < line.length - 1; i += 1) {
    const found = off(line[i], line[0], line.at(-1));
    if (found > worst) [worst, at] = [found, i];
  }
  return at ? [...thin(line.slice(0, at + 1)), ...thin(line.slice(at)).slice(1)] : [line[0], line.at(-1)];
}

const multi = (kind, shape = (line) => line) => ({
  type: "Feature",
  properties: { kind },
  geometry: { type: "MultiLineString", coordinates: pieces.filter((piece) => piece.kind === kind).map((piece) => round(shape(piece.line))).filter((line) => line.length > 1) },
});
const point = ([kind, name, lon, lat, rank]) => ({
  type: "Feature",
  properties: { kind, name, rank },
  geometry: { type: "Point", coordinates: [lon, lat] },
});
const write = (path, value) => writeFileSync(new URL(path, here), `${JSON.stringify(value)}\n`);
// The world is first seen from afar: a tenth of the points will do until somebody comes closer.
write("public/land.json", land(read(atlasOf("110m"))));
write("public/coast.json", land(atlas));
const borders = (shape, names) => ({ type: "FeatureCollection", features: [multi("settled", shape), multi("disputed", shape), ...names.map(point)] });
write("public/borders.json", borders(undefined, names));
write("public/borders-far.json", borders(thin, names.filter(([kind, , , , rank]) => kind === "country" && rank === 1)));
