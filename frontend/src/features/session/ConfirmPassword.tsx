/** Watches for acts that need the password once more. The dialog's code is loaded when it is first needed. */
import { lazy, Suspense, use, useSyncExternalStore } from 'react';
import { PasswordQuestionContext } from '../../app/reauth';

const PasswordDialog = lazy(async () => ({ default: (await import('./PasswordDialog')).PasswordDialog }));

export function ConfirmPassword() {
  const question = use(PasswordQuestionContext);
  const isOpen = useSyncExternalStore(question.subscribe, question.isOpen);
  if (!isOpen) return null;
  return (
    <Suspense>
      <PasswordDialog
        answer={(isConfirmed) => {
          question.answer(isConfirmed);
        }}
      />
    </Suspense>
  );
}
