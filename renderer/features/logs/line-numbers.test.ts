import { describe, expect, it } from 'vitest';
import { LineNumbers } from './line-numbers.ts';

describe('LineNumbers', () => {
  it('keeps a rising list while its begin is dropped and its end grows', () => {
    const numbers = new LineNumbers();
    for (let number = 0; number < 10_000; number += 2) {
      numbers.push(number);
      if (number % 500 === 0) numbers.dropBefore(number - 1000);
    }
    expect(numbers.at(0)).toBe(8500);
    expect(numbers.length).toBe(750);
    expect([numbers.indexOf(8500), numbers.indexOf(8501), numbers.indexOf(0)]).toEqual([0, 1, 0]);
    expect([numbers.has(9000), numbers.has(9001)]).toEqual([true, false]);
    expect(numbers.indexOf(1_000_000)).toBe(750);
    expect([numbers.at(-1), numbers.at(750)]).toEqual([undefined, undefined]);
  });
});
