import { expect, it } from 'vitest';
import { emptyNetworkForm, type NetworkForm, readNetworkForm, refusedField } from './network-form.ts';

const read = (change: Partial<NetworkForm>) =>
  readNetworkForm({ ...emptyNetworkForm, name: 'net', ...change });
const subnet = (text: string, gateway = '') => ({ key: text, subnet: text, gateway, ipRange: '' });

it('leaves empty rows out and trims', () => {
  expect(
    read({
      name: ' net ',
      subnets: [subnet(' '), subnet(' 10.0.0.0/24 ', '10.0.0.1')],
      options: [{ key: 'a', name: ' mtu ', value: '1400' }],
      labels: [{ key: 'b', name: '', value: '' }],
    }),
  ).toEqual({
    request: {
      name: 'net',
      driver: 'bridge',
      subnets: [{ subnet: '10.0.0.0/24', gateway: '10.0.0.1', ipRange: '' }],
      internal: false,
      attachable: false,
      ipv6: false,
      options: [{ name: 'mtu', value: '1400' }],
      labels: [],
    },
  });
});

it('tells problems at the field, counting empty rows', () => {
  expect(
    read({
      name: 'a b',
      subnets: [subnet(''), subnet('10.0.0.0/24', '10.1.0.1')],
      options: [{ key: 'a', name: '', value: 'x' }],
    }),
  ).toEqual({
    errors: {
      name: expect.stringContaining('letters'),
      'subnets.1.gateway': 'It has to be in 10.0.0.0/24',
      'options.0.name': 'Give it a name',
    },
  });
});

it('finds the field of a refusal', () => {
  const form = { ...emptyNetworkForm, subnets: [subnet(''), subnet('10.0.0.0/24')] };
  expect(refusedField('network_name_taken', form)).toBe('name');
  expect(refusedField('network_subnet_refused', form)).toBe('subnets.1.subnet');
  expect(refusedField('network_gateway_refused', form)).toBe('subnets.1.gateway');
  expect(refusedField('network_subnet_refused', emptyNetworkForm)).toBeUndefined();
  expect(refusedField('engine_error', form)).toBeUndefined();
});
