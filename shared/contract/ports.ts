import { z } from 'zod';
import { stream } from './define.ts';
import { errorData } from './machine.ts';

/** A port of this computer that leads to a container. */
export const portForward = z.object({
  containerId: z.string(),
  /** IPv4 or IPv6. One that a container publishes without an address has a forward for each. */
  hostIp: z.string(),
  hostPort: z.number(),
  containerPort: z.number(),
  protocol: z.enum(['tcp', 'udp']),
  state: z.enum(['open', 'failed']),
  /** Set where the state is "failed"; it is tried again until the port is free. */
  error: errorData.optional(),
});

export const portsUpdate = z.object({
  /**
   * Where published ports are: on this computer by themselves, forwarded here, or on another computer, where the engine
   * runs. Only those that are forwarded are listed.
   */
  published: z.enum(['here', 'forwarded', 'elsewhere']),
  forwards: z.array(portForward),
});

export const portsContract = {
  /** All forwards first, then again after each change. */
  watch: stream({ input: z.object({}), item: portsUpdate }),
};

export type PortForwardState = z.infer<typeof portForward>;
export type PortsUpdate = z.infer<typeof portsUpdate>;
