// The article: who stands on the words of an event, or of one of its roles, sees which words they are. Spans are offsets in code
// points; what they hold is lit with the CSS Custom Highlight API, which changes no markup, and by a class on marks of the same span.

import { parseSpans, stretches, type Span } from "./offsets";

/** Text nodes of a block, in order. */
function texts(block: Element): Text[] {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node as Text);
  return found;
}

/** Ranges of a span within the article's blocks; a block says in `data-start` where its text begins. */
export function rangesOf(article: Element, span: Span): Range[] {
  return [...article.querySelectorAll<HTMLElement>("[data-start]")].flatMap((block) => {
    const start = Number.parseInt(block.dataset["start"] ?? "", 10);
    if (Number.isNaN(start)) return [];
    const nodes = texts(block);
    return stretches(nodes.map((node) => node.data), start, span).map(({ piece, from, to }) => {
      const range = document.createRange();
      range.setStart(nodes[piece]!, from);
      range.setEnd(nodes[piece]!, to);
      return range;
    });
  });
}

/** Starts the page's highlights if it is an article. */
export function startArticle(): void {
  const article = document.querySelector<HTMLElement>("article[data-text]");
  const roles = document.querySelectorAll<HTMLElement>("[data-for]");
  if (!article || !roles.length) return;
  const marks = [...article.querySelectorAll<HTMLElement>("mark[data-span]")];

  const dark = () => {
    for (const mark of marks) mark.classList.remove("lit");
    for (const role of document.querySelectorAll(".lit-by")) role.classList.remove("lit-by");
    CSS.highlights?.delete("lit");
  };
  const light = (role: HTMLElement, scroll: boolean) => {
    dark();
    const spans = parseSpans(role.dataset["for"]);
    role.classList.add("lit-by");
    const same = marks.filter((mark) => parseSpans(mark.dataset["span"]).some(({ from, to }) => spans.some((span) => span.from === from && span.to === to)));
    for (const mark of same) mark.classList.add("lit");
    const ranges = spans.flatMap((span) => rangesOf(article, span));
    if (CSS.highlights) CSS.highlights.set("lit", new Highlight(...ranges));
    const first = same[0] ?? ranges[0]?.startContainer.parentElement;
    if (scroll && first) first.scrollIntoView({ block: "nearest", behavior: "auto" });
  };

  for (const role of roles) {
    if (role.tabIndex < 0) role.tabIndex = 0;
    role.addEventListener("mouseenter", () => light(role, false));
    role.addEventListener("mouseleave", () => (role === document.activeElement ? undefined : dark()));
    role.addEventListener("focus", () => light(role, true));
    role.addEventListener("blur", dark);
    // On a screen that is touched there is no hovering: a tap lights. Without this script the link leads to the paragraph.
    role.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      light(role, true);
    });
  }
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") dark();
  });
}
