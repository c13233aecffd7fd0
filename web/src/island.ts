// The one script of the pages. Every page is whole without it; it adds the map, the timeline, lit words and the choice of theme.

import { startAgreement } from "./agreement";
import { startArticle } from "./article";
import { startOverview } from "./overview";
import { startTheme } from "./theme";

document.documentElement.classList.add("js");
startTheme();
startArticle();
void startOverview();
void startAgreement();
