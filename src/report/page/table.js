// The table of records: searched, filtered and sorted in memory, of which only the rows in sight
// are elements. The grid keeps the focus, arrow keys move the active row.
const recordsTable = (books, grid, status, open) => {
  'use strict';
  const { el, both, own, say } = house;
  const { events, rows } = books;
  const [LINKED, REVIEW, SAFETY_ONLY, PLATFORM_ONLY, PLAN_ONLY, EXCLUDED] = [0, 1, 2, 3, 4, 5];
  const PLAN = 2;

  const outcome = (row) => events.outcome[rows.event[row]];
  const isPlan = (row) => events.source[rows.event[row]] === PLAN;
  const differsBy = (row, kind) =>
    books.differing(row).some((at) => kind === null || books.differs.class[at] === kind);
  const isOpen = (row) => {
    if (isPlan(row)) return outcome(row) === PLAN_ONLY;
    const cause = events.cause[rows.event[row]];
    return [REVIEW, SAFETY_ONLY, PLATFORM_ONLY].includes(outcome(row))
      || (outcome(row) === LINKED && cause >= 0);
  };
  /** What can be looked at, with its name in both languages. */
  const VIEWS = {
    open: ['有差异、待说明', 'to be explained', isOpen],
    all: ['全部记录', 'all records', () => true],
    safety: ['有检查、无赋码', 'inspections without a code', (row) => outcome(row) === SAFETY_ONLY],
    platform: ['有赋码、无检查', 'codes without an inspection',
      (row) => outcome(row) === PLATFORM_ONLY],
    review: ['待复核', 'to review', (row) => outcome(row) === REVIEW],
    value: ['已链接,取值不同', 'linked, values differ', (row) => differsBy(row, 0)],
    fields: ['已链接,登记不一致', 'linked, fields disagree', (row) => differsBy(row, null)],
    linked: ['已链接', 'linked', (row) => outcome(row) === LINKED && !isPlan(row)],
    plan: ['计划未实施', 'planned, not carried out', (row) => outcome(row) === PLAN_ONLY],
    excluded: ['不计次', 'not counted', (row) => outcome(row) === EXCLUDED],
  };

  const probability = (row) => {
    const pair = rows.pair[row];
    const near = ![LINKED, REVIEW].includes(outcome(row));
    return pair < 0 || near ? '' : (books.compared.probability[pair] / 10000).toFixed(4);
  };
  const number = (row) => {
    const [event, other] = [rows.event[row], rows.other[row]];
    const both = other >= 0 && [LINKED, REVIEW].includes(outcome(row)) && !isPlan(row);
    return [events.number.at(event), both ? events.number.at(other) : ''].filter(Boolean)
      .join(' ↔ ');
  };
  const causeWords = (row) => {
    const cause = books.cause(rows.event[row]);
    return cause ? [`${cause.code} `, both(cause.zh, cause.en)] : [];
  };
  const result = (row) => {
    const word = books.outcome(rows.event[row]) || { zh: '', en: '' };
    const fields = books.differing(row).length;
    return [both(word.zh, word.en),
      fields ? el('small', { class: 'quiet' }, ' ', both(`${fields}项不一致`, `${fields} differ`)) : ''];
  };
  const text = (name) => (row) => events[name].at(rows.event[row]);
  const orBlank = (name) => (row) => {
    const value = text(name)(row);
    return value ? own(value) : el('span', { class: 'quiet' }, '—');
  };
  /** Columns: name, heading, what is shown, what it is sorted by. */
  const COLUMNS = [
    ['day', '日期', 'date', (row) => books.day(rows.event[row]), (row) => events.day[rows.event[row]]],
    ['name', '检查对象', 'object', (row) => own(text('name')(row).slice(0, 200)), text('name')],
    ['town', '乡镇', 'town', orBlank('town'), text('town')],
    ['office', '承办机构', 'office', orBlank('office'), text('office')],
    ['number', '编号', 'number', (row) => own(number(row)), text('number')],
    ['outcome', '结果', 'result', result, (row) => outcome(row) * 100 + books.differing(row).length],
    ['cause', '原因', 'cause', causeWords, (row) => events.cause[rows.event[row]]],
    ['probability', '概率', 'probability', probability, probability],
  ];

  const state = { view: 'open', text: '', sort: null, down: false };
  let shown = [];
  let active = 0;
  let hay = null;
  const folded = (value) => value.normalize('NFKC').toLowerCase();
  const haystack = (row) => {
    if (!hay) hay = new Array(books.size);
    if (hay[row] === undefined) {
      const [event, other] = [rows.event[row], rows.other[row]];
      const cause = books.cause(event);
      const parts = [event, ...(other >= 0 ? [other] : [])].flatMap((at) => [
        events.name.at(at), events.number.at(at), events.id.at(at),
      ]);
      parts.push(events.town.at(event), events.office.at(event), events.detail_zh.at(event),
        events.detail_en.at(event), books.day(event), books.place(event).table);
      if (cause) parts.push(cause.code, cause.zh, cause.en);
      hay[row] = folded(parts.join('\n'));
    }
    return hay[row];
  };
  const ranks = {};
  const rankOf = (key, by) => {
    if (ranks[key]) return ranks[key];
    const values = Array.from({ length: books.size }, (_, row) => by(row));
    if (typeof values[0] === 'string') {
      const order = new Intl.Collator('zh', { numeric: true });
      const words = [...new Set(values)].sort(order.compare);
      const rank = new Map(words.map((word, at) => [word, at]));
      ranks[key] = values.map((value) => (value === '' ? words.length : rank.get(value)));
    } else ranks[key] = values;
    return ranks[key];
  };

  const tests = () => {
    const [view, line] = [VIEWS[state.view][2], state.line];
    const wanted = [];
    if (line !== undefined) {
      const behind = new Set(books.lines[line]);
      wanted.push((row) => behind.has(row));
    } else wanted.push(view);
    const same = (name) => {
      const value = state[name];
      if (value !== undefined) wanted.push((row) => events[name].at(rows.event[row]) === value);
    };
    ['town', 'office'].forEach(same);
    const { cause, remark, month, field, source } = state;
    if (cause !== undefined) {
      wanted.push((row) => (books.cause(rows.event[row]) || {}).code === cause);
    }
    if (remark !== undefined) {
      wanted.push((row) => events.remarks.at(rows.event[row]).split(' ').includes(remark));
    }
    if (month !== undefined) wanted.push((row) => books.day(rows.event[row]).startsWith(month));
    if (source !== undefined) {
      wanted.push((row) => events.source[rows.event[row]] === source
        || (source === 1 && rows.other[row] >= 0 && outcome(row) === LINKED));
    }
    if (field !== undefined) {
      wanted.push((row) => books.differing(row).some((at) => books.differs.field[at] === field));
    }
    folded(state.text).split(/\s+/).filter(Boolean)
      .forEach((word) => wanted.push((row) => haystack(row).includes(word)));
    return wanted;
  };

  const space = el('div', { role: 'rowgroup', class: 'grid-space' });
  const heads = COLUMNS.map(([key, zh, en]) => el('div', { role: 'columnheader', class: `c-${key}` },
    el('button', { type: 'button', tabindex: '-1', class: 'plain', 'data-sort': key },
      both(zh, en), el('span', { class: 'arrow', 'aria-hidden': 'true' }))));
  const head = el('div', { role: 'rowgroup', class: 'grid-head' },
    el('div', { role: 'row', 'aria-rowindex': '1' }, heads));
  grid.append(head, space);
  grid.setAttribute('aria-colcount', String(COLUMNS.length));
  let height = 36;
  const MARGIN = 8;

  const rowElement = (at) => {
    const row = shown[at];
    const made = el('div', {
      role: 'row', id: `row-${at}`, class: at === active ? 'row active' : 'row',
      'aria-rowindex': String(at + 2), 'aria-selected': String(at === active),
    }, COLUMNS.map(([key, , , show]) =>
      el('div', { role: 'gridcell', class: `c-${key} own` }, show(row))));
    made.style.transform = `translateY(${at * height}px)`;
    return made;
  };
  const paint = () => {
    const from = Math.max(0, Math.floor(grid.scrollTop / height) - MARGIN);
    const seen = Math.ceil(grid.clientHeight / height) + 2 * MARGIN;
    const to = Math.min(shown.length, from + seen);
    const made = [];
    for (let at = from; at < to; at += 1) made.push(rowElement(at));
    space.replaceChildren(...made);
    if (active >= from && active < to) grid.setAttribute('aria-activedescendant', `row-${active}`);
    else grid.removeAttribute('aria-activedescendant');
  };
  const measure = () => {
    height = parseFloat(getComputedStyle(grid).getPropertyValue('--row')) || 36;
    space.style.height = `${shown.length * height}px`;
  };
  let asked = false;
  const repaint = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; paint(); });
  };
  const refresh = () => {
    const wanted = tests();
    const found = [];
    for (let row = 0; row < books.size; row += 1) {
      if (wanted.every((test) => test(row))) found.push(row);
    }
    if (state.sort) {
      const rank = rankOf(state.sort, COLUMNS.find(([key]) => key === state.sort)[4]);
      const way = state.down ? -1 : 1;
      found.sort((a, b) => way * (rank[a] < rank[b] ? -1 : rank[a] > rank[b] ? 1 : 0) || a - b);
    }
    shown = found;
    active = 0;
    heads.forEach((cell, at) => {
      const sorted = COLUMNS[at][0] === state.sort;
      cell.setAttribute('aria-sort', !sorted ? 'none' : state.down ? 'descending' : 'ascending');
    });
    grid.setAttribute('aria-rowcount', String(shown.length + 1));
    status.replaceChildren(...both(`${shown.length} / ${books.size} 条`,
      `${shown.length} of ${books.size}`));
    measure();
    grid.scrollTop = 0;
    paint();
  };
  const go = (to) => {
    if (!shown.length) return;
    active = Math.max(0, Math.min(shown.length - 1, to));
    const top = active * height;
    const room = grid.clientHeight - head.offsetHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + height > grid.scrollTop + room) grid.scrollTop = top + height - room;
    paint();
  };

  grid.addEventListener('scroll', repaint, { passive: true });
  grid.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(grid.clientHeight / height) - 2);
    const steps = {
      ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page,
      Home: 0, End: shown.length - 1,
    };
    if (event.key in steps) go(steps[event.key]);
    else if ((event.key === 'Enter' || event.key === ' ') && shown.length) open(active);
    else return;
    event.preventDefault();
  });
  grid.addEventListener('click', (event) => {
    const sort = event.target.closest('[data-sort]');
    if (sort) {
      const key = sort.dataset.sort;
      state.down = state.sort === key && !state.down;
      state.sort = key;
      refresh();
      return;
    }
    const row = event.target.closest('.row');
    if (!row) return;
    active = Number(row.id.slice(4));
    paint();
    open(active);
  });
  new ResizeObserver(() => { measure(); repaint(); }).observe(grid);

  return {
    VIEWS, COLUMNS, state, refresh, go,
    /** How many rows a view holds. */
    counted: (view) => {
      let count = 0;
      for (let row = 0; row < books.size; row += 1) if (VIEWS[view][2](row)) count += 1;
      return count;
    },
    sortBy(key) {
      state.down = false;
      state.sort = key || null;
      refresh();
    },
    get shown() { return shown; },
    get active() { return active; },
    number, say,
  };
};
