// Numbers of an answer that tell where they come from.
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { useApp } from "../../app/app.tsx";
import { Num } from "../../ui/num.tsx";
import { usePage, useShown } from "./context.tsx";
import { derivedSource, sourceOf } from "./explain.ts";

interface ValueProps {
  /** Path in the answer, such as `n.p50`. */
  readonly field: string;
  readonly title: string;
  readonly children: string;
}

/** The text of a field of the shown answer; pressing it asks the back end how it came about. */
export const Value = (props: ValueProps) => <ValueOf {...props} reply={useShown().answer.reply} />;

/** The same of any answer. */
export function ValueOf({ reply, field, title, children }: ValueProps & { readonly reply: DensityReply }) {
  const { client } = useApp();
  const { project } = usePage();
  return (
    <Num
      title={title}
      source={async () => sourceOf(await client.request("explain", { project, answer: reply, field }), title, children)}
    >
      {children}
    </Num>
  );
}

/** `how`: how it is computed from the field, in a sentence. */
type DerivedProps = ValueProps & { readonly how: string };

/** A number that the page computes from a field of the shown answer. */
export const Derived = (props: DerivedProps) => <DerivedOf {...props} reply={useShown().answer.reply} />;

/** The same of any answer. */
export function DerivedOf({ reply, field, title, how, children }: DerivedProps & { readonly reply: DensityReply }) {
  return (
    <Num title={title} source={() => derivedSource(reply, title, children, how, field)}>
      {children}
    </Num>
  );
}
