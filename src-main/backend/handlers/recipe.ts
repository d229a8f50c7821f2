// Request recipe: how to record a host, as a shell script.
import type { RecipeReply } from "../../../src-shared/protocol/replies.ts";
import { recipe } from "../recipe.ts";

export const handleRecipe = async (): Promise<RecipeReply> => ({ schema: "plimsoll.recipe/1", script: recipe });
