// Text of any length that scrolls in its place: queries, licences.

/** It can be scrolled by keys, so it takes the focus. */
export function ScrollText(props: { readonly label: string; readonly className: string; readonly children: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: pre keeps the lines; the role makes it a place to go to
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <pre className={props.className} role="region" aria-label={props.label} tabIndex={0}>
      {props.children}
    </pre>
  );
}
