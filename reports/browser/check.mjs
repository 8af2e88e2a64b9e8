// Opens a report in Chromium as its readers do, and holds it to what it promises.
//
//   node check.mjs FOLDER [PICTURES]   page.html in FOLDER, mail.html and access.html if they are there; pictures go to PICTURES
//
// CHROMIUM names the browser, /usr/bin/chromium if unset. It prints what held, and fails if anything did not.
import { chromium } from "playwright-core";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, pictures] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node check.mjs FOLDER [PICTURES]");
  process.exit(2);
}
if (pictures) mkdirSync(pictures, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let held = 0;
const broken = [];
const hold = (what, so, seen = "") => {
  if (so) held++;
  else broken.push(what + (seen === "" ? "" : ": " + seen));
  console.log((so ? "ok   " : "FAIL ") + what + (so || seen === "" ? "" : ": " + seen));
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});

// open shows a file at a width and in a colour scheme; close holds that it asked for nothing and had nothing to complain of.
const open = async (file, width, scheme) => {
  const name = `${file} at ${width} px, ${scheme}`;
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 812 : 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const url = pathToFileURL(resolve(folder, file)).href;
  const requests = [], complaints = [];
  page.on("request", (r) => { if (r.url().split("#")[0] !== url) requests.push(r.url()); });
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") complaints.push(m.text()); });
  page.on("pageerror", (e) => complaints.push(String(e)));
  await page.goto(url);
  const close = async () => {
    hold(`${name}: no request`, requests.length === 0, requests.join(" "));
    hold(`${name}: no complaint`, complaints.length === 0, complaints.join(" "));
    await context.close();
  };
  return { page, name, close };
};

const picture = async (page, name, whole = true) => {
  if (pictures) await page.screenshot({ path: join(pictures, name + ".png"), fullPage: whole });
};

// fits holds that nothing of a document is wider than the window; what scrolls by itself may be.
const fits = async (page, name) => {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const out = [];
    if (document.documentElement.scrollWidth > room) out.push(`the document is ${document.documentElement.scrollWidth} px`);
    for (const e of document.body.querySelectorAll("*")) {
      if (e.closest(".scroll") && !e.matches(".scroll")) continue;
      if (e.closest("details:not([open])") && !e.closest("summary")) continue;
      if (e.closest("svg") && !e.matches("svg") || getComputedStyle(e).position === "absolute") continue;
      if (e.getBoundingClientRect().right > room + 1) out.push(`${e.tagName}.${e.className} ends at ${Math.round(e.getBoundingClientRect().right)}`);
    }
    return out.slice(0, 5);
  });
  hold(`${name}: nothing is wider than the window`, wide.length === 0, wide.join("; "));
};

// accessible holds that axe-core finds nothing serious.
const accessible = async (page, name) => {
  if ((await page.locator("#list tbody tr").count()) > largest) {
    console.log(`     ${name}: too large for axe-core, which looks at each colour of each row`);
    return;
  }
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const grave = result.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  const other = result.violations.filter((v) => !grave.includes(v));
  hold(`${name}: axe-core finds nothing serious`, grave.length === 0,
    grave.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].any[0]?.message ?? ""}`).join("; "));
  for (const v of other) console.log(`     ${name}: ${v.impact}: ${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 120)}`);
};

// largest is how many rows axe-core looks through in some seconds.
const largest = 500;

const rowsShown = (page) => page.$$eval("#list tbody tr", (rows) => rows.filter((r) => r.getClientRects().length > 0).length);
const column = (page, n) => page.$$eval("#list tbody tr:not([hidden])", (rows, n) => rows.map((r) => r.cells[n].dataset.key ?? r.cells[n].textContent), n);
const sorted = (list, compare) => list.every((x, i) => i === 0 || compare(list[i - 1], x) <= 0);
const text = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

// filters holds that the filters of a list of all rows show each row once.
const filters = async (page, name, all, names) => {
  for (const by of names) {
    const values = await page.$$eval(`#by-${by} option`, (o) => o.map((x) => x.value).filter(Boolean));
    let sum = 0;
    for (const value of values) {
      await page.selectOption(`#by-${by}`, value);
      const n = await rowsShown(page), want = await page.locator(`#list tbody tr[data-${by}="${value}"]`).count();
      if (n !== want) hold(`${name}: filter by ${by}`, false, `${n} rows instead of ${want}`);
      sum += n;
    }
    hold(`${name}: the ${values.length} filters by ${by} show each row once`, sum === all, `${sum} of ${all}`);
    if (values.length > 1) hold(`${name}: a filter counts what is shown`, / of /.test(await page.textContent("#shown")));
    await page.selectOption(`#by-${by}`, "");
  }
};

