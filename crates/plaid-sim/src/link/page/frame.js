/**
 * Link's page, in a frame of an app or by itself (hosted). The simulator says what to show; this carries steps there
 * and tells the app what happened. It speaks to the page that opened it and to no other.
 */
import { pane } from './panes.js';

const BANK_LOOK_MS = 500;
const isHosted = window.parent === window;
const parts = {
  pane: find('pane'), sheet: find('sheet'), back: find('back'), close: find('close'), backdrop: find('backdrop'),
  leaving: /** @type {HTMLDialogElement} */ (find('leaving')), stay: find('stay'), leave: find('leave'),
};
/** @type {string | null} */
let session = null;
/** @type {string | null} */
let host = null;
let isBusy = false;
/** @type {any} */
let ended = null;
/** @type {any} */
let view = null;

/** What panes may do. */
const link = { clientName: '', notice: null, step, search, openBank, leave };

/** @param {string} id @returns {HTMLElement} */
function find(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/** @param {Record<string, unknown>} message */
function tell(message) {
  if (!isHosted) window.parent.postMessage({ source: 'plaid-link-frame', ...message }, host ?? '*');
}

/** @param {string} path @param {unknown} body */
async function send(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
  return response.json();
}

/** Carries a step out and shows what follows. @param {Record<string, unknown>} wanted */
async function step(wanted) {
  if (isBusy || session === null) return;
  await work(() => send('/link/session/step', { session, step: wanted }), show);
}

/** Searches without drawing the pane anew, so that the field keeps its cursor. @param {string} query @param {(view: any) => void} fill */
async function search(query, fill) {
  if (isBusy || session === null) return;
  await work(() => send('/link/session/step', { session, step: { action: 'search', query } }), (answer) => {
    if (take(answer) && answer.view.name === 'SELECT_INSTITUTION') fill(answer.view);
  }, false);
}

/** @param {() => Promise<any>} ask @param {(answer: any) => void} then @param {boolean} [isShown] */
async function work(ask, then, isShown = true) {
  isBusy = isShown;
  parts.pane.toggleAttribute('aria-busy', isShown);
  parts.pane.classList.toggle('busy', isShown);
  try {
    const answer = await ask();
    isBusy = false;
    then(answer);
  } catch {
    isBusy = false;
    link.notice = 'The simulator does not answer. Leave and try again.';
    draw({ name: 'ERROR', can_go_back: false });
  } finally {
    parts.pane.classList.remove('busy');
    parts.pane.removeAttribute('aria-busy');
  }
}

/** Takes in an answer; false where it is the end. @param {any} answer */
function take(answer) {
  session = answer.session ?? session;
  if (answer.client_name) link.clientName = answer.client_name;
  for (const { name, metadata } of answer.events) tell({ type: 'event', name, metadata });
  if (!answer.end) return true;
  end(answer);
  return false;
}

/** @param {any} answer */
function show(answer) {
  if (!take(answer)) return;
  link.notice = null;
  draw(answer.view);
}

/** @param {any} shown */
function draw(shown) {
  view = shown;
  parts.back.hidden = !shown.can_go_back || shown.name === 'ERROR';
  parts.pane.replaceChildren(...pane(shown, link).filter((child) => child !== null));
  parts.pane.scrollTop = 0;
  const first = parts.pane.querySelector(shown.problem ? 'input' : 'h1');
  if (first instanceof HTMLElement) first.focus();
}

/** @param {any} answer */
function end({ end: outcome, completion_redirect_uri: redirect }) {
  ended = outcome;
  if (parts.leaving.open) parts.leaving.close();
  if (isHosted) {
    if (redirect) return window.location.assign(redirect);
    parts.close.hidden = true;
    parts.back.hidden = true;
    const isDone = 'public_token' in outcome;
    const text = outcome.error ? (outcome.error.display_message || outcome.error.error_message) : 'You can close this window.';
    const made = document.createElement('h1');
    made.id = 'title';
    made.textContent = isDone ? 'All done' : 'Link has ended';
    const told = document.createElement('p');
    told.textContent = text;
    parts.pane.replaceChildren(made, told);
    return undefined;
  }
  session = null;
  if ('public_token' in outcome) tell({ type: 'success', publicToken: outcome.public_token, metadata: outcome.metadata });
  else tell({ type: 'exit', error: outcome.error, metadata: outcome.metadata });
  parts.pane.replaceChildren();
  return undefined;
}

/** Leaves at once. Where there is no session any more, the app is told by ourselves. */
async function leave() {
  if (parts.leaving.open) parts.leaving.close();
  isBusy = false;
  if (session === null || view === null) {
    tell({ type: 'exit', error: null, metadata: { institution: null, status: null, link_session_id: null, request_id: null } });
    return;
  }
  await step({ action: 'leave' });
}

/** Asks before leaving, where something would be lost. */
function askToLeave() {
  if (ended) return;
  if (view === null || view.name === 'CONSENT' || view.name === 'ERROR') void leave();
  else if (view.name === 'CONNECTED') void step({ action: 'finish' });
  else if (!parts.leaving.open) parts.leaving.showModal();
}

/** Opens the bank's own page: beside this one, or in the place of the app. @param {any} shown */
async function openBank(shown) {
  // A window that is opened later than the click would be blocked.
  const beside = shown.is_redirect ? null : window.open('about:blank', 'plaid-simulator-bank', 'width=480,height=720');
  await work(() => send('/link/session/step', { session, step: { action: 'open_bank' } }), (answer) => {
    if (!take(answer)) return;
    const { address } = answer.view;
    if (shown.is_redirect) tell({ type: 'redirect', address });
    else if (beside) follow(beside, address);
    else {
      link.notice = 'Your browser has blocked the window. Allow windows for this page and try again.';
      draw(answer.view);
    }
  });
}

/** Waits until the bank's window is closed, and asks what came of it. @param {Window} beside @param {string} address */
function follow(beside, address) {
  beside.location.replace(address);
  beside.focus();
  const timer = setInterval(() => {
    if (!beside.closed) return;
    clearInterval(timer);
    void step({ action: 'close_bank' });
  }, BANK_LOOK_MS);
}

/** @param {string} token @param {string | null} receivedRedirectUri */
async function open(token, receivedRedirectUri) {
  ended = null;
  session = null;
  view = null;
  const opening = { token, received_redirect_uri: receivedRedirectUri, is_hosted: isHosted };
  await work(() => send('/link/session/open', opening), show);
}

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || event.data?.source !== 'plaid-link-host') return;
  if (host !== null && event.origin !== host) return;
  host = event.origin;
  if (event.data.type === 'open') void open(event.data.token, event.data.receivedRedirectUri);
  else if (event.data.type === 'leave') event.data.force ? void leave() : askToLeave();
});

