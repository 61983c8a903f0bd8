// A member declares: the first declaration, nothing to declare, nothing changed, a change, a gift; with scripts and without, on a
// desk and on a phone, every page with axe.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addPasskey, desktop, makeSmall, openBrowser, openVisitor, phone, serveDemo, signInAs, top, zoomed } from './support.mjs'

const button = (visitor, name, status = 200) => visitor.press(visitor.page.getByRole('button', { name, exact: true }).first(), status)
const link = (visitor, name) => visitor.press(visitor.page.getByRole('link', { name }).first())
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)
const main = visitor => visitor.page.locator('main').innerText()

async function shows (visitor, ...words) {
  const text = await main(visitor)
  for (const word of words) assert.match(text, word)
}

async function signByPassword (visitor) {
  const { page } = visitor
  await button(visitor, 'Sign and hand in', 400)
  await shows(visitor, /Tick the box once you have read your answers/, /Enter your password/)
  await page.getByLabel(/true and complete/).check()
  await page.getByLabel('Your password').fill('demonstration')
  await button(visitor, 'Sign and hand in')
  await shows(visitor, /Receipt/, /What happens next/)
}

// Questions of paid work, one a page, from "Have you anything to declare?" to the entry's own page.
async function declareWork (visitor) {
  const { page } = visitor
  await link(visitor, /Paid work/)
  await next(visitor, 400)
  await shows(visitor, /Say whether you have anything to declare here/)
  await page.getByLabel('Yes').check()
  await next(visitor)
  await page.getByLabel('My own').check()
  await next(visitor)
  await next(visitor, 400)
  await page.getByLabel('Name', { exact: true }).fill('Quay Ferries Ltd')
  await next(visitor)
  await page.getByLabel('What do you do there?').fill('Deckhand')
  await next(visitor)
  await page.getByLabel('From').fill('2024-03-01')
  await next(visitor)
  await page.getByLabel('Not known').check()
  await next(visitor)
  await page.getByLabel('As staff').check()
  await next(visitor)
  await shows(visitor, /Quay Ferries Ltd: Deckhand/, /since 1 March 2024/)
  await button(visitor, 'Add: Payments')
  await page.getByLabel('On which day was it paid?').fill('2026-02-01')
  await next(visitor)
  await page.getByLabel('How much?').fill('1,234.50')
  await next(visitor)
}

async function declareFirst (visitor) {
  await visitor.go('/my')
  await visitor.go('/my/registers')
  await link(visitor, /Interests for meeting checks/)
  await shows(visitor, /What happens with what you declare/, /This is not your Form 700/)
  await button(visitor, 'Begin')
  await declareWork(visitor)
  await link(visitor, 'Back to the list of tasks')
  await link(visitor, /Land and homes/)
  await visitor.page.getByLabel(/No, I have nothing to declare/).check()
  await next(visitor)
  await link(visitor, 'Check your answers')
  await shows(visitor, /Paid work: Quay Ferries Ltd: Deckhand/, /\$1,234\.50/)
  await link(visitor, 'Continue to sign')
  await signByPassword(visitor)
}

async function change (visitor) {
  const { page } = visitor
  await visitor.go('/my/registers/interests')
  await button(visitor, 'Nothing has changed')
  await shows(visitor, /Nothing has changed/, /Stands as it is/)
  await signByPassword(visitor)
  await visitor.go('/my/registers/interests')
  await button(visitor, 'Something has changed')
  await link(visitor, /Paid work/)
  await link(visitor, /Look or change/)
  await visitor.press(page.getByRole('link', { name: /What do you do there/ }))
  await page.getByLabel('What do you do there?').fill('Captain')
  await next(visitor)
  await shows(visitor, /Quay Ferries Ltd: Captain/)
  await link(visitor, 'Back to the list of tasks')
  await link(visitor, 'Check your answers')
  await link(visitor, 'Continue to sign')
  await signByPassword(visitor)
}

async function gift (visitor) {
  const { page } = visitor
  await visitor.go('/my/registers/gifts')
  await button(visitor, 'Declare something')
  await page.getByLabel('Name', { exact: true }).fill('Harbour Hotels')
  await next(visitor)
  await page.getByLabel('On which day?').fill('2026-11-02')
  await next(visitor)
  await page.getByLabel('What is it worth?').fill('45')
  await next(visitor)
  await page.getByLabel('Refused').check()
  await next(visitor)
  await link(visitor, 'Continue')
  await link(visitor, 'Check your answers')
  await link(visitor, 'Continue to sign')
  await signByPassword(visitor)
  await shows(visitor, /Harbour Hotels/, /Refused/)
}

for (const [what, viewport, javaScriptEnabled] of [
  ['on a desk', desktop, true], ['on a phone, without scripts', phone, false], ['enlarged', zoomed, true]
]) {
  test(`a member declares ${what}`, async () => {
    const demo = await serveDemo(makeSmall(join(top, 'tests/registers/declare')))
    const browser = await openBrowser()
    try {
      const visitor = await signInAs(browser, demo.url, 'Sign in as a member', { viewport, javaScriptEnabled })
      if (viewport === zoomed) {
        await visitor.go('/my/registers/interests')
        await button(visitor, 'I have nothing to declare')
        await signByPassword(visitor)
        await shows(visitor, /Nothing to declare/)
      } else {
        await declareFirst(visitor)
        await change(visitor)
      }
      await gift(visitor)
      await visitor.go('/my/registers/interests/print')
      await visitor.close()
    } finally {
      await browser.close()
      await demo.stop()
    }
  })
}

