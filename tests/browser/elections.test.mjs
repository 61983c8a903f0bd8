// Elections, candidates and “May I …?” as people meet them: every page in three widths, with axe and without JavaScript.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
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

test('after the election a clerk pastes the result, sees what follows, does it and undoes it', async () => {
  const demo = await serveDemo()
  const browser = await openBrowser()
  try {
    demo.run('rulebook', 'apply', top + '/demo/alder-quay/rulebook')
    const result = readFileSync(top + '/demo/alder-quay/result-2027.csv', 'utf8')
    for (const [viewport, javaScriptEnabled] of [[desktop, true], [phone, true], [zoomed, false]]) {
      const clerk = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled })
      const { page } = clerk
      const main = () => page.locator('main').innerText()
      const button = name => clerk.press(page.getByRole('button', { name, exact: true }))
      await clerk.go('/sign-in')
      await button('Sign in as a clerk')
      await clerk.go(`/office/elections/${election}`)
      await clerk.press(page.getByRole('link', { name: 'New council: enter the result' }))
      await clerk.press(page.getByRole('button', { name: 'Continue' }), 400)
      await page.getByLabel('The whole body').check()
      await button('Continue')
      assert.match(await main(), /34 days after election day, 2 March 2027 \(City Charter 2\.04\)/)
      assert.equal(await page.getByLabel('First day of the new terms').inputValue(), '2027-04-05')
      await page.getByLabel('The result').fill(result)
      await button('Continue')
      assert.equal(await page.getByLabel('Elected').inputValue(), 'elected')
      await button('Continue')
      for (const words of ['Re-elected', 'Another seat', 'New to a seat', 'Left out', 'Not in the result']) {
        assert.match(await main(), new RegExp(words))
      }
      await page.getByLabel('What happens? Wen-li Castellane').selectOption('Stays: was not up for election')
      await button('Continue')
      assert.match(await main(), /Nothing has happened yet/)
      assert.match(await main(), /by e-mail, isolde\.farrow-brandt@alderquay\.example/)
      await button('Back to who is who')
      assert.equal(await page.getByLabel('What happens? Wen-li Castellane').inputValue(), 'stays')
      await button('Continue')
      await button('Do all of this')
      assert.match(await main(), /Done on .* by Demonstration clerk/)
      await button('Undo all of this')
      assert.match(await main(), /Undone on/)
      await clerk.go('/office/new-council')
      assert.match(await main(), /\(undone\)/)
      await clerk.close()
    }
  } finally {
    await browser.close()
    await demo.stop()
  }
})
