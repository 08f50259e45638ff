/** Labels of compose, as it writes them on everything it makes. */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  configHash: 'com.docker.compose.config-hash',
  configFiles: 'com.docker.compose.project.config_files',
  workingDir: 'com.docker.compose.project.working_dir',
  environmentFile: 'com.docker.compose.project.environment_file',
  dependsOn: 'com.docker.compose.depends_on',
} as const;

/** A condition of "depends_on": what a service waits for before it starts. */
export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency {
  service: string;
  condition: DependencyCondition;
}

/** Reads "db:service_healthy:false,cache:service_started:true". Anything it does not know counts as started. */
export function parseDependsOn(label: string | undefined): Dependency[] {
  return (label ?? '').split(',').flatMap((entry) => {
    const [service = '', condition = ''] = entry.split(':');
    if (service === '') return [];
    const known = condition === 'service_healthy' || condition === 'service_completed_successfully';
    return [{ service, condition: known ? condition : 'service_started' }];
  });
}
