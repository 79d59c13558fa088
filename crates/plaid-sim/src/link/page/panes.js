/** The panes: each makes what one view shows, and carries out what a person does there. */
import { element, field, mark, primary, problem, secondary, title } from './elements.js';

const SEARCH_DELAY_MS = 200;
const ABBREVIATIONS = ['cd', 'hsa', 'ira', 'isa', 'sep ira', 'hra', 'gic', 'rrsp', 'tfsa'];

/**
 * The elements of a view.
 * @param {any} view what the simulator says @param {any} link how a step is taken
 * @returns {(Node | null)[]}
 */
export function pane(view, link) {
  const make = PANES[view.name];
  return make ? make(view, link) : [title('One moment')];
}

/** @type {Record<string, (view: any, link: any) => (Node | null)[]>} */
const PANES = {
  CONSENT: (_view, link) => [
    element('div', { class: 'hero', 'aria-hidden': 'true' }, element('span', {}, link.clientName.slice(0, 1)), element('i'), element('span', { class: 'bank' }, '⌂')),
    title(`${link.clientName} wants to see your accounts`),
    element('ul', { class: 'points' },
      element('li', {}, element('strong', {}, 'You choose'), ' the bank and the accounts to share.'),
      element('li', {}, element('strong', {}, 'Your password stays here'), ` and is never given to ${link.clientName}.`),
      element('li', {}, element('strong', {}, 'It is a sandbox'), ': banks, persons and money are made up.')),
    primary('Continue', () => link.step({ action: 'agree' })),
  ],
  SELECT_INSTITUTION: institutions,
  CREDENTIAL: credentials,
  MFA: mfa,
  OAUTH: (view, link) => [
    bankMark(view),
    title(`Sign in at ${view.institution.name}`),
    element('p', {}, view.is_redirect ? 'You go to your bank, and come back here after you have agreed.' : 'Your bank opens in a window of its own. Come back here after you have agreed.'),
    problem(link.notice),
    primary(`Continue to ${view.institution.name}`, () => link.openBank(view)),
  ],
  SELECT_ACCOUNT: accounts,
  CONNECTED: (view, link) => [
    element('div', { class: 'tick', 'aria-hidden': 'true' }, '✓'),
    title(view.is_update ? `${view.institution.name} works again` : `${view.institution.name} is connected`),
    element('p', {}, `${view.accounts_shared === 1 ? 'One account is' : `${view.accounts_shared} accounts are`} shared with ${link.clientName}.`),
    primary('Finish', () => link.step({ action: 'finish' })),
    view.can_add_another ? secondary('Add another bank', () => link.step({ action: 'add_another' })) : null,
  ],
  ERROR: (view, link) => [
    element('div', { class: 'tick failed', 'aria-hidden': 'true' }, '!'),
    title('This did not work'),
    problem(view.problem ?? link.notice),
    view.code ? element('p', { class: 'quiet' }, element('code', {}, view.code)) : null,
    view.can_go_back ? primary('Choose another bank', () => link.step({ action: 'back' })) : retry(view, link),
    secondary('Leave', () => link.leave()),
  ],
};

/** @param {any} view @param {any} link */
function retry(view, link) {
  return view.code ? primary('Try again', () => link.step({ action: 'back' })) : null;
}

/** @param {any} view @param {any} link */
function institutions(view, link) {
  const list = element('ul', { class: 'rows', id: 'banks' });
  const none = element('p', { class: 'empty', role: 'status' });
  const fill = (/** @type {any} */ shown) => {
    list.replaceChildren(...shown.institutions.map((/** @type {any} */ institution) => element('li', {},
      element('button', { type: 'button', class: 'row', click: () => link.step({ action: 'choose_institution', institution_id: institution.institution_id }) },
        mark(institution),
        element('span', { class: 'grow' }, element('strong', {}, institution.name),
          institution.signs_in_at_bank ? element('small', {}, 'You sign in at the bank’s own page') : null),
        element('span', { class: 'chevron', 'aria-hidden': 'true' }, '›')))));
    none.textContent = shown.institutions.length === 0 ? `No bank is called “${shown.query}”.` : '';
  };
  let waiting = 0;
  const search = field('Search for your bank', {
    type: 'search', autocomplete: 'off', value: view.query, 'aria-controls': 'banks',
    input: (/** @type {InputEvent} */ event) => {
      const query = /** @type {HTMLInputElement} */ (event.target).value;
      clearTimeout(waiting);
      waiting = setTimeout(() => link.search(query, fill), SEARCH_DELAY_MS);
    },
  });
  fill(view);
  return [title('Choose your bank'), search, list, none];
}

