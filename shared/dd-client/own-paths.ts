/** Where on each origin of an extension what is Pier's own is; no extension's file is looked for below it. */
export const OWN_PATH = '/.pier/';
export const CLIENT_PATH = `${OWN_PATH}client.js`;
export const RPC_PATH = `${OWN_PATH}rpc`;
export const PROXY_PATH = `${OWN_PATH}proxy`;
