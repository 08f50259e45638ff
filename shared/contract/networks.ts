import { z } from 'zod';
import {
  formatIpAddress,
  isInNetwork,
  maskedNetwork,
  parseIpAddress,
  parseIpNetwork,
} from '../model/ip-network.ts';
import { containerState } from './containers.ts';
import { procedure, stream } from './define.ts';

/** A container that is on a network, or comes back to it when it is started. */
export const networkContainer = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  state: containerState,
  /** Absent while it does not run. */
  ipv4: z.string().optional(),
  ipv6: z.string().optional(),
  mac: z.string().optional(),
});

export const networkSubnet = z.object({
  subnet: z.string(),
  gateway: z.string().optional(),
  /** The part of it that containers get their addresses from. */
  ipRange: z.string().optional(),
});

export const networkSummary = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  scope: z.string(),
  internal: z.boolean(),
  attachable: z.boolean(),
  ipv6: z.boolean(),
  /** True for those the engine has by itself and never removes: bridge, host, none. */
  predefined: z.boolean(),
  subnets: z.array(networkSubnet),
  /** Of its driver. */
  options: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
  /** Milliseconds since the epoch; absent where the engine does not know. */
  createdAt: z.number().optional(),
  containers: z.array(networkContainer),
  /** Of an extension: lists leave it out. */
  isHidden: z.literal(true).optional(),
});

export const networksUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), items: z.array(networkSummary) }),
  z.object({ kind: z.literal('disconnected') }),
]);

const networkId = z.object({ id: z.string().min(1) });

const ipAddress = (family: 4 | 6) =>
  z
    .string()
    .trim()
    .refine((text) => text === '' || parseIpAddress(text)?.family === family, {
      message: family === 4 ? 'Give an address like 172.20.0.10' : 'Give an address like fd00:20::10',
    })
    .optional();

/** Empty text means: the engine chooses. */
export const subnetRequest = z
  .object({
    subnet: z.string().trim(),
    gateway: z.string().trim().default(''),
    ipRange: z.string().trim().default(''),
  })
  .superRefine(({ subnet, gateway, ipRange }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const network = parseIpNetwork(subnet);
    if (!network) {
      refuse('subnet', 'Give a network like 172.20.0.0/16 or fd00:20::/64');
      return;
    }
    const masked = maskedNetwork(network);
    if (masked.split('/')[0] !== formatIpAddress(network.address))
      refuse('subnet', `This is an address in ${masked}: give the network itself`);
    if (gateway !== '') {
      const address = parseIpAddress(gateway);
      if (!address) refuse('gateway', 'Give an address, like 172.20.0.1');
      else if (!isInNetwork(address, network)) refuse('gateway', `It has to be in ${subnet}`);
    }
    if (ipRange !== '') {
      const range = parseIpNetwork(ipRange);
      if (!range) refuse('ipRange', 'Give a part of the subnet, like 172.20.5.0/24');
      else if (!isInNetwork(range.address, network) || range.prefix < network.prefix)
        refuse('ipRange', `It has to be a part of ${subnet}`);
    }
  });

const pairs = z
  .array(z.object({ name: z.string().trim().min(1, 'Give it a name'), value: z.string() }))
  .default([]);

export const createNetworkRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Name the network')
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'Use letters, digits, "_", "." and "-", a letter or digit first'),
  driver: z.string().trim().min(1).default('bridge'),
  /** None: the engine chooses one. */
  subnets: z.array(subnetRequest).max(16).default([]),
  internal: z.boolean().default(false),
  attachable: z.boolean().default(false),
  ipv6: z.boolean().default(false),
  options: pairs,
  labels: pairs,
});

export const networkEndpoint = z.object({
  containerId: z.string(),
  /** Names that other containers of this network find it by, beside its own. */
  aliases: z.array(z.string()),
  /** Addresses that somebody asked for; absent where the engine chose. */
  ipv4: z.string().optional(),
  ipv6: z.string().optional(),
});

export const networksContract = {
  watch: stream({ input: z.object({}), item: networksUpdate }),
  /** What `create` can be asked for. */
  drivers: procedure({ input: z.object({}), output: z.object({ drivers: z.array(z.string()) }) }),
  create: procedure({
    input: createNetworkRequest,
    output: z.object({ id: z.string(), warning: z.string().optional() }),
  }),
  /** The engine's own words, whole. */
  inspect: procedure({ input: networkId, output: z.object({ value: z.record(z.string(), z.unknown()) }) }),
  /** What only a look into each of its containers tells. */
  endpoints: procedure({ input: networkId, output: z.array(networkEndpoint) }),
  connect: procedure({
    input: networkId.extend({
      container: z.string().min(1, 'Choose a container'),
      aliases: z
        .array(
          z
            .string()
            .trim()
            .regex(/^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$/, 'Use letters, digits, "_", "." and "-"'),
        )
        .default([]),
      ipv4: ipAddress(4),
      ipv6: ipAddress(6),
    }),
    output: z.object({}),
  }),
  /** `force` takes off a container that the engine cannot reach any more. */
  disconnect: procedure({
    input: networkId.extend({ container: z.string().min(1), force: z.boolean().default(false) }),
    output: z.object({}),
  }),
  /**
   * Removes several and says of each how it went. `unusedOnly` leaves those alone that a container is on or comes back
   * to, though a person chose them a moment ago.
   */
  remove: procedure({
    input: z.object({
      ids: z.array(z.string().min(1)).min(1).max(1000),
      unusedOnly: z.boolean().default(false),
    }),
    output: z.object({
      removed: z.array(z.string()),
      kept: z.array(z.object({ id: z.string(), name: z.string(), reason: z.string() })),
    }),
  }),
};

export type NetworkSummary = z.infer<typeof networkSummary>;
export type NetworkContainer = z.infer<typeof networkContainer>;
export type NetworkSubnet = z.infer<typeof networkSubnet>;
export type NetworksUpdate = z.infer<typeof networksUpdate>;
export type NetworkEndpoint = z.infer<typeof networkEndpoint>;
export type CreateNetworkRequest = z.infer<typeof createNetworkRequest>;
export type CreateNetworkInput = z.input<typeof createNetworkRequest>;
