import { describe, expect, it } from 'vitest';
import {
  formatIpAddress,
  isInNetwork,
  maskedNetwork,
  networksOverlap,
  parseIpAddress,
  parseIpNetwork,
} from './ip-network.ts';

const network = (text: string) => {
  const parsed = parseIpNetwork(text);
  if (!parsed) throw new Error(`'${text}' is no network.`);
  return parsed;
};
const address = (text: string) => {
  const parsed = parseIpAddress(text);
  if (!parsed) throw new Error(`'${text}' is no address.`);
  return parsed;
};

describe('IP addresses and networks', () => {
  it.each([
    '',
    'foo',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1:2',
    '::1::',
    ':::',
    '12345::',
    'g::',
  ])('%j is no address', (text) => expect(parseIpAddress(text)).toBeUndefined());

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/08',
    'fd00::/129',
    '/24',
    '10.0.0.0/-1',
  ])('%j is no network', (text) => expect(parseIpNetwork(text)).toBeUndefined());

  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['10.255.0.1', '10.255.0.1'],
    ['FD00:0:0:1:0:0:0:1', 'fd00:0:0:1::1'],
    ['::', '::'],
    ['1::', '1::'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6'],
  ])('%s is written %s', (text, written) => expect(formatIpAddress(address(text))).toBe(written));

  it.each([
    ['10.1.1.1/24', '10.1.1.0/24'],
    ['10.1.1.1/32', '10.1.1.1/32'],
    ['10.1.1.1/0', '0.0.0.0/0'],
    ['fd00:1::5/64', 'fd00:1::/64'],
  ])('%s is in the network %s', (text, masked) => expect(maskedNetwork(network(text))).toBe(masked));

  it('tells what is inside and what overlaps', () => {
    expect(isInNetwork(address('10.1.2.3'), network('10.1.2.0/24'))).toBe(true);
    expect(isInNetwork(address('10.1.3.3'), network('10.1.2.0/24'))).toBe(false);
    expect(isInNetwork(address('::1'), network('0.0.0.0/0'))).toBe(false);
    expect(networksOverlap(network('10.0.0.0/8'), network('10.1.2.0/24'))).toBe(true);
    expect(networksOverlap(network('10.1.2.0/24'), network('10.0.0.0/8'))).toBe(true);
    expect(networksOverlap(network('10.1.2.0/24'), network('10.1.3.0/24'))).toBe(false);
  });
});
