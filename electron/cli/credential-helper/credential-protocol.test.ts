import { describe, expect, it } from 'vitest';
import { BackendRefusal } from './ask-backend.ts';
import { answerAction } from './credential-protocol.ts';

const asked: { method: string; input: object }[] = [];
const answering = (value: unknown) => async (method: string, input: object) => {
  asked.push({ method, input });
  return value;
};
const never = async () => {
  throw new Error('It was asked.');
};

/** The tables of upstream's credentials_test.go, and what Go's parser says. */
describe('the credential helpers’ protocol', () => {
  it('gives a login as Go encodes it', async () => {
    const call = answering({ username: '<token>', secret: 'a&b\u2028' });
    expect(await answerAction('get', ' https://foo\n.example/v1/ \r\n', call)).toBe(
      '{"ServerURL":"https://foo.example/v1/","Username":"\\u003ctoken\\u003e","Secret":"a\\u0026b\\u2028"}',
    );
    expect(asked.at(-1)).toEqual({ method: 'credentials.get', input: { server: 'https://foo.example/v1/' } });
  });

  it('says that there is none in the words that docker compares', async () => {
    const refuse = async () => {
      throw new BackendRefusal('credentials_not_found', 'None.');
    };
    await expect(answerAction('get', 'x', refuse)).rejects.toThrow(
      /^credentials not found in native keychain$/,
    );
  });

  it('stores what it is given, an empty secret as well, whatever the case of its fields', async () => {
    const call = answering({});
    expect(await answerAction('store', '{"ServerURL":"s","Username":"u","Secret":""}\n', call)).toBe('');
    expect(asked.at(-1)).toEqual({
      method: 'credentials.store',
      input: { server: 's', username: 'u', secret: '' },
    });
    await answerAction('store', '{"serverurl":"s",\n"USERNAME":"u","secret":"x\\u0000y"}', call);
    expect(asked.at(-1)?.input).toEqual({ server: 's', username: 'u', secret: 'x\0y' });
  });

  it.each([
    ['get', '', 'no credentials server URL'],
    ['get', ' \n ', 'no credentials server URL'],
    ['erase', '\n', 'no credentials server URL'],
    ['store', '{"Username":"u","Secret":"s"}', 'no credentials server URL'],
    ['store', '{"ServerURL":"s","Secret":"s"}', 'no credentials username'],
    ['store', 'null', 'no credentials server URL'],
    ['store', '', 'EOF'],
    ['store', '{"ServerURL":"planted', 'unexpected EOF'],
    ['store', 'planted', "invalid character 'p' looking for beginning of value"],
    ['store', '["planted"]', 'json: cannot unmarshal array into Go value of type credentials.Credentials'],
    [
      'store',
      '{"ServerURL":"s","Username":7}',
      'json: cannot unmarshal number into Go struct field Credentials.Username of type string',
    ],
    ['foo', '', 'docker-credential-pier: unknown action: foo'],
  ])('%s of %j fails: %s', async (action, input, words) => {
    const thrown = await answerAction(action, input, never).catch((error: Error) => error);
    expect((thrown as Error).message).toBe(words);
  });

  it('lists users by server, sorted as Go does, and an empty object', async () => {
    expect(await answerAction('list', '', answering({ b: '2', a: '1' }))).toBe('{"a":"1","b":"2"}');
    expect(await answerAction('list', '', answering({}))).toBe('{}');
  });
});
