/** Small makers of elements. Texts become text nodes, so nothing that somebody typed is ever read as markup. */

/**
 * An element with attributes and children. A child that is a string is a text.
 * @param {string} name @param {Record<string, unknown>} [attributes] @param {...(Node | string | null)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') made.className = String(value);
    else if (typeof value === 'function') made.addEventListener(key, /** @type {EventListener} */ (value));
    else if (typeof value === 'boolean') made.toggleAttribute(key, value);
    else if (value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The title of a pane. @param {string} text */
export function title(text) {
  return element('h1', { id: 'title', tabindex: '-1' }, text);
}

/** A problem that is read aloud when it appears. @param {string | null} text */
export function problem(text) {
  return text ? element('p', { class: 'problem', role: 'alert', id: 'problem' }, text) : null;
}

/** A button that carries a step out. @param {string} label @param {() => void} act */
export function primary(label, act) {
  return element('button', { type: 'button', class: 'primary', click: act }, label);
}

/** One that is not the first choice. @param {string} label @param {() => void} act */
export function secondary(label, act) {
  return element('button', { type: 'button', class: 'secondary', click: act }, label);
}

/** A labelled field. @param {string} label @param {Record<string, unknown>} attributes */
export function field(label, attributes) {
  return element('label', { class: 'field' }, element('span', {}, label), element('input', attributes));
}

/** A bank's mark: its initial in its colour. @param {{name: string, colour: string}} institution */
export function mark(institution) {
  const made = element('span', { class: 'mark', 'aria-hidden': 'true' }, institution.name.slice(0, 1));
  made.style.setProperty('--bank', institution.colour);
  return made;
}
