import { AppError } from '../../../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import type { ApiImageDetail } from '../engine-api.ts';
import { pullTarget } from '../image-reference.ts';
import { imagePath, shortId } from './image-path.ts';

/** Gives an image one more name, taking it from the image that has it. @throws AppError `image_not_found`, `bad_input` */
export async function tagImage(engine: Engine, id: string, name: string): Promise<void> {
  const { fromImage: repo, tag } = pullTarget(name);
  await engine.use({ verb: 'tag', operand: shortId(id) }, (client) =>
    client.json({ method: 'POST', path: imagePath(id, '/tag'), query: { repo, tag } }),
  );
}

/** Takes a name from an image that has others. @throws AppError `bad_input` where it is the last one */
export async function untagImage(engine: Engine, name: string): Promise<void> {
  await engine.use({ verb: 'untag', operand: name }, async (client) => {
    const image = await client.json<ApiImageDetail>({ path: imagePath(name, '/json') });
    if ((image.RepoTags ?? []).length < 2) {
      throw new AppError(
        'bad_input',
        `Cannot untag '${name}': the image has no other name.`,
        'Give it another name first, or remove the image.',
      );
    }
    await client.json({ method: 'DELETE', path: imagePath(name) });
  });
}
