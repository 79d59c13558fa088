/**
 * The drop-in for browsers: it gives a page `window.Plaid` with the interface of Plaid's own, and shows Link in a frame
 * of the simulator's origin. What happens is decided there; here messages become callbacks. A message is heard only
 * from that frame and that origin, and spoken only to them.
 */
(() => {
  'use strict';
  if (window.Plaid?.isSimulator) return;
  const script = document.currentScript;
  if (!script?.src) throw new Error('Link takes its address from its own script element, so it must be loaded by one.');
  const { origin } = new URL(script.src);

  /** @param {{token: string, onSuccess: Function, onExit?: Function, onEvent?: Function, onLoad?: Function, receivedRedirectUri?: string}} config */
  function create(config) {
    if (typeof config?.token !== 'string') throw new TypeError('Plaid.create needs a token');
    if (typeof config.onSuccess !== 'function') throw new TypeError('Plaid.create needs onSuccess');
    const frame = document.createElement('iframe');
    frame.src = `${origin}/link/frame`;
    frame.title = 'Plaid Link';
    frame.dataset.plaidSimulator = 'link';
    frame.allow = 'clipboard-write';
    Object.assign(frame.style, {
      position: 'fixed', inset: '0', width: '100%', height: '100%', border: '0', zIndex: '2147483647',
      display: 'none', background: 'transparent', colorScheme: 'normal',
    });
    let isReady = false;
    let isOpen = false;
    let isWanted = false;
    let isDestroyed = false;
    let afterExit = null;
    let focused = null;
    let overflow = '';

    const say = (message) => frame.contentWindow?.postMessage({ source: 'plaid-link-host', ...message }, origin);
    const begin = () => say({ type: 'open', token: config.token, receivedRedirectUri: config.receivedRedirectUri ?? null });

    function show() {
      isOpen = true;
      focused = document.activeElement;
      overflow = document.documentElement.style.overflow;
      document.documentElement.style.overflow = 'hidden';
      frame.style.display = 'block';
      frame.focus();
    }

    function hide() {
      if (!isOpen) return;
      isOpen = false;
      isWanted = false;
      frame.style.display = 'none';
      document.documentElement.style.overflow = overflow;
      if (focused instanceof HTMLElement) focused.focus();
    }

    function exited(error, metadata) {
      hide();
      config.onExit?.(error, metadata);
      const callback = afterExit;
      afterExit = null;
      callback?.();
    }

    function hear(event) {
      if (isDestroyed || event.source !== frame.contentWindow || event.origin !== origin) return;
      const message = event.data;
      if (message?.source !== 'plaid-link-frame') return;
      switch (message.type) {
        case 'ready':
          isReady = true;
          config.onLoad?.();
          if (isWanted) begin();
          break;
        case 'event':
          config.onEvent?.(message.name, message.metadata);
          break;
        case 'success':
          hide();
          config.onSuccess(message.publicToken, message.metadata);
          break;
        case 'exit':
          exited(message.error, message.metadata);
          break;
        case 'redirect': {
          const target = new URL(message.address, origin);
          if (target.origin === origin) window.location.assign(target.href);
          break;
        }
      }
    }

    window.addEventListener('message', hear);
    (document.body ?? document.documentElement).append(frame);

    return {
      open() {
        if (isDestroyed || isOpen) return;
        isWanted = true;
        show();
        if (isReady) begin();
      },
      exit(options, callback) {
        if (!isOpen) {
          callback?.();
          return;
        }
        afterExit = typeof callback === 'function' ? callback : null;
        say({ type: 'leave', force: options?.force === true });
      },
      submit() {
        // Only Plaid's Layer takes a phone number from the app, and it is not simulated.
      },
      destroy() {
        if (isDestroyed) return;
        hide();
        isDestroyed = true;
        window.removeEventListener('message', hear);
        frame.remove();
      },
    };
  }

  window.Plaid = Object.freeze({ create, isSimulator: true, version: 'v2' });
})();
