// The private folder through which a shell, its windows and the back end hand files to each other.
import { createPrivateFolder, type PrivateFolder } from "../../jobs/private-folder.ts";

export type Staging = PrivateFolder;

/** Makes one that only this user can look into, and removes old ones whose process has ended without doing so. */
export const createStaging = (parent?: string): Staging => createPrivateFolder("staging", parent);
