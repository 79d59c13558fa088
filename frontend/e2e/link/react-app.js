/** An app that opens Link with react-plaid-link, in strict mode, and writes down what it is told. */
import { createElement, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { usePlaidLink } from 'react-plaid-link';

const token = new URL(window.location.href).searchParams.get('token');
window.told = [];

function App() {
  const [outcome, setOutcome] = useState('');
  const tell = (name, ...values) => {
    window.told.push([name, ...values]);
    setOutcome(name);
  };
  const { open, ready, error } = usePlaidLink({
    token,
    onSuccess: (publicToken, metadata) => tell('success', publicToken, metadata),
    onExit: (failure, metadata) => tell('exit', failure, metadata),
    onEvent: (name, metadata) => window.told.push(['event', name, metadata]),
  });
  return createElement('p', {},
    createElement('button', { type: 'button', disabled: !ready, onClick: () => open() }, 'Connect a bank'),
    createElement('output', {}, error ? 'failed' : outcome));
}

createRoot(document.getElementById('root')).render(createElement(StrictMode, {}, createElement(App)));
