// The whole chain in a browser: a code is added, published, read, signed, seen on the roll and found in the log.
import { test, before, after, describe } from 'node:test'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import assert from 'node:assert/strict'
import { authority, desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

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
  if (file) await officer.page.getByLabel('A file').setInputFiles(file)
  else await officer.page.getByLabel('Or the text itself').fill(text)
  await officer.press(button(officer, 'Make a draft'))
  assert.match(await officer.page.getByRole('main').innerText(), /Words in the file [\d,]+/)
  await officer.press(button(officer, 'Publish this edition'))
  return new URL(officer.page.url()).pathname
}

async function signAsMember (member, name) {
  await signInAs(member, 'Sign in as a member', '/my')
  await member.press(main(member, `Sign “${name}” as`))
  assert.match(await member.page.getByRole('main').innerText(), /It is not an oath/)
  await member.press(button(member, 'Sign this code'), 400)
  const summary = member.page.getByRole('alert')
  await summary.getByRole('link').click()
  assert.equal(await member.page.evaluate(() => document.activeElement.id), 'read')
  await member.page.getByLabel('I have read this code').check()
  await member.press(button(member, 'Sign this code'))
  assert.match(new URL(member.page.url()).pathname, /^\/signed\//)
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
