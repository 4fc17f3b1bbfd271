// Takes the icon font out of Vant's style sheet, where it stands as data:, into a file of the shop:
// the pages' policy allows no font but the mall's own, and phones fetch it beside the style sheet.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

export function takeIconFont() {
  const css = readFileSync('node_modules/vant/es/icon/index.css', 'utf8');
  const [, base64] = css.match(/url\(["']?data:font\/woff2;[^,]*base64,([A-Za-z0-9+/=]+)/) ?? [];
  if (!base64) throw new Error('Vant carries its icon font otherwise now: look at vant/es/icon/index.css');
  mkdirSync('shop/src/fonts', { recursive: true });
  writeFileSync('shop/src/fonts/vant-icon.woff2', Buffer.from(base64, 'base64'));
}
