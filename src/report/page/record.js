// One record and what stands beside it: values cell by cell, the evidence, the rows of the files.
const recordView = (books) => {
  'use strict';
  const { el, both, own } = house;
  const { events, rows, compared, differs, told } = books;
  const PLATFORM = 1;

  const rowWords = (place) => [own(place.table), ' ',
    both(`第 ${place.row} 行`, `row ${place.row}`)];
  const heading = (event) => {
    if (event === null) return [el('span', { class: 'quiet' }, both('无对应记录', 'no record'))];
    const source = books.source(event);
    return [both(source.zh, source.en), el('span', { class: 'place' }, rowWords(books.place(event)))];
  };

  const fieldRows = (left, right, row) => {
    const [cellsLeft, cellsRight] = [left, right]
      .map((event) => (event === null ? new Map() : books.cells(event)));
    const disagree = new Map(books.differing(row).map((at) => [differs.field[at], at]));
    const elsewhere = (side, at) => {
      const text = differs[side].at(at);
      return text ? { text, place: differs[`${side}_place`].at(at) } : null;
    };
    return told.fields.flatMap((field, index) => {
      const at = disagree.get(index);
      const a = (at !== undefined && elsewhere('left', at)) || cellsLeft.get(index) || null;
      const b = (at !== undefined && elsewhere('right', at)) || cellsRight.get(index) || null;
      const value = (cell) => (cell ? cell.text : '');
      if (!value(a) && !value(b)) return [];
      const kind = at === undefined ? null : differs.classes[differs.class[at]];
      const name = [both(field.zh, field.en),
        kind ? el('span', { class: 'place' }, both(kind.zh, kind.en)) : null];
      return [{ field: name, left: a, right: b, differs: value(a) !== value(b) && a && b }];
    });
  };
  const evidence = (pair) => {
    const parts = [{ name: both('先验', 'prior'), level: '', weight: compared.prior[pair] / 100 }];
    for (const comparison of compared.comparisons) {
      const level = comparison.levels[comparison.level[pair]];
      if (!level) continue;
      parts.push({
        name: both(comparison.name.zh, comparison.name.en), level: both(level.zh, level.en),
        weight: comparison.weight[pair] / 100,
      });
    }
    const words = ['链接', '可能链接,待人工复核', '不链接'][compared.decision[pair]];
    const english = ['link', 'possible link, to review', 'non-link'][compared.decision[pair]];
    const judged = both(compared.judged.zh.at(pair), compared.judged.en.at(pair));
    const probability = (compared.probability[pair] / 10000).toFixed(4);
    return [
      el('h3', {}, both('比较与权重', 'Comparisons and weights')),
      el('p', { class: 'note' },
        both(`判定:${words}。权重为以 2 为底的对数,逐项相加。`,
          `Decision: ${english}. Weights are logarithms to base 2 and add up.`), ' ', judged),
      house.weightsTable(parts, probability),
    ];
  };
  const lineage = (list) => el('ul', { class: 'lineage' }, list.flatMap((event) => {
    const source = books.source(event);
    return [el('li', {}, both(source.zh, source.en), ' · ', rowWords(books.place(event))),
      ...books.documents(event).map((place) =>
        el('li', { class: 'quiet' }, both('文书', 'document'), ' · ', rowWords(place)))];
  }));
  const line = (zh, en, ...content) =>
    el('p', {}, el('span', { class: 'quiet' }, both(zh, en), ' '), ...content);
  const spoken = (name, event) => {
    const [zh, en] = [events[`${name}_zh`].at(event), events[`${name}_en`].at(event)];
    return zh === en ? own(zh)
      : [el('span', { class: 'zh own' }, own(zh)), el('span', { class: 'en own' }, own(en))];
  };

  /** What is said of the row before its values. */
  const about = (row) => {
    const event = rows.event[row];
    const [outcome, cause] = [books.outcome(event), books.cause(event)];
    const remarks = events.remarks.at(event);
    const said = [el('p', { class: 'said' },
      outcome ? el('strong', {}, both(outcome.zh, outcome.en)) : null,
      cause ? [' · ', `${cause.code} `, both(cause.zh, cause.en)] : null,
      ' · ', el('code', {}, events.id.at(event)))];
    if (events.detail_zh.at(event)) said.push(line('依据', 'evidence', spoken('detail', event)));
    if (cause && cause.measure.zh) {
      said.push(line('建议措施', 'measure', both(cause.measure.zh, cause.measure.en)));
    }
    if (remarks) said.push(line('另有', 'also', remarks));
    const broke = events.told_zh.at(event);
    if (broke && !events.detail_zh.at(event).includes(broke)) {
      said.push(line('未成立的原因', 'what broke it', spoken('told', event)));
    }
    if (events.needed_zh.at(event)) {
      said.push(line('成立所需', 'what it needs', spoken('needed', event)));
    }
    return said;
  };
  /** Everything about a row, as elements. */
  return (row) => {
    const [event, other, pair] = [rows.event[row], rows.other[row], rows.pair[row]];
    const beside = other < 0 ? null : other;
    const [left, right] = events.source[event] === PLATFORM ? [beside, event] : [event, beside];
    const isPair = [0, 1].includes(events.outcome[event]);
    const title = beside === null ? both('记录', 'Record')
      : isPair ? both('两条记录对照', 'The two records')
        : both('与最接近的记录对照', 'Beside the nearest record');
    return [
      ...about(row),
      el('h3', {}, title),
      house.pairTable([heading(left), heading(right)], fieldRows(left, right, row)),
      ...(pair >= 0 ? evidence(pair) : []),
      el('h3', {}, both('出处', 'Where it stands')),
      lineage([left, right].filter((side) => side !== null)),
    ];
  };
};
