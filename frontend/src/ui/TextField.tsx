/** A labelled line of text with its hint and what is wrong with it. */
import './field.css';
import type { SyntheticEvent } from 'react';
import { FieldError, Input, Label, Text, TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components';

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'children' | 'style'> {
  label: string;
  hint?: string;
  placeholder?: string;
}

export function TextField({ label, hint, placeholder, ...rest }: TextFieldProps) {
  return (
    <AriaTextField onInput={forget} {...rest} className="field">
      <Label className="field-label">{label}</Label>
      <Input className="field-input" {...(placeholder === undefined ? {} : { placeholder })} />
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error" />
    </AriaTextField>
  );
}

/**
 * What was wrong with a field is about what stood there before: it goes as soon as something else is typed. By itself it
 * would go when the field is left, and the button below would move away from under the pointer that is pressing it.
 */
function forget({ currentTarget }: SyntheticEvent<HTMLInputElement>) {
  if (currentTarget.getAttribute('aria-invalid') === 'true') currentTarget.dispatchEvent(new Event('change', { bubbles: true }));
}
