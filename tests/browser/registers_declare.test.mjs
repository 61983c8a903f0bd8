// A member declares: the first declaration, nothing to declare, nothing changed, a change, a gift; with scripts and without, on a
// desk and on a phone, every page with axe.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { desktop, makeSmall, openBrowser, phone, serveDemo, signInAs, top, zoomed } from './support.mjs'

const button = (visitor, name, status = 200) => visitor.press(visitor.page.getByRole('button', { name, exact: true }).first(), status)
const link = (visitor, name) => visitor.press(visitor.page.getByRole('link', { name }).first())
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)
const main = visitor => visitor.page.locator('main').innerText()

async function shows (visitor, ...words) {
  const text = await main(visitor)
  for (const word of words) assert.match(text, word)
}

async function sign (visitor) {
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
  await sign(visitor)
}

async function change (visitor) {
  const { page } = visitor
  await visitor.go('/my/registers/interests')
  await button(visitor, 'Nothing has changed')
  await shows(visitor, /Nothing has changed/, /Stands as it is/)
  await sign(visitor)
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
  await sign(visitor)
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
  await sign(visitor)
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
        await sign(visitor)
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
