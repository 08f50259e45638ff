import { TagsInput, type TagsInputProps } from '@mantine/core';

interface TagsFieldProps extends TagsInputProps {
  value?: string[];
  onChange?: (value: string[]) => void;
}

/** Words that are typed or pasted with commas or blanks between them, each as one of its own. */
export function TagsField({ onChange, ...props }: TagsFieldProps) {
  return (
    <TagsInput
      {...props}
      splitChars={[',', ' ']}
      onChange={(values) =>
        onChange?.([...new Set(values.flatMap((value) => value.split(/[,\s]+/)).filter(Boolean))])
      }
    />
  );
}
