import { expect, it } from 'vitest';
import { dockerfileInstructions } from '../dockerfile-lines.ts';
import { VertexLines } from './vertex-lines.ts';

const lines = (dockerfile: string[]) => {
  const found = new VertexLines(dockerfileInstructions(dockerfile.join('\n')));
  return (name: string) => found.of(name)?.first;
};

it('finds the lines of a step by its stage and number, whatever variables are in it', () => {
  const of = lines([
    'ARG BASE=golang', // 1
    'FROM $BASE AS Build',
    'ENV A=1',
    'WORKDIR /src',
    'RUN make \\', // 5
    '  all',
    'FROM build',
    'RUN echo $A', // 8
    'FROM --platform=linux/amd64 scratch AS out',
    'COPY --from=build /src /', // 10
    'COPY <<E /a',
    'x',
    'E',
  ]);
  expect(of('[build 1/3] FROM docker.io/library/golang:latest')).toBe(2);
  expect(of('[build 2/3] WORKDIR /src')).toBe(4);
  expect(of('[build 3/3] RUN make   all')).toBe(5);
  expect(of('[stage-1 1/1] RUN echo 1')).toBe(8);
  expect(of('[out 1/2] COPY --from=build /src /')).toBe(10);
  expect(of('[linux/arm64 out 2/2] COPY <<E /a')).toBe(11);
  expect(of('[none 1/1] RUN x')).toBeUndefined();
  expect(of('[internal] load build context')).toBeUndefined();
});

it('counts what ONBUILD of the base image adds, and believes no number whose instruction is another', () => {
  const of = lines(['FROM node:onbuild', 'RUN one', 'RUN two']);
  expect(of('[1/4] FROM docker.io/library/node:onbuild')).toBe(1);
  expect(of('[2/4] COPY . /app')).toBeUndefined();
  expect(of('[3/4] RUN one')).toBe(2);
  expect(of('[4/4] RUN two')).toBe(3);
  expect(of('[2/2] COPY x y')).toBeUndefined();
});

it('finds who needs an image by its name', () => {
  const of = lines(['FROM busybox', 'FROM my.registry:5000/a/b', 'COPY --from=alpine:3 / /']);
  expect(of('[internal] load metadata for docker.io/library/busybox:latest')).toBe(1);
  expect(of('[internal] load metadata for my.registry:5000/a/b:latest')).toBe(2);
  expect(of('FROM docker.io/library/alpine:3@sha256:00')).toBe(3);
});
