// The report's one style sheet: both themes from the design's colours, and paper.
import {
  type ColourName,
  FONT_MONO,
  FONT_UI,
  type Palette,
  palettes,
  variableOf,
} from "../../src-shared/charts/tokens.ts";

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([key, value]) => `${variableOf(key as ColourName)}:${value}`)
    .join(";");

/** Style sheet text; holds no less-than sign, so that it can stand in a style element. */
export const styleSheet = `
:root{color-scheme:light dark;${variables(palettes.light)};--ui:${FONT_UI};--mono:${FONT_MONO}}
@media screen and (prefers-color-scheme:dark){:root{${variables(palettes.dark)}}}
*{box-sizing:border-box}
html{background:var(--page);-webkit-text-size-adjust:100%}
body{margin:0;color:var(--text);font:14px/1.55 var(--ui);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main,.top,.foot{max-width:1040px;margin:0 auto;padding:0 32px}
.top{padding-top:20px;padding-bottom:10px}
.top .bar{display:flex;align-items:center;gap:10px;border-bottom:1.5px solid var(--text);padding-bottom:10px}
.top .bar svg{flex:none}
.top .bar b{font-size:15px;min-width:0}
.top .bar i{margin-left:auto;font-style:normal;color:var(--label);white-space:nowrap}
nav{display:flex;flex-wrap:wrap;gap:2px 16px;padding-top:8px;font-size:12.5px}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
a.num{color:inherit;white-space:nowrap;text-decoration:underline dotted transparent;text-underline-offset:3px}
a.num:hover{text-decoration-color:var(--accent)}
data{white-space:nowrap}
p data:not(a *),li data:not(a *),td data:not(a *),dd data:not(a *){white-space:normal}
h1{font-size:32px;line-height:1.22;font-weight:600;letter-spacing:-.018em;margin:26px 0 14px;text-wrap:balance}
h1 b{color:var(--accent);font-weight:750}
h1 .range{font-weight:450}
h2{font-size:19px;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:0 0 6px}
h3{font-size:14px;font-weight:650;margin:0 0 4px}
p{margin:0 0 8px}
ul{margin:0 0 8px;padding-left:18px}
li{margin:0 0 4px}
section{margin:0 0 40px;scroll-margin-top:12px}
main>section+section{border-top:1px solid var(--edge);padding-top:26px}
.lead{max-width:84ch;text-wrap:pretty;color:var(--text-2);margin-bottom:16px}
.lead b{color:var(--text)}
.ground{display:flex;gap:12px;align-items:flex-start;color:var(--text-2);max-width:86ch;margin-bottom:18px}
.ground b{color:var(--text)}
.author{white-space:pre-line;max-width:86ch;margin:0 0 14px;padding:2px 0 2px 12px;border-left:3px solid var(--edge);overflow-wrap:anywhere}
.author data{white-space:pre-line}
.grade{flex:none;display:inline-block;min-width:22px;padding:0 6px;line-height:20px;text-align:center;font-weight:700;font-size:13px;border:1.5px solid;border-radius:4px}
.ground .grade{min-width:30px;line-height:28px;font-size:17px;margin-top:2px}
.warning{display:flex;gap:12px;align-items:baseline;max-width:86ch;margin-bottom:18px;padding:8px 12px;border:1px dashed var(--warn);border-radius:6px}
.grade-a,.grade-b{color:var(--ok)}.grade-c{color:var(--warn)}.grade-d,.grade-e{color:var(--err)}
.facts{display:grid;grid-template-columns:repeat(6,1fr);border:1px solid var(--edge);border-radius:8px;background:var(--panel);overflow:hidden;margin-bottom:24px}
.facts div{padding:12px 14px;box-shadow:-1px -1px 0 var(--edge)}
.facts span,.facts small{display:block;color:var(--label);font-size:12px;line-height:1.4}
.facts b{display:block;font-size:18px;line-height:1.35;font-weight:650;margin:1px 0}
.plain{display:grid;grid-template-columns:1fr 1fr;gap:20px 36px}
.plain h3:not(:first-child){margin-top:16px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:20px 24px;align-items:start;margin-bottom:16px}
.pair>*{min-width:0}
figure{margin:0;background:var(--panel);border:1px solid var(--edge);border-radius:8px;padding:12px 14px;min-width:0}
figcaption,.cap{margin:0 0 10px;line-height:1.4}
figcaption span,.cap span{color:var(--label);font-size:12.5px}
.marks{white-space:nowrap;font-size:11.5px!important;color:var(--label)}
.marks a{display:inline-block;min-width:16px;padding:0 4px;text-align:center;background:var(--accent-soft);border-radius:3px}
.plot svg{display:block;width:100%;height:auto;max-width:520px;margin:0 auto}
.plot text{font-family:var(--ui);font-variant-numeric:tabular-nums}
.block{margin:0 0 18px}
.block .cap{margin-bottom:6px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.4}
th{font-weight:550;color:var(--label);text-align:left;font-size:12px;border-bottom:1px solid var(--text-2);padding:4px 12px 4px 0;vertical-align:bottom}
td{padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right}
td.n{white-space:nowrap}
td.n+td:not(.n),th.n+th:not(.n){padding-left:14px}
.slim table{width:auto;min-width:360px}
tr:target td,li:target{background:var(--accent-soft)}
.none{color:var(--label);font-style:italic}
.name,.said{font:inherit}
.name{font-weight:550}.long{overflow-wrap:anywhere}
.top .name,.sources .name,h3 .name{overflow-wrap:anywhere}
code,pre{font-family:var(--mono);font-size:.92em}
code.name,code.said,code.tag{font-family:inherit}
code.name,code.said{font-size:inherit}
td code:not(.name):not(.said){overflow-wrap:anywhere}
td>code:not([class]){display:inline-block;min-width:12em}
pre{background:var(--raised);border:1px solid var(--edge);border-radius:6px;padding:10px 12px;margin:6px 0 12px;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5;font-size:12px}
details{margin:8px 0 0}
.pair+details,details+details{margin-top:6px}
summary{cursor:pointer;color:var(--accent);font-size:12.5px;padding:3px 0}
figure details .wide{max-height:320px;overflow:auto}
.tag{display:inline-block;font-size:12px;line-height:18px;padding:0 7px;border-radius:3px;border:1px solid transparent;white-space:nowrap}
.tag-measured{color:var(--ok);border-color:var(--ok)}.tag-published{color:var(--info);border-color:var(--info)}.tag-derived{color:var(--text-2);border-color:var(--neutral)}.tag-assumed{color:var(--warn);border:1px dashed}
.status-truncated,.status-partial{color:var(--warn);font-weight:600}
dl.notes{margin:0;font-size:13px;color:var(--text-2)}
.notes dt{font-weight:600;color:var(--text);margin-top:8px}
.notes dd{margin:0}
.keys{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:0 0 12px}
.keys dt{color:var(--label)}.keys dd{margin:0}
.cards{list-style:none;padding:0;display:grid;grid-template-columns:1fr 1fr;gap:14px;margin:0 0 22px}
.cards>li{background:var(--panel);border:1px solid var(--edge);border-radius:8px;padding:12px 14px;margin:0;min-width:0;scroll-margin-top:12px}
.cards>li:target{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.cards p{font-size:13px;color:var(--text-2);margin-bottom:6px}
.cards p .name{font-weight:400}
.index{display:inline-block;min-width:20px;padding:0 5px;text-align:center;background:var(--accent-soft);color:var(--accent);border-radius:3px}
.sources{list-style:none;padding:0;font-size:13px}
.sources li{margin-bottom:6px;border-radius:4px}
.note{color:var(--label)}
.hash{font-size:11px;color:var(--label);overflow-wrap:anywhere}
.covers{margin:6px 0 0!important}
.covers code{font-size:11px;color:var(--label)}
.files{display:grid;grid-template-columns:1fr 1fr;gap:4px 24px}
.more{color:var(--label);font-size:12.5px}
.foot{color:var(--label);font-size:12px;padding-bottom:32px;display:flex;flex-wrap:wrap;gap:4px 18px}
.paper{display:none}
@media screen and (max-width:900px){
th,td{padding-right:8px}td.n+td:not(.n),th.n+th:not(.n){padding-left:8px}table{font-size:12.5px}
main,.top,.foot{padding-left:20px;padding-right:20px}
.facts{grid-template-columns:repeat(3,1fr)}
.pair,.cards,.files{grid-template-columns:1fr}
h1{font-size:27px}
}
@media screen and (max-width:560px){.facts{grid-template-columns:1fr 1fr}.plain{grid-template-columns:1fr}}
@media (forced-colors:active){.grade,.tag{border-color:CanvasText}}
@page{size:A4;margin:14mm 15mm 15mm;@bottom-right{content:counter(page) " of " counter(pages);font:9px system-ui,sans-serif;color:#5b6879}}
@media print{
html{background:none}
body{font-size:10.5px;line-height:1.5;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main,.top,.foot{max-width:none;padding-left:0;padding-right:0}
nav,figure details,.go{display:none}
.paper{display:block}
.top{padding-top:0}.top .bar svg{flex:none}
.top .bar b{font-size:11px}
h1{font-size:23px;margin:13px 0 8px}
h2{font-size:14px}h3{font-size:11px}
section{margin-bottom:20px}
main>section+section{padding-top:14px}
.ground{margin-bottom:10px}
.facts{grid-template-columns:repeat(3,1fr);margin-bottom:14px}
.facts div{padding:7px 11px}
.facts b{font-size:13.5px}.facts span,.facts small{font-size:9.5px}
.plain{gap:12px 22px}
.pair,.cards{gap:12px 16px}
figure{padding:9px 10px;break-inside:avoid}
.plot svg{max-width:100%}
table{font-size:9.5px}th{font-size:9px}td{padding-top:3px;padding-bottom:3px}
th,td{padding-right:8px}
figcaption span,.cap span,.tag,.cards p,.sources,dl.notes,.more,summary{font-size:9.5px}
.marks{font-size:9px!important}
.hash,.covers code,pre{font-size:8px}
.wide{overflow:visible}
tr,.cards>li,.facts,.plain>div,.sources li{break-inside:avoid}
h2,h3,.cap,.lead,figcaption{break-after:avoid}
.keep,p{break-inside:avoid}
#compared{break-before:page;border-top:0!important}
a,summary{color:inherit}
details::details-content{content-visibility:visible;block-size:auto}
.cards{display:block;columns:2;column-gap:16px}.cards>li{margin-bottom:10px}
summary{list-style:none;font-weight:600}
}
`
  .trim()
  .replace(/\n/g, "");
