// Headers of what the shells serve to a window: its type, and what may be done with it. Nothing ever allows another origin.
import { extname } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Content-Type of a file of the window, by its ending. */
export const contentTypeOf = (name: string): string => TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";

/** Of the window's page and its scripts: Monaco and ECharts need inline styles, nothing needs more. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Of a report in a frame: an origin of its own, no script, nothing from anywhere; its inline style and pictures only. */
const REPORT_POLICY = [
  "sandbox",
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** Of everything else: nothing at all, should it ever be shown as a page. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/**
 * What a page could ask a browser for, by the names that Chromium knows: it complains of others at every page. Writing to
 * the clipboard is the one thing that the window does.
 */
const DENIED = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "clipboard-read",
  "compute-pressure",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "keyboard-map",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

const common = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": [...DENIED.map((name) => `${name}=()`), "clipboard-write=(self)"].join(", "),
  "X-DNS-Prefetch-Control": "off",
} as const;

export type Headers = Readonly<Record<string, string>>;

/** The window's page and its files. `immutable`: the name holds a hash of the contents. */
export const pageHeaders = (immutable: boolean): Headers => ({
  ...common,
  // Only here: in a sandbox a page has an origin of its own anyway, and Chromium complains that it cannot be done twice.
  "Origin-Agent-Cluster": "?1",
  "Content-Security-Policy": PAGE_POLICY,
  "X-Frame-Options": "DENY",
  "Cache-Control": immutable ? "private, max-age=31536000, immutable" : "no-store",
});

export const reportHeaders: Headers = {
  ...common,
  "Content-Security-Policy": REPORT_POLICY,
  "X-Frame-Options": "SAMEORIGIN",
  "Cache-Control": "no-store",
};

export const dataHeaders: Headers = {
  ...common,
  "Content-Security-Policy": DATA_POLICY,
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-store",
};
