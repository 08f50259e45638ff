/** Imports go one way; these rules hold the borders drawn in ARCHITECTURE.md. */
const electronPackage = '(^electron$|node_modules/electron/)';

module.exports = {
  forbidden: [
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(electron|renderer|vm|e2e)/' },
    },
    {
      name: 'shared-runs-everywhere',
      comment: 'shared is bundled into the browser: no Node built-ins.',
      severity: 'error',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-uses-only-shared',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|vm|e2e)/' },
    },
    {
      name: 'renderer-runs-in-a-browser',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vm-knows-nothing-of-electron',
      severity: 'error',
      from: { path: '^vm/' },
      to: { path: '^(electron|renderer|e2e)/' },
    },
    {
      name: 'backend-knows-nothing-of-the-shell',
      severity: 'error',
      from: { path: '^electron/(backend|rpc|cli|headless)' },
      to: { path: '^electron/(shell|preload|main\\.ts)' },
    },
    {
      name: 'electron-only-in-the-shell',
      severity: 'error',
      from: { pathNot: '^electron/(main\\.ts|shell/|preload/)' },
      to: { path: electronPackage },
    },
    {
      name: 'engine-api-only-in-the-engine',
      comment: 'Nobody else speaks the Docker API: they use what the engine folder makes of it.',
      severity: 'error',
      from: { pathNot: '^electron/backend/engine/' },
      to: { path: '^electron/backend/engine/engine-(api|client)\\.ts$' },
    },
    {
      name: 'drivers-are-asked-for-capabilities',
      comment: 'Only the composition of drivers names one; everybody else asks a capability.',
      severity: 'error',
      from: {
        path: '^(vm|electron)/',
        pathNot: '^(vm/drivers/[^/]+/|electron/backend/vm/select-driver\\.ts|.*\\.test\\.ts$)',
      },
      to: { path: '^vm/drivers/[^/]+/' },
    },
    {
      name: 'drivers-do-not-know-each-other',
      severity: 'error',
      from: { path: '^vm/drivers/([^/]+)/' },
      to: { path: '^vm/drivers/[^/]+/', pathNot: '^vm/drivers/$1/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
