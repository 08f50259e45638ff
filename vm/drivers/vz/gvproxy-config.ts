import { GUEST_NETWORK } from '../guest/guest-network.ts';

/** The network that vfkit's card is connected to has one machine: https://github.com/containers/gvisor-tap-vsock */
export const GUEST_MAC = '5a:94:ef:e4:0c:ee';

export interface GvproxyConfigOptions {
  /** Where gvproxy listens for vfkit, with datagrams. */
  networkSocket: string;
  /** Where it takes orders: forwards. */
  controlSocket: string;
  pidFile: string;
}

/**
 * gvproxy's configuration: a file, since its command line gives no addresses. They are those of QEMU's user network, so
 * that one image boots under both: this computer answers as the gateway, names are asked of a third address.
 * JSON is YAML. https://github.com/containers/gvisor-tap-vsock/blob/main/cmd/gvproxy/config.yaml
 */
export function gvproxyConfig(options: GvproxyConfigOptions): string {
  const { guest, host, resolver, subnet } = GUEST_NETWORK;
  const config = {
    'log-level': 'info',
    services: `unix://${uriPath(options.controlSocket)}`,
    interfaces: { vfkit: `unixgram://${uriPath(options.networkSocket)}` },
    'pid-file': options.pidFile,
    stack: {
      mtu: 1500,
      subnet,
      // It answers for names there; packets take their way through it under each of its addresses.
      gatewayIP: resolver,
      deviceIP: guest,
      hostIP: host,
      // What is sent to the host's address arrives at this computer's loopback.
      nat: { [host]: '127.0.0.1' },
      gatewayVirtualIPs: [host],
      dhcpStaticLeases: { [guest]: GUEST_MAC },
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** A path as part of a URI, as Go's net/url reads it. */
export function uriPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
