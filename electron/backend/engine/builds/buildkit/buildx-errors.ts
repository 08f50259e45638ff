/** Where an error is in the Dockerfile, and what it says. */
export interface BuildxError {
  message: string;
  /** The first line that is marked, counted from 1. */
  line: number | undefined;
}

/** What goes before the reason, from layers that a person never asked for. */
const WRAPPERS = [
  /^failed to solve: /,
  /^rpc error: code = \w+ desc = /,
  /^failed to solve with frontend [\w.]+: /,
  /^failed to create LLB definition: /,
  /^failed to (?:load|compute) cache key: /,
  /^failed to compute cache key: /,
  /^failed to calculate checksum of ref \S+: /,
];
/** "Dockerfile:3", above the lines of it that buildx shows between rules. */
const PLACE = /^.+:(\d+)$/;
const RULE = /^-{20,}$/;
const COMMAND = [
  /^executor failed running \[.*\]: exit code: (\d+)$/s,
  /^process ".*" did not complete successfully: exit code: (\d+)$/s,
];

/** Reads what buildx says last: the place in the Dockerfile, where BuildKit knows it, and "ERROR: …". */
export function readBuildxError(lines: readonly string[]): BuildxError | undefined {
  const at = lines.findLastIndex((line) => /^ERROR: /.test(line));
  if (at < 0) return undefined;
  const message = plainReason(lines.slice(at).join('\n').slice('ERROR: '.length).trim());
  let line: number | undefined;
  for (let index = 0; index + 1 < lines.length; index++) {
    const place = PLACE.exec(lines[index] ?? '');
    if (place && RULE.test(lines[index + 1] ?? '')) line = Number(place[1]);
  }
  // Engines before BuildKit 0.10 say no more than "dockerfile parse error line 3: …".
  line ??= Number(/dockerfile parse error (?:on )?line (\d+)/i.exec(message)?.[1]) || undefined;
  return { message, line };
}

/** The reason alone: "exit code: 7". */
export function plainReason(message: string): string {
  let reason = message;
  for (let before = ''; before !== reason; ) {
    before = reason;
    for (const wrapper of WRAPPERS) reason = reason.replace(wrapper, '');
  }
  for (const command of COMMAND) {
    const code = command.exec(reason)?.[1];
    if (code !== undefined) return `The command ended with exit code ${code}.`;
  }
  return reason;
}
