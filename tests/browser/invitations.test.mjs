// The office invites by e-mail and by letter: list, preview, plan; the letters as they come out of a printer; a code is typed.
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
const shot = (visitor, name) => process.env.SHOTS &&
  visitor.page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })

async function choose (visitor, from, n) {
  const boxes = main(visitor).locator('td').getByRole('checkbox')
  for (let i = 0; i < await boxes.count(); i++) await boxes.nth(i).setChecked(i >= from && i < from + n)
}

for (const [name, viewport, from] of [['desktop', desktop, 0], ['phone', phone, 4]]) {
  test(`a clerk invites by letter and plans e-mails, ${name}`, async () => {
    const visitor = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport === desktop })
    await visitor.go('/sign-in')
    await visitor.press(main(visitor).getByRole('button', { name: /clerk/i }).first())
    await visitor.go('/office/people')
    await visitor.press(main(visitor).getByRole('link', { name: /Invite people to sign in/ }))
    await shot(visitor, `list-${name}`)
    await choose(visitor, 0, 0)
    await visitor.press(main(visitor).getByRole('button', { name: 'See what will be sent' }), 400)
    await choose(visitor, from, 3)
    await main(visitor).getByLabel('A few words of your own').fill('Welcome.\n\nThe first meeting is on Monday at six.')
    await main(visitor).getByLabel('Letters to everybody').check()
    await visitor.press(main(visitor).getByRole('button', { name: 'See what will be sent' }))
    await shot(visitor, `preview-${name}`)
    assert.match(await main(visitor).innerText(), /Letters for you to print: 3/)
    await visitor.press(main(visitor).getByRole('button', { name: 'Go back and change' }))
    assert.equal(await main(visitor).locator('td').getByRole('checkbox', { checked: true }).count(), 3)
    await visitor.press(main(visitor).getByRole('button', { name: 'See what will be sent' }))
    await visitor.press(main(visitor).getByRole('button', { name: 'Send these invitations' }))
    await shot(visitor, `batch-${name}`)
    const batch = new URL(visitor.page.url()).pathname
    await visitor.press(main(visitor).getByRole('button', { name: 'Show the letters' }))
    await shot(visitor, `letters-${name}`)
    const pages = (await visitor.page.pdf()).toString('latin1').match(/\/Type\s*\/Page[^s]/g)
    assert.equal(pages.length, 3, 'three letters, three sheets')
    await typed(await main(visitor).locator('.site-letter .site-code').first().innerText(), viewport)
    await visitor.go(batch)
    assert.match(await main(visitor).innerText(), /Printed, and not used yet: 3/)

    // Planned, and called off.
    await visitor.go('/office/invitations')
    await choose(visitor, from + 3, 1)
    const day = new Date(Date.now() + 8 * 86400000).toISOString().slice(0, 10)
    await main(visitor).getByLabel('On which day?').fill(day)
    await visitor.press(main(visitor).getByRole('button', { name: 'See what will be sent' }))
    await visitor.press(main(visitor).getByRole('button', { name: /these invitations/ }))
    await visitor.press(main(visitor).getByRole('button', { name: 'Cancel what has not gone out' }))
    assert.match(await main(visitor).innerText(), /cancelled/)
    assert.deepEqual(visitor.complaints, [])
    await visitor.close()
  })
}

// Somebody with the letter, who is nobody here yet.
async function typed (code, viewport) {
  const reader = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport === desktop })
  await reader.go('/sign-in')
  await reader.press(main(reader).getByRole('link', { name: /letter with a code/ }))
  await main(reader).getByLabel('Code').fill('7D2K-M4PX-9TQA-H3VW')
  await reader.press(main(reader).getByRole('button', { name: 'Go on' }), 400)
  await main(reader).getByLabel('Code').fill(code.toLowerCase())
  await reader.press(main(reader).getByRole('button', { name: 'Go on' }))
  assert.match(await main(reader).innerText(), /Set your password/)
  assert.deepEqual(reader.complaints, [])
  await reader.close()
}
