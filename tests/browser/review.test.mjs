// A code in a browser from its files to its public page: uploaded, reviewed element by element, consulted on, published.
import { test, before, after } from 'node:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

let demo, browser, folder

before(async () => {
  demo = await serveDemo()
  browser = await openBrowser()
  folder = mkdtempSync(join(tmpdir(), 'aboveboard-review-'))
})

after(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const main = (visitor, name) => visitor.page.getByRole('main').getByRole('link', { name })
const button = (visitor, name) => visitor.page.getByRole('button', { name })
const said = async visitor => (await visitor.page.getByRole('main').innerText()).replace(/\s+/g, ' ')

async function signIn (options, role) {
  const visitor = await openVisitor(browser, demo.url, options)
  await visitor.go('/sign-in')
  await visitor.press(button(visitor, `Sign in as ${role}`))
  return visitor
}

// Two pages of one code, as a browser saves them.
function pages (name) {
  const page = (title, body) => `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/contact">Contact</a></li></ul></nav><main>${body}</main></body></html>`
  const files = [
    ['rules-1.html', page(name, `<h1>${name}</h1><h2>Part 1. Lamps</h2>
      <p>1.1 Whoever borrows a lamp writes it down. A broken lamp is written down too.</p><p>1.2 Nobody lends a lamp to a cousin.</p>`)],
    ['rules-2.html', page(`${name}, part 2`, `<h2>Part 2. Boats</h2>
      <p>2.1 Boats are rented</p><p>in the order in which people ask.</p><p>2.2 Oars come back dry.</p>`)]
  ]
  return files.map(([file, text]) => {
    const path = join(folder, `${name.replace(/\W+/g, '-')}-${file}`)
    writeFileSync(path, text)
    return path
  })
}

// The elements of the page of the text: [level, words].
const elements = visitor => visitor.page.locator('.review__element').evaluateAll(all => all.map(one =>
  `${one.querySelector('.review__kind .govuk-visually-hidden').textContent.match(/\d+/)[0]} ` +
  one.querySelector('.review__text').textContent.replace(/\s+/g, ' ').trim()))

const row = (visitor, words) => visitor.page.locator('.review__element', { hasText: words }).first()
const act = (visitor, words, name) => visitor.press(row(visitor, words).getByRole('button', { name }))
const edit = (visitor, words) => visitor.press(row(visitor, words).getByRole('link', { name: 'Edit' }))

async function review (officer) {
  const start = await elements(officer)
  assert.ok(start.some(words => words.endsWith('1.2 Nobody lends a lamp to a cousin.')), start.join('\n'))

  // Kind and heading of an element; a fault keeps what was typed.
  await edit(officer, 'Nobody lends a lamp')
  await officer.page.getByLabel('What is it?').selectOption('Standard')
  await officer.page.getByLabel('Heading').fill('Cousins')
  await officer.page.getByText('To whom it applies, and its language').click()
  await officer.page.getByLabel('Language (optional)').fill('!')
  await officer.press(button(officer, 'Save').first(), 400)
  assert.equal(await officer.page.getByLabel('Heading').inputValue(), 'Cousins')
  await officer.page.getByLabel('Language (optional)').fill('')
  await officer.press(button(officer, 'Save').first())
  assert.match(await row(officer, 'Nobody lends a lamp').innerText(), /Standard[\s\S]*Cousins[\s\S]*Done: changed/)
  assert.match(new URL(officer.page.url()).hash, /^#e-/)

  // Divide a text where its second sentence begins.
  await edit(officer, 'Whoever borrows a lamp')
  await officer.page.getByRole('radio', { name: /^A broken lamp/ }).check({ force: true })
  await officer.press(button(officer, 'Divide it here'))
  assert.equal(await row(officer, 'A broken lamp').locator('.review__text').innerText(), 'A broken lamp is written down too.')

  // Merge what a page break divided.
  const before = (await elements(officer)).length
  await act(officer, 'in the order in which', 'Merge')
  assert.equal((await elements(officer)).length, before - 1)
  assert.match(await row(officer, 'Boats are rented').innerText(), /Boats are rented[\s\S]*in the order in which people ask\./)

  // A clause that was taken for a part of the one before it.
  await act(officer, 'Oars come back dry', 'One level up')
  assert.ok((await elements(officer)).includes('2 2.2 Oars come back dry.'))

  // Move: up by a button, and elsewhere by choosing a place.
  await act(officer, 'Oars come back dry', 'Move up')
  const moved = await elements(officer)
  assert.ok(moved.findIndex(words => /Oars/.test(words)) < moved.findIndex(words => /Boats are rented/.test(words)))
  await edit(officer, 'Nobody lends a lamp')
  await officer.press(main(officer, 'Move it to another place'))
  await officer.press(row(officer, 'Oars come back dry').getByRole('button', { name: 'Put it after this' }))
  const chosen = await elements(officer)
  assert.equal(chosen.findIndex(words => /Cousins/.test(words)), chosen.findIndex(words => /Oars/.test(words)) + 1)

  // Undo beside the element, and again.
  await officer.press(row(officer, 'Nobody lends a lamp').getByRole('button', { name: 'Undo' }))
  assert.deepEqual(await elements(officer), moved)
  await officer.press(button(officer, /^Undo: moved up/))
  await officer.press(button(officer, /^Do again: moved up/))
  assert.deepEqual(await elements(officer), moved)

  // A new element.
  await edit(officer, 'Boats are rented')
  await officer.press(main(officer, 'Add a new element after it'))
  await officer.page.getByLabel('Number or mark, as printed').fill('2.3')
  await officer.page.getByLabel('Text').fill('Whoever sinks a boat says so.')
  await officer.press(button(officer, 'Add it'))
  assert.ok((await elements(officer)).some(words => words.endsWith('2.3 Whoever sinks a boat says so.')))
}

const draftOf = visitor => new URL(visitor.page.url()).pathname.replace(/\/text\/.*/, '')

async function chain (options, name) {
  const officer = await signIn(options, 'the ethics officer')
  await officer.go('/office/codes/import')
  await officer.page.getByLabel('One or more files').setInputFiles(pages(name).reverse())
  await officer.press(button(officer, 'Make a draft'))
  assert.match(await said(officer), /Words in the file \d+ · kept \d+ · left out \d+/)
  const draft = new URL(officer.page.url()).pathname
  await officer.press(main(officer, 'Read and correct the text'))
  await review(officer)
  await officer.press(main(officer, 'Back to the draft'))
  assert.match(await said(officer), /6 changes since it was added: 8 words added, 0 removed/)
  await officer.press(main(officer, 'What was changed'))
  await officer.go(`${draft}/left-out`)
  await officer.go(`${draft}/preview`)
  assert.match(await said(officer), /Whoever sinks a boat says so\./)
  const visitor = await openVisitor(browser, demo.url, options)
  await visitor.go(`${draft}/preview`)
  assert.equal(new URL(visitor.page.url()).pathname, '/sign-in', 'nothing is public before it is published')

  await officer.go(draft)
  await officer.press(main(officer, 'The act that makes it'))
  await officer.page.getByRole('radio').first().check({ force: true })
  await officer.page.locator('#instrument_number').fill('Resolution 2026-31')
  await officer.press(button(officer, 'Save'))
  await officer.press(main(officer, 'Consultation'))
  await officer.page.locator('#name').fill('Lamp Keepers Union')
  await officer.page.getByRole('radio').first().check({ force: true })
  await officer.press(button(officer, /^(Note|Add|Save)/).last())
  assert.match(await said(officer), /Lamp Keepers Union/)
  await officer.go(draft)
  await officer.press(main(officer, 'Publish it'))
  await officer.press(button(officer, 'Publish this edition'))
  assert.match(await officer.page.getByRole('alert').innerText(), /Published/)
  const path = new URL(officer.page.url()).pathname

  await visitor.go(path)
  const words = await said(visitor)
  assert.match(words, /Cousins[\s\S]*Nobody lends a lamp to a cousin\./)
  assert.match(words, /2\.1 Boats are rented ¶? ?in the order in which people ask\./)
  assert.equal(await visitor.page.locator('[id="s2.3"]').count(), 1)
  assert.deepEqual(await visitor.context.cookies(), [])

  // The text in force is amended: what stays the same keeps its history.
  await officer.go('/office/codes')
  await officer.press(officer.page.locator('button', { hasText: name }))
  await officer.press(main(officer, 'Read and correct the text'))
  await edit(officer, 'Oars come back dry')
  await officer.page.getByLabel('Text').fill('Oars come back dry and whole.')
  await officer.press(button(officer, 'Save').first())
  assert.match(await row(officer, 'Oars come back').innerText(), /was “/)
  await edit(officer, 'Oars come back')
  assert.match(await said(officer), /In edition 1 it read: “2\.2 Oars come back dry\.”/)
  await officer.go(draftOf(officer))
  await officer.press(main(officer, 'Publish it'))
  await officer.press(button(officer, 'Publish this edition'), 400)
  await officer.page.getByRole('radio', { name: /^Material/ }).check({ force: true })
  await officer.press(button(officer, 'Publish this edition'))
  await visitor.go(path.replace(/\/editions\/.*/, ''))
  assert.match(await said(visitor), /2\.2 Oars come back dry and whole\./)
  await officer.close()
  await visitor.close()
}

for (const javaScriptEnabled of [false, true]) {
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    const script = javaScriptEnabled ? 'on' : 'off'
    test(`from files to a public page, JavaScript ${script}, ${width}`, async () => {
      await chain({ viewport, javaScriptEnabled }, `Rules of the Lamp Keepers (${width}, ${script})`)
    })
  }
}

test('two people at once: the second reads both texts and loses nothing', async () => {
  const officer = await signIn({ viewport: desktop }, 'the ethics officer')
  const clerk = await signIn({ viewport: phone }, 'a clerk')
  await officer.go('/office/codes/import')
  await officer.page.getByLabel('Or the text itself').fill('Rules of Two\n\n1. Be kind.\n\n2. Be fair.\n')
  await officer.press(button(officer, 'Make a draft'))
  const draft = new URL(officer.page.url()).pathname
  for (const one of [officer, clerk]) {
    await one.go(`${draft}/text`)
    await edit(one, 'Be fair.')
  }
  await officer.page.getByLabel('Text').fill('Be fair to all.')
  await officer.press(button(officer, 'Save').first())
  await clerk.page.getByLabel('Text').fill('Be fair, always.')
  await clerk.press(button(clerk, 'Save').first(), 409)
  assert.match(await said(clerk), /changed this element[\s\S]*Be fair to all\./)
  assert.equal(await clerk.page.getByLabel('Text').inputValue(), 'Be fair, always.')
  await clerk.page.getByLabel('Text').fill('Be fair to all, always.')
  await clerk.press(button(clerk, 'Save').first())
  assert.ok((await elements(clerk)).includes('1 2. Be fair to all, always.'))
  await officer.close()
  await clerk.close()
})
