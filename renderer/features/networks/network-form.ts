import { type CreateNetworkRequest, createNetworkRequest } from '../../../shared/contract/networks.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** The form as it is typed. Rows have a key of their own, so that removing one leaves the others alone. */
export interface NetworkForm {
  name: string;
  driver: string;
  subnets: { key: string; subnet: string; gateway: string; ipRange: string }[];
  internal: boolean;
  attachable: boolean;
  ipv6: boolean;
  options: PairRow[];
  labels: PairRow[];
}

export interface PairRow {
  key: string;
  name: string;
  value: string;
}

export const emptyNetworkForm: NetworkForm = {
  name: '',
  driver: 'bridge',
  subnets: [],
  internal: false,
  attachable: false,
  ipv6: false,
  options: [],
  labels: [],
};

/** Problems by the field they belong to: `name`, `subnets.0.gateway`. */
export type FormErrors = Record<string, string>;

/** What the form asks for, or what is wrong with it. Rows that are wholly empty are left out. */
export function readNetworkForm(
  form: NetworkForm,
): { request: CreateNetworkRequest } | { errors: FormErrors } {
  const subnets = filled(form.subnets, ({ subnet, gateway, ipRange }) => [subnet, gateway, ipRange]);
  const options = filled(form.options, ({ name, value }) => [name, value]);
  const labels = filled(form.labels, ({ name, value }) => [name, value]);
  const parsed = createNetworkRequest.safeParse({
    ...form,
    subnets: subnets.map(({ row }) => row),
    options: options.map(({ row }) => row),
    labels: labels.map(({ row }) => row),
  });
  if (parsed.success) return { request: parsed.data };
  const rows: Record<string, { index: number }[]> = { subnets, options, labels };
  const errors: FormErrors = {};
  for (const issue of parsed.error.issues) {
    const [area, row, ...rest] = issue.path.map(String);
    const index = row === undefined ? undefined : rows[area ?? '']?.[Number(row)]?.index;
    const path = index === undefined ? String(area) : [area, index, ...rest].join('.');
    errors[path] ??= issue.message;
  }
  return { errors };
}

/** The field that the engine's refusal is about; undefined where it is about none. */
export function refusedField(code: ErrorCode, form: NetworkForm): string | undefined {
  const subnet = form.subnets.findIndex((row) => row.subnet.trim() !== '');
  switch (code) {
    case 'network_name_taken':
      return 'name';
    case 'network_driver_refused':
      return 'driver';
    case 'network_subnet_refused':
      return subnet < 0 ? undefined : `subnets.${subnet}.subnet`;
    case 'network_gateway_refused':
      return subnet < 0 ? undefined : `subnets.${subnet}.gateway`;
    default:
      return undefined;
  }
}

function filled<T>(rows: readonly T[], texts: (row: T) => string[]): { row: T; index: number }[] {
  return rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => texts(row).some((text) => text.trim() !== ''));
}
