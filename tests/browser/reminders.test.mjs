// The office reminds of rows that it ticks and prints letters; a member puts due dates into a calendar.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

let demo, browser

before(async () => {
  demo = await serveDemo()
  demo.run('commitments', 'form', 'code-of-conduct', '--mandatory', '--instrument', 'Resolution 2026-14', '--within', '10')
  demo.run('jobs', 'run')
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')

async function signedIn (role, viewport) {
  const visitor = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport === desktop })
  await visitor.go('/sign-in')
  await visitor.press(main(visitor).getByRole('button', { name: role }).first())
  return visitor
}

for (const [name, viewport] of [['desktop', desktop], ['phone', phone]]) {
  test(`a clerk reminds those that are ticked and prints letters, ${name}`, async () => {
    const visitor = await signedIn(/clerk/i, viewport)
    await visitor.go('/office/duties?show=soon')
    await visitor.press(main(visitor).getByRole('button', { name: 'Remind those that are ticked' }))
    assert.match(await main(visitor).innerText(), /You chose nothing/)
    await visitor.go('/office/duties?show=soon')
    for (let i = 0; i < 2; i++) await main(visitor).getByRole('checkbox').nth(i).check()
    await visitor.press(main(visitor).getByRole('button', { name: 'Remind those that are ticked' }))
    assert.match(await main(visitor).innerText(), /E-mails that will be sent: \d/)
    await visitor.press(main(visitor).getByRole('button', { name: 'Remind them' }))
    assert.match(await main(visitor).innerText(), /on their way/)
    await visitor.go('/office/duties/letters')
    if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/letters-${name}.png`, fullPage: true })
    await visitor.go('/office/duties?show=soon')
    if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/list-${name}.png`, fullPage: true })
    await visitor.close()
  })

  test(`a member makes a calendar's address, a new one, and stops it, ${name}`, async () => {
    const visitor = await signedIn(/member/i, viewport)
    await visitor.go('/my')
    await visitor.press(main(visitor).getByRole('link', { name: 'Put your due dates into your calendar' }))
    await visitor.press(main(visitor).getByRole('button', { name: 'Make the address' }))
    const first = await main(visitor).locator('code').innerText()
    if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/calendar-${name}.png`, fullPage: true })
    assert.match(first, /\/calendar\/[0-9a-z]+\.ics$/)
    await visitor.press(main(visitor).getByRole('button', { name: 'Make a new address' }))
    assert.notEqual(await main(visitor).locator('code').innerText(), first)
    await visitor.press(main(visitor).getByRole('button', { name: 'Stop it' }))
    assert.match(await main(visitor).innerText(), /no such address yet/)
    await visitor.close()
  })
}
