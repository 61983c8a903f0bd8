// The office's first page and its lists: due dates, who starts, who leaves.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

let demo, browser

before(async () => {
  demo = await serveDemo()
  demo.run('jobs', 'run')
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')

for (const [name, viewport] of [['desktop', desktop], ['phone', phone]]) {
  const shot = async (visitor, page) => {
    if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/${page}-${name}.png`, fullPage: true })
  }

  test(`an officer looks through the lists, ${name}`, async () => {
    const visitor = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport === desktop })
    await visitor.go('/sign-in')
    await visitor.press(main(visitor).getByRole('button', { name: /ethics officer/i }).first())
    await visitor.go('/office')
    assert.match(await main(visitor).innerText(), /Today\s+Due date passed: [0-9]/)
    await shot(visitor, 'office')
    for (const [link, show] of [['Due date passed', 'late'], ['Due within 14 days', 'soon'], ['New starters', 'starters'], ['Leavers', 'leavers']]) {
      await visitor.go('/office/duties')
      if (show !== 'late') await visitor.press(main(visitor).getByRole('link', { name: new RegExp(`^${link} \\([0-9,+]+\\)`) }))
      assert.equal(await main(visitor).getByRole('heading', { level: 1 }).innerText(), link)
      await shot(visitor, `list-${show}`)
    }
    await visitor.go('/office/duties?show=leavers&days=365')
    await shot(visitor, 'list-leavers-year')
    await visitor.go('/office/duties?show=starters&days=365')
    await shot(visitor, 'list-starters-year')
    await main(visitor).getByLabel('Council, committee or board').selectOption({ index: 1 })
    await visitor.press(main(visitor).getByRole('button', { name: 'Show' }))
    assert.equal(await main(visitor).getByRole('heading', { level: 1 }).innerText(), 'New starters')
    await shot(visitor, 'list-starters-body')
    await visitor.close()
  })
}

for (const [name, viewport] of [['desktop', desktop], ['phone', phone]]) {
  test(`everybody sees beside a passage which duty comes from it, ${name}`, async () => {
    const visitor = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport === desktop })
    await visitor.go('/codes')
    await visitor.press(main(visitor).getByRole('link', { name: /in figures/ }).first())
    assert.match(await main(visitor).innerText(), /Who owes what by when/)
    await visitor.go('/codes/code-of-conduct')
    await visitor.go(await main(visitor).getByRole('link', { name: /^Address and history of 1\.1$/ }).first().getAttribute('href'))
    assert.match(await main(visitor).innerText(), /How this is kept\s+Asked for here\s+List your interests/)
    if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/passage-${name}.png`, fullPage: true })
    await visitor.press(main(visitor).getByRole('link', { name: 'List your interests' }))
    assert.match(await main(visitor).innerText(), /30 days after taking office/)
    await visitor.go('/bodies/city-council')
    await visitor.press(main(visitor).getByRole('link', { name: 'Who did what is asked here, in figures' }))
    assert.match(await main(visitor).innerText(), /City Council/)
    if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/body-figures-${name}.png`, fullPage: true })
    await visitor.go('/rules')
    assert.match(await main(visitor).innerText(), /What changed when\s+Version \d/)
    if (process.env.SHOTS) await main(visitor).screenshot({ path: `${process.env.SHOTS}/rules-${name}.png` })
    await visitor.close()
  })
}
