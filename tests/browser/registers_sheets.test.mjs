// A register's own sheet (shown, fetched, filled in) and its import by upload: preview, confirmation, receipt, the rows that are refused
// put right and sent again, the same once more; with scripts on a phone and without them on a desk, every page with axe.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { desktop, openBrowser, openVisitor, phone, serveDemo, signInAs } from './support.mjs'

const page = '/office/registers/import'
let demo, browser

before(async () => {
  demo = await serveDemo()
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')
const said = async visitor => (await main(visitor).innerText()).replace(/\s+/g, ' ')
const link = (visitor, name) => visitor.press(main(visitor).getByRole('link', { name }).first())
const button = (visitor, name, status = 200) => visitor.press(main(visitor).getByRole('button', { name, exact: typeof name === 'string' }).first(), status)

async function shows (visitor, ...words) {
  const text = await said(visitor)
  for (const word of words) assert.match(text, word)
}

async function fetched (visitor, name) {
  const waiting = visitor.page.waitForEvent('download')
  await main(visitor).getByRole('link', { name }).first().click()
  return readFileSync(await (await waiting).path(), 'utf8')
}

// The sheet with rows that are given by their columns; none of the cells needs more than quotes.
const filled = (sheet, rows) => {
  const columns = sheet.replace(/^\ufeff/, '').split(/\r?\n/)[0].split(',').map(name => name.replace(/^"|"$/g, ''))
  const line = cells => cells.map(cell => `"${cell}"`).join(',')
  for (const row of rows) for (const name of Object.keys(row)) assert.ok(columns.includes(name), `${name} is not among ${columns}`)
  return `${[columns, ...rows.map(row => columns.map(name => row[name] ?? ''))].map(line).join('\n')}\n`
}

// From the page of imports to that of the upload, once its files are read.
async function send (officer, name, text) {
  await officer.go(page)
  await button(officer, 'Send', 400)
  await shows(officer, /Choose/)
  await officer.page.locator('select').first().selectOption({ label: 'Gifts and travel payments: the sheet below, with days as 12/31/2026' })
  await officer.page.getByLabel('The files').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await button(officer, 'Send')
  await settled(officer)
}

// The page by itself says how far it is, and whoever waits asks again.
async function settled (officer) {
  const path = new URL(officer.page.url()).pathname
  for (let i = 0; (await said(officer)).includes('The files are being'); i++) {
    assert.ok(i < 200, 'it is never read')
    await new Promise(resolve => setTimeout(resolve, 50))
    await officer.page.goto(path)
  }
  await officer.go(path)
}

const gift = (tag, number, what, more) => ({
  Number: `${tag}-${number}`,
  Member: 'Imogen Vale',
  'Declared on': '6/3/2026',
  Category: 'Gifts',
  Source: `Foundry ${tag}`,
  Offered: '6/2/2026',
  Value: '$60',
  Description: what,
  'What became of it': 'Refused',
  Reason: 'It came before a decision.',
  ...more
})

async function walk (officer, visitor, tag) {
  await officer.go('/office')
  await link(officer, 'Import a register')
  await link(officer, /^Gifts/)
  await shows(officer, /One of: Accepted; Refused/, /12\/31\/2026/)
  const sheet = await fetched(officer, 'The empty sheet (CSV)')
  await link(officer, 'send it')

  await send(officer, 'gifts.csv', filled(sheet, [gift(tag, 1, `A lamp ${tag}`), gift(tag, 2, `A rug ${tag}`, { Offered: '2/31/2026' }),
    gift(tag, 3, `A <b>cup</b> ${tag}`, { Member: 'Imogen Wale' })]))
  await shows(officer, /This is what would happen\. Nothing is imported yet/, /New 1/, /Rows refused 2/, /What is wrong/,
    /There is no such day as “2\/31\/2026”/, /Nobody here is “Imogen Wale”/)
  await visitor.go('/registers/gifts')
  assert.doesNotMatch(await said(visitor), new RegExp(`Foundry ${tag}`))
  const refused = await fetched(officer, /^The rows that are refused/)
  await button(officer, 'Import it')
  await settled(officer)
  await shows(officer, /Imported on/, /New 1/)
  await link(officer, 'See the register')
  await shows(officer, new RegExp(`A lamp ${tag}`))

  await send(officer, 'put right.csv', refused.replace('2/31/2026', '2/28/2026').replace('Imogen Wale', 'Imogen Vale'))
  await shows(officer, /New 2/, /Rows refused 0/)
  await button(officer, 'Import it')
  await settled(officer)
  await visitor.go('/registers/gifts')
  await shows(visitor, new RegExp(`A lamp ${tag}`), new RegExp(`A rug ${tag}`), new RegExp(`A <b>cup</b> ${tag}`))

  await send(officer, 'again.csv', filled(sheet, [gift(tag, 1, `A lamp ${tag}`)]))
  await shows(officer, /The same as before 1/, /There is nothing to import/)
  await button(officer, /^(Do not import it|Take it from the list)$/)
  await send(officer, 'notes.csv', 'a,b\n1,2\n')
  await shows(officer, /Filled-in sheet/, /Nothing was imported/, /There is no column “Number”/)
  assert.equal((await said(officer)).match(/There is no column “Category”/g).length, 1)
}

for (const [name, options] of [
  ['with scripts on a phone', { viewport: phone, tag: 'phone' }],
  ['without scripts on a desk', { viewport: desktop, javaScriptEnabled: false, tag: 'desk' }]
]) {
  test(`A sheet is filled in and imported ${name}`, async () => {
    const officer = await signInAs(browser, demo.url, 'Sign in as the ethics officer', options)
    const visitor = await openVisitor(browser, demo.url, options)
    await walk(officer, visitor, options.tag)
    for (const one of [officer, visitor]) await one.close()
  })
}
