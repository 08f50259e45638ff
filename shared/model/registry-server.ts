/** Docker Hub's key in every store, older than its name. */
export const DOCKER_HUB = 'https://index.docker.io/v1/';

/** "https://host:5000/v1/" is "host:5000": keys of old logins are addresses. */
export function toHostname(address: string): string {
  const [host = ''] = address.replace(/^https?:\/\//, '').split('/');
  return host;
}

/** How an image of a registry is called. @param server as stores of logins call it */
export function imageOfServer(server: string, image: string): string {
  return server === DOCKER_HUB ? image : `${toHostname(server)}/${image}`;
}

/** A server as people call it. */
export function serverTitle(server: string): string {
  return server === DOCKER_HUB ? 'Docker Hub' : toHostname(server);
}

/** Whether a host is one of the names that people have for Docker Hub. */
export function isDockerHub(host: string): boolean {
  return ['docker.io', 'index.docker.io', 'hub.docker.com', 'registry-1.docker.io'].includes(host);
}
