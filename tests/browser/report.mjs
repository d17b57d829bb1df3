// report.html in a real Chromium: the demonstration year, names that try to break out, and a run
// of more than 50,000 records. HEDUI names the program, HEDUI_MANY a folder with many records.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, openPage } from './chromium.mjs';

const PROGRAM = process.env.HEDUI;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const scratch = mkdtempSync(join(tmpdir(), 'hedui-report-'));
const demo = join(scratch, 'demo');
let browser;

const hedui = (...words) =>
  execFileSync(PROGRAM, [...words, '--lang', 'zh'], { stdio: ['ignore', 'pipe', 'pipe'] });
const reportOf = (folder) => join(folder, 'hedui-run', 'report.html');
const opened = async (folder, options) => {
  const url = pathToFileURL(reportOf(folder)).href;
  const made = await openPage(browser, url, options);
  await made.page.waitForSelector('html[data-ready]', { timeout: 60000 });
  return made;
};
/** Nothing went wrong on the page and nothing was asked for but the page itself. */
const quiet = ({ wrong, requests }) => {
  assert.deepEqual(wrong, []);
  assert.ok(requests.every((url) => /^(file|blob|data):/.test(url)), requests.join(' '));
};
const found = async (page) =>
  Number((await page.locator('#found .zh').textContent()).split('/')[0].trim());
/** Rows of a CSV as a spreadsheet numbers them: a line break within quotes begins none. */
const rowsOf = (text) => {
  const rows = [''];
  let within = false;
  for (const sign of text) {
    if (sign === '"') within = !within;
    if (sign === '\n' && !within) rows.push('');
    else rows[rows.length - 1] += sign;
  }
  return rows;
};
const statementOf = (folder) =>
  JSON.parse(readFileSync(join(folder, 'hedui-run', 'statement.json'), 'utf8'));
const pagesOf = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) || []).length;

