// No answer is lost while declaring: by the back button, in a second tab, when a session ends, when the server dies; with scripts on a
// desk and without them on a phone.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { desktop, makeSmall, openBrowser, phone, serveDemo, signInAs, top } from './support.mjs'

let demo, browser

before(async () => {
  demo = await serveDemo(makeSmall(join(top, 'tests/registers/declare')))
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const button = (visitor, name, status = 200) => visitor.press(visitor.page.getByRole('button', { name, exact: true }).first(), status)
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)
const work = visitor => visitor.page.getByLabel('What do you do there?')

async function signIn (visitor) {
  await visitor.go('/sign-in')
  await button(visitor, 'Sign in as a member')
}

// A draft with one employment; the address of the question what the work is.
async function begin (visitor) {
  await visitor.go('/my/registers/interests')
  await button(visitor, 'Begin')
  await visitor.press(visitor.page.getByRole('link', { name: /Paid work/ }))
  await visitor.page.getByLabel('Yes').check()
  await next(visitor)
  await visitor.page.getByLabel('My own').check()
  await next(visitor)
  await visitor.page.getByLabel('Name', { exact: true }).fill('Quay Ferries Ltd')
  await next(visitor)
  return new URL(visitor.page.url()).pathname
}

async function back (visitor, question) {
  const { page } = visitor
  await work(visitor).fill('Deckhand')
  await next(visitor)
  await page.goBack()
  assert.equal(new URL(page.url()).pathname, question)
  assert.equal(await work(visitor).inputValue(), 'Deckhand')
  await work(visitor).fill('Mate')
  await next(visitor)
  await visitor.go(question)
  assert.equal(await work(visitor).inputValue(), 'Mate')
}

async function secondTab (visitor, question) {
  const second = { ...visitor, page: await visitor.context.newPage() }
  await second.page.goto(question)
  await visitor.go(question)
  await work(visitor).fill('Captain')
  await next(visitor)
  await work(second).fill('Cook')
  await second.page.getByRole('button', { name: 'Save and continue' }).click()
  assert.match(await second.page.locator('main').innerText(), /Stored now: Captain/)
  assert.equal(await work(second).inputValue(), 'Cook')
  await second.page.close()
  await visitor.go(question)
  assert.equal(await work(visitor).inputValue(), 'Captain')
}

async function timeOut (visitor, question) {
  await work(visitor).fill('Captain, and <b>cook</b>')
  demo.run('access', 'end-sessions', '--email', 'imogen.vale@alderquay.example')
  await next(visitor, 403)
  assert.match(await visitor.page.locator('main').innerText(), /You were signed out/)
  const kept = await visitor.page.evaluate(() => [...document.querySelectorAll('main form [name=v0]')].map(field => field.value))
  assert.deepEqual(kept, ['Captain, and <b>cook</b>'])
  await signIn(visitor)
  await visitor.go(question)
  assert.equal(await work(visitor).inputValue(), 'Captain', 'what was stored before stays')
}

for (const [name, options] of [
  ['with scripts on a desk', { viewport: desktop }],
  ['without scripts on a phone', { viewport: phone, javaScriptEnabled: false }]
]) {
  test(`Nothing is lost while declaring ${name}`, async () => {
    const visitor = await signInAs(browser, demo.url, 'Sign in as a member', options)
    const question = await begin(visitor)
    await back(visitor, question)
    await secondTab(visitor, question)
    await timeOut(visitor, question)
    await demo.crash()
    await visitor.go(question)
    assert.equal(await work(visitor).inputValue(), 'Captain')
    await visitor.go(question.split('/items')[0])
    await visitor.page.locator('summary', { hasText: 'Throw this draft away' }).click()
    await button(visitor, 'Throw this draft away')
    await visitor.close()
  })
}
