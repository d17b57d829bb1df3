
// The review desk: what is open, one card at a time, and the statement that decisions move. A
// decision counts as kept only once the desk has answered that it is on the disk.
(() => {
  'use strict';
  const { el, say, own } = house;
  const at = (id) => document.getElementById(id);
  const words = (text) => (text ? say(text.zh, text.en) : '');
  const LINES_SHOWN = 200;

  let state = null;
  let lines = [];
  let number = 0;
  let current = null;       // key of the card that is shown
  let place = 0;            // where it stands in the queue
  let card = null;
  let busy = false;
  let regardless = false;   // the person has seen that somebody else decided meanwhile
  let wanted = null;        // key to show once it is back in the queue
  let silent = false;       // the desk does not answer
  let closed = false;
  const mine = new Map();   // decisions that the queue does not tell yet
  const trail = [];         // keys decided from this page

  const KEYS = {
    same_visit: ['KeyS', 'Digit1', 'S'], different: ['KeyD', 'Digit2', 'D'],
    unsure: ['KeyU', 'Digit3', 'U'], second_code: ['KeyC', 'Digit4', 'C'],
    missed_scan: ['KeyM', 'Digit5', 'M'], false_scan: ['KeyF', 'Digit6', 'F'],
    no_counterpart: ['KeyX', 'Digit7', 'X'],
  };
  const ORDER = ['same_visit', 'second_code', 'different', 'missed_scan', 'false_scan',
    'no_counterpart', 'unsure'];

  const store = {
    get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, value); } catch { /* denied */ } },
  };
  const keysWork = () => store.get('hedui.keys') !== 'off';

  const alarm = (zh, en) => {
    const place = at('alarm');
    place.textContent = say(zh, en);
    place.hidden = place.textContent === '';
  };
  const calm = () => alarm('', '');
  const tell = (zh, en) => { at('saying').textContent = say(zh, en); };

  /** The desk's answer as {status, body}; null where it does not answer. */
  const ask = async (path, sent) => {
    const how = sent === undefined ? {} : {
      method: 'POST', body: JSON.stringify(sent), headers: { 'Content-Type': 'application/json' },
    };
    try {
      const answer = await fetch(path, how);
      return { status: answer.status, body: await answer.json().catch(() => ({})) };
    } catch {
      return null;
    }
  };

  const decided = (line) => {
    const own = mine.get(line.key);
    return own ? own.ruling !== 'unsure' : !line.open;
  };
  const shows = (line) => {
    const which = at('which').value;
    if (which === 'open' && decided(line)) return false;
    if (which === 'decided' && !decided(line)) return false;
    const looked = at('find').value.trim().toLowerCase();
    return !looked || `${line.name || ''} ${line.day || ''}`.toLowerCase().includes(looked);
  };

  // ---- the queue

  const layQueue = () => {
    const list = lines.filter(shows);
    const here = Math.max(0, list.findIndex((line) => line.key === current));
    const from = Math.max(0, Math.min(here - 20, list.length - LINES_SHOWN));
    const item = (line) => {
      const said = mine.get(line.key);
      const told = said ? words(said.words) : words(line.said);
      const p = line.probability === null ? '' : ' · ' + line.probability.toFixed(2);
      return el('li', {}, el('button', {
        type: 'button', 'aria-current': line.key === current ? 'true' : null,
        click: () => show(line.key),
      }, el('span', { class: 'who own' }, own(line.name || '—')),
      el('span', { class: 'what' }, `${words(line.kind)} · ${line.day || ''}${p} `,
        told ? el('span', { class: 'said' }, '✓ ' + told) : null)));
    };
    at('lines').replaceChildren(...list.slice(from, from + LINES_SHOWN).map(item));
    const rest = list.length - Math.min(list.length, LINES_SHOWN);
    at('more').textContent = rest > 0 ? say(`另有 ${rest} 条未列出`, `${rest} more not listed`)
      : list.length === 0 ? say('没有', 'none') : '';
    const marked = at('lines').querySelector('[aria-current]');
    if (marked) marked.scrollIntoView({ block: 'nearest' });
    const left = lines.filter((line) => !decided(line)).length;
    at('left').textContent = say(`待判断 ${left} 条,共 ${lines.length} 条`,
      `${left} of ${lines.length} open`);
  };

  /** The next line in a direction that the list shows; round the end once. */
  const neighbour = (step) => {
    const count = lines.length;
    const found = lines.findIndex((line) => line.key === current);
    // A line that has left the queue leaves its place to the one behind it.
    const from = found >= 0 ? found : step > 0 ? place - 1 : place;
    for (let n = 1; n <= count; n += 1) {
      const to = ((from + step * n) % count + count) % count;
      if (lines[to].key !== current && shows(lines[to])) return lines[to].key;
    }
    return null;
  };

  const move = (step) => {
    const next = neighbour(step);
    if (next) show(next);
    else if (!lines.some((line) => line.key === current && shows(line))) layEmpty();
  };

  // ---- the card

  const show = async (key) => {
    const answer = await ask('card?' + key);
    if (answer === null) return unheard();
    if (answer.status === 404) {
      wanted = key;
      tell('这一条正在重算,稍后显示', 'this card is being computed anew and comes in a moment');
      return undefined;
    }
    if (answer.status !== 200) return barred();
    wanted = null;
    current = key;
    regardless = false;
    card = answer.body;
    const found = lines.findIndex((line) => line.key === key);
    if (found >= 0) place = found;
    layCard();
    layQueue();
    at('card').scrollTop = 0;
    at('card').focus({ preventScroll: true });
    return undefined;
  };

  const layCard = () => {
    if (!card) return;
    const written = ['why', 'other'].map((id) => (at(id) ? at(id).value : ''));
    const heads = [say('检查(执法系统)', 'inspection (safety system)'),
      say('赋码(监管平台)', 'code (platform)')];
    const side = (text) => (text ? { text: words(text) } : null);
    const rows = card.fields.map((field) => ({
      field: words(field.name), left: side(field.inspection), right: side(field.code),
      differs: field.differs,
    }));
    rows.push({ field: say('码状态', 'state of code'), left: null, right: side(card.code_state) });
    rows.push({ field: say('来源', 'source'), left: side(card.origin[0]),
      right: side(card.origin[1]) });
    const found = lines.findIndex((line) => line.key === card.key);
    const evidence = card.evidence;
    const weighty = evidence ? evidence.rows.filter((row) => Math.abs(row.weight) >= 0.005) : [];
    const light = evidence ? evidence.rows.length - weighty.length : 0;
    const heading = el('h2', { id: 'card-title' }, words(card.kind),
      found >= 0 ? ` ${found + 1} / ${lines.length}` : '');
    at('card').setAttribute('aria-labelledby', 'card-title');
    at('card').replaceChildren(
      el('div', { class: 'card-head' }, heading,
        el('p', { class: 'note' }, words(card.effect)),
        el('div', { class: 'bar-of-controls steps' }, plain('撤销', 'undo', 'Z', undo),
          plain('上一条', 'previous', 'K', () => move(-1)),
          plain('下一条', 'next', 'J', () => move(1)))),
      ...(card.earlier ? [el('p', { class: 'earlier own' }, own(words(card.earlier)))] : []),
      house.pairTable(heads, rows),
      ...(card.detail ? [el('p', { class: 'note own' }, own(words(card.detail)))] : []),
      ...(evidence ? [el('h3', {}, say('证据与权重', 'Evidence and weights')),
        house.weightsTable([
          { name: say('先验', 'prior'), level: '', weight: evidence.prior },
          ...weighty.map((row) => ({
            name: words(row.name), level: words(row.level), weight: row.weight,
          })),
        ], evidence.probability.toFixed(4)),
        ...(light ? [el('p', { class: 'note' }, say(`另有 ${light} 项一方空白或不增不减`,
          `${light} more are blank on a side or weigh nothing`))] : [])]
        : [el('p', { class: 'note' }, say('没有可比的候选', 'no candidate to compare with'))]),
      deciding());
    at('why').value = written[0];
    at('other').value = written[1];
  };

  const deciding = () => {
    const field = (id, key, zh, en, kind) => el('label', { class: kind },
      el('span', {}, say(zh, en), ' ', el('kbd', { 'aria-hidden': 'true' }, key)),
      el('input', { id, maxlength: id === 'why' ? 1000 : 100, autocomplete: 'off',
        keydown: leaveField }));
    const rulings = ORDER.map((name) => card.rulings.find((ruling) => ruling.name === name));
    const button = (ruling) => el('button', {
      type: 'button', 'data-ruling': ruling.name,
      class: ruling.name === 'same_visit' ? 'same' : ruling.name === 'different' ? 'different' : '',
      'aria-keyshortcuts': KEYS[ruling.name][2], click: () => decide(ruling.name),
    }, words(ruling.words), ' ', el('kbd', { 'aria-hidden': 'true' }, KEYS[ruling.name][2]));
    return el('div', { class: 'deciding' },
      el('div', { class: 'words' }, field('why', 'N', '理由', 'why', 'why'),
        field('other', 'B', '实际对应编号', 'true counterpart', 'number')),
      el('div', { class: 'bar-of-controls' }, rulings.filter(Boolean).map(button)));
  };
  const plain = (zh, en, key, act) => el('button', {
    type: 'button', class: 'plain', 'aria-keyshortcuts': key, click: act,
  }, say(zh, en), ' ', el('kbd', { 'aria-hidden': 'true' }, key));

  const leaveField = (event) => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    at('card').focus({ preventScroll: true });
  };

  const layEmpty = () => {
    card = null;
    current = null;
    const left = lines.some((line) => !decided(line));
    at('card').removeAttribute('aria-labelledby');
    at('card').replaceChildren(el('p', { class: 'unanswered' }, left
      ? say('这个列表里没有了', 'nothing more in this list')
      : say('都判断完了', 'everything is decided')));
    layQueue();
  };

  // ---- deciding

  const decide = async (ruling) => {
    const told = card && card.rulings.find((one) => one.name === ruling);
    if (!told || busy) return;
    const other = at('other').value.trim();
    if (told.needs_number && !other) {
      alarm('没有候选:先填实际对应编号', 'no candidate: fill in the number of the true counterpart');
      at('other').focus();
      return;
    }
    busy = true;
    const judged = card;
    const answer = await ask('judge', {
      about: judged.about, ruling, why: at('why').value, by: at('by').value, other,
      inspection: judged.inspection, code: judged.code, heard: judged.heard, regardless,
    });
    busy = false;
    if (answer === null) {
      alarm('没有回应:这一条没有确认保存。请稍后再按一次;如已关闭,重新运行 hedui review serve',
        'no answer: this decision is not confirmed. Press again in a moment; if the desk is ' +
        'closed, run hedui review serve again');
      silent = true;
      return;
    }
    const { status, body } = answer;
    if (status === 200) {
      calm();
      mine.set(judged.key, { ruling, words: body.kept });
      trail.push(judged.key);
      at('why').value = '';
      at('other').value = '';
      const name = (lines.find((line) => line.key === judged.key) || {}).name || '';
      tell(`已保存:${words(body.kept)} — ${name}`, `kept: ${words(body.kept)} — ${name}`);
      move(1);
      if (current === judged.key) layQueue();
      hurry();
    } else if (status === 409) {
      regardless = true;
      alarm(`刚有人判定:${body.overtaken.zh}。再按一次,仍保存您的判定`,
        `just decided by somebody: ${body.overtaken.en}. Press again to keep yours all the same`);
    } else failed(body);
  };

  const failed = (body) => {
    const text = body.refused || body.fault;
    if (!text) return barred();
    alarm(`没有保存:${text.zh}`, `not kept: ${text.en}`);
    return undefined;
  };

  const undo = async () => {
    if (busy) return;
    busy = true;
    const answer = await ask('undo', {});
    busy = false;
    if (answer === null) return unheard();
    if (answer.status !== 200) {
      const text = answer.body.refused;
      if (!text) return failed(answer.body);
      return tell(text.zh, text.en);
    }
    calm();
    const [inspection, code] = answer.body.subject;
    const possible = [`pair:${inspection}:${code}`, `inspection:${inspection}`, `code:${code}`];
    const key = trail.pop() || possible.find((one) => lines.some((line) => line.key === one))
      || possible[0];
    mine.delete(key);
    tell(`已撤销:${words(answer.body.undone)}`, `undone: ${words(answer.body.undone)}`);
    hurry();
    return show(key);
  };

  // ---- the statement

  const signed = (amount) => (amount < 0 ? '−' : '+') + Math.abs(amount);
  const layStatement = () => {
    const { statement, statement_before: before, waiting } = state;
    const was = new Map(before.lines.map((line) => [line.key, line]));
    const is = new Set(statement.lines.map((line) => line.key));
    const shown = (line) => {
      if (line.amount === null) return '';
      return line.kind === 'item' ? signed(line.amount) : String(line.amount).replace('-', '−');
    };
    const row = (line, gone) => {
      const old = was.has(line.key) ? was.get(line.key).amount : 0;
      const step = (gone ? 0 : line.amount) - (old || 0);
      const moved = line.amount !== null && step !== 0;
      return el('tr', { class: `${line.kind}${moved ? ' moved' : ''}${gone ? ' gone' : ''}` },
        el('td', {}, words(line.text)),
        el('td', { class: 'n step' }, moved ? signed(step) : ''),
        el('td', { class: 'n' }, gone ? '0' : shown(line)));
    };
    const gone = before.lines.filter((line) => !is.has(line.key) && line.amount);
    const figures = [['linked', '已链接', 'linked'], ['under_review', '待复核', 'under review'],
      ['A99', 'A99 未赋码', 'A99 no code'], ['B99', 'B99 无检查', 'B99 no inspection']];
    const [now, then] = [state.standing, state.standing_before];
    const figure = ([key, zh, en]) => el('tr', { class: now[key] === then[key] ? '' : 'moved' },
      el('td', {}, say(zh, en)),
      el('td', { class: 'n step' }, now[key] === then[key] ? '' : signed(now[key] - then[key])),
      el('td', { class: 'n' }, String(now[key])));
    const table = (rows, name) => el('table', { class: 'statement-lines' },
      el('caption', { class: 'unseen' }, name),
      el('thead', { class: 'unseen' }, el('tr', {}, el('th', { scope: 'col' }, say('项目', 'line')),
        el('th', { scope: 'col' }, say('本次变动', 'moved')),
        el('th', { scope: 'col' }, say('次数', 'visits')))),
      el('tbody', {}, rows));
    const note = waiting > 0
      ? say(`正在计入 ${waiting} 条新判定`, `counting ${waiting} new decision${waiting > 1 ? 's' : ''}`)
        + (state.stage ? `:${words(state.stage)}` : '') + '…'
      : say(`已计入全部判定(本次 ${state.kept} 条)`,
        `every decision is counted (${state.kept} from this desk)`);
    at('statement').className = waiting > 0 ? 'stale' : '';
    at('statement').replaceChildren(
      el('h2', {}, words(statement.title)), el('p', { class: 'note own' }, words(statement.scope)),
      el('p', { class: 'note', id: 'counted' }, note),
      table([...statement.lines.map((line) => row(line, false)),
        ...gone.map((line) => row(line, true))], words(statement.title)),
      ...(statement.note ? [el('p', { class: 'note' }, words(statement.note))] : []),
      el('h3', {}, say('复核能改变的', 'What a review can move')),
      table(figures.map(figure), say('复核能改变的', 'What a review can move')),
      ...(state.unapplied.length ? [el('h3', {}, say('未采用的判定', 'Decisions not applied')),
        el('ul', {}, state.unapplied.map((text) => el('li', { class: 'own' }, own(words(text)))))]
        : []));
  };

  // ---- keeping up

  let timer = 0;
  const hurry = (after = 250) => {
    clearTimeout(timer);
    timer = setTimeout(keepUp, after);
  };
  const keepUp = async () => {
    if (closed) return;
    const answer = await ask('state');
    if (answer === null) {
      unheard();
      hurry(2000);
      return;
    }
    if (answer.status !== 200) {
      barred();
      return;
    }
    if (silent) {
      silent = false;
      calm();
    }
    const last = state;
    state = answer.body;
    if (state.trouble) alarm(state.trouble.zh, state.trouble.en);
    else if (last && last.trouble) calm();
    if (JSON.stringify(last) !== JSON.stringify(state)) layStatement();
    if (state.number !== number) {
      const queue = await ask('queue');
      if (queue && queue.status === 200) {
        number = queue.body.number;
        lines = queue.body.lines;
        if (state.waiting === 0) mine.clear();
        if (wanted && lines.some((line) => line.key === wanted)) await show(wanted);
        else if (!current) await begin();
        else layQueue();
      }
    }
    hurry(state.waiting > 0 ? 400 : 2500);
  };
  const begin = async () => {
    const first = lines.find(shows);
    if (first) await show(first.key);
    else layEmpty();
  };
  const unheard = () => {
    silent = true;
    alarm('复核台没有回应。显示过“已保存”的判定都已在磁盘上;重新运行 hedui review serve 并用新网址打开',
      'the desk does not answer. Every decision that was shown as kept is on the disk; run ' +
      'hedui review serve again and open its new link');
  };
  const barred = () => alarm('复核台不认得这个网页,请用新网址打开',
    'the desk does not know this page; open its new link');

  const stop = async () => {
    if (!confirm(say('结束复核?判定都已保存。', 'Stop reviewing? All decisions are kept.'))) return;
    const answer = await ask('stop', {});
    if (answer === null || answer.status !== 200) return unheard();
    closed = true;
    clearTimeout(timer);
    const kept = answer.body.stopped;
    document.body.replaceChildren(el('main', { class: 'closed' },
      el('h1', {}, say('复核台已关闭', 'The desk is closed')),
      el('p', {}, say(`本次保存 ${kept} 条;以后的核对都会采用。可以关闭这个网页。`,
        `${kept} kept from this desk; every later run applies them. This page can be closed.`))));
    return undefined;
  };

  // ---- keys

  const help = () => {
    const rows = [['S 1', '同一次检查', 'same visit'], ['D 2', '不是同一次检查', 'different visits'],
      ['U 3', '不确定', 'unsure'], ['C 4', '同一次检查的重复码', 'second code of the visit'],
      ['M 5', '确为漏扫', 'missed scan'], ['F 6', '确为虚假扫码', 'false scan'],
      ['X 7', '确无对应记录', 'no counterpart'], ['Z', '撤销上一次判定', 'undo the last decision'],
      ['J →', '下一条', 'next'], ['K ←', '上一条', 'previous'],
      ['N', '写理由(回车返回)', 'write why (Enter returns)'],
      ['B', '填实际对应编号', 'number of the true counterpart'],
      ['/', '查找', 'find'], ['?', '这张表', 'this table']];
    const row = ([keys, zh, en]) => el('tr', {},
      el('td', {}, keys.split(' ').flatMap((key) => [el('kbd', {}, key), ' '])),
      el('td', {}, say(zh, en)));
    const box = el('input', { type: 'checkbox', id: 'keys-work' });
    box.checked = keysWork();
    box.addEventListener('change', () => store.set('hedui.keys', box.checked ? 'on' : 'off'));
    at('help').replaceChildren(el('h2', { id: 'help-title' }, say('快捷键', 'Keys')),
      el('table', {}, el('tbody', {}, rows.map(row))),
      el('p', {}, el('label', {}, box, ' ', say('单键快捷键有效', 'single keys work'))),
      el('button', { type: 'button', class: 'main', click: () => at('help').close() },
        say('关闭', 'close')));
    at('help').showModal();
  };

  const pressed = (event) => {
    if (closed || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at('help').open || event.target.closest('input, select, textarea')) return;
    if (event.key === '?') { event.preventDefault(); help(); return; }
    if (!keysWork()) return;
    const ruling = Object.keys(KEYS).find((name) => KEYS[name].includes(event.code));
    const focus = (id) => { const field = at(id); if (field) field.focus(); };
    const acts = {
      KeyZ: undo, KeyJ: () => move(1), ArrowRight: () => move(1), KeyK: () => move(-1),
      ArrowLeft: () => move(-1), KeyN: () => focus('why'), KeyB: () => focus('other'),
      Slash: () => focus('find'),
    };
    const act = ruling ? () => decide(ruling) : acts[event.code];
    if (!act) return;
    event.preventDefault();
    // A key held down is one decision.
    if (!event.repeat) act();
  };

  const relabel = () => {
    for (const option of at('which').options) {
      option.textContent = say(option.dataset.zh, option.dataset.en);
    }
    document.title = `${say('人工复核', 'Clerical review')} · ${at('folder').textContent}`;
    if (state) layStatement();
    if (card) layCard();
    if (lines.length) layQueue();
  };

  const start = async () => {
    document.addEventListener('house:lang', relabel);
    house.begin();
    document.addEventListener('keydown', pressed);
    at('keys').addEventListener('click', help);
    at('stop').addEventListener('click', stop);
    at('which').addEventListener('change', layQueue);
    at('find').addEventListener('input', layQueue);
    at('find').addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      const first = lines.find(shows);
      if (first) show(first.key);
    });
    at('by').addEventListener('change', () => store.set('hedui.by', at('by').value));
    await keepUp();
    if (!state) return;
    at('by').value = store.get('hedui.by') || state.by;
    tell('S 同一次,D 不是,U 不确定,Z 撤销;? 列出全部快捷键。按下即保存',
      'S same, D different, U unsure, Z undo; ? lists all keys. Kept as soon as pressed');
  };
  start();
})();