before(async () => {
  hedui('demo', demo);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

test('every line of the statement opens its records', async () => {
  const made = await opened(demo);
  const { page } = made;
  const { lines } = statementOf(demo);
  let seen = 0;
  for (const [at, line] of lines.entries()) {
    const details = page.locator(`details#line-${at}`);
    if (!line.inspection_ids.length) {
      assert.equal(await details.count(), 0);
      continue;
    }
    await details.locator('summary').click();
    const first = Math.min(10, Math.abs(line.amount));
    assert.equal(await details.locator('tbody tr').count(), first, line.text.zh);
    await details.locator('[data-line]').last().click();
    assert.equal(await found(page), Math.abs(line.amount), line.text.zh);
    seen += 1;
  }
  assert.ok(seen > 15, `${seen} lines opened`);
  quiet(made);
  await made.context.close();
});

test('the table is searched, filtered and sorted', async () => {
  const made = await opened(demo);
  const { page } = made;
  await page.selectOption('#by-view', 'all');
  const all = await found(page);
  await page.selectOption('#by-cause', 'A99');
  const line = statementOf(demo).lines.find((line) => line.cause === 'A99');
  assert.equal(await found(page), Math.abs(line.amount));
  const name = await page.locator('#grid .row .c-name').first().textContent();
  await page.click('#clear');
  await page.selectOption('#by-view', 'all');
  await page.fill('#by-text', name);
  await page.waitForFunction((all) => !document.querySelector('#found').textContent
    .startsWith(`${all} /`), all);
  const names = await page.locator('#grid .row').allTextContents();
  assert.ok(names.length > 0 && await found(page) < all);
  await page.fill('#by-text', `${name} 没有这样的记录`);
  await page.waitForFunction(() => document.querySelector('#found .zh').textContent.startsWith('0 '));
  await page.click('#clear');
  await page.selectOption('#by-view', 'all');
  for (const [key, down] of [['day', false], ['day', true], ['name', false]]) {
    await page.click(`[data-sort=${key}]`);
    const texts = await page.locator(`#grid .row .c-${key}`).allTextContents();
    const collator = new Intl.Collator('zh', { numeric: true });
    const ordered = [...texts].sort((a, b) => collator.compare(a, b) * (down ? -1 : 1));
    assert.deepEqual(texts, ordered, key);
    const told = await page.locator(`.c-${key}[role=columnheader]`).getAttribute('aria-sort');
    assert.equal(told, down ? 'descending' : 'ascending');
  }
  quiet(made);
  await made.context.close();
});

test('charts and causes lead to as many records as they say', async () => {
  const made = await opened(demo);
  const { page } = made;
  const numbers = await page.locator('.causes [data-lead=cause]').all();
  for (const number of numbers.slice(0, 6)) {
    const said = Number(await number.textContent());
    await number.click();
    assert.equal(await found(page), said);
  }
  const cell = page.locator('.heat [data-lead]').first();
  const said = Number(await cell.textContent());
  await cell.click();
  assert.equal(await found(page), said);
  await page.locator('.months g').nth(6).click();
  assert.ok(await found(page) > 0);
  quiet(made);
  await made.context.close();
});

test('a record stands beside its partner, down to the row of the file', async () => {
  const made = await opened(demo);
  const { page } = made;
  await page.selectOption('#by-view', 'value');
  await page.locator('#grid .row').first().click();
  assert.ok(await page.locator('#record .pair mark').count() > 0, 'differing characters marked');
  const weights = await page.locator('#record .weights tr td:last-child').allTextContents();
  const cents = weights.map((text) => Math.round(Number(text.replace('−', '-')) * 100));
  const total = cents.pop();
  assert.equal(cents.reduce((sum, part) => sum + part, 0), total);
  // The name as shown is in the row that is named.
  let checked = 0;
  for (let at = 0; at < 40 && checked < 3; at += 1) {
    const place = await page.locator('#record .lineage li').first().textContent();
    const [, file, row] = /· (\S+?\.csv)(?: \[.*?\])? 第 (\d+) 行/.exec(place) || [];
    if (file) {
      const bytes = readFileSync(join(demo, file));
      const utf8 = new TextDecoder('utf-8').decode(bytes);
      const text = utf8.includes('\ufffd') ? new TextDecoder('gb18030').decode(bytes) : utf8;
      const name = await page.locator('#record-title').textContent();
      const line = rowsOf(text)[Number(row) - 1];
      assert.ok(line.includes(name.slice(0, 4)), `${file} ${row}: ${line}`);
      checked += 1;
    }
    if (await page.locator('#record-after').isDisabled()) break;
    await page.click('#record-after');
  }
  assert.ok(checked > 0, 'some record came from a text file');
  const hash = await page.evaluate(() => location.hash);
  assert.match(hash, /^#record=/);
  await page.reload();
  await page.waitForSelector('#record[open]');
  quiet(made);
  await made.context.close();
});

test('the keyboard alone is enough', async () => {
  const made = await opened(demo);
  const { page } = made;
  // Frames as late as on a busy machine: the keys come before the rows are found.
  await page.evaluate(() => {
    window.requestAnimationFrame = (act) => setTimeout(act, 500);
    window.cancelAnimationFrame = clearTimeout;
  });
  const all = await found(page);
  await page.keyboard.press('/');
  await page.keyboard.type('有限公司');
  await page.locator('#grid').focus();
  await page.keyboard.press('End');
  const last = await page.locator('#grid').getAttribute('aria-activedescendant');
  assert.equal(last, `row-${await found(page) - 1}`);
  assert.ok(await found(page) < all, 'the search is done when the field is left');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('#record').evaluate((dialog) => dialog.open));
  assert.match(await page.locator('#record-at').textContent(), /^2 \//);
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('#record-at').textContent(), /^3 \//);
  await page.keyboard.press('Escape');
  assert.ok(!await page.locator('#record').evaluate((dialog) => dialog.open));
  assert.equal(await page.evaluate(() => document.activeElement.id), 'grid');
  quiet(made);
  await made.context.close();
});

test('two languages, two themes, a phone', async () => {
  const made = await opened(demo, { viewport: { width: 390, height: 844 } });
  const { page } = made;
  for (const lang of ['en', 'zh']) {
    await page.click(`[data-to-lang=${lang}]`);
    const other = lang === 'en' ? 'zh' : 'en';
    assert.equal(await page.locator(`.${other}:visible`).count(), 0);
    assert.match(await page.locator('html').getAttribute('lang'), new RegExp(`^${lang}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} wide`);
  }
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.click('[data-to-theme=dark]');
  const dark = await paper();
  await page.click('[data-to-theme=light]');
  assert.notEqual(await paper(), dark);
  quiet(made);
  await made.context.close();
});

test('it prints on A4, and prints what was chosen', async () => {
  const made = await opened(demo);
  const { page } = made;
  const print = () => page.pdf({ preferCSSPageSize: true, printBackground: true });
  const plain = await print();
  assert.match(plain.toString('latin1'), /MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]/);
  await page.selectOption('#by-view', 'all');
  await page.selectOption('#by-cause', 'A04');
  const chosen = await print();
  assert.ok(pagesOf(chosen) > pagesOf(plain));
  await page.locator('#grid .row').first().click();
  const one = await print();
  assert.ok(pagesOf(one) <= 3, `${pagesOf(one)} pages for one record`);
  console.log(`print: ${pagesOf(plain)} pages, ${pagesOf(chosen)} with the rows of A04, `
    + `${pagesOf(one)} for one record`);
  quiet(made);
  await made.context.close();
});

test('axe finds nothing serious', async () => {
  const scenes = [
    ['light', {}, async () => {}],
    ['dark, English', { colorScheme: 'dark' }, (page) => page.click('[data-to-lang=en]')],
    ['phone', { viewport: { width: 390, height: 844 } }, async () => {}],
    ['a line open', {}, (page) => page.locator('details[data-line] summary').nth(3).click()],
    ['a record open', {}, (page) => page.locator('#grid .row').first().click()],
  ];
  for (const [name, options, act] of scenes) {
    const { page, context } = await opened(demo, { ...options, bypassCSP: true });
    await act(page);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const { id, impact, nodes } of violations) {
      console.log(`axe, ${name}: ${impact} ${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 120)}`);
    }
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(serious.map(({ id }) => id), [], name);
    await context.close();
  }
});

const HOSTILE = [
  '<script>alert(1)</script>有限公司', '"><img src=x onerror=alert(1)>加油站',
  '</script><script>alert(2)</script>厂', "=cmd|'/c calc'!A1矿业公司", '甲\u202etxt.exe\u202c乙厂',
  '👩‍👩‍👧‍👦🏭烟花厂', `长${'很'.repeat(10000)}名公司`, '{{ 7*7 }}建材厂', ']]><!-- &#60;b&#62;化工厂',
];

test('names that try to break out are text', async () => {
  const folder = join(scratch, 'hostile');
  mkdirSync(folder);
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const rows = (head, number) => [head, ...HOSTILE.map((name, at) =>
    [`${number}${1000 + at}`, quoted(name), `2025-05-${10 + at}`, '东郊乡', '综合执法大队', '张三、李四']
      .join(','))].join('\n') + '\n';
  const tail = '检查对象,检查日期,所属乡镇,承办机构,执法人员';
  writeFileSync(join(folder, '检查台账.csv'), rows(`检查编号,${tail}`, 'ZF4303812025'));
  writeFileSync(join(folder, '赋码.csv'), rows(`检查码编号,${tail}`, 'JCM4303812025'));
  hedui('run', folder);
  const made = await opened(folder);
  const { page } = made;
  await page.selectOption('#by-view', 'all');
  for (const [at, name] of HOSTILE.entries()) {
    await page.locator('#grid .row').nth(at).click();
    const text = await page.locator('#record .pair').textContent();
    const plain = (value) => value.replaceAll(/U\+[0-9A-F]{4}|[\u200d\u202c\u202e]/g, '');
    assert.ok(plain(text).includes(plain(name)), name.slice(0, 40));
    await page.keyboard.press('Escape');
  }
  assert.equal(await page.locator('main img, main script').count(), 0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 1280, `${wide} wide`);
  quiet(made);
  await made.context.close();
});

test('more than 50,000 records stay quick', { skip: !process.env.HEDUI_MANY }, async () => {
  const many = process.env.HEDUI_MANY;
  const made = await opened(many);
  const { page } = made;
  const ready = await page.evaluate(() => performance.getEntriesByName('hedui:ready')[0].startTime);
  const timed = async (act) => page.evaluate(async (key) => {
    const begun = performance.now();
    const [id, value, kind] = key;
    const field = document.getElementById(id);
    if (kind === 'click') document.querySelector(id).click();
    else {
      field.value = value;
      field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return Math.round(performance.now() - begun);
  }, act);
  const statement = statementOf(many);
  const records = statement.inspections + statement.codes;
  const times = { all: await timed(['by-view', 'all', 'change']) };
  const rows = await found(page);
  assert.ok(records > 50000, `${records} records`);
  times.search = await timed(['by-text', '烟花', 'input']);
  times['search again'] = await timed(['by-text', '烟花 东郊', 'input']);
  const some = await found(page);
  assert.ok(some > 0 && some < rows, `${some} of ${rows}`);
  times.clear = await timed(['#clear', '', 'click']);
  times.everything = await timed(['by-view', 'all', 'change']);
  times['sort by name'] = await timed(['[data-sort=name]', '', 'click']);
  times['sort by date'] = await timed(['[data-sort=day]', '', 'click']);
  await page.locator('#grid').focus();
  await page.keyboard.press('End');
  assert.equal(await page.locator('#grid').getAttribute('aria-activedescendant'), `row-${rows - 1}`);
  assert.ok(await page.locator('#grid .row').count() < 80, 'only rows in sight are elements');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('#record .pair tr').count() > 5);
  await page.keyboard.press('Escape');
  const line = statement.lines.findIndex((line) => line.cause === 'A99');
  await page.locator(`#line-${line} summary`).click();
  await page.locator(`#line-${line} [data-line]`).last().click();
  assert.equal(await found(page), Math.abs(statement.lines[line].amount));
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const size = statSync(reportOf(many)).size;
  console.log(`${records} records in ${rows} rows: ${(size / 1e6).toFixed(2)} MB, ready after `
    + `${Math.round(ready)} ms; ms to the next frame: ${JSON.stringify(times)}; `
    + `${pagesOf(pdf)} pages printed`);
  quiet(made);
  await made.context.close();
});
