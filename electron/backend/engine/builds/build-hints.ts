const HINTS: { pattern: RegExp; hint: string }[] = [
  {
    pattern: /unknown instruction: [^\n]*/i,
    hint: 'Correct the marked line of the Dockerfile. Where a here-document (<<EOF) begins above it, the builder of this engine is too old to know them: begin the Dockerfile with "# syntax=docker/dockerfile:1".',
  },
  {
    pattern: /exec format error/i,
    hint: 'The image is of another platform than the engine: choose a platform that the engine runs, or a base image of its own.',
  },
  {
    pattern: /secret \S+: not found|secret .* not found/i,
    hint: 'Give the secret under More options, with the id that the Dockerfile uses.',
  },
  {
    pattern: /target stage .* could not be found|failed to reach build target/i,
    hint: 'Give the name of a stage as the Dockerfile has it, or leave the stage empty for the last one.',
  },
  {
    pattern: /no match for platform|does not provide the specified platform/i,
    hint: 'The base image is not made for this platform: choose another platform or another base image.',
  },
  {
    pattern:
      /pull access denied|manifest .*unknown|manifest for .* not found|repository does not exist|unauthorized|docker\.io\/\S+: not found/i,
    hint: 'Check the name of the base image; for a private one log in with docker login first.',
  },
  {
    pattern: /dial tcp|no such host|timeout|connection re(fused|set)|unreachable|x509/i,
    hint: 'The registry of the base image cannot be reached: check network, VPN and proxy.',
  },
  {
    pattern: /Cannot connect to the Docker daemon|code = Unavailable|error reading from server/i,
    hint: 'The engine ended while it built: build again when it runs.',
  },
  {
    pattern:
      /(COPY|ADD) failed|not found in build context|excluded by \.dockerignore|no such file or directory|"\/[^"]*":? not found/i,
    hint: 'The file has to be in the folder that is built, and not be listed in .dockerignore.',
  },
  {
    pattern: /requires? BuildKit|the --(mount|link|security|network|chmod|parents) (option|flag)/i,
    hint: 'This instruction needs BuildKit, which needs the program docker-buildx: install it, or write it without the option.',
  },
  {
    pattern: /returned a non-zero code|exit code:? \d+/i,
    hint: 'The command in the marked lines failed: its output stands above.',
  },
  {
    pattern: /no space left on device/i,
    hint: "The engine's disk is full: remove images that are not used, or raise the disk limit.",
  },
];

/** What to do about what a builder said; undefined where that is not known. */
export function buildHint(message: string): string | undefined {
  return HINTS.find(({ pattern }) => pattern.test(message))?.hint;
}
