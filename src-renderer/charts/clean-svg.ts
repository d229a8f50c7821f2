// SVG text as elements of the page: shapes and text only, whatever the text holds.

/** Names of guests and scenarios stand in drawings, so that only these can come out of one. */
const ELEMENTS: ReadonlySet<string> = new Set(
  "svg g path rect circle ellipse line polyline polygon text tspan clipPath defs pattern title desc".split(" "),
);
const ATTRIBUTES = /^(?!on|href|xlink:|style$)[a-zA-Z][\w-]*$/;
/** A value may point into its own drawing and to variables, nowhere else. */
const OUTSIDE = /url\((?!\s*["']?#)|[a-z]+script:|data:|@import/i;
const SVG = "http://www.w3.org/2000/svg";

/** The drawing with its ids under `prefix`; null when the text is no well-formed SVG. */
export function cleanSvg(text: string, prefix: string): SVGElement | null {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return parsed.localName === "svg" ? (copied(parsed, prefix) as SVGElement | null) : null;
}

function copied(source: Element, prefix: string): Element | null {
  if (source.namespaceURI !== SVG || !ELEMENTS.has(source.localName)) return null;
  const made = document.createElementNS(SVG, source.localName);
  for (const { name, value } of source.attributes) {
    if (name === "xmlns" || !ATTRIBUTES.test(name) || OUTSIDE.test(value)) continue;
    made.setAttribute(name, ownIds(name, value, prefix));
  }
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.textContent ?? "");
    const element = child.nodeType === Node.ELEMENT_NODE ? copied(child as Element, prefix) : null;
    if (element) made.append(element);
  }
  return made;
}

/** Two drawings on one page may use the same ids. */
function ownIds(name: string, value: string, prefix: string): string {
  if (name === "id") return prefix + value;
  return value.replace(/url\((["']?)#/g, (_, quote: string) => `url(${quote}#${prefix}`);
}
