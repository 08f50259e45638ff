import { TextInput } from '@mantine/core';

interface ImageNameFieldProps {
  label: string;
  placeholder: string;
  description: string;
  value: string;
  /** Why it was refused; gone with the next change. */
  problem: string | undefined;
  onChange(value: string): void;
}

/** Where an image is named: a browser's own help with words is none here. */
export function ImageNameField({ problem, onChange, ...rest }: ImageNameFieldProps) {
  return (
    <TextInput
      {...rest}
      data-autofocus
      autoComplete="off"
      spellCheck={false}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
