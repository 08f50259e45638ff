import { expect, it } from 'vitest';
import { createNetworkRequest, type NetworkSummary } from '../../../shared/contract/networks.ts';
import { canBeMadeAgain, connectionAgain, networkAgain } from './network-again.ts';

const NETWORK: NetworkSummary = {
  id: 'n',
  name: 'shop_default',
  driver: 'bridge',
  scope: 'local',
  internal: true,
  attachable: true,
  ipv6: true,
  predefined: false,
  subnets: [
    { subnet: '10.5.0.0/16', gateway: '10.5.0.1', ipRange: '10.5.1.0/24' },
    { subnet: 'fd00:5::/64' },
  ],
  options: { 'com.docker.network.driver.mtu': '1400' },
  labels: { 'com.docker.compose.project': 'shop' },
  containers: [],
};

it('asks for a network as it was', () => {
  const request = networkAgain(NETWORK);
  expect(request).toEqual({
    name: 'shop_default',
    driver: 'bridge',
    internal: true,
    attachable: true,
    ipv6: true,
    subnets: [
      { subnet: '10.5.0.0/16', gateway: '10.5.0.1', ipRange: '10.5.1.0/24' },
      { subnet: 'fd00:5::/64', gateway: '', ipRange: '' },
    ],
    options: [{ name: 'com.docker.network.driver.mtu', value: '1400' }],
    labels: [{ name: 'com.docker.compose.project', value: 'shop' }],
  });
  expect(createNetworkRequest.parse(request)).toEqual(request);
});

it('is not made again for a container that asks for the old one by its id', () => {
  expect(canBeMadeAgain(NETWORK)).toBe(true);
  expect(canBeMadeAgain({ ...NETWORK, scope: 'swarm' })).toBe(false);
  const stopped = { id: 'c', name: 'web', image: 'nginx', state: 'exited' } as const;
  expect(canBeMadeAgain({ ...NETWORK, containers: [stopped] })).toBe(false);
});

it('brings a container back with its names, but for the one that the engine gives it', () => {
  const container = '0123456789abcdef';
  const endpoints = [
    { containerId: 'other', aliases: ['x'] },
    { containerId: container, aliases: ['web', '0123456789ab'], ipv4: '10.5.0.9' },
  ];
  expect(connectionAgain(NETWORK, container, endpoints)).toEqual({
    id: 'n',
    container,
    aliases: ['web'],
    ipv4: '10.5.0.9',
  });
  expect(connectionAgain(NETWORK, 'unknown', endpoints).aliases).toEqual([]);
});
