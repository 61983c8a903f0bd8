// Where somebody lives (S2): an address that is a home is withheld, the office notes the permission on paper, which holds for what is
// declared from then on, and its end, which holds at once. On a phone with scripts and on a desk without.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { desktop, makeSmall, openBrowser, openVisitor, phone, serveDemo, signInAs, top } from './support.mjs'

let demo, browser

before(async () => {
  demo = await serveDemo(makeSmall(join(top, 'tests/registers/declare')))
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')
const said = async visitor => (await main(visitor).innerText()).replace(/\s+/g, ' ')
const link = (visitor, name) => visitor.press(main(visitor).getByRole('link', { name }).first())
const button = (visitor, name, status = 200) => visitor.press(main(visitor).getByRole('button', { name, exact: true }).first(), status)
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)
const fill = (visitor, name, text) => visitor.page.getByLabel(name).first().fill(text)

async function shows (visitor, ...words) {
  const text = await said(visitor)
  for (const word of words) assert.match(text, word)
}

async function sign (visitor) {
  await link(visitor, 'Check your answers')
  await link(visitor, 'Continue to sign')
  await visitor.page.getByLabel(/true and complete/).check()
  await fill(visitor, 'Your password', 'demonstration')
  await button(visitor, 'Sign and hand in')
  await shows(visitor, /Receipt/)
}

// The address where it is open; the member answers whether they live there, which nobody skips.
async function declareHome (member, place) {
  await member.go('/my/registers/interests')
  const again = main(member).getByRole('button', { name: 'Something has changed', exact: true })
  if (await again.count()) {
    await member.press(again)
  } else {
    await button(member, 'Begin')
    await link(member, /Paid work/)
    await member.page.getByLabel(/No, I have nothing to declare/).check()
    await next(member)
  }
  await link(member, /Land and homes/)
  const add = main(member).getByRole('button', { name: /^Add/ })
  if (await add.count()) {
    await member.press(add.first())
  } else {
    await member.page.locator('input[name=any][value=yes]').check()
    await next(member)
  }
  await fill(member, /Address or place/, place)
  await next(member, 400)
  await shows(member, /Say whether this is where you live/)
  await main(member).getByRole('group', { name: /where you live/ }).getByLabel('Yes').check()
  await next(member)
  await link(member, /Leave it for later/)
  await link(member, 'Back to the list of tasks')
  await sign(member)
}

async function homes (member, officer, visitor, tag) {
  const [first, second] = [`7 Slip Row ${tag}`, `9 Dock Lane ${tag}`]
  await declareHome(member, first)
  await visitor.go('/registers/interests')
  await shows(visitor, /Home: address withheld by law/)
  assert.doesNotMatch(await visitor.page.content(), new RegExp(`Slip Row ${tag}`))
  await visitor.press(main(visitor).getByRole('link', { name: /^Home: address withheld/ }).first())
  await officer.go(`/office/registers/entries/${new URL(visitor.page.url()).pathname.split('/')[3]}`)
  await shows(officer, /It says where somebody lives/)
  await link(officer, 'Permission to show it')
  await button(officer, 'Note the permission', 400)
  await fill(officer, 'Where is the paper kept?', `Folder ${tag}`)
  await button(officer, 'Note the permission', 400)
  await shows(officer, /There is something to put right/)
  await fill(officer, 'Day on the signed paper', '2026-02-20')
  await button(officer, 'Note the permission')
  await shows(officer, new RegExp(`permitted in writing on 20 February 2026.*Folder ${tag}`))
  // It holds for what is declared from then on.
  await declareHome(member, second)
  await visitor.go('/registers/interests')
  await shows(visitor, new RegExp(second))
  await officer.go('/office/registers/homes/imogen-vale')
  await button(officer, 'They revoke it')
  await shows(officer, /Nobody but the office sees where Imogen Vale lives/)
  for (let i = 0; (await visitor.go('/registers/interests')) && (await said(visitor)).includes(second); i++) {
    assert.ok(i < 50, 'it is public for ever')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

for (const [name, options] of [
  ['with scripts on a phone', { viewport: phone, tag: 'phone' }],
  ['without scripts on a desk', { viewport: desktop, javaScriptEnabled: false, tag: 'desk' }]
]) {
  test(`Where somebody lives ${name}`, async () => {
    const member = await signInAs(browser, demo.url, 'Sign in as a member', options)
    const officer = await signInAs(browser, demo.url, 'Sign in as the ethics officer', options)
    const visitor = await openVisitor(browser, demo.url, options)
    await homes(member, officer, visitor, options.tag)
    for (const one of [member, officer, visitor]) await one.close()
  })
}
