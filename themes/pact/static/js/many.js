// What js/lists.js asks of a list on many pages: values by facet, words, and rows from the other pages.
globalThis.manyPages = ({ texts, count, digit, all, make, button, list, top }) => {
  const step = 24, fetched = {};
  const get = (url, kind) => fetched[url] ??= fetch(url, { cache: 'no-cache' }).then((answer) => (answer.ok ? answer[kind]() : Promise.reject(answer)))
    .catch((why) => { delete fetched[url]; throw why; });
  // The rows of a page; their addresses lead on from here.
  const page = async (n) => {
    const url = new URL(n > 1 ? texts.pages.replace('{n}', n) : texts.pages.replace('page/{n}/', ''), document.baseURI);
    const there = new DOMParser().parseFromString(await get(url.href, 'text'), 'text/html');
    for (const name of ['href', 'src']) for (const one of all(`[${name}]`, there)) one.setAttribute(name, new URL(one.getAttribute(name), url));
    return all('.rows > li', there);
  };

  const usual = [...list.children].slice(1);
  const results = make('ul', { className: 'rows', role: 'list', hidden: 1 });
  const at = (row) => Math.floor(row / step) + 1;
  let fits = [], shown = 0, isAsked;
  const add = async (upto) => {
    const asked = isAsked, next = fits.slice(shown, upto), pages = new Map();
    for (const row of next) pages.set(at(row));
    await Promise.all([...pages.keys()].map(async (n) => pages.set(n, await page(n))));
    if (!asked()) return;
    const first = results.children.length;
    results.append(...next.flatMap((row) => pages.get(at(row))[row % step] ?? []));
    shown += next.length;
    more.hidden = shown >= fits.length;
    return results.children[first]?.querySelector('a');
  };
  const more = button('btn rest', texts.more, async () => {
    if (more.ariaBusy) return;
    more.ariaBusy = true;
    const first = await add(shown + step).catch(() => {});
    more.ariaBusy = null;
    history.replaceState({ rows: shown }, '');
    first?.focus();
  });
  more.hidden = 1;
  top.after(results, more);

  return {
    // The values of a facet and those of each row.
    facet: (name) => get(`${texts.files}${name}.json`, 'json'),
    // The rows with a word that begins like this: each word stands with its rows, as steps from one to the next.
    async holds(start, parts = Math.min(256, Math.max(16, Math.floor(count / 400)))) {
      const found = new Uint8Array(count);
      const words = await get(`${texts.files}words-${(start.charCodeAt(0) * 31 + start.charCodeAt(1)) % parts}.json`, 'json');
      for (const [known, steps] of Object.entries(words)) {
        if (!known.startsWith(start)) continue;
        for (let i = 0, row = 0; i < steps.length; row++) {
          let times = 1, more;
          do { more = digit[steps[i++]]; row += (more % 32) * times; times *= 32; } while (more > 31);
          found[row] = 1;
        }
      }
      return found;
    },
    // Rows that fit in place of the list, or the list as it was; nothing once something else is asked for.
    async show(rows, narrowed, asked) {
      fits = rows; shown = 0; isAsked = asked;
      results.replaceChildren();
      if (narrowed) await add(Math.max(step, history.state?.rows ?? 0));
      if (!asked()) return;
      results.hidden = !narrowed;
      more.hidden ||= !narrowed;
      for (const part of usual) part.hidden = narrowed;
    },
  };
};
