/** The parts of the Docker API's network answers, as https://docs.docker.com/reference/api/engine/ has them. */

/** An item of GET /networks. */
export interface ApiNetwork {
  Id: string;
  Name: string;
  /** RFC 3339; of year 1 where it is not known. */
  Created?: string;
  Scope: string;
  Driver: string;
  EnableIPv6?: boolean;
  IPAM?: { Config: { Subnet?: string; Gateway?: string; IPRange?: string }[] | null };
  Internal?: boolean;
  Attachable?: boolean;
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
}

export interface ApiEndpoint {
  /** Empty for a container that was never started. */
  NetworkID: string;
  IPAddress?: string;
  GlobalIPv6Address?: string;
  MacAddress?: string;
  /** What was asked for. */
  IPAMConfig?: { IPv4Address?: string; IPv6Address?: string } | null;
  /** Only in GET /containers/{id}/json. */
  Aliases?: string[] | null;
  /** From API 1.44 on: its own name and short id are in here, and no longer in `Aliases`. */
  DNSNames?: string[] | null;
}

/** What GET /containers/json and GET /containers/{id}/json say of a container's networks, by their names or ids. */
export interface ApiContainerNetworks {
  NetworkSettings?: { Networks?: Record<string, ApiEndpoint | null> | null };
}
