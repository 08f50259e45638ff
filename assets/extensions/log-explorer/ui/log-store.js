/** Older lines go when there are more than this. */
export const LIMIT = 50_000;

/**
 * Lines of several containers in the order of their times. Docker writes times of one length, so that they are compared
 * as texts.
 */
export class LogStore {
  /** @type {{time: string, id: string, text: string, stderr: boolean}[]} */
  lines = [];

  /** Adds what came: new lines mostly come last, those of a container that was chosen just now in between. */
  add(batch) {
    batch.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    const last = this.lines.at(-1);
    if (!last || !batch[0] || batch[0].time >= last.time) {
      for (const line of batch) this.lines.push(line);
    } else {
      this.lines = merge(this.lines, batch);
    }
    if (this.lines.length > LIMIT) this.lines.splice(0, this.lines.length - LIMIT);
  }

  /** Those of a container. */
  remove(id) {
    this.lines = this.lines.filter((line) => line.id !== id);
  }
}

function merge(a, b) {
  const merged = [];
  let at = 0;
  for (const line of a) {
    while (at < b.length && b[at].time < line.time) merged.push(b[at++]);
    merged.push(line);
  }
  while (at < b.length) merged.push(b[at++]);
  return merged;
}

/** "2024-05-01T10:00:00.000000000Z the text", as `docker logs --timestamps` has it. */
export function parseLine(id, text, stderr) {
  const space = text.indexOf(' ');
  const time = text.slice(0, space);
  return /^\d{4}-\d\d-\d\dT/.test(time)
    ? { id, time, text: text.slice(space + 1), stderr }
    : { id, time: '', text, stderr };
}

/**
 * What a person typed as a question about a text: where it is found, [start, end], else undefined. A text is found
 * whatever its case. @throws SyntaxError for an expression that is none
 */
export function matcher(typed, isExpression) {
  if (typed === '') return () => [0, 0];
  if (isExpression) {
    const expression = new RegExp(typed, 'i');
    return (text) => {
      const found = expression.exec(text);
      return found ? [found.index, found.index + found[0].length] : undefined;
    };
  }
  const wanted = typed.toLowerCase();
  return (text) => {
    const at = text.toLowerCase().indexOf(wanted);
    return at < 0 ? undefined : [at, at + wanted.length];
  };
}

const hues = new Map();

/** A colour for each name, far from those of the names before, that is read on a light and on a dark ground. */
export function colourOf(name, isDark) {
  // The golden angle never comes back to where it was.
  if (!hues.has(name)) hues.set(name, Math.round(215 + hues.size * 137.508) % 360);
  return `hsl(${hues.get(name)} ${isDark ? '70% 70%' : '75% 32%'})`;
}
