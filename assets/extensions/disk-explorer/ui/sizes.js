const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes of a size as the docker command writes it: "1.2GB", "0B (virtual 4MB)". 0 for what is none. */
export function parseSize(text) {
  const [, number, unit] = /^([\d.]+)\s*([kMGT]?B)/.exec(text ?? '') ?? [];
  return unit === undefined ? 0 : Number(number) * 1000 ** UNITS.indexOf(unit);
}

/** As people read it, with three digits. */
export function printSize(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Lines of "bytes, a tab, a name", as service/usage.sh prints them. */
export function parseUsage(text) {
  return text
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const tab = line.indexOf('\t');
      return { bytes: Number(line.slice(0, tab)), name: line.slice(tab + 1) };
    });
}
