// SPDX-License-Identifier: Apache-2.0
// Elements without HTML strings: text always arrives as text, so nothing in a scenario can become markup.

type Child = Node | string | null | undefined | false;

/** h("td.number", {title: "…"}, "text", child): tag with classes, attributes, children. */
export function h(tag: string, attributes: Record<string, string> | null, ...children: Child[]): HTMLElement {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const key of Object.keys(attributes ?? {})) element.setAttribute(key, attributes![key]);
  for (const child of children) if (child) element.append(child);
  return element;
}

const kSvg = "http://www.w3.org/2000/svg";
/** The same for drawings. */
export function svg(tag: string, attributes: Record<string, string | number>, ...children: Node[]): SVGElement {
  const element = document.createElementNS(kSvg, tag);
  for (const key of Object.keys(attributes)) element.setAttribute(key, String(attributes[key]));
  for (const child of children) element.append(child);
  return element;
}

/** Lines of a tooltip: the first one bold, empty ones left out. */
export function lines(...texts: (string | null | false)[]): HTMLElement {
  const shown = texts.filter((text): text is string => !!text);
  return h("div.tip", null, ...shown.map((text, i) => h(i === 0 ? "b" : "div", null, text)));
}

/** A section of the page with its heading and an anchor. */
export function section(id: string, title: string, help: string | null, ...children: Child[]): HTMLElement {
  return h("section", { id }, h("h2", null, title), help ? h("p.help", null, help) : null, ...children);
}

/** A table from headings and rows of cells; cells starting as numbers get the class of their column. */
export function table(headings: Child[], rows: Child[][], classes: string[], caption?: string): HTMLElement {
  const cell = (tag: string, column: number, child: Child): HTMLElement => {
    const heading = headings[column];  // repeated in front of the cell where rows become cards on narrow screens
    return h(classes[column] ? `${tag}.${classes[column]}` : tag,
      tag === "th" ? { scope: "col" } : { "data-label": typeof heading === "string" ? heading : "" }, child);
  };
  return h("div.scroll", null, h("table", null, caption ? h("caption", null, caption) : null,
    h("thead", null, h("tr", null, ...headings.map((heading, i) => cell("th", i, heading)))),
    h("tbody", null, ...rows.map((row) => h("tr", null, ...row.map((child, i) => cell("td", i, child)))))));
}
