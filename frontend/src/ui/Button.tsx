/** A button in the app's four voices. While its act runs it says so and does nothing twice. */
import './button.css';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

/** `primary` once in a view at most; `danger` for what can't be undone. */
type ButtonVoice = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  voice?: ButtonVoice;
  size?: 'normal' | 'small';
  children: ReactNode;
}

export function Button({ voice = 'plain', size = 'normal', isPending = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} isPending={isPending} className={`button button-${voice} button-${size}`}>
      {isPending && <span className="button-spinner" aria-hidden="true" />}
      {children}
    </AriaButton>
  );
}
