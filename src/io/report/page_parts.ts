/** The sources of the report's page, as text: they are part of the program however it is packed. */
import calendar from "./page/calendar.js" with { type: "text" };
import chartData from "./page/chart_data.js" with { type: "text" };
import chartMarks from "./page/chart_marks.js" with { type: "text" };
import dayChart from "./page/day_chart.js" with { type: "text" };
import dayFacts from "./page/day_facts.js" with { type: "text" };
import dayTable from "./page/day_table.js" with { type: "text" };
import dayView from "./page/day_view.js" with { type: "text" };
import distributions from "./page/distributions.js" with { type: "text" };
import dom from "./page/dom.js" with { type: "text" };
import filters from "./page/filters.js" with { type: "text" };
import format from "./page/format.js" with { type: "text" };
import keys from "./page/keys.js" with { type: "text" };
import main from "./page/main.js" with { type: "text" };
import overview from "./page/overview.js" with { type: "text" };
import search from "./page/search.js" with { type: "text" };
import store from "./page/store.js" with { type: "text" };
import symbolList from "./page/symbol_list.js" with { type: "text" };
import theme from "./page/theme.js" with { type: "text" };
import virtualList from "./page/virtual_list.js" with { type: "text" };
import body from "./page/page.html" with { type: "text" };
import baseStyle from "./page/base.css" with { type: "text" };
import colours from "./page/colours.css" with { type: "text" };
import dayStyle from "./page/day.css" with { type: "text" };
import marks from "./page/marks.css" with { type: "text" };
import narrow from "./page/narrow.css" with { type: "text" };
import overviewStyle from "./page/overview.css" with { type: "text" };
import tableStyle from "./page/table.css" with { type: "text" };
import chartLibrary from "./page/vendor/lightweight-charts.standalone.production.js" with {
  type: "text",
};

/** The page's own modules by file name, each after those it imports. */
const MODULES: readonly (readonly [name: string, text: string])[] = [
  ["dom.js", dom],
  ["format.js", format],
  ["store.js", store],
  ["search.js", search],
  ["filters.js", filters],
  ["theme.js", theme],
  ["virtual_list.js", virtualList],
  ["calendar.js", calendar],
  ["distributions.js", distributions],
  ["symbol_list.js", symbolList],
  ["day_table.js", dayTable],
  ["chart_data.js", chartData],
  ["chart_marks.js", chartMarks],
  ["day_chart.js", dayChart],
  ["day_facts.js", dayFacts],
  ["day_view.js", dayView],
  ["overview.js", overview],
  ["keys.js", keys],
  ["main.js", main],
];

const IMPORT = /^import \{([^}]*)\} from "\.\/([^"]+)";\n/gm;
const EXPORT = /^export ((?:async )?(?:function|const|let|class) (\w+))/gm;

/**
 * Modules as one classic script, because a page opened from disk may load no modules: each becomes a function that returns
 * what it exports. They may import names from one another and export declarations; other forms are not understood.
 *
 * @param modules File names and texts, each after those it imports.
 */
export function joinModules(modules: readonly (readonly [name: string, text: string])[]): string {
  const parts = modules.map(([name, text]) => {
    const exported = [...text.matchAll(EXPORT)].map((match) => match[2]!);
    const body = text
      .replace(
        IMPORT,
        (_, names: string, from: string) =>
          `const {${names.replaceAll(" as ", ": ")}} = modules["${from}"];\n`,
      )
      .replace(EXPORT, "$1");
    return `modules["${name}"] = (() => {\n${body}\nreturn { ${exported.join(", ")} };\n})();\n`;
  });
  return `(() => {\n"use strict";\nconst modules = {};\n${parts.join("")}})();\n`;
}

/** What the page is made of. */
export const PAGE = {
  /** Content of `<body>`, without scripts. */
  body,
  style: [colours, baseStyle, overviewStyle, tableStyle, dayStyle, marks, narrow].join(""),
  /** The charting library: defines `LightweightCharts`. */
  library: chartLibrary,
  /** Everything the page does. */
  script: (): string => joinModules(MODULES),
} as const;
