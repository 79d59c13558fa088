/** What a `User-Agent` names, for people: the browser and the system, as far as they are told. */

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;

const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Mac OS X', 'Mac'],
  ['Windows', 'Windows'],
  ['Linux', 'Linux'],
] as const;

/** "Firefox on Linux"; of a program its own first words. */
export function agentName(agent: string | null): string {
  if (agent === null) return 'An unknown program';
  const named = (list: readonly (readonly [string, string])[]) => list.find(([mark]) => agent.includes(mark))?.[1];
  const browser = named(BROWSERS);
  if (browser === undefined) return agent.split(' ', 1)[0] ?? agent;
  const system = named(SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}
