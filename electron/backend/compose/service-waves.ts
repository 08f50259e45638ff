/**
 * Groups services so that each comes after those it depends on. What a circle holds, which compose refuses but labels
 * can say, comes last and together. Dependencies that are not among the services count as there.
 */
export function serviceWaves(services: { name: string; dependsOn: string[] }[]): string[][] {
  const waves: string[][] = [];
  let rest = services;
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const ready = rest.filter(({ name, dependsOn }) =>
      dependsOn.every((other) => other === name || !waiting.has(other)),
    );
    const wave = ready.length > 0 ? ready : rest;
    waves.push(wave.map(({ name }) => name));
    rest = rest.filter((service) => !wave.includes(service));
  }
  return waves;
}
