// The first bytes of a file in hex with their text beside them, and its first lines where it is text.
import { hexLines } from "./files.ts";

export function Hex({ hex, lines }: { readonly hex: string; readonly lines: readonly string[] }) {
  const rows = hexLines(hex);
  return (
    <div className="importhex">
      <pre
        className="code"
        role="img"
        aria-label={`The first ${rows.reduce((sum, row) => sum + row.text.length, 0)} bytes`}
      >
        {rows.map(({ offset, hex: bytes, text }) => (
          <div key={offset}>
            <span className="c">{offset}</span>
            {`  ${bytes.padEnd(47)}  `}
            <span className="t">{text}</span>
          </div>
        ))}
      </pre>
      {lines.length > 0 && <pre className="code importlines">{lines.join("\n")}</pre>}
    </div>
  );
}