// The list: filter, search, sort by mouse and by keyboard.
const works = async (page, name) => {
  const all = await page.locator("#list tbody tr").count();
  hold(`${name}: all ${all} rows are shown at first`, (await rowsShown(page)) === all && all > 0);
  hold(`${name}: it says so`, (await page.textContent("#shown")).includes("All"));
  await filters(page, name, all, ["severity", "verdict", "app"]);
  // a word of some rows, not of all
  const word = await page.$$eval("#list tbody tr", (rows) => {
    const texts = rows.map((r) => r.textContent.toUpperCase());
    const words = new Set(rows.slice(0, 50).flatMap((r) => r.cells[3].textContent.match(/[A-Za-z]{4,}/g) ?? []));
    return [...words].find((w) => !texts.every((t) => t.includes(w.toUpperCase())));
  });
  if (word) {
    await page.fill("#search", word.toUpperCase());
    const found = await rowsShown(page);
    const fit = await page.$$eval("#list tbody tr", (rows, w) => rows.filter((r) => r.textContent.toUpperCase().includes(w)).length, word.toUpperCase());
    hold(`${name}: search for ${word} shows the rows that have it, ${fit} of ${all}`, found === fit && found > 0, `${found} rows`);
  }
  await page.fill("#search", "nothing has this in it");
  hold(`${name}: search for what is nowhere shows no row, and says so`, (await rowsShown(page)) === 0 && (await page.textContent("#shown")).startsWith("0 of"));
  await page.click("#reset");
  await page.waitForFunction((n) => document.querySelectorAll("#list tbody tr:not([hidden])").length === n, all);
  hold(`${name}: Clear shows all again`, (await page.inputValue("#search")) === "");

  const head = (n) => page.locator("#list thead th").nth(n);
  await head(3).locator("button").click();
  hold(`${name}: a click sorts by person`, sorted(await column(page, 3), text) && (await head(3).getAttribute("aria-sort")) === "ascending");
  await head(3).locator("button").click();
  hold(`${name}: another click turns it round`, sorted((await column(page, 3)).reverse(), text) && (await head(3).getAttribute("aria-sort")) === "descending");
  await head(5).locator("button").focus();
  await page.keyboard.press("Enter");
  hold(`${name}: Enter sorts by age, the oldest first`, sorted(await column(page, 5), (a, b) => b - a) && (await head(5).getAttribute("aria-sort")) === "descending");
  await head(0).locator("button").focus();
  await page.keyboard.press("Space");
  hold(`${name}: Space sorts by severity, the gravest first`, sorted(await column(page, 0), (a, b) => a - b));
  hold(`${name}: one column alone says that it is sorted`, (await page.locator("#list thead th[aria-sort]").count()) === 1);
  hold(`${name}: sorting lost no row`, (await rowsShown(page)) === all);
};

// Everything can be reached by Tab, and whatever has the focus shows it.
const keyboard = async (page, name) => {
  await page.reload();
  await page.keyboard.press("Tab");
  hold(`${name}: the first Tab is the way past the contents`, (await page.evaluate(() => document.activeElement.className)) === "skip");
  await page.keyboard.press("Enter");
  hold(`${name}: which leads to the findings`, (await page.evaluate(() => document.activeElement.id)) === "findings");
  const seen = new Set();
  let blind = 0;
  for (let i = 0; i < 14; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement, s = getComputedStyle(e);
      return { name: e.id || e.tagName, visible: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 };
    });
    seen.add(at.name);
    if (!at.visible) blind++;
  }
  hold(`${name}: Tab reaches ${[...seen].join(", ")}`, ["search", "by-severity", "by-verdict", "by-app", "reset", "BUTTON", "SUMMARY"].every((s) => seen.has(s)));
  hold(`${name}: the focus is always seen`, blind === 0, `${blind} times not`);
  await page.locator("#list summary").first().focus();
  await page.keyboard.press("Enter");
  hold(`${name}: Enter opens a finding`, await page.locator("#list details").first().evaluate((d) => d.open));
};

