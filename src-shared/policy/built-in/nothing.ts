// Does nothing: what a policy is compared with.
import type { Policy } from "../api.ts";

const policy: Policy<null> = () => ({ actions: [], state: null });

export { policy };
