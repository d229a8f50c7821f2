// Text of a panel as elements of the page: nothing in it becomes HTML.
import { Fragment } from "react";
import { type Block, blocksOf, type Inline } from "../../../src-shared/dashboard/markdown.ts";

export function TextView({ text }: { readonly text: string }) {
  return (
    <div className="db-text">
      {blocksOf(text).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are told apart by their place alone
        <BlockView key={at} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "heading": {
      const Heading = (["h3", "h4", "h5"] as const)[block.level - 1] ?? "h5";
      return (
        <Heading>
          <Words words={block.words} />
        </Heading>
      );
    }
    case "code":
      return <pre className="mono">{block.text}</pre>;
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List>
          {block.items.map((words, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items are told apart by their place alone
            <li key={at}>
              <Words words={words} />
            </li>
          ))}
        </List>
      );
    }
    default:
      return (
        <p>
          <Words words={block.words} />
        </p>
      );
  }
}

function Words({ words }: { readonly words: readonly Inline[] }) {
  return words.map(({ kind, text }, at) => {
    const key = `${at} ${text}`;
    if (kind === "text") return <Fragment key={key}>{text}</Fragment>;
    if (kind === "strong") return <strong key={key}>{text}</strong>;
    return kind === "em" ? <em key={key}>{text}</em> : <code key={key}>{text}</code>;
  });
}
