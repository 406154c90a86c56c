// The picture of monitoring as SVG: charts one below the other over the same days. On a light ground of its own, so that it reads the
// same where Slack is dark.
import { notesOf, type Panel, type Picture } from "./monitoring-picture.ts";

const WIDTH = 600;
const MARGIN = 16;
const PLOT_WIDTH = WIDTH - 2 * MARGIN;
const PANEL_HEIGHT = 86;
const TITLE_HEIGHT = 26;
const PLOT_HEIGHT = 46;
const FOOT_HEIGHT = 26;

/** Each has 4.5 to 1 against the ground, and none is told by its colour alone. */
const COLOURS = { usage: "#2f5f9e", errors: "#b3261e", drift: "#6b3fa0", accuracy: "#1a6b34" } as const;
const INK = "#1f2328";
const QUIET = "#57606a";
const GROUND = "#ffffff";
const EDGE = "#d0d7de";

/** Foreign text as XML takes it: what XML does not know as a character is left out. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

const number = (value: number): string => String(Math.round(value * 10) / 10);

interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly colour?: string;
  readonly end?: boolean;
}

const text = (words: string, { x, y, size = 12, colour = QUIET, end = false }: TextStyle): string =>
  `<text x="${number(x)}" y="${number(y)}" font-size="${size}" fill="${colour}"${end ? ' text-anchor="end"' : ""}>${escapeXml(words)}</text>`;

export function monitoringSvg({ days, panels, changed }: Picture): string {
  const height = panels.length * PANEL_HEIGHT + FOOT_HEIGHT;
  const slot = PLOT_WIDTH / Math.max(days.length, 1);
  const foot = height - 10;
  const mark = changed === null ? null : MARGIN + changed.after * slot;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="DejaVu Sans">`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="${GROUND}" stroke="${EDGE}"/>`,
    ...(mark === null
      ? []
      : panels.map((_, at) => {
          const top = at * PANEL_HEIGHT + TITLE_HEIGHT;
          return `<line x1="${number(mark)}" x2="${number(mark)}" y1="${top}" y2="${top + PLOT_HEIGHT}" stroke="${QUIET}" stroke-width="1.5"/>`;
        })),
    ...panels.flatMap((panel, at) => panelSvg(panel, at * PANEL_HEIGHT, slot)),
    text(days[0] ?? "", { x: MARGIN, y: foot }),
    ...(changed === null || mark === null
      ? []
      : [text(`| ${changed.words}`, { x: Math.min(Math.max(mark - 2, 90), 360), y: foot })]),
    text(days.at(-1) ?? "", { x: WIDTH - MARGIN, y: foot, end: true }),
    "</svg>",
  ].join("\n");
}

function panelSvg(panel: Panel, top: number, slot: number): string[] {
  const { title, newest, values, dashed } = panel;
  const y = top + 18;
  const recorded = values.filter((value) => value !== null);
  const scale = scaleOf(panel, recorded, top + TITLE_HEIGHT);
  const bottom = top + TITLE_HEIGHT + PLOT_HEIGHT;
  const base = `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${bottom}" y2="${bottom}" stroke="${EDGE}"/>`;
  const limit =
    dashed === null
      ? []
      : [
          `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${number(scale(dashed.value))}" y2="${number(scale(dashed.value))}" stroke="${QUIET}" stroke-dasharray="5 4"/>`,
        ];
  const heading = `<text x="${MARGIN}" y="${y}" font-size="13" fill="${INK}">${escapeXml(title)}${notesOf(
    panel,
  )
    .map((note) => `<tspan font-size="12" fill="${QUIET}">, ${escapeXml(note)}</tspan>`)
    .join("")}</text>`;
  return [
    heading,
    text(newest, { x: WIDTH - MARGIN, y, size: 13, colour: INK, end: true }),
    base,
    ...limit,
    ...(panel.shape === "bars" ? bars(panel, scale, slot, bottom) : line(panel, scale, slot)),
  ];
}

type Scale = (value: number) => number;

/** What differs by less than this share is as good as level. */
const LEAST_SPAN = 0.05;

/** Bars stand on zero; a line has room above and below, and the dashed one is always to be seen. */
function scaleOf({ shape, dashed }: Panel, recorded: readonly number[], top: number): Scale {
  const all = [...recorded, ...(dashed === null ? [] : [dashed.value]), ...(shape === "line" ? [] : [0])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const span = Math.max(most - least, Math.max(Math.abs(most), Math.abs(least)) * LEAST_SPAN) || 1;
  // What is nearly level stands in the middle.
  const from = shape === "line" ? (least + most - span) / 2 - span / 8 : least;
  const room = shape === "bars" ? span : shape === "line" ? span * 1.25 : span * 1.125;
  return (value) => top + PLOT_HEIGHT * (1 - (value - from) / room);
}

function bars({ values, colour }: Panel, scale: Scale, slot: number, bottom: number): string[] {
  return values.flatMap((value, at) => {
    if (value === null || value <= 0) return [];
    // However little it is, it can be told from nothing.
    const y = Math.min(scale(value), bottom - 1.5);
    const x = MARGIN + at * slot + slot * 0.2;
    return [
      `<rect x="${number(x)}" y="${number(y)}" width="${number(slot * 0.6)}" height="${number(bottom - y)}" fill="${COLOURS[colour]}"/>`,
    ];
  });
}

/** Broken where nothing is recorded. */
function line({ values, colour }: Panel, scale: Scale, slot: number): string[] {
  const stroke = COLOURS[colour];
  let pen = "M";
  const path: string[] = [];
  const dots: string[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) {
      pen = "M";
      continue;
    }
    const [x, y] = [number(MARGIN + (at + 0.5) * slot), number(scale(value))];
    path.push(`${pen}${x} ${y}`);
    dots.push(`<circle cx="${x}" cy="${y}" r="2" fill="${stroke}"/>`);
    pen = "L";
  }
  if (path.length === 0) return [];
  return [`<path d="${path.join(" ")}" fill="none" stroke="${stroke}" stroke-width="2"/>`, ...dots];
}
