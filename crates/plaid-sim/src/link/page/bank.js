/** The page of a bank whose customers agree at its own place. It ends by going back, or by closing. */
import { element, mark, primary, problem, secondary, title } from './elements.js';

const state = new URL(window.location.href).searchParams.get('state') ?? '';
const pane = document.getElementById('pane');

/** @param {...(Node | null)} children */
function show(...children) {
  pane?.replaceChildren(...children.filter((child) => child !== null));
}

/** @param {boolean} isAllowed @param {string} username */
async function decide(isAllowed, username) {
  const response = await fetch('/link/bank/verdict', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ state, is_allowed: isAllowed, username }),
  });
  const answer = response.ok ? await response.json() : {};
  if (answer.redirect) window.location.assign(answer.redirect);
  else {
    window.close();
    show(title('You can close this window'));
  }
}

const response = await fetch(`/link/bank/request?state=${encodeURIComponent(state)}`);
const request = response.ok ? await response.json() : { is_open: false };
if (request.is_open) {
  const select = element('select', { id: 'person' }, ...request.persons.map((/** @type {string} */ name) => element('option', { value: name }, name)));
  const person = () => /** @type {HTMLSelectElement} */ (select).value;
  show(
    element('p', { class: 'at' }, mark({ name: request.institution, colour: request.colour }), request.institution),
    title(`May ${request.client_name} see your accounts?`),
    element('p', {}, `${request.institution} will let ${request.client_name} read the accounts that you choose next.`),
    element('label', { class: 'field' }, element('span', {}, 'Signed in as'), select),
    primary('Allow', () => void decide(true, person())),
    secondary('Refuse', () => void decide(false, person())),
  );
} else {
  show(title('This page is no longer open'), problem('Go back to the app and begin again.'));
}
