/** The parts of the Docker API's answers that are used here, as https://docs.docker.com/reference/api/engine/ has them. */

export interface ApiPort {
  IP?: string;
  PrivatePort: number;
  PublicPort?: number;
  Type: string;
}

/** An item of GET /containers/json. */
export interface ApiContainer {
  Id: string;
  Names: string[] | null;
  Image: string;
  ImageID: string;
  Command: string;
  /** Seconds since the epoch. */
  Created: number;
  State: string;
  Status: string;
  Ports: ApiPort[] | null;
  Labels: Record<string, string> | null;
  Mounts?: { Type: string; Name?: string }[];
  /** From API 1.52 on; before it only `Status` tells. */
  Health?: { Status?: string };
}

/** An item of GET /images/json. */
export interface ApiImage {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Labels: Record<string, string> | null;
  Size: number;
  /** Seconds since the epoch. */
  Created: number;
}

/** The parts of GET /images/{name}/json. */
export interface ApiImageDetail {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  /** RFC 3339; absent or empty where the image has none. */
  Created?: string;
  Author?: string;
  Architecture?: string;
  Variant?: string;
  Os?: string;
  Size: number;
  Config?: {
    Cmd?: string[] | null;
    Entrypoint?: string[] | null;
    Env?: string[] | null;
    ExposedPorts?: Record<string, unknown> | null;
    Volumes?: Record<string, unknown> | null;
    Labels?: Record<string, string> | null;
    WorkingDir?: string;
    User?: string;
  } | null;
  RootFS?: { Layers?: string[] | null };
}

/** An item of GET /images/{name}/history, the newest first. */
export interface ApiHistoryEntry {
  Id: string;
  /** Seconds since the epoch. */
  Created: number;
  CreatedBy: string;
  Tags: string[] | null;
  Size: number;
  Comment: string;
}

/** The parts of GET /containers/{id}/json. */
export interface ApiContainerDetail {
  Id: string;
  Name: string;
  State: { Running: boolean };
  Config: { Tty?: boolean };
}

/** A line of POST /images/create, of a push, and of a build. */
export interface ApiPullProgress {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  errorDetail?: { message?: string };
}
