// Finds pages by words. The index lies beside the page: see src/exports/search.rs.
"use strict";

{
  const one = (which) => document.querySelector(which);
  const form = one("[data-search]");
  const { q: query } = form.elements;
  const [status, list, more, hints] = ["[role=status]", "ol.rows", "[data-more]", "[data-hints]"].map(one);
  const [filter, select] = ["[data-filter]", "[data-filter] select"].map(one);
  const say = form.dataset;
  const title = document.title;
  const fill = (text, value) => text.replace(/\{\w+\}/, () => value);
  const number = (n) => n.toLocaleString(document.documentElement.lang);

  const AT_ONCE = 10;
  const MOST_WORDS = 12;
  // A beginning that leads to more files than this counts as a whole word; all words share them.
  const MOST_PARTS = { names: 6, texts: 4 };
  // By how well a word stands for a page: titles before summaries, those before texts.
  const WEIGHTS = { names: [0, 8, 10, 12], texts: [0, 1.6, 2.2, 4] };

  // All but the first file carry the number of their content: no old copy is read with a new index.
  const known = new Map();
  const load = (name, options) => {
    if (!known.has(name)) {
      const file = fetch(new URL(name, form.action), options)
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
      known.set(name, file);
      file.catch(() => known.delete(name));
    }
    return known.get(name);
  };
  const part = (index, folder, n) => load(`${folder}/${n}.json?${index.print}`);

  // The parts of words with this beginning: the one within which it falls, and those that begin with it.
  const partsOf = (firsts, word) => {
    const parts = firsts.map((first, n) => ({ first, n })).filter(({ first }) => first);
    const start = parts.findLastIndex(({ first }) => first <= word);
    const within = parts.filter(({ first }, at) => at === start || first.startsWith(word));
    return { within, exact: parts.slice(start, start + 1) };
  };

  // Calls `take` with each page of a word and its level: see src/search/postings.rs.
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
  const decode = (code, take) => {
    for (const pages of code.split(" ")) {
      let [next, value, shift] = [0, 0, 0];
      for (let at = 1; at < pages.length; at += 1) {
        const digit = VALUES.get(pages[at]);
        value |= (digit & 31) << shift;
        shift += 5;
        if (digit > 31) continue;
        take(next + value, +pages[0]);
        next += value + 1;
        value = shift = 0;
      }
    }
  };

  // How well a word leads to each page. A whole word is better than a beginning.
  const weigh = async (index, word, share) => {
    const weights = new Float32Array(index.pages);
    const layers = Object.keys(WEIGHTS).map(async (folder) => {
      const { within, exact } = partsOf(index[folder], word);
      const whole = within.length > Math.max(1, MOST_PARTS[folder] / share);
      const files = await Promise.all((whole ? exact : within).map(({ n }) => part(index, folder, n)));
      for (const [term, code] of files.flatMap(Object.entries)) {
        if (term !== word && (whole || !term.startsWith(word))) continue;
        const near = term === word ? 1 : 0.55 + 0.2 * (word.length / term.length);
        decode(code, (page, level) => {
          weights[page] = Math.max(weights[page], WEIGHTS[folder][level] * near);
        });
      }
    });
    await Promise.all(layers);
    return { word, weights, count: weights.reduce((sum, weight) => sum + (weight > 0), 0) };
  };

  // A word that leads nowhere may be another form of one that does, or end with a slip.
  const seek = async (index, word, share) => {
    let found = await weigh(index, word, share);
    for (let cut = 1; cut < 4 && !found.count && word.length - cut > 3; cut += 1) {
      found = await weigh(index, word.slice(0, -cut), share);
    }
    return found;
  };

  const sortOf = (index, page) => index.sorts.findLast(({ from }) => from <= page);

  // The pages that all words lead to, the best first.
  const find = async (index, words) => {
    const found = await Promise.all(words.map((word) => seek(index, word, words.length)));
    const hits = [];
    for (let page = 0; page < index.pages; page += 1) {
      if (!found.every(({ weights }) => weights[page])) continue;
      const sum = found.reduce((sum, { weights, count }) => sum + weights[page] * (1 + Math.log(index.pages / count)), 0);
      // Where the title holds every word, the page is what was asked for by name.
      const named = found.every(({ weights }) => weights[page] > WEIGHTS.texts[3]);
      hits.push({ page, score: sum * sortOf(index, page).weight * (named ? 1.5 : 1) });
    }
    hits.sort((a, b) => b.score - a.score || a.page - b.page);
    return { found, hits: hits.map(({ page }) => page) };
  };

  // Where in a text words stand that were looked for.
  const marksIn = (text, words) => {
    const runs = [...text.matchAll(/[\p{Alphabetic}\p{N}\p{M}\u00ad\u200b-\u200d\u2060]+/gu)];
    const mark = ({ 0: run, index: at }) => {
      const own = wordsOf(run);
      return { at, end: at + run.length, which: words.findIndex((word) => own.some((found) => found.startsWith(word))) };
    };
    return runs.map(mark).filter(({ which }) => which >= 0);
  };

  // The stretch of a text in which most of the words stand; its beginning where that is as good.
  const LENGTH = 230;
  const stretch = (text, marks) => {
    const within = (from) => marks.filter(({ at, end }) => at >= from && end <= from + LENGTH);
    const worth = (from) => new Set(within(from).map(({ which }) => which)).size;
    const starts = [0, ...marks.map(({ at }) => Math.max(0, at - 60))];
    const best = starts.reduce((best, from) => (worth(from) > worth(best) ? from : best));
    const from = best && text.indexOf(" ", best - 1) + 1;
    return [from, from + LENGTH < text.length ? text.lastIndexOf(" ", from + LENGTH) : text.length];
  };

  const element = (name, properties, ...inside) => {
    const { lang, ...others } = properties;
    const made = Object.assign(document.createElement(name), others);
    if (lang) made.lang = lang;
    made.append(...inside);
    return made;
  };

  // A text with its marks, as pieces.
  const marked = (text, words, shorten) => {
    const marks = marksIn(text, words);
    const [from, to] = shorten ? stretch(text, marks) : [0, text.length];
    const pieces = [from ? "… " : ""];
    let done = from;
    for (const { at, end } of marks.filter(({ at, end }) => at >= from && end <= to)) {
      pieces.push(text.slice(done, at), element("mark", {}, text.slice(at, end)));
      done = end;
    }
    return [...pieces, text.slice(done, to), to < text.length ? " …" : ""];
  };

  const row = (index, page, hit, words) => {
    const href = new URL(`../${hit.href}`, form.action).href;
    const over = [[sortOf(index, page).name], [hit.over, hit.over_lang], [hit.date]].filter(([text]) => text);
    const text = hit.text && element("p", { className: "more", lang: hit.text_lang }, ...marked(hit.text, words, true));
    return element("li", { className: "row" }, element("div", {},
      element("p", { className: "over dots" }, ...over.map(([text, lang]) => element("span", { lang }, text))),
      element("h3", { lang: hit.title_lang }, element("a", { href }, ...marked(hit.title, words))),
      text || ""));
  };

  // What is shown: of one question at a time.
  let asked = 0;
  let shown = {};
  const add = async () => {
    const mine = asked;
    const { index, words, hits } = shown;
    const pages = hits.slice(list.children.length, list.children.length + AT_ONCE);
    const files = await Promise.all(pages.map((page) => part(index, "pages", Math.floor(page / index.in_part))));
    if (mine !== asked) return null;
    const rows = pages.map((page, at) => row(index, page, files[at][page % index.in_part], words));
    list.append(...rows);
    more.hidden = list.children.length >= hits.length;
    return rows[0];
  };

  const clear = () => {
    list.replaceChildren();
    more.hidden = filter.hidden = hints.hidden = true;
  };

  // The sorts of what was found, to choose one.
  const offer = ({ index, all }, chosen) => {
    const sorts = Map.groupBy
      ? Map.groupBy(all, (page) => sortOf(index, page))
      : all.reduce((sorts, page) => sorts.set(sortOf(index, page), [...(sorts.get(sortOf(index, page)) ?? []), page]), new Map());
    const option = (value, name, { length }) => element("option", { value }, `${name} (${number(length)})`);
    const options = index.sorts.filter((sort) => sorts.has(sort)).map((sort) => option(sort.id, sort.name, sorts.get(sort)));
    select.replaceChildren(option("", say.all, all), ...options);
    select.value = chosen;
    if (select.selectedIndex < 0) select.value = "";
    filter.hidden = options.length < 2;
  };

  const narrow = async () => {
    const { index, all, similar } = shown;
    shown.hits = all.filter((page) => !select.value || sortOf(index, page).id === select.value);
    list.replaceChildren();
    if (!await add()) return;
    const count = fill(say.count, number(shown.hits.length));
    status.textContent = similar ? `${count}. ${fill(say.similar, similar)}` : count;
  };

  const answer = async (question, words, mine, chosen) => {
    const index = await load("index.json", { cache: "no-cache" });
    const { found, hits } = await find(index, words);
    if (mine !== asked) return;
    clear();
    if (hits.length) {
      const similar = found.filter(({ word }) => !words.includes(word)).map(({ word }) => `${word}…`).join(", ");
      shown = { index, all: hits, words: found.map(({ word }) => word), similar };
      offer(shown, chosen);
      await narrow();
      return;
    }
    const unknown = words.filter((_, at) => !found[at].count);
    status.textContent = unknown.length && words.length > 1 ? fill(say.unknown, unknown.join(", ")) : fill(say.none, question);
    hints.hidden = false;
  };

  const search = async (chosen) => {
    asked += 1;
    const mine = asked;
    const question = query.value.trim();
    const words = [...new Set(wordsOf(question))].slice(0, MOST_WORDS);
    document.title = question ? `${question} – ${title}` : title;
    if (!words.length) {
      clear();
      status.textContent = question && fill(say.none, question);
      hints.hidden = !question;
      return;
    }
    form.setAttribute("aria-busy", "true");
    await answer(question, words, mine, chosen).catch(() => {
      if (mine !== asked) return;
      clear();
      status.textContent = say.failed;
    });
    if (mine === asked) form.removeAttribute("aria-busy");
  };

  // The address says what was asked for, so that it can be kept and shared.
  const note = (how) => {
    const url = new URL(location.href);
    url.search = new URLSearchParams(Object.entries({ q: query.value.trim(), in: select.value }).filter(([, value]) => value));
    if (url.href !== location.href) history[how](null, "", url);
    document.querySelectorAll("a[hreflang]").forEach((link) => { link.search = url.search; });
  };

  const restore = async () => {
    const wanted = new URLSearchParams(location.search);
    query.value = wanted.get("q") ?? "";
    await search(wanted.get("in") ?? "");
    note("replaceState");
  };

  let waiting;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    const { length } = query.value.trim().split(/\s+/).pop();
    // So short a beginning would lead nearly everywhere.
    if (length === 1 || length === 2) return;
    waiting = setTimeout(() => search(select.value).then(() => note("replaceState")), 350);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search(select.value).then(() => note("pushState"));
  });
  select.addEventListener("change", () => search(select.value).then(() => note("replaceState")));
  more.addEventListener("click", async () => {
    if (more.ariaBusy) return;
    more.ariaBusy = "true";
    const first = await add().catch(() => { status.textContent = say.failed; });
    more.ariaBusy = null;
    // The button may be gone: one goes on with what is new.
    first?.querySelector("a").focus();
  });
  addEventListener("popstate", restore);
  // The preview changes the page in place, and with it what can be found.
  document.addEventListener("pactfolio:changed", () => { known.clear(); restore(); });
  restore();
}
