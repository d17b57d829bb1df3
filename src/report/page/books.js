// Opens the records that lie packed in the page.
const openBooks = async (packed) => {
  'use strict';
  const binary = atob(packed);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  const told = await new Response(stream).json();

  const numbers = ({ n }) => {
    const values = new Int32Array(n.length);
    for (let at = 0, sum = 0; at < n.length; at += 1) values[at] = sum += n[at];
    return values;
  };
  const texts = (column) => (column.d
    ? { at: (row) => column.d[column.i[row]], codes: column.i, words: column.d }
    : { at: (row) => column.v[row], codes: null, words: column.v });
  const open = (column) => (column.n ? numbers(column) : texts(column));
  const all = (columns) =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, open(column)]));

  const events = all(told.events);
  const rows = all(told.rows);
  const pairs = told.pairs;
  const compared = {
    prior: numbers(pairs.prior),
    probability: numbers(pairs.probability),
    decision: numbers(pairs.decision),
    surplus: numbers(pairs.surplus),
    judged: { zh: texts(pairs.judged_zh), en: texts(pairs.judged_en) },
    comparisons: pairs.comparisons.map((comparison) => ({
      ...comparison, level: numbers(comparison.level), weight: numbers(comparison.weight),
    })),
  };
  const differs = { ...all({ ...told.differs, classes: { n: [] } }), classes: told.differs.classes };
  const differing = new Map();
  differs.pair.forEach((pair, at) => {
    if (!differing.has(pair)) differing.set(pair, []);
    differing.get(pair).push(at);
  });
  const documents = told.documents.map(numbers);
  const documentsOf = new Map();
  documents[0].forEach((event, at) => {
    if (!documentsOf.has(event)) documentsOf.set(event, []);
    documentsOf.get(event).push(at);
  });
  // Cells stand per table in the order of its events.
  const place = new Int32Array(events.table.length);
  const seen = told.tables.map(() => 0);
  events.table.forEach((table, event) => { place[event] = seen[table]; seen[table] += 1; });
  const cells = told.tables.map((table) => table.cells.map(texts));

  const blank = { zh: '未填', en: 'blank' };
  const DAY = 86400000;
  const day = (event) => {
    const number = events.day[event];
    return number < 0 ? '' : new Date(number * DAY).toISOString().slice(0, 10);
  };
  return {
    told, events, rows, compared, differs, blank, day,
    size: rows.event.length,
    lines: told.lines.map(numbers),
    cause: (event) => told.causes[events.cause[event]],
    outcome: (event) => told.outcomes[events.outcome[event]],
    source: (event) => told.sources[events.source[event]],
    /** Positions of the disagreeing fields of a row. */
    differing: (row) => differing.get(rows.pair[row]) || [],
    /** File, sheet and row of an event in words. */
    place: (event) => ({ table: told.tables[events.table[event]].label, row: events.row[event] }),
    documents: (event) => (documentsOf.get(event) || []).map((at) => ({
      table: told.tables[documents[1][at]].label, row: documents[2][at],
    })),
    /** Cells of an event by field: text, and the name and header of the cell. */
    cells: (event) => {
      const found = new Map();
      const table = events.table[event];
      told.tables[table].fields.forEach(([field, letters, header], at) => {
        const text = cells[table][at].at(place[event]);
        if (found.has(field) && found.get(field).text) return;
        found.set(field, { text, place: `${letters}${events.row[event]} ${header}` });
      });
      return found;
    },
  };
};
