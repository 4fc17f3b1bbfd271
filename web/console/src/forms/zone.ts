/** Minutes that a zone is ahead of UTC at an instant. */
function ahead(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(instant);
  const at = (type: string) => Number(parts.find((p) => p.type === type)!.value);
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000);
}

/** The clock of a zone at an instant, as a field of the type datetime-local has it: 2026-11-22T16:30. */
export function wallOf(instant: string, zone: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : new Date(at + ahead(at, zone) * 60_000).toISOString().slice(0, 16);
}

/** The instant at which a zone's clock shows so. Of an hour that a change of the clock skips, the one after it; of one that comes twice, the second. */
export function instantOf(wall: string, zone: string): string {
  const shown = Date.parse(`${wall.length === 16 ? wall : wall.slice(0, 16)}:00Z`);
  if (Number.isNaN(shown)) return '';
  let at = shown - ahead(shown, zone) * 60_000;
  at = shown - ahead(at, zone) * 60_000;
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
