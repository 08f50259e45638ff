import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenExec } from '../../../../shared/contract/exec.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { createExec, execPath, inspectExec } from './engine-exec.ts';
import { ExecTerminal } from './exec-terminal.ts';
import { findShell } from './find-shell.ts';
import { SESSION_VARIABLE } from './signal-session.ts';

const ANSWER_TIMEOUT_MS = 30_000;
/** How long a process may take to start, on a machine that is busy. */
const START_TIMEOUT_MS = 60_000;
const START_LOOK_MS = 30;

/**
 * Starts a process with a terminal. Resolves when it runs, or has run.
 * @throws AppError `container_not_found`, `container_not_running`, `exec_no_shell`, `bad_input` for a command, user or
 * folder that is not there
 */
export function openTerminal(engine: Engine, request: OpenExec, onChange: () => void): Promise<ExecTerminal> {
  const attempt = { verb: 'open a terminal in', operand: engine.nameOf(request.containerId) };
  return engine.use(attempt, async (client) => {
    const container = await inspectContainer(client, request.containerId);
    const user = request.user ?? '';
    const command = request.command ?? [await findShell(client, container, user)];
    const id = randomUUID();
    const { columns, rows } = request;
    const execId = await createExec(client, container.id, {
      Cmd: command,
      User: user,
      Tty: true,
      AttachStdin: true,
      Env: [
        'TERM=xterm-256color',
        ...request.env.map(({ name, value }) => `${name}=${value}`),
        `${SESSION_VARIABLE}=${id}`,
      ],
      ...(request.workingDir ? { WorkingDir: request.workingDir } : {}),
    });
    const socket = await client.hijack({
      method: 'POST',
      path: execPath(execId, '/start'),
      body: { Detach: false, Tty: true },
    });
    const session = {
      id,
      containerId: container.id,
      containerName: container.name,
      command,
      user,
      columns,
      rows,
      startedAt: Date.now(),
    };
    const terminal = new ExecTerminal({ engine, execId, socket, session, onChange });
    try {
      await untilStarted(client, execId, terminal);
    } catch (error) {
      terminal.destroy();
      throw error;
    }
    await terminal.resize(columns, rows);
    return terminal;
  });
}

/**
 * The engine takes the connection before it starts the process, and says in the terminal why it could not.
 * @throws EngineHttpError with what it said there
 */
async function untilStarted(client: EngineClient, execId: string, terminal: ExecTerminal): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const exec = await inspectExec(client, execId);
    if (exec.Pid > 0) return;
    if (!exec.Running && exec.ExitCode !== null) {
      await terminal.ended;
      throw new EngineHttpError(400, terminal.text);
    }
    await Promise.race([sleep(START_LOOK_MS), terminal.ended]);
  }
  throw new Error(`the process did not start within ${START_TIMEOUT_MS} ms`);
}

async function inspectContainer(client: EngineClient, id: string): Promise<{ id: string; name: string }> {
  const container = await client.json<{ Id: string; Name: string }>({
    path: containerPath(id, '/json'),
    timeoutMs: ANSWER_TIMEOUT_MS,
  });
  return { id: container.Id, name: container.Name.replace(/^\//, '') };
}
