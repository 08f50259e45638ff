import type { AppError } from '../../../../shared/errors.ts';
import { type Attempt, type Rule, toAreaError } from '../engine-errors.ts';

/** The engine's words of 20.10 to 28. A code of its own for each field of the forms. */
const RULES: Rule[] = [
  {
    pattern: /network with name .* already exists|operation is not permitted on predefined .* network/i,
    code: 'network_name_taken',
    hint: 'Choose another name: the engine has a network of this one.',
  },
  {
    pattern:
      /pool overlaps|non-overlapping|address pools? .*(exhausted|fully subnetted)|cannot create network .* conflicts/i,
    code: 'network_subnet_refused',
    hint: 'Give a subnet that no other network has, or remove networks that are not used.',
  },
  {
    pattern: /gateway/i,
    code: 'network_gateway_refused',
    hint: 'Give an address inside of the subnet, or leave it to the engine.',
  },
  {
    pattern:
      /invalid subnet|invalid cidr|invalid network config|invalid pool|ipv6 (pool|subnet)|invalid range/i,
    code: 'network_subnet_refused',
    hint: 'Give a network like 172.20.0.0/16, or leave it to the engine.',
  },
  {
    pattern: /not a swarm manager/i,
    code: 'network_driver_refused',
    hint: 'Overlay networks need a swarm: docker swarm init. On one engine, bridge does the same.',
  },
  {
    pattern:
      /plugin .* not found|could not find plugin|only one instance of|invalid (subinterface|parent)|parent interface/i,
    code: 'network_driver_refused',
    hint: 'Choose another driver, or correct its options.',
  },
  {
    pattern:
      /address already in use|does not belong to any of this network|user specified ip address|no matching subnet|invalid ip|out of range/i,
    code: 'network_address_refused',
    hint: "Give a free address of one of the network's subnets, or leave it to the engine.",
  },
  {
    pattern: /has active endpoints/i,
    code: 'network_in_use',
    hint: 'Disconnect its containers first, or stop them.',
  },
  {
    pattern: /endpoint with name .* already exists in network/i,
    code: 'bad_input',
    hint: 'The container is on this network already.',
  },
  {
    pattern: /pre-defined network/i,
    code: 'bad_input',
    hint: 'The engine needs it and keeps it.',
  },
  {
    pattern: /is not connected to/i,
    code: 'bad_input',
    hint: 'It was disconnected meanwhile. The list shows the containers there are.',
  },
  {
    pattern: /cannot be (connected|disconnected)|multiple networks with one of the networks in private/i,
    code: 'bad_input',
    hint: 'A container on "host" or "none" is on no other network: create it again on the one it should be on.',
  },
  {
    status: 404,
    pattern: /network .* not found|no such network/i,
    code: 'network_not_found',
    hint: 'It was removed meanwhile. The list shows the networks there are.',
  },
];

/** Makes an AppError of what an engine call about a network threw. */
export function toNetworkError(thrown: unknown, attempt: Attempt): AppError {
  return toAreaError(thrown, attempt, RULES);
}
