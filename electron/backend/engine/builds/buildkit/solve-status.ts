/**
 * What BuildKit reports, as `buildx --progress=rawjson` writes it: SolveStatus of
 * https://github.com/moby/buildkit/blob/v0.13.1/client/graph.go. Times are RFC 3339, bytes are base64.
 */
export interface SolveStatus {
  vertexes?: SolveVertex[];
  statuses?: VertexStatus[];
  logs?: VertexLog[];
  warnings?: VertexWarning[];
}

export interface SolveVertex {
  digest: string;
  name?: string;
  started?: string;
  completed?: string;
  cached?: boolean;
  error?: string;
}

/** A part of a vertex with progress of its own: a layer of a base image, the files of the context. */
export interface VertexStatus {
  id: string;
  vertex?: string;
  name?: string;
  current?: number;
  total?: number;
  completed?: string;
}

export interface VertexLog {
  vertex?: string;
  /** 1 or 2. */
  stream?: number;
  data?: string;
}

export interface VertexWarning {
  vertex?: string;
  /** base64 */
  short?: string;
  /** base64 */
  detail?: string[];
  url?: string;
  range?: { start?: { line?: number }; end?: { line?: number } }[];
}

/** Whether something that the program wrote is a report: all that it has are lists. */
export function isSolveStatus(value: unknown): value is SolveStatus {
  if (typeof value !== 'object' || value === null) return false;
  const { vertexes, statuses, logs, warnings } = value as Record<string, unknown>;
  return [vertexes, statuses, logs, warnings].every((list) => list === undefined || Array.isArray(list));
}
