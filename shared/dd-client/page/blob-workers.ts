import { workerPrelude } from '../worker-prelude.ts';
import type { Scope } from './cross-origin.ts';

/**
 * Scripts of workers that a server sends get the prelude there. Those that a page makes of a text get it here: bundlers
 * have many libraries do so. @param client the address of the client's script
 */
export function preludeBlobWorkers(scope: Scope, client: string): void {
  const scripts = new Map<string, Blob>();
  const make = URL.createObjectURL.bind(URL);
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    const address = make(object);
    if (object instanceof Blob && !/^(image|audio|video|font)\//.test(object.type))
      scripts.set(address, object);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    scripts.delete(address);
    revoke(address);
  };
  scope.Worker = new Proxy(scope.Worker, {
    construct(target, [address, ...options], newTarget) {
      const script = scripts.get(String(address));
      if (!script) return Reflect.construct(target, [address, ...options], newTarget);
      const whole = make(new Blob([workerPrelude(client), script], { type: script.type }));
      try {
        return Reflect.construct(target, [whole, ...options], newTarget);
      } finally {
        // It was taken with the call.
        revoke(whole);
      }
    },
  });
}
