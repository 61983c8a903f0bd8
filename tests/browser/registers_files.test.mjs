// A file as an answer (S17): chosen, its public copy after the question, fetched; and the scan of a signed form (S7); with scripts and
// without, on a desk and on a phone, every page with axe.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { desktop, makeSmall, openBrowser, openVisitor, phone, serveDemo, signInAs, top } from './support.mjs'

const telling = Buffer.from('Returned to 12 Harbour Street. Call 020 7946 0123.\nSigned: I. Vale\n')
const cleared = Buffer.from('Returned to its sender.\n')
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n')
const text = (name, buffer) => ({ name, mimeType: 'text/plain', buffer })

const button = (visitor, name, status = 200) => visitor.press(visitor.page.getByRole('button', { name, exact: true }).first(), status)
const link = (visitor, name) => visitor.press(visitor.page.getByRole('link', { name }).first())
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)

async function shows (visitor, ...words) {
  const said = await visitor.page.locator('main').innerText()
  for (const word of words) assert.match(said, word)
}

async function fetched (visitor, name) {
  const waiting = visitor.page.waitForEvent('download')
  await visitor.page.getByRole('link', { name }).first().click()
  return readFileSync(await (await waiting).path())
}

// From the page of the question to the item's own page.
async function handIn (visitor) {
  const { page } = visitor
  await page.getByLabel('Choose a file').setInputFiles(text('page.html', Buffer.from('<script>alert(1)</script>')))
  await next(visitor, 400)
  await shows(visitor, /Send a PDF/)
  await page.getByLabel('Choose a file').setInputFiles(text('letter.txt', telling))
  await next(visitor)
  await shows(visitor, /Have you removed home addresses, phone numbers and signatures\?/, /looks like a phone number/, /letter\.txt/)
  await next(visitor, 400)
  await shows(visitor, /Choose what everybody should be able to read/)
  await page.getByLabel(/Publish another file/).check()
  await page.getByLabel(/^Yes: there are no home addresses/).check()
  await page.getByLabel('The other file, if you publish another one').setInputFiles(text('cleared.txt', cleared))
  await next(visitor)
  await shows(visitor, /The letter that came with it/)
  await next(visitor)
  await shows(visitor, /letter\.txt/)
}

async function walk (visitor) {
  const { page } = visitor
  await visitor.go('/my/registers/returned')
  await button(visitor, 'Declare something')
  await page.getByLabel('What was it?').fill('A model ship')
  await next(visitor)
  await handIn(visitor)
  const item = new URL(page.url()).pathname
  await visitor.go(`${item}/proof?change=1`)
  await shows(visitor, /Stored: letter\.txt/, /For everybody: proof\.txt/)
  assert.deepEqual(await fetched(visitor, /letter\.txt/), telling)
  assert.deepEqual(await fetched(visitor, /proof\.txt/), cleared)
  await visitor.go(`${item.split('/items')[0]}/check`)
  await shows(visitor, /letter\.txt/)
  await link(visitor, 'Continue to sign')
  await page.getByLabel(/true and complete/).check()
  await page.getByLabel('Your password').fill('demonstration')
  await button(visitor, 'Sign and hand in')
  await shows(visitor, /Receipt/)
}

// Everybody has the copy and learns nothing of the file.
async function read (visitor) {
  await visitor.go('/registers/returned')
  await link(visitor, /A model ship/)
  await shows(visitor, /proof\.txt/)
  assert.doesNotMatch(await visitor.page.content(), /letter\.txt/)
  assert.deepEqual(await fetched(visitor, /proof\.txt/), cleared)
}

for (const [name, options] of [['a phone without scripts', { viewport: phone, javaScriptEnabled: false }],
  ['a desk', { viewport: desktop }]]) {
  test(`a file and its public copy, on ${name}`, async () => {
    const demo = await serveDemo(makeSmall(join(top, 'tests/registers/files')))
    const browser = await openBrowser()
    try {
      const member = await signInAs(browser, demo.url, 'Sign in as a member', options)
      await walk(member)
      const everybody = await openVisitor(browser, demo.url, options)
      await read(everybody)
      for (const one of [member, everybody]) await one.close()
    } finally {
      await browser.close()
      await demo.stop()
    }
  })

  test(`the scan of a signed form, on ${name}`, async () => {
    const demo = await serveDemo(makeSmall(join(top, 'tests/registers/declare')))
    const browser = await openBrowser()
    try {
      const clerk = await signInAs(browser, demo.url, 'Sign in as a clerk', options)
      const { page } = clerk
      await clerk.go('/office/paper-forms')
      await page.getByLabel('Which register?', { exact: true }).selectOption('interests')
      await page.getByLabel('Name of the member').fill('Imogen Vale')
      await page.getByLabel(/Day on which you received it/).fill('2026-02-01')
      await page.getByLabel('Where is the paper kept?').fill('Folder 2026-3')
      await button(clerk, 'Continue')
      await link(clerk, 'Attach the scan of the signed form')
      await button(clerk, 'Attach it', 400)
      await shows(clerk, /Choose a file/)
      await page.getByLabel('Choose the scan').setInputFiles({ name: 'Vale.pdf', mimeType: 'application/pdf', buffer: pdf })
      await button(clerk, 'Attach it')
      await shows(clerk, /Its scan is attached: signed-form\.pdf/)
      assert.deepEqual(await fetched(clerk, /signed-form/), pdf)
      await button(clerk, 'I have nothing to declare in any of these')
      await link(clerk, 'Check your answers')
      const sign = `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}`
      await clerk.go(`${sign}/sign`)
      await page.getByLabel(/I entered what the signed form says/).check()
      await clerk.press(page.getByRole('main').getByRole('button').first())
      await shows(clerk, /Receipt/, /The scan of the signed form: signed-form\.pdf/)
      const member = await signInAs(browser, demo.url, 'Sign in as a member', options)
      await member.go(sign)
      assert.deepEqual(await fetched(member, 'The scan of the signed form'), pdf)
      for (const one of [clerk, member]) await one.close()
    } finally {
      await browser.close()
      await demo.stop()
    }
  })
}
