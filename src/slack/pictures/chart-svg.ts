// The picture of monitoring as SVG: charts one below the other over the same days. On a light ground of its own, so that it reads the
// same where Slack is dark.
import { notesOf, type Panel, type Picture } from "./monitoring-picture.ts";

const WIDTH = 600;
const MARGIN = 16;
/** Room for the scale left of the charts: eleven characters of its size. */
const SCALE_WIDTH = 62;
const LEFT = MARGIN + SCALE_WIDTH;
const PLOT_WIDTH = WIDTH - MARGIN - LEFT;
const PANEL_HEIGHT = 86;
const TITLE_HEIGHT = 26;
const PLOT_HEIGHT = 46;
const FOOT_HEIGHT = 26;
/** Of the words for another champion: a line of their own, which meets no date. */
const CHANGE_HEIGHT = 18;

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
  const end = panels.length * PANEL_HEIGHT;
  const height = end + (changed === null ? 0 : CHANGE_HEIGHT) + FOOT_HEIGHT;
  const slot = PLOT_WIDTH / Math.max(days.length, 1);
  const foot = height - 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="DejaVu Sans">`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="${GROUND}" stroke="${EDGE}"/>`,
    ...(changed === null ? [] : changeSvg(changed, LEFT + changed.after * slot, panels.length)),
    ...panels.flatMap((panel, at) => panelSvg(panel, at * PANEL_HEIGHT, slot)),
    text(days[0] ?? "", { x: LEFT, y: foot }),
    text(days.at(-1) ?? "", { x: WIDTH - MARGIN, y: foot, end: true }),
    "</svg>",
  ].join("\n");
}

/** A line through all charts, and below them its words, on the side on which there is more room. */
function changeSvg({ words }: NonNullable<Picture["changed"]>, x: number, panels: number): string[] {
  const lines = Array.from({ length: panels }, (_, at) => {
    const top = at * PANEL_HEIGHT + TITLE_HEIGHT;
    const bottom = at === panels - 1 ? top + PLOT_HEIGHT + CHANGE_HEIGHT : top + PLOT_HEIGHT;
    return `<line x1="${number(x)}" x2="${number(x)}" y1="${top}" y2="${bottom}" stroke="${QUIET}" stroke-width="1.5"/>`;
  });
  const left = x > LEFT + PLOT_WIDTH / 2;
  const y = (panels - 1) * PANEL_HEIGHT + TITLE_HEIGHT + PLOT_HEIGHT + CHANGE_HEIGHT - 2;
  return [...lines, text(words, { x: left ? x - 6 : x + 6, y, end: left })];
}

function panelSvg(panel: Panel, top: number, slot: number): string[] {
  const { title, newest, dashed, scale } = panel;
  const y = top + 18;
  const bottom = top + TITLE_HEIGHT + PLOT_HEIGHT;
  const place = placeIn(scale, top + TITLE_HEIGHT);
  const across = (at: number, more: string): string =>
    `<line x1="${LEFT}" x2="${WIDTH - MARGIN}" y1="${number(at)}" y2="${number(at)}" ${more}/>`;
  const heading = `<text x="${MARGIN}" y="${y}" font-size="13" fill="${INK}">${escapeXml(title)}${notesOf(
    panel,
  )
    .map((note) => `<tspan font-size="12" fill="${QUIET}">, ${escapeXml(note)}</tspan>`)
    .join("")}</text>`;
  return [
    heading,
    text(newest, { x: WIDTH - MARGIN, y, size: 13, colour: INK, end: true }),
    across(bottom, `stroke="${EDGE}"`),
    ...(scale === null ? [] : [across(top + TITLE_HEIGHT, `stroke="${EDGE}" stroke-width="0.5"`)]),
    ...(scale?.words ?? []).map((words, at) =>
      text(words, { x: LEFT - 6, y: at === 0 ? top + TITLE_HEIGHT + 8 : bottom, size: 10, end: true }),
    ),
    ...(dashed === null ? [] : [across(place(dashed.value), `stroke="${QUIET}" stroke-dasharray="5 4"`)]),
    ...(panel.shape === "bars" ? bars(panel, place, slot, bottom) : line(panel, place, slot)),
  ];
}

type Place = (value: number) => number;

const placeIn = (scale: Panel["scale"], top: number): Place => {
  const { from, to } = scale ?? { from: 0, to: 1 };
  return (value) => top + PLOT_HEIGHT * (1 - (value - from) / (to - from));
};

function bars({ values, colour }: Panel, place: Place, slot: number, bottom: number): string[] {
  return values.flatMap((value, at) => {
    if (value === null || value <= 0) return [];
    // However little it is, it can be told from nothing.
    const y = Math.min(place(value), bottom - 1.5);
    const x = LEFT + at * slot + slot * 0.2;
    return [
      `<rect x="${number(x)}" y="${number(y)}" width="${number(slot * 0.6)}" height="${number(bottom - y)}" fill="${COLOURS[colour]}"/>`,
    ];
  });
}

/** Broken where nothing is recorded. */
function line({ values, colour }: Panel, place: Place, slot: number): string[] {
  const stroke = COLOURS[colour];
  let pen = "M";
  const path: string[] = [];
  const dots: string[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) {
      pen = "M";
      continue;
    }
    const [x, y] = [number(LEFT + (at + 0.5) * slot), number(place(value))];
    path.push(`${pen}${x} ${y}`);
    dots.push(`<circle cx="${x}" cy="${y}" r="2" fill="${stroke}"/>`);
    pen = "L";
  }
  if (path.length === 0) return [];
  return [`<path d="${path.join(" ")}" fill="none" stroke="${stroke}" stroke-width="2"/>`, ...dots];
}
