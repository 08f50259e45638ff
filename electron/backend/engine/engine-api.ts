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
  /** From API 1.52 on; before it only `Status` tells. */
  Health?: { Status?: string };
}

/** An item of GET /images/json. */
export interface ApiImage {
  Id: string;
  RepoTags: string[] | null;
  Size: number;
  /** Seconds since the epoch. */
  Created: number;
}

/** The parts of GET /containers/{id}/json. */
export interface ApiContainerDetail {
  Id: string;
  Name: string;
  State: { Running: boolean };
  Config: { Tty?: boolean };
}

/** A line of POST /images/create. */
export interface ApiPullProgress {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  errorDetail?: { message?: string };
}
