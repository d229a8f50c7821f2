// What a screenshot must hold, computed in the page: no cut or overlapping text, nothing outside its box, enough contrast.

export interface Finding {
  readonly rule: "overflow" | "overlap" | "contrast" | "outside";
  readonly text: string;
  readonly detail: string;
}

/** Runs inside the page (it is sent there as text, so it uses nothing from outside itself). */
export function auditPage(): Finding[] {
  interface Piece {
    readonly node: Text;
    readonly element: Element;
    readonly box: DOMRect;
    readonly text: string;
  }
  const findings: Finding[] = [];
  const short = (text: string): string => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1) ?? null;

  const parse = (colour: string): [number, number, number, number] => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r!, g!, b!, a! / 255];
  };
  const known = new Map<string, [number, number, number, number]>();
  const rgba = (colour: string): [number, number, number, number] => {
    const found = known.get(colour) ?? parse(colour);
    known.set(colour, found);
    return found;
  };
  const over = (top: readonly number[], below: readonly number[]): number[] => {
    const a = top[3]!;
    return [0, 1, 2].map((i) => top[i]! * a + below[i]! * (1 - a));
  };
  const luminance = (colour: readonly number[]): number => {
    const [r, g, b] = colour.slice(0, 3).map((v) => {
      const c = v / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: readonly number[], b: readonly number[]): number => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high! + 0.05) / (low! + 0.05);
  };
  const backgroundOf = (element: Element): number[] => {
    const layers: number[][] = [];
    for (let at: Element | null = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight(
      (below, top) => over(top, below),
      rgba(getComputedStyle(document.body).backgroundColor) as number[],
    );
  };
  /** The part of a box that its clipping ancestors leave, null when nothing is left; and who cuts it. */
  const clipped = (element: Element, box: DOMRect): { box: DOMRect | null; by: Element | null } => {
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    let by: Element | null = null;
    for (let at: Element | null = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "fixed") break;
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const edge = at.getBoundingClientRect();
      const before = [left, top, right, bottom];
      if (style.overflowX !== "visible") {
        left = Math.max(left, edge.left);
        right = Math.min(right, edge.right);
      }
      if (style.overflowY !== "visible") {
        top = Math.max(top, edge.top);
        bottom = Math.min(bottom, edge.bottom);
      }
      const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
      if (!by && !scrolls && [left, top, right, bottom].some((v, i) => Math.abs(v - before[i]!) > 1.5)) by = at;
    }
    left = Math.max(left, 0);
    top = Math.max(top, 0);
    right = Math.min(right, innerWidth);
    bottom = Math.min(bottom, innerHeight);
    return {
      box: right - left > 1 && bottom - top > 1 ? new DOMRect(left, top, right - left, bottom - top) : null,
      by,
    };
  };
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest("[data-unaudited]");
  /** Text of assistive technology alone is cut to a pixel on purpose. */
  const isHiddenText = (element: Element): boolean => element.closest(".sr") !== null;
  const hasEllipsis = (element: Element): boolean => {
    for (let at: Element | null = element, n = 0; at && n < 4; at = at.parentElement, n++) {
      const style = getComputedStyle(at);
      if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return true;
    }
    return false;
  };
  /** What would be said if the pointer rested on it: an ellipsis without it hides something for good. */
  const saysAll = (element: Element): boolean =>
    element.closest("[title],[data-tip],[aria-label],select,option,input") !== null;

  /** Whether something that lets nothing through lies on top: a dialog, a menu, a sticky head. */
  const isCovered = (element: Element, hit: Element | null): boolean => {
    for (let at = hit; at && !at.contains(element) && !element.contains(at); at = at.parentElement)
      if (rgba(getComputedStyle(at).backgroundColor)[3] > 0.9) return true;
    return false;
  };

  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const element = node.parentElement;
    if (!element || !node.data.trim() || /^(SCRIPT|STYLE|OPTION|TITLE|DESC)$/i.test(element.tagName)) continue;
    if (dialog && !dialog.contains(element)) continue;
    if (!isShown(element) || isHiddenText(element) || element.closest(".monaco-editor")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue;
      const { box, by } = clipped(element, rect);
      if (by && box && !element.closest("svg") && !(hasEllipsis(element) && saysAll(element)))
        findings.push({
          rule: "overflow",
          text: short(node.data),
          detail: `cut by ${by.tagName.toLowerCase()}.${by.className}`,
        });
      if (!box) continue;
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      if (!isCovered(element, hit)) pieces.push({ node, element, box, text: short(node.data) });
    }
  }

  for (const { element, text } of pieces) {
    if (element.closest("[aria-disabled=true],:disabled") || element.closest("svg")) continue;
    const style = getComputedStyle(element);
    let opacity = 1;
    for (let at: Element | null = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    if (opacity < 0.99) continue;
    const background = backgroundOf(element);
    const ratio = contrast(over(rgba(style.color), background), background);
    if (ratio < 4.495)
      findings.push({
        rule: "contrast",
        text,
        detail: `${ratio.toFixed(2)} ${style.color} on rgb(${background.map(Math.round)})`,
      });
  }

  const sorted = [...pieces].sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < sorted.length; i++) {
    const a = sorted[i]!;
    for (let j = i + 1; j < sorted.length && sorted[j]!.box.top < a.box.bottom - 2; j++) {
      const b = sorted[j]!;
      if (a.node === b.node) continue;
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      // Line boxes are taller than their letters, so lines may touch by a third of their height.
      if (width <= 2 || height <= Math.min(a.box.height, b.box.height) * 0.35) continue;
      const x = Math.max(a.box.left, b.box.left) + width / 2;
      const hit = document.elementFromPoint(x, Math.max(a.box.top, b.box.top) + height / 2);
      if (!isCovered(a.element, hit) && !isCovered(b.element, hit))
        findings.push({
          rule: "overlap",
          text: a.text,
          detail: `over "${b.text}" by ${Math.round(width)} × ${Math.round(height)} px`,
        });
    }
  }

  for (const element of document.querySelectorAll("button,input,select,.panel,.field,.btn,svg.ch,canvas")) {
    if (!isShown(element) || (dialog && !dialog.contains(element))) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 1 || element.closest(".sr,.monaco-editor")) continue;
    let scrolls = false;
    for (let at = element.parentElement; at; at = at.parentElement)
      scrolls ||= /auto|scroll/.test(getComputedStyle(at).overflowX + getComputedStyle(at).overflowY);
    if (!scrolls && (box.right > innerWidth + 1 || box.left < -1 || box.bottom > innerHeight + 1))
      findings.push({
        rule: "outside",
        text: short(element.textContent ?? element.tagName),
        detail: `${Math.round(box.right)}, ${Math.round(box.bottom)} px`,
      });
  }
  if (document.documentElement.scrollWidth > innerWidth + 1)
    findings.push({
      rule: "outside",
      text: "the window",
      detail: `scrolls sideways: ${document.documentElement.scrollWidth} px`,
    });
  const seen = new Set<string>();
  return findings.filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
