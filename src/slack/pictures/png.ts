// SVG to PNG, on a thread of its own. The library and the font are read when the first picture is drawn: start and memory at rest have
// nothing of them.
import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Sharp on screens with two points to a pixel. */
const ZOOM = 2;
const FAMILY = "DejaVu Sans";

/** Slim images have no fonts, and without one no text is drawn: it comes with the bot, beside this file and beside the bundle. */
const FONT = fileURLToPath(new URL("./fonts/DejaVuSans.ttf", import.meta.url));

/** Throws where the library has no build for this system, and without the font: a picture that says nothing is worse than none. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  await access(FONT);
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: ZOOM },
    font: { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: FAMILY, sansSerifFamily: FAMILY },
  });
  return image.asPng();
}
