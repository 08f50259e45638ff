import type { CreateVolumeRequest } from '../../../../shared/contract/volumes.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import type { EngineHttpError } from '../engine-errors.ts';
import type { ApiVolume } from './volume-list.ts';

/** @throws AppError `volume_name_taken`: the engine itself would answer with the volume that has the name. */
export async function createVolume(engine: Engine, request: CreateVolumeRequest): Promise<string> {
  const attempt = { verb: 'create the volume', operand: request.name || 'without a name' };
  return engine.use(attempt, async (client) => {
    if (request.name !== '' && (await findVolume(engine, request.name))) throw nameTaken(request.name);
    const { Name: name } = await client.json<{ Name: string }>({
      method: 'POST',
      path: '/volumes/create',
      body: {
        ...(request.name === '' ? {} : { Name: request.name }),
        Driver: request.driver,
        DriverOpts: request.options,
        Labels: request.labels,
      },
    });
    return name;
  });
}

export async function findVolume(engine: Engine, name: string): Promise<ApiVolume | undefined> {
  try {
    return await engine.use({ verb: 'inspect the volume', operand: name }, (client) =>
      client.json<ApiVolume>({ path: `/volumes/${encodeURIComponent(name)}` }),
    );
  } catch (error) {
    if (error instanceof AppError && (error.cause as EngineHttpError | undefined)?.status === 404)
      return undefined;
    throw error;
  }
}

function nameTaken(name: string): AppError {
  return new AppError(
    'volume_name_taken',
    `Cannot create the volume '${name}': there is one of this name.`,
    'Choose another name.',
  );
}
