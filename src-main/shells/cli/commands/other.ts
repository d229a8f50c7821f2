// Commands around the main job: the sample, how to record, rates.
import { Option } from "commander";
import type { RecipeReply } from "../../../../src-shared/protocol/replies.ts";
import { type Flags, outputOf, type Shell, whole } from "../arguments.ts";
import { printReply } from "../output.ts";
import * as words from "../words.ts";

function addDemo({ add, backend, options, line }: Shell): void {
  add("demo", "the main job on the sample: import, answer and report")
    .option("-p, --project <folder>", "project folder", "plimsoll-demo.plimsoll")
    .action(async (flags: Flags) => {
      const { runDemo } = await import("../demo.ts");
      await runDemo(backend, String(flags.project), outputOf(flags), options);
      line.clear();
    });
}

function addRecipe({ add }: Shell): void {
  add("recipe", "how to record a host, as a shell script").action(async (flags: Flags) => {
    const { recipe } = await import("../../../backend/recipe.ts");
    const reply: RecipeReply = { schema: "plimsoll.recipe/1", script: recipe };
    printReply(reply, outputOf(flags), ({ script }) => script.trimEnd());
  });
}

function addBench({ add, line }: Shell): void {
  add("bench [name]", "measure rates on generated inputs, beside peers where they are installed")
    .addOption(new Option("--records <n>", "records to generate").argParser(whole("--records")))
    .action(async (name: string | undefined, flags: Flags) => {
      const { runBench } = await import("../../../bench/bench.ts");
      const reply = await runBench(name ?? null, (flags.records as number | undefined) ?? null, line.show);
      line.clear();
      printReply(reply, outputOf(flags), words.benchWords);
    });
}

/** Adds demo, recipe and bench. */
export function addOtherCommands(shell: Shell): void {
  for (const addCommand of [addDemo, addRecipe, addBench]) addCommand(shell);
}
