// Types of licences.mjs for the configuration of the bundler.
import type { Plugin } from "vite";

export declare function licences(): Plugin;
