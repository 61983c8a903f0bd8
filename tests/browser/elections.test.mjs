// Elections, candidates and “May I …?” as people meet them: every page in three widths, with axe and without JavaScript.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo, top, zoomed } from './support.mjs'

const election = 'city-election-2027'

test('a citizen reads who chose to sign and asks “May I …?”, a clerk keeps the election', async () => {
  const demo = await serveDemo()
  const browser = await openBrowser()
  try {
    // A demonstration that has no rules yet gets them; applied again they change nothing.
    demo.run('rulebook', 'apply', top + '/demo/alder-quay/rulebook')
    for (const viewport of [desktop, phone, zoomed]) {
      for (const javaScriptEnabled of [true, false]) {
        const reader = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled })
        await reader.go('/candidates')
        await reader.press(reader.page.getByRole('link', { name: 'City election 2027' }))
        assert.match(await reader.page.locator('main').innerText(), /It says nothing about anyone not listed\./)
        assert.doesNotMatch(await reader.page.locator('main').innerText(), /Vanstaden/)
        await reader.go('/may-i')
        await reader.press(reader.page.locator('main').getByRole('link', { name: 'Speaking at election time' }))
        await reader.press(reader.page.getByRole('button', { name: 'Show the answer' }), 400)
        await reader.page.getByLabel('I stand for election and hold a post in the city').check()
        await reader.page.getByLabel('At a public meeting of the city').check()
        await reader.page.getByLabel('Say what I would do if I were elected').check()
        await reader.press(reader.page.getByRole('button', { name: 'Show the answer' }))
        await reader.press(reader.page.locator('main').getByRole('link', { name: /Code of Conduct, 3\.1/ }))
        await reader.close()
      }
      const clerk = await openVisitor(browser, demo.url, { viewport })
      await clerk.go('/sign-in')
      await clerk.press(clerk.page.getByRole('button', { name: 'Sign in as a clerk' }))
      for (const path of ['', '/add', `/${election}`, `/${election}/change`, `/${election}/candidate`]) {
        await clerk.go(`/office/elections${path}`)
      }
      await clerk.go(`/office/elections/${election}`)
      await clerk.press(clerk.page.getByRole('link', { name: /Record it|Change for/ }).first())
      await clerk.press(clerk.page.getByRole('button', { name: 'Save' }))
      assert.match(await clerk.page.locator('main').innerText(), /handed over on/)
      await clerk.close()
    }
  } finally {
    await browser.close()
    await demo.stop()
  }
})
