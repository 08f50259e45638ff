import { describe, expect, it } from 'vitest';
import { changesList, parseContainerEvent } from './engine-event.ts';

const event = (action: string, more: object = {}) => ({
  Type: 'container',
  Action: action,
  Actor: { ID: 'abc', Attributes: { name: 'web' } },
  ...more,
});

describe('parseContainerEvent', () => {
  it.each([
    ['start', 'start', undefined, true],
    ['rename', 'rename', undefined, true],
    ['health_status: healthy', 'health_status', 'healthy', true],
    ['exec_start: sh -c "a: b"', 'exec_start', 'sh -c "a: b"', false],
    ['exec_die', 'exec_die', undefined, false],
    ['resize', 'resize', undefined, false],
    ['an-action-of-the-future', 'an-action-of-the-future', undefined, true],
  ])('reads %j', (wording, action, detail, changes) => {
    const parsed = parseContainerEvent(event(wording));
    expect(parsed).toEqual({ id: 'abc', action, detail });
    expect(parsed && changesList(parsed)).toBe(changes);
  });

  it('does not need the top-level status and id, nor trust them', () => {
    expect(parseContainerEvent(event('die', { status: 'start', id: 'other' }))).toMatchObject({
      id: 'abc',
      action: 'die',
    });
  });

  it.each([
    [undefined],
    [null],
    ['start'],
    [{}],
    [event('pull', { Type: 'image' })],
    [{ Type: 'container', Action: 'start' }],
    [{ Type: 'container', Action: 'start', Actor: { ID: '' } }],
    [{ Type: 'container', Action: 7, Actor: { ID: 'abc' } }],
  ])('leaves out %j', (value) => {
    expect(parseContainerEvent(value)).toBeUndefined();
  });
});
