// The preview in the browser: follows the events, changes the page in place, lays findings over it.
(() => {
  'use strict';
  const own = '/__pactfolio/';
  let shown = document.currentScript.dataset.generation;
  let media, latest, source, running = false, listed = '[]', told;
  const isOwn = location.pathname.startsWith(own);

  // ── Events ────────────────────────────────────────────────────────────────────────────────────

  // A hidden page does not listen: a browser holds only six connections to a host.
  function listen() {
    source?.close();
    source = undefined;
    if (document.visibilityState === 'hidden') return;
    source = new EventSource(`${own}events`);
    source.onmessage = ({ data }) => follow(JSON.parse(data));
  }
  document.addEventListener('visibilitychange', listen);
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', ({ persisted }) => persisted && listen());
  listen();

  async function follow(news) {
    latest = news;
    report(news);
    if (running) return;
    running = true;
    try {
      let done;
      // News may come while the page changes.
      while (done !== latest) {
        done = latest;
        if (shown !== done.generation) await refresh();
        shown = done.generation;
        if (media !== undefined && media !== done.media) pictures(done.media);
        media = done.media;
        await about(done);
      }
    } catch (error) {
      // The preview has gone; when it is back its first event brings us here again.
      console.warn('pactfolio:', error);
    } finally {
      running = false;
    }
  }

  // ── The page ──────────────────────────────────────────────────────────────────────────────────

  async function refresh() {
    const answer = await fetch(location.href, { cache: 'no-store' });
    // A page that cannot be made: the last good one stays, the findings come as an event.
    if (answer.status >= 500) return;
    if (!answer.headers.get('content-type')?.startsWith('text/html')) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (answer.redirected) history.replaceState(history.state, '', answer.url);
    if (scripts(document) !== scripts(fresh)) return location.reload();
    await styles(fresh);
    attributes(document.documentElement, fresh.documentElement);
    children(document.head, fresh.head);
    attributes(document.body, fresh.body);
    children(document.body, fresh.body);
    document.dispatchEvent(new CustomEvent('pactfolio:changed'));
  }

  /** The page's own scripts, blocks of data aside; they can only be changed by loading the page anew. */
  function scripts(page) {
    const all = [...page.querySelectorAll('script:not([type="application/ld+json"])')].filter((script) => !script.src.includes(own));
    return all.map((script) => script.getAttribute('src') ?? script.textContent).join('\n');
  }

  /** Brings new stylesheets beside the old ones and removes those when the new ones are there: nothing flashes. */
  async function styles(fresh) {
    const links = (page) => [...page.head.querySelectorAll('link[rel~=stylesheet]')];
    const href = (link) => link.getAttribute('href');
    const [old, wanted] = [links(document), links(fresh)];
    const known = new Set(old.map(href));
    const loads = wanted.map((link, at) => {
      if (known.has(href(link))) return;
      const copy = document.importNode(link, true);
      const loaded = new Promise((done) => { copy.onload = copy.onerror = done; setTimeout(done, 2000); });
      if (old[at]) old[at].after(copy); else document.head.append(copy);
      return loaded;
    });
    await Promise.all(loads);
    const kept = new Set(wanted.map(href));
    old.filter((link) => !kept.has(href(link))).forEach((link) => link.remove());
  }

  /** Makes the children of `old` those of `fresh`; what is alike stays the same node. */
  function children(old, fresh) {
    const [olds, news] = [[...old.childNodes], [...fresh.childNodes]];
    const common = Math.min(olds.length, news.length);
    let start = 0, end = 0;
    while (start < common && olds[start].isEqualNode(news[start])) start += 1;
    while (end < common - start && olds.at(-1 - end).isEqualNode(news.at(-1 - end))) end += 1;
    const after = olds[olds.length - end] ?? null;
    const middle = olds.slice(start, olds.length - end);
    const wanted = news.slice(start, news.length - end);
    wanted.forEach((want, at) => {
      const have = middle[at];
      if (!have) old.insertBefore(document.importNode(want, true), after);
      else if (alike(have, want)) patch(have, want);
      else have.replaceWith(document.importNode(want, true));
    });
    middle.slice(wanted.length).forEach((node) => node.remove());
  }

  const alike = (have, want) => have.nodeType === want.nodeType && have.nodeName === want.nodeName && have.id === want.id;

  function patch(have, want) {
    if (have.nodeType !== Node.ELEMENT_NODE) {
      if (have.data !== want.data) have.data = want.data;
    } else if (!have.isEqualNode(want)) {
      attributes(have, want);
      children(have, want);
    }
  }

  function attributes(have, want) {
    for (const { name } of [...have.attributes]) {
      if (!want.hasAttribute(name) && !belongsToReader(have, name)) have.removeAttribute(name);
    }
    for (const { name, value } of want.attributes) {
      if (have.getAttribute(name) !== value && !belongsToReader(have, name)) have.setAttribute(name, value);
    }
  }

  /** What the reader has opened stays open. */
  const belongsToReader = (node, name) => name === 'open' && ['details', 'dialog'].includes(node.localName);

  /** Loads the pictures of the content anew: their addresses stay the same when their bytes change. */
  function pictures(version) {
    for (const image of document.querySelectorAll('img[src]')) {
      const url = new URL(image.src);
      if (url.origin !== location.origin) continue;
      url.searchParams.set('changed', version);
      image.src = url.href;
    }
  }

  // ── Findings ──────────────────────────────────────────────────────────────────────────────────

  function report({ errors, findings }) {
    const now = JSON.stringify(findings);
    if (now === listed) return;
    listed = now;
    document.getElementById('pactfolio-badge')?.remove();
    document.getElementById('pactfolio-findings')?.remove();
    // The page of all findings shows them itself.
    if (findings.length > 0 && !isOwn) show(overlay(errors, findings));
    if (isOwn && latest.generation === shown) refresh();
  }

  function show(node) {
    // Outside of body: what changes the page in place does not meet it.
    document.documentElement.append(node);
    if (node.showPopover) {
      node.popover = 'manual';
      node.showPopover();
    }
  }

  function overlay(errors, findings) {
    const panel = element('section', { id: 'pactfolio-findings', lang: 'en', tabIndex: -1, ariaLabel: 'What is wrong with the content' });
    const head = element('div', { className: 'pactfolio-head' });
    const close = element('button', { type: 'button', textContent: 'Close' });
    const count = `${errors} ${errors === 1 ? 'error' : 'errors'}`;
    const told = element('p', { textContent: `${count}: the page changes once this is mended.`, role: 'alert' });
    head.append(told, close);
    const list = element('ul', { className: 'pactfolio-list' });
    list.append(...findings.map(entry));
    if (errors > findings.length) list.append(element('li', { textContent: `and ${errors - findings.length} more` }));
    panel.append(head, list);
    const hide = () => { panel.remove(); show(badge(count, panel)); };
    close.addEventListener('click', hide);
    panel.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
    return panel;
  }

  /** What is left of the findings when they are closed. */
  function badge(count, panel) {
    const button = element('button', { id: 'pactfolio-badge', lang: 'en', type: 'button', textContent: count });
    button.addEventListener('click', () => { button.remove(); show(panel); panel.focus(); });
    return button;
  }

  function entry({ file, line, column, message, help, code }) {
    const item = element('li', {});
    const place = element('p', {});
    place.append(element('code', { textContent: `${file}:${line}:${column}` }));
    item.append(place, element('p', { textContent: `${message} (${code})` }));
    if (help) item.append(element('p', { textContent: `Help: ${help}` }));
    return item;
  }

  // ── About this page ───────────────────────────────────────────────────────────────────────────

  /** Asks what the page is made of, once for each state of the content. */
  async function about({ generation, findings }) {
    const state = `${generation} ${JSON.stringify(findings)}`;
    if (isOwn || told === state) return;
    const answer = await fetch(`${own}about${location.pathname}`, { cache: 'no-store' });
    told = state;
    panel(answer.ok ? await answer.json() : undefined);
  }

  /** The panel, in the place of the one before; what the reader has opened stays open. */
  function panel(page) {
    const before = document.getElementById('pactfolio-about');
    const wasOpen = before?.dataset.open === 'true';
    const hadFocus = before?.contains(document.activeElement);
    before?.remove();
    document.getElementById('pactfolio-room')?.remove();
    if (!page) return;
    const aside = element('aside', { id: 'pactfolio-about', lang: 'en', ariaLabel: 'About this page, for authors' });
    const button = element('button', { type: 'button', textContent: summary(page) });
    const body = element('div', { id: 'pactfolio-about-body', tabIndex: 0, role: 'region', ariaLabel: 'What this page is made of' });
    button.setAttribute('aria-controls', body.id);
    const turn = (open) => {
      body.hidden = !open;
      aside.dataset.open = open;
      button.setAttribute('aria-expanded', open);
    };
    button.addEventListener('click', () => turn(body.hidden));
    aside.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape' || body.hidden) return;
      turn(false);
      button.focus();
    });
    body.append(...parts(page));
    turn(wasOpen);
    aside.append(body, button);
    document.documentElement.append(room(), aside);
    if (hadFocus) button.focus();
  }

  /** Room below the page, so that its end can be scrolled above the button. */
  const room = () => element('div', { id: 'pactfolio-room' });

  function summary({ draft, found, lacking }) {
    const facts = [draft && 'draft', found > 0 && counted(found, 'finding'), lacking > 0 && `${lacking} untranslated`];
    return ['Page', ...facts.filter(Boolean)].join(' · ');
  }

  const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

  function parts(page) {
    const all = [];
    if (page.draft) all.push(element('p', { className: 'pactfolio-draft', textContent: 'Draft: this page is not published yet.' }));
    all.push(...part('Its files', page.own, page.own.length, plain));
    all.push(...part(`Findings (${page.found})`, page.findings, page.found, finding));
    const untranslated = `Not translated into ${languageName(page.language)} (${page.lacking})`;
    all.push(...part(untranslated, page.untranslated, page.lacking, text));
    if (page.others.length > 0) {
      const more = element('details', {});
      more.append(element('summary', { textContent: `${counted(page.others.length, 'other file')} that it shows something of` }), list(page.others, page.others.length, plain));
      all.push(more);
    }
    const link = element('p', {});
    link.append(element('a', { href: `${own}findings`, textContent: 'All files and findings' }));
    all.push(link);
    return all;
  }

  function part(title, entries, count, show) {
    if (entries.length === 0) return [];
    return [element('h2', { textContent: title }), list(entries, count, show)];
  }

  function list(entries, count, show) {
    const all = element('ul', {});
    all.append(...entries.map((entry) => {
      const item = element('li', {});
      item.append(...show(entry));
      return item;
    }));
    if (count > entries.length) all.append(element('li', { textContent: `and ${count - entries.length} more` }));
    return all;
  }

  const plain = ({ file, href }) => [place(file, href)];
  const finding = ({ level, message, help, code, file, line, href }) => {
    const first = element('p', {});
    first.append(element('strong', { textContent: level }), ` ${message} (${code})`);
    const where = element('p', {});
    where.append(place(`${file}:${line}`, href));
    return [first, where, ...(help ? [element('p', { textContent: `Help: ${help}` })] : [])];
  };
  const text = ({ field, file, line, shown_in, href }) => [`${field}, shown in ${languageName(shown_in)}: `, place(`${file}:${line}`, href)];

  function place(name, href) {
    const code = element('code', { textContent: name });
    if (!href) return code;
    const link = element('a', { href });
    link.append(code);
    return link;
  }

  const languageName = (code) => new Intl.DisplayNames('en', { type: 'language', fallback: 'code' }).of(code);

  const element = (name, values) => Object.assign(document.createElement(name), values);
})();