/** @param {any} view @param {any} link */
function credentials(view, link) {
  const username = field('User name', { name: 'username', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true, 'aria-describedby': view.problem ? 'problem' : null });
  const password = field('Password', { name: 'password', type: 'password', autocomplete: 'off', 'aria-describedby': view.problem ? 'problem' : null });
  const form = element('form', {
    submit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      link.step({ action: 'sign_in', username: given.get('username'), password: given.get('password') });
    },
  }, username, password, element('button', { type: 'submit', class: 'primary' }, 'Sign in'));
  const fill = (/** @type {string} */ name) => {
    const [first, second] = form.querySelectorAll('input');
    first.value = name;
    second.value = 'pass_good';
    second.focus();
  };
  const hint = element('div', { class: 'hint' }, element('p', {}, 'Sandbox persons; the password is ', element('code', {}, 'pass_good')),
    element('div', { class: 'chips' }, ...view.persons.map((/** @type {string} */ name) => element('button', { type: 'button', class: 'chip', click: () => fill(name) }, name))));
  return [bankMark(view), title(view.is_update ? `Sign in again at ${view.institution.name}` : `Sign in at ${view.institution.name}`),
    problem(view.problem), form, hint];
}

/** @param {any} view @param {any} link */
function mfa(view, link) {
  const asked = view.questions.map((/** @type {any} */ question, /** @type {number} */ place) => question.choices.length > 0
    ? element('fieldset', {}, element('legend', {}, question.prompt), ...question.choices.map((/** @type {string} */ choice) =>
      element('label', { class: 'choice' }, element('input', { type: 'radio', name: `answer-${place}`, value: choice, required: true }), element('span', {}, choice))))
    : field(question.prompt, { name: `answer-${place}`, autocomplete: 'one-time-code', required: true, inputmode: view.kind === 'code' ? 'numeric' : 'text' }));
  const form = element('form', {
    submit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      link.step({ action: 'answer', answers: view.questions.map((/** @type {unknown} */ _, /** @type {number} */ place) => given.get(`answer-${place}`) ?? '') });
    },
  }, ...asked, element('button', { type: 'submit', class: 'primary' }, 'Submit'));
  const hints = [...new Set(view.questions.map((/** @type {any} */ question) => question.hint))].join(', ');
  return [bank(view), title(view.kind === 'code' ? 'Enter the code' : 'Answer your bank'),
    view.rounds > 1 ? element('p', { class: 'quiet' }, `Step ${view.round} of ${view.rounds}`) : null,
    problem(view.problem), form,
    element('div', { class: 'hint' }, element('p', {}, 'In the sandbox: ', element('code', {}, hints)))];
}

/** @param {any} view @param {any} link */
function accounts(view, link) {
  const submit = /** @type {HTMLButtonElement} */ (element('button', { type: 'submit', class: 'primary' }, 'Share'));
  const chosen = () => [...form.querySelectorAll('input:checked')].map((box) => Number(/** @type {HTMLInputElement} */ (box).value));
  const count = () => {
    const number = chosen().length;
    submit.disabled = number === 0;
    submit.textContent = number === 0 ? 'Choose an account' : `Share ${number} ${number === 1 ? 'account' : 'accounts'}`;
  };
  const rows = view.accounts.map((/** @type {any} */ account) => element('label', { class: 'row' },
    element('input', { type: 'checkbox', value: account.place, checked: account.is_chosen }),
    element('span', { class: 'grow' }, element('strong', {}, account.name), element('small', {}, `${named(account.subtype)} ··${account.mask}`))));
  const form = element('form', {
    class: 'tall',
    change: count,
    submit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      link.step({ action: 'choose_accounts', places: chosen() });
    },
  }, element('fieldset', { class: 'rows' }, element('legend', { class: 'hidden' }, 'Accounts'), ...rows), submit);
  count();
  return [bank(view), title(`Which accounts may ${link.clientName} see?`), form];
}

/** A subtype as a person reads it. @param {string} subtype */
function named(subtype) {
  return ABBREVIATIONS.includes(subtype) ? subtype.toUpperCase() : subtype;
}

/** The bank by its mark alone, where the title names it. @param {any} view */
function bankMark(view) {
  return element('p', { class: 'at' }, mark(view.institution));
}

/** @param {any} view */
function bank(view) {
  return element('p', { class: 'at' }, mark(view.institution), view.institution.name);
}
