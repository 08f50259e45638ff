import { expect, it } from 'vitest';
import { notesHtml } from './notes-html.ts';

it.each<[string, string, string]>([
  ['lines of a paragraph', 'One\ntwo\n\nthree', '<p>One two</p><p>three</p>'],
  [
    'a list',
    'New:\n- one\n* two `--x`\n  goes on\n',
    '<p>New:</p><ul><li>one</li><li>two <code>--x</code> goes on</li></ul>',
  ],
  ['a list after a list', '- a\n\n1. b\n2. c', '<ul><li>a</li></ul><ol><li>b</li><li>c</li></ol>'],
  ['headings', '# 1.1.0\n## New\ntext', '<h3>1.1.0</h3><h3>New</h3><p>text</p>'],
  [
    'emphasis and links',
    '**Bold** [site](https://a.example/?a=1&b=2)',
    '<p><strong>Bold</strong> <a href="https://a.example/?a=1&amp;b=2">site</a></p>',
  ],
  ['code as it is', '```\n<b> & **x**\n\n- y\n```', '<pre>&lt;b&gt; &amp; **x**\n\n- y</pre>'],
  [
    'text that looks like elements',
    'a < b && c > d <image>',
    '<p>a &lt; b &amp;&amp; c &gt; d &lt;image&gt;</p>',
  ],
  ['a script in a link', '[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
  ['an element that would be one', 'x <ul><li>y</ul>', 'x <ul><li>y</ul>'],
  ['nothing', ' \n', ''],
])('%s', (_, notes, html) => expect(notesHtml(notes)).toBe(html));
