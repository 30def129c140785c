// Narrows a list. Values of one facet: any of them; facets and words: all of them. Numbers beside
// values leave out their own facet. What is chosen stands in the address. A list on one page has all
// rows there; of one on many, values are fetched by facet when asked for, rows from the other pages.
(function start(again) {
  const at = (id) => document.getElementById(`part-${id}`);
  const form = at('filters');
  if (!form) return;
  const all = (what, where = form) => [...where.querySelectorAll(what)];
  const make = (tag, props, ...inside) => { const made = Object.assign(document.createElement(tag), props); made.append(...inside); return made; };
  const button = (className, text, onclick) => make('button', { type: 'button', className, onclick }, text);
  const word = at('word'), panel = form.querySelector('details'), list = document.querySelector('.listing .stack');
  const texts = form.dataset, total = Number(texts.rows), lang = document.documentElement.lang;
  const rows = all('.rows > li', list), count = total || rows.length;
  const fold = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ς', 'σ');
  const number = new Intl.NumberFormat(lang), plural = new Intl.PluralRules(lang), forms = JSON.parse(texts.forms);
  const counted = (n) => (forms[plural.select(n)] ?? forms.other ?? '{n}').replace('{n}', number.format(n));
  const digit = Object.fromEntries([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((letter, n) => [letter, n]));

  // ── Facets ──
  const read = ({ sets, rows }) => {
    const values = sets.split(';').map((set) => (set ? set.split(',').map(Number) : []));
    const wide = values.length <= 64 ? 1 : values.length <= 4096 ? 2 : 3, of = new Uint32Array(count);
    for (let n = 0; n < count; n++) for (let i = 0; i < wide; i++) of[n] = of[n] * 64 + digit[rows[n * wide + i]];
    return { values, of };
  };
  const facets = all('.facet').map((box) => {
    const facet = { name: box.dataset.facet, box, data: box.dataset.sets && read(box.dataset), values: [] };
    facet.values = all('li', box).map((row) => {
      const text = row.querySelector('a, span'), number = row.querySelector('small');
      // The address of its page ends on it, where it has one.
      const input = make('input', { type: 'checkbox', name: facet.name, value: row.dataset.value ??= text.pathname.split('/').at(-2) });
      const name = make('span', text.lang ? { lang: text.lang } : {}, text.textContent);
      row.replaceChildren(make('label', {}, input, name, number));
      input.addEventListener('change', () => update('push'));
      return { row, input, number, name: text.textContent };
    });
    box.hidden = false;
    return facet;
  });

  // ── Lists on many pages ──
  const many = total && manyPages({ texts, count, digit, all, make, button, list, top: at('count').parentElement });
  const load = async (facet) => { facet.data ??= read(await many.facet(facet.name)); };

  // ── What is chosen ──
  const words = () => fold(word.value).split(total ? /[^\p{L}\p{N}]+/u : /\s+/).filter((part) => part.length > (total ? 1 : 0));
  const chosen = ({ values }) => values.filter(({ input }) => input.checked);
  let lines;
  const tests = async () => {
    const made = [];
    for (const facet of facets) {
      if (!chosen(facet).length) continue;
      await load(facet);
      const fits = facet.data.values.map((set) => set.some((value) => facet.values[value].input.checked));
      made.push({ facet, fits: (row) => fits[facet.data.of[row]] });
    }
    for (const part of words()) {
      lines ??= rows.map((row) => fold(`${row.textContent} ${row.dataset.words ?? ''}`));
      const found = total ? await many.holds(part) : lines.map((line) => line.includes(part));
      made.push({ fits: (row) => found[row] });
    }
    return made;
  };

  // ── Showing ──
  let fits = [], turn = 0, timer;

  const mark = (tests) => {
    const misses = new Uint8Array(count), by = new Uint8Array(count);
    tests.forEach((test, n) => { for (let row = 0; row < count; row++) if (!test.fits(row)) { misses[row]++; by[row] = n; } });
    fits = [];
    for (let row = 0; row < count; row++) if (!misses[row]) fits.push(row);
    for (const facet of facets.filter(({ data }) => data)) {
      const own = tests.findIndex((test) => test.facet === facet), sets = new Uint32Array(facet.data.values.length);
      for (let row = 0; row < count; row++) if (!misses[row] || (misses[row] === 1 && by[row] === own)) sets[facet.data.of[row]]++;
      const sums = new Uint32Array(facet.values.length);
      facet.data.values.forEach((set, n) => { for (const value of set) sums[value] += sets[n]; });
      facet.values.forEach(({ row, input, number: place }, n) => { place.textContent = number.format(sums[n]); row.classList.toggle('off', !sums[n] && !input.checked); });
    }
  };
  const chips = () => {
    const remove = (name, undo, after) => {
      const chip = button('tag', name, () => { undo(); update('push'); (at('chosen').querySelector('button') ?? after).focus(); });
      chip.append(make('b', {}, '×'));
      chip.ariaLabel = texts.remove.replace('{name}', name);
      return make('li', {}, chip);
    };
    const made = facets.flatMap(chosen).map(({ input, name }) => remove(name, () => { input.checked = false; }, input));
    if (word.value.trim()) made.push(remove(`“${word.value.trim()}”`, () => { word.value = ''; }, word));
    if (made.length > 1) made.push(make('li', {}, button('tag clear', texts.clear, () => { reset(); update('push'); word.focus(); })));
    at('chosen').replaceChildren(...made);
    return !(at('chosen').hidden = !made.length);
  };
  const show = async (narrowed, own) => {
    at('count').textContent = counted(fits.length);
    at('nothing').hidden = fits.length > 0;
    if (total) return many.show(fits, narrowed, () => own === turn);
    rows.forEach((row, n) => { row.hidden = !fits.includes(n); });
    for (const part of all('section, .stack > div > .rows', list)) part.hidden = narrowed && !part.querySelector('.rows > li:not([hidden])');
  };
  const update = async (how) => {
    const own = ++turn;
    if (how) write(how);
    const narrowed = chips();
    try {
      const made = await tests();
      if (own !== turn) return;
      mark(made);
      await show(narrowed, own);
      if (how && own === turn) { clearTimeout(timer); timer = setTimeout(() => { at('status').textContent = counted(fits.length); }, 500); }
      // The other facets' numbers follow once the rows are there.
      if (total && narrowed) for (const facet of facets) { if (own === turn) await load(facet); }
      if (own === turn) mark(made);
    } catch { if (own === turn) at('status').textContent = at('count').textContent = texts.failed; }
  };

  // ── The address ──
  let typed = false;
  const write = (how) => {
    const query = new URLSearchParams();
    for (const facet of facets) { const keys = chosen(facet).map(({ input }) => input.value); if (keys.length) query.set(facet.name, keys); }
    if (word.value.trim()) query.set('q', word.value.trim());
    const url = location.pathname + (query.size ? `?${String(query).replaceAll('%2C', ',')}` : '');
    // Typing on is one step back, not one for each letter.
    history[how === 'type' && typed ? 'replaceState' : 'pushState']({}, '', url);
    typed = how === 'type';
  };
  const reset = () => { word.value = ''; for (const { values } of facets) for (const { input } of values) input.checked = false; };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    typed = false;
    word.value = query.get('q') ?? '';
    for (const { name, values } of facets) {
      const wanted = (query.get(name) ?? '').split(',');
      for (const { input } of values) {
        input.checked = wanted.includes(input.value);
        if (input.checked) for (let part = input.closest('details'); part && part !== panel; part = part.parentElement.closest('details')) part.open = true;
      }
    }
  };

  let wait;
  word.oninput = () => { clearTimeout(wait); wait = setTimeout(() => update('type'), total ? 250 : 80); };
  onpopstate = () => update(restore());
  word.closest('[hidden]').hidden = false;
  panel.open ||= !again && matchMedia('(min-width: 60rem)').matches;
  restore();
  if (location.search) update();
  // The preview has changed the page in place: what is heard from now on is the new run's.
  document.addEventListener('pactfolio:changed', () => { turn++; clearTimeout(wait); start(true); }, { once: 1 });
})();
