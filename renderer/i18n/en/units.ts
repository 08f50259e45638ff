export const unitsTexts = {
  units: { s: 's', m: 'm', h: 'h', d: 'd' },
  time: {
    lessThanSecond: 'a moment',
    seconds: (n: number) => `${n} second${n === 1 ? '' : 's'}`,
    minutes: (n: number) => `${n} minute${n === 1 ? '' : 's'}`,
    hours: (n: number) => `${n} hour${n === 1 ? '' : 's'}`,
    days: (n: number) => `${n} day${n === 1 ? '' : 's'}`,
    weeks: (n: number) => `${n} week${n === 1 ? '' : 's'}`,
    months: (n: number) => `${n} month${n === 1 ? '' : 's'}`,
    years: (n: number) => `${n} year${n === 1 ? '' : 's'}`,
    justNow: 'just now',
  },
};