test('a declaration is signed with a passkey', async () => {
  const demo = await serveDemo(makeSmall(join(top, 'tests/registers/declare')))
  const browser = await openBrowser()
  const byPasskey = visitor => visitor.page.getByRole('button', { name: 'Sign with your passkey' })
  try {
    const visitor = await signInAs(browser, demo.url, 'Sign in as a member', { viewport: phone })
    await visitor.go('/my/registers/interests')
    await button(visitor, 'I have nothing to declare')
    assert.equal(await byPasskey(visitor).count(), 0)
    const sign = new URL(visitor.page.url()).pathname
    await addPasskey(visitor, 'Telephone')
    await visitor.go(sign)
    await visitor.press(byPasskey(visitor), 400)
    await shows(visitor, /Tick the box once you have read your answers/)
    await visitor.page.getByLabel(/true and complete/).check()
    await visitor.press(byPasskey(visitor))
    await shows(visitor, /Nothing to declare/, /What it signs is yours alone/)
    await button(visitor, 'Sign and hand in')
    await shows(visitor, /Receipt/, /It holds what your passkey signed/)
    const waiting = visitor.page.waitForEvent('download')
    await visitor.page.getByRole('link', { name: 'Download your copy' }).click()
    const copy = await (await waiting).path()
    const check = site => spawnSync('sh', [join(top, 'docs/verify-receipt.sh'), copy, site], { encoding: 'utf8' })
    const checked = check(demo.url)
    assert.equal(checked.status, 0, checked.stderr)
    assert.match(checked.stdout, /"kind":"declaration-statement","name":"Imogen Vale"/)
    assert.match(checked.stdout, /"register":"interests","says":"nil"/)
    assert.equal(check('https://elsewhere.example').status, 1)
    assert.match(readFileSync(copy, 'utf8'), /"signed_statement"/)
    // Without scripts no passkey is offered, and the password's way stays.
    const plain = await signInAs(browser, demo.url, 'Sign in as a member', { viewport: desktop, javaScriptEnabled: false })
    await plain.go('/my/registers/interests')
    await button(plain, 'Nothing has changed')
    assert.ok(!await byPasskey(plain).isVisible())
    await signByPassword(plain)
    for (const one of [visitor, plain]) await one.close()
  } finally {
    await browser.close()
    await demo.stop()
  }
})

test('a helper prepares what the member signs', async () => {
  const demo = await serveDemo(makeSmall(join(top, 'tests/registers/declare')))
  const browser = await openBrowser()
  const pages = [{ viewport: phone, javaScriptEnabled: false }, { viewport: desktop }]
  try {
    for (const [i, options] of pages.entries()) {
      const email = `pim.${i}@example.org`
      const invited = demo.run('access', 'invite', '--role', 'auditor', '--name', `Pim Aldous ${i}`, '--email', email)
      const helper = await openVisitor(browser, demo.url, options)
      await helper.go(new URL(invited.match(/http\S+/)[0]).pathname)
      await helper.page.getByLabel('New password').fill('a quiet harbour at dawn')
      await button(helper, 'Set password and sign in')
      const member = await signInAs(browser, demo.url, 'Sign in as a member', options)
      await member.go('/my/registers')
      await link(member, 'My helper')
      await button(member, 'Name this helper', 400)
      await shows(member, /Enter the e-mail address/, /Enter the last day/)
      await member.page.getByLabel('E-mail address of your helper').fill(email)
      await member.page.getByLabel('Last day').fill('2099-12-31')
      await button(member, 'Name this helper')
      await shows(member, /to 31 December 2099/)
      await helper.go('/office')
      await link(helper, 'Whom I help')
      await link(helper, 'Imogen Vale')
      await shows(helper, /Until 31 December 2099/, /Interests for meeting checks/)
      await button(helper, 'Prepare a declaration')
      await link(helper, /Paid work/)
      if (i === 0) await button(helper, 'Add a declaration')
      else await button(helper, 'Add another')
      await helper.page.getByLabel('My own').check()
      await next(helper)
      await helper.page.getByLabel('Name', { exact: true }).fill(`Quay Ferries ${i}`)
      await next(helper)
      const draft = new URL(helper.page.url()).pathname.split('/').slice(0, 3).join('/')
      await helper.go(`${draft}/check`)
      await shows(helper, /You prepare this for Imogen Vale/)
      await helper.go(`${draft}/sign`, 403)
      assert.equal(await helper.page.getByLabel('Your password').count(), 0)
      await member.go(`${draft}/check`)
      await shows(member, /A helper wrote some of these answers/, /Prepared or changed by/)
      await member.go('/my/helper')
      await member.press(member.page.getByRole('button', { name: /End it now/ }).first())
      await shows(member, /Ended by you/)
      await helper.go('/helping')
      await shows(helper, /Nobody has named you/)
      for (const one of [helper, member]) await one.close()
    }
  } finally {
    await browser.close()
    await demo.stop()
  }
})
