// Makes data/labels.json: what the map names, as rows of kind, name, longitude, latitude, rank (1 is shown first).
// Countries: members and observers of the United Nations, at the middle points of data/actors/countries.toml, whose first list they
// are; territories and what is disputed bear no name. Capitals: those of that file. Cities: the list below, looked up in the
// gazetteer by the program. Needs a built `dateline`:
//
//     node tools/labels.mjs ../target/release/dateline
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const binary = process.argv[2];
if (!binary) throw new Error("usage: node tools/labels.mjs DATELINE");
const here = new URL("..", import.meta.url);
const members = readFileSync(new URL("../data/actors/countries.toml", here), "utf8").split(/^# -+ other codes/m)[0];

// Large by area, or long in the news: named before others when the map is small.
const LARGE = new Set(`RUS CAN USA CHN BRA AUS IND ARG KAZ DZA COD SAU MEX IDN SDN LBY IRN MNG PER TCD NER AGO MLI ZAF COL ETH BOL MRT
EGY TZA NGA VEN PAK TUR UKR FRA ESP DEU POL NOR SWE FIN GBR ITA JPN MMR AFG YEM SOM IRQ SYR`.split(/\s+/));
const SMALL = new Set(`ATG BHR BRB DMA GRD KNA LCA LIE LUX MCO MDV MLT MHL FSM NRU PLW SMR STP SYC SGP TON TUV VAT VCT WSM KIR AND BRN
COM CPV MUS TTO DJI`.split(/\s+/));
// Where the middle point of the almanac makes a bad place for a name.
const MOVED = { USA: [-99, 40], CAN: [-106, 58], RUS: [96, 62], FRA: [2.5, 46.7], NOR: [9.5, 61.5], CHL: [-71, -30], VNM: [105.8, 21.3], HRV: [16.3, 45.4],
  ISR: [34.85, 31.1], PSE: [35.2, 32.05], MYS: [102.3, 3.9], IDN: [113.5, -0.6], PHL: [122, 12.6], JPN: [138, 36.4], NZL: [171.5, -43.3], ECU: [-78.6, -1.4],
  GNQ: [10.4, 1.6], IND: [78.5, 22.5], UKR: [31.4, 49.2], MDA: [28.4, 47.3], GEO: [43.2, 41.9], AZE: [48.3, 40.4], MAR: [-6.5, 32], SOM: [45.6, 4], ETH: [39.4, 8.6], CYP: [32.8, 34.9] };

const CITIES = `Aleppo SYR 2|Homs SYR 3|Hama SYR 4|Idlib SYR 3|Latakia SYR 3|Deir ez-Zor SYR 3|Raqqa SYR 3|Daraa SYR 4|Qamishli SYR 4|Mosul IRQ 2|Basra IRQ 2|Erbil IRQ 3
Kirkuk IRQ 3|Fallujah IRQ 4|Najaf IRQ 4|Aden YEM 2|Taiz YEM 3|Hodeidah YEM 3|Marib YEM 3|Saada YEM 4|Mukalla YEM 4|Benghazi LBY 2|Misrata LBY 3|Sirte LBY 3|Sabha LBY 3
Tobruk LBY 4|Derna LBY 4|Kharkiv UKR 2|Odesa UKR 2|Dnipro UKR 2|Zaporizhzhia UKR 3|Mariupol UKR 3|Donetsk UKR 2|Luhansk UKR 3|Kherson UKR 3|Lviv UKR 2|Mykolaiv UKR 4
Sevastopol UKR 3|Simferopol UKR 4|Kramatorsk UKR 4|Bakhmut UKR 5|Sumy UKR 4|Chernihiv UKR 4|Saint Petersburg RUS 2|Rostov-on-Don RUS 3|Novosibirsk RUS 3|Vladivostok RUS 3
Yekaterinburg RUS 3|Belgorod RUS 4|Kursk RUS 4|Grozny RUS 4|Krasnodar RUS 4|Omdurman SDN 3|Port Sudan SDN 2|El Fasher SDN 3|Nyala SDN 3|El Geneina SDN 4|El Obeid SDN 3
Kassala SDN 4|Wad Medani SDN 4|Malakal SSD 4|Bentiu SSD 4|Bor SSD 4|Wau SSD 4|Kismayo SOM 3|Baidoa SOM 4|Garowe SOM 4|Beledweyne SOM 4|Gao MLI 3|Timbuktu MLI 3
Kidal MLI 3|Mopti MLI 4|Agadez NER 3|Diffa NER 4|Djibo BFA 4|Bobo-Dioulasso BFA 3|Maiduguri NGA 3|Kano NGA 2|Lagos NGA 1|Port Harcourt NGA 3|Jos NGA 4|Kaduna NGA 4
Goma COD 2|Bukavu COD 3|Bunia COD 4|Beni COD 4|Lubumbashi COD 2|Kisangani COD 3|Uvira COD 5|Bambari CAF 4|Mekele ETH 3|Gondar ETH 4|Bahir Dar ETH 4|Dire Dawa ETH 3
Pemba MOZ 3|Bamenda CMR 4|Douala CMR 3|Mombasa KEN 3|Kandahar AFG 2|Herat AFG 3|Mazar-e Sharif AFG 3|Kunduz AFG 4|Jalalabad AFG 4|Karachi PAK 1|Lahore PAK 2|Peshawar PAK 3
Quetta PAK 3|Mumbai IND 1|Kolkata IND 2|Srinagar IND 4|Imphal IND 4|Chennai IND 2|Mandalay MMR 2|Yangon MMR 1|Sittwe MMR 4|Lashio MMR 4|Myitkyina MMR 4|Chittagong BGD 3
Jaffna LKA 4|Marawi PHL 4|Davao PHL 3|Shanghai CHN 1|Hong Kong HKG 3|Urumqi CHN 2|Istanbul TUR 1|Diyarbakır TUR 3|Gaziantep TUR 4|Gaza PSE 2|Khan Yunis PSE 5|Rafah PSE 4
Ramallah PSE 3|Nablus PSE 4|Hebron PSE 4|Jenin PSE 4|Tel Aviv ISR 2|Haifa ISR 3|Tyre LBN 4|Sidon LBN 5|Tripoli LBN 4|Mashhad IRN 2|Isfahan IRN 3|Tabriz IRN 3|Bandar Abbas IRN 3
Jeddah SAU 2|Dubai ARE 2|Alexandria EGY 2|Arish EGY 4|Casablanca MAR 2|Gyumri ARM 4|Ganja AZE 4|Batumi GEO 4|Sukhumi GEO 4|Tskhinvali GEO 4|Tiraspol MDA 4
Banja Luka BIH 4|Novi Sad SRB 4|Osh KGZ 3|Medellín COL 2|Cali COL 3|Cúcuta COL 4|Maracaibo VEN 3|Guayaquil ECU 3|Culiacán MEX 4|Tijuana MEX 3|Monterrey MEX 3
Cap-Haitien HTI 4|Gonaives HTI 4|São Paulo BRA 1|Rio de Janeiro BRA 2|New York USA 1|Los Angeles USA 1|Chicago USA 2|Sydney AUS 2|Johannesburg ZAF 2|Cape Town ZAF 2
Munich DEU 3|Barcelona ESP 3|Milan ITA 3|Marseille FRA 3|Geneva CHE 3|Toronto CAN 2|Vancouver CAN 2`.split(/[|\n]/);

const field = (entry, name) => new RegExp(`^${name} *= *(.*)$`, "m").exec(entry)?.[1];
const rows = [];
for (const entry of members.split(/^\[\[country\]\]$/m).slice(1)) {
  const code = JSON.parse(field(entry, "code"));
  const at = MOVED[code] ?? [+field(entry, "lon"), +field(entry, "lat")];
  rows.push(["country", JSON.parse(field(entry, "name")), ...at, LARGE.has(code) ? 1 : SMALL.has(code) ? 3 : 2]);
  const capital = /name = "([^"]+)", lat = ([-\d.]+), lon = ([-\d.]+)/.exec(field(entry, "capital") ?? "");
  // Whose capital Jerusalem is is disputed: named as a city.
  if (capital) rows.push([code === "ISR" ? "city" : "capital", capital[1], +capital[3], +capital[2], LARGE.has(code) ? 1 : SMALL.has(code) ? 4 : 2]);
}
for (const line of CITIES) {
  const [, name, country, rank] = /^(.+) ([A-Z]{3}) (\d)$/.exec(line.trim());
  const found = execFileSync(binary, ["places", "find", name], { encoding: "utf8" }).split("\n");
  const row = found.map((text) => /^\S+ {2}.*\((?:.*, )?([A-Z]{3})\) {2}city {2}(-?[\d.]+) (-?[\d.]+)/.exec(text)).find((row) => row?.[1] === country);
  if (!row) throw new Error(`no city ${name} in ${country}:\n${found.join("\n")}`);
  rows.push(["city", name, +row[3], +row[2], +rank]);
}
writeFileSync(new URL("data/labels.json", here), `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
console.log(`${rows.length} names`);