parts.back.addEventListener('click', () => void step({ action: 'back' }));
parts.close.addEventListener('click', askToLeave);
parts.backdrop.addEventListener('click', askToLeave);
parts.stay.addEventListener('click', () => parts.leaving.close());
parts.leave.addEventListener('click', () => void leave());
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !parts.leaving.open) {
    event.preventDefault();
    askToLeave();
  }
  if (event.key === 'Tab' && !parts.leaving.open) keepFocus(event);
});

/** Keeps the focus within the sheet. @param {KeyboardEvent} event */
function keepFocus(event) {
  const all = [...parts.sheet.querySelectorAll('button, input, a[href]')];
  const open = all.filter((found) => found instanceof HTMLElement && found.offsetParent !== null && !found.hasAttribute('disabled'));
  const [first, last] = [open[0], open[open.length - 1]];
  if (!(first instanceof HTMLElement) || !(last instanceof HTMLElement)) return;
  if (event.shiftKey && (document.activeElement === first || !open.includes(/** @type {Element} */ (document.activeElement)))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

if (isHosted) {
  document.body.classList.add('hosted');
  const [, token] = /^\/hl\/([^/]+)$/.exec(window.location.pathname) ?? [];
  void open(token ?? '', null);
} else {
  tell({ type: 'ready' });
}
