// The office's pages about mail: the server, a test message that cannot be sent, trying again, cancelling.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

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

for (const [name, viewport] of [['desktop', desktop], ['phone', phone]]) {
  test(`an administrator names a server and sees what it does not take, ${name}`, async () => {
    const visitor = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport === desktop })
    await visitor.go('/sign-in')
    await visitor.press(main(visitor).getByRole('button', { name: /administrator/i }).first())
    await visitor.go('/office/mail-server')
    await main(visitor).getByLabel('Address of the mail server').fill('mail.example.gov')
    await visitor.press(main(visitor).getByRole('button', { name: 'Save' }), 400)
    await main(visitor).getByLabel('Address of the mail server').fill('smtp://127.0.0.1:1')
    await main(visitor).getByLabel('Who sends').fill('City Clerk <ethics@alderquay.example>')
    await visitor.press(main(visitor).getByRole('button', { name: 'Save' }))
    assert.match(await main(visitor).innerText(), /Saved/)
    await main(visitor).getByLabel('E-mail address for the test').fill('ada@alderquay.example')
    await visitor.press(main(visitor).getByRole('button', { name: 'Send a test message' }))
    assert.match(await main(visitor).innerText(), /Test message from/)
    for (let i = 0; i < 50 && !/cannot be reached/.test(await main(visitor).innerText()); i++) {
      await visitor.page.waitForTimeout(200)
      await visitor.go(new URL(visitor.page.url()).pathname)
    }
    assert.match(await main(visitor).innerText(), /cannot be reached/)
    await visitor.go('/office/mail')
    assert.match(await main(visitor).innerText(), /Trying again/)
    await visitor.press(main(visitor).getByRole('link', { name: /Test message/ }).first())
    await visitor.press(main(visitor).getByRole('button', { name: 'Cancel: do not send' }))
    assert.match(await main(visitor).innerText(), /Cancelled: it is not sent/)
    await visitor.go('/office/mail?show=all')
    assert.match(await main(visitor).innerText(), /Cancelled/)
    assert.deepEqual(visitor.complaints, [])
    await visitor.close()
  })
}
