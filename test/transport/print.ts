// Prints a page as PDF, as a process: `print.js OUT [BROWSER]`. Without a browser of its own it takes a page of many hours.
import { renderPdf } from "../../src-main/report/pdf.ts";

const [out = "", browser] = process.argv.slice(2);
const page = browser === undefined ? "<p>long".repeat(400_000) : "<p>short";
await renderPdf(page, out, browser === undefined ? {} : { browser });
