// What every page of hedui shares: text in two languages, somebody's own text shown as text, two
// records side by side with what differs marked, weights as a drawing, language and theme.
// Nothing here makes markup of a text: elements are made one by one, texts are text nodes.
const house = (() => {
  'use strict';
  const SVG = 'http:' + '//www.w3.org/2000/svg';

  const fill = (made, attributes, children) => {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === 'function') made.addEventListener(name, value);
      else made.setAttribute(name, value === true ? '' : value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return made;
  };
  /** An element with attributes (functions are listeners) and children (strings are text). */
  const el = (name, attributes, ...children) =>
    fill(document.createElement(name), attributes, children);
  const drawn = (name, attributes, ...children) =>
    fill(document.createElementNS(SVG, name), attributes, children);

  /** The same words in both languages; the style shows one of them. */
  const both = (zh, en) =>
    zh === en ? [zh] : [el('span', { class: 'zh' }, zh), el('span', { class: 'en' }, en)];
  const lang = () => document.documentElement.dataset.lang || 'zh';
  const say = (zh, en) => (lang() === 'zh' ? zh : en);

  // Characters that cannot be seen or that turn the direction of what follows.
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
  const EACH_HIDDEN = new RegExp(HIDDEN.source, 'g');
  const named = (sign) =>
    'U+' + sign.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
  /** Somebody's own text as nodes; what could not be seen is named. */
  const own = (text) => {
    if (!HIDDEN.test(text)) return [text];
    const parts = [];
    let from = 0;
    for (const found of text.matchAll(EACH_HIDDEN)) {
      parts.push(text.slice(from, found.index), el('span', { class: 'sign' }, named(found[0])));
      from = found.index + found[0].length;
    }
    return [...parts, text.slice(from)].filter((part) => part !== '');
  };

  const CELLS_MAX = 400000;
  /** Which characters of two texts stand in both, in order: a list of booleans for each text. */
  const shared = (a, b) => {
    const [left, right] = [new Array(a.length).fill(false), new Array(b.length).fill(false)];
    let from = 0;
    while (from < a.length && from < b.length && a[from] === b[from]) {
      left[from] = right[from] = true;
      from += 1;
    }
    let back = 0;
    const most = Math.min(a.length, b.length) - from;
    while (back < most && a[a.length - 1 - back] === b[b.length - 1 - back]) {
      left[a.length - 1 - back] = right[b.length - 1 - back] = true;
      back += 1;
    }
    const [rows, columns] = [a.length - back - from, b.length - back - from];
    if (rows < 1 || columns < 1 || rows * columns > CELLS_MAX) return [left, right];
    // Lengths of the longest common subsequence of what is left, from the end.
    const width = columns + 1;
    const longest = new Uint16Array((rows + 1) * width);
    for (let i = rows - 1; i >= 0; i -= 1) {
      for (let j = columns - 1; j >= 0; j -= 1) {
        longest[i * width + j] = a[from + i] === b[from + j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < rows && j < columns;) {
      if (a[from + i] === b[from + j]) {
        left[from + i] = right[from + j] = true;
        i += 1;
        j += 1;
      } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i += 1;
      else j += 1;
    }
    return [left, right];
  };
  const runs = (signs, same) => {
    const parts = [];
    for (let at = 0; at < signs.length;) {
      let to = at;
      while (to < signs.length && same[to] === same[at]) to += 1;
      const text = own(signs.slice(at, to).join(''));
      parts.push(...(same[at] ? text : [el('mark', {}, text)]));
      at = to;
    }
    return parts;
  };
  /** Two texts as nodes, the characters that only one of them has marked. */
  const marked = (left, right) => {
    const [a, b] = [Array.from(left), Array.from(right)];
    if (left === right || !left || !right) return [own(left), own(right)];
    const [inLeft, inRight] = shared(a, b);
    return [runs(a, inLeft), runs(b, inRight)];
  };

  /** Two records side by side. `heads` are the two titles (nodes); each row has `field` (nodes),
   *  `left` and `right` ({text, place} or null) and `differs` (whether to mark). */
  const pairTable = (heads, rows) => {
    const side = (told, nodes) => el('td', {},
      told && told.text ? el('span', { class: 'value own' }, nodes) : '—',
      told && told.place ? el('span', { class: 'place' }, own(told.place)) : null);
    const line = ({ field, left, right, differs }) => {
      const texts = [left ? left.text : '', right ? right.text : ''];
      const nodes = differs ? marked(...texts) : texts.map(own);
      return el('tr', { class: differs ? 'value-differs' : null },
        el('th', { scope: 'row' }, field), side(left, nodes[0]), side(right, nodes[1]));
    };
    return el('table', { class: 'pair' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, both('字段', 'field')),
        heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, rows.map(line)));
  };

  const signed = (weight) =>
    (weight < 0 ? '−' : '+') + Math.abs(weight).toFixed(2);
  /** The weights as a falling and rising line: `parts` are {name, level, weight}, the first of
   *  them the prior; they add up to the total. */
  const weightsTable = (parts, probability) => {
    const levels = [0];
    parts.forEach((part) => levels.push(levels[levels.length - 1] + part.weight));
    const total = levels[levels.length - 1];
    const [least, most] = [Math.min(...levels), Math.max(...levels)];
    const at = (weight) => (most === least ? 0 : (weight - least) / (most - least) * 100);
    const bar = (from, to, kind) => drawn('svg', { 'aria-hidden': 'true' },
      drawn('line', { class: 'zero', x1: `${at(0)}%`, x2: `${at(0)}%`, y1: 0, y2: '100%' }),
      drawn('rect', {
        class: kind, x: `${at(Math.min(from, to))}%`, y: '22%', height: '56%',
        width: `${Math.max(Math.abs(at(to) - at(from)), 0.4)}%`,
      }));
    const line = (part, index) => el('tr', {}, el('th', { scope: 'row' }, part.name),
      el('td', { class: 'level' }, part.level),
      el('td', { class: 'drawn' },
        bar(levels[index], levels[index + 1], part.weight < 0 ? 'less' : 'plus')),
      el('td', { class: 'n' }, signed(part.weight)));
    const foot = el('tr', { class: 'total' }, el('th', { scope: 'row' }, both('合计', 'total')),
      el('td', { class: 'level' }, both('匹配概率 ', 'match probability '), probability),
      el('td', { class: 'drawn' }, bar(0, total, 'count')), el('td', { class: 'n' }, signed(total)));
    return el('table', { class: 'weights' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, both('比较项', 'comparison')),
        el('th', { scope: 'col' }, both('等级', 'level')),
        el('th', { scope: 'col' }, el('span', { class: 'unseen' }, both('图', 'drawing'))),
        el('th', { scope: 'col', class: 'n' }, both('权重', 'weight')))),
      el('tbody', {}, parts.map(line), foot));
  };

  const kept = {
    get(key) {
      try { return localStorage.getItem('hedui.' + key); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem('hedui.' + key, value); } catch { /* a page may be denied it */ }
    },
  };
  const root = document.documentElement;
  const told = () => {
    root.lang = lang() === 'zh' ? 'zh-CN' : 'en';
    for (const attribute of ['aria-label', 'title', 'placeholder']) {
      for (const found of document.querySelectorAll(`[data-${attribute}-zh]`)) {
        found.setAttribute(attribute, found.getAttribute(`data-${attribute}-${lang()}`));
      }
    }
    for (const button of document.querySelectorAll('[data-to-lang]')) {
      button.setAttribute('aria-pressed', String(button.dataset.toLang === lang()));
    }
    document.dispatchEvent(new CustomEvent('house:lang'));
  };
  const speak = (wanted) => {
    root.dataset.lang = wanted === 'en' ? 'en' : 'zh';
    kept.set('lang', root.dataset.lang);
    told();
  };
  const paint = (wanted) => {
    if (wanted === 'light' || wanted === 'dark') root.dataset.theme = wanted;
    else delete root.dataset.theme;
    kept.set('theme', wanted);
    for (const button of document.querySelectorAll('[data-to-theme]')) {
      button.setAttribute('aria-pressed', String(button.dataset.toTheme === wanted));
    }
  };
  /** Makes buttons with data-to-lang and data-to-theme work; call once the page stands. */
  const begin = () => {
    document.addEventListener('click', (event) => {
      const button = event.target.closest('[data-to-lang], [data-to-theme]');
      if (!button) return;
      if (button.dataset.toLang) speak(button.dataset.toLang);
      else paint(button.dataset.toTheme);
    });
    paint(kept.get('theme') || 'auto');
    const lang = kept.get('lang');
    if (lang) root.dataset.lang = lang === 'en' ? 'en' : 'zh';
    told();
  };
  return {
    el, drawn, both, say, lang, own, marked, pairTable, weightsTable, signed, begin, speak, paint,
  };
})();
