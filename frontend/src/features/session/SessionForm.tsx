/** The frame of the forms with which a session begins: fields, what is wrong with them, and one button. */
import './session.css';
import { useMemo, useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Button, type ButtonProps } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { sortErrors, type UserErrorText } from '../../lib/userErrors';

export interface SessionFormProps {
  fields: readonly string[];
  submitLabel: string;
  voice?: NonNullable<ButtonProps['voice']>;
  /** What stands beside the button. */
  beside?: ReactNode;
  /** Sends the form; resolves to what was wrong. */
  submit: (values: Record<string, string>) => Promise<readonly UserErrorText[]>;
  children: ReactNode;
}

export function SessionForm({ fields, submitLabel, voice = 'primary', beside, submit, children }: SessionFormProps) {
  const [wrong, setWrong] = useState<readonly UserErrorText[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const fieldNames = fields.join(' ');
  // The same object until other errors are told: a new one would read as errors that are told again, and a field that was
  // mended meanwhile would hold the form back.
  const sorted = useMemo(() => sortErrors(wrong, fieldNames.split(' ')), [wrong, fieldNames]);

  async function send(form: HTMLFormElement) {
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']));
    setPending(true);
    setFailure(null);
    try {
      setWrong(await submit(values));
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
    }
  }

  return (
    <Form
      className="form"
      validationErrors={sorted.fields}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) void send(event.currentTarget);
      }}
    >
      {sorted.form.map((message) => (
        <Notice key={message} tone="alert" title={message} />
      ))}
      {failure !== null && <Failed error={failure} />}
      {children}
      <div className="form-acts">
        <Button type="submit" voice={voice} isPending={isPending}>
          {submitLabel}
        </Button>
        {beside}
      </div>
    </Form>
  );
}
