// What happens within a term, as a clerk enters it and everybody reads it: every page in three widths, with axe.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo, signInAs, zoomed } from './support.mjs'

const school = 'harbour-lights-school'

test('a clerk enters leave, a substitute and a co-opted governor, and ends a term; everybody reads what is public', async () => {
  const demo = await serveDemo()
  const browser = await openBrowser()
  const shows = async (visitor, path, words) => {
    await visitor.go(path)
    assert.match(await visitor.page.locator('main').innerText(), words)
  }
  try {
    for (const viewport of [desktop, phone, zoomed]) {
      const reader = await openVisitor(browser, demo.url, { viewport, javaScriptEnabled: viewport !== desktop })
      await shows(reader, `/bodies/${school}`, /Substitute for Beatrix Solanke-Hume/)
      assert.doesNotMatch(await reader.page.locator('main').innerText(), /leave/i)
      await shows(reader, '/members/thaddeus-quill-moreno', /Suspended from 1 March 2024 to 30 April 2024/)
      await reader.close()

      const clerk = await signInAs(browser, demo.url, 'Sign in as a clerk', { viewport })
      const { page } = clerk
      await shows(clerk, '/office/people/beatrix-solanke-hume', /On leave since 28 September 2026 \(office only: Parental leave\)/)
      await clerk.press(page.getByRole('link', { name: /Change it/ }))
      await clerk.go('/office/people/beatrix-solanke-hume')
      await clerk.press(page.getByRole('link', { name: /add a substitute/ }))
      await clerk.press(page.getByRole('button', { name: 'Add the substitute' }), 400)
      await clerk.go('/office/people/beatrix-solanke-hume')
      await clerk.press(page.getByRole('link', { name: 'End Governor' }))
      assert.match(await page.locator('main').innerText(), /Ottoline Marchbank, who stands in/)
      await clerk.press(page.getByRole('button', { name: 'End this term' }), 400)

      await clerk.go('/office/people/yusuf-lanterwick')
      await clerk.press(page.getByRole('link', { name: /Leave or suspension/ }))
      await clerk.press(page.getByRole('button', { name: 'Save' }), 400)
      await clerk.go(`/office/bodies/${school}`)
      await clerk.press(page.getByRole('link', { name: 'Co-opt a member' }))
      await page.getByLabel('Name', { exact: true }).fill(`Perpetua Lisle ${viewport.width}`)
      await page.getByLabel('Post', { exact: true }).fill('Governor')
      await page.getByLabel('First day in the post').fill('2026-11-02')
      await page.getByLabel('By what').fill('Governors’ minute 40')
      await clerk.press(page.getByRole('button', { name: 'Co-opt this member' }), 400)
      assert.match(await page.locator('main').innerText(), /has 3 seats, and all are held/)
      await clerk.close()
    }
    // The seat of one who leaves is free again.
    const clerk = await signInAs(browser, demo.url, 'Sign in as a clerk', { viewport: phone })
    const { page } = clerk
    await clerk.go('/office/people/yusuf-lanterwick')
    await clerk.press(page.getByRole('link', { name: 'End Governor' }))
    await page.getByLabel('resigned').check()
    await page.getByLabel('Last day in the post').fill('2026-10-31')
    await clerk.press(page.getByRole('button', { name: 'End this term' }))
    assert.match(await page.locator('main').innerText(), /31 October 2026, appointed \(resigned\)/)
    await clerk.go(`/office/bodies/${school}/co-opt`)
    await page.getByLabel('Name', { exact: true }).fill('Perpetua Lisle')
    await page.getByLabel('Post', { exact: true }).fill('Governor')
    await page.getByLabel('First day in the post').fill('2026-11-02')
    await page.getByLabel('By what').fill('Governors’ minute 40')
    await clerk.press(page.getByRole('button', { name: 'Co-opt this member' }))
    await shows(clerk, '/members/perpetua-lisle', /Co-opted: Governors’ minute 40/)
    await clerk.close()
  } finally {
    await browser.close()
    await demo.stop()
  }
})
