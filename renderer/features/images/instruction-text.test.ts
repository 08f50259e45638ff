import { expect, it } from 'vitest';
import { instructionText } from './instruction-text.ts';

it.each([
  ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
  ['/bin/sh -c make all', 'RUN make all'],
  ['|1 VERSION=2 /bin/sh -c make all', 'RUN make all'],
  ['RUN /bin/sh -c make all # buildkit', 'RUN make all'],
  ['COPY file:abc in / ', 'COPY file:abc in /'],
  ['', ''],
])('%s', (createdBy, text) => expect(instructionText(createdBy)).toBe(text));
