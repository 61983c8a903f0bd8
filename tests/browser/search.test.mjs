// Search in a browser: the box on every public page, results, nothing found, too much asked.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo, zoomed } from './support.mjs'

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

async function search (visitor, words) {
  const box = visitor.page.getByRole('banner').getByRole('searchbox')
  await box.fill(words)
  await visitor.press(visitor.page.getByRole('banner').getByRole('button', { name: 'Search' }))
}

for (const [name, size] of [['desktop', desktop], ['phone', phone], ['400 % zoom', zoomed]]) {
  test(`words are found from any page, ${name}`, async () => {
    const visitor = await openVisitor(browser, demo.url, { viewport: size })
    await visitor.go('/codes')
    await search(visitor, 'gift')
    assert.match(await main(visitor).innerText(), /\d+ results?/)
    assert.ok(await main(visitor).locator('mark').count() > 0)
    const link = main(visitor).locator('section a[href*="#"]').first()
    const href = await link.getAttribute('href')
    await visitor.press(link)
    assert.ok(visitor.page.url().endsWith(href))
    assert.equal(await visitor.page.locator(`[id="${href.split('#')[1]}"]`).count(), 1)

    await visitor.go('/')
    await search(visitor, 'zzzz')
    assert.match(await main(visitor).innerText(), /Nothing was found[\s\S]*What you can try/)
    await visitor.go('/search')
    assert.deepEqual(await visitor.context.cookies(), [])
    await visitor.close()
  })
}

test('too many words are refused in words', async () => {
  const visitor = await openVisitor(browser, demo.url, { viewport: desktop })
  await visitor.go('/search')
  await visitor.page.getByLabel('What are you looking for?').fill('w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21')
  await visitor.press(main(visitor).getByRole('button', { name: 'Search' }), 400)
  assert.match(await visitor.page.getByRole('alert').innerText(), /fewer words/)
  await visitor.close()
})
