// The review desk in a real Chromium, by keyboard alone: five pairs, undo, reload, a desk that is
// killed in the middle, a second desk on the same folder, names that try to break out.
// `node --test tests/browser/desk.mjs`, with HEDUI naming the program.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { launch } from './chromium.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const PROGRAM = process.env.HEDUI || join(root, 'target', 'debug', 'hedui');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE = 120_000;

let browser;
const scratch = [];
const desks = [];

before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
  for (const desk of desks) desk.process.kill('SIGKILL');
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

/** A folder of exports that is nobody else's. */
const copyOf = (folder) => {
  const place = mkdtempSync(join(tmpdir(), 'hedui-desk-'));
  scratch.push(place);
  cpSync(folder, place, { recursive: true });
  return place;
};
const year = () => copyOf(join(root, 'fixtures', 'xiangxiang-2025'));

/** Opens a desk and waits for its link. */
const openDesk = (folder, by = '张三') => new Promise((resolve, reject) => {
  const words = ['review', 'serve', folder, '--by', by, '--format', 'json'];
  const child = spawn(PROGRAM, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stderr.on('data', (bytes) => { err += bytes; });
  child.stdout.on('data', (bytes) => {
    out += bytes;
    try {
      const desk = { process: child, url: JSON.parse(out).url };
      desk.ended = new Promise((end) => child.on('exit', (code, signal) => end({ code, signal })));
      desks.push(desk);
      resolve(desk);
    } catch { /* not whole yet */ }
  });
  child.on('exit', (code) => reject(new Error(`ended with ${code}: ${err}`)));
});

const judgements = (folder) => {
  const file = join(folder, 'judgements.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
};

/** A page of the desk on which nothing may go wrong unseen. */
const openPage = async (url, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.on('pageerror', (error) => page.wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') page.wrong.push(message.text());
  });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  await page.waitForSelector('.deciding');
  return page;
};

const title = (page) => page.textContent('#card-title');
/** Presses a key of a decision and waits until the page says that it is kept. */
const decide = async (page, key, word) => {
  const was = await title(page);
  await page.keyboard.press(key);
  await page.waitForFunction((word) => document.getElementById('saying').textContent
    .startsWith(`已保存:${word}`), word);
  await page.waitForFunction((was) => {
    const now = document.getElementById('card-title');
    return !now || now.textContent !== was;
  }, was);
  await page.evaluate(() => { document.getElementById('saying').textContent = ''; });
};
const counted = (page) => page.waitForFunction(() => {
  const note = document.getElementById('counted');
  return note && note.textContent.startsWith('已计入全部判定');
});
const amount = async (page, code) => {
  const row = page.locator('.statement-lines tr', { hasText: code }).first();
  const text = await row.locator('td').last().textContent();
  return Number(text.replace('−', '-').replace('+', ''));
};

test('five pairs by keyboard, undo, reload: what was pressed is on the disk and counted', async () => {
  const folder = year();
  const desk = await openDesk(folder);
  const page = await openPage(desk.url);
  const before = await amount(page, 'A99');
  await decide(page, 's', '同一次检查');
  assert.equal(judgements(folder).length, 1, 'kept before the page said so');
  assert.equal(judgements(folder)[0].ruling, 'same_visit');
  await page.keyboard.press('n');
  await page.keyboard.type('查阅纸质档案');
  await page.keyboard.press('Enter');
  await decide(page, 'd', '不是同一次检查');
  assert.equal(judgements(folder)[1].why, '查阅纸质档案');
  await decide(page, 's', '同一次检查');
  await decide(page, 'u', '不确定');
  await decide(page, '5', '确为漏扫');
  const rulings = () => judgements(folder).map((line) => line.ruling);
  const five = ['same_visit', 'different', 'same_visit', 'unsure', 'missed_scan'];
  assert.deepEqual(rulings(), five);
  assert.ok(judgements(folder).every((line) => line.by === '张三'));
  await counted(page);
  const after = await amount(page, 'A99');
  assert.notEqual(after, before, 'the statement moves');

  await page.keyboard.press('z');
  await page.waitForFunction(() => document.getElementById('saying').textContent
    .startsWith('已撤销:确为漏扫'));
  assert.deepEqual(rulings(), [...five, 'unsure'], 'taken back by a later line, none removed');
  await counted(page);

  await page.reload();
  await page.waitForSelector('.deciding');
  await page.selectOption('#which', 'decided');
  await page.waitForFunction(() => document.querySelectorAll('#lines .said').length === 3);
  await page.keyboard.press('Escape');

  await page.focus('#card');
  await page.keyboard.press('j');
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  desk.process.kill('SIGINT');
  assert.equal((await desk.ended).code, 130);
});

test('a desk killed in the middle has lost nothing, and another goes on', async () => {
  const folder = year();
  const desk = await openDesk(folder);
  const page = await openPage(desk.url);
  await decide(page, 's', '同一次检查');
  await decide(page, 'd', '不是同一次检查');
  // The third is under way when the desk dies: kept or not, but told truly and never half.
  await page.keyboard.press('u');
  desk.process.kill('SIGKILL');
  await desk.ended;
  await page.waitForFunction(() => !document.getElementById('alarm').hidden
    || document.getElementById('saying').textContent.startsWith('已保存'));
  const told = await page.textContent('#saying');
  const kept = judgements(folder);
  assert.ok(kept.length >= 2);
  if (told.startsWith('已保存:不确定')) assert.equal(kept.length, 3);
  await page.keyboard.press('s');
  await page.waitForFunction(() => !document.getElementById('alarm').hidden);
  assert.match(await page.textContent('#alarm'), /没有/);
  assert.equal(judgements(folder).length, kept.length, 'nothing is kept by a dead desk');
  await page.context().close();

  const next = await openDesk(folder);
  const again = await openPage(next.url);
  await again.selectOption('#which', 'decided');
  await again.waitForFunction(() => document.querySelectorAll('#lines .said').length >= 2);
  await again.context().close();
  next.process.kill('SIGTERM');
  assert.equal((await next.ended).code, 130);
});

test('two desks on one folder hear each other and neither overwrites', async () => {
  const folder = year();
  const [one, other] = [await openDesk(folder), await openDesk(folder, '李四')];
  const [left, right] = [await openPage(one.url), await openPage(other.url)];
  assert.equal(await title(left), await title(right));
  await decide(left, 's', '同一次检查');
  await right.keyboard.press('d');
  await right.waitForFunction(() => !document.getElementById('alarm').hidden);
  assert.match(await right.textContent('#alarm'), /刚有人判定:人工复核为“同一次检查”\(张三/);
  assert.equal(judgements(folder).length, 1, 'not kept until the person insists');
  await decide(right, 'd', '不是同一次检查');
  assert.deepEqual(judgements(folder).map((line) => [line.by, line.ruling]),
    [['张三', 'same_visit'], ['李四', 'different']]);
  for (const page of [left, right]) {
    await page.waitForFunction(() =>
      document.getElementById('statement').textContent.includes('L404'));
  }
  await left.context().close();
  await right.context().close();
});

test('the stop button closes the desk and the program says that all went well', async () => {
  const desk = await openDesk(copyOf(join(root, 'tests', 'review', 'one_of_each', 'in')));
  const page = await openPage(desk.url);
  page.on('dialog', (dialog) => dialog.accept());
  await page.click('#stop');
  await page.waitForSelector('.closed');
  assert.equal((await desk.ended).code, 0);
  await page.context().close();
});

test('names that try to break out are shown as text', async () => {
  const folder = copyOf(join(root, 'tests', 'review', 'one_of_each', 'in'));
  const evil = ['<script>window.broken=1</script>', '"><img src=x onerror=window.broken=1>',
    "=cmd|' /C calc'!A0", '\u202e司公限有厂化烟甲市乡湘', '🏭😀{{7*7}}${7*7}', '长'.repeat(10_000)];
  // Another name on each side, so that nothing is linked and everything is to be decided.
  for (const [name, turn] of [['检查台账.csv', 0], ['赋码记录.csv', 3]]) {
    const file = join(folder, name);
    const lines = readFileSync(file, 'utf8').split('\n');
    const at = lines[0].split(',').findIndex((header) => /对象|名称|企业/.test(header));
    const changed = lines.map((line, row) => {
      const cells = line.split(',');
      if (row === 0 || cells.length < 2) return line;
      cells[at] = `"${evil[(row - 1 + turn) % evil.length].replaceAll('"', '""')}"`;
      return cells.join(',');
    });
    writeFileSync(file, changed.join('\n'));
  }
  const desk = await openDesk(folder);
  const page = await openPage(desk.url);
  await page.selectOption('#which', 'all');
  const seen = new Set();
  for (const button of await page.locator('#lines button').all()) {
    await button.click();
    await page.waitForTimeout(100);
    for (const value of await page.locator('.pair .value').allTextContents()) seen.add(value);
    assert.equal(await page.locator('main img, main script, nav img').count(), 0);
  }
  const all = [...seen].join('\n');
  // What turns the direction of text is dropped with the name's other unseen signs, or named.
  const shows = (name) => ['', 'U+202E'].some((sign) => all.includes(name.replace('\u202e', sign)));
  const missing = evil.filter((name) => !shows(name)).map((name) => name.slice(0, 40));
  assert.ok(!all.includes('\u202e'));
  assert.deepEqual(missing, [], [...seen].map((name) => name.slice(0, 60)).join('\n'));
  assert.equal(await page.evaluate(() => window.broken), undefined);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `the page is ${wide} px too wide`);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('nothing serious for those who read by ear or by keyboard, on wide and narrow pages', async () => {
  const desk = await openDesk(year());
  let page = null;
  const views = [
    ['light', 1360, 860, 'zh'], ['dark', 1360, 860, 'en'], ['light', 390, 844, 'zh'],
    ['dark', 390, 844, 'en'],
  ];
  // One browser: the link works once, and the cookie from then on.
  page = await openPage(desk.url, { bypassCSP: true });
  for (const [colorScheme, width, height, lang] of views) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await page.click(`[data-to-lang="${lang}"]`);
    await page.evaluate(AXE);
    const found = await page.evaluate(() => window.axe.run(document));
    const told = found.violations.map((one) =>
      `${one.impact} ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
    for (const line of told) console.log(`axe ${colorScheme} ${width} ${lang}: ${line}`);
    const serious = told.filter((line) => /^(serious|critical)/.test(line));
    assert.deepEqual(serious, [], `${colorScheme} ${width} ${lang}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${width}: ${wide} px too wide`);
  }
  await page.context().close();
});
