// The whole chain in a browser: a code is added, published, read, signed, seen on the roll and found in the log.
import { test, before, after } from 'node:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo, zoomed } from './support.mjs'

let demo, browser

before(async () => {
  demo = await serveDemo()
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const codeText = name => `${name}

Preamble

These rules were made up for a test. They bind whoever sits on the harbour board and asks the town for its trust.

Values

Patience

Plain dealing

Part 1. Keeping accounts

1.1 Lanterns. Whoever borrows a lantern of the board writes it into the lantern book the same evening.

1.1.1 A broken lantern is written down too.

1.2 Boats. Nobody rents a boat of the board to a cousin without saying so first.

Part 2. Meetings

2.1 Being there. Members come sober, on time and with the papers read.

2.2 Leaving. A member who stands to gain leaves the room, and the minutes say when.
`

const link = (visitor, name) => visitor.page.getByRole('link', { name })
const main = (visitor, name) => visitor.page.getByRole('main').getByRole('link', { name })
const button = (visitor, name) => visitor.page.getByRole('button', { name })
const heading = visitor => visitor.page.getByRole('heading', { level: 1 }).innerText()

async function signInAs (visitor, role, home) {
  await visitor.go('/sign-in')
  await visitor.press(button(visitor, role))
  assert.equal(new URL(visitor.page.url()).pathname, home)
}

async function readAsAnybody (visitor) {
  await visitor.go('/')
  assert.equal(await heading(visitor), 'What do you want to check?')
  await visitor.press(main(visitor, 'City of Alder Quay Code of Conduct').first())
  assert.equal(await heading(visitor), 'City of Alder Quay Code of Conduct')
  await visitor.press(main(visitor, 'Who has signed'))
  for (const path of ['/codes', '/members', '/members/imogen-vale', '/log', '/about', '/privacy', '/accessibility']) {
    await visitor.go(path)
  }
  assert.deepEqual(await visitor.context.cookies(), [])
}

// Adds a code by its file or its text, reviews the draft and publishes it; the address of its page.
async function publish (officer, { file, text }) {
  await officer.go('/office')
  await officer.press(main(officer, 'Codes of conduct'))
  await officer.press(main(officer, 'Add a code or a new edition'))
  if (file) await officer.page.getByLabel('One or more files').setInputFiles(file)
  else await officer.page.getByLabel('Or the text itself').fill(text)
  await officer.press(button(officer, 'Make a draft'))
  assert.match(await officer.page.getByRole('main').innerText(), /Words in the file [\d,]+/)
  await officer.press(main(officer, 'Publish it'))
  await officer.press(button(officer, 'Publish this edition'))
  assert.match(await officer.page.getByRole('alert').innerText(), /Published/)
  return new URL(officer.page.url()).pathname
}

async function signAsMember (member, name) {
  await signInAs(member, 'Sign in as a member', '/my')
  await member.press(main(member, `Sign “${name}” as`))
  assert.match(await member.page.getByRole('main').innerText(), /It is not an oath/)
  await member.press(button(member, 'Sign this code'), 400)
  const summary = member.page.getByRole('alert')
  await summary.getByRole('link').first().click()
  assert.equal(await member.page.evaluate(() => document.activeElement.id), 'read')
  await member.page.getByLabel('I have read this code').check()
  await member.page.getByLabel('Type your name').fill('imogen vale')
  await member.page.getByLabel('Your password').fill('demonstration')
  await member.press(button(member, 'Sign this code'))
  assert.match(new URL(member.page.url()).pathname, /^\/signed\//)
  assert.match(await member.page.getByRole('alert').innerText(), /this page is its receipt/)
}

async function checkReceipt (visitor) {
  const [download] = await Promise.all([
    visitor.page.waitForEvent('download'),
    link(visitor, 'Download the receipt').click()
  ])
  const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'))
  assert.ok(JSON.stringify(receipt).includes(new URL(visitor.page.url()).pathname.split('/').pop()))
  await visitor.press(main(visitor, 'publication log'))
}

async function chain (options, name) {
  const open = () => openVisitor(browser, demo.url, options)
  const visitor = await open()
  await readAsAnybody(visitor)

  const officer = await open()
  await signInAs(officer, 'Sign in as the ethics officer', '/office')
  const path = await publish(officer, { text: codeText(name) })

  await visitor.go(path)
  assert.equal(await heading(visitor), name)
  const clause = visitor.page.locator('[id="s1.1.1"]')
  assert.match((await clause.innerText()).replace(/\s+/g, ' '), /1\.1\.1 A broken lantern is written down too\./)

  const member = await open()
  await signAsMember(member, name)
  const receipt = new URL(member.page.url()).pathname
  await checkReceipt(member)

  await visitor.go(`${path.replace(/\/editions\/.*/, '')}/signed`)
  await visitor.press(main(visitor, 'Imogen Vale'))
  assert.equal(new URL(visitor.page.url()).pathname, receipt)
  await visitor.go('/log')
  for (const one of [visitor, officer, member]) await one.close()
}

for (const javaScriptEnabled of [false, true]) {
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    const script = javaScriptEnabled ? 'on' : 'off'
    test(`the chain, JavaScript ${script}, ${width}`, async () => {
      await chain({ viewport, javaScriptEnabled }, `Rules of the Lantern Board (${width}, ${script})`)
    })
  }
}

test('a document from outside is published and read', { skip: !process.env.ABOVEBOARD_SHARED }, async () => {
  const officer = await openVisitor(browser, demo.url, { viewport: phone })
  await signInAs(officer, 'Sign in as the ethics officer', '/office')
  const path = await publish(officer, {
    file: join(process.env.ABOVEBOARD_SHARED, 'seeds/kent-pcc-code-of-conduct.txt')
  })
  const visitor = await openVisitor(browser, demo.url, { viewport: zoomed })
  await visitor.go(path)
  assert.ok(await visitor.page.locator('.provision').count() > 20)
  await officer.close()
  await visitor.close()
})

test('nothing is lost at 400 % zoom', async () => {
  const visitor = await openVisitor(browser, demo.url, { viewport: zoomed })
  for (const path of ['/', '/codes', '/codes/code-of-conduct', '/codes/code-of-conduct/signed', '/codes/code-of-conduct/history',
    '/codes/code-of-conduct/compare/1/3', '/codes/code-of-conduct/principles', '/codes/code-of-conduct/compare', '/members',
    '/members/imogen-vale', '/log', '/about', '/privacy', '/accessibility', '/sign-in']) await visitor.go(path)
  await visitor.go('/no-such-page', 404)
  for (const [role, home, paths] of [
    ['a member', '/my', ['/account']],
    ['a clerk', '/office', ['/office/codes', '/office/codes/import', '/office/people', '/office/people/add',
      '/office/bodies/add', '/office/people/imogen-vale/invite']],
    ['an auditor', '/office', ['/office/activity']],
    ['an administrator', '/office', ['/office/accounts', '/office/accounts/invite']]
  ]) {
    await signInAs(visitor, `Sign in as ${role}`, home)
    for (const path of paths) await visitor.go(path)
  }
  await visitor.close()
})

// Sends the form of a page as it is: a summary that leads to each field, and what was typed is still there.
async function sendEmpty (visitor, path, submit, fields, typed = {}) {
  await visitor.go(path)
  for (const [label, text] of Object.entries(typed)) await visitor.page.getByLabel(label, { exact: true }).fill(text)
  await visitor.press(button(visitor, submit), 400)
  assert.match(await visitor.page.title(), /^Error: /)
  const links = visitor.page.getByRole('alert').getByRole('link')
  const targets = await links.evaluateAll(all => all.map(one => one.getAttribute('href')))
  assert.deepEqual(targets.sort(), fields.map(name => `#${name}`).sort(), path)
  for (const target of targets) {
    await visitor.page.locator(`.govuk-error-summary a[href="${target}"]`).click()
    assert.equal(await visitor.page.evaluate(() => document.activeElement.id), target.slice(1), path)
  }
  for (const [label, text] of Object.entries(typed)) {
    assert.equal(await visitor.page.getByLabel(label, { exact: true }).inputValue(), text, `${path}: ${label}`)
  }
}

test('a form with something missing says what, and keeps the answers', async () => {
  const clerk = await openVisitor(browser, demo.url, { viewport: phone })
  await signInAs(clerk, 'Sign in as a clerk', '/office')
  await sendEmpty(clerk, '/office/codes/import', 'Make a draft', ['file'], { 'Title (optional)': 'Harbour rules' })
  await sendEmpty(clerk, '/office/people/add', 'Add this person', ['name', 'category', 'from'],
    { Post: 'Keeper of the lanterns' })
  await sendEmpty(clerk, '/office/bodies/add', 'Add it', ['name'])
  await sendEmpty(clerk, '/office/people/tobias-renn/invite', 'Make the link', ['email'], { 'E-mail address': 'no address' })
  await signInAs(clerk, 'Sign in as an administrator', '/office')
  await sendEmpty(clerk, '/office/accounts/invite', 'Make the link', ['email'], { Name: 'Ombra Fenn' })
  await sendEmpty(clerk, '/account', 'Change password', ['password'])
  await clerk.close()
})

// Tab until the element has the focus; at every stop the focus can be seen.
async function tabTo (visitor, locator) {
  for (let stops = 0; stops < 60; stops++) {
    await visitor.page.keyboard.press('Tab')
    const seen = await visitor.page.evaluate(() => {
      const style = globalThis.getComputedStyle(document.activeElement)
      // The parts of a date are the browser's own, and so is what shows their focus.
      if (document.activeElement === document.body || document.activeElement.type === 'date') return true
      return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    })
    assert.ok(seen, `${visitor.page.url()}: the focus on ${await focused(visitor)} cannot be seen`)
    if (await locator.evaluate(element => element === document.activeElement)) return
  }
  assert.fail(`${visitor.page.url()}: no way to it by keyboard`)
}

const focused = visitor => visitor.page.evaluate(() => document.activeElement.outerHTML.slice(0, 200))

test('everything can be done by keyboard', async () => {
  const clerk = await openVisitor(browser, demo.url, { viewport: desktop })
  await clerk.go('/')
  await clerk.page.keyboard.press('Tab')
  assert.match(await focused(clerk), /Skip to main content/)
  await clerk.page.keyboard.press('Enter')
  await clerk.page.keyboard.press('Tab')
  assert.ok(await clerk.page.evaluate(() => !!document.activeElement.closest('main')), await focused(clerk))
  await clerk.go('/sign-in')
  await tabTo(clerk, button(clerk, 'Sign in as a clerk'))
  await clerk.type('Enter')
  await clerk.go('/office/people/add')
  await tabTo(clerk, clerk.page.getByLabel('Name', { exact: true }))
  await clerk.page.keyboard.type('Marisol Tench')
  await tabTo(clerk, clerk.page.getByLabel('Post', { exact: true }))
  await clerk.page.keyboard.type('Keeper of the lanterns')
  await tabTo(clerk, clerk.page.getByRole('radio').first())
  await clerk.page.keyboard.press('Space')
  await tabTo(clerk, clerk.page.getByLabel('First day'))
  await clerk.page.keyboard.type('07012026')
  await tabTo(clerk, button(clerk, 'Add this person'))
  await clerk.type('Enter')
  assert.match(await clerk.page.getByRole('alert').innerText(), /Added/)
  await clerk.go('/members/marisol-tench')
  await clerk.close()
})

test('paper has the text and nothing to click', async () => {
  const visitor = await openVisitor(browser, demo.url, { viewport: desktop })
  await visitor.go('/codes/code-of-conduct')
  await visitor.page.emulateMedia({ media: 'print' })
  for (const hidden of ['.govuk-service-navigation', '.govuk-breadcrumbs', '.govuk-skip-link', '.site-contents',
    '.site-footer__links', '.provision__anchor', '.site-header__account']) {
    assert.equal(await visitor.page.locator(hidden).first().isVisible(), false, hidden)
  }
  assert.ok(await visitor.page.locator('[id="s1.1.1"]').isVisible())
  const paper = await visitor.page.pdf({ format: 'A4' })
  assert.equal(paper.subarray(0, 5).toString(), '%PDF-')
  await visitor.close()
})
