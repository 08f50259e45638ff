import { createContext, useContext } from 'react';
import type { Connection } from '../store/connection.ts';

const ConnectionContext = createContext<Connection | undefined>(undefined);

export const ConnectionProvider = ConnectionContext.Provider;

/** The link to the backend; it serves as the context of commands. Throws outside of `ConnectionProvider`. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error('useConnection outside of ConnectionProvider');
  return connection;
}