// On paper every row stands, with its reasons, and nothing to click.
const paper = async (page, name) => {
  const all = await page.locator("#list tbody tr").count();
  await page.fill("#search", "nothing has this in it");
  await page.emulateMedia({ media: "print" });
  hold(`${name}: every row is printed, whatever is filtered`, (await rowsShown(page)) === all);
  const controls = await page.$$eval("nav, .tools, .skip", (list) => list.filter((e) => e.getClientRects().length > 0).length);
  hold(`${name}: no control is printed`, controls === 0);
  const closed = await page.$$eval("#list details dl", (list) => list.filter((e) => e.getBoundingClientRect().height === 0 || !e.checkVisibility({ contentVisibilityAuto: true })).length);
  hold(`${name}: every reason is printed`, closed === 0, `${closed} are not`);
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ format: "A4", path: pictures ? join(pictures, "page.pdf") : undefined });
  hold(`${name}: it prints, ${Math.round(pdf.length / 1024)} KB`, pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 10_000);
  await page.click("#reset");
};

for (const width of [1280, 375]) {
  for (const scheme of ["light", "dark"]) {
    const { page, name, close } = await open("page.html", width, scheme);
    hold(`${name}: it has one h1`, (await page.locator("h1").count()) === 1);
    await picture(page, `page-${width}-${scheme}`);
    await fits(page, name);
    await accessible(page, name);
    const paperColour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    hold(`${name}: the paper is ${scheme}`, (paperColour === "rgb(255, 255, 255)") === (scheme === "light"), paperColour);
    if ((await page.locator("#list").count()) > 0) {
      await works(page, name);
      if ((await page.locator("#list tbody tr").count()) > largest) {
        await close();
        break;
      }
      if (scheme === "light") {
        await keyboard(page, name);
        await page.$$eval("#list details", (list) => list.slice(0, 3).forEach((d) => { d.open = true; }));
        await page.$$eval("section > details", (list) => list.forEach((d) => { d.open = true; }));
        await fits(page, name + ", opened");
        await accessible(page, name + ", opened");
        await picture(page, `page-${width}-opened`);
        if (width === 1280) await paper(page, name);
      }
    }
    await close();
  }
}
if (existsSync(join(folder, "mail.html"))) {
  for (const width of [640, 375]) {
    for (const scheme of ["light", "dark"]) {
      const { page, name, close } = await open("mail.html", width, scheme);
      await picture(page, `mail-${width}-${scheme}`);
      await fits(page, name);
      await accessible(page, name);
      await close();
    }
  }
}
if (existsSync(join(folder, "access.html"))) {
  for (const width of [1280, 375]) {
    for (const scheme of ["light", "dark"]) {
      const { page, name, close } = await open("access.html", width, scheme);
      hold(`${name}: it has one h1`, (await page.locator("h1").count()) === 1);
      await picture(page, `access-${width}-${scheme}`);
      await fits(page, name);
      await accessible(page, name);
      const all = await page.locator("#list tbody tr").count();
      hold(`${name}: all ${all} accounts are shown at first`, (await rowsShown(page)) === all && all > 0);
      await filters(page, name, all, ["app", "privileged"]);
      for (const n of [0, 1, 2, 3, 4, 5]) {
        await page.locator("#list thead th").nth(n).locator("button").click();
        hold(`${name}: a click sorts column ${n + 1}`, sorted(await column(page, n), text));
      }
      await page.fill("#search", "nothing has this in it");
      hold(`${name}: search for what is nowhere shows no row`, (await rowsShown(page)) === 0);
      await page.emulateMedia({ media: "print" });
      hold(`${name}: every row is printed, whatever is filtered`, (await rowsShown(page)) === all);
      await close();
    }
  }
}
await browser.close();
console.log(`\n${held} held, ${broken.length} did not`);
process.exit(held > 0 && broken.length === 0 ? 0 : 1);
