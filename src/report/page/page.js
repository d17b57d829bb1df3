// Brings the page to life: opens the records, then lets lines, charts and fields lead to them.
(async () => {
  'use strict';
  const { el, both, own, say } = house;
  const find = (id) => document.getElementById(id);
  house.begin();
  const waiting = find('waiting');
  if (typeof DecompressionStream === 'undefined') {
    waiting.replaceChildren(...both('此浏览器版本过旧,无法打开记录表;请改看同目录的差异报告.xlsx。',
      'This browser is too old to open the records; see 差异报告.xlsx beside this file.'));
    return;
  }
  let books;
  try {
    books = await openBooks(find('packed').textContent.trim());
  } catch (error) {
    waiting.replaceChildren(...both('记录无法打开,文件可能不完整。', 'The records cannot be opened.'));
    throw error;
  }
  const { events, rows } = books;

  // One record at a time, in the order of the table or of a line.
  const dialog = find('record');
  const view = recordView(books);
  let walk = { list: [], at: 0 };
  const mark = (text) => {
    try { history.replaceState(null, '', text); } catch { /* some viewers refuse it */ }
  };
  const showRecord = () => {
    const row = walk.list[walk.at];
    const event = rows.event[row];
    find('record-title').replaceChildren(...own(events.name.at(event) || events.number.at(event)));
    find('record-at').replaceChildren(`${walk.at + 1} / ${walk.list.length}`);
    find('record-body').replaceChildren(...view(row));
    find('record-before').disabled = walk.at === 0;
    find('record-after').disabled = walk.at + 1 >= walk.list.length;
    mark(`#record=${encodeURIComponent(events.id.at(event))}`);
    if (!dialog.open) {
      dialog.showModal();
      document.body.classList.add('reading-one');
    }
    find('record-body').scrollTop = 0;
  };
  const openRecord = (list, at) => {
    walk = { list, at };
    showRecord();
  };
  const stepRecord = (by) => {
    const at = walk.at + by;
    if (at < 0 || at >= walk.list.length) return;
    walk.at = at;
    showRecord();
  };
  find('record-before').addEventListener('click', () => stepRecord(-1));
  find('record-after').addEventListener('click', () => stepRecord(1));
  find('record-close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowLeft' || event.key === 'k') stepRecord(-1);
    else if (event.key === 'ArrowRight' || event.key === 'j') stepRecord(1);
  });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => {
    document.body.classList.remove('reading-one');
    mark('#records');
    if (walk.list === table.shown) table.go(walk.at);
  });

  const table = recordsTable(books, find('grid'), find('found'),
    (at) => openRecord(table.shown, at));
  const { state } = table;

  // The fields above the table.
  const values = (column) => {
    const counts = new Map();
    rows.event.forEach((event) => {
      const value = column(event);
      if (value !== undefined) counts.set(value, (counts.get(value) || 0) + 1);
    });
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  const months = values((event) => books.day(event).slice(0, 7) || undefined)
    .sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const causes = values((event) => events.cause[event]).filter(([cause]) => cause >= 0)
    .sort((a, b) => a[0] - b[0]);
  const fields = new Map();
  for (let row = 0; row < books.size; row += 1) {
    const of = new Set(books.differing(row).map((at) => books.differs.field[at]));
    of.forEach((field) => fields.set(field, (fields.get(field) || 0) + 1));
  }
  const counts = Object.fromEntries(Object.keys(table.VIEWS).map((view) =>
    [view, table.counted(view)]));
  const any = (zh, en) => ['', say(zh, en)];
  const named = (value) => value || say(books.blank.zh, books.blank.en);
  const choices = {
    view: () => Object.entries(table.VIEWS).filter(([key]) => counts[key] || key === 'open')
      .map(([key, [zh, en]]) => [key, `${say(zh, en)} (${counts[key]})`]),
    cause: () => [any('全部原因', 'any cause'), ...causes.map(([cause, count]) => {
      const { code, zh, en } = books.told.causes[cause];
      return [code, `${code} ${say(zh, en)} (${count})`];
    })],
    town: () => [any('全部乡镇', 'any town'), ...values(events.town.at)
      .map(([town, count]) => [`=${town}`, `${named(town)} (${count})`])],
    office: () => [any('全部机构', 'any office'), ...values(events.office.at)
      .map(([office, count]) => [`=${office}`, `${named(office)} (${count})`])],
    month: () => [any('全部月份', 'any month'), ...months.map(([m, count]) => [m, `${m} (${count})`])],
    field: () => [any('不一致字段', 'any field'), ...[...fields].sort((a, b) => b[1] - a[1])
      .map(([field, count]) => {
        const { zh, en } = books.told.fields[field];
        return [String(field), `${say(zh, en)} (${count})`];
      })],
    sort: () => [any('原始顺序', 'as in the files'), ...table.COLUMNS
      .map(([key, zh, en]) => [key, say(zh, en)])],
  };
  const select = (key) => find(`by-${key}`);
  const typed = {
    town: (value) => value.slice(1), office: (value) => value.slice(1), field: Number,
  };
  const shownValue = { town: (v) => `=${v}`, office: (v) => `=${v}`, field: String };
  const drawChoices = () => {
    for (const [key, options] of Object.entries(choices)) {
      const value = state[key];
      const wanted = value === undefined || value === null ? ''
        : (shownValue[key] || ((v) => v))(value);
      select(key).replaceChildren(...options().map(([value, text]) =>
        el('option', { value, selected: value === wanted }, text.slice(0, 60))));
    }
    find('by-text').value = state.text;
    drawChips();
  };
  // What came from a line or chart and has no field of its own.
  const drawChips = () => {
    const chips = [];
    if (state.line !== undefined) {
      const line = find(`line-${state.line}`).querySelector('.text').cloneNode(true);
      chips.push(['line', [both('核对表:', 'statement: '), ...line.childNodes]]);
    }
    if (state.remark !== undefined) chips.push(['remark', both(`备注 ${state.remark}`, `remark ${state.remark}`)]);
    if (state.source !== undefined) {
      const { zh, en } = books.told.sources[state.source];
      chips.push(['source', both(zh, en)]);
    }
    find('chips').replaceChildren(...chips.map(([key, words]) => el('button', {
      type: 'button', class: 'chip', click: () => { delete state[key]; drawChoices(); table.refresh(); },
    }, words, ' ×')));
  };
  const clear = () => {
    for (const key of ['line', 'cause', 'remark', 'town', 'office', 'month', 'field', 'source']) {
      delete state[key];
    }
    state.text = '';
    state.view = 'open';
  };
  /** Leads from elsewhere on the page to the table, with these fields set. */
  const lead = (wanted) => {
    clear();
    Object.assign(state, { view: 'all' }, wanted);
    drawChoices();
    table.refresh();
    find('records').scrollIntoView();
    find('grid').focus({ preventScroll: true });
  };
  for (const key of Object.keys(choices)) {
    select(key).addEventListener('change', (event) => {
      const { value } = event.target;
      if (key === 'sort') { table.sortBy(value); return; }
      if (value === '') delete state[key];
      else state[key] = (typed[key] || ((v) => v))(value);
      if (key === 'view') delete state.line;
      drawChips();
      table.refresh();
    });
  }
  let pending = 0;
  const searched = () => {
    cancelAnimationFrame(pending);
    pending = 0;
    table.refresh();
  };
  find('by-text').addEventListener('input', (event) => {
    state.text = event.target.value;
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(searched);
  });
  // Whoever leaves the field before the next frame moves among the rows it has found.
  find('by-text').addEventListener('change', () => { if (pending) searched(); });
  find('print').addEventListener('click', () => window.print());
  find('fields').addEventListener('submit', (event) => event.preventDefault());
  find('clear').addEventListener('click', () => { clear(); drawChoices(); table.refresh(); });
  document.addEventListener('keydown', (event) => {
    const busy = event.target.closest('input, select, textarea, dialog');
    if (event.key !== '/' || busy || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    find('by-text').focus();
  });
  document.addEventListener('house:lang', drawChoices);

  // Lines of the statement open the first of their records and lead to all of them.
  const FIRST = 10;
  const inside = (line) => {
    const behind = Array.from(books.lines[line]);
    const record = (row, at) => {
      const event = rows.event[row];
      return el('tr', {}, el('td', { class: 'd' }, books.day(event)),
        el('td', {}, el('button', {
          type: 'button', class: 'plain own', click: () => openRecord(behind, at),
        }, own((events.name.at(event) || '—').slice(0, 200)))),
        el('td', { class: 'own' }, own(table.number(row))),
        el('td', { class: 'place' }, own(books.place(event).table), ' ', String(books.place(event).row)));
    };
    const all = both(`在记录表中查看全部 ${behind.length} 条`, `see all ${behind.length} in the table`);
    return [
      el('table', {}, el('thead', { class: 'unseen' }, el('tr', {},
        ['日期|date', '检查对象|object', '编号|number', '来源行|source row'].map((head) =>
          el('th', { scope: 'col' }, both(...head.split('|')))))),
      el('tbody', {}, behind.slice(0, FIRST).map(record))),
      el('p', { class: 'screen' }, el('button', {
        type: 'button', 'data-line': line, click: () => lead({ line }),
      }, all)),
      behind.length > FIRST ? el('p', { class: 'note printed' },
        both(`此处印出前 ${FIRST} 条,共 ${behind.length} 条`,
          `the first ${FIRST} of ${behind.length}`)) : null,
    ].filter(Boolean);
  };
  document.querySelectorAll('details[data-line]').forEach((details) => {
    const fill = () => {
      const box = details.querySelector('.inside');
      if (details.open && !box.childElementCount) box.append(...inside(Number(details.dataset.line)));
    };
    details.addEventListener('toggle', fill);
    fill();
  });
  // Charts and causes lead to their records.
  document.addEventListener('click', (event) => {
    const from = event.target.closest('[data-lead]');
    if (!from) return;
    const wanted = {};
    for (const key of ['town', 'office', 'cause', 'remark', 'month', 'view']) {
      if (from.dataset[key] !== undefined) wanted[key] = from.dataset[key];
    }
    if (from.dataset.source !== undefined) wanted.source = Number(from.dataset.source);
    lead(wanted);
  });

  // On paper: the rows that a search or a line has chosen.
  const PRINTED = 300;
  window.addEventListener('beforeprint', () => {
    const chosen = Object.keys(state).some((key) => !['view', 'text', 'sort', 'down'].includes(key))
      || state.text || state.view !== 'open';
    const list = chosen ? table.shown.slice(0, PRINTED) : [];
    const cells = (row) => table.COLUMNS.map(([key, , , show]) =>
      el('td', { class: key === 'day' ? 'd own' : 'own' }, show(row)));
    find('printed').replaceChildren(...(list.length ? [
      el('p', { class: 'note' }, both(`所选记录 ${table.shown.length} 条,印出 ${list.length} 条`,
        `${table.shown.length} records chosen, ${list.length} printed`)),
      el('table', {}, el('thead', {}, el('tr', {}, table.COLUMNS.map(([, zh, en]) =>
        el('th', {}, both(zh, en))))),
      el('tbody', {}, list.map((row) => el('tr', {}, cells(row))))),
    ] : [el('p', { class: 'note' }, both(`记录共 ${books.size} 条,全部见同目录的差异报告.xlsx 与 ledger.csv。`,
      `${books.size} records in all: see 差异报告.xlsx and ledger.csv beside this file.`))]));
  });

  waiting.remove();
  find('workbench').hidden = false;
  drawChoices();
  table.refresh();
  const asked = /^#record=(.+)$/.exec(location.hash);
  if (asked) {
    const id = decodeURIComponent(asked[1]);
    const row = rows.event.findIndex((event) => events.id.at(event) === id);
    if (row >= 0) openRecord([row], 0);
  }
  document.documentElement.dataset.ready = 'yes';
  performance.mark('hedui:ready');
})();
