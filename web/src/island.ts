// The one script of the pages. Every page is whole without it; it adds the map, the timeline, lit words and the choice of theme.

import { startAgreement } from "./agreement";
import { startArticle } from "./article";
import { startOverview } from "./overview";
import { startTheme } from "./theme";

if (document.querySelector("#map[data-features]") && "OffscreenCanvas" in window) new Worker(new URL("./warm.ts", import.meta.url), { type: "module" });
document.documentElement.classList.add("js");
startTheme();
startArticle();
void startOverview();
void startAgreement();
